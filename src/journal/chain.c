/* journal/chain.c -- which files of a state folder count, and in what order (docs/journal.md).
 *
 * Each start of a device, and each snapshot, begins a new log. So the files form chains:
 *
 *	snapshot.4 <- log.4 <- log.5 <- log.6
 *
 * A log names the one it continues and how many bytes of that count, so what was torn off stays
 * off. The chain begins (seen from its end) at the highest log that has a whole first block, and
 * goes back to the newest snapshot or to a log that continues none. Files outside of it are older
 * ones, which that snapshot replaces and a crash left lying, and logs of which nothing ever became
 * durable. Where a log continues such a one (length 0), the one before that is meant, as far as it
 * is whole; where one begins the journal after such, those do not count. */
#include "journal/chain.h"

#define NUMBER(n) ((unsigned long long)(n))

/* ---- why a walk is refused ---- */

static const char *
file_kind(const struct journal_file *f)
{
	return f->snapshot ? "snapshot" : "log";
}

bool
journal_refuse(const struct journal_chain *c, const struct journal_file *f, size_t offset,
	       const char *why)
{
	text_add(c->error, "%s/%s.%llu is damaged at byte %zu (%s): run `twinleased --repair %s`",
		 c->dir, file_kind(f), NUMBER(f->number), offset, why, c->dir);
	return false;
}

static bool
refuse_missing(struct journal_chain *c, const char *kind, uint64_t number, uint64_t by)
{
	text_add(c->error,
		 "%s/%s.%llu is missing and log.%llu builds on it: bring it back, or run "
		 "`twinleased --repair %s`",
		 c->dir, kind, NUMBER(number), NUMBER(by), c->dir);
	return false;
}

static bool
refuse_file(struct journal_chain *c, const struct journal_file *f, enum journal_read why)
{
	text_add(c->error, "%s/%s.%llu is ", c->dir, file_kind(f), NUMBER(f->number));
	if (why == JOURNAL_OTHER_FORMAT)
		text_add(c->error,
			 "a journal in format %u of another version of Twinlease, this one reads "
			 "format %u",
			 f->bytes[4] << 8 | f->bytes[5], JOURNAL_FORMAT);
	else
		text_add(c->error, "not a journal of Twinlease: move it out of the way");
	return false;
}

/* ---- the first block of a file ---- */

bool
journal_was_durable(const struct journal_chain *c, const struct journal_file *f, size_t offset,
		    uint64_t number)
{
	struct journal_block b;

	while ((offset = journal_find_block(f->bytes, f->len, offset, &b)) < f->len) {
		if (b.synced >= number && (c->journal == 0 || b.journal == c->journal))
			return true;
		offset += b.len;
	}
	return false;
}

/* False: the block does not say what the file is. */
static bool
read_head(struct journal_block *b, const struct journal_file *f, struct journal_head *h)
{
	struct journal_entry e;
	bool bad = false;

	if (!journal_next(b, &e, &bad) || e.kind != JOURNAL_FILE || b->number != 1 ||
	    e.u.file.journal != b->journal)
		return false;
	h->known = true;
	h->named = e.u.file.snapshot == f->snapshot && e.u.file.segment == f->number;
	h->journal = b->journal;
	h->device = e.u.file.device;
	h->previous = e.u.file.previous;
	h->length = e.u.file.length;
	h->repaired = journal_next(b, &e, &bad) && e.kind == JOURNAL_REPAIRED;
	return true;
}

/* f has a whole first block. */
static bool
refuse_name(const struct journal_chain *c, const struct journal_file *f)
{
	struct journal_block b;
	struct journal_entry e;
	bool bad = false;

	if (journal_read_block(f->bytes, f->len, &b) == JOURNAL_OK && journal_next(&b, &e, &bad))
		text_add(c->error, "%s/%s.%llu holds %s.%llu: give it its name back", c->dir,
			 file_kind(f), NUMBER(f->number), e.u.file.snapshot ? "snapshot" : "log",
			 NUMBER(e.u.file.segment));
	return false;
}

/* A file without a whole first block: nothing of it ever became durable, or it is refused. */
static bool
look_at_rest(struct journal_chain *c, const struct journal_file *f)
{
	struct journal_block b;
	enum journal_read r = journal_read_block(f->bytes, f->len, &b);

	if (journal_was_durable(c, f, 0, 1))
		return journal_refuse(c, f, 0, "what is lost there was on disk");
	if (r == JOURNAL_FOREIGN || r == JOURNAL_OTHER_FORMAT)
		return refuse_file(c, f, r);
	return true;
}

