/* linux/links.h -- makes the kernel's links look like lan/wanted.h says, and tells when they
 * change.
 *
 * Per VLAN with an interface: a bridge Vlanif<N> with a MAC of its own. Per (port, VLAN): a
 * sub-interface <device>.<N> in that bridge, an 802.1Q device or, where the kernel has none, a veth
 * pair with eBPF tag push and pop (vlan.h); the kernel is asked at links_open(), the environment
 * variable TWINLEASE_VLAN=8021q|ebpf decides for tests. Per VRRP group: a macvlan
 * vrrp<VRID>.<N> on the bridge, down; virtual.h moves it up and down. The port itself has no IP
 * behaviour: whatever does not belong to a VLAN it carries is dropped at its edge, both ways.
 *
 * Everything made carries the link group LINKS_GROUP, so that a start can remove what a crash left,
 * and links_clean() does without one. One instance per network namespace; a second one
 * is refused. All functions belong to one thread (the loop's).
 *
 * Errors: false or NULL, and one sentence naming the thing in `message`. After a failed
 * links_apply() another one, with the same or with other wishes, starts from what is there.
 * Tested in test/unit/linux/links.c on real packets. docs/kernel.md "VLANs". */
#ifndef LINUX_LINKS_H
#define LINUX_LINKS_H

#include <stdbool.h>

#include "base/mac.h"
#include "lan/wanted.h"
#include "linux/ports.h"

struct links;
struct text;

enum {
	LINKS_GROUP = 29815,
	LINKS_GROUP_LEAVING = 29816 /* a moment before they are removed, all at once */
};

struct links_event {
	const char *port; /* canonical name, or NULL: then Vlanif<vlan> */
	uint16_t vlan;
	bool up;	/* a port: running. A Vlanif: not shut, and a running port carries it */
	struct mac mac; /* of the Vlanif */
};

/* Checks that every device of the map exists, is Ethernet and in nobody's bridge; removes what a
 * crash left. Nothing else is touched before links_apply(). The map is copied. */
struct links *links_open(const struct ports *map, struct text *message);

/* Idempotent: what is right already is not touched. Ports of the map that are not wanted are shut.
 */
bool links_apply(struct links *l, const struct lan_wanted *wanted, struct text *message);

/* Readable when links may have changed: then, and after links_apply(), call links_event() until it
 * returns false. Only changes are reported; after the first apply, every port and Vlanif once. */
int links_fd(const struct links *l);
bool links_event(struct links *l, struct links_event *ret_event);

/* What links_apply() was given last. */
const struct lan_wanted *links_wanted(const struct links *l);

/* Whether anything of links, addresses or filters was told since the last call: after
 * links_event(). */
bool links_moved(struct links *l);

/* Makes what was wanted last anew, where it is missing. As links_apply(). */
bool links_mend(struct links *l, struct text *message);

/* Fixes the neighbour entry of an address on Vlanif<vlan>, or lets it be asked for again
 * (linux/lan_neighbour.h). A link that is not there has none. */
void links_neighbour(struct links *l, uint16_t vlan, struct ip4 address, struct mac mac, bool on);

/* The gate's map of heartbeats, for virtual.c. */
int links_gate_fd(const struct links *l);

/* Removes what a crash left in this network namespace: every link that is ours, and our filters on
 * all others, with the clsact if nobody else has a filter in it. What was removed goes to `story`,
 * a line each. False: refused, since a twinleased runs here, or the kernel's error; see there. */
bool links_clean(struct text *story, struct text *message);

/* Removes all that was made and puts the ports back as they were. Accepts NULL. */
void links_close(struct links *l);

#endif
