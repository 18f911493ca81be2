/* rbs/clock_skew.h -- how far the peer's wall clock is from ours. Nothing depends on it but what
 * people read: no lease, no state. A difference and a jump are told, because somebody compares the
 * logs of two devices one day. Tested in test/unit/rbs/settings.c. */
#ifndef RBS_CLOCK_SKEW_H
#define RBS_CLOCK_SKEW_H

#include "rbs/session_private.h"

/* Our wall clock in milliseconds since 1970; 0: before that. */
uint64_t rbs_clock_skew_ours_ms(const struct rbs_session *s);

/* The peer's, as a KEEPALIVE just brought it; 0: it did not say. */
void rbs_clock_skew_heard(struct rbs_session *s, uint64_t wall_ms);

#endif
