/* linux/query_socket.c -- see linux/query_socket.h. */
#include "linux/query_socket.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "linux/accept.h"
#include "linux/clock.h"
#include "linux/host_event.h"
#include "linux/log.h"

enum { BACKLOG = 8, KEEP_IDLE_S = 30, KEEP_EACH_S = 10, KEEP_TIMES = 3 };

struct connection {
	struct loop_source source; /* fd -1: none */
	bool tell_room, tell_closed;
	bool waits;  /* the kernel takes no more: EPOLLOUT is asked for */
	size_t told; /* the room the node believes in */
	size_t len;
	uint8_t *out; /* QUERY_SOCKET_ROOM */
};

struct query_sockets {
	struct loop *loop;
	uint16_t port;
	void (*heard)(void *owner, const struct query_event *e);
	void *owner;
	struct acceptor listener;
	struct connection one[NODE_QUERIES_MAX];
};

static void
set(int fd, int level, int name, int value)
{
	(void)setsockopt(fd, level, name, &value, sizeof value);
}

static unsigned
number_of(const struct query_sockets *q, const struct connection *c)
{
	return (unsigned)(c - q->one);
}

static void
drop(struct query_sockets *q, struct connection *c)
{
	if (c->source.fd < 0)
		return;
	loop_remove(q->loop, &c->source);
	close(c->source.fd);
	c->source.fd = -1;
	c->tell_room = c->waits = false;
	c->len = c->told = 0;
}

/* The node does not know it yet. */
static void
lose(struct query_sockets *q, struct connection *c)
{
	drop(q, c);
	c->tell_closed = true;
}

/* ---- out ---- */

static void
wait_for(struct query_sockets *q, struct connection *c, bool waits)
{
	if (c->waits != waits)
		loop_change(q->loop, &c->source, EPOLLIN | (waits ? EPOLLOUT : 0));
	c->waits = waits;
}

/* False: it is gone. */
static bool
push(struct query_sockets *q, struct connection *c)
{
	ssize_t n = 0;

	if (c->source.fd < 0)
		return false;
	if (c->len > 0)
		n = send(c->source.fd, c->out, c->len, MSG_NOSIGNAL);
	if (n < 0 && errno != EAGAIN && errno != EINTR)
		return false;
	if (n > 0) {
		c->len -= (size_t)n;
		memmove(c->out, c->out + n, c->len);
	}
	wait_for(q, c, c->len > 0);
	if (c->len < QUERY_SOCKET_ROOM / 4 && c->told < QUERY_SOCKET_ROOM / 2)
		c->tell_room = true;
	return true;
}

void
query_sockets_send(struct query_sockets *q, unsigned connection, const void *bytes, size_t len)
{
	struct connection *c = &q->one[connection];

	assert(connection < NODE_QUERIES_MAX);
	if (c->source.fd < 0)
		return;
	assert(len <= c->told && len <= QUERY_SOCKET_ROOM - c->len);
	memcpy(c->out + c->len, bytes, len);
	c->len += len;
	c->told -= len;
}

void
query_sockets_hangup(struct query_sockets *q, unsigned connection)
{
	struct connection *c = &q->one[connection];

	assert(connection < NODE_QUERIES_MAX);
	push(q, c);
	drop(q, c);
	c->tell_closed = false;
}

void
query_sockets_flush(struct query_sockets *q)
{
	for (unsigned i = 0; i < NODE_QUERIES_MAX; i++) {
		struct connection *c = &q->one[i];

		if (c->source.fd >= 0 && !c->waits && c->len > 0 && !push(q, c))
			lose(q, c);
	}
}

/* ---- in ---- */

static void
say(struct query_sockets *q, const struct connection *c, struct query_event e)
{
	e.connection = number_of(q, c);
	q->heard(q->owner, &e);
}

static void
ready(struct loop_source *source, uint32_t events)
{
	struct query_sockets *q = source->owner;
	struct connection *c = (struct connection *)(void *)source;
	uint8_t bytes[QUERY_SOCKET_READ];
	ssize_t n;

	if (events & EPOLLOUT && !push(q, c)) {
		lose(q, c);
		return;
	}
	if (!(events & ~(uint32_t)EPOLLOUT))
		return;
	n = recv(c->source.fd, bytes, sizeof bytes, 0);
	if (n > 0)
		say(q, c,
		    (struct query_event){
			.kind = NODE_STREAM_DATA, .bytes = bytes, .len = (size_t)n});
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		lose(q, c);
}

static struct connection *
free_one(struct query_sockets *q)
{
	for (unsigned i = 0; i < NODE_QUERIES_MAX; i++)
		if (q->one[i].source.fd < 0 && !q->one[i].tell_closed)
			return &q->one[i];
	return NULL;
}

