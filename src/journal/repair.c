/* journal/repair.c -- see journal/repair.h.
 *
 * Files are taken in the order in which they were written: by number, a snapshot before the log of
 * its number. What the walk would not look at is left out: files below a whole snapshot, and what
 * stands in a log behind the length that a later one counts of it. Of what remains every whole
 * block is copied, entry by entry, with the moment it was made; the rest is searched for the next
 * whole block, as blocks begin at multiples of 8.
 *
 * Blocks of two journals never mix. Files of two devices are not repaired at all: which of them are
 * this device's nobody can know, and the stranger's may be more. Two journals of one device are
 * left when a repair was cut short: the one with the most blocks is kept.
 *
 * The new log begins and ends with REPAIRED, and no PAIR or KEPT in it is without `fresh`.
 * Versions go on far above all that is left. All blocks know the ones before them to be durable,
 * since it is put in place whole. */
#include "journal/repair.h"

#include <assert.h>

#include "base/memory.h"

#define NUMBER(n) ((unsigned long long)(n))

enum { JOURNALS_MAX = 16 }; /* told apart in one folder */

#define VERSIONS_SKIPPED ((uint64_t)1 << 40)

struct blocks_of { /* a journal, and how many whole blocks of it there are */
	uint64_t journal, blocks;
};

struct repairing {
	const struct journal_file *file;
	unsigned count;
	struct journal_repair *r;
	uint64_t journal;	    /* that is kept */
	uint64_t snapshot;	    /* the newest whole one; 0: none. Files below it are left out */
	struct journal_entry head;  /* of the new log */
	struct journal_stamp stamp; /* of the last block kept */
	uint64_t version;	    /* the highest seen */
	uint64_t blocks;	    /* written */
	uint8_t *scratch;	    /* a block being made */
	uint8_t *out;
	size_t len, cap;
};

static const char *
kind_of(const struct journal_file *f)
{
	return f->snapshot ? "snapshot" : "log";
}

/* ---- what there is ---- */

/* What the first block of a file says, if it is whole. */
static bool
read_head(const struct journal_file *f, struct journal_entry *ret)
{
	struct journal_block b;
	bool bad = false;

	return journal_read_block(f->bytes, f->len, &b) == JOURNAL_OK &&
	       journal_next(&b, ret, &bad) && ret->kind == JOURNAL_FILE &&
	       ret->u.file.journal == b.journal;
}

/* Files of several devices: says which is whose. */
static bool
are_strangers(struct repairing *p)
{
	struct journal_entry e;
	uint64_t device = 0;
	bool known = false;

	for (unsigned i = 0; i < p->count; i++) {
		if (!read_head(&p->file[i], &e))
			continue;
		p->r->strangers |= known && e.u.file.device != device;
		device = e.u.file.device;
		known = true;
	}
	for (unsigned i = 0; p->r->strangers && i < p->count; i++)
		if (read_head(&p->file[i], &e))
			text_add(p->r->story, "%s.%llu: journal %016llx\n", kind_of(&p->file[i]),
				 NUMBER(p->file[i].number), NUMBER(e.u.file.journal));
	return p->r->strangers;
}

/* Any will do when no file has a first block. */
static bool
has_head(const struct repairing *p, uint64_t journal)
{
	struct journal_entry e;
	bool any = false;

	for (unsigned i = 0; i < p->count; i++) {
		bool head = read_head(&p->file[i], &e);

		if (head && e.u.file.journal == journal)
			return true;
		any |= head;
	}
	return !any;
}

static void
count_block(struct blocks_of *list, uint64_t journal)
{
	unsigned i = 0;

	while (i < JOURNALS_MAX && list[i].blocks > 0 && list[i].journal != journal)
		i++;
	if (i == JOURNALS_MAX)
		return;
	list[i].journal = journal;
	list[i].blocks++;
}

/* False: not one whole block anywhere. */
static bool
choose_journal(struct repairing *p)
{
	struct blocks_of list[JOURNALS_MAX] = {{0}}, best = {0};
	struct journal_block b;

	for (unsigned i = 0; i < p->count; i++) {
		const struct journal_file *f = &p->file[i];
		size_t at = 0;

		while ((at = journal_find_block(f->bytes, f->len, at, &b)) < f->len) {
			count_block(list, b.journal);
			at += b.len;
		}
	}
	for (unsigned i = 0; i < JOURNALS_MAX; i++) {
		if (list[i].blocks > best.blocks && has_head(p, list[i].journal))
			best = list[i];
	}
	p->journal = best.journal;
	return best.blocks > 0;
}

/* The same of a file of the journal that is kept. */
static bool
head_of(const struct repairing *p, const struct journal_file *f, struct journal_entry *ret)
{
	return read_head(f, ret) && ret->u.file.journal == p->journal;
}

