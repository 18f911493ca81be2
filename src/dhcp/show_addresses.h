/* dhcp/show_addresses.h -- the addresses of one pool with their clients, section by section: the
 * part of dhcp/show.h that streams. Tested in test/unit/dhcp/show.c. */
#ifndef DHCP_SHOW_ADDRESSES_H
#define DHCP_SHOW_ADDRESSES_H

#include "dhcp/show.h"

#define DHCP_SHOW_RULE                                                                             \
	"  ------------------------------------------------------------------------------------"   \
	"---\n"

enum { DHCP_SHOW_ALL = LEASE_STATUSES };

/* One step of a display (show/show.h) of the pool called `name`: its addresses of one enum
 * lease_status, or DHCP_SHOW_ALL. */
bool dhcp_show_addresses(const struct dhcp_shown *d, const char *name, unsigned wanted,
			 uint64_t *cursor, uint64_t now, struct show *out);

/* Ends a display whose pool does not exist, or went away between two steps of it: closes the list
 * of sections, the section in it, as far as they are open, and says so. Returns false. */
bool dhcp_show_no_pool(struct show *s, bool list_open, bool section_open);

#endif
