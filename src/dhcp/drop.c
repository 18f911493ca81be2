/* dhcp/drop.c -- see dhcp/drop.h. */
#include "dhcp/drop.h"

#include <assert.h>
#include <stddef.h>

enum dhcp_drop
dhcp_drop_of_frame(enum wire_result result)
{
	if (result == WIRE_OTHER)
		return DHCP_DROP_OTHER_PROTOCOL;
	return result == WIRE_OK ? DHCP_TAKEN : (enum dhcp_drop)(DHCP_DROP_FRAME + result);
}

enum dhcp_drop
dhcp_drop_of_message(enum dhcp_decoded decoded)
{
	return decoded == DHCP_DECODED ? DHCP_TAKEN : (enum dhcp_drop)(DHCP_DROP_MESSAGE + decoded);
}

bool
dhcp_drop_is_bad(enum dhcp_drop drop)
{
	return drop >= DHCP_DROP_FRAME && drop <= DHCP_DROP_MESSAGE_LAST;
}

const char *
dhcp_drop_name(enum dhcp_drop drop)
{
	static const char *const name[DHCP_DROPS] = {
	    [DHCP_DROP_OTHER_PROTOCOL] = "other_protocol",
	    [DHCP_DROP_FRAME + WIRE_SHORT] = "frame_short",
	    [DHCP_DROP_FRAME + WIRE_BAD_FIELD] = "bad_header",
	    [DHCP_DROP_FRAME + WIRE_BAD_CHECKSUM] = "ip_checksum",
	    [DHCP_DROP_FRAME + WIRE_BAD_UDP] = "udp_checksum",
	    [DHCP_DROP_FRAME + WIRE_FRAGMENT] = "fragment",
	    [DHCP_DROP_GROUP_SOURCE] = "group_source",
	    [DHCP_DROP_MESSAGE + DHCP_TOO_SHORT] = "message_short",
	    [DHCP_DROP_MESSAGE + DHCP_NOT_REQUEST] = "not_request",
	    [DHCP_DROP_MESSAGE + DHCP_BAD_HARDWARE] = "bad_hardware",
	    [DHCP_DROP_MESSAGE + DHCP_NO_COOKIE] = "no_cookie",
	    [DHCP_DROP_MESSAGE + DHCP_BAD_OPTION] = "bad_option",
	    [DHCP_DROP_MESSAGE + DHCP_NO_TYPE] = "no_type",
	    [DHCP_DROP_MESSAGE + DHCP_BAD_TYPE] = "bad_type",
	    [DHCP_DROP_MESSAGE + DHCP_BAD_ADDRESS] = "bad_address",
	    [DHCP_DROP_RING_OVERRUN] = "ring_overrun",
	    [DHCP_DROP_OVERSIZE] = "oversize",
	    [DHCP_DROP_OTHER_MAC] = "other_mac",
	    [DHCP_DROP_TOO_OLD] = "too_old",
	};

	assert(drop < DHCP_DROPS);
	return name[drop];
}
