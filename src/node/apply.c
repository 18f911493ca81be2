/* node/apply.c -- see node/apply.h.
 *
 * Two configurations exist while a commit is under way: `running`, and the candidate of `commit`,
 * which belongs to this file until the links are there. Prepare may fail and changes nothing; its
 * first part, the table of leases, may take several steps, in which everybody is served as before.
 * NODE_IN_LAN with ok begins apply, whose calls cannot fail. Their order matters: the pulse thread
 * first, then roles, services, pools, and what the journal knows only once there is a table. */
#include "node/apply.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "conf/load.h"
#include "conf/locate.h"
#include "node/bind/chronicle.h"
#include "node/bind/pools.h"
#include "node/bind/recovery.h"
#include "node/bind/writer.h"
#include "node/check.h"
#include "node/config/schema.h"
#include "node/config/validate.h"
#include "node/console.h"
#include "node/links.h"
#include "node/pair/alien.h"
#include "node/pair/left.h"
#include "node/pair/pair.h"
#include "node/pair/pinned.h"
#include "node/pair/ready.h"
#include "node/pair/roles.h"
#include "node/pair/scheduled_batch.h"
#include "node/pair/service.h"
#include "node/pair/slots.h"
#include "node/points.h"
#include "node/resign.h"
#include "node/state.h"
#include "node/trial.h"

enum { SLICE = 1024 }; /* bindings */

/* ---- errors of a file ---- */

static void
log_load_errors(const struct load_errors *e, const char *file, struct step *step)
{
	for (unsigned i = 0; i < e->count; i++)
		out_log(step->out, &event_config_failed,
			e->list[i].times > 1 ? "%s:%u:%u: %s (%u times)" : "%s:%u:%u: %s", file,
			e->list[i].line, e->list[i].column, e->list[i].message, e->list[i].times);
}

static void
log_file_errors(const struct node *n, const struct node_input *in, struct step *step)
{
	const struct conf_errors *e = &n->commit.errors;
	struct locate_place place[CONF_ERRORS_MAX];

	locate_errors(&schema, conf_ports(n->running), in->u.start.text, e, place);
	for (unsigned i = 0; i < e->count; i++)
		out_log(step->out,
			e->list[i].warning ? &event_config_warning : &event_config_failed,
			"%s:%u:%u: %s", in->u.start.file, place[i].line, place[i].column,
			e->list[i].message);
}

/* ---- prepare ---- */

/* A start goes on without the files of a policy; what is committed has them. */
static void
tell_tls(const struct tls_wanted *tls, bool strict, struct step *step)
{
	struct node_action *a = out_add(step->out, NODE_ACT_TLS);

	a->tls = tls;
	a->on = strict;
}

static void
prepare_links(struct node *n, struct step *step)
{
	const struct conf *candidate = n->commit.candidate;
	struct collect_links *links = memory_new(1, sizeof *links);
	struct pulse_config *groups = memory_new(1, sizeof *groups);

	collect_pulse(candidate, groups);
	collect_links(candidate, links);
	lan_links_wanted(&links->links, &n->commit.wanted);
	resign_before(&n->pulse, groups, &n->lan, &n->commit.wanted, step);
	memory_free(groups);
	memory_free(links);
	collect_tls(candidate, &n->commit.tls);
	tell_tls(&n->commit.tls, !n->commit.start, step);
	out_add(step->out, NODE_ACT_LAN)->wanted = &n->commit.wanted;
}

static void
prepare(struct node *n, struct conf *candidate, unsigned session, struct step *step)
{
	n->commit.busy = true;
	n->commit.session = session;
	n->commit.candidate = candidate;
	n->commit.preparing = !pools_prepare(n->bind, candidate, n->slice);
	if (!n->commit.preparing)
		prepare_links(n, step);
}

static void
prepare_more(struct node *n, struct step *step)
{
	if (!n->commit.preparing || !pools_prepare_more(n->bind, n->slice))
		return;
	n->commit.preparing = false;
	prepare_links(n, step);
}

uint64_t
apply_deadline(const struct node *n)
{
	bool reloads = n->reload.text && !n->commit.busy;

	return n->commit.preparing || reloads ? n->now : TIME_NEVER;
}

static bool
holds(struct node *n, const struct conf *candidate)
{
	return validate_candidate(candidate, &n->commit.errors) &&
	       check_room(n->bind, candidate, &n->commit.errors);
}

/* A start goes on with a trial, or takes it back, instead of what the startup file says. */
static struct conf *
start_with(struct node *n, const struct node_input *in, struct conf *startup, struct step *step)
{
	struct conf *c;

	while ((c = cli_trial_start(n->cli, startup, in->u.start.boot, step->now,
				    step->wall_offset_us))) {
		if (holds(n, c)) {
			n->commit.startup = startup;
			return c;
		}
		out_log(step->out, &event_trial_stays,
			"A configuration of the trial does not hold on this device any more");
		conf_free(c);
	}
	return startup;
}

