/* vrrp/group_times.h -- when a group has to act next: moments in microseconds of `now`, TIME_NEVER
 * for none. Pure functions of the group's fields and the settings in force; docs/vrrp.md "Beyond
 * the RFC" says what the delays are for. Tested in test/unit/vrrp/group_timers.c. */
#ifndef VRRP_GROUP_TIMES_H
#define VRRP_GROUP_TIMES_H

#include "vrrp/group.h"

/* Initialize: the recover delay is over. TIME_NEVER: the interface is down. */
uint64_t vrrp_group_recover_at_us(const struct vrrp_group *g, const struct vrrp_settings *cfg);

/* Preemption is a matter of its own timer or of the hold, not of Master_Down running out. */
bool vrrp_group_preempt_delayed(const struct vrrp_group *g, const struct vrrp_settings *cfg);

/* Backup: the lower Master it hears may be replaced. TIME_NEVER: it hears none. */
uint64_t vrrp_group_preempt_at_us(const struct vrrp_group *g, const struct vrrp_settings *cfg);

/* Master: mastership is sure until then: the fence, or when the peer takes over for want of BFD
 * packets. */
uint64_t vrrp_group_sure_us(const struct vrrp_group *g);

/* The next VRRP_IN_TICK is due. It may have passed already. */
uint64_t vrrp_group_deadline(const struct vrrp_group *g, const struct vrrp_settings *cfg);

#endif
