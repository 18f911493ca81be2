/* journal/walk.c -- which files of a state folder count, in what order, and whether they are whole
 * (replication.md 6).
 *
 * Each start of a device, and each snapshot, begins a new log. So the files form chains:
 *
 *	snapshot.4 <- log.4 <- log.5 <- log.6
 *
 * A log names the one it continues and how many bytes of it count, so what was torn off the old
 * one stays off. The walk begins at the highest log that has a whole first block and goes back to
 * a snapshot of the log's own number, or to a log that continues none. Files outside the chain are
 *
 *   - older ones, which the newest snapshot replaces and a crash left lying;
 *   - logs of which nothing became durable: they count as not there;
 *   - a log that continues none and lacks its snapshot while older files are there: it was begun
 *     after a disk error, and the service stayed down until its snapshot was durable too.
 *
 * Torn or a hole, in a file whose block k is not whole: a hole when a later whole block says that
 * k was durable, when a later file says that its bytes count, or when it is a snapshot (those get
 * their name once they are durable). Else torn: whatever the power took was promised to nobody.
 * Sectors of several unsynced blocks are lost in any order, so later whole blocks alone prove
 * nothing. */
#include "journal/walk.h"

#include <assert.h>

#define NUMBER(n) ((unsigned long long)(n))

struct head { /* what the first block of a file says */
	bool whole, repaired;
	uint64_t journal, device, previous, length;
};

struct opening {
	const struct journal_file *file;
	unsigned count;
	const char *dir;
	uint64_t snapshot; /* number of the newest; 0: none. Files below it do not count */
	struct head head[JOURNAL_FILES_MAX];
	struct journal_facts facts;
	struct journal_walk *walk;
	struct text *error;
};

static const char *
kind_of(const struct journal_file *f)
{
	return f->snapshot ? "snapshot" : "log";
}

/* ---- why a walk is refused ---- */

static bool
refuse_hole(struct opening *o, const struct journal_file *f, size_t offset, const char *why)
{
	text_add(o->error, "%s/%s.%llu is damaged at byte %zu (%s): run `twinleased --repair %s`",
		 o->dir, kind_of(f), NUMBER(f->number), offset, why, o->dir);
	return false;
}

static bool
refuse_missing(struct opening *o, const char *kind, uint64_t number, uint64_t by)
{
	text_add(o->error,
		 "%s/%s.%llu is missing and log.%llu builds on it: bring it back, or run "
		 "`twinleased --repair %s`",
		 o->dir, kind, NUMBER(number), NUMBER(by), o->dir);
	return false;
}

static bool
refuse_file(struct opening *o, const struct journal_file *f, enum journal_read why)
{
	text_add(o->error, "%s/%s.%llu is ", o->dir, kind_of(f), NUMBER(f->number));
	if (why == JOURNAL_OTHER_FORMAT)
		text_add(o->error,
			 "a journal in format %u of another version of Twinlease, this one reads "
			 "format %u",
			 f->bytes[4] << 8 | f->bytes[5], JOURNAL_FORMAT);
	else
		text_add(o->error, "not a journal of Twinlease: move it out of the way");
	return false;
}

/* ---- the first block of a file ---- */

/* Behind the broken block `number` at `offset` stands one that knew it to be durable. Only of this
 * journal: what clients sent stands in the file too, and they can compute a checksum. */
static bool
was_durable(const struct opening *o, const struct journal_file *f, size_t offset, uint64_t number)
{
	uint64_t journal = o->facts.journal;
	struct journal_block b;

	while ((offset = journal_find_block(f->bytes, f->len, offset, &b)) < f->len) {
		if (b.synced >= number && (journal == 0 || b.journal == journal))
			return true;
		offset += b.len;
	}
	return false;
}

static bool
read_head(struct opening *o, const struct journal_file *f, struct journal_block *b)
{
	struct head *h = &o->head[f - o->file];
	struct journal_entry e;
	bool bad = false;

	if (!journal_next(b, &e, &bad) || e.kind != JOURNAL_FILE || b->number != 1 ||
	    e.u.file.journal != b->journal)
		return refuse_hole(o, f, 0, "it does not say what it is");
	if (e.u.file.snapshot != f->snapshot || e.u.file.segment != f->number) {
		text_add(o->error, "%s/%s.%llu holds %s.%llu: give it its name back", o->dir,
			 kind_of(f), NUMBER(f->number), e.u.file.snapshot ? "snapshot" : "log",
			 NUMBER(e.u.file.segment));
		return false;
	}
	h->whole = true;
	h->journal = b->journal;
	h->device = e.u.file.device;
	h->previous = e.u.file.previous;
	h->length = e.u.file.length;
	h->repaired = journal_next(b, &e, &bad) && e.kind == JOURNAL_REPAIRED;
	return true;
}

