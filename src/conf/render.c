/* conf/render.c -- configurations and their differences, line by line.
 *
 * A cursor is a line number: a step walks the whole and writes from there on. Walking is cheap
 * beside sending the text; it keeps no place inside a configuration that may be gone. Of
 * differences, where it is not cheap, it is a number of views and a line of the next. */
#include "conf/render.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>

#include "base/memory.h"
#include "conf/part.h"
#include "conf/row_sum.h"
#include "conf/row_text.h"

struct lines { /* where the walk is, and what is still to be written */
	uint64_t at, from;
	struct text *out;
	bool full;
};

static void say(struct lines *l, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void
say(struct lines *l, const char *format, ...)
{
	va_list args;

	if (l->full || l->at++ < l->from)
		return;
	if (l->out->cap - l->out->len < RENDER_ROOM) {
		l->full = true;
		l->at--;
		return;
	}
	va_start(args, format);
	text_vadd(l->out, format, args);
	va_end(args);
}

static bool
finish(const struct lines *l, uint64_t *cursor)
{
	*cursor = l->at;
	return l->full;
}

static const struct conf_view *
view_of(const struct conf *c, const struct conf_object *o)
{
	return &conf_schema(c)->view[conf_object_path(o)->view];
}

static bool
blank_in(const void *owner, struct interface_name name)
{
	return conf_blank(owner, name);
}

/* ---- objects that were made by a batch ---- */

enum { BATCH_RANGES = 10 }; /* of one line, as it can be typed */

struct batch { /* one line on its way: `vlan batch 10 20 to 22` */
	struct lines *lines;
	const char *sign; /* before it */
	const struct conf_view *view;
	struct text text;
	char line[BATCH_RANGES * 24];
	unsigned ranges;
	uint32_t first, last; /* the range begun; first 0: none */
};

static void
end_range(struct batch *b)
{
	if (b->first == 0)
		return;
	text_add(&b->text, b->first < b->last ? " %u to %u" : " %u", b->first, b->last);
	b->first = 0;
	b->ranges++;
}

static void
end_batch(struct batch *b)
{
	end_range(b);
	if (b->ranges > 0)
		say(b->lines, "%s%.*s%s\n", b->sign, (int)strcspn(b->view->batch, "<") - 1,
		    b->view->batch, b->line);
	b->text = text_of(b->line, sizeof b->line);
	b->ranges = 0;
}

/* Those of the view that are not in `other` (NULL: all), as few lines as can be. Returns whether
 * there are any. */
static bool
say_batch(struct lines *l, const struct conf *c, unsigned view, const struct conf *other,
	  const char *sign)
{
	struct batch b = {.lines = l, .sign = sign, .view = &conf_schema(c)->view[view]};
	const struct conf_object *o = NULL;
	bool any = false;

	b.text = text_of(b.line, sizeof b.line);
	while (b.view->batch && (o = conf_next_of(c, view, o)) != NULL) {
		const struct conf_path *path = conf_object_path(o);

		if (!path->key.batch || (other && conf_find(other, path)))
			continue;
		any = true;
		if (b.first != 0 && path->key.number == b.last + 1) {
			b.last++;
			continue;
		}
		end_range(&b);
		if (b.ranges == BATCH_RANGES)
			end_batch(&b);
		b.first = b.last = path->key.number;
	}
	end_batch(&b);
	return any;
}

static bool
has_batch(const struct conf *c, unsigned view, const struct conf *other)
{
	struct text none = {0};
	struct lines l = {0, UINT64_MAX, &none, false};

	return say_batch(&l, c, view, other, "");
}

/* It stands in the line of its batch, and needs no other. */
static bool
in_batch(const struct conf_object *o)
{
	return conf_object_path(o)->key.batch && conf_object_empty(o);
}

/* ---- whole views ---- */

static void
say_part(struct lines *l, const struct conf *c, const struct conf_part *part, const void *value,
	 const char *indent)
{
	const struct row_names names = {blank_in, c};
	struct row_item i;

	for (bool more = row_first(part->rows, part->count, value, &i); more && !l->full;
	     more = row_next(part->rows, part->count, value, &i)) {
		char line[ROW_LINE_MAX];
		struct text t = text_of(line, sizeof line);

		i.names = &names;
		if (l->at >= l->from)
			row_render(&i, value, &t);
		say(l, "%s%s\n", indent, line);
	}
}

/* The system view is one block for each subject; an empty block is left out. */
static void
say_system(struct lines *l, const struct conf *c, const struct conf_object *o)
{
	const struct conf_view *v = view_of(c, o);

	for (unsigned p = 0; p < v->parts_count; p++) {
		const void *value = conf_object_part(o, p);
		struct row_item i;

		if (!row_first(v->part[p]->rows, v->part[p]->count, value, &i))
			continue;
		say(l, "#\n");
		say_part(l, c, v->part[p], value, "");
	}
}

static void
say_object(struct lines *l, const struct conf *c, const struct conf_object *o)
{
	const struct conf_view *v = view_of(c, o);
	char header[CONF_HEADER_MAX];

	say(l, "#\n");
	say(l, "%s\n", conf_header(c, conf_object_path(o), header));
	for (unsigned p = 0; p < v->parts_count; p++)
		say_part(l, c, v->part[p], conf_object_part(o, p), " ");
}

bool
render_current(const struct conf *c, uint64_t *cursor, struct text *out)
{
	struct lines l = {0, *cursor, out, false};
	unsigned view = 0;

	for (const struct conf_object *o = conf_next(c, NULL); o && !l.full; o = conf_next(c, o)) {
		if (conf_object_path(o)->view != view) {
			view = conf_object_path(o)->view;
			if (has_batch(c, view, NULL))
				say(&l, "#\n");
			say_batch(&l, c, view, NULL, "");
		}
		if (view == 0)
			say_system(&l, c, o);
		else if (!in_batch(o))
			say_object(&l, c, o);
	}
	say(&l, "#\n");
	say(&l, "return\n");
	return finish(&l, cursor);
}

bool
render_view(const struct conf *c, const struct conf_path *path, uint64_t *cursor, struct text *out)
{
	struct lines l = {0, *cursor, out, false};
	const struct conf_object *o = conf_find(c, path);
	char header[CONF_HEADER_MAX];

	if (path->view == 0) {
		say_system(&l, c, o);
	} else if (o) {
		say_object(&l, c, o);
	} else if (conf_path_valid(c, path)) {
		say(&l, "#\n");
		say(&l, "%s\n", conf_header(c, path, header));
	}
	say(&l, "#\n");
	say(&l, "return\n");
	return finish(&l, cursor);
}

/* ---- differences ---- */

struct difference {
	const struct conf *running, *candidate;
	struct row_names names;
	const struct conf_path *path;
	bool signs;  /* "+ " and "- ", else undo lines */
	bool headed; /* the view's header was written */
	struct lines *lines;
};

/* The line that enters the view is another one. */
static bool
other_header(const struct difference *d)
{
	char was[CONF_HEADER_MAX], is[CONF_HEADER_MAX];

	return conf_find(d->running, d->path) && conf_find(d->candidate, d->path) &&
	       strcmp(conf_header(d->running, d->path, was),
		      conf_header(d->candidate, d->path, is)) != 0;
}

static void
say_headers(struct difference *d, const char *header)
{
	char was[CONF_HEADER_MAX];

	say(d->lines, "- %s\n", conf_header(d->running, d->path, was));
	say(d->lines, "+ %s\n", header);
}

static void
head(struct difference *d)
{
	char header[CONF_HEADER_MAX];

	if (d->headed)
		return;
	d->headed = true;
	if (d->signs)
		say(d->lines, "  #\n");
	if (d->path->view == 0)
		return;
	conf_header(d->candidate, d->path, header);
	if (!d->signs)
		say(d->lines, "%s\n", header);
	else if (!conf_find(d->running, d->path))
		say(d->lines, "+ %s\n", header);
	else if (!other_header(d))
		say(d->lines, "  %s\n", header);
	else
		say_headers(d, header);
}

static void
say_difference(struct difference *d, char sign, const char *line)
{
	const char *indent = d->path->view == 0 ? "" : " ";

	head(d);
	if (d->signs)
		say(d->lines, "%c %s%s\n", sign, indent, line);
	else
		say(d->lines, "%s%s\n", indent, line);
}

static void
render_item(const struct row_item *i, const void *part, char line[ROW_LINE_MAX], bool undo)
{
	struct text t = text_of(line, ROW_LINE_MAX);

	if (undo)
		row_render_undo(i, part, &t);
	else
		row_render(i, part, &t);
}

/* Its element is gone as a whole: nothing is left to undo. Of an inner list that is not known, and
 * its undo comes before the outer element goes. */
static bool
goes_with_element(const struct row *r)
{
	return (r->flags & ROW_EXISTING) && r->inner.count == 0;
}

/* In which order lines come, so that typing them one by one leads to the candidate: a group is kept
 * alive by its new virtual address before it loses the old one. */
enum pass { REMOVED, ADDED, REMOVED_AT_LAST };

static bool
in_pass(const struct difference *d, const struct row *r, enum pass pass)
{
	bool late = !d->signs && (r->flags & ROW_LAST_DELETES);

	return pass == ADDED || late == (pass == REMOVED_AT_LAST);
}

/* One line of `rest` that may be missing in `other`. */
static void
say_item(struct difference *d, const struct row_item *i, const void *rest, const void *other,
	 enum pass pass)
{
	bool removed = pass != ADDED;
	char line[ROW_LINE_MAX], before[ROW_LINE_MAX];
	struct row_item same = {.row = NULL};
	bool there = row_counterpart(i, rest, other, &same) && !row_adds_up(i->row);

	same.names = i->names;
	if (removed && !d->signs && (there || (!same.row && goes_with_element(i->row))))
		return;
	render_item(i, rest, line, false);
	if (there) {
		render_item(&same, other, before, false);
		if (strcmp(line, before) == 0)
			return;
	}
	if (removed && !d->signs)
		render_item(i, rest, line, true);
	say_difference(d, removed ? '-' : '+', line);
}

/* The lines of `value` that are not in `other`, as added or as removed ones. What is undone is
 * undone from the last row to the first: secondary addresses go before the primary one. */
static void
say_missing(struct difference *d, const struct conf_part *p, const void *value, const void *other,
	    enum pass pass)
{
	void *rest = memory_new(1, p->size);
	bool backwards = pass != ADDED && !d->signs;
	unsigned step = backwards ? 1 : p->count;
	struct row_item i;

	memcpy(rest, value, p->size);
	row_subtract(p->rows, p->count, rest, other);
	for (unsigned n = 0; n < p->count; n += step) {
		const struct row *rows = backwards ? &p->rows[p->count - 1 - n] : p->rows;

		for (bool more = row_first(rows, step, rest, &i); more && !d->lines->full;
		     more = row_next(rows, step, rest, &i))
			if ((i.names = &d->names, in_pass(d, i.row, pass)))
				say_item(d, &i, rest, other, pass);
	}
	memory_free(rest);
}

static void
say_both(struct difference *d, const struct conf_object *o, const struct conf_object *before)
{
	const struct conf_view *v = view_of(d->candidate, o);

	d->path = conf_object_path(o);
	d->headed = false;
	if ((!before && !v->physical && !d->path->key.batch) || other_header(d))
		head(d);
	for (unsigned p = 0; p < v->parts_count; p++) {
		const struct conf_part *part = v->part[p];
		const void *was = before ? conf_object_part(before, p) : NULL, *is;
		void *none;

		is = conf_object_part(o, p);
		if (was != NULL && conf_part_same(part, was, is))
			continue;
		none = memory_new(1, part->size);
		was = was != NULL ? was : none;
		say_missing(d, part, was, is, REMOVED);
		say_missing(d, part, is, was, ADDED);
		say_missing(d, part, was, is, REMOVED_AT_LAST);
		memory_free(none);
	}
}

/* Its undo needs the name alone. */
static const char *
short_header(const struct difference *d, char header[CONF_HEADER_MAX])
{
	const struct conf_view *v = &conf_schema(d->running)->view[d->path->view];

	return v->line ? conf_header(d->candidate, d->path, header) : header;
}

/* An object that is gone. A port cannot go: all its lines do. */
static void
say_gone(struct difference *d, const struct conf_object *o)
{
	const struct conf_view *v = view_of(d->running, o);
	char header[CONF_HEADER_MAX];

	if (conf_object_path(o)->key.batch && (!d->signs || conf_object_empty(o)))
		return; /* undone with its batch */
	d->path = conf_object_path(o);
	d->headed = false;
	conf_header(d->running, d->path, header);
	if (v->physical || d->signs) {
		if (d->signs && !v->physical) {
			d->headed = true;
			say(d->lines, "  #\n");
			say(d->lines, "- %s\n", header);
		}
		for (unsigned p = 0; p < v->parts_count; p++) {
			void *none = memory_new(1, v->part[p]->size);

			say_missing(d, v->part[p], conf_object_part(o, p), none, REMOVED);
			memory_free(none);
		}
		return;
	}
	say(d->lines, "undo %s\n", short_header(d, header));
}

/* Objects of a batch that were added, or are gone. */
static void
say_batches(struct difference *d, bool added)
{
	const struct conf *in = added ? d->candidate : d->running,
			  *other = added ? d->running : d->candidate;
	const char *sign = d->signs ? added ? "+ " : "- " : added ? "" : "undo ";

	for (unsigned v = 1; v < conf_schema(in)->count; v++) {
		if (!has_batch(in, v, other))
			continue;
		if (d->signs)
			say(d->lines, "  #\n");
		say_batch(d->lines, in, v, other, sign);
	}
}

/* A place in differences: how many views lie before, and lines of the one begun. A view whose lines
 * were written is not looked at again: to compare one that is long takes milliseconds. */
enum { PLACE_BITS = 16 };

/* Begins the next view; false: it was written before, or there is no room any more. */
static bool
next_view(struct lines *l, uint64_t *views, uint64_t cursor)
{
	uint64_t begun = cursor >> PLACE_BITS;

	if (l->full)
		return false;
	l->at = 0;
	l->from = *views == begun ? cursor & ((1u << PLACE_BITS) - 1) : 0;
	return (*views)++ >= begun;
}

static bool
differences(const struct conf *running, const struct conf *candidate, bool signs, uint64_t *cursor,
	    struct text *out)
{
	struct lines l = {0, 0, out, false};
	struct difference d = {.running = running,
			       .candidate = candidate,
			       .names = {blank_in, candidate},
			       .signs = signs,
			       .lines = &l};
	const struct conf_object *o;
	uint64_t views = 0;

	if (next_view(&l, &views, *cursor)) {
		if (signs)
			say(&l, "Building configuration\n");
		say_batches(&d, false);
	}
	for (o = conf_next(running, NULL); o && !l.full; o = conf_next(running, o))
		if (!conf_find(candidate, conf_object_path(o)) && next_view(&l, &views, *cursor))
			say_gone(&d, o);
	if (next_view(&l, &views, *cursor))
		say_batches(&d, true);
	for (o = conf_next(candidate, NULL); o && !l.full; o = conf_next(candidate, o))
		if (next_view(&l, &views, *cursor))
			say_both(&d, o, conf_find(running, conf_object_path(o)));
	if (next_view(&l, &views, *cursor) && signs)
		say(&l, "  #\n");
	assert(l.at < 1u << PLACE_BITS);
	*cursor = (views - 1) << PLACE_BITS | l.at;
	return l.full;
}

bool
render_pending(const struct conf *running, const struct conf *candidate, uint64_t *cursor,
	       struct text *out)
{
	return differences(running, candidate, false, cursor, out);
}

bool
render_changes(const struct conf *running, const struct conf *candidate, uint64_t *cursor,
	       struct text *out)
{
	return differences(running, candidate, true, cursor, out);
}

bool
render_has_line(const struct conf *c, const struct conf_path *path, const char *wanted)
{
	const struct conf_object *o = conf_find(c, path);
	const struct conf_view *v = &conf_schema(c)->view[path->view];

	for (unsigned p = 0; o && p < v->parts_count; p++) {
		const void *value = conf_object_part(o, p);
		struct row_item i;

		for (bool more = row_first(v->part[p]->rows, v->part[p]->count, value, &i); more;
		     more = row_next(v->part[p]->rows, v->part[p]->count, value, &i)) {
			char line[ROW_LINE_MAX];
			struct text t = text_of(line, sizeof line);

			row_render(&i, value, &t);
			if (strcmp(line, wanted) == 0)
				return true;
		}
	}
	return false;
}
