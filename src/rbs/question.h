/* rbs/question.h -- a takeover questions its session: the peer may be dead, frozen or cut off, and
 * that is why this device became Master. The peer writes a small block for it, so the answer
 * speaks for its disk, too, and not for its loop alone. Until the peer has acknowledged a frame
 * that asks for it no update leaves, so none is in doubt; past the limit the session is dropped
 * like one that gives no answer (R6), and what never left is decided again, alone.
 *
 * The limit is RBS_QUESTION_LEAST, or four times the slowest of the last RBS_QUESTION_ANSWERS
 * acknowledgements, disk included; at most the answer limit, and just that while updates are on
 * their way already. docs/rules.md R6. Tested in test/unit/node/question.c. */
#ifndef RBS_QUESTION_H
#define RBS_QUESTION_H

#include "rbs/session_private.h"

#define RBS_QUESTION_LEAST (50 * TIME_MS)

/* This device became Master. */
void rbs_question_begin(struct rbs_session *s);

/* No update leaves now. */
bool rbs_question_holds(const struct rbs_session *s);

/* The frame that asks left, and was acknowledged. */
void rbs_question_heard(struct rbs_session *s);

/* A frame was acknowledged so long after it left. */
void rbs_question_took(struct rbs_session *s, uint64_t took_us);

/* The limit has passed without an answer. */
bool rbs_question_is_late(const struct rbs_session *s);

/* When; TIME_NEVER. */
uint64_t rbs_question_deadline(const struct rbs_session *s);

/* The session is over. */
void rbs_question_forget(struct rbs_session *s);

#endif
