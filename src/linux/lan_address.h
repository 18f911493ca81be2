/* linux/lan_address.h -- the IPv4 addresses of a link, made to be exactly these.
 *
 * The first of the list is the one the kernel prefers as a source. 0 or a negative errno. */
#ifndef LINUX_LAN_ADDRESS_H
#define LINUX_LAN_ADDRESS_H

#include "lan/config.h"
#include "linux/rtnl.h"

int lan_address_apply(struct rtnl *r, int index, const struct lan_address *list, unsigned count);

/* Begins one request (rtnl.h) that adds or removes an address; already so is no error. */
void lan_address_begin(struct rtnl *r, int index, struct ip4 address, unsigned prefix, bool add);

#endif
