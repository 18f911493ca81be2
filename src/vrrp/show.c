/* vrrp/show.c -- see vrrp/show.h. Layouts of docs/vrp.md "VRRP displays"; the lines that VRP does
 * not have say what is being waited for: the recover delay, a preemption that is held
 * (docs/rules.md "Who serves"), and a disk that works. */
#include "vrrp/show.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "show/fields.h"

enum {
	BLOCKS_PER_STEP = 4, /* 4 blocks of at most 8 KiB: SHOW_STEP_MAX */
	LINES_PER_STEP = 8,  /* of `brief`, with up to 16 addresses each */
	NUMBER_LEN = 16
};

static const char *
interface_name(const struct vrrp_status *v, char name[INTERFACE_TEXT])
{
	return interface_format(v->interface, name);
}

/* ---- display vrrp ---- */

static uint64_t
seconds_left(uint64_t at_us, uint64_t now)
{
	return (time_left(at_us, now) + TIME_SEC - 1) / TIME_SEC;
}

static void
show_timer(struct show *s, const char *key, const char *format, uint32_t ms)
{
	char text[NUMBER_LEN];

	(void)snprintf(text, sizeof text, ms % 1000 ? "%ums" : "%us",
		       (unsigned)(ms % 1000 ? ms : ms / 1000));
	show_text(s, NULL, format, text);
	show_number(s, key, NULL, ms);
}

static void
show_vips(struct show *s, const struct vrrp_status *v)
{
	show_list(s, "virtual_ip");
	for (unsigned i = 0; i < v->vips_count; i++) {
		show_begin(s, NULL);
		show_ip(s, "address", i == 0 ? "Virtual IP     : %s\n" : "                 %s\n",
			v->vip[i]);
		show_end(s);
	}
	show_list_end(s);
}

static void
show_preempt(struct show *s, const struct vrrp_status *v, uint64_t now)
{
	show_bool(s, "preempt", "Preempt        : %s", v->preempt);
	show_number(s, "preempt_delay_s", "   Delay Time : %ss", v->preempt_delay_s);
	if (v->preempt_at_us == TIME_NEVER)
		show_none(s, "preempt_remain_s", "   Remain : %s\n");
	else
		show_number(s, "preempt_remain_s", "   Remain : %ss\n",
			    seconds_left(v->preempt_at_us, now));
	if (v->preempt_held)
		show_text(s, "preempt_hold", "Preempt hold   : %s\n", "waiting for batch backup");
	else
		show_none(s, "preempt_hold", NULL);
}

static void
show_recover(struct show *s, const struct vrrp_status *v, uint64_t now)
{
	if (v->recover_at_us == TIME_NEVER)
		show_none(s, "recover_remain_s", NULL);
	else
		show_number(s, "recover_remain_s", "Recover delay  : Remain : %ss\n",
			    seconds_left(v->recover_at_us, now));
}

static void
show_yield(struct show *s, const struct vrrp_status *v)
{
	const char *why = v->left     ? "this device left the pair"
			  : v->deaf   ? "no frame is heard, and no host answers"
			  : v->yields ? "leases cannot be written to the disk"
				      : NULL;

	show_text_given(s, "takes_no_part", "Takes no part  : %s\n", why);
	show_text_given(s, "gateway_only", "Gateway only   : %s\n",
			v->gateway_only ? "leases cannot be written to the disk" : NULL);
}

static void
show_broken(struct show *s, const struct vrrp_status *v)
{
	const char *why =
	    v->broken ? "taken away by another program; `display interface fault`" : NULL;

	show_text_given(s, "links", "Links          : %s\n", why);
}

static const struct show_field addresses_and_priorities[] = {
    SHOW_FIELD(struct vrrp_status, master, "master_ip", "Master IP      : %s\n"),
    SHOW_FIELD(struct vrrp_status, local, "local_ip", "Local IP       : %s\n"),
    SHOW_FIELD(struct vrrp_status, priority_run, "priority_run", "PriorityRun    : %s\n"),
    SHOW_FIELD(struct vrrp_status, priority_config, "priority_config", "PriorityConfig : %s\n"),
    SHOW_FIELD(struct vrrp_status, master_priority, "master_priority", "MasterPriority : %s\n"),
};

