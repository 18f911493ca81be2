/* lease/walk.h -- the bindings of a table one by one: all, those in doubt, those that are due. What
 * a walk costs goes by what it finds, not by the size of the table. A cursor is 0 at first; the
 * table may change between two calls. Tested in test/unit/lease/table.c. */
#ifndef LEASE_WALK_H
#define LEASE_WALK_H

#include "lease/table.h"

/* The next record with a version, from *cursor on in a fixed order (0 at first); NULL at the end.
 * Records changed while a batch runs are seen in their new form or were seen in the old. */
const struct lease_record *lease_next(const struct lease_table *t, uint64_t *cursor);

/* Addresses in doubt (record.sent above record.version): the next from *cursor on (0 at first);
 * NULL at the end. Costs by their number, not by the table's size. Of those outside every range
 * the ones never bound (version 0) are among them; the others lease_orphan_at() shows. */
const struct lease_record *lease_next_doubtful(const struct lease_table *t, uint64_t *cursor);

/* The next due binding from *cursor on (0 at first); NULL at the end: LEASED, RELEASED or DECLINED
 * past its expiry, or a lease whose client has a newer one in the pool. It stays due until
 * lease_apply() changes it. */
const struct lease_record *lease_due(const struct lease_table *t, uint64_t *cursor);

#endif
