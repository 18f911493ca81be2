/* linux/lan_apply.c -- see lan_apply.h.
 *
 * An apply reads what the kernel has, removes what is ours and not wanted, then goes through the
 * wishes in order: guards at the ports, bridges, sub-interfaces, macvlans; each step looks first
 * and changes only what differs. So there is no record of what was made that could be wrong, and a
 * half-done apply is mended by the next.
 *
 * On the loop's thread. An apply takes milliseconds, and VRRP goes on beside it: macvlans that stay
 * wanted are not touched, whether they are up or down is the pulse thread's (virtual.h). */
#include "linux/lan_apply.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/text.h"
#include "linux/lan_address.h"
#include "linux/lan_make.h"
#include "linux/lan_route.h"
#include "linux/vlan.h"

bool
lan_fail(struct text *message, const char *name, const char *what, int error, const char *reason)
{
	text_add(message, "%s: %s: %s", name, what, strerror(-error));
	if (reason[0])
		text_add(message, " (%s)", reason);
	if (error == -EPERM || error == -EACCES)
		text_add(message, "; it takes root, or CAP_NET_ADMIN, CAP_NET_RAW and CAP_BPF");
	return false;
}

bool
lan_check_device(const struct links *l, unsigned i, struct text *message)
{
	const char *name = l->map.port[i].name, *device = l->map.port[i].device;
	const struct lan_seen_link *link = lan_seen_by_name(&l->seen, device), *master;

	if (!link) {
		text_add(message, "%s: there is no device %s", name, device);
		return false;
	}
	if (link->type != ARPHRD_ETHER) {
		text_add(message, "%s: device %s is not an Ethernet device", name, device);
		return false;
	}
	if (link->master) {
		master = lan_seen_by_index(&l->seen, link->master);
		text_add(message, "%s: device %s already belongs to %s", name, device,
			 master ? master->name : "another device");
		return false;
	}
	return true;
}

/* ---- wishes ---- */

bool
lan_wants_vlanif(const struct links *l, uint16_t vlan)
{
	for (unsigned i = 0; i < l->wanted.vlanifs_count; i++)
		if (l->wanted.vlanif[i].vlan == vlan)
			return true;
	return false;
}

bool
lan_carries(const struct lan_wanted_port *want, uint16_t vlan)
{
	return want && want->carries &&
	       (want->untagged == vlan || lan_vlan_in(&want->tagged, vlan));
}

/* The port's VLAN in the gate's map: 0 is the untagged one. */
static bool
carried_wanted(const void *data, int index, uint16_t tag)
{
	const struct links *l = data;

	for (unsigned i = 0; i < l->map.count; i++) {
		const struct lan_wanted_port *want = l->port[i].want;
		uint16_t vlan;

		if (l->port[i].index != index || !want)
			continue;
		vlan = tag ? tag : want->untagged;
		return lan_carries(want, vlan) && (tag == 0) == (vlan == want->untagged) &&
		       lan_wants_vlanif(l, vlan);
	}
	return false;
}

/* The names of sub-interfaces hold their VLAN behind the last dot. */
static bool
sub_wanted(const struct links *l, const char *name)
{
	const char *dot = strrchr(name, '.');
	unsigned long vlan = dot ? strtoul(dot + 1, NULL, 10) : 0;

	if (vlan == 0 || vlan > LAN_VLAN_MAX || !lan_wants_vlanif(l, (uint16_t)vlan))
		return false;
	for (unsigned i = 0; i < l->map.count; i++) {
		char inner[IF_NAMESIZE], outer[IF_NAMESIZE];

		if (!lan_carries(l->port[i].want, (uint16_t)vlan))
			continue;
		vlan_names(l->map.port[i].device, l->port[i].index, (uint16_t)vlan, inner, outer);
		if (strcmp(name, inner) == 0 || strcmp(name, outer) == 0)
			return true;
	}
	return false;
}

static void
vlanif_name(uint16_t vlan, char ret[IF_NAMESIZE])
{
	snprintf(ret, IF_NAMESIZE, "Vlanif%u", vlan);
}

static void
loopback_name(const struct lan_wanted_loopback *l, char ret[IF_NAMESIZE])
{
	snprintf(ret, IF_NAMESIZE, "LoopBack%u", l->number);
}

static void
virtual_name(const struct lan_wanted_virtual *v, char ret[IF_NAMESIZE])
{
	snprintf(ret, IF_NAMESIZE, "vrrp%u.%u", v->vrid, v->vlan);
}

