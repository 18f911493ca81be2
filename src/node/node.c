/* node/node.c -- the dispatcher: one input goes to the file that knows it, then every session may
 * send (service_settle). Which file does what stands in node/state.h. */
#include "node/node.h"

#include <assert.h>

#include "base/memory.h"
#include "node/absent.h"
#include "node/apply.h"
#include "node/console.h"
#include "node/daily.h"
#include "node/keep.h"
#include "node/pools.h"
#include "node/recall.h"
#include "node/roles.h"
#include "node/serve.h"
#include "node/service.h"
#include "node/settle.h"

struct node *
node_new(void)
{
	struct node *n = memory_new(1, sizeof *n);

	n->careful = true;
	return n;
}

void
node_free(struct node *n)
{
	if (!n)
		return;
	cli_free(n->cli);
	service_free(n);
	pools_free(n);
	keep_free(n);
	apply_free(n);
	memory_free(n);
}

/* Whoever may have heard our BYE takes our half: that is on disk before it is said (R5). */
static void
forfeit(struct node *n, struct node_actions *out)
{
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		struct profile *p = &n->profile[i];

		if (!p->used || p->service == NODE_NONE ||
		    n->service[p->service].state != RBS_CONNECTED)
			continue;
		p->forfeited = true;
		p->forfeited_us = n->now;
		recall_keep_pair(n, p, out);
	}
}

/* bye: what it gives away is on disk. Otherwise the peer is to think that we died. */
static void
end(struct node *n, bool bye, struct node_actions *out)
{
	n->stopped = true;
	if (bye)
		service_stop(n, out);
	out_add(out, NODE_ACT_STOPPED)->status = 0;
}

/* Nobody is answered from here on; what the peer has judged still comes to our disk. */
static void
stop(struct node *n, struct node_actions *out)
{
	if (n->stopping)
		return;
	out_log(out, &event_stopping, "Stopping on request");
	n->stopping = n->roles_changed = true;
	out_add(out, NODE_ACT_PULSE)->pulse =
	    (struct pulse_input){.kind = PULSE_IN_STOP, .now = n->now};
	forfeit(n, out);
	n->stop_position = keep_position(n);
	n->stop_us = time_after(n->now, keep_works(n) ? NODE_BYE_US : 0);
}

static void
review_stop(struct node *n, struct node_actions *out)
{
	if (n->stopping && !n->stopped && keep_works(n) && keep_is_safe(n, n->stop_position))
		end(n, true, out);
}

/* No lease and no state knows the wall clock; whoever reads the displays should know that it
 * jumped. */
static void
look_at_wall_clock(struct node *n, const struct node_input *in, struct node_actions *out)
{
	int64_t step = in->wall_offset_us - n->wall_told_us;

	if (step <= (int64_t)NODE_WALL_US && step >= -(int64_t)NODE_WALL_US)
		return;
	n->wall_told_us = in->wall_offset_us;
	if (in->kind != NODE_IN_START)
		out_log(out, &event_wall_clock, "The wall clock jumped by %lld s",
			(long long)(step / (int64_t)TIME_SEC));
}

static void
tick(struct node *n, struct node_actions *out)
{
	if (n->careful && n->now >= time_after(n->started_us, NODE_CAREFUL_US)) {
		n->careful = false;
		n->roles_changed = true;
	}
	serve_tick(n, out);
	service_tick(n, out);
	absent_tick(n, out);
	daily_tick(n, out);
	keep_tick(n);
	if (n->stopping && n->now >= n->stop_us)
		end(n, false, out);
}

static void
dispatch(struct node *n, const struct node_input *in, struct node_actions *out)
{
	switch (in->kind) {
	case NODE_IN_START:
		apply_start(n, in, out);
		break;
	case NODE_IN_TICK:
		tick(n, out);
		break;
	case NODE_IN_FRAMES:
		serve_frames(n, in, out);
		break;
	case NODE_IN_STATUS:
		roles_status(n, &in->u.status, out);
		break;
	case NODE_IN_LINK:
		roles_link(n, in, out);
		break;
	case NODE_IN_LAN:
		apply_links(n, in->u.lan.ok, in->u.lan.message, out);
		break;
	case NODE_IN_STREAM:
		service_stream(n, in, out);
		break;
	case NODE_IN_CLI:
		console_input(n, in, out);
		break;
	case NODE_IN_SAVED:
		console_saved(n, in, out);
		break;
	case NODE_IN_RELOAD:
		apply_reload(n, in, out);
		break;
	case NODE_IN_STOP:
		stop(n, out);
		break;
	case NODE_IN_DISK:
		keep_disk(n, in, out);
		break;
	}
}

void
node_step(struct node *n, const struct node_input *in, struct node_actions *out)
{
	assert(n->running || in->kind == NODE_IN_START);
	out->count = 0;
	out->used = 0;
	n->now = in->now;
	n->wall_offset_us = in->wall_offset_us;
	if (n->stopped)
		return;
	look_at_wall_clock(n, in, out);
	dispatch(n, in, out);
	if (!n->running)
		return;
	review_stop(n, out);
	if (!n->stopped)
		settle(n, out);
	keep_flush(n, out);
}

uint64_t
node_deadline(const struct node *n)
{
	uint64_t deadline_us;

	if (!n->running || n->stopped)
		return TIME_NEVER;
	deadline_us = time_min(serve_deadline(n), service_deadline(n));
	deadline_us = time_min(deadline_us, time_min(absent_deadline(n), daily_deadline(n)));
	deadline_us = time_min(deadline_us, keep_deadline(n));
	if (n->stopping)
		deadline_us = time_min(deadline_us, n->stop_us);
	if (n->careful)
		deadline_us = time_min(deadline_us, time_after(n->started_us, NODE_CAREFUL_US));
	return deadline_us;
}
