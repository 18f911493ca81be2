/* The loop calls back whoever is ready, wakes for the deadline, and forgets who was removed. */
#include "test/check.h"

#include <stdbool.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/time.h"
#include "linux/clock.h"
#include "linux/loop.h"

static struct loop *loop;
static struct loop_source one, two;
static int calls;

static void
remove_both(struct loop_source *source, uint32_t events)
{
	(void)source;
	assert_true(events & EPOLLIN);
	calls++;
	loop_remove(loop, &one);
	loop_remove(loop, &two);
}

static void
count_call(struct loop_source *source, uint32_t events)
{
	uint64_t value;

	(void)events;
	calls++;
	assert_int_equal(read(source->fd, &value, sizeof value), sizeof value);
}

static int
open_loop(void **state)
{
	(void)state;
	calls = 0;
	loop = loop_new();
	assert_non_null(loop);
	return 0;
}

static int
close_loop(void **state)
{
	(void)state;
	loop_free(loop);
	loop_free(NULL);
	return 0;
}

static void
removed_sources_are_not_called(void **state)
{
	(void)state;
	one = (struct loop_source){eventfd(1, EFD_NONBLOCK), remove_both, NULL};
	two = (struct loop_source){eventfd(1, EFD_NONBLOCK), remove_both, NULL};
	assert_int_equal(loop_add(loop, &one, EPOLLIN), 0);
	assert_int_equal(loop_add(loop, &two, EPOLLIN), 0);
	assert_int_equal(loop_turn(loop, 0), 0);
	assert_int_equal(calls, 1);
	assert_int_equal(loop_turn(loop, 0), 0);
	assert_int_equal(calls, 1);
	close(one.fd);
	close(two.fd);
}

static void
a_source_wakes_before_the_deadline(void **state)
{
	uint64_t before = clock_now();

	(void)state;
	one = (struct loop_source){eventfd(1, EFD_NONBLOCK), count_call, NULL};
	assert_int_equal(loop_add(loop, &one, EPOLLIN), 0);
	assert_int_equal(loop_turn(loop, TIME_NEVER), 0);
	assert_int_equal(calls, 1);
	assert_int_equal(loop_turn(loop, before + 20 * TIME_MS), 0);
	assert_int_equal(calls, 1);
	assert_true(clock_now() >= before + 20 * TIME_MS);
	/* a deadline that has come does not wake again */
	before = clock_now();
	assert_int_equal(loop_turn(loop, before + 20 * TIME_MS), 0);
	assert_true(clock_now() >= before + 20 * TIME_MS);
	/* one that is past returns at once */
	assert_int_equal(loop_turn(loop, before), 0);
	close(one.fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(removed_sources_are_not_called, open_loop, close_loop),
	    cmocka_unit_test_setup_teardown(a_source_wakes_before_the_deadline, open_loop,
					    close_loop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
