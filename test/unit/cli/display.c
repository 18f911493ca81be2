/* Displays in steps, their words, their filters, their errors; those of cli/ itself. */
#include "test/unit/cli/small.h"

/* ---- displays ---- */

static unsigned
count_lines(void)
{
	unsigned n = 0;

	for (const char *p = room; *p != '\0'; p++)
		n += *p == '\n';
	return n;
}

static unsigned
read_on(void)
{
	unsigned lines = count_lines();

	while (io.verdict == CLI_MORE) {
		assert_false(out.cut);
		cli_more(main_session, fresh());
		lines += count_lines();
	}
	return lines;
}

static void
a_display_streams(void **state)
{
	(void)state;
	type("display rows");
	assert_int_equal(io.verdict, CLI_MORE);
	assert_int_equal(io.page, CLI_PAGE_WINDOW);
	assert_int_equal(count_lines(), ROWS_A_STEP);
	assert_int_equal(read_on(), ROWS_MANY);
	type("display rows | include 99$ | no-more");
	assert_int_equal(io.page, 0);
	assert_int_equal(read_on(), ROWS_MANY / 100);
	type("disp rows|count");
	assert_int_equal(read_on(), 1);
	assert_string_equal(room, "Total lines: 5000.\n");
	type("display rows | json");
	assert_int_equal(read_on(), 3 * ROWS_MANY + 4);
	type("display rows");
	cli_stop(main_session, fresh());
	assert_int_equal(io.verdict, CLI_READY);
	type("display rows");
	EXPECT("system-view", HELLO, "[~HUAWEI]");
}

static void
a_display_gets_its_words(void **state)
{
	(void)state;
	EXPECT("disp thing Bar b", "Thing Bar big of subject at 7000000\n", "<HUAWEI>");
	EXPECT("display thing x small | json",
	       "{\n  \"name\": \"x\",\n  \"kind\": \"small\",\n  \"subject\": \"subject\",\n"
	       "  \"now\": 7000000\n}\n",
	       "<HUAWEI>");
	assert_false(io.failed);
	EXPECT("display thing none big | include foo", "Error: The thing none does not exist.\n",
	       "<HUAWEI>");
	assert_true(io.failed);
	EXPECT("display thing none big | json",
	       "{\n  \"error\": \"The thing none does not exist.\"\n}\n", "<HUAWEI>");
	assert_true(io.failed);
}

static void
filters_are_checked(void **state)
{
	static const struct {
		const char *line;
		unsigned column;
		const char *kind;
	} row[] = {
	    {"display rows | grep x", 15, "Unrecognized command"},
	    {"display rows |", 14, "Incomplete command"},
	    {"display rows | include", 22, "Incomplete command"},
	    {"display rows | include (", 23, "Wrong parameter"},
	    {"display rows | count | exclude [", 31, "Wrong parameter"},
	    {"display rows | count 3", 21, "Too many parameters"},
	    {"display nothing | count", 8, "Unrecognized command"},
	};
	char expected[200];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(row); i++) {
		snprintf(expected, sizeof expected, "%*s^\nError: %s found at '^' position.\n",
			 (int)(strlen("<HUAWEI>") + row[i].column), "", row[i].kind);
		EXPECT(row[i].line, expected, "<HUAWEI>");
	}
	EXPECT("display thing a big | include x|Thing a | count", "Total lines: 1.\n", "<HUAWEI>");
	EXPECT("display thing a big | include ignore-case THING",
	       "Thing a big of subject at "
	       "7000000\n",
	       "<HUAWEI>");
}

