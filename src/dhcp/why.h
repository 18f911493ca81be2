/* dhcp/why.h -- why a message was answered, or not: the reasons that are counted and displayed
 * (docs/running.md "Why nothing was answered"). Tested in test/unit/dhcp/show.c. */
#ifndef DHCP_WHY_H
#define DHCP_WHY_H

enum dhcp_why { /* why a message was answered, or not; counted */
		DHCP_WHY_OFFERED,
		DHCP_WHY_GRANTED, /* REQUEST of a new client */
		DHCP_WHY_RENEWED, /* REQUEST of the client that holds the address */
		DHCP_WHY_INFORMED,
		DHCP_WHY_RELEASED,
		DHCP_WHY_DECLINED,
		DHCP_WHY_REFUSED, /* NAK: the address is another client's */
		DHCP_WHY_DENIED,  /* NAK: not this client's by its own lease, or by configuration */
		DHCP_WHY_ANEW,	  /* NAK: it takes an offer that cannot be kept now, and would be
				  offered another address */
		DHCP_WHY_WRONG_NETWORK, /* NAK: an address that is not of this network */
		DHCP_WHY_DISABLED,	/* `dhcp server` is not enabled on the Vlanif */
		DHCP_WHY_NOT_FOR_US,	/* unicast to an address that is not ours */
		DHCP_WHY_NO_POOL,	/* no pool for this subnet */
		DHCP_WHY_SILENT,	/* the pool's profile is not Master here */
		DHCP_WHY_OTHER_SERVER,	/* the client chose, or means, another server */
		DHCP_WHY_TOO_MANY,	/* a DECLINE beyond the bounds of what the node believes */
		DHCP_WHY_RATE,		/* a new client beyond what `dhcp check dhcp-rate` allows */
		DHCP_WHY_FORGED,	/* its client did not send it: dhcp_is_from_client() */
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
		DHCP_WHY_BOOTP,		/* BOOTP, and no address is bound to it statically */
		DHCP_WHY_MALFORMED,	/* fields that contradict each other (RFC 2131 table 5) */
		DHCP_WHYS
};

/* "offered", "no_pool", ... for JSON. */
const char *dhcp_why_name(enum dhcp_why why);

#endif
