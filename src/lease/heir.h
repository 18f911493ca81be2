/* lease/heir.h -- a table over other ranges that will take the place of one that serves: made
 * beside it, a few bindings at a time, so that nobody waits for a million of them.
 *
 * From its beginning on every change of the table is one of the heir as well, so once all that the
 * table held has been brought over, it differs by nothing but what is brought at the end: offers
 * and what is in doubt without a record. The table owns its heir until it is taken. Tested in
 * test/unit/lease/heir.c. */
#ifndef LEASE_HEIR_H
#define LEASE_HEIR_H

#include "lease/table.h"

/* Begins one over ranges (as lease_table_new() takes them); one that was begun before ends. */
void lease_heir_begin(struct lease_table *t, const struct lease_range *ranges, unsigned count);

/* Brings over so many bindings more. True: all are, and they stay so. */
bool lease_heir_go_on(struct lease_table *t, unsigned bindings);

/* Whether there is one over exactly these ranges. */
bool lease_heir_is_over(const struct lease_table *t, const struct lease_range *ranges,
			unsigned count);

/* The heir, complete but for offers and withheld addresses; the caller's from now on. Bindings
 * outside every range that still bind are its orphans (lease/carry.h); claims are not brought. */
struct lease_table *lease_heir_take(struct lease_table *t);

/* It is not needed any more; there may be none. */
void lease_heir_end(struct lease_table *t);

#endif