static bool
link_wanted(const struct links *l, const struct lan_seen_link *link)
{
	char name[IF_NAMESIZE];

	for (unsigned i = 0; i < l->wanted.vlanifs_count; i++) {
		vlanif_name(l->wanted.vlanif[i].vlan, name);
		if (strcmp(link->name, name) == 0)
			return true;
	}
	for (unsigned i = 0; i < l->wanted.loopbacks_count; i++) {
		loopback_name(&l->wanted.loopback[i], name);
		if (strcmp(link->name, name) == 0)
			return true;
	}
	for (unsigned i = 0; i < l->wanted.virtuals_count; i++) {
		virtual_name(&l->wanted.virtual[i], name);
		if (strcmp(link->name, name) == 0)
			return true;
	}
	return sub_wanted(l, link->name);
}

bool
lan_read_seen(struct links *l, struct text *message)
{
	int result = lan_seen_read(l->talk, &l->seen);

	return result == 0 || lan_fail(message, "links", "cannot be listed", result, "");
}

/* Takes the wishes of each port of the map, and its present index. */
static bool
match_ports(struct links *l, struct text *message)
{
	const struct lan_wanted *w = &l->wanted;

	for (unsigned i = 0; i < l->map.count; i++)
		l->port[i].want = NULL;
	for (unsigned i = 0; i < w->ports_count; i++) {
		int at = ports_find(&l->map, w->port[i].name);

		if (at < 0) {
			text_add(message, "%s: no device in the port map", w->port[i].name);
			return false;
		}
		l->port[at].want = &w->port[i];
	}
	for (unsigned i = 0; i < l->map.count; i++) {
		const struct lan_seen_link *link =
		    lan_seen_by_name(&l->seen, l->map.port[i].device);

		l->port[i].index = link ? link->index : 0;
		if (link && link->master && !lan_check_device(l, i, message))
			return false;
	}
	return true;
}

static bool
remove_unwanted(struct links *l, struct text *message)
{
	bool any = false;
	int result;

	for (unsigned i = 0; i < l->seen.count; i++) {
		const struct lan_seen_link *link = &l->seen.link[i];

		if (link->group == LINKS_GROUP_LEAVING)
			any = true;
		if (link->group != LINKS_GROUP || link_wanted(l, link))
			continue;
		result = lan_make_leaving(l->talk, link->index);
		if (result < 0)
			return lan_fail(message, link->name, "cannot be removed", result,
					rtnl_reason(l->talk));
		gate_leave_no_more(l->gate, link->index);
		any = true;
	}
	result = any ? lan_make_group_gone(l->talk, LINKS_GROUP_LEAVING) : 0;
	return result == 0 ||
	       lan_fail(message, "links", "cannot be removed", result, rtnl_reason(l->talk));
}

static int
set_promiscuous(struct links *l, struct lan_port_state *port, bool on)
{
	struct packet_mreq m = {.mr_ifindex = port->index, .mr_type = PACKET_MR_PROMISC};
	int what = on ? PACKET_ADD_MEMBERSHIP : PACKET_DROP_MEMBERSHIP;

	if (on == (port->promiscuous == port->index))
		return 0;
	port->promiscuous = on ? port->index : 0;
	return setsockopt(l->promiscuity, SOL_PACKET, what, &m, sizeof(m)) < 0 ? -errno : 0;
}

static bool
apply_port(struct links *l, unsigned i, struct text *message)
{
	struct lan_port_state *port = &l->port[i];
	const struct lan_seen_link *link = lan_seen_by_index(&l->seen, port->index);
	bool up = port->want && port->want->up;
	int result;

	if (!link)
		return true;
	result = gate_attach(l->gate, l->talk, link->index, GATE_PORT_IN, 0);
	if (result == 0)
		result = gate_attach(l->gate, l->talk, link->index, GATE_PORT_OUT, 0);
	if (result == 0)
		result = set_promiscuous(l, port, port->want && port->want->carries);
	if (result == 0 && !(link->flags & IFF_UP) == up)
		result = lan_make_up(l->talk, link->index, up);
	return result == 0 ||
	       lan_fail(message, l->map.port[i].name, link->name, result, rtnl_reason(l->talk));
}

static bool
foreign(const char *name, struct text *message)
{
	text_add(message, "%s: a device of this name exists and is not ours", name);
	return false;
}

