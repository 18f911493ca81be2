/* node/pair/roles.c -- see node/pair/roles.h.
 *
 * All is made anew by roles_refresh() from what was heard; what can be derived is not kept. A hold
 * is one per group, asked for by any profile that watches it. What may not happen: a pool served
 * for a profile not Master, or by a device whose disk fails. The pulse thread gets actions. */
#include "node/pair/roles.h"

#include "node/bind/pools.h"
#include "node/bind/writer.h"
#include "node/pair/hearing.h"
#include "node/pair/leave.h"
#include "node/pair/look.h"
#include "node/pair/pair.h"
#include "node/pair/partner_down.h"
#include "node/pair/ranges.h"
#include "node/pair/ready.h"
#include "node/pair/room.h"
#include "node/pair/service.h"
#include "node/pair/stall.h"
#include "node/pair/supply.h"

enum { BECAUSE_MAX = 80 };

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
roles_configure(struct pairs *all, struct step *step)
{
	all->vrrp.version = all->pulse->count > 0 ? all->pulse->group[0].version : 2;
	all->vrrp.sends = all->pulse->count > 0 ? all->pulse->group[0].sends : 0;
	for (unsigned i = all->vrrp.count; i-- > 0;) {
		const struct vrrp_status *v = &all->vrrp.status[i];

		if (!configured(all->pulse, v->vlan, v->vrid))
			vrrp_latest_drop(&all->vrrp, v->vlan, v->vrid);
	}
	step->review = true;
}

/* Who was heard, where that is the reason. */
static const char *
because(const struct vrrp_status *status, char bytes[BECAUSE_MAX])
{
	struct text t = text_of(bytes, BECAUSE_MAX);
	char master[IP4_TEXT];

	if (status->state != VRRP_BACKUP || status->reason != VRRP_REASON_PRIORITY)
		return "";
	text_add(&t, ", %s advertises priority %u every %u ms", ip4_format(status->master, master),
		 status->master_priority, (unsigned)status->announced_ms);
	return bytes;
}

void
roles_status(struct pairs *all, const struct vrrp_status *status, struct step *step)
{
	const struct vrrp_status *old = vrrp_latest_find(&all->vrrp, status->vlan, status->vrid);
	enum vrrp_state before = old ? old->state : VRRP_INITIALIZE;
	char heard[BECAUSE_MAX], name[LAN_INTERFACE_TEXT];

	if (!configured(all->pulse, status->vlan, status->vrid))
		return;
	vrrp_latest_put(&all->vrrp, status);
	if (before == status->state)
		return;
	out_log(step->out, &event_vrrp_state, "%s -> %s: %s%s (interface=%s, vrid=%u)",
		vrrp_state_name(before), vrrp_state_name(status->state),
		vrrp_reason_name(status->reason), because(status, heard),
		step_interface(step, status->vlan, name), status->vrid);
	step->review = true;
}

/* ---- whether the peer would serve ---- */

static bool
watches(const struct profile *p, uint16_t vlan, uint8_t vrid)
{
	return p->used && p->config.vrrp.set && p->vlan == vlan && p->config.vrrp.vrid == vrid;
}

static bool
peer_is_ready(const struct pairs *all, const struct profile *p)
{
	return p->service != NODE_NONE && p->stand.pair == RBS_PAIRED &&
	       rbs_session_peer_ready(all->service[p->service].session, p->config.backup.id) ==
		   RBS_READY;
}

/* The longest of the sessions of the profiles that watch the group. */
static uint64_t
dead_us(const struct pairs *all, uint16_t vlan, uint8_t vrid)
{
	uint64_t longest_us = 0;

	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		const struct profile *p = &all->profile[i];
		uint64_t span_us;

		if (!watches(p, vlan, vrid) || p->service == NODE_NONE)
			continue;
		span_us = rbs_session_dead_us(all->service[p->service].session);
		if (span_us > longest_us)
			longest_us = span_us;
	}
	return longest_us;
}

