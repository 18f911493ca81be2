/* linux/cli_places.h -- who gets a place when somebody connects to the command line.
 *
 * A user has CLI_PLACES_OF_ONE at most, and the last CLI_PLACES_KEPT are for root and for whom the
 * daemon runs as, so that neither one user nor all of them together keep the owner of the machine
 * out; he ends sessions by `kill user-interface`. Who finds no place takes that of his own session
 * that has waited longest for him, if that is a minute; nobody else's.
 * Users are those of the kernel: nothing is known of levels when somebody connects.
 * Tested in test/unit/linux/cli_places.c. */
#ifndef LINUX_CLI_PLACES_H
#define LINUX_CLI_PLACES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/time.h"

enum { CLI_PLACES_OF_ONE = 8, CLI_PLACES_KEPT = 2 };
#define CLI_PLACE_WAITS_US (60 * TIME_SEC)

struct cli_place {
	bool used;
	uid_t uid;
	/* From then on it may be taken: it has waited for its user for CLI_PLACE_WAITS_US, at a
	 * prompt or within a display. TIME_NEVER: it is busy. */
	uint64_t due_us;
};

enum cli_place_found {
	CLI_PLACE_FREE,
	CLI_PLACE_TAKE, /* end the session there first */
	CLI_PLACE_NONE
};

/* *ret: which place; untouched for NONE. owner: the last ones are for him as well, and he may have
 * as many as there are. */
enum cli_place_found cli_place_find(const struct cli_place *place, unsigned count, uid_t uid,
				    bool owner, uint64_t now, unsigned *ret);

#endif
