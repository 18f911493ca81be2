/* node/pair/partner_down.h -- a peer that stays away: the alarm that says what to do, and
 * `partner-down delay`, which declares it down without asking anybody (R5; off unless configured).
 * Counted is the time without a session while Interrupted. It declares nobody who is still heard
 * (look.h): then it waits, with an alarm at once and every hour. Tested in test/unit/node/timed.c
 * and look.c. */
#ifndef NODE_PAIR_PARTNER_DOWN_H
#define NODE_PAIR_PARTNER_DOWN_H

#include "node/step/step.h"

struct pairs;
struct profile;

#define PARTNER_DOWN_ALARM_US (3600 * TIME_SEC)	 /* the first ... */
#define PARTNER_DOWN_AGAIN_US (86400 * TIME_SEC) /* ... and the following ones */
#define PARTNER_DOWN_WAITS_US (3600 * TIME_SEC)	 /* between two that a declaration waits */

/* Sees who is away, alarms, looks, declares. */
void partner_down_tick(struct pairs *all, struct step *step);
uint64_t partner_down_deadline(const struct pairs *all, uint64_t now);

/* When the delay of a profile that is alone runs out, or did; TIME_NEVER. */
uint64_t partner_down_due_us(const struct profile *p);

#endif