/* In the place of a group: for every profile that watches it. */
static void
tell_ready(const struct pairs *all, uint16_t vlan, uint8_t vrid, struct step *step)
{
	struct node_action *a = out_add(step->out, NODE_ACT_PULSE);
	unsigned ready = 0, others = 0;

	a->pulse.kind = PULSE_IN_READY;
	a->pulse.now = step->now;
	a->pulse.vlan = vlan;
	a->pulse.vrid = vrid;
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		const struct profile *p = &all->profile[i];

		if (!watches(p, vlan, vrid))
			continue;
		ready += p->served.peer_ready;
		others += !p->served.peer_ready;
	}
	a->pulse.on = ready > 0 && others == 0;
	a->pulse.span_us = dead_us(all, vlan, vrid);
}

void
roles_peers(struct pairs *all, struct step *step)
{
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		struct profile *p = &all->profile[i];
		bool ready = p->used && peer_is_ready(all, p);

		if (!p->used || ready == p->served.peer_ready)
			continue;
		p->served.peer_ready = ready;
		if (p->config.vrrp.set)
			tell_ready(all, p->vlan, p->config.vrrp.vrid, step);
	}
}

/* The session may have ended over there, and the cut that ended it may still last. */
void
roles_asked(struct pairs *all, struct step *step)
{
	bool slept = all->asked_us != 0 && step->now > time_after(all->asked_us, ROLES_SLEPT_US);

	all->asked_us = step->now;
	roles_peers(all, step);
	if (!slept)
		return;
	service_ask(all, step);
	step->review = true;
}

/* ---- roles ---- */

static void
profile_role(struct pairs *all, struct profile *p, struct step *step)
{
	const struct vrrp_status *group =
	    vrrp_latest_find(&all->vrrp, p->vlan, p->config.vrrp.vrid);
	struct rbp_verdict v =
	    rbp_role(&p->config, group, bind_leases(all->bind) != NULL, stall_disk_works(all));
	enum rbp_role before = p->served.verdict.role;

	p->served.verdict = v;
	if (before == v.role)
		return;
	p->served.before = before;
	p->served.changed_us = step->now;
	out_log(step->out, &event_rbp_state,
		"RBP state changed (RBP=%s, OldState=%s, NewState=%s, ChangeReason=%s)", p->name,
		rbp_role_name(before), rbp_role_name(v.role), rbp_why_text(v.why));
	if (p->service == NODE_NONE)
		return;
	service_role_changed(all, p->service);
	if (v.role == RBP_MASTER)
		service_question(all, p->service, step);
}

/* A service was left whose profile watches the group: it is the peer's. */
static bool
is_left(const struct pairs *all, uint16_t vlan, uint8_t vrid)
{
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		const struct profile *p = &all->profile[i];

		if (watches(p, vlan, vrid) && p->service != NODE_NONE &&
		    leave_is_out(all, p->service))
			return true;
	}
	return false;
}

/* A group is held as long as one of the profiles that watch it asks for that. */
static void
tell_hold(struct pairs *all, uint16_t vlan, uint8_t vrid, struct step *step)
{
	struct node_action *a = out_add(step->out, NODE_ACT_PULSE);

	a->pulse.kind = PULSE_IN_HOLD;
	a->pulse.now = step->now;
	a->pulse.vlan = vlan;
	a->pulse.vrid = vrid;
	a->pulse.on = false;
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++)
		if (watches(&all->profile[i], vlan, vrid) && all->profile[i].served.held)
			a->pulse.on = true;
}

static const char *
held_for(const struct pairs *all, const struct profile *p)
{
	const struct service *s = p->service == NODE_NONE ? NULL : &all->service[p->service];

	/* What others gave meanwhile this device has never heard: it takes over from nobody. */
	if (s && s->config.shutdown.set && s->config.peer.set && !p->stand.batch_done)
		return "the backup service, which is shut down";
	return s ? rbp_holds_preemption(&p->config, &s->config,
					rbs_session_waits(s->session, p->config.backup.id))
		 : NULL;
}

