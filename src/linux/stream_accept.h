/* linux/stream_accept.h -- who connects to us: listeners, strangers, and the connections of a
 * service's peer that wait for their turn. Tested in test/unit/linux/stream.c. */
#ifndef LINUX_STREAM_ACCEPT_H
#define LINUX_STREAM_ACCEPT_H

#include "linux/stream_conn.h"

/* The listener of this address, made when nobody has it yet. A refusal of the kernel is logged. */
struct listener *stream_listener_get(struct streams *s, struct ip4 address, uint16_t port);
void stream_listener_put(struct streams *s, struct listener *l); /* accepts NULL */
int stream_listener_open(struct streams *s, struct listener *l); /* 0 or negative errno */

/* Who comes from the service's peer signs; nobody listens where the kernel cannot see to that. */
void stream_listener_sign(struct streams *s, struct service *v);

/* When the one that had its turn is gone, and that was told, the newest that waits has it. */
void stream_next_turn(struct service *v);

/* Closes those that have waited for STREAM_WAIT_LIMIT; it is said, once a minute at most. */
void stream_end_waiting(struct streams *s, struct service *v, uint64_t now);

/* Those that the node does not know. */
void stream_drop_waiting(struct streams *s, struct service *v);

#endif
