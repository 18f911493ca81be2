/* rbs/acks.h -- the peer's answers to what we sent: acknowledged, or refused with a newer record.
 * How stands at the head of acks.c. Tested in test/unit/rbs/session.c and hostile.c. */
#ifndef RBS_ACKS_H
#define RBS_ACKS_H

#include "rbs/session_private.h"

/* An ACK frame on connection c, which is the session's. */
void rbs_acks_take(struct rbs_session *s, int c, const struct rbs_frame *frame);

#endif