/* ---- permissions ---- */

static uint64_t
longest_us(const struct dhcp_pool *pool)
{
	return pool->lease_s == LEASE_UNLIMITED_S ? TIME_NEVER : pool->lease_s * TIME_SEC;
}

/* What the pulse was told to give up it will say to be given up, later. While the session is
 * questioned nothing is answered: an offer of then would be of a pair that may be over. */
static bool
is_master(const struct pairs *all, const struct profile *p)
{
	return p->served.verdict.role == RBP_MASTER &&
	       !is_left(all, p->vlan, p->config.vrrp.vrid) &&
	       (p->service == NODE_NONE ||
		!rbs_session_questions(all->service[p->service].session));
}

/* What its Slave kept is answered when it begins to. */
static void
review_answers(const struct pairs *all, struct profile *p, struct step *step)
{
	bool answers = is_master(all, p);

	step->new_master |= answers && !p->served.answers;
	p->served.answers = answers;
}

/* When the Master before this device gave up, for which it is Master; 0. */
static uint64_t
resigned_us(const struct pairs *all, const struct profile *p)
{
	const struct vrrp_status *group =
	    vrrp_latest_find(&all->vrrp, p->vlan, p->config.vrrp.vrid);

	return group && group->reason == VRRP_REASON_RESIGNED ? group->changed_us : 0;
}

static void
permit(struct pairs *all, unsigned pool, const struct dhcp_pool *of, const struct step *step)
{
	unsigned profile = pools_profile(all->bind, pool);
	const struct profile *p = profile == NODE_NONE ? NULL : &all->profile[profile];
	bool bound = of->config.profile.set;
	bool answers = stall_disk_works(all) && (bound ? p && is_master(all, p) : true);
	struct dhcp_terms terms = {
	    .serving = answers && !step->stopping,
	    .answers = answers,
	    .rules = pair_rules(all, p),
	    .same_config = p && p->stand.agreed != 0,
	    .resigned_us = p ? resigned_us(all, p) : 0,
	};

	if (ranges_join(all, pool, p, &terms.rules)) {
		const struct journal_kept *left = ranges_left(all, pool, p);

		terms.same_config = false;
		terms.left = left ? left->peer : (struct ip4){0};
	}
	terms.rules.longest_us = longest_us(of);
	look_others(all, p, &terms);
	bind_set_terms(all->bind, pool, &terms);
}

/* Where an interface has more than one group, that of the lowest VRID says who serves what no
 * profile binds: one device of the two. */
static void
permit_interfaces(struct pairs *all)
{
	const struct pulse_config *c = all->pulse;

	for (unsigned i = 0; i < c->count; i++) {
		uint8_t vrid = ready_lowest_vrid(c, c->group[i].vlan);
		const struct vrrp_status *s = vrrp_latest_find(&all->vrrp, c->group[i].vlan, vrid);

		bind_set_backup(all->bind, c->group[i].vlan, !s || s->state != VRRP_MASTER);
	}
}

static void
permit_pools(struct pairs *all, const struct step *step)
{
	const struct dhcp_server *server = bind_server(all->bind);

	for (unsigned i = 0; i < server->pools_count; i++)
		permit(all, i, &server->pool[i], step);
}

/* ---- what displays read ---- */

/* Of the profiles of a service, that which waits longest to declare the peer down; NULL: none. */
static const struct profile *
waits_of(const struct pairs *all, unsigned slot)
{
	const struct profile *first = NULL;

	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		const struct profile *p = &all->profile[i];

		if (p->used && p->service == slot && p->alone.waits[0] != '\0' &&
		    (!first || partner_down_due_us(p) < partner_down_due_us(first)))
			first = p;
	}
	return first;
}

