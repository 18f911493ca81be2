/* node/bind/change.c -- see node/bind/change.h. The hot path: nothing here allocates, logs or
 * formats. */
#include "node/bind/change.h"
#include "node/bind/room.h"

#include <assert.h>

#include "lease/walk.h"
#include "node/bind/chronicle.h"
#include "node/bind/pools.h"
#include "node/bind/writer.h"

/* ---- slots ---- */

static struct change *
slot_take(struct bind *b)
{
	struct changes *all = &b->change;
	struct change *c;

	if (all->count == CHANGES_MAX)
		return NULL;
	while (all->slot[all->next].stage != CHANGE_NONE)
		all->next = (all->next + 1) % CHANGES_MAX;
	c = &all->slot[all->next];
	all->next = (all->next + 1) % CHANGES_MAX;
	all->count++;
	c->serial++;
	return c;
}

static void
slot_drop(struct bind *b, struct change *c)
{
	lease_unclaim(b->leases, c->record.address);
	c->stage = CHANGE_NONE;
	b->change.count--;
}

static uint64_t
ticket_of(const struct bind *b, const struct change *c)
{
	return (uint64_t)c->serial << 16 | (uint64_t)(c - b->change.slot);
}

static struct change *
slot_of_ticket(struct bind *b, uint64_t ticket)
{
	struct change *c = &b->change.slot[ticket & 0xffff];

	assert((ticket & 0xffff) < CHANGES_MAX);
	return c->stage == CHANGE_SENT && c->serial == (uint32_t)(ticket >> 16) ? c : NULL;
}

/* Waits in `stage` for what was written last. */
static void
wait_for_disk(struct bind *b, struct change *c, enum change_stage stage)
{
	struct changes *all = &b->change;

	assert(all->waiting < CHANGES_MAX);
	c->stage = stage;
	c->position = writer_position(b);
	all->ring[(all->head + all->waiting++) % CHANGES_MAX] = (uint16_t)(c - all->slot);
}

/* ---- to the peer ---- */

static void
post(struct bind *b, bool update, struct ip4 address, uint64_t ticket)
{
	struct changes *all = &b->change;

	assert(all->post_count < CHANGES_POSTS_MAX);
	all->post[(all->post_head + all->post_count++) % CHANGES_POSTS_MAX] =
	    (struct change_post){update, address, ticket};
}

bool
change_next_outgoing(struct bind *b, struct change_outgoing *ret)
{
	struct changes *all = &b->change;

	while (all->post_count > 0) {
		const struct change_post *p = &all->post[all->post_head];
		const struct change *c = p->update ? slot_of_ticket(b, p->ticket) : NULL;
		const struct lease_record *r = c ? &c->record : lease_at(b->leases, p->address);

		*ret = (struct change_outgoing){
		    .update = p->update,
		    .profile = pools_profile(b, lease_pool_of(b->leases, p->address)),
		    .record = r,
		    .replaces = c ? c->replaces : 0,
		    .ticket = p->ticket};
		all->post_head = (all->post_head + 1) % CHANGES_POSTS_MAX;
		all->post_count--;
		if (ret->profile != NODE_NONE && r && (c || !p->update))
			return true;
	}
	return false;
}

/* ---- to the client ---- */

const struct dhcp_parked *
change_next_answer(struct bind *b)
{
	struct changes *all = &b->change;
	struct change *c;

	if (all->answers_count == 0)
		return NULL;
	c = &all->slot[all->answers[all->answers_head]];
	all->answers_head = (all->answers_head + 1) % CHANGES_MAX;
	all->answers_count--;
	slot_drop(b, c);
	return &c->reply;
}

uint64_t
change_take_unanswered(struct bind *b)
{
	uint64_t count = b->change.unanswered;

	b->change.unanswered = 0;
	return count;
}