/* Every block from the first to one that ends with END, and the right count in it. */
static bool
is_whole_snapshot(const struct repairing *p, const struct journal_file *f)
{
	uint64_t records = 0, number = 1;
	struct journal_entry e;
	struct journal_block b;
	bool bad = false, ended = false;

	if (!f->snapshot || !head_of(p, f, &e))
		return false;
	for (size_t at = 0;
	     !bad && journal_read_block(f->bytes + at, f->len - at, &b) == JOURNAL_OK &&
	     b.number == number && b.journal == p->journal;
	     at += b.len, number++) {
		while (journal_next(&b, &e, &bad)) {
			ended = e.kind == JOURNAL_END && e.u.count == records;
			records += e.kind == JOURNAL_RECORD;
		}
	}
	return ended && !bad;
}

static bool
has_file(const struct repairing *p, bool snapshot, uint64_t number)
{
	for (unsigned i = 0; i < p->count; i++) {
		if (p->file[i].snapshot == snapshot && p->file[i].number == number)
			return true;
	}
	return false;
}

static bool
has_lower(const struct repairing *p, uint64_t number)
{
	for (unsigned i = 0; i < p->count; i++) {
		if (p->file[i].number < number)
			return true;
	}
	return false;
}

/* Bytes of a log that count, as a later log says; 0: nobody says. */
static uint64_t
counted(const struct repairing *p, const struct journal_file *f)
{
	struct journal_entry e;

	for (unsigned i = 0; !f->snapshot && i < p->count; i++) {
		if (!p->file[i].snapshot && p->file[i].number > f->number &&
		    head_of(p, &p->file[i], &e) && e.u.file.previous == f->number &&
		    e.u.file.length > 0)
			return e.u.file.length;
	}
	return 0;
}

/* Numbers, and whose journal and device it is. */
static void
survey(struct repairing *p, uint64_t journal)
{
	struct journal_entry *head = &p->head, e;
	uint64_t highest = 0, named = 0;

	*head = (struct journal_entry){.kind = JOURNAL_FILE};
	head->u.file.device = journal;
	for (unsigned i = 0; i < p->count; i++) {
		const struct journal_file *f = &p->file[i];

		if (f->number > highest)
			highest = f->number;
		if (f->number > p->snapshot && is_whole_snapshot(p, f))
			p->snapshot = f->number;
		if (f->number >= named && head_of(p, f, &e)) {
			named = f->number;
			head->u.file.device = e.u.file.device;
		}
	}
	head->u.file.journal = journal;
	head->u.file.segment = highest + 1;
	p->r->segment = highest + 1;
}

/* ---- what is written ---- */

static void
write_block(struct repairing *p, struct journal_writer *w)
{
	size_t len;

	if (journal_is_empty(w))
		return;
	len = journal_end(w);
	assert(p->cap - p->len >= len);
	memcpy(p->out + p->len, w->w.p, len);
	p->len += len;
	p->blocks++;
}

static void
begin_block(struct repairing *p, struct journal_writer *w, const struct journal_stamp *stamp)
{
	journal_begin(w, p->scratch, stamp, p->head.u.file.journal, p->blocks + 1, p->blocks);
}

/* The highest version an entry names. */
static uint64_t
version_of(const struct journal_entry *e)
{
	if (e->kind == JOURNAL_RECORD)
		return e->u.record.version;
	if (e->kind == JOURNAL_CLOCK)
		return e->u.ceiling;
	return e->kind == JOURNAL_SENT || e->kind == JOURNAL_ACKED ? e->u.mark.version : 0;
}

/* Higher versions may be among what is lost, here or at the peer: none is made twice. */
static void
write_clock(struct repairing *p, struct journal_writer *w)
{
	struct journal_entry clock = {.kind = JOURNAL_CLOCK, .u.ceiling = p->version};
	bool fits;

	if (clock.u.ceiling < UINT64_MAX - VERSIONS_SKIPPED)
		clock.u.ceiling += VERSIONS_SKIPPED;
	fits = journal_put(w, &clock);
	assert(fits);
}

/* What the new log says at its beginning and its end. */
static void
write_mark(struct repairing *p, const struct journal_stamp *stamp)
{
	struct journal_entry mark = {.kind = JOURNAL_REPAIRED};
	struct journal_writer w;
	bool fits;

	begin_block(p, &w, stamp);
	fits = (p->blocks > 0 || journal_put(&w, &p->head)) && journal_put(&w, &mark);
	assert(fits);
	if (p->blocks > 0)
		write_clock(p, &w);
	write_block(p, &w);
}

static void
put_entry(struct repairing *p, struct journal_writer *w, struct journal_entry *e)
{
	bool fits;

	if (e->kind == JOURNAL_FILE || e->kind == JOURNAL_END || e->kind == JOURNAL_REPAIRED)
		return;
	if (e->kind == JOURNAL_PAIR)
		e->u.pair.fresh = true;
	if (e->kind == JOURNAL_KEPT)
		e->u.kept.fresh = true;
	if (version_of(e) > p->version)
		p->version = version_of(e);
	p->r->records += e->kind == JOURNAL_RECORD;
	fits = journal_put(w, e);
	assert(fits);
}

/* ---- one file ---- */

