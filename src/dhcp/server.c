/* dhcp/server.c -- see dhcp/server.h.
 *
 * Made at commit from a configuration that was validated, then only read: what a message needs
 * stands ready (static bindings for a search, Vlanifs by VLAN, defaults filled in),
 * and the parts that come from other subjects (withheld addresses) are copied, so that nothing in
 * here points into the configuration. Only the terms of a pool change afterwards, and only node/
 * writes them. */
#include "dhcp/server.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "conf/part.h"
#include "dhcp/agent.h"
#include "dhcp/rows.h"
#include "dhcp/rows_device.h"

/* ---- pools ---- */

static uint32_t
lease_seconds(const struct dhcp_duration *d)
{
	uint32_t s = dhcp_duration_s(d);

	return s == 0 ? LEASE_UNLIMITED_S : s;
}

static void
make_pool(struct dhcp_pool *p, const struct dhcp_pool_source *source)
{
	const struct dhcp_pool_config *c = source->config;

	assert(strlen(source->name) <= DHCP_POOL_NAME_MAX);
	memcpy(p->name, source->name, strlen(source->name));
	conf_part_copy(&dhcp_pool_part, &p->config, c);
	conf_fill(&dhcp_pool_part, &p->config);
	if (c->gateway.set) {
		p->gateway = c->gateway.address;
		p->mask = c->gateway.mask;
	}
	if (c->server_identifier.set)
		p->server_identifier = c->server_identifier.address;
	p->lease_s = lease_seconds(&p->config.lease);
	p->t1_s = dhcp_duration_s(&c->renewal);
	p->t2_s = dhcp_duration_s(&c->rebinding);
	p->locked = c->lock.set;
	p->router = !c->router_disable.set;
	dhcp_reserved_make(c, &p->reserved);
	dhcp_items_make(p, &p->items);
}

static void
make_ranges(struct dhcp_server *s)
{
	unsigned n = 0;

	for (unsigned i = 0; i < s->pools_count; i++)
		n += s->pool[i].config.section.count;
	s->range = memory_new(n, sizeof *s->range);
	for (unsigned i = 0; i < s->pools_count; i++)
		for (unsigned j = 0; j < s->pool[i].config.section.count; j++) {
			const struct dhcp_section *c = &s->pool[i].config.section.list[j];

			s->range[s->ranges_count++] =
			    (struct lease_range){c->low, c->high, (uint16_t)i, c->number};
		}
}

static void
make_networks(struct dhcp_server *s)
{
	struct dhcp_network *network = memory_new(s->pools_count, sizeof *network);
	unsigned n = 0;

	for (unsigned i = 0; i < s->pools_count; i++) {
		const struct dhcp_pool *p = &s->pool[i];

		if (ip4_set(p->gateway))
			network[n++] = (struct dhcp_network){{p->gateway.host & p->mask.host},
							     ip4_broadcast(p->gateway, p->mask),
							     (uint16_t)i,
							     DHCP_NO_POOL};
	}
	dhcp_networks_make(&s->networks, network, n);
}

/* ---- shared networks ---- */

static int
compare_shared(const void *a, const void *b)
{
	const struct dhcp_pool *const *x = a, *const *y = b;
	int name = strcasecmp((*x)->config.shared.name, (*y)->config.shared.name);

	if (name != 0)
		return name;
	if ((*x)->config.shared.order != (*y)->config.shared.order)
		return (*x)->config.shared.order < (*y)->config.shared.order ? -1 : 1;
	return (*x > *y) - (*x < *y);
}

/* Chains the pools of one name; before the links of Vlanifs are known. */
static void
make_shared(struct dhcp_server *s)
{
	struct dhcp_pool **shared = memory_new(s->pools_count, sizeof(struct dhcp_pool *));
	unsigned n = 0;

	for (unsigned i = 0; i < s->pools_count; i++) {
		s->pool[i].first = (uint16_t)i;
		s->pool[i].next = DHCP_NO_POOL;
		if (s->pool[i].config.shared.set)
			shared[n++] = &s->pool[i];
	}
	if (n > 1)
		qsort(shared, n, sizeof(struct dhcp_pool *), compare_shared);
	for (unsigned i = 1; i < n; i++) {
		if (strcasecmp(shared[i - 1]->config.shared.name, shared[i]->config.shared.name) !=
		    0)
			continue;
		shared[i]->first = shared[i - 1]->first;
		shared[i - 1]->next = (uint16_t)(shared[i] - s->pool);
	}
	memory_free(shared);
}

