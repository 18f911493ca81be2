/* A session on a small schema of its own: marks, views, carets, questions, commits of two
 * sessions, displays in steps, saves, help; and whatever a client may send at a wrong moment. */
#include "test/check.h"

#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

/* ---- a schema: a device with shelves; a shelf may be linked to another ---- */

struct device {
	struct {
		bool set;
		char name[33];
	} sysname;
	struct {
		bool set;
		uint16_t value;
	} limit;
};

struct shelf {
	struct {
		bool set;
		uint16_t value;
	} height;
	struct {
		bool set;
		char text[21];
	} label;
	struct {
		bool set;
		char name[21];
	} shelf;
};

static const struct row device_rows[] = {
    {"sysname <word:1-32>", "Name of the device", .record = ROW_AT(struct device, sysname),
     .field = {ROW_AT(struct device, sysname.name)}},
    {"limit <int:1-9>", "Some limit", .record = ROW_AT(struct device, limit),
     .field = {ROW_AT(struct device, limit.value)}},
};

static const struct row shelf_rows[] = {
    {"height <int:1-100>", "Height in centimetres", .record = ROW_AT(struct shelf, height),
     .field = {ROW_AT(struct shelf, height.value)}},
    {"label <text:1-20>", "What is written on it", .record = ROW_AT(struct shelf, label),
     .field = {ROW_AT(struct shelf, label.text)}},
    {"shelf <name:1-20>", "The shelf above", .record = ROW_AT(struct shelf, shelf),
     .field = {ROW_AT(struct shelf, shelf.name)}},
};

static const struct conf_part device_part = {sizeof(struct device), device_rows,
					     COUNT_OF(device_rows)};
static const struct conf_part shelf_part = {sizeof(struct shelf), shelf_rows, COUNT_OF(shelf_rows)};

static const struct conf_view views[] = {
    {.noun = "system",
     .header = "",
     .prompt = "",
     .max = 1,
     .part = {&device_part},
     .parts_count = 1},
    {.noun = "shelf",
     .enter = "shelf <name:1-20>",
     .undo = "shelf <name:1-20>",
     .help = "A shelf",
     .header = "shelf *",
     .prompt = "shelf-*",
     .key = CONF_KEY_NAME,
     .max = 2,
     .part = {&shelf_part},
     .parts_count = 1},
};

static const struct conf_schema small = {views, COUNT_OF(views)};

static const char *
sysname(const struct conf *c)
{
	const struct device *d = conf_object_part(conf_next(c, NULL), 0);

	return d->sysname.set ? d->sysname.name : "HUAWEI";
}

/* ---- displays and actions ---- */

enum { ROWS_MANY = 5000, ROWS_A_STEP = 100 };

static bool
display_rows(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	     struct show *out)
{
	(void)subject;
	(void)args;
	(void)now;
	if (*cursor == 0)
		show_list(out, "row");
	for (unsigned i = 0; i < ROWS_A_STEP; i++, ++*cursor) {
		show_begin(out, NULL);
		show_number(out, "number", "row %s\n", *cursor);
		show_end(out);
	}
	if (*cursor < ROWS_MANY)
		return true;
	show_list_end(out);
	return false;
}

static bool
display_thing(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	      struct show *out)
{
	(void)cursor;
	if (strcmp(args->word[0], "none") == 0) {
		show_say(out, "Error: The thing %s does not exist.\n", args->word[0]);
		return false;
	}
	show_text(out, "name", "Thing %s", args->word[0]);
	show_text(out, "kind", " %s", args->word[1]);
	show_text(out, "subject", " of %s", subject);
	show_number(out, "now", " at %s\n", now);
	return false;
}

static const struct show_row show_rows[] = {
    {"display rows", "Many rows", display_rows},
    {"display thing <name:1-20> {big|small}", "A thing", display_thing},
};

static unsigned resets;

static void
reset_thing(void *subject, const struct show_args *args, uint64_t now, struct text *out)
{
	(void)subject;
	(void)now;
	resets++;
	if (strcmp(args->word[0], "none") == 0)
		text_add(out, "Error: No such thing.\n");
}

static const struct cli_action_row action_rows[] = {
    {"reset thing <name:1-20>", "Reset a thing", reset_thing},
};

/* ---- what a validation says ---- */

static struct conf_errors why;

static void
find_fault(struct conf_path path, const char *line, const char *message, bool warning)
{
	struct conf_error *e = &why.list[why.count++];

	*e = (struct conf_error){.warning = warning, .path = path};
	snprintf(e->line, sizeof e->line, "%s", line);
	snprintf(e->message, sizeof e->message, "%s", message);
	*(warning ? &why.warnings : &why.errors) += 1;
}

