/* test/unit/cli/small.h -- a device for the tests of cli/: a schema with a system view and shelves,
 * displays, an action, one struct cli with one session, and commits that are accepted at once.
 * Each test begins with it fresh: TEST(function). */
#ifndef TEST_UNIT_CLI_SMALL_H
#define TEST_UNIT_CLI_SMALL_H

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

static inline const char *
sysname(const struct conf *c)
{
	const struct device *d = conf_object_part(conf_next(c, NULL), 0);

	return d->sysname.set ? d->sysname.name : "HUAWEI";
}

/* ---- displays and actions ---- */

enum { ROWS_MANY = 5000, ROWS_A_STEP = 100 };

static inline bool
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

static inline bool
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
static char reset_name[40];

static inline void
reset_thing(void *subject, const struct show_args *args, uint64_t now, struct text *out)
{
	(void)subject;
	(void)now;
	resets++;
	snprintf(reset_name, sizeof reset_name, "%s", args->word[0]);
	if (strcmp(args->word[0], "none") == 0)
		text_add(out, "Error: No such thing.\n");
}

static inline bool
may_reset(void *subject, const struct show_args *args, struct text *out)
{
	(void)subject;
	if (strcmp(args->word[0], "moon") != 0)
		return true;
	text_add(out, "Error: It is too far away.\n");
	return false;
}

static const struct cli_action_row action_rows[] = {
    {.template = "reset thing <name:1-20>", .help = "Reset a thing", .act = reset_thing},
    {.template = "reset world <name:1-20>",
     .help = "Reset it all",
     .act = reset_thing,
     .warning = "Everything will be reset.",
     .may = may_reset},
    {.template = "lift now", .help = "Lift the shelf", .act = reset_thing, .view = 1},
};

/* ---- what a validation says ---- */

static struct conf_errors why;

static inline void
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

static inline int
begin(void **state)
{
	(void)state;
	running = conf_new(&small, &no_ports);
	cli = cli_new(&(struct cli_setup){.schema = &small,
					  .shows = &shows,
					  .shows_count = 1,
					  .actions = &actions,
					  .actions_count = 1,
					  .version = "Twinlease 0",
					  .sysname = sysname});
	cli_running(cli, running, 1000000, 0);
	main_session = cli_open(cli, true, fresh());
	resets = 0;
	memset(&why, 0, sizeof why);
	return 0;
}

static inline int
end(void **state)
{
	(void)state;
	cli_free(cli);
	conf_free(running);
	return 0;
}

static inline void
accept_commit(struct cli_session *s)
{
	struct conf *old = running;

	running = cli_commit_take(s);
	cli_running(cli, running, io.now, 0);
	conf_free(old);
	cli_commit_done(s, NULL, NULL, &io);
}

static inline const char *
type_in(struct cli_session *s, const char *line)
{
	cli_line(s, line, fresh());
	if (io.verdict == CLI_COMMIT)
		accept_commit(s);
	return room;
}

static inline const char *
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

#define SCREEN_INFO                                                                                \
	"Info: The configuration takes effect on the current user terminal interface only.\n"
#define HELLO "Enter system view, return user view with return command.\n"
#define LEAVE                                                                                      \
	"Warning: Uncommitted configurations found, commit them before exiting? "                  \
	"[Y(yes)/N(no)/C(cancel)]:"
#define CANCELED                                                                                   \
	"Commit canceled, the configuration is not valid, you can modify\n"                        \
	"the configuration and commit again.\n"

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

#endif
