/* cli/command.c -- from one typed line to what it does, in a session that is idle.
 *
 * Filters are split off, then the line is matched against all that its view offers, and against
 * the system view when its own does not know it; of two errors the one that got further is said.
 * The row found says by its tag whose it is. cli->matcher and cli->found are work space of one
 * call: what has to outlive it (words of an action that asks first, of a display) is copied. */
#include "cli/command.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cli/ask.h"
#include "cli/display.h"
#include "cli/files.h"
#include "cli/level.h"
#include "cli/pipe.h"
#include "cli/points_show.h"
#include "cli/transact.h"
#include "cli/transact_show.h"
#include "conf/dialect.h"
#include "conf/foreign.h"
#include "conf/template_match.h"

/* ---- carets ---- */

/* The line again, when nobody saw it typed, and a caret below the column. */
static void
point_at(struct cli_session *s, const char *line, size_t column, struct text *out)
{
	if (!s->interactive)
		text_add(out, "%s%s\n", s->prompt, line);
	text_add(out, "%*s^\n", (int)(strlen(s->prompt) + column), "");
}

void
command_caret(struct cli_session *s, const char *line, size_t column, enum template_result result,
	      const struct cli_io *io)
{
	point_at(s, line, column, io->out);
	session_error(s, io->out, "%s found at '^' position.", template_result_text(result));
}

static void
refuse(struct request *r, size_t column, enum template_result result)
{
	command_caret(r->s, r->line, (size_t)(r->command - r->line) + column, result, r->io);
}

/* ---- commands of cli/ itself ---- */

static void
enter_system_view(struct request *r, bool immediate)
{
	r->s->user = false;
	r->s->dead.set = false;
	r->s->immediate = immediate;
	r->s->path = (struct conf_path){0};
	text_add(r->io->out, "Enter system view, return user view with return command.\n");
}

static void
act_system_view(struct request *r)
{
	enter_system_view(r, false);
}

static void
act_system_view_immediately(struct request *r)
{
	enter_system_view(r, true);
}

static void
act_mmi_mode(struct request *r)
{
	r->s->mmi = true;
}

static void
act_undo_mmi_mode(struct request *r)
{
	r->s->mmi = false;
}

static void
act_return(struct request *r)
{
	dead_sum(r->s, r->io->out);
	if (!r->s->user)
		ask_leave(r->s);
}

/* Nobody is held up: what was committed runs on, and another session may save it. */
static void
log_out(struct request *r)
{
	if (!session_is_saved(r->s)) {
		text_add(r->io->out, "Info: The running configuration is ");
		session_say_unsaved(r->s, r->io->out);
		text_add(r->io->out, ".\n");
	}
	session_go(r->s, SESSION_OVER);
}

static void
act_quit(struct request *r)
{
	if (r->s->user)
		log_out(r);
	else if (r->s->path.view == 0)
		act_return(r);
	else
		r->s->path = (struct conf_path){0};
}

static void
act_save(struct request *r)
{
	ask_save(r->s, "", r->io->out);
}

static void
act_save_file(struct request *r)
{
	const char *file = r->s->cli->found.value[0].text;

	if (files_named(r->s, file, r->io->out))
		ask_save(r->s, file, r->io->out);
}

static void
set_screen(struct request *r, unsigned lines)
{
	r->s->screen_length = lines;
	text_add(r->io->out, "Info: The configuration takes effect on the current user terminal "
			     "interface only.\n");
}

static void
act_screen_length(struct request *r)
{
	set_screen(r, r->s->cli->found.value[0].number);
}

static void
act_undo_screen_length(struct request *r)
{
	set_screen(r, CLI_PAGE_WINDOW);
}

static void run_request(struct request *r);

static void
act_run(struct request *r)
{
	struct request inner = *r;

	inner.command = r->command + r->s->cli->found.value[0].column;
	inner.scope = COMMAND_RUN;
	run_request(&inner);
}

