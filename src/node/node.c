/* node/node.c -- the dispatcher: one input goes to the room that knows it, then the step settles.
 * Which room remembers what stands in node/state.h. */
#include "node/node.h"

#include <assert.h>

#include "base/memory.h"
#include "node/apply.h"
#include "node/bfd.h"
#include "node/bind/change.h"
#include "node/bind/chronicle.h"
#include "node/bind/expiry.h"
#include "node/bind/writer.h"
#include "node/console.h"
#include "node/defend.h"
#include "node/guard.h"
#include "node/links.h"
#include "node/lookup.h"
#include "node/pair/hearing.h"
#include "node/pair/leave.h"
#include "node/pair/left.h"
#include "node/pair/look.h"
#include "node/pair/pair.h"
#include "node/pair/partner_down.h"
#include "node/pair/pinned.h"
#include "node/pair/roles.h"
#include "node/pair/scheduled_batch.h"
#include "node/pair/service.h"
#include "node/pair/stall.h"
#include "node/points.h"
#include "node/remarks.h"
#include "node/settle.h"
#include "node/state.h"
#include "node/trial.h"

#define NODE_STOP_US (2 * TIME_SEC)  /* no stop waits longer, whatever the answer limit */
#define NODE_WALL_US (60 * TIME_SEC) /* a jump of the wall clock is told from here on */

struct node *
node_new(void)
{
	struct node *n = memory_new(1, sizeof *n);

	n->pairs = pairs_new(&n->pulse, &n->lan);
	n->bind = bind_new(pairs_standings(n->pairs));
	pairs_use(n->pairs, n->bind);
	n->serve = serve_new(n->bind, &n->lan);
	n->lookups = lookups_new();
	n->surveys = surveys_new();
	return n;
}

void
node_free(struct node *n)
{
	if (!n)
		return;
	cli_free(n->cli);
	lookups_free(n->lookups);
	surveys_free(n->surveys);
	serve_free(n->serve);
	pairs_free(n->pairs);
	bind_free(n->bind);
	apply_free(n);
	memory_free(n);
}

/* The peer is Interrupted before it is Master: the sessions end first (R5). */
static void
end(struct node *n, struct step *step)
{
	n->stopped = true;
	service_stop(n->pairs, step);
	out_add(step->out, NODE_ACT_PULSE)->pulse =
	    (struct pulse_input){.kind = PULSE_IN_STOP, .now = step->now};
	out_add(step->out, NODE_ACT_STOPPED)->status = 0;
}

/* Nothing is begun from here on; what is with the peer is waited for. */
static void
stop(struct node *n, struct step *step)
{
	if (n->stopping)
		return;
	out_log(step->out, &event_stopping, "Stopping on request");
	n->stopping = step->stopping = step->review = true;
	n->stop_us = time_after(step->now, time_min(stall_patience_us(n->pairs), NODE_STOP_US));
}

static void
review_stop(struct node *n, struct step *step)
{
	if (n->stopping && (change_count(n->bind) == 0 || step->now >= n->stop_us))
		end(n, step);
}

/* No lease and no state knows the wall clock; whoever reads the displays should know that it
 * jumped. */
static void
look_at_wall_clock(struct node *n, const struct node_input *in, struct step *step)
{
	int64_t jump = in->wall_offset_us - n->wall_told_us;

	if (jump <= (int64_t)NODE_WALL_US && jump >= -(int64_t)NODE_WALL_US)
		return;
	n->wall_told_us = in->wall_offset_us;
	if (in->kind != NODE_IN_START)
		out_log(step->out, &event_wall_clock, "The wall clock jumped by %lld s",
			(long long)(jump / (int64_t)TIME_SEC));
}

static void
tick(struct node *n, struct step *step)
{
	roles_tick(n->pairs, step);
	hearing_review(n->pairs, step);
	expiry_tick(n->bind, step);
	service_tick(n->pairs, step);
	partner_down_tick(n->pairs, step);
	pair_tick(n->pairs, step);
	left_tick(n->pairs, step);
	leave_tick(n->pairs, step);
	console_tick(n, step);
	scheduled_batch_tick(n->pairs, step);
	serve_tick(n->serve, step);
	writer_tick(n->bind, step);
	apply_tick(n, step);
}

