/* node/keep.c -- see node/keep.h.
 *
 * A segment's first block begins with FILE, START and CLOCK; a later start continues the last log
 * in a segment of its own, and names how much of that log counts, so nothing on disk is ever
 * changed. After an error nobody knows what of the last appends is there: the next segment names
 * the length that was durable, and a snapshot of all that is in memory stands in for the rest. */
#include "node/keep.h"

#include <assert.h>
#include <string.h>

#include "base/memory.h"
#include "base/mutant.h"
#include "node/recall.h"

enum {
	KEEP_RESERVE = 1 << 21,			/* versions reserved at once */
	KEEP_GROWTH = 4,			/* times the last snapshot */
	KEEP_LOG_MIN = 16 << 20,		/* bytes of log that are no reason for a snapshot */
	KEEP_FILES = 16,			/* so many files at start are */
	KEEP_BLOCKS_FULL = KEEP_BLOCKS_MAX - 64 /* from here on a block takes what many steps say */
};

#define KEEP_RETRY_US (5 * TIME_SEC)

enum { STAGE_FACTS, STAGE_RECORDS, STAGE_ORPHANS, STAGE_DOUBT, STAGE_END };

static struct journal_stamp
stamp_of(const struct node *n)
{
	return (struct journal_stamp){n->keep.boot, n->now, n->wall_offset_us};
}

/* ---- blocks ---- */

static struct journal_entry
file_entry(const struct node *n, bool snapshot)
{
	const struct keep *k = &n->keep;
	struct journal_entry e = {.kind = JOURNAL_FILE};

	e.u.file.snapshot = snapshot;
	e.u.file.segment = k->segment;
	e.u.file.journal = n->journal_id;
	e.u.file.device = n->device_id;
	e.u.file.previous = k->previous;
	e.u.file.length = k->previous_length;
	return e;
}

static void
put_first(struct journal_writer *w, const struct journal_entry *e)
{
	bool fits = journal_put(w, e);

	assert(fits);
}

static void
open_block(struct node *n)
{
	struct keep *k = &n->keep;
	struct journal_stamp stamp = stamp_of(n);
	struct journal_entry e;

	if (k->open)
		return;
	k->open = true;
	journal_begin(&k->writer, k->bytes, &stamp, n->journal_id, k->block + 1, k->block_safe);
	if (k->block > 0)
		return;
	e = file_entry(n, false);
	put_first(&k->writer, &e);
	put_first(&k->writer,
		  &(struct journal_entry){.kind = JOURNAL_START, .u.incarnation = n->incarnation});
	put_first(&k->writer,
		  &(struct journal_entry){.kind = JOURNAL_CLOCK, .u.ceiling = k->ceiling});
}

static void failed(struct node *n, const char *message, struct node_actions *out);

static struct node_action *
disk_action(enum node_action_kind kind, const struct keep *k, const uint8_t *bytes, size_t len,
	    struct node_actions *out)
{
	struct node_action *a = out_add(out, kind);

	a->segment = k->segment;
	a->bytes = out_room(out, len);
	a->len = len;
	memcpy(out_room(out, len), bytes, len);
	out_take(out, len);
	return a;
}

static void
close_block(struct node *n, struct node_actions *out)
{
	struct keep *k = &n->keep;
	size_t len;

	if (!k->open)
		return;
	k->open = false;
	if (journal_is_empty(&k->writer))
		return;
	if (k->count == KEEP_BLOCKS_MAX) {
		failed(n, "The disk does not keep up.", out);
		return;
	}
	len = journal_end(&k->writer);
	disk_action(NODE_ACT_APPEND, k, k->bytes, len, out)->number = ++k->number;
	k->block++;
	k->length += len;
	k->flying[(k->head + k->count++) % KEEP_BLOCKS_MAX] =
	    (struct keep_block){k->number, k->segment, k->block, k->length};
}

static bool
is_writing(const struct node *n)
{
	return n->keep.state == KEEP_BEGINS || n->keep.state == KEEP_WORKS;
}

/* One more in the same step; false when the disk is given up. */
static bool
next_block(struct node *n, struct node_actions *out)
{
	close_block(n, out);
	if (!is_writing(n))
		return false;
	open_block(n);
	return true;
}

void
keep_entry(struct node *n, const struct journal_entry *e, struct node_actions *out)
{
	if (!is_writing(n))
		return;
	open_block(n);
	if (journal_put(&n->keep.writer, e) || !next_block(n, out))
		return;
	put_first(&n->keep.writer, e);
}

