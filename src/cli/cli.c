/* cli/cli.c -- see cli/cli.h.
 *
 * A session is a small state machine; what each state does with each thing that happens:
 *
 *		line		more	stop	commit done	save done
 *	idle	carry it out	-	-	refused		refused
 *	display	end, as idle	go on	end	refused		refused
 *	asking	the answer	-	cancel	refused		refused
 *	commit	busy		busy	busy	idle		refused
 *	saving	busy		busy	busy	refused		idle
 *	reading	busy		busy	busy	refused		refused
 *
 * What was read ends `reading` alone, and goes on as `idle` with what it is for.
 * "refused" is a bug of the caller and asserted; everything else a client may send at any time. */
#include "cli/cli.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "cli/ask.h"
#include "cli/command.h"
#include "cli/dead.h"
#include "cli/display.h"
#include "cli/files.h"
#include "cli/help.h"
#include "cli/level.h"
#include "cli/session.h"
#include "cli/stuck.h"
#include "cli/transact.h"
#include "conf/render.h"

/* ---- life ---- */

struct cli *
cli_new(const struct cli_setup *setup)
{
	struct cli *c = memory_new(1, sizeof *c);

	c->setup = *setup;
	return c;
}

void
cli_free(struct cli *c)
{
	if (c == NULL)
		return;
	for (unsigned i = 0; i < CLI_SESSIONS_MAX; i++)
		cli_close(c->session[i]);
	conf_free(c->saved);
	points_free(&c->points);
	trial_free(c);
	conf_free(c->under_way.before);
	memory_free(c);
}

void
cli_running(struct cli *c, const struct conf *running, uint64_t now, int64_t wall_offset_us)
{
	const struct conf *old = c->running;

	if (old == NULL)
		c->started_us = now;
	c->running = running;
	c->changed_us = now;
	c->changed_offset_us = wall_offset_us;
	if (old == NULL)
		c->saved = conf_copy(running);
	for (unsigned i = 0; i < CLI_SESSIONS_MAX; i++) {
		struct cli_session *s = c->session[i];

		if (s == NULL || !session_is_pending(s))
			continue;
		stuck_rebase(s, old, running);
		session_settle(s);
	}
}

static void
add_point(struct cli *c, const struct point *like, int64_t wall_us)
{
	struct point point = *like;

	point.wall_us = wall_us;
	points_add(&c->points, &point, c->running);
}

void
cli_saved(struct cli *c, const struct conf *saved)
{
	struct point like = {.type = "Startup"};
	const struct point *newest = points_back(&c->points, 0);

	conf_free(c->saved);
	c->saved = conf_copy(saved != NULL ? saved : c->running);
	if (c->trial.state == CLI_TRIAL_TIMED_OUT)
		snprintf(like.description, sizeof like.description,
			 "the trial of commit %u is over", c->trial.point);
	if (newest == NULL || !point_is(newest, c->running))
		add_point(c, &like, (int64_t)c->changed_us + c->changed_offset_us);
}

bool
cli_point_read(struct cli *c, uint64_t number, const char *file)
{
	if (number == CLI_POINT_TRIAL)
		return trial_read(c, file != NULL ? file : "");
	return file != NULL && points_read(&c->points, number, file);
}

bool
cli_point_news(struct cli *c, uint32_t *ret_number, size_t *ret_len)
{
	struct points *p = &c->points;

	if (p->gone_count > 0) {
		*ret_number = p->gone[--p->gone_count];
		*ret_len = 0;
		return true;
	}
	if (c->trial.news) {
		c->trial.news = false;
		*ret_number = CLI_POINT_TRIAL;
		*ret_len = c->trial.state == CLI_TRIAL_UNDER_WAY ? trial_len(c) : 0;
		return true;
	}
	return points_news(p, ret_number, ret_len);
}

void
cli_point_write(const struct cli *c, uint32_t number, struct text *t)
{
	if (number == CLI_POINT_TRIAL)
		trial_write(c, t);
	else
		point_write(points_find(&c->points, number), t);
}

void
cli_point_describe(const struct cli *c, struct text *out)
{
	const struct point *newest = points_back(&c->points, 0);

	if (newest != NULL)
		text_add(out, " (user=%s, commitId=%u)", newest->user, newest->id);
}

