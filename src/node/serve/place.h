/* node/serve/place.h -- where clients are, as far as a message shows it: on a Vlanif, or behind a
 * port of a relay agent. What bounds a place bounds a station that invents clients there.
 *
 * A port is the relay agent's address with circuit and remote of its option 82 (RFC 3046); what
 * else stands there may be of one client or of one message, and would make each a place of its own.
 * By which port a frame came to this device itself its kernel does not say. A station on the link
 * can write any relay agent into a message, so a bound of places stands beside a wider one. Tested
 * in test/unit/node/place.c. */
#ifndef NODE_SERVE_PLACE_H
#define NODE_SERVE_PLACE_H

#include "dhcp/decide.h"

/* A hash of the place, never 0. */
uint64_t place_of(const struct dhcp_request *request);

/* The same of a port that a relay agent names; 0: none is. */
uint64_t place_port(const struct dhcp_request *request);

#endif
