/* Connections of a backup service over 127.0.0.x: opened both ways, whole data through a bounded
 * buffer, strangers refused, a second connection from the peer waits for its turn. */
#include "test/check.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/time.h"
#include "linux/clock.h"
#include "linux/stream.h"

#define WAIT_US (5 * TIME_SEC)

struct end { /* what one connection of one device has seen */
	unsigned opened, closed, rooms;
	size_t room, received;
	uint32_t sum;
};

struct device {
	struct streams *streams;
	struct end end[2][2]; /* [service][dialled] */
};

static struct loop *loop;
static struct device a, b;
static uint16_t port;
static const struct ip4 ip_a = {0x7f000001}, ip_b = {0x7f000002}, ip_c = {0x7f000003};

static void
heard(void *owner, const struct stream_event *e)
{
	struct device *d = owner;
	struct end *end = &d->end[e->service][e->dialled];

	switch (e->kind) {
	case NODE_STREAM_OPENED:
		end->opened++;
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

static void
turn(void)
{
	bool a_busy = streams_turn(a.streams), b_busy = streams_turn(b.streams);

	streams_flush(a.streams);
	streams_flush(b.streams);
	assert_int_equal(loop_turn(loop, a_busy || b_busy ? 0 : clock_now() + 10 * TIME_MS), 0);
}

static void
turn_until(const unsigned *value, unsigned wanted)
{
	uint64_t end_us = clock_now() + WAIT_US;

	while (*value < wanted && clock_now() < end_us)
		turn();
	assert_int_equal(*value, wanted);
}

/* Turns until nothing can be under way any more: a few empty turns. */
static void
settle(void)
{
	for (int i = 0; i < 5; i++)
		turn();
}

static int
open_devices(void **state)
{
	struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr = {htonl(ip_a.host)}};
	socklen_t len = sizeof any;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	(void)state;
	assert_int_equal(bind(fd, (struct sockaddr *)&any, sizeof any), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&any, &len), 0);
	close(fd);
	port = ntohs(any.sin_port);
	memset(&a, 0, sizeof a);
	memset(&b, 0, sizeof b);
	loop = loop_new();
	a.streams = streams_new(loop, heard, &a);
	b.streams = streams_new(loop, heard, &b);
	streams_listen(a.streams, 0, true, &(struct stream_way){ip_a, ip_b, port, NULL});
	streams_listen(b.streams, 0, true, &(struct stream_way){ip_b, ip_a, port, NULL});
	return 0;
}

static int
close_devices(void **state)
{
	(void)state;
	streams_free(a.streams);
	streams_free(b.streams);
	streams_free(NULL);
	loop_free(loop);
	return 0;
}

static void
connect_both_ways(void)
{
	streams_dial(a.streams, 0, &(struct stream_way){ip_a, ip_b, port, NULL});
	streams_dial(b.streams, 0, &(struct stream_way){ip_b, ip_a, port, NULL});
	turn_until(&a.end[0][1].opened, 1);
	turn_until(&b.end[0][0].opened, 1);
	turn_until(&b.end[0][1].opened, 1);
	turn_until(&a.end[0][0].opened, 1);
}

static void
both_connections_stand_side_by_side(void **state)
{
	(void)state;
	connect_both_ways();
	assert_int_equal(a.end[0][1].room, STREAM_ROOM_MAX);
	streams_send(a.streams, 0, true, "hello", 5);
	streams_send(a.streams, 0, false, "ho", 2);
	while (b.end[0][0].received < 5 || b.end[0][1].received < 2)
		turn();
	/* the last words arrive before the end */
	streams_send(a.streams, 0, true, "bye", 3);
	streams_hangup(a.streams, 0, true);
	turn_until(&b.end[0][0].closed, 1);
	assert_int_equal(b.end[0][0].received, 8);
	settle();
	assert_int_equal(a.end[0][1].closed, 0);
	assert_int_equal(a.end[0][0].closed + b.end[0][1].closed, 0);
	streams_send(a.streams, 0, true, "nobody", 6); /* dropped */
}

static void
more_than_the_buffer_goes_through(void **state)
{
	size_t total = (size_t)5 << 20, sent = 0;
	uint8_t chunk[50000];
	struct end *from = &a.end[0][1], *to = &b.end[0][0];
	uint32_t sum = 0;

	(void)state;
	connect_both_ways();
	while (to->received < total) {
		size_t n = total - sent < sizeof chunk ? total - sent : sizeof chunk;

		if (n > from->room)
			n = from->room;
		for (size_t i = 0; i < n; i++) {
			chunk[i] = (uint8_t)((sent + i) * 7 >> 3);
			sum = sum * 31 + chunk[i];
		}
		streams_send(a.streams, 0, true, chunk, n);
		from->room -= n;
		sent += n;
		turn();
	}
	assert_int_equal(to->received, total);
	assert_int_equal(to->sum, sum);
	assert_true(from->rooms >= 5);
	assert_true(from->rooms <= 12);
}

static void
strangers_are_closed(void **state)
{
	(void)state;
	/* b's third address is nobody's peer; its dial is accepted by the kernel, then closed */
	streams_dial(b.streams, 1, &(struct stream_way){ip_c, ip_a, port, NULL});
	turn_until(&b.end[1][1].closed, 1);
	assert_int_equal(a.end[0][0].opened, 0);
	assert_int_equal(a.end[1][0].opened, 0);
}

