/* dhcp/show.c -- see dhcp/show.h. Layouts of docs/vrp.md "Pool displays", "DHCP displays": pools
 * and statistics here, the addresses of a pool in dhcp/show_addresses.h, those withheld because
 * somebody uses them in dhcp/show_conflicts.h.
 *
 * Where VRP's layout has no line for it, the backup profile of a pool stands in JSON only. */
#include "dhcp/show.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "dhcp/show_addresses.h"
#include "dhcp/show_bindings.h"
#include "dhcp/show_conflicts.h"
#include "dhcp/show_more.h"
#include "lease/count.h"
#include "lease/search.h"
#include "show/fields.h"

enum {
	POOLS_PER_STEP = 16,	 /* blocks of about 1 KiB */
	SECTIONS_PER_STEP = 128, /* lines of the section table */
};

#define RULE_SHORT "  -----------------------------------------------------------------------\n"

/* ---- display ip pool ---- */

static const struct show_field of_counts[] = {
    SHOW_LINE("  IP address Statistic\n"),
    SHOW_FIELD(struct lease_count, total, "total", "    Total       :%s\n"),
    SHOW_FIELD(struct lease_count, used, "used", "    Used        :%-11s"),
    SHOW_FIELD(struct lease_count, idle, "free", "Free      :%s\n"),
    SHOW_FIELD(struct lease_count, conflict, "conflicted", "    Conflicted  :%-11s"),
    SHOW_FIELD(struct lease_count, disable, "disable", "Disable   :%s\n"),
    SHOW_FIELD(struct lease_count, static_bind, "designated", "    Designated  :%-11s"),
    SHOW_COUNT("gateway_count", "Gateway   :%s\n", 0),
};

/* VRP has no such state, so its layout has the line only while there is one. */
static void
show_kept(struct show *s, const char *format, uint32_t kept)
{
	show_number(s, "kept", kept != 0 ? format : NULL, kept);
}

static void
show_counts(struct show *s, const struct lease_count *c)
{
	uint64_t percent = c->total == 0 ? 0 : (uint64_t)c->used * 100 / c->total;

	SHOW_FIELDS(s, of_counts, c);
	show_kept(s, "    Kept        :%s\n", c->kept);
	show_number(s, "ratio_percent", "    Ratio       :%s%\n", percent);
}

/* What the displays say of a pool. */
struct shown_pool {
	const char *name, *status;
	const char *profile; /* NULL: none */
	const char *option_3, *dns_suffix, *netbios_type;
	const char *search[DHCP_SEARCH_MAX];
	const char *boot_file, *server_name; /* NULL: none */
	unsigned number, has_addresses, options, sub_options, forced, recycle, warning;
	struct ip4 gateway, mask, next_server;
	struct lease_count count;
};

static unsigned
forced_of(const struct dhcp_pool *p)
{
	unsigned count = 0;

	while (count < DHCP_FORCED_MAX && p->config.forced[count].set)
		count++;
	return count;
}

static const char *
netbios_type_of(const struct dhcp_pool *p)
{
	static const char *const name[] = {
	    [0] = "N-Node", [1] = "B-Node", [2] = "P-Node", [4] = "M-Node", [8] = "H-Node"};

	return name[p->config.netbios_type.value];
}

static const char *
search_of(const struct dhcp_pool *p, unsigned i)
{
	return p->config.search[i].set ? p->config.search[i].name : "-";
}

static struct shown_pool
shown_pool(const struct dhcp_shown *d, unsigned number)
{
	const struct dhcp_pool *p = &d->server->pool[number];
	struct lease_count count = lease_count_pool(d->table, number);

	return (struct shown_pool){
	    .name = p->name,
	    .status = p->locked ? "Locked" : "Unlocked",
	    .profile = p->config.profile.set ? p->config.profile.name : NULL,
	    .option_3 = p->router ? "Enable" : "Disable",
	    .dns_suffix = p->config.dns_suffix.set ? p->config.dns_suffix.text : "-",
	    .netbios_type = netbios_type_of(p),
	    .search = {search_of(p, 0), search_of(p, 1), search_of(p, 2), search_of(p, 3)},
	    .boot_file = p->config.boot_file.set ? p->config.boot_file.text : NULL,
	    .server_name = p->config.server_name.set ? p->config.server_name.text : NULL,
	    .next_server = p->config.next_server.address,
	    .forced = forced_of(p),
	    .recycle = p->config.recycle.minutes,
	    .warning = p->config.warning.percent,
	    .number = number,
	    .has_addresses = count.total != 0,
	    .options = p->config.option.count,
	    .sub_options = p->config.sub_option.count + p->config.vendor.count,
	    .gateway = p->gateway,
	    .mask = p->mask,
	    .count = count,
	};
}

