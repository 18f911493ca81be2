/* node/config/pool_rules.c -- see node/config/pool_rules.h.
 *
 * Warnings are those of docs/vrp.md "Where the document contradicts itself": items 4 (an interface
 * address as gateway), 5 (server identifier that is no virtual address). */
#include "node/config/pool_rules.h"

#include "dhcp/validate.h"
#include "node/config/class_rules.h"
#include "node/config/pools_together.h"
#include "node/config/schema.h"
#include "node/config/shared_networks.h"
#include "node/config/whose.h"

static bool
is_whole_of(struct ip4 address, struct ip4 gateway, struct ip4 mask)
{
	return mask.host < UINT32_MAX - 1 && ip4_together(address, gateway, mask) &&
	       ((address.host & ~mask.host) == 0 || (address.host | mask.host) == UINT32_MAX);
}

/* On the link of its group a pool's gateway is this pair, or a router that it does not back up. */
static void
strange_gateway(const struct conf *c, const struct dhcp_pool_config *p,
		const struct vrrp_group_config *g, const struct rbp_config *rbp,
		struct conf_errors *e)
{
	const struct conf_object *o = g ? schema_link(c, rbp->vrrp.interface) : NULL;
	const struct lan_address *a;

	if (!o || !p->gateway.set || whose_owner(c, p->gateway.address))
		return;
	for (unsigned i = 0; (a = whose_address_at(schema_addresses(o), i)); i++)
		if (a->set && ip4_together(a->address, p->gateway.address, a->mask)) {
			conf_warning_add(
			    e, &p->gateway,
			    "The gateway is no address of this pair: neither virtual nor "
			    "an interface's.");
			return;
		}
}

static void
bound_pool(const struct conf *c, const struct dhcp_pool_config *p, const struct rbp_config *rbp,
	   struct conf_errors *e)
{
	const struct vrrp_group_config *g = whose_group(c, rbp);
	char name[INTERFACE_TEXT];

	if (!rbp->vrrp.set)
		conf_error_add(e, &p->profile,
			       "The remote backup profile %s is not bound to a VRRP group.",
			       p->profile.name);
	if (!rbp->dhcp_server.set)
		conf_warning_add(e, &p->profile,
				 "The remote backup profile %s does not back up leases "
				 "(service-type dhcp-server).",
				 p->profile.name);
	if (p->gateway.set && whose_is_local(c, p->gateway.address))
		conf_warning_add(e, &p->gateway,
				 "The gateway is an interface address; after a switchover it is "
				 "gone. Use the virtual IP address.");
	if (p->gateway.set && whose_is_peer(c, p->gateway.address))
		conf_warning_add(e, &p->gateway,
				 "The gateway is the peer's own address; when that device is gone "
				 "it is gone, too. Use the virtual IP address.");
	strange_gateway(c, p, g, rbp, e);
	if (!p->server_identifier.set)
		conf_warning_add(e, &p->profile,
				 "The pool has no server identifier; after a switchover clients "
				 "renew with the wrong device.");
	else if (g && !whose_has_virtual(g, p->server_identifier.address))
		conf_warning_add(e, &p->server_identifier,
				 "The server identifier is not a virtual IP address of VRRP group "
				 "%u on %s.",
				 rbp->vrrp.vrid, interface_format(rbp->vrrp.interface, name));
}

/* The link where clients of the pool stand, or NULL: they are behind relay agents. */
static const struct conf_object *
link_of(const struct conf *c, const struct dhcp_pool_config *p)
{
	const struct conf_object *o = NULL;
	const struct lan_address *a;

	while ((o = schema_next_link(c, o)))
		for (unsigned i = 0; (a = whose_address_at(schema_addresses(o), i)); i++)
			if (a->set && ip4_together(a->address, p->gateway.address, p->gateway.mask))
				return o;
	return NULL;
}

static bool
has_group(const struct conf_object *link)
{
	return schema_link_vrrp(link)->group[0].set;
}

static bool
some_group(const struct conf *c)
{
	const struct conf_object *o = NULL;

	while ((o = schema_next_link(c, o)))
		if (has_group(o))
			return true;
	return false;
}

/* Each pool that a group's Master serves, on its link or behind a relay agent. Said once the first
 * pool is bound: until then a pair is being built, in whatever order. */
static void
unprotected(const struct conf *c, struct conf_errors *e)
{
	const struct conf_object *o = NULL;
	bool bound = false;

	while ((o = conf_next_of(c, VIEW_POOL, o)))
		bound |= schema_pool(o)->profile.set;
	while (bound && some_group(c) && (o = conf_next_of(c, VIEW_POOL, o))) {
		const struct dhcp_pool_config *p = schema_pool(o);
		const struct conf_object *link = p->gateway.set ? link_of(c, p) : NULL;
		char name[INTERFACE_TEXT];

		if (p->profile.set || !p->gateway.set || (link && !has_group(link)))
			continue;
		conf_errors_in(e, o, 0);
		if (link)
			conf_warning_add(
			    e, &p->gateway,
			    "The pool serves %s, which has a VRRP group, and is bound to "
			    "no remote backup profile: its leases are on one device only.",
			    schema_interface(link, name));
		else
			conf_warning_add(
			    e, &p->gateway,
			    "The pool serves clients behind a relay agent, and is bound to "
			    "no remote backup profile: its leases are on one device only.");
	}
}

static void
bound_addresses(const struct conf *c, const struct dhcp_pool_config *p, struct conf_errors *e)
{
	const char *owner;

	for (unsigned i = 0; i < p->static_bind.count; i++)
		if ((owner = whose_owner(c, p->static_bind.list[i].address)))
			conf_error_add(e, &p->static_bind.list[i], "The address is %s.", owner);
	for (unsigned i = 0; i < p->named.count; i++)
		if ((owner = whose_owner(c, p->named.list[i].address)))
			conf_error_add(e, &p->named.list[i], "The address is %s.", owner);
}

