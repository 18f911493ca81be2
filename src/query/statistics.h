/* query/statistics.h -- what leasequery counted since start or `reset dhcp server statistics`.
 * docs/vrp.md "Leasequery". */
#ifndef QUERY_STATISTICS_H
#define QUERY_STATISTICS_H

#include <stdint.h>

#include "query/message.h"

enum query_drop { /* why a query got no answer */
		  QUERY_DROP_MALFORMED,
		  QUERY_DROP_TYPE,	/* a message of RFC 2131's kind that is no query here */
		  QUERY_DROP_REQUESTOR, /* giaddr may not ask */
		  QUERY_DROP_RATE,	/* more than `dhcp server leasequery rate` */
		  QUERY_DROP_BUSY,	/* too many searches at once */
		  QUERY_DROP_OTHER,	/* the other device serves what it is about */
		  QUERY_DROPS
};

struct query_statistics {
	uint64_t heard[QUERY_BYS];
	uint64_t active, unassigned, unknown;
	uint64_t dropped[QUERY_DROPS];
	uint64_t accepted, refused; /* connections */
};

#endif
