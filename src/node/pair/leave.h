/* node/pair/leave.h -- `remote-backup leave`: an operator gives this device's half away to a peer
 * that is there to take it (R5). The half is given up on disk first; then BYE is said, the groups
 * are given up, and the session stays shut until `remote-backup join` or a restart, with an alarm
 * every hour. A session that ends before BYE is said, also by a BYE of the peer, cancels it: nobody
 * heard of it. What the device may promise until its next complete batch: lease/rules.h, forfeited.
 * Tested in test/unit/node/leave.c. */
#ifndef NODE_PAIR_LEAVE_H
#define NODE_PAIR_LEAVE_H

#include "base/text.h"
#include "node/step/step.h"

struct pairs;

#define LEAVE_ALARM_US (3600 * TIME_SEC)

/* Whether the service in a slot may be left now: every profile of it is Connected, its peer ready,
 * and its group none that only this device can have. False: *out says why not, as "Error: ...". */
bool leave_may(const struct pairs *all, unsigned slot, struct text *out);

/* What leaving gives away, and what follows: the text of the question. */
void leave_describe(const struct pairs *all, unsigned slot, struct text *out);

/* After leave_may(): it is written down, and said by leave_review() once that is durable. */
void leave_begin(struct pairs *all, unsigned slot, struct step *step);

/* Whether the service was left, and not joined since; only while this process lives. */
bool leave_is_out(const struct pairs *all, unsigned slot);

/* The session may come up again; nothing for one that was not left. */
void leave_join(struct pairs *all, unsigned slot, struct step *step);

/* End of a step (node/settle.c): says what has become durable, or cancels it. */
void leave_review(struct pairs *all, struct step *step);

/* The alarm. */
void leave_tick(struct pairs *all, struct step *step);
uint64_t leave_deadline(const struct pairs *all);

#endif
