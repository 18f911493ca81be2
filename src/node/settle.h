/* node/settle.h -- the end of a step: what changed is looked at, what the disk and the peer made
 * safe goes on, what may leave does. */
#ifndef NODE_SETTLE_H
#define NODE_SETTLE_H

#include "node/state.h"

void settle(struct node *n, struct node_actions *out);

#endif
