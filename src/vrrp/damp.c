/* vrrp/damp.c -- see vrrp/damp.h. */
#include "vrrp/damp.h"

#include <string.h>

void
vrrp_damp_note(struct vrrp_damp *d, uint64_t now)
{
	memmove(d->at_us, d->at_us + 1, (VRRP_DAMP_TIMES - 1) * sizeof *d->at_us);
	d->at_us[VRRP_DAMP_TIMES - 1] = now;
}

uint64_t
vrrp_damp_until_us(const struct vrrp_damp *d)
{
	uint64_t first_us = d->at_us[0], last_us = d->at_us[VRRP_DAMP_TIMES - 1];

	if (first_us == 0 || last_us - first_us >= VRRP_DAMP_SPAN_US)
		return 0;
	return time_after(first_us, VRRP_DAMP_SPAN_US);
}
