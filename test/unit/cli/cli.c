/* A session as a machine: questions, commits of one and of two sessions, saves, and whatever a
 * client may send at a wrong moment. */
#include "test/unit/cli/small.h"

/* ---- leaving ---- */

static void
leaving_asks(void **state)
{
	(void)state;
	type("system-view");
	type("limit 3");
	EXPECT("quit", "", LEAVE);
	assert_int_equal(io.verdict, CLI_QUESTION);
	EXPECT("perhaps",
	       "Error: Please choose 'YES', 'NO' or 'CANCEL' first before pressing "
	       "'Enter'. [Y/N/C]:\n",
	       LEAVE);
	EXPECT("",
	       "Error: Please choose 'YES', 'NO' or 'CANCEL' first before pressing 'Enter'. "
	       "[Y/N/C]:\n",
	       LEAVE);
	EXPECT("c", "", "[*HUAWEI]");
	EXPECT("return", "", LEAVE);
	cli_stop(main_session, fresh());
	assert_string_equal(io.prompt, "[*HUAWEI]");
	EXPECT("return", "", LEAVE);
	EXPECT("No", "", "<HUAWEI>");
	type("system-view");
	EXPECT("limit 3", "", "[*HUAWEI]");
	type("shelf top");
	EXPECT("return", "", LEAVE);
	EXPECT(" YES ", "", "<HUAWEI>");
	assert_int_equal(conf_count(running, 1), 1);
}

static void
leaving_stays_when_the_commit_is_refused(void **state)
{
	(void)state;
	type("system-view");
	type("limit 3");
	type("return");
	cli_line(main_session, "y", fresh());
	assert_int_equal(io.verdict, CLI_COMMIT);
	find_fault((struct conf_path){0}, "limit 3", "The limit is too low.", false);
	cli_commit_done(main_session, cli_commit_take(main_session), &why, &io);
	assert_string_equal(room, "limit 3\nError: The limit is too low.\n" CANCELED);
	assert_string_equal(io.prompt, "[*HUAWEI]");
	assert_true(io.failed);
}

static void
clearing_drops_what_is_pending(void **state)
{
	(void)state;
	type("system-view");
	type("shelf top");
	EXPECT("clear configuration candidate", "", "[~HUAWEI]");
	EXPECT("return", "", "<HUAWEI>");
}

static void
returning_from_the_user_view_is_no_error(void **state)
{
	(void)state;
	EXPECT("return", "", "<HUAWEI>");
	assert_false(io.failed);
}

static void
a_program_is_not_asked(void **state)
{
	char file[4096];
	struct text t = text_of(file, sizeof file);

	(void)state;
	EXPECT("mmi-mode enable", "", "<HUAWEI>");
	type("display rows");
	assert_int_equal(io.page, 0);
	cli_line(main_session, "save", fresh());
	assert_int_equal(io.verdict, CLI_SAVE);
	cli_save_text(main_session, &t);
	cli_save_done(main_session, true, NULL, fresh());
	type("undo mmi-mode enable");
	assert_int_equal(io.page, CLI_PAGE_WINDOW);
	cli_line(main_session, "save", fresh());
	assert_int_equal(io.verdict, CLI_QUESTION);
}

/* ---- commits ---- */

static void
immediately_means_at_once(void **state)
{
	(void)state;
	EXPECT("system-view immediately", HELLO, "[HUAWEI]");
	EXPECT("limit 3", "", "[HUAWEI]");
	EXPECT("shelf top", "", "[HUAWEI-shelf-top]");
	assert_int_equal(conf_count(running, 1), 1);
	cli_line(main_session, "height 10", fresh());
	assert_int_equal(io.verdict, CLI_COMMIT);
	find_fault(conf_path_name(1, "top"), " height 10", "The shelf is too low.", false);
	cli_commit_done(main_session, cli_commit_take(main_session), &why, &io);
	assert_string_equal(room, "height 10\nError: The shelf is too low.\n");
	assert_true(io.failed);
	EXPECT("display this", "#\nshelf top\n#\nreturn\n", "[HUAWEI-shelf-top]");
	EXPECT("return", "", "<HUAWEI>");
	EXPECT("system-view", HELLO, "[~HUAWEI]");
}