static void
show_election(struct show *s, const struct vrrp_status *v, uint64_t now)
{
	show_text(s, "state", "State          : %s\n", vrrp_state_name(v->state));
	show_text(s, "reason", NULL, vrrp_reason_name(v->reason));
	show_vips(s, v);
	SHOW_FIELDS(s, addresses_and_priorities, v);
	show_preempt(s, v, now);
	show_recover(s, v, now);
	show_yield(s, v);
	show_broken(s, v);
}

/* Left out when nothing is tracked, as VRP does. */
static void
show_tracks(struct show *s, const struct vrrp_status *v)
{
	char name[INTERFACE_TEXT];

	if (v->tracks_count == 0)
		return;
	show_list(s, "track_interface");
	for (unsigned i = 0; i < v->tracks_count; i++) {
		show_begin(s, NULL);
		show_text(s, "interface", "Track IF          : %-32s",
			  interface_format(v->track[i].interface, name));
		if (v->track[i].increased)
			show_number(s, "priority_increased", "Priority Increased :%s\n",
				    v->track[i].points);
		else
			show_number(s, "priority_reduced", "Priority Reduced :%s\n",
				    v->track[i].points);
		show_text(s, "state", "IF State          : %s\n", v->track[i].up ? "UP" : "DOWN");
		show_end(s);
	}
	show_list_end(s);
}

/* What a session changes while it is down. */
static void
show_session(struct show *s, const struct vrrp_bfd *t)
{
	char local[NUMBER_LEN];

	(void)snprintf(local, sizeof local, "%u", (unsigned)t->local);
	show_text(s, "session", "Track BFD         : %-32s", t->local ? local : t->name);
	if (t->how == VRRP_BFD_INCREASED)
		show_number(s, "priority_increased", "Priority Increased : %s\n", t->points);
	else if (t->how == VRRP_BFD_REDUCED)
		show_number(s, "priority_reduced", "Priority Reduced : %s\n", t->points);
	else
		show_text(s, "type", "type : %s\n", t->how == VRRP_BFD_PEER ? "peer" : "link");
	show_text(s, "state", "BFD-Session State : %s\n", t->up ? "UP" : "DOWN");
}

static void
show_sessions(struct show *s, const struct vrrp_status *v)
{
	if (v->bfds_count == 0)
		return;
	show_list(s, "track_bfd_session");
	for (unsigned i = 0; i < v->bfds_count; i++) {
		show_begin(s, NULL);
		show_session(s, &v->bfd[i]);
		show_end(s);
	}
	show_list_end(s);
}

static void
show_moments(struct show *s, const struct vrrp_status *v, bool verbose)
{
	show_time(s, "create_time", "Create Time       : %s\n", v->created_us);
	show_time(s, "last_change_time", "Last Change Time  : %s\n", v->changed_us);
	if (!verbose)
		return;
	show_text(s, "last_change_reason", "Last Change Reason: %s\n", vrrp_reason_name(v->reason));
	show_ip(s, "last_change_router", "Last Change Router: %s\n", v->history.change[0].router);
}

static void
show_group(struct show *s, const struct vrrp_status *v, bool verbose, uint64_t now)
{
	char name[INTERFACE_TEXT];

	show_begin(s, NULL);
	show_text(s, "interface", "%s", interface_name(v, name));
	show_number(s, "vrid", " | Virtual Router %s\n", v->vrid);
	show_election(s, v, now);
	show_number(s, "hold_multiplier", "Hold Multiplier: %s\n", v->hold_multiplier);
	show_timer(s, "timer_run_ms", "TimerRun       : %s\n", v->interval_ms);
	show_timer(s, "timer_config_ms", "TimerConfig    : %s\n", v->interval_config_ms);
	show_text(s, "auth_type", "Auth Type      : %s\n", v->authenticated ? "SIMPLE" : "NONE");
	show_mac(s, "virtual_mac", "Virtual MAC    : %s\n", mac_vrrp(v->vrid));
	show_bool(s, "check_ttl", "Check TTL      : %s\n", v->check_ttl);
	show_text(s, "config_type", "Config Type    : %s\n", "normal-vrrp");
	show_text(s, "backup_forward", "Backup-forward : %s\n", "disabled");
	show_tracks(s, v);
	show_sessions(s, v);
	show_moments(s, v, verbose);
	show_end(s);
}

/* Some groups, and what is said of them. */
struct groups {
	const struct vrrp_latest *latest;
	const char *interface, *vrid; /* NULL: any */
	bool verbose;
	uint64_t now;
};

