/* node/config/validate.c -- see node/config/validate.h.
 *
 * Warnings are those of docs/vrp.md "Where the document contradicts itself": item 1 (preemption
 * delay below 600 s); those of pools stand in node/config/pool_rules.c. */
#include "node/config/validate.h"

#include <assert.h>
#include <string.h>

#include "dhcp/validate.h"
#include "lan/validate.h"
#include "lan/wanted.h"
#include "node/config/bfd_rules.h"
#include "node/config/group_rules.h"
#include "node/config/pool_rules.h"
#include "node/config/schema.h"
#include "node/config/whose.h"
#include "rbp/role.h"
#include "rbs/rows.h"
#include "vrrp/validate.h"

enum { PREEMPT_DELAY_ADVISED_S = 600 };

/* ---- users ---- */

/* Who may do more than the groups say is easily overlooked. */
static void
users(const struct conf *c, struct conf_errors *e)
{
	const struct user_config *u = schema_system_user(c);

	conf_errors_in(e, conf_next_of(c, VIEW_SYSTEM, NULL), SYSTEM_USER);
	if (u->group[0].set && !u->others.set)
		conf_warning_add(e, &u->group[0],
				 "Who is in none of these groups may do everything, unless user "
				 "privilege level says otherwise.");
}

/* ---- ports and Vlanifs ---- */

static bool
vlan_exists(const struct conf *c, uint32_t vlan)
{
	struct conf_path path = conf_path_number(VIEW_VLAN, vlan);

	return vlan == 1 || conf_find(c, &path) != NULL; /* VLAN 1 is there always */
}

static void
needs_vlan(const struct conf *c, const struct lan_port_vlan *v, struct conf_errors *e)
{
	if (v->set && !vlan_exists(c, v->vlan))
		conf_error_add(e, v, "The VLAN %u does not exist.", v->vlan);
}

static void
ports(const struct conf *c, struct conf_errors *e)
{
	const struct conf_object *o = NULL;

	while ((o = conf_next_of(c, VIEW_PORT, o))) {
		const struct lan_port *p = schema_port(o);

		conf_errors_in(e, o, 0);
		needs_vlan(c, &p->default_vlan, e);
		needs_vlan(c, &p->trunk_pvid, e);
		needs_vlan(c, &p->hybrid_pvid, e);
	}
}

/* Addresses of two interfaces may not share a subnet. */
static void
clashes(const struct conf_object *a, const struct conf_object *b, struct conf_errors *e)
{
	const struct lan_address *x, *y;
	char name[INTERFACE_TEXT];

	for (unsigned i = 0; (x = whose_address_at(schema_addresses(a), i)); i++) {
		for (unsigned k = 0; x->set && (y = whose_address_at(schema_addresses(b), k));
		     k++) {
			struct ip4 wider = {x->mask.host & y->mask.host};

			if (y->set && ip4_together(x->address, y->address, wider))
				conf_error_add(e, x,
					       "The address conflicts with an address of interface "
					       "%s.",
					       schema_interface(b, name));
		}
	}
}

static void
addressed(const struct conf *c, struct conf_errors *e)
{
	const struct conf_object *o = NULL;

	while ((o = schema_next_addressed(c, o))) {
		const struct conf_object *before = NULL;

		conf_errors_in(e, o, schema_link_part(o, VLANIF_LAN));
		while ((before = schema_next_addressed(c, before)) && before != o)
			clashes(o, before, e);
	}
}

/* One VLAN has one interface, and a bridge: neither a second sub-interface nor ports with
 * portswitch may be in it. */
static void
one_of_its_vlan(const struct conf *c, const struct conf_object *o, struct conf_errors *e)
{
	const struct lan_sub *s = schema_sub(o);
	const void *line = s->dot1q.set ? (const void *)&s->dot1q : &s->termination;
	struct conf_path vlanif = conf_path_number(VIEW_VLANIF, schema_link_vlan(o));
	const struct conf_object *before = NULL;
	char name[INTERFACE_TEXT];

	if (conf_find(c, &vlanif))
		conf_error_add(e, line, "The VLAN %u has the interface Vlanif%u.",
			       schema_link_vlan(o), schema_link_vlan(o));
	else if (vlan_exists(c, schema_link_vlan(o)))
		conf_error_add(e, line, "The VLAN %u is one of layer 2 ports (vlan %u).",
			       schema_link_vlan(o), schema_link_vlan(o));
	while ((before = conf_next_of(c, VIEW_SUB, before)) && before != o)
		if (schema_link_vlan(before) == schema_link_vlan(o))
			conf_error_add(e, line, "The VLAN %u is that of interface %s.",
				       schema_link_vlan(o), schema_interface(before, name));
}

static void
subs(const struct conf *c, struct conf_errors *e)
{
	const struct conf_object *o = NULL;
	unsigned count = conf_count(c, VIEW_VLANIF);

	while ((o = conf_next_of(c, VIEW_SUB, o))) {
		struct conf_path path =
		    conf_path_number(VIEW_PORT, conf_object_path(o)->key.number);
		const struct conf_object *port = conf_find(c, &path);
		char name[INTERFACE_TEXT];

		conf_errors_in(e, o, SUB_DOT1Q);
		interface_format(interface_port(path.key.number), name);
		lan_sub_validate(schema_sub(o), e);
		if (!conf_path_valid(c, &path))
			conf_error_add(e, NULL, "The interface %s does not exist.", name);
		else if (port && schema_port(port)->portswitch.set)
			conf_error_add(e, NULL, "%s is a layer 2 port (portswitch).", name);
		if (++count > LAN_VLANIFS_MAX)
			conf_error_add(e, NULL,
				       "The number of Vlanif and sub-interfaces exceeds the upper "
				       "limit (%d).",
				       (int)LAN_VLANIFS_MAX);
		if (schema_link_vlan(o) != 0)
			one_of_its_vlan(c, o, e);
	}
}

