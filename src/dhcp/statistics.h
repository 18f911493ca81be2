/* dhcp/statistics.h -- what the DHCP server counted since start or `reset dhcp server
 * statistics`. docs/vrp.md "DHCP displays". Tested in test/unit/dhcp/show.c. */
#ifndef DHCP_STATISTICS_H
#define DHCP_STATISTICS_H

#include "dhcp/decide.h"
#include "dhcp/reply.h"

struct dhcp_statistics {
	uint64_t heard[DHCP_TYPES];	/* messages of clients, by type */
	uint64_t overheard[DHCP_TYPES]; /* while the other device is to answer: not in heard */
	uint64_t sent[DHCP_TYPES];	/* replies, by type */
	uint64_t dropped[DHCP_DROPS];	/* frames that became no message */
	uint64_t why[DHCP_WHYS];	/* verdicts */
	uint64_t parked_full;		/* dropped: no room to park */
	uint64_t unanswered;		/* parked answers given up */
	uint64_t unprobed;		/* offers that `dhcp server ping` had no room for */
};

/* A frame was dropped (`count` of them); a message was heard, a verdict made, a reply sent. */
void dhcp_count_dropped(struct dhcp_statistics *n, enum dhcp_drop drop, uint64_t count);
void dhcp_count_heard(struct dhcp_statistics *n, const struct dhcp_request *request);
void dhcp_count_verdict(struct dhcp_statistics *n, const struct dhcp_verdict *v);
void dhcp_count_sent(struct dhcp_statistics *n, const struct dhcp_parked *parked);

/* A message that was heard is the other device's to answer; or this one's after all. */
void dhcp_count_overheard(struct dhcp_statistics *n, const struct dhcp_request *request);
void dhcp_count_taken_over(struct dhcp_statistics *n, const struct dhcp_request *request);

/* Of what was dropped, the broken messages. */
uint64_t dhcp_count_bad(const struct dhcp_statistics *n);

/* `reset dhcp server statistics`. */
void dhcp_statistics_reset(struct dhcp_statistics *n);

#endif