static const struct journal_head *
head_of(const struct journal_chain *c, const struct journal_file *f)
{
	return &c->head[f - c->file];
}

static bool
counts(const struct journal_chain *c, const struct journal_file *f)
{
	return f->number >= c->snapshot && (!f->snapshot || f->number == c->snapshot);
}

/* ---- whose the files are ---- */

static bool
are_kin(const struct journal_head *a, const struct journal_head *b)
{
	return a->journal == b->journal && a->device == b->device;
}

/* How many files are of the journal and device of this one, and have their names: a stranger's file
 * that was put beside others often has none. */
static unsigned
kin_of(const struct journal_chain *c, const struct journal_head *h)
{
	unsigned kin = 0;

	for (unsigned i = 0; i < c->count; i++)
		kin += c->head[i].known && c->head[i].named && are_kin(&c->head[i], h);
	return kin;
}

/* The first file of those that are most; NULL: no file has a whole first block. */
static const struct journal_head *
most_kin(const struct journal_chain *c)
{
	const struct journal_head *most = NULL;

	for (unsigned i = 0; i < c->count; i++)
		if (c->head[i].known && (!most || kin_of(c, &c->head[i]) > kin_of(c, most)))
			most = &c->head[i];
	return most;
}

/* All are of one journal and one device, those that do not count too: a stranger's snapshot with a
 * high number would put all others out of the count. */
static bool
agree_on_identity(struct journal_chain *c)
{
	const struct journal_head *ours = most_kin(c);

	if (!ours)
		return true;
	c->journal = ours->journal;
	c->device = ours->device;
	for (unsigned i = 0; i < c->count; i++) {
		const struct journal_file *f = &c->file[i], *by = &c->file[ours - c->head];

		if (!c->head[i].known || are_kin(&c->head[i], ours))
			continue;
		text_add(c->error,
			 "%s/%s.%llu belongs to another journal than %s.%llu: move the one that is "
			 "not this device's out of the way",
			 c->dir, file_kind(f), NUMBER(f->number), file_kind(by),
			 NUMBER(by->number));
		if (c->head[i].repaired || ours->repaired)
			text_add(c->error, ", or run `twinleased --repair %s`", c->dir);
		return false;
	}
	return true;
}

static void
count_files(struct journal_chain *c)
{
	for (unsigned i = 0; i < c->count; i++) {
		const struct journal_file *f = &c->file[i];

		if (f->number > c->segment)
			c->segment = f->number;
		if (f->snapshot && f->number > c->snapshot)
			c->snapshot = f->number;
	}
}

static bool
read_heads(struct journal_chain *c)
{
	for (unsigned i = 0; i < c->count; i++) {
		const struct journal_file *f = &c->file[i];
		struct journal_block b;

		if (journal_read_block(f->bytes, f->len, &b) == JOURNAL_OK &&
		    !read_head(&b, f, &c->head[i]) && counts(c, f))
			return journal_refuse(c, f, 0, "it does not say what it is");
		c->head[i].whole = c->head[i].known && counts(c, f);
	}
	return true;
}

/* Whole heads first: what journal it is helps to judge the rest. Whose a file is comes before what
 * it is called: a stranger's is not to get its name back. */
static bool
look_at_heads(struct journal_chain *c)
{
	count_files(c);
	if (!read_heads(c) || !agree_on_identity(c))
		return false;
	for (unsigned i = 0; i < c->count; i++)
		if (c->head[i].whole && !c->head[i].named)
			return refuse_name(c, &c->file[i]);
	for (unsigned i = 0; i < c->count; i++)
		if (counts(c, &c->file[i]) && !c->head[i].whole && !look_at_rest(c, &c->file[i]))
			return false;
	return true;
}

/* ---- the chain ---- */

static const struct journal_file *
find_file(const struct journal_chain *c, bool snapshot, uint64_t number)
{
	for (unsigned i = 0; i < c->count; i++) {
		if (c->file[i].snapshot == snapshot && c->file[i].number == number)
			return &c->file[i];
	}
	return NULL;
}

