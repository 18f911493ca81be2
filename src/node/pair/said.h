/* node/pair/said.h -- the log line of how a profile stands to its peer: what that means for
 * clients, and what to do. When it is said: node/pair/pair.c. Tested in test/golden/ by alarms.txt,
 * leave.txt and restart.txt. */
#ifndef NODE_PAIR_SAID_H
#define NODE_PAIR_SAID_H

#include "node/step/step.h"

struct pairs;
struct profile;

/* Logs how the profile stands; it has a service. why: a clause in words, of the session. */
void said_log(const struct pairs *all, const struct profile *p, const char *why, struct step *step);

#endif
