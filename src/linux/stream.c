/* linux/stream.c -- see linux/stream.h.
 *
 *	 NONE --dial--> DIALLING --connected--> OPEN --EOF, error--> NONE
 *	 NONE --accept--> WAITING --its turn--> OPEN
 *	 SHAKING lies before OPEN and before WAITING under an SSL policy
 *
 * Only DATA and the CLOSED that ends it are told from a descriptor's callback, as its last deed,
 * because telling runs a node step that may dial, send or hang up this very connection. All else
 * is marked (tell_closed, tell_opened, room that grew) and told by streams_turn().
 *
 * All on the loop's thread, and nothing here waits: descriptors never block, and who asks for more
 * than there is room for is our own bug. */
#include "linux/stream.h"

#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/time.h"
#include "linux/clock.h"
#include "linux/host_event.h"
#include "linux/log.h"
#include "linux/stream_accept.h"

enum { DRAIN_MAX = 64, RECORD_MAX = 16384 };

static void conn_ready(struct loop_source *source, uint32_t events);

static struct conn *
conn_of(struct streams *s, unsigned service, bool dialled)
{
	assert(service < NODE_STREAMS_MAX);
	return dialled ? &s->service[service].dial : s->service[service].turn;
}

static void
tell_node(struct streams *s, const struct conn *c, enum node_stream_event kind,
	  const uint8_t *bytes, size_t len)
{
	struct stream_event e = {c->service, c->dialled, kind, bytes, len, c->tls != NULL};

	s->heard(s->owner, &e);
}

/* ---- one connection ---- */

/* As recv(), with 0 for nothing now and negative for the end. */
static ssize_t
read_plain(struct streams *s, struct conn *c)
{
	ssize_t n = recv(c->source.fd, s->in, sizeof s->in, 0);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	return n > 0 ? n : -1;
}

/* As many records as there are and fit; what is left in the socket wakes the loop again. */
static ssize_t
read_tls(struct streams *s, struct conn *c)
{
	size_t have = 0;
	ssize_t n = 0;

	while (sizeof s->in - have >= RECORD_MAX &&
	       (n = tls_read(c->tls, s->in + have, sizeof s->in - have)) > 0)
		have += (size_t)n;
	if (have > 0 || n == 0)
		return (ssize_t)have;
	if (tls_why(c->tls) != NULL)
		stream_say_failed(s, c, tls_why(c->tls));
	return -1;
}

static void
conn_read(struct streams *s, struct conn *c)
{
	ssize_t n = c->tls != NULL ? read_tls(s, c) : read_plain(s, c);

	if (n == 0)
		return;
	if (n > 0) {
		tell_node(s, c, NODE_STREAM_DATA, s->in, (size_t)n);
		return;
	}
	stream_drop(s, c);
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
	stream_say_unsigned(s, c->service);
	stream_drop(s, c);
	c->tell_closed = true;
}

static void
conn_shake(struct streams *s, struct conn *c)
{
	stream_shake(s, c, c->dialled ? CONN_OPEN : CONN_WAITING);
	c->tell_opened = c->state == CONN_OPEN;
	c->tell_closed = c->dialled && c->state == CONN_NONE;
}

/* One that keeps the other end waiting. */
static void
end_shakes(struct streams *s, struct conn *c, uint64_t now)
{
	if (c->state != CONN_SHAKING || now < c->limit_us)
		return;
	stream_say_failed(s, c, "no answer to the handshake in 2.5 s");
	stream_drop(s, c);
	c->tell_closed = c->dialled;
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
	s->service[c->service].before = md5_count();
	if (stream_policy(s, c)[0] != '\0') {
		conn_shake(s, c);
		return;
	}
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
	if (c->state == CONN_SHAKING) {
		conn_shake(s, c);
		return;
	}
	if (c->tell_opened)
		return;			/* nothing is read before OPENED was told */
	if (c->state == CONN_WAITING) { /* an error */
		stream_drop(s, c);
		return;
	}
	if (events & EPOLLOUT)
		stream_flush(s, c);
	if (events & (EPOLLIN | EPOLLHUP | EPOLLERR))
		conn_read(s, c);
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
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++) {
		struct service *v = &s->service[i];

		s->listener[i].accept.source.fd = -1;
		v->dial =
		    (struct conn){.source = {-1, conn_ready, s}, .service = i, .dialled = true};
		for (unsigned k = 0; k < STREAM_ACCEPTED; k++)
			v->accept[k] = (struct conn){.source = {-1, conn_ready, s}, .service = i};
		v->turn = &v->accept[0];
	}
	return s;
}

void
streams_use_tls(struct streams *s, struct tls_policies *policies)
{
	s->tls = policies;
}

static uint64_t
limit_us(const struct conn *c)
{
	return c->state == CONN_SHAKING || c->state == CONN_WAITING ? c->limit_us : TIME_NEVER;
}

uint64_t
streams_deadline(const struct streams *s)
{
	uint64_t at_us = TIME_NEVER;

	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++) {
		at_us = time_min(at_us, accept_deadline(&s->listener[i].accept));
		at_us = time_min(at_us, limit_us(&s->service[i].dial));
		for (unsigned k = 0; k < STREAM_ACCEPTED; k++)
			at_us = time_min(at_us, limit_us(&s->service[i].accept[k]));
	}
	return at_us;
}

