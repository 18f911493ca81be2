/* lease/carry.c -- see lease/carry.h. */
#include "lease/carry.h"

#include "lease/table_private.h"
#include "lease/walk.h"

#define ORPHAN_US (30 * 86400 * TIME_SEC)

/* A binding that must not be forgotten though no range covers its address: also one that is over
 * here, as long as the peer may have extended it (R4). Nobody is away for ORPHAN_US. */
static bool
still_binds(const struct lease_record *r, uint64_t now)
{
	bool over = time_after(r->expiry_us, ORPHAN_US) <= now &&
		    time_after(r->promised_until_us, ORPHAN_US) <= now;

	if (r->state == LEASE_FREE && r->acked.state == LEASE_FREE)
		return r->expiry_us > now || r->promised_until_us > now || lease_in_doubt(r);
	return !over || lease_in_doubt(r);
}

/* An orphan stays one until its successor comes, though that binds nobody. */
void
lease_restore(struct lease_table *t, const struct lease_record *r)
{
	if (lease_apply(t, r) == LEASE_OUTSIDE &&
	    (still_binds(r, t->now) || lease_orphans_find(&t->orphans, r->address))) {
		lease_orphans_put(&t->orphans, r);
		lease_heir_follow(t, r->address);
	}
}

void
lease_restore_sent(struct lease_table *t, struct ip4 address, uint64_t version)
{
	struct lease_record never = {.address = address, .sent = version};

	if (lease_covers(t, address) || lease_orphans_find(&t->orphans, address))
		lease_note_sent(t, address, version);
	else
		lease_orphans_put(&t->doubts, &never);
}

/* RFC 2131 3.1 2: nobody else is to be told the address before the client had time to take it. */
void
lease_carry_offers(struct lease_table *t, const struct lease_table *old)
{
	const struct lease_offer *o;
	uint32_t cursor = 0;

	while ((o = lease_offers_next(&old->offers, &cursor)) != NULL) {
		struct ip4 address = lease_address_map_address(&old->map, o->slot);

		lease_offer_carried(t, address, o, lease_pool_of(old, address));
	}
}

static struct lease_record
disowned(const struct lease_record *r)
{
	struct lease_record peers = *r;

	peers.acked = (struct lease_acked){r->version, r->expiry_us, r->state};
	peers.sent = r->version;
	return peers;
}

void
lease_table_disown(struct lease_table *t)
{
	const struct lease_record *r;
	struct lease_record peers;
	uint64_t cursor = 0;

	while ((r = lease_next_doubtful(t, &cursor)) != NULL)
		lease_note_void(t, r->address);
	t->doubts.count = 0;
	cursor = 0;
	while ((r = lease_next(t, &cursor)) != NULL) {
		peers = disowned(r);
		lease_apply(t, &peers);
	}
	for (uint32_t i = 0; i < t->orphans.count; i++)
		t->orphans.record[i] = disowned(&t->orphans.record[i]);
	lease_heir_begin_again(t);
}

const struct lease_record *
lease_orphan_of(const struct lease_table *t, struct ip4 address)
{
	return lease_orphans_find(&t->orphans, address);
}

bool
lease_keep_aside(struct lease_table *t, const struct lease_record *r)
{
	if (!lease_orphans_find(&t->orphans, r->address) &&
	    (!still_binds(r, t->now) || t->orphans.count >= LEASE_ASIDE_MAX))
		return false;
	lease_orphans_put(&t->orphans, r);
	lease_heir_follow(t, r->address);
	return true;
}

const struct lease_record *
lease_orphan_at(const struct lease_table *t, unsigned n)
{
	return n < t->orphans.count ? &t->orphans.record[n] : NULL;
}

void
lease_forget_acked(struct lease_table *t, unsigned pool)
{
	const struct lease_address_map_pool *p = &t->map.pool[pool];
	uint32_t slot, end;

	if (pool >= t->map.pools_count)
		return;
	end = p->first + p->size;
	for (slot = lease_bits_next(&t->bound, p->first, end); slot != LEASE_BITS_NONE;
	     slot = lease_bits_next(&t->bound, slot + 1, end))
		t->cells->record[lease_cells_find(t->cells, slot)].acked = (struct lease_acked){0};
	lease_heir_begin_again(t);
}
