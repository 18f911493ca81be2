/* dhcp/decide.h -- what to answer a client, and what binding must be written first.
 *
 * dhcp_decide() only reads. The node carries the verdict out: dhcp_settle() for the offer that
 * begins or ends, a version and lease_claim()/lease_apply() for the record, dhcp_park() and
 * dhcp_reply_frame() (dhcp/reply.h) for the answer once the record is safe (R1).
 * The table of RFC 2131 4.3 stands in decide.c. Tested in test/unit/dhcp/decide.c. */
#ifndef DHCP_DECIDE_H
#define DHCP_DECIDE_H

#include "dhcp/message.h"
#include "dhcp/server.h"
#include "dhcp/why.h"
#include "lease/table.h"

struct dhcp_request { /* one message as heard */
	uint16_t vlan;
	bool unicast;	   /* the IP destination was an address of ours, not a broadcast */
	struct ip4 to;	   /* the IP destination */
	struct ip4 source; /* the IP source; unset: the client has no address */
	uint16_t port;	   /* UDP source */
	struct mac from;   /* Ethernet source: the client, or the relay or router before it */
	struct dhcp_message message;
};

enum dhcp_answer { DHCP_ANSWER_NONE, DHCP_ANSWER_OFFER, DHCP_ANSWER_ACK, DHCP_ANSWER_NAK };

struct dhcp_verdict {
	enum dhcp_answer answer;
	enum dhcp_why why;
	unsigned pool;	    /* DHCP_NO_POOL when none was found */
	struct ip4 address; /* offered, acknowledged; unset for INFORM and NAK */
	uint32_t lease_s;   /* told to the client; 0 for INFORM, NAK and BOOTP */
	struct ip4 server_id;
	struct lease_key key; /* of the client */
	bool rapid;	      /* an ACK to a DISCOVER (RFC 4039) */
	bool probe;	      /* R5: ask the link for the address first */
	bool ping; /* the same, as a precaution: given unasked where it cannot be asked for */
	bool begins_offer;	    /* `address` is offered to the client from now on */
	bool ends_offer;	    /* the client's offer, if there is one, ends */
	bool write;		    /* `record` must be safe before the answer leaves */
	uint64_t replaces;	    /* the version the record replaces (R2) */
	struct lease_record record; /* complete but for its version */
	struct ip4 leaves; /* what the client held under its other name, and has no more with
				       this lease (dhcp_left()); unset: nothing */
	bool shared;	   /* another station, `sharer`, has a lease by its identifier */
	struct mac sharer;
};

/* Judges one message. *ret is written whole. */
void dhcp_decide(const struct dhcp_server *s, const struct lease_table *t,
		 const struct dhcp_request *request, uint64_t now, struct dhcp_verdict *ret);

/* The part of a verdict that stays on this device: begins or ends the client's offer,
 * of which it has one in all pools of its link. */
void dhcp_settle(const struct dhcp_server *s, struct lease_table *t, const struct dhcp_verdict *v,
		 uint64_t now);

/* The verdict that gives back what the client of v left, to be carried out once v is. */
struct dhcp_verdict dhcp_left(const struct lease_table *t, const struct dhcp_verdict *v,
			      uint64_t now);

/* Whom the answer to an INFORM goes to: ciaddr, or without a relay agent the IP source. Unset:
 * nobody. */
struct ip4 dhcp_informed(const struct dhcp_request *request);

#endif
