/* lan/validate.c -- see lan/validate.h. */
#include "lan/validate.h"

#include "lan/links.h"

static void
needs_portswitch(const struct lan_port *p, const void *record, bool set, struct conf_errors *e)
{
	if (set && !p->portswitch.set)
		conf_error_add(e, record, "The interface is not a layer 2 port (portswitch).");
}

/* What belongs to link type hybrid. */
static void
needs_hybrid(const struct lan_port *p, const void *record, bool set, struct conf_errors *e)
{
	needs_portswitch(p, record, set, e);
	if (set && p->link_type.type != LAN_HYBRID)
		conf_error_add(e, record, "The link type of the port is not hybrid.");
}

static bool
is_only(const struct lan_vlan_set *s, unsigned vlan)
{
	for (unsigned v = 1; v <= LAN_VLAN_MAX; v++)
		if (lan_vlan_in(s, v) && v != vlan)
			return false;
	return true;
}

static void
validate_hybrid(const struct lan_port *p, struct conf_errors *e)
{
	unsigned pvid = lan_port_pvid(p);

	needs_hybrid(p, &p->hybrid_pvid, p->hybrid_pvid.set, e);
	needs_hybrid(p, &p->hybrid_tagged, p->hybrid_tagged.set, e);
	needs_hybrid(p, &p->hybrid_untagged, p->hybrid_untagged.set, e);
	if (p->hybrid_pvid.set && p->default_vlan.set && p->default_vlan.vlan != pvid)
		conf_error_add(e, &p->hybrid_pvid, "The port has another default VLAN.");
	if (p->link_type.type == LAN_HYBRID && !is_only(&p->hybrid_untagged.vlans, pvid))
		conf_error_add(e, &p->hybrid_untagged,
			       "A port carries one VLAN without a tag, and that is its PVID (port "
			       "hybrid pvid vlan).");
	if (p->hybrid_pvid.set && lan_vlan_in(&p->hybrid_tagged.vlans, pvid))
		conf_error_add(e, &p->hybrid_tagged, "The PVID is carried without a tag.");
	else if (p->hybrid_pvid.set && !lan_vlan_in(&p->hybrid_untagged.vlans, pvid))
		conf_warning_add(e, &p->hybrid_pvid,
				 "Untagged frames are dropped: port hybrid untagged vlan %u is "
				 "missing.",
				 pvid);
}

static void
validate_trunk_pvid(const struct lan_port *p, struct conf_errors *e)
{
	needs_portswitch(p, &p->trunk_pvid, p->trunk_pvid.set, e);
	if (!p->trunk_pvid.set)
		return;
	if (p->link_type.type != LAN_TRUNK)
		conf_error_add(e, &p->trunk_pvid, "The link type of the port is not trunk.");
	else if (!lan_vlan_in(&p->allow_pass.vlans, p->trunk_pvid.vlan))
		conf_warning_add(e, &p->trunk_pvid,
				 "Untagged frames are dropped: port trunk allow-pass vlan %u is "
				 "missing.",
				 (unsigned)p->trunk_pvid.vlan);
}

void
lan_port_validate(const struct lan_port *p, struct conf_errors *e)
{
	enum lan_link_type type = p->link_type.type;

	validate_hybrid(p, e);
	validate_trunk_pvid(p, e);
	needs_portswitch(p, &p->link_type, p->link_type.set, e);
	needs_portswitch(p, &p->default_vlan, p->default_vlan.set, e);
	needs_portswitch(p, &p->allow_pass, p->allow_pass.set, e);
	if (p->default_vlan.set && type == LAN_TRUNK)
		conf_error_add(e, &p->default_vlan,
			       "A port of link type trunk has no default VLAN.");
	if (p->allow_pass.set && type == LAN_ACCESS)
		conf_error_add(e, &p->allow_pass,
			       "A port of link type access cannot carry tagged VLANs.");
}

void
lan_sub_validate(const struct lan_sub *s, struct conf_errors *e)
{
	if (s->dot1q.set && s->termination.set)
		conf_error_add(e, &s->termination,
			       "The VLAN is said twice: vlan-type dot1q and dot1q termination.");
	else if (!s->dot1q.set && !s->termination.set)
		conf_error_add(e, NULL,
			       "The sub-interface has no VLAN: vlan-type dot1q, or dot1q "
			       "termination vid.");
}

bool
lan_loopback_address(struct ip4 address, struct ip4 mask)
{
	int length = ip4_mask_length(mask);
	uint32_t host = address.host & ~mask.host, first = address.host >> 24;

	if (length < 1 || first == 0 || first == 127 || first >= 224)
		return false;
	return length >= 31 || (host != 0 && host != ~mask.host);
}

bool
lan_host_address(struct ip4 address, struct ip4 mask)
{
	return ip4_mask_length(mask) < 32 && lan_loopback_address(address, mask);
}

void
lan_vlanif_validate(const struct lan_vlanif *v, struct conf_errors *e)
{
	for (unsigned i = 0; i < LAN_SUB_ADDRESSES_MAX && v->sub[i].set; i++) {
		if (!v->primary.set)
			conf_error_add(e, &v->sub[i],
				       "A secondary address needs a primary address.");
		else if (ip4_same(v->sub[i].address, v->primary.address))
			conf_error_add(e, &v->sub[i], "The address already exists.");
	}
}