/* What every call ends with. */
static void
answer(struct cli_session *s, struct cli_io *io)
{
	static const enum cli_verdict verdict[SESSION_STATES] = {
	    [SESSION_IDLE] = CLI_READY,	     [SESSION_DISPLAYING] = CLI_MORE,
	    [SESSION_ASKING] = CLI_QUESTION, [SESSION_COMMITTING] = CLI_COMMIT,
	    [SESSION_SAVING] = CLI_SAVE,     [SESSION_READING] = CLI_READ,
	    [SESSION_OVER] = CLI_QUIT,
	};
	const char *const question[] = {
	    [SESSION_ASK_LEAVE] = ("Warning: Uncommitted configurations found, commit them before "
				   "exiting? [Y(yes)/N(no)/C(cancel)]:"),
	    [SESSION_ASK_SAVE] = "Are you sure to continue?[Y/N]",
	    [SESSION_ASK_ACTION] = "Are you sure to continue?[Y/N]",
	    [SESSION_ASK_ABORT] = ("Warning: The trial configuration will be rolled back. "
				   "Continue? [Y/N]:"),
	    [SESSION_ASK_KILL] = s->prompt,
	};

	io->verdict = verdict[s->state];
	if (s->state == SESSION_DISPLAYING && s->display.show.waits)
		io->verdict = CLI_WAITS;
	if (s->state == SESSION_READING && s->reading.use == SESSION_READ_LIST)
		io->verdict = CLI_LIST;
	if (s->state == SESSION_SAVING && s->reading.use == SESSION_READ_STARTUP)
		io->verdict = CLI_STARTUP;
	io->failed = s->failed;
	io->file = s->file[0] == '\0' ? NULL : s->file;
	io->page = s->interactive && !s->mmi && !s->display.filters.no_more ? s->screen_length : 0;
	io->prompt = session_prompt(s);
	if (s->state != SESSION_ASKING)
		return;
	io->prompt = s->question == SESSION_ASK_COMMIT ? s->cli->setup.commit_question
						       : question[s->question];
	if (s->question == SESSION_ASK_SAVE && s->file[0] != '\0') {
		struct text t = text_of(s->prompt, sizeof s->prompt);

		text_add(&t,
			 "Warning: Are you sure to save the configuration to %s? [Y/N]:", s->file);
		io->prompt = s->prompt;
	}
	if (s->question == SESSION_ASK_KILL) {
		struct text t = text_of(s->prompt, sizeof s->prompt);

		text_add(&t,
			 "Warning: User interface VTY%u will be freed. Continue? [Y/N]:", s->kill);
	}
}

struct cli_session *
cli_open(struct cli *c, bool interactive, struct cli_io *io)
{
	struct cli_session *s;
	unsigned i = 0;

	assert(c->running != NULL);
	while (i < CLI_SESSIONS_MAX && c->session[i] != NULL)
		i++;
	if (i == CLI_SESSIONS_MAX)
		return NULL;
	s = memory_new(1, sizeof *s);
	s->cli = c;
	s->interactive = interactive;
	s->user = true;
	s->screen_length = CLI_PAGE_WINDOW;
	s->heard_us = s->opened_us = s->touched_us = io->now;
	c->session[i] = s;
	answer(s, io);
	return s;
}

void
cli_close(struct cli_session *s)
{
	if (s == NULL)
		return;
	for (unsigned i = 0; i < CLI_SESSIONS_MAX; i++)
		if (s->cli->session[i] == s)
			s->cli->session[i] = NULL;
	trial_close(s);
	if (s->cli->locked_by == s)
		s->cli->locked_by = NULL;
	if (s->cli->under_way.by == s)
		s->cli->under_way.by = NULL;
	session_discard(s);
	conf_free(s->proposed);
	conf_free(s->saving);
	files_forget(s);
	memory_free(s->groups);
	memory_free(s);
}

/* ---- what a client sends ---- */

enum cli_input { INPUT_LINE, INPUT_MORE, INPUT_STOP };

static void
idle(struct cli_session *s, enum cli_input input, const char *line, const struct cli_io *io)
{
	switch (input) {
	case INPUT_LINE:
		command_line(s, line, io);
		break;
	case INPUT_MORE:
	case INPUT_STOP:
		break;
	}
}

static void
displaying(struct cli_session *s, enum cli_input input, const char *line, const struct cli_io *io)
{
	switch (input) {
	case INPUT_LINE:
		session_go(s, SESSION_IDLE);
		command_line(s, line, io);
		break;
	case INPUT_MORE: /* a commit may have taken the level meanwhile */
		if (level_lets(s, s->record.level, io->out))
			display_step(s, io);
		else
			session_go(s, SESSION_IDLE);
		break;
	case INPUT_STOP:
		session_go(s, SESSION_IDLE);
		break;
	}
}

