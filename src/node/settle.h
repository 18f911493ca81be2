/* node/settle.h -- the end of a step: what changed is looked at, what the disk and the peer made
 * safe goes on, what may leave does. The only place where what one room has for another is handed
 * over. */
#ifndef NODE_SETTLE_H
#define NODE_SETTLE_H

#include "node/step/step.h"

struct bind;
struct pairs;
struct serve;

void settle(struct bind *bind, struct pairs *pairs, struct serve *serve, struct step *step);

#endif
