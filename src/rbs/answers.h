/* rbs/answers.h -- a "free" of the peer that contradicts what was promised here without it: what
 * stands here goes out before that is acknowledged. The ACK of "free" is a licence to give the
 * address (R4), and what follows it may be lost in a cut. Bound: RBS_MARKS_MAX, the most records
 * that a peer may have under way. Tested in test/unit/rbs/session.c. */
#ifndef RBS_ANSWERS_H
#define RBS_ANSWERS_H

#include "rbs/session_private.h"

/* A record of the peer is to be merged with `held`, of our table: notes whether it is to be
 * answered. False: there are more than a peer may have under way. */
bool rbs_answers_look(struct rbs_session *s, const struct lease_record *held,
		      const struct lease_record *theirs);

/* Sends the answers that go out before the ACK of what is STORED. False: not all fit now. */
bool rbs_answers_send(struct rbs_session *s);

#endif
