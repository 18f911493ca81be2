/* linux/stream.c -- see linux/stream.h.
 *
 *	 NONE --dial--> DIALLING --connected--> OPEN --EOF, error--> NONE
 *	 NONE --accept------------------------> OPEN
 *
 * Only DATA and the CLOSED that ends it are told from a descriptor's callback, as its last deed,
 * because telling runs a node step that may dial, send or hang up this very connection. All else
 * is marked (tell_closed, tell_opened, room that grew) and told by streams_turn().
 *
 * What waits to be sent stands in a ring. `told` is the room the node believes in: it shrinks with
 * every send, and is raised by ROOM once it fell below a half and the ring is mostly empty, so that
 * a busy stream costs one ROOM per half a megabyte.
 *
 * Sockets: the peer is dialled from the configured source, so its end knows us; the listening end
 * binds with IP_FREEBIND because the address may come later. TCP_USER_TIMEOUT (RFC 5482) bounds
 * how long unacknowledged bytes keep a dead connection, and how long a dial takes.
 *
 * All on the loop's thread, and nothing here waits: descriptors never block, and who asks for more
 * than there is room for is our own bug. */
#include "linux/stream.h"

#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/time.h"
#include "linux/clock.h"
#include "linux/host_event.h"
#include "linux/log.h"

enum { USER_TIMEOUT_MS = 3000, BACKLOG = 8, STRANGER_LOG_S = 60, DRAIN_MAX = 64 };

enum conn_state { CONN_NONE, CONN_DIALLING, CONN_OPEN };

struct conn {
	struct loop_source source; /* fd -1: none */
	unsigned service;
	bool dialled;
	enum conn_state state;
	bool tell_closed, tell_opened;
	bool writing; /* EPOLLOUT is asked for */
	uint8_t *ring;
	size_t head, used;
	size_t told;
};

struct listener {
	struct loop_source source; /* fd -1: not in use, or refused by the kernel */
	struct ip4 address;
	uint16_t port;
	unsigned users; /* services; 0: free */
	uint64_t strangers, quiet_until_us;
};

struct service {
	struct listener *listener; /* NULL: does not listen */
	struct ip4 peer;
	struct {
		struct ip4 peer;
		uint16_t port;
	} dialled;
	int dial_failed; /* the errno logged last */
	struct conn conn[2];
};

struct streams {
	struct loop *loop;
	void (*heard)(void *owner, const struct stream_event *);
	void *owner;
	struct service service[NODE_STREAMS_MAX];
	struct listener listener[NODE_STREAMS_MAX];
	uint8_t in[STREAM_READ_MAX];
};

static void conn_ready(struct loop_source *source, uint32_t events);

static struct conn *
conn_of(struct streams *s, unsigned service, bool dialled)
{
	assert(service < NODE_STREAMS_MAX);
	return &s->service[service].conn[dialled];
}

static void
tell_node(struct streams *s, const struct conn *c, enum node_stream_event kind,
	  const uint8_t *bytes, size_t len)
{
	struct stream_event e = {c->service, c->dialled, kind, bytes, len};

	s->heard(s->owner, &e);
}

/* ---- sockets ---- */

static struct sockaddr_in
socket_address(struct ip4 a, uint16_t port)
{
	return (struct sockaddr_in){
	    .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {.s_addr = htonl(a.host)}};
}

static int
set_on(int fd, int level, int option, int value)
{
	return setsockopt(fd, level, option, &value, sizeof value);
}

/* A non-blocking socket bound to the source, or negative errno. */
static int
socket_bound(struct ip4 source, uint16_t port, bool listening)
{
	struct sockaddr_in a = socket_address(source, port);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int failed;

	if (fd < 0)
		return -errno;
	if ((listening
		 ? set_on(fd, SOL_SOCKET, SO_REUSEADDR, 1) || set_on(fd, IPPROTO_IP, IP_FREEBIND, 1)
		 : set_on(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1)) == 0 &&
	    bind(fd, (struct sockaddr *)&a, sizeof a) == 0 &&
	    (!listening || listen(fd, BACKLOG) == 0))
		return fd;
	failed = -errno;
	close(fd);
	return failed;
}

