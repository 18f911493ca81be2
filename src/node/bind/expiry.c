/* node/bind/expiry.c -- see node/bind/expiry.h. */
#include "node/bind/expiry.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "dhcp/ends.h"
#include "lease/walk.h"
#include "node/bind/change.h"
#include "node/bind/room.h"
#include "node/bind/writer.h"

enum { EXPIRY_MAX = 256 }; /* due bindings looked at in one step */

#define EXPIRY_EVERY_US	 (1 * TIME_SEC)
#define EXPIRY_SETTLE_US (60 * TIME_SEC) /* in which a pair stands again after a commit */

/* False: not now. */
static bool
replace(struct bind *b, const struct lease_record *r, struct dhcp_verdict *v, struct step *step)
{
	static const struct dhcp_request nobody;

	v->answer = DHCP_ANSWER_NONE;
	v->write = true;
	v->replaces = r->version;
	v->pool = lease_pool_of(b->leases, r->address);
	return change_begin(b, &nobody, v, (struct change_past){0}, step);
}

void
expiry_untold(struct bind *b, struct ip4 address, uint64_t version)
{
	struct expiry *e = &b->expiry;

	e->untold[e->untold_next++ % EXPIRY_UNTOLD_MAX] = (struct expiry_untold){address, version};
}

static bool
is_untold(const struct expiry *e, const struct lease_record *r)
{
	for (unsigned i = 0; i < EXPIRY_UNTOLD_MAX && e->untold[i].version != 0; i++)
		if (e->untold[i].version == r->version &&
		    ip4_same(e->untold[i].address, r->address))
			return true;
	return false;
}

static void
expire(struct bind *b, const struct lease_record *due, struct step *step)
{
	struct dhcp_verdict v = {0};

	if (!dhcp_expire(b->server, b->leases, due, step->now, &v.record) &&
	    !(is_untold(&b->expiry, due) &&
	      dhcp_end_untold(b->server, b->leases, due, step->now, &v.record)))
		return;
	(void)replace(b, due, &v, step); /* it stays due */
}

/* ---- what an operator frees ---- */

/* 0: it is free. */
static unsigned
kind_of(const struct lease_record *r, uint64_t now)
{
	switch (r->state) {
	case LEASE_LEASED:
		return r->expiry_us <= now ? EXPIRY_ENDED : EXPIRY_USED;
	case LEASE_RELEASED:
		return EXPIRY_KEPT;
	case LEASE_DECLINED:
		return EXPIRY_CONFLICT;
	case LEASE_FREE:
	case LEASE_STATES:
		break;
	}
	return 0;
}

static bool
is_meant(const struct bind *b, const struct lease_record *r, const struct expiry_reset *what,
	 uint64_t now)
{
	return (kind_of(r, now) & what->kinds) != 0 && r->address.host >= what->low.host &&
	       r->address.host <= what->high.host &&
	       lease_pool_of(b->leases, r->address) == what->pool;
}

static bool
end_early(const struct bind *b, const struct lease_record *r, uint64_t now,
	  struct lease_record *ret)
{
	switch (kind_of(r, now)) {
	case EXPIRY_USED:
		return dhcp_take_back(b->server, b->leases, r, now, ret);
	case EXPIRY_ENDED:
		return dhcp_expire(b->server, b->leases, r, now, ret);
	default:
		return dhcp_free_early(b->server, b->leases, r, now, ret);
	}
}

uint32_t
expiry_count(const struct bind *b, const struct expiry_reset *what, uint64_t now)
{
	const struct lease_record *r;
	uint64_t cursor = 0;
	uint32_t count = 0;

	while ((r = lease_next(b->leases, &cursor)) != NULL)
		count += is_meant(b, r, what, now);
	return count;
}

bool
expiry_may_reset(const struct bind *b)
{
	return b->expiry.resets < EXPIRY_RESETS_MAX;
}

static void
begin_reset(struct expiry *e, uint64_t now)
{
	e->reset_cursor = 0;
	e->reset_stay = e->reset_begun = 0;
	e->reset_us = now;
}

/* Who reset was told how many stay; more of them were to be freed, and cannot be by now. Around a
 * commit that is looked at again: the pair stands anew, and changes that were begun may be lost. */
