/* lan/lost.h -- something that lan/wanted.h asks for and the kernel does not have, or has
 * otherwise: somebody took it away. A value; lan/differ.h finds them, lan/mend.h judges them.
 * Tested in test/unit/lan/differ.c. */
#ifndef LAN_LOST_H
#define LAN_LOST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ip4.h"

struct text;

enum {
	LAN_LINK_NAME = 16,	  /* bytes of a link's name in the kernel, with its end */
	LAN_LOST_MAX = 64,	  /* told at once; more are mended all the same */
	LAN_LOST_TEXT_MAX = 112,  /* bytes of lan_lost_text() */
	LAN_LOST_NO_VLAN = 0xffff /* as a VLAN: of a LoopBack, so of no group */
};

enum lan_fault {
	LAN_VANISHED, /* the link, or the address */
	LAN_FOREIGN,  /* a link of this name is somebody else's */
	LAN_LEFT,     /* it is not in the bridge, or not on the device, where it belongs */
	LAN_SHUT,     /* it is down */
	LAN_RAISED,   /* it is up, and must not be */
	LAN_MAC,      /* it has another hardware address */
	LAN_FILTER    /* a filter of ours is not there */
};

struct lan_lost {
	enum lan_fault fault;
	uint16_t vlan;		  /* whose it is; 0: of a port, so of every VLAN it carries */
	uint8_t vrid;		  /* of this group alone; 0: of all of the VLAN */
	char link[LAN_LINK_NAME]; /* in the kernel */
	struct ip4 address;	  /* VANISHED: the address; 0.0.0.0: the link itself */
};

bool lan_lost_same(const struct lan_lost *a, const struct lan_lost *b);

/* "virtual address 10.1.1.111 of Vlanif100 vanished": a clause for the log and for displays. */
const char *lan_lost_text(const struct lan_lost *l, char ret[LAN_LOST_TEXT_MAX]);

#endif
