/* dhcp/reply.h -- frames in, frames out: one Ethernet frame -> struct dhcp_request; a parked
 * transaction -> one Ethernet frame.
 *
 * A transaction is parked while its record becomes safe (R1); struct dhcp_parked is all that is
 * kept of the request and the verdict, of one fixed size, without pointers.
 * RFC 951, 1534; RFC 2131 4.1 (where replies go), 4.3.1 (options); RFC 2132; RFC 3046 2.2 (option
 * 82 comes back as it came, last); RFC 6842 (option 61 comes back). Which options a pool has is
 * dhcp/items.h.
 * Tested in test/unit/dhcp/reply.c with golden packets. */
#ifndef DHCP_REPLY_H
#define DHCP_REPLY_H

#include "dhcp/decide.h"
#include "dhcp/drop.h"
#include "wire/udp.h"

enum { DHCP_FRAME_MAX = 14 + 1500 }; /* no reply frame is longer */

struct dhcp_parked {
	uint64_t generation; /* of the server it was decided under */
	uint16_t vlan, pool;
	enum dhcp_type type; /* OFFER, ACK, NAK, BOOTP */
	bool broadcast;	     /* to a client without an address; what a relay agent is told to do */
	bool flag;	     /* the B flag of the message */
	bool inform;	     /* answers an INFORM: no lease, no times */
	bool rapid;	     /* an ACK without a REQUEST */
	bool autoconf;	     /* it sent option 116, and gets it where the pool has it */
	bool bare;	     /* to a client that knows no options */
	bool asked;	     /* a parameter request list came */
	uint8_t boot;	     /* dhcp_boot_of() */
	uint8_t hardware_type, hardware_len, order_count;
	uint8_t hardware[DHCP_CHADDR_MAX];
	uint8_t
	    order[DHCP_ITEMS_MAX]; /* items that were asked for, each once, in the client's order */
	uint32_t xid, lease_s;
	uint16_t max_size, port; /* port: where the message came from */
	struct mac from;
	struct ip4 ciaddr, giaddr, yiaddr, server_id, subnet;
	uint8_t client_id_len, agent_len; /* 0: none came */
	uint8_t client_id[DHCP_OPTION_MAX], agent[DHCP_OPTION_MAX];
};

/* Reads a frame heard on Vlanif<vlan>: *ret, or why it is dropped. */
enum dhcp_drop dhcp_hear(struct rd frame, uint16_t vlan, bool checksum_unfinished,
			 struct dhcp_request *ret);

/* The same where BOOTP is answered. */
enum dhcp_drop dhcp_hear_bootp(struct rd frame, uint16_t vlan, bool checksum_unfinished,
			       struct dhcp_request *ret);

/* What to keep for the answer of a verdict that has one. */
void dhcp_park(const struct dhcp_server *s, const struct dhcp_request *request,
	       const struct dhcp_verdict *v, struct dhcp_parked *ret);

struct dhcp_sender {	    /* whom the reply comes from */
	struct mac mac;	    /* the virtual MAC of the pool's group, else the Vlanif's own */
	struct ip4 address; /* unset: the server identifier */
};

/* Writes the whole untagged frame for Vlanif<parked->vlan> and returns its length; 0, and nothing
 * written, when the configuration has changed since it was parked (the client asks again) or out
 * is too short. At most DHCP_FRAME_MAX bytes. */
size_t dhcp_reply_frame(const struct dhcp_server *s, const struct dhcp_parked *parked,
			const struct dhcp_sender *sender, struct wr *out);

#endif
