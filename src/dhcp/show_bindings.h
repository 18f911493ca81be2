/* dhcp/show_bindings.h -- bindings searched by what is known of their clients (lease/search.h).
 *
 *	display dhcp server binding {ip-address | mac-address | client-identifier | host-name |
 *		option82} TEXT
 *
 * All bindings of all pools are looked through, so many a step; what a client has, and what is kept
 * or set aside. docs/vrp.md "DHCP displays". Tested in test/golden/history.txt. */
#ifndef DHCP_SHOW_BINDINGS_H
#define DHCP_SHOW_BINDINGS_H

#include "dhcp/show.h"

/* The step of the row; words: by what, and the text. */
bool dhcp_show_bindings(const void *subject, const struct show_args *args, uint64_t *cursor,
			uint64_t now, struct show *out);

/* The client's MAC address, or "--" where it has none of six bytes. */
void dhcp_show_mac(struct show *s, const char *key, const char *format,
		   const struct lease_record *r);

#endif
