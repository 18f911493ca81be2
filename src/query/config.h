/* query/config.h -- leasequery as a configuration value: who may ask, and how often. Plain data,
 * all zero when nothing is configured: then nobody is answered. docs/vrp.md "Leasequery". */
#ifndef QUERY_CONFIG_H
#define QUERY_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ip4.h"

enum { QUERY_REQUESTORS_MAX = 32 };

struct query_requestor {
	bool set;
	struct ip4 address; /* the key */
};

struct query_config { /* part of the system view */
	struct query_requestor requestor[QUERY_REQUESTORS_MAX];
	struct {
		bool set;
	} tcp; /* bulk and active leasequery */
	struct {
		bool set;
		uint16_t per_second; /* 1..10000: queries of each requestor that are answered */
	} rate;
};

/* The place of a requestor in the list; QUERY_REQUESTORS_MAX: it may not ask. */
static inline unsigned
query_requestor_of(const struct query_config *c, struct ip4 address)
{
	unsigned i = 0;

	while (i < QUERY_REQUESTORS_MAX &&
	       !(c->requestor[i].set && ip4_same(c->requestor[i].address, address)))
		i++;
	return i;
}

#endif
