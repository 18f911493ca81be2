/* dhcp/situation.h -- what a REQUEST asks for, by the fields that are set (RFC 2131 4.3.2).
 *
 * RFC 2131 table 5 says which fields a client sets; who sets more is understood all the same, as
 * long as the message names one address. The table stands in situation.c. Pure; looks at the
 * message alone. Tested in test/unit/dhcp/situation.c. */
#ifndef DHCP_SITUATION_H
#define DHCP_SITUATION_H

#include "dhcp/message.h"

enum dhcp_situation {
	DHCP_SELECTING,	  /* the client takes an offer of ours */
	DHCP_INIT_REBOOT, /* it has an address written down, and asks whether it is right */
	DHCP_RENEWING,	  /* it uses an address: RENEWING, or REBINDING when broadcast */
	DHCP_OTHERS,	  /* it takes, or means, another server */
	DHCP_CONTRADICTS  /* no address, or two */
};

struct dhcp_wanted {
	enum dhcp_situation situation;
	struct ip4 address; /* unset with DHCP_CONTRADICTS; of no meaning with DHCP_OTHERS */
	bool by_name;	    /* SELECTING as table 5 wants it: it names our identifier and uses no
			 address. So it holds nothing yet of what it asks for */
};

/* server: our server identifier for this client. offered: the address that is offered to this
 * client now; unset: none. */
struct dhcp_wanted dhcp_situation_of(const struct dhcp_message *m, struct ip4 server,
				     struct ip4 offered);

#endif