static void
asking(struct cli_session *s, enum cli_input input, const char *line, const struct cli_io *io)
{
	switch (input) {
	case INPUT_LINE:
		ask_answer(s, line, io);
		break;
	case INPUT_MORE:
		break;
	case INPUT_STOP:
		conf_free(s->proposed);
		s->proposed = NULL;
		session_go(s, SESSION_IDLE);
		break;
	}
}

static void
step(struct cli_session *s, enum cli_input input, const char *line, struct cli_io *io)
{
	bool busy = false;

	switch (s->state) {
	case SESSION_IDLE:
		idle(s, input, line, io);
		break;
	case SESSION_DISPLAYING:
		displaying(s, input, line, io);
		break;
	case SESSION_ASKING:
		asking(s, input, line, io);
		break;
	case SESSION_COMMITTING:
	case SESSION_SAVING:
	case SESSION_READING:
		busy = true;
		break;
	case SESSION_OVER:
		break;
	case SESSION_STATES:
		assert(false);
	}
	answer(s, io);
	if (busy)
		io->verdict = CLI_BUSY;
}

void
cli_line(struct cli_session *s, const char *line, struct cli_io *io)
{
	session_lock_lapse(s->cli, io->now);
	s->heard_us = s->touched_us = io->now;
	if (s->lock_lost)
		text_add(io->out, "Warning: Nothing was typed here for too long: configuration "
				  "exclusive has ended,\nand others may have committed.\n");
	s->lock_lost = false;
	text_add(io->out, "%s", s->trial_news);
	s->trial_news[0] = '\0';
	step(s, INPUT_LINE, line, io);
}

void
cli_more(struct cli_session *s, struct cli_io *io)
{
	s->touched_us = io->now;
	step(s, INPUT_MORE, NULL, io);
}

void
cli_stop(struct cli_session *s, struct cli_io *io)
{
	s->touched_us = io->now;
	step(s, INPUT_STOP, NULL, io);
}

void
cli_help(struct cli_session *s, const char *line, struct cli_io *io)
{
	bool failed = s->failed;

	s->touched_us = io->now;
	if (s->state != SESSION_READING) /* those before: not of this text */
		filter_begin(&s->display.filters);
	if (s->state == SESSION_IDLE && strlen(line) <= CLI_LINE_MAX)
		help_print(s, line, io);
	s->failed = failed;
	step(s, INPUT_MORE, NULL, io);
}

void
cli_tab(struct cli_session *s, const char *line, struct cli_io *io)
{
	s->touched_us = io->now;
	if (s->state == SESSION_IDLE && strlen(line) <= CLI_LINE_MAX)
		help_tab(s, line, io);
	else
		text_add(io->out, "%s", line);
	answer(s, io);
}

/* ---- one who types nothing ---- */

void
cli_idle(struct cli_session *s, struct cli_io *io)
{
	const char *lost = session_is_pending(s) ? ", and what was not committed is dropped" : "";

	if (s->killed_by[0] != '\0')
		text_add(io->out, "\nInfo: %s ends this session%s.\n", s->killed_by, lost);
	else
		text_add(io->out, "\nInfo: Nothing was typed for too long; the session ends%s.\n",
			 lost);
	if (s->state != SESSION_IDLE)
		session_go(s, SESSION_IDLE);
	session_go(s, SESSION_OVER);
	answer(s, io);
}

/* ---- what node/ answers ---- */

/* One commit is under way at a time; what comes beside it will be refused. */
static void
note_under_way(const struct cli_session *s)
{
	struct session_under_way *u = &s->cli->under_way;

	if (u->by != NULL)
		return;
	conf_free(u->before);
	*u = (struct session_under_way){.by = s, .saying = s->saying};
	cli_who(s, u->user);
	if (s->saying.trial_s > 0)
		u->before = conf_copy(s->cli->running);
}

static void
forget_under_way(const struct cli_session *s)
{
	struct session_under_way *u = &s->cli->under_way;

	if (u->by != s)
		return;
	conf_free(u->before);
	*u = (struct session_under_way){.by = NULL};
}

struct conf *
cli_commit_take(struct cli_session *s)
{
	struct conf **of = s->proposed != NULL ? &s->proposed : &s->candidate, *taken = *of;

	assert(s->state == SESSION_COMMITTING && taken != NULL);
	s->proposing = of == &s->proposed;
	*of = NULL;
	note_under_way(s);
	return taken;
}

bool
cli_commit_yes(const struct cli_session *s)
{
	return s->yes;
}

/* What is refused at once cannot be edited further: it is dropped. A view that is none then is dead
 * to what follows. */
