/* test/show_run.h -- runs a display of a subject as cli/ does, for the tests of show.c. */
#ifndef TEST_SHOW_RUN_H
#define TEST_SHOW_RUN_H

#include "test/check.h"

#include <string.h>

#include "show/show.h"

/* The row with this template; the test fails without one. */
static inline const struct show_row *
show_row_of(const struct show_table *t, const char *template)
{
	for (unsigned i = 0; i < t->count; i++)
		if (strcmp(t->rows[i].template, template) == 0)
			return &t->rows[i];
	fail_msg("there is no row %s", template);
	return NULL;
}

/* Runs it to its end into *out, which must hold it all, and holds each step to its bound. Returns
 * how many steps it took. */
static inline unsigned
show_run(const struct show_table *t, const char *template, const struct show_args *args,
	 uint64_t now, bool json, struct text *out)
{
	const struct show_row *row = show_row_of(t, template);
	struct show s = {.out = out, .json = json};
	uint64_t cursor = 0;
	unsigned steps = 0;
	bool more = true;

	show_open(&s);
	for (; more; steps++) {
		size_t before = out->len;

		more = row->step(t->subject, args, &cursor, now, &s);
		assert_true(out->len - before <= SHOW_STEP_MAX);
	}
	show_close(&s);
	assert_false(out->cut);
	return steps;
}

#endif
