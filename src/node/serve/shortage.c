/* node/serve/shortage.c -- see node/serve/shortage.h. What it costs is paid when a shortage begins
 * and once in SHORTAGE_QUIET_US while it lasts, not by the packet. */
#include "node/serve/shortage.h"

#include <stdio.h>

#include "base/text.h"
#include "dhcp/supply.h"
#include "lease/count.h"

/* ---- pools ---- */

void
shortage_configure(struct shortages *all, const struct dhcp_server *server)
{
	for (unsigned i = all->count; i-- > 0;) {
		all->list[i].pool = dhcp_server_find(server, all->list[i].name);
		if (all->list[i].pool == DHCP_NO_POOL)
			all->list[i] = all->list[--all->count];
	}
}

static const char *
why_short(const struct dhcp_pool *p, bool idle)
{
	if (!idle)
		return "all its addresses are in use";
	switch (p->terms.rules.pair) {
	case LEASE_INTERRUPTED:
		return "this device's half is used up, and the pair is Interrupted";
	case LEASE_PARTNER_DOWN:
		return "what is free may still be leased by the peer that was declared down";
	case LEASE_ALONE:
	case LEASE_CONNECTED:
	case LEASE_PAIRS:
		break;
	}
	return "what is free is offered or was used just now";
}

static struct shortage *
find(struct shortages *all, unsigned pool)
{
	for (unsigned i = 0; i < all->count; i++)
		if (all->list[i].pool == pool)
			return &all->list[i];
	return NULL;
}

/* What clients that are short in `pool` get from another one of its link: not where that is for a
 * class of clients. */
static bool
is_open(const struct dhcp_server *server, unsigned pool, unsigned other)
{
	return other == pool || !server->pool[other].classes;
}

/* Some pool of the link has an idle address. */
static bool
is_idle(const struct dhcp_server *server, const struct lease_table *leases, unsigned pool)
{
	for (unsigned q = server->pool[pool].first; q != DHCP_NO_POOL; q = server->pool[q].next)
		if (is_open(server, pool, q) && lease_count_pool(leases, q).idle > 0)
			return true;
	return false;
}

static void
begin(struct shortages *all, unsigned pool, const struct dhcp_server *server,
      const struct lease_table *leases, struct step *step)
{
	const struct dhcp_pool *p = &server->pool[pool];
	struct shortage *s = &all->list[all->count];

	if (all->count == SHORTAGE_POOLS_MAX)
		return;
	all->count++;
	*s = (struct shortage){.pool = pool, .quiet_us = step->now};
	snprintf(s->name, sizeof s->name, "%s", p->name);
	out_log(step->out, &event_shortage, "New clients get no address: %s (pool=%s)",
		why_short(p, is_idle(server, leases, pool)), p->name);
}

void
shortage_note(struct shortages *all, const struct dhcp_server *server,
	      const struct lease_table *leases, const struct dhcp_verdict *v, struct step *step)
{
	struct shortage *s;

	if (v->why != DHCP_WHY_NO_ADDRESS)
		return;
	s = find(all, v->pool);
	if (s)
		s->quiet_us = step->now;
	else
		begin(all, v->pool, server, leases, step);
}

static uint64_t
due_us(const struct shortage *s)
{
	return time_after(s->quiet_us, SHORTAGE_QUIET_US);
}

/* Some pool of the link has an address for a new client. */
static bool
has_supply(const struct dhcp_server *server, const struct lease_table *leases, unsigned pool,
	   uint64_t now)
{
	for (unsigned q = server->pool[pool].first; q != DHCP_NO_POOL; q = server->pool[q].next)
		if (is_open(server, pool, q) && dhcp_supply_of(server, leases, q, now).now > 0)
			return true;
	return false;
}

/* NULL: it lasts. */
static const char *
why_over(const struct shortage *s, const struct dhcp_server *server,
	 const struct lease_table *leases, uint64_t now)
{
	if (!server->pool[s->pool].terms.serving)
		return "New clients are not this device's any more";
	return has_supply(server, leases, s->pool, now) ? "New clients get addresses again" : NULL;
}

void
shortage_tick(struct shortages *all, const struct dhcp_server *server,
	      const struct lease_table *leases, struct step *step)
{
	for (unsigned i = all->count; i-- > 0;) {
		struct shortage *s = &all->list[i];
		const char *over;

		if (step->now < due_us(s))
			continue;
		over = why_over(s, server, leases, step->now);
		s->quiet_us = step->now;
		if (!over)
			continue;
		out_log(step->out, &event_shortage_over, "%s (pool=%s)", over, s->name);
		*s = all->list[--all->count];
	}
}

uint64_t
shortage_deadline(const struct shortages *all)
{
	uint64_t deadline_us = TIME_NEVER;

	for (unsigned i = 0; i < all->count; i++)
		deadline_us = time_min(deadline_us, due_us(&all->list[i]));
	return deadline_us;
}

/* ---- addresses in use ---- */

static void
say_client(struct text *t, const struct dhcp_message *m)
{
	text_add(t, "client ");
	for (unsigned i = 0; i < m->hardware_len; i++)
		text_add(t, i % 2 == 0 && i > 0 ? "-%02x" : "%02x", m->hardware[i]);
}

/* RELEASED: it is kept for the client that gave it back, or that an operator took it from. */
static void
say_who(struct text *t, const struct lease_record *record, const struct dhcp_request *request,
	bool declined)
{
	if (declined) {
		say_client(t, &request->message);
		text_add(t, " declined it");
	} else if (record->state == LEASE_RELEASED) {
		text_add(t, "the client that had it last answered the probe");
	} else {
		text_add(t, "a host answered the probe");
	}
}

static void
say_how_long(struct text *t, const struct lease_record *record, uint64_t now)
{
	if (record->expiry_us == TIME_NEVER)
		text_add(t, "until it is reset");
	else
		text_add(t, "for %u minutes",
			 (unsigned)(time_left(record->expiry_us, now) / TIME_SEC / 60));
}

void
shortage_in_use(struct shortages *all, const struct lease_record *record,
		const struct dhcp_request *request, bool declined, struct step *step)
{
	const char *nobody = record->state == LEASE_RELEASED ? "Nobody else" : "Nobody";
	char address[IP4_TEXT], who[80], more[48], how_long[32], name[LAN_INTERFACE_TEXT];
	struct text t = text_of(who, sizeof who), m = text_of(more, sizeof more);
	struct text l = text_of(how_long, sizeof how_long);

	if (step->now < all->in_use_us) {
		all->in_use_more++;
		return;
	}
	say_who(&t, record, request, declined);
	if (all->in_use_more > 0)
		text_add(&m, "; %llu more since the last line",
			 (unsigned long long)all->in_use_more);
	all->in_use_us = time_after(step->now, SHORTAGE_IN_USE_US);
	all->in_use_more = 0;
	say_how_long(&l, record, step->now);
	out_log(step->out, &event_in_use, "%s is in use: %s. %s gets it %s%s (interface=%s)",
		ip4_format(record->address, address), who, nobody, how_long, more,
		step_interface(step, request->vlan, name));
}