static void
commit_asked(struct node *n, struct step *step)
{
	struct conf *candidate;
	unsigned session;
	bool yes;

	if (console_asks_commit(n, &session, &candidate, &yes))
		apply_commit(n, session, candidate, yes, step);
}

/* An advertisement with our source came from somewhere. */
static void
look_for_rival(struct node *n, const struct vrrp_status *status, const struct step *step)
{
	const struct vrrp_status *before =
	    vrrp_latest_find(pairs_vrrp(n->pairs), status->vlan, status->vrid);

	if (before && status->counters.own_source > before->counters.own_source)
		defend_ask(&n->lan, status->vlan, step);
}

/* The last status of a group that left the configuration says nothing more. */
static void
tell_strange(struct node *n, const struct vrrp_status *status, struct step *step)
{
	if (vrrp_latest_find(pairs_vrrp(n->pairs), status->vlan, status->vrid))
		remarks_status(&n->remarks, status, step);
}

static void
hear_frames(struct node *n, const struct node_input *in, struct step *step)
{
	defend_frames(&n->lan, pairs_standings(n->pairs), in, step);
	guard_frames(&n->guard, pairs_vrrp(n->pairs), in, step);
	hearing_frames(n->pairs, in, step);
	look_frames(n->pairs, in, step);
	serve_frames(n->serve, in, step);
}

static void
hear_stream(struct node *n, const struct node_input *in, struct step *step)
{
	hearing_stream(n->pairs, in, step);
	service_stream(n->pairs, in, step);
	roles_peers(n->pairs, step);
	hearing_review(n->pairs, step);
}

static void
hear_status(struct node *n, const struct vrrp_status *status, struct step *step)
{
	look_for_rival(n, status, step);
	hearing_status(n->pairs, status, step);
	roles_status(n->pairs, status, step);
	tell_strange(n, status, step);
	hearing_review(n->pairs, step);
}

static void
hear_pulse(struct node *n, const struct node_input *in, struct step *step)
{
	if (in->kind == NODE_IN_STATUS) {
		hear_status(n, &in->u.status, step);
	} else if (in->kind == NODE_IN_BFD) {
		bfd_status_heard(&n->bfd, n->pairs, &in->u.bfd, step);
	} else if (in->kind == NODE_IN_BFD_FAULTS) {
		bfd_faults_heard(&n->bfd, &in->u.bfd_faults, step);
	} else {
		if (in->u.asked.lost)
			apply_tell_pulse(n, step);
		roles_asked(n->pairs, step);
	}
}

static void
hear_link(struct node *n, const struct node_input *in, struct step *step)
{
	if (links_heard(&n->lan, in, step))
		serve_links_changed(n->serve);
	service_links_changed(n->pairs);
}

static void
hear_line(struct node *n, const struct node_input *in, struct step *step)
{
	console_input(n, in, step);
	commit_asked(n, step);
	if (!n->commit.busy)
		points_say(n, step); /* a label */
}

static void
dispatch(struct node *n, const struct node_input *in, struct step *step)
{
	switch (in->kind) {
	case NODE_IN_START:
		apply_start(n, in, step);
		break;
	case NODE_IN_TICK:
		tick(n, step);
		break;
	case NODE_IN_FRAMES:
		hear_frames(n, in, step);
		break;
	case NODE_IN_STATUS:
	case NODE_IN_BFD:
	case NODE_IN_BFD_FAULTS:
	case NODE_IN_ASKED:
		hear_pulse(n, in, step);
		break;
	case NODE_IN_LINK:
		hear_link(n, in, step);
		break;
	case NODE_IN_LOST:
		links_lost(&n->lan, &n->pulse, in, step);
		pinned_again(n->pairs, step);
		break;
	case NODE_IN_LAN:
		apply_links(n, in->u.lan.ok, in->u.lan.message, step);
		break;
	case NODE_IN_STREAM:
		hear_stream(n, in, step);
		break;
	case NODE_IN_QUERY:
		serve_query(n->serve, in, step);
		break;
	case NODE_IN_CLI:
		hear_line(n, in, step);
		break;
	case NODE_IN_SAVED:
	case NODE_IN_READ:
	case NODE_IN_FOUND:
	case NODE_IN_SURVEY:
		console_answered(n, in, step);
		commit_asked(n, step);
		break;
	case NODE_IN_RELOAD:
		apply_reload(n, in, step);
		break;
	case NODE_IN_STOP:
		stop(n, step);
		break;
	case NODE_IN_TLS:
		apply_tls(n, in->u.tls.policy, in->u.tls.loaded, in->u.tls.state);
		break;
	case NODE_IN_DISK:
		writer_disk(n->bind, in, step);
		break;
	}
}

