/* pulse/pulse.h -- the VRRP groups and BFD sessions of a device as one machine, on a thread of its
 * own.
 *
 * The same idea as node_step(): input in, actions out, `now` is an argument, nothing is sent,
 * timed or logged in here. linux/pulse_thread.c runs it on a high-priority thread, so that no
 * commit, snapshot or long display can delay an advertisement; the simulator runs it beside the
 * node. Node and pulse exchange values only: PULSE_IN_CONFIG/PORT/HOLD/YIELD/BROKEN/ANSWER one way,
 * PULSE_STATUS/ASK the other.
 *
 * The kernel's gate passes the virtual MAC only until the time of the last PULSE_HEARTBEAT
 * (docs/kernel.md "Falling silent"). So the order on becoming Master is: heartbeat (the gate is
 * still shut), advertisement, PULSE_OWN, gratuitous ARP; later each advertisement is followed by a
 * heartbeat. On leaving: PULSE_DISOWN first, then the advertisement of priority 0, if any, which
 * has to get out; then PULSE_SHUT, or an answer of a node that hung, or has not heard yet, would
 * leave with the virtual MAC (R11). Of who cannot say so any more the gate falls shut by itself.
 *
 * A permission is renewed, not remembered: PULSE_ASK puts up a number, PULSE_IN_ANSWER says it back
 * (pulse/alive.h). What the node said is as old as the number it answered; stale, every group
 * counts as held, whatever was said of it. So a device that slept preempts by nothing that it knew
 * before. No moment crosses to the node.
 *
 * Mastership dies with the node. When it is stuck, each group of which it said that the peer would
 * serve (PULSE_IN_READY), no longer ago than PULSE_STUCK_US and the dead time of its session, is
 * given up: addresses away, priority 0, Backup, held from preempting (vrrp/give_up.h). The others
 * stay Master, for a gateway without DHCP is more than none; so does an address owner. PULSE_STUCK
 * says what became of them.
 *
 * A group whose links or addresses somebody takes away (PULSE_IN_BROKEN; lan/mend.h) is given up
 * the same way, at once or when the peer would serve, and does not preempt while it is broken. Who
 * must be Master for want of another tries; so it is not given up again before the hold is over.
 *
 * A device that serves no DHCP for now (PULSE_IN_GATEWAY: its disk takes nothing) goes on as a
 * gateway alone, with priority 1: whoever is better takes over at once (vrrp/group.c). A group that
 * loses its mastership by that is held as one that was given up.
 *
 * BFD sessions (pulse/bfd.h) know nothing of holds; while the node is stuck they are Down, and stay
 * so, or a device that serves nobody would look alive to whoever tracks them.
 *
 * A group is born waiting: it takes no part, and stays Initialize, before it was said whether it is
 * held, and a number was answered. HOLD and YIELD of a group that is not configured do nothing. A
 * group that leaves the configuration gets a last PULSE_STATUS in Initialize.
 *
 * A group's priority is lower while an interface that it tracks is down: a Vlanif by PULSE_IN_LINK,
 * a port by PULSE_IN_PORT. Both count as down until they were up once, whatever is configured, so a
 * group that begins to track an interface finds it as it is.
 *
 * It may follow BFD sessions the same way (pulse/follow.h). One that it tracks as peer bounds its
 * mastership, too: each packet of it that leaves brings a PULSE_HEARTBEAT.
 *
 * Tested in test/unit/pulse (two of them and a wire). Fuzzed by test/fuzz/pulse_packet.c. */
#ifndef PULSE_PULSE_H
#define PULSE_PULSE_H

#include "base/buf.h"
#include "base/time.h"
#include "bfd/session.h"
#include "pulse/alive.h"
#include "vrrp/config.h"
#include "vrrp/status.h"
#include "vrrp/subnet.h"

enum {
	PULSE_GROUPS_MAX = 64, /* VRRP groups of a device */
	PULSE_PORTS_MAX = 64,  /* physical ports of a device */
	PULSE_FRAME_MAX = 160, /* bytes of one frame it sends */
	/* no step emits more; asserted */
	PULSE_ACTIONS_MAX = PULSE_GROUPS_MAX * 26 + BFD_SESSIONS_MAX * 8
};

struct pulse_group { /* one group, defaults resolved by node/ */
	struct interface_name interface;
	uint16_t vlan; /* its */
	struct vrrp_group_config config;
	uint8_t version;   /* 2 or 3 */
	uint8_t checksum;  /* enum vrrp_checksum */
	uint8_t sends;	   /* enum vrrp_sends */
	struct ip4 source; /* primary address of Vlanif<vlan>; 0.0.0.0: none, stay Initialize */
	uint16_t recover_delay_s;
	bool check_ttl;
	uint8_t subnets_count;
	struct vrrp_subnet subnet[VRRP_SUBNETS_MAX]; /* of Vlanif<vlan>: whom it believes */
	bool learn_interval; /* another interval may become the one in use (vrrp/learn.h); in
				version 2 those that cannot are discarded (RFC 3768 7.1) */
};

