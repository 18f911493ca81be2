/* pulse/pulse.c -- see pulse/pulse.h.
 *
 * It finds the group of an input, steps it (vrrp/group.c) and turns what it wants into frames and
 * values; it knows which interfaces are up since when, which ports are, what node/ was told last.
 *
 * When an interface came up is kept whether it has groups or not: a group configured later finds
 * it up, and one a moment after that, as at boot, still waits for its recover delay.
 *
 * What the node said of a group (held, yielded, peer ready) is kept here; the group is told what
 * that is worth by the age of the number answered last (alive.h). */
#include "pulse/pulse.h"

#include <assert.h>
#include <stddef.h>

#include "base/memory.h"
#include "pulse/bfd.h"
#include "pulse/carriers.h"
#include "pulse/emit.h"
#include "pulse/follow.h"
#include "pulse/slot.h"
#include "vrrp/group_times.h"
#include "vrrp/hear.h"

struct pulse {
	bool stopped;	    /* nothing is done after PULSE_IN_STOP */
	bool configured;    /* once */
	struct alive alive; /* is the node? */
	unsigned count;
	struct slot slot[PULSE_GROUPS_MAX];
	struct slot old[PULSE_GROUPS_MAX]; /* while a configuration is taken */
	struct carriers carriers;
	struct pulse_bfd bfd;
};

/* ---- telling the node ---- */

static void
tell(struct slot *s, uint64_t now, struct pulse_actions *out)
{
	struct vrrp_status status;
	size_t plain = offsetof(struct vrrp_status, counters);
	bool changed, moved;

	vrrp_group_status(&s->group, &s->cfg, &status);
	status.interface = s->interface;
	status.vlan = s->vlan;
	status.broken = s->broken;
	changed = memcmp(&status, &s->told, plain) != 0;
	moved = memcmp(&status.counters, &s->told.counters, sizeof status.counters) != 0;
	if (!pulse_telling_now(&s->telling, changed, moved, now))
		return;
	memcpy(&s->told, &status, sizeof status);
	emit_of(out, PULSE_STATUS, s)->status = status;
}

/* ---- one group ---- */

/* heed() holds it from then on. */
static void
note_give_up(struct slot *s, uint64_t now)
{
	vrrp_give_up_note(&s->give_up, now);
	s->waits_us = vrrp_give_up_until_us(&s->give_up);
}

/* Steps a group whose settings were `before` until now; one that has not begun only says so. */
static void
step_from(struct slot *s, const struct vrrp_settings *before, const struct vrrp_input *in,
	  struct pulse_actions *out)
{
	bool was_master = s->group.state == VRRP_MASTER;
	struct vrrp_actions actions = {0};

	if (s->begun)
		actions = vrrp_group_step(&s->group, &s->cfg, in);
	if (was_master && s->group.state == VRRP_BACKUP && s->cfg.gateway_only)
		note_give_up(s, in->now);
	for (unsigned i = 0; i < actions.count; i++)
		emit_action(s, before, actions.list[i], out);
	if (was_master && s->group.state != VRRP_MASTER)
		emit_of(out, PULSE_SHUT, s);
	tell(s, in->now, out);
}

static void
step(struct slot *s, enum vrrp_input_kind kind, uint64_t now, struct pulse_actions *out)
{
	struct vrrp_input in = {
	    .kind = kind, .now = now, .leaves = true, .left = s->left, .deaf = s->deaf};

	step_from(s, &s->cfg, &in, out);
}

static struct slot *
instance_find(struct slot *slot, unsigned count, uint16_t vlan, uint8_t vrid)
{
	for (unsigned i = 0; i < count; i++)
		if (slot[i].vlan == vlan && slot[i].cfg.vrid == vrid)
			return &slot[i];
	return NULL;
}

/* ---- the node's word ---- */

/* The interface may have come up or gone since it was made. */
static void
begin(const struct pulse *p, struct slot *s, uint64_t now, struct pulse_actions *out)
{
	uint64_t up_since_us = carriers_since(&p->carriers, s->vlan);
	bool came_up = up_since_us != TIME_NEVER && up_since_us > s->group.created_us;

	vrrp_group_init(&s->group, s->group.created_us, up_since_us);
	s->begun = true;
	if (s->yielded)
		step(s, VRRP_IN_YIELD, now, out);
	if (s->held)
		step(s, VRRP_IN_HOLD, now, out);
	step(s, came_up ? VRRP_IN_UP : VRRP_IN_SETTINGS, now, out);
}