#define POOL(member, key, format) SHOW_FIELD(struct shown_pool, member, key, format)

static const struct show_field of_pool_in_list[] = {
    SHOW_LINE(RULE_SHORT),
    POOL(name, "name", "  Pool-Name      : %s\n"),
    POOL(number, "number", "  Pool-No        : %s\n"),
    SHOW_LINE("  Pool-constant-index: -\n"),
    SHOW_WORD("position", "  Position       : %-15s", "Server"),
    POOL(status, "status", "Status           : %s\n"),
    SHOW_LINE("  RUI-Flag       : -\n"),
    POOL(profile, "remote_backup_profile", NULL),
    POOL(gateway, "gateway", "  Gateway        : %-15s"),
    POOL(mask, "mask", "Mask             : %s\n"),
    SHOW_LINE("  Vpn instance   : --             Unnumbered gateway: -\n"),
};

static void
show_pool(struct show *s, const struct dhcp_shown *d, unsigned number)
{
	struct shown_pool p = shown_pool(d, number);

	show_begin(s, NULL);
	SHOW_FIELDS(s, of_pool_in_list, &p);
	show_counts(s, &p.count);
	show_say(s, "\n");
	show_end(s);
}

static void
show_totals(struct show *s, const struct dhcp_shown *d)
{
	struct lease_count sum = {0};

	for (unsigned i = 0; i < d->server->pools_count; i++) {
		struct lease_count c = lease_count_pool(d->table, i);

		sum.total += c.total;
		sum.idle += c.idle;
		sum.used += c.used;
		sum.conflict += c.conflict;
		sum.kept += c.kept;
		sum.disable += c.disable;
		sum.static_bind += c.static_bind;
	}
	show_begin(s, "sum");
	show_say(s, "  IP address pool Statistic\n");
	show_number(s, "local", "    Local       :%-11s", 0);
	show_number(s, "remote", "Remote    :%-11s", 0);
	show_number(s, "server", "Server    :%s\n", d->server->pools_count);
	show_counts(s, &sum);
	show_end(s);
}

static bool
display_pools(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	      struct show *out)
{
	const struct dhcp_shown *d = subject;
	uint64_t i = *cursor, end = i + POOLS_PER_STEP;

	(void)args;
	(void)now;
	if (i == 0) {
		show_begin(out, NULL);
		show_list(out, "pools");
	}
	for (; i < d->server->pools_count && i < end; i++)
		show_pool(out, d, (unsigned)i);
	*cursor = i;
	if (i < d->server->pools_count)
		return true;
	show_list_end(out);
	show_totals(out, d);
	show_end(out);
	return false;
}

/* ---- display ip pool name X ---- */

static void
show_lease_length(struct show *s, const struct dhcp_pool *p)
{
	char text[64];

	if (p->lease_s == LEASE_UNLIMITED_S) {
		show_text(s, NULL, "  Lease          : %s\n", "Unlimited");
		show_none(s, "lease_s", NULL);
		return;
	}
	(void)snprintf(text, sizeof text, "%u Days %u Hours %u Minutes", p->lease_s / 86400,
		       p->lease_s / 3600 % 24, p->lease_s / 60 % 60);
	show_text(s, NULL, "  Lease          : %s\n", text);
	show_number(s, "lease_s", NULL, p->lease_s);
}

static void
show_servers(struct show *s, const char *key, const char *label, const struct dhcp_servers *v)
{
	char name[24], format[32];

	show_list(s, key);
	for (unsigned i = 0; v->set && i < v->count; i++) {
		(void)snprintf(name, sizeof name, "%s%u", label, i + 1);
		(void)snprintf(format, sizeof format, "  %-13.13s:%%s\n", name);
		show_begin(s, NULL);
		show_ip(s, "address", format, v->address[i]);
		show_end(s);
	}
	show_list_end(s);
}

