/* cli/ask.c -- see cli/ask.h.
 *
 * A commit, a save and a question only become the state of the session here; cli.c hands them to
 * whoever is above. */
#include "cli/ask.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cli/level.h"
#include "cli/stuck.h"
#include "conf/render.h"

/* ---- questions ---- */

void
ask_leave(struct cli_session *s)
{
	if (!session_is_pending(s)) {
		s->user = true;
		return;
	}
	s->question = SESSION_ASK_LEAVE;
	session_go(s, SESSION_ASKING);
}

static void
print_stuck(struct cli_session *s, struct text *out)
{
	char header[CONF_HEADER_MAX];
	unsigned printed = 0;

	for (unsigned i = 0; i < s->stuck.count && out->cap - out->len > RENDER_ROOM * 4; i++) {
		const struct session_stuck_line *l = &s->stuck.list[i];

		if (!conf_path_same(&l->path, &s->path) && !stuck_is_headed(&s->stuck, i))
			text_add(out, "%s\n", conf_header(s->cli->running, &l->path, header));
		text_add(out, "%s\n", l->line);
		session_error(s, out, "%s", l->message);
		printed++;
	}
	if (s->stuck.count + s->stuck.more > printed)
		text_add(out, "Info: %u more errors.\n", s->stuck.count + s->stuck.more - printed);
	text_add(out,
		 "Commit canceled, the configuration conflicted with other user, you can modify\n"
		 "the configuration and commit again.\n");
	s->failed = true;
}

/* What the commit brings about is said, and asked where somebody can answer. */
static bool
asks_commit(const struct cli_session *s, struct text *out)
{
	const struct cli_setup *setup = &s->cli->setup;

	return setup->commit_asks != NULL &&
	       setup->commit_asks(setup->subject, session_proposal(s), s->interactive, out) &&
	       s->interactive;
}

/* Whether it may be committed now, as what s->saying says; else why not is printed. What is refused
 * at once cannot be edited further: it is dropped. */
static bool
lets_commit(struct cli_session *s, struct text *out)
{
	const struct session_saying *saying = &s->saying;

	if (level_lets_commit(s, session_proposal(s), out) && !session_is_locked(s, out) &&
	    (saying->aborts || trial_lets_commit(s, out)) &&
	    (saying->trial_s == 0 || trial_may_begin(s, session_proposal(s), out)))
		return true;
	if (s->immediate)
		session_discard(s);
	if (s->immediate && !conf_path_valid(s->cli->running, &s->path))
		s->path = (struct conf_path){0};
	return false;
}

static void
drop_proposed(struct cli_session *s)
{
	conf_free(s->proposed);
	s->proposed = NULL;
}

static void
begin_commit(struct cli_session *s, struct text *out)
{
	s->yes = false;
	s->record.due = !asks_commit(s, out);
	if (s->record.due) {
		session_go(s, SESSION_COMMITTING);
		return;
	}
	s->question = SESSION_ASK_COMMIT;
	if (s->state != SESSION_ASKING)
		session_go(s, SESSION_ASKING);
}

bool
ask_stuck(struct cli_session *s, struct text *out)
{
	if (s->stuck.count > 0)
		print_stuck(s, out);
	return s->stuck.count > 0;
}

bool
ask_commit(struct cli_session *s, bool leaving, struct text *out)
{
	if (ask_stuck(s, out))
		return false;
	if (s->candidate == NULL || !lets_commit(s, out))
		return false;
	s->leaving = leaving;
	begin_commit(s, out);
	return true;
}

void
ask_propose(struct cli_session *s, struct conf *c, struct text *out)
{
	if (conf_same(c, s->cli->running)) {
		text_add(out, "Info: This configuration runs already.\n");
		conf_free(c);
		return;
	}
	s->proposed = c;
	s->leaving = false;
	if (lets_commit(s, out))
		begin_commit(s, out);
	else
		drop_proposed(s);
}

void
ask_abort(struct cli_session *s, int number)
{
	s->abort_of = number;
	s->record.due = false; /* when it is answered */
	s->question = SESSION_ASK_ABORT;
	session_go(s, SESSION_ASKING);
}