static bool
is_wanted(const struct groups *g, const struct vrrp_status *v)
{
	char name[INTERFACE_TEXT], vrid[NUMBER_LEN];

	(void)snprintf(vrid, sizeof vrid, "%u", (unsigned)v->vrid);
	return (!g->interface || strcmp(g->interface, interface_name(v, name)) == 0) &&
	       (!g->vrid || strcmp(g->vrid, vrid) == 0);
}

static bool
show_wanted_group(const void *context, uint64_t i, struct show *s)
{
	const struct groups *g = context;
	const struct vrrp_status *v = &g->latest->status[i];

	if (!is_wanted(g, v))
		return false;
	show_group(s, v, g->verbose, g->now);
	show_say(s, "\n");
	return true;
}

/* Whether there is what was asked for by name. */
static bool
are_any(const struct groups *g)
{
	if (!g->interface && !g->vrid)
		return true;
	for (unsigned i = 0; i < g->latest->count; i++)
		if (is_wanted(g, &g->latest->status[i]))
			return true;
	return false;
}

static bool
show_groups(const struct groups *g, uint64_t *cursor, struct show *out)
{
	if (*cursor == 0) {
		if (!are_any(g)) {
			show_say(out, "Error: The VRRP group does not exist.\n");
			return false;
		}
		show_begin(out, NULL);
		show_list(out, "groups");
	}
	return show_members(out, cursor, g->latest->count, BLOCKS_PER_STEP, show_wanted_group, g);
}

/* Words: an interface, a VRID, both or none. */
static struct groups
groups_of(const void *subject, const struct show_args *args, uint64_t now)
{
	struct groups g = {.latest = subject, .now = now};

	for (unsigned i = 0; i < args->count; i++)
		if (args->word[i][0] >= '0' && args->word[i][0] <= '9')
			g.vrid = args->word[i];
		else
			g.interface = args->word[i];
	return g;
}

static bool
display_vrrp(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	     struct show *out)
{
	struct groups g = groups_of(subject, args, now);

	return show_groups(&g, cursor, out);
}

static bool
display_vrrp_verbose(const void *subject, const struct show_args *args, uint64_t *cursor,
		     uint64_t now, struct show *out)
{
	struct groups g = groups_of(subject, args, now);

	g.verbose = true;
	return show_groups(&g, cursor, out);
}

/* ---- display vrrp brief ---- */

static void
brief_head(const struct vrrp_latest *b, struct show *s)
{
	unsigned in[VRRP_STATES] = {0};

	for (unsigned i = 0; i < b->count; i++)
		in[b->status[i].state]++;
	show_number(s, "total", "Total:%-6s", b->count);
	show_number(s, "master", "Master:%-5s", in[VRRP_MASTER]);
	show_number(s, "backup", "Backup:%-5s", in[VRRP_BACKUP]);
	show_number(s, "non_active", "Non-active:%s\n", in[VRRP_INITIALIZE]);
	show_say(s, "VRID State       Interface               Type    Virtual IP        "
		    "Master IP         Local IP\n");
	show_say(s, "---------------------------------------------------------------------"
		    "----------------------------\n");
}

static void
brief_ip(struct show *s, const char *key, struct ip4 address)
{
	if (ip4_set(address)) {
		show_ip(s, key, "%-17s ", address);
		return;
	}
	show_text(s, NULL, "%-17s ", "-");
	show_none(s, key, NULL);
}

/* Further addresses stand below the first, in its column. */
static void
brief_further(struct show *s, const struct vrrp_status *v)
{
	char text[IP4_TEXT];

	for (unsigned i = 1; i < v->vips_count; i++)
		show_say(s, "%49s%s\n", "", ip4_format(v->vip[i], text));
}

static bool
brief_line(const void *context, uint64_t i, struct show *s)
{
	const struct vrrp_status *v = &((const struct vrrp_latest *)context)->status[i];
	char name[INTERFACE_TEXT];

	show_begin(s, NULL);
	show_number(s, "vrid", "%-4s ", v->vrid);
	show_text(s, "state", "%-11s ", vrrp_state_name(v->state));
	show_text(s, "interface", "%-23s ", interface_name(v, name));
	show_text(s, "type", "%-7s ", "Normal");
	brief_ip(s, "virtual_ip", v->vip[0]);
	brief_ip(s, "master_ip", v->master);
	show_ip(s, "local_ip", "%s\n", v->local);
	brief_further(s, v);
	show_end(s);
	return true;
}

