/* vrrp/history.h -- the last changes of a group's state, each with its reason and the other router:
 * `display vrrp state-change`. Plain data, copied with the status. Tested in
 * test/unit/vrrp/history.c. */
#ifndef VRRP_HISTORY_H
#define VRRP_HISTORY_H

#include <stdint.h>

#include "base/ip4.h"

enum { VRRP_HISTORY_MAX = 10 }; /* an older one is forgotten */

struct vrrp_change {
	uint64_t at_us;	   /* 0: none */
	struct ip4 router; /* the Master followed before or from now on; 0.0.0.0: none */
	uint8_t from, to;  /* enum vrrp_state */
	uint8_t reason;	   /* enum vrrp_reason */
};

struct vrrp_history { /* all zero at first; the newest first */
	struct vrrp_change change[VRRP_HISTORY_MAX];
};

void vrrp_history_note(struct vrrp_history *h, const struct vrrp_change *change);

#endif