/* True when the text is being brought into force. */
static bool
prepare_text(struct node *n, const struct node_input *in, struct step *step)
{
	struct load_errors *e = memory_new(1, sizeof *e);
	bool none = in->kind == NODE_IN_START && in->u.start.text[0] == '\0';
	struct conf *c =
	    load_text(&schema, conf_ports(n->running), none ? "return\n" : in->u.start.text, e);

	if (!c)
		log_load_errors(e, in->u.start.file, step);
	memory_free(e);
	if (!c)
		return false;
	if (holds(n, c)) {
		log_file_errors(n, in, step);
		if (in->kind == NODE_IN_START)
			c = start_with(n, in, c, step);
		prepare(n, c, NODE_NONE, step);
		return true;
	}
	log_file_errors(n, in, step);
	conf_free(c);
	return false;
}

static void
stop_with(int status, struct step *step)
{
	out_add(step->out, NODE_ACT_STOPPED)->status = status;
}

static void
identify(struct node *n, uint64_t seed)
{
	struct prng prng = {seed};
	struct bind_identity me;

	me.device = prng_next(&prng) | 1;
	me.journal = prng_next(&prng) | 1;
	me.incarnation = prng_next(&prng) | 1;
	bind_identify(n->bind, &me);
}

void
apply_start(struct node *n, const struct node_input *in, struct step *step)
{
	struct conf_ports ports = {0};
	bool known = conf_ports_parse(in->u.start.port, in->u.start.ports_count, &ports);

	ports.unsteady = in->u.start.unsteady;
	n->seed = in->u.start.seed;
	n->slice = in->u.start.slice ? in->u.start.slice : SLICE;
	identify(n, in->u.start.seed);
	roles_start(n->pairs, step);
	if (!known) {
		out_log(step->out, &event_config_failed,
			"The port map names a port that is none, or too many.");
		stop_with(1, step);
		return;
	}
	n->running = conf_new(&schema, &ports);
	collect_links(n->running, &n->links);
	lan_heard_set(&n->lan, &n->links.links);
	bind_configure(n->bind, n->running, step);
	console_start(n, step);
	points_start(n, in, step);
	if (!writer_open(n->bind, in, step)) {
		stop_with(2, step);
		return;
	}
	recovery_tell(n->bind, in->u.start.state_dir ? in->u.start.state_dir : "", step);
	n->commit.start = true;
	if (!prepare_text(n, in, step))
		stop_with(1, step);
}

static bool
is_short(const struct node_input *in, struct step *step)
{
	char bytes[CONF_MESSAGE_MAX];
	struct text why = text_of(bytes, sizeof bytes);
	bool is = check_length(in->u.start.text, in->u.start.file, &why);

	if (!is)
		out_log(step->out, &event_config_failed, "%s", bytes);
	return is;
}

static void
keep_reload(struct node *n, const struct node_input *in, struct step *step)
{
	reload_keep(&n->reload, in->u.start.text, in->u.start.file);
	out_log(step->out, &event_config_warning,
		"%s waits for the commit that is under way, and is loaded then.", in->u.start.file);
}

void
apply_reload(struct node *n, const struct node_input *in, struct step *step)
{
	if (cli_trial_deadline(n->cli) != TIME_NEVER)
		out_log(
		    step->out, &event_config_failed,
		    "%s was not loaded: a configuration is on trial; confirm or abort it first.",
		    in->u.start.file);
	else if (n->commit.busy)
		keep_reload(n, in, step);
	else if (!is_short(in, step) || !prepare_text(n, in, step))
		out_log(step->out, &event_config_failed, "%s was not loaded; nothing was changed.",
			in->u.start.file);
}

/* What the running configuration is warned of already is not news of this commit. */
static void
forget_known(struct node *n)
{
	struct conf_errors *known;

	if (n->commit.errors.warnings == 0)
		return;
	known = memory_new(1, sizeof *known);
	validate_candidate(n->running, known);
	conf_errors_less(&n->commit.errors, known);
	memory_free(known);
}

/* What is said of the commit that is under way stays. */
static void
refuse_second(struct node *n, unsigned session, struct conf *candidate, struct step *step)
{
	struct conf_errors *e = memory_new(1, sizeof *e);

	conf_error_add(e, "", "Another configuration is being committed.");
	console_committed(n, session, candidate, e, step);
	memory_free(e);
}

void
apply_commit(struct node *n, unsigned session, struct conf *candidate, bool yes, struct step *step)
{
	struct conf_errors *e = &n->commit.errors;

	if (n->commit.busy) {
		refuse_second(n, session, candidate, step);
	} else if (!validate_candidate(candidate, e) || !check_room(n->bind, candidate, e)) {
		console_committed(n, session, candidate, e, step);
	} else {
		forget_known(n);
		n->commit.yes = yes;
		prepare(n, candidate, session, step);
	}
}

