/* vrrp/deaf.c -- see vrrp/deaf.h. */
#include "vrrp/deaf.h"

bool
vrrp_deaf_hear(struct vrrp_deaf *d, bool master, uint64_t now)
{
	bool was = d->out;

	d->heard_us = now;
	d->asked = 0;
	d->out = false;
	d->spent = was || (d->spent && !master);
	return was;
}

uint64_t
vrrp_deaf_deadline(const struct vrrp_deaf *d)
{
	if (d->out || d->spent || d->heard_us == 0)
		return TIME_NEVER;
	return d->asked > 0 ? time_after(d->asked_us, VRRP_DEAF_SPACE_US)
			    : time_after(d->heard_us, VRRP_DEAF_SILENT_US);
}

enum vrrp_deaf_verdict
vrrp_deaf_look(struct vrrp_deaf *d, bool may, uint64_t now)
{
	if (!may)
		d->asked = 0;
	if (!may || now < vrrp_deaf_deadline(d))
		return VRRP_DEAF_NOTHING;
	if (d->asked == VRRP_DEAF_ROUNDS) {
		d->out = true;
		d->asked = 0;
		return VRRP_DEAF_OUT;
	}
	d->asked++;
	d->asked_us = now;
	return VRRP_DEAF_ASK;
}
