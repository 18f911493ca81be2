/* lan/differ.h -- what is wanted of the kernel beside what it has: the differences, no more.
 *
 * A pure function of two lists of values, which linux/lan_watch.c fills. Only what is missing or
 * otherwise counts; what is there besides is somebody else's, or goes with the next apply. What
 * stands in or on something that is missing is not told besides it.
 * Tested in test/unit/lan/differ.c. */
#ifndef LAN_DIFFER_H
#define LAN_DIFFER_H

#include "base/mac.h"
#include "lan/lost.h"

enum lan_keep_up { LAN_KEEP_ANY, LAN_KEEP_UP, LAN_KEEP_DOWN };

enum { LAN_FILTER_IN = 1, LAN_FILTER_OUT = 2 };

struct lan_keep { /* a link that is wanted */
	char name[LAN_LINK_NAME];
	char below[LAN_LINK_NAME]; /* the bridge it is in, else the device it is on; "": either */
	uint16_t vlan;		   /* as in struct lan_lost */
	uint8_t vrid;
	bool given; /* a device of the machine: not of our making, told of elsewhere when gone */
	enum lan_keep_up up;
	bool has_mac;
	struct mac mac;
	unsigned filters; /* LAN_FILTER_* of ours */
};

struct lan_keep_address { /* an address that is wanted on a link */
	char link[LAN_LINK_NAME];
	uint16_t vlan;
	uint8_t vrid; /* 0: of the Vlanif itself */
	struct ip4 address;
	uint8_t prefix;
};

struct lan_has { /* a link that is there */
	char name[LAN_LINK_NAME], below[LAN_LINK_NAME];
	bool ours, up;
	struct mac mac;
	bool looked; /* for filters; else they are not judged */
	unsigned filters;
};

struct lan_has_address {
	char link[LAN_LINK_NAME];
	struct ip4 address;
	uint8_t prefix;
};

struct lan_picture { /* borrowed lists */
	unsigned keeps_count, keep_addresses_count, has_count, has_addresses_count;
	const struct lan_keep *keep;
	const struct lan_keep_address *keep_address;
	const struct lan_has *has;
	const struct lan_has_address *has_address;
};

/* At most LAN_LOST_MAX differences, the first ones, into ret; how many. */
unsigned lan_differ(const struct lan_picture *p, struct lan_lost ret[LAN_LOST_MAX]);

#endif
