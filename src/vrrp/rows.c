/* vrrp/rows.c -- see vrrp/rows.h. Order is the order of saved files.
 *
 * A group begins with its first virtual address and ends with its last, or has a line of its own
 * (docs/vrp.md "VRRP commands"); every other line about it needs it to be there. */
#include "vrrp/rows.h"

#include <string.h>

#include "vrrp/config.h"

#define COUNT_OF(a)	 (sizeof(a) / sizeof *(a))
#define GROUP(member)	 ROW_AT(struct vrrp_group_config, member)
#define IF(member)	 ROW_AT(struct vrrp_interface_config, member)
#define SYS(member)	 ROW_AT(struct vrrp_system_config, member)
#define GROUPS		 ROW_LIST(struct vrrp_interface_config, group, 1, true)
#define OF_GROUP_WITH(f) .noun = "VRRP group", .list = GROUPS, .flags = ROW_EXISTING | (f)
#define OF_GROUP	 OF_GROUP_WITH(0u)
#define TRACK(member)	 ROW_AT(struct vrrp_track_config, member)
#define SESSION(member)	 ROW_AT(struct vrrp_bfd_config, member)
#define VIP(member)                                                                                \
	{                                                                                          \
		offsetof(struct vrrp_group_config, vip[0].member) -                                \
		    offsetof(struct vrrp_group_config, vip[0]),                                    \
		    sizeof(((struct vrrp_group_config *)0)->vip[0].member)                         \
	}

static const struct template_help track_words[] = {
    {"reduced", "What the priority loses, 10 when not said"},
    {"increased", "What the priority wins"},
    {NULL, NULL}};

static const struct template_help bfd_words[] = {
    {"reduced", "What the priority loses, 10 when not said"},
    {"increased", "What the priority wins"},
    {"peer", "The session to the other device: the Backup takes over when it is down"},
    {"link", "The group takes no part while the session is down"},
    {NULL, NULL}};

/* With everything that is said of it. */
static bool
undo_group(void *part, const struct template_found *values, struct text *error)
{
	struct vrrp_interface_config *v = part;
	unsigned i = 0;

	while (i < VRRP_GROUPS_MAX && v->group[i].set &&
	       v->group[i].vrid != values->value[0].number)
		i++;
	if (i == VRRP_GROUPS_MAX || !v->group[i].set) {
		text_add(error, "The VRRP group or virtual address does not exist.");
		return false;
	}
	for (; i + 1 < VRRP_GROUPS_MAX; i++)
		v->group[i] = v->group[i + 1];
	memset(&v->group[i], 0, sizeof v->group[i]);
	return true;
}

