/* A page, a line, or enough; and a last line that may become a question. */
#include "test/check.h"

#include <string.h>

#include "base/text.h"
#include "linux/pager.h"

static char screen[4096];
static struct text shown;
static const char *keys;
static unsigned asked;

static void
write_screen(void *owner, const char *text, size_t len)
{
	(void)owner;
	if (strstr(text, "More") == NULL && text[0] != '\r')
		text_bytes(&shown, text, len);
}

static int
next_key(void *owner)
{
	(void)owner;
	asked++;
	return *keys ? *keys++ : -1;
}

static struct pager
pager_of(unsigned rows, unsigned columns, const char *with)
{
	struct pager p = {.page = rows > 0 ? rows - 1 : 0,
			  .columns = columns,
			  .write = write_screen,
			  .key = next_key};

	shown = text_of(screen, sizeof screen);
	keys = with;
	asked = 0;
	pager_begin(&p);
	return p;
}

static void
space_shows_a_page(void **state)
{
	struct pager p = pager_of(4, 80, " ");

	(void)state;
	assert_true(pager_print(&p, "1\n2\n3\n4\n5\n6\n", 12));
	assert_string_equal(screen, "1\n2\n3\n4\n5\n6\n");
	assert_int_equal(asked, 1);
}

static void
enter_shows_a_line(void **state)
{
	struct pager p = pager_of(4, 80, "\n\nq");

	(void)state;
	assert_false(pager_print(&p, "1\n2\n3\n4\n5\n6\n", 12));
	assert_string_equal(screen, "1\n2\n3\n4\n5\n");
	assert_int_equal(asked, 3);
	assert_false(pager_print(&p, "7\n", 2));
	assert_string_equal(screen, "1\n2\n3\n4\n5\n");
}

static void
long_lines_count_as_they_wrap(void **state)
{
	struct pager p = pager_of(4, 10, "");

	(void)state;
	assert_false(pager_print(&p, "1234567890\n12345678901\n4\n", 25));
	assert_string_equal(screen, "1234567890\n12345678901\n");
}

static void
without_rows_nothing_pauses(void **state)
{
	struct pager p = pager_of(0, 80, "");

	(void)state;
	for (int i = 0; i < 100; i++)
		assert_true(pager_print(&p, "x\n", 2));
	assert_int_equal(asked, 0);
}

static void
a_line_begun_is_held_back(void **state)
{
	struct pager p = pager_of(24, 80, "");

	(void)state;
	assert_true(pager_print(&p, "one\ntw", 6));
	assert_true(pager_print(&p, "o\nContinue? [Y/N]:", 18));
	assert_string_equal(screen, "one\ntwo\n");
	assert_string_equal(p.tail, "Continue? [Y/N]:");
	pager_end(&p);
	assert_string_equal(screen, "one\ntwo\nContinue? [Y/N]:\n");
	assert_string_equal(p.tail, "");
}

static void
an_endless_line_is_bounded(void **state)
{
	struct pager p = pager_of(24, 80, "");
	char x[PAGER_TAIL_MAX];

	(void)state;
	memset(x, 'x', sizeof x);
	assert_true(pager_print(&p, x, sizeof x));
	assert_true(pager_print(&p, x, sizeof x));
	assert_int_equal(strlen(p.tail), PAGER_TAIL_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(space_shows_a_page),
	    cmocka_unit_test(enter_shows_a_line),
	    cmocka_unit_test(long_lines_count_as_they_wrap),
	    cmocka_unit_test(without_rows_nothing_pauses),
	    cmocka_unit_test(a_line_begun_is_held_back),
	    cmocka_unit_test(an_endless_line_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
