/* node/bind/peer_records.c -- see node/bind/peer_records.h. */
#include "node/bind/peer_records.h"
#include "node/bind/room.h"

#include <string.h>

#include "lease/carry.h"
#include "lease/rules.h"
#include "node/bind/change.h"
#include "node/bind/chronicle.h"
#include "node/bind/expiry.h"
#include "node/bind/pools.h"
#include "node/bind/writer.h"

static bool
is_same(const struct lease_record *a, const struct lease_record *b)
{
	return a->version == b->version && a->promised_until_us == b->promised_until_us &&
	       a->promised_to == b->promised_to && a->promised_others_us == b->promised_others_us &&
	       a->expiry_us == b->expiry_us && a->surely_us == b->surely_us && a->last == b->last;
}

/* Two clients were told that they have the address. */
static bool
is_conflict(const struct lease_record *mine, const struct lease_record *theirs, uint64_t now)
{
	return mine->state == LEASE_LEASED && theirs->state == LEASE_LEASED &&
	       mine->expiry_us > now && theirs->expiry_us > now &&
	       !lease_key_same(&mine->key, &theirs->key);
}

/* Two clients had one address. The newer grant stands, nobody else gets the address before the
 * later promise ends. Why both gave it, this device cannot know. */
static void
tell_conflict(const struct lease_record *mine, const struct lease_record *theirs,
	      const struct lease_record *merged, uint64_t now, struct step *step)
{
	char address[IP4_TEXT], ours[MAC_TEXT], other[MAC_TEXT];
	bool stands = lease_key_same(&mine->key, &merged->key);
	struct mac a, b;

	if (!is_conflict(mine, theirs, now))
		return;
	memcpy(a.byte, mine->hardware, sizeof a.byte);
	memcpy(b.byte, theirs->hardware, sizeof b.byte);
	out_log(step->out, &event_conflict,
		"%s is leased to two clients, here to %s, by the peer to %s; the newer record "
		"stands, %s. It goes to nobody else before both leases end",
		ip4_format(mine->address, address), mac_format(a, ours), mac_format(b, other),
		stands ? "this device's" : "the peer's");
}

/* False: it cannot be now. */
static bool
restore(struct bind *b, struct lease_record r, struct step *step)
{
	unsigned pool = lease_pool_of(b->leases, r.address);
	const struct lease_record *merged = lease_at(b->leases, r.address);

	if (!pools_standing(b, pool) || !writer_works(b) || !change_tell_later(b, r.address))
		return false;
	r.version = change_version_behind(b, pool, step);
	r.acked = merged->acked;
	r.sent = r.version;
	lease_promise_join(&r, merged);
	if (merged->state == LEASE_LEASED && merged->expiry_us > r.expiry_us) /* it can be later */
		lease_promise(&r, merged->expiry_us, lease_owner(&merged->key));
	lease_apply(b->leases, &r);
	writer_record(b, merged, step);
	return true;
}

/* What cannot be made the newer one stays beside the record: nobody else gets the address before
 * its end. */
static void
keep_promise(struct bind *b, const struct lease_record *lost, struct step *step)
{
	struct lease_record r = *lease_at(b->leases, lost->address);

	lease_promise(&r, lost->expiry_us, lease_owner(&lost->key));
	lease_apply(b->leases, &r);
	writer_record(b, &r, step);
}

/* R8: a disk of the pair is gone, and no batch is complete since. */
static bool
is_unread(const struct bind *b, struct ip4 address)
{
	const struct standing *p = pools_standing(b, lease_pool_of(b->leases, address));

	return p && p->unread;
}

/* Of two leases that both last the one that lost keeps everybody else away until its end, however
 * it was promised: the other device may have lost the disk that knew it. Where it has, so does one
 * that may last, on both devices: what it lost to may be over already. */
static void
keep_loser(const struct bind *b, const struct lease_record *mine, const struct lease_record *theirs,
	   struct lease_record *merged, uint64_t now)
{
	bool mine_won = merged->version == mine->version;
	const struct lease_record *lost = mine_won ? theirs : mine, *won = mine_won ? mine : theirs;

	if (is_conflict(mine, theirs, now) ||
	    (is_unread(b, mine->address) && lease_may_outlive(lost, won, now)))
		lease_promise(merged, lost->expiry_us, lease_owner(&lost->key));
}

