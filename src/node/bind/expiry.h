/* node/bind/expiry.h -- offers that end and bindings that become due: expired, given back and kept
 * long enough, or an old conflict; and those kept that an operator frees sooner. Freeing one is a
 * change like any other (R3). At most EXPIRY_MAX in one step. */
#ifndef NODE_BIND_EXPIRY_H
#define NODE_BIND_EXPIRY_H

#include "node/step/step.h"

struct bind;

/* Ends holds, frees due bindings. */
void expiry_tick(struct bind *b, struct step *step);

/* When to call it; TIME_NEVER. */
uint64_t expiry_deadline(const struct bind *b);

/* `reset ip pool name NAME kept`: what is kept in a pool (below pools_count) for clients that gave
 * it back is freed now, as far as the pair allows; in steps. Returns how many that will be, and how
 * many stay for the pair's sake. A call while another one's addresses wait takes its place. */
struct expiry_kept {
	uint32_t freed, stay;
} expiry_end_kept(struct bind *b, unsigned pool, uint64_t now);

/* The table was made anew: what is due is looked at from its beginning. */
void expiry_table_changed(struct bind *b);

#endif
