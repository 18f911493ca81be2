/* base/mutant.c -- see base/mutant.h. */
#include "base/mutant.h"

#include <assert.h>

#ifdef TWIN_MUTANTS
enum mutant mutant_active;
#endif

const char *
mutant_name(enum mutant m)
{
	static const char *const name[MUTANTS] = {
	    [MUTANT_NONE] = "none",
	    [MUTANT_SKIP_SYNC] = "skip-sync",
	    [MUTANT_SEND_BEFORE_SYNC] = "send-before-sync",
	    [MUTANT_ACK_FROM_MEMORY] = "ack-from-memory",
	    [MUTANT_IGNORE_REFUSAL] = "ignore-refusal",
	    [MUTANT_MERGE_DOUBTFUL] = "merge-doubtful",
	    [MUTANT_NO_MCLT] = "no-mclt",
	    [MUTANT_BACKUP_EXPIRES] = "backup-expires",
	    [MUTANT_REUSE_INTERRUPTED] = "reuse-interrupted",
	    [MUTANT_REUSE_VERSION] = "reuse-version",
	    [MUTANT_STALE_INCARNATION] = "stale-incarnation",
	    [MUTANT_HOME_MOVES] = "home-moves",
	    [MUTANT_HALF_AFTER_BYE] = "half-after-bye",
	};

	assert(m < MUTANTS);
	return name[m];
}
