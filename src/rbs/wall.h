/* rbs/wall.h -- how far the peer's wall clock is from ours. Nothing depends on it but what people
 * read: no lease, no state. A difference and a jump are told, because somebody compares the logs of
 * two devices one day. Tested in test/unit/rbs/wall.c. */
#ifndef RBS_WALL_H
#define RBS_WALL_H

#include "rbs/inside.h"

/* Our wall clock in milliseconds since 1970; 0: before that. */
uint64_t rbs_wall_ms(const struct rbs_session *s);

/* The peer's, as a KEEPALIVE just brought it; 0: it did not say. */
void rbs_wall_heard(struct rbs_session *s, uint64_t wall_ms);

#endif
