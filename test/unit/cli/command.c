/* One line: marks and views, what is known where, carets, lines that are no lines, actions. */
#include "test/unit/cli/small.h"

/* ---- views and marks ---- */

static void
marks_are_derived(void **state)
{
	(void)state;
	assert_string_equal(io.prompt, "<HUAWEI>");
	EXPECT("system-view", HELLO, "[~HUAWEI]");
	EXPECT("sysname DeviceA", "", "[*HUAWEI]");
	EXPECT("undo sysname", "", "[~HUAWEI]");
	EXPECT("sysname DeviceA", "", "[*HUAWEI]");
	EXPECT("commit", "", "[~DeviceA]");
	EXPECT("sysname DeviceA", "", "[~DeviceA]");
	EXPECT("commit", "", "[~DeviceA]");
	EXPECT("shelf top", "", "[*DeviceA-shelf-top]");
	EXPECT("quit", "", "[*DeviceA]");
	EXPECT("undo shelf top", "", "[~DeviceA]");
	EXPECT("shelf top", "", "[*DeviceA-shelf-top]");
	EXPECT("commit description the first shelf", "", "[~DeviceA-shelf-top]");
	EXPECT("height 10", "", "[*DeviceA-shelf-top]");
	EXPECT("undo height", "", "[~DeviceA-shelf-top]");
	EXPECT("quit", "", "[~DeviceA]");
	EXPECT("shelf top", "", "[~DeviceA-shelf-top]");
	EXPECT("return", "", "<DeviceA>");
	EXPECT("quit",
	       "Info: The running configuration is not saved; a restart brings back the "
	       "one saved last.\n",
	       "<DeviceA>");
	assert_int_equal(io.verdict, CLI_QUIT);
}

static void
empty_lines_and_comments_do_nothing(void **state)
{
	(void)state;
	EXPECT("", "", "<HUAWEI>");
	EXPECT("  ", "", "<HUAWEI>");
	EXPECT("# nonsense", "", "<HUAWEI>");
	EXPECT("!nonsense", "", "<HUAWEI>");
	assert_false(io.failed);
}

static void
a_view_tries_itself_first_and_then_the_system_view(void **state)
{
	(void)state;
	type("system-view");
	type("shelf top");
	EXPECT("shelf bottom", "", "[*HUAWEI-shelf-top]");
	EXPECT("limit 3", "", "[*HUAWEI]");
	type("shelf top");
	EXPECT("undo limit",
	       "                        ^\n"
	       "Error: Unrecognized command found at '^' position.\n",
	       "[*HUAWEI-shelf-top]");
	EXPECT("limit 10",
	       "                         ^\n"
	       "Error: Wrong parameter found at '^' position.\n",
	       "[*HUAWEI-shelf-top]");
	EXPECT("nonsense 10",
	       "                   ^\n"
	       "Error: Unrecognized command found at '^' position.\n",
	       "[*HUAWEI-shelf-top]");
}

static void
configuration_is_not_known_in_the_user_view(void **state)
{
	(void)state;
	assert_non_null(strstr(type("sysname x"), "Unrecognized command"));
	assert_non_null(strstr(type("commit"), "Unrecognized command"));
	type("system-view");
	assert_non_null(strstr(type("reset thing a"), "Unrecognized command"));
	assert_non_null(strstr(type("system-view"), "Unrecognized command"));
	EXPECT("run reset thing a", "", "[~HUAWEI]");
	assert_int_equal(resets, 1);
	assert_string_equal(type("run quit"),
			    "             ^\n"
			    "Error: Unrecognized command found at '^' position.\n");
}

/* ---- errors ---- */

static void
carets_stand_below_the_word(void **state)
{
	static const struct {
		const char *line;
		unsigned column; /* in the line */
		const char *kind;
	} row[] = {
	    {"  sysnme x", 2, "Unrecognized command"},
	    {"sysnme x", 0, "Unrecognized command"},
	    {"display nothing", 8, "Unrecognized command"},
	    {"sysname", 7, "Incomplete command"},
	    {"limit 10", 6, "Wrong parameter"},
	    {"limit x", 6, "Wrong parameter"},
	    {"limit 1 2", 8, "Too many parameters"},
	    {"s", 0, "Ambiguous command"},
	    {"run display thing a", 19, "Incomplete command"},
	};
	char expected[200];

	(void)state;
	type("system-view");
	for (size_t i = 0; i < COUNT_OF(row); i++) {
		snprintf(expected, sizeof expected, "%*s^\nError: %s found at '^' position.\n",
			 (int)(strlen("[~HUAWEI]") + row[i].column), "", row[i].kind);
		EXPECT(row[i].line, expected, "[~HUAWEI]");
		assert_true(io.failed);
	}
	type("display clock");
	assert_false(io.failed);
}

static void
a_script_sees_its_line_above_the_caret(void **state)
{
	struct cli_session *script = cli_open(cli, false, fresh());

	(void)state;
	assert_string_equal(type_in(script, "nonsense"),
			    "<HUAWEI>nonsense\n        ^\n"
			    "Error: Unrecognized command found at '^' position.\n");
	assert_int_equal(io.page, 0);
}

static void
a_bad_line_is_refused_whole(void **state)
{
	char line[CLI_LINE_MAX + 2];

	(void)state;
	memset(line, 'x', sizeof line - 1);
	line[sizeof line - 1] = '\0';
	assert_string_equal(type(line), "Error: The command is longer than 3100 characters.\n");
	line[CLI_LINE_MAX] = '\0';
	assert_non_null(strstr(type(line), "Unrecognized"));
	assert_string_equal(type("display \033[2J"),
			    "Error: The command has a character that is not visible.\n");
	cli_help(main_session, line, fresh());
	line[CLI_LINE_MAX] = 'x';
	cli_help(main_session, line, fresh());
	assert_string_equal(room, "");
	cli_tab(main_session, line, fresh());
	assert_string_equal(room, line);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(marks_are_derived),
	    TEST(empty_lines_and_comments_do_nothing),
	    TEST(a_view_tries_itself_first_and_then_the_system_view),
	    TEST(configuration_is_not_known_in_the_user_view),
	    TEST(carets_stand_below_the_word),
	    TEST(a_script_sees_its_line_above_the_caret),
	    TEST(a_bad_line_is_refused_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
