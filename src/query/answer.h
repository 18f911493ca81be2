/* query/answer.h -- what a requestor is told, struct -> bytes of one message.
 *
 * The header is that of a DHCP reply. Of an ACTIVE ciaddr, htype, hlen and chaddr are the lease's;
 * else they come back as they came. Which options follow says option 55; without one the lease's
 * own (the table in answer.c). What a pool hands out to its clients is told where it is named.
 * RFC 4388 6.1, 6.4. Tested in test/unit/query/answer.c. */
#ifndef QUERY_ANSWER_H
#define QUERY_ANSWER_H

#include "dhcp/server.h"
#include "query/message.h"

enum { QUERY_ANSWER_MAX = 1472 }; /* bytes: what a frame holds behind IP and UDP */

struct query_answer {
	uint8_t type; /* QUERY_UNASSIGNED, .. */
	const struct query_message *query;
	struct ip4 server_id;		  /* option 54 */
	const struct lease_record *lease; /* ACTIVE: of whom is spoken; else NULL */
	const struct dhcp_pool *pool;	  /* ACTIVE: of the lease */
	unsigned associated_count;	  /* ACTIVE: all addresses of the client, when several */
	const struct ip4 *associated;
};

/* Writes one message, at most QUERY_ANSWER_MAX bytes; out turns bad when it has less room. */
void query_answer_encode(struct wr *out, const struct query_answer *a, uint64_t now);

#endif
