/* dhcp/show.h -- the displays of pools, addresses and DHCP statistics. docs/vrp.md "Pool displays",
 * "DHCP displays".
 *
 *	display ip pool
 *	display ip pool name <name> [used | all | idle | disable | static-bind | conflict | kept]
 *	display dhcp server statistics
 *	display dhcp server conflict {all | ip-address <ip>}
 *
 * Address tables stream: the cursor is the place in the pool, so 100 000 leases need no buffer.
 * Tested in test/unit/dhcp/show.c. */
#ifndef DHCP_SHOW_H
#define DHCP_SHOW_H

#include "dhcp/server.h"
#include "dhcp/statistics.h"
#include "lease/table.h"
#include "show/show.h"

struct dhcp_shown { /* the subject of the rows */
	const struct dhcp_server *server;
	const struct lease_table *table;
	const struct dhcp_statistics *statistics;
};

extern const struct show_row dhcp_show_rows[];
extern const unsigned dhcp_show_rows_count;

#endif
