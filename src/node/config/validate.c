/* node/config/validate.c -- see node/config/validate.h.
 *
 * Warnings are those of docs/vrp.md "Where the document contradicts itself": items 1 (preemption
 * delay below 600 s), 4 (an interface address as gateway), 5 (server identifier that is no virtual
 * address). */
#include "node/config/validate.h"

#include <assert.h>
#include <string.h>

#include "dhcp/validate.h"
#include "lan/validate.h"
#include "lease/table.h"
#include "node/config/schema.h"
#include "node/config/whose.h"
#include "pulse/pulse.h"
#include "rbp/role.h"
#include "rbs/rows.h"
#include "vrrp/validate.h"

enum { PREEMPT_DELAY_ADVISED_S = 600 };

/* ---- look-ups ---- */

static const struct conf_object *
vlanif_of(const struct conf *c, uint16_t vlan)
{
	struct conf_path path = conf_path_number(VIEW_VLANIF, vlan);

	return conf_find(c, &path);
}

static const struct vrrp_group_config *
group_of(const struct conf *c, const struct rbp_config *p)
{
	const struct conf_object *o = p->vrrp.set ? vlanif_of(c, p->vrrp.vlan) : NULL;
	const struct vrrp_interface_config *v = o ? schema_vlanif_vrrp(o) : NULL;

	for (unsigned g = 0; v && g < VRRP_GROUPS_MAX && v->group[g].set; g++)
		if (v->group[g].vrid == p->vrrp.vrid)
			return &v->group[g];
	return NULL;
}

/* ---- ports and Vlanifs ---- */

static bool
vlan_exists(const struct conf *c, uint32_t vlan)
{
	struct conf_path path = conf_path_number(VIEW_VLAN, vlan);

	return conf_find(c, &path) != NULL;
}

static void
ports(const struct conf *c, struct conf_errors *e)
{
	const struct conf_object *o = NULL;

	while ((o = conf_next_of(c, VIEW_PORT, o))) {
		const struct lan_port *p = schema_port(o);

		conf_errors_in(e, o, 0);
		if (p->default_vlan.set && !vlan_exists(c, p->default_vlan.vlan))
			conf_error_add(e, &p->default_vlan, "The VLAN %u does not exist.",
				       p->default_vlan.vlan);
	}
}

/* Addresses of two interfaces may not share a subnet. */
static void
clashes(const struct conf_object *a, const struct conf_object *b, struct conf_errors *e)
{
	const struct lan_address *x, *y;

	for (unsigned i = 0; (x = whose_address_at(schema_vlanif(a), i)); i++) {
		for (unsigned k = 0; x->set && (y = whose_address_at(schema_vlanif(b), k)); k++) {
			struct ip4 wider = {x->mask.host & y->mask.host};

			if (y->set && ip4_together(x->address, y->address, wider))
				conf_error_add(e, x,
					       "The address conflicts with an address of interface "
					       "Vlanif%u.",
					       conf_object_path(b)->key.number);
		}
	}
}

/* Ports are those of the port map, whether or not anything is configured there. */
static void
tracked(const struct conf *c, const struct vrrp_group_config *g, struct conf_errors *e)
{
	for (unsigned i = 0; i < VRRP_TRACKS_MAX && g->track[i].set; i++) {
		struct interface_name name = g->track[i].interface;
		struct conf_path path = conf_path_number(
		    name.type == INTERFACE_VLANIF ? VIEW_VLANIF : VIEW_PORT, name.number);
		char text[INTERFACE_TEXT];

		if (!conf_path_valid(c, &path))
			conf_error_add(e, &g->track[i], "The interface %s does not exist.",
				       interface_format(name, text));
	}
}

static void
vlanifs(const struct conf *c, struct conf_errors *e)
{
	const struct conf_object *o = NULL;
	unsigned groups = 0;

	while ((o = conf_next_of(c, VIEW_VLANIF, o))) {
		const struct vrrp_interface_config *v = schema_vlanif_vrrp(o);
		const struct conf_object *before = NULL;
		uint32_t vlan = conf_object_path(o)->key.number;

		conf_errors_in(e, o, VLANIF_LAN);
		if (!vlan_exists(c, vlan))
			conf_error_add(e, NULL, "The VLAN %u does not exist.", vlan);
		while ((before = conf_next_of(c, VIEW_VLANIF, before)) && before != o)
			clashes(o, before, e);
		conf_errors_in(e, o, VLANIF_VRRP);
		for (unsigned g = 0; g < VRRP_GROUPS_MAX && v->group[g].set; g++) {
			if (++groups > PULSE_GROUPS_MAX)
				conf_error_add(e, &v->group[g].vip[0],
					       "The number of VRRP groups exceeds the upper limit "
					       "(%d).",
					       (int)PULSE_GROUPS_MAX);
			tracked(c, &v->group[g], e);
		}
	}
}

