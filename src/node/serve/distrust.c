/* node/serve/distrust.c -- see node/serve/distrust.h. */
#include "node/serve/distrust.h"

#include <stdio.h>

#include "base/text.h"
#include "lease/count.h"

/* Whether the line is said now; `more` is what it says of those that were not. */
static bool
may_tell(struct distrust_told *told, struct text *more, uint64_t now)
{
	if (now < told->next_us) {
		told->more++;
		return false;
	}
	if (told->more > 0)
		text_add(more, "; %llu more since the last line", (unsigned long long)told->more);
	*told = (struct distrust_told){.next_us = time_after(now, DISTRUST_TELL_US)};
	return true;
}

static void
say_hardware(struct text *t, const struct dhcp_message *m)
{
	for (unsigned i = 0; i < m->hardware_len; i++)
		text_add(t, i % 2 == 0 && i > 0 ? "-%02x" : "%02x", m->hardware[i]);
}

void
distrust_forged(struct distrust *d, const struct dhcp_request *request, struct step *step)
{
	const struct dhcp_message *m = &request->message;
	const char *type = m->type == DHCP_DECLINE   ? "DECLINE"
			   : m->type == DHCP_RELEASE ? "RELEASE"
						     : "REQUEST";
	char address[IP4_TEXT], mac[MAC_TEXT], client[48], more[48], name[LAN_INTERFACE_TEXT];
	struct text c = text_of(client, sizeof client), t = text_of(more, sizeof more);

	if (!may_tell(&d->forged, &t, step->now))
		return;
	say_hardware(&c, m);
	out_log(step->out, &event_forged,
		"%s of %s in the name of client %s came from %s and is not believed%s "
		"(interface=%s)",
		type, ip4_format(ip4_set(m->requested) ? m->requested : m->ciaddr, address), client,
		mac_format(request->from, mac), more, step_interface(step, request->vlan, name));
}

void
distrust_shared(struct distrust *d, const struct dhcp_request *request,
		const struct dhcp_verdict *v, struct step *step)
{
	char address[IP4_TEXT], mac[MAC_TEXT], client[48], more[48], name[LAN_INTERFACE_TEXT];
	struct text c = text_of(client, sizeof client), t = text_of(more, sizeof more);

	if (!may_tell(&d->shared, &t, step->now))
		return;
	say_hardware(&c, &request->message);
	out_log(step->out, &event_shared,
		"%s and %s use one client identifier, and so one lease%s (ip=%s, "
		"interface=%s)",
		mac_format(v->sharer, mac), client, more, ip4_format(v->address, address),
		step_interface(step, request->vlan, name));
}

void
distrust_liar(const struct liar *l, struct step *step)
{
	char mac[MAC_TEXT], name[LAN_INTERFACE_TEXT];

	out_log(
	    step->out, &event_liar,
	    "%s says of more than %u addresses that were asked for that they are its own, and is "
	    "not believed any more (interface=%s)",
	    mac_format(l->mac, mac), (unsigned)LIARS_BELIEVED, step_interface(step, l->vlan, name));
}

void
distrust_liar_over(const struct liar *l, struct step *step)
{
	char mac[MAC_TEXT], name[LAN_INTERFACE_TEXT];

	out_log(step->out, &event_liar_over,
		"%s answered no address probe for %u minutes and is believed again "
		"(interface=%s)",
		mac_format(l->mac, mac), (unsigned)(LIARS_KEEP_US / TIME_SEC / 60),
		step_interface(step, l->vlan, name));
}

/* ---- pools ---- */

static struct distrust_pool *
pool_of(struct distrust *d, const struct dhcp_server *server, unsigned pool)
{
	struct distrust_pool *p = &d->pool[d->count];

	for (unsigned i = 0; i < d->count; i++)
		if (d->pool[i].pool == pool)
			return &d->pool[i];
	if (d->count == DISTRUST_POOLS_MAX)
		return NULL;
	d->count++;
	*p = (struct distrust_pool){.pool = pool};
	snprintf(p->name, sizeof p->name, "%s", server->pool[pool].name);
	return p;
}

void
distrust_configure(struct distrust *d, const struct dhcp_server *server)
{
	for (unsigned i = d->count; i-- > 0;) {
		d->pool[i].pool = dhcp_server_find(server, d->pool[i].name);
		if (d->pool[i].pool == DHCP_NO_POOL)
			d->pool[i] = d->pool[--d->count];
	}
}

void
distrust_storm(struct distrust *d, const struct dhcp_server *server, unsigned pool,
	       enum declines_bound bound, struct step *step)
{
	static const char *const whose[] = {[DECLINES_OF_CLIENT] = "of one client",
					    [DECLINES_OF_PLACE] =
						"from one interface or port of a relay agent",
					    [DECLINES_OF_POOL] = "of the pool"};
	struct distrust_pool *p = pool_of(d, server, pool);

	if (!p)
		return;
	if (p->storm_us == 0)
		out_log(step->out, &event_storm,
			"As many DECLINEs %s came as are believed in half an hour; the addresses "
			"of the others are not taken away (pool=%s)",
			whose[bound], p->name);
	p->storm_us = step->now;
	p->look_us = time_after(step->now, DISTRUST_LOOK_US);
}

static uint32_t
many(const struct lease_count *c)
{
	return c->total / 8 > DISTRUST_CONFLICTS_MIN ? c->total / 8 : DISTRUST_CONFLICTS_MIN;
}

void
distrust_conflict(struct distrust *d, const struct dhcp_server *server,
		  const struct lease_table *leases, unsigned pool, struct step *step)
{
	struct lease_count c = lease_count_pool(leases, pool);
	struct distrust_pool *p;

	if (c.conflict < many(&c))
		return;
	p = pool_of(d, server, pool);
	if (!p || p->conflicts)
		return;
	p->conflicts = true;
	p->look_us = time_after(step->now, DISTRUST_LOOK_US);
	out_log(step->out, &event_conflicts,
		"%u of %u addresses are in use by others, or said to be (pool=%s)", c.conflict,
		c.total, p->name);
}

static void
review(struct distrust_pool *p, const struct lease_table *leases, struct step *step)
{
	struct lease_count c = lease_count_pool(leases, p->pool);

	p->look_us = time_after(step->now, DISTRUST_LOOK_US);
	if (p->conflicts && c.conflict < many(&c) / 2) {
		p->conflicts = false;
		out_log(step->out, &event_conflicts_over,
			"%u of %u addresses are in use by others (pool=%s)", c.conflict, c.total,
			p->name);
	}
	if (p->storm_us != 0 && step->now >= time_after(p->storm_us, DISTRUST_QUIET_US)) {
		p->storm_us = 0;
		out_log(step->out, &event_storm_over,
			"No DECLINE was refused for %u minutes (pool=%s)",
			(unsigned)(DISTRUST_QUIET_US / TIME_SEC / 60), p->name);
	}
}

void
distrust_tick(struct distrust *d, const struct lease_table *leases, struct step *step)
{
	for (unsigned i = d->count; i-- > 0;) {
		struct distrust_pool *p = &d->pool[i];

		if (step->now < p->look_us)
			continue;
		review(p, leases, step);
		if (!p->conflicts && p->storm_us == 0)
			*p = d->pool[--d->count];
	}
}

uint64_t
distrust_deadline(const struct distrust *d)
{
	uint64_t deadline_us = TIME_NEVER;

	for (unsigned i = 0; i < d->count; i++)
		deadline_us = time_min(deadline_us, d->pool[i].look_us);
	return deadline_us;
}
