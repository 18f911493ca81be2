/* node/roles.c -- see node/roles.h. */
#include "node/roles.h"

#include <string.h>

#include "node/half.h"
#include "node/keep.h"
#include "node/pools.h"
#include "rbp/digest.h"

/* ---- what was heard ---- */

static bool
configured(const struct pulse_config *c, uint16_t vlan, uint8_t vrid)
{
	for (unsigned i = 0; i < c->count; i++)
		if (c->group[i].vlan == vlan && c->group[i].config.vrid == vrid)
			return true;
	return false;
}

void
roles_configure(struct node *n)
{
	n->vrrp.version = n->pulse.count > 0 ? n->pulse.group[0].version : 2;
	for (unsigned i = n->vrrp.count; i-- > 0;) {
		uint16_t vlan = n->vrrp.status[i].vlan;
		uint8_t vrid = n->vrrp.status[i].vrid;

		if (!configured(&n->pulse, vlan, vrid))
			vrrp_latest_drop(&n->vrrp, vlan, vrid);
	}
	n->roles_changed = true;
}

void
roles_status(struct node *n, const struct vrrp_status *status, struct node_actions *out)
{
	const struct vrrp_status *old = vrrp_latest_find(&n->vrrp, status->vlan, status->vrid);
	enum vrrp_state before = old ? old->state : VRRP_INITIALIZE;

	if (!configured(&n->pulse, status->vlan, status->vrid))
		return;
	vrrp_latest_put(&n->vrrp, status);
	if (before == status->state)
		return;
	out_log(out, &event_vrrp_state, "%s -> %s: %s (interface=Vlanif%u, vrid=%u)",
		vrrp_state_name(before), vrrp_state_name(status->state),
		vrrp_reason_name(status->reason), status->vlan, status->vrid);
	n->roles_changed = true;
}

void
roles_link(struct node *n, const struct node_input *in, struct node_actions *out)
{
	bool up = in->u.link.up;

	if (in->u.link.port) {
		if (lan_hear_port(&n->lan, in->u.link.port, up))
			out_log(out, &event_link, "The link is %s (interface=%s)",
				up ? "up" : "down", in->u.link.port);
	} else if (lan_hear_vlanif(&n->lan, in->u.link.vlan, up, in->u.link.mac)) {
		out_log(out, &event_link, "The link is %s (interface=Vlanif%u)", up ? "up" : "down",
			in->u.link.vlan);
	}
}

/* ---- roles ---- */

static void
profile_role(struct node *n, struct profile *p, struct node_actions *out)
{
	const struct vrrp_status *group =
	    vrrp_latest_find(&n->vrrp, p->config.vrrp.vlan, p->config.vrrp.vrid);
	struct rbp_verdict v = rbp_role(&p->config, group, n->leases != NULL && keep_works(n));
	enum rbp_role before = p->verdict.role;

	p->verdict = v;
	if (before == v.role)
		return;
	p->before = before;
	p->changed_us = n->now;
	n->shadow_due |= v.role == RBP_MASTER;
	out_log(out, &event_rbp_state,
		"RBP state changed (RBP=%s, OldState=%s, NewState=%s, ChangeReason=%s)", p->name,
		rbp_role_name(before), rbp_role_name(v.role), rbp_why_text(v.why));
	if (p->service != NODE_NONE)
		n->service[p->service].local_changed = true;
}

static bool
watches(const struct profile *p, uint16_t vlan, uint8_t vrid)
{
	return p->used && p->config.vrrp.set && p->config.vrrp.vlan == vlan &&
	       p->config.vrrp.vrid == vrid;
}

/* A group is held as long as one of the profiles that watch it asks for that. */
static void
tell_hold(struct node *n, uint16_t vlan, uint8_t vrid, struct node_actions *out)
{
	struct node_action *a = out_add(out, NODE_ACT_PULSE);

	a->pulse.kind = PULSE_IN_HOLD;
	a->pulse.now = n->now;
	a->pulse.vlan = vlan;
	a->pulse.vrid = vrid;
	a->pulse.on = false;
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++)
		if (watches(&n->profile[i], vlan, vrid) && n->profile[i].held)
			a->pulse.on = true;
}

static const char *
held_for(const struct node *n, const struct profile *p)
{
	const struct service *s = p->service == NODE_NONE ? NULL : &n->service[p->service];

	/* What others gave meanwhile this device has never heard: it takes over from nobody. */
	if (s && s->config.shutdown.set && s->config.peer.set && !p->batch_done)
		return "the backup service, which is shut down";
	return s ? rbp_holds_preemption(&p->config, &s->config,
					rbs_session_waits(s->session, p->config.backup.id))
		 : NULL;
}

/* ---- the terms of the pools ---- */

static enum lease_pair
lease_pair_of(enum rbs_pair pair)
{
	switch (pair) {
	case RBS_PAIRED:
		return LEASE_CONNECTED;
	case RBS_PARTNER_DOWN:
		return LEASE_PARTNER_DOWN;
	case RBS_INTERRUPTED:
	case RBS_PAIRS:
		break;
	}
	return LEASE_INTERRUPTED;
}

/* R8: a batch that is under way is waited for, however long the delay is over. */
static bool
is_careful(const struct node *n, const struct profile *p)
{
	return !p->batch_done && (n->careful || rbs_session_batches(n->service[p->service].session,
								    p->config.backup.id));
}

static struct lease_rules
rules_of(const struct node *n, const struct profile *p)
{
	struct lease_rules r = {.pair = LEASE_ALONE,
				.mclt_us = LEASE_MCLT_DEFAULT_US,
				.drift_us = LEASE_DRIFT_DEFAULT_US};

	if (!p || p->service == NODE_NONE)
		return r;
	r.mclt_us = rbp_mclt_us(&p->config);
	r.pair = lease_pair_of(p->pair);
	r.home = service_home(&n->service[p->service]);
	r.careful = is_careful(n, p);
	r.fresh = p->fresh;
	r.forfeited = p->forfeited;
	r.forfeited_since_us = p->forfeited_us;
	r.down_since_us = p->down_since_us;
	return r;
}

