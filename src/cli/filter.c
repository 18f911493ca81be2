/* cli/filter.c -- a chain of calls: what filter i lets pass goes straight to i + 1, the last
 * one's into out.
 *
 * A line is judged once, when its end or its byte FILTER_LINE_MAX has come; after that `judged`
 * and `pass` say what becomes of the rest of it. The chain ends from the first filter to the
 * last, for the total of a `count` is a line to those behind it. */
#include "cli/filter.h"

#include <assert.h>
#include <string.h>

static const char error_mark[] = "Error:";

void
filter_begin(struct filter_chain *c)
{
	c->count = 0;
	c->json = false;
	c->no_more = false;
}

bool
filter_add(struct filter_chain *c, enum filter_kind kind, const char *expression, bool ignore_case)
{
	struct filter *f = &c->filter[c->count];

	if (c->count == FILTERS_MAX)
		return false;
	if (kind != FILTER_COUNT && !pattern_compile(expression, ignore_case, &f->pattern))
		return false;
	f->kind = kind;
	f->begun = false;
	f->lines = 0;
	f->len = 0;
	f->judged = false;
	c->count++;
	return true;
}

/* Whether the line in f goes on to the next filter. */
static bool
judge(struct filter *f)
{
	size_t mark = strlen(error_mark);

	if (f->len >= mark && memcmp(f->line, error_mark, mark) == 0)
		return true;
	switch (f->kind) {
	case FILTER_INCLUDE:
		return pattern_found(&f->pattern, f->line, f->len);
	case FILTER_EXCLUDE:
		return !pattern_found(&f->pattern, f->line, f->len);
	case FILTER_BEGIN:
		f->begun = f->begun || pattern_found(&f->pattern, f->line, f->len);
		return f->begun;
	case FILTER_COUNT:
		f->lines++;
		return false;
	}
	assert(false);
	return false;
}

static void pass_on(struct filter_chain *c, unsigned i, const char *bytes, size_t n,
		    struct text *out);

/* The line's beginning is known: decides, and passes what is kept. */
static void
decide(struct filter_chain *c, unsigned i, struct text *out)
{
	struct filter *f = &c->filter[i];

	f->judged = true;
	f->pass = judge(f);
	if (f->pass)
		pass_on(c, i + 1, f->line, f->len, out);
	f->len = 0;
}

/* One piece of a line, without its end. */
static void
feed_piece(struct filter_chain *c, unsigned i, const char *bytes, size_t n, struct text *out)
{
	struct filter *f = &c->filter[i];
	size_t room = sizeof f->line - f->len, kept = n < room ? n : room;

	if (!f->judged) {
		memcpy(f->line + f->len, bytes, kept);
		f->len += kept;
		if (f->len < sizeof f->line)
			return;
		decide(c, i, out);
		bytes += kept;
		n -= kept;
	}
	if (f->pass && n > 0)
		pass_on(c, i + 1, bytes, n, out);
}

static void
feed_end_of_line(struct filter_chain *c, unsigned i, struct text *out)
{
	struct filter *f = &c->filter[i];

	if (!f->judged)
		decide(c, i, out);
	if (f->pass)
		pass_on(c, i + 1, "\n", 1, out);
	f->judged = false;
}

static void
pass_on(struct filter_chain *c, unsigned i, const char *bytes, size_t n, struct text *out)
{
	if (i == c->count) {
		text_bytes(out, bytes, n);
		return;
	}
	while (n > 0) {
		const char *end = memchr(bytes, '\n', n);
		size_t piece = end == NULL ? n : (size_t)(end - bytes);

		if (piece > 0)
			feed_piece(c, i, bytes, piece, out);
		if (end == NULL)
			return;
		feed_end_of_line(c, i, out);
		bytes += piece + 1;
		n -= piece + 1;
	}
}

void
filter_feed(struct filter_chain *c, const char *bytes, size_t n, struct text *out)
{
	pass_on(c, 0, bytes, n, out);
}

void
filter_end(struct filter_chain *c, struct text *out)
{
	for (unsigned i = 0; i < c->count; i++) {
		struct filter *f = &c->filter[i];

		if (f->len > 0 || f->judged)
			feed_end_of_line(c, i, out);
		if (f->kind == FILTER_COUNT) {
			char line[64];
			struct text t = text_of(line, sizeof line);

			text_add(&t, "Total lines: %llu.\n", f->lines);
			pass_on(c, i + 1, t.p, t.len, out);
		}
	}
}
