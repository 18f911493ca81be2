/* vrrp/group.c -- the three states of RFC 3768 6.4.1 to 6.4.3, one function each.
 *
 * Beyond the RFC, each for a reason (docs/vrrp.md "Beyond the RFC"):
 *
 * Recover delay. An interface that came up is acted on recover_delay_s later: switches are deaf
 *   for seconds after a link comes up, and a router that hears nothing would make itself Master.
 * Preemption delay. It covers taking over from a live Master of lower priority, nothing else:
 *   while it counts, that Master is followed, so its silence (Master_Down) or its priority 0 is
 *   acted on at once. It starts with the first lower advertisement and is dropped when our
 *   priority is no longer the higher one. Without a delay the RFC's rule stands: lower
 *   advertisements are discarded and Master_Down runs out.
 * Hold. While held, a lower Master is followed for as long as it lives, also by the address
 *   owner, who then starts in Backup: a device that has not got its leases back must not preempt.
 *   Master_Down and priority 0 are not held: somebody must serve. Under another address it listens
 *   first: it may only have taken the other's advertisements for its own.
 * Fence. A Master that could not advertise for three intervals may have been replaced: whatever
 *   it is woken by, it first goes Backup, and acts on the input there. The kernel's gate falls
 *   shut at the same moment (docs/kernel.md "Falling silent").
 * A late Backup. Advertisements may be waiting behind a timer that fires far too late, so it
 *   listens for one more skew time before it believes the silence.
 * A losing advertisement heard by a Master is answered at once, with gratuitous ARP: after a
 *   split, hosts and switches may point to the loser. Answers are paced, or one forged packet
 *   would buy many. RFC 9568 6.4.3 has the advertisement, not the ARP.
 * A gateway alone. A device that serves no DHCP for now advertises priority 1 and stays Master
 *   while nobody better is there: hosts keep their gateway, which priority 0 and silence would take
 *   from them. A Backup of more than that takes over from it at once, by no preempt mode, delay or
 *   hold: those spare a Master that serves. Not one whose own links are taken away. A router that
 *   knows none of this takes over by the RFC's own rule, after Master_Down.
 * Giving up. A device that cannot serve, with a peer that would, resigns and stays Backup: it is
 *   there when the peer falls silent. How long it does not preempt: vrrp/give_up.h.
 * Nobody answers BFD. A Backup that tracks its session with the Master as peer takes over when
 *   neither a BFD packet nor an advertisement came for the detection time. So a Master that tracks
 *   it, too, is sure of mastership only until the peer would do that: as long as BFD packets leave.
 *   Past that moment it steps down by itself before it speaks, and listens for one detection time
 *   and one skew: who took over has advertised. docs/vrrp.md "BFD".
 * Version 2 owners discard what they hear (RFC 3768 7.1): they never go Backup, but answer.
 *
 * A timer is a field that ends in _us; when each is due stands in vrrp/group_times.c. */
#include "vrrp/group.h"

#include <assert.h>

#include "vrrp/group_note.h"
#include "vrrp/group_times.h"

enum { GARP_AGAIN_MS = 1000, ANSWER_PACE_MS = 100 };

/* clang-format off */
static const bool may_go[VRRP_STATES][VRRP_STATES] = {
	/* to:                INIT   BACKUP MASTER */
	[VRRP_INITIALIZE] = {false, true,  true},
	[VRRP_BACKUP]     = {true,  false, true},
	[VRRP_MASTER]     = {true,  true,  false},
};
/* clang-format on */

static void
emit(struct vrrp_actions *out, enum vrrp_action action)
{
	assert(out->count < VRRP_ACTIONS_MAX);
	out->list[out->count++] = action;
}

static bool
preempts(const struct vrrp_settings *cfg, uint8_t master_priority)
{
	return (cfg->preempt || vrrp_owner(cfg)) && master_priority < cfg->priority;
}

/* ---- entering states ---- */

