/* node/serve.c -- see node/serve.h. The hot path: nothing here allocates, logs or formats. */
#include "node/serve.h"

#include "node/change.h"
#include "node/keep.h"
#include "node/roles.h"

static void
judge(struct node *n, const struct dhcp_request *request, bool again, struct node_actions *out)
{
	struct dhcp_verdict v;
	struct dhcp_parked reply;

	dhcp_decide(n->dhcp, n->leases, request, n->now, &v);
	if (v.probe) /* R5: until this device can ask the link first, it does not give these */
		v = (struct dhcp_verdict){.why = DHCP_WHY_RULES, .pool = DHCP_NO_POOL};
	dhcp_count_verdict(&n->statistics, &v);
	dhcp_settle(n->leases, &v, n->now);
	if (v.write) {
		change_begin(n, request, &v, again, out);
	} else if (v.answer != DHCP_ANSWER_NONE) {
		dhcp_park(n->dhcp, request, &v, &reply);
		change_reply(n, &reply, out);
	}
}

void
serve_frames(struct node *n, const struct node_input *in, struct node_actions *out)
{
	for (unsigned i = 0; i < in->u.frames.count; i++) {
		const struct node_frame *f = &in->u.frames.list[i];
		enum dhcp_decoded bad = DHCP_DECODED;
		struct dhcp_request request;
		enum dhcp_heard heard;

		heard = dhcp_hear(rd_of(f->bytes, f->len), f->vlan, f->checksum_unfinished,
				  &request, &bad);
		dhcp_count_heard(&n->statistics, heard, bad, &request);
		if (heard == DHCP_HEARD)
			judge(n, &request, false, out);
	}
}

void
serve_again(struct node *n, struct node_actions *out)
{
	struct dhcp_request request;

	while (change_again(n, &request))
		judge(n, &request, true, out);
}

/* ---- time ---- */

static void
expire(struct node *n, const struct lease_record *due, struct node_actions *out)
{
	static const struct dhcp_request nobody;
	struct dhcp_verdict v = {.answer = DHCP_ANSWER_NONE, .write = true};

	if (!dhcp_expire(n->dhcp, n->leases, due, n->now, &v.record))
		return;
	v.replaces = due->version;
	v.pool = lease_pool_of(n->leases, due->address);
	change_begin(n, &nobody, &v, false, out);
}

void
serve_tick(struct node *n, struct node_actions *out)
{
	const struct lease_record *due;

	lease_tick(n->leases, n->now);
	if (n->now < n->expire_us || !keep_has_room(n))
		return;
	n->expire_us = time_after(n->now, NODE_EXPIRE_US);
	for (unsigned i = 0; i < NODE_EXPIRE_MAX; i++) {
		due = lease_due(n->leases, &n->due_cursor);
		if (!due) {
			n->due_cursor = 0;
			return;
		}
		expire(n, due, out);
	}
}

uint64_t
serve_deadline(const struct node *n)
{
	uint64_t cursor = 0, deadline_us = lease_deadline(n->leases);

	if (keep_has_room(n) && lease_due(n->leases, &cursor))
		deadline_us = time_min(deadline_us, n->expire_us);
	return deadline_us;
}
