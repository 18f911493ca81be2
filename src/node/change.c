/* node/change.c -- see node/change.h. The hot path: nothing here allocates, logs or formats. */
#include "node/change.h"

#include <assert.h>
#include <string.h>

#include "base/mutant.h"
#include "node/half.h"
#include "node/keep.h"
#include "node/pools.h"

/* ---- slots ---- */

static struct change *
take(struct node *n)
{
	struct changes *all = &n->change;
	struct change *c;

	if (all->count == NODE_CHANGES_MAX)
		return NULL;
	while (all->slot[all->next].stage != CHANGE_NONE)
		all->next = (all->next + 1) % NODE_CHANGES_MAX;
	c = &all->slot[all->next];
	all->next = (all->next + 1) % NODE_CHANGES_MAX;
	all->count++;
	c->serial++;
	return c;
}

static void
drop(struct node *n, struct change *c)
{
	lease_unclaim(n->leases, c->record.address);
	c->stage = CHANGE_NONE;
	n->change.count--;
}

static uint64_t
ticket_of(const struct node *n, const struct change *c)
{
	return (uint64_t)c->serial << 16 | (uint64_t)(c - n->change.slot);
}

static struct change *
with_ticket(struct node *n, uint64_t ticket)
{
	struct change *c = &n->change.slot[ticket & 0xffff];

	assert((ticket & 0xffff) < NODE_CHANGES_MAX);
	return c->stage == CHANGE_SENT && c->serial == (uint32_t)(ticket >> 16) ? c : NULL;
}

/* Waits in `stage` for what was written last. */
static void
wait_for_disk(struct node *n, struct change *c, enum change_stage stage)
{
	struct changes *all = &n->change;

	assert(all->waiting < NODE_CHANGES_MAX);
	c->stage = stage;
	c->position = keep_position(n);
	all->ring[(all->head + all->waiting++) % NODE_CHANGES_MAX] = (uint16_t)(c - all->slot);
}

/* ---- to the peer ---- */

static void
post(struct node *n, bool update, struct ip4 address, uint64_t ticket)
{
	struct changes *all = &n->change;

	assert(all->post_count < NODE_POSTS_MAX);
	all->post[(all->post_head + all->post_count++) % NODE_POSTS_MAX] =
	    (struct change_post){update, address, ticket};
}

bool
change_next_outgoing(struct node *n, struct change_outgoing *ret)
{
	struct changes *all = &n->change;

	while (all->post_count > 0) {
		const struct change_post *p = &all->post[all->post_head];
		const struct change *c = p->update ? with_ticket(n, p->ticket) : NULL;
		const struct lease_record *r = c ? &c->record : lease_at(n->leases, p->address);

		*ret = (struct change_outgoing){
		    .update = p->update,
		    .profile = pools_profile(n, lease_pool_of(n->leases, p->address)),
		    .record = r,
		    .replaces = c ? c->replaces : 0,
		    .ticket = p->ticket};
		all->post_head = (all->post_head + 1) % NODE_POSTS_MAX;
		all->post_count--;
		if (ret->profile && r && (c || !p->update))
			return true;
	}
	return false;
}

/* ---- answers ---- */

void
change_reply(struct node *n, const struct dhcp_parked *parked, struct node_actions *out)
{
	struct dhcp_sender sender;
	struct node_action *a;
	struct wr w;

	if (!pools_sender(n, parked->pool, parked->vlan, &sender)) {
		n->statistics.unanswered++;
		return;
	}
	w = wr_of(out_room(out, DHCP_FRAME_MAX), DHCP_FRAME_MAX);
	if (dhcp_reply_frame(n->dhcp, parked, &sender, &w) == 0) {
		n->statistics.unanswered++;
		return;
	}
	a = out_add(out, NODE_ACT_FRAME);
	a->vlan = parked->vlan;
	a->bytes = w.p;
	a->len = w.len;
	out_take(out, w.len);
	dhcp_count_sent(&n->statistics, parked);
}

/* The request is judged once more, if it was not already and somebody waits for it. */
static void
decide_again(struct node *n, struct change *c)
{
	struct changes *all = &n->change;

	if (c->decided_again || c->answer == DHCP_ANSWER_NONE || n->stopping)
		drop(n, c);
	else
		all->again[all->again_count++] = (uint16_t)(c - all->slot);
}

bool
change_again(struct node *n, struct dhcp_request *ret)
{
	struct changes *all = &n->change;
	struct change *c;

	if (all->again_count == 0)
		return false;
	c = &all->slot[all->again[--all->again_count]];
	*ret = c->request;
	drop(n, c);
	return true;
}

/* ---- what a change stands on ---- */

static const struct profile *
profile_of(const struct node *n, const struct change *c)
{
	return pools_profile(n, lease_pool_of(n->leases, c->record.address));
}