static void
tune(int fd)
{
	set_on(fd, IPPROTO_TCP, TCP_NODELAY, 1);
	set_on(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, USER_TIMEOUT_MS);
}

/* ---- one connection ---- */

static void
conn_drop(struct streams *s, struct conn *c)
{
	if (c->source.fd >= 0) {
		loop_remove(s->loop, &c->source);
		close(c->source.fd);
	}
	c->source.fd = -1;
	c->state = CONN_NONE;
	c->tell_opened = false;
	c->writing = false;
	c->head = c->used = 0;
	c->told = 0;
}

/* Takes fd over. False when the kernel refuses to watch it. */
static bool
conn_take(struct streams *s, struct conn *c, int fd, enum conn_state state, uint32_t events)
{
	c->source.fd = fd;
	c->state = state;
	if (c->ring == NULL)
		c->ring = malloc(STREAM_ROOM_MAX);
	if (c->ring != NULL && loop_add(s->loop, &c->source, events) == 0)
		return true;
	close(fd);
	c->source.fd = -1;
	c->state = CONN_NONE;
	return false;
}

static void
conn_watch(struct streams *s, struct conn *c, bool writing)
{
	if (c->writing == writing)
		return;
	c->writing = writing;
	loop_change(s->loop, &c->source, writing ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

/* An error here shows as EPOLLERR or EPOLLHUP at the next turn, and is told then. */
static void
conn_flush(struct streams *s, struct conn *c)
{
	while (c->used > 0) {
		size_t first = STREAM_ROOM_MAX - c->head;
		struct iovec v[2] = {{c->ring + c->head, first < c->used ? first : c->used},
				     {c->ring, first < c->used ? c->used - first : 0}};
		struct msghdr m = {.msg_iov = v, .msg_iovlen = v[1].iov_len > 0 ? 2 : 1};
		ssize_t n = sendmsg(c->source.fd, &m, MSG_NOSIGNAL);

		if (n < 0)
			break;
		c->head = (c->head + (size_t)n) % STREAM_ROOM_MAX;
		c->used -= (size_t)n;
	}
	conn_watch(s, c, c->used > 0);
}

static void
conn_append(struct conn *c, const uint8_t *p, size_t len)
{
	size_t at = (c->head + c->used) % STREAM_ROOM_MAX;
	size_t first = STREAM_ROOM_MAX - at;

	if (first > len)
		first = len;
	memcpy(c->ring + at, p, first);
	memcpy(c->ring, p + first, len - first);
	c->used += len;
	c->told -= len;
}

static void
conn_read(struct streams *s, struct conn *c)
{
	ssize_t n = recv(c->source.fd, s->in, sizeof s->in, 0);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0) {
		tell_node(s, c, NODE_STREAM_DATA, s->in, (size_t)n);
		return;
	}
	conn_drop(s, c);
	tell_node(s, c, NODE_STREAM_CLOSED, NULL, 0);
}

static void
dial_failed(struct streams *s, struct conn *c, int error)
{
	struct service *v = &s->service[c->service];
	char text[IP4_TEXT];

	if (v->dial_failed != error)
		log_eventf(&host_event_dial, "The peer was not reached: %s. (peer=%s, port=%u)",
			   strerror(error), ip4_format(v->dialled.peer, text), v->dialled.port);
	v->dial_failed = error;
	conn_drop(s, c);
	c->tell_closed = true;
}

static void
conn_dialled(struct streams *s, struct conn *c)
{
	int error = 0;
	socklen_t len = sizeof error;

	if (getsockopt(c->source.fd, SOL_SOCKET, SO_ERROR, &error, &len) < 0)
		error = errno;
	if (error != 0) {
		dial_failed(s, c, error);
		return;
	}
	s->service[c->service].dial_failed = 0;
	c->state = CONN_OPEN;
	c->tell_opened = true;
	loop_change(s->loop, &c->source, 0);
}

static void
conn_ready(struct loop_source *source, uint32_t events)
{
	struct streams *s = source->owner;
	struct conn *c = (struct conn *)(void *)source;

	if (c->state == CONN_DIALLING) {
		conn_dialled(s, c);
		return;
	}
	if (c->tell_opened)
		return; /* nothing is read before OPENED was told */
	if (events & EPOLLOUT)
		conn_flush(s, c);
	if (events & (EPOLLIN | EPOLLHUP | EPOLLERR))
		conn_read(s, c);
}

/* ---- listening ---- */

static void
stranger(struct listener *l, struct ip4 from)
{
	uint64_t now = clock_now();
	char text[IP4_TEXT];

	l->strangers++;
	if (now < l->quiet_until_us)
		return;
	l->quiet_until_us = time_after(now, STRANGER_LOG_S * TIME_SEC);
	log_eventf(&host_event_stranger,
		   "A connection was refused: no service has this peer. (peer=%s, port=%u, "
		   "refused=%llu)",
		   ip4_format(from, text), l->port, (unsigned long long)l->strangers);
}

static struct service *
service_of(struct streams *s, const struct listener *l, struct ip4 peer)
{
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++)
		if (s->service[i].listener == l && ip4_same(s->service[i].peer, peer))
			return &s->service[i];
	return NULL;
}

