/* linux/lan_watch.h -- reads what the kernel has of what links.h made, and what virtual.h owns, and
 * gives both to lan/differ.h.
 *
 * One look is a dump of the links, one of the addresses, and two for the filters of each device
 * that is looked at: all of them after the kernel told of a filter, else at most LAN_WATCH_FILTERS
 * in turn. It changes nothing. For the loop's thread. Tested in test/unit/linux/lan_watch.c. */
#ifndef LINUX_LAN_WATCH_H
#define LINUX_LAN_WATCH_H

#include "lan/lost.h"

struct links;
struct virtual;

enum { LAN_WATCH_FILTERS = 32 };

/* What is lost, into ret; how many. false: it could not be told, for the kernel refused, or
 * mastership changed meanwhile; look again soon. */
bool lan_watch_look(struct links *l, const struct virtual *v, struct lan_lost ret[LAN_LOST_MAX],
		    unsigned *ret_count);

#endif
