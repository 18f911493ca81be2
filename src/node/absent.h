/* node/absent.h -- a peer that stays away: the alarm that says what to do, and `partner-down
 * delay`, which declares it down without asking anybody (R5; off unless configured). Counted is the
 * time without a session while Interrupted. Tested in test/unit/node/timed.c. */
#ifndef NODE_ABSENT_H
#define NODE_ABSENT_H

#include "node/state.h"

#define ABSENT_ALARM_US (3600 * TIME_SEC)  /* the first ... */
#define ABSENT_AGAIN_US (86400 * TIME_SEC) /* ... and the following ones */

/* Sees who is away, alarms, declares. */
void absent_tick(struct node *n, struct node_actions *out);
uint64_t absent_deadline(const struct node *n);

#endif