static void
listener_ready(struct loop_source *source, uint32_t events)
{
	struct streams *s = source->owner;
	struct listener *l = (struct listener *)(void *)source;
	struct sockaddr_in from = {0};
	socklen_t len = sizeof from;
	int fd = accept4(source->fd, (struct sockaddr *)&from, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
	struct ip4 peer = {ntohl(from.sin_addr.s_addr)};
	struct service *v;
	struct conn *c;

	(void)events;
	if (fd < 0)
		return;
	v = service_of(s, l, peer);
	if (v == NULL) {
		stranger(l, peer);
		close(fd);
		return;
	}
	c = &v->conn[0];
	if (c->state == CONN_OPEN && !c->tell_opened)
		c->tell_closed = true;
	conn_drop(s, c);
	tune(fd);
	c->tell_opened = conn_take(s, c, fd, CONN_OPEN, 0);
}

static int
listener_open(struct streams *s, struct listener *l)
{
	int fd = socket_bound(l->address, l->port, true), r;
	char text[IP4_TEXT];

	if (fd >= 0) {
		l->source.fd = fd;
		r = loop_add(s->loop, &l->source, EPOLLIN);
		if (r == 0)
			return 0;
		close(fd);
		l->source.fd = -1;
		fd = r;
	}
	log_eventf(&host_event_listen, "Cannot listen: %s. (source=%s, port=%u)", strerror(-fd),
		   ip4_format(l->address, text), l->port);
	return fd;
}

static struct listener *
listener_get(struct streams *s, struct ip4 address, uint16_t port)
{
	struct listener *unused = NULL;

	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++) {
		struct listener *l = &s->listener[i];

		if (l->users > 0 && ip4_same(l->address, address) && l->port == port) {
			l->users++;
			return l;
		}
		if (l->users == 0)
			unused = l;
	}
	assert(unused != NULL); /* as many as services */
	*unused = (struct listener){
	    .source = {-1, listener_ready, s}, .address = address, .port = port, .users = 1};
	listener_open(s, unused);
	return unused;
}

static void
listener_put(struct streams *s, struct listener *l)
{
	if (l == NULL || --l->users > 0 || l->source.fd < 0)
		return;
	loop_remove(s->loop, &l->source);
	close(l->source.fd);
	l->source.fd = -1;
}

/* ---- what the host calls ---- */

struct streams *
streams_new(struct loop *l, void (*heard)(void *owner, const struct stream_event *), void *owner)
{
	struct streams *s = calloc(1, sizeof *s);

	if (s == NULL)
		return NULL;
	s->loop = l;
	s->heard = heard;
	s->owner = owner;
	for (unsigned i = 0; i < 2 * NODE_STREAMS_MAX; i++)
		s->service[i / 2].conn[i % 2] = (struct conn){
		    .source = {-1, conn_ready, s}, .service = i / 2, .dialled = i % 2 == 1};
	return s;
}

void
streams_free(struct streams *s)
{
	if (s == NULL)
		return;
	for (unsigned i = 0; i < 2 * NODE_STREAMS_MAX; i++) {
		streams_hangup(s, i / 2, i % 2 == 1);
		free(s->service[i / 2].conn[i % 2].ring);
	}
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++)
		listener_put(s, s->service[i].listener);
	free(s);
}

