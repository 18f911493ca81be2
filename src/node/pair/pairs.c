/* node/pair/pairs.c -- the room as a whole; see node/pair/room.h for who writes what in it. */
#include "node/pair/pairs.h"

#include "base/memory.h"
#include "node/pair/room.h"
#include "node/pair/service.h"
#include "node/pair/slots.h"

struct pairs *
pairs_new(const struct pulse_config *pulse, const struct lan_heard *lan)
{
	struct pairs *all = memory_new(1, sizeof *all);

	all->pulse = pulse;
	all->lan = lan;
	return all;
}

void
pairs_use(struct pairs *all, struct bind *bind)
{
	all->bind = bind;
}

void
pairs_free(struct pairs *all)
{
	if (!all)
		return;
	service_free(all);
	slots_free(all);
	memory_free(all);
}

const struct standings *
pairs_standings(const struct pairs *all)
{
	return &all->standings;
}

const struct vrrp_latest *
pairs_vrrp(const struct pairs *all)
{
	return &all->vrrp;
}

unsigned
pairs_reset_vrrp(struct pairs *all, struct interface_name interface, uint8_t vrid)
{
	return vrrp_latest_reset(&all->vrrp, interface, vrid);
}

const struct rbs_shown *
pairs_rbs(const struct pairs *all)
{
	return &all->rbs_shown;
}

const struct rbp_shown *
pairs_rbp(const struct pairs *all)
{
	return &all->rbp_shown;
}