/* What the node said of the group, as far as it still counts. */
static void
heed(const struct pulse *p, struct slot *s, uint64_t now, struct pulse_actions *out)
{
	bool stale = p->alive.stale, held;

	if (s->waits_us <= now)
		s->waits_us = TIME_NEVER;
	held = s->held || s->broken || stale || s->waits_us != TIME_NEVER;
	if (!s->begun && s->said && !stale)
		begin(p, s, now, out);
	else if (s->begun && s->group.held != held)
		step(s, held ? VRRP_IN_HOLD : VRRP_IN_RELEASE, now, out);
}

static void
heed_all(struct pulse *p, uint64_t now, struct pulse_actions *out)
{
	for (unsigned i = 0; i < p->count; i++)
		heed(p, &p->slot[i], now, out);
}

/* The peer would serve in its place, and that was said not too long ago. */
static bool
may_give_up(const struct pulse *p, const struct slot *s, uint64_t now)
{
	uint64_t until_us = time_after(p->alive.heard_us, PULSE_STUCK_US + s->dead_us);

	return s->ready && now <= until_us && !vrrp_owner(&s->cfg);
}

static void
give_up(const struct pulse *p, struct slot *s, enum vrrp_reason why, uint64_t now,
	struct pulse_actions *out)
{
	struct vrrp_input in = {.kind = VRRP_IN_GIVE_UP, .now = now, .why = why};

	note_give_up(s, now);
	heed(p, s, now, out);
	step_from(s, &s->cfg, &in, out);
}

static bool
is_master(const struct slot *s)
{
	return s->begun && s->group.state == VRRP_MASTER;
}

static void
stick(struct pulse *p, uint64_t now, struct pulse_actions *out)
{
	struct pulse_action *a = emit(out, PULSE_STUCK);

	for (unsigned i = 0; i < p->count; i++) {
		struct slot *s = &p->slot[i];

		if (!is_master(s))
			continue;
		if (may_give_up(p, s, now)) {
			give_up(p, s, VRRP_REASON_STUCK, now, out);
			a->given++;
		} else {
			a->kept++;
		}
	}
}

/* Once per hold: while it lasts this device is Master because nobody else was. */
static void
review_broken(struct pulse *p, uint64_t now, struct pulse_actions *out)
{
	for (unsigned i = 0; i < p->count; i++) {
		struct slot *s = &p->slot[i];

		if (s->broken && is_master(s) && s->waits_us == TIME_NEVER &&
		    may_give_up(p, s, now))
			give_up(p, s, VRRP_REASON_LOST, now, out);
	}
}

static void
mend(struct slot *s, uint64_t now, struct pulse_actions *out)
{
	if (!is_master(s))
		return;
	emit_addresses(out, PULSE_OWN, s, &s->cfg);
	step(s, VRRP_IN_UP, now, out);
}

static void
ask(struct pulse *p, uint64_t now, struct pulse_actions *out)
{
	if (p->count + p->bfd.count > 0 && alive_asks(&p->alive, now))
		emit(out, PULSE_ASK)->number = p->alive.asked;
}

/* ---- configuration ---- */

static void
settings_of(const struct pulse *p, const struct pulse_input *in, const struct pulse_group *group,
	    const struct slot *was, struct vrrp_settings *ret)
{
	const struct pulse_config *config = in->config;

	vrrp_settings_of(&group->config, group->version, group->source, ret);
	ret->gateway_only = was && was->cfg.gateway_only;
	ret->check_ttl = group->check_ttl;
	ret->checksum = group->checksum;
	ret->sends = group->sends;
	ret->recover_delay_s = group->recover_delay_s;
	ret->gratuitous_arp_s = config->gratuitous_arp_s;
	ret->garp_enhanced = config->garp_enhanced;
	if (was)
		ret->first_packet_delay_s = was->cfg.first_packet_delay_s;
	else if (!p->configured)
		ret->first_packet_delay_s = config->first_packet_delay_s;
	ret->learn_interval =
	    group->learn_interval && (ret->version == 3 || !group->config.advertise_ms.set);
	ret->subnets_count = group->subnets_count;
	memcpy(ret->subnet, group->subnet, sizeof ret->subnet);
	follow_sessions(&p->bfd, in->now, ret);
	carriers_track(&p->carriers, ret);
}

