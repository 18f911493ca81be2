/* linux/lan_seen.h -- the links of the network namespace as the kernel tells them. */
#ifndef LINUX_LAN_SEEN_H
#define LINUX_LAN_SEEN_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/mac.h"
#include "linux/rtnl.h"

struct lan_seen_link {
	int index, master, parent; /* parent: the other end, or the device below; 0: none */
	unsigned type;		   /* ARPHRD_ETHER and the like */
	unsigned flags;		   /* IFF_* */
	unsigned group, mtu;
	char name[IF_NAMESIZE], kind[16]; /* kind: "" for hardware */
	struct mac mac;
};

struct lan_seen {
	unsigned count, room;
	struct lan_seen_link *link;
};

/* Up, and with a carrier. */
bool lan_seen_running(const struct lan_seen_link *link);

/* Reads one RTM_NEWLINK or RTM_DELLINK. False for anything else. */
struct nlmsghdr;
bool lan_seen_parse(const struct nlmsghdr *message, struct lan_seen_link *ret_link);

/* All links. ret_seen starts zeroed or as an earlier call left it; free with lan_seen_free(). */
int lan_seen_read(struct rtnl *r, struct lan_seen *ret_seen);
void lan_seen_free(struct lan_seen *seen);

/* NULL when there is none. */
const struct lan_seen_link *lan_seen_by_name(const struct lan_seen *seen, const char *name);
const struct lan_seen_link *lan_seen_by_index(const struct lan_seen *seen, int index);

#endif
