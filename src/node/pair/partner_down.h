/* node/pair/partner_down.h -- a peer that stays away: the alarm that says what to do, and
 * `partner-down delay`, which declares it down without asking anybody (R5; off unless configured).
 * Counted is the time without a session while Interrupted. Tested in test/unit/node/timed.c. */
#ifndef NODE_PAIR_PARTNER_DOWN_H
#define NODE_PAIR_PARTNER_DOWN_H

#include "node/step/step.h"

struct pairs;

#define PARTNER_DOWN_ALARM_US (3600 * TIME_SEC)	 /* the first ... */
#define PARTNER_DOWN_AGAIN_US (86400 * TIME_SEC) /* ... and the following ones */

/* Sees who is away, alarms, declares. */
void partner_down_tick(struct pairs *all, struct step *step);
uint64_t partner_down_deadline(const struct pairs *all, uint64_t now);

#endif