void
streams_free(struct streams *s)
{
	if (s == NULL)
		return;
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++) {
		struct service *v = &s->service[i];

		streams_hangup(s, i, true);
		streams_hangup(s, i, false);
		stream_drop_waiting(s, v);
		free(v->ring[0]);
		free(v->ring[1]);
		stream_listener_put(s, v->listener);
	}
	free(s);
}

static void
policy_copy(char ret[TLS_NAME_MAX + 1], const struct stream_way *way)
{
	snprintf(ret, TLS_NAME_MAX + 1, "%s", way->policy != NULL ? way->policy : "");
}

static void
password_copy(char ret[STREAM_FILE_MAX + 1], const struct stream_way *way)
{
	snprintf(ret, STREAM_FILE_MAX + 1, "%s", way->password != NULL ? way->password : "");
}

void
streams_listen(struct streams *s, unsigned service, bool on, const struct stream_way *way)
{
	struct conn *accepted = conn_of(s, service, false);
	struct service *v = &s->service[service];
	struct listener *before = v->listener;

	if (before != NULL && before->accept.source.fd >= 0 && v->password[0] != '\0')
		stream_sign(s, service, before->accept.source.fd, v->peer, "");
	v->listener = on ? stream_listener_get(s, way->source, way->port) : NULL;
	v->peer = way->peer;
	policy_copy(v->policy, way);
	password_copy(v->password, way);
	v->failed_us = 0; /* of another configuration */
	v->before = md5_count();
	stream_listener_sign(s, v);
	stream_listener_put(s, before);
	stream_drop_waiting(s, v); /* came for what was configured before */
	if (accepted->tell_opened)
		stream_drop(s, accepted);
}

/* Bound and signed, or negative errno. */
static int
dial_socket(struct streams *s, unsigned service, struct ip4 source)
{
	const struct service *v = &s->service[service];
	int fd = stream_socket(source, 0, false);

	if (fd < 0 || v->dialled.password[0] == '\0' ||
	    stream_sign(s, service, fd, v->dialled.peer, v->dialled.password) == MD5_GOOD)
		return fd;
	close(fd);
	return -EKEYREJECTED;
}

void
streams_dial(struct streams *s, unsigned service, const struct stream_way *way)
{
	struct conn *c = conn_of(s, service, true);
	struct service *v = &s->service[service];
	struct listener *l = v->listener;
	struct sockaddr_in to = stream_address(way->peer, way->port);
	int fd;

	if (l != NULL && l->accept.source.fd < 0)
		stream_listener_open(s, l);
	if (!ip4_same(v->dialled.peer, way->peer) || v->dialled.port != way->port)
		v->dial_failed = 0; /* another peer's failure is news */
	v->dialled.peer = way->peer;
	v->dialled.port = way->port;
	policy_copy(v->dialled.policy, way);
	password_copy(v->dialled.password, way);
	stream_listener_sign(s, v); /* by what its file has now */
	stream_drop(s, c);
	c->tell_closed = false;
	fd = dial_socket(s, service, way->source);
	if (fd < 0) {
		dial_failed(s, c, -fd);
		return;
	}
	stream_tune(fd);
	if (connect(fd, (struct sockaddr *)&to, sizeof to) < 0 && errno != EINPROGRESS) {
		int error = errno;

		close(fd);
		dial_failed(s, c, error);
		return;
	}
	if (!stream_take(s, c, fd, CONN_DIALLING, EPOLLOUT))
		dial_failed(s, c, ENOMEM);
}

void
streams_send(struct streams *s, unsigned service, bool dialled, const void *bytes, size_t len)
{
	struct conn *c = conn_of(s, service, dialled);

	if (c->state != CONN_OPEN || c->tell_opened)
		return;
	assert(len <= c->told);
	stream_append(c, bytes, len);
}

void
streams_hangup(struct streams *s, unsigned service, bool dialled)
{
	struct conn *c = conn_of(s, service, dialled);

	if (c->state == CONN_DIALLING)
		stream_say_unsigned(s, service);
	if (c->state == CONN_OPEN) {
		stream_flush(s, c);
		if (c->tls != NULL)
			tls_end(c->tls);
		shutdown(c->source.fd, SHUT_WR);
		/* closing over unread bytes would reset, and the peer might lose our last words */
		for (unsigned i = 0; i < DRAIN_MAX; i++)
			if (recv(c->source.fd, s->in, sizeof s->in, MSG_DONTWAIT) <= 0)
				break;
	}
	stream_drop(s, c);
	c->tell_closed = false;
}

void
streams_flush(struct streams *s)
{
	for (unsigned i = 0; i < 2 * NODE_STREAMS_MAX; i++) {
		struct conn *c = conn_of(s, i / 2, i % 2 == 1);

		if (c->used > 0 && !c->writing)
			stream_flush(s, c);
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
	uint64_t now = clock_now();

	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++) {
		struct service *v = &s->service[i];

		accept_turn(s->loop, &s->listener[i].accept, now);
		end_shakes(s, &v->dial, now);
		for (unsigned k = 0; k < STREAM_ACCEPTED; k++)
			end_shakes(s, &v->accept[k], now);
		stream_end_waiting(s, v, now);
		stream_next_turn(v);
		told |= conn_turn(s, &v->dial);
		told |= conn_turn(s, v->turn);
	}
	return told;
}
