/* node/pair/ready.c -- see node/pair/ready.h. */
#include "node/pair/ready.h"

#include <assert.h>

#include "node/bind/pools.h"
#include "node/pair/pair.h"
#include "node/pair/stall.h"
#include "node/step/event.h"

/* What its VRRP group says of a profile. */
static enum rbs_ready
ready_group(const struct pairs *all, const struct profile *p)
{
	const struct vrrp_status *group =
	    vrrp_latest_find(&all->vrrp, p->vlan, p->config.vrrp.vrid);

	if (!p->config.vrrp.set || !group)
		return RBS_READY_NO_GROUP;
	if (group->state == VRRP_INITIALIZE)
		return RBS_READY_INITIALIZE;
	return group->broken ? RBS_READY_BROKEN : RBS_READY;
}

static enum rbs_ready
ready_pools(const struct pairs *all, const struct profile *p)
{
	const struct bound *bound = pools_bound(all->bind, (unsigned)(p - all->profile));
	const struct dhcp_server *server = bind_server(all->bind);

	if (server->off)
		return RBS_READY_OFF;
	if (!server->inbound[p->vlan].enabled)
		return RBS_READY_DISABLED;
	if (bound->pools_count == 0)
		return RBS_READY_NO_POOL;
	for (unsigned i = 0; i < bound->pools_count; i++)
		if (server->pool[bound->pool[i]].locked)
			return RBS_READY_LOCKED;
	return RBS_READY;
}

enum rbs_ready
ready_of(const struct pairs *all, const struct profile *p)
{
	enum rbs_ready ready;

	if (!p->config.dhcp_server.set)
		return RBS_READY_NO_SERVICE;
	if (!stall_disk_works(all))
		return RBS_READY_DISK;
	ready = ready_group(all, p);
	if (ready == RBS_READY)
		ready = ready_pools(all, p);
	if (ready != RBS_READY)
		return ready;
	if (p->stand.fresh)
		return RBS_READY_FRESH;
	return pair_rules(all, p).careful ? RBS_READY_CAREFUL : RBS_READY;
}

uint8_t
ready_lowest_vrid(const struct pulse_config *c, uint16_t vlan)
{
	uint8_t vrid = 0;

	for (unsigned i = 0; i < c->count; i++)
		if (c->group[i].vlan == vlan && (vrid == 0 || c->group[i].config.vrid < vrid))
			vrid = c->group[i].config.vrid;
	return vrid;
}

static bool
serves_group(const struct pairs *all, const struct dhcp_server *server, uint16_t vlan)
{
	const struct pulse_config *c = all->pulse;

	for (unsigned i = 0; i < c->count; i++)
		if ((vlan == 0 || c->group[i].vlan == vlan) &&
		    server->inbound[c->group[i].vlan].enabled)
			return true;
	return false;
}

static void
add_unprotected(const struct pairs *all, const struct dhcp_pool *p, struct rbp_shown *ret)
{
	struct rbp_unprotected *u = &ret->unprotected[ret->unprotected_count++];

	static_assert((int)LAN_INTERFACE_TEXT <= (int)INTERFACE_TEXT, "its name is kept whole");
	*u = (struct rbp_unprotected){.pool = p->name};
	if (p->link != 0)
		lan_heard_name(all->lan, p->link, u->interface);
}

void
ready_unprotected(const struct pairs *all, struct rbp_shown *ret)
{
	const struct dhcp_server *server = bind_server(all->bind);

	ret->unprotected_count = 0;
	for (unsigned i = 0;
	     i < server->pools_count && ret->unprotected_count < RBP_UNPROTECTED_MAX; i++) {
		const struct dhcp_pool *p = &server->pool[i];

		if (!p->config.profile.set && ip4_set(p->gateway) &&
		    serves_group(all, server, p->link))
			add_unprotected(all, p, ret);
	}
}

void
ready_tell_unprotected(const struct pairs *all, struct step *step)
{
	const struct rbp_shown *b = &all->rbp_shown;

	for (unsigned i = 0; i < b->unprotected_count; i++)
		if (b->unprotected[i].interface[0] != '\0')
			out_log(step->out, &event_unprotected,
				"No profile binds the IP pool, which is served where a VRRP group "
				"is (pool=%s, interface=%s)",
				b->unprotected[i].pool, b->unprotected[i].interface);
		else
			out_log(step->out, &event_unprotected,
				"No profile binds the IP pool, which is served behind relay agents "
				"(pool=%s)",
				b->unprotected[i].pool);
}