static const struct show_field of_pool_options[] = {
    POOL(netbios_type, "netbios_type", "  NetBios Type   : %s\n"),
    POOL(recycle, "auto_recycle_min", "  Auto recycle   : %s\n"),
    POOL(warning, "warning_threshold", NULL),
    POOL(option_3, "option_3", "  Option 3       : %s\n"),
    POOL(dns_suffix, "dns_suffix", "  DNS-Suffix     : %s\n"),
    POOL(next_server, "next_server", NULL),
    POOL(boot_file, "boot_file", NULL),
    POOL(server_name, "boot_server_name", NULL),
    POOL(search[0], NULL, "  Dom-Search-List0: %s\n"),
    POOL(search[1], NULL, "  Dom-Search-List1: %s\n"),
    POOL(search[2], NULL, "  Dom-Search-List2: %s\n"),
    POOL(search[3], NULL, "  Dom-Search-List3: %s\n"),
    SHOW_LINE("  Option-Code 125 : enterprise-code : 2011, string: -\n"),
};

static const struct show_field of_pool_place[] = {
    SHOW_WORD("position", "  Position       : %-16s", "Server"),
    POOL(status, "status", "Status           : %s\n"),
    SHOW_LINE("  RUI-Flag       : -\n"),
    POOL(profile, "remote_backup_profile", NULL),
};

static const struct show_field of_pool_use[] = {
    SHOW_LINE("  Attribute      : Private\n"),
    POOL(gateway, "gateway", "  Gateway        : %-16s"),
    POOL(mask, "mask", "Mask             : %s\n"),
    SHOW_LINE("  Vpn instance   : --              Unnumbered gateway: -\n"),
    SHOW_LINE("  Profile-Name   : -               Server-Name     : -\n"),
    POOL(count.idle, "total_idle", "  Total Idle     : %-16s"),
    POOL(has_addresses, NULL, "Have Dhcp IP     : %s\n"),
};

static const struct show_field of_pool_rest[] = {
    SHOW_LINE("  Timeouts       : 0\n"),
    SHOW_LINE("  Timeout Count  : 0               "),
    POOL(sub_options, NULL, "Sub Option Count : %s\n"),
    POOL(options, NULL, "  Option Count   : %-16s"),
    POOL(forced, "force_replies", "Force-reply Count: %s\n"),
};

static const struct show_field of_sections[] = {
    SHOW_LINE("  Codes: CFLCT(conflicted)\n" DHCP_SHOW_RULE),
    SHOW_LINE("  ID           start             end total  used  idle CFLCT disable reserved "
	      "static-bind\n" DHCP_SHOW_RULE),
};

struct shown_section {
	struct lease_range range;
	struct lease_count count;
};

#define SECTION(member, key, format) SHOW_FIELD(struct shown_section, member, key, format)

static const struct show_field of_section[] = {
    SECTION(range.section, "id", "%4s"),
    SECTION(range.low, "start", "%16s"),
    SECTION(range.high, "end", "%16s"),
    SECTION(count.total, "total", "%6s"),
    SECTION(count.used, "used", "%6s"),
    SECTION(count.idle, "idle", "%6s"),
    SECTION(count.conflict, "conflicted", "%6s"),
    SECTION(count.kept, "kept", NULL),
    SECTION(count.disable, "disable", "%8s"),
    SHOW_COUNT("reserved", "%9s", 0),
    SECTION(count.static_bind, "static_bind", "%12s\n"),
};

static void
show_section(struct show *s, const struct shown_section *section)
{
	show_begin(s, NULL);
	SHOW_FIELDS(s, of_section, section);
	show_end(s);
}

static void
pool_head(struct show *s, const struct dhcp_shown *d, unsigned number)
{
	const struct dhcp_pool *p = &d->server->pool[number];
	struct shown_pool shown = shown_pool(d, number);

	show_begin(s, NULL);
	show_text(s, "name", "Pool-Name      : %s\n", p->name);
	show_number(s, "number", "  Pool-No        : %s\n", number);
	show_say(s, "  Pool-constant-index: -\n");
	show_lease_length(s, p);
	SHOW_FIELDS(s, of_pool_options, &shown);
	show_servers(s, "dns", "DNS", &p->config.dns);
	show_servers(s, "netbios", "NBNS", &p->config.netbios);
	SHOW_FIELDS(s, of_pool_place, &shown);
	if (ip4_set(p->server_identifier))
		show_ip(s, "server_identifier", NULL, p->server_identifier);
	SHOW_FIELDS(s, of_pool_use, &shown);
	show_kept(s, "  Kept           : %s\n", shown.count.kept);
	SHOW_FIELDS(s, of_pool_rest, &shown);
	dhcp_show_more(s, p);
	SHOW_FIELDS(s, of_sections, NULL);
	show_list(s, "sections");
}

