/* node/bind/bind.c -- the room as a whole; see node/bind/room.h for who writes what in it. */
#include "node/bind/bind.h"

#include "base/memory.h"
#include "base/prng.h"
#include "lease/carry.h"
#include "node/bind/change.h"
#include "node/bind/expiry.h"
#include "node/bind/recovery.h"
#include "node/bind/room.h"
#include "node/bind/writer.h"

struct bind *
bind_new(const struct standings *standings)
{
	struct bind *b = memory_new(1, sizeof *b);

	b->standings = standings;
	return b;
}

void
bind_free(struct bind *b)
{
	if (!b)
		return;
	pools_free(b);
	writer_free(b);
	memory_free(b);
}

void
bind_configure(struct bind *b, const struct conf *running, struct step *step)
{
	if (pools_configure(b, running, step)) {
		change_table_changed(b);
		expiry_table_changed(b, step->now);
		writer_table_changed(b);
	}
	standby_clear(&b->standby);
}

void
bind_identify(struct bind *b, const struct bind_identity *identity)
{
	b->identity = *identity;
}

const struct bind_identity *
bind_identity(const struct bind *b)
{
	return &b->identity;
}

const struct dhcp_server *
bind_server(const struct bind *b)
{
	return b->server;
}

uint64_t
bind_version(const struct bind *b)
{
	return b->clock.seen;
}

void
bind_forget_acked(struct bind *b, unsigned profile)
{
	const struct bound *bound = pools_bound(b, profile);

	for (unsigned i = 0; b->leases && i < bound->pools_count; i++)
		lease_forget_acked(b->leases, bound->pool[i]);
}

const struct lease_table *
bind_leases(const struct bind *b)
{
	return b->leases;
}

unsigned
bind_outside(const struct bind *b, const struct step *step)
{
	const struct lease_record *r;
	unsigned held = 0;

	for (unsigned n = 0; (r = lease_orphan_at(b->leases, n)); n++)
		held += r->state == LEASE_LEASED && r->expiry_us > step->now;
	return held;
}

void
bind_settle(struct bind *b, const struct dhcp_verdict *v, const struct step *step)
{
	dhcp_settle(b->server, b->leases, v, step->now);
}

void
bind_hold(struct bind *b, const struct dhcp_verdict *v, const struct step *step)
{
	lease_offer(b->leases, v->address, v->pool, &v->key, step->now);
}

void
bind_set_terms(struct bind *b, unsigned pool, const struct dhcp_terms *terms)
{
	b->server->pool[pool].terms = *terms;
}

void
bind_set_backup(struct bind *b, uint16_t vlan, bool backup)
{
	b->server->inbound[vlan].backup = backup;
}

void
bind_set_apart(struct bind *b, struct step *step)
{
	lease_clock_jump(&b->clock);
	writer_may_draw(b, step); /* reserved before it is needed */
}

void
bind_disown(struct bind *b, struct step *step)
{
	struct prng prng = {b->identity.incarnation};
	uint64_t device = prng_next(&prng) | 2, journal = prng_next(&prng) | 2;

	recovery_disown(b, device, journal, step);
	b->identity.incarnation = prng_next(&prng) | 1;
	lease_clock_part(&b->clock);
	writer_may_draw(b, step);
}

struct standby *
bind_standby(struct bind *b)
{
	return &b->standby;
}
