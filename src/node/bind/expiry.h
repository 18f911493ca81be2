/* node/bind/expiry.h -- offers that end and bindings that become due: expired, given back and kept
 * long enough, or an old conflict; and those that an operator frees sooner. Freeing one is a
 * change like any other (R3). At most EXPIRY_MAX in one step. */
#ifndef NODE_BIND_EXPIRY_H
#define NODE_BIND_EXPIRY_H

#include "base/ip4.h"
#include "lease/record.h"
#include "node/step/step.h"

struct bind;

/* Ends holds, frees due bindings. */
void expiry_tick(struct bind *b, struct step *step);

/* When to call it; TIME_NEVER. */
uint64_t expiry_deadline(const struct bind *b);

enum expiry_kind {
	EXPIRY_KEPT = 1,     /* for who gave it back */
	EXPIRY_CONFLICT = 2, /* found in use */
	EXPIRY_ENDED = 4,    /* leased, and the lease is over */
	EXPIRY_USED = 8,     /* leased: its client is taken to have given it back */
	EXPIRY_ALL = 15
};

/* What an operator frees before its time: addresses of a pool (below pools_count) of some kinds. */
struct expiry_reset {
	unsigned pool;
	unsigned kinds; /* of enum expiry_kind */
	struct ip4 low, high;
};

enum { EXPIRY_RESETS_MAX = 16 };

struct expiry_freed { /* how many addresses that will be, and how many stay for the pair's sake */
	uint32_t freed, stay;
};

/* How many addresses of the pool and the range are of those kinds. */
uint32_t expiry_count(const struct bind *b, const struct expiry_reset *what, uint64_t now);

/* Whether one more may wait behind those that are being freed. */
bool expiry_may_reset(const struct bind *b);

/* As far as the pair allows; in steps. Only while expiry_may_reset(). Over a commit that changes
 * addresses it goes on with the pool of that name, from its beginning. */
struct expiry_freed expiry_reset(struct bind *b, const struct expiry_reset *what, uint64_t now);

/* A merge brought this lease, of an update that was in doubt here: its client was never told. When
 * it has another address by now, this one is given back (R2). Not kept over a restart, nor beyond
 * EXPIRY_UNTOLD_MAX: then R3 ends it, when the client renews the other one. */
void expiry_untold(struct bind *b, struct ip4 address, uint64_t version);

/* Table and pools were made anew: what is due is looked at from its beginning. */
void expiry_table_changed(struct bind *b, uint64_t now);

#endif
