/* dhcp/show_conflicts.h -- the addresses of all pools that are withheld because somebody was found
 * to use them: the part of dhcp/show.h that looks across pools. docs/vrp.md "DHCP displays".
 *
 * A record does not say whether a client's DECLINE or a probe found it, and this display does not
 * guess: it names the client that had the address last, which is the one that declined it if one
 * did. Times are those of the record (lease/record.h): a moment before this machine started is
 * not known, and after a restart that could not measure its time the end is the latest it can be.
 * An address stays in the table past its end until an update frees it.
 * Tested in test/unit/dhcp/show.c. */
#ifndef DHCP_SHOW_CONFLICTS_H
#define DHCP_SHOW_CONFLICTS_H

#include "dhcp/show.h"

/* One step of a display (show/show.h): all of them, in the order of the table. */
bool dhcp_show_conflicts(const struct dhcp_shown *d, uint64_t *cursor, struct show *out);

/* The same table in one step with no address but this one, and not even it unless it is withheld
 * so; an error when no pool has the address. Returns false. */
bool dhcp_show_conflict_at(const struct dhcp_shown *d, struct ip4 address, struct show *out);

#endif