static bool
display_pool(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	     struct show *out)
{
	const struct dhcp_shown *d = subject;
	unsigned number = dhcp_server_find(d->server, args->word[0]);
	uint64_t i = *cursor, end = i + SECTIONS_PER_STEP;
	struct shown_section section;

	(void)now;
	if (number == DHCP_NO_POOL)
		return dhcp_show_no_pool(out, i != 0, false);
	if (i == 0)
		pool_head(out, d, number);
	for (; i < end &&
	       lease_range_at(d->table, number, (unsigned)i, &section.range, &section.count);
	     i++)
		show_section(out, &section);
	*cursor = i;
	if (i == end)
		return true;
	show_list_end(out);
	show_say(out, DHCP_SHOW_RULE);
	show_end(out);
	return false;
}

/* ---- address tables: dhcp/show_addresses.h ---- */

static bool
display_all(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	    struct show *out)
{
	return dhcp_show_addresses(subject, args->word[0], DHCP_SHOW_ALL, cursor, now, out);
}

static bool
display_used(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	     struct show *out)
{
	return dhcp_show_addresses(subject, args->word[0], LEASE_STATUS_USED, cursor, now, out);
}

static bool
display_idle(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	     struct show *out)
{
	return dhcp_show_addresses(subject, args->word[0], LEASE_STATUS_IDLE, cursor, now, out);
}

static bool
display_disable(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
		struct show *out)
{
	return dhcp_show_addresses(subject, args->word[0], LEASE_STATUS_DISABLE, cursor, now, out);
}

static bool
display_static(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	       struct show *out)
{
	return dhcp_show_addresses(subject, args->word[0], LEASE_STATUS_STATIC, cursor, now, out);
}

static bool
display_conflict(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
		 struct show *out)
{
	return dhcp_show_addresses(subject, args->word[0], LEASE_STATUS_CONFLICT, cursor, now, out);
}

static bool
display_kept(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	     struct show *out)
{
	return dhcp_show_addresses(subject, args->word[0], LEASE_STATUS_KEPT, cursor, now, out);
}

/* ---- display dhcp server conflict: dhcp/show_conflicts.h ---- */

static bool
display_conflicts(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
		  struct show *out)
{
	(void)args;
	(void)now;
	return dhcp_show_conflicts(subject, cursor, out);
}

static bool
display_conflict_at(const void *subject, const struct show_args *args, uint64_t *cursor,
		    uint64_t now, struct show *out)
{
	struct ip4 address;
	bool is_address = ip4_parse(args->word[0], &address);

	(void)cursor;
	(void)now;
	assert(is_address); /* the template saw to it */
	return dhcp_show_conflict_at(subject, address, out);
}

/* ---- display dhcp server statistics ---- */

#define COUNTER(member, key, format) SHOW_FIELD(struct dhcp_statistics, member, key, format)

static const struct show_field of_heard[] = {
    COUNTER(heard[DHCP_DISCOVER], "discover", "   DHCP Discover         : %s\n"),
    COUNTER(heard[DHCP_REQUEST], "request", "   DHCP Request          : %s\n"),
    COUNTER(heard[DHCP_DECLINE], "decline", "   DHCP Decline          : %s\n"),
    COUNTER(heard[DHCP_RELEASE], "release", "   DHCP Release          : %s\n"),
    COUNTER(heard[DHCP_INFORM], "inform", "   DHCP Inform           : %s\n"),
};

static const struct show_field of_sent[] = {
    COUNTER(sent[DHCP_OFFER], "offer", "   DHCP Offer            : %s\n"),
    COUNTER(sent[DHCP_ACK], "ack", "   DHCP Ack              : %s\n"),
    COUNTER(sent[DHCP_NAK], "nak", "   DHCP Nak              : %s\n"),
    SHOW_COUNT("force_renew", "   DHCP Force Renew      : %s\n", 0),
};

static uint64_t
sum_of(const uint64_t *counters, unsigned count)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < count; i++)
		sum += counters[i];
	return sum;
}

/* A line of text only where there is something to count. */
static void
show_some(struct show *s, const char *name, const char *format, uint64_t count)
{
	show_number(s, name, count != 0 ? format : NULL, count);
}

static void
show_reason(struct show *s, const char *name, uint64_t count)
{
	char format[48];

	(void)snprintf(format, sizeof format, "   %-22s: %%s\n", name);
	show_some(s, name, format, count);
}

