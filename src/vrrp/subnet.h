/* vrrp/subnet.h -- the subnets of an interface: where its virtual addresses, and the routers that
 * it believes, can be. Tested in test/unit/vrrp/hear.c and test/unit/node/validate.c. */
#ifndef VRRP_SUBNET_H
#define VRRP_SUBNET_H

#include <stdbool.h>

#include "base/ip4.h"

enum { VRRP_SUBNETS_MAX = 32 };

struct vrrp_subnet {
	struct ip4 address, mask; /* the interface's own address in it */
};

/* The address is a host's in one of them: not its first, not its broadcast address, but for /31. */
bool vrrp_subnet_has(const struct vrrp_subnet *subnet, unsigned count, struct ip4 address);

#endif
