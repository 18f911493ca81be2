/* node/pair/ranges.c -- see node/pair/ranges.h. */
#include "node/pair/ranges.h"

#include "node/bind/kept.h"
#include "node/bind/pools.h"
#include "node/bind/recovery.h"
#include "node/pair/room.h"

static uint64_t
later(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* A commit that gives the service another peer ends the session only after this is asked: who was
 * met at the old address need not be at the new one. Before it is met, the peer of a device on a
 * copy is the one whose folder that was: its address may change until then. */
static uint64_t
device_of(const struct pairs *all, const struct profile *p)
{
	const struct service *s = &all->service[p->service];
	uint64_t device = s->session ? rbs_session_device(s->session, s->config.peer.peer) : 0;

	return device == 0 && p->stand.alien ? recovery_copy_of(all->bind) : device;
}

static bool
has_peer(const struct pairs *all, const struct profile *p)
{
	return p && p->service != NODE_NONE && all->service[p->service].config.peer.set;
}

/* Whether an entry is of the profile's peer. */
static bool
is_of(const struct pairs *all, const struct profile *p, const struct journal_kept *e)
{
	struct journal_kept peer = {.low = e->low, .high = e->high, .peer = p->stand.peer};

	peer.device = device_of(all, p);
	return kept_same_peer(&peer, e);
}

/* ---- who is expected ---- */

static bool
is_peer_of_any(const struct pairs *all, struct ip4 peer)
{
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++)
		if (all->service[i].used && all->service[i].config.peer.set &&
		    ip4_same(all->service[i].config.peer.peer, peer))
			return true;
	return false;
}

/* The device that is kept of the networks of a profile: at this address, or, moved, at one that is
 * no peer's any more. 0: none. */
static uint64_t
device_kept(const struct pairs *all, const struct profile *p, struct ip4 peer, bool moved)
{
	const struct bound *bound = pools_bound(all->bind, (unsigned)(p - all->profile));
	const struct journal_kept *e;
	uint64_t device = 0;
	unsigned cursor;

	for (unsigned i = 0; i < bound->pools_count; i++) {
		cursor = 0;
		while ((e = kept_next(all->bind, bound->network[i].low, bound->network[i].high,
				      &cursor)))
			if (e->device != 0 &&
			    (moved ? ranges_is_agreed(e) && !is_peer_of_any(all, e->peer)
				   : ip4_same(e->peer, peer)))
				device = e->device;
	}
	return device;
}

uint64_t
ranges_device(const struct pairs *all, unsigned service)
{
	const struct rbs_config *config = &all->service[service].config;
	uint64_t here = 0, moved = 0, before;

	if (!config->peer.set)
		return 0;
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		const struct profile *p = &all->profile[i];

		if (!p->used || p->service != service)
			continue;
		before = device_kept(all, p, config->peer.peer, false);
		here = before != 0 ? before : here;
		before = device_kept(all, p, config->peer.peer, true);
		moved = before != 0 ? before : moved;
	}
	if (here == 0)
		here = kept_device(all->bind, config->peer.peer);
	return here != 0 ? here : moved;
}

bool
ranges_is_unmet(const struct pairs *all, const struct profile *p)
{
	const struct bound *bound = pools_bound(all->bind, (unsigned)(p - all->profile));
	uint64_t device = has_peer(all, p) ? ranges_device(all, p->service) : 0;
	const struct journal_kept *e;

	for (unsigned i = 0; device != 0 && i < bound->pools_count; i++) {
		unsigned cursor = 0;

		while ((e = kept_next(all->bind, bound->network[i].low, bound->network[i].high,
				      &cursor)))
			if (e->device == device && e->unmet)
				return true;
	}
	return false;
}

/* ---- profiles ---- */

