/* node/serve.c -- see node/serve.h. The hot path: nothing here allocates, logs or formats. */
#include "node/serve.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "node/roles.h"
#include "node/schema.h"
#include "node/service.h"

/* ---- configuration ---- */

struct source { /* dhcp_server_source with what it points to */
	struct dhcp_server_source s;
	struct dhcp_pool_source *pool;
	struct dhcp_vlanif *vlanif;
	struct ip4 *withheld;
};

static void
gather_pools(const struct conf *c, struct source *src)
{
	const struct conf_object *o = NULL;

	src->pool = memory_new(conf_count(c, VIEW_POOL), sizeof *src->pool);
	while ((o = conf_next_of(c, VIEW_POOL, o)) && src->s.pools_count < DHCP_POOLS_MAX)
		src->pool[src->s.pools_count++] =
		    (struct dhcp_pool_source){conf_object_path(o)->key.name, schema_pool(o)};
}

static void
gather_vlanif(const struct conf_object *o, struct dhcp_vlanif *ret)
{
	const struct lan_vlanif *lan = schema_vlanif(o);
	const struct dhcp_interface_config *dhcp = schema_vlanif_dhcp(o);
	unsigned count = 0;

	ret->vlan = (uint16_t)conf_object_path(o)->key.number;
	ret->server = dhcp->server.set ? dhcp->server.value : DHCP_FOLLOW;
	if (lan->primary.set) {
		ret->address[count].address = lan->primary.address;
		ret->address[count++].mask = lan->primary.mask;
	}
	for (unsigned i = 0; i < LAN_SUB_ADDRESSES_MAX && count < DHCP_ADDRESSES_MAX; i++) {
		if (!lan->sub[i].set)
			continue;
		ret->address[count].address = lan->sub[i].address;
		ret->address[count++].mask = lan->sub[i].mask;
	}
	ret->count = count;
}

static void
withhold_vips(const struct vrrp_interface_config *v, struct source *src)
{
	for (unsigned g = 0; g < VRRP_GROUPS_MAX; g++)
		for (unsigned i = 0; v->group[g].set && i < VRRP_VIPS_MAX; i++)
			if (v->group[g].vip[i].set)
				src->withheld[src->s.withheld_count++] = v->group[g].vip[i].address;
}

static void
gather_vlanifs(const struct conf *c, struct source *src)
{
	unsigned vlanifs = conf_count(c, VIEW_VLANIF), services = conf_count(c, VIEW_RBS);
	const struct conf_object *o = NULL;

	src->vlanif = memory_new(vlanifs, sizeof *src->vlanif);
	src->withheld = memory_new(vlanifs * VRRP_GROUPS_MAX * VRRP_VIPS_MAX + services * 2,
				   sizeof *src->withheld);
	while ((o = conf_next_of(c, VIEW_VLANIF, o))) {
		gather_vlanif(o, &src->vlanif[src->s.vlanifs_count++]);
		withhold_vips(schema_vlanif_vrrp(o), src);
	}
	for (o = NULL; (o = conf_next_of(c, VIEW_RBS, o));) {
		const struct rbs_config *r = schema_rbs(o);

		if (!r->peer.set)
			continue;
		src->withheld[src->s.withheld_count++] = r->peer.peer;
		src->withheld[src->s.withheld_count++] = r->peer.source;
	}
}

static struct dhcp_server *
server_of(struct node *n)
{
	struct source src = {.s = {.system = schema_system_dhcp(n->running)}};
	struct dhcp_server *server;

	gather_pools(n->running, &src);
	gather_vlanifs(n->running, &src);
	src.s.pool = src.pool;
	src.s.vlanif = src.vlanif;
	src.s.withheld = src.withheld;
	server = dhcp_server_new(&src.s, ++n->generation);
	memory_free(src.pool);
	memory_free(src.vlanif);
	memory_free(src.withheld);
	return server;
}

static void
bind_pools(struct node *n)
{
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++)
		n->profile[i].pools_count = 0;
	for (unsigned pool = 0; pool < n->dhcp->pools_count; pool++) {
		const struct dhcp_pool_config *c = &n->dhcp->pool[pool].config;

		n->profile_of_pool[pool] = NODE_NONE;
		for (unsigned i = 0; c->profile.set && i < NODE_PROFILES_MAX; i++) {
			struct profile *p = &n->profile[i];

			if (!p->used || !rbp_name_same(p->name, c->profile.name) ||
			    p->pools_count == RBP_POOLS_MAX)
				continue;
			n->profile_of_pool[pool] = (uint16_t)i;
			p->pool[p->pools_count++] = (uint16_t)pool;
		}
	}
}

static int
range_order(const void *a, const void *b)
{
	const struct lease_range *x = a, *y = b;

	return (x->low.host > y->low.host) - (x->low.host < y->low.host);
}

