/* linux/stream_conn.h -- the insides of streams, for the files that make them up: one connection
 * (stream_conn.c), who connects to us (stream_accept.c), what the node is told (stream.c). Nobody
 * else includes this. Tested in test/unit/linux/stream.c. */
#ifndef LINUX_STREAM_CONN_H
#define LINUX_STREAM_CONN_H

#include <netinet/in.h>

#include "linux/accept.h"
#include "linux/md5.h"
#include "linux/stream.h"
#include "linux/tls.h"

enum {
	STREAM_WHY_MAX = 200,
	STREAM_FILE_MAX = 64,
	STREAM_ACCEPTED = 1 + STREAM_WAITING_MAX
}; /* of a service: the one that is told, and these */

#define STREAM_SHAKE_LIMIT (2500 * TIME_MS) /* less than the session gives a dial */

enum conn_state { CONN_NONE, CONN_DIALLING, CONN_SHAKING, CONN_WAITING, CONN_OPEN };

struct conn {
	struct loop_source source; /* fd -1: none */
	unsigned service;
	bool dialled;
	enum conn_state state;
	bool tell_closed, tell_opened;
	bool writing;  /* EPOLLOUT is asked for */
	uint8_t *ring; /* of its service */
	size_t head, used;
	size_t told;
	uint64_t accepted; /* how many came before it */
	struct tls *tls;   /* NULL: in the clear */
	uint64_t limit_us; /* SHAKING and WAITING end then */
};

struct listener {
	struct acceptor accept; /* fd -1: not in use, or refused by the kernel */
	struct ip4 address;
	uint16_t port;
	unsigned users; /* services; 0: free */
	uint64_t strangers, quiet_until_us;
};

struct service {
	struct listener *listener; /* NULL: does not listen */
	struct ip4 peer;
	char policy[TLS_NAME_MAX + 1];	    /* of what is accepted; "": in the clear */
	char password[STREAM_FILE_MAX + 1]; /* the same; "": not signed */
	struct {
		struct ip4 peer;
		uint16_t port;
		char policy[TLS_NAME_MAX + 1], password[STREAM_FILE_MAX + 1];
	} dialled;
	struct md5_counts before;    /* when passwords were last seen to be right, or looked at */
	char failed[STREAM_WHY_MAX]; /* why TLS failed, as logged last */
	uint64_t failed_us;
	int dial_failed; /* the errno logged last */
	struct conn dial, accept[STREAM_ACCEPTED];
	uint8_t *ring[2];  /* of the one accepted and the one dialled; NULL: not yet */
	struct conn *turn; /* of accept[]: the one that the node knows */
	uint64_t accepted;
	uint64_t turned_away, quiet_us; /* closed before their turn; no line of it before that */
};

struct streams {
	struct loop *loop;
	void (*heard)(void *owner, const struct stream_event *);
	void *owner;
	struct tls_policies *tls;
	struct service service[NODE_STREAMS_MAX];
	struct listener listener[NODE_STREAMS_MAX];
	uint8_t in[STREAM_READ_MAX];
};

/* Closes it; nothing is told. */
void stream_drop(struct streams *s, struct conn *c);

/* Takes fd over. False when the kernel refuses to watch it. */
bool stream_take(struct streams *s, struct conn *c, int fd, enum conn_state state, uint32_t events);

/* A non-blocking socket bound to the source, or negative errno. */
int stream_socket(struct ip4 source, uint16_t port, bool listening);

/* What every connection of a session has. */
void stream_tune(int fd);

int stream_set(int fd, int level, int option, int value); /* as setsockopt() */

/* Hands what was sent to the kernel; an error is told by the descriptor. */
void stream_flush(struct streams *s, struct conn *c);

/* Bytes to be sent, no more than there is room for. */
void stream_append(struct conn *c, const uint8_t *p, size_t len);

/* TLS begins on a connection that was just taken, or goes on. What it gives is in c->state:
 * SHAKING, or what `then` says, or NONE: it failed, and was said. */
void stream_shake(struct streams *s, struct conn *c, enum conn_state then);

/* TLS ended with a reason: said, but not the same again within a minute. */
void stream_say_failed(struct streams *s, const struct conn *c, const char *why);

/* What fd exchanges with this peer of the service is signed by the file; "": it is not. What is
 * wrong is said. */
enum md5_used stream_sign(struct streams *s, unsigned service, int fd, struct ip4 peer,
			  const char *file);

/* A dial failed: says whether passwords are why. */
void stream_say_unsigned(struct streams *s, unsigned service);

/* The policy of the connection; "": in the clear. */
const char *stream_policy(struct streams *s, const struct conn *c);

/* An address for the kernel. */
struct sockaddr_in stream_address(struct ip4 a, uint16_t port);

#endif
