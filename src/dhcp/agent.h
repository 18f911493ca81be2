/* dhcp/agent.h -- the sub-options of option 82, which a relay agent puts into what it relays.
 *
 * RFC 3046 2.0: code, length, bytes, one behind the other, without pads or an end. Reads only; of a
 * sub-option that comes twice the first counts, and what runs past the end is none. Option 82
 * itself goes back as it came (dhcp/reply.h). Tested in test/unit/dhcp/agent.c. */
#ifndef DHCP_AGENT_H
#define DHCP_AGENT_H

#include "base/buf.h"
#include "base/ip4.h"

enum {
	DHCP_AGENT_CIRCUIT = 1, /* RFC 3046: where the client is */
	DHCP_AGENT_REMOTE = 2,	/* the agent or its subscriber */
	DHCP_AGENT_LINK = 5,	/* RFC 3527: an address of the client's link */
	DHCP_AGENT_SERVER = 11, /* RFC 5107: the server identifier that clients are to be told */
	DHCP_AGENT_PORT = 19	/* RFC 8357: answer to the port the message came from */
};

/* The bytes of a sub-option, possibly none; false: it is not there. */
bool dhcp_agent_find(struct rd agent, uint8_t code, struct rd *ret);

/* The address in a sub-option of four bytes; unset: it is not there, or of another length. */
struct ip4 dhcp_agent_address(struct rd agent, uint8_t code);

#endif