static bool
display_vrrp_brief(const void *subject, const struct show_args *args, uint64_t *cursor,
		   uint64_t now, struct show *out)
{
	const struct vrrp_latest *b = subject;

	(void)args;
	(void)now;
	if (*cursor == 0) {
		show_begin(out, NULL);
		brief_head(b, out);
		show_list(out, "groups");
	}
	return show_members(out, cursor, b->count, LINES_PER_STEP, brief_line, b);
}

/* ---- display vrrp statistics ---- */

#define COUNTER(member, label) SHOW_FIELD(struct vrrp_counters, member, #member, label " : %s\n")

static const struct show_field interface_counters[] = {
    COUNTER(bad_destination, "   Destination IP address errors"),
    COUNTER(bad_checksum, "                 Checksum errors"),
    COUNTER(bad_version, "                  Version errors"),
    COUNTER(bad_vrid, "                     Vrid errors"),
};

static const struct show_field group_counters[] = {
    COUNTER(became_master, "             Transited to master"),
    COUNTER(sent, "             Sent advertisements"),
    COUNTER(received, "         Received advertisements"),
    COUNTER(bad_interval, "   Advertisement interval errors"),
    COUNTER(bad_auth, "         Authentication failures"),
    COUNTER(bad_ttl, "                   IP TTL errors"),
    COUNTER(zero_received, "  Received priority zero packets"),
    COUNTER(zero_sent, "      Sent priority zero packets"),
    COUNTER(bad_type, "   Received invalid type packets"),
    COUNTER(bad_addresses, " Received unmatched address list"),
    COUNTER(bad_length, "            Packet length errors"),
    COUNTER(bad_sender, "     Impossible sender addresses"),
    COUNTER(foreign_addresses, "  Address lists of another group"),
};

/* The packets of an interface that name none of its groups are counted with its first. */
static struct vrrp_counters
interface_sum(const struct vrrp_latest *b, uint16_t vlan)
{
	struct vrrp_counters sum = {0};

	for (unsigned i = 0; i < b->count; i++) {
		struct vrrp_counters c = vrrp_latest_counters(b, i);

		if (b->status[i].vlan != vlan)
			continue;
		sum.bad_destination += c.bad_destination;
		sum.bad_checksum += c.bad_checksum;
		sum.bad_version += c.bad_version;
		sum.bad_vrid += c.bad_vrid;
	}
	return sum;
}

static void
interface_statistics(const struct vrrp_latest *b, const struct vrrp_status *v, struct show *s)
{
	struct vrrp_counters sum = interface_sum(b, v->vlan);
	char name[INTERFACE_TEXT];

	show_begin(s, NULL);
	show_text(s, "interface", "Interface : %s\n", interface_name(v, name));
	SHOW_FIELDS(s, interface_counters, &sum);
	show_say(s, "\n");
	show_end(s);
}

static void
group_statistics(const struct vrrp_latest *b, unsigned i, struct show *s)
{
	const struct vrrp_status *v = &b->status[i];
	struct vrrp_counters counters = vrrp_latest_counters(b, i);
	char name[INTERFACE_TEXT];

	show_begin(s, NULL);
	show_text(s, "interface", "%s", interface_name(v, name));
	show_number(s, "vrid", " | Virtual Router %s\n", v->vrid);
	SHOW_FIELDS(s, group_counters, &counters);
	show_say(s, "\n");
	show_end(s);
}

/* The first group that is wanted of its interface. */
static bool
first_of_interface(const struct groups *g, uint64_t i)
{
	const struct vrrp_status *v = &g->latest->status[i];

	if (!is_wanted(g, v))
		return false;
	while (i > 0 && g->latest->status[i - 1].vlan == v->vlan)
		if (is_wanted(g, &g->latest->status[--i]))
			return false;
	return true;
}

/* Two lists in a row: cursor 0 .. count-1 the interfaces, count .. 2*count-1 the groups. */
static bool
statistics_at(const void *context, uint64_t i, struct show *s)
{
	const struct groups *g = context;
	const struct vrrp_latest *b = g->latest;

	if (i == b->count) {
		show_list_end(s);
		show_list(s, "groups");
	}
	if (i >= b->count && is_wanted(g, &b->status[i - b->count]))
		group_statistics(b, (unsigned)(i - b->count), s);
	else if (i < b->count && first_of_interface(g, i))
		interface_statistics(b, &b->status[i], s);
	else
		return false;
	return true;
}