static bool
serves(const struct node *n, struct ip4 address)
{
	unsigned pool = lease_pool_of(n->leases, address);

	return pool < n->dhcp->pools_count && n->dhcp->pool[pool].gate.serving;
}

/* How the pair of an address stands; RBS_PAIRS: it has none. */
static enum rbs_pair
pair_of(const struct profile *p)
{
	return p && p->service != NODE_NONE ? p->pair : RBS_PAIRS;
}

/* Nothing the decision stood on has changed. */
static bool
stands(const struct node *n, const struct change *c)
{
	const struct lease_record *mine = lease_at(n->leases, c->record.address);

	return mine && !c->overtaken && mine->version == c->replaces &&
	       serves(n, c->record.address) && pair_of(profile_of(n, c)) == c->pair;
}

/* ---- begin ---- */

/* Versions of two devices differ in their lowest bit, pair by pair. */
static uint64_t
next_version(struct node *n, const struct profile *p)
{
	n->clock.device = p && p->service != NODE_NONE ? service_home(&n->service[p->service]) : 0;
	return lease_clock_next(&n->clock);
}

static void
hand_over(struct node *n, struct change *c, struct node_actions *out)
{
	(void)out;
	c->stage = CHANGE_SENT;
	post(n, true, c->record.address, ticket_of(n, c));
}

static void
write(struct node *n, struct change *c, const struct profile *p, struct node_actions *out)
{
	if (c->pair == RBS_PAIRED) {
		lease_note_sent(n->leases, c->record.address, c->record.version);
		keep_mark(n, JOURNAL_SENT, c->record.address, c->record.version, out);
		if (MUTANT(SEND_BEFORE_SYNC)) {
			hand_over(n, c, out);
			return;
		}
	} else {
		if (p && p->service != NODE_NONE && n->service[p->service].state == RBS_CONNECTED)
			c->record.sent = c->record.version;
		keep_record(n, &c->record, out);
	}
	wait_for_disk(n, c, CHANGE_WRITTEN);
}

void
change_begin(struct node *n, const struct dhcp_request *request, struct dhcp_verdict *v, bool again,
	     struct node_actions *out)
{
	const struct profile *p = pools_profile(n, v->pool);
	struct change *c;

	if (!keep_has_room(n) || !keep_may_draw(n, out) || !(c = take(n))) {
		n->statistics.parked_full++;
		return;
	}
	v->record.version = next_version(n, p);
	c->pair = pair_of(p);
	c->decided_again = again;
	c->overtaken = false;
	c->replaces = v->replaces;
	c->record = v->record;
	c->answer = v->answer;
	if (v->answer != DHCP_ANSWER_NONE) {
		c->request = *request;
		dhcp_park(n->dhcp, request, v, &c->reply);
	}
	lease_claim(n->leases, c->record.address);
	write(n, c, p, out);
}

/* ---- end ---- */

/* A judged record stands whole, but what each device keeps of its peer stays, and a promise made
 * alone is not forgotten. */
static void
take_judged(struct node *n, const struct lease_record *mine, struct lease_record r)
{
	r.acked = mine->acked;
	r.sent = mine->sent;
	if (mine->promised_until_us > r.promised_until_us)
		r.promised_until_us = mine->promised_until_us;
	lease_apply(n->leases, &r);
}

/* It never left, or the peer refused it. */
static void
make_void(struct node *n, struct ip4 address, uint64_t version, struct node_actions *out)
{
	const struct lease_record *mine = lease_at(n->leases, address);

	if (!mine || mine->sent != version || mine->version == version)
		return;
	lease_note_void(n->leases, address);
	keep_mark(n, JOURNAL_ACKED, address, version, out);
}

static void
answer(struct node *n, struct change *c, struct node_actions *out)
{
	if (c->answer != DHCP_ANSWER_NONE)
		change_reply(n, &c->reply, out);
	drop(n, c);
}

/* ---- the disk has it ---- */

static void
written_paired(struct node *n, struct change *c, struct node_actions *out)
{
	if (stands(n, c)) {
		hand_over(n, c, out);
		return;
	}
	make_void(n, c->record.address, c->record.version, out);
	decide_again(n, c);
}

static void
written_alone(struct node *n, struct change *c, struct node_actions *out)
{
	const struct lease_record *mine = lease_at(n->leases, c->record.address);
	const struct profile *p = profile_of(n, c);

	if (!stands(n, c)) {
		if (mine)
			keep_record(n, mine, out);
		decide_again(n, c);
		return;
	}
	c->record.acked = mine->acked;
	if (mine->sent > c->record.sent)
		c->record.sent = mine->sent;
	lease_apply(n->leases, &c->record);
	if (p)
		post(n, false, c->record.address, 0);
	answer(n, c, out);
}