static void
act_kill(struct request *r)
{
	ask_kill(r->s, r->s->cli->found.value[0].number, r->io->out);
}

static const struct own_row own_rows[] = {
    {"system-view", "Enter the system view", COMMAND_USER, act_system_view, DEAD_RETURNS,
     USER_CONFIGURE},
    {"system-view immediately", "Every change in force at Enter", COMMAND_USER,
     act_system_view_immediately, DEAD_RETURNS, USER_CONFIGURE},
    {"mmi-mode enable", "A program types: no pager, no question before a save", COMMAND_USER,
     act_mmi_mode, DEAD_ELSE, USER_VISIT},
    {"undo mmi-mode enable", "A person types", COMMAND_USER, act_undo_mmi_mode, DEAD_ELSE,
     USER_VISIT},
    {"quit", "Leave the current view", COMMAND_USER | COMMAND_VIEW, act_quit, DEAD_QUITS,
     USER_VISIT},
    {"return", "Return to the user view", COMMAND_USER | COMMAND_VIEW, act_return, DEAD_RETURNS,
     USER_VISIT},
    {"save", "Save the running configuration", COMMAND_USER | COMMAND_RUN, act_save, DEAD_ELSE,
     USER_MANAGE},
    {"save <name:5-64>", "Save the running configuration to NAME.cfg",
     COMMAND_USER | COMMAND_VIEW | COMMAND_RUN, act_save_file, DEAD_ELSE, USER_MANAGE},
    {"run <text:1-3000>", "Run a command of the user view", COMMAND_VIEW, act_run, DEAD_ELSE,
     USER_VISIT},
    {"kill user-interface vty <int:0-15>", "End another session of the command line",
     COMMAND_USER | COMMAND_RUN, act_kill, DEAD_ELSE, USER_MANAGE},
    {"screen-length <int:0-512> temporary", "Lines of a page, 0: no pager", COMMAND_USER,
     act_screen_length, DEAD_ELSE, USER_VISIT},
    {"undo screen-length temporary", "Lines of a page as usual", COMMAND_USER,
     act_undo_screen_length, DEAD_ELSE, USER_VISIT},
};

/* ---- what is offered ---- */

static void
offer_shows(const struct show_row *rows, unsigned count, unsigned tag, struct template_matcher *m)
{
	for (unsigned i = 0; i < count; i++)
		template_offer(m, rows[i].template, rows[i].help, &rows[i], tag);
}

static void
offer_own(const struct own_row *rows, size_t count, enum command_scope scope,
	  struct template_matcher *m)
{
	for (size_t i = 0; i < count; i++)
		if (rows[i].scopes & scope)
			template_offer(m, rows[i].template, rows[i].help, &rows[i], COMMAND_OWN);
}

/* Those of the user view, or of one view of the configuration. */
static void
offer_actions(const struct cli *c, unsigned view, struct template_matcher *m)
{
	for (unsigned t = 0; t < c->setup.actions_count; t++) {
		const struct cli_action_table *table = &c->setup.actions[t];

		for (unsigned i = 0; i < table->count; i++)
			if (table->rows[i].view == view)
				template_offer(m, table->rows[i].template, table->rows[i].help,
					       &table->rows[i], COMMAND_ACTION | t);
	}
}

void
command_offer(struct cli *c, enum command_scope scope, unsigned view)
{
	struct template_matcher *m = &c->matcher;

	template_begin(m);
	if (scope == COMMAND_VIEW)
		conf_offer(c->setup.schema, view, m);
	offer_own(own_rows, sizeof own_rows / sizeof *own_rows, scope, m);
	offer_own(transact_rows, transact_rows_count, scope, m);
	offer_own(files_rows, files_rows_count, scope, m);
	offer_shows(display_rows, display_rows_count, COMMAND_SHOW_OWN, m);
	offer_shows(transact_show_rows, transact_show_rows_count, COMMAND_SHOW_OWN, m);
	offer_shows(points_show_rows, points_show_rows_count, COMMAND_SHOW_OWN, m);
	offer_shows(files_show_rows, files_show_rows_count, COMMAND_SHOW_FILE, m);
	for (unsigned t = 0; t < c->setup.shows_count; t++)
		offer_shows(c->setup.shows[t].rows, c->setup.shows[t].count, COMMAND_SHOW | t, m);
	if (scope != COMMAND_VIEW || view != 0)
		offer_actions(c, scope == COMMAND_VIEW ? view : 0, m);
}

