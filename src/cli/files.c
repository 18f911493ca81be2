/* cli/files.c -- see cli/files.h. The session waits from begin() to files_read(), and is idle again
 * before what the file is for goes on, so that a commit or a display may follow. */
#include "cli/files.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "cli/ask.h"
#include "cli/display.h"
#include "cli/level.h"
#include "cli/sealed.h"
#include "cli/stuck.h"

enum {
	COMPARE_LINES = 8 /* of each, from the first difference on */
};

bool
files_named(struct cli_session *s, const char *name, struct text *out)
{
	if (conf_file_named(name))
		return true;
	if (name[0] == '.')
		session_error(s, out, "The file name must not begin with a dot.");
	else
		session_error(s, out, "The file name must end in .cfg.");
	return false;
}

void
files_forget(struct cli_session *s)
{
	memory_free(s->reading.text);
	memory_free(s->reading.files);
	s->reading = (struct session_reading){.text = NULL};
}

/* name "": the startup file. */
static bool
begin(struct cli_session *s, enum session_reads use, const char *name, struct text *out)
{
	if (name[0] != '\0' && !files_named(s, name, out))
		return false;
	files_forget(s);
	s->reading.use = use;
	snprintf(s->file, sizeof s->file, "%s", name);
	s->record.held = s->record.due;
	s->record.due = false;
	session_go(s, SESSION_READING);
	return true;
}

/* ---- what is read ---- */

static const char *
file_name(const struct cli_session *s)
{
	return s->file[0] != '\0' ? s->file : "the startup file";
}

/* What comes of a file with errors; of these uses only is one loaded. */
static const char *
refused(const struct cli_session *s)
{
	static const char *const so[] = {
	    [SESSION_READ_LOAD] = "nothing of it was loaded",
	    [SESSION_READ_BACK] = "nothing was rolled back",
	    [SESSION_READ_COMPARE] = "it was not compared",
	    [SESSION_READ_STARTUP] = "the file of the next start was not changed",
	};

	return so[s->reading.use];
}

/* The configuration of the file, on top of base or alone (NULL); NULL: what is wrong is printed. */
static struct conf *
load(struct cli_session *s, const char *text, const struct conf *base, struct text *out)
{
	const struct cli_setup *setup = &s->cli->setup;
	struct cli_file file = {.name = file_name(s),
				.text = text,
				.base = base,
				.ignore_foreign = s->reading.ignore_foreign,
				.replaces = s->reading.use == SESSION_READ_BACK ||
					    s->reading.use == SESSION_READ_STARTUP};
	struct conf *c = setup->load != NULL ? setup->load(setup->subject, &file, out) : NULL;

	if (c == NULL)
		session_error(s, out, "%u error%s in %s, so %s.", file.errors,
			      file.errors == 1 ? "" : "s", file.name, refused(s));
	return c;
}

/* It is the candidate from here on. */
static void
take(struct cli_session *s, struct conf *c, struct text *out)
{
	if (!s->reading.merge)
		session_discard(s);
	conf_free(s->candidate);
	s->candidate = c;
	if (!conf_path_valid(c, &s->path))
		s->path = (struct conf_path){0};
	stuck_again(s);
	session_settle(s);
	s->saying = (struct session_saying){.type = "CLI"};
	if (s->candidate == NULL)
		text_add(out, "Info: What the file says runs already; nothing is pending.\n");
	else if (s->immediate)
		ask_commit(s, false, out);
	else
		text_add(out, "Info: The file is in the candidate; commit puts it in force.\n");
}

static void
read_load(struct cli_session *s, const char *text, struct text *out)
{
	struct conf *c = load(s, text, s->reading.merge ? session_conf(s) : NULL, out);

	if (c != NULL)
		take(s, c, out);
}

static void
read_back(struct cli_session *s, const char *text, struct text *out)
{
	struct conf *c = load(s, text, NULL, out);

	if (c == NULL)
		return;
	s->saying = (struct session_saying){.type = "Rollback"};
	snprintf(s->saying.description, sizeof s->saying.description, "to file %.*s",
		 POINT_DESCRIPTION_MAX - 8, s->file);
	ask_propose(s, c, out);
}

/* The first lines of a text. */
static void
print_lines(const char *text, const char *title, unsigned number, struct text *out)
{
	text_add(out, "====== %s line %u ======\n", title, number);
	for (unsigned i = 0; i < COMPARE_LINES && *text != '\0'; i++) {
		size_t len = strcspn(text, "\n");

		text_add(out, "%.*s\n", (int)len, text);
		text += len + (text[len] != '\0');
	}
}

