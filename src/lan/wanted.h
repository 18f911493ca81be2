/* lan/wanted.h -- the links a configuration asks for. linux/ makes the kernel look like this.
 *
 * One topology for both kinds of kernel (docs/kernel.md "VLANs"): per VLAN a bridge named
 * Vlanif<N>; per (port, VLAN) a sub-interface of the port in that bridge, tagged or not; per VRRP
 * group a macvlan on the bridge with the virtual MAC, down until pulse/ owns it. A LoopBack<N> is a
 * bridge without ports.
 * A sub-interface is the same as a Vlanif: a bridge Vlanif<its VLAN>, where its port alone is. */
#ifndef LAN_WANTED_H
#define LAN_WANTED_H

#include "lan/config.h"

enum {
	LAN_PORTS_MAX = 64,
	LAN_VLANIFS_MAX = 256,
	LAN_VIRTUALS_MAX = 64, /* VRRP groups, see pulse.h */
	LAN_SILENT_MAX = 16,   /* virtual addresses of one of them */
	LAN_PORT_NAME_MAX = 31
};

struct lan_wanted_port {
	char name[LAN_PORT_NAME_MAX +
		  1];		    /* GigabitEthernet0/1/1; the port map gives the Linux name */
	bool up;		    /* administratively */
	bool carries;		    /* portswitch, or sub-interfaces; else it carries nothing */
	uint16_t untagged;	    /* VLAN of untagged frames; 0: they are dropped */
	struct lan_vlan_set tagged; /* VLANs carried with a tag, only ones that exist */
};

struct lan_wanted_vlanif { /* one per VLAN that has an interface: Vlanif<N>, or a sub-interface */
	uint16_t vlan;
	bool up;
	unsigned count;
	struct lan_address address[1 + LAN_SUB_ADDRESSES_MAX]; /* primary first */
};

struct lan_wanted_loopback {
	uint16_t number;
	unsigned count;
	struct lan_address address[1 + LAN_SUB_ADDRESSES_MAX]; /* primary first */
};

struct lan_wanted_virtual {
	uint16_t vlan;
	uint8_t vrid;
	uint8_t silent_count;
	struct ip4 silent[LAN_SILENT_MAX]; /* virtual addresses that answer no ping */
	uint8_t owns_count;
	struct ip4
	    owns[1 + LAN_SUB_ADDRESSES_MAX]; /* virtual addresses that are the Vlanif's too */
};

struct lan_wanted {
	unsigned ports_count, vlanifs_count, loopbacks_count, virtuals_count, routes_count;
	struct lan_route route[LAN_ROUTES_MAX];
	struct lan_wanted_port port[LAN_PORTS_MAX];
	struct lan_wanted_vlanif vlanif[LAN_VLANIFS_MAX];
	struct lan_wanted_loopback loopback[LAN_LOOPBACKS_MAX];
	struct lan_wanted_virtual virtual[LAN_VIRTUALS_MAX];
};

#endif