static struct rbs_shown_entry
rbs_entry(const struct pairs *all, unsigned slot)
{
	const struct service *s = &all->service[slot];
	const struct profile *waits = waits_of(all, slot);

	return (struct rbs_shown_entry){
	    .index = s->index,
	    .name = s->name,
	    .config = &s->config,
	    .session = s->session,
	    .due_us = waits ? partner_down_due_us(waits) : 0,
	    .waits = waits ? waits->alone.waits : NULL,
	};
}

static void
fill_rbs_shown(struct pairs *all)
{
	struct rbs_shown *b = &all->rbs_shown;

	b->count = 0;
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++) {
		unsigned at = b->count;

		if (!all->service[i].used)
			continue;
		for (; at > 0 && b->list[at - 1].index > all->service[i].index; at--)
			b->list[at] = b->list[at - 1];
		b->list[at] = rbs_entry(all, i);
		b->count++;
	}
}

static const char *
alarm_of(const struct pairs *all, const struct profile *p)
{
	if (p->service == NODE_NONE)
		return NULL;
	if (p->stand.alien)
		return "this device runs on a copy of its peer's state folder; no new clients "
		       "before the batch backup";
	return rbs_session_alarm(all->service[p->service].session, p->config.backup.id);
}

static void
fill_profile(const struct pairs *all, const struct profile *p, struct rbp_shown_entry *e)
{
	const struct bound *bound = pools_bound(all->bind, (unsigned)(p - all->profile));

	*e = (struct rbp_shown_entry){
	    .index = p->index,
	    .name = p->name,
	    .config = &p->config,
	    .verdict = p->served.verdict,
	    .changed_us = p->served.changed_us,
	    .before = p->served.before,
	    .pair = p->stand.pair,
	    .session = p->service == NODE_NONE ? NULL : all->service[p->service].session,
	    .holds = held_for(all, p),
	    .alarm = alarm_of(all, p),
	    .due_us = partner_down_due_us(p),
	    .waits = p->alone.waits[0] != '\0' ? p->alone.waits : NULL,
	    .ready = p->served.ready,
	    .left_us = p->service == NODE_NONE ? 0 : all->service[p->service].leaving.since_us,
	    .given_us = p->stand.forfeited ? p->stand.forfeited_us : 0,
	    .pools_count = bound->pools_count,
	    .slot = (unsigned)(p - all->profile)};
	for (unsigned i = 0; i < bound->pools_count; i++)
		e->pool[i] = bind_server(all->bind)->pool[bound->pool[i]].name;
}

static void
fill_rbp_shown(struct pairs *all)
{
	struct rbp_shown *b = &all->rbp_shown;

	b->count = 0;
	b->supply = supply_of_profile;
	b->context = all;
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		unsigned at = b->count;

		if (!all->profile[i].used)
			continue;
		for (; at > 0 && b->list[at - 1].index > all->profile[i].index; at--)
			b->list[at] = b->list[at - 1];
		fill_profile(all, &all->profile[i], &b->list[at]);
		b->count++;
	}
	ready_unprotected(all, b);
}

static void
tell_yield(struct pairs *all, struct step *step)
{
	for (unsigned i = 0; i < all->pulse->count; i++) {
		struct node_action *a = out_add(step->out, NODE_ACT_PULSE);

		a->pulse.kind = PULSE_IN_YIELD;
		a->pulse.now = step->now;
		a->pulse.vlan = all->pulse->group[i].vlan;
		a->pulse.vrid = all->pulse->group[i].config.vrid;
		a->pulse.left = !all->yielded && is_left(all, a->pulse.vlan, a->pulse.vrid);
		a->pulse.deaf =
		    !all->yielded && !a->pulse.left && hearing_is_out(all, a->pulse.vlan);
		a->pulse.on = all->yielded || a->pulse.left || a->pulse.deaf;
	}
}

static unsigned
count_left(const struct pairs *all)
{
	unsigned left = 0;

	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++)
		left += all->service[i].used && leave_is_out(all, i);
	return left;
}

