/* rbs/updates_in_flight.h -- own updates on their way to the peer, one per address at most (R2): a
 * `flight` is one of them. First in, first out by update sequence; found by address and by
 * sequence. Bound: RBS_UPDATES_MAX. Tested in test/unit/rbs/updates_in_flight.c. */
#ifndef RBS_UPDATES_IN_FLIGHT_H
#define RBS_UPDATES_IN_FLIGHT_H

#include "rbs/session.h"

enum { RBS_FLIGHT_BUCKETS = 1024, RBS_FLIGHT_NONE = 0xffff };

struct rbs_flight {
	uint64_t sequence, ticket, replaces;
	uint64_t number;      /* of the frame that carries it; 0: not sent */
	uint64_t deadline_us; /* R6 */
	uint16_t backup_id;
	uint16_t next; /* slot in the same bucket */
	bool answered; /* its slot waits only for those before it */
	struct lease_record record;
};

struct rbs_flights {
	unsigned head, count;		     /* a ring of slots */
	uint16_t bucket[RBS_FLIGHT_BUCKETS]; /* unanswered ones, by address */
	struct rbs_flight slot[RBS_UPDATES_MAX];
};

void rbs_flight_init(struct rbs_flights *f);

/* The unanswered update of an address, or NULL. */
struct rbs_flight *rbs_flight_find(struct rbs_flights *f, struct ip4 address);

/* The unanswered update with this sequence, or NULL. */
struct rbs_flight *rbs_flight_sequence(struct rbs_flights *f, uint64_t sequence);

/* Appends a copy; its address has none in flight and its sequence is above all others (asserted).
 * NULL when all slots are taken. */
struct rbs_flight *rbs_flight_add(struct rbs_flights *f, const struct rbs_flight *flight);

/* The oldest unanswered one, or NULL. */
struct rbs_flight *rbs_flight_oldest(struct rbs_flights *f);

/* Takes it out, answered: its address is free for the next. The slot keeps its content until
 * others are added. */
void rbs_flight_answer(struct rbs_flights *f, struct rbs_flight *flight);

#endif
