/* dhcp/drop.h -- frames that never become a message: why, by kind. What becomes of messages stands
 * in dhcp/why.h; every frame that this device takes in is counted in one of the two
 * (docs/running.md "Why nothing was answered"). Tested in test/unit/dhcp/show.c, reply.c. */
#ifndef DHCP_DROP_H
#define DHCP_DROP_H

#include <stdbool.h>

#include "dhcp/message.h"
#include "wire/result.h"

enum dhcp_drop {
	DHCP_TAKEN, /* not dropped */
	DHCP_DROP_OTHER_PROTOCOL,
	DHCP_DROP_FRAME, /* from here on by enum wire_result: WIRE_SHORT.. */
	DHCP_DROP_FRAME_LAST = DHCP_DROP_FRAME + WIRE_RESULTS - 1,
	DHCP_DROP_GROUP_SOURCE, /* its Ethernet source is no station */
	DHCP_DROP_MESSAGE,	/* from here on by enum dhcp_decoded: DHCP_TOO_SHORT.. */
	DHCP_DROP_MESSAGE_LAST = DHCP_DROP_MESSAGE + DHCP_DECODES - 1,
	DHCP_DROP_RING_OVERRUN, /* the kernel had no room for it: this device was too slow */
	DHCP_DROP_OVERSIZE,	/* longer than a place of the ring */
	DHCP_DROP_OTHER_MAC,	/* to a virtual MAC that is not ours now */
	DHCP_DROP_TOO_OLD,	/* it lay here unread for longer than a client waits */
	DHCP_DROPS
};

/* Broken below the message, or in it. */
enum dhcp_drop dhcp_drop_of_frame(enum wire_result result);
enum dhcp_drop dhcp_drop_of_message(enum dhcp_decoded decoded);

/* It was meant for a DHCP server, and is broken: "Bad Messages". */
bool dhcp_drop_is_bad(enum dhcp_drop drop);

/* "udp_checksum", ...; NULL for places of the enum that nothing is counted in. */
const char *dhcp_drop_name(enum dhcp_drop drop);

#endif