/* All pools of a shared network are on the Vlanif's link, once one of them is. */
static void
spread_links(struct dhcp_server *s)
{
	for (unsigned i = 0; i < s->pools_count; i++)
		if (s->pool[i].link != 0)
			s->pool[s->pool[i].first].link = s->pool[i].link;
	for (unsigned i = 0; i < s->pools_count; i++)
		if (s->pool[i].link == 0)
			s->pool[i].link = s->pool[s->pool[i].first].link;
}

bool
dhcp_server_is_link(const struct dhcp_server *s, unsigned a, unsigned b)
{
	return s->pool[a].first == s->pool[b].first;
}

/* ---- Vlanif interfaces ---- */

static bool
is_enabled(const struct dhcp_system_config *system, enum dhcp_switch own)
{
	if (system->disable.set)
		return false;
	switch (own) {
	case DHCP_ENABLE:
		return true;
	case DHCP_DISABLE:
		return false;
	case DHCP_FOLLOW:
		break;
	}
	return system->all_interface.set && system->all_interface.enable;
}

/* The pools whose clients are on this Vlanif's own link. */
static void
link_pools(struct dhcp_server *s, const struct dhcp_vlanif *v, struct ip4 address)
{
	for (unsigned i = 0; i < s->pools_count; i++) {
		struct dhcp_pool *p = &s->pool[i];

		if (ip4_set(p->gateway) && ip4_together(address, p->gateway, p->mask))
			p->link = v->vlan;
	}
}

static void
make_inbound(struct dhcp_server *s, const struct dhcp_server_source *source,
	     const struct dhcp_vlanif *v)
{
	struct dhcp_inbound *in;

	assert(v->vlan < sizeof s->inbound / sizeof *s->inbound);
	in = &s->inbound[v->vlan];
	in->enabled = is_enabled(source->system, v->server);
	in->rate = v->rate;
	for (unsigned i = 0; i < v->count && in->pool == DHCP_NO_POOL; i++)
		in->pool = (uint16_t)dhcp_networks_pool(&s->networks, v->address[i].address);
	for (unsigned i = 0; i < v->count; i++)
		link_pools(s, v, v->address[i].address);
	if (v->count > 0)
		in->address = v->address[0].address;
}

static int
compare_address(const void *a, const void *b)
{
	const struct ip4 *x = a, *y = b;

	return (x->host > y->host) - (x->host < y->host);
}

static void
make_withheld(struct dhcp_server *s, const struct dhcp_server_source *source)
{
	unsigned n = source->withheld_count;

	for (unsigned i = 0; i < source->vlanifs_count; i++)
		n += source->vlanif[i].count;
	s->withheld = memory_new(n, sizeof *s->withheld);
	for (unsigned i = 0; i < source->withheld_count; i++)
		s->withheld[s->withheld_count++] = source->withheld[i];
	for (unsigned i = 0; i < source->vlanifs_count; i++)
		for (unsigned j = 0; j < source->vlanif[i].count; j++)
			s->withheld[s->withheld_count++] = source->vlanif[i].address[j].address;
	qsort(s->withheld, s->withheld_count, sizeof *s->withheld, compare_address);
}

static struct dhcp_ping
ping_of(const struct dhcp_system_config *c)
{
	struct dhcp_system_config system = *c;

	conf_fill(&dhcp_system_part, &system);
	return (struct dhcp_ping){system.ping_timeout.ms > 0 ? system.ping.packets : 0,
				  system.ping_timeout.ms * TIME_MS};
}

