/* node/serve/shortage.h -- what the log says of single clients, seldom enough for any crowd: pools
 * that cannot take a new client, and addresses found in use.
 *
 * A shortage begins with the first new client that got nothing for want of an address, and has its
 * line then; it ends, with another line, when nobody was turned away for SHORTAGE_QUIET_US and
 * there are addresses again. Addresses in use are told one a second at most; the next line says how
 * many were left out. Tested in test/golden/shortage.txt, conflict.txt. */
#ifndef NODE_SERVE_SHORTAGE_H
#define NODE_SERVE_SHORTAGE_H

#include "dhcp/decide.h"
#include "node/step/step.h"

#define SHORTAGE_QUIET_US  (60 * TIME_SEC)
#define SHORTAGE_IN_USE_US TIME_SEC

enum { SHORTAGE_POOLS_MAX = 64 }; /* short at the same time; of others nothing is said */

struct shortage { /* of one pool */
	unsigned pool;
	char name[DHCP_POOL_NAME_MAX + 1]; /* a commit may give the pool another number */
	uint64_t quiet_us;		   /* nobody was turned away since */
};

struct shortages {
	unsigned count;
	struct shortage list[SHORTAGE_POOLS_MAX]; /* that were told, and did not end */
	uint64_t in_use_us;			  /* the next address in use: not before */
	uint64_t in_use_more;			  /* left out since the last one */
};

/* A configuration came into force: shortages stay with their pools. server: the new one. */
void shortage_configure(struct shortages *all, const struct dhcp_server *server);

/* A request was judged. */
void shortage_note(struct shortages *all, const struct dhcp_server *server,
		   const struct lease_table *leases, const struct dhcp_verdict *v,
		   struct step *step);

/* Shortages that end. */
void shortage_tick(struct shortages *all, const struct dhcp_server *server,
		   const struct lease_table *leases, struct step *step);
uint64_t shortage_deadline(const struct shortages *all);

/* Nobody else gets the address for a while. record: as it is to be written; request: what was asked
 * for on which Vlanif; declined: by its client, else a host answered the address probe. */
void shortage_in_use(struct shortages *all, const struct lease_record *record,
		     const struct dhcp_request *request, bool declined, struct step *step);

#endif