struct pulse_config {
	unsigned count;
	struct pulse_group group[PULSE_GROUPS_MAX]; /* unique by (vlan, vrid) */
	uint16_t gratuitous_arp_s;		    /* 0: none while Master */
	bool garp_enhanced;
	uint16_t first_packet_delay_s; /* of groups that the first configuration has */
	unsigned bfds_count;
	struct bfd_settings bfd[BFD_SESSIONS_MAX]; /* unique by name, and by who sends to whom */
	uint64_t seed; /* of jitter and discriminators; the first one counts */
};

enum pulse_input_kind {
	PULSE_IN_TICK,	  /* pulse_deadline() has come */
	PULSE_IN_CONFIG,  /* groups that stay keep their state */
	PULSE_IN_PACKET,  /* an IPv4 packet of protocol 112 heard on a Vlanif */
	PULSE_IN_BFD,	  /* a datagram to a port of BFD (pulse/bfd.h) */
	PULSE_IN_LINK,	  /* Vlanif went up or down */
	PULSE_IN_PORT,	  /* a physical port went up or down; only groups that track it care */
	PULSE_IN_HOLD,	  /* hold or release preemption of one group */
	PULSE_IN_YIELD,	  /* give mastership up (priority 0) and stay Initialize; or take part again
			  */
	PULSE_IN_GATEWAY, /* go on as a gateway alone; or serve again */
	PULSE_IN_READY,	  /* whether the peer would serve in the place of one group */
	PULSE_IN_BROKEN,  /* what one group stands on is taken away and cannot be put back; or it
			    was there for a while */
	PULSE_IN_MEND,	  /* links of one group were made anew: a Master owns its addresses again */
	PULSE_IN_BUSY,	  /* the node works for up to span_us before its next answer */
	PULSE_IN_LEAVE,	  /* resign before the links of a group go; or they stay after all. The next
			    CONFIG ends it */
	PULSE_IN_ANSWER,  /* the node's word on a number; it comes after the holds it speaks of */
	PULSE_IN_STOP	  /* clean stop: priority 0 for every Master, all Initialize */
};

struct pulse_input {
	enum pulse_input_kind kind;
	uint64_t now;
	/* PACKET, LINK, HOLD, YIELD, GATEWAY, READY, LEAVE, BROKEN, MEND, BFD (0: on none) */
	uint16_t vlan;
	uint8_t vrid;  /* HOLD, YIELD, GATEWAY, READY, LEAVE, BROKEN, MEND */
	uint32_t port; /* PORT: its number, conf/interface.h */
	/* LINK, PORT: up. HOLD, YIELD, GATEWAY, READY, LEAVE, BROKEN: it does. BFD: several hops */
	bool on;
	uint64_t span_us; /* READY: the session's dead time. BUSY */
	bool left, deaf;  /* YIELD: the pair was left; it hears nobody; else there is no journal */
	uint64_t number;  /* ANSWER: as put up */
	struct rd packet; /* PACKET: from the first byte of the IPv4 header. BFD: the UDP data */
	struct ip4 source, destination;	   /* BFD */
	uint8_t ttl;			   /* BFD */
	const struct pulse_config *config; /* CONFIG: copied */
};

enum pulse_action_kind {
	PULSE_SEND,	 /* a whole Ethernet frame, untagged, out of Vlanif<vlan> */
	PULSE_SEND_IP,	 /* an IPv4 packet out of Vlanif<vlan>; vlan 0: as its route says */
	PULSE_OWN,	 /* macvlan of (vlan, vrid) up, virtual addresses on it */
	PULSE_DISOWN,	 /* addresses off, macvlan down */
	PULSE_SHUT,	 /* nothing more passes of (vlan, vrid), once what was sent before is out */
	PULSE_HEARTBEAT, /* (vlan, vrid) is Master at least until until_us */
	PULSE_STATUS,	 /* tell the node; also once a second while counters move */
	PULSE_BFD,	 /* the same of a BFD session */
	PULSE_BFD_FAULTS, /* packets were dropped; once a second at most */
	PULSE_ASK,	  /* put up `number`; the same again while nobody answers it */
	PULSE_STUCK	  /* the node is stuck: so many groups were given up, so many kept */
};

struct pulse_action {
	enum pulse_action_kind kind;
	uint16_t vlan;
	uint8_t vrid;
	uint16_t len; /* SEND, SEND_IP */
	uint8_t frame[PULSE_FRAME_MAX];
	uint8_t vips_count; /* OWN, DISOWN */
	struct ip4 vip[VRRP_VIPS_MAX];
	uint64_t until_us; /* HEARTBEAT */
	union {
		struct vrrp_status status; /* STATUS */
		struct bfd_status bfd;	   /* BFD; no vlan, no vrid */
		struct bfd_faults faults;  /* BFD_FAULTS; no vlan, no vrid */
	};
	uint64_t number;      /* ASK; no vlan, no vrid */
	unsigned given, kept; /* STUCK; no vlan, no vrid */
};

struct pulse_actions {
	unsigned count;
	struct pulse_action list[PULSE_ACTIONS_MAX];
};

struct pulse;

struct pulse *pulse_new(void);
void pulse_free(struct pulse *p); /* accepts NULL */

/* One input; out is emptied first. */
void pulse_step(struct pulse *p, const struct pulse_input *in, struct pulse_actions *out);

/* When to call with PULSE_IN_TICK; TIME_NEVER when nothing is timed. */
uint64_t pulse_deadline(const struct pulse *p);

#endif
