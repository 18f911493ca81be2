/* rbp/shown.h -- what the displays of remote backup profiles read. node/ fills it after every
 * change; rbp/show.c prints it. */
#ifndef RBP_SHOWN_H
#define RBP_SHOWN_H

#include "lease/table.h"
#include "rbp/config.h"
#include "rbp/role.h"

enum {
	RBP_SHOWN_MAX = 64,
	RBP_POOLS_MAX = LEASE_POOLS_MAX,
	RBP_INDEX_FIRST = 0x1000,
	RBP_UNPROTECTED_MAX = 64
};

struct rbp_supply {	    /* addresses of the pools bound to a profile, for new clients */
	unsigned pools;	    /* bound to it */
	uint64_t free;	    /* idle by the table */
	uint64_t now;	    /* of them, what may be given now */
	bool at_least;	    /* now is a lower bound */
	uint64_t rest_from; /* what is kept back, from then on: lease_rest_from() */
	const char *why;    /* a clause that says what now is waited for; NULL: rest_from says it */
};

struct rbp_shown_entry {
	unsigned index;	  /* lowest free from RBP_INDEX_FIRST; local, kept while it lives */
	const char *name; /* as typed first */
	const struct rbp_config *config;
	struct rbp_verdict verdict;
	uint64_t changed_us;		   /* of the role; 0: never */
	enum rbp_role before;		   /* role until then */
	enum rbs_pair pair;		   /* of its backup-id */
	const struct rbs_session *session; /* of its service; NULL: none */
	const char *holds;		   /* rbp_holds_preemption() */
	const char *alarm;		   /* rbs_session_alarm(), or worse; NULL: none */
	uint64_t due_us;		   /* the delay of partner-down ran out then, ... */
	const char *waits;		   /* ... and for what it waits yet; NULL: it does not */
	enum rbs_ready ready;		   /* this device, to serve in the peer's place */
	uint64_t left_us;  /* the pair was left then, and not joined since; 0: it was not */
	uint64_t given_us; /* its half was given away then, and no batch since; 0: it was not */
	unsigned pools_count;
	const char *pool[RBP_POOLS_MAX]; /* names of the pools bound to it */
	unsigned slot;			 /* of the profile, for supply() */
};

struct rbp_unprotected { /* a pool of no profile, served where a VRRP group is */
	const char *pool;
	char interface[INTERFACE_TEXT]; /* of its link; "": behind relay agents */
};

struct rbp_shown {
	unsigned count;
	struct rbp_shown_entry list[RBP_SHOWN_MAX]; /* ascending by index */
	/* Counts when it is displayed; for entry.slot. NULL: nobody counts. */
	struct rbp_supply (*supply)(const void *context, unsigned slot, uint64_t now);
	const void *context;
	unsigned unprotected_count;
	struct rbp_unprotected unprotected[RBP_UNPROTECTED_MAX]; /* in the order of pools */
};

#endif
