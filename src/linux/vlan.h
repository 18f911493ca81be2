/* linux/vlan.h -- the sub-interface of one (port, VLAN), two ways behind one door.
 *
 * Tagged, where the kernel has 802.1Q devices: one of those on the port, <device>.<N>. Otherwise,
 * and for untagged frames always: a veth pair, <device>.<N> in the bridge and <device>.<N>o
 * outside; eBPF at the port moves frames in, eBPF at the outer end moves them out, taking off and
 * putting on the tag (gate.h). A name too long becomes p<index of the port>.<N>.
 *
 * The outer end follows the port's carrier: vlan_follow().
 *
 * The same push and pop for a laboratory's switch on a kernel without 802.1Q is access.bpf.c.
 * Results are 0 or a negative errno. docs/kernel.md "VLANs". */
#ifndef LINUX_VLAN_H
#define LINUX_VLAN_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#include "linux/gate.h"
#include "linux/lan_seen.h"
#include "linux/rtnl.h"

struct vlan_sub {
	const struct lan_seen_link *port;
	uint16_t vlan;
	bool tagged;
	bool dot1q;   /* 802.1Q devices for tagged ones */
	int bridge;   /* index of Vlanif<vlan> */
	bool running; /* the port has a carrier and may be used */
};

/* Names of both ends, each IF_NAMESIZE. */
void vlan_names(const char *device, int port, uint16_t vlan, char *ret_inner, char *ret_outer);

/* Makes the sub-interface be so. -EEXIST: a link of that name is not ours. */
int vlan_apply(struct rtnl *r, const struct gate *g, const struct lan_seen *seen,
	       const struct vlan_sub *sub);

/* Copies the port's carrier; without an outer end there is nothing to do. */
int vlan_follow(struct rtnl *r, const char *device, int port, uint16_t vlan, bool running);

#endif