void
ask_kill(struct cli_session *s, unsigned place, struct text *out)
{
	const struct cli_session *other = s->cli->session[place];

	s->record.due = false; /* when it is answered */
	if (other == NULL) {
		session_error(s, out, "There is no session VTY %u.", place);
	} else if (other == s) {
		session_error(s, out, "This is the session VTY %u itself; quit ends it.", place);
	} else {
		s->kill = place;
		s->kill_opened_us = other->opened_us;
		s->question = SESSION_ASK_KILL;
		session_go(s, SESSION_ASKING);
	}
}

/* `save` writes the file of that usual name, which the device started with as well. */
static bool
plain(const struct cli *c)
{
	return strcmp(c->next_startup, c->startup) == 0 &&
	       (c->startup[0] == '\0' || strcmp(c->startup, "startup.cfg") == 0);
}

/* Another one may be a prepared file, which the operator did not mean to lose. */
static void
say_save(const struct cli *c, struct text *out)
{
	if (plain(c)) {
		text_add(out, "Warning: all configuration will be written to the device.\n");
		return;
	}
	text_add(out,
		 "Warning: all configuration will be written to %s and replace what it says.\n",
		 c->next_startup);
	if (strcmp(c->next_startup, c->startup) != 0)
		text_add(out,
			 "Warning: The device started with %s; since then `startup "
			 "saved-configuration` named %s.\n",
			 c->startup, c->next_startup);
}

static void
answer_save(struct cli_session *s, char answer, struct text *out)
{
	if (answer == 'y' && session_saves_startup(s) && !trial_lets_save(s, out)) {
		session_go(s, SESSION_IDLE);
	} else if (answer == 'y') {
		text_add(out, "Now saving all configuration to %s\n",
			 s->file[0] == '\0' && !plain(s->cli) ? s->cli->next_startup
							      : "the slot 1");
		s->record.due = true;
		session_go(s, SESSION_SAVING);
	} else if (answer == 'n') {
		session_go(s, SESSION_IDLE);
	} else {
		text_add(out, "Error: Please choose 'YES' or 'NO' first before pressing 'Enter'. "
			      "[Y/N]:\n");
	}
}

void
ask_save(struct cli_session *s, const char *file, struct text *out)
{
	snprintf(s->file, sizeof s->file, "%s", file);
	if (session_saves_startup(s) && !trial_lets_save(s, out))
		return;
	s->question = SESSION_ASK_SAVE;
	session_go(s, SESSION_ASKING);
	if (s->mmi) {
		answer_save(s, 'y', out);
		return;
	}
	if (s->file[0] == '\0')
		say_save(s->cli, out);
}

static bool
may_act(struct cli_session *s, const struct cli_io *io)
{
	const struct session_action *a = &s->action;

	if (a->row->may == NULL || a->row->may(a->subject, &a->args, io->out))
		return true;
	s->failed = true;
	return false;
}

static void
act_now(struct cli_session *s, const struct cli_io *io)
{
	const struct session_action *a = &s->action;
	size_t before = io->out->len;

	if (!may_act(s, io))
		return;
	s->record.due = true;
	a->row->act(a->subject, &a->args, io->now, io->out);
	s->failed |= strncmp(io->out->p + before, "Error:", 6) == 0;
}

static void
ask_first(struct cli_session *s, const struct cli_io *io)
{
	const struct session_action *a = &s->action;

	if (a->row->warning != NULL)
		text_add(io->out, "Warning: %s\n", a->row->warning);
	if (a->row->describe != NULL)
		a->row->describe(a->subject, &a->args, io->out);
	if (a->row->forced && !s->interactive) {
		session_error(s, io->out, "Nobody is here to ask; a script says force.");
		return;
	}
	s->question = SESSION_ASK_ACTION;
	session_go(s, SESSION_ASKING);
}

void
ask_action(struct cli_session *s, const struct cli_io *io)
{
	const struct session_action *a = &s->action;

	if (a->row->warning == NULL && a->row->describe == NULL)
		act_now(s, io);
	else if (may_act(s, io))
		ask_first(s, io);
}

/* ---- answers ---- */

/* 'y', 'n', 'c', or 0 for anything else. */
static char
answer_of(const char *line)
{
	static const char *const word[] = {"yes", "no", "cancel"};
	char text[8];

	line += strspn(line, " \t");
	snprintf(text, sizeof text, "%.*s", (int)strcspn(line, " \t\r"), line);
	for (size_t i = 0; i < sizeof word / sizeof *word; i++)
		if (strcasecmp(text, word[i]) == 0 ||
		    (strncasecmp(text, word[i], 1) == 0 && text[0] != '\0' && text[1] == '\0'))
			return word[i][0];
	return 0;
}

