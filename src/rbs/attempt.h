/* rbs/attempt.h -- why no session comes up. It is kept for each of the two connections and shown;
 * it is reported when it happened twice in a row (devices start one after the other, and one of two
 * connections is always given up), and then no more until the reason changes.
 * Tested in test/unit/rbs/session.c. */
#ifndef RBS_ATTEMPT_H
#define RBS_ATTEMPT_H

#include "rbs/session_private.h"

enum rbs_attempt_end {
	RBS_ATTEMPT_NO_ANSWER,	 /* to our dial */
	RBS_ATTEMPT_UNREACHABLE, /* the network or the peer said no to our dial */
	RBS_ATTEMPT_CLOSED,	 /* before HELLO */
	RBS_ATTEMPT_SILENT,	 /* no HELLO */
	RBS_ATTEMPT_HELD	 /* by this device, which waits before it begins a session */
};

/* Connection c ended so; reported at the second time, but for HELD, which is nobody's fault. */
void rbs_attempt_failed(struct rbs_session *s, int c, enum rbs_attempt_end how);

/* Connection c ended for this reason (a sentence, copied); reported when it happened `times` in a
 * row. */
void rbs_attempt_note(struct rbs_session *s, int c, const char *text, unsigned times);

/* A session came up, or none is wanted: nothing is kept. */
void rbs_attempts_forget(struct rbs_session *s);

#endif
