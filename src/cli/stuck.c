/* cli/stuck.c -- see cli/stuck.h.
 *
 * When another session commits, the candidate is made again: what is pending in it is rendered as
 * lines, and these are applied to a copy of the new running configuration. The lines below the
 * header of an object that was deleted meanwhile do not create it again. An `undo` of what is gone
 * already is not stuck. That runs in somebody else's call and uses the work space of struct cli, so
 * nothing in there may be counted on afterwards. */
#include "cli/stuck.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "conf/render.h"
#include "conf/template_match.h"

enum { STUCK_ROOM_FIRST = 8 };

struct rebase {
	struct cli_session *s;
	const struct conf *old;
	struct conf *target;
	struct conf_path path; /* the view of the line before */
	const char *gone;      /* which is not there: why not; or NULL */
	unsigned offered;      /* the view whose commands are in the matcher */
};

/* ---- the list ---- */

const struct row *
stuck_keys(const struct template_found *found, char ret[STUCK_KEYS_MAX])
{
	unsigned kind = found->tag & ~0xffu;
	struct text t = text_of(ret, STUCK_KEYS_MAX);
	const struct row *row = found->row;

	if (kind != CONF_TAG_SET && kind != CONF_TAG_UNDO)
		return NULL;
	for (unsigned i = 0; i < found->count && i < row->list.keys + row->inner.keys; i++)
		text_add(&t, "%s ", found->value[i].text);
	return row;
}

static void
make_room(struct session_stuck *stuck)
{
	unsigned room = stuck->room == 0 ? STUCK_ROOM_FIRST : stuck->room * 2;
	struct session_stuck_line *list;

	if (stuck->count < stuck->room)
		return;
	list = memory_new(room, sizeof *list);
	if (stuck->count > 0)
		memcpy(list, stuck->list, stuck->count * sizeof *list);
	memory_free(stuck->list);
	stuck->list = list;
	stuck->room = room;
}

/* What cli->found is, when it matched. */
static void
note(const struct rebase *r, const char *line, const char *message)
{
	struct session_stuck *stuck = &r->s->stuck;
	const struct template_found *found = &r->s->cli->found;
	struct session_stuck_line *l;

	if (stuck->count == STUCK_MAX) {
		stuck->more++;
		return;
	}
	make_room(stuck);
	l = &stuck->list[stuck->count++];
	*l = (struct session_stuck_line){.path = r->path};
	if (found->result == TEMPLATE_MATCH)
		l->row = stuck_keys(found, l->keys);
	snprintf(l->line, sizeof l->line, "%s", line + strspn(line, " "));
	snprintf(l->message, sizeof l->message, "%s", message);
}

static void
take_out(struct session_stuck *stuck, unsigned i)
{
	stuck->count--;
	memmove(&stuck->list[i], &stuck->list[i + 1], (stuck->count - i) * sizeof stuck->list[0]);
}

void
stuck_drop(struct cli_session *s)
{
	memory_free(s->stuck.list);
	s->stuck = (struct session_stuck){.list = NULL};
}

/* ---- another session's commit ---- */

static void
match(struct rebase *r, const char *line)
{
	struct cli *c = r->s->cli;

	if (r->offered != r->path.view) {
		r->offered = r->path.view;
		template_begin(&c->matcher);
		conf_offer(c->setup.schema, r->offered, &c->matcher);
	}
	template_match(&c->matcher, line, &c->found);
}

/* A header of what was there when the candidate was made, and is not any more. */
static bool
enters_what_is_gone(struct rebase *r)
{
	struct cli *c = r->s->cli;
	unsigned kind = c->found.tag & ~0xffu;

	if (kind != CONF_TAG_ENTER && kind != CONF_TAG_AGAIN)
		return false;
	conf_apply(r->s->candidate, &r->path, &c->found, &c->reply); /* it is there: no change */
	if (!c->reply.ok || conf_find(r->old, &c->reply.path) == NULL ||
	    conf_path_valid(r->target, &c->reply.path))
		return false;
	r->path = c->reply.path;
	r->gone = "The object of this view was deleted by other user.";
	return true;
}

/* A header that cannot be entered takes what is below it along. */
static void
note_refused(struct rebase *r, const char *line)
{
	struct cli *c = r->s->cli;

	note(r, line, c->reply.message);
	if ((c->found.tag & ~0xffu) != CONF_TAG_ENTER)
		return;
	r->path = conf_found_path(c->setup.schema, &c->found);
	r->gone = "The view of this line cannot be entered.";
}

