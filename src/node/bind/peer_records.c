/* node/bind/peer_records.c -- see node/bind/peer_records.h. */
#include "node/bind/peer_records.h"
#include "node/bind/room.h"

#include <string.h>

#include "lease/rules.h"
#include "node/bind/change.h"
#include "node/bind/pools.h"
#include "node/bind/writer.h"

static bool
is_same(const struct lease_record *a, const struct lease_record *b)
{
	return a->version == b->version && a->promised_until_us == b->promised_until_us &&
	       a->expiry_us == b->expiry_us && a->surely_us == b->surely_us;
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

	if (mine->state != LEASE_LEASED || theirs->state != LEASE_LEASED ||
	    mine->expiry_us <= now || theirs->expiry_us <= now ||
	    lease_key_same(&mine->key, &theirs->key))
		return;
	memcpy(a.byte, mine->hardware, sizeof a.byte);
	memcpy(b.byte, theirs->hardware, sizeof b.byte);
	out_log(step->out, &event_conflict,
		"%s is leased to two clients, here to %s, by the peer to %s; the newer record "
		"stands, %s. It goes to nobody else before both leases end",
		ip4_format(mine->address, address), mac_format(a, ours), mac_format(b, other),
		stands ? "this device's" : "the peer's");
}

/* Merge after a cut, both have the client: the later promise stands (docs/rules.md "Record,
 * version, home"). The other device's version won, for it could not know ours; but ours was told to
 * the client later, or ends later. Whoever told it makes it the newer one. */
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
restore(struct bind *b, struct lease_record r, struct step *step)
{
	const struct standing *p = pools_standing(b, lease_pool_of(b->leases, r.address));
	const struct lease_record *merged = lease_at(b->leases, r.address);

	if (!p || !writer_works(b) || !writer_may_draw(b, step))
		return;
	r.version = change_version(b, p);
	r.acked = merged->acked;
	r.sent = r.version;
	r.promised_until_us = merged->promised_until_us;
	lease_apply(b->leases, &r);
	writer_record(b, merged, step);
	change_tell_later(b, r.address);
}

void
peer_records_store(struct bind *b, const struct lease_record *theirs, bool judged,
		   struct step *step)
{
	const struct lease_record *mine = lease_at(b->leases, theirs->address);
	struct lease_record before, r;

	lease_clock_saw(&b->clock, theirs->version);
	if (writer_works(b))
		writer_may_draw(b, step); /* a Slave may have to draw at any moment */
	if (!mine)
		return;
	before = *mine;
	if (judged) {
		change_take_judged(b, mine, *theirs);
	} else {
		r = lease_merge(mine, theirs);
		tell_conflict(mine, theirs, &r, step->now, step);
		if (!is_same(&r, mine))
			lease_apply(b->leases, &r);
	}
	lease_note_acked(b->leases, theirs->address, theirs->version);
	if (mine->state == LEASE_LEASED)
		standby_settled(&b->standby, &mine->key, mine->address);
	if (judged || !is_same(&before, mine)) {
		writer_record(b, mine, step);
		change_overtake(b, mine->address);
		if (!judged && is_outlived(&before, theirs, step->now))
			restore(b, before, step);
	} else if (mine->acked.version != before.acked.version) {
		writer_mark(b, JOURNAL_ACKED, mine->address, mine->acked.version, step);
	}
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
