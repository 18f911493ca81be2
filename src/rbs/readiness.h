/* rbs/readiness.h -- whether the other device would serve if it had to, and why not: each says so
 * per backup-id in KEEPALIVE, at once when it changes. It moves nothing: it is shown, and told when
 * it lasts. Tested in test/unit/rbs/readiness.c. */
#ifndef RBS_READINESS_H
#define RBS_READINESS_H

#include "rbs/session_private.h"

#define RBS_READY_LIMIT (3 * TIME_SEC)	/* what lasts so long is told ... */
#define RBS_READY_AGAIN (30 * TIME_SEC) /* ... and so long nothing more of it */

/* One of our groups has another word than the peer was told. */
bool rbs_readiness_due(const struct rbs_session *s);

/* What a KEEPALIVE says of our groups: after the call they count as told. */
void rbs_readiness_say(struct rbs_session *s, struct rbs_keepalive *ret);

/* What the peer's said. A group that it left out has no word any more: an older peer says none. */
void rbs_readiness_heard(struct rbs_session *s, const struct rbs_keepalive *k);

/* Time went by: tells what lasts. */
void rbs_readiness_review(struct rbs_session *s);

/* The session is over: nothing is known of the peer, and it of us. */
void rbs_readiness_forget(struct rbs_group *g);

/* When to review; TIME_NEVER. */
uint64_t rbs_readiness_deadline(const struct rbs_session *s);

#endif