static void
kept(struct node *n, struct change *c, struct node_actions *out)
{
	const struct lease_record *mine = lease_at(n->leases, c->record.address);

	if (!mine || mine->version != c->record.version) {
		n->statistics.unanswered++;
		drop(n, c);
		return;
	}
	answer(n, c, out);
}

/* Merge after a cut, both have the client: the later promise stands (replication.md 4). The other
 * device's version won, for it could not know ours; but ours was told to the client later, or ends
 * later. Whoever told it makes it the newer one. */
static bool
is_outlived(const struct lease_record *mine, const struct lease_record *theirs, uint64_t now)
{
	if (mine->state != LEASE_LEASED || mine->surely_us != 0 || mine->expiry_us <= now ||
	    theirs->version <= mine->version || !lease_key_same(&mine->key, &theirs->key))
		return false;
	if (theirs->state == LEASE_LEASED)
		return theirs->expiry_us < mine->expiry_us;
	return theirs->state != LEASE_DECLINED && theirs->start_us < mine->start_us;
}

static void
restore(struct node *n, struct lease_record r, struct node_actions *out)
{
	const struct profile *p = pools_profile(n, lease_pool_of(n->leases, r.address));
	const struct lease_record *merged = lease_at(n->leases, r.address);

	if (!p || !keep_works(n) || !keep_may_draw(n, out))
		return;
	r.version = next_version(n, p);
	r.acked = merged->acked;
	r.sent = r.version;
	r.promised_until_us = merged->promised_until_us;
	lease_apply(n->leases, &r);
	keep_record(n, merged, out);
	if (n->change.restored_count < NODE_RESTORED_MAX)
		n->change.restored[n->change.restored_count++] = r.address;
}

/* The session is not told while it speaks. What does not fit the digests find. */
static void
tell_restored(struct node *n)
{
	while (n->change.restored_count > 0) {
		struct ip4 address = n->change.restored[--n->change.restored_count];

		post(n, false, address, 0);
	}
}

/* The disk fails: nobody is answered. Those with the peer stay until it, or the end of the session,
 * answers. */
static void
drop_waiting(struct node *n)
{
	struct changes *all = &n->change;

	while (all->waiting > 0) {
		struct change *c = &all->slot[all->ring[all->head]];

		all->head = (all->head + 1) % NODE_CHANGES_MAX;
		all->waiting--;
		n->statistics.unanswered++;
		drop(n, c);
	}
	while (all->again_count > 0)
		drop(n, &all->slot[all->again[--all->again_count]]);
}

void
change_go_on(struct node *n, struct node_actions *out)
{
	struct changes *all = &n->change;

	tell_restored(n);
	if (!keep_works(n))
		drop_waiting(n);
	while (all->waiting > 0) {
		struct change *c = &all->slot[all->ring[all->head]];

		if (!keep_is_safe(n, c->position))
			return;
		all->head = (all->head + 1) % NODE_CHANGES_MAX;
		all->waiting--;
		if (c->stage == CHANGE_KEPT)
			kept(n, c, out);
		else if (c->pair == RBS_PAIRED)
			written_paired(n, c, out);
		else
			written_alone(n, c, out);
	}
}

/* ---- the peer's word ---- */

static void
safe(struct node *n, struct change *c, struct node_actions *out)
{
	const struct lease_record *mine = lease_at(n->leases, c->record.address);

	if (!mine) {
		drop(n, c);
		return;
	}
	take_judged(n, mine, c->record);
	lease_note_acked(n->leases, c->record.address, c->record.version);
	keep_record(n, mine, out);
	wait_for_disk(n, c, CHANGE_KEPT);
}

void
change_answered(struct node *n, const struct rbs_output *o, struct node_actions *out)
{
	struct change *c = with_ticket(n, o->ticket);
	enum rbs_answer how = o->answer;

	if (!c)
		return;
	if (how == RBS_REFUSED && MUTANT(IGNORE_REFUSAL))
		how = RBS_SAFE;
	if (how == RBS_DROPPED && o->doubtful && MUTANT(MERGE_DOUBTFUL))
		how = RBS_SAFE;
	switch (how) {
	case RBS_SAFE:
		safe(n, c, out);
		break;
	case RBS_DROPPED:
		if (!o->doubtful)
			make_void(n, c->record.address, c->record.version, out);
		decide_again(n, c);
		break;
	case RBS_REFUSED:
		make_void(n, c->record.address, c->record.version, out);
		decide_again(n, c);
		break;
	case RBS_FULL:
		make_void(n, c->record.address, c->record.version, out);
		n->statistics.unanswered++;
		drop(n, c);
		break;
	}
}

/* ---- the peer's records ---- */