/* One line of render_pending(). */
static void
rebase_line(struct rebase *r, const char *line)
{
	struct cli *c = r->s->cli;
	bool undo = strncmp(line + strspn(line, " "), "undo ", 5) == 0;

	if (line[0] != ' ') {
		r->path = (struct conf_path){0};
		r->gone = NULL;
	}
	match(r, line);
	if (c->found.result != TEMPLATE_MATCH) {
		note(r, line, "The command is not possible any more.");
		return;
	}
	if (r->gone != NULL) {
		if (!undo)
			note(r, line, r->gone);
		return;
	}
	if (enters_what_is_gone(r))
		return;
	conf_apply(r->target, &r->path, &c->found, &c->reply);
	if (c->reply.ok)
		r->path = c->reply.path;
	else if (!undo)
		note_refused(r, line);
}

void
stuck_rebase(struct cli_session *s, const struct conf *old, const struct conf *running)
{
	struct rebase r = {.s = s, .old = old, .target = conf_copy(running), .offered = UINT32_MAX};
	uint64_t cursor = 0;
	bool more = s->candidate != NULL;

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
	stuck_again(s);
}

/* ---- trying again ---- */

/* Carried out on the candidate; else its message says why not. */
static bool
fits(struct rebase *r, struct session_stuck_line *l)
{
	struct cli *c = r->s->cli;

	if (!conf_path_valid(r->target, &l->path))
		return false;
	r->path = l->path;
	match(r, l->line);
	if (c->found.result != TEMPLATE_MATCH)
		return false;
	conf_apply(r->target, &r->path, &c->found, &c->reply);
	if (!c->reply.ok)
		snprintf(l->message, sizeof l->message, "%s", c->reply.message);
	return c->reply.ok;
}

void
stuck_again(struct cli_session *s)
{
	struct rebase r = {.s = s, .offered = UINT32_MAX};
	struct conf_reply before = s->cli->reply;

	if (s->stuck.count == 0)
		return;
	if (s->candidate == NULL)
		s->candidate = conf_copy(s->cli->running);
	r.target = s->candidate;
	for (unsigned i = 0; i < s->stuck.count;)
		if (fits(&r, &s->stuck.list[i]))
			take_out(&s->stuck, i);
		else
			i++;
	s->cli->reply = before;
}

/* ---- lines typed for the same ---- */

/* A deleted object takes its header and all its lines along, a row the one with its keys; an undo
 * with fewer keys all that begin so. */
static bool
is_for(const struct cli_session *s, const struct session_stuck_line *l, const struct conf_path *at,
       const struct row *row, const char *keys)
{
	char header[CONF_HEADER_MAX];

	if (row == NULL && l->path.view == 0)
		return strcmp(l->line, conf_header(s->cli->running, at, header)) == 0;
	if (!conf_path_same(&l->path, at))
		return false;
	return row == NULL || (row == l->row && strncmp(l->keys, keys, strlen(keys)) == 0);
}

void
stuck_typed(struct cli_session *s, const struct conf_path *at, const struct row *row, unsigned tag,
	    const char *keys)
{
	struct session_stuck *stuck = &s->stuck;
	bool sets = (tag & ~0xffu) == CONF_TAG_SET;

	if (sets && !s->cli->reply.ok)
		return;
	for (unsigned i = 0; i < stuck->count;) {
		if (!is_for(s, &stuck->list[i], at, row, keys)) {
			i++;
			continue;
		}
		take_out(stuck, i);
		if (!s->cli->reply.ok)
			s->cli->reply = (struct conf_reply){.ok = true, .path = s->path};
	}
}

/* ---- saying them ---- */

bool
stuck_is_headed(const struct session_stuck *stuck, unsigned i)
{
	const struct conf_path *path = &stuck->list[i].path;

	return path->view == 0 || (i > 0 && conf_path_same(&stuck->list[i - 1].path, path));
}

void
stuck_show(const struct cli_session *s, unsigned i, struct text *out)
{
	const struct session_stuck_line *l = &s->stuck.list[i];
	const char *indent = l->path.view == 0 ? "" : " ";
	char header[CONF_HEADER_MAX];

	if (!stuck_is_headed(&s->stuck, i))
		text_add(out, "%s\n", conf_header(s->cli->running, &l->path, header));
	text_add(out, "%s%s\n%s!Error: %s\n", indent, l->line, indent, l->message);
}