/* ---- remote backup services and profiles ---- */

/* A session is proved by certificates both ways, or by one key. */
static void
policies(const struct conf *c, struct conf_errors *e)
{
	const struct conf_object *o = NULL;

	while ((o = conf_next_of(c, VIEW_SSL, o))) {
		const struct tls_config *t = schema_ssl(o);

		conf_errors_in(e, o, 0);
		if (t->psk.set && (t->certificate.set || t->ca.set || t->peer.set))
			conf_error_add(e, &t->psk,
				       "A pre-shared key stands instead of certificates: undo one "
				       "of the two.");
		else if (!t->psk.set && (!t->certificate.set || !t->ca.set))
			conf_error_add(e, NULL,
				       "The policy needs a certificate and a trusted CA, or a "
				       "pre-shared key.");
	}
}

static void
bound_policy(const struct conf *c, const struct rbs_config *r, struct conf_errors *e)
{
	const char *name = rbs_config_ssl(r);
	struct conf_path path = conf_path_name(VIEW_SSL, name != NULL ? name : "");

	if (name != NULL && r->password.set)
		conf_warning_add(e, &r->password,
				 "Both hold: segments are signed by the password, and the SSL "
				 "policy proves and encrypts the session in them.");
	if (name != NULL && !conf_find(c, &path))
		conf_error_add(e, r->ssl.set ? (const void *)&r->ssl : &r->ssl_short,
			       "The SSL policy %s does not exist.", name);
}

/* A virtual address is at the Master: an owner that died and came back would find its peer there,
 * and no session would tell the two apart. */
static void
endpoints(const struct conf *c, const struct rbs_config *r, struct conf_errors *e)
{
	if (whose_is_virtual(c, r->peer.source))
		conf_error_add(e, &r->peer,
			       "The source address is a virtual IP address of a VRRP group, which "
			       "moves to the other device.");
	if (whose_is_virtual(c, r->peer.peer))
		conf_error_add(e, &r->peer,
			       "The peer address is a virtual IP address of a VRRP group, which "
			       "moves between the devices.");
}

static void
services(const struct conf *c, struct conf_errors *e)
{
	const struct conf_object *o = NULL;

	while ((o = conf_next_of(c, VIEW_RBS, o))) {
		const struct rbs_config *r = schema_rbs(o);
		const struct conf_object *before = NULL;

		conf_errors_in(e, o, 0);
		bound_policy(c, r, e);
		if (!r->peer.set)
			continue;
		if (!whose_is_local(c, r->peer.source))
			conf_error_add(e, &r->peer,
				       "The source address does not exist on an interface.");
		if (whose_is_local(c, r->peer.peer))
			conf_error_add(e, &r->peer,
				       "The peer address is an address of this device.");
		endpoints(c, r, e);
		while ((before = conf_next_of(c, VIEW_RBS, before)) && before != o)
			if (schema_rbs(before)->peer.set &&
			    ip4_same(schema_rbs(before)->peer.peer, r->peer.peer) &&
			    ip4_same(schema_rbs(before)->peer.source, r->peer.source) &&
			    schema_rbs(before)->peer.port == r->peer.port)
				conf_error_add(e, &r->peer,
					       "The remote backup service %s has the same peer.",
					       conf_object_path(before)->key.name);
	}
}

/* (backup-id, RBS) is the key by which the peer finds the profile. */
static void
backup_id(const struct conf *c, const struct conf_object *o, struct conf_errors *e)
{
	const struct rbp_config *p = schema_rbp(o);
	struct conf_path rbs = conf_path_name(VIEW_RBS, p->backup.rbs);
	const struct conf_object *other = NULL;

	if (!p->backup.set)
		return;
	if (!conf_find(c, &rbs))
		conf_error_add(e, &p->backup, "The remote backup service %s does not exist.",
			       p->backup.rbs);
	while ((other = conf_next_of(c, VIEW_RBP, other)) && other != o) {
		const struct rbp_config *q = schema_rbp(other);
		struct conf_path others = conf_path_name(VIEW_RBS, q->backup.rbs);

		if (q->backup.set && q->backup.id == p->backup.id && conf_path_same(&rbs, &others))
			conf_error_add(e, &p->backup,
				       "The backup ID %u is used by remote backup profile %s.",
				       p->backup.id, conf_object_path(other)->key.name);
	}
}