/* ---- one line ---- */

static void
apply(struct request *r, const struct conf_path *at)
{
	struct cli_session *s = r->s;
	const struct conf_reply *reply = &s->cli->reply;

	if (session_apply(s, at, &s->cli->found)) {
		s->record.due = true;
		s->saying = (struct session_saying){.type = "CLI"};
		if (s->immediate)
			ask_commit(s, false, r->io->out);
		return;
	}
	if (reply->incomplete) {
		refuse(r, reply->column, TEMPLATE_INCOMPLETE);
	} else {
		if (reply->wrong)
			point_at(s, r->line, (size_t)(r->command - r->line) + reply->column,
				 r->io->out);
		session_error(s, r->io->out, "%s", reply->message);
	}
	dead_refused(s, r->command, 0, true);
}

static void
add_word(struct session_action *a, const char *word)
{
	char *to = a->words[a->args.count];

	assert(a->args.count < SHOW_ARGS_MAX);
	snprintf(to, sizeof a->words[0], "%s", word);
	a->args.word[a->args.count++] = to;
}

static void
act(struct request *r, const struct cli_action_row *row, void *subject)
{
	struct cli_session *s = r->s;
	const struct template_found *found = &s->cli->found;

	s->action.row = row;
	s->action.subject = subject;
	s->action.args.count = 0;
	for (unsigned i = 0; i < found->count; i++)
		add_word(&s->action, found->value[i].text);
	if (row->view != 0)
		add_word(&s->action, s->path.key.name);
	ask_action(s, r->io);
}

/* ---- who may ---- */

static enum user_level
level_of_line(const struct template_found *found)
{
	unsigned kind = found->tag & ~0xffu;
	const struct row *row = found->row;

	if ((kind == CONF_TAG_SET || kind == CONF_TAG_UNDO) && row->flags & ROW_MANAGE)
		return USER_MANAGE;
	return USER_CONFIGURE;
}

/* The level of what stands in cli->found. */
static enum user_level
level_needed(const struct cli *c)
{
	const struct template_found *found = &c->found;
	unsigned kind = found->tag & COMMAND_TAG_KIND;

	if (conf_tag_ours(found->tag))
		return level_of_line(found);
	if (kind == COMMAND_SHOW || kind == COMMAND_SHOW_OWN || kind == COMMAND_SHOW_FILE)
		return display_for_everyone(found->row) ? USER_VISIT : USER_MONITOR;
	if (kind == COMMAND_ACTION)
		return USER_MANAGE;
	return ((const struct own_row *)found->row)->level;
}

/* The line for the log, once it is carried out. What is in a file or on the screen alone is not
 * recorded, and of a line with a secret only what stands before that. */
static void
record(const struct request *r)
{
	const struct template_found *found = &r->s->cli->found;
	struct session_record *rec = &r->s->record;
	const struct row *row = found->row;
	size_t len = strlen(r->line), at;
	bool secret = (found->tag & ~0xffu) == CONF_TAG_SET && row->flags & ROW_SECRET;

	at = secret ? (size_t)(r->command - r->line) + found->value[found->count - 1].column : len;
	*rec = (struct session_record){.level = level_needed(r->s->cli)};
	snprintf(rec->line, sizeof rec->line, "%.*s%s", (int)at, r->line, secret ? "****" : "");
	for (char *c = rec->line; *c != '\0'; c++)
		*c = *c == '\t' || *c == '\r' ? ' ' : *c;
}

