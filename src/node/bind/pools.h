/* node/bind/pools.h -- the pools of the running configuration, their binding table, and which
 * profile a pool is bound to. Made anew at every commit; bindings and offers are carried over. */
#ifndef NODE_BIND_POOLS_H
#define NODE_BIND_POOLS_H

#include "conf/conf.h"
#include "lease/table.h"
#include "node/step/step.h"
#include "rbp/shown.h"

struct bind;
struct standing;

struct bound { /* the pools bound to one profile */
	unsigned pools_count, ranges_count;
	uint16_t pool[RBP_POOLS_MAX];
	struct lease_range *range; /* of these pools, ascending: what its backup copies */
	/* All addresses of these pools' networks: bindings there that no range covers go along. */
	struct lease_range network[RBP_POOLS_MAX];
};

/* Server, binding table and the pools of the profiles in `standings`. True: the table was made
 * anew. Called by bind_configure() alone. */
bool pools_configure(struct bind *b, const struct conf *running, struct step *step);

/* Begins the table for a configuration that is to come into force, beside the one in use, and
 * brings so many bindings over. True: it is ready, or none is needed; else pools_prepare_more()
 * goes on until it says so. pools_configure() takes it; pools_prepare_end() drops it. b has a
 * table. */
bool pools_prepare(struct bind *b, const struct conf *candidate, unsigned bindings);
bool pools_prepare_more(struct bind *b, unsigned bindings);
void pools_prepare_end(struct bind *b);

/* Whether there is memory for the table that this configuration needs; *ret_bytes: how much. b may
 * be NULL: no device runs. A configuration whose ranges have their table already needs none. */
bool pools_have_room(const struct bind *b, const struct conf *candidate, uint64_t *ret_bytes);

/* How the profile a pool is bound to stands; NULL: none, or no such pool. */
const struct standing *pools_standing(const struct bind *b, unsigned pool);

/* All addresses of a pool's network; pool below pools_count of the server. */
struct lease_range pools_network(const struct bind *b, unsigned pool);

/* The profile's slot; NODE_NONE: none, or no such pool. */
unsigned pools_profile(const struct bind *b, unsigned pool);

/* What is bound to the profile in a slot below NODE_PROFILES_MAX. */
const struct bound *pools_bound(const struct bind *b, unsigned profile);

void pools_free(struct bind *b);

#endif
