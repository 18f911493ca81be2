/* query/answer.h -- what a requestor is told, struct -> bytes of one message.
 *
 * The header is that of a DHCP reply. Of an ACTIVE ciaddr, htype, hlen and chaddr are the lease's;
 * else they come back as they came. Which options follow says option 55; without one the lease's
 * own (the table in answer.c). What a pool hands out to its clients is told where it is named.
 * RFC 4388 6.1, 6.4; RFC 6926 6.2; RFC 7724 5.2. Tested in test/unit/query/answer.c. */
#ifndef QUERY_ANSWER_H
#define QUERY_ANSWER_H

#include "dhcp/server.h"
#include "query/message.h"

enum { QUERY_ANSWER_MAX = 1472 }; /* bytes: what a frame holds behind IP and UDP */

struct query_answer {
	uint8_t type; /* QUERY_UNASSIGNED, .. */
	const struct query_message *query;
	struct ip4 server_id;		  /* option 54 */
	const struct lease_record *lease; /* of whom is spoken; UDP: of an ACTIVE alone; or NULL */
	const struct dhcp_pool *pool;	  /* with a lease: its own */
	struct ip4 address;		  /* without one: ciaddr */
	bool stream;			  /* over TCP: not padded, and of time and state */
	int64_t wall_offset_us;		  /* the same: wall clock = now + this */
	unsigned associated_count;	  /* ACTIVE: all addresses of the client, when several */
	const struct ip4 *associated;
};

enum query_state { /* option 156 (RFC 6926 6.2.7) */
		   QUERY_STATE_AVAILABLE = 1,
		   QUERY_STATE_ACTIVE,
		   QUERY_STATE_EXPIRED,
		   QUERY_STATE_RELEASED,
		   QUERY_STATE_ABANDONED
};

enum query_status { /* option 151 (RFC 6926 6.2.2, RFC 7724 5.2.2) */
		    QUERY_SUCCESS = 0,
		    QUERY_TERMINATED = 2,
		    QUERY_MALFORMED = 3,
		    QUERY_NOT_ALLOWED = 4,
		    QUERY_CONNECTION_ACTIVE = 6,
		    QUERY_CATCH_UP_COMPLETE = 7
};

/* Writes one message, at most QUERY_ANSWER_MAX bytes; out turns bad when it has less room. */
void query_answer_encode(struct wr *out, const struct query_answer *a, uint64_t now);

/* Writes a QUERY_DONE or QUERY_STATUS; QUERY_SUCCESS is not said. query: what it answers. */
void query_note_encode(struct wr *out, uint8_t type, const struct query_message *query,
		       struct ip4 server_id, enum query_status status);

#endif
