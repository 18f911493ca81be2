/* node/brief.h -- one device in one line: what it is to its clients and to its peer, and how many
 * addresses are in use.
 *
 *	Master (Vlanif100 vrid 1), pair Connected; 4 of 98 addresses in use
 *	2 Master, 1 Slave; pairs: 2 Connected, 1 Interrupted; 40 of 970 addresses in use
 *
 * For whoever shows a service in passing; everything in it has a display that says more. Counts
 * are by pool, so it costs nothing with the number of leases. Tested in test/unit/node/brief.c. */
#ifndef NODE_BRIEF_H
#define NODE_BRIEF_H

#include "base/text.h"

struct node;

/* Adds the line, without an end of line. */
void node_brief(const struct node *n, struct text *out);

#endif
