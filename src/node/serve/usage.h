/* node/serve/usage.h -- pools that fill up: told once when `warning-threshold` of the addresses
 * that clients can get are not idle, and once more when it is less than nine tenths of that.
 *
 * Looked at some seconds after something was written, and every minute while a pool is told: what
 * it costs does not grow with the requests. Tested in test/golden/usage.txt. */
#ifndef NODE_SERVE_USAGE_H
#define NODE_SERVE_USAGE_H

#include "dhcp/decide.h"
#include "node/step/step.h"

#define USAGE_SOON_US  (5 * TIME_SEC)
#define USAGE_AGAIN_US (60 * TIME_SEC)

enum { USAGE_POOLS_MAX = 64 }; /* told at the same time; of others nothing is said */

struct usage { /* of one pool */
	unsigned pool;
	char name[DHCP_POOL_NAME_MAX + 1]; /* a commit may give the pool another number */
};

struct usages {
	unsigned count;
	struct usage list[USAGE_POOLS_MAX]; /* that were told, and did not end */
	uint64_t look_us; /* when pools are looked at; 0: not until somebody asks */
};

/* A configuration came into force: the next tick looks. server: the new one. */
void usage_configure(struct usages *all, const struct dhcp_server *server);

/* A request was judged. */
void usage_note(struct usages *all, const struct dhcp_verdict *v, uint64_t now);

void usage_tick(struct usages *all, const struct dhcp_server *server,
		const struct lease_table *leases, struct step *step);
uint64_t usage_deadline(const struct usages *all); /* TIME_NEVER: none */

#endif
