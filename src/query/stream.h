/* query/stream.h -- one TCP connection of a requestor: bulk leasequery (RFC 6926) and active
 * leasequery (RFC 7724) as one machine. Bytes in, bytes out, in slices; what is told is read from
 * the binding table as it is at that moment, so nothing is kept of it.
 *
 *	DHCPBULKLEASEQUERY	each binding that fits, then DHCPLEASEQUERYDONE
 *	DHCPACTIVELEASEQUERY	with a start time first what began since (catch-up), then
 *				DHCPLEASEQUERYSTATUS; from then on each address whose binding
 *				changes, in its new state
 *
 * One query at a time; what comes meanwhile waits, QUERY_STREAM_IN bytes at most. Only pools that
 * this device serves are spoken of. A follower that is LEASE_TRAIL_MAX changes behind is sent away:
 * it comes back and catches up by time, here or at the device that serves then. For that both
 * devices know enough: a binding's last state and when it began are in the table of each. Times of
 * the two differ by less than QUERY_SLACK_S, and so much earlier is told again.
 * Tested in test/unit/query/stream.c. */
#ifndef QUERY_STREAM_H
#define QUERY_STREAM_H

#include "dhcp/server.h"
#include "lease/table.h"
#include "lease/trail.h"
#include "query/answer.h"

enum {
	QUERY_STREAM_IN = 2048,			 /* bytes of queries that wait */
	QUERY_STREAM_ONE = 2 + QUERY_ANSWER_MAX, /* bytes: room for one message */
	QUERY_SLACK_S = 5
};

enum query_doing { QUERY_IDLE, QUERY_TELLING, QUERY_CATCHING_UP, QUERY_FOLLOWING };

struct query_stream {
	enum query_doing doing;
	struct query_message query; /* unless idle */
	struct ip4 ours;	    /* the address that was connected to */
	bool named;		    /* ours was told: once for each query (RFC 6926 8.3) */
	uint64_t cursor;	    /* in the table, or of the configured addresses */
	uint64_t place;		    /* in the trail */
	size_t in_len;
	uint8_t in[QUERY_STREAM_IN];
};

struct query_view { /* what there is to tell */
	const struct dhcp_server *server;
	const struct lease_table *table;
	const struct lease_trail *trail;
	uint64_t now;
	int64_t wall_offset_us;
};

enum query_goes {		 /* how it goes on */
		  QUERY_GOES_ON, /* there is more to say or to look at, once there is room */
		  QUERY_WAITS,	 /* for bytes, or for a change */
		  QUERY_ENDS	 /* close it, behind what was written */
};

/* Bytes came. False: more than may wait, close it. */
bool query_stream_take(struct query_stream *s, const uint8_t *bytes, size_t len);

/* Writes as much as there is room for and one slice finds. */
enum query_goes query_stream_step(struct query_stream *s, const struct query_view *v,
				  struct wr *out);

/* Nothing was said for long to one that follows: says that the connection stands. */
void query_stream_alive(struct query_stream *s, struct wr *out);

#endif
