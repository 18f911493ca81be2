/* node/bind/writer.c -- see node/bind/writer.h.
 *
 * A segment's first block begins with FILE, START and CLOCK; a later start continues the last log
 * in a segment of its own, and names how much of that log counts, so nothing on disk is ever
 * changed. After an error nobody knows what of the last appends is there: the next segment names
 * the length that was durable, and a snapshot of all that is in memory stands in for the rest. */
#include "node/bind/writer.h"
#include "node/bind/room.h"

#include <assert.h>
#include <string.h>

#include "base/memory.h"
#include "lease/carry.h"
#include "node/bind/recovery.h"
#include "node/bind/slice.h"

enum {
	WRITER_RESERVE = 1 << 21,  /* versions reserved at once */
	WRITER_GROWTH = 4,	   /* times the last snapshot */
	WRITER_LOG_MIN = 16 << 20, /* bytes of log that are no reason for a snapshot */
	WRITER_FILES = 16,	   /* so many files at start are */
	WRITER_BLOCKS_FULL =
	    WRITER_BLOCKS_MAX - 64 /* from here on a block takes what many steps say */
};

#define WRITER_RETRY_US (5 * TIME_SEC)

static struct journal_stamp
stamp_of(const struct bind *b, const struct step *step)
{
	return (struct journal_stamp){b->writer.boot, step->now, step->wall_offset_us};
}

/* ---- blocks ---- */

