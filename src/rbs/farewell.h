/* rbs/farewell.h -- the frames that belong to no stream of a session and end one: ERROR and BYE.
 * Tested in test/unit/rbs/session.c. */
#ifndef RBS_FAREWELL_H
#define RBS_FAREWELL_H

#include "rbs/session_private.h"

/* On connection c: BYE with the last update sequence, ERROR with an enum rbs_error; and a sentence.
 * Nothing when it is not open, or has no room. */
void rbs_farewell_send(struct rbs_session *s, int c, enum rbs_type type, uint64_t last,
		       const char *text);

#endif
