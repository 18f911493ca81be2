/* cli/session.c -- state, candidate and history of a session.
 *
 * When another session commits, the candidate is made again (session_rebase()): what is pending
 * in it is rendered as lines, and these are applied to a copy of the new running configuration.
 * The first line that is not possible any more is kept as the conflict, which this session's next
 * commit reports; an `undo` of what is gone already is none. That runs in somebody else's call
 * and uses the work space of struct cli, so nothing in there may be counted on afterwards. */
#include "cli/session.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "conf/render.h"
#include "conf/template_match.h"

/* [from][to] */
static const bool may_go[SESSION_STATES][SESSION_STATES] = {
    [SESSION_IDLE] = {[SESSION_DISPLAYING] = true,
		      [SESSION_ASKING] = true,
		      [SESSION_COMMITTING] = true,
		      [SESSION_OVER] = true},
    [SESSION_DISPLAYING] = {[SESSION_IDLE] = true},
    [SESSION_ASKING] =
	{[SESSION_IDLE] = true, [SESSION_COMMITTING] = true, [SESSION_SAVING] = true},
    [SESSION_COMMITTING] = {[SESSION_IDLE] = true},
    [SESSION_SAVING] = {[SESSION_IDLE] = true},
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

enum foreign_where
session_foreign(const struct cli_session *s)
{
	if (s->path.view == 0)
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
session_is_saved(const struct cli_session *s)
{
	return conf_same(s->cli->saved, s->cli->running);
}

void
session_discard(struct cli_session *s)
{
	conf_free(s->candidate);
	s->candidate = NULL;
	s->conflict.set = false;
}

bool
session_apply(struct cli_session *s, const struct conf_path *at, const struct template_found *found)
{
	struct conf_reply *reply = &s->cli->reply;

	if (s->candidate == NULL)
		s->candidate = conf_copy(s->cli->running);
	conf_apply(s->candidate, at, found, reply);
	if (reply->ok)
		s->path = reply->path;
	session_settle(s);
	return reply->ok;
}

/* ---- another session's commit ---- */

struct rebase {
	struct cli_session *s;
	struct conf *target;
	struct conf_path path; /* the view of the line before */
	unsigned offered;      /* the view whose commands are in the matcher */
};

static void
note_conflict(struct rebase *r, const char *line, const char *message)
{
	struct session_conflict *c = &r->s->conflict;

	if (c->set)
		return;
	c->set = true;
	c->path = r->path;
	snprintf(c->line, sizeof c->line, "%s", line);
	snprintf(c->message, sizeof c->message, "%s", message);
}

/* One line of render_pending(). What is to be taken away and is gone already is no conflict. */
static void
rebase_line(struct rebase *r, const char *line)
{
	struct cli *c = r->s->cli;

	if (line[0] != ' ')
		r->path = (struct conf_path){0};
	if (r->offered != r->path.view) {
		r->offered = r->path.view;
		template_begin(&c->matcher);
		conf_offer(c->setup.schema, r->offered, &c->matcher);
	}
	template_match(&c->matcher, line, &c->found);
	if (c->found.result != TEMPLATE_MATCH) {
		note_conflict(r, line, "The command is not possible any more.");
		return;
	}
	conf_apply(r->target, &r->path, &c->found, &c->reply);
	if (c->reply.ok)
		r->path = c->reply.path;
	else if (strncmp(line + strspn(line, " "), "undo ", 5) != 0)
		note_conflict(r, line, c->reply.message);
}

void
session_rebase(struct cli_session *s, const struct conf *old, const struct conf *running)
{
	struct rebase r = {.s = s, .target = conf_copy(running), .offered = UINT32_MAX};
	uint64_t cursor = 0;
	bool more = true;

	while (more) {
		struct text t = text_of(s->cli->lines, sizeof s->cli->lines);

		more = render_pending(old, s->candidate, &cursor, &t);
		for (char *line = t.p, *end; *line != '\0'; line = end + 1) {
			end = strchr(line, '\n');
			assert(end != NULL);
			*end = '\0';
			rebase_line(&r, line);
		}
	}
	conf_free(s->candidate);
	s->candidate = r.target;
}

/* ---- prompt, history, errors ---- */

const char *
session_prompt(struct cli_session *s)
{
	struct text t = text_of(s->prompt, sizeof s->prompt);
	const char *name = s->cli->setup.sysname(s->cli->running);
	const char *mark = s->immediate ? "" : s->candidate != NULL ? "*" : "~";
	char view[CONF_PROMPT_MAX];

	if (s->user)
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
