/* dhcp/networks.h -- which pool an address belongs to by its subnet, also where no section is: the
 * networks of the pools' gateways, made ready at commit for a binary search.
 *
 * Two networks lie apart or one inside the other; of several around an address the narrowest
 * counts, of equal ones the pool that comes first. Tested in test/unit/dhcp/networks.c. */
#ifndef DHCP_NETWORKS_H
#define DHCP_NETWORKS_H

#include <stdint.h>

#include "base/ip4.h"

enum { DHCP_NO_POOL = UINT16_MAX };

struct dhcp_network {
	struct ip4 low, high;
	uint16_t pool;	 /* its number */
	uint16_t around; /* index of the narrowest one that this lies in, or DHCP_NO_POOL */
};

struct dhcp_networks { /* all zero: none */
	unsigned count;
	struct dhcp_network *network; /* by low, of one low the widest first */
};

/* Takes `network` over, count of them with low, high and pool, in any order. */
void dhcp_networks_make(struct dhcp_networks *ret, struct dhcp_network *network, unsigned count);
void dhcp_networks_free(struct dhcp_networks *n);

/* The pool whose network has the address; DHCP_NO_POOL: none. */
unsigned dhcp_networks_pool(const struct dhcp_networks *n, struct ip4 address);

#endif