static bool
is_same(const struct lease_record *a, const struct lease_record *b)
{
	return a->version == b->version && a->promised_until_us == b->promised_until_us &&
	       a->expiry_us == b->expiry_us && a->surely_us == b->surely_us;
}

/* Two clients had one address, which only a declared peer that was alive can bring about (R5). The
 * newer grant stands, nobody else gets the address before the later promise ends. */
static void
tell_conflict(const struct lease_record *mine, const struct lease_record *theirs, uint64_t now,
	      struct node_actions *out)
{
	char address[IP4_TEXT], ours[MAC_TEXT], other[MAC_TEXT];
	struct mac a, b;

	if (mine->state != LEASE_LEASED || theirs->state != LEASE_LEASED ||
	    mine->expiry_us <= now || theirs->expiry_us <= now ||
	    lease_key_same(&mine->key, &theirs->key))
		return;
	memcpy(a.byte, mine->hardware, sizeof a.byte);
	memcpy(b.byte, theirs->hardware, sizeof b.byte);
	out_log(out, &event_conflict,
		"Both devices leased %s while they could not see each other: here to %s, there to "
		"%s; the address goes to nobody else before both ends",
		ip4_format(mine->address, address), mac_format(a, ours), mac_format(b, other));
}

/* The journal's last word on the address is not the change's own any more. */
static void
overtake(struct node *n, struct ip4 address)
{
	if (!lease_is_claimed(n->leases, address))
		return;
	for (unsigned i = 0; i < NODE_CHANGES_MAX; i++)
		if (n->change.slot[i].stage == CHANGE_WRITTEN &&
		    ip4_same(n->change.slot[i].record.address, address))
			n->change.slot[i].overtaken = true;
}

void
change_store(struct node *n, const struct lease_record *theirs, bool judged,
	     struct node_actions *out)
{
	const struct lease_record *mine = lease_at(n->leases, theirs->address);
	struct lease_record before, r;

	lease_clock_saw(&n->clock, theirs->version);
	if (keep_works(n))
		keep_may_draw(n, out); /* a Slave may have to draw at any moment */
	if (!mine)
		return;
	before = *mine;
	if (judged) {
		take_judged(n, mine, *theirs);
	} else {
		tell_conflict(mine, theirs, n->now, out);
		r = lease_merge(mine, theirs);
		if (!is_same(&r, mine))
			lease_apply(n->leases, &r);
	}
	lease_note_acked(n->leases, theirs->address, theirs->version);
	if (mine->state == LEASE_LEASED)
		shadow_settled(&n->shadow, &mine->key, mine->address);
	if (judged || !is_same(&before, mine)) {
		keep_record(n, mine, out);
		overtake(n, mine->address);
		if (!judged && is_outlived(&before, theirs, n->now))
			restore(n, before, out);
	} else if (mine->acked.version != before.acked.version) {
		keep_mark(n, JOURNAL_ACKED, mine->address, mine->acked.version, out);
	}
}

void
change_sent(struct node *n, const struct rbs_mark *mark, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		lease_note_sent(n->leases, mark[i].address, mark[i].version);
}

void
change_marked(struct node *n, const struct rbs_mark *mark, unsigned count, struct node_actions *out)
{
	for (unsigned i = 0; i < count; i++) {
		const struct lease_record *mine = lease_at(n->leases, mark[i].address);

		if (!mine || mine->version != mark[i].version ||
		    mine->acked.version == mark[i].version)
			continue;
		lease_note_acked(n->leases, mark[i].address, mark[i].version);
		keep_mark(n, JOURNAL_ACKED, mark[i].address, mark[i].version, out);
	}
}

/* Whether this version is of a change that has not ended. */
static bool
is_under_way(const struct node *n, const struct lease_record *r)
{
	if (!lease_is_claimed(n->leases, r->address))
		return false;
	for (unsigned i = 0; i < NODE_CHANGES_MAX; i++)
		if (n->change.slot[i].stage != CHANGE_NONE &&
		    n->change.slot[i].record.version == r->sent &&
		    ip4_same(n->change.slot[i].record.address, r->address))
			return true;
	return false;
}

void
change_settle_doubt(struct node *n, const struct profile *p, struct node_actions *out)
{
	const struct lease_record *r;
	uint64_t cursor = 0;

	while ((r = lease_next_doubtful(n->leases, &cursor)))
		if (pools_profile(n, lease_pool_of(n->leases, r->address)) == p &&
		    !is_under_way(n, r))
			make_void(n, r->address, r->sent, out);
}

/* ---- the rest ---- */

void
change_table_changed(struct node *n)
{
	for (unsigned i = 0; i < NODE_CHANGES_MAX; i++)
		if (n->change.slot[i].stage != CHANGE_NONE)
			lease_claim(n->leases, n->change.slot[i].record.address);
}
