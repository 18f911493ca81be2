/* vrrp/give_up.h -- how long a group that gave mastership up to its peer does not preempt: 30 s,
 * and twice as long each time it happens again, up to 10 minutes; an hour after the last time it is
 * forgotten. Preemption alone is held, never Master_Down: when the peer falls silent, somebody has
 * to serve. Tested in test/unit/vrrp/give_up.c. */
#ifndef VRRP_GIVE_UP_H
#define VRRP_GIVE_UP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/time.h"

#define VRRP_GIVE_UP_FIRST_US  (30 * TIME_SEC)
#define VRRP_GIVE_UP_LAST_US   (600 * TIME_SEC)
#define VRRP_GIVE_UP_FORGET_US (3600 * TIME_SEC)

struct vrrp_give_up {
	uint64_t at_us;	  /* the last time; 0: never */
	uint64_t span_us; /* of the hold that began then */
};

/* Mastership is given up now. */
void vrrp_give_up_note(struct vrrp_give_up *g, uint64_t now);

/* The hold ends then; 0: there was none. */
uint64_t vrrp_give_up_until_us(const struct vrrp_give_up *g);

#endif