static void
show_verdicts(struct show *s, const struct dhcp_statistics *n)
{
	if (sum_of(n->why, DHCP_WHYS) + n->parked_full + n->unanswered + n->unprobed != 0)
		show_say(s, " Verdicts\n");
	show_begin(s, "verdicts");
	for (unsigned i = 0; i < DHCP_WHYS; i++)
		show_reason(s, dhcp_why_name((enum dhcp_why)i), n->why[i]);
	show_reason(s, "parked_full", n->parked_full);
	show_reason(s, "unanswered", n->unanswered);
	show_reason(s, "unprobed", n->unprobed);
	show_end(s);
}

static void
show_dropped(struct show *s, const struct dhcp_statistics *n)
{
	if (sum_of(n->dropped, DHCP_DROPS) != 0)
		show_say(s, " Dropped Frames\n");
	show_begin(s, "dropped");
	for (unsigned i = 0; i < DHCP_DROPS; i++)
		if (dhcp_drop_name((enum dhcp_drop)i))
			show_reason(s, dhcp_drop_name((enum dhcp_drop)i), n->dropped[i]);
	show_end(s);
}

static void
show_overheard(struct show *s, const struct dhcp_statistics *n)
{
	if (sum_of(n->overheard, DHCP_TYPES) != 0)
		show_say(s, " Overheard\n");
	show_begin(s, "overheard");
	show_reason(s, "discover", n->overheard[DHCP_DISCOVER]);
	show_reason(s, "request", n->overheard[DHCP_REQUEST]);
	show_reason(s, "decline", n->overheard[DHCP_DECLINE]);
	show_reason(s, "release", n->overheard[DHCP_RELEASE]);
	show_reason(s, "inform", n->overheard[DHCP_INFORM]);
	show_reason(s, "bootp_request", n->overheard[DHCP_BOOTP]);
	show_end(s);
}

static bool
display_statistics(const void *subject, const struct show_args *args, uint64_t *cursor,
		   uint64_t now, struct show *out)
{
	const struct dhcp_statistics *n = ((const struct dhcp_shown *)subject)->statistics;

	(void)args;
	(void)cursor;
	(void)now;
	show_begin(out, NULL);
	show_say(out, "DHCP Server Statistics:\n\n");
	show_number(out, "client_request", " Client Request          : %s\n",
		    sum_of(n->heard, DHCP_TYPES));
	SHOW_FIELDS(out, of_heard, n);
	show_some(out, "bootp_request", "   BOOTP Request         : %s\n", n->heard[DHCP_BOOTP]);
	show_number(out, "server_reply", " Server Reply            : %s\n",
		    sum_of(n->sent, DHCP_TYPES));
	SHOW_FIELDS(out, of_sent, n);
	show_some(out, "bootp_reply", "   BOOTP Reply           : %s\n", n->sent[DHCP_BOOTP]);
	show_number(out, "bad", " Bad Messages            : %s\n", dhcp_count_bad(n));
	show_overheard(out, n);
	show_verdicts(out, n);
	show_dropped(out, n);
	show_end(out);
	return false;
}

/* ---- rows ---- */

const struct show_row dhcp_show_rows[] = {
    {"display ip pool", "Address pools with their use", display_pools},
    {"display ip pool name <name:1-128>", "One address pool", display_pool},
    {"display ip pool name <name:1-128> all", "Every address of a pool", display_all},
    {"display ip pool name <name:1-128> used", "Leased addresses", display_used},
    {"display ip pool name <name:1-128> idle", "Addresses free to lease", display_idle},
    {"display ip pool name <name:1-128> disable", "Addresses kept back", display_disable},
    {"display ip pool name <name:1-128> static-bind", "Statically bound addresses", display_static},
    {"display ip pool name <name:1-128> conflict", "Addresses a client declined", display_conflict},
    {"display ip pool name <name:1-128> kept", "Addresses given back and kept for a while",
     display_kept},
    {"display dhcp server conflict all", "Addresses found in use", display_conflicts},
    {"display dhcp server conflict ip-address <ip>", "One address, if found in use",
     display_conflict_at},
    {"display dhcp server binding " LEASE_SEARCH_WORDS " <word:1-128>",
     "Bindings of a client or an address; * is any text", dhcp_show_bindings},
    {"display dhcp server binding client-identifier " LEASE_SEARCH_IDENTIFIER " <word:1-128>",
     "Bindings of a client, by its identifier", dhcp_show_bindings},
    {"display dhcp server statistics", "Messages heard and sent", display_statistics},
};

const unsigned dhcp_show_rows_count = sizeof dhcp_show_rows / sizeof *dhcp_show_rows;