/* The request is judged once more, if it was not already and somebody waits for it. */
static void
decide_again(struct bind *b, struct change *c, const struct step *step)
{
	struct changes *all = &b->change;

	if (c->past.again || c->answer == DHCP_ANSWER_NONE || step->stopping) {
		slot_drop(b, c);
		return;
	}
	c->past.again = true;
	all->again[all->again_count++] = (uint16_t)(c - all->slot);
}

/* The lease stands; its answer is of a configuration that is none any more. */
static void
decide_anew(struct bind *b, struct change *c, const struct step *step)
{
	struct changes *all = &b->change;

	if (c->past.outdated == CHANGE_OUTDATED_MAX || step->stopping) {
		slot_drop(b, c);
		return;
	}
	c->past.outdated++;
	all->again[all->again_count++] = (uint16_t)(c - all->slot);
}

/* Its answer leaves when settle.c asks for it; until then the address stays claimed. What another
 * configuration answers now is for that one to say: the request is judged by it, as if the client
 * had asked again. */
static void
answer(struct bind *b, struct change *c, const struct step *step)
{
	struct changes *all = &b->change;

	if (c->answer == DHCP_ANSWER_NONE) {
		slot_drop(b, c);
		return;
	}
	if (c->reply.generation != b->server->generation) {
		decide_anew(b, c, step);
		return;
	}
	assert(all->answers_count < CHANGES_MAX);
	c->stage = CHANGE_DONE;
	all->answers[(all->answers_head + all->answers_count++) % CHANGES_MAX] =
	    (uint16_t)(c - all->slot);
}

bool
change_again(struct bind *b, struct dhcp_request *ret, struct change_past *ret_past)
{
	struct changes *all = &b->change;
	struct change *c;

	if (all->again_count == 0)
		return false;
	c = &all->slot[all->again[--all->again_count]];
	*ret = c->request;
	*ret_past = c->past;
	slot_drop(b, c);
	return true;
}

unsigned
change_count(const struct bind *b)
{
	return b->change.count;
}

bool
change_has_again(const struct bind *b)
{
	return b->change.again_count > 0;
}

/* ---- what a change stands on ---- */

static const struct standing *
profile_of(const struct bind *b, const struct change *c)
{
	return pools_standing(b, lease_pool_of(b->leases, c->record.address));
}

static bool
serves(const struct bind *b, struct ip4 address)
{
	unsigned pool = lease_pool_of(b->leases, address);

	return pool < b->server->pools_count && b->server->pool[pool].terms.serving;
}

/* How the pair of an address stands; RBS_PAIRS: it has none. */
static enum rbs_pair
pair_of(const struct standing *p)
{
	return p && p->service != NODE_NONE ? p->pair : RBS_PAIRS;
}

/* Nothing the decision stood on has changed. */
static bool
stands(const struct bind *b, const struct change *c)
{
	const struct lease_record *mine = lease_at(b->leases, c->record.address);

	return mine && !c->overtaken && mine->version == c->replaces &&
	       serves(b, c->record.address) && pair_of(profile_of(b, c)) == c->pair;
}

/* ---- begin ---- */

/* A pool that left its pair goes on as what it was there. */
static uint8_t
stands_as(const struct bind *b, unsigned pool)
{
	const struct standing *p = pools_standing(b, pool);

	return p && p->service != NODE_NONE ? p->home : b->server->pool[pool].terms.rules.home;
}

uint64_t
change_version(struct bind *b, unsigned pool)
{
	lease_clock_stand_as(&b->clock, stands_as(b, pool));
	return lease_clock_next(&b->clock);
}

uint64_t
change_version_behind(struct bind *b, unsigned pool, struct step *step)
{
	lease_clock_stand_as(&b->clock, stands_as(b, pool));
	writer_may_draw(b, step);
	return lease_clock_next_behind(&b->clock);
}

static void
hand_over(struct bind *b, struct change *c)
{
	c->stage = CHANGE_SENT;
	post(b, true, c->record.address, ticket_of(b, c));
}