static struct journal_entry
file_entry(const struct bind *b, bool snapshot)
{
	const struct writer *k = &b->writer;
	struct journal_entry e = {.kind = JOURNAL_FILE};

	e.u.file.snapshot = snapshot;
	e.u.file.segment = k->segment;
	e.u.file.journal = k->journal;
	e.u.file.device = k->device;
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
open_block(struct bind *b, const struct step *step)
{
	struct writer *k = &b->writer;
	struct journal_stamp stamp = stamp_of(b, step);
	struct journal_entry e;

	if (k->open)
		return;
	k->open = true;
	journal_begin(&k->writer, k->bytes, &stamp, k->journal, k->block + 1, k->block_safe);
	if (k->block > 0)
		return;
	e = file_entry(b, false);
	put_first(&k->writer, &e);
	put_first(&k->writer, &(struct journal_entry){.kind = JOURNAL_START,
						      .u.incarnation = b->identity.incarnation});
	put_first(&k->writer,
		  &(struct journal_entry){.kind = JOURNAL_CLOCK, .u.ceiling = k->ceiling});
}

static void failed(struct bind *b, const char *message, struct step *step);

static struct node_action *
disk_action(enum node_action_kind kind, const struct writer *k, const uint8_t *bytes, size_t len,
	    struct step *step)
{
	struct node_action *a = out_add(step->out, kind);

	a->segment = k->segment;
	a->bytes = out_room(step->out, len);
	a->len = len;
	memcpy(out_room(step->out, len), bytes, len);
	out_take(step->out, len);
	return a;
}

static void
close_block(struct bind *b, struct step *step)
{
	struct writer *k = &b->writer;
	size_t len;

	if (!k->open)
		return;
	k->open = false;
	if (journal_is_empty(&k->writer))
		return;
	if (k->count == WRITER_BLOCKS_MAX) {
		failed(b, "The disk does not keep up.", step);
		return;
	}
	len = journal_end(&k->writer);
	disk_action(NODE_ACT_APPEND, k, k->bytes, len, step)->number = ++k->number;
	k->block++;
	k->length += len;
	k->flying[(k->head + k->count++) % WRITER_BLOCKS_MAX] =
	    (struct writer_block){k->number, k->segment, k->block, k->length, step->now};
	k->proof_us = time_after(step->now, WRITER_PROOF_US);
}

static bool
is_writing(const struct bind *b)
{
	return b->writer.state == WRITER_BEGINS || b->writer.state == WRITER_WORKS;
}

/* One more in the same step; false when the disk is given up. */
static bool
next_block(struct bind *b, struct step *step)
{
	close_block(b, step);
	if (!is_writing(b))
		return false;
	open_block(b, step);
	return true;
}

void
writer_entry(struct bind *b, const struct journal_entry *e, struct step *step)
{
	if (!is_writing(b))
		return;
	open_block(b, step);
	if (journal_put(&b->writer.writer, e) || !next_block(b, step))
		return;
	put_first(&b->writer.writer, e);
}

/* While a session stands a record leaves by a batch or a note without a mark of its own: one that
 * is written now stands behind JOURNAL_SENT_ALL, which does not speak for it. */
static const struct lease_record *
as_sent(const struct bind *b, const struct lease_record *r, struct lease_record *copy)
{
	if (!b->standings->session || r->acked.version >= r->version || r->sent >= r->version)
		return r;
	*copy = *r;
	copy->sent = r->version;
	return copy;
}

void
writer_record(struct bind *b, const struct lease_record *r, struct step *step)
{
	struct lease_record copy;
	bool fits;

	if (!is_writing(b) || r->version == 0)
		return;
	r = as_sent(b, r, &copy);
	open_block(b, step);
	if (journal_put_record(&b->writer.writer, r) || !next_block(b, step))
		return;
	fits = journal_put_record(&b->writer.writer, r);
	assert(fits);
}

void
writer_mark(struct bind *b, enum journal_kind kind, struct ip4 address, uint64_t version,
	    struct step *step)
{
	bool fits;

	if (!is_writing(b))
		return;
	open_block(b, step);
	if (journal_put_mark(&b->writer.writer, kind, address, version) || !next_block(b, step))
		return;
	fits = journal_put_mark(&b->writer.writer, kind, address, version);
	assert(fits);
}

/* ---- how far ---- */

bool
writer_works(const struct bind *b)
{
	return b->writer.state == WRITER_WORKS;
}

bool
writer_has_room(const struct bind *b)
{
	return writer_works(b) && b->writer.count < WRITER_BLOCKS_FULL;
}

bool
writer_fails(const struct bind *b)
{
	return b->writer.why[0] != '\0';
}

uint64_t
writer_waits_since(const struct bind *b)
{
	const struct writer *k = &b->writer;

	return k->count > 0 ? k->flying[k->head].at_us : TIME_NEVER;
}

uint64_t
writer_position(const struct bind *b)
{
	const struct writer *k = &b->writer;

	return k->open && !journal_is_empty(&k->writer) ? k->number + 1 : k->number;
}

bool
writer_is_safe(const struct bind *b, uint64_t position)
{
	return position <= b->writer.safe;
}

bool
writer_may_draw(struct bind *b, struct step *step)
{
	struct writer *k = &b->writer;
	uint64_t next = lease_clock_peek(&b->clock);

	if (next + WRITER_RESERVE / 2 > k->ceiling) {
		k->ceiling = next + WRITER_RESERVE;
		writer_entry(
		    b, &(struct journal_entry){.kind = JOURNAL_CLOCK, .u.ceiling = k->ceiling},
		    step);
		k->ceiling_position = writer_position(b);
	}
	return lease_clock_ready(&b->clock);
}

/* ---- snapshots ---- */

static void
begin_snapshot(struct writer *k)
{
	k->snapshot = true;
	k->snapshot_block = k->snapshot_length = 0;
	k->snapshot_after = k->number;
	slice_begin(k);
	k->snapshot_ends = false;
}

/* What is handed over from now on goes to a log of its own, which continues another. A snapshot
 * takes the place of the older ones, and their word that a session began with them. */
static void
begin_segment(struct bind *b, uint64_t previous, uint64_t length, const struct step *step)
{
	struct writer *k = &b->writer;

	assert(!k->open);
	k->previous = previous;
	k->previous_length = length;
	k->segment++;
	k->block = k->length = k->block_safe = k->length_safe = 0;
	open_block(b, step);
	if (b->standings->session)
		put_first(&k->writer, &(struct journal_entry){.kind = JOURNAL_SENT_ALL});
}

static void
write_slice(struct bind *b, struct step *step)
{
	struct writer *k = &b->writer;
	struct journal_stamp stamp = stamp_of(b, step);
	struct journal_entry file = file_entry(b, true);
	struct journal_writer w;
	struct node_action *a;
	bool more;
	size_t len;

	journal_begin(&w, k->slice, &stamp, k->journal, k->snapshot_block + 1, k->snapshot_block);
	more = slice_fill(b, &file, &w);
	len = journal_end(&w);
	a = disk_action(NODE_ACT_SNAPSHOT, k, k->slice, len, step);
	a->first = k->snapshot_block == 0;
	a->last = !more;
	k->snapshot_block++;
	k->snapshot_length += len;
	k->slice_flies = true;
	k->snapshot_ends = !more;
}

void
writer_table_changed(struct bind *b)
{
	if (b->writer.snapshot)
		begin_snapshot(&b->writer);
}

static void
review_snapshot(struct bind *b, struct step *step)
{
	struct writer *k = &b->writer;
	uint64_t enough = k->snapshot_length * WRITER_GROWTH;

	if (!k->snapshot && writer_has_room(b) &&
	    k->length > (enough > WRITER_LOG_MIN ? enough : WRITER_LOG_MIN)) {
		close_block(b, step);
		begin_segment(b, k->segment, k->length, step);
		begin_snapshot(k);
	}
	/* What stands in the older logs and not yet in the table would go with them. */
	if (k->snapshot && !k->slice_flies && !k->snapshot_ends && is_writing(b) &&
	    k->safe >= k->snapshot_after)
		write_slice(b, step);
}

/* ---- start ---- */

bool
writer_open(struct bind *b, const struct node_input *in, struct step *step)
{
	struct writer *k = &b->writer;
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
		out_log(step->out, &event_journal_refused, "%s", bytes);
		return false;
	}
	if (k->facts.found) {
		b->identity.journal = k->facts.journal;
		b->identity.device = k->facts.device;
	}
	k->journal = b->identity.journal;
	k->device = b->identity.device;
	if (k->facts.torn_bytes > 0)
		out_log(step->out, &event_journal_torn,
			"The last write before the stop was not finished: %llu bytes that nobody "
			"was promised are left out (segment=%llu)",
			(unsigned long long)k->facts.torn_bytes,
			(unsigned long long)k->facts.last_segment);
	return true;
}

