/* node/bind/slice.c -- see node/bind/slice.h. */
#include "node/bind/slice.h"
#include "node/bind/room.h"

#include <assert.h>

#include "lease/carry.h"
#include "lease/walk.h"

enum { SLICE_BYTES = 256 << 10 };
enum { STAGE_FACTS, STAGE_RECORDS, STAGE_ORPHANS, STAGE_DOUBT, STAGE_END };

static void
put_first(struct journal_writer *w, const struct journal_entry *e)
{
	bool fits = journal_put(w, e);

	assert(fits);
}

void
slice_begin(struct writer *k)
{
	k->snapshot_stage = STAGE_FACTS;
	k->snapshot_count = k->cursor = k->doubt_cursor = 0;
	k->orphans = 0;
}

static bool
put_records(struct bind *b, struct journal_writer *w)
{
	struct writer *k = &b->writer;
	uint64_t before = k->cursor;
	const struct lease_record *r;

	while (w->w.len < SLICE_BYTES && (r = lease_next(b->leases, &k->cursor))) {
		if (!journal_put_record(w, r)) {
			k->cursor = before;
			return true;
		}
		before = k->cursor;
		k->snapshot_count++;
	}
	return w->w.len >= SLICE_BYTES;
}

static bool
put_orphans(struct bind *b, struct journal_writer *w)
{
	const struct lease_record *r;

	while ((r = lease_orphan_at(b->leases, b->writer.orphans))) {
		if (w->w.len >= SLICE_BYTES || !journal_put_record(w, r))
			return true;
		b->writer.orphans++;
		b->writer.snapshot_count++;
	}
	return false;
}

/* Those of addresses never bound: a record carries its own. */
static bool
put_doubts(struct bind *b, struct journal_writer *w)
{
	uint64_t before = b->writer.doubt_cursor;
	const struct lease_record *r;

	while ((r = lease_next_doubtful(b->leases, &b->writer.doubt_cursor))) {
		if (r->version == 0 && !journal_put_mark(w, JOURNAL_SENT, r->address, r->sent)) {
			b->writer.doubt_cursor = before;
			return true;
		}
		before = b->writer.doubt_cursor;
	}
	return false;
}

static void
put_facts(const struct bind *b, const struct journal_entry *file, struct journal_writer *w)
{
	const struct recovery *r = &b->recovery;

	put_first(w, file);
	put_first(w,
		  &(struct journal_entry){.kind = JOURNAL_CLOCK, .u.ceiling = b->writer.ceiling});
	if (r->alien.u.alien.device != 0)
		put_first(w, &r->alien);
	for (unsigned i = 0; i < r->homes_count; i++)
		put_first(w, &r->home[i]);
	for (unsigned i = 0; i < r->pairs_count; i++)
		put_first(w, &r->pair[i]);
	for (unsigned i = 0; i < r->peers_count; i++)
		put_first(w, &r->peer[i]);
	for (unsigned i = 0; i < b->kept.count; i++)
		put_first(w,
			  &(struct journal_entry){.kind = JOURNAL_KEPT, .u.kept = b->kept.list[i]});
}

bool
slice_fill(struct bind *b, const struct journal_entry *file, struct journal_writer *w)
{
	struct writer *k = &b->writer;

	if (k->snapshot_stage == STAGE_FACTS) {
		put_facts(b, file, w);
		k->snapshot_stage = STAGE_RECORDS;
	}
	if (k->snapshot_stage == STAGE_RECORDS) {
		if (put_records(b, w))
			return true;
		k->snapshot_stage = STAGE_ORPHANS;
	}
	if (k->snapshot_stage == STAGE_ORPHANS) {
		if (put_orphans(b, w))
			return true;
		k->snapshot_stage = STAGE_DOUBT;
	}
	if (k->snapshot_stage == STAGE_DOUBT) {
		if (put_doubts(b, w))
			return true;
		k->snapshot_stage = STAGE_END;
	}
	return !journal_put(
	    w, &(struct journal_entry){.kind = JOURNAL_END, .u.count = k->snapshot_count});
}