/* The address is that of a whole network: of the pool's own, or of an interface's subnet. */
static bool
is_whole(const struct conf *c, const struct dhcp_pool_config *p, struct ip4 address)
{
	const struct conf_object *o = NULL;
	const struct lan_address *a;

	if (p->gateway.set && is_whole_of(address, p->gateway.address, p->gateway.mask))
		return true;
	while ((o = schema_next_link(c, o)))
		for (unsigned i = 0; (a = whose_address_at(schema_addresses(o), i)); i++)
			if (a->set && is_whole_of(address, a->address, a->mask))
				return true;
	return false;
}

/* A host that clients are told of. */
static void
host(const struct conf *c, const struct dhcp_pool_config *p, struct ip4 address, const void *record,
     struct conf_errors *e)
{
	char text[IP4_TEXT];

	if (is_whole(c, p, address))
		conf_warning_add(e, record,
				 "The address %s is that of a whole network, not a "
				 "host's.",
				 ip4_format(address, text));
}

/* Servers that are this pair: it answers for nothing but DHCP, unless another program here does. */
static void
servers(const struct conf *c, const struct dhcp_pool_config *p, const struct dhcp_servers *list,
	struct conf_errors *e)
{
	const char *owner;
	char text[IP4_TEXT];

	for (unsigned i = 0; list->set && i < list->count; i++) {
		host(c, p, list->address[i], list, e);
		if ((owner = whose_owner(c, list->address[i])))
			conf_warning_add(e, list, "The server %s is %s.",
					 ip4_format(list->address[i], text), owner);
	}
}

static void
hosts(const struct conf *c, const struct dhcp_pool_config *p, struct conf_errors *e)
{
	servers(c, p, &p->dns, e);
	servers(c, p, &p->netbios, e);
	servers(c, p, &p->sip, e);
	if (p->next_server.set)
		host(c, p, p->next_server.address, &p->next_server, e);
	for (unsigned i = 0; i < DHCP_ROUTES_MAX && p->route[i].set; i++)
		host(c, p, p->route[i].gateway, &p->route[i], e);
	for (unsigned i = 0; i < DHCP_ROUTES_MAX && p->static_route[i].set; i++)
		host(c, p, p->static_route[i].gateway, &p->static_route[i], e);
}

/* Clients of a link that is wider or narrower for them than for its router reach part of it in
 * vain. */
static void
masks(const struct conf *c, const struct dhcp_pool_config *p, struct conf_errors *e)
{
	const struct conf_object *o = NULL;
	const struct lan_address *a;
	char text[IP4_TEXT], name[INTERFACE_TEXT];

	while (p->gateway.set && (o = schema_next_link(c, o)))
		for (unsigned i = 0; (a = whose_address_at(schema_addresses(o), i)); i++) {
			struct ip4 wider = {a->mask.host & p->gateway.mask.host};

			if (a->set && a->mask.host != p->gateway.mask.host &&
			    ip4_together(a->address, p->gateway.address, wider))
				conf_warning_add(e, &p->gateway,
						 "The mask is not that of %s, on whose link "
						 "the gateway is: %s.",
						 schema_interface(o, name),
						 ip4_format(a->mask, text));
		}
}

static bool
is_own(const struct conf *c, const struct dhcp_pool_config *p, struct ip4 a)
{
	return ip4_same(a, p->gateway.address) ||
	       (p->server_identifier.set && ip4_same(a, p->server_identifier.address)) ||
	       is_whole_of(a, p->gateway.address, p->gateway.mask) || whose_owner(c, a);
}

/* Runs over what is excluded and over the pair's own addresses, which are few. */
static bool
gives_any(const struct conf *c, const struct dhcp_pool_config *p, const struct dhcp_section *s)
{
	for (struct ip4 a = s->low; a.host <= s->high.host; a.host++) {
		const struct dhcp_excluded *e = dhcp_pool_excluded(p, a);

		if (e != NULL)
			a = e->high;
		else if (!is_own(c, p, a))
			return true;
	}
	return false;
}

static void
nothing_to_give(const struct conf *c, const struct dhcp_pool_config *p, struct conf_errors *e)
{
	for (unsigned i = 0; i < p->section.count; i++)
		if (gives_any(c, p, &p->section.list[i]))
			return;
	if (p->gateway.set && p->section.count > 0)
		conf_warning_add(e, &p->section.list[0],
				 "The pool has no address to give: all of its sections are "
				 "excluded, or the pair's own.");
}

static void
pools(const struct conf *c, struct conf_errors *e)
{
	const struct conf_object *o = NULL;

	while ((o = conf_next_of(c, VIEW_POOL, o))) {
		const struct dhcp_pool_config *p = schema_pool(o);
		const struct conf_object *profile;
		struct conf_path path = conf_path_name(VIEW_RBP, p->profile.name);

		conf_errors_in(e, o, 0);
		bound_addresses(c, p, e);
		hosts(c, p, e);
		masks(c, p, e);
		nothing_to_give(c, p, e);
		class_rules(c, p, e);
		if (!p->profile.set)
			continue;
		profile = conf_find(c, &path);
		if (profile)
			bound_pool(c, p, schema_rbp(profile), e);
		else
			conf_error_add(e, &p->profile,
				       "The remote backup profile %s does not exist.",
				       p->profile.name);
	}
}

void
pool_rules(const struct conf *c, struct conf_errors *e)
{
	pools_together(c, e);
	shared_networks(c, e);
	pools(c, e);
	unprotected(c, e);
}
