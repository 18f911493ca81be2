/* node/console.c -- see node/console.h. A row of shows[] and actions[] is all that a subject's
 * displays need to appear on the command line. */
#include "node/console.h"

#include <assert.h>
#include <string.h>

#include "lan/show.h"
#include "node/apply.h"
#include "node/keep_show.h"
#include "node/schema.h"
#include "node/service.h"
#include "rbp/show.h"
#include "rbs/show.h"
#include "vrrp/show.h"

enum { SAVE_MAX = 4 << 20 }; /* bytes of a saved configuration */

static void
reset_dhcp_statistics(void *subject, const struct show_args *args, uint64_t now, struct text *out)
{
	(void)args;
	(void)now;
	(void)out;
	dhcp_statistics_reset(subject);
}

static const struct cli_action_row dhcp_actions[] = {
    {"reset dhcp server statistics", "Clear the counters of the DHCP server", reset_dhcp_statistics,
     0, NULL},
};

/* ---- actions on remote backup services: noted here, carried out when their text is said ---- */

static void
declare_down(void *subject, const struct show_args *args, uint64_t now, struct text *out)
{
	struct node *n = subject;
	unsigned slot = service_find(n, args->word[0]);

	(void)now;
	if (slot == NODE_NONE)
		text_add(out, "Error: The remote backup service does not exist.\n");
	else if (n->service[slot].state == RBS_CONNECTED)
		text_add(out, "Error: The peer is connected: it is not down.\n");
	else
		n->asked_declare |= (uint16_t)(1u << slot);
}

static void
batch_now(void *subject, const struct show_args *args, uint64_t now, struct text *out)
{
	struct node *n = subject;
	unsigned slot = service_find(n, args->word[0]);

	(void)now;
	if (slot == NODE_NONE)
		text_add(out, "Error: The remote backup service does not exist; commit first.\n");
	else if (n->service[slot].state != RBS_CONNECTED)
		text_add(out, "Error: The remote backup service is not connected.\n");
	else
		n->asked_batch |= (uint16_t)(1u << slot);
}

static const struct cli_action_row rbs_actions[] = {
    {"remote-backup partner-down <name:1-32>", "Declare the peer of a service down", declare_down,
     0,
     "The other device must be off, or cut off from every client: this device will give\n"
     "out all addresses, those of the other one after the MCLT."},
    {"batch-backup service-type dhcp-server now", "Send all bindings to the peer once more",
     batch_now, VIEW_RBS, NULL},
};

static void
carry_out_asked(struct node *n, struct node_actions *out)
{
	for (unsigned slot = 0; slot < NODE_STREAMS_MAX; slot++) {
		if (n->asked_declare >> slot & 1)
			service_declare(n, slot, out);
		if (n->asked_batch >> slot & 1)
			service_batch(n, slot, out);
	}
	n->asked_declare = n->asked_batch = 0;
}

void
console_start(struct node *n)
{
	n->shows[0] = lan_shows(&n->lan);
	n->shows[1] = vrrp_show_table(&n->vrrp);
	n->shows[2] = (struct show_table){rbs_show_rows, rbs_show_rows_count, &n->rbs_shown};
	n->shows[3] = (struct show_table){rbp_show_rows, rbp_show_rows_count, &n->rbp_shown};
	n->shows[4] = (struct show_table){dhcp_show_rows, dhcp_show_rows_count, &n->shown};
	n->shows[5] = (struct show_table){keep_show_rows, keep_show_rows_count, n};
	n->actions[0] = (struct cli_action_table){
	    dhcp_actions, sizeof dhcp_actions / sizeof *dhcp_actions, &n->statistics};
	n->actions[1] =
	    (struct cli_action_table){rbs_actions, sizeof rbs_actions / sizeof *rbs_actions, n};
	n->cli = cli_new(&(struct cli_setup){
	    .schema = &schema,
	    .shows = n->shows,
	    .shows_count = sizeof n->shows / sizeof *n->shows,
	    .actions = n->actions,
	    .actions_count = sizeof n->actions / sizeof *n->actions,
	    .version = "Twinlease " NODE_VERSION,
	    .sysname = schema_sysname,
	});
	cli_running(n->cli, n->running, n->now, n->wall_offset_us);
}

/* ---- what cli/ wants done ---- */

static void
say(unsigned session, const struct cli_io *io, struct node_actions *out)
{
	struct node_action *a;

	if (io->out->len == 0)
		return;
	a = out_add(out, NODE_ACT_TEXT);
	a->session = session;
	a->bytes = (const uint8_t *)io->out->p;
	a->len = io->out->len;
	out_take(out, io->out->len + 1);
}