static void
lose(struct repairing *p, const struct journal_file *f, size_t at, uint64_t len, const char *why)
{
	p->r->lost_places++;
	p->r->lost_bytes += len;
	text_add(p->r->story, "%s.%llu: lost %llu bytes at byte %zu%s\n", kind_of(f),
		 NUMBER(f->number), NUMBER(len), at, why);
}

static void
keep_block(struct repairing *p, const struct journal_file *f, size_t at, struct journal_block *b)
{
	struct journal_writer w;
	struct journal_entry e;
	bool bad = false;

	if (p->blocks == 0)
		write_mark(p, &b->stamp);
	begin_block(p, &w, &b->stamp);
	while (journal_next(b, &e, &bad))
		put_entry(p, &w, &e);
	if (bad)
		lose(p, f, at, b->len, ", in part: an entry that makes no sense");
	write_block(p, &w);
	p->r->blocks++;
	p->stamp = b->stamp;
}

/* Bytes without a whole block. */
static void
judge_gap(struct repairing *p, const struct journal_file *f, size_t from, size_t to)
{
	if (to > from)
		lose(p, f, from, to - from, "");
}

static void
keep_file(struct repairing *p, struct journal_file f)
{
	uint64_t counts = counted(p, &f), blocks = p->r->blocks, records = p->r->records;
	size_t end = 0, at = 0;
	struct journal_block b;

	if (counts > f.len)
		lose(p, &f, f.len, counts - f.len, ": the file is too short");
	else if (counts > 0)
		f.len = counts;
	while ((at = journal_find_block(f.bytes, f.len, at, &b)) < f.len) {
		if (b.journal == p->journal) {
			judge_gap(p, &f, end, at);
			keep_block(p, &f, at, &b);
			end = at + b.len;
		}
		at += b.len;
	}
	judge_gap(p, &f, end, counts > 0 ? f.len : journal_used_length(&f));
	text_add(p->r->story, "%s.%llu: kept %llu records in %llu blocks\n", kind_of(&f),
		 NUMBER(f.number), NUMBER(p->r->records - records), NUMBER(p->r->blocks - blocks));
}

/* With nothing at all below f a snapshot had replaced what it continues. */
static void
miss_snapshot(struct repairing *p, const struct journal_file *f, const struct journal_entry *head)
{
	uint64_t number = head->u.file.length == 0 ? head->u.file.previous : f->number;

	if (has_file(p, true, number))
		return;
	p->r->lost_places++;
	text_add(p->r->story, "snapshot.%llu: lost, the whole file is missing\n", NUMBER(number));
}

static void
miss_previous(struct repairing *p, const struct journal_file *f)
{
	struct journal_entry e;

	if (f->snapshot || f->number == p->snapshot || !head_of(p, f, &e) ||
	    e.u.file.previous == 0 || has_file(p, false, e.u.file.previous))
		return;
	if (!has_lower(p, f->number)) {
		miss_snapshot(p, f, &e);
		return;
	}
	if (e.u.file.length == 0)
		return;
	p->r->lost_places++;
	p->r->lost_bytes += e.u.file.length;
	text_add(p->r->story, "log.%llu: lost, the whole file of %llu bytes is missing\n",
		 NUMBER(e.u.file.previous), NUMBER(e.u.file.length));
}

/* ---- all files ---- */

static bool
is_before(const struct journal_file *a, const struct journal_file *b)
{
	return a->number != b->number ? a->number < b->number : a->snapshot && !b->snapshot;
}

/* The file after `last` in the order of writing (NULL: the first); NULL at the end. */
static const struct journal_file *
next_file(const struct repairing *p, const struct journal_file *last)
{
	const struct journal_file *best = NULL;

	for (unsigned i = 0; i < p->count; i++) {
		const struct journal_file *f = &p->file[i];

		if ((last == NULL || is_before(last, f)) && (best == NULL || is_before(f, best)))
			best = f;
	}
	return best;
}

static void
keep_files(struct repairing *p)
{
	for (const struct journal_file *f = next_file(p, NULL); f != NULL; f = next_file(p, f)) {
		if (f->number < p->snapshot) {
			text_add(p->r->story, "%s.%llu: replaced by snapshot.%llu\n", kind_of(f),
				 NUMBER(f->number), NUMBER(p->snapshot));
			continue;
		}
		miss_previous(p, f);
		keep_file(p, *f);
	}
}

size_t
journal_repair(const struct journal_file *files, unsigned count, uint64_t journal,
	       struct journal_repair *r, uint8_t *out)
{
	struct repairing p = {.file = files, .count = count, .r = r, .out = out};

	assert(journal != 0);
	*r = (struct journal_repair){.story = r->story};
	if (are_strangers(&p) || !choose_journal(&p))
		return 0;
	p.cap = JOURNAL_BLOCK_MAX;
	for (unsigned i = 0; i < count; i++)
		p.cap += files[i].len;
	survey(&p, journal);
	p.scratch = memory_new(1, JOURNAL_BLOCK_MAX);
	keep_files(&p);
	if (p.blocks > 0)
		write_mark(&p, &p.stamp);
	memory_free(p.scratch);
	return p.len;
}
