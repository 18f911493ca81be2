/* dhcp/show.c -- see dhcp/show.h. Layouts of docs/vrp.md "Pool displays", "DHCP displays".
 *
 * Where VRP's layout has no line for it, the backup profile of a pool stands in JSON only. An
 * address table is streamed section by section: the cursor holds the section's place in the pool
 * in its upper half and, in the lower, how many of its addresses are done, plus one. */
#include "dhcp/show.h"

#include <stdio.h>
#include <string.h>

enum {
	POOLS_PER_STEP = 16,	 /* blocks of about 1 KiB */
	SECTIONS_PER_STEP = 128, /* lines of the section table */
	LINES_PER_STEP = 160,	 /* lines of an address table, at most 200 bytes in JSON */
	LOOKS_PER_STEP = 8192	 /* addresses looked at, shown or not */
};

#define RULE_SHORT "  -----------------------------------------------------------------------\n"
#define RULE_LONG                                                                                  \
	"  ------------------------------------------------------------------------------------"   \
	"---\n"

/* Ends a display whose pool does not exist, or went away between two steps of it. */
static bool
no_such_pool(struct show *s, bool list_open, bool section_open)
{
	if (section_open) {
		show_list_end(s);
		show_end(s);
	}
	if (list_open) {
		show_list_end(s);
		show_end(s);
	}
	show_say(s, "Error: The IP pool does not exist.\n");
	return false;
}

/* ---- display ip pool ---- */

static unsigned
percent(const struct lease_count *c)
{
	return c->total == 0 ? 0 : (unsigned)((uint64_t)c->used * 100 / c->total);
}

static void
show_counts(struct show *s, const struct lease_count *c)
{
	show_say(s, "  IP address Statistic\n");
	show_number(s, "total", "    Total       :%s\n", c->total);
	show_number(s, "used", "    Used        :%-11s", c->used);
	show_number(s, "free", "Free      :%s\n", c->idle);
	show_number(s, "conflicted", "    Conflicted  :%-11s", c->conflict);
	show_number(s, "disable", "Disable   :%s\n", c->disable);
	show_number(s, "designated", "    Designated  :%-11s", c->static_bind);
	show_number(s, "gateway_count", "Gateway   :%s\n", 0);
	show_number(s, "ratio_percent", "    Ratio       :%s%\n", percent(c));
}

static void
show_profile(struct show *s, const struct dhcp_pool *p)
{
	if (p->config.profile.set)
		show_text(s, "remote_backup_profile", NULL, p->config.profile.name);
	else
		show_none(s, "remote_backup_profile", NULL);
}

