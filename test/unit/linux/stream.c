/* Connections of a backup service over 127.0.0.x: opened both ways, whole data through a bounded
 * buffer, strangers refused, a second connection from the peer waits for its turn. */
#include "test/unit/linux/connections.h"
#include "test/unit/linux/said.h"

static const struct ip4 ip_c = {0x7f000003};

static int
open_devices(void **state)
{
	(void)state;
	make_devices("/nowhere");
	streams_listen(a.streams, 0, true, &(struct stream_way){ip_a, ip_b, port, NULL, NULL});
	streams_listen(b.streams, 0, true, &(struct stream_way){ip_b, ip_a, port, NULL, NULL});
	return 0;
}

static void
connect_both_ways(void)
{
	streams_dial(a.streams, 0, &(struct stream_way){ip_a, ip_b, port, NULL, NULL});
	streams_dial(b.streams, 0, &(struct stream_way){ip_b, ip_a, port, NULL, NULL});
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
	streams_dial(b.streams, 1, &(struct stream_way){ip_c, ip_a, port, NULL, NULL});
	turn_until(&b.end[1][1].closed, 1);
	assert_int_equal(a.end[0][0].opened, 0);
	assert_int_equal(a.end[1][0].opened, 0);
}

static void
two_services_share_a_port(void **state)
{
	(void)state;
	streams_listen(a.streams, 1, true, &(struct stream_way){ip_a, ip_c, port, NULL, NULL});
	streams_dial(b.streams, 1, &(struct stream_way){ip_c, ip_a, port, NULL, NULL});
	turn_until(&a.end[1][0].opened, 1);
	assert_int_equal(a.end[0][0].opened, 0);
	streams_listen(a.streams, 0, false, &(struct stream_way){ip_a, ip_b, port, NULL, NULL});
	streams_hangup(b.streams, 1, true);
	turn_until(&a.end[1][0].closed, 1);
	streams_dial(b.streams, 1, &(struct stream_way){ip_c, ip_a, port, NULL, NULL});
	turn_until(&a.end[1][0].opened, 2);
	streams_dial(b.streams, 0, &(struct stream_way){ip_b, ip_a, port, NULL, NULL});
	turn_until(&b.end[0][1].closed, 1);
	assert_int_equal(a.end[0][0].opened, 0);
}

static void
a_second_connection_waits_for_its_turn(void **state)
{
	(void)state;
	streams_dial(b.streams, 0, &(struct stream_way){ip_b, ip_a, port, NULL, NULL});
	turn_until(&a.end[0][0].opened, 1);
	streams_listen(
	    a.streams, 1, true,
	    &(struct stream_way){ip_a, ip_b, port, NULL, NULL}); /* the lowest service wins */
	streams_dial(b.streams, 1, &(struct stream_way){ip_b, ip_a, port, NULL, NULL});
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

/* Of more than may wait the oldest goes; the one that stands never. */
static void
those_that_wait_are_bounded(void **state)
{
	int fd[2 * STREAM_WAITING_MAX];
	char byte;

	(void)state;
	streams_dial(b.streams, 0, &(struct stream_way){ip_b, ip_a, port, NULL, NULL});
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

/* Those that say nothing do not keep their place; the one that stands goes on. */
static void
who_waits_for_long_is_closed(void **state)
{
	uint64_t began_us, waited_us;
	char byte;
	int fd;

	(void)state;
	streams_dial(b.streams, 0, &(struct stream_way){ip_b, ip_a, port, NULL, NULL});
	turn_until(&a.end[0][0].opened, 1);
	assert_int_equal(streams_deadline(a.streams), TIME_NEVER);
	listen_to_log();
	began_us = clock_now();
	fd = connect_from_b();
	assert_true(streams_deadline(a.streams) <= clock_now() + STREAM_WAIT_LIMIT);
	while (recv(fd, &byte, 1, MSG_DONTWAIT) != 0 &&
	       clock_now() < began_us + STREAM_WAIT_LIMIT + WAIT_US)
		turn();
	waited_us = clock_now() - began_us;
	assert_true(waited_us >= STREAM_WAIT_LIMIT && waited_us < STREAM_WAIT_LIMIT + TIME_SEC);
	assert_int_equal(heard_in_log("CONNECTIONS_CLOSED"), 1);
	hear_no_more();
	close(fd);
	assert_int_equal(streams_deadline(a.streams), TIME_NEVER);
	assert_int_equal(a.end[0][0].closed, 0);
}

static void
a_refused_dial_is_told_later(void **state)
{
	(void)state;
	streams_listen(b.streams, 0, false, &(struct stream_way){ip_b, ip_a, port, NULL, NULL});
	streams_dial(a.streams, 0, &(struct stream_way){ip_a, ip_b, port, NULL, NULL});
	turn_until(&a.end[0][1].closed, 1);
	/* an address that is not ours: refused at once, told from streams_turn() */
	streams_dial(a.streams, 0,
		     &(struct stream_way){(struct ip4){0xc0000201}, ip_b, port, NULL, NULL});
	assert_int_equal(a.end[0][1].closed, 1);
	turn_until(&a.end[0][1].closed, 2);
	/* hanging up before it is told takes it back */
	streams_dial(a.streams, 0,
		     &(struct stream_way){(struct ip4){0xc0000201}, ip_b, port, NULL, NULL});
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
		       &(struct stream_way){(struct ip4){0xc0000201}, ip_b, port, NULL, NULL});
	streams_dial(b.streams, 0, &(struct stream_way){ip_b, ip_a, port, NULL, NULL});
	turn_until(&a.end[0][0].opened, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_devices, close_devices)
	    TEST(both_connections_stand_side_by_side),
	    TEST(more_than_the_buffer_goes_through),
	    TEST(strangers_are_closed),
	    TEST(two_services_share_a_port),
	    TEST(a_second_connection_waits_for_its_turn),
	    TEST(those_that_wait_are_bounded),
	    TEST(who_waits_for_long_is_closed),
	    TEST(a_refused_dial_is_told_later),
	    TEST(listening_needs_no_address_yet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
