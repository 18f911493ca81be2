/* lease/rules.h -- which address may be promised to whom, now: the rules R3, R4, R5, R7, R8 of
 * docs/rules.md as pure functions, in this one place.
 *
 * They know the pair's state and one record; they do not know pools, offers or messages. R2's
 * compare-and-set at the peer is the guard behind them while Connected.
 * Tested exhaustively in test/unit/lease/rules.c; lost_us in lost.c beside it. */
#ifndef LEASE_RULES_H
#define LEASE_RULES_H

#include "lease/record.h"

#define LEASE_MCLT_DEFAULT_US (600 * TIME_SEC)
#define LEASE_LATE_US	      (30 * TIME_SEC) /* the longest a client's message is on its way */
#define LEASE_COOLING_US      (30 * TIME_SEC) /* R3: a released address goes to nobody else */
#define LEASE_KEPT_US                                                                              \
	(60 * TIME_SEC) /* R3: ... and one released within LEASE_LATE_US of a grant, from then on */

enum lease_pair {
	/* How this device stands to its peer. */
	LEASE_ALONE,	    /* no peer is configured */
	LEASE_CONNECTED,    /* session up, batch complete in both directions */
	LEASE_INTERRUPTED,  /* a peer is configured, anything else */
	LEASE_PARTNER_DOWN, /* declared down at down_since_us */
	LEASE_PAIRS
};

struct lease_rules {
	enum lease_pair pair;
	uint8_t home;	/* parity (0, 1) of the addresses whose home is this device, and of the
			   versions it makes */
	bool careful;	/* R8: started, no batch completed, start-up delay not over */
	bool fresh;	/* R8: the journal is new or was repaired, and no batch completed: new
			   clients only after a probe */
	bool forfeited; /* R5: this device left the pair, or was declared down by its peer, and no
			   batch completed since: its half is the other's, and it promises nothing
			   beyond what its disk says */
	bool alien;	/* R9: the journal is a copy of the peer's, and no batch completed since: no
			   half is this device's, and the peer may have promised anything */
	bool reserved;	/* R10: both configurations keep the address for the client that asks */
	uint64_t down_since_us; /* PARTNER_DOWN */
	bool complete; /* PARTNER_DOWN: the peer left, and said so after all that it had done:
			     beside that it has at most what is in doubt here */
	uint64_t
	    lost_us; /* R8: a disk of the pair was found gone then; 0: none was, that is known */
	uint64_t mclt_us; /* promises end so long after what the peer acknowledged; where several
			     devices wait for that, the shortest of theirs */
	uint64_t longest_mclt_us; /* what is waited where that is longer, for what they promised */
	uint64_t drift_us;
	uint64_t longest_us; /* the longest lease of the pool: what the peer may have promised where
				it is not known what it holds */
};

enum lease_may {
	LEASE_MAY,
	LEASE_MAY_PROBED,   /* after an address probe that nobody answered (R3, R5) */
	LEASE_NOT_HELD,	    /* another client's, or may still be */
	LEASE_NOT_COOLING,  /* released less than 30 s ago by another client (R3) */
	LEASE_NOT_CONFLICT, /* declined */
	LEASE_NOT_HOME,	    /* Interrupted: the other half, or the peer may have given it (R4) */
	LEASE_NOT_CAREFUL,  /* a start is careful (R8) */
	LEASE_MAYS
};

/* Addresses of which parity may go to new clients: bit 0 even, bit 1 odd. A filter for the search,
 * lease_may_give() has the last word. */
unsigned lease_parities(const struct lease_rules *rules);

/* The same of a conflict, when a pool has nothing else: not to the client that declined it; to any
 * other one after a probe, where what is free would be given by the pair. */
enum lease_may lease_may_reuse(const struct lease_rules *rules, const struct lease_record *r,
			       const struct lease_key *key, uint64_t now);

/* From when on, at the earliest, new clients may be given what lease_parities() and the pair keep
 * back. 0: nothing is kept back. TIME_NEVER: not while the pair stands so. For displays. */
uint64_t lease_rest_from(const struct lease_rules *rules);

/* May the address of `r` (which has its address set, and is otherwise zero when never bound) be
 * promised to the client `key` now? For the client that holds it this says whether it may renew. */
enum lease_may lease_may_give(const struct lease_rules *rules, const struct lease_record *r,
			      const struct lease_key *key, uint64_t now);

/* True when `r` is `key`'s: leased to it, or released by it and given to nobody since. */
bool lease_holds(const struct lease_record *r, const struct lease_key *key);

/* Until when the address may be promised to `key`, at most now + length_us. 0: not at all.
 * TIME_NEVER as length asks for ever. Only after lease_may_give() said yes. */
uint64_t lease_may_promise(const struct lease_rules *rules, const struct lease_record *r,
			   const struct lease_key *key, uint64_t length_us, uint64_t now);

/* R7: may a client `key` that believes it holds the address of `r` be told that it does not? */
bool lease_may_refuse(const struct lease_rules *rules, const struct lease_record *r,
		      const struct lease_key *key, uint64_t now);

/* R7: may any client be told that an address is not its own, for what configuration says of it or
 * because the client has another? r: the record of the address, or NULL. Only where nobody else
 * can have said otherwise: the peer, a disk that is gone, an update in doubt. */
bool lease_may_deny(const struct lease_rules *rules, const struct lease_record *r);

/* R4: may the word of the client that `r` names end its binding: given back, declined, left for
 * another? Not when its lease is over by itself, and somebody else may have been given the address
 * since: what is written then would hide that an update is in doubt. */
bool lease_may_end(const struct lease_rules *rules, const struct lease_record *r, uint64_t now);

/* May the due record `r` be freed by an update of this device, which serves? */
bool lease_may_expire(const struct lease_rules *rules, const struct lease_record *r, uint64_t now);

#endif
