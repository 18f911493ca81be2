/* cli/session.c -- state, candidate and history of a session. */
#include "cli/session.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "cli/stuck.h"
#include "user/config.h"

/* [from][to] */
static const bool may_go[SESSION_STATES][SESSION_STATES] = {
    [SESSION_IDLE] = {[SESSION_DISPLAYING] = true,
		      [SESSION_ASKING] = true,
		      [SESSION_COMMITTING] = true,
		      [SESSION_READING] = true,
		      [SESSION_SAVING] = true,
		      [SESSION_OVER] = true},
    [SESSION_DISPLAYING] = {[SESSION_IDLE] = true},
    [SESSION_ASKING] =
	{[SESSION_IDLE] = true, [SESSION_COMMITTING] = true, [SESSION_SAVING] = true},
    [SESSION_COMMITTING] = {[SESSION_IDLE] = true},
    [SESSION_SAVING] = {[SESSION_IDLE] = true},
    [SESSION_READING] = {[SESSION_IDLE] = true},
};

void
session_go(struct cli_session *s, enum session_state to)
{
	assert(may_go[s->state][to]);
	s->state = to;
}

const struct conf *
session_conf(const struct cli_session *s)
{
	return s->candidate != NULL ? s->candidate : s->cli->running;
}

const struct conf *
session_proposal(const struct cli_session *s)
{
	return s->proposed != NULL ? s->proposed : s->candidate;
}

enum foreign_where
session_foreign(const struct cli_session *s)
{
	if (s->user || s->path.view == 0)
		return FOREIGN_SYSTEM;
	return s->cli->setup.schema->view[s->path.view].key == CONF_KEY_INTERFACE
		   ? FOREIGN_INTERFACE
		   : FOREIGN_OTHER;
}

void
session_settle(struct cli_session *s)
{
	if (s->candidate == NULL || !conf_same(s->candidate, s->cli->running))
		return;
	conf_free(s->candidate);
	s->candidate = NULL;
}

bool
session_saves_startup(const struct cli_session *s)
{
	return s->file[0] == '\0' || strcmp(s->file, s->cli->next_startup) == 0;
}

void
session_say_unsaved(const struct cli_session *s, struct text *out)
{
	const struct cli *c = s->cli;

	if (strcmp(c->startup, c->next_startup) == 0)
		text_add(out, "not saved; a restart brings back the one saved last");
	else
		text_add(out, "not that of %s, which the next start reads", c->next_startup);
}

bool
session_is_saved(const struct cli_session *s)
{
	return conf_same(s->cli->saved, s->cli->running);
}

void
session_discard(struct cli_session *s)
{
	conf_free(s->candidate);
	s->candidate = NULL;
	stuck_drop(s);
}

bool
session_locks(const struct cli_session *s, uint64_t now)
{
	const struct cli_setup *setup = &s->cli->setup;
	uint64_t s_max = setup->occupied_s != NULL ? setup->occupied_s(s->cli->running)
						   : (uint64_t)SESSION_LOCK_S;

	return s->cli->locked_by == s && now - s->heard_us < s_max * TIME_SEC;
}

void
session_lock_lapse(struct cli *c, uint64_t now)
{
	if (c->locked_by == NULL || session_locks(c->locked_by, now))
		return;
	c->locked_by->lock_lost = true;
	c->locked_by = NULL;
}

bool
session_is_locked(struct cli_session *s, struct text *out)
{
	const struct cli_session *by = s->cli->locked_by;
	unsigned id = 0;

	if (by == NULL || by == s)
		return false;
	while (s->cli->session[id] != by)
		id++;
	session_error(s, out, "The configuration is locked by other user. [Session ID = %u]", id);
	text_add(out, "Info: `kill user-interface vty %u` (level 3) ends that session.\n", id);
	return true;
}

bool
session_is_pending(const struct cli_session *s)
{
	return s->candidate != NULL || s->stuck.count > 0;
}

