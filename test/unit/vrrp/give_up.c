/* How long who gave mastership up does not preempt: vrrp/give_up.h. */
#include "test/check.h"

#include "vrrp/give_up.h"

static void
each_time_is_held_twice_as_long(void **state)
{
	static const unsigned seconds[] = {30, 60, 120, 240, 480, 600, 600};
	struct vrrp_give_up g = {0};
	uint64_t now = 5 * TIME_SEC;

	(void)state;
	assert_int_equal(vrrp_give_up_until_us(&g), 0);
	for (unsigned i = 0; i < sizeof seconds / sizeof *seconds; i++) {
		vrrp_give_up_note(&g, now);
		assert_int_equal(vrrp_give_up_until_us(&g), now + seconds[i] * TIME_SEC);
		now += VRRP_GIVE_UP_FORGET_US - 1;
	}
}

static void
an_hour_later_it_is_forgotten(void **state)
{
	struct vrrp_give_up g = {0};
	uint64_t now = 5 * TIME_SEC;

	(void)state;
	vrrp_give_up_note(&g, now);
	vrrp_give_up_note(&g, now += TIME_SEC);
	vrrp_give_up_note(&g, now += VRRP_GIVE_UP_FORGET_US);
	assert_int_equal(vrrp_give_up_until_us(&g), now + VRRP_GIVE_UP_FIRST_US);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_time_is_held_twice_as_long),
	    cmocka_unit_test(an_hour_later_it_is_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