/* By now the holds that the answer stands for are said. */
static void
answer_pulse(const struct node_input *in, struct step *step)
{
	out_add(step->out, NODE_ACT_PULSE)->pulse = (struct pulse_input){
	    .kind = PULSE_IN_ANSWER, .now = step->now, .number = in->u.asked.number};
}

static void
input_take(struct node *n, const struct node_input *in, struct step *step)
{
	look_at_wall_clock(n, in, step);
	dispatch(n, in, step);
	if (!n->running)
		return;
	trial_say(n, step);
	defend_review(&n->lan, step);
	guard_review(&n->guard, pairs_vrrp(n->pairs), step);
	settle(n->bind, n->pairs, n->serve, step);
	review_stop(n, step);
	if (in->kind == NODE_IN_ASKED)
		answer_pulse(in, step);
	writer_flush(n->bind, step);
	chronicle_flush(n->bind, step);
}

void
node_step(struct node *n, const struct node_input *in, struct node_actions *out)
{
	struct step step = {.now = in->now,
			    .wall_offset_us = in->wall_offset_us,
			    .stopping = n->stopping,
			    .out = out,
			    .lan = &n->lan};

	assert(n->running || in->kind == NODE_IN_START);
	out->count = 0;
	out->used = 0;
	n->now = in->now;
	n->wall_offset_us = in->wall_offset_us;
	if (n->stopped)
		return;
	input_take(n, in, &step);
	n->flush_waits = step.flush_waits;
}

static uint64_t
pairs_deadline(const struct node *n)
{
	uint64_t deadline_us = time_min(service_deadline(n->pairs), roles_deadline(n->pairs));

	deadline_us = time_min(deadline_us, hearing_deadline(n->pairs));
	deadline_us = time_min(deadline_us, partner_down_deadline(n->pairs, n->now));
	deadline_us = time_min(deadline_us, pair_deadline(n->pairs));
	deadline_us = time_min(deadline_us, left_deadline(n->pairs));
	deadline_us = time_min(deadline_us, stall_deadline(n->pairs));
	deadline_us = time_min(deadline_us, leave_deadline(n->pairs));
	return time_min(deadline_us, scheduled_batch_deadline(n->pairs, n->now, n->wall_offset_us));
}

uint64_t
node_deadline(const struct node *n)
{
	uint64_t deadline_us;

	if (!n->running || n->stopped)
		return TIME_NEVER;
	if (n->flush_waits)
		return n->now;
	deadline_us = time_min(serve_deadline(n->serve), pairs_deadline(n));
	deadline_us = time_min(deadline_us, expiry_deadline(n->bind));
	deadline_us = time_min(deadline_us, writer_deadline(n->bind));
	deadline_us = time_min(deadline_us, defend_deadline(&n->lan));
	deadline_us = time_min(deadline_us, guard_deadline(&n->guard));
	deadline_us = time_min(deadline_us, lookup_deadline(n->lookups));
	deadline_us = time_min(deadline_us, survey_deadline(n->surveys));
	deadline_us = time_min(deadline_us, trial_deadline(n));
	deadline_us = time_min(deadline_us, apply_deadline(n));
	deadline_us = time_min(deadline_us, console_deadline(n));
	if (n->stopping)
		deadline_us = time_min(deadline_us, n->stop_us);
	return deadline_us;
}
