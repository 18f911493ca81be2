/* vrrp/damp.h -- takeovers by BFD from a Master that turns out to live: three in ten minutes, and
 * the next ones are left to Master_Down, until the first of the three is ten minutes ago. Only
 * taking over is damped: a Master's gate shuts as before (docs/vrrp.md "BFD"). Tested in
 * test/unit/vrrp/damp.c. */
#ifndef VRRP_DAMP_H
#define VRRP_DAMP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/time.h"

enum { VRRP_DAMP_TIMES = 3 };

#define VRRP_DAMP_SPAN_US (600 * TIME_SEC)

struct vrrp_damp {			 /* all zero at first */
	uint64_t at_us[VRRP_DAMP_TIMES]; /* the last ones, the oldest first; 0: never */
};

/* One more such takeover. */
void vrrp_damp_note(struct vrrp_damp *d, uint64_t now);

/* BFD takes nothing over before; 0: it may. It may lie in the past. */
uint64_t vrrp_damp_until_us(const struct vrrp_damp *d);

#endif
