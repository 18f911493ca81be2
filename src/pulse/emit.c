/* pulse/emit.c -- see pulse/emit.h. */
#include "pulse/emit.h"

#include <assert.h>
#include <string.h>

#include "pulse/frame.h"
#include "vrrp/group_times.h"

struct pulse_action *
emit(struct pulse_actions *out, enum pulse_action_kind kind)
{
	struct pulse_action *a;

	assert(out->count < PULSE_ACTIONS_MAX);
	a = &out->list[out->count++];
	memset(a, 0, sizeof *a);
	a->kind = kind;
	return a;
}

struct pulse_action *
emit_of(struct pulse_actions *out, enum pulse_action_kind kind, const struct slot *s)
{
	struct pulse_action *a = emit(out, kind);

	a->vlan = s->vlan;
	a->vrid = s->cfg.vrid;
	return a;
}

static void
emit_advert_as(struct pulse_actions *out, const struct slot *s, const struct vrrp_settings *cfg,
	       uint8_t priority, enum frame_form form)
{
	struct pulse_action *a = emit_of(out, PULSE_SEND, s);
	struct wr w = wr_of(a->frame, sizeof a->frame);

	frame_advert(&w, cfg, priority, form);
	assert(!w.bad);
	a->len = (uint16_t)w.len;
}

/* Version 3: in the form that others are known to take. */
static void
emit_version_3(struct pulse_actions *out, const struct slot *s, const struct vrrp_settings *cfg,
	       uint8_t priority)
{
	bool both = cfg->checksum == VRRP_CHECKSUM_AUTO;

	if (cfg->checksum == VRRP_CHECKSUM_RFC5798 || both)
		emit_advert_as(out, s, cfg, priority, FRAME_V3_PSEUDO);
	if (cfg->checksum == VRRP_CHECKSUM_RFC9568 || (both && s->group.bare))
		emit_advert_as(out, s, cfg, priority, FRAME_V3);
}

/* Version 3 first: who takes both is not to hear the seconds of version 2. */
static void
emit_advert(struct pulse_actions *out, const struct slot *s, const struct vrrp_settings *cfg,
	    uint8_t priority)
{
	if (cfg->version == 3 && cfg->sends != VRRP_SENDS_V2)
		emit_version_3(out, s, cfg, priority);
	if (cfg->version == 2 || cfg->sends != VRRP_SENDS_V3)
		emit_advert_as(out, s, cfg, priority, FRAME_V2);
}

static void
emit_garps(struct pulse_actions *out, const struct slot *s)
{
	for (unsigned i = 0; i < s->cfg.vips_count; i++) {
		struct pulse_action *a = emit_of(out, PULSE_SEND, s);
		struct wr w = wr_of(a->frame, sizeof a->frame);

		frame_garp(&w, &s->cfg, s->cfg.vip[i]);
		assert(!w.bad);
		a->len = (uint16_t)w.len;
	}
}

void
emit_addresses(struct pulse_actions *out, enum pulse_action_kind kind, const struct slot *s,
	       const struct vrrp_settings *cfg)
{
	struct pulse_action *a = emit_of(out, kind, s);

	a->vips_count = cfg->vips_count;
	memcpy(a->vip, cfg->vip, sizeof a->vip);
}

void
emit_action(const struct slot *s, const struct vrrp_settings *before, enum vrrp_action action,
	    struct pulse_actions *out)
{
	switch (action) {
	case VRRP_ADVERTISE:
		emit_advert(out, s, &s->cfg, s->cfg.priority);
		break;
	case VRRP_RESIGN:
		emit_advert(out, s, before, 0);
		break;
	case VRRP_HEARTBEAT:
		emit_of(out, PULSE_HEARTBEAT, s)->until_us = vrrp_group_sure_us(&s->group);
		break;
	case VRRP_OWN:
		emit_addresses(out, PULSE_OWN, s, &s->cfg);
		break;
	case VRRP_DISOWN:
		emit_addresses(out, PULSE_DISOWN, s, before);
		break;
	case VRRP_GARP:
		emit_garps(out, s);
		break;
	}
}