/* A peer that is gone without a word is found out. */
static void
tune(int fd)
{
	set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
	set(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
	set(fd, IPPROTO_TCP, TCP_KEEPIDLE, KEEP_IDLE_S);
	set(fd, IPPROTO_TCP, TCP_KEEPINTVL, KEEP_EACH_S);
	set(fd, IPPROTO_TCP, TCP_KEEPCNT, KEEP_TIMES);
}

static void
accept_ready(struct loop_source *source, uint32_t events)
{
	struct query_sockets *q = source->owner;
	struct sockaddr_in from, to = {0};
	socklen_t len = sizeof to;
	int fd = accept_next(q->loop, &q->listener, "leasequery", &from);
	struct connection *c = fd >= 0 ? free_one(q) : NULL;

	(void)events;
	if (fd < 0)
		return;
	if (!c || getsockname(fd, (struct sockaddr *)&to, &len) < 0) {
		close(fd);
		return;
	}
	tune(fd);
	c->source = (struct loop_source){fd, ready, q};
	if (loop_add(q->loop, &c->source, EPOLLIN) < 0) {
		close(fd);
		c->source.fd = -1;
		return;
	}
	c->told = QUERY_SOCKET_ROOM;
	say(q, c,
	    (struct query_event){.kind = NODE_STREAM_OPENED,
				 .len = QUERY_SOCKET_ROOM,
				 .from = {ntohl(from.sin_addr.s_addr)},
				 .to = {ntohl(to.sin_addr.s_addr)}});
}

static bool
turn_one(struct query_sockets *q, struct connection *c)
{
	if (c->tell_closed) {
		c->tell_closed = false;
		say(q, c, (struct query_event){.kind = NODE_STREAM_CLOSED});
		return true;
	}
	if (!c->tell_room)
		return false;
	c->tell_room = false;
	c->told = QUERY_SOCKET_ROOM - c->len;
	say(q, c, (struct query_event){.kind = NODE_STREAM_ROOM, .len = c->told});
	return true;
}

bool
query_sockets_turn(struct query_sockets *q)
{
	bool told = false;

	accept_turn(q->loop, &q->listener, clock_now());
	for (unsigned i = 0; i < NODE_QUERIES_MAX; i++)
		told |= turn_one(q, &q->one[i]);
	return told;
}

uint64_t
query_sockets_deadline(const struct query_sockets *q)
{
	for (unsigned i = 0; i < NODE_QUERIES_MAX; i++)
		if (q->one[i].tell_closed || q->one[i].tell_room)
			return 0;
	return accept_deadline(&q->listener);
}

/* ---- begin and end ---- */

static int
listen_on(uint16_t port)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), failed;

	if (fd < 0)
		return -errno;
	set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
	if (bind(fd, (struct sockaddr *)&a, sizeof a) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	failed = -errno;
	close(fd);
	return failed;
}

static void
stop(struct query_sockets *q)
{
	if (q->listener.source.fd < 0)
		return;
	loop_remove(q->loop, &q->listener.source);
	close(q->listener.source.fd);
	q->listener.source.fd = -1;
}

void
query_sockets_listen(struct query_sockets *q, bool on)
{
	int r;

	stop(q);
	if (!on)
		return;
	q->listener.source.fd = r = listen_on(q->port);
	if (r >= 0)
		r = loop_add(q->loop, &q->listener.source, EPOLLIN);
	if (r >= 0)
		return;
	if (q->listener.source.fd >= 0)
		close(q->listener.source.fd);
	q->listener.source.fd = -1;
	log_eventf(&host_event_listen, "Cannot listen for leasequery: %s. (port=%u)", strerror(-r),
		   q->port);
}

struct query_sockets *
query_sockets_new(struct loop *l, uint16_t port,
		  void (*heard)(void *owner, const struct query_event *), void *owner)
{
	struct query_sockets *q = calloc(1, sizeof *q);
	uint8_t *out = q ? malloc((size_t)NODE_QUERIES_MAX * QUERY_SOCKET_ROOM) : NULL;

	if (!out) {
		free(q);
		return NULL;
	}
	*q = (struct query_sockets){.loop = l,
				    .port = port,
				    .heard = heard,
				    .owner = owner,
				    .listener.source = {-1, accept_ready, q}};
	for (unsigned i = 0; i < NODE_QUERIES_MAX; i++) {
		q->one[i].source.fd = -1;
		q->one[i].out = out + (size_t)i * QUERY_SOCKET_ROOM;
	}
	return q;
}

void
query_sockets_free(struct query_sockets *q)
{
	if (!q)
		return;
	stop(q);
	for (unsigned i = 0; i < NODE_QUERIES_MAX; i++) {
		push(q, &q->one[i]);
		drop(q, &q->one[i]);
	}
	free(q->one[0].out);
	free(q);
}
