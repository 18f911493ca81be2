/* node/config/whose.c -- see node/config/whose.h. */
#include "node/config/whose.h"

#include "node/config/schema.h"

const struct vrrp_group_config *
whose_group(const struct conf *c, const struct rbp_config *p)
{
	const struct conf_object *o = p->vrrp.set ? schema_link(c, p->vrrp.interface) : NULL;
	const struct vrrp_interface_config *v = o ? schema_link_vrrp(o) : NULL;

	for (unsigned g = 0; v && g < VRRP_GROUPS_MAX && v->group[g].set; g++)
		if (v->group[g].vrid == p->vrrp.vrid)
			return &v->group[g];
	return NULL;
}

bool
whose_has_virtual(const struct vrrp_group_config *g, struct ip4 address)
{
	for (unsigned i = 0; i < VRRP_VIPS_MAX && g->vip[i].set; i++)
		if (ip4_same(g->vip[i].address, address))
			return true;
	return false;
}

const struct lan_address *
whose_address_at(const struct lan_vlanif *v, unsigned i)
{
	const struct lan_address *a;

	if (i > LAN_SUB_ADDRESSES_MAX)
		return NULL;
	a = i == 0 ? &v->primary : &v->sub[i - 1];
	return i == 0 || a->set ? a : NULL;
}

bool
whose_is_local(const struct conf *c, struct ip4 address)
{
	const struct conf_object *o = NULL;

	while ((o = schema_next_addressed(c, o))) {
		const struct lan_address *a;

		for (unsigned i = 0; (a = whose_address_at(schema_addresses(o), i)); i++)
			if (a->set && ip4_same(a->address, address))
				return true;
	}
	return false;
}

bool
whose_is_virtual(const struct conf *c, struct ip4 address)
{
	const struct conf_object *o = NULL;

	while ((o = schema_next_link(c, o))) {
		const struct vrrp_interface_config *v = schema_link_vrrp(o);

		for (unsigned g = 0; g < VRRP_GROUPS_MAX && v->group[g].set; g++)
			if (whose_has_virtual(&v->group[g], address))
				return true;
	}
	return false;
}

bool
whose_is_peer(const struct conf *c, struct ip4 address)
{
	const struct conf_object *o = NULL;

	while ((o = conf_next_of(c, VIEW_RBS, o)))
		if (schema_rbs(o)->peer.set && ip4_same(schema_rbs(o)->peer.peer, address))
			return true;
	return false;
}

const char *
whose_owner(const struct conf *c, struct ip4 address)
{
	if (whose_is_local(c, address))
		return "an interface address of this device";
	if (whose_is_virtual(c, address))
		return "a virtual IP address of a VRRP group";
	return whose_is_peer(c, address) ? "the peer address of a remote backup service" : NULL;
}