static void
join(struct journal_kept *into, const struct journal_kept *e)
{
	into->unmet |= e->unmet;
	into->forfeited |= e->forfeited;
	into->fresh |= e->fresh;
	into->alien |= e->alien;
	into->forfeited_us = later(into->forfeited_us, e->forfeited_us);
	into->mclt_us = later(into->mclt_us, e->mclt_us);
}

/* A declaration holds where both say so, from the later moment on. */
static void
join_down(struct journal_kept *into, const struct journal_kept *e)
{
	into->down &= e->down;
	into->complete &= e->complete;
	into->since_us = into->down ? later(into->since_us, e->since_us) : 0;
}

enum ranges_known
ranges_of(const struct pairs *all, const struct profile *p, struct journal_kept *ret)
{
	const struct bound *bound = pools_bound(all->bind, (unsigned)(p - all->profile));
	const struct journal_kept *e;
	unsigned known = 0, cursor;

	*ret = (struct journal_kept){.down = true, .complete = true};
	for (unsigned i = 0; has_peer(all, p) && i < bound->pools_count; i++) {
		bool found = false;

		cursor = 0;
		while ((e = kept_next(all->bind, bound->network[i].low, bound->network[i].high,
				      &cursor))) {
			if (!is_of(all, p, e))
				continue;
			found = true;
			join(ret, e);
			join_down(ret, e);
		}
		known += found;
	}
	if (known == 0) {
		*ret = (struct journal_kept){0};
		return RANGES_NONE;
	}
	return known == bound->pools_count ? RANGES_ALL : RANGES_SOME;
}

static struct journal_kept
stand_entry(const struct pairs *all, const struct profile *p, const struct lease_range *network)
{
	const struct stand *s = &p->stand;
	bool down = s->pair == RBS_PARTNER_DOWN;

	return (struct journal_kept){
	    .low = network->low,
	    .high = network->high,
	    .peer = s->peer,
	    .device = device_of(all, p),
	    .even = all->service[p->service].local.even,
	    .down = down,
	    .complete = down && s->down_complete,
	    .unmet = s->unmet,
	    .forfeited = s->forfeited,
	    .fresh = s->fresh || s->lost,
	    .alien = s->alien,
	    .mclt_us = rbp_mclt_us(&p->config),
	    .since_us = down ? s->down_since_us : 0,
	    .forfeited_us = s->forfeited ? s->forfeited_us : 0,
	};
}

/* What was declared before the addresses came to the profile is a declaration from now on for
 * them. */
static void
declare_late(struct journal_kept *e, const struct step *step)
{
	if (!e->down)
		return;
	e->complete = false;
	e->since_us = later(e->since_us, step->now);
}

/* The entry of a network, joined with what is kept of it and of the same peer. A half that another
 * peer was told is not agreed with this one by that; and the MCLT is what was agreed last. */
static void
join_kept(const struct pairs *all, const struct profile *p, enum ranges_why why,
	  struct journal_kept *e, const struct step *step)
{
	struct ip4 low = e->low, high = e->high;
	uint64_t since_us = 0, mclt_us = 0;
	bool found = false, others = false, down = true, complete = true;
	const struct journal_kept *k;
	uint8_t even = 0;
	unsigned cursor = 0;

	while ((k = kept_next(all->bind, low, high, &cursor))) {
		if (!is_of(all, p, k)) {
			others = true;
			continue;
		}
		found = true;
		join(e, k);
		down &= k->down;
		complete &= k->complete;
		since_us = later(since_us, k->since_us);
		mclt_us = later(mclt_us, k->mclt_us);
		if (k->even != 0)
			even = k->even;
		if (e->device == 0 && ip4_same(k->peer, e->peer))
			e->device = k->device;
	}
	if (why != RANGES_HOME && (found || others))
		e->even = even;
	if (why == RANGES_STAYED) {
		e->forfeited = false;
		e->forfeited_us = 0;
	}
	if (found)
		e->mclt_us = mclt_us;
	if (why == RANGES_DECLARED || !found)
		return;
	if (!down) {
		declare_late(e, step);
	} else if (e->down) {
		e->complete = complete;
		e->since_us = since_us;
	}
}

