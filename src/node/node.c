/* node/node.c -- the dispatcher: one input goes to the file that knows it, then every session may
 * send (service_settle). Which file does what stands in node/state.h. */
#include "node/node.h"

#include <assert.h>

#include "base/memory.h"
#include "node/apply.h"
#include "node/console.h"
#include "node/roles.h"
#include "node/serve.h"
#include "node/service.h"

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
	serve_free(n);
	apply_free(n);
	memory_free(n);
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
}

static void
stop(struct node *n, struct node_actions *out)
{
	out_log(out, &event_stopping, "Stopping on request");
	n->stopping = true;
	out_add(out, NODE_ACT_PULSE)->pulse =
	    (struct pulse_input){.kind = PULSE_IN_STOP, .now = n->now};
	service_stop(n, out);
	out_add(out, NODE_ACT_STOPPED)->status = 0;
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
	if (n->stopping)
		return;
	dispatch(n, in, out);
	if (n->running && !n->stopping)
		service_settle(n, out);
}

uint64_t
node_deadline(const struct node *n)
{
	uint64_t deadline_us;

	if (!n->running || n->stopping)
		return TIME_NEVER;
	deadline_us = time_min(serve_deadline(n), service_deadline(n));
	if (n->careful)
		deadline_us = time_min(deadline_us, time_after(n->started_us, NODE_CAREFUL_US));
	return deadline_us;
}