/* What a disk that is gone acknowledged is gone too. What the new one acknowledges now of our batch
 * may have lost to newer records, made by who knew nothing of ours. */
static void
forget_acked(const struct bind *b, struct lease_record *r)
{
	if (is_unread(b, r->address))
		r->acked = (struct lease_acked){0};
}

/* The peer took an update that was never acknowledged here, so its client was not told of it; and
 * it held nothing of the address before. */
static bool
is_untold(const struct lease_record *before, const struct lease_record *theirs, uint64_t now)
{
	bool held = before->state == LEASE_LEASED && before->expiry_us > now &&
		    lease_key_same(&before->key, &theirs->key);

	return theirs->version == before->sent && before->sent > before->version &&
	       theirs->state == LEASE_LEASED && !held;
}

static void
merge(struct bind *b, const struct lease_record *mine, const struct lease_record *theirs,
      struct step *step)
{
	struct lease_record before = *mine, r;

	lease_promise_settle(&before, step->now);
	forget_acked(b, &before);
	r = lease_merge(&before, theirs);
	tell_conflict(&before, theirs, &r, step->now, step);
	keep_loser(b, &before, theirs, &r, step->now);
	if (!is_same(&r, &before)) {
		chronicle_note(b, &before, &r, true, step);
		lease_apply(b->leases, &r);
	}
	lease_note_acked(b->leases, theirs->address, theirs->version);
	if (is_same(&r, &before)) {
		if (mine->acked.version != before.acked.version)
			writer_mark(b, JOURNAL_ACKED, mine->address, mine->acked.version, step);
		return;
	}
	writer_record(b, mine, step);
	change_overtake(b, mine->address);
	if (is_untold(&before, theirs, step->now))
		expiry_untold(b, theirs->address, theirs->version);
	if (lease_outlives(&before, theirs, step->now) && !restore(b, before, step))
		keep_promise(b, &before, step);
}

static void
take_judged(struct bind *b, const struct lease_record *mine, const struct lease_record *theirs,
	    struct step *step)
{
	change_take_judged(b, mine, *theirs, true, step);
	lease_note_acked(b->leases, theirs->address, theirs->version);
	writer_record(b, mine, step);
	change_overtake(b, mine->address);
}

/* No range covers the address on either device: it may be in a pool again, when only this one is
 * left. */
static void
keep_aside(struct bind *b, const struct lease_record *theirs, struct step *step)
{
	const struct lease_record *mine = lease_orphan_of(b->leases, theirs->address);
	struct lease_record r = *theirs;

	r.acked = (struct lease_acked){r.version, r.expiry_us, r.state};
	if (mine)
		r = lease_merge(mine, theirs);
	if ((!mine || !is_same(&r, mine)) && lease_keep_aside(b->leases, &r))
		writer_record(b, &r, step);
}

void
peer_records_store(struct bind *b, const struct lease_record *theirs, bool judged,
		   struct step *step)
{
	const struct lease_record *mine = lease_at(b->leases, theirs->address);

	lease_clock_saw(&b->clock, theirs->version);
	if (writer_works(b))
		writer_may_draw(b, step); /* a Slave may have to draw at any moment */
	if (!mine) {
		keep_aside(b, theirs, step);
		return;
	}
	if (judged)
		take_judged(b, mine, theirs, step);
	else
		merge(b, mine, theirs, step);
	if (mine->state == LEASE_LEASED)
		standby_settled(&b->standby, &mine->key, mine->address, step->now);
}

void
peer_records_sent(struct bind *b, const struct rbs_mark *mark, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		lease_note_sent(b->leases, mark[i].address, mark[i].version);
}

void
peer_records_marked(struct bind *b, const struct rbs_mark *mark, unsigned count, struct step *step)
{
	for (unsigned i = 0; i < count; i++) {
		const struct lease_record *mine = lease_at(b->leases, mark[i].address);

		if (!mine || mine->version != mark[i].version ||
		    mine->acked.version == mark[i].version)
			continue;
		lease_note_acked(b->leases, mark[i].address, mark[i].version);
		writer_mark(b, JOURNAL_ACKED, mark[i].address, mark[i].version, step);
	}
}
