/* node/bind/pools.c -- see node/bind/pools.h.
 *
 * Server and table are replaced here, at a commit and nowhere else, so pointers to a pool or a
 * record end there. Everything is gathered from the configuration first; then a new table is sized
 * and every binding carried over, also one that no range covers any more (lease/orphans.h): a
 * commit forgets nothing that a client was told. What is many is carried over before, in steps, to
 * a table beside the one that serves (lease/heir.h). The only place of the room that allocates
 * after the start. */
#include "node/bind/pools.h"
#include "node/bind/room.h"

#include <stdlib.h>

#include "base/memory.h"
#include "lease/carry.h"
#include "lease/count.h"
#include "lease/heir.h"
#include "node/config/schema.h"

struct source { /* dhcp_server_source with what it points to */
	struct dhcp_server_source s;
	struct dhcp_pool_source *pool;
	struct dhcp_vlanif *vlanif;
	struct ip4 *withheld;
};

static void
gather_pools(const struct conf *c, struct source *src)
{
	const struct conf_object *o = NULL;

	src->pool = memory_new(conf_count(c, VIEW_POOL), sizeof *src->pool);
	while ((o = conf_next_of(c, VIEW_POOL, o)) && src->s.pools_count < DHCP_POOLS_MAX)
		src->pool[src->s.pools_count++] =
		    (struct dhcp_pool_source){conf_object_path(o)->key.name, schema_pool(o)};
}

static void
gather_link(const struct conf_object *o, struct dhcp_vlanif *ret)
{
	const struct lan_vlanif *lan = schema_addresses(o);
	const struct dhcp_interface_config *dhcp = schema_link_dhcp(o);
	unsigned count = 0;

	ret->vlan = schema_link_vlan(o);
	ret->server = dhcp->server.value;
	ret->rate = dhcp->rate.per_second;
	if (lan->primary.set) {
		ret->address[count].address = lan->primary.address;
		ret->address[count++].mask = lan->primary.mask;
	}
	for (unsigned i = 0; i < LAN_SUB_ADDRESSES_MAX && count < DHCP_ADDRESSES_MAX; i++) {
		if (!lan->sub[i].set)
			continue;
		ret->address[count].address = lan->sub[i].address;
		ret->address[count++].mask = lan->sub[i].mask;
	}
	ret->count = count;
}

static void
withhold_vips(const struct vrrp_interface_config *v, struct source *src)
{
	for (unsigned g = 0; g < VRRP_GROUPS_MAX; g++)
		for (unsigned i = 0; v->group[g].set && i < VRRP_VIPS_MAX; i++)
			if (v->group[g].vip[i].set)
				src->withheld[src->s.withheld_count++] = v->group[g].vip[i].address;
}

static void
withhold_own(const struct lan_vlanif *v, struct source *src)
{
	if (v->primary.set)
		src->withheld[src->s.withheld_count++] = v->primary.address;
	for (unsigned i = 0; i < LAN_SUB_ADDRESSES_MAX && v->sub[i].set; i++)
		src->withheld[src->s.withheld_count++] = v->sub[i].address;
}

static void
gather_links(const struct conf *c, struct source *src)
{
	unsigned links = conf_count(c, VIEW_VLANIF) + conf_count(c, VIEW_SUB);
	unsigned services = conf_count(c, VIEW_RBS), loopbacks = conf_count(c, VIEW_LOOPBACK);
	const struct conf_object *o = NULL;

	src->vlanif = memory_new(links, sizeof *src->vlanif);
	src->withheld = memory_new(links * VRRP_GROUPS_MAX * VRRP_VIPS_MAX + services * 2 +
				       loopbacks * (1 + LAN_SUB_ADDRESSES_MAX),
				   sizeof *src->withheld);
	while ((o = schema_next_link(c, o))) {
		gather_link(o, &src->vlanif[src->s.vlanifs_count++]);
		withhold_vips(schema_link_vrrp(o), src);
	}
	while ((o = conf_next_of(c, VIEW_LOOPBACK, o)))
		withhold_own(schema_loopback(o), src);
	for (o = NULL; (o = conf_next_of(c, VIEW_RBS, o));) {
		const struct rbs_config *r = schema_rbs(o);

		if (!r->peer.set)
			continue;
		src->withheld[src->s.withheld_count++] = r->peer.peer;
		src->withheld[src->s.withheld_count++] = r->peer.source;
	}
}

static struct dhcp_server *
server_of(const struct conf *running, uint64_t generation)
{
	struct source src = {.s = {.system = schema_system_dhcp(running)}};
	struct dhcp_server *server;

	gather_pools(running, &src);
	gather_links(running, &src);
	src.s.pool = src.pool;
	src.s.vlanif = src.vlanif;
	src.s.withheld = src.withheld;
	server = dhcp_server_new(&src.s, generation);
	memory_free(src.pool);
	memory_free(src.vlanif);
	memory_free(src.withheld);
	return server;
}

