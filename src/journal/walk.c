/* journal/walk.c -- every byte of the files that count (chain.h), then entry by entry
 * (docs/journal.md).
 *
 * Torn or a hole, in a file whose block k is not whole: a hole when a later whole block says that
 * k was durable, when a later file says that its bytes count, or when it is a snapshot (those get
 * their name once they are durable). Else torn: whatever the power took was promised to nobody.
 * Sectors of several unsynced blocks are lost in any order, so later whole blocks alone prove
 * nothing. */
#include "journal/walk.h"

#include <assert.h>

#include "base/memory.h"
#include "journal/chain.h"

struct opening {
	struct journal_chain chain;
	struct journal_walk *walk;
	struct journal_facts facts;
};

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
		return journal_refuse(&o->chain, s->file, s->offset,
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
	       b.number == s->number && b.journal == o->chain.journal) {
		if (!scan_block(o, s, b))
			return false;
	}
	o->facts.records += s->records;
	return true;
}

size_t
journal_used_length(const struct journal_file *f)
{
	size_t len = f->len;

	while (len > 0 && f->bytes[len - 1] == 0)
		len--;
	return len;
}

static bool
judge_open_end(struct opening *o, struct journal_file *f, const struct scan *s)
{
	size_t used = journal_used_length(f);

	if (journal_was_durable(&o->chain, f, s->offset, s->number))
		return journal_refuse(&o->chain, f, s->offset, "what is lost there was on disk");
	o->facts.last_length = s->offset;
	o->facts.torn_bytes = used > s->offset ? used - s->offset : 0;
	f->len = s->offset;
	return true;
}

static bool
scan_file(struct opening *o, struct journal_file *f, bool open_end)
{
	struct scan s = {.file = f, .number = 1};

	if (!scan_blocks(o, &s))
		return false;
	if (open_end)
		return judge_open_end(o, f, &s);
	if (!f->snapshot)
		return s.offset == f->len ||
		       journal_refuse(&o->chain, f, s.offset, "a later log continues it");
	if (!s.ended || journal_used_length(f) > s.offset)
		return journal_refuse(&o->chain, f, s.offset, "a snapshot is whole or useless");
	f->len = s.offset;
	return true;
}

static bool
scan_chain(struct opening *o)
{
	const struct journal_chain *c = &o->chain;
	struct journal_walk *w = o->walk;

	w->count = c->links;
	for (unsigned i = 0; i < w->count; i++) {
		w->file[i] = c->link[i];
		if (!scan_file(o, &w->file[i], c->open_end[i]))
			return false;
	}
	o->facts.found = w->count > 0;
	o->facts.journal = c->journal;
	o->facts.device = c->device;
	o->facts.segment = c->segment;
	if (w->count > 0)
		o->facts.last_segment = w->file[w->count - 1].number;
	return true;
}

bool
journal_walk_open(struct journal_walk *w, const struct journal_file *files, unsigned count,
		  const char *dir, struct journal_facts *ret, struct text *error)
{
	struct opening *o;
	bool good;

	memset(w, 0, sizeof *w);
	if (count > JOURNAL_FILES_MAX) {
		text_add(error,
			 "%s holds %u files of a journal, more than %d: run `twinleased "
			 "--repair %s`",
			 dir, count, JOURNAL_FILES_MAX, dir);
		return false;
	}
	o = memory_new(1, sizeof *o);
	o->chain =
	    (struct journal_chain){.file = files, .count = count, .dir = dir, .error = error};
	o->walk = w;
	good = journal_chain_make(&o->chain) && scan_chain(o);
	if (good)
		*ret = o->facts;
	memory_free(o);
	return good;
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

struct journal_stamp
journal_known_until(const struct journal_stamp *written, const struct journal_stamp *last)
{
	return same_boot(written, last) ? *last : *written;
}

/* As far from now as it was from the moment of writing; what was once is not never. */
static uint64_t
moved(uint64_t when_us, const struct journal_stamp *written, const struct journal_stamp *now)
{
	uint64_t ago = written->now_us - when_us;

	if (when_us == TIME_NEVER)
		return TIME_NEVER;
	if (when_us >= written->now_us)
		return time_after(now->now_us, when_us - written->now_us);
	if (ago >= now->now_us)
		return when_us != 0;
	return now->now_us - ago;
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
	bool last;

	if (same_boot(written, now))
		return;
	last = lease_is_last(r);
	r->start_us = moved(r->start_us, written, now);
	r->expiry_us = moved(r->expiry_us, written, now);
	if (r->promised_until_us != 0)
		r->promised_until_us = moved(r->promised_until_us, written, now);
	if (r->promised_others_us != 0)
		r->promised_others_us = moved(r->promised_others_us, written, now);
	r->surely_us = earliest(surely_us, r->expiry_us, written, now);
	r->last = last && r->surely_us != 0;
	r->acked.expiry_us = time_min(moved(r->acked.expiry_us, written, now), now->now_us);
}

uint64_t
journal_age(const struct journal_stamp *written, const struct journal_stamp *now)
{
	return same_boot(written, now) ? now->now_us - written->now_us
				       : passed_by_wall(written, now);
}

uint64_t
journal_since_now(uint64_t since_us, const struct journal_stamp *written,
		  const struct journal_stamp *now)
{
	if (same_boot(written, now))
		return since_us;
	return time_min(moved(since_us, written, now), now->now_us);
}
