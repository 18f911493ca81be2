/* lease/carry.h -- bindings that come into a table from the journal or from the table before it
 * (lease/heir.h), and the orphans: those that no range covers any more and nobody may forget
 * (lease/orphans.h).
 * Tested in test/unit/lease/table.c. */
#ifndef LEASE_CARRY_H
#define LEASE_CARRY_H

#include "lease/table.h"

/* The offers of the table before stand on where their address can be had still; `t` has its
 * withheld addresses marked. */
void lease_carry_offers(struct lease_table *t, const struct lease_table *old);

/* lease_apply(), but a binding outside every range that still binds is kept as an orphan, unseen,
 * and comes back when a later configuration covers it. */
void lease_restore(struct lease_table *t, const struct lease_record *r);

/* At start, from the journal: lease_note_sent(), but of an address outside every range that was
 * never bound it is kept too. */
void lease_restore_sent(struct lease_table *t, struct ip4 address, uint64_t version);

/* The table was copied from the other device's: what stands in it is what the peer holds; nothing
 * of it went out from here, and nothing is in doubt. */
void lease_table_disown(struct lease_table *t);

/* The n-th orphan; NULL past the last. */
const struct lease_record *lease_orphan_at(const struct lease_table *t, unsigned n);

/* The orphan of an address; NULL: there is none. */
const struct lease_record *lease_orphan_of(const struct lease_table *t, struct ip4 address);

enum { LEASE_ASIDE_MAX = 1 << 20 };

/* A binding that the peer keeps for an address which no range covers here: kept as an orphan too.
 * False, and nothing kept: it binds nobody, or there are LEASE_ASIDE_MAX. */
bool lease_keep_aside(struct lease_table *t, const struct lease_record *r);

/* The peer's disk is gone: nothing of a pool is acknowledged any more. What was sent stays sent. */
void lease_forget_acked(struct lease_table *t, unsigned pool);

#endif