static bool
guarded_wanted(const void *data, uint16_t vlan, struct ip4 address)
{
	const struct lan_wanted *w = data;

	for (unsigned i = 0; i < w->virtuals_count; i++)
		for (unsigned k = 0; k < w->virtual[i].owns_count; k++)
			if (w->virtual[i].vlan == vlan && ip4_same(w->virtual[i].owns[k], address))
				return true;
	return false;
}

/* Before the addresses stand on the Vlanif. */
static int
guard(const struct links *l, uint16_t vlan)
{
	int result = 0;

	for (unsigned i = 0; i < l->wanted.virtuals_count; i++) {
		const struct lan_wanted_virtual *v = &l->wanted.virtual[i];

		for (unsigned k = 0; v->vlan == vlan && k < v->owns_count && result == 0; k++)
			result = gate_guard(l->gate, vlan, v->owns[k], v->vrid);
	}
	return result;
}

static bool
silent_wanted(const void *data, struct ip4 address)
{
	const struct lan_wanted *w = data;

	for (unsigned i = 0; i < w->virtuals_count; i++)
		for (unsigned k = 0; k < w->virtual[i].silent_count; k++)
			if (ip4_same(w->virtual[i].silent[k], address))
				return true;
	return false;
}

/* While it is not owned, nothing answers a ping to it anyway. */
static bool
apply_silence(struct links *l, const struct lan_wanted_virtual *v, struct text *message)
{
	char name[IF_NAMESIZE];
	int result = 0;

	for (unsigned k = 0; k < v->silent_count && result == 0; k++)
		result = gate_silence(l->gate, v->silent[k]);
	virtual_name(v, name);
	return result == 0 || lan_fail(message, name, "cannot be silenced", result, "");
}

static bool
apply_vlanif(struct links *l, const struct lan_wanted_vlanif *want, struct text *message)
{
	char name[IF_NAMESIZE];
	const struct lan_seen_link *link;
	int index, result = 0;

	vlanif_name(want->vlan, name);
	link = lan_seen_by_name(&l->seen, name);
	if (link && link->group != LINKS_GROUP)
		return foreign(name, message);
	if (!link)
		result = lan_make_bridge(l->talk, name, l->mac);
	index = result < 0 ? result : link ? link->index : rtnl_index(l->talk, name);
	if (index < 0)
		return lan_fail(message, name, "cannot be made", index, rtnl_reason(l->talk));
	if (link && !mac_same(link->mac, l->mac))
		result = lan_make_mac(l->talk, index, l->mac);
	if (result == 0)
		result = gate_attach(l->gate, l->talk, index, GATE_IN, want->vlan);
	if (result == 0)
		result = gate_attach(l->gate, l->talk, index, GATE_OUT, want->vlan);
	if (result == 0)
		result = guard(l, want->vlan);
	if (result == 0 && (!link || !(link->flags & IFF_UP) == want->up))
		result = lan_make_up(l->talk, index, want->up);
	if (result == 0)
		result =
		    lan_address_apply(l->talk, index, want->address, want->up ? want->count : 0);
	return result == 0 ||
	       lan_fail(message, name, "cannot be set up", result, rtnl_reason(l->talk));
}

/* No wire, no VLAN, so no gate: what is sent to its addresses comes in by other links. */
static bool
apply_loopback(struct links *l, const struct lan_wanted_loopback *want, struct text *message)
{
	char name[IF_NAMESIZE];
	const struct lan_seen_link *link;
	int index, result = 0;

	loopback_name(want, name);
	link = lan_seen_by_name(&l->seen, name);
	if (link && link->group != LINKS_GROUP)
		return foreign(name, message);
	if (!link)
		result = lan_make_bridge(l->talk, name, l->mac);
	index = result < 0 ? result : link ? link->index : rtnl_index(l->talk, name);
	if (index < 0)
		return lan_fail(message, name, "cannot be made", index, rtnl_reason(l->talk));
	if (!link || !(link->flags & IFF_UP))
		result = lan_make_up(l->talk, index, true);
	if (result == 0)
		result = lan_address_apply(l->talk, index, want->address, want->count);
	return result == 0 ||
	       lan_fail(message, name, "cannot be set up", result, rtnl_reason(l->talk));
}

