/* vrrp/settings.c -- see vrrp/settings.h.
 *
 * RFC 3768 6.1: Skew_Time is (256 - priority) / 256 seconds, whatever the interval. VRP's
 * millisecond mode is outside the RFC; there, as in RFC 9568 6.1, the skew is a part of the
 * interval, or 100 ms advertisements would still take a second to be missed. */
#include "vrrp/settings.h"

#include <string.h>

#include "vrrp/advert.h"
#include "vrrp/rows.h"

static uint32_t
interval_of(const struct vrrp_group_config *cfg, uint8_t version)
{
	uint32_t ms = cfg->advertise_ms.set ? cfg->advertise_ms.ms : cfg->advertise.seconds * 1000u;

	return version == 3 ? vrrp_advert_interval_ms(3, ms) : ms;
}

static void
take_vips(struct vrrp_settings *s, const struct vrrp_group_config *cfg)
{
	for (unsigned i = 0; i < VRRP_VIPS_MAX; i++) {
		if (!cfg->vip[i].set)
			continue;
		s->vip[s->vips_count++] = cfg->vip[i].address;
		if (ip4_same(cfg->vip[i].address, s->source))
			s->priority = VRRP_PRIORITY_OWNER;
	}
}

static void
take_tracks(struct vrrp_settings *s, const struct vrrp_group_config *cfg)
{
	for (unsigned i = 0; i < VRRP_TRACKS_MAX && cfg->track[i].set; i++) {
		struct vrrp_track *t = &s->track[s->tracks_count++];

		t->interface = cfg->track[i].interface;
		t->points = cfg->track[i].points ? cfg->track[i].points : VRRP_TRACKED_DEFAULT;
		t->increased = cfg->track[i].increased;
		t->up = true;
	}
}

static void
take_sessions(struct vrrp_settings *s, const struct vrrp_bfd_config bfd[VRRP_BFDS_MAX])
{
	for (unsigned i = 0; i < VRRP_BFDS_MAX && bfd[i].set; i++) {
		struct vrrp_bfd *t = &s->bfd[s->bfds_count++];

		t->local = bfd[i].local;
		memcpy(t->name, bfd[i].name, sizeof t->name);
		t->how = bfd[i].how;
		t->points = bfd[i].points ? bfd[i].points : VRRP_TRACKED_DEFAULT;
		t->up = true;
	}
}

/* Version 3 has none (RFC 9568 9). */
static void
take_authentication(struct vrrp_settings *s, const struct vrrp_group_config *cfg)
{
	if (!cfg->authentication.set || s->version != 2)
		return;
	s->auth_type = VRRP_AUTH_SIMPLE;
	memcpy(s->auth, cfg->authentication.key, sizeof s->auth);
}

void
vrrp_settings_of(const struct vrrp_group_config *group, uint8_t version, struct ip4 source,
		 struct vrrp_settings *ret)
{
	struct vrrp_interface_config filled = {.group = {*group}};
	const struct vrrp_group_config *cfg = &filled.group[0];

	filled.group[0].set = true; /* there is no default of a group that is not there */
	conf_fill(&vrrp_interface_part, &filled);
	memset(ret, 0, sizeof *ret);
	ret->vrid = cfg->vrid;
	ret->version = version == 3 ? 3 : 2;
	ret->source = source;
	ret->priority_config = cfg->priority.value;
	ret->priority = ret->priority_config;
	ret->preempt = !cfg->preempt_disable.set;
	ret->preempt_delay_s = cfg->preempt_delay.delay_s;
	ret->hold_multiplier = cfg->hold_multiplier.value;
	ret->interval_ms = interval_of(cfg, ret->version);
	ret->check_ttl = true;
	take_vips(ret, cfg);
	take_tracks(ret, cfg);
	take_sessions(ret, cfg->bfd);
	take_sessions(ret, cfg->bfd_local);
	take_authentication(ret, cfg);
}

static int
points_of_interfaces(const struct vrrp_settings *cfg)
{
	int points = 0;

	for (unsigned i = 0; i < cfg->tracks_count; i++)
		if (!cfg->track[i].up)
			points +=
			    cfg->track[i].increased ? cfg->track[i].points : -cfg->track[i].points;
	return points;
}

static int
points_of_sessions(const struct vrrp_settings *cfg)
{
	int points = 0;

	for (unsigned i = 0; i < cfg->bfds_count; i++)
		if (cfg->bfd[i].up)
			continue;
		else if (cfg->bfd[i].how == VRRP_BFD_REDUCED)
			points -= cfg->bfd[i].points;
		else if (cfg->bfd[i].how == VRRP_BFD_INCREASED)
			points += cfg->bfd[i].points;
	return points;
}

void
vrrp_settings_track(struct vrrp_settings *cfg)
{
	int priority = cfg->priority_config + points_of_interfaces(cfg) + points_of_sessions(cfg);

	cfg->link_down = false;
	for (unsigned i = 0; i < cfg->bfds_count; i++)
		cfg->link_down |= cfg->bfd[i].how == VRRP_BFD_LINK && !cfg->bfd[i].up;
	if (vrrp_owner(cfg))
		return;
	if (priority > VRRP_PRIORITY_OWNER - 1)
		priority = VRRP_PRIORITY_OWNER - 1;
	cfg->priority = (uint8_t)(priority < 1 ? 1 : priority);
	if (cfg->gateway_only)
		cfg->priority = VRRP_PRIORITY_GATEWAY;
}

bool
vrrp_settings_differ(const struct vrrp_settings *a, const struct vrrp_settings *b)
{
	return a->vips_count != b->vips_count || memcmp(a->vip, b->vip, sizeof a->vip) != 0;
}

uint64_t
vrrp_skew_us(const struct vrrp_settings *cfg, uint32_t interval_ms)
{
	uint64_t part_us = interval_ms * TIME_MS;

	if (cfg->version == 2 && part_us > TIME_SEC)
		part_us = TIME_SEC;
	return (256u - cfg->priority) * part_us / 256u;
}

uint64_t
vrrp_master_down_us(const struct vrrp_settings *cfg, uint32_t interval_ms)
{
	return cfg->hold_multiplier * (uint64_t)interval_ms * TIME_MS +
	       vrrp_skew_us(cfg, interval_ms);
}