static bool
configured(const struct pulse_config *config, const struct slot *s)
{
	for (unsigned i = 0; i < config->count; i++)
		if (config->group[i].vlan == s->vlan && config->group[i].config.vrid == s->cfg.vrid)
			return true;
	return false;
}

static void
change(struct slot *s, const struct vrrp_settings *cfg, uint64_t now, struct pulse_actions *out)
{
	struct vrrp_settings before;
	struct vrrp_input in = {.kind = VRRP_IN_SETTINGS, .now = now};

	if (memcmp(&s->cfg, cfg, sizeof *cfg) == 0)
		return;
	memcpy(&before, &s->cfg, sizeof before);
	memcpy(&s->cfg, cfg, sizeof *cfg);
	in.vips_changed = vrrp_settings_differ(&before, cfg);
	in.moved = !ip4_same(before.source, cfg->source);
	step_from(s, &before, &in, out);
}

static void
create(struct slot *s, const struct vrrp_settings *cfg, uint64_t now, struct pulse_actions *out)
{
	memcpy(&s->cfg, cfg, sizeof *cfg);
	vrrp_group_init(&s->group, now, TIME_NEVER);
	tell(s, now, out);
}

static void
leave(const struct pulse *p, struct slot *s, bool on, uint64_t now, struct pulse_actions *out)
{
	if (s->leaving == on)
		return;
	s->leaving = on;
	if (!on)
		s->group.up_since_us = carriers_since(&p->carriers, s->vlan);
	step(s, on ? VRRP_IN_STOP : VRRP_IN_SETTINGS, now, out);
}

static void
take_config(struct pulse *p, const struct pulse_input *in, struct pulse_actions *out)
{
	const struct pulse_config *config = in->config;
	unsigned old_count = p->count;

	assert(config->count <= PULSE_GROUPS_MAX);
	memcpy(p->old, p->slot, old_count * sizeof *p->slot);
	for (unsigned i = 0; i < old_count; i++)
		if (!configured(config, &p->old[i]))
			step(&p->old[i], VRRP_IN_STOP, in->now, out);
	pulse_bfd_configure(&p->bfd, config, in->now, out);
	p->count = config->count;
	for (unsigned i = 0; i < config->count; i++) {
		const struct pulse_group *group = &config->group[i];
		struct slot *s = &p->slot[i];
		struct slot *was =
		    instance_find(p->old, old_count, group->vlan, group->config.vrid);
		struct vrrp_settings cfg;

		settings_of(p, in, group, was, &cfg);
		if (was) {
			memcpy(s, was, sizeof *s);
			s->interface = group->interface;
			change(s, &cfg, in->now, out);
			leave(p, s, false, in->now, out);
		} else {
			*s = (struct slot){.interface = group->interface,
					   .vlan = group->vlan,
					   .waits_us = TIME_NEVER};
			create(s, &cfg, in->now, out);
		}
	}
	p->configured = true;
}

/* ---- the other inputs ---- */

static uint64_t
deadline_of(const struct slot *s)
{
	return s->begun ? vrrp_group_deadline(&s->group, &s->cfg) : TIME_NEVER;
}

/* To the group, a lower or a higher priority is new settings; the rest is for those who ask. */
static void
weigh(const struct pulse *p, struct slot *s, bool gateway_only, uint64_t now,
      struct pulse_actions *out)
{
	struct vrrp_settings cfg = s->cfg;

	cfg.gateway_only = gateway_only;
	follow_sessions(&p->bfd, now, &cfg);
	carriers_track(&p->carriers, &cfg);
	if (cfg.priority != s->cfg.priority || cfg.link_down != s->cfg.link_down) {
		change(s, &cfg, now, out);
	} else if (memcmp(&s->cfg, &cfg, sizeof cfg) != 0) {
		memcpy(&s->cfg, &cfg, sizeof cfg);
		tell(s, now, out);
	}
}