/* ---- the world around ---- */

static const struct conf_ports no_ports;
static const struct show_table shows = {show_rows, COUNT_OF(show_rows), "subject"};
static const struct cli_action_table actions = {action_rows, COUNT_OF(action_rows), NULL};

static struct cli *cli;
static struct conf *running;
static struct cli_session *main_session;
static char room[CLI_TEXT_MIN];
static struct text out;
static struct cli_io io;

static struct cli_io *
fresh(void)
{
	out = text_of(room, sizeof room);
	io = (struct cli_io){.now = 7 * 1000000, .out = &out};
	return &io;
}

static int
begin(void **state)
{
	(void)state;
	running = conf_new(&small, &no_ports);
	cli = cli_new(&(struct cli_setup){&small, &shows, 1, &actions, 1, "Twinlease 0", sysname});
	cli_running(cli, running, 1000000, 0);
	main_session = cli_open(cli, true, fresh());
	resets = 0;
	memset(&why, 0, sizeof why);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	cli_free(cli);
	conf_free(running);
	return 0;
}

static void
accept_commit(struct cli_session *s)
{
	struct conf *old = running;

	running = cli_commit_take(s);
	cli_running(cli, running, io.now, 0);
	conf_free(old);
	cli_commit_done(s, NULL, NULL, &io);
}

static const char *
type_in(struct cli_session *s, const char *line)
{
	cli_line(s, line, fresh());
	if (io.verdict == CLI_COMMIT)
		accept_commit(s);
	return room;
}

static const char *
type(const char *line)
{
	return type_in(main_session, line);
}

/* One line, everything it prints and the prompt after it. */
#define EXPECT(line, printed, prompt_after)                                                        \
	do {                                                                                       \
		assert_string_equal(type(line), printed);                                          \
		assert_string_equal(io.prompt, prompt_after);                                      \
	} while (0)

#define HELLO "Enter system view, return user view with return command.\n"
#define LEAVE                                                                                      \
	"Warning: Uncommitted configurations found, commit them before exiting? "                  \
	"[Y(yes)/N(no)/C(cancel)]:"
#define CANCELED                                                                                   \
	"Commit canceled, the configuration is not valid, you can modify\n"                        \
	"the configuration and commit again.\n"

/* ---- views and marks ---- */

static void
marks_are_derived(void **state)
{
	(void)state;
	assert_string_equal(io.prompt, "<HUAWEI> ");
	EXPECT("system-view", HELLO, "[~HUAWEI] ");
	EXPECT("sysname DeviceA", "", "[*HUAWEI] ");
	EXPECT("undo sysname", "", "[~HUAWEI] ");
	EXPECT("sysname DeviceA", "", "[*HUAWEI] ");
	EXPECT("commit", "", "[~DeviceA] ");
	EXPECT("sysname DeviceA", "", "[~DeviceA] ");
	EXPECT("commit", "", "[~DeviceA] ");
	EXPECT("shelf top", "", "[*DeviceA-shelf-top] ");
	EXPECT("quit", "", "[*DeviceA] ");
	EXPECT("undo shelf top", "", "[~DeviceA] ");
	EXPECT("shelf top", "", "[*DeviceA-shelf-top] ");
	EXPECT("commit description the first shelf", "", "[~DeviceA-shelf-top] ");
	EXPECT("height 10", "", "[*DeviceA-shelf-top] ");
	EXPECT("undo height", "", "[~DeviceA-shelf-top] ");
	EXPECT("quit", "", "[~DeviceA] ");
	EXPECT("shelf top", "", "[~DeviceA-shelf-top] ");
	EXPECT("return", "", "<DeviceA> ");
	EXPECT("quit", "", "<DeviceA> ");
	assert_int_equal(io.verdict, CLI_QUIT);
}

static void
empty_lines_and_comments_do_nothing(void **state)
{
	(void)state;
	EXPECT("", "", "<HUAWEI> ");
	EXPECT("  ", "", "<HUAWEI> ");
	EXPECT("# nonsense", "", "<HUAWEI> ");
	EXPECT("!nonsense", "", "<HUAWEI> ");
	assert_false(io.failed);
}