uint64_t
writer_begin(struct bind *b, const struct step *step)
{
	struct writer *k = &b->writer;

	memory_free(k->walk);
	k->walk = NULL;
	k->state = WRITER_BEGINS;
	k->segment = k->facts.segment;
	k->ceiling = lease_clock_peek(&b->clock) + WRITER_RESERVE;
	lease_clock_reserve(&b->clock, 0);
	begin_segment(b, k->facts.last_segment, k->facts.last_length, step);
	k->ceiling_position = writer_position(b);
	if (k->files > WRITER_FILES)
		begin_snapshot(k);
	return k->facts.found ? k->facts.records : WRITER_NO_JOURNAL;
}

/* After a failure: what was durable stays where it is, what is in memory is written whole. A try
 * that failed too is not built upon: nothing in it was promised, and the host may remove it. */
static void
begin_again(struct bind *b, const struct step *step)
{
	struct writer *k = &b->writer;
	uint64_t previous = k->segment, length = k->length_safe;

	if (k->block_safe == 0 || k->whole) {
		previous = k->previous;
		length = k->previous_length;
	}
	k->state = WRITER_BEGINS;
	k->whole = true;
	k->ceiling = lease_clock_peek(&b->clock) + WRITER_RESERVE;
	lease_clock_reserve(&b->clock, 0);
	begin_segment(b, previous, length, step);
	k->ceiling_position = writer_position(b);
	begin_snapshot(k);
}