void
keep_record(struct node *n, const struct lease_record *r, struct node_actions *out)
{
	bool fits;

	if (!is_writing(n) || r->version == 0)
		return;
	open_block(n);
	if (journal_put_record(&n->keep.writer, r) || !next_block(n, out))
		return;
	fits = journal_put_record(&n->keep.writer, r);
	assert(fits);
}

void
keep_mark(struct node *n, enum journal_kind kind, struct ip4 address, uint64_t version,
	  struct node_actions *out)
{
	bool fits;

	if (!is_writing(n))
		return;
	open_block(n);
	if (journal_put_mark(&n->keep.writer, kind, address, version) || !next_block(n, out))
		return;
	fits = journal_put_mark(&n->keep.writer, kind, address, version);
	assert(fits);
}

/* ---- how far ---- */

bool
keep_works(const struct node *n)
{
	return n->keep.state == KEEP_WORKS;
}

bool
keep_has_room(const struct node *n)
{
	return keep_works(n) && n->keep.count < KEEP_BLOCKS_FULL;
}

uint64_t
keep_position(const struct node *n)
{
	const struct keep *k = &n->keep;

	return k->open && !journal_is_empty(&k->writer) ? k->number + 1 : k->number;
}

bool
keep_is_safe(const struct node *n, uint64_t position)
{
	return position <= n->keep.safe || MUTANT(SKIP_SYNC);
}

bool
keep_may_draw(struct node *n, struct node_actions *out)
{
	struct keep *k = &n->keep;
	uint64_t next = lease_clock_peek(&n->clock);

	if (next + KEEP_RESERVE / 2 > k->ceiling) {
		k->ceiling = next + KEEP_RESERVE;
		keep_entry(n,
			   &(struct journal_entry){.kind = JOURNAL_CLOCK, .u.ceiling = k->ceiling},
			   out);
		k->ceiling_position = keep_position(n);
	}
	return lease_clock_ready(&n->clock);
}

/* ---- snapshots ---- */

static void
begin_snapshot(struct keep *k)
{
	k->snapshot = true;
	k->snapshot_stage = STAGE_FACTS;
	k->snapshot_block = k->snapshot_count = k->snapshot_length = 0;
	k->cursor = k->doubt_cursor = 0;
	k->snapshot_after = k->number;
	k->orphans = 0;
	k->snapshot_ends = false;
}

static bool
has_session(const struct node *n)
{
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++)
		if (n->service[i].used && n->service[i].state == RBS_CONNECTED)
			return true;
	return false;
}

/* What is handed over from now on goes to a log of its own, which continues another. A snapshot
 * takes the place of the older ones, and their word that a session began with them. */
static void
begin_segment(struct node *n, uint64_t previous, uint64_t length)
{
	struct keep *k = &n->keep;

	assert(!k->open);
	k->previous = previous;
	k->previous_length = length;
	k->segment++;
	k->block = k->length = k->block_safe = k->length_safe = 0;
	open_block(n);
	if (has_session(n))
		put_first(&k->writer, &(struct journal_entry){.kind = JOURNAL_SENT_ALL});
}

static bool
put_records(struct node *n, struct journal_writer *w)
{
	struct keep *k = &n->keep;
	uint64_t before = k->cursor;
	const struct lease_record *r;

	while (w->w.len < KEEP_SLICE_BYTES && (r = lease_next(n->leases, &k->cursor))) {
		if (!journal_put_record(w, r)) {
			k->cursor = before;
			return true;
		}
		before = k->cursor;
		k->snapshot_count++;
	}
	return w->w.len >= KEEP_SLICE_BYTES;
}

static bool
put_orphans(struct node *n, struct journal_writer *w)
{
	const struct lease_record *r;

	while ((r = lease_orphan_at(n->leases, n->keep.orphans))) {
		if (w->w.len >= KEEP_SLICE_BYTES || !journal_put_record(w, r))
			return true;
		n->keep.orphans++;
		n->keep.snapshot_count++;
	}
	return false;
}

/* Those of addresses never bound: a record carries its own. */
static bool
put_doubts(struct node *n, struct journal_writer *w)
{
	uint64_t before = n->keep.doubt_cursor;
	const struct lease_record *r;

	while ((r = lease_next_doubtful(n->leases, &n->keep.doubt_cursor))) {
		if (r->version == 0 && !journal_put_mark(w, JOURNAL_SENT, r->address, r->sent)) {
			n->keep.doubt_cursor = before;
			return true;
		}
		before = n->keep.doubt_cursor;
	}
	return false;
}

