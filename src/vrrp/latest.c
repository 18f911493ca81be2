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
		memmove(&b->since[i + 1], &b->since[i], (b->count - i) * sizeof *b->since);
		memset(&b->since[i], 0, sizeof b->since[i]);
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
	memmove(&b->since[i], &b->since[i + 1], (b->count - i) * sizeof *b->since);
}

unsigned
vrrp_latest_reset(struct vrrp_latest *b, struct interface_name interface, uint8_t vrid)
{
	bool all = interface.type == INTERFACE_NONE;
	unsigned count = 0;

	for (unsigned i = 0; i < b->count; i++) {
		const struct vrrp_status *v = &b->status[i];

		if ((!all && !interface_same(v->interface, interface)) ||
		    (vrid != 0 && v->vrid != vrid))
			continue;
		b->since[i] = v->counters;
		count++;
	}
	return count;
}

/* A group that was made anew in one commit counts from 0: what was before is more then. */
struct vrrp_counters
vrrp_latest_counters(const struct vrrp_latest *b, unsigned i)
{
	enum { COUNTERS = sizeof(struct vrrp_counters) / sizeof(uint64_t) };
	uint64_t now[COUNTERS], since[COUNTERS];
	struct vrrp_counters ret;

	memcpy(now, &b->status[i].counters, sizeof now);
	memcpy(since, &b->since[i], sizeof since);
	for (unsigned k = 0; k < COUNTERS; k++)
		now[k] -= since[k] <= now[k] ? since[k] : 0;
	memcpy(&ret, now, sizeof ret);
	return ret;
}

const struct vrrp_status *
vrrp_latest_find(const struct vrrp_latest *b, uint16_t vlan, uint8_t vrid)
{
	bool there;
	unsigned i = place(b, vlan, vrid, &there);

	return there ? &b->status[i] : NULL;
}
