/* pulse/follow.c -- see pulse/follow.h. */
#include "pulse/follow.h"

#include <strings.h>

/* NULL: there is none. */
static const struct pulse_bfd_slot *
session_of(const struct pulse_bfd *b, const struct vrrp_bfd *track)
{
	for (unsigned i = 0; i < b->count; i++) {
		const struct pulse_bfd_slot *s = &b->slot[i];

		if (track->local != 0 ? !s->cfg.automatic && s->cfg.local == track->local
				      : strcasecmp(s->cfg.name, track->name) == 0)
			return s;
	}
	return NULL;
}

/* The session of track number i, when it is tracked as peer; NULL. */
static const struct pulse_bfd_slot *
peer_of(const struct pulse_bfd *b, const struct vrrp_settings *cfg, unsigned i)
{
	return cfg->bfd[i].how == VRRP_BFD_PEER ? session_of(b, &cfg->bfd[i]) : NULL;
}

void
follow_sessions(const struct pulse_bfd *b, uint64_t now, struct vrrp_settings *cfg)
{
	for (unsigned i = 0; i < cfg->bfds_count; i++) {
		const struct pulse_bfd_slot *s = session_of(b, &cfg->bfd[i]);

		cfg->bfd[i].up = s && pulse_bfd_is_up(b, s, now);
	}
}

bool
follow_dead(const struct pulse_bfd *b, const struct slot *s, uint64_t now, struct vrrp_input *ret)
{
	for (unsigned i = 0; i < s->cfg.bfds_count; i++) {
		const struct pulse_bfd_slot *p = peer_of(b, &s->cfg, i);

		if (p == NULL || !p->died || !ip4_same(p->cfg.peer, s->group.master))
			continue;
		*ret = (struct vrrp_input){
		    .kind = VRRP_IN_PEER_DEAD, .now = now, .span_us = p->died_span_us};
		return true;
	}
	return false;
}

bool
follow_spoken(const struct pulse_bfd *b, const struct slot *s, uint64_t now, struct vrrp_input *ret)
{
	*ret = (struct vrrp_input){.kind = VRRP_IN_SPOKEN, .now = now, .silent_us = TIME_NEVER};
	for (unsigned i = 0; i < s->cfg.bfds_count; i++) {
		const struct pulse_bfd_slot *p = peer_of(b, &s->cfg, i);
		uint64_t silent_us = p ? bfd_session_silent_us(&p->session, &p->cfg) : TIME_NEVER;

		if (silent_us >= ret->silent_us)
			continue;
		ret->silent_us = silent_us;
		ret->span_us = bfd_session_span_us(&p->session, &p->cfg);
	}
	return ret->silent_us != s->group.peer_us;
}
