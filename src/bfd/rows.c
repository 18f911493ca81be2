/* bfd/rows.c -- see bfd/rows.h. Order is the order of saved files. */
#include "bfd/rows.h"

#include "bfd/config.h"

#define COUNT_OF(a) (sizeof(a) / sizeof *(a))
#define BFD(member) ROW_AT(struct bfd_config, member)

const struct row bfd_bind_row = {.template = BFD_BIND,
				 .help = "Create a BFD session or enter its view",
				 .record = BFD(bind),
				 .field = {BFD(bind.name), BFD(bind.peer), BFD(bind.interface),
					   BFD(bind.source), BFD(bind.automatic)}};

static const struct row rows[] = {
    {.template = "discriminator local <int:1-16384>",
     .help = "Number of the session on this device",
     .record = BFD(local),
     .field = {BFD(local.number)}},
    {.template = "discriminator remote <int:1-4294967295>",
     .help = "Number of the session on the peer",
     .record = BFD(remote),
     .field = {BFD(remote.number)}},
    {.template = "min-tx-interval <int:3-20000>",
     .help = "Milliseconds between packets sent",
     .record = BFD(min_tx),
     .otherwise = {true, {10}, "ms"},
     .field = {BFD(min_tx.ms)}},
    {.template = "min-rx-interval <int:3-20000>",
     .help = "Milliseconds between packets that can be received",
     .record = BFD(min_rx),
     .otherwise = {true, {10}, "ms"},
     .field = {BFD(min_rx.ms)}},
    {.template = "detect-multiplier <int:3-50>",
     .help = "Lost packets before the peer counts as dead",
     .record = BFD(multiplier),
     .otherwise = {true, {3}, "packets"},
     .field = {BFD(multiplier.count)}},
    {.template = "wtr <int:1-60>",
     .help = "Minutes Up before the session counts as Up",
     .record = BFD(wait),
     .field = {BFD(wait.minutes)}},
    {.template = "shutdown", .help = "Stop the session", .record = BFD(shutdown)},
};

const struct conf_part bfd_part = {sizeof(struct bfd_config), rows, COUNT_OF(rows)};