static void
cancel(struct cli_session *s, struct text *out)
{
	char header[CONF_HEADER_MAX];

	if (!s->immediate) {
		text_add(out, "Commit canceled, the configuration is not valid, you can modify\n"
			      "the configuration and commit again.\n");
		return;
	}
	conf_header(s->candidate, &s->path, header);
	session_discard(s);
	if (conf_path_valid(s->cli->running, &s->path))
		return;
	s->path = (struct conf_path){0};
	dead_refused(s, header, 0, true);
}

/* What was under way is in force: its commit point, and what it says of a trial. */
static void
in_force(struct cli *c, const struct cli_io *io)
{
	struct session_under_way *u = &c->under_way;
	struct point point = {.id = 0};

	snprintf(point.type, sizeof point.type, "%s", u->saying.type);
	snprintf(point.user, sizeof point.user, "%s", u->user);
	memcpy(point.label, u->saying.label, sizeof point.label);
	memcpy(point.description, u->saying.description, sizeof point.description);
	add_point(c, &point, (int64_t)io->now + io->wall_offset_us);
	if (u->saying.aborts)
		trial_end(c, CLI_TRIAL_ABORTED, u->user);
	if (u->before != NULL)
		trial_begin(c, u, points_back(&c->points, 0)->id, io);
}

static void
say_trial(const struct session_saying *saying, struct text *out)
{
	if (saying->trial_s > 0)
		text_add(out,
			 "Committing..done.\n"
			 "Info: The system enters the trial configuration mode.\n"
			 "The system will revert to previous configuration if the trial "
			 "configuration is not confirmed in %u seconds.\n",
			 saying->trial_s);
	else if (saying->aborts)
		text_add(out, "Info: The trial configuration is rolled back.\n");
}

void
cli_commit_orphaned(struct cli *c, uint64_t now, int64_t wall_offset_us)
{
	struct cli_io io = {.now = now, .wall_offset_us = wall_offset_us};

	in_force(c, &io);
}

static void
refused(struct cli_session *s, struct conf *back, struct text *out)
{
	s->failed = true;
	if (s->proposing) {
		conf_free(back);
		text_add(out, "Info: Nothing was changed.\n");
		return;
	}
	s->candidate = back;
	cancel(s, out);
}

void
cli_commit_done(struct cli_session *s, struct conf *back, const struct conf_errors *why,
		struct cli_io *io)
{
	assert(s->candidate == NULL || s->proposing);
	if (why != NULL)
		transact_errors(s, back != NULL ? back : s->cli->running, why, io->out);
	if (back != NULL) {
		refused(s, back, io->out);
	} else {
		in_force(s->cli, io);
		say_trial(&s->saying, io->out);
		s->user |= s->leaving;
	}
	forget_under_way(s);
	s->proposing = false;
	s->leaving = false;
	session_go(s, SESSION_IDLE);
	session_settle(s);
	answer(s, io);
}

void
cli_save_text(struct cli_session *s, struct text *t)
{
	uint64_t cursor = 0;

	conf_free(s->saving);
	s->saving = conf_copy(s->cli->running);
	while (render_current(s->cli->running, &cursor, t) && t->cap - t->len > RENDER_ROOM)
		;
	t->cut |= t->cap - t->len <= RENDER_ROOM;
}

/* Other files than the startup file bring nothing back. */
static void
keep_saved(struct cli_session *s, bool names)
{
	if (names)
		memcpy(s->cli->next_startup, s->file, sizeof s->cli->next_startup);
	else if (!session_saves_startup(s))
		return;
	assert(s->saving != NULL);
	conf_free(s->cli->saved);
	s->cli->saved = s->saving;
	s->saving = NULL;
}

void
cli_started_from(struct cli *c, const char *file)
{
	snprintf(c->startup, sizeof c->startup, "%s", file);
	snprintf(c->next_startup, sizeof c->next_startup, "%s", file);
}

void
cli_save_done(struct cli_session *s, bool ok, const char *message, struct cli_io *io)
{
	bool names = s->reading.use == SESSION_READ_STARTUP;

	assert(s->state == SESSION_SAVING);
	if (ok)
		keep_saved(s, names);
	if (ok)
		text_add(io->out, names ? "Info: Succeeded in setting the configuration for "
					  "booting system.\n"
					: "Info: Save the configuration successfully.\n");
	else
		session_error(s, io->out, "%s", message);
	session_go(s, SESSION_IDLE);
	answer(s, io);
}

void
cli_read_done(struct cli_session *s, const struct cli_read *r, struct cli_io *io)
{
	assert(s->state == SESSION_READING);
	files_read(s, r, io);
	answer(s, io);
}
