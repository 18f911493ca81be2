/* linux/lan_address.h -- the IPv4 addresses of a link, made to be exactly these.
 *
 * The first of the list is the one the kernel prefers as a source. 0 or a negative errno. Routes
 * to their subnets have the metric LAN_ADDRESS_METRIC, so that a macvlan's is preferred
 * (virtual.h). */
#ifndef LINUX_LAN_ADDRESS_H
#define LINUX_LAN_ADDRESS_H

#include "lan/config.h"
#include "linux/rtnl.h"

enum { LAN_ADDRESS_METRIC = 1 };

int lan_address_apply(struct rtnl *r, int index, const struct lan_address *list, unsigned count);

struct lan_address_seen {
	int index; /* of the link */
	struct ip4 address;
	uint8_t prefix;
};

struct lan_addresses {
	unsigned count, room;
	struct lan_address_seen *list;
};

/* Those of all links. ret starts zeroed or as an earlier call left it; its list is the caller's to
 * free(). */
int lan_address_read(struct rtnl *r, struct lan_addresses *ret);

/* One address of a link, as a request has it. */
struct lan_address_place {
	int index; /* of the link */
	struct ip4 address;
	unsigned prefix;
	unsigned metric; /* of the route to its subnet, when it is added */
};

/* Begins one request (rtnl.h) that adds or removes an address; already so is no error. */
void lan_address_begin(struct rtnl *r, const struct lan_address_place *place, bool add);

#endif
