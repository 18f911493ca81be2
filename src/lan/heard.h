/* lan/heard.h -- the interfaces of a device: their configuration beside what was
 * last heard of them. node/ fills it; lan/show.h prints it.
 *
 * Configuration is borrowed: lan_heard_set() must be called again before the configuration it
 * came from is freed. A port or Vlanif that stays keeps its link state; a new one is down until
 * heard. A LoopBack and NULL0 are up always.
 * Tested in test/unit/lan/heard.c. */
#ifndef LAN_HEARD_H
#define LAN_HEARD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ip4.h"
#include "base/mac.h"
#include "base/time.h"
#include "lan/links.h"
#include "lan/mend.h"
#include "lan/traffic.h"

#define LAN_TRAFFIC_FRESH_US TIME_SEC

enum { LAN_INTERFACE_TEXT = LAN_PORT_NAME_MAX + 8 }; /* bytes of an interface's name */

struct lan_heard_port {
	char name[LAN_PORT_NAME_MAX + 1];
	const struct lan_port *config; /* NULL: nothing configured */
	bool link;		       /* last heard: it has a carrier */
};

struct lan_rival {	    /* another station that says that it has our address; node/defend.h */
	struct ip4 address; /* ours, which is asked about; 0.0.0.0: it is down */
	unsigned left;	    /* probes and announcements of a link that came up, still to be sent */
	uint64_t ask_us;    /* the next one; TIME_NEVER: none */
	uint64_t asked_us;
	uint64_t heard_us; /* it said so last; 0: nobody does */
	bool told;	   /* of this time */
	uint64_t told_us, defended_us;
	struct mac mac; /* its */
};

struct lan_heard_vlanif {
	uint16_t vlan;
	char name[LAN_INTERFACE_TEXT]; /* Vlanif100, GigabitEthernet0/1/0.100 */
	const struct lan_vlanif *config;
	bool link;
	struct mac mac; /* all zero until heard */
	struct lan_rival rival;
};

struct lan_heard {
	const struct lan_vlan *vlan[LAN_VLAN_MAX + 1];
	unsigned ports_count, vlanifs_count, loopbacks_count;
	struct lan_heard_port port[LAN_PORTS_MAX];
	struct lan_heard_vlanif vlanif[LAN_VLANIFS_MAX]; /* ascending */
	struct lan_links_loopback loopback[LAN_LOOPBACKS_MAX];
	const struct lan_null *null0;
	struct lan_mend mend; /* what others took away of all this */
	uint64_t traffic_us;  /* when this was read; 0: never */
	unsigned traffic_count;
	struct lan_traffic traffic[LAN_TRAFFIC_MAX];
};

/* The configuration in force from now on. */
void lan_heard_set(struct lan_heard *b, const struct lan_links *in);

/* A port's carrier came or went. True when that is news; unknown names are not. */
bool lan_hear_port(struct lan_heard *b, const char *name, bool up);

/* The same for Vlanif<vlan>; its hardware address comes with it. */
bool lan_hear_vlanif(struct lan_heard *b, uint16_t vlan, bool up, struct mac mac);

/* The counters of all links, for displays; none: they could not be read. More than LAN_TRAFFIC_MAX
 * are left out. */
void lan_hear_traffic(struct lan_heard *b, const struct lan_traffic *list, unsigned count,
		      uint64_t now);

/* Those of a port or of Vlanif100 by its name; NULL: not known. */
const struct lan_traffic *lan_heard_traffic(const struct lan_heard *b, const char *name);

/* The name of the interface of a VLAN, "Vlanif<vlan>" when there is none, or b is NULL; into text,
 * returned. */
const char *lan_heard_name(const struct lan_heard *b, uint16_t vlan, char text[LAN_INTERFACE_TEXT]);

/* The Vlanif, or NULL. */
const struct lan_heard_vlanif *lan_heard_vlanif(const struct lan_heard *b, uint16_t vlan);

/* The Vlanif that is up and has a subnet of the address, which is not its own; or NULL. */
const struct lan_heard_vlanif *lan_heard_towards(const struct lan_heard *b, struct ip4 address);

/* Physically up: has a carrier and is not shut down. */
bool lan_heard_port_up(const struct lan_heard_port *p);
bool lan_heard_vlanif_up(const struct lan_heard_vlanif *v);

#endif