/* The only place that writes g->state. */
static void
go(struct vrrp_group *g, enum vrrp_state to, enum vrrp_reason reason, uint64_t now)
{
	assert(may_go[g->state][to]);
	vrrp_history_note(&g->history, &(struct vrrp_change){now, g->master, (uint8_t)g->state,
							     (uint8_t)to, (uint8_t)reason});
	g->state = to;
	g->reason = reason;
	g->changed_us = now;
	g->preempt_since_us = TIME_NEVER;
	g->preempt_due = false;
	g->lost = false;
}

static void
forget_master(struct vrrp_group *g)
{
	g->master = (struct ip4){0};
	g->master_priority = 0;
	g->heard_us = TIME_NEVER;
}

static void
go_initialize(struct vrrp_group *g, enum vrrp_reason reason, uint64_t now)
{
	go(g, VRRP_INITIALIZE, reason, now);
	forget_master(g);
}

static void
go_backup(struct vrrp_group *g, const struct vrrp_settings *cfg, enum vrrp_reason reason,
	  uint64_t now)
{
	go(g, VRRP_BACKUP, reason, now);
	g->down_us = time_after(now, vrrp_master_down_us(cfg, g->master_interval_ms));
}

static void
advertise(struct vrrp_group *g, const struct vrrp_settings *cfg, uint64_t now,
	  struct vrrp_actions *out)
{
	uint64_t interval_us = cfg->interval_ms * TIME_MS;

	emit(out, VRRP_ADVERTISE);
	g->counters.sent++;
	g->advertise_us = time_after(now, interval_us);
	g->fence_us = time_after(now, VRRP_FENCE_INTERVALS * interval_us);
}

static void
advertise_on(struct vrrp_group *g, const struct vrrp_settings *cfg, uint64_t now,
	     struct vrrp_actions *out)
{
	advertise(g, cfg, now, out);
	emit(out, VRRP_HEARTBEAT);
}

static void
garp(struct vrrp_group *g, uint64_t next_us, struct vrrp_actions *out)
{
	emit(out, VRRP_GARP);
	g->garp_us = next_us;
}

static void
garp_again(struct vrrp_group *g, const struct vrrp_settings *cfg, uint64_t now,
	   struct vrrp_actions *out)
{
	g->garps_left = cfg->garp_enhanced ? 2 : 1;
	garp(g, time_after(now, GARP_AGAIN_MS * TIME_MS), out);
}

/* The heartbeat comes first here, and only here: the gate is still shut, and would swallow the
 * advertisement. The addresses come after it, so that an old Master drops them first. */
static void
claim(struct vrrp_group *g, const struct vrrp_settings *cfg, uint64_t now, struct vrrp_actions *out)
{
	emit(out, VRRP_HEARTBEAT);
	advertise(g, cfg, now, out);
	emit(out, VRRP_OWN);
	garp_again(g, cfg, now, out);
}

static void
go_master(struct vrrp_group *g, const struct vrrp_settings *cfg, enum vrrp_reason reason,
	  uint64_t now, struct vrrp_actions *out)
{
	go(g, VRRP_MASTER, reason, now);
	g->counters.became_master++;
	forget_master(g);
	g->answer_us = 0;
	claim(g, cfg, now, out);
}

static void
resign(struct vrrp_group *g, enum vrrp_reason reason, uint64_t now, struct vrrp_actions *out)
{
	emit(out, VRRP_DISOWN);
	emit(out, VRRP_RESIGN);
	g->counters.sent++;
	g->counters.zero_sent++;
	go_initialize(g, reason, now);
}

static void
give_up(struct vrrp_group *g, const struct vrrp_settings *cfg, const struct vrrp_input *in,
	struct vrrp_actions *out)
{
	if (vrrp_owner(cfg))
		return;
	emit(out, VRRP_DISOWN);
	emit(out, VRRP_RESIGN);
	g->counters.sent++;
	g->counters.zero_sent++;
	g->master_interval_ms = cfg->interval_ms;
	go_backup(g, cfg, in->why, in->now);
}

