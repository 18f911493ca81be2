/* lan/config.h -- VLANs, ports, Vlanif and LoopBack interfaces as configuration values.
 *
 * Plain data: copied whole, compared whole, all zero when nothing is configured. The key of an
 * object (vlan 100, GigabitEthernet0/1/1, Vlanif100) stands outside, in conf. docs/vrp.md "VLANs
 * and interfaces". */
#ifndef LAN_CONFIG_H
#define LAN_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ip4.h"

enum {
	LAN_VLAN_MAX = 4094,	    /* highest VLAN identifier; the lowest is 1 */
	LAN_DESCRIPTION_MAX = 242,  /* characters of a description, without the end */
	LAN_SUB_ADDRESSES_MAX = 31, /* secondary addresses of one interface */
	LAN_ROUTES_MAX = 64,	    /* of the device's own */
	LAN_LOOPBACKS_MAX = 32	    /* interfaces LoopBack<N> */
};

struct lan_vlan_set { /* bit v of word v / 64 */
	uint64_t word[LAN_VLAN_MAX / 64 + 1];
};

static inline bool
lan_vlan_in(const struct lan_vlan_set *s, unsigned vlan)
{
	return vlan <= LAN_VLAN_MAX && (s->word[vlan / 64] >> vlan % 64 & 1u);
}

struct lan_description {
	bool set;
	char text[LAN_DESCRIPTION_MAX + 1];
};

struct lan_vlan { /* view vlan<N> */
	struct lan_description description;
	struct {
		bool set;
		char text[32];
	} name;
};

enum lan_link_type { LAN_HYBRID, LAN_ACCESS, LAN_TRUNK }; /* hybrid is VRP's default */

struct lan_port_vlan { /* of untagged frames */
	bool set;
	uint16_t vlan;
};

struct lan_port_vlans {
	bool set;
	struct lan_vlan_set vlans;
};

struct lan_port { /* view GigabitEthernet<slot/card/port>: a physical port */
	struct lan_description description;
	struct {
		bool set; /* layer 2 */
	} portswitch;
	struct {
		bool set; /* `undo shutdown`; a port is shut down until told otherwise */
	} up;
	struct {
		bool set;
		enum lan_link_type type;
	} link_type;
	struct lan_port_vlan default_vlan, trunk_pvid, hybrid_pvid;
	struct lan_port_vlans allow_pass, hybrid_tagged, hybrid_untagged;
};

struct lan_address {
	bool set;
	struct ip4 address, mask;
};

/* View Vlanif<N>, the layer 3 side of VLAN N; that of a sub-interface; and LoopBack<N>, which
 * cannot be shut down. */
struct lan_vlanif {
	struct lan_description description;
	struct {
		bool set; /* `shutdown` */
	} shutdown;
	struct lan_address primary;
	struct lan_address sub[LAN_SUB_ADDRESSES_MAX];
};

struct lan_sub { /* view GigabitEthernet<slot/card/port>.<N>, beside its struct lan_vlanif */
	struct lan_port_vlan dot1q, termination; /* its VLAN, in one of two words */
};

struct lan_null { /* view NULL0: an interface that is always there, and drops */
	struct lan_description description;
};

struct lan_route {
	bool set;
	struct ip4 network, mask; /* the keys */
	struct ip4 gateway;
};

struct lan_system { /* part of the system view */
	struct lan_route route[LAN_ROUTES_MAX];
};

#endif