/* The seed gives the intended Master 600 s and the Backup none: only a device that means to
 * preempt is warned (docs/vrp.md "Preemption delay"). */
static void
preemption(const struct conf *c, const struct rbp_config *p, struct conf_errors *e)
{
	const struct vrrp_group_config *g = group_of(c, p);
	const struct conf_object *o = g ? vlanif_of(c, p->vrrp.vlan) : NULL;
	uint16_t delay;

	if (!g || !p->dhcp_server.set || g->preempt_disable.set)
		return;
	delay = g->preempt_delay.delay_s;
	if (delay >= PREEMPT_DELAY_ADVISED_S ||
	    (delay == 0 && g->priority.value <= VRRP_PRIORITY_DEFAULT))
		return;
	conf_errors_in(e, o, VLANIF_VRRP);
	conf_warning_add(
	    e, g->preempt_delay.set ? (const void *)&g->preempt_delay : (const void *)&g->priority,
	    "The preemption delay should be at least %d seconds, so that leases are "
	    "backed up before this device takes over.",
	    (int)PREEMPT_DELAY_ADVISED_S);
}

/* What lay in a session so long counts as fresh (docs/guarantees.md "What each limit costs"). */
static void
patience(const struct conf *c, const struct conf_object *o, struct conf_errors *e)
{
	struct conf_path path = conf_path_name(VIEW_RBS, schema_rbp(o)->backup.rbs);
	const struct conf_object *rbs = schema_rbp(o)->backup.set ? conf_find(c, &path) : NULL;
	struct rbs_config filled;

	if (!rbs)
		return;
	filled = *schema_rbs(rbs);
	conf_fill(&rbs_part, &filled);
	if (filled.keepalive.interval_s * filled.keepalive.retry * TIME_SEC * 2 <=
	    rbp_mclt_us(schema_rbp(o)))
		return;
	conf_errors_in(e, rbs, 0);
	conf_error_add(e, &schema_rbs(rbs)->keepalive,
		       "The peer counts as dead after %u s: that is more than half of the MCLT of "
		       "remote backup profile %s.",
		       filled.keepalive.interval_s * filled.keepalive.retry,
		       conf_object_path(o)->key.name);
}

static void
profiles(const struct conf *c, struct conf_errors *e)
{
	const struct conf_object *o = NULL;

	while ((o = conf_next_of(c, VIEW_RBP, o))) {
		const struct rbp_config *p = schema_rbp(o);

		conf_errors_in(e, o, 0);
		backup_id(c, o, e);
		if (p->vrrp.set && !group_of(c, p))
			conf_error_add(e, &p->vrrp,
				       "The VRRP group %u does not exist on interface Vlanif%u.",
				       p->vrrp.vrid, p->vrrp.vlan);
		if (p->dhcp_server.set && p->peer_backup.set && p->peer_backup.mode != RBP_HOT)
			conf_error_add(e, &p->peer_backup,
				       "The service type dhcp-server supports only peer-backup "
				       "hot.");
		preemption(c, p, e);
		patience(c, o, e);
	}
}

/* ---- pools ---- */

static void
overlaps(const struct conf_object *o, const struct conf_object *before, struct conf_errors *e)
{
	const struct dhcp_pool_config *a = schema_pool(o), *b = schema_pool(before);

	for (unsigned i = 0; i < DHCP_SECTIONS_MAX && a->section[i].set; i++)
		for (unsigned k = 0; k < DHCP_SECTIONS_MAX && b->section[k].set; k++)
			if (a->section[i].low.host <= b->section[k].high.host &&
			    b->section[k].low.host <= a->section[i].high.host)
				conf_error_add(e, &a->section[i],
					       "The section overlaps section %u of IP pool %s.",
					       b->section[k].number,
					       conf_object_path(before)->key.name);
}

/* On the link of its group a pool's gateway is this pair, or a router that it does not back up. */
static void
strange_gateway(const struct conf *c, const struct dhcp_pool_config *p,
		const struct vrrp_group_config *g, const struct rbp_config *rbp,
		struct conf_errors *e)
{
	const struct conf_object *o = g ? vlanif_of(c, rbp->vrrp.vlan) : NULL;
	const struct lan_address *a;