static enum vrrp_reason
yield_reason(const struct vrrp_group *g)
{
	return g->left ? VRRP_REASON_LEFT : g->deaf ? VRRP_REASON_DEAF : VRRP_REASON_YIELD;
}

/* vrrp_complete() does not hold any more. */
static enum vrrp_reason
incomplete_reason(const struct vrrp_settings *cfg)
{
	return cfg->link_down ? VRRP_REASON_LINK_DOWN : VRRP_REASON_CONFIG;
}

/* ---- Initialize ---- */

static void
try_start(struct vrrp_group *g, const struct vrrp_settings *cfg, const struct vrrp_input *in,
	  struct vrrp_actions *out)
{
	enum vrrp_reason reason = VRRP_REASON_INTERFACE_UP;

	if (in->kind == VRRP_IN_SETTINGS)
		reason =
		    g->reason == VRRP_REASON_LINK_DOWN ? VRRP_REASON_LINK_UP : VRRP_REASON_CONFIG;
	else if (in->kind == VRRP_IN_RESUME && g->reason == VRRP_REASON_YIELD)
		reason = VRRP_REASON_RESUMED;
	else if (in->kind == VRRP_IN_RESUME && g->reason == VRRP_REASON_LEFT)
		reason = VRRP_REASON_JOINED;
	else if (in->kind == VRRP_IN_RESUME && g->reason == VRRP_REASON_DEAF)
		reason = VRRP_REASON_HEARS;
	if (!vrrp_complete(cfg) || g->yielding || in->now < vrrp_group_recover_at_us(g, cfg))
		return;
	g->master_interval_ms = cfg->interval_ms;
	if (vrrp_owner(cfg) && !g->held)
		go_master(g, cfg, VRRP_REASON_OWNER, in->now, out);
	else
		go_backup(g, cfg, reason, in->now);
}

static void
step_initialize(struct vrrp_group *g, const struct vrrp_settings *cfg, const struct vrrp_input *in,
		struct vrrp_actions *out)
{
	switch (in->kind) {
	case VRRP_IN_UP:
	case VRRP_IN_TICK:
	case VRRP_IN_RESUME:
	case VRRP_IN_SETTINGS:
		try_start(g, cfg, in, out);
		break;
	case VRRP_IN_DOWN:
	case VRRP_IN_ADVERT:
	case VRRP_IN_HOLD:
	case VRRP_IN_RELEASE:
	case VRRP_IN_YIELD:
	case VRRP_IN_GIVE_UP:
	case VRRP_IN_PEER_DEAD:
	case VRRP_IN_SPOKEN:
	case VRRP_IN_STOP:
		break;
	}
}

/* ---- Backup ---- */

/* The advertisement's sender is the Master as far as we are concerned. */
static void
note_master(struct vrrp_group *g, const struct vrrp_settings *cfg, const struct vrrp_input *in)
{
	uint32_t announced_ms = in->advert->interval_ms;

	g->master = in->source;
	g->master_priority = in->advert->priority;
	g->announced_ms = announced_ms;
	vrrp_learn(&g->learning, cfg, in->source, announced_ms, in->now);
	g->master_interval_ms = vrrp_learn_interval(&g->learning, cfg, in->source);
	g->heard_us = in->now;
}

static void
arm_master_down(struct vrrp_group *g, const struct vrrp_settings *cfg, uint64_t from_us)
{
	uint64_t span_us = vrrp_master_down_us(cfg, g->master_interval_ms);
	uint64_t at_us = time_after(from_us, span_us);

	if (at_us > g->down_us)
		g->down_us = at_us;
}

static void
try_preempt(struct vrrp_group *g, const struct vrrp_settings *cfg, uint64_t now,
	    struct vrrp_actions *out)
{
	g->preempt_due =
	    vrrp_group_preempt_delayed(g, cfg) && now >= vrrp_group_preempt_at_us(g, cfg);
	if (g->preempt_due && !g->held)
		go_master(g, cfg, VRRP_REASON_PRIORITY, now, out);
}

