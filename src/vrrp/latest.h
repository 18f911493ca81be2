/* vrrp/latest.h -- the latest status of every group of a device, in order of (interface, VRID):
 * what node/ keeps and what the displays read. Tested in test/unit/vrrp/show.c. */
#ifndef VRRP_LATEST_H
#define VRRP_LATEST_H

#include "vrrp/status.h"

enum { VRRP_LATEST_MAX = 64 }; /* groups of a device */

struct vrrp_latest {
	uint8_t version; /* of the device, 2 or 3; 0 counts as 2 */
	uint8_t sends;	 /* enum vrrp_sends; of version 3 */
	unsigned count;
	struct vrrp_status status[VRRP_LATEST_MAX];  /* sorted, unique by (vlan, vrid) */
	struct vrrp_counters since[VRRP_LATEST_MAX]; /* what they were when they were reset */
};

/* Replaces the group's status or adds it; false when there are VRRP_LATEST_MAX. */
bool vrrp_latest_put(struct vrrp_latest *b, const struct vrrp_status *status);

/* Forgets a group; nothing when it is not there. */
void vrrp_latest_drop(struct vrrp_latest *b, uint16_t vlan, uint8_t vrid);

/* Counts anew from now on: of one group, or without an interface (INTERFACE_NONE) on every one,
 * with vrid 0 every group. How many there are. The statuses stay what the pulse says. */
unsigned vrrp_latest_reset(struct vrrp_latest *b, struct interface_name interface, uint8_t vrid);

/* The counters of group number i since they were reset. */
struct vrrp_counters vrrp_latest_counters(const struct vrrp_latest *b, unsigned i);

/* NULL when it is not there. */
const struct vrrp_status *vrrp_latest_find(const struct vrrp_latest *b, uint16_t vlan,
					   uint8_t vrid);

#endif
