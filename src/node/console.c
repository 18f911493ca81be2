/* node/console.c -- see node/console.h. A row of shows[] and actions[] is all that a subject's
 * displays need to appear on the command line.
 *
 * Text goes straight into the actions' buffer, one page a step. An action may run while its text is
 * being made: it only notes what is asked (batch, partner-down, commit); that is carried out when
 * the text is said, or a session would be driven inside a display. A session whose commit is under
 * way waits for console_committed(). */
#include "node/console.h"

#include "bfd/show.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/printable.h"
#include "conf/load.h"
#include "lan/show.h"
#include "node/bind/journal_show.h"
#include "node/check.h"
#include "node/config/schema.h"
#include "node/config/validate.h"
#include "node/pair/left.h"
#include "node/rbs_actions.h"
#include "node/resets.h"
#include "node/state.h"
#include "node/trial.h"
#include "node/vrrp_actions.h"
#include "query/show.h"
#include "rbp/show.h"
#include "rbs/show.h"
#include "tls/show.h"
#include "vrrp/show.h"

enum { SAVE_MAX = LOAD_TEXT_MAX }; /* what can be loaded can be saved */

/* Before a commit: what is not valid is refused without a question. */
static bool
commit_asks(void *subject, const struct conf *candidate, bool asked, struct text *out)
{
	const struct node *n = subject;
	struct conf_errors *e = memory_new(1, sizeof *e);
	bool asks = validate_candidate(candidate, e) &&
		    left_ask(n->pairs, n->running, candidate, asked, out);

	memory_free(e);
	return asks;
}

void
console_start(struct node *n, const struct step *step)
{
	n->shows[0] = lan_shows(&n->lan);
	n->shows[1] = vrrp_show_table(pairs_vrrp(n->pairs));
	n->shows[2] = (struct show_table){rbs_show_rows, rbs_show_rows_count, pairs_rbs(n->pairs)};
	n->shows[3] = (struct show_table){rbp_show_rows, rbp_show_rows_count, pairs_rbp(n->pairs)};
	n->shows[4] = (struct show_table){dhcp_show_rows, dhcp_show_rows_count, &n->shown};
	n->shows[6] = (struct show_table){tls_show_rows, tls_show_rows_count, &n->tls};
	n->looked_up.lookups = n->lookups;
	n->surveyed.surveys = n->surveys;
	n->shows[10] = (struct show_table){survey_show_rows, survey_show_rows_count, &n->surveyed};
	n->shows[7] = (struct show_table){lookup_show_rows, lookup_show_rows_count, &n->looked_up};
	n->shows[5] = (struct show_table){journal_show_rows, journal_show_rows_count, n->bind};
	n->shows[9] =
	    (struct show_table){query_show_rows, query_show_rows_count, serve_queries(n->serve)};
	n->shows[8] = (struct show_table){bfd_show_rows, bfd_show_rows_count, &n->bfd.latest};
	n->actions[0] = (struct cli_action_table){reset_rows, reset_rows_count, n};
	n->actions[1] = rbs_actions(n);
	n->actions[2] = vrrp_actions(n->pairs);
	n->cli = cli_new(&(struct cli_setup){
	    .schema = &schema,
	    .shows = n->shows,
	    .shows_count = sizeof n->shows / sizeof *n->shows,
	    .actions = n->actions,
	    .actions_count = sizeof n->actions / sizeof *n->actions,
	    .version = "Twinlease " NODE_VERSION,
	    .sysname = schema_sysname,
	    .config = schema_system_user,
	    .occupied_s = schema_occupied_s,
	    .commit_asks = commit_asks,
	    .commit_question = "Is that device down? [Y/N]:",
	    .check = check_candidate,
	    .trial_refused = trial_refused,
	    .load = check_load,
	    .subject = n,
	});
	cli_running(n->cli, n->running, step->now, step->wall_offset_us);
}

struct cli *
console_cli(const struct node *n)
{
	return n->cli;
}

/* ---- what cli/ wants done ---- */

static void
text_say(unsigned session, const struct cli_io *io, struct step *step)
{
	struct node_action *a;

	if (io->out->len == 0)
		return;
	io->out->len = printable_make(io->out->p); /* of files, clients and peers: to a terminal */
	a = out_add(step->out, NODE_ACT_TEXT);
	a->session = session;
	a->bytes = (const uint8_t *)io->out->p;
	a->len = io->out->len;
	static_assert(CLI_PAGE_WINDOW == (int)NODE_PAGE_WINDOW, "one value on both floors");
	a->page = (uint16_t)io->page;
	out_take(step->out, io->out->len + 1);
}

