/* lan/validate.c -- see lan/validate.h. */
#include "lan/validate.h"

static void
needs_portswitch(const struct lan_port *p, const void *record, bool set, struct conf_errors *e)
{
	if (set && !p->portswitch.set)
		conf_error_add(e, record, "The interface is not a layer 2 port (portswitch).");
}

void
lan_port_validate(const struct lan_port *p, struct conf_errors *e)
{
	enum lan_link_type type = p->link_type.type;

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

bool
lan_host_address(struct ip4 address, struct ip4 mask)
{
	int length = ip4_mask_length(mask);
	uint32_t host = address.host & ~mask.host, first = address.host >> 24;

	if (length < 1 || length > 31 || first == 0 || first == 127 || first >= 224)
		return false;
	return length == 31 || (host != 0 && host != ~mask.host);
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
