/* A Master that hears nobody, and one on a quiet link. */
#include "vrrp/deaf.h"

#include "test/check.h"

static struct vrrp_deaf d;
static uint64_t now;

static int
set(void **state)
{
	(void)state;
	d = (struct vrrp_deaf){0};
	now = 1000 * TIME_SEC;
	return 0;
}

/* Lets time pass; how often hosts were asked. */
static unsigned
pass(uint64_t span_us, bool may)
{
	uint64_t end_us = now + span_us;
	unsigned asked = 0;

	for (; now < end_us; now += 10 * TIME_MS)
		asked += vrrp_deaf_look(&d, may, now) == VRRP_DEAF_ASK;
	return asked;
}

static void
three_rounds_without_an_answer_are_deaf(void **state)
{
	(void)state;
	vrrp_deaf_hear(&d, true, now);
	assert_int_equal(pass(VRRP_DEAF_SILENT_US, true), 0);
	assert_int_equal(pass(VRRP_DEAF_ROUNDS * VRRP_DEAF_SPACE_US, true), VRRP_DEAF_ROUNDS);
	assert_false(d.out);
	assert_int_equal(vrrp_deaf_look(&d, true, now), VRRP_DEAF_OUT);
	assert_true(d.out);
	assert_true(vrrp_deaf_deadline(&d) == TIME_NEVER);
	assert_int_equal(pass(60 * TIME_SEC, true), 0);
	assert_true(vrrp_deaf_hear(&d, false, now));
	assert_false(d.out);
}

static void
any_frame_ends_the_silence(void **state)
{
	(void)state;
	vrrp_deaf_hear(&d, true, now);
	for (unsigned i = 0; i < 20; i++) { /* a quiet link whose hosts answer */
		assert_int_equal(pass(VRRP_DEAF_SILENT_US + 100 * TIME_MS, true), 1);
		assert_false(vrrp_deaf_hear(&d, true, now));
	}
	assert_false(d.out);
}

static void
it_is_not_deaf_again_before_it_heard_as_master(void **state)
{
	(void)state;
	vrrp_deaf_hear(&d, true, now);
	pass(10 * TIME_SEC, true);
	assert_true(d.out);
	vrrp_deaf_hear(&d, false, now);
	assert_int_equal(pass(60 * TIME_SEC, true), 0); /* Master again, and hears nothing */
	assert_false(d.out);
	vrrp_deaf_hear(&d, true, now);
	pass(10 * TIME_SEC, true);
	assert_true(d.out);
}

static void
who_may_not_or_never_heard_is_not_deaf(void **state)
{
	(void)state;
	assert_int_equal(pass(60 * TIME_SEC, true), 0);
	vrrp_deaf_hear(&d, true, now);
	assert_int_equal(pass(VRRP_DEAF_SILENT_US + TIME_SEC, true), 1);
	assert_int_equal(pass(60 * TIME_SEC, false), 0);
	assert_int_equal(pass(VRRP_DEAF_ROUNDS * VRRP_DEAF_SPACE_US, true), VRRP_DEAF_ROUNDS);
	assert_false(d.out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(three_rounds_without_an_answer_are_deaf, set),
	    cmocka_unit_test_setup(any_frame_ends_the_silence, set),
	    cmocka_unit_test_setup(it_is_not_deaf_again_before_it_heard_as_master, set),
	    cmocka_unit_test_setup(who_may_not_or_never_heard_is_not_deaf, set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