static void
reload_kept(struct node *n, struct step *step)
{
	struct node_input in = {.kind = NODE_IN_RELOAD, .now = step->now};

	if (n->commit.busy || !n->reload.text)
		return;
	in.u.start.text = n->reload.text;
	in.u.start.file = n->reload.file;
	apply_reload(n, &in, step);
	reload_forget(&n->reload);
}

void
apply_tick(struct node *n, struct step *step)
{
	struct conf *before = trial_due(n, step);

	prepare_more(n, step);
	reload_kept(n, step);
	if (!before)
		return;
	if (holds(n, before)) {
		n->commit.back = true;
		prepare(n, before, NODE_NONE, step);
		return;
	}
	conf_free(before);
	trial_went_back(n, false, step);
}

/* ---- apply ---- */

/* What the commit brings about that no line of it says; held: leases outside the pools before. */
static void
warn(struct node *n, unsigned held, const struct step *step)
{
	struct conf_errors *e = &n->commit.errors;
	unsigned now = bind_outside(n->bind, step);

	pair_warn(n->pairs, n->running, e);
	if (now <= held)
		return;
	conf_errors_in(e, conf_next_of(n->running, VIEW_SYSTEM, NULL), 0);
	conf_warning_add(e, NULL,
			 "Leases outside the pools now: %u. Their clients keep the addresses until "
			 "they end, and this device renews none of them.",
			 now);
}

/* Of a file that was loaded nobody reads them but the log. */
static void
log_warnings(const struct node *n, unsigned from, struct step *step)
{
	const struct conf_errors *e = &n->commit.errors;
	char header[CONF_HEADER_MAX];

	for (unsigned i = from; i < e->count; i++)
		out_log(step->out, &event_config_warning, "%s: %s",
			conf_header(n->running, &e->list[i].path, header), e->list[i].message);
}

static void
tell_pulse(struct node *n, struct step *step)
{
	struct node_action *a = out_add(step->out, NODE_ACT_PULSE);

	collect_pulse(n->running, &n->pulse);
	n->pulse.seed = n->seed;
	a->pulse.kind = PULSE_IN_CONFIG;
	a->pulse.now = step->now;
	a->pulse.config = &n->pulse;
}

void
apply_tell_pulse(struct node *n, struct step *step)
{
	tell_pulse(n, step);
	links_tell_pulse(&n->lan, step);
	links_tell_broken(&n->lan, &n->pulse, true, step);
	roles_tell_pulse(n->pairs, true, step);
}

/* The first configuration gave the bindings of the journal a table to stand in. */
static void
recover(struct node *n, struct step *step)
{
	uint64_t records;

	recovery_read(n->bind, step);
	records = writer_begin(n->bind, step);
	service_recall(n->pairs);
	pair_recall_all(n->pairs);
	out_add(step->out, NODE_ACT_RESTORED);
	if (records != WRITER_NO_JOURNAL)
		out_log(step->out, &event_restored, "%llu records of the journal were read",
			(unsigned long long)records);
}

/* What the host says of a policy came before the commit was in force. */
static void
show_tls(struct node *n)
{
	struct tls_shown before = n->tls;

	memset(&n->tls, 0, sizeof n->tls);
	n->tls.count = n->tls_wanted.count;
	for (unsigned i = 0; i < n->tls.count; i++) {
		struct tls_shown_entry *e = &n->tls.list[i];

		for (unsigned k = 0; k < before.count; k++)
			if (strcasecmp(before.list[k].policy.name, n->tls_wanted.list[i].name) == 0)
				*e = before.list[k];
		e->policy = n->tls_wanted.list[i];
	}
}

void
apply_tls(struct node *n, const char *policy, bool loaded, const char *state)
{
	for (unsigned i = 0; i < n->tls.count; i++) {
		struct tls_shown_entry *e = &n->tls.list[i];

		if (strcasecmp(e->policy.name, policy) != 0)
			continue;
		e->loaded = loaded;
		snprintf(e->state, sizeof e->state, "%s", state);
	}
}

/* For how long the history of leases is kept, from now on. */
static void
tell_keep(struct node *n, struct step *step)
{
	struct node_action *a = out_add(step->out, NODE_ACT_KEEP);
	struct dhcp_system_config dhcp;

	schema_system_dhcp_filled(n->running, &dhcp);
	a->keep.keep_s = dhcp.history_days.days * UINT64_C(86400);
	a->keep.limit_bytes = (uint64_t)dhcp.history_size.megabytes << 20;
	a->keep.log = !dhcp.history_log_disable.set;
	chronicle_keep(n->bind, a->keep.keep_s > 0 || a->keep.log);
	lookup_keep(n->lookups, &a->keep);
}

