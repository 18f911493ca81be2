/* linux/lan_neighbour.h -- a fixed neighbour entry of a link: no ARP changes it.
 *
 * Entries are marked as ours (NDA_PROTOCOL); one that somebody else fixed is neither replaced nor
 * taken away. They go with their link. Tested in test/net/test_hostile.py. */
#ifndef LINUX_LAN_NEIGHBOUR_H
#define LINUX_LAN_NEIGHBOUR_H

#include <stdbool.h>

#include "base/ip4.h"
#include "base/mac.h"
#include "linux/rtnl.h"

/* on: the address is at this MAC, until called with false: then it is asked for again. 0 or a
 * negative errno; that somebody else fixed it, or that nothing is fixed, is no error. */
int lan_neighbour_pin(struct rtnl *r, int index, struct ip4 address, struct mac mac, bool on);

#endif