static const struct row interface_rows[] = {
    {.template = "vrrp vrid <int:1-255>",
     .help = "Create a VRRP group, which takes part when it has a virtual address",
     .undo = "vrrp vrid <int:1-255>",
     .undone = undo_group,
     .noun = "VRRP group",
     .list = GROUPS,
     .record = GROUP(alone),
     .field = {GROUP(vrid)},
     .flags = ROW_LAST_DELETES},
    {.template = "vrrp vrid <int:1-255> virtual-ip <ip>",
     .help = "Create a VRRP group or add a virtual address to it",
     .undo = "vrrp vrid <int:1-255> virtual-ip <ip>",
     .keeps = GROUP(alone),
     .noun = "VRRP group or virtual address",
     .list = GROUPS,
     .inner = ROW_LIST(struct vrrp_group_config, vip, 1, true),
     .record = {0, sizeof(((struct vrrp_group_config *)0)->vip[0])},
     .field = {GROUP(vrid), VIP(address)},
     .flags = ROW_LAST_DELETES},
    {.template = "vrrp vrid <int:1-255> priority <int:1-254>",
     .help = "Priority in the election",
     .record = GROUP(priority),
     .otherwise = {true, {VRRP_PRIORITY_DEFAULT}, NULL},
     .field = {GROUP(vrid), GROUP(priority.value)},
     OF_GROUP},
    {.template = "vrrp vrid <int:1-255> preempt-mode disable",
     .help = "Never preempt a Master",
     .undo = "vrrp vrid <int:1-255> preempt-mode [disable]",
     .record = GROUP(preempt_disable),
     .field = {GROUP(vrid)},
     OF_GROUP},
    {.template = "vrrp vrid <int:1-255> preempt-mode timer delay <int:0-10800>",
     .help = "Seconds to wait before preempting",
     .record = GROUP(preempt_delay),
     .otherwise = {true, {0}, "s"},
     .field = {GROUP(vrid), GROUP(preempt_delay.delay_s)},
     OF_GROUP},
    {.template = "vrrp vrid <int:1-255> timer advertise <int:1-255>",
     .help = "Interval of advertisements in seconds",
     .record = GROUP(advertise),
     .otherwise = {true, {1}, "s"},
     .field = {GROUP(vrid), GROUP(advertise.seconds)},
     .clears = GROUP(advertise_ms),
     OF_GROUP},
    {.template = "vrrp vrid <int:1-255> timer advertise millisecond <int:10-990>",
     .help = "Interval of advertisements in milliseconds",
     .record = GROUP(advertise_ms),
     .field = {GROUP(vrid), GROUP(advertise_ms.ms)},
     .clears = GROUP(advertise),
     OF_GROUP},
    {.template = "vrrp vrid <int:1-255> holding-multiplier <int:3-10>",
     .help = "Lost advertisements before a Master counts as dead",
     .record = GROUP(hold_multiplier),
     .otherwise = {true, {3}, "advertisements"},
     .field = {GROUP(vrid), GROUP(hold_multiplier.value)},
     OF_GROUP},
    {.template = "vrrp vrid <int:1-255> authentication-mode simple plain <word:1-8>",
     .help = "Password of version 2, in the clear in every advertisement",
     .undo = "vrrp vrid <int:1-255> authentication-mode",
     .record = GROUP(authentication),
     .field = {GROUP(vrid), GROUP(authentication.key)},
     OF_GROUP_WITH(ROW_SECRET)},
    {.template =
	 "vrrp vrid <int:1-255> track interface <interface> [{reduced=0|increased=1} <int:1-255>]",
     .help = "Change the priority while an interface is down",
     .words = track_words,
     .undo = "vrrp vrid <int:1-255> track interface [<interface> [{reduced=0|increased=1} "
	     "<int:1-255>]]",
     .noun = "VRRP group or tracked interface",
     .list = GROUPS,
     .inner = ROW_LIST(struct vrrp_group_config, track, 1, true),
     .record = {0, sizeof(struct vrrp_track_config)},
     .field = {GROUP(vrid), TRACK(interface), TRACK(increased), TRACK(points)},
     .flags = ROW_EXISTING},
    {.template = "vrrp vrid <int:1-255> track bfd-session session-name <name:1-64> "
		 "[{reduced <int:1-255> | increased <int:1-255> | peer | link}]",
     .help = "Change the priority, take over or take no part while a BFD session is down",
     .words = bfd_words,
     .noun = "VRRP group or tracked BFD session",
     .list = GROUPS,
     .inner = ROW_LIST(struct vrrp_group_config, bfd, 1, true),
     .record = {0, sizeof(struct vrrp_bfd_config)},
     .field = {GROUP(vrid), SESSION(name), SESSION(how), SESSION(points), SESSION(points)},
     .flags = ROW_EXISTING},
    {.template = "vrrp vrid <int:1-255> track bfd-session <int:1-16384> "
		 "[{reduced <int:1-255> | increased <int:1-255> | peer | link}]",
     .help = "The same of the session with this local discriminator",
     .words = bfd_words,
     .noun = "VRRP group or tracked BFD session",
     .list = GROUPS,
     .inner = ROW_LIST(struct vrrp_group_config, bfd_local, 1, true),
     .record = {0, sizeof(struct vrrp_bfd_config)},
     .field = {GROUP(vrid), SESSION(local), SESSION(how), SESSION(points), SESSION(points)},
     .flags = ROW_EXISTING},
    {.template = "vrrp recover-delay <int:0-3600>",
     .help = "Seconds to wait after the interface came Up",
     .record = IF(recover_delay),
     .field = {IF(recover_delay.seconds)}},
    {.template = "vrrp un-check ttl",
     .help = "Accept advertisements with any TTL",
     .record = IF(un_check_ttl)},
};

