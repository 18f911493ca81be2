/* rbs/old.h -- whether our journal is an old copy of itself: a backup that was put back, or a disk
 * that lost what it had confirmed. The peer shows it: a batch says of each address the highest
 * version that this device told it to hold. R9. Tested in test/unit/rbs/old.c, and on whole devices
 * in test/unit/node/identity.c. */
#ifndef RBS_OLD_H
#define RBS_OLD_H

#include "rbs/session_private.h"

/* A record of the peer's batch, before it is merged. told: the version of its address that it says
 * we told it to hold, 0: none; held: ours, NULL outside our pools. Counts until a batch is complete
 * for the first time since the start; later nothing can be missing. g may be NULL. */
void rbs_old_look(struct rbs_group *g, uint64_t told, const struct lease_record *held);

/* The batches of the group are complete: RBS_ALARM_OLD, and the peer hears it by HELLO, when
 * something was missing. Not of a journal that is known to lack something (local.remembers).
 * Returns why the pair is PAIRED, in words. */
const char *rbs_old_tell(struct rbs_session *s, struct rbs_group *g);

#endif