static void
write(struct bind *b, struct change *c, const struct standing *p, struct step *step)
{
	if (c->pair == RBS_PAIRED) {
		lease_note_sent(b->leases, c->record.address, c->record.version);
		writer_mark(b, JOURNAL_SENT, c->record.address, c->record.version, step);
	} else {
		if (p && p->service != NODE_NONE && p->connected)
			c->record.sent = c->record.version;
		writer_record(b, &c->record, step);
	}
	wait_for_disk(b, c, CHANGE_WRITTEN);
}

bool
change_begin(struct bind *b, const struct dhcp_request *request, struct dhcp_verdict *v,
	     struct change_past past, struct step *step)
{
	const struct standing *p = pools_standing(b, v->pool);
	struct change *c;

	if (!writer_has_room(b) || !writer_may_draw(b, step) || !(c = slot_take(b))) {
		return false;
	}
	v->record.version = change_version(b, v->pool);
	c->pair = pair_of(p);
	c->past = past;
	if (c->past.asked_us == 0)
		c->past.asked_us = step->now;
	c->overtaken = false;
	c->replaces = v->replaces;
	c->record = v->record;
	c->answer = v->answer;
	if (v->answer != DHCP_ANSWER_NONE) {
		c->request = *request;
		dhcp_park(b->server, request, v, &c->reply);
	}
	lease_claim(b->leases, c->record.address);
	write(b, c, p, step);
	return true;
}

/* ---- end ---- */

void
change_take_judged(struct bind *b, const struct lease_record *mine, struct lease_record r,
		   bool learned, struct step *step)
{
	r.acked = mine->acked;
	r.sent = mine->sent;
	lease_promise_join(&r, mine);
	lease_promise_settle(&r, step->now);
	chronicle_note(b, mine, &r, learned, step);
	lease_apply(b->leases, &r);
}

/* It never left, or the peer refused it. */
static void
make_void(struct bind *b, struct ip4 address, uint64_t version, struct step *step)
{
	const struct lease_record *mine = lease_at(b->leases, address);

	if (!mine || mine->sent != version || mine->version == version)
		return;
	lease_note_void(b->leases, address);
	writer_mark(b, JOURNAL_ACKED, address, version, step);
}

/* ---- the disk has it ---- */

static void
written_paired(struct bind *b, struct change *c, struct step *step)
{
	if (stands(b, c)) {
		hand_over(b, c);
		return;
	}
	make_void(b, c->record.address, c->record.version, step);
	decide_again(b, c, step);
}

static void
written_alone(struct bind *b, struct change *c, struct step *step)
{
	const struct lease_record *mine = lease_at(b->leases, c->record.address);
	const struct standing *p = profile_of(b, c);

	if (!stands(b, c)) {
		if (mine)
			writer_record(b, mine, step);
		decide_again(b, c, step);
		return;
	}
	c->record.acked = mine->acked;
	if (mine->sent > c->record.sent)
		c->record.sent = mine->sent;
	chronicle_note(b, mine, &c->record, false, step);
	lease_apply(b->leases, &c->record);
	if (p)
		post(b, false, c->record.address, 0);
	answer(b, c, step);
}

static void
kept(struct bind *b, struct change *c, const struct step *step)
{
	const struct lease_record *mine = lease_at(b->leases, c->record.address);

	if (!mine || mine->version != c->record.version) {
		b->change.unanswered++;
		slot_drop(b, c);
		return;
	}
	answer(b, c, step);
}

bool
change_tell_later(struct bind *b, struct ip4 address)
{
	struct changes *all = &b->change;

	if (all->restored_count == CHANGES_RESTORED_MAX)
		return false;
	all->restored[all->restored_count++] = address;
	return true;
}

static void
tell_restored(struct bind *b)
{
	while (b->change.restored_count > 0) {
		struct ip4 address = b->change.restored[--b->change.restored_count];

		post(b, false, address, 0);
	}
}

/* The disk fails: nobody is answered. Those with the peer stay until it, or the end of the session,
 * answers. */
