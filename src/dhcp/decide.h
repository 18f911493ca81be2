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
#include "lease/table.h"

struct dhcp_request { /* one message as heard */
	uint16_t vlan;
	bool unicast;	 /* the IP destination was an address of ours, not a broadcast */
	struct mac from; /* Ethernet source: the client, or the relay or router before it */
	struct dhcp_message message;
};

enum dhcp_answer { DHCP_ANSWER_NONE, DHCP_ANSWER_OFFER, DHCP_ANSWER_ACK, DHCP_ANSWER_NAK };

enum dhcp_why { /* why a message was answered, or not; counted */
		DHCP_WHY_OFFERED,
		DHCP_WHY_GRANTED, /* REQUEST of a new client */
		DHCP_WHY_RENEWED, /* REQUEST of the client that holds the address */
		DHCP_WHY_INFORMED,
		DHCP_WHY_RELEASED,
		DHCP_WHY_DECLINED,
		DHCP_WHY_REFUSED,	/* NAK: the address is another client's */
		DHCP_WHY_WRONG_NETWORK, /* NAK: an address that is not of this network */
		DHCP_WHY_DISABLED,	/* `dhcp server` is not enabled on the Vlanif */
		DHCP_WHY_NO_POOL,	/* no pool for this subnet */
		DHCP_WHY_SILENT,	/* the pool's profile is not Master here */
		DHCP_WHY_OTHER_SERVER,	/* the client chose, or means, another server */
		DHCP_WHY_FORGED,	/* a RELEASE or DECLINE that its client did not send */
		DHCP_WHY_UNKNOWN,	/* an address or client we know nothing of (R7) */
		DHCP_WHY_WITHHELD,	/* the address is kept back by configuration */
		DHCP_WHY_HELD,		/* another client's, and no NAK allowed */
		DHCP_WHY_RULES,		/* R4, R5 or R8 forbid the promise now */
		DHCP_WHY_LOCKED,	/* the pool is locked */
		DHCP_WHY_NO_ADDRESS,	/* the pool is exhausted */
		DHCP_WHY_IN_FLIGHT,	/* an update of the address is on its way */
		DHCP_WHY_IN_USE,	/* others answered for the addresses it could have */
		DHCP_WHY_BAD_GIADDR,	/* no relay agent can have it (dhcp_may_be_relay()) */
		DHCP_WHY_BAD_CIADDR,	/* the network's own or its broadcast address */
		DHCP_WHY_MALFORMED,	/* fields that contradict each other (RFC 2131 table 5) */
		DHCP_WHYS
};

struct dhcp_verdict {
	enum dhcp_answer answer;
	enum dhcp_why why;
	unsigned pool;	    /* DHCP_NO_POOL when none was found */
	struct ip4 address; /* offered, acknowledged; unset for INFORM and NAK */
	uint32_t lease_s;   /* told to the client; 0 for INFORM and NAK */
	struct ip4 server_id;
	struct lease_key key;	    /* of the client */
	bool probe;		    /* R5: ask the link for the address first */
	bool begins_offer;	    /* `address` is offered to the client from now on */
	bool ends_offer;	    /* the client's offer, if there is one, ends */
	bool write;		    /* `record` must be safe before the answer leaves */
	uint64_t replaces;	    /* the version the record replaces (R2) */
	struct lease_record record; /* complete but for its version */
};

/* Judges one message. *ret is written whole. */
void dhcp_decide(const struct dhcp_server *s, const struct lease_table *t,
		 const struct dhcp_request *request, uint64_t now, struct dhcp_verdict *ret);

/* The part of a verdict that stays on this device: begins or ends the client's offer. */
void dhcp_settle(struct lease_table *t, const struct dhcp_verdict *v, uint64_t now);

/* The client's key: identifier, else hardware address. */
struct lease_key dhcp_key(const struct dhcp_message *m);

/* "offered", "no_pool", ... for JSON. */
const char *dhcp_why_name(enum dhcp_why why);

#endif
