/* conf/error.c -- an error points at a record inside a part; which line that is, the rows say: it
 * is rendered and kept as text, so the error outlives the candidate. */
#include "conf/error.h"

#include <stdarg.h>
#include <string.h>

#include "conf/row_text.h"

void
conf_errors_in(struct conf_errors *e, const struct conf_object *o, unsigned part)
{
	e->at = *conf_object_path(o);
	e->part = conf_object_rows(o, part);
	e->part_number = part;
	e->value = conf_object_part(o, part);
}

enum { LINES_MAX = 1 << 24 }; /* of a part, for the order of lines */

/* The line of the record as it is saved, and where it stands. */
static void
find_line(const struct conf_errors *e, const void *record, struct conf_error *ret)
{
	struct text text = text_of(ret->line, sizeof ret->line);
	struct row_item i;
	unsigned at = 1;
	bool more = record && e->part && row_first(e->part->rows, e->part->count, e->value, &i);

	for (; more; more = row_next(e->part->rows, e->part->count, e->value, &i), at++) {
		if (row_record(&i, e->value) == record) {
			row_render(&i, e->value, &text);
			ret->order = e->part_number * LINES_MAX + at;
			return;
		}
	}
	ret->order = 0;
}

/* Where the next one goes; NULL: nowhere. An error has the place of the last warning if it must. */
static struct conf_error *
place_for(struct conf_errors *e, bool warning)
{
	if (e->count < CONF_ERRORS_MAX)
		return &e->list[e->count++];
	for (unsigned i = e->count; !warning && i > 0; i--)
		if (e->list[i - 1].warning)
			return &e->list[i - 1];
	return NULL;
}

static void
add(struct conf_errors *e, bool warning, const void *record, const char *format, va_list args)
{
	struct conf_error *n;
	struct text text;

	if (warning)
		e->warnings++;
	else
		e->errors++;
	n = place_for(e, warning);
	if (!n)
		return;
	n->warning = warning;
	n->path = e->at;
	find_line(e, record, n);
	text = text_of(n->message, sizeof n->message);
	text_vadd(&text, format, args);
}

void
conf_error_add(struct conf_errors *e, const void *record, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add(e, false, record, format, args);
	va_end(args);
}

void
conf_warning_add(struct conf_errors *e, const void *record, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add(e, true, record, format, args);
	va_end(args);
}

static bool
is_behind(const struct conf_error *a, const struct conf_error *b)
{
	int views = conf_path_compare(&a->path, &b->path);

	return views > 0 || (views == 0 && a->order > b->order);
}

void
conf_errors_sort(struct conf_errors *e)
{
	for (unsigned i = 1; i < e->count; i++) {
		struct conf_error moved = e->list[i];
		unsigned k = i;

		for (; k > 0 && is_behind(&e->list[k - 1], &moved); k--)
			e->list[k] = e->list[k - 1];
		e->list[k] = moved;
	}
}

static bool
is_among(const struct conf_error *e, const struct conf_errors *known)
{
	for (unsigned i = 0; i < known->count; i++)
		if (known->list[i].warning && conf_path_same(&known->list[i].path, &e->path) &&
		    strcmp(known->list[i].line, e->line) == 0 &&
		    strcmp(known->list[i].message, e->message) == 0)
			return true;
	return false;
}

void
conf_errors_less(struct conf_errors *e, const struct conf_errors *known)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < e->count; i++) {
		if (e->list[i].warning && is_among(&e->list[i], known))
			e->warnings--;
		else if (kept++ != i)
			e->list[kept - 1] = e->list[i];
	}
	e->count = kept;
}