static void
show_pool(struct show *s, const struct dhcp_shown *d, unsigned number)
{
	const struct dhcp_pool *p = &d->server->pool[number];
	struct lease_count count = lease_count_pool(d->table, number);

	show_begin(s, NULL);
	show_say(s, RULE_SHORT);
	show_text(s, "name", "  Pool-Name      : %s\n", p->name);
	show_number(s, "number", "  Pool-No        : %s\n", number);
	show_say(s, "  Pool-constant-index: -\n");
	show_text(s, "position", "  Position       : %-15s", "Server");
	show_text(s, "status", "Status           : %s\n", p->locked ? "Locked" : "Unlocked");
	show_say(s, "  RUI-Flag       : -\n");
	show_profile(s, p);
	show_ip(s, "gateway", "  Gateway        : %-15s", p->gateway);
	show_ip(s, "mask", "Mask             : %s\n", p->mask);
	show_say(s, "  Vpn instance   : --             Unnumbered gateway: -\n");
	show_counts(s, &count);
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

static void
show_pool_options(struct show *s, const struct dhcp_pool *p)
{
	show_say(s, "  NetBios Type   : N-Node\n");
	show_number(s, "auto_recycle_min", "  Auto recycle   : %s\n", 30);
	show_text(s, "option_3", "  Option 3       : %s\n", p->router ? "Enable" : "Disable");
	show_text(s, "dns_suffix", "  DNS-Suffix     : %s\n",
		  p->config.dns_suffix.set ? p->config.dns_suffix.text : "-");
	for (unsigned i = 0; i < 4; i++)
		show_say(s, "  Dom-Search-List%u: -\n", i);
	show_say(s, "  Option-Code 125 : enterprise-code : 2011, string: -\n");
	show_servers(s, "dns", "DNS", &p->config.dns);
	show_servers(s, "netbios", "NBNS", &p->config.netbios);
}

static void
show_pool_place(struct show *s, const struct dhcp_pool *p, const struct lease_count *c)
{
	show_text(s, "position", "  Position       : %-16s", "Server");
	show_text(s, "status", "Status           : %s\n", p->locked ? "Locked" : "Unlocked");
	show_say(s, "  RUI-Flag       : -\n");
	show_profile(s, p);
	if (ip4_set(p->server_identifier))
		show_ip(s, "server_identifier", NULL, p->server_identifier);
	show_say(s, "  Attribute      : Private\n");
	show_ip(s, "gateway", "  Gateway        : %-16s", p->gateway);
	show_ip(s, "mask", "Mask             : %s\n", p->mask);
	show_say(s, "  Vpn instance   : --              Unnumbered gateway: -\n");
	show_say(s, "  Profile-Name   : -               Server-Name     : -\n");
	show_number(s, "total_idle", "  Total Idle     : %-16s", c->idle);
	show_say(s, "Have Dhcp IP     : %u\n", c->total != 0);
	show_say(s, "  Timeouts       : 0\n");
	show_say(s, "  Timeout Count  : 0               Sub Option Count : 0\n");
	show_say(s, "  Option Count   : 0               Force-reply Count: 0\n");
}

static void
show_section(struct show *s, const struct lease_range *r, const struct lease_count *c)
{
	show_begin(s, NULL);
	show_number(s, "id", "%4s", r->section);
	show_ip(s, "start", "%16s", r->low);
	show_ip(s, "end", "%16s", r->high);
	show_number(s, "total", "%6s", c->total);
	show_number(s, "used", "%6s", c->used);
	show_number(s, "idle", "%6s", c->idle);
	show_number(s, "conflicted", "%6s", c->conflict);
	show_number(s, "disable", "%8s", c->disable);
	show_number(s, "reserved", "%9s", 0);
	show_number(s, "static_bind", "%12s\n", c->static_bind);
	show_end(s);
}

static void
pool_head(struct show *s, const struct dhcp_shown *d, unsigned number)
{
	const struct dhcp_pool *p = &d->server->pool[number];
	struct lease_count count = lease_count_pool(d->table, number);

	show_begin(s, NULL);
	show_text(s, "name", "Pool-Name      : %s\n", p->name);
	show_number(s, "number", "  Pool-No        : %s\n", number);
	show_say(s, "  Pool-constant-index: -\n");
	show_lease_length(s, p);
	show_pool_options(s, p);
	show_pool_place(s, p, &count);
	show_say(s, "  Codes: CFLCT(conflicted)\n" RULE_LONG);
	show_say(s, "  ID           start             end total  used  idle CFLCT disable reserved "
		    "static-bind\n" RULE_LONG);
	show_list(s, "sections");
}

static bool
display_pool(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	     struct show *out)
{
	const struct dhcp_shown *d = subject;
	unsigned number = dhcp_server_find(d->server, args->word[0]);
	uint64_t i = *cursor, end = i + SECTIONS_PER_STEP;
	struct lease_range range;
	struct lease_count count;

	(void)now;
	if (number == DHCP_NO_POOL)
		return no_such_pool(out, i != 0, false);
	if (i == 0)
		pool_head(out, d, number);
	for (; i < end && lease_range_at(d->table, number, (unsigned)i, &range, &count); i++)
		show_section(out, &range, &count);
	*cursor = i;
	if (i == end)
		return true;
	show_list_end(out);
	show_say(out, RULE_LONG);
	show_end(out);
	return false;
}

/* ---- address tables ---- */

enum wanted {
	WANTED_ALL,
	WANTED_USED,
	WANTED_IDLE,
	WANTED_DISABLE,
	WANTED_STATIC,
	WANTED_CONFLICT
};

static bool
is_wanted(enum wanted wanted, enum lease_status status)
{
	switch (wanted) {
	case WANTED_ALL:
		return true;
	case WANTED_USED:
		return status == LEASE_STATUS_USED;
	case WANTED_IDLE:
		return status == LEASE_STATUS_IDLE;
	case WANTED_DISABLE:
		return status == LEASE_STATUS_DISABLE;
	case WANTED_STATIC:
		return status == LEASE_STATUS_STATIC;
	case WANTED_CONFLICT:
		return status == LEASE_STATUS_CONFLICT;
	}
	return false;
}

static const char *
status_name(enum lease_status status)
{
	static const char *const name[LEASE_STATUSES] = {"idle", "used", "conflicted decline",
							 "disable", "static-bind"};

	return name[status];
}

/* The MAC of the client; only a binding has one. */
static void
show_client(struct show *s, const struct lease_record *r, enum lease_status status)
{
	struct mac mac;

	if (status != LEASE_STATUS_USED || r->hardware_len != sizeof mac.byte) {
		show_text(s, NULL, "%18s", "-");
		show_none(s, "mac", NULL);
		return;
	}
	memcpy(mac.byte, r->hardware, sizeof mac.byte);
	show_mac(s, "mac", "%18s", mac);
}

static void
show_remaining(struct show *s, const struct lease_record *r, enum lease_status status, uint64_t now)
{
	if (status == LEASE_STATUS_USED && r->expiry_us != TIME_NEVER) {
		show_number(s, "lease_s", "%11s   ", time_left(r->expiry_us, now) / TIME_SEC);
		return;
	}
	show_text(s, NULL, "%11s   ", status == LEASE_STATUS_USED ? "unlimited" : "-");
	show_none(s, "lease_s", NULL);
}

static void
show_hostname(struct show *s, const struct lease_record *r, enum lease_status status)
{
	char name[LEASE_SIDE_MAX + 1];
	size_t len;
	const uint8_t *p = lease_side_find(r, DHCP_OPT_HOSTNAME, &len);

	if (!p || status != LEASE_STATUS_USED) {
		show_none(s, "hostname", NULL);
		return;
	}
	memcpy(name, p, len);
	name[len] = '\0';
	show_text(s, "hostname", NULL, name);
}

static void
show_address(struct show *s, const struct dhcp_shown *d, struct ip4 address, uint32_t index,
	     uint64_t now)
{
	const struct lease_record *r = lease_at(d->table, address);
	enum lease_status status = lease_status_of(d->table, address);

	show_begin(s, NULL);
	show_number(s, "index", "%7s", index);
	show_ip(s, "ip", "%16s", address);
	show_client(s, r, status);
	show_text(s, NULL, "%10s", "-");
	show_remaining(s, r, status, now);
	show_hostname(s, r, status);
	show_text(s, "status", "%s\n", status_name(status));
	show_end(s);
}

static void
section_head(struct show *s, const struct lease_range *r)
{
	show_begin(s, NULL);
	show_number(s, "section", "  Section %2s     :\n" RULE_LONG, r->section);
	show_say(s, "  Index              IP               MAC   User-ID      Lease   Status\n");
	show_say(s, RULE_LONG);
	show_list(s, "addresses");
}

static void
section_end(struct show *s)
{
	show_list_end(s);
	show_say(s, RULE_LONG);
	show_end(s);
}

/* Addresses of one section from *done on; false when it is finished. */
static bool
show_addresses(struct show *s, const struct dhcp_shown *d, const struct lease_range *r,
	       enum wanted wanted, uint32_t *done, uint64_t now)
{
	uint32_t size = r->high.host - r->low.host + 1;
	unsigned lines = 0, looks = 0;

	for (; *done < size; ++*done) {
		struct ip4 address = {r->low.host + *done};

		if (lines == LINES_PER_STEP || looks++ == LOOKS_PER_STEP)
			return true;
		if (!is_wanted(wanted, lease_status_of(d->table, address)))
			continue;
		show_address(s, d, address, *done, now);
		lines++;
	}
	return false;
}

static bool
display_addresses(const struct dhcp_shown *d, const char *name, enum wanted wanted,
		  uint64_t *cursor, uint64_t now, struct show *out)
{
	unsigned number = dhcp_server_find(d->server, name);
	uint32_t place = (uint32_t)(*cursor >> 32), done = (uint32_t)*cursor;
	struct lease_range range;
	struct lease_count count;

	if (number == DHCP_NO_POOL)
		return no_such_pool(out, *cursor != 0, done != 0);
	if (*cursor == 0) {
		show_begin(out, NULL);
		show_text(out, "name", NULL, d->server->pool[number].name);
		show_list(out, "sections");
	}
	if (!lease_range_at(d->table, number, place, &range, &count)) {
		show_list_end(out);
		show_end(out);
		return false;
	}
	if (done == 0) {
		section_head(out, &range);
		done = 1;
	}
	done--;
	if (show_addresses(out, d, &range, wanted, &done, now)) {
		*cursor = (uint64_t)place << 32 | (done + 1);
		return true;
	}
	section_end(out);
	*cursor = (uint64_t)(place + 1) << 32;
	return true;
}

static bool
display_all(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	    struct show *out)
{
	return display_addresses(subject, args->word[0], WANTED_ALL, cursor, now, out);
}

static bool
display_used(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	     struct show *out)
{
	return display_addresses(subject, args->word[0], WANTED_USED, cursor, now, out);
}

static bool
display_idle(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	     struct show *out)
{
	return display_addresses(subject, args->word[0], WANTED_IDLE, cursor, now, out);
}

static bool
display_disable(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
		struct show *out)
{
	return display_addresses(subject, args->word[0], WANTED_DISABLE, cursor, now, out);
}

static bool
display_static(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	       struct show *out)
{
	return display_addresses(subject, args->word[0], WANTED_STATIC, cursor, now, out);
}

static bool
display_conflict(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
		 struct show *out)
{
	return display_addresses(subject, args->word[0], WANTED_CONFLICT, cursor, now, out);
}

/* ---- display dhcp server statistics ---- */

static uint64_t
sum_of(const uint64_t *counters, unsigned count)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < count; i++)
		sum += counters[i];
	return sum;
}