/* The bridges exist, and `seen` knows them. */
static bool
apply_sub(struct links *l, const struct lan_port_state *port, uint16_t vlan, struct text *message)
{
	char bridge[IF_NAMESIZE], name[IF_NAMESIZE], outer[IF_NAMESIZE];
	struct vlan_sub sub = {
	    .port = lan_seen_by_index(&l->seen, port->index),
	    .vlan = vlan,
	    .tagged = port->want->untagged != vlan,
	    .dot1q = l->dot1q,
	    .running = port->running,
	};
	const struct lan_seen_link *vlanif;
	int result;

	vlanif_name(vlan, bridge);
	vlanif = lan_seen_by_name(&l->seen, bridge);
	if (!sub.port || !vlanif)
		return true;
	sub.bridge = vlanif->index;
	vlan_names(sub.port->name, sub.port->index, vlan, name, outer);
	result = vlan_apply(l->talk, l->gate, &l->seen, &sub);
	if (result == -EEXIST)
		return foreign(name, message);
	return result == 0 ||
	       lan_fail(message, name, "cannot be set up", result, rtnl_reason(l->talk));
}

static bool
apply_virtual(struct links *l, const struct lan_wanted_virtual *want, struct text *message)
{
	char name[IF_NAMESIZE], bridge[IF_NAMESIZE];
	const struct lan_seen_link *link, *vlanif;
	int result = 0;

	virtual_name(want, name);
	vlanif_name(want->vlan, bridge);
	link = lan_seen_by_name(&l->seen, name);
	vlanif = lan_seen_by_name(&l->seen, bridge);
	if (!vlanif)
		return true;
	if (link && link->group != LINKS_GROUP)
		return foreign(name, message);
	if (link && link->parent != vlanif->index) {
		result = lan_make_gone(l->talk, link->index);
		link = NULL;
	}
	if (link && !mac_same(link->mac, mac_vrrp(want->vrid)))
		result = lan_make_mac(l->talk, link->index, mac_vrrp(want->vrid));
	if (result == 0 && !link)
		result = lan_make_macvlan(l->talk, name, vlanif->index, mac_vrrp(want->vrid));
	return result == 0 ||
	       lan_fail(message, name, "cannot be made", result, rtnl_reason(l->talk));
}

void
lan_note_running(struct links *l)
{
	for (unsigned i = 0; i < l->map.count; i++) {
		const struct lan_seen_link *link = lan_seen_by_index(&l->seen, l->port[i].index);

		l->port[i].running =
		    link && lan_seen_running(link) && l->port[i].want && l->port[i].want->up;
	}
}

static bool
apply_members(struct links *l, struct text *message)
{
	for (unsigned i = 0; i < l->map.count; i++)
		for (unsigned k = 0; k < l->wanted.vlanifs_count; k++) {
			uint16_t vlan = l->wanted.vlanif[k].vlan;

			if (lan_carries(l->port[i].want, vlan) &&
			    !apply_sub(l, &l->port[i], vlan, message))
				return false;
		}
	for (unsigned i = 0; i < l->wanted.virtuals_count; i++)
		if (!apply_virtual(l, &l->wanted.virtual[i], message) ||
		    !apply_silence(l, &l->wanted.virtual[i], message))
			return false;
	return true;
}

/* By now the addresses stand that their next hops are reached from. */
static bool
apply_routes(struct links *l, struct text *message)
{
	int result = lan_route_apply(l->talk, l->wanted.route, l->wanted.routes_count);

	return result == 0 ||
	       lan_fail(message, "routes", "cannot be set up", result, rtnl_reason(l->talk));
}

bool
lan_apply(struct links *l, struct text *message)
{
	if (!lan_read_seen(l, message) || !match_ports(l, message) || !remove_unwanted(l, message))
		return false;
	for (unsigned i = 0; i < l->map.count; i++)
		if (!apply_port(l, i, message))
			return false;
	for (unsigned i = 0; i < l->wanted.vlanifs_count; i++)
		if (!apply_vlanif(l, &l->wanted.vlanif[i], message))
			return false;
	for (unsigned i = 0; i < l->wanted.loopbacks_count; i++)
		if (!apply_loopback(l, &l->wanted.loopback[i], message))
			return false;
	if (!lan_read_seen(l, message))
		return false;
	lan_note_running(l);
	if (!apply_members(l, message))
		return false;
	if (!apply_routes(l, message))
		return false;
	gate_sweep(l->gate, carried_wanted, l);
	gate_guard_sweep(l->gate, guarded_wanted, &l->wanted);
	gate_silence_sweep(l->gate, silent_wanted, &l->wanted);
	return true;
}

void
lan_watch_free(struct lan_watch *w)
{
	free(w->keep);
	free(w->address);
	free(w->has);
	free(w->has_address);
	free(w->addresses.list);
}