/* A file without a whole first block: nothing of it ever became durable, or it is refused. */
static bool
look_at_rest(struct opening *o, const struct journal_file *f)
{
	struct journal_block b;
	enum journal_read r = journal_read_block(f->bytes, f->len, &b);

	if (was_durable(o, f, 0, 1))
		return refuse_hole(o, f, 0, "what is lost there was on disk");
	if (r == JOURNAL_FOREIGN || r == JOURNAL_OTHER_FORMAT)
		return refuse_file(o, f, r);
	return true;
}

static bool
counts(const struct opening *o, const struct journal_file *f)
{
	return f->number >= o->snapshot && (!f->snapshot || f->number == o->snapshot);
}

/* All that count are of one journal and one device. */
static bool
agree_on_identity(struct opening *o, const struct journal_file *f)
{
	const struct head *h = &o->head[f - o->file];

	if (o->facts.journal == 0) {
		o->facts.journal = h->journal;
		o->facts.device = h->device;
	}
	if (o->facts.journal == h->journal && o->facts.device == h->device)
		return true;
	text_add(o->error,
		 "%s/%s.%llu belongs to another journal than the files beside it: move it out of "
		 "the way, or run `twinleased --repair %s`",
		 o->dir, kind_of(f), NUMBER(f->number), o->dir);
	return false;
}

/* Whole heads first: what journal it is helps to judge the rest. */
static bool
look_at_heads(struct opening *o)
{
	for (unsigned i = 0; i < o->count; i++) {
		const struct journal_file *f = &o->file[i];

		if (f->number > o->facts.segment)
			o->facts.segment = f->number;
		if (f->snapshot && f->number > o->snapshot)
			o->snapshot = f->number;
	}
	for (unsigned i = 0; i < o->count; i++) {
		const struct journal_file *f = &o->file[i];
		struct journal_block b;

		if (counts(o, f) && journal_read_block(f->bytes, f->len, &b) == JOURNAL_OK &&
		    (!read_head(o, f, &b) || !agree_on_identity(o, f)))
			return false;
	}
	for (unsigned i = 0; i < o->count; i++) {
		if (counts(o, &o->file[i]) && !o->head[i].whole && !look_at_rest(o, &o->file[i]))
			return false;
	}
	return true;
}

/* ---- the chain ---- */

static const struct journal_file *
find(const struct opening *o, bool snapshot, uint64_t number)
{
	for (unsigned i = 0; i < o->count; i++) {
		if (o->file[i].snapshot == snapshot && o->file[i].number == number)
			return &o->file[i];
	}
	return NULL;
}

/* The highest log below `limit` that has a head, or NULL. */
static const struct journal_file *
highest_log(const struct opening *o, uint64_t limit)
{
	const struct journal_file *best = NULL;

	for (unsigned i = 0; i < o->count; i++) {
		const struct journal_file *f = &o->file[i];

		if (!f->snapshot && o->head[i].whole && f->number < limit &&
		    (best == NULL || f->number > best->number))
			best = f;
	}
	return best;
}

/* Puts a file in front of those already there. */
static void
chain_file(struct opening *o, const struct journal_file *f, size_t len)
{
	struct journal_walk *w = o->walk;

	memmove(w->file + 1, w->file, w->count * sizeof *w->file);
	w->file[0] = *f;
	w->file[0].len = len;
	w->count++;
}

/* A log that continues none: the very first, a repaired one, or one after others of which nothing
 * was durable. Anything else lacks its snapshot. */
static bool
begins_a_journal(struct opening *o, const struct journal_file *f)
{
	if (f->number == 1 || o->head[f - o->file].repaired)
		return true;
	for (unsigned i = 0; i < o->count; i++) {
		if (o->file[i].number < f->number)
			return true;
	}
	return refuse_missing(o, "snapshot", f->number, f->number);
}

