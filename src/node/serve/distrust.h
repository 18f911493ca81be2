/* node/serve/distrust.h -- neighbours that lie: what the log says of them, seldom enough for any
 * flood. docs/rules.md "Whom a device believes". Tested in test/unit/node/distrust.c. */
#ifndef NODE_SERVE_DISTRUST_H
#define NODE_SERVE_DISTRUST_H

#include "dhcp/decide.h"
#include "node/serve/declines.h"
#include "node/serve/liars.h"
#include "node/step/step.h"

#define DISTRUST_TELL_US (10 * TIME_SEC) /* one line of a kind in so long */

struct distrust_told {	  /* of one kind of line */
	uint64_t next_us; /* not before */
	uint64_t more;	  /* left out since the last one */
};

#define DISTRUST_QUIET_US (600 * TIME_SEC) /* without one more refused: a storm is over */
#define DISTRUST_LOOK_US  (60 * TIME_SEC) /* how often conflicts are counted while there are many */

enum { DISTRUST_POOLS_MAX = 64, DISTRUST_CONFLICTS_MIN = 4 };

struct distrust_pool { /* one about which an alarm stands */
	unsigned pool;
	char name[DHCP_POOL_NAME_MAX + 1]; /* a commit may give the pool another number */
	uint64_t storm_us;		   /* the last DECLINE that was refused; 0: no storm */
	bool conflicts;			   /* it has many */
	uint64_t look_us;		   /* not before */
};

struct distrust { /* all zero: nobody lied */
	struct distrust_told forged, shared;
	unsigned count;
	struct distrust_pool pool[DISTRUST_POOLS_MAX]; /* of others nothing is said */
};

/* A RELEASE, a DECLINE, or a REQUEST for another address than its client has, that this one did
 * not send (dhcp_is_from_client()). */
void distrust_forged(struct distrust *d, const struct dhcp_request *request, struct step *step);

/* Two stations ask by one client identifier (v->shared), and share a lease. */
void distrust_shared(struct distrust *d, const struct dhcp_request *request,
		     const struct dhcp_verdict *v, struct step *step);

/* A station answers probes for too many addresses (liars.h); it does so no more. */
void distrust_liar(const struct liar *l, struct step *step);
void distrust_liar_over(const struct liar *l, struct step *step);

/* A DECLINE was refused for this bound: the first one begins a storm. */
void distrust_storm(struct distrust *d, const struct dhcp_server *server, unsigned pool,
		    enum declines_bound bound, struct step *step);

/* A conflict of the pool was found. Many: an eighth of its addresses, DISTRUST_CONFLICTS_MIN at
 * least. Few again: half of that. */
void distrust_conflict(struct distrust *d, const struct dhcp_server *server,
		       const struct lease_table *leases, unsigned pool, struct step *step);

/* A configuration came into force: alarms stay with their pools. server: the new one. */
void distrust_configure(struct distrust *d, const struct dhcp_server *server);

/* Alarms that end. When one may; TIME_NEVER. */
void distrust_tick(struct distrust *d, const struct lease_table *leases, struct step *step);
uint64_t distrust_deadline(const struct distrust *d);

#endif