static void
own_displays(void **state)
{
	(void)state;
	EXPECT("display this", "#\nreturn\n", "<HUAWEI>");
	type("system-view");
	type("shelf top");
	type("height 3");
	EXPECT("display configuration candidate changes | include ^[+]",
	       "+ shelf top\n+  height 3\n", "[*HUAWEI-shelf-top]");
	EXPECT("display configuration candidate merge", "#\nshelf top\n height 3\n#\nreturn\n",
	       "[*HUAWEI-shelf-top]");
	type("commit");
	EXPECT("display this", "#\nshelf top\n height 3\n#\nreturn\n", "[~HUAWEI-shelf-top]");
	EXPECT("display this | json",
	       "{\n  \"line\": [\n    {\n      \"text\": \"#\"\n    },\n"
	       "    {\n      \"text\": \"shelf top\"\n    },\n"
	       "    {\n      \"text\": \" height 3\"\n    },\n"
	       "    {\n      \"text\": \"#\"\n    },\n"
	       "    {\n      \"text\": \"return\"\n    }\n  ]\n}\n",
	       "[~HUAWEI-shelf-top]");
	EXPECT("display clock",
	       "1970-01-01 00:00:07+00:00\nThursday\nTime Zone(DefaultZoneName) : UTC\n",
	       "[~HUAWEI-shelf-top]");
	EXPECT("display version",
	       "After the Huawei Versatile Routing Platform Software; not made by Huawei.\n"
	       "VRP (R) software, Version 8.180 (Twinlease 0)\n"
	       "HUAWEI Twinlease uptime is 0 days, 0 hours, 0 minutes\n",
	       "[~HUAWEI-shelf-top]");
	EXPECT("display current-configuration | begin !L",
	       "!Last configuration was updated at 1970-01-01 00:00:07+00:00\n"
	       "!It is not saved; a restart brings back the one saved last\n"
	       "#\nshelf top\n height 3\n#\nreturn\n",
	       "[~HUAWEI-shelf-top]");
}

static void
history_keeps_ten(void **state)
{
	char line[20];

	(void)state;
	for (unsigned i = 0; i < 12; i++) {
		snprintf(line, sizeof line, "! %u", i);
		type(line);
		type(line);
		type("");
	}
	EXPECT("display history-command",
	       "  ! 3\n  ! 4\n  ! 5\n  ! 6\n  ! 7\n  ! 8\n  ! 9\n  ! 10\n  ! 11\n"
	       "  display history-command\n",
	       "<HUAWEI>");
}

static void
actions_act(void **state)
{
	(void)state;
	EXPECT("reset thing a", "", "<HUAWEI>");
	assert_false(io.failed);
	EXPECT("reset thing none", "Error: No such thing.\n", "<HUAWEI>");
	assert_true(io.failed);
	assert_int_equal(resets, 2);
}

static void
screen_length_is_the_sessions(void **state)
{
	(void)state;
	EXPECT("screen-length 0 temporary", SCREEN_INFO, "<HUAWEI>");
	assert_int_equal(io.page, 0);
	type("screen-length 100 temporary");
	assert_int_equal(io.page, 100);
	type("undo screen-length temporary");
	assert_int_equal(io.page, CLI_PAGE_WINDOW);
}

static void
an_action_asks_first(void **state)
{
	static const char ask[] = "Are you sure to continue?[Y/N]";

	(void)state;
	EXPECT("reset world a", "Warning: Everything will be reset.\n", ask);
	assert_int_equal(io.verdict, CLI_QUESTION);
	EXPECT("perhaps",
	       "Error: Please choose 'YES' or 'NO' first before pressing 'Enter'. [Y/N]:\n", ask);
	EXPECT("n", "", "<HUAWEI>");
	assert_int_equal(resets, 0);
	type("reset world a");
	EXPECT("Yes", "", "<HUAWEI>");
	assert_int_equal(resets, 1);
	assert_string_equal(reset_name, "a");
	assert_false(io.failed);
	type("reset world none");
	EXPECT("y", "Error: No such thing.\n", "<HUAWEI>");
	assert_true(io.failed);
	type("reset world b");
	cli_stop(main_session, fresh()); /* Ctrl-C is no yes */
	assert_int_equal(io.verdict, CLI_READY);
	assert_int_equal(resets, 2);
}

static void
an_action_of_a_view_knows_its_object(void **state)
{
	(void)state;
	assert_non_null(strstr(type("lift now"), "Unrecognized command"));
	type("system-view");
	assert_non_null(strstr(type("lift now"), "Unrecognized command"));
	type("shelf upper");
	type("lift now");
	assert_int_equal(resets, 1);
	assert_string_equal(reset_name, "upper");
	assert_non_null(strstr(type("reset thing a"), "Unrecognized command"));
	assert_non_null(strstr(type("run lift now"), "Unrecognized command"));
	assert_int_equal(resets, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(an_action_asks_first),
	    TEST(an_action_of_a_view_knows_its_object),
	    TEST(a_display_streams),
	    TEST(a_display_gets_its_words),
	    TEST(filters_are_checked),
	    TEST(own_displays),
	    TEST(history_keeps_ten),
	    TEST(actions_act),
	    TEST(screen_length_is_the_sessions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
