/* linux/gate.h -- the eBPF programs of gate.bpf.c: loaded, attached, their maps filled.
 *
 * What is attached stays in the kernel when the process dies, maps included. Attaching again
 * replaces our own filter and nobody else's. Results are 0 or a negative errno.
 * Tested in test/unit/linux/links.c. */
#ifndef LINUX_GATE_H
#define LINUX_GATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ip4.h"
#include "linux/rtnl.h"

struct gate;

enum gate_program { GATE_PORT_IN, GATE_PORT_OUT, GATE_SUB_OUT, GATE_IN, GATE_OUT, GATE_PROGRAMS };

/* NULL and errno when the kernel does not take the programs. */
struct gate *gate_open(void);
void gate_close(struct gate *g); /* accepts NULL; what is attached stays */

/* Puts a program on its side of the device; vlan only matters to GATE_IN and GATE_OUT. */
int gate_attach(const struct gate *g, struct rtnl *r, int device, enum gate_program program,
		uint16_t vlan);

/* Takes our filters off a device, and the clsact if nothing else uses it. 1; 0: there were none. */
int gate_detach(struct rtnl *r, int device);

/* Which sides of a device have our filters: LAN_FILTER_* of lan/differ.h. */
unsigned gate_look(struct rtnl *r, int device);

/* Frames of `vlan` (0: untagged) at this port move to device `to`; 0: they stay with the port. */
int gate_carry(const struct gate *g, int port, uint16_t vlan, int to);

/* Frames coming to `outer` leave through the port with this tag (0: none). */
int gate_leave(const struct gate *g, int outer, int port, uint16_t vlan);
void gate_leave_no_more(const struct gate *g, int outer);

/* Forgets every carried (port, vlan) that `wanted` does not confirm. */
void gate_sweep(const struct gate *g, bool (*wanted)(const void *data, int port, uint16_t vlan),
		const void *data);

/* No ARP leaves that says that the address is at another MAC than the group's; whether the group is
 * Master or not, also when this process is dead. 0 or a negative errno. */
int gate_guard(const struct gate *g, uint16_t vlan, struct ip4 address, uint8_t vrid);

/* Forgets every guarded address that `wanted` does not confirm. */
void gate_guard_sweep(const struct gate *g,
		      bool (*wanted)(const void *data, uint16_t vlan, struct ip4 address),
		      const void *data);

/* No ping to the address comes in; 0 or a negative errno. And forgets every one that `wanted` does
 * not confirm. */
int gate_silence(const struct gate *g, struct ip4 address);
void gate_silence_sweep(const struct gate *g, bool (*wanted)(const void *data, struct ip4 address),
			const void *data);

/* The map of heartbeats, see gate_map.h. */
int gate_heartbeats_fd(const struct gate *g);

/* (vlan, vrid) passes until this time. For any thread. */
int gate_heartbeat(int heartbeats_fd, uint16_t vlan, uint8_t vrid, uint64_t until_us);

#endif