/* ---- what the disk says ---- */

static void
work(struct bind *b, struct step *step)
{
	struct writer *k = &b->writer;

	k->state = WRITER_WORKS;
	step->review = true;
	if (k->why[0] != '\0')
		out_log(step->out, &event_journal_works,
			"The disk takes leases again (seconds=%llu)",
			(unsigned long long)((step->now - k->failed_us) / TIME_SEC));
	k->why[0] = '\0';
}

static void
review(struct bind *b, struct step *step)
{
	struct writer *k = &b->writer;

	if (k->ceiling_position <= k->safe && k->block_safe > 0)
		lease_clock_reserve(&b->clock, k->ceiling);
	if (k->state == WRITER_BEGINS && k->block_safe > 0 && !(k->whole && k->snapshot))
		work(b, step);
}

static void
synced(struct bind *b, uint64_t number)
{
	struct writer *k = &b->writer;

	k->safe = number > k->safe ? number : k->safe;
	while (k->count > 0 && k->flying[k->head].number <= k->safe) {
		const struct writer_block *oldest = &k->flying[k->head];

		if (oldest->segment == k->segment) {
			k->block_safe = oldest->block;
			k->length_safe = oldest->length;
		}
		k->head = (k->head + 1) % WRITER_BLOCKS_MAX;
		k->count--;
	}
}

static void
failed(struct bind *b, const char *message, struct step *step)
{
	struct writer *k = &b->writer;
	struct text why = text_of(k->why, sizeof k->why);

	if (k->state == WRITER_WORKS || (k->state == WRITER_BEGINS && k->failed_us == 0)) {
		k->failed_us = step->now;
		out_log(step->out, &event_journal_failed, "%s", message);
	}
	text_add(&why, "%s", message);
	k->state = WRITER_FAILED;
	k->open = k->snapshot = k->slice_flies = false;
	k->count = 0;
	k->safe = k->number; /* nobody waits for these any more: changes were dropped */
	k->retry_us = time_after(step->now, WRITER_RETRY_US);
	step->review = true;
}

void
writer_disk(struct bind *b, const struct node_input *in, struct step *step)
{
	struct writer *k = &b->writer;

	switch (in->u.disk.event) {
	case NODE_DISK_SYNCED:
		synced(b, in->u.disk.number);
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
		failed(b, in->u.disk.message, step);
		return;
	}
	if (is_writing(b))
		review(b, step);
}

/* ---- the rest ---- */

/* What waits proves as much. */
static bool
may_prove(const struct writer *k)
{
	return k->state == WRITER_WORKS && k->count == 0;
}

/* The reservation once more: it says nothing new. */
static void
prove(struct bind *b, struct step *step)
{
	writer_entry(b,
		     &(struct journal_entry){.kind = JOURNAL_CLOCK, .u.ceiling = b->writer.ceiling},
		     step);
}

void
writer_prove(struct bind *b, struct step *step)
{
	if (b->writer.state == WRITER_WORKS && writer_is_safe(b, writer_position(b)))
		prove(b, step);
}

void
writer_tick(struct bind *b, struct step *step)
{
	if (b->writer.state == WRITER_FAILED && step->now >= b->writer.retry_us)
		begin_again(b, step);
	else if (may_prove(&b->writer) && step->now >= b->writer.proof_us)
		prove(b, step);
}

uint64_t
writer_deadline(const struct bind *b)
{
	if (may_prove(&b->writer))
		return b->writer.proof_us;
	return b->writer.state == WRITER_FAILED ? b->writer.retry_us : TIME_NEVER;
}

void
writer_flush(struct bind *b, struct step *step)
{
	review_snapshot(b, step);
	if (b->writer.count < WRITER_BLOCKS_FULL)
		close_block(b, step);
}

void
writer_free(struct bind *b)
{
	memory_free(b->writer.walk);
	memory_free(b->writer.bytes);
	memory_free(b->writer.slice);
}
