/* rbs/whereabouts.h -- where the other device can be asked for when there is no session: each says
 * the addresses of its interfaces in KEEPALIVE, at once when they change. What the peer said stays
 * after the session, for that is when it is needed; the next session's word replaces it, and a peer
 * that says none has none. Kept in memory alone. Tested in test/unit/rbs/whereabouts.c. */
#ifndef RBS_WHEREABOUTS_H
#define RBS_WHEREABOUTS_H

#include "rbs/session_private.h"

/* Ours are others than the peer was told. */
bool rbs_whereabouts_due(const struct rbs_session *s);

/* What a KEEPALIVE says of ours: after the call they count as told. */
void rbs_whereabouts_say(struct rbs_session *s, struct rbs_keepalive *ret);

/* What the peer's said. */
void rbs_whereabouts_heard(struct rbs_session *s, const struct rbs_keepalive *k);

/* The session is over: what the peer said may be of a card that it has no more. */
void rbs_whereabouts_forget(struct rbs_session *s);

#endif
