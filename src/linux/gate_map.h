/* linux/gate_map.h -- the maps that gate.bpf.c reads and gate.c fills. Shared by both sides, so
 * only fixed-width fields, no padding. */
#ifndef LINUX_GATE_MAP_H
#define LINUX_GATE_MAP_H

#include <linux/types.h>

enum {
	GATE_CARRIED_MAX = 64 * 256, /* every port carries every VLAN */
	GATE_HEARTBEATS_MAX = 256,
	GATE_GUARDED_MAX = 64 * 16, /* every virtual address of every group */
	GATE_SILENT_MAX = 64 * 16,  /* the same */
	GATE_MARK = 0x7477	    /* on a frame between the outer end and the port */
};

struct gate_carried_key {
	__u32 ifindex; /* of the port */
	__u32 vlan;    /* 0: untagged */
};

struct gate_carried {
	__u32 ifindex; /* bridge end to move it to; 0: an 802.1Q device is there */
};

struct gate_leaving {
	__u32 ifindex; /* of the port */
	__u32 vlan;    /* tag to put on; 0: none */
};

struct gate_guarded_key {
	__u32 address; /* as it stands in a frame */
	__u32 vlan;    /* its value is the group's VRID, 4 bytes */
};

struct gate_heartbeat_key {
	__u16 vlan;
	__u16 vrid;
};

#endif
