/* test/unit/linux/connections.h -- two devices on one loop, at 127.0.0.1 and .2, and what their
 * connections have seen. */
#ifndef TEST_UNIT_LINUX_CONNECTIONS_H
#define TEST_UNIT_LINUX_CONNECTIONS_H

#include "test/check.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/time.h"
#include "linux/clock.h"
#include "linux/stream.h"
#include "linux/tls_policy.h"

#define WAIT_US (5 * TIME_SEC)

struct end { /* what one connection of one device has seen */
	unsigned opened, closed, rooms, insecure;
	size_t room, received;
	uint32_t sum;
};

struct device {
	struct streams *streams;
	struct tls_policies *tls;
	struct end end[2][2]; /* [service][dialled] */
};

static struct loop *loop;
static struct device a, b;
static uint16_t port;
static const struct ip4 ip_a = {0x7f000001}, ip_b = {0x7f000002};

static inline void
heard(void *owner, const struct stream_event *e)
{
	struct device *d = owner;
	struct end *end = &d->end[e->service][e->dialled];

	switch (e->kind) {
	case NODE_STREAM_OPENED:
		end->opened++;
		end->insecure += !e->secure;
		end->room = e->len;
		break;
	case NODE_STREAM_DATA:
		for (size_t i = 0; i < e->len; i++)
			end->sum = end->sum * 31 + e->bytes[i];
		end->received += e->len;
		break;
	case NODE_STREAM_ROOM:
		assert_true(e->len > end->room);
		end->rooms++;
		end->room = e->len;
		break;
	case NODE_STREAM_CLOSED:
		end->closed++;
		break;
	}
}

static inline void
turn(void)
{
	bool busy = streams_turn(a.streams);

	busy |= streams_turn(b.streams);
	streams_flush(a.streams);
	streams_flush(b.streams);
	assert_int_equal(loop_turn(loop, busy ? 0 : clock_now() + 10 * TIME_MS), 0);
}

static inline void
turn_until(const unsigned *value, unsigned wanted)
{
	uint64_t end_us = clock_now() + WAIT_US;

	while (*value < wanted && clock_now() < end_us)
		turn();
	assert_int_equal(*value, wanted);
}

/* Turns until nothing can be under way any more: a few empty turns. */
static inline void
settle(void)
{
	for (int i = 0; i < 5; i++)
		turn();
}

/* At a port that was free just now. folder: of SSL policies. */
static inline void
make_devices(const char *folder)
{
	struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr = {htonl(ip_a.host)}};
	socklen_t len = sizeof any;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&any, sizeof any), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&any, &len), 0);
	close(fd);
	port = ntohs(any.sin_port);
	memset(&a, 0, sizeof a);
	memset(&b, 0, sizeof b);
	loop = loop_new();
	a.streams = streams_new(loop, heard, &a);
	b.streams = streams_new(loop, heard, &b);
	a.tls = tls_policies_new(folder);
	b.tls = tls_policies_new(folder);
	streams_use_tls(a.streams, a.tls);
	streams_use_tls(b.streams, b.tls);
}

static inline int
close_devices(void **state)
{
	(void)state;
	streams_free(a.streams);
	streams_free(b.streams);
	streams_free(NULL);
	tls_policies_free(a.tls);
	tls_policies_free(b.tls);
	tls_policies_free(NULL);
	loop_free(loop);
	return 0;
}

static inline int
connect_from_b(void)
{
	struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr = {htonl(ip_b.host)}};
	struct sockaddr_in to = {
	    .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(ip_a.host)}};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&from, sizeof from), 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
	settle();
	return fd;
}

#endif