static void
track_again(struct pulse *p, uint64_t now, struct pulse_actions *out)
{
	for (unsigned i = 0; i < p->count; i++)
		weigh(p, &p->slot[i], p->slot[i].cfg.gateway_only, now, out);
}

/* What the BFD sessions of this step are to the groups that track them. */
static void
follow(struct pulse *p, uint64_t now, struct pulse_actions *out)
{
	for (unsigned i = 0; i < p->count; i++) {
		struct slot *s = &p->slot[i];
		struct vrrp_input in;

		if (s->cfg.bfds_count > 0)
			weigh(p, s, s->cfg.gateway_only, now, out);
		if (follow_dead(&p->bfd, s, now, &in))
			step_from(s, &s->cfg, &in, out);
		if (s->begun && follow_spoken(&p->bfd, s, now, &in))
			step_from(s, &s->cfg, &in, out);
	}
	pulse_bfd_read(&p->bfd);
}

static void
tick(struct pulse *p, uint64_t now, struct pulse_actions *out)
{
	heed_all(p, now, out);
	pulse_bfd_tick(&p->bfd, now, out);
	follow(p, now, out);
	for (unsigned i = 0; i < p->count; i++) {
		struct slot *s = &p->slot[i];

		if (now >= deadline_of(s))
			step(s, VRRP_IN_TICK, now, out);
		else if (now >= s->telling.due_us)
			tell(s, now, out);
	}
}

static void
port_changed(struct pulse *p, const struct pulse_input *in, struct pulse_actions *out)
{
	if (carriers_port(&p->carriers, in->port, in->on))
		track_again(p, in->now, out);
}

static void
link_changed(struct pulse *p, const struct pulse_input *in, struct pulse_actions *out)
{
	if (!carriers_vlan(&p->carriers, in->vlan, in->on, in->now))
		return;
	for (unsigned i = 0; i < p->count; i++)
		if (p->slot[i].vlan == in->vlan)
			step(&p->slot[i], in->on ? VRRP_IN_UP : VRRP_IN_DOWN, in->now, out);
	track_again(p, in->now, out);
}

/* A packet for no group of the interface counts with its first group: it belongs to none. */
static struct slot *
first_of(struct pulse *p, uint16_t vlan)
{
	for (unsigned i = 0; i < p->count; i++)
		if (p->slot[i].vlan == vlan)
			return &p->slot[i];
	return NULL;
}

static void
take_advert(struct slot *s, const struct vrrp_heard *heard, uint64_t now, struct pulse_actions *out)
{
	struct vrrp_input in = {.kind = VRRP_IN_ADVERT,
				.now = now,
				.advert = &heard->advert,
				.source = heard->source,
				.broken = s->broken};

	vrrp_heard_note(&s->group, &s->cfg, vrrp_heard_differs(&s->cfg, &heard->advert), heard);
	vrrp_heard_note(&s->group, &s->cfg, vrrp_heard_pace(&s->cfg, &heard->advert), heard);
	step_from(s, &s->cfg, &in, out);
}

static void
hear(struct pulse *p, const struct pulse_input *in, struct pulse_actions *out)
{
	struct vrrp_heard heard;
	enum vrrp_fault fault = vrrp_hear(in->packet, &heard);
	struct slot *s = instance_find(p->slot, p->count, in->vlan, heard.vrid);

	if (s && !s->begun)
		return;
	if (!s && fault == VRRP_FAULT_NONE)
		fault = VRRP_FAULT_VRID;
	if (!s)
		s = first_of(p, in->vlan);
	else if (fault == VRRP_FAULT_NONE)
		fault = vrrp_heard_fault(&s->cfg, &heard);
	if (!s)
		return;
	if (fault == VRRP_FAULT_NONE && vrrp_heard_twice(&s->group, &heard, in->now))
		return;
	if (fault == VRRP_FAULT_NONE) {
		take_advert(s, &heard, in->now, out);
		return;
	}
	vrrp_heard_note(&s->group, &s->cfg, fault, &heard);
	tell(s, in->now, out);
}

