/* node/config/collect.c -- values for the rooms that know no views.
 *
 * What collect_links() gives points into the configuration and lasts as long; collect_pulse()
 * copies, for its values go to another thread. Bounds of the receivers hold here too, but no
 * Vlanif or group is lost by them: the view has its maximum, and node/config/validate.c counts
 * the groups. */
#include "node/config/collect.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "bfd/rows.h"
#include "conf/interface.h"
#include "node/config/schema.h"

/* All ports of the map; those with nothing configured have no object. */
static void
collect_ports(const struct conf *c, struct collect_links *ret)
{
	const struct conf_ports *ports = conf_ports(c);
	struct lan_links *links = &ret->links;

	for (unsigned i = 0; i < ports->count && i < LAN_PORTS_MAX; i++) {
		struct conf_path path = conf_path_number(VIEW_PORT, ports->number[i]);
		const struct conf_object *o = conf_find(c, &path);

		interface_format(interface_port(ports->number[i]), ret->name[i]);
		links->port[i].name = ret->name[i];
		links->port[i].config = o ? schema_port(o) : NULL;
		links->ports_count++;
	}
}

static bool
is_virtual(struct ip4 address, const struct vrrp_group_config *g)
{
	for (unsigned i = 0; i < VRRP_VIPS_MAX; i++)
		if (g->vip[i].set && ip4_same(g->vip[i].address, address))
			return true;
	return false;
}

static void
collect_silent(const struct vrrp_group_config *g, struct lan_wanted_virtual *ret)
{
	static_assert((int)LAN_SILENT_MAX == (int)VRRP_VIPS_MAX, "every address of a group");
	for (unsigned i = 0; i < VRRP_VIPS_MAX && g->vip[i].set; i++)
		ret->silent[ret->silent_count++] = g->vip[i].address;
}

static void
collect_group(uint16_t vlan, const struct lan_vlanif *lan, const struct vrrp_group_config *g,
	      struct lan_wanted_virtual *ret)
{
	*ret = (struct lan_wanted_virtual){.vlan = vlan, .vrid = g->vrid};
	if (lan->primary.set && is_virtual(lan->primary.address, g))
		ret->owns[ret->owns_count++] = lan->primary.address;
	for (unsigned i = 0; i < LAN_SUB_ADDRESSES_MAX; i++)
		if (lan->sub[i].set && is_virtual(lan->sub[i].address, g))
			ret->owns[ret->owns_count++] = lan->sub[i].address;
}

static void
collect_groups(const struct conf_object *o, bool silent, struct lan_links *ret)
{
	const struct vrrp_interface_config *v = schema_link_vrrp(o);

	for (unsigned i = 0; i < VRRP_GROUPS_MAX; i++) {
		struct lan_wanted_virtual *to = &ret->virtual[ret->virtuals_count];

		if (!v->group[i].set || ret->virtuals_count == LAN_VIRTUALS_MAX)
			continue;
		ret->virtuals_count++;
		collect_group(schema_link_vlan(o), schema_addresses(o), &v->group[i], to);
		if (silent)
			collect_silent(&v->group[i], to);
	}
}

/* Those whose port is not in the port map carry nothing: validate.c refuses them. */
static void
collect_subs(const struct conf *c, struct collect_links *ret)
{
	struct lan_links *links = &ret->links;
	const struct conf_object *o = NULL;

	while ((o = conf_next_of(c, VIEW_SUB, o)) && links->vlanifs_count < LAN_VLANIFS_MAX) {
		unsigned i = links->vlanifs_count;
		struct interface_name port = interface_port(conf_object_path(o)->key.number);
		char text[INTERFACE_TEXT];

		interface_format(port, text);
		for (unsigned p = 0; p < links->ports_count; p++) {
			if (strcmp(links->port[p].name, text) != 0)
				continue;
			schema_interface(o, ret->sub[i]);
			links->vlanif[links->vlanifs_count++] =
			    (struct lan_links_vlanif){schema_link_vlan(o), schema_addresses(o),
						      links->port[p].name, ret->sub[i]};
		}
	}
}

static void
collect_loopbacks(const struct conf *c, struct lan_links *ret)
{
	struct conf_path null0 = conf_path_number(VIEW_NULL, 0);
	const struct conf_object *o = conf_find(c, &null0);

	ret->null0 = o ? schema_null(o) : NULL;
	for (o = NULL; (o = conf_next_of(c, VIEW_LOOPBACK, o));)
		if (ret->loopbacks_count < LAN_LOOPBACKS_MAX)
			ret->loopback[ret->loopbacks_count++] = (struct lan_links_loopback){
			    (uint16_t)conf_object_path(o)->key.number, schema_loopback(o)};
}

