/* bfd/fault.c -- see bfd/fault.h. */
#include "bfd/fault.h"

#include <assert.h>

const char *
bfd_fault_text(enum bfd_fault fault)
{
	static const char *const text[BFD_FAULTS] = {
	    [BFD_FAULT_TTL] = "wrong TTL",
	    [BFD_FAULT_LENGTH] = "wrong length",
	    [BFD_FAULT_VERSION] = "wrong version",
	    [BFD_FAULT_MULTIPLIER] = "detect multiplier 0",
	    [BFD_FAULT_MULTIPOINT] = "multipoint",
	    [BFD_FAULT_MY_ZERO] = "my discriminator 0",
	    [BFD_FAULT_STATE] = "your discriminator 0 in Init or Up",
	    [BFD_FAULT_AUTH] = "authentication that is not in use",
	    [BFD_FAULT_SESSION] = "no session for it",
	    [BFD_FAULT_SENDER] = "another sender, destination or interface than the session's",
	    [BFD_FAULT_REMOTE] = "another discriminator than the configured one",
	    [BFD_FAULT_ADMIN] = "the session is shut down",
	};

	assert(fault > BFD_FAULT_NONE && fault < BFD_FAULTS);
	return text[fault];
}
