/* What somebody takes away is put back, until it is clear that it will not stay. */
#include "lan/mend.h"

#include <string.h>

#include "test/check.h"

static struct lan_mend m;
static uint64_t now;
static const struct lan_lost vip = {
    .fault = LAN_VANISHED, .vlan = 100, .vrid = 1, .link = "vrrp1.100", .address = {0x0a01016f}};
static const struct lan_lost port = {.fault = LAN_FILTER, .link = "eth1"};

static int
set(void **state)
{
	(void)state;
	memset(&m, 0, sizeof m);
	now = 1000 * TIME_SEC;
	return 0;
}

static bool
missing(const struct lan_lost *what)
{
	return lan_mend_look(&m, what, 1, now);
}

static bool
all_there(void)
{
	return lan_mend_look(&m, NULL, 0, now);
}

static void
what_is_put_back_is_told_once(void **state)
{
	(void)state;
	assert_true(missing(&vip));
	assert_int_equal(m.loss[0].news, LAN_MEND_NOTHING);
	now += 10 * TIME_MS;
	assert_false(all_there());
	assert_int_equal(m.loss[0].news, LAN_MEND_RESTORED);
	assert_int_equal(m.loss[0].times, 1);
	assert_int_equal(m.restored, 1);
	now += 10 * TIME_MS;
	assert_false(all_there());
	assert_int_equal(m.loss[0].news, LAN_MEND_NOTHING);
	assert_null(lan_mend_broken(&m, 100, 1));
	now += LAN_FORGET_US + TIME_SEC;
	all_there();
	assert_int_equal(m.count, 0);
}

static void
three_tries_then_it_is_broken(void **state)
{
	(void)state;
	assert_true(missing(&vip)); /* the first */
	for (unsigned i = 1; i < LAN_TRIES; i++) {
		now += LAN_TRY_US - 1;
		assert_false(missing(&vip));
		now += 1;
		assert_true(missing(&vip));
		assert_false(m.changed);
	}
	now += LAN_TRY_US;
	assert_true(missing(&vip)); /* tried on, slowly */
	assert_true(m.changed);
	assert_int_equal(m.loss[0].news, LAN_MEND_BROKEN);
	assert_true(now - 1000 * TIME_SEC < TIME_SEC);
	now += LAN_TRY_US;
	assert_false(missing(&vip));
	assert_false(m.changed);
	assert_int_equal(m.loss[0].news, LAN_MEND_NOTHING);
	now += LAN_PACE_US;
	assert_true(missing(&vip));
	/* there again: well only after a while */
	now += TIME_SEC;
	assert_false(all_there());
	assert_int_equal(m.loss[0].news, LAN_MEND_NOTHING);
	now += LAN_WELL_US - 1;
	all_there();
	assert_non_null(lan_mend_broken(&m, 100, 1));
	now += 1;
	all_there();
	assert_true(m.changed);
	assert_int_equal(m.loss[0].news, LAN_MEND_WELL);
	assert_null(lan_mend_broken(&m, 100, 1));
}

static void
a_fight_ends(void **state)
{
	unsigned tries = 0, restored = 0, fought = 0;

	(void)state;
	for (unsigned i = 0; i < 100; i++) { /* taken away and put back, a second long each */
		tries += missing(&vip);
		fought += m.loss[0].news == LAN_MEND_FOUGHT;
		now += 5 * TIME_MS;
		all_there();
		restored += m.loss[0].news == LAN_MEND_RESTORED;
		now += 95 * TIME_MS;
	}
	assert_int_equal(restored, LAN_FIGHT_LOSSES - 1);
	assert_int_equal(fought, 1);
	assert_true(tries <= LAN_FIGHT_LOSSES + 10 * TIME_SEC / LAN_PACE_US + 1);
	assert_non_null(lan_mend_broken(&m, 100, 1));
	assert_int_equal(m.loss[0].times, 100);
}

static void
now_and_then_is_no_fight(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 20; i++) {
		assert_true(missing(&vip));
		now += 5 * TIME_MS;
		all_there();
		assert_int_equal(m.loss[0].news, LAN_MEND_RESTORED);
		now += LAN_FIGHT_US / 2;
	}
	assert_null(lan_mend_broken(&m, 100, 1));
}

static void
broken_is_the_group_the_vlan_or_all_of_a_port(void **state)
{
	struct lan_lost bridge = {.fault = LAN_VANISHED, .vlan = 100, .link = "Vlanif100"};
	struct lan_lost both[2] = {vip, bridge};

	(void)state;
	for (unsigned i = 0; i < 2; i++, now += 2 * TIME_SEC)
		for (unsigned k = 0; k <= LAN_TRIES; k++, now += LAN_TRY_US)
			lan_mend_look(&m, both, 1 + i, now);
	assert_string_equal(lan_mend_broken(&m, 100, 1)->what.link, "vrrp1.100");
	assert_string_equal(lan_mend_broken(&m, 100, 2)->what.link, "Vlanif100");
	assert_null(lan_mend_broken(&m, 200, 1));
	for (unsigned k = 0; k <= LAN_TRIES; k++, now += LAN_TRY_US)
		missing(&port);
	assert_string_equal(lan_mend_broken(&m, 200, 1)->what.link, "eth1");
}

static void
beyond_the_bound_all_is_put_back_and_not_counted(void **state)
{
	static struct lan_lost many[LAN_LOST_MAX], more = {.vlan = 4000};

	(void)state;
	for (unsigned i = 0; i < LAN_LOST_MAX; i++)
		many[i] = (struct lan_lost){.vlan = (uint16_t)(i + 1)};
	assert_true(lan_mend_look(&m, many, LAN_LOST_MAX, now));
	assert_int_equal(m.count, LAN_LOSSES_MAX);
	many[0] = more;
	now += TIME_MS;
	assert_false(lan_mend_look(&m, many + 1, LAN_LOST_MAX - 1, now));
	assert_true(lan_mend_look(&m, many, LAN_LOST_MAX, now)); /* in the place of the first */
	many[LAN_LOST_MAX - 1] = (struct lan_lost){.vlan = 4001};
	assert_int_equal(m.count, LAN_LOSSES_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(what_is_put_back_is_told_once, set),
	    cmocka_unit_test_setup(three_tries_then_it_is_broken, set),
	    cmocka_unit_test_setup(a_fight_ends, set),
	    cmocka_unit_test_setup(now_and_then_is_no_fight, set),
	    cmocka_unit_test_setup(broken_is_the_group_the_vlan_or_all_of_a_port, set),
	    cmocka_unit_test_setup(beyond_the_bound_all_is_put_back_and_not_counted, set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