static void
print_difference(const struct cli_session *s, const char *runs, const char *says, struct text *out)
{
	unsigned number = 1;
	size_t begins = 0;

	for (size_t i = 0; runs[i] == says[i] && runs[i] != '\0'; i++) {
		if (runs[i] != '\n')
			continue;
		number++;
		begins = i + 1;
	}
	text_add(out,
		 "Warning: The current configuration is not the same as %s. There may be several "
		 "differences,\nand the following are some configurations beginning from the "
		 "first:\n",
		 s->file[0] != '\0' ? s->file : "the next startup configuration file");
	print_lines(runs + begins, "Current configuration", number, out);
	print_lines(says + begins, "Configuration file", number, out);
}

/* As they would be saved: what differs in the text alone is no difference. */
static bool
compare(struct cli_session *s, const struct conf *c, struct text *out)
{
	size_t len;
	char *runs = sealed_render(s->cli->running, &len), *says = sealed_render(c, &len);
	bool same = strcmp(runs, says) == 0;

	if (!same)
		print_difference(s, runs, says, out);
	memory_free(runs);
	memory_free(says);
	return same;
}

static void
read_compare(struct cli_session *s, const char *text, struct text *out)
{
	struct conf *c = load(s, text, NULL, out);

	if (c == NULL)
		return;
	if (conf_same(s->cli->running, c) || compare(s, c, out))
		text_add(out, "Info: The current configuration is the same as %s.\n",
			 s->file[0] != '\0' ? s->file : "the next startup configuration file");
	conf_free(c);
}

static void
read_show(struct cli_session *s, const char *text, const struct cli_io *io)
{
	size_t len = strlen(text);

	s->reading.text = memory_new(1, len + 1);
	memcpy(s->reading.text, text, len);
	display_begin(s, io);
}

static void
read_list(struct cli_session *s, const struct conf_files *files, const struct cli_io *io)
{
	s->reading.files = memory_new(1, sizeof *files);
	*s->reading.files = *files;
	display_begin(s, io);
}

/* What the device would start with has to hold, as at a start. */
static void
read_startup(struct cli_session *s, const char *text, struct text *out)
{
	struct conf *c = load(s, text, NULL, out);

	if (c == NULL)
		return;
	if (!trial_lets_save(s, out)) {
		conf_free(c);
		return;
	}
	conf_free(s->saving);
	s->saving = c;
	session_go(s, SESSION_SAVING);
}

static void
use(struct cli_session *s, const char *text, const struct cli_io *io)
{
	switch (s->reading.use) {
	case SESSION_READ_LOAD:
		read_load(s, text, io->out);
		break;
	case SESSION_READ_BACK:
		read_back(s, text, io->out);
		break;
	case SESSION_READ_COMPARE:
		read_compare(s, text, io->out);
		break;
	case SESSION_READ_SHOW:
		read_show(s, text, io);
		break;
	case SESSION_READ_STARTUP:
		read_startup(s, text, io->out);
		break;
	case SESSION_READ_LIST:
	case SESSION_READ_NONE:
		break;
	}
}

void
files_read(struct cli_session *s, const struct cli_read *r, const struct cli_io *io)
{
	session_go(s, SESSION_IDLE);
	if (!level_lets(s, s->record.level, io->out))
		return;
	s->record.due = s->record.held;
	if (r->files != NULL && s->reading.use == SESSION_READ_LIST)
		read_list(s, r->files, io);
	else if (r->text != NULL)
		use(s, r->text, io);
	else
		session_error(s, io->out, "%s", r->message);
}

/* ---- commands ---- */

static void
begin_load(struct request *r, bool merge, bool ignore_foreign)
{
	struct cli_session *s = r->s;

	if (!begin(s, SESSION_READ_LOAD, s->cli->found.value[0].text, r->io->out))
		return;
	s->reading.merge = merge;
	s->reading.ignore_foreign = ignore_foreign;
}

static void
act_merge(struct request *r)
{
	begin_load(r, true, false);
}

static void
act_merge_foreign(struct request *r)
{
	begin_load(r, true, true);
}

static void
act_replace(struct request *r)
{
	begin_load(r, false, false);
}

static void
act_replace_foreign(struct request *r)
{
	begin_load(r, false, true);
}

static void
act_back(struct request *r)
{
	begin(r->s, SESSION_READ_BACK, r->s->cli->found.value[0].text, r->io->out);
}

static void
act_compare(struct request *r)
{
	begin(r->s, SESSION_READ_COMPARE, "", r->io->out);
}

static void
act_compare_file(struct request *r)
{
	begin(r->s, SESSION_READ_COMPARE, r->s->cli->found.value[0].text, r->io->out);
}