static void
prompt_say(unsigned session, const struct cli_io *io, enum node_prompt kind, struct step *step)
{
	struct node_action *a = out_add(step->out, NODE_ACT_PROMPT);
	char prompt[CLI_PROMPT_MAX];

	a->session = session;
	a->prompt = kind;
	a->failed = io->failed;
	snprintf(prompt, sizeof prompt, "%s", io->prompt ? io->prompt : "");
	printable_make(prompt);
	a->text = out_copy(step->out, prompt);
}

/* Text goes straight into the actions' buffer. */
static struct cli_io
io_of(struct text *t, struct step *step)
{
	*t = text_of((char *)out_room(step->out, CLI_TEXT_MIN), CLI_TEXT_MIN);
	return (struct cli_io){.now = step->now, .wall_offset_us = step->wall_offset_us, .out = t};
}

static void carry_out(struct node *n, unsigned session, const struct cli_io *io, struct step *step);

static void
save(struct node *n, unsigned session, const struct cli_io *io, struct step *step)
{
	struct text t = text_of((char *)out_room(step->out, SAVE_MAX), SAVE_MAX);
	struct node_action *a;

	cli_save_text(n->session[session], &t);
	if (t.cut) {
		struct cli_io answer = io_of(&t, step);

		cli_save_done(n->session[session], false,
			      "The configuration is too long to be saved.", &answer);
		carry_out(n, session, &answer, step);
		return;
	}
	a = out_add(step->out, NODE_ACT_SAVE);
	a->session = session;
	a->bytes = (const uint8_t *)t.p;
	a->len = t.len;
	out_take(step->out, t.len + 1);
	a->text = io->file ? out_copy(step->out, io->file) : NULL;
}

/* READ, LIST, STARTUP. */
static void
ask_file(unsigned session, const struct cli_io *io, struct step *step)
{
	bool names = io->verdict == CLI_STARTUP;
	struct node_action *a = out_add(step->out, names ? NODE_ACT_SAVE : NODE_ACT_READ);

	a->session = session;
	a->on = io->verdict == CLI_LIST;
	a->text = io->file ? out_copy(step->out, io->file) : NULL;
}

static void
close_session(struct node *n, unsigned session, struct step *step)
{
	struct cli_session *s = n->session[session];

	if (s && cli_interactive(s))
		audit_session(&n->audit, s, false, step);
	cli_close(s);
	n->session[session] = NULL;
}

static void
quit(struct node *n, unsigned session, struct step *step)
{
	close_session(n, session, step);
	out_add(step->out, NODE_ACT_QUIT)->session = session;
}

static void
carry_out(struct node *n, unsigned session, const struct cli_io *io, struct step *step)
{
	text_say(session, io, step); /* its room is that of the lines of the log as well */
	audit_command(&n->audit, n->session[session], step);
	switch (io->verdict) {
	case CLI_READY:
		prompt_say(session, io, NODE_PROMPT_READY, step);
		break;
	case CLI_MORE:
		prompt_say(session, io, NODE_PROMPT_MORE, step);
		break;
	case CLI_WAITS:
		if (!lookup_ask(n->lookups, session, step))
			survey_ask(n->surveys, session, step);
		break;
	case CLI_QUESTION:
		prompt_say(session, io, NODE_PROMPT_QUESTION, step);
		break;
	case CLI_COMMIT:
		n->asked_commit.session = session;
		n->asked_commit.yes = cli_commit_yes(n->session[session]);
		n->asked_commit.candidate = cli_commit_take(n->session[session]);
		break;
	case CLI_SAVE:
		save(n, session, io, step);
		break;
	case CLI_READ:
	case CLI_LIST:
	case CLI_STARTUP:
		ask_file(session, io, step);
		break;
	case CLI_BUSY:
		break;
	case CLI_QUIT:
		quit(n, session, step);
		break;
	}
}

/* ---- what the host hears ---- */

static void
open_session(struct node *n, const struct node_input *in, struct step *step)
{
	unsigned session = in->u.cli.session;
	struct cli_user user = {in->u.cli.user, in->u.cli.groups, in->u.cli.root};
	struct cli_session *s;
	struct text t;
	struct cli_io io;

	close_session(n, session, step);
	io = io_of(&t, step);
	s = n->session[session] = cli_open(n->cli, in->u.cli.interactive, &io);
	if (!s) {
		out_add(step->out, NODE_ACT_QUIT)->session = session;
		return;
	}
	if (user.name)
		cli_is(s, &user);
	carry_out(n, session, &io, step);
	if (in->u.cli.interactive)
		audit_session(&n->audit, s, true, step);
}