/* An object that was deleted, or the row of a line and its keys: stuck lines for it go. */
static void
free_stuck(struct cli_session *s, const struct conf_path *at, const struct template_found *found)
{
	char keys[STUCK_KEYS_MAX];
	const struct row *row = stuck_keys(found, keys);
	struct conf_path object = *at;

	if ((found->tag & ~0xffu) == CONF_TAG_DELETE)
		object = conf_found_path(s->cli->setup.schema, found);
	else if (row == NULL)
		return;
	stuck_typed(s, &object, row, found->tag, keys);
}

bool
session_apply(struct cli_session *s, const struct conf_path *at, const struct template_found *found)
{
	struct conf_reply *reply = &s->cli->reply;

	if (s->candidate == NULL)
		s->candidate = conf_copy(s->cli->running);
	conf_apply(s->candidate, at, found, reply);
	free_stuck(s, at, found);
	if (reply->ok)
		s->path = reply->path;
	stuck_again(s);
	session_settle(s);
	return reply->ok;
}

/* ---- who it is ---- */

unsigned
session_place(const struct cli_session *s)
{
	unsigned i = 0;

	while (s->cli->session[i] != s)
		i++;
	return i;
}

bool
cli_interactive(const struct cli_session *s)
{
	return s->interactive;
}

const char *
cli_who(const struct cli_session *s, char text[CLI_WHO_MAX])
{
	snprintf(text, CLI_WHO_MAX, "%s%sVTY %u", s->name, s->name[0] != '\0' ? " " : "",
		 session_place(s));
	return text;
}

const char *
cli_done(struct cli_session *s, bool *ret_refused)
{
	if (!s->record.due)
		return NULL;
	s->record.due = false;
	*ret_refused = s->record.refused;
	return s->record.line;
}

/* ---- one who types nothing ---- */

static uint64_t
idle_us(const struct cli *c)
{
	const struct user_config *config =
	    c->setup.config != NULL ? c->setup.config(c->running) : NULL;

	if (config == NULL || !config->idle.set)
		return USER_IDLE_MINUTES * 60 * TIME_SEC;
	return (config->idle.minutes * UINT64_C(60) + config->idle.seconds) * TIME_SEC;
}

/* What was asked for comes to its end first. */
uint64_t
cli_idle_deadline(const struct cli_session *s)
{
	uint64_t span_us = idle_us(s->cli);

	if (s->state != SESSION_IDLE && s->state != SESSION_DISPLAYING &&
	    s->state != SESSION_ASKING)
		return TIME_NEVER;
	if (s->killed_by[0] != '\0')
		return 0;
	return s->interactive && span_us > 0 ? time_after(s->touched_us, span_us) : TIME_NEVER;
}

/* ---- prompt, history, errors ---- */

const char *
session_prompt(struct cli_session *s)
{
	struct text t = text_of(s->prompt, sizeof s->prompt);
	const char *name = s->cli->setup.sysname(s->cli->running);
	const char *mark = s->immediate ? "" : session_is_pending(s) ? "*" : "~";
	char view[CONF_PROMPT_MAX];

	if (s->user && s->dead.set && s->dead.header)
		text_add(&t, "<%s-(%s)>", name, s->dead.name);
	else if (s->user)
		text_add(&t, "<%s>", name);
	else if (s->dead.set && s->dead.header)
		text_add(&t, "[%s%s-(%s)]", mark, name, s->dead.name);
	else
		text_add(&t, "[%s%s%s]", mark, name, conf_prompt(session_conf(s), &s->path, view));
	return s->prompt;
}

void
session_remember(struct cli_session *s, const char *line)
{
	struct session_history *h = &s->history;
	unsigned last = (h->next + SESSION_HISTORY_MAX - 1) % SESSION_HISTORY_MAX;

	if (line[strspn(line, " \t\r")] == '\0')
		return;
	if (h->count > 0 && strcmp(h->line[last], line) == 0)
		return;
	snprintf(h->line[h->next], sizeof h->line[0], "%s", line);
	h->next = (h->next + 1) % SESSION_HISTORY_MAX;
	if (h->count < SESSION_HISTORY_MAX)
		h->count++;
}

void
session_error(struct cli_session *s, struct text *out, const char *format, ...)
{
	va_list args;

	s->failed = true;
	text_add(out, "Error: ");
	va_start(args, format);
	text_vadd(out, format, args);
	va_end(args);
	text_add(out, "\n");
}