/* Whether it does something when it is typed: what asks a question first, or may be wrong still, is
 * recorded when it is done. */
static bool
does(const struct own_row *own)
{
	return own->level >= USER_CONFIGURE && own->act != act_save && own->act != act_save_file &&
	       own->act != act_system_view && own->act != act_system_view_immediately;
}

/* Whether this session may do it. */
static bool
permits(struct request *r)
{
	struct cli_session *s = r->s;

	record(r);
	if (!level_lets(s, s->record.level, r->io->out)) {
		if (conf_tag_ours(s->cli->found.tag))
			dead_refused(s, r->command, 0, true);
		return false;
	}
	s->record.due =
	    (s->cli->found.tag & COMMAND_TAG_KIND) == COMMAND_OWN && does(s->cli->found.row);
	return true;
}

/* Carries out what stands in cli->found, typed in the view `at`. */
static void
carry_out(struct request *r, const struct conf_path *at)
{
	struct cli_session *s = r->s;
	const struct cli *c = s->cli;
	unsigned kind = c->found.tag & COMMAND_TAG_KIND, table = c->found.tag & COMMAND_TAG_TABLE;

	if (conf_tag_ours(c->found.tag))
		apply(r, at);
	else if (kind == COMMAND_SHOW)
		display_start(s, c->found.row, c->setup.shows[table].subject, &c->found, r->io);
	else if (kind == COMMAND_SHOW_OWN)
		display_start(s, c->found.row, s, &c->found, r->io);
	else if (kind == COMMAND_SHOW_FILE)
		files_show(s, c->found.row, &c->found, r->io->out);
	else if (kind == COMMAND_ACTION)
		act(r, c->found.row, c->setup.actions[table].subject);
	else
		((const struct own_row *)c->found.row)->act(r);
}

/* Tries the system view for a line its own view did not know: true when it is to be carried out
 * there. Of two errors the one that got further stays in cli->found. */
static bool
match_above(struct request *r, const char *command)
{
	struct cli_session *s = r->s;
	struct template_found *found = &s->cli->found;
	enum template_result result = found->result;
	unsigned column = found->column;

	if (r->scope != COMMAND_VIEW || s->path.view == 0 || result != TEMPLATE_UNRECOGNIZED ||
	    pipe_begins_word(command, "undo", 2))
		return false;
	command_offer(s->cli, r->scope, 0);
	template_match(&s->cli->matcher, command, found);
	if (found->result == TEMPLATE_MATCH)
		return true;
	if (found->result == TEMPLATE_AMBIGUOUS || found->column <= column) {
		found->result = result;
		found->column = column;
	}
	return false;
}

/* Reads the filters of the line, and copies what stands before them into command. */
static bool
split(struct request *r, char command[CLI_LINE_MAX + 1])
{
	const char *pipe = pipe_of(r->command);
	size_t len = pipe == NULL ? strlen(r->command) : (size_t)(pipe - r->command), column;

	filter_begin(&r->s->display.filters);
	snprintf(command, CLI_LINE_MAX + 1, "%.*s", (int)len, r->command);
	if (pipe == NULL)
		return true;
	if (pipe_read(r->s, pipe, &column))
		return true;
	refuse(r, (size_t)(pipe - r->command) + column, r->s->cli->found.result);
	return false;
}

/* A line that no view knows. */
static void
refuse_line(struct request *r, const char *command, unsigned known)
{
	struct cli_session *s = r->s;
	bool incomplete = s->cli->found.result == TEMPLATE_INCOMPLETE;
	const char *function = NULL;

	refuse(r, s->cli->found.column, s->cli->found.result);
	if (r->scope == COMMAND_RUN || incomplete)
		return;
	if ((function = foreign_line(command, session_foreign(s))) == NULL)
		function = foreign_view(command, NULL);
	if (function != NULL) {
		foreign_count_add(&s->foreign, function);
		text_add(r->io->out, "Info: This belongs to a function this device has not: %s.\n",
			 function);
	} else if (foreign_here(command) != NULL) {
		text_add(r->io->out, "Info: %s\n", foreign_here(command));
	}
	dead_refused(s, command, known, s->cli->found.result != TEMPLATE_UNRECOGNIZED);
}