/* From the log that the walk ends with back to where the state begins. */
static bool
chain_back(struct opening *o, const struct journal_file *f)
{
	size_t len = f->len;

	for (;;) {
		const struct head *h = &o->head[f - o->file];

		chain_file(o, f, len);
		if (f->number == o->snapshot)
			break;
		if (h->previous == 0)
			return begins_a_journal(o, f);
		if (h->previous >= f->number)
			return refuse_hole(o, f, 0, "it continues a later log");
		if (h->previous == o->snapshot && h->length == 0)
			break;
		len = h->length;
		if (find(o, false, h->previous) == NULL || h->previous < o->snapshot)
			return refuse_missing(o, "log", h->previous, f->number);
		f = find(o, false, h->previous);
		if (!o->head[f - o->file].whole)
			return refuse_hole(o, f, 0, "a later log continues it");
		if (len > f->len)
			return refuse_hole(o, f, f->len, "a later log continues it further on");
	}
	return true;
}

/* The log the walk ends with: not one that lacks its snapshot while there are older files. */
static const struct journal_file *
find_last(const struct opening *o)
{
	const struct journal_file *f = highest_log(o, UINT64_MAX);

	while (f != NULL && f->number > o->snapshot && o->head[f - o->file].previous == 0 &&
	       (o->snapshot != 0 || highest_log(o, f->number) != NULL))
		f = highest_log(o, f->number);
	return f;
}

static bool
make_chain(struct opening *o)
{
	const struct journal_file *last = find_last(o), *base;

	if (last != NULL && !chain_back(o, last))
		return false;
	if (o->snapshot == 0)
		return true;
	base = find(o, true, o->snapshot);
	chain_file(o, base, base->len);
	return true;
}

/* ---- every byte ---- */

struct scan { /* of one file of the chain */
	const struct journal_file *file;
	size_t offset;	 /* up to here it is whole */
	uint64_t number; /* of the block that should stand there */
	uint64_t records;
	bool ended; /* the last entry was END, and its count right */
};

static bool
count_entry(struct opening *o, struct scan *s, const struct journal_entry *e, bool first)
{
	s->ended = e->kind == JOURNAL_END && e->u.count == s->records;
	s->records += e->kind == JOURNAL_RECORD;
	o->facts.sent_alls += e->kind == JOURNAL_SENT_ALL;
	o->facts.repaired = o->facts.repaired || e->kind == JOURNAL_REPAIRED;
	return (e->kind == JOURNAL_FILE) == first;
}

/* The entries of a whole block. */
static bool
scan_block(struct opening *o, struct scan *s, struct journal_block b)
{
	struct journal_entry e;
	bool bad = false, first = b.number == 1;

	for (; !bad && journal_next(&b, &e, &bad); first = false)
		bad = !count_entry(o, s, &e, first);
	if (bad)
		return refuse_hole(o, s->file, s->offset,
				   "an entry there makes no sense to this version");
	s->offset += b.len;
	s->number++;
	o->facts.blocks++;
	o->facts.stamp = b.stamp;
	return true;
}

/* Moves to the first block that is not whole, or not of this file; false only when refused. */
static bool
scan_blocks(struct opening *o, struct scan *s)
{
	struct journal_block b;

	while (journal_read_block(s->file->bytes + s->offset, s->file->len - s->offset, &b) ==
		   JOURNAL_OK &&
	       b.number == s->number && b.journal == o->facts.journal) {
		if (!scan_block(o, s, b))
			return false;
	}
	o->facts.records += s->records;
	return true;
}

/* Bytes up to the last one that is not zero: files are made longer than what stands in them. */
static size_t
used_length(const struct journal_file *f)
{
	size_t len = f->len;

	while (len > 0 && f->bytes[len - 1] == 0)
		len--;
	return len;
}

static bool
judge_last(struct opening *o, struct journal_file *f, const struct scan *s)
{
	size_t used = used_length(f);

	if (was_durable(o, f, s->offset, s->number))
		return refuse_hole(o, f, s->offset, "what is lost there was on disk");
	o->facts.last_length = s->offset;
	o->facts.torn_bytes = used > s->offset ? used - s->offset : 0;
	f->len = s->offset;
	return true;
}

static bool
scan_file(struct opening *o, unsigned at)
{
	struct journal_file *f = &o->walk->file[at];
	struct scan s = {.file = f, .number = 1};

	if (!scan_blocks(o, &s))
		return false;
	if (f->snapshot && (!s.ended || used_length(f) > s.offset))
		return refuse_hole(o, f, s.offset, "a snapshot is whole or useless");
	if (f->snapshot)
		f->len = s.offset;
	else if (at == o->walk->count - 1)
		return judge_last(o, f, &s);
	return s.offset == f->len || refuse_hole(o, f, s.offset, "a later log continues it");
}

static bool
scan_chain(struct opening *o)
{
	const struct journal_walk *w = o->walk;

	for (unsigned i = 0; i < w->count; i++) {
		if (!scan_file(o, i))
			return false;
	}
	o->facts.found = w->count > 0;
	if (w->count > 0)
		o->facts.last_segment = w->file[w->count - 1].number;
	return true;
}

