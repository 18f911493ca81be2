/* lease/table.h -- all bindings of all pools: arrays indexed by address offset, clients found by
 * key, expiry on a timer wheel, free addresses in bitmaps.
 *
 * The table is sized when a configuration is committed and never allocates after that. It knows
 * nothing of the pair or of DHCP: lease/rules.h says what may be done, the caller does it here.
 * lease/choose.h finds an address for a new client, lease/walk.h goes through all bindings,
 * lease/carry.h takes them over.
 * lease_apply() is the only way a binding changes. Costs: apply, find, choose O(1).
 * Tested in test/unit/lease/table.c.
 *
 * Three marks on an address are local to this device and not part of its record:
 *	withheld  by configuration: never chosen (gateway, excluded, static binding, ...)
 *	offered   to a client for LEASE_OFFER_US; chosen for nobody else meanwhile
 *	claimed   an update is on its way to disk and peer (R1, R2); no other may begin */
#ifndef LEASE_TABLE_H
#define LEASE_TABLE_H

#include "lease/record.h"

enum {
	LEASE_POOLS_MAX = 1024,
	LEASE_RANGES_MAX = 16384,      /* ranges of all pools together */
	LEASE_ADDRESSES_MAX = 1 << 24, /* addresses of all ranges together */
	LEASE_OFFERS_MAX = 65536       /* offers at once; beyond it the oldest ends early */
};

#define LEASE_OFFER_US (30 * TIME_SEC)

struct lease_range { /* a section of a pool; ranges do not overlap */
	struct ip4 low, high;
	uint16_t pool;	 /* 0.., below LEASE_POOLS_MAX */
	uint8_t section; /* its number, for displays */
};

enum lease_withheld { LEASE_NOT_WITHHELD, LEASE_DISABLED, LEASE_STATIC };

enum lease_status { /* how displays name an address */
		    LEASE_STATUS_IDLE,
		    LEASE_STATUS_USED,
		    LEASE_STATUS_CONFLICT,
		    LEASE_STATUS_KEPT, /* given back, for its client alone for a while (R3) */
		    LEASE_STATUS_DISABLE,
		    LEASE_STATUS_STATIC,
		    LEASE_STATUSES
};

struct lease_table;

/* ---- making ---- */

/* An empty table over ranges (copied; any order; not overlapping, within the bounds above). */
struct lease_table *lease_table_new(const struct lease_range *ranges, unsigned count, uint64_t now);
void lease_table_free(struct lease_table *t); /* accepts NULL */

/* Does the table stand over exactly these ranges? Then a new configuration may keep it: end its
 * withheld marks, mark anew. */
bool lease_table_is_over(const struct lease_table *t, const struct lease_range *ranges,
			 unsigned count);

/* No address is withheld any more. */
void lease_withhold_none(struct lease_table *t);

/* Marks an address; outside every range: nothing. */
void lease_withhold(struct lease_table *t, struct ip4 address, enum lease_withheld why);

/* ---- looking ---- */

/* The pool of an address that a range covers; LEASE_POOLS_MAX outside every range. */
unsigned lease_pool_of(const struct lease_table *t, struct ip4 address);

/* The record of an address, all zero but the address when never bound; NULL outside every range.
 * It shows what becomes of the address later. For who is about to change the binding: its memory
 * is in use from now on. */
const struct lease_record *lease_at(const struct lease_table *t, struct ip4 address);

/* The record of an address for who only looks: NULL when it was never bound nor on its way to the
 * peer, or lies outside every range. Takes no memory, however many addresses are looked at. */
const struct lease_record *lease_bound_at(const struct lease_table *t, struct ip4 address);

/* The address bound to (or last bound to) the client in this pool; false when unknown. */
bool lease_find(const struct lease_table *t, unsigned pool, const struct lease_key *key,
		struct ip4 *ret);

/* The client of a lease has a newer one in the pool; NULL when not. */
const struct lease_record *lease_newer(const struct lease_table *t, const struct lease_record *r);

/* The address offered to the client in this pool. */
bool lease_find_offer(const struct lease_table *t, unsigned pool, const struct lease_key *key,
		      struct ip4 *ret);

enum lease_withheld lease_is_withheld(const struct lease_table *t, struct ip4 address);
bool lease_is_offered(const struct lease_table *t, struct ip4 address); /* by anybody */
bool lease_is_offered_to(const struct lease_table *t, struct ip4 address, unsigned pool,
			 const struct lease_key *key);
bool lease_is_claimed(const struct lease_table *t, struct ip4 address);
enum lease_status lease_status_of(const struct lease_table *t, struct ip4 address);

/* ---- changing ---- */

enum lease_applied { LEASE_APPLIED, LEASE_OUTSIDE };

/* Makes *r the binding of its address, whole. Ends an offer of the address. */
enum lease_applied lease_apply(struct lease_table *t, const struct lease_record *r);

/* The peer acknowledged (or sent us) this version of the address: remembered when it is the one
 * in force. */
void lease_note_acked(struct lease_table *t, struct ip4 address, uint64_t version);

/* This version of the address went out to the peer. */
void lease_note_sent(struct lease_table *t, struct ip4 address, uint64_t version);

/* An update in doubt is void (refused, or a batch did not bring it back): sent falls back to what
 * was acknowledged or is held, whichever is newer. */
void lease_note_void(struct lease_table *t, struct ip4 address);

/* One offer per client and pool, an older one ends. */
void lease_offer(struct lease_table *t, struct ip4 address, unsigned pool,
		 const struct lease_key *key, uint64_t now);
void lease_end_offer(struct lease_table *t, unsigned pool, const struct lease_key *key);

/* False when the address is claimed already or lies outside every range. */
bool lease_claim(struct lease_table *t, struct ip4 address);
void lease_unclaim(struct lease_table *t, struct ip4 address);

/* ---- time ---- */

/* Moves the timer wheel to now: ends offers, collects due bindings. */
void lease_tick(struct lease_table *t, uint64_t now);

/* When lease_tick() has work next (may be early); TIME_NEVER when never. */
uint64_t lease_deadline(const struct lease_table *t);

#endif
