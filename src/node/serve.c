/* node/serve.c -- see node/serve.h. The hot path: nothing here allocates, logs or formats. */
#include "node/serve.h"

#include "base/mutant.h"
#include "node/change.h"
#include "node/keep.h"
#include "node/pools.h"
#include "node/roles.h"

/* ---- asking the link first ---- */

static bool
must_ask(const struct node *n, const struct dhcp_request *request, const struct dhcp_verdict *v)
{
	return v->probe && !probe_is_silent(&n->probes, request->vlan, v->address, n->now);
}

/* Offered meanwhile, so that nobody else is offered it. */
static void
ask_link(struct node *n, const struct dhcp_request *request, struct dhcp_verdict *v)
{
	const struct lan_heard_vlanif *vlanif = lan_heard_vlanif(&n->lan, request->vlan);
	enum probe_begun begun = PROBE_FULL;

	if (vlanif)
		begun = probe_begin(&n->probes, request, v->address, vlanif->mac, n->now);
	if (begun == PROBE_BEGUN || begun == PROBE_BUSY)
		lease_offer(n->leases, v->address, v->pool, &v->key, n->now);
	v->why = begun == PROBE_BEGUN || begun == PROBE_BUSY ? DHCP_WHY_IN_FLIGHT : DHCP_WHY_RULES;
	v->answer = DHCP_ANSWER_NONE;
}

/* ---- verdicts ---- */

static bool
is_slave(const struct node *n, unsigned pool)
{
	const struct profile *p = pools_profile(n, pool);

	return p && p->verdict.role == RBP_SLAVE;
}

static void
judge(struct node *n, const struct dhcp_request *request, bool again, struct node_actions *out)
{
	struct dhcp_verdict v;
	struct dhcp_parked reply;

	dhcp_decide(n->dhcp, n->leases, request, n->now, &v);
	if (must_ask(n, request, &v)) {
		ask_link(n, request, &v);
		dhcp_count_verdict(&n->statistics, &v);
		return;
	}
	dhcp_count_verdict(&n->statistics, &v);
	dhcp_settle(n->leases, &v, n->now);
	if (v.why == DHCP_WHY_SILENT && is_slave(n, v.pool)) {
		shadow_keep(&n->shadow, request, v.pool, n->now);
	} else if (v.write) {
		change_begin(n, request, &v, again, out);
	} else if (v.answer != DHCP_ANSWER_NONE) {
		dhcp_park(n->dhcp, request, &v, &reply);
		change_reply(n, &reply, out);
	}
}

static bool
is_arp(const struct node_frame *f)
{
	return f->len >= ETHER_HEADER_LEN && f->bytes[12] == ETHER_ARP >> 8 &&
	       f->bytes[13] == (ETHER_ARP & 0xff);
}

static void
hear(struct node *n, const struct node_frame *f, struct node_actions *out)
{
	enum dhcp_decoded bad = DHCP_DECODED;
	struct dhcp_request request;
	enum dhcp_heard heard;

	heard = dhcp_hear(rd_of(f->bytes, f->len), f->vlan, f->checksum_unfinished, &request, &bad);
	dhcp_count_heard(&n->statistics, heard, bad, &request);
	if (heard == DHCP_HEARD)
		judge(n, &request, false, out);
}

void
serve_frames(struct node *n, const struct node_input *in, struct node_actions *out)
{
	for (unsigned i = 0; i < in->u.frames.count; i++) {
		const struct node_frame *f = &in->u.frames.list[i];

		if (is_arp(f))
			probe_heard(&n->probes, f->vlan, rd_of(f->bytes, f->len));
		else
			hear(n, f, out);
	}
}

/* ---- what waited ---- */

static void
send_probes(struct node *n, struct node_actions *out)
{
	struct wr w = wr_of(out_room(out, PROBE_FRAME_LEN), PROBE_FRAME_LEN);
	struct node_action *a;
	uint16_t vlan;

	while (probe_send(&n->probes, n->now, &w, &vlan)) {
		a = out_add(out, NODE_ACT_FRAME);
		a->vlan = vlan;
		a->bytes = w.p;
		a->len = w.len;
		out_take(out, w.len);
		w = wr_of(out_room(out, PROBE_FRAME_LEN), PROBE_FRAME_LEN);
	}
}

/* Somebody uses the address: nobody is given it for a while. */
static void
conflict(struct node *n, struct ip4 address, struct node_actions *out)
{
	static const struct dhcp_request nobody;
	struct dhcp_verdict v = {.answer = DHCP_ANSWER_NONE, .write = true};
	const struct lease_record *r = lease_at(n->leases, address);

	if (!r || !dhcp_conflict(n->dhcp, n->leases, address, n->now, &v.record))
		return;
	v.replaces = r->version;
	v.pool = lease_pool_of(n->leases, address);
	change_begin(n, &nobody, &v, false, out);
}

void
serve_probes(struct node *n, struct node_actions *out)
{
	struct probe_result result;

	send_probes(n, out);
	while (probe_result(&n->probes, n->now, &result)) {
		if (result.answered)
			conflict(n, result.address, out);
		judge(n, &result.request, false, out);
	}
}

void
serve_shadow(struct node *n, struct node_actions *out)
{
	struct dhcp_request request;

	for (unsigned pool = 0; pool < n->dhcp->pools_count; pool++) {
		if (!n->dhcp->pool[pool].terms.serving)
			continue;
		while (shadow_take(&n->shadow, pool, n->now, &request))
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

/* As a device would that frees on its own authority: it takes the peer to agree. */
static bool
expires_as_backup(struct node *n, const struct lease_record *due)
{
	unsigned pool = lease_pool_of(n->leases, due->address);
	struct lease_record r = *due;

	if (!MUTANT(BACKUP_EXPIRES) || n->dhcp->pool[pool].terms.serving ||
	    due->state != LEASE_LEASED)
		return false;
	r.state = LEASE_FREE;
	r.sent = r.version;
	r.acked = (struct lease_acked){r.version, r.expiry_us, LEASE_FREE};
	lease_apply(n->leases, &r);
	return true;
}

static void
expire(struct node *n, const struct lease_record *due, struct node_actions *out)
{
	static const struct dhcp_request nobody;
	struct dhcp_verdict v = {.answer = DHCP_ANSWER_NONE, .write = true};

	if (expires_as_backup(n, due) || !dhcp_expire(n->dhcp, n->leases, due, n->now, &v.record))
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

	deadline_us = time_min(deadline_us, probe_deadline(&n->probes));
	if (keep_has_room(n) && lease_due(n->leases, &cursor))
		deadline_us = time_min(deadline_us, n->expire_us);
	return deadline_us;
}
