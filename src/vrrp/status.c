/* vrrp/status.c -- see vrrp/status.h. The words are VRP's where docs/vrp.md knows them. */
#include "vrrp/status.h"

#include <assert.h>

const char *
vrrp_state_name(enum vrrp_state state)
{
	static const char *const name[VRRP_STATES] = {
	    [VRRP_INITIALIZE] = "Initialize",
	    [VRRP_BACKUP] = "Backup",
	    [VRRP_MASTER] = "Master",
	};

	assert(state < VRRP_STATES);
	return name[state];
}

const char *
vrrp_reason_name(enum vrrp_reason reason)
{
	static const char *const name[VRRP_REASONS] = {
	    [VRRP_REASON_NONE] = "None",
	    [VRRP_REASON_INTERFACE_UP] = "Interface up",
	    [VRRP_REASON_INTERFACE_DOWN] = "Interface down",
	    [VRRP_REASON_TIMER_EXPIRED] = "Protocol timer expired",
	    [VRRP_REASON_PRIORITY] = "Priority calculation",
	    [VRRP_REASON_RESIGNED] = "Master resigned",
	    [VRRP_REASON_OWNER] = "IP address owner",
	    [VRRP_REASON_CONFIG] = "Configuration changed",
	    [VRRP_REASON_YIELD] = "Mastership given up",
	    [VRRP_REASON_LATE] = "Ran too late to stay Master",
	};

	assert(reason < VRRP_REASONS);
	return name[reason];
}
