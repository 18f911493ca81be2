/* query/shown.h -- what the displays of leasequery read. */
#ifndef QUERY_SHOWN_H
#define QUERY_SHOWN_H

#include "query/config.h"
#include "query/statistics.h"

struct query_shown {
	struct query_config config; /* in force, with its defaults */
	struct query_statistics statistics;
	uint32_t requestors, connections;
};

#endif