/* A device that has not begun to write takes no part, and one that left the pair makes no promise:
 * the other one is to serve. */
static void
review_yield(struct pairs *all, struct step *step)
{
	bool yield = !writer_works(all->bind) && !writer_fails(all->bind);
	unsigned left = count_left(all), deaf = hearing_count_out(all);

	if (yield == all->yielded && left == all->left && deaf == all->deaf)
		return;
	all->yielded = yield;
	all->left = left;
	all->deaf = deaf;
	tell_yield(all, step);
}

static void
tell_gateway(struct pairs *all, struct step *step)
{
	for (unsigned i = 0; i < all->pulse->count; i++)
		out_add(step->out, NODE_ACT_PULSE)->pulse =
		    (struct pulse_input){.kind = PULSE_IN_GATEWAY,
					 .now = step->now,
					 .vlan = all->pulse->group[i].vlan,
					 .vrid = all->pulse->group[i].config.vrid,
					 .on = all->gateway_only};
}

/* One whose disk takes nothing cannot keep a promise: whoever is better is to serve, and until
 * there is one hosts keep their gateway. */
static void
review_gateway(struct pairs *all, struct step *step)
{
	bool on = !all->yielded && !stall_disk_works(all);

	if (on == all->gateway_only)
		return;
	all->gateway_only = on;
	tell_gateway(all, step);
}

static void
review_ready(struct pairs *all, struct profile *p)
{
	enum rbs_ready ready = ready_of(all, p);

	if (ready == p->served.ready)
		return;
	p->served.ready = ready;
	if (p->service != NODE_NONE)
		service_role_changed(all, p->service);
}

void
roles_refresh(struct pairs *all, struct step *step)
{
	review_yield(all, step);
	review_gateway(all, step);
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		struct profile *p = &all->profile[i];
		bool held;

		if (!p->used)
			continue;
		pair_review(all, p, step);
		profile_role(all, p, step);
		review_answers(all, p, step);
		held = held_for(all, p) != NULL;
		if (held == p->served.held)
			continue;
		p->served.held = held;
		if (p->config.vrrp.set)
			tell_hold(all, p->vlan, p->config.vrrp.vrid, step);
	}
	pair_publish(all);
	permit_interfaces(all);
	permit_pools(all, step);
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++)
		if (all->profile[i].used)
			review_ready(all, &all->profile[i]);
	fill_rbs_shown(all);
	fill_rbp_shown(all);
}

static void
tell_holds(struct pairs *all, struct step *step)
{
	const struct pulse_config *c = all->pulse;

	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++)
		if (all->profile[i].used)
			all->profile[i].served.held = held_for(all, &all->profile[i]) != NULL;
	for (unsigned i = 0; i < c->count; i++) {
		tell_hold(all, c->group[i].vlan, c->group[i].config.vrid, step);
		tell_ready(all, c->group[i].vlan, c->group[i].config.vrid, step);
	}
}

void
roles_tell_pulse(struct pairs *all, bool again, struct step *step)
{
	if (again || all->yielded || all->left > 0 || all->deaf > 0)
		tell_yield(all, step);
	if (again || all->gateway_only)
		tell_gateway(all, step);
	tell_holds(all, step);
}

/* ---- R8: the start-up delay ---- */

#define ROLES_CAREFUL_US (10 * TIME_SEC)

void
roles_start(struct pairs *all, const struct step *step)
{
	all->careful = true;
	all->careful_until_us = time_after(step->now, ROLES_CAREFUL_US);
}

void
roles_tick(struct pairs *all, struct step *step)
{
	if (!all->careful || step->now < all->careful_until_us)
		return;
	all->careful = false;
	pair_say(all, true, step);
	step->review = true;
}

uint64_t
roles_deadline(const struct pairs *all)
{
	return all->careful ? all->careful_until_us : TIME_NEVER;
}