static void
act_startup(struct request *r)
{
	if (trial_lets_save(r->s, r->io->out))
		begin(r->s, SESSION_READ_STARTUP, r->s->cli->found.value[0].text, r->io->out);
}

const struct own_row files_rows[] = {
    {"load configuration file <name:5-64> merge", "Add the lines of a file to the candidate",
     COMMAND_VIEW, act_merge, DEAD_ELSE, USER_CONFIGURE},
    {"load configuration file <name:5-64> merge ignore-foreign",
     "Without lines of functions that this device has not", COMMAND_VIEW, act_merge_foreign,
     DEAD_ELSE, USER_CONFIGURE},
    {"load configuration file <name:5-64> replace", "Make a file the candidate", COMMAND_VIEW,
     act_replace, DEAD_ELSE, USER_CONFIGURE},
    {"load configuration file <name:5-64> replace ignore-foreign",
     "Without lines of functions that this device has not", COMMAND_VIEW, act_replace_foreign,
     DEAD_ELSE, USER_CONFIGURE},
    {"rollback configuration to file <name:5-64>", "To what a file says", COMMAND_USER, act_back,
     DEAD_ELSE, USER_MANAGE},
    {"compare configuration", "What runs, with the startup file",
     COMMAND_USER | COMMAND_VIEW | COMMAND_RUN, act_compare, DEAD_ELSE, USER_MONITOR},
    {"compare configuration <name:5-64>", "What runs, with a file",
     COMMAND_USER | COMMAND_VIEW | COMMAND_RUN, act_compare_file, DEAD_ELSE, USER_MONITOR},
    {"startup saved-configuration <name:5-64>", "Which file the device starts with from now on",
     COMMAND_USER | COMMAND_RUN, act_startup, DEAD_ELSE, USER_MANAGE},
};

const unsigned files_rows_count = sizeof files_rows / sizeof *files_rows;

/* ---- displays ---- */

void
files_show(struct cli_session *s, const struct show_row *row, const struct template_found *found,
	   struct text *out)
{
	bool lists = found->count == 0;

	display_keep(s, row, s, found);
	begin(s, lists ? SESSION_READ_LIST : SESSION_READ_SHOW,
	      lists ? "" : s->display.args.word[0], out);
}

/* As it stands there; a line that is longer than any command goes on in the next one. */
static bool
display_file(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	     struct show *out)
{
	const struct cli_session *s = subject;
	char line[CLI_LINE_MAX + 1];

	(void)args;
	(void)now;
	if (*cursor == 0)
		show_list(out, "line");
	while (s->reading.text[*cursor] != '\0' && out->out->len < SHOW_STEP_MAX / 2) {
		const char *at = s->reading.text + *cursor;
		size_t len = strcspn(at, "\n"), cut = len < CLI_LINE_MAX ? len : CLI_LINE_MAX;

		snprintf(line, sizeof line, "%.*s", (int)cut, at);
		show_begin(out, NULL);
		show_text(out, "text", "%s\n", line);
		show_end(out);
		*cursor += cut + (cut == len && at[len] != '\0');
	}
	if (s->reading.text[*cursor] != '\0')
		return true;
	show_list_end(out);
	return false;
}

static bool
display_list(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	     struct show *out)
{
	const struct cli_session *s = subject;
	const struct conf_files *files = s->reading.files;
	char time[SHOW_TIME_TEXT];

	(void)args;
	(void)cursor;
	(void)now;
	show_say(out, "  Idx  Attr     Size(Byte)  Date       Time      FileName\n");
	show_list(out, "files");
	for (unsigned i = 0; i < files->count; i++) {
		const struct conf_file *f = &files->list[i];

		show_begin(out, NULL);
		show_number(out, NULL, "%5s  -rw-", i);
		show_number(out, "bytes", "%15s", f->bytes);
		show_text(out, "time", "  %s", show_time_format((uint64_t)f->wall_us, 0, time));
		show_text(out, "name", "  %s", f->name);
		show_bool(out, "startup", NULL, strcmp(f->name, s->cli->next_startup) == 0);
		show_say(out, "\n");
		show_end(out);
	}
	show_list_end(out);
	if (files->more > 0)
		show_number(out, "more", "  and %s more\n", files->more);
	return false;
}

const struct show_row files_show_rows[] = {
    {"dir", "Configuration files", display_list},
    {"display saved-configuration <name:5-64>", "A configuration file, as it stands there",
     display_file},
};

const unsigned files_show_rows_count = sizeof files_show_rows / sizeof *files_show_rows;
