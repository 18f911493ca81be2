/* linux/virtual.c -- see virtual.h.
 *
 * Everything of one change goes to the kernel as one batch. Devices are looked up by name each
 * time: another thread makes and removes them, and a look-up costs microseconds.
 *
 * Order of owning: macvlan up, then addresses, then the bridge's entry; of disowning: the reverse,
 * so that no address stands on a device that is down (the kernel would answer for it elsewhere).
 *
 * On the pulse thread, without a lock: `owned` is the one word that packets ask another thread's
 * object for (virtual_owned()); it is written last when a group is owned, first when it is let go.
 * Who looks at the kernel (lan_watch.h) reads the rest too: `round` is odd while something changes,
 * so what was read between two equal even rounds is one truth. */
#include "linux/virtual.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mac.h"
#include "base/text.h"
#include "linux/gate.h"
#include "linux/lan_address.h"
#include "linux/links.h"
#include "linux/rtnl.h"
#include "pulse/pulse.h"

struct group {
	_Atomic uint32_t owned; /* vlan << 8 | vrid, 0: this place is free */
	atomic_uint count;
	_Atomic uint32_t vip[VRRP_VIPS_MAX]; /* host order */
	uint8_t prefix[VRRP_VIPS_MAX];	     /* as they stand on the macvlan */
};

struct virtual
{
	struct rtnl *talk;
	int inet;	   /* to ask for addresses of a device */
	int heartbeats;	   /* the gate's map; belongs to links */
	atomic_uint round; /* of changes; odd: one is under way */
	struct group group[PULSE_GROUPS_MAX];
};

static uint32_t
key_of(uint16_t vlan, uint8_t vrid)
{
	return (uint32_t)vlan << 8 | vrid;
}

static struct group *
find_group(struct virtual *v, uint32_t key)
{
	for (unsigned i = 0; i < PULSE_GROUPS_MAX; i++)
		if (atomic_load_explicit(&v->group[i].owned, memory_order_relaxed) == key)
			return &v->group[i];
	return NULL;
}

struct virtual *
virtual_open(const struct links *l, struct text *message)
{
	struct virtual *v = calloc(1, sizeof(*v));

	if (v) {
		v->talk = rtnl_open(0);
		v->inet = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	}
	if (!v || !v->talk || v->inet < 0) {
		text_add(message, "virtual addresses: no socket: %s", strerror(errno));
		virtual_close(v);
		return NULL;
	}
	v->heartbeats = links_gate_fd(l);
	return v;
}

struct place { /* where a group lives in the kernel; indices, or -ENODEV */
	int macvlan, bridge;
	uint16_t vlan;
	struct mac mac;
};

static struct place
find_place(struct virtual *v, uint16_t vlan, uint8_t vrid)
{
	struct place p = {.vlan = vlan, .mac = mac_vrrp(vrid)};
	char name[IF_NAMESIZE];

	snprintf(name, sizeof(name), "vrrp%u.%u", vrid, vlan);
	p.macvlan = rtnl_index(v->talk, name);
	snprintf(name, sizeof(name), "Vlanif%u", vlan);
	p.bridge = rtnl_index(v->talk, name);
	return p;
}

static void
begin_up(struct virtual *v, const struct place *p, bool up)
{
	struct ifinfomsg info = {.ifi_family = AF_UNSPEC,
				 .ifi_index = p->macvlan,
				 .ifi_flags = up ? IFF_UP : 0,
				 .ifi_change = IFF_UP};

	rtnl_begin(v->talk, RTM_NEWLINK, 0, &info, sizeof(info), up ? 0 : ENODEV);
}

/* The bridge's local entry; it replaces the one learned while another device was Master. */
static void
begin_entry(struct virtual *v, const struct place *p, bool add)
{
	struct ndmsg n = {.ndm_family = AF_BRIDGE,
			  .ndm_ifindex = p->bridge,
			  .ndm_state = NUD_PERMANENT,
			  .ndm_flags = NTF_SELF};
	struct nlmsghdr *m =
	    rtnl_begin(v->talk, add ? RTM_NEWNEIGH : RTM_DELNEIGH,
		       add ? NLM_F_CREATE | NLM_F_REPLACE : 0, &n, sizeof(n), add ? 0 : ENOENT);

	mnl_attr_put(m, NDA_LLADDR, sizeof(p->mac), &p->mac);
}

static struct ip4
vip_of(const struct group *g, unsigned i)
{
	return (struct ip4){g->vip[i]};
}

static bool
among(struct ip4 vip, uint8_t vip_prefix, const struct ip4 *list, const uint8_t *prefix,
      unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (ip4_same(list[i], vip) && prefix[i] == vip_prefix)
			return true;
	return false;
}

static void
begin_address(struct virtual *v, const struct place *place, struct ip4 address, unsigned prefix,
	      bool add)
{
	struct lan_address_place at = {place->macvlan, address, prefix, 0};

	lan_address_begin(v->talk, &at, add);
}

/* How the address stands on the macvlan: as wide as on the Vlanif, where it is that one's too, so
 * that the route to its subnet leads through the macvlan and this host itself speaks with the
 * virtual MAC. The kernel answers for the first address of a device when it has not the one asked
 * for. */
