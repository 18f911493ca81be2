/* node/bind/expiry.h -- offers that end and bindings that become due: expired, cooled, or an old
 * conflict. Freeing one is a change like any other (R3). At most EXPIRY_MAX in one step. */
#ifndef NODE_BIND_EXPIRY_H
#define NODE_BIND_EXPIRY_H

#include "node/step/step.h"

struct bind;

/* Ends holds, frees due bindings. */
void expiry_tick(struct bind *b, struct step *step);

/* When to call it; TIME_NEVER. */
uint64_t expiry_deadline(const struct bind *b);

/* The table was made anew: what is due is looked at from its beginning. */
void expiry_table_changed(struct bind *b);

#endif