static bool
display_vrrp_statistics(const void *subject, const struct show_args *args, uint64_t *cursor,
			uint64_t now, struct show *out)
{
	struct groups g = groups_of(subject, args, now);

	if (*cursor == 0) {
		if (!are_any(&g)) {
			show_say(out, "Error: The VRRP group does not exist.\n");
			return false;
		}
		show_begin(out, NULL);
		show_list(out, "interfaces");
	}
	return show_members(out, cursor, 2 * (uint64_t)g.latest->count, BLOCKS_PER_STEP,
			    statistics_at, &g);
}

/* ---- display vrrp state-change ---- */

static void
show_change(struct show *s, const struct vrrp_change *c)
{
	show_begin(s, NULL);
	show_time(s, "time", "%-20s ", c->at_us);
	show_text(s, "source_state", "%-12s ", vrrp_state_name((enum vrrp_state)c->from));
	show_text(s, "destination_state", "%-17s ", vrrp_state_name((enum vrrp_state)c->to));
	show_ip(s, "router", "%-16s ", c->router);
	show_text(s, "reason", "%s\n", vrrp_reason_name((enum vrrp_reason)c->reason));
	show_end(s);
}

static const struct vrrp_status *
first_wanted(const struct groups *g)
{
	for (unsigned i = 0; i < g->latest->count; i++)
		if (is_wanted(g, &g->latest->status[i]))
			return &g->latest->status[i];
	return NULL;
}

/* Of no group: nothing, as VRP does. */
static bool
display_vrrp_changes(const void *subject, const struct show_args *args, uint64_t *cursor,
		     uint64_t now, struct show *out)
{
	struct groups g = groups_of(subject, args, now);
	const struct vrrp_status *v = first_wanted(&g);

	(void)cursor;
	show_begin(out, NULL);
	if (v)
		show_say(out, "%-20s %-12s %-17s %-16s %s\n", "Time", "SourceState",
			 "DestinationState", "Router", "Reason");
	show_list(out, "changes");
	for (unsigned i = 0; v && i < VRRP_HISTORY_MAX && v->history.change[i].at_us != 0; i++)
		show_change(out, &v->history.change[i]);
	show_list_end(out);
	show_end(out);
	return false;
}

/* ---- display vrrp protocol-information ---- */

static bool
display_protocol(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
		 struct show *out)
{
	const struct vrrp_latest *b = subject;

	(void)args;
	(void)cursor;
	(void)now;
	show_begin(out, NULL);
	show_text(out, "version", "VRRP protocol version          : %s\n",
		  b->version == 3 ? "V3" : "V2");
	show_text(out, "send_mode", "Send advertisement packet mode : %s\n",
		  vrrp_sends_name(b->version, b->sends));
	show_end(out);
	return false;
}

static const struct show_row rows[] = {
    {"display vrrp", "Virtual router redundancy groups", display_vrrp},
    {"display vrrp brief", "One line for each group", display_vrrp_brief},
    {"display vrrp verbose", "The same, and why the state changed last", display_vrrp_verbose},
    {"display vrrp <int:1-255>", "Groups of this virtual router", display_vrrp},
    {"display vrrp <int:1-255> verbose", "The same, and why", display_vrrp_verbose},
    {"display vrrp <int:1-255> statistics", "Packets and errors", display_vrrp_statistics},
    {"display vrrp interface <interface>", "Groups of an interface", display_vrrp},
    {"display vrrp interface <interface> verbose", "The same, and why", display_vrrp_verbose},
    {"display vrrp interface <interface> statistics", "Packets and errors",
     display_vrrp_statistics},
    {"display vrrp interface <interface> <int:1-255>", "One group", display_vrrp},
    {"display vrrp interface <interface> <int:1-255> verbose", "The same, and why",
     display_vrrp_verbose},
    {"display vrrp interface <interface> <int:1-255> statistics", "Packets and errors",
     display_vrrp_statistics},
    {"display vrrp state-change interface <interface> vrid <int:1-255>",
     "The last changes of a group's state", display_vrrp_changes},
    {"display vrrp statistics", "Packets and errors", display_vrrp_statistics},
    {"display vrrp protocol-information", "Version in use", display_protocol},
};

struct show_table
vrrp_show_table(const struct vrrp_latest *latest)
{
	return (struct show_table){rows, sizeof rows / sizeof *rows, latest};
}