static void
bind_pool(struct bind *b, unsigned pool, const char *profile)
{
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		const struct standing *p = &b->standings->profile[i];
		struct bound *bound = &b->bound[i];

		if (!p->used || !rbp_name_same(p->name, profile) ||
		    bound->pools_count == RBP_POOLS_MAX)
			continue;
		b->profile_of_pool[pool] = (uint16_t)i;
		bound->pool[bound->pools_count++] = (uint16_t)pool;
	}
}

static void
bind_pools(struct bind *b)
{
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++)
		b->bound[i].pools_count = 0;
	for (unsigned pool = 0; pool < b->server->pools_count; pool++) {
		const struct dhcp_pool_config *c = &b->server->pool[pool].config;

		b->profile_of_pool[pool] = NODE_NONE;
		if (c->profile.set)
			bind_pool(b, pool, c->profile.name);
	}
}

static int
range_order(const void *a, const void *b)
{
	const struct lease_range *x = a, *y = b;

	return (x->low.host > y->low.host) - (x->low.host < y->low.host);
}

struct lease_range
pools_network(const struct bind *b, unsigned pool)
{
	const struct dhcp_pool *p = &b->server->pool[pool];
	struct ip4 low = {p->gateway.host & p->mask.host};

	return (struct lease_range){
	    .low = low, .high = {low.host | ~p->mask.host}, .pool = (uint16_t)pool};
}

static void
gather_ranges(struct bind *b, unsigned profile)
{
	struct bound *bound = &b->bound[profile];

	memory_free(bound->range);
	bound->range = NULL;
	bound->ranges_count = 0;
	if (!b->standings->profile[profile].used)
		return;
	for (unsigned i = 0; i < bound->pools_count; i++)
		bound->network[i] = pools_network(b, bound->pool[i]);
	bound->range = memory_new(b->server->ranges_count, sizeof *bound->range);
	for (unsigned i = 0; i < b->server->ranges_count; i++)
		if (b->profile_of_pool[b->server->range[i].pool] == profile)
			bound->range[bound->ranges_count++] = b->server->range[i];
	qsort(bound->range, bound->ranges_count, sizeof *bound->range, range_order);
}

/* Over other ranges: bindings and offers are carried over, most of them by pools_prepare(). */
static void
make_table(struct bind *b, const struct step *step)
{
	const struct dhcp_server *server = b->server;
	struct lease_table *before = b->leases;

	if (!before) {
		b->leases = lease_table_new(server->range, server->ranges_count, step->now);
		dhcp_server_withhold(server, b->leases);
		return;
	}
	if (!lease_heir_is_over(before, server->range, server->ranges_count))
		lease_heir_begin(before, server->range, server->ranges_count);
	b->leases = lease_heir_take(before);
	dhcp_server_withhold(server, b->leases);
	lease_carry_offers(b->leases, before);
	lease_table_free(before);
}

static bool
fits(const struct bind *b, const struct dhcp_server *server)
{
	return b->leases && lease_table_is_over(b->leases, server->range, server->ranges_count);
}

bool
pools_have_room(const struct bind *b, const struct conf *candidate, uint64_t *ret_bytes)
{
	struct dhcp_server *server = server_of(candidate, 0);
	uint32_t addresses = 0;

	for (unsigned i = 0; i < server->ranges_count; i++)
		addresses += server->range[i].high.host - server->range[i].low.host + 1;
	*ret_bytes = b && fits(b, server) ? 0 : lease_table_bytes(addresses);
	dhcp_server_free(server);
	return memory_has(*ret_bytes);
}

bool
pools_prepare(struct bind *b, const struct conf *candidate, unsigned bindings)
{
	struct dhcp_server *server = server_of(candidate, 0);

	if (!fits(b, server))
		lease_heir_begin(b->leases, server->range, server->ranges_count);
	dhcp_server_free(server);
	return pools_prepare_more(b, bindings);
}

bool
pools_prepare_more(struct bind *b, unsigned bindings)
{
	return lease_heir_go_on(b->leases, bindings);
}

void
pools_prepare_end(struct bind *b)
{
	lease_heir_end(b->leases);
}

bool
pools_configure(struct bind *b, const struct conf *running, struct step *step)
{
	dhcp_server_free(b->server);
	b->server = server_of(running, ++b->generation);
	bind_pools(b);
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++)
		gather_ranges(b, i);
	step->review = true;
	if (!fits(b, b->server)) {
		make_table(b, step);
		return true;
	}
	lease_withhold_none(b->leases);
	dhcp_server_withhold(b->server, b->leases);
	return false;
}

unsigned
pools_profile(const struct bind *b, unsigned pool)
{
	return pool < b->server->pools_count ? b->profile_of_pool[pool] : NODE_NONE;
}

const struct standing *
pools_standing(const struct bind *b, unsigned pool)
{
	unsigned i = pools_profile(b, pool);

	return i == NODE_NONE ? NULL : &b->standings->profile[i];
}

const struct bound *
pools_bound(const struct bind *b, unsigned profile)
{
	return &b->bound[profile];
}

void
pools_free(struct bind *b)
{
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++)
		memory_free(b->bound[i].range);
	dhcp_server_free(b->server);
	lease_table_free(b->leases);
}
