/* Several commands in one argument. */
#include "test/check.h"

#include "linux/commands.h"

static void
semicolons_separate(void **state)
{
	const char *rest = " system-view;sysname X ;; \n commit ; ";
	char line[32];

	(void)state;
	assert_int_equal(commands_next(&rest, line, sizeof line), 1);
	assert_string_equal(line, "system-view");
	assert_int_equal(commands_next(&rest, line, sizeof line), 1);
	assert_string_equal(line, "sysname X");
	assert_int_equal(commands_next(&rest, line, sizeof line), 1);
	assert_string_equal(line, "commit");
	assert_int_equal(commands_next(&rest, line, sizeof line), 0);
	assert_int_equal(commands_next(&rest, line, sizeof line), 0);
}

static void
a_backslash_keeps_one(void **state)
{
	const char *rest = "description a\\;b\\\\c\\d;x";
	char line[32];

	(void)state;
	assert_int_equal(commands_next(&rest, line, sizeof line), 1);
	assert_string_equal(line, "description a;b\\c\\d");
	assert_int_equal(commands_next(&rest, line, sizeof line), 1);
	assert_string_equal(line, "x");
	assert_int_equal(commands_next(&rest, line, sizeof line), 0);
}

static void
too_long_is_said(void **state)
{
	const char *rest = "12345678";
	char line[8];

	(void)state;
	assert_int_equal(commands_next(&rest, line, sizeof line), -1);
	rest = "1234567";
	assert_int_equal(commands_next(&rest, line, sizeof line), 1);
	assert_string_equal(line, "1234567");
	rest = "";
	assert_int_equal(commands_next(&rest, line, sizeof line), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(semicolons_separate),
	    cmocka_unit_test(a_backslash_keeps_one),
	    cmocka_unit_test(too_long_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
