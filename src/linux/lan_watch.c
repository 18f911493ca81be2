/* linux/lan_watch.c -- see lan_watch.h.
 *
 * The lists of what is wanted follow lan_apply.c, wish by wish: ports, bridges, sub-interfaces,
 * macvlans. What depends on a port's carrier is judged only when the picture agrees with what was
 * heard last; else an event is on its way. Memory grows with the links of the machine and is kept
 * in struct links. */
#include "linux/lan_watch.h"

#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "linux/lan_apply.h"
#include "linux/vlan.h"
#include "pulse/pulse.h"

/* ---- what is wanted ---- */

static bool
grow(void **list, unsigned *room, unsigned count, size_t size)
{
	unsigned more = *room ? *room * 2 : 64;
	void *bigger;

	if (count < *room)
		return true;
	bigger = realloc(*list, more * size);
	if (!bigger)
		return false;
	*list = bigger;
	*room = more;
	return true;
}

static struct lan_keep *
want_link(struct lan_watch *w, const char *name, uint16_t vlan)
{
	void *list = w->keep;
	struct lan_keep *k;

	w->failed |= !grow(&list, &w->keeps_room, w->keeps_count, sizeof(*w->keep));
	w->keep = list;
	if (w->failed)
		return NULL;
	k = &w->keep[w->keeps_count++];
	*k = (struct lan_keep){.vlan = vlan};
	snprintf(k->name, sizeof(k->name), "%s", name);
	return k;
}

static void
want_address(struct lan_watch *w, const char *link, const struct lan_keep_address *what)
{
	void *list = w->address;
	struct lan_keep_address *k;

	w->failed |= !grow(&list, &w->addresses_room, w->addresses_count, sizeof(*w->address));
	w->address = list;
	if (w->failed)
		return;
	k = &w->address[w->addresses_count++];
	*k = *what;
	snprintf(k->link, sizeof(k->link), "%s", link);
}

static void
want_ports(struct links *l)
{
	for (unsigned i = 0; i < l->map.count; i++) {
		struct lan_keep *k =
		    l->port[i].index ? want_link(&l->looking, l->map.port[i].device, 0) : NULL;

		if (!k)
			continue;
		k->given = true;
		k->filters = LAN_FILTER_IN | LAN_FILTER_OUT;
	}
}

static void
want_vlanif(struct links *l, const struct lan_wanted_vlanif *want)
{
	char name[IF_NAMESIZE];
	struct lan_keep *k;

	snprintf(name, sizeof(name), "Vlanif%u", want->vlan);
	k = want_link(&l->looking, name, want->vlan);
	if (!k)
		return;
	k->up = want->up ? LAN_KEEP_UP : LAN_KEEP_DOWN;
	k->has_mac = true;
	k->mac = l->mac;
	k->filters = LAN_FILTER_IN | LAN_FILTER_OUT;
	for (unsigned i = 0; want->up && i < want->count; i++) {
		struct lan_keep_address a = {
		    .vlan = want->vlan,
		    .address = want->address[i].address,
		    .prefix = (uint8_t)ip4_mask_length(want->address[i].mask),
		};

		want_address(&l->looking, name, &a);
	}
}

static void
want_loopback(struct links *l, const struct lan_wanted_loopback *want)
{
	char name[IF_NAMESIZE];
	struct lan_keep *k;

	snprintf(name, sizeof(name), "LoopBack%u", want->number);
	k = want_link(&l->looking, name, LAN_LOST_NO_VLAN);
	if (!k)
		return;
	k->up = LAN_KEEP_UP;
	for (unsigned i = 0; i < want->count; i++) {
		struct lan_keep_address a = {
		    .vlan = LAN_LOST_NO_VLAN,
		    .address = want->address[i].address,
		    .prefix = (uint8_t)ip4_mask_length(want->address[i].mask),
		};

		want_address(&l->looking, name, &a);
	}
}

