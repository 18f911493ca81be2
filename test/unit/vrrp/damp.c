/* Takeovers by BFD from a Master that lives: vrrp/damp.h. */
#include "test/unit/vrrp/bench.h"

static void
three_in_ten_minutes_are_enough(void **state)
{
	struct vrrp_damp d = {0};
	uint64_t now = 5 * TIME_SEC;

	(void)state;
	assert_int_equal(vrrp_damp_until_us(&d), 0);
	vrrp_damp_note(&d, now);
	vrrp_damp_note(&d, now + TIME_SEC);
	assert_int_equal(vrrp_damp_until_us(&d), 0);
	vrrp_damp_note(&d, now + VRRP_DAMP_SPAN_US - 1);
	assert_int_equal(vrrp_damp_until_us(&d), now + VRRP_DAMP_SPAN_US);
	vrrp_damp_note(&d, now + VRRP_DAMP_SPAN_US);
	assert_int_equal(vrrp_damp_until_us(&d), now + TIME_SEC + VRRP_DAMP_SPAN_US);
	vrrp_damp_note(&d, now + 2 * VRRP_DAMP_SPAN_US);
	assert_int_equal(vrrp_damp_until_us(&d), 0); /* the first of the last three is long ago */
}

/* Nothing came by BFD or VRRP for the detection time. */
static const char *
lose(struct bench *b)
{
	struct vrrp_input in = {
	    .kind = VRRP_IN_PEER_DEAD, .now = b->now += 40 * TIME_MS, .span_us = 30 * TIME_MS};

	return feed(b, &in);
}

/* It is heard again so long after that, and is better. */
static void
take_over(struct bench *b, uint64_t alive_after_us)
{
	assert_string_equal(lose(b), "M:HAOG");
	b->now += alive_after_us;
	assert_string_equal(advert(b, 200, above), "B:D");
}

static void
a_session_that_flaps_beside_a_live_master_moves_it_three_times(void **state)
{
	struct bench b = backup_bench();

	(void)state;
	for (unsigned i = 0; i < VRRP_DAMP_TIMES; i++)
		take_over(&b, TIME_SEC);
	for (unsigned i = 0; i < 5; i++) {
		assert_string_equal(lose(&b), "B:");
		b.now += TIME_SEC - 40 * TIME_MS;
		assert_string_equal(advert(&b, 200, above), "B:");
	}
	assert_string_equal(lose(&b), "B:"); /* now it is dead: Master_Down finds out */
	assert_string_equal(tick_due(&b), "M:HAOG");
	assert_int_equal(b.g.reason, VRRP_REASON_TIMER_EXPIRED);
	assert_string_equal(advert(&b, 200, above), "B:D");
	b.now = vrrp_damp_until_us(&b.g.damp) - 40 * TIME_MS;
	assert_string_equal(advert(&b, 200, above), "B:");
	assert_string_equal(lose(&b), "M:HAOG");
	assert_int_equal(b.g.reason, VRRP_REASON_PEER_BFD);
}

/* It was down, however often, and is back as Master: three intervals or more later, or as another
 * one, or as one that resigns. */
static void
who_was_dead_does_not_count(void **state)
{
	struct bench b = backup_bench();

	(void)state;
	for (unsigned i = 0; i < 2 * VRRP_DAMP_TIMES; i++) {
		for (unsigned k = 0; k < 3; k++) {
			if (k == 0)
				assert_string_equal(lose(&b), "M:HAOG");
			b.now += TIME_SEC;
			(void)give(&b, VRRP_IN_TICK);
		}
		assert_string_equal(advert(&b, 200, above), "B:D");
	}
	assert_int_equal(vrrp_damp_until_us(&b.g.damp), 0);
	for (unsigned i = 0; i < 2 * VRRP_DAMP_TIMES; i++) {
		assert_string_equal(lose(&b), "M:HAOG");
		(void)advert(&b, 0, above);
		assert_string_equal(advert(&b, 200, (struct ip4){above.host + 1}), "B:D");
		assert_string_equal(advert(&b, 201, above), "B:");
	}
	assert_int_equal(vrrp_damp_until_us(&b.g.damp), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(three_in_ten_minutes_are_enough),
	    cmocka_unit_test(a_session_that_flaps_beside_a_live_master_moves_it_three_times),
	    cmocka_unit_test(who_was_dead_does_not_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