static void
take_word(struct pulse *p, const struct pulse_input *in, struct pulse_actions *out)
{
	struct slot *s = instance_find(p->slot, p->count, in->vlan, in->vrid);

	if (s && in->kind == PULSE_IN_LEAVE) {
		leave(p, s, in->on, in->now, out);
	} else if (s && in->kind == PULSE_IN_YIELD) {
		s->yielded = in->on;
		s->left = in->left;
		s->deaf = in->deaf;
		step(s, in->on ? VRRP_IN_YIELD : VRRP_IN_RESUME, in->now, out);
	} else if (s && in->kind == PULSE_IN_GATEWAY) {
		heed(p, s, in->now, out);
		weigh(p, s, in->on, in->now, out);
	} else if (s && in->kind == PULSE_IN_READY) {
		s->ready = in->on;
		s->dead_us = in->span_us;
	} else if (s && in->kind == PULSE_IN_BROKEN) {
		s->broken = in->on;
		heed(p, s, in->now, out);
		tell(s, in->now, out);
	} else if (s && in->kind == PULSE_IN_MEND) {
		mend(s, in->now, out);
	} else if (s) {
		s->said = true;
		s->held = in->on;
		heed(p, s, in->now, out);
	}
}

static void
stop(struct pulse *p, uint64_t now, struct pulse_actions *out)
{
	struct vrrp_input in = {.kind = VRRP_IN_STOP, .now = now};

	for (unsigned i = 0; i < p->count; i++)
		step_from(&p->slot[i], &p->slot[i].cfg, &in, out);
	pulse_bfd_stop(&p->bfd, now, out);
	p->stopped = true;
}

/* ---- the contract ---- */

struct pulse *
pulse_new(void)
{
	struct pulse *p = memory_new(1, sizeof *p);

	alive_init(&p->alive);
	carriers_init(&p->carriers);
	return p;
}

void
pulse_free(struct pulse *p)
{
	memory_free(p);
}

static void
take(struct pulse *p, const struct pulse_input *in, struct pulse_actions *out)
{
	switch (in->kind) {
	case PULSE_IN_TICK:
		tick(p, in->now, out);
		break;
	case PULSE_IN_CONFIG:
		take_config(p, in, out);
		break;
	case PULSE_IN_PACKET:
		hear(p, in, out);
		break;
	case PULSE_IN_BFD:
		pulse_bfd_hear(&p->bfd, in, out);
		break;
	case PULSE_IN_LINK:
		link_changed(p, in, out);
		break;
	case PULSE_IN_PORT:
		port_changed(p, in, out);
		break;
	case PULSE_IN_HOLD:
	case PULSE_IN_YIELD:
	case PULSE_IN_GATEWAY:
	case PULSE_IN_READY:
	case PULSE_IN_LEAVE:
	case PULSE_IN_BROKEN:
	case PULSE_IN_MEND:
		take_word(p, in, out);
		break;
	case PULSE_IN_BUSY:
		alive_busy(&p->alive, in->span_us);
		break;
	case PULSE_IN_ANSWER:
		if (alive_answered(&p->alive, in->number, in->now))
			heed_all(p, in->now, out);
		break;
	case PULSE_IN_STOP:
		stop(p, in->now, out);
		break;
	}
}

void
pulse_step(struct pulse *p, const struct pulse_input *in, struct pulse_actions *out)
{
	out->count = 0;
	if (p->stopped)
		return;
	if (alive_passes(&p->alive, in->now))
		heed_all(p, in->now, out);
	take(p, in, out);
	if (p->stopped)
		return;
	if (p->count + p->bfd.count > 0 && alive_sticks(&p->alive, in->now))
		stick(p, in->now, out);
	pulse_bfd_hold(&p->bfd, p->alive.stuck, in->now, out);
	follow(p, in->now, out);
	review_broken(p, in->now, out);
	ask(p, in->now, out);
}

uint64_t
pulse_deadline(const struct pulse *p)
{
	bool any = p->count + p->bfd.count > 0;
	uint64_t deadline_us = any ? alive_deadline(&p->alive) : TIME_NEVER;

	if (p->stopped)
		return TIME_NEVER;
	for (unsigned i = 0; i < p->count; i++) {
		const struct slot *s = &p->slot[i];

		deadline_us = time_min(deadline_us, time_min(deadline_of(s), s->telling.due_us));
		deadline_us = time_min(deadline_us, s->waits_us);
	}
	return time_min(deadline_us, pulse_bfd_deadline(&p->bfd));
}