	if (!o || !p->gateway.set || whose_owner(c, p->gateway.address))
		return;
	for (unsigned i = 0; (a = whose_address_at(schema_vlanif(o), i)); i++)
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
	const struct vrrp_group_config *g = group_of(c, rbp);

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
	strange_gateway(c, p, g, rbp, e);
	if (!p->server_identifier.set)
		conf_warning_add(e, &p->profile,
				 "The pool has no server identifier; after a switchover clients "
				 "renew with the wrong device.");
	else if (g && !whose_has_virtual(g, p->server_identifier.address))
		conf_warning_add(e, &p->server_identifier,
				 "The server identifier is not a virtual IP address of VRRP group "
				 "%u on Vlanif%u.",
				 rbp->vrrp.vrid, rbp->vrrp.vlan);
}

/* The pool that clients on the link of a Vlanif get, or NULL. */
static const struct conf_object *
pool_on(const struct conf *c, const struct conf_object *vlanif)
{
	const struct conf_object *o;
	const struct lan_address *a;

	for (unsigned i = 0; (a = whose_address_at(schema_vlanif(vlanif), i)); i++)
		for (o = NULL; a->set && (o = conf_next_of(c, VIEW_POOL, o));) {
			const struct dhcp_pool_config *p = schema_pool(o);

			if (p->gateway.set &&
			    ip4_together(a->address, p->gateway.address, p->gateway.mask))
				return o;
		}
	return NULL;
}

/* Said once the first pool is bound: until then a pair is being built, in whatever order. */
static void
unprotected(const struct conf *c, struct conf_errors *e)
{
	const struct conf_object *o = NULL;
	bool bound = false;

	while ((o = conf_next_of(c, VIEW_POOL, o)))
		bound |= schema_pool(o)->profile.set;
	while (bound && (o = conf_next_of(c, VIEW_VLANIF, o))) {
		const struct conf_object *pool = pool_on(c, o);

		if (!schema_vlanif_vrrp(o)->group[0].set || !pool || schema_pool(pool)->profile.set)
			continue;
		conf_errors_in(e, pool, 0);
		conf_warning_add(
		    e, &schema_pool(pool)->gateway,
		    "The pool serves Vlanif%u, which has a VRRP group, and is bound to "
		    "no remote backup profile: its leases are on one device only.",
		    conf_object_path(o)->key.number);
	}
}

static void
bound_addresses(const struct conf *c, const struct dhcp_pool_config *p, struct conf_errors *e)
{
	const char *owner;

	for (unsigned i = 0; i < DHCP_STATIC_MAX && p->static_bind[i].set; i++)
		if ((owner = whose_owner(c, p->static_bind[i].address)))
			conf_error_add(e, &p->static_bind[i], "The address is %s.", owner);
	for (unsigned i = 0; i < DHCP_NAMED_MAX && p->named[i].set; i++)
		if ((owner = whose_owner(c, p->named[i].address)))
			conf_error_add(e, &p->named[i], "The address is %s.", owner);
}

/* Servers that are this pair: it answers for nothing but DHCP, unless another program here does. */
static void
servers(const struct conf *c, const struct dhcp_servers *list, struct conf_errors *e)
{
	const char *owner;
	char text[IP4_TEXT];

	for (unsigned i = 0; list->set && i < list->count; i++)
		if ((owner = whose_owner(c, list->address[i])))
			conf_warning_add(e, list, "The server %s is %s.",
					 ip4_format(list->address[i], text), owner);
}

/* Pools are chosen by the subnet of their gateway, the first that fits, in the order of their
 * names: a new pool would take the clients of another one, leases and all. */
static void
hidden(const struct conf_object *o, const struct conf_object *before, struct conf_errors *e)
{
	const struct dhcp_pool_config *a = schema_pool(o), *b = schema_pool(before);

	if (!a->gateway.set || !b->gateway.set ||
	    (a->gateway.mask.host & b->gateway.mask.host) != b->gateway.mask.host ||
	    !ip4_together(a->gateway.address, b->gateway.address, b->gateway.mask))
		return;
	conf_error_add(e, &a->gateway,
		       "The subnet is within that of IP pool %s, and one pool serves a subnet.",
		       conf_object_path(before)->key.name);
}

/* What all pools together hold is bounded by the table of leases; *total: of those before. */
static void
addresses(const struct dhcp_pool_config *p, uint64_t *total, struct conf_errors *e)
{
	for (unsigned i = 0; i < DHCP_SECTIONS_MAX && p->section[i].set; i++) {
		uint32_t size = p->section[i].high.host - p->section[i].low.host + 1;

		if (*total <= LEASE_ADDRESSES_MAX && *total + size > LEASE_ADDRESSES_MAX)
			conf_error_add(e, &p->section[i],
				       "The number of addresses in all IP pools exceeds the upper "
				       "limit (%d).",
				       (int)LEASE_ADDRESSES_MAX);
		*total += size;
	}
}