static void
show_verdicts(struct show *s, const struct dhcp_statistics *n)
{
	show_begin(s, "verdicts");
	for (unsigned i = 0; i < DHCP_WHYS; i++)
		show_number(s, dhcp_why_name((enum dhcp_why)i), NULL, n->why[i]);
	show_number(s, "parked_full", NULL, n->parked_full);
	show_number(s, "unanswered", NULL, n->unanswered);
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
	show_number(out, "discover", "   DHCP Discover         : %s\n", n->heard[DHCP_DISCOVER]);
	show_number(out, "request", "   DHCP Request          : %s\n", n->heard[DHCP_REQUEST]);
	show_number(out, "decline", "   DHCP Decline          : %s\n", n->heard[DHCP_DECLINE]);
	show_number(out, "release", "   DHCP Release          : %s\n", n->heard[DHCP_RELEASE]);
	show_number(out, "inform", "   DHCP Inform           : %s\n", n->heard[DHCP_INFORM]);
	show_number(out, "server_reply", " Server Reply            : %s\n",
		    sum_of(n->sent, DHCP_TYPES));
	show_number(out, "offer", "   DHCP Offer            : %s\n", n->sent[DHCP_OFFER]);
	show_number(out, "ack", "   DHCP Ack              : %s\n", n->sent[DHCP_ACK]);
	show_number(out, "nak", "   DHCP Nak              : %s\n", n->sent[DHCP_NAK]);
	show_number(out, "force_renew", "   DHCP Force Renew      : %s\n", 0);
	show_number(out, "bad", " Bad Messages            : %s\n", n->bad);
	show_verdicts(out, n);
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
    {"display dhcp server statistics", "Messages heard and sent", display_statistics},
};

const unsigned dhcp_show_rows_count = sizeof dhcp_show_rows / sizeof *dhcp_show_rows;
