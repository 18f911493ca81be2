/* vrrp/board.h -- the latest status of every group of a device, in order of (interface, VRID):
 * what node/ keeps and what the displays read. Tested in test/unit/vrrp/show.c. */
#ifndef VRRP_BOARD_H
#define VRRP_BOARD_H

#include "vrrp/status.h"

enum { VRRP_BOARD_MAX = 64 }; /* groups of a device */

struct vrrp_board {
	uint8_t version; /* of the device, 2 or 3; 0 counts as 2 */
	unsigned count;
	struct vrrp_status status[VRRP_BOARD_MAX]; /* sorted, unique by (vlan, vrid) */
};

/* Replaces the group's status or adds it; false when the board is full. */
bool vrrp_board_put(struct vrrp_board *b, const struct vrrp_status *status);

/* Forgets a group; nothing when it is not there. */
void vrrp_board_drop(struct vrrp_board *b, uint16_t vlan, uint8_t vrid);

/* NULL when it is not there. */
const struct vrrp_status *vrrp_board_find(const struct vrrp_board *b, uint16_t vlan, uint8_t vrid);

#endif
