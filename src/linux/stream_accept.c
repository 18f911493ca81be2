/* linux/stream_accept.c -- see linux/stream_accept.h.
 *
 * Of the accepted connections of a service one has its turn: the node knows it. The others wait for
 * its end, the newest first; when there are too many the oldest goes, and each after
 * STREAM_WAIT_LIMIT: the peer has given up then, whoever says nothing has not. While one waits, the
 * kernel probes those that stand: a peer that restarted knows nothing of them and says so (RST).
 * Under an SSL policy those that wait have proved who they are. */
#include "linux/stream_accept.h"

#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/time.h"
#include "linux/clock.h"
#include "linux/host_event.h"
#include "linux/log.h"

enum { STRANGER_LOG_S = 60, PROBE_S = 1, PROBES = 3 };

/* Whether the peer still knows the connection: asked while another one waits. */
static void
probe(const struct conn *c, bool on)
{
	if (c->state != CONN_OPEN || stream_set(c->source.fd, SOL_SOCKET, SO_KEEPALIVE, on) < 0 ||
	    !on)
		return;
	stream_set(c->source.fd, IPPROTO_TCP, TCP_KEEPIDLE, PROBE_S);
	stream_set(c->source.fd, IPPROTO_TCP, TCP_KEEPINTVL, PROBE_S);
	stream_set(c->source.fd, IPPROTO_TCP, TCP_KEEPCNT, PROBES);
}

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

/* One that waits is closed: there are too many, or it waited longer than the peer would. */
static void
turn_away(struct streams *s, struct conn *c)
{
	struct service *v = &s->service[c->service];
	uint64_t now = clock_now();
	char text[IP4_TEXT];

	stream_drop(s, c);
	v->turned_away++;
	if (now < v->quiet_us)
		return;
	v->quiet_us = time_after(now, STRANGER_LOG_S * TIME_SEC);
	log_eventf(&host_event_turned_away,
		   "Connections from the peer's address were closed before their turn came. "
		   "(peer=%s, closed=%llu)",
		   ip4_format(v->peer, text), (unsigned long long)v->turned_away);
}

void
stream_end_waiting(struct streams *s, struct service *v, uint64_t now)
{
	for (unsigned i = 0; i < STREAM_ACCEPTED; i++)
		if (v->accept[i].state == CONN_WAITING && now >= v->accept[i].limit_us)
			turn_away(s, &v->accept[i]);
}

/* A free place, or that of the one that waits longest; one that is proved goes last. */
static struct conn *
place_for(struct service *v)
{
	struct conn *oldest = NULL;

	for (unsigned i = 0; i < STREAM_ACCEPTED; i++) {
		struct conn *c = &v->accept[i];

		if (c == v->turn)
			continue;
		if (c->state == CONN_NONE)
			return c;
		if (oldest == NULL || c->state < oldest->state ||
		    (c->state == oldest->state && c->accepted < oldest->accepted))
			oldest = c;
	}
	return oldest;
}

static void
listener_ready(struct loop_source *source, uint32_t events)
{
	struct streams *s = source->owner;
	struct listener *l = (struct listener *)(void *)source;
	struct sockaddr_in from;
	int fd = accept_next(s->loop, &l->accept, "remote backup service", &from);
	struct ip4 peer;
	struct service *v;
	struct conn *c;

	(void)events;
	if (fd < 0)
		return;
	peer = (struct ip4){ntohl(from.sin_addr.s_addr)};
	v = service_of(s, l, peer);
	if (v == NULL) {
		stranger(l, peer);
		close(fd);
		return;
	}
	c = place_for(v);
	if (c->state != CONN_NONE)
		turn_away(s, c);
	stream_tune(fd);
	c->accepted = v->accepted++;
	if (!stream_take(s, c, fd, CONN_WAITING, 0))
		return;
	c->limit_us = time_after(clock_now(), STREAM_WAIT_LIMIT);
	if (v->policy[0] != '\0')
		stream_shake(s, c, CONN_WAITING);
	probe(v->turn, true);
	probe(&v->dial, true);
}

/* Those that came before it was signed. */
static void
drain(int fd)
{
	int c;

	while ((c = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0)
		close(c);
}

void
stream_listener_sign(struct streams *s, struct service *v)
{
	struct listener *l = v->listener;

	if (l == NULL || l->accept.source.fd < 0 || v->password[0] == '\0')
		return;
	if (stream_sign(s, v->turn->service, l->accept.source.fd, v->peer, v->password) !=
	    MD5_REFUSED)
		return;
	v->listener = NULL;
	stream_listener_put(s, l);
}

static void
sign_all(struct streams *s, const struct listener *l)
{
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++)
		if (s->service[i].listener == l)
			stream_listener_sign(s, &s->service[i]);
}

int
stream_listener_open(struct streams *s, struct listener *l)
{
	int fd = stream_socket(l->address, l->port, true), r;
	char text[IP4_TEXT];

	if (fd >= 0) {
		l->accept.source.fd = fd;
		r = loop_add(s->loop, &l->accept.source, EPOLLIN);
		if (r == 0) {
			sign_all(s, l);
			drain(fd);
			return 0;
		}
		close(fd);
		l->accept.source.fd = -1;
		fd = r;
	}
	log_eventf(&host_event_listen, "Cannot listen: %s. (source=%s, port=%u)", strerror(-fd),
		   ip4_format(l->address, text), l->port);
	return fd;
}

struct listener *
stream_listener_get(struct streams *s, struct ip4 address, uint16_t port)
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
	*unused = (struct listener){.accept = {.source = {-1, listener_ready, s}},
				    .address = address,
				    .port = port,
				    .users = 1};
	stream_listener_open(s, unused);
	return unused;
}

void
stream_listener_put(struct streams *s, struct listener *l)
{
	if (l == NULL || --l->users > 0 || l->accept.source.fd < 0)
		return;
	loop_remove(s->loop, &l->accept.source);
	close(l->accept.source.fd);
	l->accept.source.fd = -1;
}

/* Those that the node does not know. */
void
stream_drop_waiting(struct streams *s, struct service *v)
{
	for (unsigned i = 0; i < STREAM_ACCEPTED; i++)
		if (v->accept[i].state == CONN_WAITING || v->accept[i].state == CONN_SHAKING)
			stream_drop(s, &v->accept[i]);
}

/* When the one that had its turn is gone, and that was told. */
void
stream_next_turn(struct service *v)
{
	struct conn *next = NULL;

	if (v->turn->state != CONN_NONE || v->turn->tell_closed)
		return;
	for (unsigned i = 0; i < STREAM_ACCEPTED; i++) {
		struct conn *c = &v->accept[i];

		if (c->state == CONN_WAITING && (next == NULL || c->accepted > next->accepted))
			next = c;
	}
	if (next == NULL)
		return;
	v->turn = next;
	next->state = CONN_OPEN;
	next->tell_opened = true;
}
