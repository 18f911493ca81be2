/* vrrp/latest.c -- see vrrp/latest.h. Few groups: sorted, and searched one by one. */
#include "vrrp/latest.h"

#include <string.h>

/* Index of the group, or of the place where it belongs. */
static unsigned
place(const struct vrrp_latest *b, uint16_t vlan, uint8_t vrid, bool *ret_there)
{
	unsigned i = 0;

	while (i < b->count && (b->status[i].vlan < vlan ||
				(b->status[i].vlan == vlan && b->status[i].vrid < vrid)))
		i++;
	*ret_there = i < b->count && b->status[i].vlan == vlan && b->status[i].vrid == vrid;
	return i;
}

bool
vrrp_latest_put(struct vrrp_latest *b, const struct vrrp_status *status)
{
	bool there;
	unsigned i = place(b, status->vlan, status->vrid, &there);

	if (!there) {
		if (b->count == VRRP_LATEST_MAX)
			return false;
		memmove(&b->status[i + 1], &b->status[i], (b->count - i) * sizeof *b->status);
		b->count++;
	}
	b->status[i] = *status;
	return true;
}

void
vrrp_latest_drop(struct vrrp_latest *b, uint16_t vlan, uint8_t vrid)
{
	bool there;
	unsigned i = place(b, vlan, vrid, &there);

	if (!there)
		return;
	b->count--;
	memmove(&b->status[i], &b->status[i + 1], (b->count - i) * sizeof *b->status);
}

const struct vrrp_status *
vrrp_latest_find(const struct vrrp_latest *b, uint16_t vlan, uint8_t vrid)
{
	bool there;
	unsigned i = place(b, vlan, vrid, &there);

	return there ? &b->status[i] : NULL;
}