/* Fills a slice; true when there is more. */
static bool
fill_slice(struct node *n, struct journal_writer *w)
{
	struct keep *k = &n->keep;

	if (k->snapshot_stage == STAGE_FACTS) {
		struct journal_entry e = file_entry(n, true);

		put_first(w, &e);
		put_first(w,
			  &(struct journal_entry){.kind = JOURNAL_CLOCK, .u.ceiling = k->ceiling});
		for (unsigned i = 0; i < n->recall.homes_count; i++)
			put_first(w, &n->recall.home[i]);
		for (unsigned i = 0; i < n->recall.pairs_count; i++)
			put_first(w, &n->recall.pair[i]);
		k->snapshot_stage = STAGE_RECORDS;
	}
	if (k->snapshot_stage == STAGE_RECORDS) {
		if (put_records(n, w))
			return true;
		k->snapshot_stage = STAGE_ORPHANS;
	}
	if (k->snapshot_stage == STAGE_ORPHANS) {
		if (put_orphans(n, w))
			return true;
		k->snapshot_stage = STAGE_DOUBT;
	}
	if (k->snapshot_stage == STAGE_DOUBT) {
		if (put_doubts(n, w))
			return true;
		k->snapshot_stage = STAGE_END;
	}
	return !journal_put(
	    w, &(struct journal_entry){.kind = JOURNAL_END, .u.count = k->snapshot_count});
}

static void
write_slice(struct node *n, struct node_actions *out)
{
	struct keep *k = &n->keep;
	struct journal_stamp stamp = stamp_of(n);
	struct journal_writer w;
	struct node_action *a;
	bool more;
	size_t len;

	journal_begin(&w, k->slice, &stamp, n->journal_id, k->snapshot_block + 1,
		      k->snapshot_block);
	more = fill_slice(n, &w);
	len = journal_end(&w);
	a = disk_action(NODE_ACT_SNAPSHOT, k, k->slice, len, out);
	a->first = k->snapshot_block == 0;
	a->last = !more;
	k->snapshot_block++;
	k->snapshot_length += len;
	k->slice_flies = true;
	k->snapshot_ends = !more;
}

void
keep_table_changed(struct node *n)
{
	if (n->keep.snapshot)
		begin_snapshot(&n->keep);
}

static void
review_snapshot(struct node *n, struct node_actions *out)
{
	struct keep *k = &n->keep;
	uint64_t enough = k->snapshot_length * KEEP_GROWTH;

	if (!k->snapshot && keep_has_room(n) &&
	    k->length > (enough > KEEP_LOG_MIN ? enough : KEEP_LOG_MIN)) {
		close_block(n, out);
		begin_segment(n, k->segment, k->length);
		begin_snapshot(k);
	}
	/* What stands in the older logs and not yet in the table would go with them. */
	if (k->snapshot && !k->slice_flies && !k->snapshot_ends && is_writing(n) &&
	    k->safe >= k->snapshot_after)
		write_slice(n, out);
}

/* ---- start ---- */

bool
keep_open(struct node *n, const struct node_input *in, struct node_actions *out)
{
	struct keep *k = &n->keep;
	char bytes[1024];
	struct text error = text_of(bytes, sizeof bytes);

	k->boot = in->u.start.boot;
	k->files = in->u.start.files_count;
	k->bytes = memory_new(JOURNAL_BLOCK_MAX, 1);
	k->slice = memory_new(JOURNAL_BLOCK_MAX, 1);
	k->walk = memory_new(1, sizeof *k->walk);
	if (!journal_walk_open(k->walk, in->u.start.journal, in->u.start.files_count,
			       in->u.start.state_dir ? in->u.start.state_dir : "", &k->facts,
			       &error)) {
		out_log(out, &event_journal_refused, "%s", bytes);
		return false;
	}
	if (k->facts.found) {
		n->journal_id = k->facts.journal;
		n->device_id = k->facts.device;
	}
	if (k->facts.torn_bytes > 0)
		out_log(out, &event_journal_torn,
			"The last write before the stop was not finished: %llu bytes that nobody "
			"was promised are left out (segment=%llu)",
			(unsigned long long)k->facts.torn_bytes,
			(unsigned long long)k->facts.last_segment);
	return true;
}