static void
two_services_share_a_port(void **state)
{
	(void)state;
	streams_listen(a.streams, 1, true, &(struct stream_way){ip_a, ip_c, port, NULL});
	streams_dial(b.streams, 1, &(struct stream_way){ip_c, ip_a, port, NULL});
	turn_until(&a.end[1][0].opened, 1);
	assert_int_equal(a.end[0][0].opened, 0);
	streams_listen(a.streams, 0, false, &(struct stream_way){ip_a, ip_b, port, NULL});
	streams_hangup(b.streams, 1, true);
	turn_until(&a.end[1][0].closed, 1);
	streams_dial(b.streams, 1, &(struct stream_way){ip_c, ip_a, port, NULL});
	turn_until(&a.end[1][0].opened, 2);
	streams_dial(b.streams, 0, &(struct stream_way){ip_b, ip_a, port, NULL});
	turn_until(&b.end[0][1].closed, 1);
	assert_int_equal(a.end[0][0].opened, 0);
}

static void
a_second_connection_waits_for_its_turn(void **state)
{
	(void)state;
	streams_dial(b.streams, 0, &(struct stream_way){ip_b, ip_a, port, NULL});
	turn_until(&a.end[0][0].opened, 1);
	streams_listen(a.streams, 1, true,
		       &(struct stream_way){ip_a, ip_b, port, NULL}); /* the lowest service wins */
	streams_dial(b.streams, 1, &(struct stream_way){ip_b, ip_a, port, NULL});
	turn_until(&b.end[1][1].opened, 1);
	settle();
	assert_int_equal(a.end[0][0].opened, 1); /* it does not end the one that stands */
	assert_int_equal(a.end[0][0].closed, 0);
	streams_send(b.streams, 1, true, "hello", 5); /* and keeps what it said */
	settle();
	assert_int_equal(a.end[0][0].received, 0);
	streams_hangup(b.streams, 0, true);
	turn_until(&a.end[0][0].closed, 1);
	turn_until(&a.end[0][0].opened, 2);
	while (a.end[0][0].received < 5)
		turn();
	assert_int_equal(a.end[1][0].opened, 0);
}

static int
connect_from_b(void)
{
	struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr = {htonl(ip_b.host)}};
	struct sockaddr_in to = {
	    .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(ip_a.host)}};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&from, sizeof from), 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
	settle();
	return fd;
}

/* Of more than may wait the oldest goes; the one that stands never. */
static void
those_that_wait_are_bounded(void **state)
{
	int fd[2 * STREAM_WAITING_MAX];
	char byte;

	(void)state;
	streams_dial(b.streams, 0, &(struct stream_way){ip_b, ip_a, port, NULL});
	turn_until(&a.end[0][0].opened, 1);
	for (unsigned i = 0; i < 2 * STREAM_WAITING_MAX; i++)
		fd[i] = connect_from_b();
	for (unsigned i = 0; i < 2 * STREAM_WAITING_MAX; i++) {
		ssize_t n = recv(fd[i], &byte, 1, MSG_DONTWAIT);

		assert_int_equal(n, i < STREAM_WAITING_MAX ? 0 : -1);
		close(fd[i]);
	}
	assert_int_equal(a.end[0][0].closed, 0);
	streams_send(b.streams, 0, true, "on", 2);
	while (a.end[0][0].received < 2)
		turn();
}

static void
a_refused_dial_is_told_later(void **state)
{
	(void)state;
	streams_listen(b.streams, 0, false, &(struct stream_way){ip_b, ip_a, port, NULL});
	streams_dial(a.streams, 0, &(struct stream_way){ip_a, ip_b, port, NULL});
	turn_until(&a.end[0][1].closed, 1);
	/* an address that is not ours: refused at once, told from streams_turn() */
	streams_dial(a.streams, 0,
		     &(struct stream_way){(struct ip4){0xc0000201}, ip_b, port, NULL});
	assert_int_equal(a.end[0][1].closed, 1);
	turn_until(&a.end[0][1].closed, 2);
	/* hanging up before it is told takes it back */
	streams_dial(a.streams, 0,
		     &(struct stream_way){(struct ip4){0xc0000201}, ip_b, port, NULL});
	streams_hangup(a.streams, 0, true);
	settle();
	assert_int_equal(a.end[0][1].closed, 2);
	assert_int_equal(a.end[0][1].opened, 0);
}

static void
listening_needs_no_address_yet(void **state)
{
	(void)state;
	/* TEST-NET-1 is nobody's; IP_FREEBIND takes it, and the other service goes on */
	streams_listen(a.streams, 1, true,
		       &(struct stream_way){(struct ip4){0xc0000201}, ip_b, port, NULL});
	streams_dial(b.streams, 0, &(struct stream_way){ip_b, ip_a, port, NULL});
	turn_until(&a.end[0][0].opened, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(both_connections_stand_side_by_side, open_devices,
					    close_devices),
	    cmocka_unit_test_setup_teardown(more_than_the_buffer_goes_through, open_devices,
					    close_devices),
	    cmocka_unit_test_setup_teardown(strangers_are_closed, open_devices, close_devices),
	    cmocka_unit_test_setup_teardown(two_services_share_a_port, open_devices, close_devices),
	    cmocka_unit_test_setup_teardown(a_second_connection_waits_for_its_turn, open_devices,
					    close_devices),
	    cmocka_unit_test_setup_teardown(those_that_wait_are_bounded, open_devices,
					    close_devices),
	    cmocka_unit_test_setup_teardown(a_refused_dial_is_told_later, open_devices,
					    close_devices),
	    cmocka_unit_test_setup_teardown(listening_needs_no_address_yet, open_devices,
					    close_devices),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