static void
pools(const struct conf *c, struct conf_errors *e)
{
	const struct conf_object *o = NULL;
	uint64_t total = 0;

	while ((o = conf_next_of(c, VIEW_POOL, o))) {
		const struct dhcp_pool_config *p = schema_pool(o);
		const struct conf_object *before = NULL, *profile;
		struct conf_path path = conf_path_name(VIEW_RBP, p->profile.name);

		conf_errors_in(e, o, 0);
		while ((before = conf_next_of(c, VIEW_POOL, before)) && before != o) {
			overlaps(o, before, e);
			hidden(o, before, e);
		}
		addresses(p, &total, e);
		bound_addresses(c, p, e);
		servers(c, &p->dns, e);
		servers(c, &p->netbios, e);
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

/* A next hop in no subnet of an interface can have no route in the kernel. */
static bool
is_on_link(const struct conf *c, struct ip4 hop)
{
	const struct conf_object *o = NULL;
	const struct lan_address *a;

	while ((o = conf_next_of(c, VIEW_VLANIF, o)))
		for (unsigned i = 0; (a = whose_address_at(schema_vlanif(o), i)); i++)
			if (a->set && ip4_together(a->address, hop, a->mask))
				return true;
	return false;
}

static void
routes(const struct conf *c, struct conf_errors *e)
{
	const struct lan_system *s = schema_system_lan(c);

	conf_errors_in(e, conf_next(c, NULL), SYSTEM_LAN);
	for (unsigned i = 0; i < LAN_ROUTES_MAX && s->route[i].set; i++) {
		const struct lan_route *r = &s->route[i];

		if (r->network.host & ~r->mask.host)
			conf_error_add(e, r,
				       "The destination of the route has bits beyond its "
				       "mask.");
		if (!is_on_link(c, r->gateway))
			conf_warning_add(e, r,
					 "The next hop is in no subnet of an interface, so "
					 "the route is not made.");
	}
}

static void
between(const struct conf *c, struct conf_errors *e)
{
	ports(c, e);
	vlanifs(c, e);
	policies(c, e);
	services(c, e);
	profiles(c, e);
	pools(c, e);
	routes(c, e);
	unprotected(c, e);
}

/* ---- all of it ---- */

/* The rules of one Vlanif; VRRP is told the addresses it must agree with. */
static void
validate_vlanif(const struct conf *c, const struct conf_object *o, struct conf_errors *e)
{
	const struct lan_vlanif *v = schema_vlanif(o);
	struct vrrp_subnet subnet[1 + LAN_SUB_ADDRESSES_MAX];
	struct vrrp_system_config system;
	unsigned count = 0;

	static_assert((int)VRRP_SUBNETS_MAX == 1 + (int)LAN_SUB_ADDRESSES_MAX, "one each");
	if (v->primary.set)
		subnet[count++] = (struct vrrp_subnet){v->primary.address, v->primary.mask};
	for (unsigned i = 0; i < LAN_SUB_ADDRESSES_MAX && v->sub[i].set; i++)
		subnet[count++] = (struct vrrp_subnet){v->sub[i].address, v->sub[i].mask};
	conf_errors_in(e, o, VLANIF_LAN);
	lan_vlanif_validate(v, e);
	conf_errors_in(e, o, VLANIF_VRRP);
	schema_system_vrrp_filled(c, &system);
	vrrp_interface_validate(schema_vlanif_vrrp(o), subnet, count, system.version.version, e);
}

bool
validate_candidate(const struct conf *c, struct conf_errors *e)
{
	const struct conf_object *o = NULL;

	memset(e, 0, sizeof *e);
	while ((o = conf_next_of(c, VIEW_POOL, o))) {
		conf_errors_in(e, o, 0);
		dhcp_pool_validate(schema_pool(o), e);
	}
	while ((o = conf_next_of(c, VIEW_VLANIF, o)))
		validate_vlanif(c, o, e);
	while ((o = conf_next_of(c, VIEW_PORT, o))) {
		conf_errors_in(e, o, 0);
		lan_port_validate(schema_port(o), e);
	}
	between(c, e);
	conf_errors_sort(e);
	return e->errors == 0;
}
