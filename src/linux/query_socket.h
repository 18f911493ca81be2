/* linux/query_socket.h -- the TCP connections of requestors (leasequery): one listener on port 67
 * of every address of this device, NODE_QUERIES_MAX connections. Who may stay is the node's to say;
 * beyond that many a connection is closed at once.
 *
 * What is sent waits in a buffer of QUERY_SOCKET_ROOM bytes and leaves at query_sockets_flush(),
 * once per step. To send more than OPENED and ROOM told is our bug. Events come from loop_turn() or
 * query_sockets_turn(), never from inside a call here. Tested in test/unit/linux/query_socket.c. */
#ifndef LINUX_QUERY_SOCKET_H
#define LINUX_QUERY_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "linux/loop.h"
#include "node/node.h"

enum { QUERY_SOCKET_ROOM = 256 << 10, QUERY_SOCKET_READ = 1024, QUERY_SOCKET_PORT = 67 };

struct query_event {
	unsigned connection;
	enum node_stream_event kind;
	const uint8_t *bytes; /* DATA: valid during the call, QUERY_SOCKET_READ at most */
	size_t len;	      /* as in struct node_input */
	struct ip4 from, to;  /* OPENED */
};

struct query_sockets;

/* port: QUERY_SOCKET_PORT, but for tests. NULL: there is no memory. */
struct query_sockets *query_sockets_new(struct loop *l, uint16_t port,
					void (*heard)(void *owner, const struct query_event *),
					void *owner);
void query_sockets_free(struct query_sockets *q); /* accepts NULL; closes everything */

/* Accept connections, or no more; a refusal of the kernel is logged. */
void query_sockets_listen(struct query_sockets *q, bool on);

/* Without a connection the bytes are dropped: it closed meanwhile, and CLOSED is on its way. */
void query_sockets_send(struct query_sockets *q, unsigned connection, const void *bytes,
			size_t len);

/* Sends what the kernel takes, then closes; no event follows. */
void query_sockets_hangup(struct query_sockets *q, unsigned connection);

/* Hands what was sent to the kernel. */
void query_sockets_flush(struct query_sockets *q);

/* Events that need no descriptor. True when it called `heard`. */
bool query_sockets_turn(struct query_sockets *q);

/* When to call query_sockets_turn() though no descriptor is ready; TIME_NEVER: never. */
uint64_t query_sockets_deadline(const struct query_sockets *q);

#endif