void
console_input(struct node *n, const struct node_input *in, struct step *step)
{
	unsigned session = in->u.cli.session;
	struct cli_session *s;
	struct text t;
	struct cli_io io;

	assert(session < NODE_SESSIONS_MAX);
	s = n->session[session];
	if (in->u.cli.event == NODE_CLI_OPEN) {
		open_session(n, in, step);
		return;
	}
	if (!s)
		return;
	io = io_of(&t, step);
	lookup_enter(n->lookups, session);
	survey_enter(n->surveys, session);
	switch (in->u.cli.event) {
	case NODE_CLI_LINE:
		cli_line(s, in->u.cli.line, &io);
		break;
	case NODE_CLI_HELP:
		cli_help(s, in->u.cli.line, &io);
		break;
	case NODE_CLI_TAB:
		cli_tab(s, in->u.cli.line, &io);
		break;
	case NODE_CLI_MORE:
		cli_more(s, &io);
		break;
	case NODE_CLI_STOP:
		cli_stop(s, &io);
		break;
	case NODE_CLI_CLOSE:
	case NODE_CLI_OPEN:
		close_session(n, session, step);
		return;
	}
	carry_out(n, session, &io, step);
	rbs_actions_carry_out(n, step);
}

static void
hear_saved(struct node *n, const struct node_input *in, struct step *step)
{
	struct cli_session *s = n->session[in->u.saved.session];
	struct text t;
	struct cli_io io;

	if (!in->u.saved.ok)
		out_log(step->out, &event_save_failed, "%s", in->u.saved.message);
	if (!s)
		return;
	io = io_of(&t, step);
	cli_save_done(s, in->u.saved.ok, in->u.saved.message, &io);
	carry_out(n, in->u.saved.session, &io, step);
}

static void
hear_read(struct node *n, const struct node_input *in, struct step *step)
{
	struct cli_session *s = n->session[in->u.read.session];
	struct text t;
	struct cli_io io;

	if (!s)
		return;
	io = io_of(&t, step);
	cli_read_done(s,
		      &(struct cli_read){.text = in->u.read.text,
					 .files = in->u.read.files,
					 .message = in->u.read.message},
		      &io);
	carry_out(n, in->u.read.session, &io, step);
}

/* The display of a session goes on that has waited for what was looked up. */
static void
go_on(struct node *n, unsigned session, struct step *step)
{
	struct cli_session *s = n->session[session];
	struct text t;
	struct cli_io io;

	if (!s)
		return;
	io = io_of(&t, step);
	lookup_enter(n->lookups, session);
	survey_enter(n->surveys, session);
	cli_more(s, &io);
	carry_out(n, session, &io, step);
}

void
console_answered(struct node *n, const struct node_input *in, struct step *step)
{
	if (in->kind == NODE_IN_SAVED)
		hear_saved(n, in, step);
	else if (in->kind == NODE_IN_READ)
		hear_read(n, in, step);
	else if (in->kind == NODE_IN_FOUND && lookup_found(n->lookups, in))
		go_on(n, in->u.found.session, step);
	else if (in->kind == NODE_IN_SURVEY && survey_heard(n->surveys, in, &n->lan, step))
		go_on(n, in->u.survey.session, step);
}

static void
end_idle(struct node *n, unsigned session, struct step *step)
{
	struct text t;
	struct cli_io io = io_of(&t, step);

	cli_idle(n->session[session], &io);
	carry_out(n, session, &io, step);
}

uint64_t
console_deadline(const struct node *n)
{
	uint64_t at_us = TIME_NEVER;

	for (unsigned i = 0; i < NODE_SESSIONS_MAX; i++)
		if (n->session[i])
			at_us = time_min(at_us, cli_idle_deadline(n->session[i]));
	return at_us;
}

void
console_tick(struct node *n, struct step *step)
{
	unsigned session;

	while ((session = lookup_late(n->lookups, step->now)) != NODE_NONE)
		go_on(n, session, step);
	while ((session = survey_late(n->surveys, &n->lan, step->now)) != NODE_NONE)
		go_on(n, session, step);
	for (session = 0; session < NODE_SESSIONS_MAX; session++)
		if (n->session[session] && cli_idle_deadline(n->session[session]) <= step->now)
			end_idle(n, session, step);
}

bool
console_asks_commit(struct node *n, unsigned *session, struct conf **ret, bool *yes)
{
	if (!n->asked_commit.candidate)
		return false;
	*session = n->asked_commit.session;
	*ret = n->asked_commit.candidate;
	*yes = n->asked_commit.yes;
	n->asked_commit.candidate = NULL;
	return true;
}

void
console_committed(struct node *n, unsigned session, struct conf *back,
		  const struct conf_errors *why, struct step *step)
{
	struct cli_session *s = n->session[session];
	struct text t;
	struct cli_io io = io_of(&t, step);

	if (!s && !back)
		cli_commit_orphaned(n->cli, step->now, step->wall_offset_us);
	if (!s) {
		conf_free(back);
		return;
	}
	cli_commit_done(s, back, why, &io);
	carry_out(n, session, &io, step);
}