/* The addresses of the pools bound to a profile: what its backup copies. */
static void
gather_ranges(const struct node *n, unsigned slot, struct profile *p)
{
	memory_free(p->range);
	p->range = memory_new(n->dhcp->ranges_count, sizeof *p->range);
	p->ranges_count = 0;
	for (unsigned i = 0; i < n->dhcp->ranges_count; i++)
		if (n->profile_of_pool[n->dhcp->range[i].pool] == slot)
			p->range[p->ranges_count++] = n->dhcp->range[i];
	qsort(p->range, p->ranges_count, sizeof *p->range, range_order);
}

void
serve_configure(struct node *n)
{
	struct lease_table *table;
	unsigned aside = 0;

	dhcp_server_free(n->dhcp);
	n->dhcp = server_of(n);
	bind_pools(n);
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++)
		if (n->profile[i].used)
			gather_ranges(n, i, &n->profile[i]);
	table = lease_table_new(n->dhcp->range, n->dhcp->ranges_count, n->now);
	dhcp_server_withhold(n->dhcp, table);
	if (n->leases)
		lease_table_carry(table, n->leases, &aside);
	lease_table_free(n->leases);
	n->leases = table;
	n->due_cursor = 0;
	for (unsigned i = 0; i < NODE_PARKED_MAX; i++)
		if (n->parked[i].used)
			lease_claim(table, n->parked[i].address);
	n->shown = (struct dhcp_shown){n->dhcp, n->leases, &n->statistics};
	n->clock.ceiling = UINT64_MAX;
	n->roles_changed = true;
}

/* ---- answers ---- */

static void
send_reply(struct node *n, const struct dhcp_parked *parked, struct node_actions *out)
{
	struct dhcp_sender sender;
	struct node_action *a;
	struct wr w;

	if (!roles_sender(n, parked->pool, parked->vlan, &sender)) {
		n->statistics.unanswered++;
		return;
	}
	w = wr_of(out_room(out, DHCP_FRAME_MAX), DHCP_FRAME_MAX);
	if (dhcp_reply_frame(n->dhcp, parked, &sender, &w) == 0) {
		n->statistics.unanswered++;
		return;
	}
	a = out_add(out, NODE_ACT_FRAME);
	a->vlan = parked->vlan;
	a->bytes = w.p;
	a->len = w.len;
	out_take(out, w.len);
	dhcp_count_sent(&n->statistics, parked);
}

static const struct profile *
profile_of(const struct node *n, unsigned pool)
{
	unsigned i = n->profile_of_pool[pool];

	return i == NODE_NONE ? NULL : &n->profile[i];
}

/* ---- parking ---- */

static struct parked *
parked_take(struct node *n)
{
	if (n->parked_count == NODE_PARKED_MAX)
		return NULL;
	while (n->parked[n->parked_next].used)
		n->parked_next = (n->parked_next + 1) % NODE_PARKED_MAX;
	n->parked_count++;
	n->parked[n->parked_next].used = true;
	n->parked[n->parked_next].serial++;
	return &n->parked[n->parked_next];
}

static void
parked_drop(struct node *n, struct parked *p)
{
	lease_unclaim(n->leases, p->address);
	p->used = p->decided_again = false;
	n->parked_count--;
}

static uint64_t
ticket_of(const struct node *n, const struct parked *p)
{
	return (uint64_t)p->serial << 16 | (uint64_t)(p - n->parked);
}

static struct parked *
parked_find(struct node *n, uint64_t ticket)
{
	struct parked *p = &n->parked[ticket & 0xffff];

	assert((ticket & 0xffff) < NODE_PARKED_MAX);
	return p->used && p->serial == ticket >> 16 ? p : NULL;
}

/* ---- changes ---- */

/* On our own authority: applied, then told to the peer when it comes back. */
static void
write_alone(struct node *n, const struct profile *p, const struct lease_record *r,
	    struct node_actions *out)
{
	lease_apply(n->leases, r);
	if (p)
		service_note(n, p, lease_at(n->leases, r->address), out);
}

static void
write_paired(struct node *n, const struct profile *profile, struct parked *p,
	     const struct dhcp_verdict *v, struct node_actions *out)
{
	p->address = v->record.address;
	p->answer = v->answer;
	p->pool = (uint16_t)v->pool;
	lease_claim(n->leases, p->address);
	service_update(n, profile, &v->record, v->replaces, ticket_of(n, p), out);
}

/* Versions of two devices differ in their lowest bit, pair by pair. */
static uint64_t
next_version(struct node *n, const struct profile *p)
{
	n->clock.device = p && p->service != NODE_NONE ? service_home(&n->service[p->service]) : 0;
	return lease_clock_next(&n->clock);
}

/* Carries out a verdict. `again`: the parked change it is the second verdict of, or NULL. */
static void
carry_out(struct node *n, const struct dhcp_request *request, struct dhcp_verdict *v,
	  struct parked *again, struct node_actions *out)
{
	const struct profile *profile = v->pool == DHCP_NO_POOL ? NULL : profile_of(n, v->pool);
	bool paired = v->write && profile && service_paired(profile);
	struct dhcp_parked reply;
	struct parked *p;

