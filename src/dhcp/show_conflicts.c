/* dhcp/show_conflicts.c -- see dhcp/show_conflicts.h. Layout of docs/vrp.md "DHCP displays".
 *
 * The cursor is lease_next()'s; it is 0 only before the first step, because a step that is not the
 * last one has moved it. A commit between two steps may bring a table whose order is another. */
#include "dhcp/show_conflicts.h"

#include <assert.h>

#include "dhcp/show_bindings.h"
#include "lease/walk.h"

enum {
	LINES_PER_STEP = 64,   /* at most 400 bytes in JSON, 128 of them the pool's name */
	LOOKS_PER_STEP = 8192, /* bindings looked at, shown or not */
};

#define RULE                                                                                       \
	"  ----------------------------------------------------------------------------------\n"

static void
table_begin(struct show *s)
{
	show_begin(s, NULL);
	show_say(s, RULE);
	show_say(s, "  IP               Detected             Withheld until       Last client     "
		    "Pool\n");
	show_say(s, RULE);
	show_list(s, "conflicts");
}

static void
table_end(struct show *s)
{
	show_list_end(s);
	show_say(s, RULE);
	show_end(s);
}

static void
show_until(struct show *s, uint64_t expiry_us)
{
	if (expiry_us == TIME_NEVER)
		show_none(s, "withheld_until", "%-19s  ");
	else
		show_time(s, "withheld_until", "%-19s  ", expiry_us);
}

/* Whether it is one, and so was shown. */
static bool
show_conflict(struct show *s, const struct dhcp_shown *d, const struct lease_record *r)
{
	unsigned pool = lease_pool_of(d->table, r->address);

	if (lease_status_of(d->table, r->address) != LEASE_STATUS_CONFLICT)
		return false;
	assert(pool < d->server->pools_count);
	show_begin(s, NULL);
	show_ip(s, "ip", "  %-15s  ", r->address);
	show_time(s, "detected", "%-19s  ", r->start_us);
	show_until(s, r->expiry_us);
	dhcp_show_mac(s, "last_client", "%-14s  ", r);
	show_text(s, "pool", "%s\n", d->server->pool[pool].name);
	show_end(s);
	return true;
}

bool
dhcp_show_conflicts(const struct dhcp_shown *d, uint64_t *cursor, struct show *out)
{
	const struct lease_record *r;
	unsigned lines = 0, looks = 0;

	if (*cursor == 0)
		table_begin(out);
	while ((r = lease_next(d->table, cursor)) != NULL) {
		lines += show_conflict(out, d, r);
		if (lines == LINES_PER_STEP || ++looks == LOOKS_PER_STEP)
			return true;
	}
	table_end(out);
	return false;
}

bool
dhcp_show_conflict_at(const struct dhcp_shown *d, struct ip4 address, struct show *out)
{
	const struct lease_record *r = lease_bound_at(d->table, address);

	if (lease_pool_of(d->table, address) == LEASE_POOLS_MAX) {
		show_say(out, "Error: No IP pool has this IP address.\n");
		return false;
	}
	table_begin(out);
	if (r)
		show_conflict(out, d, r);
	table_end(out);
	return false;
}
