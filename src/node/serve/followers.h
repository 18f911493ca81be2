/* node/serve/followers.h -- leasequery over TCP: connections of requestors to the machine of each
 * (query/stream.h). The host has the sockets; here is who may connect, how many, for how long, and
 * who is told next.
 *
 * FOLLOWERS_MAX connections, FOLLOWERS_EACH of one requestor. What looks through the table gets one
 * slice every FOLLOWERS_PACE_US, all in turn, so that clients do not wait; what changes is told
 * followers at the end of the step. Nothing is written while the host has no room for it.
 *
 * A connection belongs to the device that serves: one that serves no pool (any more) closes it, and
 * whoever follows connects to the virtual address again and catches up. A commit ends an answer
 * that is being told, for its order may be another.
 * Tested in test/unit/node/followers.c. */
#ifndef NODE_SERVE_FOLLOWERS_H
#define NODE_SERVE_FOLLOWERS_H

#include "node/bind/bind.h"
#include "node/step/input.h"
#include "node/step/step.h"
#include "query/config.h"
#include "query/shown.h"
#include "query/stream.h"

enum { FOLLOWERS_MAX = NODE_QUERIES_MAX, FOLLOWERS_EACH = 2 };

#define FOLLOWERS_PACE_US   (4 * TIME_MS) /* why so long: queries.h */
#define FOLLOWERS_REVIEW_US (1 * TIME_SEC)
#define FOLLOWERS_IDLE_US   (300 * TIME_SEC) /* RFC 6926 6.3: without a query */
#define FOLLOWERS_STUCK_US  (120 * TIME_SEC) /* RFC 7724 5.3: without room */
#define FOLLOWERS_ALIVE_US  (60 * TIME_SEC)  /* RFC 7724 5.3: without anything said */

struct follower {
	bool open, busy; /* busy: a slice is due */
	struct ip4 from;
	size_t room; /* bytes the host takes */
	uint64_t us; /* of the last that was heard or said */
	struct query_stream stream;
};

struct followers { /* all zero: none may connect */
	struct query_config config;
	bool listens;
	unsigned turn; /* who gets the next slice */
	uint64_t next_us, review_us;
	struct follower one[FOLLOWERS_MAX];
};

struct followers_at {
	const struct bind *bind;
	struct query_shown *shown; /* counters */
};

/* A configuration came into force, with its defaults. */
void followers_configure(struct followers *f, const struct followers_at *at,
			 const struct query_config *config, struct step *step);

/* NODE_IN_QUERY. */
void followers_heard(struct followers *f, const struct followers_at *at,
		     const struct node_input *in, struct step *step);

/* NODE_IN_TICK. When it is due; TIME_NEVER. */
void followers_tick(struct followers *f, const struct followers_at *at, struct step *step);
uint64_t followers_deadline(const struct followers *f);

/* At the end of a step: what changed in it. */
void followers_tell(struct followers *f, const struct followers_at *at, struct step *step);

#endif