static void
backup_hears_lower(struct vrrp_group *g, const struct vrrp_settings *cfg,
		   const struct vrrp_input *in, struct vrrp_actions *out)
{
	note_master(g, cfg, in);
	if (g->preempt_since_us == TIME_NEVER)
		g->preempt_since_us = in->now;
	if (vrrp_group_preempt_delayed(g, cfg))
		arm_master_down(g, cfg, in->now);
	try_preempt(g, cfg, in->now, out);
}

static bool
is_gateway_alone(const struct vrrp_settings *cfg, const struct vrrp_advert *a)
{
	return a->priority == VRRP_PRIORITY_GATEWAY && cfg->priority > VRRP_PRIORITY_GATEWAY;
}

static void
backup_hears(struct vrrp_group *g, const struct vrrp_settings *cfg, const struct vrrp_input *in,
	     struct vrrp_actions *out)
{
	g->lost = false;
	if (in->advert->priority == 0) {
		g->master_priority = 0;
		g->heard_us = in->now;
		g->preempt_since_us = TIME_NEVER;
		g->preempt_due = false;
		g->down_us = time_after(in->now, vrrp_skew_us(cfg, g->master_interval_ms));
	} else if (is_gateway_alone(cfg, in->advert) && !in->broken) {
		go_master(g, cfg, VRRP_REASON_RESIGNED, in->now, out);
	} else if (preempts(cfg, in->advert->priority)) {
		backup_hears_lower(g, cfg, in, out);
	} else {
		note_master(g, cfg, in);
		g->preempt_since_us = TIME_NEVER;
		g->preempt_due = false;
		g->down_us = time_after(in->now, vrrp_master_down_us(cfg, g->master_interval_ms));
	}
}

/* Without a delay Master_Down runs out over a lower Master that lives; with one only silence ends
 * it. */
static enum vrrp_reason
silence_reason(const struct vrrp_group *g, const struct vrrp_settings *cfg)
{
	if (g->lost)
		return VRRP_REASON_PEER_BFD;
	if (g->preempt_since_us != TIME_NEVER && !vrrp_group_preempt_delayed(g, cfg))
		return VRRP_REASON_PRIORITY;
	if (g->heard_us != TIME_NEVER && g->master_priority == 0)
		return VRRP_REASON_RESIGNED;
	return VRRP_REASON_TIMER_EXPIRED;
}

static void
backup_ticks(struct vrrp_group *g, const struct vrrp_settings *cfg, uint64_t now,
	     struct vrrp_actions *out)
{
	uint64_t late_us = g->down_us < now ? now - g->down_us : 0;

	if (now >= g->down_us && late_us <= g->master_interval_ms * TIME_MS) {
		go_master(g, cfg, silence_reason(g, cfg), now, out);
		return;
	}
	if (now >= g->down_us)
		g->down_us = time_after(now, vrrp_skew_us(cfg, g->master_interval_ms));
	try_preempt(g, cfg, now, out);
}

/* An advertisement that came later than the last BFD packet is a sign of life, too. */
static void
backup_loses(struct vrrp_group *g, const struct vrrp_settings *cfg, const struct vrrp_input *in,
	     struct vrrp_actions *out)
{
	uint64_t dead_us = time_after(g->heard_us, in->span_us);

	if (in->now < vrrp_damp_until_us(&g->damp))
		return;
	g->lost = true;
	g->down_us = time_min(g->down_us, dead_us > in->now ? dead_us : in->now);
	if (in->now >= g->down_us)
		go_master(g, cfg, VRRP_REASON_PEER_BFD, in->now, out);
}

/* New settings never shorten Master_Down: a changed timer alone causes no switchover. */
static void
backup_takes_settings(struct vrrp_group *g, const struct vrrp_settings *cfg, uint64_t now,
		      struct vrrp_actions *out)
{
	if (!vrrp_complete(cfg)) {
		go_initialize(g, incomplete_reason(cfg), now);
		return;
	}
	g->master_interval_ms = vrrp_learn_interval(&g->learning, cfg, g->master);
	if (g->preempt_since_us != TIME_NEVER && !preempts(cfg, g->master_priority))
		g->preempt_since_us = TIME_NEVER;
	arm_master_down(g, cfg, now);
	try_preempt(g, cfg, now, out);
}

