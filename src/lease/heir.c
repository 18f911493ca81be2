/* lease/heir.c -- see lease/heir.h. Bindings come in the fixed order of lease_next(), then the
 * orphans by number: neither changes its order while a table stands. */
#include "lease/heir.h"

#include <limits.h>

#include "lease/carry.h"
#include "lease/table_private.h"
#include "lease/walk.h"

static void
follow(struct lease_table *t, struct ip4 address)
{
	const struct lease_record *r;

	r = lease_covers(t, address) ? lease_bound_at(t, address) : lease_orphan_of(t, address);
	if (r && r->version != 0) /* else it is a doubt, which comes at the end */
		lease_restore(t->heir.table, r);
}

void
lease_heir_begin(struct lease_table *t, const struct lease_range *ranges, unsigned count)
{
	lease_heir_end(t);
	t->heir.table = lease_table_new(ranges, count, t->now);
	t->heir.follow = follow;
}

void
lease_heir_end(struct lease_table *t)
{
	lease_table_free(t->heir.table);
	t->heir = (struct lease_table_heir){0};
}

static const struct lease_record *
next(struct lease_table *t)
{
	const struct lease_record *r = lease_next(t, &t->heir.cursor);

	return r ? r : lease_orphan_at(t, t->heir.orphans++);
}

bool
lease_heir_go_on(struct lease_table *t, unsigned bindings)
{
	const struct lease_record *r;

	if (!t->heir.table || t->heir.complete)
		return true;
	lease_tick(t->heir.table, t->now);
	while (bindings-- > 0) {
		r = next(t);
		if (!r) {
			t->heir.complete = true;
			return true;
		}
		lease_restore(t->heir.table, r);
	}
	return false;
}

bool
lease_heir_is_over(const struct lease_table *t, const struct lease_range *ranges, unsigned count)
{
	return t->heir.table && lease_table_is_over(t->heir.table, ranges, count);
}

/* Those of addresses that have a record came with it. */
static void
bring_doubts(struct lease_table *t)
{
	const struct lease_record *r;
	uint64_t cursor = 0;

	while ((r = lease_next_doubtful(t, &cursor)) != NULL)
		if (r->version == 0)
			lease_restore_sent(t->heir.table, r->address, r->sent);
}

struct lease_table *
lease_heir_take(struct lease_table *t)
{
	struct lease_table *heir;

	lease_heir_go_on(t, UINT_MAX);
	bring_doubts(t);
	heir = t->heir.table;
	t->heir = (struct lease_table_heir){0};
	lease_tick(heir, t->now);
	return heir;
}