static void
prompt(unsigned session, const struct cli_io *io, enum node_prompt kind, struct node_actions *out)
{
	struct node_action *a = out_add(out, NODE_ACT_PROMPT);

	a->session = session;
	a->prompt = kind;
	a->failed = io->failed;
	a->text = out_copy(out, io->prompt ? io->prompt : "");
}

/* Text goes straight into the actions' buffer. */
static struct cli_io
io_of(const struct node *n, struct text *t, struct node_actions *out)
{
	*t = text_of((char *)out_room(out, CLI_TEXT_MIN), CLI_TEXT_MIN);
	return (struct cli_io){.now = n->now, .wall_offset_us = n->wall_offset_us, .out = t};
}

static void carry_out(struct node *n, unsigned session, const struct cli_io *io,
		      struct node_actions *out);

static void
save(struct node *n, unsigned session, const struct cli_io *io, struct node_actions *out)
{
	struct text t = text_of((char *)out_room(out, SAVE_MAX), SAVE_MAX);
	struct node_action *a;

	cli_save_text(n->session[session], &t);
	if (t.cut) {
		struct cli_io answer = io_of(n, &t, out);

		cli_save_done(n->session[session], false,
			      "The configuration is too long to be saved.", &answer);
		carry_out(n, session, &answer, out);
		return;
	}
	a = out_add(out, NODE_ACT_SAVE);
	a->session = session;
	a->bytes = (const uint8_t *)t.p;
	a->len = t.len;
	out_take(out, t.len + 1);
	a->text = io->file ? out_copy(out, io->file) : NULL;
}

static void
quit(struct node *n, unsigned session, struct node_actions *out)
{
	cli_close(n->session[session]);
	n->session[session] = NULL;
	out_add(out, NODE_ACT_QUIT)->session = session;
}

static void
carry_out(struct node *n, unsigned session, const struct cli_io *io, struct node_actions *out)
{
	say(session, io, out);
	switch (io->verdict) {
	case CLI_READY:
		prompt(session, io, NODE_PROMPT_READY, out);
		break;
	case CLI_MORE:
		prompt(session, io, NODE_PROMPT_MORE, out);
		break;
	case CLI_QUESTION:
		prompt(session, io, NODE_PROMPT_QUESTION, out);
		break;
	case CLI_COMMIT:
		apply_commit(n, session, cli_commit_take(n->session[session]), out);
		break;
	case CLI_SAVE:
		save(n, session, io, out);
		break;
	case CLI_BUSY:
		break;
	case CLI_QUIT:
		quit(n, session, out);
		break;
	}
}

/* ---- what the host hears ---- */

static void
open_session(struct node *n, const struct node_input *in, struct cli_io *io,
	     struct node_actions *out)
{
	unsigned session = in->u.cli.session;

	cli_close(n->session[session]);
	n->session[session] = cli_open(n->cli, in->u.cli.interactive, io);
	if (n->session[session])
		carry_out(n, session, io, out);
	else
		out_add(out, NODE_ACT_QUIT)->session = session;
}

void
console_input(struct node *n, const struct node_input *in, struct node_actions *out)
{
	unsigned session = in->u.cli.session;
	struct cli_session *s;
	struct text t;
	struct cli_io io = io_of(n, &t, out);

	assert(session < NODE_SESSIONS_MAX);
	s = n->session[session];
	if (in->u.cli.event == NODE_CLI_OPEN) {
		open_session(n, in, &io, out);
		return;
	}
	if (!s)
		return;
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
		cli_close(s);
		n->session[session] = NULL;
		return;
	}
	carry_out(n, session, &io, out);
	carry_out_asked(n, out);
}

void
console_saved(struct node *n, const struct node_input *in, struct node_actions *out)
{
	struct cli_session *s = n->session[in->u.saved.session];
	struct text t;
	struct cli_io io;

	if (!in->u.saved.ok)
		out_log(out, &event_save_failed, "%s", in->u.saved.message);
	if (!s)
		return;
	io = io_of(n, &t, out);
	cli_save_done(s, in->u.saved.ok, in->u.saved.message, &io);
	carry_out(n, in->u.saved.session, &io, out);
}

void
console_committed(struct node *n, unsigned session, struct conf *back,
		  const struct conf_errors *why, struct node_actions *out)
{
	struct cli_session *s = n->session[session];
	struct text t;
	struct cli_io io = io_of(n, &t, out);

	if (!s) {
		conf_free(back);
		return;
	}
	cli_commit_done(s, back, why, &io);
	carry_out(n, session, &io, out);
}
