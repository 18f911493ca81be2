/* node/serve/queries.h -- leasequery over UDP (RFC 4388, RFC 6148): a frame in, a search, a frame
 * out. What a frame asks is query/message.h's, what is found query/search.h's, how it is told
 * query/answer.h's; here is who may ask, how often, and what waits.
 *
 * Nobody is answered but requestors of the configuration, each so many times a second. Nothing is
 * ever written but counters and the searches that go on: QUERIES_MAX at once, one slice every
 * QUERIES_PACE_US whatever comes, so that a query takes little from clients. Where the other device
 * serves, this one is silent. Tested in test/unit/node/queries.c, test/conform/leasequery.txt. */
#ifndef NODE_SERVE_QUERIES_H
#define NODE_SERVE_QUERIES_H

#include "lan/heard.h"
#include "node/bind/bind.h"
#include "node/step/input.h"
#include "node/step/step.h"
#include "query/config.h"
#include "query/search.h"
#include "query/shown.h"

enum { QUERIES_MAX = 16 };

/* A slice takes some 30 us: in between the host is through with everything else, and says so
 * to the VRRP thread, which waits for it. */
#define QUERIES_PACE_US (4 * TIME_MS)

struct queries_one { /* a query that is looked for */
	bool busy;
	struct query_search search;
	struct mac from;
	struct ip4 to;
};

struct queries { /* all zero: nobody may ask */
	struct query_shown shown;
	uint64_t until_us[QUERY_REQUESTORS_MAX]; /* rises with each query, time leaves it behind */
	struct queries_one one[QUERIES_MAX];
	uint64_t next_us; /* the next slice */
};

struct queries_at { /* whom is asked */
	const struct bind *bind;
	const struct lan_heard *lan;
};

/* A configuration came into force, with its defaults; what is looked for is looked for anew. */
void queries_configure(struct queries *q, const struct query_config *config);

/* `reset dhcp server statistics`. */
void queries_reset(struct queries *q);

/* A frame that is no message of a client. False: it is no query either, or nobody may ask. */
bool queries_frame(struct queries *q, const struct queries_at *at, const struct node_frame *f,
		   struct step *step);

/* A slice of what is looked for. When there is one; TIME_NEVER. */
void queries_tick(struct queries *q, const struct queries_at *at, struct step *step);
uint64_t queries_deadline(const struct queries *q);

#endif
