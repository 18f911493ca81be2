/* A listener for which the system has no descriptors is left alone for a second and that is said
 * once: on a unix socket as the command line has it, and on those of backup services. */
#include "test/unit/linux/connections.h"

#include <errno.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/un.h>

#include "linux/accept.h"
#include "test/unit/linux/said.h"

static struct rlimit limit_before;
static struct acceptor listener;
static struct sockaddr_un address = {.sun_family = AF_UNIX};
static unsigned calls, accepted, ticks;

static void
ready(struct loop_source *source, uint32_t events)
{
	int fd = accept_next(loop, &listener, "test", NULL);

	(void)source;
	(void)events;
	calls++;
	accepted += fd >= 0;
	if (fd >= 0)
		close(fd);
}

static void
tick(struct loop_source *source, uint32_t events)
{
	uint64_t value;

	(void)events;
	ticks++;
	assert_int_equal(read(source->fd, &value, sizeof value), sizeof value);
}

/* This process gets no further descriptor, whatever holes there are below. */
static void
run_out(void)
{
	struct rlimit none = {0};

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit_before), 0);
	none.rlim_max = limit_before.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	assert_int_equal(dup(2), -1);
	assert_int_equal(errno, EMFILE);
}

static void
have_some_again(void)
{
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit_before), 0);
}

static int
listen_here(void **state)
{
	(void)state;
	snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "twinlease-accept-%d",
		 (int)getpid());
	calls = accepted = ticks = 0;
	loop = loop_new();
	listener = (struct acceptor){
	    .source = {socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0), ready, NULL}};
	assert_int_equal(bind(listener.source.fd, (struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(listen(listener.source.fd, 8), 0);
	assert_int_equal(loop_add(loop, &listener.source, EPOLLIN), 0);
	return 0;
}

static int
stop_listening(void **state)
{
	(void)state;
	close(listener.source.fd);
	loop_free(loop);
	return 0;
}

static int
connect_here(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
	return fd;
}

/* Turns as a host does until then, or until somebody was accepted; how often. */
static unsigned
turn_as_a_host(uint64_t end_us)
{
	unsigned turns = 0;

	for (; clock_now() < end_us && accepted == 0; turns++) {
		accept_turn(loop, &listener, clock_now());
		assert_int_equal(loop_turn(loop, time_min(end_us, accept_deadline(&listener))), 0);
	}
	return turns;
}

static void
it_is_left_alone_for_a_second(void **state)
{
	struct loop_source other = {eventfd(0, EFD_NONBLOCK), tick, NULL};
	uint64_t one = 1, until_us;
	unsigned turns, failed, first, lines;
	int client;

	(void)state;
	assert_int_equal(accept_deadline(&listener), TIME_NEVER);
	assert_int_equal(loop_add(loop, &other, EPOLLIN), 0);
	client = connect_here();
	listen_to_log();
	run_out();
	until_us = clock_now() + 2 * ACCEPT_MUTE_US + ACCEPT_MUTE_US / 2;
	turns = turn_as_a_host(until_us);
	failed = calls - accepted;
	first = heard_in_log("Too many open files. (listener=test, times=1)");
	/* others are served meanwhile */
	assert_int_equal(write(other.fd, &one, sizeof one), sizeof one);
	assert_int_equal(loop_turn(loop, clock_now() + TIME_SEC), 0);
	have_some_again();
	turn_as_a_host(clock_now() + 2 * ACCEPT_MUTE_US);
	lines = heard_in_log("NO_DESCRIPTORS: Connections wait");
	hear_no_more();		     /* and a failure is seen */
	assert_true(turns <= 8);     /* each look wakes the loop twice at most */
	assert_int_equal(failed, 3); /* in two seconds and a half */
	assert_int_equal(first, 1);
	assert_int_equal(lines, 1);
	assert_int_equal(ticks, 1);
	assert_int_equal(accepted, 1); /* nobody was lost */
	assert_int_equal(accept_deadline(&listener), TIME_NEVER);
	close(client);
	close(other.fd);
}

/* One that went away meanwhile is no reason. */
static void
a_connection_that_is_gone_mutes_nothing(void **state)
{
	(void)state;
	assert_int_equal(accept_next(loop, &listener, "test", NULL), -1); /* there was none */
	assert_int_equal(accept_deadline(&listener), TIME_NEVER);
}

static int
open_pair(void **state)
{
	(void)state;
	make_devices("/nowhere");
	return 0;
}

/* The same in a service: its session that stands goes on, the next connection is taken later. */
static void
a_service_is_left_alone_for_a_second(void **state)
{
	int client;

	(void)state;
	streams_listen(a.streams, 0, true, &(struct stream_way){ip_a, ip_b, port, NULL, NULL});
	streams_dial(b.streams, 0, &(struct stream_way){ip_b, ip_a, port, NULL, NULL});
	turn_until(&a.end[0][0].opened, 1);
	listen_to_log();
	client = socket(AF_INET, SOCK_STREAM, 0);
	run_out();
	assert_int_equal(bind(client,
			      (struct sockaddr *)&(struct sockaddr_in){
				  .sin_family = AF_INET, .sin_addr = {htonl(ip_b.host)}},
			      sizeof(struct sockaddr_in)),
			 0);
	assert_int_equal(
	    connect(client,
		    (struct sockaddr *)&(struct sockaddr_in){.sin_family = AF_INET,
							     .sin_port = htons(port),
							     .sin_addr = {htonl(ip_a.host)}},
		    sizeof(struct sockaddr_in)),
	    0);
	settle();
	assert_int_equal(heard_in_log("(listener=remote backup service, times=1)"), 1);
	assert_true(streams_deadline(a.streams) <= clock_now() + ACCEPT_MUTE_US);
	streams_send(b.streams, 0, true, "on", 2);
	while (a.end[0][0].received < 2)
		turn();
	have_some_again();
	streams_hangup(b.streams, 0, true);
	turn_until(&a.end[0][0].opened, 2); /* the one that waited in the kernel */
	hear_no_more();
	close(client);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(it_is_left_alone_for_a_second, listen_here,
					    stop_listening),
	    cmocka_unit_test_setup_teardown(a_connection_that_is_gone_mutes_nothing, listen_here,
					    stop_listening),
	    cmocka_unit_test_setup_teardown(a_service_is_left_alone_for_a_second, open_pair,
					    close_devices),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
