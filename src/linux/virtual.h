/* linux/virtual.h -- the virtual MAC and addresses of VRRP groups in the kernel, owned for a time.
 *
 * Owning (vlan, vrid) means: macvlan vrrp<VRID>.<N> up, the virtual addresses on it as /32, or as
 * wide as on the Vlanif where one is the Vlanif's too, the virtual MAC a permanent local entry of
 * the bridge. Independently, the gate (an eBPF program on
 * Vlanif<N>, both directions) passes frames from and to the virtual MAC only while the heartbeat is
 * fresh, AF_PACKET sends included; it needs no living daemon. So heartbeats come BEFORE frames:
 * whoever carries out pulse actions does all PULSE_HEARTBEATs of a step first, then the rest in
 * order, or the first advertisement stays inside.
 *
 * For the pulse thread: a netlink socket of its own, one request per call, no waiting for the loop.
 * virtual_owned(), virtual_list() and virtual_is_still() may be called from any thread; the rest
 * from one at a time. The macvlans are made by links_apply(); one that does not exist is -ENODEV.
 * docs/kernel.md "The virtual address".
 * Tested in test/unit/linux/virtual.c. */
#ifndef LINUX_VIRTUAL_H
#define LINUX_VIRTUAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ip4.h"
#include "vrrp/config.h"

struct links;
struct text;
struct virtual;

/* NULL and a sentence on failure. `l` is only used to reach the gate's map, here. */
struct virtual *virtual_open(const struct links *l, struct text *message);

/* Makes exactly these addresses owned. 0 or a negative errno; the rest of the work is done. */
int virtual_own(struct virtual *v, uint16_t vlan, uint8_t vrid, const struct ip4 *vips,
		unsigned count);

/* Addresses off, entry gone, macvlan down. The heartbeat stays: the farewell advertisement still
 * has to get out. 0 or a negative errno; what is gone already is no error. */
int virtual_disown(struct virtual *v, uint16_t vlan, uint8_t vrid);

/* Frames pass until until_us (base/time.h, CLOCK_BOOTTIME); 0: no more. One system call. */
int virtual_heartbeat(struct virtual *v, uint16_t vlan, uint8_t vrid, uint64_t until_us);

/* Between virtual_own() and virtual_disown(). */
bool virtual_owned(const struct virtual *v, uint16_t vlan, uint8_t vrid);

struct virtual_owned {
	uint16_t vlan;
	uint8_t vrid;
	unsigned count;
	struct ip4 vip[VRRP_VIPS_MAX];
};

/* All that is owned, PULSE_GROUPS_MAX at most, into list; how many. Any thread. What *ret_round is
 * given to virtual_is_still() later tells whether it was all true in the meantime. */
unsigned virtual_list(const struct virtual *v, struct virtual_owned *list, unsigned *ret_round);
bool virtual_is_still(const struct virtual *v, unsigned round);

/* Disowns everything. Accepts NULL. */
void virtual_close(struct virtual *v);

#endif