static void
step_backup(struct vrrp_group *g, const struct vrrp_settings *cfg, const struct vrrp_input *in,
	    struct vrrp_actions *out)
{
	switch (in->kind) {
	case VRRP_IN_UP:
	case VRRP_IN_RESUME:
	case VRRP_IN_GIVE_UP:
	case VRRP_IN_SPOKEN:
		break;
	case VRRP_IN_PEER_DEAD:
		backup_loses(g, cfg, in, out);
		break;
	case VRRP_IN_DOWN:
		go_initialize(g, VRRP_REASON_INTERFACE_DOWN, in->now);
		break;
	case VRRP_IN_TICK:
		backup_ticks(g, cfg, in->now, out);
		break;
	case VRRP_IN_ADVERT:
		backup_hears(g, cfg, in, out);
		break;
	case VRRP_IN_HOLD: /* lower advertisements were discarded until now: follow from here */
		if (g->preempt_since_us != TIME_NEVER)
			arm_master_down(g, cfg, g->heard_us);
		try_preempt(g, cfg, in->now, out);
		break;
	case VRRP_IN_RELEASE:
		if (g->preempt_due)
			go_master(g, cfg, VRRP_REASON_PRIORITY, in->now, out);
		break;
	case VRRP_IN_YIELD:
		go_initialize(g, yield_reason(g), in->now);
		break;
	case VRRP_IN_SETTINGS:
		backup_takes_settings(g, cfg, in->now, out);
		break;
	case VRRP_IN_STOP:
		go_initialize(g, in->leaves ? VRRP_REASON_CONFIG : VRRP_REASON_STOP, in->now);
		break;
	}
}

/* ---- Master ---- */

static bool
outranked(const struct vrrp_settings *cfg, const struct vrrp_input *in)
{
	if (cfg->version == 2 && vrrp_owner(cfg))
		return false;
	if (in->advert->priority != cfg->priority)
		return in->advert->priority > cfg->priority;
	return in->source.host > cfg->source.host;
}

static void
answer(struct vrrp_group *g, const struct vrrp_settings *cfg, const struct vrrp_input *in,
       struct vrrp_actions *out)
{
	if (in->now < g->answer_us)
		return;
	g->answer_us = time_after(in->now, ANSWER_PACE_MS * TIME_MS);
	advertise_on(g, cfg, in->now, out);
	if (in->advert->priority != 0)
		garp_again(g, cfg, in->now, out);
}

static void
master_hears(struct vrrp_group *g, const struct vrrp_settings *cfg, const struct vrrp_input *in,
	     struct vrrp_actions *out)
{
	if (in->advert->priority == 0 || !outranked(cfg, in)) {
		answer(g, cfg, in, out);
		return;
	}
	emit(out, VRRP_DISOWN);
	note_master(g, cfg, in);
	go_backup(g, cfg, VRRP_REASON_PRIORITY, in->now);
}

static void
master_ticks(struct vrrp_group *g, const struct vrrp_settings *cfg, uint64_t now,
	     struct vrrp_actions *out)
{
	uint64_t garp_every_us =
	    cfg->gratuitous_arp_s ? cfg->gratuitous_arp_s * TIME_SEC : TIME_NEVER;

	if (now >= g->advertise_us)
		advertise_on(g, cfg, now, out);
	if (now < g->garp_us)
		return;
	if (g->garps_left > 0)
		g->garps_left--;
	if (g->garps_left > 0)
		garp_every_us = GARP_AGAIN_MS * TIME_MS;
	garp(g, time_after(now, garp_every_us), out);
}

