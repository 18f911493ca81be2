/* Whether the node lives: pulse/alive.h. Moments are of one clock that the test moves. */
#include "test/check.h"

#include "pulse/alive.h"

enum { ALWAYS = 1000 };

static struct alive a;
static uint64_t now;

static void
begin(void)
{
	alive_init(&a);
	now = ALWAYS * TIME_SEC;
	assert_true(a.stale);
	assert_true(alive_asks(&a, now));
}

/* Lets time pass as the thread does, which looks at every deadline. True: the node stuck. */
static bool
pass(uint64_t span_us)
{
	uint64_t end = now + span_us;
	bool stuck = false;

	while (alive_deadline(&a) <= end) {
		now = alive_deadline(&a);
		alive_passes(&a, now);
		stuck |= alive_sticks(&a, now);
		alive_asks(&a, now);
	}
	now = end;
	return stuck;
}

static void
what_is_answered_is_fresh_for_as_long_as_its_number(void **state)
{
	(void)state;
	begin();
	assert_false(pass(100 * TIME_MS));
	assert_true(alive_answered(&a, 1, now));
	assert_false(a.stale);
	assert_false(alive_answered(&a, 1, now)); /* once */
	now += 400 * TIME_MS - 1;
	assert_false(alive_passes(&a, now));
	assert_true(alive_passes(&a, ++now));
	assert_true(a.stale);
}

static void
an_older_number_says_nothing(void **state)
{
	(void)state;
	begin();
	assert_true(alive_answered(&a, 1, now));
	assert_false(pass(PULSE_FRESH_US)); /* 2 was put up, and grew old; 3 is asked */
	assert_int_equal(a.asked, 3);
	assert_false(alive_answered(&a, 2, now));
	assert_true(alive_answered(&a, 3, now));
}

static void
a_node_that_leaves_numbers_unanswered_is_stuck(void **state)
{
	(void)state;
	begin();
	assert_true(alive_answered(&a, 1, now));
	assert_false(pass(PULSE_ASK_US)); /* a number is put up */
	assert_false(pass(PULSE_STUCK_US - 1));
	assert_true(pass(1));
	assert_true(a.stuck);
	assert_false(pass(60 * TIME_SEC)); /* told once */
	assert_true(alive_answered(&a, a.asked, now));
	assert_false(a.stuck);
	assert_true(pass(PULSE_ASK_US + PULSE_STUCK_US));
}

/* SIGSTOP: the thread wakes with all of it, and nobody had a chance to answer. */
static void
a_thread_that_was_late_knows_nothing_of_that_time(void **state)
{
	(void)state;
	begin();
	assert_true(alive_answered(&a, 1, now));
	assert_false(pass(300 * TIME_MS));
	now += 20 * TIME_SEC;
	assert_true(alive_passes(&a, now));
	assert_false(alive_sticks(&a, now));
	alive_asks(&a, now);
	assert_false(pass(PULSE_STUCK_US - 1));
	assert_true(pass(1));
}

static void
work_that_was_said_has_its_time_once(void **state)
{
	(void)state;
	begin();
	assert_true(alive_answered(&a, 1, now));
	alive_busy(&a, 5 * TIME_SEC);
	assert_false(pass(5 * TIME_SEC));
	assert_true(pass(PULSE_ASK_US));
	assert_true(alive_answered(&a, a.asked, now));
	assert_true(pass(PULSE_ASK_US + PULSE_STUCK_US));
	assert_true(alive_answered(&a, a.asked, now));
	alive_busy(&a, 3600 * TIME_SEC);
	assert_true(pass(PULSE_ASK_US + PULSE_BUSY_MOST_US));
	assert_true(alive_answered(&a, a.asked, now));
	alive_busy(&a, 1);
	assert_false(pass(PULSE_STUCK_US - 1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_answered_is_fresh_for_as_long_as_its_number),
	    cmocka_unit_test(an_older_number_says_nothing),
	    cmocka_unit_test(a_node_that_leaves_numbers_unanswered_is_stuck),
	    cmocka_unit_test(a_thread_that_was_late_knows_nothing_of_that_time),
	    cmocka_unit_test(work_that_was_said_has_its_time_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
