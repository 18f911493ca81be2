/* vrrp/group_times.c -- the moments of a group, read off its fields and its settings each time.
 *
 * Nothing is stored in here: a delay is kept as the moment from which it counts (up_since_us,
 * preempt_since_us), so new settings change how long it still is without anybody winding a timer
 * again. An address owner has no preemption delay. RFC 3768 6.2 has the two timers of its own,
 * Master_Down and Adver; those are fields that group.c sets. */
#include "vrrp/group_times.h"

#include <assert.h>

uint64_t
vrrp_group_recover_at_us(const struct vrrp_group *g, const struct vrrp_settings *cfg)
{
	uint64_t at_us, first_us;

	if (g->up_since_us == TIME_NEVER)
		return TIME_NEVER;
	at_us = time_after(g->up_since_us, cfg->recover_delay_s * TIME_SEC);
	first_us = time_after(g->created_us, cfg->first_packet_delay_s * TIME_SEC);
	return at_us > first_us ? at_us : first_us;
}

static uint64_t
preempt_delay_us(const struct vrrp_settings *cfg)
{
	return vrrp_owner(cfg) ? 0 : cfg->preempt_delay_s * TIME_SEC;
}

bool
vrrp_group_preempt_delayed(const struct vrrp_group *g, const struct vrrp_settings *cfg)
{
	return g->held || preempt_delay_us(cfg) > 0;
}

uint64_t
vrrp_group_preempt_at_us(const struct vrrp_group *g, const struct vrrp_settings *cfg)
{
	if (g->preempt_since_us == TIME_NEVER)
		return TIME_NEVER;
	if (!vrrp_group_preempt_delayed(g, cfg))
		return g->down_us;
	return time_after(g->preempt_since_us, preempt_delay_us(cfg));
}

uint64_t
vrrp_group_sure_us(const struct vrrp_group *g)
{
	return time_min(g->fence_us, g->peer_us);
}

uint64_t
vrrp_group_deadline(const struct vrrp_group *g, const struct vrrp_settings *cfg)
{
	switch (g->state) {
	case VRRP_INITIALIZE:
		return vrrp_complete(cfg) && !g->yielding ? vrrp_group_recover_at_us(g, cfg)
							  : TIME_NEVER;
	case VRRP_BACKUP:
		return g->preempt_due ? g->down_us
				      : time_min(g->down_us, vrrp_group_preempt_at_us(g, cfg));
	case VRRP_MASTER:
		return time_min(g->advertise_us, g->garp_us);
	case VRRP_STATES:
		break;
	}
	assert(false);
	return TIME_NEVER;
}