struct dhcp_server *
dhcp_server_new(const struct dhcp_server_source *source, uint64_t generation)
{
	struct dhcp_server *s = memory_new(1, sizeof *s);

	assert(source->pools_count <= DHCP_POOLS_MAX && source->vlanifs_count <= DHCP_VLANIFS_MAX);
	s->generation = generation;
	s->off = source->system->disable.set;
	s->link_selection = !source->system->link_selection_disable.set;
	s->server_override = !source->system->server_override_disable.set;
	s->ping = ping_of(source->system);
	s->bootp_automatic = source->system->bootp_automatic.set;
	s->bootp = source->system->bootp.set || s->bootp_automatic;
	s->bootp_s = lease_seconds(&source->system->bootp_lease);
	s->pools_count = source->pools_count;
	s->pool = memory_new(s->pools_count, sizeof *s->pool);
	for (unsigned i = 0; i < s->pools_count; i++)
		make_pool(&s->pool[i], &source->pool[i]);
	for (unsigned i = 0; i < s->pools_count; i++)
		s->pool[i].classes =
		    dhcp_classes_new(&s->pool[i].config, source->system->base_option60.set);
	make_ranges(s);
	make_networks(s);
	make_shared(s);
	for (unsigned i = 0; i < sizeof s->inbound / sizeof *s->inbound; i++)
		s->inbound[i].pool = DHCP_NO_POOL;
	for (unsigned i = 0; i < source->vlanifs_count; i++)
		make_inbound(s, source, &source->vlanif[i]);
	spread_links(s);
	make_withheld(s, source);
	return s;
}

void
dhcp_server_free(struct dhcp_server *s)
{
	if (!s)
		return;
	for (unsigned i = 0; i < s->pools_count; i++) {
		dhcp_reserved_end(&s->pool[i].reserved);
		dhcp_items_free(&s->pool[i].items);
		dhcp_classes_free(s->pool[i].classes);
		conf_part_free(&dhcp_pool_part, &s->pool[i].config);
	}
	memory_free(s->pool);
	dhcp_networks_free(&s->networks);
	memory_free(s->range);
	memory_free(s->withheld);
	memory_free(s);
}

/* ---- withheld addresses ---- */

static void
withhold_range(struct lease_table *t, struct ip4 low, struct ip4 high)
{
	for (uint64_t a = low.host; a <= high.host; a++)
		lease_withhold(t, (struct ip4){(uint32_t)a}, LEASE_DISABLED);
}

static void
withhold_pool(const struct dhcp_pool *p, struct lease_table *t)
{
	const struct dhcp_reserved *r = &p->reserved;

	for (unsigned i = 0; i < r->macs_count; i++)
		lease_withhold(t, r->by_mac[i].address, LEASE_STATIC);
	for (unsigned i = 0; i < r->named_count; i++)
		lease_withhold(t, r->named[i].address, LEASE_STATIC);
	if (ip4_set(p->gateway) && p->mask.host < UINT32_MAX - 1) {
		struct ip4 network = {p->gateway.host & p->mask.host};

		lease_withhold(t, network, LEASE_DISABLED);
		lease_withhold(t, ip4_broadcast(p->gateway, p->mask), LEASE_DISABLED);
	}
	lease_withhold(t, p->gateway, LEASE_DISABLED);
	lease_withhold(t, p->server_identifier, LEASE_DISABLED);
}

void
dhcp_server_withhold(const struct dhcp_server *s, struct lease_table *t)
{
	for (unsigned i = 0; i < s->pools_count; i++)
		for (unsigned j = 0; j < s->pool[i].config.excluded.count; j++) {
			const struct dhcp_excluded *e = &s->pool[i].config.excluded.list[j];

			withhold_range(t, e->low, e->high);
		}
	for (unsigned i = 0; i < s->pools_count; i++)
		withhold_pool(&s->pool[i], t);
	for (unsigned i = 0; i < s->withheld_count; i++)
		lease_withhold(t, s->withheld[i], LEASE_DISABLED);
}

bool
dhcp_server_is_withheld(const struct dhcp_server *s, struct ip4 a)
{
	return s->withheld_count > 0 &&
	       bsearch(&a, s->withheld, s->withheld_count, sizeof a, compare_address);
}

/* ---- finding ---- */

unsigned
dhcp_server_find(const struct dhcp_server *s, const char *name)
{
	for (unsigned i = 0; i < s->pools_count; i++)
		if (strcasecmp(s->pool[i].name, name) == 0)
			return i;
	return DHCP_NO_POOL;
}