static void
drop_waiting(struct bind *b)
{
	struct changes *all = &b->change;

	while (all->waiting > 0) {
		struct change *c = &all->slot[all->ring[all->head]];

		all->head = (all->head + 1) % CHANGES_MAX;
		all->waiting--;
		b->change.unanswered++;
		slot_drop(b, c);
	}
	while (all->again_count > 0)
		slot_drop(b, &all->slot[all->again[--all->again_count]]);
}

void
change_go_on(struct bind *b, struct step *step)
{
	struct changes *all = &b->change;

	tell_restored(b);
	if (!writer_works(b))
		drop_waiting(b);
	while (all->waiting > 0) {
		struct change *c = &all->slot[all->ring[all->head]];

		if (!writer_is_safe(b, c->position))
			return;
		all->head = (all->head + 1) % CHANGES_MAX;
		all->waiting--;
		if (c->stage == CHANGE_KEPT)
			kept(b, c, step);
		else if (c->pair == RBS_PAIRED)
			written_paired(b, c, step);
		else
			written_alone(b, c, step);
	}
}

/* ---- the peer's word ---- */

static void
safe(struct bind *b, struct change *c, struct step *step)
{
	const struct lease_record *mine = lease_at(b->leases, c->record.address);

	if (!mine) {
		slot_drop(b, c);
		return;
	}
	change_take_judged(b, mine, c->record, false, step);
	lease_note_acked(b->leases, c->record.address, c->record.version);
	writer_record(b, mine, step);
	wait_for_disk(b, c, CHANGE_KEPT);
}

void
change_answered(struct bind *b, const struct rbs_output *o, struct step *step)
{
	struct change *c = slot_of_ticket(b, o->ticket);

	if (!c)
		return;
	switch (o->answer) {
	case RBS_SAFE:
		safe(b, c, step);
		break;
	case RBS_DROPPED:
		if (!o->doubtful)
			make_void(b, c->record.address, c->record.version, step);
		decide_again(b, c, step);
		break;
	case RBS_REFUSED:
		make_void(b, c->record.address, c->record.version, step);
		decide_again(b, c, step);
		break;
	case RBS_FULL:
		make_void(b, c->record.address, c->record.version, step);
		b->change.unanswered++;
		slot_drop(b, c);
		break;
	}
}

/* ---- for the peer's records ---- */

void
change_overtake(struct bind *b, struct ip4 address)
{
	if (!lease_is_claimed(b->leases, address))
		return;
	for (unsigned i = 0; i < CHANGES_MAX; i++)
		if (b->change.slot[i].stage == CHANGE_WRITTEN &&
		    ip4_same(b->change.slot[i].record.address, address))
			b->change.slot[i].overtaken = true;
}

/* Whether this version is of a change that has not ended. */
static bool
is_under_way(const struct bind *b, const struct lease_record *r)
{
	if (!lease_is_claimed(b->leases, r->address))
		return false;
	for (unsigned i = 0; i < CHANGES_MAX; i++)
		if (b->change.slot[i].stage != CHANGE_NONE &&
		    b->change.slot[i].record.version == r->sent &&
		    ip4_same(b->change.slot[i].record.address, r->address))
			return true;
	return false;
}

void
change_settle_doubt(struct bind *b, unsigned profile, struct step *step)
{
	const struct lease_record *r;
	uint64_t cursor = 0;

	while ((r = lease_next_doubtful(b->leases, &cursor)))
		if (pools_profile(b, lease_pool_of(b->leases, r->address)) == profile &&
		    !is_under_way(b, r))
			make_void(b, r->address, r->sent, step);
}

/* ---- the rest ---- */

void
change_table_changed(struct bind *b)
{
	for (unsigned i = 0; i < CHANGES_MAX; i++)
		if (b->change.slot[i].stage != CHANGE_NONE)
			lease_claim(b->leases, b->change.slot[i].record.address);
}