static void
configure_serve(struct node *n, struct step *step)
{
	struct query_config query;

	schema_system_query_filled(n->running, &query);
	serve_configure(n->serve, &query, step);
}

static void
apply(struct node *n, struct step *step)
{
	struct conf *old = n->running;
	unsigned held = bind_outside(n->bind, step), said = n->commit.errors.count;

	n->running = n->commit.candidate;
	n->wanted = n->commit.wanted;
	n->tls_wanted = n->commit.tls;
	show_tls(n);
	collect_links(n->running, &n->links);
	lan_heard_set(&n->lan, &n->links.links);
	tell_pulse(n, step);
	roles_configure(n->pairs, step);
	slots_configure(n->pairs, n->running);
	service_begin(n->pairs);
	scheduled_batch_configure(n->pairs, step);
	bind_configure(n->bind, n->running, step);
	configure_serve(n, step);
	tell_keep(n, step);
	n->shown = (struct dhcp_shown){bind_server(n->bind), bind_leases(n->bind),
				       serve_statistics(n->serve)};
	if (n->commit.start)
		recover(n, step);
	alien_configure(n->pairs, step);
	service_tell(n->pairs, n->running, step);
	left_commit(n->pairs, old, n->running, n->commit.yes, step);
	n->commit.yes = false;
	warn(n, held, step);
	if (n->commit.session == NODE_NONE)
		log_warnings(n, said, step);
	step->review = false;
	roles_refresh(n->pairs, step);
	pinned_again(n->pairs, step);
	links_tell_broken(&n->lan, &n->pulse, false, step);
	roles_tell_pulse(n->pairs, false, step);
	ready_tell_unprotected(n->pairs, step);
	cli_running(n->cli, n->running, step->now, step->wall_offset_us);
	conf_free(old);
}

static void
say_in_force(struct node *n, unsigned session, bool start, struct step *step)
{
	char bytes[CLI_WHO_MAX + 48] = "";
	struct text by = text_of(bytes, sizeof bytes);

	if (session != NODE_NONE)
		cli_point_describe(n->cli, &by);
	out_log(step->out, start ? &event_started : &event_committed,
		"%u Vlanif interfaces, %u pools, %u remote backup services%s",
		conf_count(n->running, VIEW_VLANIF), conf_count(n->running, VIEW_POOL),
		conf_count(n->running, VIEW_RBS), by.p);
}

static void
applied(struct node *n, struct step *step)
{
	unsigned session = n->commit.session;
	bool start = n->commit.start;

	apply(n, step);
	n->commit.busy = n->commit.start = false;
	n->commit.candidate = NULL;
	if (n->commit.back)
		trial_went_back(n, true, step);
	else if (session == NODE_NONE) /* read from the startup file */
		cli_saved(n->cli, n->commit.startup);
	n->commit.back = false;
	conf_free(n->commit.startup);
	n->commit.startup = NULL;
	out_add(step->out, NODE_ACT_SERVING)->text =
	    out_copy(step->out, schema_sysname(n->running));
	if (session != NODE_NONE)
		console_committed(n, session, NULL, &n->commit.errors, step);
	say_in_force(n, session, start, step);
	pair_say(n->pairs, false, step);
	points_say(n, step);
}

void
apply_links(struct node *n, bool ok, const char *message, struct step *step)
{
	unsigned session = n->commit.session;
	struct conf *candidate = n->commit.candidate;
	bool start = n->commit.start;

	if (!n->commit.busy || n->commit.preparing) {
		if (!ok)
			out_log(step->out, &event_lan_failed, "%s", message);
		return;
	}
	if (ok) {
		applied(n, step);
		return;
	}
	out_log(step->out, &event_lan_failed, "%s", message);
	n->commit.busy = n->commit.start = n->commit.yes = false;
	n->commit.candidate = NULL;
	if (start) {
		conf_free(candidate);
		stop_with(2, step);
		return;
	}
	pools_prepare_end(n->bind);
	tell_tls(&n->tls_wanted, false, step);
	out_add(step->out, NODE_ACT_LAN)->wanted = &n->wanted;
	resign_cancel(&n->pulse, step);
	if (session == NODE_NONE) {
		conf_free(candidate);
		if (n->commit.back)
			trial_went_back(n, false, step);
		n->commit.back = false;
		return;
	}
	memset(&n->commit.errors, 0, sizeof n->commit.errors);
	conf_error_add(&n->commit.errors, "", "%s", message);
	console_committed(n, session, candidate, &n->commit.errors, step);
}

void
apply_free(struct node *n)
{
	reload_forget(&n->reload);
	conf_free(n->commit.candidate);
	conf_free(n->commit.startup);
	conf_free(n->running);
}
