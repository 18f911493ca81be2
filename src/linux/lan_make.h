/* linux/lan_make.h -- makes, changes and removes single links. Results are 0 or a negative errno.
 *
 * Whatever is made here carries the group LINKS_GROUP from its first moment, is silent (no IPv6
 * address generation, so no MLD, NS or RS) and down. A link that could not be made silent is
 * removed again. docs/kernel.md "The virtual address". */
#ifndef LINUX_LAN_MAKE_H
#define LINUX_LAN_MAKE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mac.h"
#include "linux/rtnl.h"

/* No STP, no multicast snooping; answers ARP only for its own addresses. */
int lan_make_bridge(struct rtnl *r, const char *name, struct mac mac);

/* Bridge mode, on the device `below`. */
int lan_make_macvlan(struct rtnl *r, const char *name, int below, struct mac mac);

/* A veth pair. */
int lan_make_pair(struct rtnl *r, const char *inner, const char *outer, unsigned mtu);

/* An 802.1Q device. */
int lan_make_tagged(struct rtnl *r, const char *name, int port, uint16_t vlan);

int lan_make_member(struct rtnl *r, int index, int bridge);
int lan_make_mtu(struct rtnl *r, int index, unsigned mtu);
/* Another hardware address than it has; the device may be up. */
int lan_make_mac(struct rtnl *r, int index, struct mac mac);
int lan_make_up(struct rtnl *r, int index, bool up);

/* A link that is gone already is no error. Removing takes the kernel tens of milliseconds, for one
 * link or for hundreds: so mark those that leave, then remove the group. */
int lan_make_gone(struct rtnl *r, int index);
int lan_make_leaving(struct rtnl *r, int index);
int lan_make_group_gone(struct rtnl *r, unsigned group);

/* 1: the kernel has 802.1Q devices, 0: it has not. Makes nothing. */
int lan_make_asks_tagged(struct rtnl *r);

#endif