bool
journal_walk_open(struct journal_walk *w, const struct journal_file *files, unsigned count,
		  const char *dir, struct journal_facts *ret, struct text *error)
{
	struct opening o = {.file = files, .count = count, .dir = dir, .walk = w, .error = error};

	memset(w, 0, sizeof *w);
	if (count > JOURNAL_FILES_MAX) {
		text_add(error,
			 "%s holds %u files of a journal, more than %d: run `twinleased "
			 "--repair %s`",
			 dir, count, JOURNAL_FILES_MAX, dir);
		return false;
	}
	if (!look_at_heads(&o) || !make_chain(&o) || !scan_chain(&o))
		return false;
	*ret = o.facts;
	return true;
}

/* ---- handing out ---- */

static bool
enter_block(struct journal_walk *w)
{
	while (w->at < w->count && w->offset == w->file[w->at].len) {
		w->at++;
		w->offset = 0;
	}
	if (w->at == w->count)
		return false;
	w->in_block = journal_read_block(w->file[w->at].bytes + w->offset,
					 w->file[w->at].len - w->offset, &w->block) == JOURNAL_OK;
	assert(w->in_block);
	w->offset += w->block.len;
	return true;
}

bool
journal_walk_next(struct journal_walk *w, struct journal_entry *ret,
		  struct journal_stamp *ret_stamp)
{
	bool bad = false;

	for (;;) {
		while (!w->in_block || !journal_next(&w->block, ret, &bad)) {
			assert(!bad);
			w->in_block = false;
			if (!enter_block(w))
				return false;
		}
		if (ret->kind != JOURNAL_FILE && ret->kind != JOURNAL_END)
			break;
	}
	*ret_stamp = w->block.stamp;
	return true;
}

/* ---- times ---- */

static bool
same_boot(const struct journal_stamp *written, const struct journal_stamp *now)
{
	return written->boot == now->boot && written->now_us <= now->now_us;
}

/* As far from now as it was from the moment of writing. */
static uint64_t
moved(uint64_t when_us, const struct journal_stamp *written, const struct journal_stamp *now)
{
	uint64_t ago = written->now_us - when_us;

	if (when_us == TIME_NEVER)
		return TIME_NEVER;
	if (when_us >= written->now_us)
		return time_after(now->now_us, when_us - written->now_us);
	return ago > now->now_us ? 0 : now->now_us - ago;
}

/* What the wall clocks say has passed; TIME_NEVER when they make no sense. */
static uint64_t
passed_by_wall(const struct journal_stamp *written, const struct journal_stamp *now)
{
	uint64_t then = written->now_us + (uint64_t)written->wall_offset_us;
	uint64_t here = now->now_us + (uint64_t)now->wall_offset_us;

	if (then > INT64_MAX || here > INT64_MAX || here < then)
		return TIME_NEVER;
	return here - then;
}

/* The earliest an expiry can be, of which `latest_us` is the latest; 0 when they are the same. */
static uint64_t
earliest(uint64_t surely_us, uint64_t latest_us, const struct journal_stamp *written,
	 const struct journal_stamp *now)
{
	uint64_t passed = passed_by_wall(written, now), at_us;

	if (latest_us == TIME_NEVER || latest_us <= now->now_us)
		return 0;
	at_us = time_after(now->now_us, time_left(moved(surely_us, written, now),
						  time_after(now->now_us, passed)));
	return at_us < latest_us && at_us > 0 ? at_us : 0;
}

void
journal_to_now(struct lease_record *r, const struct journal_stamp *written,
	       const struct journal_stamp *now)
{
	uint64_t surely_us = r->surely_us != 0 ? r->surely_us : r->expiry_us;

	if (same_boot(written, now))
		return;
	r->start_us = moved(r->start_us, written, now);
	r->expiry_us = moved(r->expiry_us, written, now);
	if (r->promised_until_us != 0)
		r->promised_until_us = moved(r->promised_until_us, written, now);
	r->surely_us = earliest(surely_us, r->expiry_us, written, now);
	r->acked.expiry_us = time_min(moved(r->acked.expiry_us, written, now), now->now_us);
}

uint64_t
journal_since_now(uint64_t since_us, const struct journal_stamp *written,
		  const struct journal_stamp *now)
{
	if (same_boot(written, now))
		return since_us;
	return time_min(moved(since_us, written, now), now->now_us);
}