static void
end_reset(struct expiry *e, struct step *step)
{
	const struct expiry_asked *a = &e->reset[0];

	if (e->reset_stay + e->reset_begun > a->stay && step->now < a->until_us) {
		begin_reset(e, time_after(step->now, EXPIRY_EVERY_US));
		return;
	}
	if (e->reset_stay > a->stay)
		out_log(step->out, &event_reset_left,
			"Not all addresses of a reset were freed (pool=%s, addresses=%u)", a->pool,
			e->reset_stay - a->stay);
	e->resets--;
	memmove(e->reset, e->reset + 1, e->resets * sizeof *e->reset);
	begin_reset(e, step->now);
}

static void
add_reset(struct bind *b, const struct expiry_reset *what, uint32_t stay, uint64_t now)
{
	struct expiry_asked *a = &b->expiry.reset[b->expiry.resets++];

	*a = (struct expiry_asked){.what = *what, .at_us = now, .stay = stay};
	snprintf(a->pool, sizeof a->pool, "%s", b->server->pool[what->pool].name);
}

struct expiry_freed
expiry_reset(struct bind *b, const struct expiry_reset *what, uint64_t now)
{
	struct expiry_freed count = {0};
	const struct lease_record *r;
	struct lease_record unused;
	uint64_t cursor = 0;

	while ((r = lease_next(b->leases, &cursor)) != NULL) {
		if (!is_meant(b, r, what, now))
			continue;
		if (end_early(b, r, now, &unused))
			count.freed++;
		else
			count.stay++;
	}
	if (count.freed == 0)
		return count;
	assert(b->expiry.resets < EXPIRY_RESETS_MAX);
	add_reset(b, what, count.stay, now);
	if (b->expiry.resets == 1)
		begin_reset(&b->expiry, now);
	return count;
}

static void
free_early(struct bind *b, struct step *step)
{
	struct expiry *e = &b->expiry;
	uint64_t at = e->reset_cursor;
	const struct lease_record *r;
	struct dhcp_verdict v = {0};

	for (unsigned i = 0; i < EXPIRY_MAX; i++, e->reset_cursor = at) {
		r = lease_next(b->leases, &at);
		if (!r) {
			end_reset(e, step);
			return;
		}
		if (r->start_us > e->reset[0].at_us ||
		    !is_meant(b, r, &e->reset[0].what, step->now))
			continue;
		if (lease_is_claimed(b->leases, r->address)) {
			e->reset_begun++; /* by the reset before, or a client */
		} else if (!end_early(b, r, step->now, &v.record)) {
			e->reset_stay++;
		} else if (!replace(b, r, &v, step)) {
			e->reset_us = time_after(step->now, EXPIRY_EVERY_US);
			return;
		} else {
			e->reset_begun++;
		}
	}
}

/* ---- driving ---- */

void
expiry_tick(struct bind *b, struct step *step)
{
	struct expiry *e = &b->expiry;
	const struct lease_record *due;

	lease_tick(b->leases, step->now);
	if (e->resets && step->now >= e->reset_us && writer_has_room(b))
		free_early(b, step);
	if (step->now < e->next_us || !writer_has_room(b))
		return;
	e->next_us = time_after(step->now, EXPIRY_EVERY_US);
	for (unsigned i = 0; i < EXPIRY_MAX; i++) {
		due = lease_due(b->leases, &e->due_cursor);
		if (!due) {
			e->due_cursor = 0;
			return;
		}
		expire(b, due, step);
	}
}

uint64_t
expiry_deadline(const struct bind *b)
{
	uint64_t cursor = 0, deadline_us = lease_deadline(b->leases);

	if (b->expiry.resets && writer_has_room(b))
		deadline_us = time_min(deadline_us, b->expiry.reset_us);
	if (writer_has_room(b) && lease_due(b->leases, &cursor))
		deadline_us = time_min(deadline_us, b->expiry.next_us);
	return deadline_us;
}

/* Those whose pool is gone end: so are its bindings. */
static void
find_pools_again(struct bind *b, uint64_t now)
{
	struct expiry *e = &b->expiry;
	unsigned kept = 0;

	for (unsigned i = 0; i < e->resets; i++) {
		unsigned pool = dhcp_server_find(b->server, e->reset[i].pool);

		if (pool == DHCP_NO_POOL)
			continue;
		e->reset[kept] = e->reset[i];
		e->reset[kept].until_us = time_after(now, EXPIRY_SETTLE_US);
		e->reset[kept++].what.pool = pool;
	}
	e->resets = kept;
}

void
expiry_table_changed(struct bind *b, uint64_t now)
{
	b->expiry.due_cursor = 0;
	find_pools_again(b, now);
	begin_reset(&b->expiry, now);
}
