/* rbs/rows.c -- see rbs/rows.h. Order is the order of saved files. */
#include "rbs/rows.h"

#include "rbs/config.h"

#define COUNT_OF(a) (sizeof(a) / sizeof *(a))
#define RBS(member) ROW_AT(struct rbs_config, member)

static const struct row rows[] = {
    {.template = "peer <ip> source <ip> port <int:1024-55535>",
     .help = "The other device, this device and the TCP port",
     .undo = "peer <ip> [source <ip> port <int:1024-55535>]",
     .record = RBS(peer),
     .field = {RBS(peer.peer), RBS(peer.source), RBS(peer.port)}},
    {.template = "shutdown", .help = "Stop the service", .record = RBS(shutdown)},
};

const struct conf_part rbs_part = {sizeof(struct rbs_config), rows, COUNT_OF(rows)};
