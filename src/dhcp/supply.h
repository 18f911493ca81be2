/* dhcp/supply.h -- how many addresses of a pool new clients may be given now, for displays.
 * Tested in test/unit/dhcp/supply.c. */
#ifndef DHCP_SUPPLY_H
#define DHCP_SUPPLY_H

#include "dhcp/server.h"
#include "lease/table.h"

struct dhcp_supply {
	uint64_t free; /* idle by the table */
	uint64_t now;  /* of them, what the rules of the pair and the pool's lock let go now */
	bool at_least; /* now is a lower bound: there are more than are looked at for a display */
};

/* Of a pool below pools_count, by the terms it has. */
struct dhcp_supply dhcp_supply_of(const struct dhcp_server *s, const struct lease_table *t,
				  unsigned pool, uint64_t now);

#endif