bool
ranges_write(struct pairs *all, const struct profile *p, enum ranges_why why, struct step *step)
{
	const struct bound *bound = pools_bound(all->bind, (unsigned)(p - all->profile));

	if (!has_peer(all, p))
		return false;
	for (unsigned i = 0; i < bound->pools_count; i++) {
		struct journal_kept e = stand_entry(all, p, &bound->network[i]);

		if (why != RANGES_BATCH)
			join_kept(all, p, why, &e, step);
		kept_write(all->bind, &e, step);
	}
	return bound->pools_count > 0;
}

/* ---- pools ---- */

/* The other device waits for what it agreed to, whatever is configured here: promises go by the
 * shorter MCLT, waits by the longer. */
static void
join_mclt(struct lease_rules *r, const struct journal_kept *e)
{
	r->longest_mclt_us = later(later(r->longest_mclt_us, r->mclt_us), e->mclt_us);
	r->mclt_us = time_min(r->mclt_us, e->mclt_us);
}

static void
forbid(struct lease_rules *r, const struct journal_kept *e)
{
	r->fresh |= e->fresh;
	r->forfeited |= e->forfeited;
	r->alien |= e->alien || (e->even != 0 && e->even - 1 != r->home);
	join_mclt(r, e);
}

static void
permit_from(struct lease_rules *r, const struct journal_kept *e)
{
	r->down_since_us = later(r->down_since_us, e->since_us);
	r->complete &= e->complete;
}

/* The permission of a declaration holds where all say so. */
static void
permit(struct lease_rules *r, const struct journal_kept *e)
{
	if (!e->down)
		r->pair = LEASE_INTERRUPTED;
	else if (r->pair == LEASE_PARTNER_DOWN)
		permit_from(r, e);
}

static void
join_own(struct lease_rules *r, const struct journal_kept *e)
{
	forbid(r, e);
	if (r->pair == LEASE_PARTNER_DOWN)
		permit(r, e);
	r->careful |= e->alien && r->pair == LEASE_INTERRUPTED;
}

bool
ranges_is_agreed(const struct journal_kept *e)
{
	return e->even != 0 || e->forfeited || e->alien;
}

static void
join_left(struct lease_rules *r, const struct journal_kept *e)
{
	if (r->pair == LEASE_ALONE) {
		r->home = e->even == 2;
		r->mclt_us = e->mclt_us;
	}
	if (r->pair == LEASE_ALONE || r->pair == LEASE_CONNECTED) {
		r->pair = LEASE_PARTNER_DOWN;
		r->down_since_us = 0;
		r->complete = true;
	}
	forbid(r, e);
	r->alien |= e->even == 0;
	permit(r, e);
	r->careful |= e->alien && r->pair == LEASE_INTERRUPTED;
}

bool
ranges_join(const struct pairs *all, unsigned pool, const struct profile *p,
	    struct lease_rules *rules)
{
	struct lease_range n = pools_network(all->bind, pool);
	const struct journal_kept *e;
	unsigned cursor = 0;
	bool left = false;

	while ((e = kept_next(all->bind, n.low, n.high, &cursor))) {
		if (has_peer(all, p) && is_of(all, p, e)) {
			join_own(rules, e);
		} else if (ranges_is_agreed(e)) {
			join_left(rules, e);
			left = true;
		}
	}
	return left;
}

const struct journal_kept *
ranges_left(const struct pairs *all, unsigned pool, const struct profile *p)
{
	struct lease_range n = pools_network(all->bind, pool);
	const struct journal_kept *e;
	unsigned cursor = 0;

	while ((e = kept_next(all->bind, n.low, n.high, &cursor)))
		if (!(has_peer(all, p) && is_of(all, p, e)) && ranges_is_agreed(e) && !e->down)
			return e;
	return NULL;
}
