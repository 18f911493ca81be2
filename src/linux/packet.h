/* linux/packet.h -- whole frames from and to Vlanif<N>, in batches, by AF_PACKET.
 *
 * One object hears one kind of frame on a set of Vlanifs and sends any frame on them. The loop has
 * one of PACKET_DHCP, the pulse thread one of PACKET_VRRP; each belongs to its thread.
 *
 * Heard: PACKET_DHCP, UDP to port 67, to the Vlanif's MAC, broadcast, or a virtual MAC that
 * virtual_owned() confirms, ICMP echo replies to the same, ARP replies for the Vlanif's MAC, and
 * ARP announcements; PACKET_VRRP,
 * IP protocol 112 to 224.0.0.18, and the group is joined. Selected by destination MAC, never by
 * packet type; our own frames are not heard. Frames lie in memory shared with the kernel
 * (TPACKET_V2: a lone frame is seen at once, V3 would hold it for a block timeout), so hearing
 * costs no system call per frame. Each bears the kernel's time of its arrival, which becomes its
 * age: what lay here while this process was stopped is told from what just came.
 *
 * PACKET_DHCP also holds UDP port 67 shut, or the kernel answers renewals with ICMP unreachable.
 * docs/kernel.md "Receiving". Tested in test/unit/linux/packet.c. */
#ifndef LINUX_PACKET_H
#define LINUX_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/node.h"

struct text;
struct virtual;
struct packet;

enum packet_kind { PACKET_DHCP, PACKET_VRRP };

struct packet_out {
	uint16_t vlan;
	const uint8_t *bytes; /* from the Ethernet header */
	size_t len;
};

/* v: who owns which virtual MAC; NULL: nobody. NULL and a sentence on failure. */
struct packet *packet_open(enum packet_kind kind, const struct virtual *v, struct text *message);

/* Hear and send on exactly these VLANs; call after every links_apply(). A Vlanif that does not
 * exist or cannot be opened is left out, named in message, and false is returned; the others work.
 * Frames read before must have been released. */
bool packet_listen(struct packet *p, const uint16_t *vlans, unsigned count, struct text *message);

/* The first of vlans that is not heard on; 0: none. */
uint16_t packet_deaf(const struct packet *p, const uint16_t *vlans, unsigned count);

/* Readable when packet_read() has something. */
int packet_fd(const struct packet *p);

/* Up to max frames; they stay valid until packet_release(). Returns how many. */
unsigned packet_read(struct packet *p, struct node_frame *ret_frames, unsigned max);
void packet_release(struct packet *p);

/* What was heard and is not among what packet_read() returned, since the last call; false: nothing.
 * An overrun is known once a frame comes after it. */
bool packet_take_lost(struct packet *p, struct node_lost *ret);

/* All frames, 256 with one system call. The source MAC is in the frame. Returns how
 * many the kernel took; never waits. */
unsigned packet_send(struct packet *p, const struct packet_out *list, unsigned count);

/* Accepts NULL. */
void packet_close(struct packet *p);

#endif