static void
a_refused_commit_says_every_error_and_changes_nothing(void **state)
{
	(void)state;
	type("system-view");
	type("shelf top");
	type("height 10");
	cli_line(main_session, "commit", fresh());
	assert_int_equal(io.verdict, CLI_COMMIT);
	find_fault(conf_path_name(1, "top"), " height 10", "The shelf is too low.", false);
	find_fault(conf_path_name(1, "top"), "", "The shelf is bare.", true);
	find_fault((struct conf_path){0}, "", "The device is full.", false);
	why.errors += 70;
	cli_commit_done(main_session, cli_commit_take(main_session), &why, &io);
	assert_string_equal(room, "height 10\nError: The shelf is too low.\n"
				  "Error: The device is full.\n"
				  "Info: 70 more errors.\n" CANCELED);
	assert_string_equal(io.prompt, "[*HUAWEI-shelf-top]");
	assert_int_equal(conf_count(running, 1), 0);
	assert_string_equal(type("display configuration candidate"), "shelf top\n height 10\n");
}

static void
warnings_are_said_and_the_commit_goes_on(void **state)
{
	struct conf *old = running;

	(void)state;
	type("system-view");
	type("shelf top");
	cli_line(main_session, "commit", fresh());
	find_fault(conf_path_name(1, "top"), "", "The shelf is bare.", true);
	running = cli_commit_take(main_session);
	cli_running(cli, running, io.now, 0);
	conf_free(old);
	cli_commit_done(main_session, NULL, &why, &io);
	assert_string_equal(room, "shelf top\nWarning: The shelf is bare.\n");
	assert_string_equal(io.prompt, "[~HUAWEI-shelf-top]");
	assert_false(io.failed);
}

static void
two_sessions_add_up(void **state)
{
	struct cli_session *other = cli_open(cli, true, fresh());

	(void)state;
	type("system-view");
	type_in(other, "system-view");
	type("limit 3");
	type("sysname LongerName");
	type_in(other, "sysname DeviceB");
	type_in(other, "limit 4");
	type_in(other, "shelf top");
	EXPECT("commit", "", "[~LongerName]");
	assert_string_equal(type_in(other, "nonsense"), /* below the prompt that was shown */
			    "                   ^\n"
			    "Error: Unrecognized command found at '^' position.\n");
	type_in(other, "height 10");
	assert_string_equal(type_in(other, "display configuration candidate"),
			    "sysname DeviceB\nlimit 4\nshelf top\n height 10\n");
	type_in(other, "commit");
	assert_string_equal(io.prompt, "[~DeviceB-shelf-top]");
	EXPECT("display current-configuration | exclude !",
	       "#\nsysname DeviceB\nlimit 4\n#\nshelf top\n height 10\n#\nreturn\n", "[~DeviceB]");
}

static void
what_both_did_is_pending_no_more(void **state)
{
	struct cli_session *other = cli_open(cli, true, fresh());

	(void)state;
	type("system-view");
	type_in(other, "system-view");
	type("shelf top");
	type_in(other, "shelf top");
	type_in(other, "quit");
	type("commit");
	type_in(other, "");
	assert_string_equal(io.prompt, "[~HUAWEI]");
}

