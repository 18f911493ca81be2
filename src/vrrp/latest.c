/* vrrp/board.c -- see vrrp/board.h. */
#include "vrrp/board.h"

#include <string.h>

/* Index of the group, or of the place where it belongs. */
static unsigned
place(const struct vrrp_board *b, uint16_t vlan, uint8_t vrid, bool *ret_there)
{
	unsigned i = 0;

	while (i < b->count && (b->status[i].vlan < vlan ||
				(b->status[i].vlan == vlan && b->status[i].vrid < vrid)))
		i++;
	*ret_there = i < b->count && b->status[i].vlan == vlan && b->status[i].vrid == vrid;
	return i;
}

bool
vrrp_board_put(struct vrrp_board *b, const struct vrrp_status *status)
{
	bool there;
	unsigned i = place(b, status->vlan, status->vrid, &there);

	if (!there) {
		if (b->count == VRRP_BOARD_MAX)
			return false;
		memmove(&b->status[i + 1], &b->status[i], (b->count - i) * sizeof *b->status);
		b->count++;
	}
	b->status[i] = *status;
	return true;
}

void
vrrp_board_drop(struct vrrp_board *b, uint16_t vlan, uint8_t vrid)
{
	bool there;
	unsigned i = place(b, vlan, vrid, &there);

	if (!there)
		return;
	b->count--;
	memmove(&b->status[i], &b->status[i + 1], (b->count - i) * sizeof *b->status);
}

const struct vrrp_status *
vrrp_board_find(const struct vrrp_board *b, uint16_t vlan, uint8_t vrid)
{
	bool there;
	unsigned i = place(b, vlan, vrid, &there);

	return there ? &b->status[i] : NULL;
}