static void
master_takes_settings(struct vrrp_group *g, const struct vrrp_settings *cfg,
		      const struct vrrp_input *in, struct vrrp_actions *out)
{
	if (!vrrp_complete(cfg))
		resign(g, incomplete_reason(cfg), in->now, out);
	else if (in->moved && g->held) {
		emit(out, VRRP_DISOWN);
		g->master_interval_ms = cfg->interval_ms;
		go_backup(g, cfg, VRRP_REASON_CONFIG, in->now);
	} else if (!in->vips_changed) {
		advertise_on(g, cfg, in->now, out);
	} else {
		emit(out, VRRP_DISOWN);
		claim(g, cfg, in->now, out);
	}
}

static void
step_master(struct vrrp_group *g, const struct vrrp_settings *cfg, const struct vrrp_input *in,
	    struct vrrp_actions *out)
{
	switch (in->kind) {
	case VRRP_IN_UP: /* some link of the interface is back */
		garp_again(g, cfg, in->now, out);
		break;
	case VRRP_IN_DOWN: /* nothing can leave any more */
		emit(out, VRRP_DISOWN);
		go_initialize(g, VRRP_REASON_INTERFACE_DOWN, in->now);
		break;
	case VRRP_IN_TICK:
		master_ticks(g, cfg, in->now, out);
		break;
	case VRRP_IN_ADVERT:
		master_hears(g, cfg, in, out);
		break;
	case VRRP_IN_HOLD:
	case VRRP_IN_RELEASE:
	case VRRP_IN_RESUME:
	case VRRP_IN_PEER_DEAD:
		break;
	case VRRP_IN_SPOKEN:
		emit(out, VRRP_HEARTBEAT);
		break;
	case VRRP_IN_YIELD:
		resign(g, yield_reason(g), in->now, out);
		break;
	case VRRP_IN_GIVE_UP:
		give_up(g, cfg, in, out);
		break;
	case VRRP_IN_SETTINGS:
		master_takes_settings(g, cfg, in, out);
		break;
	case VRRP_IN_STOP:
		resign(g, in->leaves ? VRRP_REASON_CONFIG : VRRP_REASON_STOP, in->now, out);
		break;
	}
}

/* ---- all states ---- */

void
vrrp_group_init(struct vrrp_group *g, uint64_t now, uint64_t up_since_us)
{
	*g = (struct vrrp_group){.up_since_us = up_since_us,
				 .heard_us = TIME_NEVER,
				 .peer_us = TIME_NEVER,
				 .preempt_since_us = TIME_NEVER,
				 .created_us = now};
}

/* Somebody else may be Master by now. */
static void
step_down(struct vrrp_group *g, const struct vrrp_settings *cfg, uint64_t now,
	  struct vrrp_actions *out)
{
	uint64_t skew_us = vrrp_skew_us(cfg, cfg->interval_ms);

	emit(out, VRRP_DISOWN);
	g->master_interval_ms = cfg->interval_ms;
	go_backup(g, cfg, VRRP_REASON_LATE, now);
	if (now < g->fence_us)
		g->down_us = time_min(g->down_us, time_after(now, g->peer_span_us + skew_us));
}

struct vrrp_actions
vrrp_group_step(struct vrrp_group *g, const struct vrrp_settings *cfg, const struct vrrp_input *in)
{
	struct vrrp_actions out = {0};

	vrrp_group_note(g, in);
	if (g->state == VRRP_MASTER && in->now >= vrrp_group_sure_us(g))
		step_down(g, cfg, in->now, &out);
	if (in->kind == VRRP_IN_SPOKEN) {
		g->peer_us = in->silent_us;
		g->peer_span_us = in->span_us;
	}
	switch (g->state) {
	case VRRP_INITIALIZE:
		step_initialize(g, cfg, in, &out);
		break;
	case VRRP_BACKUP:
		step_backup(g, cfg, in, &out);
		break;
	case VRRP_MASTER:
		step_master(g, cfg, in, &out);
		break;
	case VRRP_STATES:
		assert(false);
	}
	return out;
}
