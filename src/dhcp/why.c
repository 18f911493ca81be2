/* dhcp/why.c -- see dhcp/why.h. */
#include "dhcp/why.h"

#include <assert.h>

const char *
dhcp_why_name(enum dhcp_why why)
{
	static const char *const name[DHCP_WHYS] = {
	    [DHCP_WHY_OFFERED] = "offered",
	    [DHCP_WHY_GRANTED] = "granted",
	    [DHCP_WHY_RENEWED] = "renewed",
	    [DHCP_WHY_INFORMED] = "informed",
	    [DHCP_WHY_RELEASED] = "released",
	    [DHCP_WHY_DECLINED] = "declined",
	    [DHCP_WHY_REFUSED] = "refused",
	    [DHCP_WHY_DENIED] = "denied",
	    [DHCP_WHY_ANEW] = "anew",
	    [DHCP_WHY_WRONG_NETWORK] = "wrong_network",
	    [DHCP_WHY_DISABLED] = "disabled",
	    [DHCP_WHY_NOT_FOR_US] = "not_for_us",
	    [DHCP_WHY_NO_POOL] = "no_pool",
	    [DHCP_WHY_SILENT] = "not_master",
	    [DHCP_WHY_OTHER_SERVER] = "other_server",
	    [DHCP_WHY_TOO_MANY] = "too_many_declines",
	    [DHCP_WHY_RATE] = "new_client_rate",
	    [DHCP_WHY_FORGED] = "forged",
	    [DHCP_WHY_UNKNOWN] = "unknown",
	    [DHCP_WHY_WITHHELD] = "withheld",
	    [DHCP_WHY_HELD] = "held",
	    [DHCP_WHY_RULES] = "not_allowed_now",
	    [DHCP_WHY_LOCKED] = "locked",
	    [DHCP_WHY_NO_ADDRESS] = "no_address",
	    [DHCP_WHY_IN_FLIGHT] = "in_flight",
	    [DHCP_WHY_IN_USE] = "in_use",
	    [DHCP_WHY_BAD_GIADDR] = "bad_giaddr",
	    [DHCP_WHY_BAD_CIADDR] = "bad_ciaddr",
	    [DHCP_WHY_BOOTP] = "bootp_unbound",
	    [DHCP_WHY_MALFORMED] = "malformed",
	};

	assert(why < DHCP_WHYS);
	return name[why];
}