static struct ip4
agent_address(const struct dhcp_message *m, uint8_t code)
{
	if (!ip4_set(m->giaddr) || !m->agent.set)
		return (struct ip4){0};
	return dhcp_agent_address(rd_of(m->agent.byte, m->agent.len), code);
}

/* An address of the link that the client is on, as far as the message says; unset: it does not.
 * Sub-option 5 goes before option 118 (RFC 3527 3). */
static struct ip4
selected_link(const struct dhcp_server *s, const struct dhcp_message *m)
{
	struct ip4 link = {0};

	if (s->link_selection)
		link = agent_address(m, DHCP_AGENT_LINK);
	if (!ip4_set(link))
		link = m->subnet;
	return ip4_set(link) ? link : m->giaddr;
}

struct ip4
dhcp_server_override(const struct dhcp_server *s, const struct dhcp_message *m)
{
	struct ip4 told = agent_address(m, DHCP_AGENT_SERVER);

	return s->server_override && ip4_is_host(told) ? told : (struct ip4){0};
}

unsigned
dhcp_server_pool_for(const struct dhcp_server *s, uint16_t vlan, bool unicast,
		     const struct dhcp_message *m)
{
	struct ip4 link = selected_link(s, m);

	if (ip4_set(link))
		return dhcp_networks_pool(&s->networks, link);
	if (unicast && ip4_set(m->ciaddr))
		return dhcp_networks_pool(&s->networks, m->ciaddr);
	return vlan < sizeof s->inbound / sizeof *s->inbound ? s->inbound[vlan].pool
							     : (unsigned)DHCP_NO_POOL;
}

/* A pool without a profile is not the Backup's of the interface's group. */
static bool
is_served_here(const struct dhcp_server *s, unsigned pool, uint16_t vlan)
{
	return s->pool[pool].config.profile.set || !s->inbound[vlan].backup;
}

bool
dhcp_server_serves(const struct dhcp_server *s, unsigned pool, uint16_t vlan)
{
	return s->pool[pool].terms.serving && is_served_here(s, pool, vlan);
}

bool
dhcp_server_answers(const struct dhcp_server *s, unsigned pool, uint16_t vlan)
{
	return s->pool[pool].terms.answers && is_served_here(s, pool, vlan);
}

static bool
is_by_hardware(const struct dhcp_pool *p, const struct dhcp_message *m)
{
	return p->config.identity.set || ip4_set(dhcp_reserved_by_mac(&p->reserved, m));
}

struct lease_key
dhcp_key(const struct dhcp_server *s, unsigned pool, const struct dhcp_message *m)
{
	bool by_hardware = false;

	for (unsigned q = s->pool[pool].first; q != DHCP_NO_POOL && m->hardware_len > 0;
	     q = s->pool[q].next)
		by_hardware |= is_by_hardware(&s->pool[q], m);
	if (m->client_id.set && !by_hardware)
		return lease_key_of_identifier(m->client_id.byte, m->client_id.len);
	return lease_key_of_hardware(m->hardware_type, m->hardware, m->hardware_len);
}

/* The configured time when it lies inside this lease, which may be cut short by the rules. */
uint32_t
dhcp_t2_s(const struct dhcp_pool *p, uint32_t lease_s)
{
	return p->t2_s != 0 && p->t2_s < lease_s ? p->t2_s : (uint32_t)((uint64_t)lease_s * 7 / 8);
}

uint32_t
dhcp_t1_s(const struct dhcp_pool *p, uint32_t lease_s)
{
	uint32_t t2_s = dhcp_t2_s(p, lease_s), half = lease_s / 2;

	if (p->t1_s != 0 && p->t1_s < t2_s)
		return p->t1_s;
	return half < t2_s ? half : t2_s / 2;
}

struct ip4
dhcp_server_identifier(const struct dhcp_server *s, unsigned pool, uint16_t vlan)
{
	if (pool < s->pools_count && ip4_set(s->pool[pool].server_identifier))
		return s->pool[pool].server_identifier;
	return vlan < sizeof s->inbound / sizeof *s->inbound ? s->inbound[vlan].address
							     : (struct ip4){0};
}