/* The highest log below `limit` that has a head, or NULL. */
static const struct journal_file *
highest_log(const struct journal_chain *c, uint64_t limit)
{
	const struct journal_file *best = NULL;

	for (unsigned i = 0; i < c->count; i++) {
		const struct journal_file *f = &c->file[i];

		if (!f->snapshot && c->head[i].whole && f->number < limit &&
		    (best == NULL || f->number > best->number))
			best = f;
	}
	return best;
}

/* Puts a file in front of those already there. */
static void
add_link(struct journal_chain *c, const struct journal_file *f, uint64_t len, bool open_end)
{
	memmove(c->link + 1, c->link, c->links * sizeof *c->link);
	memmove(c->open_end + 1, c->open_end, c->links * sizeof *c->open_end);
	c->link[0] = *f;
	c->link[0].len = len;
	c->open_end[0] = open_end;
	c->links++;
}

/* A disk that failed before anything was durable leaves logs that begin the journal too. Their
 * device says so by beginning it once more; nothing that stands in them was promised. */
static bool
are_false_starts(const struct journal_chain *c, const struct journal_file *last)
{
	const struct journal_file *f = last;

	while ((f = highest_log(c, f->number)) != NULL)
		if (head_of(c, f)->previous != 0 || head_of(c, f)->repaired)
			return false;
	return !head_of(c, last)->repaired;
}

static bool
has_lower(const struct journal_chain *c, uint64_t number)
{
	for (unsigned i = 0; i < c->count; i++)
		if (c->file[i].number < number)
			return true;
	return false;
}

/* A log that continues none: the very first, a repaired one, or one after others of which nothing
 * was durable. Anything else lacks its snapshot. */
static bool
begins_a_journal(struct journal_chain *c, const struct journal_file *f)
{
	if (c->snapshot != 0 || (highest_log(c, f->number) != NULL && !are_false_starts(c, f)))
		return journal_refuse(c, f, 0,
				      "it begins a journal although older files are there");
	if (f->number == 1 || has_lower(c, f->number) || head_of(c, f)->repaired)
		return true;
	return refuse_missing(c, "snapshot", f->number, f->number);
}

/* f has a whole head, and the log after it counts so many bytes of it. */
static bool
add_continued(struct journal_chain *c, const struct journal_file *f, uint64_t len)
{
	if (len > f->len)
		return journal_refuse(c, f, f->len, "a later log continues it further on");
	add_link(c, f, len, false);
	return true;
}

/* What f continues is not there. With nothing at all below f a snapshot had replaced it: that of
 * f's own number, or the one that f names, of which no log was left (length 0). */
static bool
miss_previous(struct journal_chain *c, const struct journal_file *f)
{
	const struct journal_head *h = head_of(c, f);

	if (c->snapshot != 0 || has_lower(c, f->number))
		return refuse_missing(c, "log", h->previous, f->number);
	return refuse_missing(c, "snapshot", h->length == 0 ? h->previous : f->number, f->number);
}

/* One step back from f. *ret_f: NULL when the state begins here. */
static bool
step_back(struct journal_chain *c, const struct journal_file *f, const struct journal_file **ret_f)
{
	const struct journal_head *h = head_of(c, f);
	const struct journal_file *before = find_file(c, false, h->previous);

	*ret_f = NULL;
	if (f->number == c->snapshot ||
	    (h->previous == c->snapshot && h->length == 0 && h->previous != 0))
		return true;
	if (h->previous == 0)
		return begins_a_journal(c, f);
	if (h->previous >= f->number)
		return journal_refuse(c, f, 0, "it continues a later log");
	if (h->length == 0) {
		*ret_f = highest_log(c, h->previous);
		if (*ret_f == NULL)
			return has_lower(c, f->number) || miss_previous(c, f);
		add_link(c, *ret_f, (*ret_f)->len, true);
		return true;
	}
	if (before == NULL || before->number < c->snapshot)
		return miss_previous(c, f);
	if (!head_of(c, before)->whole)
		return journal_refuse(c, before, 0, "a later log continues it");
	*ret_f = before;
	return add_continued(c, before, h->length);
}

bool
journal_chain_make(struct journal_chain *c)
{
	const struct journal_file *f;

	if (!look_at_heads(c))
		return false;
	f = highest_log(c, UINT64_MAX);
	if (f != NULL)
		add_link(c, f, f->len, true);
	while (f != NULL) {
		if (!step_back(c, f, &f))
			return false;
	}
	if (c->snapshot != 0) {
		f = find_file(c, true, c->snapshot);
		add_link(c, f, f->len, false);
	}
	return true;
}
