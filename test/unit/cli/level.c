/* What a user may do: by the groups of the system that he is in, whatever way a line comes. */
#include "test/unit/cli/small.h"

#include "cli/level.h"

static struct user_config config; /* in force, and what a candidate would say */
static struct user_config before; /* on_trial: what every other says */
static bool on_trial;

static const struct user_config *
config_of(const struct conf *c)
{
	return on_trial && c != running ? &before : &config;
}

static int
begin_with_levels(void **state)
{
	(void)state;
	memset(&config, 0, sizeof config);
	memset(&before, 0, sizeof before);
	on_trial = false;
	running = conf_new(&small, &no_ports);
	cli = cli_new(&(struct cli_setup){.schema = &small,
					  .shows = &shows,
					  .shows_count = 1,
					  .actions = &actions,
					  .actions_count = 1,
					  .version = "Twinlease 0",
					  .sysname = sysname,
					  .config = config_of});
	cli_running(cli, running, 1000000, 0);
	main_session = cli_open(cli, true, fresh());
	resets = 0;
	return 0;
}

static void
is(const char *name, const char *groups, bool root)
{
	cli_is(main_session, &(struct cli_user){name, groups, root});
}

static void
maps(unsigned i, const char *group, uint8_t level)
{
	config.group[i].set = true;
	snprintf(config.group[i].name, sizeof config.group[i].name, "%s", group);
	config.group[i].level = level;
}

static void
the_highest_of_the_groups_counts(void **state)
{
	static const struct {
		const char *groups;
		enum user_level level;
	} rows[] = {
	    {"", USER_CONFIGURE},
	    {":100:users:", USER_CONFIGURE}, /* none of these groups */
	    {":7:watch:", USER_MONITOR},
	    {":7:watch:8:admins:", USER_MANAGE},
	    {":8:admins:7:watch:", USER_MANAGE},
	    {":1001:nobody:", USER_VISIT}, /* by its number */
	    {":watchers:", USER_CONFIGURE},
	    {":tower-watch:", USER_CONFIGURE},
	};

	(void)state;
	maps(0, "1001", USER_VISIT);
	maps(1, "admins", USER_MANAGE);
	maps(2, "watch", USER_MONITOR);
	config.others.set = true;
	config.others.level = USER_CONFIGURE;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		is("x", rows[i].groups, false);
		assert_int_equal(level_of(main_session), rows[i].level);
	}
	is("root", ":1001:", true);
	assert_int_equal(level_of(main_session), USER_MANAGE);
}

/* A device on which nothing was said keeps nobody out. */
static void
without_configuration_everybody_may_do_everything(void **state)
{
	(void)state;
	assert_int_equal(level_of(main_session), USER_MANAGE);
	is("x", ":100:users:", false);
	assert_int_equal(level_of(main_session), USER_MANAGE);
}

#define DENIED "Error: You do not have permission to run the command.\n"

static void
each_kind_of_command_has_its_level(void **state)
{
	static const struct {
		const char *line;
		enum user_level level;
	} rows[] = {
	    {"display version", USER_VISIT},
	    {"screen-length 0 temporary", USER_VISIT},
	    {"display current-configuration", USER_MONITOR},
	    {"compare configuration", USER_MONITOR},
	    {"system-view", USER_CONFIGURE},
	    {"configuration exclusive", USER_CONFIGURE},
	    {"reset thing moon", USER_MANAGE},
	    {"kill user-interface vty 1", USER_MANAGE},
	    {"save", USER_MANAGE},
	    {"save whole.cfg", USER_MANAGE},
	    {"startup saved-configuration whole.cfg", USER_MANAGE},
	    {"rollback configuration last 1", USER_MANAGE},
	};

	(void)state;
	config.others.set = true;
	is("x", "", false);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		bool refused = false;

		if (rows[i].level == USER_VISIT)
			continue;
		config.others.level = (uint8_t)(rows[i].level - 1);
		cli_line(main_session, rows[i].line, fresh());
		assert_memory_equal(room, DENIED, sizeof DENIED - 1);
		assert_true(io.failed);
		assert_int_equal(io.verdict, CLI_READY);
		assert_string_equal(cli_done(main_session, &refused), rows[i].line);
		assert_true(refused);
		assert_null(cli_done(main_session, &refused));
	}
	assert_int_equal(resets, 0);
	config.others.level = USER_VISIT;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		if (rows[i].level != USER_VISIT)
			continue;
		cli_line(main_session, rows[i].line, fresh());
		assert_null(strstr(room, DENIED));
	}
}

/* What a commit takes away is gone at the next line, also for a candidate that is there. */
static void
a_level_that_is_taken_away_counts_at_once(void **state)
{
	(void)state;
	is("x", "", false);
	type("system-view");
	type("limit 3");
	config.others.set = true;
	config.others.level = USER_MONITOR;
	cli_line(main_session, "commit", fresh());
	assert_memory_equal(room, DENIED, sizeof DENIED - 1);
	EXPECT("quit", "", LEAVE);
	cli_line(main_session, "n", fresh());
	assert_string_equal(io.prompt, "<HUAWEI>");
}

