/* Connections of requestors on loopback: opened, told what came, sent what was said, closed; no
 * more of them than there is room for. */
#include "linux/query_socket.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "linux/clock.h"
#include "test/check.h"

#define WAIT_US (5 * TIME_SEC)

static struct loop *loop;
static struct query_sockets *sockets;
static uint16_t port;
static struct {
	unsigned opened, closed, rooms, connection;
	struct ip4 from, to;
	size_t len, room;
	uint8_t bytes[64];
} seen;

static void
heard(void *owner, const struct query_event *e)
{
	(void)owner;
	seen.connection = e->connection;
	if (e->kind == NODE_STREAM_OPENED) {
		seen.opened++;
		seen.from = e->from;
		seen.to = e->to;
		seen.room = e->len;
	} else if (e->kind == NODE_STREAM_DATA) {
		assert_true(seen.len + e->len <= sizeof seen.bytes);
		memcpy(seen.bytes + seen.len, e->bytes, e->len);
		seen.len += e->len;
	} else if (e->kind == NODE_STREAM_ROOM) {
		seen.rooms++;
		seen.room = e->len;
	} else {
		seen.closed++;
	}
}

static struct sockaddr_in
here(void)
{
	return (struct sockaddr_in){.sin_family = AF_INET,
				    .sin_port = htons(port),
				    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

/* A port that is free now. */
static int
begin(void **state)
{
	struct sockaddr_in a = here();
	socklen_t len = sizeof a;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	(void)state;
	a.sin_port = 0;
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &len), 0);
	close(fd);
	port = ntohs(a.sin_port);
	memset(&seen, 0, sizeof seen);
	loop = loop_new();
	sockets = query_sockets_new(loop, port, heard, NULL);
	assert_true(loop && sockets);
	query_sockets_listen(sockets, true);
	return 0;
}

static int
finish(void **state)
{
	(void)state;
	query_sockets_free(sockets);
	loop_free(loop);
	return 0;
}

static int
dial(void)
{
	struct sockaddr_in a = here();
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
	return fd;
}

/* Until *count is `wanted`. */
static void
until(const unsigned *count, unsigned wanted)
{
	uint64_t end_us = time_after(clock_now(), WAIT_US);

	while (*count < wanted) {
		assert_true(clock_now() < end_us);
		query_sockets_turn(sockets);
		query_sockets_flush(sockets);
		loop_turn(loop, time_after(clock_now(), 10 * TIME_MS));
	}
}

static void
what_comes_and_what_is_said(void **state)
{
	int fd = dial();
	char back[16] = {0};
	unsigned some = 0;

	(void)state;
	until(&seen.opened, 1);
	assert_int_equal(seen.from.host, INADDR_LOOPBACK);
	assert_int_equal(seen.to.host, INADDR_LOOPBACK);
	assert_int_equal(seen.room, QUERY_SOCKET_ROOM);
	assert_int_equal(write(fd, "question", 8), 8);
	while (seen.len < 8 && some++ < 500)
		loop_turn(loop, time_after(clock_now(), 10 * TIME_MS));
	assert_memory_equal(seen.bytes, "question", 8);
	query_sockets_send(sockets, seen.connection, "answer", 6);
	query_sockets_flush(sockets);
	assert_int_equal(recv(fd, back, 6, MSG_WAITALL), 6);
	assert_memory_equal(back, "answer", 6);
	close(fd);
	until(&seen.closed, 1);
}

/* A requestor that does not read, and then does. */
static void
room_comes_back(void **state)
{
	static uint8_t big[QUERY_SOCKET_ROOM], back[QUERY_SOCKET_ROOM];
	int fd = dial();
	size_t sent = 0, got = 0;

	(void)state;
	until(&seen.opened, 1);
	for (size_t i = 0; i < sizeof big; i++)
		big[i] = (uint8_t)(i * 31 >> 3);
	for (unsigned i = 0; i < 60; i++) { /* more than the kernel's buffers hold */
		size_t n = seen.room;

		query_sockets_send(sockets, seen.connection, big, n);
		seen.room = 0;
		sent += n;
		query_sockets_flush(sockets);
		query_sockets_turn(sockets);
		if (seen.room == 0)
			break;
	}
	assert_int_equal(seen.room, 0);
	while (got < sent) {
		ssize_t n = recv(fd, back, sizeof back, MSG_DONTWAIT);

		if (n > 0)
			got += (size_t)n;
		loop_turn(loop, time_after(clock_now(), 1 * TIME_MS));
		query_sockets_turn(sockets);
	}
	assert_int_equal(got, sent);
	assert_true(seen.room > QUERY_SOCKET_ROOM / 2);
	query_sockets_hangup(sockets, seen.connection);
	assert_int_equal(recv(fd, back, 1, 0), 0);
	assert_int_equal(seen.closed, 0);
	close(fd);
}

static void
no_more_than_there_is_room_for(void **state)
{
	int fd[NODE_QUERIES_MAX + 1];
	char byte;

	(void)state;
	for (unsigned i = 0; i < NODE_QUERIES_MAX; i++) {
		fd[i] = dial();
		until(&seen.opened, i + 1);
	}
	fd[NODE_QUERIES_MAX] = dial();
	loop_turn(loop, time_after(clock_now(), 100 * TIME_MS));
	assert_int_equal(recv(fd[NODE_QUERIES_MAX], &byte, 1, 0), 0);
	assert_int_equal(seen.opened, NODE_QUERIES_MAX);
	query_sockets_listen(sockets, false);
	for (unsigned i = 0; i <= NODE_QUERIES_MAX; i++)
		close(fd[i]);
	until(&seen.closed, NODE_QUERIES_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(what_comes_and_what_is_said, begin, finish),
	    cmocka_unit_test_setup_teardown(room_comes_back, begin, finish),
	    cmocka_unit_test_setup_teardown(no_more_than_there_is_room_for, begin, finish),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