	dhcp_settle(n->leases, v, n->now);
	if (v->answer != DHCP_ANSWER_NONE)
		dhcp_park(n->dhcp, request, v, &reply);
	if (v->write)
		v->record.version = next_version(n, profile);
	if (!paired) {
		if (v->write)
			write_alone(n, profile, &v->record, out);
		if (v->answer != DHCP_ANSWER_NONE)
			send_reply(n, &reply, out);
		return;
	}
	p = parked_take(n);
	if (!p) {
		n->statistics.parked_full++;
		return;
	}
	p->decided_again = again != NULL;
	p->request = *request;
	if (v->answer != DHCP_ANSWER_NONE)
		p->reply = reply;
	write_paired(n, profile, p, v, out);
}

static void
judge(struct node *n, const struct dhcp_request *request, struct parked *again,
      struct node_actions *out)
{
	struct dhcp_verdict v;

	dhcp_decide(n->dhcp, n->leases, request, n->now, &v);
	if (v.probe) /* R5: until this device can ask the link first, it does not give these */
		v = (struct dhcp_verdict){.why = DHCP_WHY_RULES, .pool = DHCP_NO_POOL};
	dhcp_count_verdict(&n->statistics, &v);
	carry_out(n, request, &v, again, out);
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
			judge(n, &request, NULL, out);
	}
}

/* ---- what the peer says ---- */

/* A judged record stands whole, but what each device keeps of its peer stays, and a promise made
 * alone is not forgotten. */
static void
take_judged(struct node *n, const struct lease_record *mine, struct lease_record r)
{
	r.acked = mine->acked;
	r.sent = mine->sent;
	if (mine->promised_until_us > r.promised_until_us)
		r.promised_until_us = mine->promised_until_us;
	lease_apply(n->leases, &r);
}

void
serve_store(struct node *n, const struct lease_record *theirs, bool judged)
{
	const struct lease_record *mine = lease_at(n->leases, theirs->address);
	struct lease_record r;

	lease_clock_saw(&n->clock, theirs->version);
	if (!mine)
		return;
	if (judged) {
		take_judged(n, mine, *theirs);
	} else {
		r = lease_merge(mine, theirs);
		lease_apply(n->leases, &r);
	}
	lease_note_acked(n->leases, theirs->address, theirs->version);
}

void
serve_sent(struct node *n, const struct rbs_mark *mark, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		lease_note_sent(n->leases, mark[i].address, mark[i].version);
}

void
serve_marked(struct node *n, const struct rbs_mark *mark, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		lease_note_acked(n->leases, mark[i].address, mark[i].version);
}

static void
safe(struct node *n, struct parked *p, const struct lease_record *ours, struct node_actions *out)
{
	const struct lease_record *mine = lease_at(n->leases, ours->address);

	if (mine) {
		take_judged(n, mine, *ours);
		lease_note_acked(n->leases, ours->address, ours->version);
	}
	if (p && p->answer != DHCP_ANSWER_NONE)
		send_reply(n, &p->reply, out);
}

void
serve_answered(struct node *n, const struct rbs_output *o, struct node_actions *out)
{
	struct parked *p = parked_find(n, o->ticket);
	bool again = false;

	if (!p)
		return;
	switch (o->answer) {
	case RBS_SAFE:
		safe(n, p, o->record, out);
		break;
	case RBS_REFUSED:
	case RBS_AGAIN:
	case RBS_DROPPED:
		again = true;
		break;
	case RBS_FULL:
		n->statistics.unanswered++;
		break;
	}
	if (again && !p->decided_again && p->answer != DHCP_ANSWER_NONE)
		n->again[n->again_count++] = (uint16_t)(p - n->parked);
	else
		parked_drop(n, p);
}

void
serve_again(struct node *n, struct node_actions *out)
{
	while (n->again_count > 0) {
		struct parked *p = &n->parked[n->again[--n->again_count]];
		struct dhcp_request request = p->request;

		parked_drop(n, p);
		judge(n, &request, p, out);
	}
}

/* ---- time ---- */

static void
expire(struct node *n, const struct lease_record *due, struct node_actions *out)
{
	static const struct dhcp_request nobody;
	struct dhcp_verdict v = {.answer = DHCP_ANSWER_NONE, .write = true};

	if (lease_is_claimed(n->leases, due->address) ||
	    !dhcp_expire(n->dhcp, n->leases, due, n->now, &v.record))
		return;
	v.replaces = due->version;
	v.pool = lease_pool_of(n->leases, due->address);
	carry_out(n, &nobody, &v, NULL, out);
}

void
serve_tick(struct node *n, struct node_actions *out)
{
	const struct lease_record *due;

	lease_tick(n->leases, n->now);
	if (n->now < n->expire_us)
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

	if (lease_due(n->leases, &cursor))
		deadline_us = time_min(deadline_us, n->expire_us);
	return deadline_us;
}

void
serve_free(struct node *n)
{
	dhcp_server_free(n->dhcp);
	lease_table_free(n->leases);
}
