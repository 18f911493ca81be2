/* query/search.h -- what a query looks for, found in the binding table in slices.
 *
 * An address and an identifier are found at once; a hardware address, a remote id or a relay id is
 * of no index, so all bindings are looked at, QUERY_LOOKS in one slice. Only leases that last are
 * found, and only in pools that this device serves: of another one the other device is to speak. Of
 * several leases of a client the one with the latest transaction is told (RFC 4388 6.4.1), the
 * others beside it. Reads only. Tested in test/unit/node/queries.c and
 * test/conform/leasequery.txt. */
#ifndef QUERY_SEARCH_H
#define QUERY_SEARCH_H

#include "dhcp/server.h"
#include "lease/table.h"
#include "query/message.h"

enum { QUERY_LOOKS = 2048, QUERY_ASSOCIATED_MAX = 32 /* of one client; beyond it not told */ };

struct query_search {
	struct query_message query;
	uint16_t vlan;	 /* heard on Vlanif<vlan> */
	uint64_t cursor; /* of the slices; 0: at the beginning */
	bool found;
	bool elsewhere;		   /* also, or only, in a pool that is not served here */
	struct lease_record lease; /* with `found` */
	unsigned associated_count; /* all addresses of the client, */
	struct ip4 associated[QUERY_ASSOCIATED_MAX];
};

/* A slice more. True: it is through. Begun with `query` and `vlan` set and the rest zero; a commit
 * in between begins it anew. */
bool query_search_step(struct query_search *q, const struct dhcp_server *s,
		       const struct lease_table *t, uint64_t now);

/* Whether a binding is what a query by anything but an identifier looks for. */
bool query_search_fits(const struct query_message *m, const struct lease_record *r);

/* A lease that lasts. */
static inline bool
query_lasts(const struct lease_record *r, uint64_t now)
{
	return r->state == LEASE_LEASED && r->expiry_us > now;
}

enum query_says {		      /* what is answered */
		  QUERY_SAYS_NOTHING, /* not ours to say: the other device serves it */
		  QUERY_SAYS_ACTIVE,
		  QUERY_SAYS_UNASSIGNED,
		  QUERY_SAYS_UNKNOWN
};

/* What a search that is through says; *ret_pool is who says it, a pool that is served. to: the
 * address that was asked, whose pool speaks when no binding has one. */
enum query_says query_search_says(const struct query_search *q, const struct dhcp_server *s,
				  const struct lease_table *t, struct ip4 to, unsigned *ret_pool);

#endif
