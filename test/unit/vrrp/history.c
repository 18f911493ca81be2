/* The last ten changes, the newest first, each with the router it was about. */
#include "test/unit/vrrp/bench.h"

#include "vrrp/history.h"

static void
ten_are_kept(void **state)
{
	struct vrrp_history h = {0};

	(void)state;
	for (uint8_t i = 1; i <= VRRP_HISTORY_MAX + 3; i++)
		vrrp_history_note(&h, &(struct vrrp_change){.at_us = i, .reason = i});
	for (uint8_t i = 0; i < VRRP_HISTORY_MAX; i++)
		assert_int_equal(h.change[i].at_us, VRRP_HISTORY_MAX + 3 - i);
}

static void
expect(const struct bench *b, unsigned i, enum vrrp_state from, enum vrrp_state to,
       enum vrrp_reason reason, struct ip4 router)
{
	const struct vrrp_change *c = &b->g.history.change[i];

	assert_int_equal(c->from, from);
	assert_int_equal(c->to, to);
	assert_int_equal(c->reason, reason);
	assert_int_equal(c->router.host, router.host);
}

/* Up, the Master above falls silent, it comes back, the link goes. */
static void
a_change_names_the_other_router(void **state)
{
	struct bench b = backup_bench();

	(void)state;
	tick_due(&b);
	expect(&b, 0, VRRP_BACKUP, VRRP_MASTER, VRRP_REASON_TIMER_EXPIRED, above);
	expect(&b, 1, VRRP_INITIALIZE, VRRP_BACKUP, VRRP_REASON_INTERFACE_UP, (struct ip4){0});
	assert_int_equal(b.g.history.change[0].at_us, b.now);
	b.now += TIME_SEC / 10;
	advert(&b, 200, above);
	expect(&b, 0, VRRP_MASTER, VRRP_BACKUP, VRRP_REASON_PRIORITY, above);
	give(&b, VRRP_IN_DOWN);
	expect(&b, 0, VRRP_BACKUP, VRRP_INITIALIZE, VRRP_REASON_INTERFACE_DOWN, above);
	assert_int_equal(b.g.history.change[4].at_us, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ten_are_kept),
	    cmocka_unit_test(a_change_names_the_other_router),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