/* A line that no view knows may be one of another device; it is said how it is spelled here. */
static bool
match_dialect(struct request *r, const char *command)
{
	struct cli_session *s = r->s;
	struct template_found *found = &s->cli->found;
	char ours[CLI_LINE_MAX + 1];
	unsigned column = found->column;

	if (s->user || r->scope != COMMAND_VIEW || found->result != TEMPLATE_UNRECOGNIZED ||
	    !dialect_line(command, ours, sizeof ours))
		return false;
	command_offer(s->cli, r->scope, s->path.view);
	template_match(&s->cli->matcher, ours, found);
	if (found->result == TEMPLATE_MATCH) {
		text_add(r->io->out, "Info: This is `%s` here.\n", ours);
		return true;
	}
	found->result = TEMPLATE_UNRECOGNIZED;
	found->column = column;
	return false;
}

static void
run_request(struct request *r)
{
	static const struct conf_path system_view;
	struct cli_session *s = r->s;
	struct template_found *found = &s->cli->found;
	char command[CLI_LINE_MAX + 1];
	unsigned known;
	bool above;

	if (!split(r, command))
		return;
	command_offer(s->cli, r->scope, s->path.view);
	template_match(&s->cli->matcher, command, found);
	known = s->user || s->path.view == 0 ? 0 : found->column;
	above = match_above(r, command);
	if (found->result == TEMPLATE_EMPTY)
		return;
	if (found->result != TEMPLATE_MATCH && !match_dialect(r, command)) {
		refuse_line(r, command, known);
	} else {
		foreign_count_end(&s->foreign);
		if (permits(r))
			carry_out(r, above ? &system_view : &s->path);
	}
}

static bool
typeable(const char *line)
{
	for (; *line != '\0'; line++)
		if (((unsigned char)*line < ' ' && *line != '\t' && *line != '\r') || *line == 0x7f)
			return false;
	return true;
}

/* What the line would do in the system view, or in the user view. */
static enum dead_line
sort_of(struct cli_session *s, const char *line)
{
	const struct template_found *found = &s->cli->found;
	unsigned kind;

	if (pipe_of(line) != NULL)
		return DEAD_DISPLAYS;
	command_offer(s->cli, s->user ? COMMAND_USER : COMMAND_VIEW, 0);
	template_match(&s->cli->matcher, line, &s->cli->found);
	kind = found->tag & COMMAND_TAG_KIND;
	if (found->result != TEMPLATE_MATCH)
		return DEAD_ELSE;
	if (kind == COMMAND_SHOW || kind == COMMAND_SHOW_OWN || kind == COMMAND_SHOW_FILE)
		return DEAD_DISPLAYS;
	if (kind != COMMAND_OWN)
		return DEAD_ELSE;
	return ((const struct own_row *)found->row)->sort;
}

void
command_line(struct cli_session *s, const char *line, const struct cli_io *io)
{
	struct request r = {s, io, line, line, s->user ? COMMAND_USER : COMMAND_VIEW};

	s->failed = false;
	files_forget(s);
	if (strlen(line) > CLI_LINE_MAX) {
		session_error(s, io->out, "The command is longer than %d characters.",
			      CLI_LINE_MAX);
		return;
	}
	if (!typeable(line)) {
		session_error(s, io->out, "The command has a character that is not visible.");
		return;
	}
	if (!s->user && !conf_path_valid(session_conf(s), &s->path)) {
		s->path = (struct conf_path){0};
		session_error(s, io->out, "The object of this view was deleted by other user.");
		return;
	}
	session_remember(s, line);
	if (!s->dead.set || dead_lets(s, line, sort_of(s, line), io))
		run_request(&r);
}