static uint8_t
prefix_of(const struct virtual *v, uint16_t vlan, struct ip4 vip)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(vip.host)};
	struct ifreq r = {0};

	snprintf(r.ifr_name, sizeof(r.ifr_name), "Vlanif%u", vlan);
	memcpy(&r.ifr_addr, &a, sizeof(a));
	if (ioctl(v->inet, SIOCGIFADDR, &r) != 0)
		return 32;
	memcpy(&a, &r.ifr_addr, sizeof(a));
	if (ntohl(a.sin_addr.s_addr) != vip.host || ioctl(v->inet, SIOCGIFNETMASK, &r) != 0)
		return 32;
	memcpy(&a, &r.ifr_netmask, sizeof(a));
	return (uint8_t)ip4_mask_length((struct ip4){ntohl(a.sin_addr.s_addr)});
}

static int
put_on(struct virtual *v, struct group *g, const struct place *place, const struct ip4 *vips,
       unsigned count)
{
	uint8_t prefix[VRRP_VIPS_MAX];

	for (unsigned i = 0; i < count; i++)
		prefix[i] = prefix_of(v, place->vlan, vips[i]);
	begin_up(v, place, true);
	for (unsigned i = 0; i < g->count; i++)
		if (!among(vip_of(g, i), g->prefix[i], vips, prefix, count))
			begin_address(v, place, vip_of(g, i), g->prefix[i], false);
	for (unsigned i = 0; i < count; i++)
		begin_address(v, place, vips[i], prefix[i], true);
	begin_entry(v, place, true);
	memcpy(g->prefix, prefix, count);
	return rtnl_commit(v->talk);
}

/* Owned also where the links are not there: they are missed then (lan_watch.h), and it is said
 * again. */
int
virtual_own(struct virtual *v, uint16_t vlan, uint8_t vrid, const struct ip4 *vips, unsigned count)
{
	struct group *g = find_group(v, key_of(vlan, vrid));
	struct place place = find_place(v, vlan, vrid);
	int result;

	if (!g)
		g = find_group(v, 0);
	if (!g || count > VRRP_VIPS_MAX)
		return -ENOSPC;
	atomic_fetch_add(&v->round, 1);
	result = place.macvlan < 0 ? place.macvlan : place.bridge < 0 ? place.bridge : 0;
	if (result == 0)
		result = put_on(v, g, &place, vips, count);
	for (unsigned i = 0; i < count; i++)
		g->vip[i] = vips[i].host;
	g->count = count;
	atomic_store_explicit(&g->owned, key_of(vlan, vrid), memory_order_release);
	atomic_fetch_add(&v->round, 1);
	return result;
}

int
virtual_disown(struct virtual *v, uint16_t vlan, uint8_t vrid)
{
	struct group *g = find_group(v, key_of(vlan, vrid));
	struct place place;
	int result;

	if (!g)
		return 0;
	atomic_fetch_add(&v->round, 1);
	atomic_store_explicit(&g->owned, 0, memory_order_release);
	place = find_place(v, vlan, vrid);
	if (place.bridge > 0)
		begin_entry(v, &place, false);
	if (place.macvlan > 0) {
		for (unsigned i = 0; i < g->count; i++)
			begin_address(v, &place, vip_of(g, i), g->prefix[i], false);
		begin_up(v, &place, false);
	}
	result = rtnl_commit(v->talk);
	g->count = 0;
	atomic_fetch_add(&v->round, 1);
	return result == -ENODEV ? 0 : result;
}

int
virtual_heartbeat(struct virtual *v, uint16_t vlan, uint8_t vrid, uint64_t until_us)
{
	return gate_heartbeat(v->heartbeats, vlan, vrid, until_us);
}

bool
virtual_owned(const struct virtual *v, uint16_t vlan, uint8_t vrid)
{
	for (unsigned i = 0; i < PULSE_GROUPS_MAX; i++)
		if (atomic_load_explicit(&v->group[i].owned, memory_order_acquire) ==
		    key_of(vlan, vrid))
			return true;
	return false;
}

unsigned
virtual_list(const struct virtual *v, struct virtual_owned *list, unsigned *ret_round)
{
	unsigned count = 0;

	*ret_round = atomic_load(&v->round);
	for (unsigned i = 0; i < PULSE_GROUPS_MAX; i++) {
		const struct group *g = &v->group[i];
		uint32_t key = atomic_load(&g->owned);
		struct virtual_owned *o = &list[count];

		if (key == 0)
			continue;
		*o = (struct virtual_owned){.vlan = (uint16_t)(key >> 8), .vrid = (uint8_t)key};
		o->count = g->count;
		for (unsigned k = 0; k < o->count; k++)
			o->vip[k] = vip_of(g, k);
		count++;
	}
	return count;
}

bool
virtual_is_still(const struct virtual *v, unsigned round)
{
	return round % 2 == 0 && atomic_load(&v->round) == round;
}

void
virtual_close(struct virtual *v)
{
	if (!v)
		return;
	for (unsigned i = 0; i < PULSE_GROUPS_MAX; i++) {
		uint32_t key = atomic_load_explicit(&v->group[i].owned, memory_order_relaxed);

		if (key)
			virtual_disown(v, (uint16_t)(key >> 8), (uint8_t)key);
	}
	rtnl_close(v->talk);
	if (v->inet >= 0)
		close(v->inet);
	free(v);
}
