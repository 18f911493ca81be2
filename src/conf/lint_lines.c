/* conf/lint_lines.c -- rows judged by their lines.
 *
 * Alone: in an object that holds only what the row says it needs, every line of the row changes
 * something, is printed, means the same when the print is read again, and its undo, short and
 * whole, leads back to exactly what was there. Among others: in an object where every row has
 * spoken, the undo of one line takes that line, and an undo without its optional values takes lines
 * of this row only. ROW_LAST_DELETES and ROW_UNDO_WHOLE are how a row says aloud that it does more.
 */
#include "conf/lint_lines.h"

#include <stdarg.h>
#include <string.h>

#include "base/memory.h"
#include "conf/line.h"
#include "conf/row_text.h"
#include "conf/sample.h"
#include "conf/template_match.h"

enum { OTHERS_MAX = 8 }; /* numbers tried in place of one that is refused */
enum { LINES_MAX = 256, LINE_MAX_BYTES = TEMPLATE_LINE_MAX };

struct printed { /* the lines of an object */
	unsigned count;
	struct {
		const struct row *row;
		char text[ROW_LINE_MAX], undo[ROW_LINE_MAX];
	} line[LINES_MAX];
};

struct lint {
	const struct conf_schema *schema;
	const struct conf_view *view;
	struct conf_path path;
	struct text *why;
	unsigned offences;
	struct template_matcher matcher;
	struct template_found found;
	struct conf_reply reply;
	struct printed before, after;
};

