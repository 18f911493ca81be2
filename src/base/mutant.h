/* base/mutant.h -- seeded bugs, for the proof that the simulator finds them. Only a build with
 * TWIN_MUTANTS (make BUILD=mutant) knows more than MUTANT(x) being false; there one is chosen by
 * number, so that one build tries all. Each is used in exactly one place. test/sim names the number
 * of histories within which each is found. */
#ifndef BASE_MUTANT_H
#define BASE_MUTANT_H

#include <stdbool.h>

enum mutant {
	MUTANT_NONE,
	MUTANT_SKIP_SYNC,	  /* answers and acknowledges without waiting for the disk */
	MUTANT_SEND_BEFORE_SYNC,  /* an update goes to the peer before its mark is on disk */
	MUTANT_ACK_FROM_MEMORY,	  /* the peer's update is acknowledged before it is on disk */
	MUTANT_IGNORE_REFUSAL,	  /* a refused update is answered as if it were safe */
	MUTANT_MERGE_DOUBTFUL,	  /* an update in doubt stands, and is merged */
	MUTANT_NO_MCLT,		  /* Interrupted promises have their full time */
	MUTANT_BACKUP_EXPIRES,	  /* a device that does not serve frees expired leases */
	MUTANT_REUSE_INTERRUPTED, /* Interrupted, an expired lease goes to anybody */
	MUTANT_REUSE_VERSION,	  /* after a restart versions begin below the last ones given out */
	MUTANT_STALE_INCARNATION, /* a resume counts in another incarnation */
	MUTANT_HOME_MOVES,	  /* home follows the configured addresses */
	MUTANT_HALF_AFTER_BYE,	  /* a device that said BYE uses its half */
	MUTANTS
};

#ifdef TWIN_MUTANTS
extern enum mutant mutant_active;
#define MUTANT(name) (mutant_active == MUTANT_##name)
#else
#define MUTANT(name) false
#endif

/* "skip-sync", ... For the simulator, which is asked for one by name. */
const char *mutant_name(enum mutant m);

#endif