static void
answer_leave(struct cli_session *s, char answer, struct text *out)
{
	if (answer == 0) {
		text_add(out, "Error: Please choose 'YES', 'NO' or 'CANCEL' first before pressing "
			      "'Enter'. [Y/N/C]:\n");
		return;
	}
	s->saying = (struct session_saying){.type = "CLI"};
	s->record = (struct session_record){.level = USER_CONFIGURE, .line = "commit"};
	if (answer == 'y' && ask_commit(s, true, out))
		return;
	session_go(s, SESSION_IDLE);
	if (answer == 'n') {
		session_discard(s);
		s->user = true;
	}
}

static void
answer_action(struct cli_session *s, char answer, const struct cli_io *io)
{
	if (answer != 'y' && answer != 'n') {
		text_add(io->out, "Error: Please choose 'YES' or 'NO' first before pressing "
				  "'Enter'. [Y/N]:\n");
		return;
	}
	session_go(s, SESSION_IDLE);
	if (answer == 'y')
		act_now(s, io);
}

static void
answer_commit(struct cli_session *s, char answer, struct text *out)
{
	if (answer != 'y' && answer != 'n') {
		text_add(out, "Error: Please choose 'YES' or 'NO' first before pressing 'Enter'. "
			      "[Y/N]:\n");
		return;
	}
	s->yes = answer == 'y'; /* either goes on */
	if (lets_commit(s, out)) {
		s->record.due = true;
		session_go(s, SESSION_COMMITTING);
		return;
	}
	drop_proposed(s);
	s->leaving = false;
	session_go(s, SESSION_IDLE);
}

/* It may have ended while nobody answered. */
static void
answer_abort(struct cli_session *s, char answer, struct text *out)
{
	if (answer != 'y' && answer != 'n') {
		text_add(out, "Error: Please choose 'YES' or 'NO' first before pressing 'Enter'. "
			      "[Y/N]:\n");
		return;
	}
	session_go(s, SESSION_IDLE);
	if (answer != 'y' || !trial_may_abort(s, s->abort_of, out))
		return;
	s->saying = (struct session_saying){.type = "Rollback", .aborts = true};
	snprintf(s->saying.description, sizeof s->saying.description,
		 "the trial of commit %u is aborted", s->cli->trial.point);
	ask_propose(s, conf_copy(s->cli->trial.before), out);
}

static void
answer_kill(struct cli_session *s, char answer, struct text *out)
{
	struct cli_session *other = s->cli->session[s->kill];

	if (answer != 'y' && answer != 'n') {
		text_add(out, "Error: Please choose 'YES' or 'NO' first before pressing 'Enter'. "
			      "[Y/N]:\n");
		return;
	}
	session_go(s, SESSION_IDLE);
	if (answer == 'n')
		return;
	if (other == NULL || other->opened_us != s->kill_opened_us) {
		session_error(s, out, "That session has ended meanwhile.");
		return;
	}
	cli_who(s, other->killed_by);
	if (s->cli->locked_by == other)
		s->cli->locked_by = NULL;
	s->record.due = true;
	text_add(out, "Info: User interface VTY%u is free.\n", s->kill);
}

/* What the command wanted begins; leaving takes a level only when it commits: lets_commit(). */
static bool
carries_out(const struct cli_session *s, char answer)
{
	return answer == 'y' || (answer == 'n' && s->question == SESSION_ASK_COMMIT);
}

void
ask_answer(struct cli_session *s, const char *line, const struct cli_io *io)
{
	char answer = answer_of(line);

	if (carries_out(s, answer) && !level_lets(s, s->record.level, io->out)) {
		drop_proposed(s);
		s->leaving = false;
		session_go(s, SESSION_IDLE);
		return;
	}
	switch (s->question) {
	case SESSION_ASK_LEAVE:
		answer_leave(s, answer, io->out);
		break;
	case SESSION_ASK_SAVE:
		answer_save(s, answer, io->out);
		break;
	case SESSION_ASK_ACTION:
		answer_action(s, answer, io);
		break;
	case SESSION_ASK_COMMIT:
		answer_commit(s, answer, io->out);
		break;
	case SESSION_ASK_ABORT:
		answer_abort(s, answer, io->out);
		break;
	case SESSION_ASK_KILL:
		answer_kill(s, answer, io->out);
		break;
	}
}