static void offend(struct lint *l, const char *what, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void
offend(struct lint *l, const char *what, const char *format, ...)
{
	va_list args;

	l->offences++;
	text_add(l->why, "%s: %s: ", l->view->noun, what);
	va_start(args, format);
	text_vadd(l->why, format, args);
	va_end(args);
	text_add(l->why, "\n");
}

/* ---- lines ---- */

enum done { DONE, REFUSED, OTHER, UNKNOWN };

/* Carries a line out when it is one of the row's. */
static enum done
execute(struct lint *l, struct conf *c, const struct row *r, const char *line)
{
	template_match(&l->matcher, line, &l->found);
	if (l->found.result != TEMPLATE_MATCH)
		return UNKNOWN;
	if (l->found.row != r)
		return OTHER;
	conf_apply(c, &l->path, &l->found, &l->reply);
	return l->reply.ok ? DONE : REFUSED;
}

static void
print_part(const struct conf_part *part, const void *value, struct printed *ret)
{
	struct row_item i;

	for (bool more = row_first(part->rows, part->count, value, &i);
	     more && ret->count < LINES_MAX; more = row_next(part->rows, part->count, value, &i)) {
		struct text line = text_of(ret->line[ret->count].text, ROW_LINE_MAX);
		struct text undo = text_of(ret->line[ret->count].undo, ROW_LINE_MAX);

		ret->line[ret->count++].row = i.row;
		row_render(&i, value, &line);
		row_render_undo(&i, value, &undo);
	}
}

static void
print(const struct lint *l, const struct conf *c, struct printed *ret)
{
	const struct conf_object *o = conf_find(c, &l->path);

	ret->count = 0;
	for (unsigned p = 0; o && p < l->view->parts_count; p++)
		print_part(l->view->part[p], conf_object_part(o, p), ret);
}

static bool
prints(const struct printed *p, const struct row *r, const char *text)
{
	for (unsigned i = 0; i < p->count; i++)
		if (p->line[i].row == r && strcmp(p->line[i].text, text) == 0)
			return true;
	return false;
}

static void
sample(const struct row *r, unsigned n, char line[LINE_MAX_BYTES])
{
	struct text t = text_of(line, LINE_MAX_BYTES);

	if (r->flags & ROW_NEGATED)
		text_add(&t, "undo ");
	sample_line(r->template, strlen(r->template), n, &t);
}

/* ---- alone ---- */

/* The rows that make the list element in which r speaks. */
static void
prepare(struct lint *l, struct conf *c, const struct conf_part *part, const struct row *r,
	unsigned n)
{
	char line[LINE_MAX_BYTES];

	for (unsigned i = 0; (r->flags & ROW_EXISTING) && i < part->count; i++) {
		const struct row *q = &part->rows[i];

		if (q->list.count == 0 || q->list.at != r->list.at || (q->flags & ROW_EXISTING))
			continue;
		sample(q, n, line);
		execute(l, c, q, line);
	}
}

/* What is printed new, read again into what was there, is the same. */
static void
try_again(struct lint *l, const struct conf *base, const struct conf *c, const struct row *r,
	  const char *line)
{
	struct conf *again = conf_copy(base);
	bool new = false;

	print(l, base, &l->before);
	print(l, c, &l->after);
	for (unsigned i = 0; i < l->after.count; i++) {
		if (prints(&l->before, l->after.line[i].row, l->after.line[i].text))
			continue;
		new |= l->after.line[i].row == r;
		if (l->after.line[i].row != r)
			offend(l, r->template, "'%s' prints '%s' as well", line,
			       l->after.line[i].text);
		execute(l, again, l->after.line[i].row, l->after.line[i].text);
	}
	if (!new)
		offend(l, r->template, "'%s' is not printed", line);
	else if (!conf_same(again, c))
		offend(l, r->template, "'%s' does not come back as it is printed", line);
	conf_free(again);
}

static void
try_undo(struct lint *l, const struct conf *base, const struct conf *c, const struct row *r,
	 const char *undo)
{
	struct conf *back = conf_copy(c);

	if (execute(l, back, r, undo) != DONE)
		offend(l, r->template, "'%s' is no undo of it", undo);
	else if (!conf_same(back, base))
		offend(l, r->template, "'%s' does not lead back to what was there", undo);
	conf_free(back);
}

static void
try_undos(struct lint *l, const struct conf *base, const struct conf *c, const struct row *r,
	  const char *line)
{
	char whole[LINE_MAX_BYTES];
	struct text t = text_of(whole, sizeof whole);

	for (unsigned i = 0; i < l->after.count; i++)
		if (l->after.line[i].row == r && strcmp(l->after.line[i].undo, "undo ") != 0 &&
		    !prints(&l->before, r, l->after.line[i].text))
			try_undo(l, base, c, r, l->after.line[i].undo);
	text_add(&t, "undo %s", line);
	template_match(&l->matcher, whole, &l->found);
	if (!(r->flags & ROW_NEGATED) && l->found.result == TEMPLATE_MATCH && l->found.row == r)
		try_undo(l, base, c, r, whole);
}

/* A check may take numbers out of a range: what it refuses is tried with a few other ones. */
static void
try_alone(struct lint *l, const struct conf *empty, const struct conf_part *part,
	  const struct row *r, unsigned n)
{
	struct conf *base = conf_copy(empty), *c;
	char line[LINE_MAX_BYTES];
	bool other = false;

	prepare(l, base, part, r, n);
	c = conf_copy(base);
	sample(r, n, line);
	switch (execute(l, c, r, line)) {
	case UNKNOWN:
		offend(l, r->template, "'%s': %s", line, template_result_text(l->found.result));
		break;
	case OTHER:
		offend(l, r->template, "'%s' is taken by another row", line);
		break;
	case REFUSED:
		other = l->reply.wrong && n < OTHERS_MAX * SAMPLE_OTHER && n != SAMPLE_LONG;
		if (!other)
			offend(l, r->template, "'%s': %s", line, l->reply.message);
		break;
	case DONE:
		try_again(l, base, c, r, line);
		try_undos(l, base, c, r, line);
	}
	conf_free(base);
	conf_free(c);
	if (other)
		try_alone(l, empty, part, r, n + SAMPLE_OTHER);
}

/* ---- among others ---- */

/* Two lines of every row; what is refused there was tried alone. */
static struct conf *
fill(struct lint *l, const struct conf *empty)
{
	struct conf *c = conf_copy(empty);
	char line[LINE_MAX_BYTES];

	for (unsigned p = 0; p < l->view->parts_count; p++) {
		const struct conf_part *part = l->view->part[p];

		for (unsigned i = 0; i < 2 * part->count; i++) {
			sample(&part->rows[i / 2], i % 2, line);
			execute(l, c, &part->rows[i / 2], line);
		}
	}
	return c;
}

/* An undo in the full object takes lines of its row only; `one`: exactly one. */
static void
try_among(struct lint *l, const struct conf *full, const struct row *r, const char *undo, bool one)
{
	struct conf *c = conf_copy(full);
	unsigned gone = 0;

	print(l, full, &l->before);
	if (execute(l, c, r, undo) != DONE) {
		if (!conf_same(c, full))
			offend(l, r->template, "'%s' was refused and changed something", undo);
		conf_free(c);
		return;
	}
	print(l, c, &l->after);
	for (unsigned i = 0; i < l->before.count; i++) {
		if (prints(&l->after, l->before.line[i].row, l->before.line[i].text))
			continue;
		if (l->before.line[i].row == r)
			gone++;
		else if (!(r->flags & ROW_LAST_DELETES))
			offend(l, r->template, "'%s' takes '%s' away as well", undo,
			       l->before.line[i].text);
	}
	if (gone == 0 || (one && gone > 1))
		offend(l, r->template, "'%s' takes %u lines of the row away", undo, gone);
	conf_free(c);
}

static void
try_row_among(struct lint *l, const struct conf *full, const struct row *r)
{
	char undo[LINE_MAX_BYTES] = "";
	struct text t = text_of(undo, sizeof undo);
	const char *template;
	size_t length;

	print(l, full, &l->before);
	for (unsigned i = 0; i < l->before.count && undo[0] == '\0'; i++)
		if (l->before.line[i].row == r)
			text_add(&t, "%s", l->before.line[i].undo);
	if (undo[0] == '\0' || strcmp(undo, "undo ") == 0)
		return;
	try_among(l, full, r, undo, true);
	template = row_undo_template(r, &length);
	if (!template || (r->flags & (ROW_NEGATED | ROW_UNDO_WHOLE | ROW_LAST_DELETES)))
		return;
	t = text_of(undo, sizeof undo);
	text_add(&t, "undo ");
	sample_line(template, length, SAMPLE_SHORT, &t);
	try_among(l, full, r, undo, false);
}

/* ---- a view ---- */

/* An object of the view, entered by its own template. */
static bool
enter(struct lint *l, struct conf *c)
{
	char line[LINE_MAX_BYTES];
	struct text t = text_of(line, sizeof line);

	if (l->view == l->schema->view)
		return true;
	template_begin(&l->matcher);
	conf_offer(l->schema, 0, &l->matcher);
	sample_line(l->view->enter, strlen(l->view->enter), 0, &t);
	template_match(&l->matcher, line, &l->found);
	if (l->found.result == TEMPLATE_MATCH && l->found.row == l->view) {
		conf_apply(c, &(struct conf_path){0}, &l->found, &l->reply);
		l->path = l->reply.path;
		if (l->reply.ok)
			return true;
	}
	offend(l, l->view->enter, "'%s' does not enter the view", line);
	return false;
}

static void
try_view(struct lint *l, const struct conf *empty)
{
	struct conf *full;

	template_begin(&l->matcher);
	conf_offer(l->schema, (unsigned)(l->view - l->schema->view), &l->matcher);
	full = fill(l, empty);
	for (unsigned p = 0; p < l->view->parts_count; p++) {
		const struct conf_part *part = l->view->part[p];

		for (unsigned i = 0; i < part->count; i++) {
			for (unsigned n = 0; n < SAMPLES; n++)
				try_alone(l, empty, part, &part->rows[i], n);
			try_row_among(l, full, &part->rows[i]);
		}
	}
	conf_free(full);
}

unsigned
lint_lines(const struct conf_schema *schema, unsigned view, struct text *why)
{
	struct lint *l = memory_new(1, sizeof *l);
	struct conf_ports ports = {.any = true};
	struct conf *empty = conf_new(schema, &ports);
	unsigned offences;

	l->schema = schema;
	l->view = &schema->view[view];
	l->why = why;
	if (enter(l, empty))
		try_view(l, empty);
	offences = l->offences;
	conf_free(empty);
	memory_free(l);
	return offences;
}
