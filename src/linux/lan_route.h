/* linux/lan_route.h -- the device's own routes in the kernel, made to be exactly these.
 *
 * They are known by their protocol number, LAN_ROUTE_PROTOCOL; routes of others stay. Their metric,
 * LAN_ROUTE_METRIC, is above that of what the machine has without one, so a default route here does
 * not take the machine's own. A route whose next hop is on no link that is up cannot be, and is
 * passed over: the kernel takes it away with the link, and the next apply makes it again. For the
 * loop's thread. Tested in test/unit/linux/links.c. */
#ifndef LINUX_LAN_ROUTE_H
#define LINUX_LAN_ROUTE_H

#include "lan/config.h"
#include "linux/rtnl.h"

enum { LAN_ROUTE_PROTOCOL = 108, LAN_ROUTE_METRIC = 60 };

/* 0 or a negative errno. */
int lan_route_apply(struct rtnl *r, const struct lan_route *list, unsigned count);

#endif