void
streams_listen(struct streams *s, unsigned service, bool on, struct ip4 source, struct ip4 peer,
	       uint16_t port)
{
	struct conn *accepted = conn_of(s, service, false);
	struct service *v = &s->service[service];
	struct listener *before = v->listener;

	v->listener = on ? listener_get(s, source, port) : NULL;
	v->peer = peer;
	listener_put(s, before);
	if (accepted->tell_opened) /* came for what was configured before */
		conn_drop(s, accepted);
}

void
streams_dial(struct streams *s, unsigned service, struct ip4 source, struct ip4 peer, uint16_t port)
{
	struct conn *c = conn_of(s, service, true);
	struct service *v = &s->service[service];
	struct listener *l = v->listener;
	struct sockaddr_in to = socket_address(peer, port);
	int fd;

	if (l != NULL && l->source.fd < 0)
		listener_open(s, l);
	if (!ip4_same(v->dialled.peer, peer) || v->dialled.port != port)
		v->dial_failed = 0; /* another peer's failure is news */
	v->dialled.peer = peer;
	v->dialled.port = port;
	conn_drop(s, c);
	c->tell_closed = false;
	fd = socket_bound(source, 0, false);
	if (fd < 0) {
		dial_failed(s, c, -fd);
		return;
	}
	tune(fd);
	if (connect(fd, (struct sockaddr *)&to, sizeof to) < 0 && errno != EINPROGRESS) {
		int error = errno;

		close(fd);
		dial_failed(s, c, error);
		return;
	}
	if (!conn_take(s, c, fd, CONN_DIALLING, EPOLLOUT))
		dial_failed(s, c, ENOMEM);
}

void
streams_send(struct streams *s, unsigned service, bool dialled, const void *bytes, size_t len)
{
	struct conn *c = conn_of(s, service, dialled);

	if (c->state != CONN_OPEN || c->tell_opened)
		return;
	assert(len <= c->told);
	conn_append(c, bytes, len);
}

void
streams_hangup(struct streams *s, unsigned service, bool dialled)
{
	struct conn *c = conn_of(s, service, dialled);

	if (c->state == CONN_OPEN) {
		conn_flush(s, c);
		shutdown(c->source.fd, SHUT_WR);
		/* closing over unread bytes would reset, and the peer might lose our last words */
		for (unsigned i = 0; i < DRAIN_MAX; i++)
			if (recv(c->source.fd, s->in, sizeof s->in, MSG_DONTWAIT) <= 0)
				break;
	}
	conn_drop(s, c);
	c->tell_closed = false;
}

void
streams_flush(struct streams *s)
{
	for (unsigned i = 0; i < 2 * NODE_STREAMS_MAX; i++) {
		struct conn *c = conn_of(s, i / 2, i % 2 == 1);

		if (c->used > 0 && !c->writing)
			conn_flush(s, c);
	}
}

static bool
conn_turn(struct streams *s, struct conn *c)
{
	if (c->tell_closed) {
		c->tell_closed = false;
		tell_node(s, c, NODE_STREAM_CLOSED, NULL, 0);
		return true;
	}
	if (c->tell_opened) {
		c->tell_opened = false;
		c->told = STREAM_ROOM_MAX;
		loop_change(s->loop, &c->source, EPOLLIN);
		tell_node(s, c, NODE_STREAM_OPENED, NULL, c->told);
		return true;
	}
	if (c->state == CONN_OPEN && c->told < STREAM_ROOM_MAX / 2 &&
	    c->used < STREAM_ROOM_MAX / 4) {
		c->told = STREAM_ROOM_MAX - c->used;
		tell_node(s, c, NODE_STREAM_ROOM, NULL, c->told);
		return true;
	}
	return false;
}

bool
streams_turn(struct streams *s)
{
	bool told = false;

	for (unsigned i = 0; i < 2 * NODE_STREAMS_MAX; i++)
		told |= conn_turn(s, conn_of(s, i / 2, i % 2 == 1));
	return told;
}