/* Nothing that leads to a commit gets past the level, and the log names who tried. */
static void
leaving_commits_only_with_the_level(void **state)
{
	bool refused = false;

	(void)state;
	is("x", "", false);
	type("system-view");
	type("limit 3");
	config.others.set = true;
	config.others.level = USER_MONITOR;
	for (unsigned i = 0; i < 2; i++) {
		EXPECT(i == 0 ? "quit" : "return", "", LEAVE);
		cli_line(main_session, "y", fresh());
		assert_memory_equal(room, DENIED, sizeof DENIED - 1);
		assert_int_equal(io.verdict, CLI_READY);
		assert_string_equal(cli_done(main_session, &refused), "commit");
		assert_true(refused);
		assert_null(cli_done(main_session, &refused));
	}
	config.others.level = USER_CONFIGURE;
	EXPECT("return", "", LEAVE);
	assert_null(cli_done(main_session, &refused));
	assert_string_equal(type("y"), "");
	assert_string_equal(io.prompt, "<HUAWEI>");
	assert_string_equal(cli_done(main_session, &refused), "commit");
	assert_false(refused);
	assert_non_null(strstr(type("display configuration commit list verbose 1"), "User: x"));
}

/* A question that is open keeps nothing of the level that its command had. */
static void
an_answer_takes_the_level_of_its_command(void **state)
{
	static const char *const lines[] = {"save", "save whole.cfg", "reset world one"};
	bool refused = false;

	(void)state;
	is("x", "", false);
	config.others.set = true;
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		config.others.level = USER_MANAGE;
		cli_line(main_session, lines[i], fresh());
		assert_int_equal(io.verdict, CLI_QUESTION);
		config.others.level = USER_CONFIGURE;
		cli_line(main_session, "y", fresh());
		assert_memory_equal(room, DENIED, sizeof DENIED - 1);
		assert_int_equal(io.verdict, CLI_READY);
		assert_string_equal(cli_done(main_session, &refused), lines[i]);
		assert_true(refused);
	}
	assert_int_equal(resets, 0);
	config.others.level = USER_CONFIGURE;
	type("system-view");
	type("limit 3");
	type("commit trial 60");
	cli_done(main_session, &refused);
	cli_line(main_session, "abort trial", fresh());
	assert_int_equal(io.verdict, CLI_QUESTION);
	assert_null(cli_done(main_session, &refused));
	config.others.level = USER_MONITOR;
	cli_line(main_session, "y", fresh());
	assert_memory_equal(room, DENIED, sizeof DENIED - 1);
	assert_string_equal(cli_done(main_session, &refused), "abort trial");
	assert_true(refused);
}

static void
nobody_keeps_a_level_that_he_has_by_the_trial_alone(void **state)
{
	static const char *const lines[] = {"commit", "confirm trial", "confirm trial session 0"};
	bool refused = false;

	(void)state;
	is("x", "", false);
	type("system-view");
	type("limit 3");
	type("commit trial 60");
	cli_done(main_session, &refused);
	on_trial = config.others.set = before.others.set = true;
	for (size_t i = 0; i < 2 * COUNT_OF(lines); i++) {
		config.others.level = i % 2 == 0 ? USER_MANAGE : USER_CONFIGURE;
		before.others.level = i % 2 == 0 ? USER_CONFIGURE : USER_MANAGE;
		assert_memory_equal(type(lines[i / 2]), DENIED, sizeof DENIED - 1);
		assert_int_equal(cli_trial_state(cli), CLI_TRIAL_UNDER_WAY);
		assert_string_equal(cli_done(main_session, &refused), lines[i / 2]);
		assert_true(refused);
	}
	is("root", "", true);
	type("confirm trial");
	assert_int_equal(cli_trial_state(cli), CLI_TRIAL_CONFIRMED);
}

/* A display that stands at a page. */
static void
a_display_ends_where_the_level_is_gone(void **state)
{
	bool refused = false;

	(void)state;
	config.others.set = true;
	config.others.level = USER_MONITOR;
	is("x", "", false);
	cli_line(main_session, "display rows", fresh());
	assert_int_equal(io.verdict, CLI_MORE);
	cli_more(main_session, fresh());
	assert_int_equal(io.verdict, CLI_MORE);
	config.others.level = USER_VISIT;
	cli_more(main_session, fresh());
	assert_int_equal(io.verdict, CLI_READY);
	assert_true(io.failed);
	assert_memory_equal(room, DENIED, strlen(DENIED));
	assert_string_equal(cli_done(main_session, &refused), "display rows");
	assert_true(refused);
}

