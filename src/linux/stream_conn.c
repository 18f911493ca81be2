/* linux/stream_conn.c -- see linux/stream_conn.h.
 *
 * What waits to be sent stands in a ring. `told` is the room the node believes in: it shrinks with
 * every send, and is raised by ROOM once it fell below a half and the ring is mostly empty, so that
 * a busy stream costs one ROOM per half a megabyte.
 *
 * Sockets: the peer is dialled from the configured source, so its end knows us; the listening end
 * binds with IP_FREEBIND because the address may come later. TCP_USER_TIMEOUT (RFC 5482) bounds
 * how long unacknowledged bytes keep a dead connection, and how long a dial takes. */
#include "linux/stream_conn.h"

#include <assert.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "linux/clock.h"
#include "linux/host_event.h"
#include "linux/log.h"

enum { USER_TIMEOUT_MS = 3000, BACKLOG = 8, SAY_AGAIN_S = 60 };

/* ---- sockets ---- */

struct sockaddr_in
stream_address(struct ip4 a, uint16_t port)
{
	return (struct sockaddr_in){
	    .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {.s_addr = htonl(a.host)}};
}

int
stream_set(int fd, int level, int option, int value)
{
	return setsockopt(fd, level, option, &value, sizeof value);
}

/* A non-blocking socket bound to the source, or negative errno. */
int
stream_socket(struct ip4 source, uint16_t port, bool listening)
{
	struct sockaddr_in a = stream_address(source, port);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int failed;

	if (fd < 0)
		return -errno;
	if ((listening ? stream_set(fd, SOL_SOCKET, SO_REUSEADDR, 1) ||
			     stream_set(fd, IPPROTO_IP, IP_FREEBIND, 1)
		       : stream_set(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1)) == 0 &&
	    bind(fd, (struct sockaddr *)&a, sizeof a) == 0 &&
	    (!listening || listen(fd, BACKLOG) == 0))
		return fd;
	failed = -errno;
	close(fd);
	return failed;
}

void
stream_tune(int fd)
{
	stream_set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
	stream_set(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, USER_TIMEOUT_MS);
}

/* ---- one connection ---- */

void
stream_drop(struct streams *s, struct conn *c)
{
	if (c->source.fd >= 0) {
		loop_remove(s->loop, &c->source);
		close(c->source.fd);
	}
	tls_free(c->tls);
	c->tls = NULL;
	c->source.fd = -1;
	c->state = CONN_NONE;
	c->tell_opened = false;
	c->writing = false;
	c->head = c->used = 0;
	c->told = 0;
}

/* One for each of the two that the node knows, made once. */
static uint8_t *
ring_of(struct service *v, bool dialled)
{
	if (v->ring[dialled] == NULL)
		v->ring[dialled] = malloc(STREAM_ROOM_MAX);
	return v->ring[dialled];
}

/* Takes fd over. False when the kernel refuses to watch it. */
bool
stream_take(struct streams *s, struct conn *c, int fd, enum conn_state state, uint32_t events)
{
	c->source.fd = fd;
	c->state = state;
	c->ring = ring_of(&s->service[c->service], c->dialled);
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

/* What the kernel takes of the ring's next piece; negative: nothing, for now or for ever. */
static ssize_t
send_some(struct conn *c)
{
	size_t first = STREAM_ROOM_MAX - c->head;
	struct iovec v[2] = {{c->ring + c->head, first < c->used ? first : c->used},
			     {c->ring, first < c->used ? c->used - first : 0}};
	struct msghdr m = {.msg_iov = v, .msg_iovlen = v[1].iov_len > 0 ? 2 : 1};
	ssize_t n;

	if (c->tls == NULL)
		return sendmsg(c->source.fd, &m, MSG_NOSIGNAL);
	n = tls_write(c->tls, v[0].iov_base, v[0].iov_len);
	if (n < 0) /* told as the end that it is */
		shutdown(c->source.fd, SHUT_RDWR);
	return n > 0 ? n : -1;
}

/* An error here shows as EPOLLERR or EPOLLHUP at the next turn, and is told then. */
void
stream_flush(struct streams *s, struct conn *c)
{
	while (c->used > 0) {
		ssize_t n = send_some(c);

		if (n < 0)
			break;
		c->head = (c->head + (size_t)n) % STREAM_ROOM_MAX;
		c->used -= (size_t)n;
	}
	conn_watch(s, c, c->used > 0);
}

void
stream_append(struct conn *c, const uint8_t *p, size_t len)
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

/* ---- TLS ---- */

const char *
stream_policy(struct streams *s, const struct conn *c)
{
	const struct service *v = &s->service[c->service];

	return c->dialled ? v->dialled.policy : v->policy;
}

/* Not the same again within a minute. */
static bool
is_news(struct service *v, const char *why)
{
	uint64_t now = clock_now();

	if (v->failed_us != 0 && strcmp(v->failed, why) == 0 &&
	    now < time_after(v->failed_us, SAY_AGAIN_S * TIME_SEC))
		return false;
	v->failed_us = now;
	snprintf(v->failed, sizeof v->failed, "%s", why);
	return true;
}

void
stream_say_failed(struct streams *s, const struct conn *c, const char *why)
{
	struct service *v = &s->service[c->service];
	char text[IP4_TEXT];

	if (is_news(v, why))
		log_eventf(&host_event_tls,
			   "TLS with the peer failed: %s. (peer=%s, policy=%s, %s)", why,
			   ip4_format(c->dialled ? v->dialled.peer : v->peer, text),
			   stream_policy(s, c), c->dialled ? "dialled" : "accepted");
}

void
stream_shake(struct streams *s, struct conn *c, enum conn_state then)
{
	const char *why = NULL;
	bool writes;
	int r = -1;

	if (c->tls == NULL) {
		c->tls = tls_begin(s->tls, stream_policy(s, c), c->source.fd, !c->dialled, &why);
		c->limit_us = time_after(clock_now(), STREAM_SHAKE_LIMIT);
	}
	if (c->tls != NULL && (r = tls_shake(c->tls, &writes)) < 0)
		why = tls_why(c->tls);
	if (r < 0) {
		stream_say_failed(s, c, why != NULL ? why : "the peer ended it");
		stream_drop(s, c);
		return;
	}
	c->state = r > 0 ? then : CONN_SHAKING;
	loop_change(s->loop, &c->source, r > 0 ? 0 : writes ? EPOLLOUT : EPOLLIN);
}

/* ---- passwords ---- */

static void
say_password(struct service *v, struct ip4 peer, const char *why)
{
	char text[IP4_TEXT];

	if (is_news(v, why))
		log_eventf(&host_event_password,
			   "The session is not signed as it should be: %s. (peer=%s)", why,
			   ip4_format(peer, text));
}

enum md5_used
stream_sign(struct streams *s, unsigned service, int fd, struct ip4 peer, const char *file)
{
	const char *folder = s->tls != NULL ? tls_policies_folder(s->tls) : ".";
	char bytes[STREAM_WHY_MAX] = "";
	struct text why = text_of(bytes, sizeof bytes);
	enum md5_used used = md5_use(fd, peer, folder, file[0] != '\0' ? file : NULL, &why);

	if (used != MD5_GOOD)
		say_password(&s->service[service], peer, bytes);
	return used;
}

void
stream_say_unsigned(struct streams *s, unsigned service)
{
	struct service *v = &s->service[service];
	struct md5_counts now = md5_count();
	const char *why = md5_explain(&v->before, &now, v->dialled.password[0] != '\0');

	v->before = now;
	if (why != NULL)
		say_password(v, v->dialled.peer, why);
}