static void
a_line_made_impossible_stays_and_cancels_every_commit(void **state)
{
	struct cli_session *other = cli_open(cli, true, fresh());

	(void)state;
	type("system-view");
	type("shelf one");
	type("commit");
	type_in(other, "system-view");
	type_in(other, "limit 3");
	type_in(other, "shelf mine");
	type_in(other, "height 10");
	type("shelf two");
	type("quit");
	type("shelf two");
	EXPECT("commit", "", "[~HUAWEI-shelf-two]");
	assert_string_equal(type_in(other, "height 20"),
			    "Error: The object of this view was deleted by other user.\n");
	type_in(other, "commit");
	for (int i = 0; i < 2; i++) {
		assert_string_equal(
		    type_in(other, "commit"),
		    "shelf mine\nError: The number of shelfs exceeds the upper limit (2).\n"
		    "shelf mine\nheight 10\nError: The view of this line cannot be entered.\n"
		    "Commit canceled, the configuration conflicted with other user, you can "
		    "modify\nthe configuration and commit again.\n");
		assert_true(io.failed);
		assert_string_equal(io.prompt, "[*HUAWEI]");
	}
	assert_string_equal(type_in(other, "display configuration candidate"),
			    "limit 3\nshelf mine\n"
			    "!Error: The number of shelfs exceeds the upper limit (2).\n"
			    "shelf mine\n height 10\n"
			    " !Error: The view of this line cannot be entered.\n");
	assert_int_equal(conf_count(running, 1), 2);
	type("quit");
	type("undo shelf two");
	type("commit");
	assert_string_equal(type_in(other, "display configuration candidate"),
			    "limit 3\nshelf mine\n height 10\n");
	type("shelf two");
	type("commit");
	type_in(other, "undo shelf mine");
	assert_false(io.failed);
	type_in(other, "commit");
	assert_string_equal(io.prompt, "[~HUAWEI]");
	assert_int_equal(conf_count(running, 1), 2);
}

static void
a_deleted_view_is_left(void **state)
{
	struct cli_session *other = cli_open(cli, true, fresh());

	(void)state;
	type("system-view");
	type("shelf top");
	type("commit");
	type_in(other, "system-view");
	type_in(other, "undo shelf top");
	type_in(other, "commit");
	EXPECT("height 3", "Error: The object of this view was deleted by other user.\n",
	       "[~HUAWEI]");
}

static void
a_client_may_speak_out_of_turn(void **state)
{
	struct conf *candidate;

	(void)state;
	type("system-view");
	type("limit 3");
	cli_line(main_session, "commit", fresh());
	candidate = cli_commit_take(main_session);
	cli_line(main_session, "limit 4", fresh());
	assert_int_equal(io.verdict, CLI_BUSY);
	cli_more(main_session, fresh());
	assert_int_equal(io.verdict, CLI_BUSY);
	cli_stop(main_session, fresh());
	assert_int_equal(io.verdict, CLI_BUSY);
	cli_help(main_session, "", fresh());
	assert_int_equal(io.verdict, CLI_BUSY);
	assert_string_equal(room, "");
	cli_commit_done(main_session, candidate, &why, fresh());
	assert_int_equal(io.verdict, CLI_READY);
	cli_more(main_session, fresh());
	assert_int_equal(io.verdict, CLI_READY);
	cli_stop(main_session, fresh());
	assert_int_equal(io.verdict, CLI_READY);
}

/* ---- saving ---- */

static void
saving_asks_and_writes(void **state)
{
	static char file[8192];
	struct text t = text_of(file, sizeof file);

	(void)state;
	EXPECT("save", "Warning: all configuration will be written to the device.\n",
	       "Are you sure to continue?[Y/N]");
	EXPECT("x", "Error: Please choose 'YES' or 'NO' first before pressing 'Enter'. [Y/N]:\n",
	       "Are you sure to continue?[Y/N]");
	EXPECT("n", "", "<HUAWEI>");
	type("save");
	EXPECT("y", "Now saving all configuration to the slot 1\n", "<HUAWEI>");
	assert_int_equal(io.verdict, CLI_SAVE);
	assert_null(io.file);
	cli_save_text(main_session, &t);
	assert_string_equal(file, "#\nreturn\n");
	cli_line(main_session, "display clock", fresh());
	assert_int_equal(io.verdict, CLI_BUSY);
	cli_save_done(main_session, true, NULL, fresh());
	assert_string_equal(room, "Info: Save the configuration successfully.\n");
	assert_int_equal(io.verdict, CLI_READY);
	assert_false(io.failed);
}