/* R5 and R8's start count as declarations; once each. */
static void
review_declared(struct node *n, struct profile *p, struct node_actions *out)
{
	bool declared = p->pair == RBS_PARTNER_DOWN || p->fresh || p->forfeited;

	if (declared && !p->declared) {
		lease_clock_jump(&n->clock);
		keep_may_draw(n, out); /* reserved before it is needed */
	}
	p->declared = declared;
}

/* R10: what both configurations say alike, as long as ours stays what was compared. */
static void
review_agreed(struct profile *p)
{
	uint64_t digest = rbp_digest(p->lines.line, p->lines.count);

	if (p->pair == RBS_PAIRED)
		p->agreed = digest;
	else if (p->agreed != digest)
		p->agreed = 0;
}

static uint64_t
longest_us(const struct dhcp_pool *pool)
{
	return pool->lease_s == LEASE_UNLIMITED_S ? TIME_NEVER : pool->lease_s * TIME_SEC;
}

static void
set_terms(struct node *n)
{
	for (unsigned i = 0; i < n->dhcp->pools_count; i++) {
		const struct profile *p = pools_profile(n, i);
		bool bound = n->dhcp->pool[i].config.profile.set;

		n->dhcp->pool[i].terms = (struct dhcp_terms){
		    .serving = keep_works(n) && !n->stopping &&
			       (bound ? p && p->verdict.role == RBP_MASTER : true),
		    .rules = rules_of(n, p),
		    .same_config = p && p->agreed != 0,
		};
		n->dhcp->pool[i].terms.rules.longest_us = longest_us(&n->dhcp->pool[i]);
	}
}

/* ---- boards ---- */

static void
fill_rbs_board(struct node *n)
{
	struct rbs_board *b = &n->rbs_board;

	b->count = 0;
	for (unsigned index = RBS_INDEX_FIRST; index < RBS_INDEX_FIRST + NODE_STREAMS_MAX; index++)
		for (unsigned i = 0; i < NODE_STREAMS_MAX; i++) {
			const struct service *s = &n->service[i];

			if (s->used && s->index == index)
				b->list[b->count++] = (struct rbs_board_entry){
				    s->index, s->name, &s->config, s->session};
		}
}

static const char *
alarm_of(const struct node *n, const struct profile *p)
{
	if (p->service == NODE_NONE)
		return NULL;
	return rbs_session_alarm(n->service[p->service].session, p->config.backup.id);
}

static void
fill_profile(const struct node *n, const struct profile *p, struct rbp_board_entry *e)
{
	*e = (struct rbp_board_entry){
	    .index = p->index,
	    .name = p->name,
	    .config = &p->config,
	    .verdict = p->verdict,
	    .changed_us = p->changed_us,
	    .before = p->before,
	    .pair = p->pair,
	    .session = p->service == NODE_NONE ? NULL : n->service[p->service].session,
	    .holds = held_for(n, p),
	    .alarm = alarm_of(n, p),
	    .pools_count = p->pools_count};
	for (unsigned i = 0; i < p->pools_count; i++)
		e->pool[i] = n->dhcp->pool[p->pool[i]].name;
}

static void
fill_rbp_board(struct node *n)
{
	struct rbp_board *b = &n->rbp_board;

	b->count = 0;
	for (unsigned index = RBP_INDEX_FIRST; index < RBP_INDEX_FIRST + NODE_PROFILES_MAX; index++)
		for (unsigned i = 0; i < NODE_PROFILES_MAX; i++)
			if (n->profile[i].used && n->profile[i].index == index)
				fill_profile(n, &n->profile[i], &b->list[b->count++]);
}

/* A device that cannot write cannot keep a promise: the other one is to serve. */
static void
review_yield(struct node *n, struct node_actions *out)
{
	bool yield = !keep_works(n);

	if (yield == n->yielded)
		return;
	n->yielded = yield;
	roles_yield(n, out);
}

void
roles_yield(struct node *n, struct node_actions *out)
{
	for (unsigned i = 0; i < n->pulse.count; i++) {
		struct node_action *a = out_add(out, NODE_ACT_PULSE);

		a->pulse.kind = PULSE_IN_YIELD;
		a->pulse.now = n->now;
		a->pulse.vlan = n->pulse.group[i].vlan;
		a->pulse.vrid = n->pulse.group[i].config.vrid;
		a->pulse.on = n->yielded;
	}
}

void
roles_refresh(struct node *n, struct node_actions *out)
{
	n->roles_changed = false;
	review_yield(n, out);
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		struct profile *p = &n->profile[i];
		bool held;

		if (!p->used)
			continue;
		review_declared(n, p, out);
		review_agreed(p);
		profile_role(n, p, out);
		held = held_for(n, p) != NULL;
		if (held == p->held)
			continue;
		p->held = held;
		if (p->config.vrrp.set)
			tell_hold(n, p->config.vrrp.vlan, p->config.vrrp.vrid, out);
	}
	set_terms(n);
	fill_rbs_board(n);
	fill_rbp_board(n);
}

void
roles_hold_all(struct node *n, struct node_actions *out)
{
	const struct pulse_config *c = &n->pulse;

	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++)
		if (n->profile[i].used)
			n->profile[i].held = held_for(n, &n->profile[i]) != NULL;
	for (unsigned i = 0; i < c->count; i++)
		tell_hold(n, c->group[i].vlan, c->group[i].config.vrid, out);
}
