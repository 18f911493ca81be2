/* rbp/rows.c -- see rbp/rows.h. Order is the order of saved files. */
#include "rbp/rows.h"

#include "lease/rules.h"
#include "rbp/config.h"

#define COUNT_OF(a) (sizeof(a) / sizeof *(a))
#define RBP(member) ROW_AT(struct rbp_config, member)

static const struct template_help mode_words[] = {{"hot", "The Backup is ready with every record"},
						  {"warm", "Not supported by any service"},
						  {"virtual", "Records are kept and not used"},
						  {NULL, NULL}};

static const struct row rows[] = {
    {.template = "service-type dhcp-server",
     .help = "Service whose data the profile backs up",
     .record = RBP(dhcp_server)},
    {.template = "backup-id <int:1-4095> remote-backup-service <name:1-32>",
     .help = "Backup ID and the service that carries it, equal on both devices",
     .record = RBP(backup),
     .field = {RBP(backup.id), RBP(backup.rbs)}},
    {.template = "peer-backup {hot|warm|virtual}",
     .help = "Backup mode",
     .words = mode_words,
     .undo = "", /* the reference has none */
     .record = RBP(peer_backup),
     .otherwise = {true, {RBP_HOT}, NULL},
     .field = {RBP(peer_backup.mode)}},
    {.template = "vrrp-id <int:1-255> interface <interface>",
     .help = "VRRP group that decides who is Master",
     .undo = "vrrp-id <int:1-255> [interface <interface>]",
     .record = RBP(vrrp),
     .field = {RBP(vrrp.vrid), RBP(vrrp.interface)}},
    {.template = "mclt <int:60-86400>",
     .help = "Maximum client lead time in seconds, equal on both devices",
     .undo = "mclt [<int:60-86400>]",
     .record = RBP(mclt),
     .otherwise = {true, {LEASE_MCLT_DEFAULT_US / TIME_SEC}, "s"},
     .field = {RBP(mclt.seconds)}},
    {.template = "partner-down delay <int:60-604800>",
     .help = "Declare the peer down after so many seconds without a session",
     .undo = "partner-down delay [<int:60-604800>]",
     .record = RBP(partner_down),
     .field = {RBP(partner_down.delay_s)}},
};

const struct conf_part rbp_part = {sizeof(struct rbp_config), rows, COUNT_OF(rows)};
