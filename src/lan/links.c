/* lan/links.c -- see lan/links.h. */
#include "lan/links.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define COUNT_OF(a) (sizeof(a) / sizeof *(a))

enum lan_link_type
lan_port_type(const struct lan_port *p)
{
	return p != NULL ? p->link_type.type : LAN_HYBRID;
}

static unsigned
vlan_of(const struct lan_port_vlan *v)
{
	return v->set ? v->vlan : 0;
}

unsigned
lan_port_pvid(const struct lan_port *p)
{
	enum lan_link_type type = lan_port_type(p);

	if (type == LAN_TRUNK)
		return vlan_of(&p->trunk_pvid);
	if (type == LAN_HYBRID && p->hybrid_pvid.set)
		return p->hybrid_pvid.vlan;
	return vlan_of(&p->default_vlan);
}

static bool
carries_untagged(const struct lan_port *p, unsigned vlan)
{
	if (lan_port_pvid(p) != vlan)
		return false;
	if (lan_port_type(p) == LAN_TRUNK)
		return lan_vlan_in(&p->allow_pass.vlans, vlan);
	if (lan_port_type(p) == LAN_HYBRID && p->hybrid_pvid.set)
		return lan_vlan_in(&p->hybrid_untagged.vlans, vlan);
	return true;
}

void
lan_port_passes(const struct lan_port *p, struct lan_vlan_set *ret)
{
	enum lan_link_type type = lan_port_type(p);

	memset(ret, 0, sizeof *ret);
	if (type != LAN_ACCESS)
		*ret = p->allow_pass.vlans;
	for (unsigned i = 0; type == LAN_HYBRID && i < COUNT_OF(ret->word); i++)
		ret->word[i] |= p->hybrid_tagged.vlans.word[i];
}

static bool
carries_tagged(const struct lan_port *p, unsigned vlan)
{
	struct lan_vlan_set passes;

	lan_port_passes(p, &passes);
	return lan_vlan_in(&passes, vlan) && !carries_untagged(p, vlan);
}

bool
lan_port_carries(const struct lan_port *p, unsigned vlan, bool *ret_tagged)
{
	bool tagged;

	if (p == NULL || !p->portswitch.set)
		return false;
	tagged = carries_tagged(p, vlan);
	if (!tagged && !carries_untagged(p, vlan))
		return false;
	*ret_tagged = tagged;
	return true;
}

static bool
vlan_exists(const struct lan_links *in, unsigned vlan)
{
	return vlan >= 1 && vlan <= LAN_VLAN_MAX && in->vlan[vlan] != NULL;
}

static void
want_subs(const struct lan_links *in, const struct lan_links_port *port,
	  struct lan_wanted_port *ret)
{
	for (unsigned i = 0; i < in->vlanifs_count && !port->config->portswitch.set; i++) {
		const struct lan_links_vlanif *v = &in->vlanif[i];

		if (v->port == NULL || strcmp(v->port, port->name) != 0)
			continue;
		ret->carries = true;
		ret->tagged.word[v->vlan / 64] |= (uint64_t)1 << v->vlan % 64;
	}
}

static void
want_port(const struct lan_links *in, const struct lan_links_port *from,
	  struct lan_wanted_port *ret)
{
	bool tagged;

	memset(ret, 0, sizeof *ret);
	snprintf(ret->name, sizeof ret->name, "%s", from->name);
	if (from->config == NULL)
		return;
	ret->up = from->config->up.set;
	ret->carries = from->config->portswitch.set;
	want_subs(in, from, ret);
	for (unsigned v = 1; v <= LAN_VLAN_MAX; v++) {
		if (!vlan_exists(in, v) || !lan_port_carries(from->config, v, &tagged))
			continue;
		if (tagged)
			ret->tagged.word[v / 64] |= (uint64_t)1 << v % 64;
		else
			ret->untagged = (uint16_t)v;
	}
}

/* The primary address first; how many. */
static unsigned
want_addresses(const struct lan_vlanif *from, struct lan_address ret[1 + LAN_SUB_ADDRESSES_MAX])
{
	unsigned count = 0;

	if (from->primary.set)
		ret[count++] = from->primary;
	for (unsigned i = 0; i < LAN_SUB_ADDRESSES_MAX; i++)
		if (from->sub[i].set)
			ret[count++] = from->sub[i];
	return count;
}

static void
want_vlanif(const struct lan_links_vlanif *from, struct lan_wanted_vlanif *ret)
{
	memset(ret, 0, sizeof *ret);
	ret->vlan = from->vlan;
	ret->up = !from->config->shutdown.set;
	ret->count = want_addresses(from->config, ret->address);
}

static void
want_loopbacks(const struct lan_links *in, struct lan_wanted *ret)
{
	for (unsigned i = 0; i < in->loopbacks_count; i++) {
		struct lan_wanted_loopback *to = &ret->loopback[ret->loopbacks_count++];

		to->number = in->loopback[i].number;
		to->count = want_addresses(in->loopback[i].config, to->address);
	}
}

static bool
wants_vlanif(const struct lan_wanted *w, unsigned vlan)
{
	for (unsigned i = 0; i < w->vlanifs_count; i++)
		if (w->vlanif[i].vlan == vlan)
			return true;
	return false;
}

static void
want_routes(const struct lan_links *in, struct lan_wanted *ret)
{
	for (unsigned i = 0; in->system && i < LAN_ROUTES_MAX; i++)
		if (in->system->route[i].set)
			ret->route[ret->routes_count++] = in->system->route[i];
}

void
lan_links_wanted(const struct lan_links *in, struct lan_wanted *ret)
{
	assert(in->ports_count <= LAN_PORTS_MAX && in->vlanifs_count <= LAN_VLANIFS_MAX &&
	       in->loopbacks_count <= LAN_LOOPBACKS_MAX && in->virtuals_count <= LAN_VIRTUALS_MAX);
	memset(ret, 0, sizeof *ret);
	for (unsigned i = 0; i < in->ports_count; i++)
		want_port(in, &in->port[i], &ret->port[ret->ports_count++]);
	for (unsigned i = 0; i < in->vlanifs_count; i++)
		if (in->vlanif[i].port != NULL || vlan_exists(in, in->vlanif[i].vlan))
			want_vlanif(&in->vlanif[i], &ret->vlanif[ret->vlanifs_count++]);
	want_loopbacks(in, ret);
	want_routes(in, ret);
	for (unsigned i = 0; i < in->virtuals_count; i++)
		if (wants_vlanif(ret, in->virtual[i].vlan))
			ret->virtual[ret->virtuals_count++] = in->virtual[i];
}
