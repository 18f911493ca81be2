/* pulse/follow.h -- what BFD sessions are to a VRRP group that tracks them. Looks only; pulse.c
 * steps the group. docs/vrp.md "VRRP commands", docs/vrrp.md "BFD". Tested in
 * test/unit/pulse/follow.c. */
#ifndef PULSE_FOLLOW_H
#define PULSE_FOLLOW_H

#include "pulse/bfd.h"
#include "pulse/slot.h"

/* Writes what each tracked session is into cfg->bfd[]; one that is not there is down.
 * vrrp_settings_track() comes after it. */
void follow_sessions(const struct pulse_bfd *b, uint64_t now, struct vrrp_settings *cfg);

/* A session tracked as peer, whose other end is the Master that the group follows, died: true with
 * VRRP_IN_PEER_DEAD. */
bool follow_dead(const struct pulse_bfd *b, const struct slot *s, uint64_t now,
		 struct vrrp_input *ret);

/* The peer counts this device as dead at another moment than the group knows: true with
 * VRRP_IN_SPOKEN. Of several peers the first one to do so. */
bool follow_spoken(const struct pulse_bfd *b, const struct slot *s, uint64_t now,
		   struct vrrp_input *ret);

#endif
