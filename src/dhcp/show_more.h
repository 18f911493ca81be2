/* dhcp/show_more.h -- what `display ip pool name` says of a pool where VRP's layout has no line for
 * it: nothing of a pool that has nothing of the kind. docs/vrp.md "Pool displays". Tested in
 * test/golden/shared.txt, test/golden/left.txt. */
#ifndef DHCP_SHOW_MORE_H
#define DHCP_SHOW_MORE_H

#include "dhcp/server.h"
#include "show/show.h"

/* Lines and members of the object that is open. */
void dhcp_show_more(struct show *s, const struct dhcp_pool *p);

#endif
