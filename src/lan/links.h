/* lan/links.h -- from what VLANs, ports and Vlanifs are configured to the links the kernel is
 * asked for. A pure function of configuration values; what the links then do is lan/heard.h.
 *
 *	access	the default VLAN, untagged
 *	trunk	the allow-pass VLANs that exist, tagged; the PVID untagged if it is one of them
 *	hybrid	(VRP's default) the default VLAN untagged if set, or the PVID if `port hybrid
 *		untagged` names it; tagged the allow-pass VLANs and those of `port hybrid tagged`
 *
 * A port without `portswitch` carries the VLANs of its sub-interfaces, with a tag; a VLAN that does
 * not exist is carried by nobody.
 * docs/vrp.md "VLANs and interfaces". Tested in test/unit/lan/links.c. */
#ifndef LAN_LINKS_H
#define LAN_LINKS_H

#include <stdbool.h>
#include <stdint.h>

#include "lan/config.h"
#include "lan/wanted.h"

struct lan_links_port {
	const char *name;	       /* canonical */
	const struct lan_port *config; /* NULL: in the port map, but nothing configured */
};

struct lan_links_vlanif {
	uint16_t vlan;
	const struct lan_vlanif *config;
	const char *port, *name; /* of a sub-interface: its port and itself; NULL: Vlanif<vlan> */
};

struct lan_links_loopback {
	uint16_t number;
	const struct lan_vlanif *config;
};

struct lan_links {				       /* everything is borrowed */
	const struct lan_vlan *vlan[LAN_VLAN_MAX + 1]; /* NULL: does not exist */
	unsigned ports_count, vlanifs_count, loopbacks_count, virtuals_count;
	struct lan_links_port port[LAN_PORTS_MAX];
	struct lan_links_vlanif vlanif[LAN_VLANIFS_MAX];       /* ascending, then sub-interfaces */
	struct lan_links_loopback loopback[LAN_LOOPBACKS_MAX]; /* ascending */
	struct lan_wanted_virtual virtual[LAN_VIRTUALS_MAX];
	const struct lan_system *system; /* NULL: no routes */
	const struct lan_null *null0;	 /* NULL: nobody entered it */
};

/* Whether the port carries this VLAN; *ret_tagged says how. NULL for an unconfigured port. */
bool lan_port_carries(const struct lan_port *p, unsigned vlan, bool *ret_tagged);

/* The VLANs it is told to carry with a tag, or on a trunk at all. */
void lan_port_passes(const struct lan_port *p, struct lan_vlan_set *ret);

/* The VLAN of untagged frames, be it carried or not; 0: none. */
unsigned lan_port_pvid(const struct lan_port *p);

/* The port's link type (hybrid when not set). */
enum lan_link_type lan_port_type(const struct lan_port *p);

/* The whole wanted state. Vlanifs whose VLAN does not exist, and virtuals whose Vlanif is not
 * there, are left out. */
void lan_links_wanted(const struct lan_links *in, struct lan_wanted *ret);

#endif