static void
a_view_tries_itself_first_and_then_the_system_view(void **state)
{
	(void)state;
	type("system-view");
	type("shelf top");
	EXPECT("shelf bottom", "", "[*HUAWEI-shelf-top] ");
	EXPECT("limit 3", "", "[*HUAWEI] ");
	type("shelf top");
	EXPECT("undo limit",
	       "                         ^\n"
	       "Error: Unrecognized command found at '^' position.\n",
	       "[*HUAWEI-shelf-top] ");
	EXPECT("limit 10",
	       "                          ^\n"
	       "Error: Wrong parameter found at '^' position.\n",
	       "[*HUAWEI-shelf-top] ");
	EXPECT("nonsense 10",
	       "                    ^\n"
	       "Error: Unrecognized command found at '^' position.\n",
	       "[*HUAWEI-shelf-top] ");
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
	EXPECT("run reset thing a", "", "[~HUAWEI] ");
	assert_int_equal(resets, 1);
	assert_string_equal(type("run quit"),
			    "              ^\n"
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
	    {"sysnme x", 0, "Unrecognized command"},
	    {"  sysnme x", 2, "Unrecognized command"},
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
			 (int)(strlen("[~HUAWEI] ") + row[i].column), "", row[i].kind);
		EXPECT(row[i].line, expected, "[~HUAWEI] ");
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
			    "<HUAWEI> nonsense\n         ^\n"
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
	EXPECT("c", "", "[*HUAWEI] ");
	EXPECT("return", "", LEAVE);
	cli_stop(main_session, fresh());
	assert_string_equal(io.prompt, "[*HUAWEI] ");
	EXPECT("return", "", LEAVE);
	EXPECT("No", "", "<HUAWEI> ");
	type("system-view");
	EXPECT("limit 3", "", "[*HUAWEI] ");
	type("shelf top");
	EXPECT("return", "", LEAVE);
	EXPECT(" YES ", "", "<HUAWEI> ");
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
	assert_string_equal(io.prompt, "[*HUAWEI] ");
	assert_true(io.failed);
}

static void
clearing_drops_what_is_pending(void **state)
{
	(void)state;
	type("system-view");
	type("shelf top");
	EXPECT("clear configuration candidate", "", "[~HUAWEI] ");
	EXPECT("return", "", "<HUAWEI> ");
}

/* ---- commits ---- */

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
	assert_string_equal(io.prompt, "[*HUAWEI-shelf-top] ");
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
	assert_string_equal(io.prompt, "[~HUAWEI-shelf-top] ");
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
	EXPECT("commit", "", "[~LongerName] ");
	assert_string_equal(type_in(other, "nonsense"), /* below the prompt that was shown */
			    "                    ^\n"
			    "Error: Unrecognized command found at '^' position.\n");
	type_in(other, "height 10");
	assert_string_equal(type_in(other, "display configuration candidate"),
			    "sysname DeviceB\nlimit 4\nshelf top\n height 10\n");
	type_in(other, "commit");
	assert_string_equal(io.prompt, "[~DeviceB-shelf-top] ");
	EXPECT("display current-configuration | exclude !",
	       "#\nsysname DeviceB\nlimit 4\n#\nshelf top\n height 10\n#\nreturn\n", "[~DeviceB] ");
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
	assert_string_equal(io.prompt, "[~HUAWEI] ");
}

static void
a_line_made_impossible_cancels_the_next_commit_once(void **state)
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
	EXPECT("commit", "", "[~HUAWEI-shelf-two] ");
	assert_string_equal(type_in(other, "height 20"),
			    "Error: The object of this view was deleted by other user.\n");
	type_in(other, "commit");
	assert_non_null(strstr(room, "shelf mine\nError: "));
	assert_non_null(strstr(room, "the configuration conflicted with other user"));
	assert_true(io.failed);
	assert_string_equal(io.prompt, "[*HUAWEI] ");
	assert_string_equal(type_in(other, "commit"), "");
	assert_string_equal(io.prompt, "[~HUAWEI] ");
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
	       "[~HUAWEI] ");
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
	assert_int_equal(io.page, CLI_SCREEN_DEFAULT);
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
	EXPECT("system-view", HELLO, "[~HUAWEI] ");
}

static void
a_display_gets_its_words(void **state)
{
	(void)state;
	EXPECT("disp thing Bar b", "Thing Bar big of subject at 7000000\n", "<HUAWEI> ");
	EXPECT("display thing x small | json",
	       "{\n  \"name\": \"x\",\n  \"kind\": \"small\",\n  \"subject\": \"subject\",\n"
	       "  \"now\": 7000000\n}\n",
	       "<HUAWEI> ");
	assert_false(io.failed);
	EXPECT("display thing none big | include foo", "Error: The thing none does not exist.\n",
	       "<HUAWEI> ");
	assert_true(io.failed);
	EXPECT("display thing none big | json",
	       "{\n  \"error\": \"The thing none does not exist.\"\n}\n", "<HUAWEI> ");
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
			 (int)(strlen("<HUAWEI> ") + row[i].column), "", row[i].kind);
		EXPECT(row[i].line, expected, "<HUAWEI> ");
	}
	EXPECT("display thing a big | include x|Thing a | count", "Total lines: 1.\n", "<HUAWEI> ");
	EXPECT("display thing a big | include ignore-case THING",
	       "Thing a big of subject at "
	       "7000000\n",
	       "<HUAWEI> ");
}