/* Whatever it is: a person's, a script's, one in the middle of a display. */
static void
a_session_is_ended_by_another(void **state)
{
	struct cli_session *script = cli_open(cli, false, fresh());
	bool refused;

	(void)state;
	is("boss", "", false);
	cli_line(script, "display rows", fresh());
	cli_line(main_session, "kill user-interface vty 1", fresh());
	assert_int_equal(io.verdict, CLI_QUESTION);
	assert_null(cli_done(main_session, &refused));
	assert_int_equal(cli_idle_deadline(script), TIME_NEVER);
	cli_line(main_session, "y", fresh());
	assert_string_equal(cli_done(main_session, &refused), "kill user-interface vty 1");
	assert_int_equal(cli_idle_deadline(script), 0);
	cli_idle(script, fresh());
	assert_int_equal(io.verdict, CLI_QUIT);
	assert_non_null(strstr(room, "Info: boss VTY 0 ends this session."));
}

/* Between the question and its answer another one may have come to that place. */
static void
only_the_session_that_was_asked_about_is_ended(void **state)
{
	struct cli_session *other = cli_open(cli, true, fresh());

	(void)state;
	cli_line(main_session, "kill user-interface vty 1", fresh());
	cli_close(other);
	fresh();
	io.now = 9 * TIME_SEC;
	other = cli_open(cli, true, &io);
	cli_line(main_session, "y", fresh());
	assert_true(io.failed);
	assert_int_not_equal(cli_idle_deadline(other), 0);
	cli_line(main_session, "kill user-interface vty 1", fresh());
	cli_close(other);
	cli_line(main_session, "y", fresh());
	assert_true(io.failed);
}

static void
what_is_done_is_recorded_when_it_is_done(void **state)
{
	bool refused = true;

	(void)state;
	type("system-view");
	assert_null(cli_done(main_session, &refused));
	type("limit 3");
	assert_string_equal(cli_done(main_session, &refused), "limit 3");
	assert_false(refused);
	type("limit 99999");
	assert_null(cli_done(main_session, &refused));
	type("display this");
	assert_null(cli_done(main_session, &refused));
	type("commit");
	assert_string_equal(cli_done(main_session, &refused), "commit");
	type("return");
	type("reset world one");
	assert_null(cli_done(main_session, &refused));
	cli_line(main_session, "n", fresh());
	assert_null(cli_done(main_session, &refused));
	type("reset world one");
	cli_line(main_session, "y", fresh());
	assert_string_equal(cli_done(main_session, &refused), "reset world one");
}

static void
a_name_is_one_word_of_visible_characters(void **state)
{
	char who[CLI_WHO_MAX];

	(void)state;
	is("a b\n\033[31mwho-has-a-name-that-is-too-long-for-anything", "", false);
	assert_string_equal(cli_who(main_session, who), "a.b..[31mwho-has-a-name-that-is- VTY 0");
}

static void
only_persons_are_logged_out(void **state)
{
	struct cli_session *script = cli_open(cli, false, fresh());

	(void)state;
	assert_int_equal(cli_idle_deadline(script), TIME_NEVER);
	assert_int_equal(cli_idle_deadline(main_session), 7 * TIME_SEC + 600 * TIME_SEC);
	config.idle.set = true;
	config.idle.minutes = 1;
	config.idle.seconds = 30;
	assert_int_equal(cli_idle_deadline(main_session), 97 * TIME_SEC);
	fresh();
	io.now = 50 * TIME_SEC;
	cli_tab(main_session, "disp", &io); /* any key counts */
	assert_int_equal(cli_idle_deadline(main_session), 140 * TIME_SEC);
	config.idle.minutes = config.idle.seconds = 0;
	assert_int_equal(cli_idle_deadline(main_session), TIME_NEVER);
	config.idle.seconds = 5;
	type("system-view");
	type("limit 3");
	cli_idle(main_session, fresh());
	assert_non_null(strstr(room, "what was not committed is dropped"));
	assert_int_equal(io.verdict, CLI_QUIT);
	assert_int_equal(cli_idle_deadline(main_session), TIME_NEVER);
}

#undef TEST
#define TEST(function) cmocka_unit_test_setup_teardown(function, begin_with_levels, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(the_highest_of_the_groups_counts),
	    TEST(without_configuration_everybody_may_do_everything),
	    TEST(each_kind_of_command_has_its_level),
	    TEST(a_level_that_is_taken_away_counts_at_once),
	    TEST(leaving_commits_only_with_the_level),
	    TEST(an_answer_takes_the_level_of_its_command),
	    TEST(nobody_keeps_a_level_that_he_has_by_the_trial_alone),
	    TEST(a_display_ends_where_the_level_is_gone),
	    TEST(a_session_is_ended_by_another),
	    TEST(only_the_session_that_was_asked_about_is_ended),
	    TEST(what_is_done_is_recorded_when_it_is_done),
	    TEST(a_name_is_one_word_of_visible_characters),
	    TEST(only_persons_are_logged_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