const struct conf_part vrrp_interface_part = {sizeof(struct vrrp_interface_config), interface_rows,
					      COUNT_OF(interface_rows)};

static bool
undo_gratuitous_arp(void *part, const struct template_found *values, struct text *error)
{
	struct vrrp_system_config *s = part;

	(void)values;
	(void)error;
	memset(&s->gratuitous_arp, 0, sizeof s->gratuitous_arp);
	memset(&s->gratuitous_arp_disable, 0, sizeof s->gratuitous_arp_disable);
	return true;
}

static const struct template_help version_words[] = {
    {"v2", "VRRP version 2, RFC 3768"}, {"v3", "VRRP version 3, RFC 9568"}, {NULL, NULL}};

static const struct template_help checksum_words[] = {
    {"auto", "With the pseudo-header; both once somebody was heard without"},
    {"rfc5798", "The message and a pseudo-header"},
    {"rfc9568", "The message alone"},
    {NULL, NULL}};

static const struct template_help sends_words[] = {{"v2-only", "Version 2"},
						   {"v3-only", "Version 3"},
						   {"v2v3-both", "One of each an interval"},
						   {NULL, NULL}};

static const struct row system_rows[] = {
    {.template = "vrrp version {v2=2|v3=3}",
     .help = "Protocol version of all groups",
     .words = version_words,
     .record = SYS(version),
     .otherwise = {true, {2}, NULL},
     .field = {SYS(version.version)}},
    {.template = "vrrp version-3 checksum {auto=0|rfc5798=1|rfc9568=2}",
     .help = "Checksum of version 3",
     .words = checksum_words,
     .record = SYS(checksum),
     .otherwise = {true, {VRRP_CHECKSUM_AUTO}, NULL},
     .field = {SYS(checksum.form)}},
    {.template = "vrrp version-3 send-packet-mode {v3-only=0|v2-only=1|v2v3-both=2}",
     .help = "Versions of the advertisements that groups of version 3 send",
     .words = sends_words,
     .record = SYS(sends),
     .otherwise = {true, {VRRP_SENDS_V3}, NULL},
     .field = {SYS(sends.mode)}},
    {.template = "vrrp recover-delay <int:0-3600>",
     .help = "Seconds to wait after an interface came Up",
     .record = SYS(recover_delay),
     .otherwise = {true, {0}, "s"},
     .field = {SYS(recover_delay.seconds)}},
    {.template = "vrrp gratuitous-arp timeout <int:30-1200>",
     .help = "Seconds between gratuitous ARP packets of a Master",
     .undone = undo_gratuitous_arp,
     .record = SYS(gratuitous_arp),
     .otherwise = {true, {30}, "s"},
     .field = {SYS(gratuitous_arp.seconds)},
     .clears = SYS(gratuitous_arp_disable)},
    {.template = "vrrp gratuitous-arp timeout disable",
     .help = "Send gratuitous ARP only on becoming Master",
     .record = SYS(gratuitous_arp_disable),
     .clears = SYS(gratuitous_arp)},
    {.template = "vrrp gratuitous-arp enhance enable",
     .help = "Three gratuitous ARP packets on becoming Master, not two",
     .record = SYS(gratuitous_arp_enhance)},
    {.template = "vrrp first-packet-delay <int:0-3600>",
     .help = "Seconds after the start in which no group takes part",
     .record = SYS(first_packet_delay),
     .otherwise = {true, {0}, "s"},
     .field = {SYS(first_packet_delay.seconds)}},
    {.template = "vrrp timer-advertise learning enable",
     .help = "Use the Master's interval once it is sure",
     .record = SYS(no_learning),
     .flags = ROW_NEGATED},
    {.template = "vrrp virtual-ip ping enable",
     .help = "A Master answers a ping to a virtual address",
     .record = SYS(no_ping),
     .flags = ROW_NEGATED},
};

const struct conf_part vrrp_system_part = {sizeof(struct vrrp_system_config), system_rows,
					   COUNT_OF(system_rows)};
