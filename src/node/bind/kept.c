/* node/bind/kept.c -- see node/bind/kept.h.
 *
 * Reading the journal and writing it go through kept_learn() both, so that a restart comes to the
 * list that was left, joined entries included. */
#include "node/bind/kept.h"
#include "node/bind/room.h"

#include <assert.h>
#include <string.h>

#include "node/bind/writer.h"

static bool
is_whoever(const struct journal_kept *e)
{
	return e->device == 0 && !ip4_set(e->peer);
}

bool
kept_same_peer(const struct journal_kept *a, const struct journal_kept *b)
{
	if (is_whoever(a) || is_whoever(b))
		return true;
	return ip4_same(a->peer, b->peer) || (a->device != 0 && a->device == b->device);
}

static bool
says_something(const struct journal_kept *e)
{
	return e->even != 0 || e->down || e->unmet || e->forfeited || e->fresh || e->alien;
}

static bool
overlap(const struct journal_kept *e, struct ip4 low, struct ip4 high)
{
	return e->low.host <= high.host && low.host <= e->high.host;
}

static void
insert(struct kept *k, const struct journal_kept *e)
{
	unsigned at = 0;

	assert(k->count < KEPT_MAX + 2);
	while (at < k->count && k->list[at].low.host <= e->low.host)
		at++;
	memmove(&k->list[at + 1], &k->list[at], (k->count - at) * sizeof *k->list);
	k->list[at] = *e;
	k->count++;
}

static void
take_out(struct kept *k, unsigned at)
{
	k->count--;
	memmove(&k->list[at], &k->list[at + 1], (k->count - at) * sizeof *k->list);
}

/* ---- the bound ---- */

/* How badly two neighbours of the list go together: those of one peer first. */
static uint64_t
distance(const struct journal_kept *a, const struct journal_kept *b)
{
	uint64_t gap = b->low.host > a->high.host ? b->low.host - a->high.host : 0;

	return gap + (kept_same_peer(a, b) ? 0 : (uint64_t)1 << 32);
}

static void
join(struct journal_kept *a, const struct journal_kept *b)
{
	if (b->high.host > a->high.host)
		a->high = b->high;
	if (a->device != b->device)
		a->device = 0;
	if (!ip4_same(a->peer, b->peer)) {
		a->device = 0;
		a->peer = (struct ip4){0};
	}
	a->unmet |= b->unmet || a->down || b->down;
	a->down = a->complete = false;
	a->since_us = 0;
	a->forfeited |= b->forfeited;
	a->fresh |= b->fresh;
	a->alien |= b->alien || (a->even != 0 && b->even != 0 && a->even != b->even);
	if (a->even == 0)
		a->even = b->even;
	if (b->mclt_us > a->mclt_us)
		a->mclt_us = b->mclt_us;
	if (b->forfeited_us > a->forfeited_us)
		a->forfeited_us = b->forfeited_us;
}

static void
join_closest(struct kept *k)
{
	unsigned best = 0;

	for (unsigned i = 1; i + 1 < k->count; i++)
		if (distance(&k->list[i], &k->list[i + 1]) <
		    distance(&k->list[best], &k->list[best + 1]))
			best = i;
	join(&k->list[best], &k->list[best + 1]);
	take_out(k, best + 1);
}

/* ---- learning ---- */

/* What is left of an entry below and above the range that another one speaks of now. */
static void
cut(struct kept *k, unsigned at, const struct journal_kept *e)
{
	struct journal_kept below = k->list[at], above = below;

	take_out(k, at);
	if (below.low.host < e->low.host) {
		below.high.host = e->low.host - 1;
		insert(k, &below);
	}
	if (above.high.host > e->high.host) {
		above.low.host = e->high.host + 1;
		insert(k, &above);
	}
}

void
kept_learn(struct kept *k, const struct journal_kept *e)
{
	for (unsigned i = 0; i < k->count;) {
		if (!overlap(&k->list[i], e->low, e->high) || !kept_same_peer(&k->list[i], e)) {
			i++;
			continue;
		}
		cut(k, i, e);
		i = 0;
		while (k->count > KEPT_MAX)
			join_closest(k);
	}
	if (says_something(e))
		insert(k, e);
	while (k->count > KEPT_MAX)
		join_closest(k);
}

/* Where the device whose journal it was met this peer; unset: it is not known. */
static struct ip4
source_for(struct ip4 peer, const struct journal_entry *peers, unsigned peers_count)
{
	for (unsigned i = 0; i < peers_count; i++)
		if (ip4_same(peers[i].u.peer.peer, peer))
			return peers[i].u.peer.source;
	return (struct ip4){0};
}

void
kept_disown(struct kept *k, uint64_t device, const struct journal_entry *peers,
	    unsigned peers_count)
{
	for (unsigned i = 0; i < k->count; i++) {
		struct journal_kept *e = &k->list[i];

		e->device = device;
		e->peer = source_for(e->peer, peers, peers_count);
		e->since_us = 0;
		e->even = 0;
		e->down = e->complete = false;
		e->alien = true;
	}
}

/* ---- for the rooms ---- */

static bool
same_entry(const struct journal_kept *a, const struct journal_kept *b)
{
	return ip4_same(a->low, b->low) && ip4_same(a->high, b->high) &&
	       ip4_same(a->peer, b->peer) && a->device == b->device && a->even == b->even &&
	       a->down == b->down && a->complete == b->complete && a->unmet == b->unmet &&
	       a->forfeited == b->forfeited && a->fresh == b->fresh && a->alien == b->alien &&
	       a->mclt_us == b->mclt_us && a->since_us == b->since_us &&
	       a->forfeited_us == b->forfeited_us;
}

/* It is the whole of what is kept there of its peer already. */
static bool
is_known(const struct bind *b, const struct journal_kept *e)
{
	const struct journal_kept *k;
	unsigned cursor = 0, found = 0;
	bool same = !says_something(e);

	while ((k = kept_next(b, e->low, e->high, &cursor))) {
		if (!kept_same_peer(k, e))
			continue;
		found++;
		same = same_entry(k, e);
	}
	return found <= 1 && same && (found == 1) == says_something(e);
}

void
kept_write(struct bind *b, const struct journal_kept *e, struct step *step)
{
	struct journal_entry entry = {.kind = JOURNAL_KEPT, .u.kept = *e};

	if (is_known(b, e))
		return;
	kept_learn(&b->kept, e);
	writer_entry(b, &entry, step);
}

const struct journal_kept *
kept_next(const struct bind *b, struct ip4 low, struct ip4 high, unsigned *cursor)
{
	while (*cursor < b->kept.count) {
		const struct journal_kept *e = &b->kept.list[(*cursor)++];

		if (e->low.host > high.host)
			break;
		if (overlap(e, low, high))
			return e;
	}
	return NULL;
}

uint8_t
kept_home(const struct bind *b, struct ip4 peer)
{
	for (unsigned i = 0; i < b->kept.count; i++)
		if (ip4_same(b->kept.list[i].peer, peer) && b->kept.list[i].even != 0)
			return b->kept.list[i].even;
	return 0;
}

uint64_t
kept_device(const struct bind *b, struct ip4 peer)
{
	for (unsigned i = 0; i < b->kept.count; i++)
		if (ip4_same(b->kept.list[i].peer, peer) && b->kept.list[i].device != 0)
			return b->kept.list[i].device;
	return 0;
}
