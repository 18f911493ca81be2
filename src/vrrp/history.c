/* vrrp/history.c -- see vrrp/history.h. */
#include "vrrp/history.h"

#include <string.h>

/* Field by field: unused bytes stay 0 (vrrp/status.h). */
void
vrrp_history_note(struct vrrp_history *h, const struct vrrp_change *change)
{
	struct vrrp_change *to = &h->change[0];

	memmove(to + 1, to, (VRRP_HISTORY_MAX - 1) * sizeof *to);
	memset(to, 0, sizeof *to);
	to->at_us = change->at_us;
	to->router = change->router;
	to->from = change->from;
	to->to = change->to;
	to->reason = change->reason;
}