static void
want_sub(struct links *l, const struct lan_port_state *port, const char *device, uint16_t vlan)
{
	const struct lan_seen_link *seen = lan_seen_by_index(&l->seen, port->index);
	bool dot1q = l->dot1q && port->want->untagged != vlan;
	bool steady = seen && (lan_seen_running(seen) && port->want->up) == port->running;
	char inner[IF_NAMESIZE], outer[IF_NAMESIZE];
	struct lan_keep *k;

	vlan_names(device, port->index, vlan, inner, outer);
	k = want_link(&l->looking, inner, vlan);
	if (!k)
		return;
	snprintf(k->below, sizeof(k->below), "Vlanif%u", vlan);
	k->up = dot1q && !(steady && port->running) ? LAN_KEEP_ANY : LAN_KEEP_UP;
	k = dot1q ? NULL : want_link(&l->looking, outer, vlan);
	if (!k)
		return;
	snprintf(k->below, sizeof(k->below), "%s", inner); /* the other end */
	k->up = !steady ? LAN_KEEP_ANY : port->running ? LAN_KEEP_UP : LAN_KEEP_DOWN;
	k->filters = LAN_FILTER_IN;
}

/* As virtual.h puts it there. */
static uint8_t
prefix_of(const struct lan_wanted *w, uint16_t vlan, struct ip4 vip)
{
	for (unsigned i = 0; i < w->vlanifs_count; i++) {
		const struct lan_wanted_vlanif *v = &w->vlanif[i];

		for (unsigned k = 0; v->vlan == vlan && v->up && k < v->count; k++)
			if (ip4_same(v->address[k].address, vip))
				return (uint8_t)ip4_mask_length(v->address[k].mask);
	}
	return 32;
}

static void
want_virtual(struct links *l, const struct lan_wanted_virtual *want,
	     const struct virtual_owned *owned)
{
	char name[IF_NAMESIZE];
	struct lan_keep *k;

	snprintf(name, sizeof(name), "vrrp%u.%u", want->vrid, want->vlan);
	k = want_link(&l->looking, name, want->vlan);
	if (!k)
		return;
	snprintf(k->below, sizeof(k->below), "Vlanif%u", want->vlan);
	k->vrid = want->vrid;
	k->has_mac = true;
	k->mac = mac_vrrp(want->vrid);
	k->up = owned ? LAN_KEEP_UP : LAN_KEEP_ANY;
	for (unsigned i = 0; owned && i < owned->count; i++) {
		struct lan_keep_address a = {.vlan = want->vlan,
					     .vrid = want->vrid,
					     .address = owned->vip[i],
					     .prefix =
						 prefix_of(&l->wanted, want->vlan, owned->vip[i])};

		want_address(&l->looking, name, &a);
	}
}

static const struct virtual_owned *
owned_of(const struct virtual_owned *list, unsigned count, const struct lan_wanted_virtual *of)
{
	for (unsigned i = 0; i < count; i++)
		if (list[i].vlan == of->vlan && list[i].vrid == of->vrid)
			return &list[i];
	return NULL;
}

static void
want_all(struct links *l, const struct virtual_owned *owned, unsigned owned_count)
{
	const struct lan_wanted *w = &l->wanted;

	l->looking.keeps_count = l->looking.addresses_count = 0;
	want_ports(l);
	for (unsigned k = 0; k < w->vlanifs_count; k++) {
		uint16_t vlan = w->vlanif[k].vlan;

		want_vlanif(l, &w->vlanif[k]);
		for (unsigned i = 0; i < l->map.count; i++)
			if (l->port[i].index && lan_carries(l->port[i].want, vlan))
				want_sub(l, &l->port[i], l->map.port[i].device, vlan);
	}
	for (unsigned i = 0; i < w->loopbacks_count; i++)
		want_loopback(l, &w->loopback[i]);
	for (unsigned i = 0; i < w->virtuals_count; i++)
		want_virtual(l, &w->virtual[i], owned_of(owned, owned_count, &w->virtual[i]));
}

