/* `?` and Tab, in a view, for the view above, behind a pipe. */
#include "test/unit/cli/small.h"

/* ---- help ---- */

static const char *
help(const char *line)
{
	cli_help(main_session, line, fresh());
	assert_int_equal(io.verdict, CLI_READY);
	return room;
}

static const char *
tab(const char *line)
{
	cli_tab(main_session, line, fresh());
	return room;
}

static void
help_lists_what_may_stand(void **state)
{
	(void)state;
	type("system-view");
	assert_string_equal(help("limit "), "  INTEGER<1-9>             Some limit\n");
	assert_string_equal(help("limit 3 "), "  <cr>\n");
	assert_string_equal(help("comm"), "  commit\n");
	assert_non_null(strstr(help(""), "  sysname                  Name of the device\n"));
	assert_string_equal(help("nonsense "),
			    "         ^\nError: Unrecognized command found at '^' position.\n");
	type("shelf top");
	assert_non_null(strstr(help("height "), "INTEGER<1-100>"));
	assert_non_null(strstr(help("limit "), "INTEGER<1-9>"));
	assert_non_null(strstr(help("display rows | "), "  json"));
	assert_string_equal(help("display rows | json | c"), "  count\n");
	assert_false(io.failed);
}

static void
tab_finishes_words(void **state)
{
	(void)state;
	type("system-view");
	assert_string_equal(tab("lim"), "limit ");
	assert_string_equal(tab("  Lim"), "  limit ");
	assert_string_equal(tab("undo sysn"), "undo sysname ");
	assert_string_equal(tab("s"), "s");
	assert_string_equal(tab("nonsense"), "nonsense");
	assert_string_equal(tab("limit 3"), "limit 3");
	assert_string_equal(tab("display configuration candidate m"),
			    "display configuration candidate merge ");
	assert_string_equal(tab("display rows | inc"), "display rows | include ");
	assert_string_equal(tab("display c"), "display c");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(help_lists_what_may_stand),
	    TEST(tab_finishes_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
