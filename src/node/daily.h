/* node/daily.h -- `batch-backup service-type dhcp-server daily`: everything is sent to the peer
 * once a day. The moment is one of the wall clock that displays print; a clock that jumps costs a
 * batch more or less, no more. Tested in test/unit/node/timed.c. */
#ifndef NODE_DAILY_H
#define NODE_DAILY_H

#include "node/state.h"

/* A commit: a time of today that is over counts for tomorrow. */
void daily_configure(struct node *n);

/* Begins what is due; one that finds no session is over for today: a new session begins with a
 * batch anyway. */
void daily_tick(struct node *n, struct node_actions *out);
uint64_t daily_deadline(const struct node *n);

#endif