/* A prepared file is not lost without a word. */
static void
saving_names_a_file_that_is_not_the_usual_one(void **state)
{
	static char file[8192];
	struct text t = text_of(file, sizeof file);

	(void)state;
	cli_started_from(cli, "startup.cfg");
	EXPECT("save", "Warning: all configuration will be written to the device.\n",
	       "Are you sure to continue?[Y/N]");
	type("n");
	cli_started_from(cli, "night.cfg");
	EXPECT(
	    "save",
	    "Warning: all configuration will be written to night.cfg and replace what it says.\n",
	    "Are you sure to continue?[Y/N]");
	EXPECT("y", "Now saving all configuration to night.cfg\n", "<HUAWEI>");
	cli_save_text(main_session, &t);
	cli_save_done(main_session, true, NULL, fresh());
}

/* What counts as saved is what was handed out to be written, not what runs when that is done. */
static void
unsaved_is_said_when_leaving(void **state)
{
	static const char info[] =
	    "Info: The running configuration is not saved; a restart brings back the one saved "
	    "last.\n";
	struct cli_session *other = cli_open(cli, true, fresh());
	static char file[8192];
	struct text t = text_of(file, sizeof file);

	(void)state;
	type("system-view");
	type("shelf top");
	type("commit");
	assert_string_equal(type_in(other, "quit"), info);
	assert_int_equal(io.verdict, CLI_QUIT);
	cli_close(other);
	other = cli_open(cli, true, fresh());
	type_in(other, "save");
	type_in(other, "y");
	cli_save_text(other, &t);
	type("height 3");
	type("commit");
	cli_save_done(other, true, NULL, fresh());
	assert_string_equal(type_in(other, "display saved-configuration | exclude !"),
			    "#\nshelf top\n#\nreturn\n");
	assert_string_equal(type_in(other, "display saved-configuration changes | include [+-]"),
			    "+  height 3\n");
	type("undo height");
	type("commit");
	assert_string_equal(type_in(other, "quit"), "");
	cli_close(other);
	type("height 4");
	type("commit");
	cli_saved(cli, NULL); /* the startup file was read: it is what runs */
	type("return");
	EXPECT("quit", "", "<HUAWEI>");
}

static void
saving_to_a_file(void **state)
{
	(void)state;
	type("system-view");
	EXPECT("save copy.cfg", "",
	       "Warning: Are you sure to save the configuration to copy.cfg? [Y/N]:");
	type("y");
	assert_string_equal(io.file, "copy.cfg");
	cli_save_done(main_session, false, "No space left on device.", fresh());
	assert_string_equal(room, "Error: No space left on device.\n");
	assert_true(io.failed);
	EXPECT("save copy.txt", "Error: The file name must end in .cfg.\n", "[~HUAWEI]");
	assert_non_null(strstr(type("save ../copy.cfg"), "Wrong parameter"));
}

static void
sessions_are_bounded(void **state)
{
	unsigned open = 1;

	(void)state;
	while (cli_open(cli, true, fresh()) != NULL)
		open++;
	assert_int_equal(open, CLI_SESSIONS_MAX);
	cli_close(main_session);
	main_session = cli_open(cli, true, fresh());
	assert_non_null(main_session);
	cli_close(NULL);
	cli_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(leaving_asks),
	    TEST(returning_from_the_user_view_is_no_error),
	    TEST(a_program_is_not_asked),
	    TEST(immediately_means_at_once),
	    TEST(leaving_stays_when_the_commit_is_refused),
	    TEST(clearing_drops_what_is_pending),
	    TEST(a_refused_commit_says_every_error_and_changes_nothing),
	    TEST(warnings_are_said_and_the_commit_goes_on),
	    TEST(two_sessions_add_up),
	    TEST(what_both_did_is_pending_no_more),
	    TEST(a_line_made_impossible_stays_and_cancels_every_commit),
	    TEST(a_deleted_view_is_left),
	    TEST(a_client_may_speak_out_of_turn),
	    TEST(saving_asks_and_writes),
	    TEST(saving_names_a_file_that_is_not_the_usual_one),
	    TEST(unsaved_is_said_when_leaving),
	    TEST(saving_to_a_file),
	    TEST(sessions_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