/* ---- what is there ---- */

static void
put_has(struct links *l, const struct lan_seen_link *link, struct lan_has *ret)
{
	const struct lan_seen_link *below =
	    lan_seen_by_index(&l->seen, link->master ? link->master : link->parent);

	*ret = (struct lan_has){.ours = link->group == LINKS_GROUP,
				.up = (link->flags & IFF_UP) != 0,
				.mac = link->mac};
	snprintf(ret->name, sizeof(ret->name), "%s", link->name);
	snprintf(ret->below, sizeof(ret->below), "%s", below ? below->name : "");
}

/* Of the links that are wanted alone: a machine may have thousands of others. */
static void
see_links(struct links *l)
{
	struct lan_watch *w = &l->looking;
	unsigned first = w->keeps_count ? w->turn % w->keeps_count : 0, looked = 0;
	void *list = w->has;

	w->has_count = 0;
	while (w->has_room < w->keeps_count && !w->failed)
		w->failed |= !grow(&list, &w->has_room, w->has_room, sizeof(*w->has));
	w->has = list;
	for (unsigned i = 0; i < w->keeps_count && !w->failed; i++) {
		const struct lan_keep *k = &w->keep[(first + i) % w->keeps_count];
		const struct lan_seen_link *link = lan_seen_by_name(&l->seen, k->name);
		struct lan_has *has = &w->has[w->has_count];

		if (!link)
			continue;
		w->has_count++;
		put_has(l, link, has);
		if (k->filters == 0 || (looked >= LAN_WATCH_FILTERS && !w->all_filters))
			continue;
		has->looked = true;
		has->filters = gate_look(l->talk, link->index);
		looked++;
		w->turn = (first + i + 1) % w->keeps_count;
	}
	w->all_filters = false;
}

static bool
see_addresses(struct links *l)
{
	struct lan_watch *w = &l->looking;
	void *list = w->has_address;
	unsigned count = 0;

	if (lan_address_read(l->talk, &w->addresses) < 0)
		return false;
	while (w->has_addresses_room < w->addresses.count && !w->failed)
		w->failed |= !grow(&list, &w->has_addresses_room, w->has_addresses_room,
				   sizeof(*w->has_address));
	w->has_address = list;
	for (unsigned i = 0; i < w->addresses.count && !w->failed; i++) {
		const struct lan_address_seen *a = &w->addresses.list[i];
		const struct lan_seen_link *link = lan_seen_by_index(&l->seen, a->index);
		struct lan_has_address *has = &w->has_address[count];

		if (!link || link->group != LINKS_GROUP)
			continue;
		count++;
		*has = (struct lan_has_address){.address = a->address, .prefix = a->prefix};
		snprintf(has->link, sizeof(has->link), "%s", link->name);
	}
	w->has_addresses_count = count;
	return !w->failed;
}

bool
lan_watch_look(struct links *l, const struct virtual *v, struct lan_lost ret[LAN_LOST_MAX],
	       unsigned *ret_count)
{
	struct virtual_owned owned[PULSE_GROUPS_MAX];
	struct lan_watch *w = &l->looking;
	struct lan_picture picture;
	unsigned round, count = virtual_list(v, owned, &round);

	w->failed = false;
	if (!l->applied || lan_seen_read(l->talk, &l->seen) < 0)
		return false;
	want_all(l, owned, count);
	see_links(l);
	if (!see_addresses(l) || !virtual_is_still(v, round))
		return false;
	picture = (struct lan_picture){.keeps_count = w->keeps_count,
				       .keep_addresses_count = w->addresses_count,
				       .has_count = w->has_count,
				       .has_addresses_count = w->has_addresses_count,
				       .keep = w->keep,
				       .keep_address = w->address,
				       .has = w->has,
				       .has_address = w->has_address};
	*ret_count = lan_differ(&picture, ret);
	return true;
}
