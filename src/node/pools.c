/* node/pools.c -- see node/pools.h. */
#include "node/pools.h"

#include <stdlib.h>

#include "base/memory.h"
#include "node/change.h"
#include "node/keep.h"
#include "node/schema.h"

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
gather_vlanif(const struct conf_object *o, struct dhcp_vlanif *ret)
{
	const struct lan_vlanif *lan = schema_vlanif(o);
	const struct dhcp_interface_config *dhcp = schema_vlanif_dhcp(o);
	unsigned count = 0;

	ret->vlan = (uint16_t)conf_object_path(o)->key.number;
	ret->server = dhcp->server.value;
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
gather_vlanifs(const struct conf *c, struct source *src)
{
	unsigned vlanifs = conf_count(c, VIEW_VLANIF), services = conf_count(c, VIEW_RBS);
	const struct conf_object *o = NULL;

	src->vlanif = memory_new(vlanifs, sizeof *src->vlanif);
	src->withheld = memory_new(vlanifs * VRRP_GROUPS_MAX * VRRP_VIPS_MAX + services * 2,
				   sizeof *src->withheld);
	while ((o = conf_next_of(c, VIEW_VLANIF, o))) {
		gather_vlanif(o, &src->vlanif[src->s.vlanifs_count++]);
		withhold_vips(schema_vlanif_vrrp(o), src);
	}
	for (o = NULL; (o = conf_next_of(c, VIEW_RBS, o));) {
		const struct rbs_config *r = schema_rbs(o);

		if (!r->peer.set)
			continue;
		src->withheld[src->s.withheld_count++] = r->peer.peer;
		src->withheld[src->s.withheld_count++] = r->peer.source;
	}
}

static struct dhcp_server *
server_of(struct node *n)
{
	struct source src = {.s = {.system = schema_system_dhcp(n->running)}};
	struct dhcp_server *server;

	gather_pools(n->running, &src);
	gather_vlanifs(n->running, &src);
	src.s.pool = src.pool;
	src.s.vlanif = src.vlanif;
	src.s.withheld = src.withheld;
	server = dhcp_server_new(&src.s, ++n->generation);
	memory_free(src.pool);
	memory_free(src.vlanif);
	memory_free(src.withheld);
	return server;
}

static void
bind_pools(struct node *n)
{
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++)
		n->profile[i].pools_count = 0;
	for (unsigned pool = 0; pool < n->dhcp->pools_count; pool++) {
		const struct dhcp_pool_config *c = &n->dhcp->pool[pool].config;

		n->profile_of_pool[pool] = NODE_NONE;
		for (unsigned i = 0; c->profile.set && i < NODE_PROFILES_MAX; i++) {
			struct profile *p = &n->profile[i];

			if (!p->used || !rbp_name_same(p->name, c->profile.name) ||
			    p->pools_count == RBP_POOLS_MAX)
				continue;
			n->profile_of_pool[pool] = (uint16_t)i;
			p->pool[p->pools_count++] = (uint16_t)pool;
		}
	}
}

static int
range_order(const void *a, const void *b)
{
	const struct lease_range *x = a, *y = b;

	return (x->low.host > y->low.host) - (x->low.host < y->low.host);
}

/* The addresses of the pools bound to a profile: what its backup copies. */
static void
gather_ranges(const struct node *n, unsigned slot, struct profile *p)
{
	memory_free(p->range);
	p->range = memory_new(n->dhcp->ranges_count, sizeof *p->range);
	p->ranges_count = 0;
	for (unsigned i = 0; i < n->dhcp->ranges_count; i++)
		if (n->profile_of_pool[n->dhcp->range[i].pool] == slot)
			p->range[p->ranges_count++] = n->dhcp->range[i];
	qsort(p->range, p->ranges_count, sizeof *p->range, range_order);
}

/* Over other ranges: bindings are carried over, offers end. */
static void
make_table(struct node *n)
{
	struct lease_table *table;
	unsigned aside = 0;

	table = lease_table_new(n->dhcp->range, n->dhcp->ranges_count, n->now);
	dhcp_server_withhold(n->dhcp, table);
	if (n->leases)
		lease_table_carry(table, n->leases, &aside);
	lease_table_free(n->leases);
	n->leases = table;
	n->due_cursor = 0;
	change_table_changed(n);
	keep_table_changed(n);
}

void
pools_configure(struct node *n)
{
	dhcp_server_free(n->dhcp);
	n->dhcp = server_of(n);
	bind_pools(n);
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++)
		if (n->profile[i].used)
			gather_ranges(n, i, &n->profile[i]);
	if (n->leases && lease_table_is_over(n->leases, n->dhcp->range, n->dhcp->ranges_count)) {
		lease_withhold_none(n->leases);
		dhcp_server_withhold(n->dhcp, n->leases);
	} else {
		make_table(n);
	}
	n->shown = (struct dhcp_shown){n->dhcp, n->leases, &n->statistics};
	n->roles_changed = true;
	shadow_clear(&n->shadow);
	probe_clear(&n->probes);
}

const struct profile *
pools_profile(const struct node *n, unsigned pool)
{
	unsigned i = pool < n->dhcp->pools_count ? n->profile_of_pool[pool] : NODE_NONE;

	return i == NODE_NONE ? NULL : &n->profile[i];
}

void
pools_free(struct node *n)
{
	dhcp_server_free(n->dhcp);
	lease_table_free(n->leases);
}
