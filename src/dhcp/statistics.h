/* dhcp/statistics.h -- what the DHCP server counted since start or `reset dhcp server
 * statistics`. docs/vrp.md "DHCP displays". Tested in test/unit/dhcp/show.c. */
#ifndef DHCP_STATISTICS_H
#define DHCP_STATISTICS_H

#include "dhcp/decide.h"
#include "dhcp/reply.h"

struct dhcp_statistics {
	uint64_t heard[DHCP_TYPES];    /* messages of clients, by type */
	uint64_t sent[DHCP_TYPES];     /* replies, by type */
	uint64_t bad;		       /* malformed, below or in the message */
	uint64_t bad_by[DHCP_DECODES]; /* of these, by enum dhcp_decoded */
	uint64_t why[DHCP_WHYS];       /* verdicts */
	uint64_t parked_full;	       /* dropped: no room to park */
	uint64_t unanswered;	       /* parked answers given up */
};

/* A frame was heard (any result), a verdict made, a reply sent. */
void dhcp_count_heard(struct dhcp_statistics *n, enum dhcp_heard heard, enum dhcp_decoded bad,
		      const struct dhcp_request *request);
void dhcp_count_verdict(struct dhcp_statistics *n, const struct dhcp_verdict *v);
void dhcp_count_sent(struct dhcp_statistics *n, const struct dhcp_parked *parked);

/* `reset dhcp server statistics`. */
void dhcp_statistics_reset(struct dhcp_statistics *n);

#endif