static void
own_displays(void **state)
{
	(void)state;
	EXPECT("display this", "#\nreturn\n", "<HUAWEI> ");
	type("system-view");
	type("shelf top");
	type("height 3");
	EXPECT("display configuration candidate changes | include ^[+]",
	       "+ shelf top\n+  height 3\n", "[*HUAWEI-shelf-top] ");
	EXPECT("display configuration candidate merge", "#\nshelf top\n height 3\n#\nreturn\n",
	       "[*HUAWEI-shelf-top] ");
	type("commit");
	EXPECT("display this", "#\nshelf top\n height 3\n#\nreturn\n", "[~HUAWEI-shelf-top] ");
	EXPECT("display this | json",
	       "{\n  \"line\": [\n    {\n      \"text\": \"#\"\n    },\n"
	       "    {\n      \"text\": \"shelf top\"\n    },\n"
	       "    {\n      \"text\": \" height 3\"\n    },\n"
	       "    {\n      \"text\": \"#\"\n    },\n"
	       "    {\n      \"text\": \"return\"\n    }\n  ]\n}\n",
	       "[~HUAWEI-shelf-top] ");
	EXPECT("display clock",
	       "1970-01-01 00:00:07+00:00\nThursday\nTime Zone(DefaultZoneName) : UTC\n",
	       "[~HUAWEI-shelf-top] ");
	EXPECT("display version", "Twinlease 0\nHUAWEI uptime is 0 days, 0 hours, 0 minutes\n",
	       "[~HUAWEI-shelf-top] ");
	EXPECT("display current-configuration | begin !L",
	       "!Last configuration was updated at 1970-01-01 00:00:07+00:00\n"
	       "#\nshelf top\n height 3\n#\nreturn\n",
	       "[~HUAWEI-shelf-top] ");
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
	       "<HUAWEI> ");
}

static void
actions_act(void **state)
{
	(void)state;
	EXPECT("reset thing a", "", "<HUAWEI> ");
	assert_false(io.failed);
	EXPECT("reset thing none", "Error: No such thing.\n", "<HUAWEI> ");
	assert_true(io.failed);
	assert_int_equal(resets, 2);
}

static void
screen_length_is_the_sessions(void **state)
{
	(void)state;
	EXPECT("screen-length 0 temporary", "", "<HUAWEI> ");
	assert_int_equal(io.page, 0);
	type("screen-length 100 temporary");
	assert_int_equal(io.page, 100);
	type("undo screen-length temporary");
	assert_int_equal(io.page, CLI_SCREEN_DEFAULT);
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
	EXPECT("n", "", "<HUAWEI> ");
	type("save");
	EXPECT("y", "Now saving all configuration to the slot 1\n", "<HUAWEI> ");
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
	EXPECT("save copy.txt", "Error: The file name must end in .cfg.\n", "[~HUAWEI] ");
	assert_non_null(strstr(type("save ../copy.cfg"), "Wrong parameter"));
}

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
			    "          ^\nError: Unrecognized command found at '^' position.\n");
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

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
	    TEST(leaving_asks),
	    TEST(leaving_stays_when_the_commit_is_refused),
	    TEST(clearing_drops_what_is_pending),
	    TEST(a_refused_commit_says_every_error_and_changes_nothing),
	    TEST(warnings_are_said_and_the_commit_goes_on),
	    TEST(two_sessions_add_up),
	    TEST(what_both_did_is_pending_no_more),
	    TEST(a_line_made_impossible_cancels_the_next_commit_once),
	    TEST(a_deleted_view_is_left),
	    TEST(a_client_may_speak_out_of_turn),
	    TEST(a_display_streams),
	    TEST(a_display_gets_its_words),
	    TEST(filters_are_checked),
	    TEST(own_displays),
	    TEST(history_keeps_ten),
	    TEST(actions_act),
	    TEST(screen_length_is_the_sessions),
	    TEST(saving_asks_and_writes),
	    TEST(saving_to_a_file),
	    TEST(help_lists_what_may_stand),
	    TEST(tab_finishes_words),
	    TEST(sessions_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