static void
vlanifs(const struct conf *c, struct conf_errors *e)
{
	const struct conf_object *o = NULL;

	while ((o = conf_next_of(c, VIEW_VLANIF, o))) {
		uint32_t vlan = conf_object_path(o)->key.number;

		conf_errors_in(e, o, VLANIF_LAN);
		if (!vlan_exists(c, vlan))
			conf_error_add(e, NULL, "The VLAN %u does not exist.", vlan);
	}
}

static void
groups(const struct conf *c, struct conf_errors *e)
{
	const struct conf_object *o = NULL;
	unsigned count = 0;

	while ((o = schema_next_link(c, o)))
		group_rules(c, o, &count, e);
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

/* What keeps a pair from being Connected for as long as it stands. */
static void
kept_apart(const struct rbs_config *r, struct conf_errors *e)
{
	const void *line = r->shutdown.set     ? (const void *)&r->shutdown
			   : r->block_send.set ? (const void *)&r->block_send
					       : &r->block_receive;

	if (r->shutdown.set || r->block_send.set || r->block_receive.set)
		conf_warning_add(e, line,
				 "As long as this stands the pair is Interrupted, unless the peer "
				 "was declared down: new clients get addresses of this device's "
				 "half only, and leases are short (MCLT).");
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
		kept_apart(r, e);
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
	const struct vrrp_group_config *g = whose_group(c, p);
	const struct conf_object *o = g ? schema_link(c, p->vrrp.interface) : NULL;
	uint16_t delay;

	if (!g || !p->dhcp_server.set || g->preempt_disable.set)
		return;
	delay = g->preempt_delay.delay_s;
	if (delay >= PREEMPT_DELAY_ADVISED_S ||
	    (delay == 0 && g->priority.value <= VRRP_PRIORITY_DEFAULT))
		return;
	conf_errors_in(e, o, schema_link_part(o, VLANIF_VRRP));
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
		char name[INTERFACE_TEXT];

		conf_errors_in(e, o, 0);
		backup_id(c, o, e);
		if (p->vrrp.set && !whose_group(c, p))
			conf_error_add(e, &p->vrrp,
				       "The VRRP group %u does not exist on interface %s.",
				       p->vrrp.vrid, interface_format(p->vrrp.interface, name));
		if (p->dhcp_server.set && p->peer_backup.set && p->peer_backup.mode != RBP_HOT)
			conf_error_add(e, &p->peer_backup,
				       "The service type dhcp-server supports only peer-backup "
				       "hot.");
		preemption(c, p, e);
		patience(c, o, e);
	}
}

/* ---- routes ---- */

/* A next hop in no subnet of an interface can have no route in the kernel. */
static bool
is_on_link(const struct conf *c, struct ip4 hop)
{
	const struct conf_object *o = NULL;
	const struct lan_address *a;

	while ((o = schema_next_link(c, o)))
		for (unsigned i = 0; (a = whose_address_at(schema_addresses(o), i)); i++)
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
	subs(c, e);
	groups(c, e);
	addressed(c, e);
	policies(c, e);
	services(c, e);
	profiles(c, e);
	pool_rules(c, e);
	routes(c, e);
	bfd_rules(c, e);
	users(c, e);
}

/* ---- all of it ---- */

/* The rules of one link; VRRP is told the addresses it must agree with. */
static void
validate_link(const struct conf *c, const struct conf_object *o, struct conf_errors *e)
{
	const struct lan_vlanif *v = schema_addresses(o);
	struct vrrp_subnet subnet[1 + LAN_SUB_ADDRESSES_MAX];
	struct vrrp_system_config system;
	unsigned count = 0;

	static_assert((int)VRRP_SUBNETS_MAX == 1 + (int)LAN_SUB_ADDRESSES_MAX, "one each");
	if (v->primary.set)
		subnet[count++] = (struct vrrp_subnet){v->primary.address, v->primary.mask};
	for (unsigned i = 0; i < LAN_SUB_ADDRESSES_MAX && v->sub[i].set; i++)
		subnet[count++] = (struct vrrp_subnet){v->sub[i].address, v->sub[i].mask};
	conf_errors_in(e, o, schema_link_part(o, VLANIF_VRRP));
	schema_system_vrrp_filled(c, &system);
	vrrp_interface_validate(schema_link_vrrp(o), subnet, count, system.version.version, e);
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
	while ((o = schema_next_link(c, o)))
		validate_link(c, o, e);
	while ((o = schema_next_addressed(c, o))) {
		conf_errors_in(e, o, schema_link_part(o, VLANIF_LAN));
		lan_vlanif_validate(schema_addresses(o), e);
	}
	while ((o = conf_next_of(c, VIEW_PORT, o))) {
		conf_errors_in(e, o, 0);
		lan_port_validate(schema_port(o), e);
	}
	between(c, e);
	conf_errors_sort(e);
	return e->errors == 0;
}
