/* bfd/status.c -- see bfd/status.h. The diagnostics are the words of RFC 5880 4.1. */
#include "bfd/status.h"

#include <assert.h>

const char *
bfd_state_name(uint8_t state)
{
	static const char *const name[BFD_STATES] = {
	    [BFD_ADMIN_DOWN] = "AdminDown",
	    [BFD_DOWN] = "Down",
	    [BFD_INIT] = "Init",
	    [BFD_UP] = "Up",
	};

	assert(state < BFD_STATES);
	return name[state];
}

const char *
bfd_diag_name(uint8_t diag)
{
	static const char *const name[BFD_DIAGS] = {
	    [BFD_DIAG_NONE] = "No Diagnostic",
	    [BFD_DIAG_EXPIRED] = "Control Detection Time Expired",
	    [BFD_DIAG_ECHO] = "Echo Function Failed",
	    [BFD_DIAG_NEIGHBOUR] = "Neighbor Signaled Session Down",
	    [BFD_DIAG_FORWARDING] = "Forwarding Plane Reset",
	    [BFD_DIAG_PATH] = "Path Down",
	    [BFD_DIAG_CONCATENATED] = "Concatenated Path Down",
	    [BFD_DIAG_ADMIN] = "Administratively Down",
	    [BFD_DIAG_REVERSE] = "Reverse Concatenated Path Down",
	};

	return diag < BFD_DIAGS ? name[diag] : "Unknown";
}