void
keep_begin(struct node *n)
{
	struct keep *k = &n->keep;

	memory_free(k->walk);
	k->walk = NULL;
	k->state = KEEP_BEGINS;
	k->segment = k->facts.segment;
	k->ceiling = lease_clock_peek(&n->clock) + KEEP_RESERVE;
	n->clock.ceiling = 0;
	begin_segment(n, k->facts.last_segment, k->facts.last_length);
	k->ceiling_position = keep_position(n);
	if (k->files > KEEP_FILES)
		begin_snapshot(k);
}

/* After a failure: what was durable stays where it is, what is in memory is written whole. A try
 * that failed too is not built upon: nothing in it was promised, and the host may remove it. */
static void
begin_again(struct node *n)
{
	struct keep *k = &n->keep;
	uint64_t previous = k->segment, length = k->length_safe;

	if (k->block_safe == 0 || k->whole) {
		previous = k->previous;
		length = k->previous_length;
	}
	k->state = KEEP_BEGINS;
	k->whole = true;
	k->ceiling = lease_clock_peek(&n->clock) + KEEP_RESERVE;
	n->clock.ceiling = 0;
	begin_segment(n, previous, length);
	k->ceiling_position = keep_position(n);
	begin_snapshot(k);
}

/* ---- what the disk says ---- */

static void
work(struct node *n, struct node_actions *out)
{
	struct keep *k = &n->keep;

	k->state = KEEP_WORKS;
	n->roles_changed = true;
	if (k->why[0] != '\0')
		out_log(out, &event_journal_works, "The disk takes leases again (seconds=%llu)",
			(unsigned long long)((n->now - k->failed_us) / TIME_SEC));
	k->why[0] = '\0';
}

static void
review(struct node *n, struct node_actions *out)
{
	struct keep *k = &n->keep;

	if (k->ceiling_position <= k->safe && k->block_safe > 0)
		n->clock.ceiling = k->ceiling;
	if (k->state == KEEP_BEGINS && k->block_safe > 0 && !(k->whole && k->snapshot))
		work(n, out);
}

static void
synced(struct node *n, uint64_t number)
{
	struct keep *k = &n->keep;

	k->safe = number > k->safe ? number : k->safe;
	while (k->count > 0 && k->flying[k->head].number <= k->safe) {
		const struct keep_block *b = &k->flying[k->head];

		if (b->segment == k->segment) {
			k->block_safe = b->block;
			k->length_safe = b->length;
		}
		k->head = (k->head + 1) % KEEP_BLOCKS_MAX;
		k->count--;
	}
}

static void
failed(struct node *n, const char *message, struct node_actions *out)
{
	struct keep *k = &n->keep;
	struct text why = text_of(k->why, sizeof k->why);

	if (k->state == KEEP_WORKS || (k->state == KEEP_BEGINS && k->failed_us == 0)) {
		k->failed_us = n->now;
		out_log(out, &event_journal_failed, "%s", message);
	}
	text_add(&why, "%s", message);
	k->state = KEEP_FAILED;
	k->open = k->snapshot = k->slice_flies = false;
	k->count = 0;
	k->safe = k->number; /* nobody waits for these any more: changes were dropped */
	k->retry_us = time_after(n->now, KEEP_RETRY_US);
	n->roles_changed = true;
}

void
keep_disk(struct node *n, const struct node_input *in, struct node_actions *out)
{
	struct keep *k = &n->keep;

	switch (in->u.disk.event) {
	case NODE_DISK_SYNCED:
		synced(n, in->u.disk.number);
		break;
	case NODE_DISK_SLICE:
		k->slice_flies = false;
		break;
	case NODE_DISK_SNAPSHOT:
		k->slice_flies = false;
		if (k->snapshot && k->snapshot_ends && in->u.disk.number == k->segment)
			k->snapshot = k->whole = false;
		break;
	case NODE_DISK_FAILED:
		failed(n, in->u.disk.message, out);
		return;
	}
	if (is_writing(n))
		review(n, out);
}

/* ---- the rest ---- */

void
keep_tick(struct node *n)
{
	if (n->keep.state == KEEP_FAILED && n->now >= n->keep.retry_us)
		begin_again(n);
}

uint64_t
keep_deadline(const struct node *n)
{
	return n->keep.state == KEEP_FAILED ? n->keep.retry_us : TIME_NEVER;
}

void
keep_flush(struct node *n, struct node_actions *out)
{
	review_snapshot(n, out);
	if (n->keep.count < KEEP_BLOCKS_FULL)
		close_block(n, out);
}

void
keep_free(struct node *n)
{
	memory_free(n->keep.walk);
	memory_free(n->keep.bytes);
	memory_free(n->keep.slice);
}