void
collect_links(const struct conf *c, struct collect_links *ret)
{
	static const struct lan_vlan vlan_1;
	struct lan_links *links = &ret->links;
	struct vrrp_system_config vrrp;
	const struct conf_object *o = NULL;

	memset(ret, 0, sizeof *ret);
	schema_system_vrrp_filled(c, &vrrp);
	links->system = schema_system_lan(c);
	while ((o = conf_next_of(c, VIEW_VLAN, o)))
		links->vlan[conf_object_path(o)->key.number] = schema_vlan(o);
	collect_ports(c, ret);
	collect_loopbacks(c, links);
	for (o = NULL; (o = conf_next_of(c, VIEW_VLANIF, o));) {
		uint16_t vlan = (uint16_t)conf_object_path(o)->key.number;

		if (links->vlanifs_count == LAN_VLANIFS_MAX)
			break;
		if (vlan == 1 && links->vlan[1] == NULL)
			links->vlan[1] = &vlan_1; /* there without a line of its own */
		links->vlanif[links->vlanifs_count++] =
		    (struct lan_links_vlanif){vlan, schema_addresses(o), NULL, NULL};
	}
	collect_subs(c, ret);
	while ((o = schema_next_link(c, o)))
		collect_groups(o, vrrp.no_ping.set, links);
}

static unsigned
subnets_of(const struct lan_vlanif *v, struct vrrp_subnet ret[VRRP_SUBNETS_MAX])
{
	unsigned count = 0;

	static_assert((int)VRRP_SUBNETS_MAX == 1 + (int)LAN_SUB_ADDRESSES_MAX, "one each");
	if (v->primary.set)
		ret[count++] = (struct vrrp_subnet){v->primary.address, v->primary.mask};
	for (unsigned i = 0; i < LAN_SUB_ADDRESSES_MAX && v->sub[i].set; i++)
		ret[count++] = (struct vrrp_subnet){v->sub[i].address, v->sub[i].mask};
	return count;
}

static void
pulse_of_link(const struct conf *c, const struct conf_object *o, struct pulse_config *ret)
{
	struct vrrp_system_config system;
	const struct vrrp_interface_config *v = schema_link_vrrp(o);
	const struct lan_vlanif *lan = schema_addresses(o);

	schema_system_vrrp_filled(c, &system);
	for (unsigned i = 0; i < VRRP_GROUPS_MAX && ret->count < PULSE_GROUPS_MAX; i++) {
		struct pulse_group *g;

		if (!v->group[i].set)
			continue;
		g = &ret->group[ret->count++];
		g->vlan = schema_link_vlan(o);
		g->interface = schema_interface_name(o);
		g->config = v->group[i];
		g->version = system.version.version;
		g->checksum = system.checksum.form;
		g->sends = system.sends.mode;
		g->source = lan->primary.address;
		g->recover_delay_s =
		    v->recover_delay.set ? v->recover_delay.seconds : system.recover_delay.seconds;
		g->check_ttl = !v->un_check_ttl.set;
		g->learn_interval = !system.no_learning.set;
		g->subnets_count = (uint8_t)subnets_of(lan, g->subnet);
	}
}

/* One hop leaves from the primary address of the link, unless another one is named. */
static struct ip4
source_of(const struct bfd_config *b, const struct conf_object *link)
{
	if (ip4_set(b->bind.source) || link == NULL)
		return b->bind.source;
	return schema_addresses(link)->primary.address;
}

static void
bfd_of_session(const struct conf *c, const struct conf_object *o, struct bfd_settings *ret)
{
	struct bfd_config b = *schema_bfd(o);
	const struct conf_object *link = schema_link(c, b.bind.interface);

	conf_fill(&bfd_part, &b);
	memset(ret, 0, sizeof *ret);
	memcpy(ret->name, b.bind.name, sizeof ret->name);
	ret->peer = b.bind.peer;
	ret->source = source_of(&b, link);
	ret->vlan = link ? schema_link_vlan(link) : 0;
	ret->interface = b.bind.interface;
	ret->automatic = b.bind.automatic;
	ret->shutdown = b.shutdown.set;
	ret->local = b.local.number;
	ret->remote = b.remote.number;
	ret->multiplier = b.multiplier.count;
	ret->min_tx_us = (uint32_t)(b.min_tx.ms * TIME_MS);
	ret->min_rx_us = (uint32_t)(b.min_rx.ms * TIME_MS);
	ret->wait_us = b.wait.minutes * 60 * TIME_SEC;
}

static void
bfds_of(const struct conf *c, struct pulse_config *ret)
{
	const struct conf_object *o = NULL;

	while (conf_count(c, VIEW_BFD) > 0 && (o = conf_next_of(c, VIEW_BFD_SESSION, o)))
		bfd_of_session(c, o, &ret->bfd[ret->bfds_count++]);
}

void
collect_pulse(const struct conf *c, struct pulse_config *ret)
{
	struct vrrp_system_config system;
	const struct conf_object *o = NULL;

	schema_system_vrrp_filled(c, &system);
	memset(ret, 0, sizeof *ret);
	while ((o = schema_next_link(c, o)))
		pulse_of_link(c, o, ret);
	bfds_of(c, ret);
	if (!system.gratuitous_arp_disable.set)
		ret->gratuitous_arp_s = system.gratuitous_arp.seconds;
	ret->garp_enhanced = system.gratuitous_arp_enhance.set;
	ret->first_packet_delay_s = system.first_packet_delay.seconds;
}

void
collect_tls(const struct conf *c, struct tls_wanted *ret)
{
	const struct conf_object *o = NULL;

	memset(ret, 0, sizeof *ret);
	while ((o = conf_next_of(c, VIEW_SSL, o))) {
		struct tls_named *named = &ret->list[ret->count++];

		snprintf(named->name, sizeof named->name, "%.*s", (int)TLS_NAME_MAX,
			 conf_object_path(o)->key.name);
		named->config = *schema_ssl(o);
	}
}
