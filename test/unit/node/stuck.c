/* Mastership dies with the node: the main thread of a device hangs while its VRRP thread goes on
 * (docs/rules.md "Who serves"). The limit is PULSE_STUCK_US after the first number unanswered,
 * which is put up PULSE_ASK_US after the last answer at most; then the peer hears priority 0. */
#include "test/unit/node/seed.h"

#define SKEW_US	   (TIME_SEC * 156 / 256) /* of DeviceB: 256 - 100 */
#define DOWN_US	   (3 * TIME_SEC + SKEW_US)
#define LIMIT_US   (PULSE_ASK_US + PULSE_STUCK_US)
#define AT_ONCE_US (LIMIT_US + SKEW_US + 10 * TIME_MS)

static bool
is_master(const struct rig *r, unsigned device)
{
	return r->device[device].owns;
}

static void
a_stuck_master_gives_up_to_a_ready_peer(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 had = rig_dora(r, 1, 1);

	(void)state;
	rig_stick(r, 0, true);
	rig_run(r, PULSE_STUCK_US - 10 * TIME_MS);
	assert_true(is_master(r, 0));
	rig_run(r, AT_ONCE_US - PULSE_STUCK_US + 10 * TIME_MS);
	assert_false(is_master(r, 0));
	assert_true(is_master(r, 1));
	rig_request(r, 1, 2, (struct ip4){0}, had, (struct ip4){0}); /* a reboot */
	rig_run(r, TIME_SEC);
	assert_non_null(rig_find(r, 2, DHCP_ACK));
	assert_int_equal(rig_find(r, 2, DHCP_ACK)->device, 1);
	rig_free(r);
}

/* It comes back as Backup, of higher priority, and preempts by nothing for half a minute. */
static void
who_gave_up_does_not_preempt_at_once(void **state)
{
	struct rig *r = seed_pair();

	(void)state;
	rig_cli(r, 0, "system-view");
	rig_cli(r, 0, "interface Vlanif 100");
	rig_cli(r, 0, "undo vrrp vrid 1 preempt-mode timer delay");
	rig_cli(r, 0, "commit");
	rig_run(r, 2 * TIME_SEC);
	rig_stick(r, 0, true);
	rig_run(r, 10 * TIME_SEC);
	assert_true(is_master(r, 1));
	rig_stick(r, 0, false);
	rig_run(r, 15 * TIME_SEC);
	assert_true(is_master(r, 1));
	assert_int_equal(standing(r, 0)->pair, RBS_PAIRED);
	rig_run(r, 30 * TIME_SEC);
	assert_true(is_master(r, 0));
	assert_false(is_master(r, 1));
	/* again within the hour: a minute */
	rig_stick(r, 0, true);
	rig_run(r, 10 * TIME_SEC);
	rig_stick(r, 0, false);
	rig_run(r, 45 * TIME_SEC);
	assert_true(is_master(r, 1));
	rig_run(r, 30 * TIME_SEC);
	assert_true(is_master(r, 0));
	rig_free(r);
}

/* Held is preemption alone: when the peer falls silent too, there is a gateway. */
static void
who_gave_up_takes_over_from_silence(void **state)
{
	struct rig *r = seed_pair();

	(void)state;
	rig_stick(r, 0, true);
	rig_run(r, 5 * TIME_SEC);
	assert_true(is_master(r, 1));
	rig_kill(r, 1);
	rig_run(r, DOWN_US + TIME_SEC);
	assert_true(is_master(r, 0));
	rig_free(r);
}

static void
without_a_ready_peer_the_gateway_stays(void **state)
{
	struct rig *r = seed_pair();

	(void)state;
	rig_kill(r, 1);
	rig_run(r, 20 * TIME_SEC);
	rig_stick(r, 0, true);
	rig_run(r, 60 * TIME_SEC);
	assert_true(is_master(r, 0));
	rig_discover(r, 3, 3);
	rig_run(r, TIME_SEC);
	assert_null(rig_find(r, 3, DHCP_OFFER)); /* and is silent */
	rig_free(r);
}

/* What lay there for longer than a client waits is not taken for just said (docs/rules.md R3). */
static void
what_lay_there_too_long_is_dropped(void **state)
{
	struct rig *r = seed_pair();

	(void)state;
	rig_kill(r, 1);
	rig_run(r, 20 * TIME_SEC);
	rig_stick(r, 0, true);
	rig_discover(r, 3, 3);
	rig_run(r, 2 * TIME_SEC);
	rig_discover(r, 4, 4);
	rig_run(r, 3 * TIME_SEC);
	assert_null(strstr(rig_cli(r, 0, "display dhcp server statistics"), "too_old"));
	rig_stick(r, 0, false);
	rig_run(r, TIME_SEC);
	assert_null(rig_find(r, 3, DHCP_OFFER));
	assert_non_null(rig_find(r, 4, DHCP_OFFER));
	assert_non_null(strstr(rig_cli(r, 0, "display dhcp server statistics"), "too_old"));
	rig_free(r);
}

static void
a_peer_that_would_not_serve_gets_nothing(void **state)
{
	struct rig *r = seed_pair();

	(void)state;
	rig_cli(r, 1, "system-view");
	rig_cli(r, 1, "interface Vlanif 100");
	rig_cli(r, 1, "undo dhcp server enable");
	rig_cli(r, 1, "commit");
	rig_run(r, 5 * TIME_SEC);
	rig_stick(r, 0, true);
	rig_run(r, 10 * TIME_SEC);
	assert_true(is_master(r, 0));
	rig_free(r);
}

static void
both_stuck_keep_a_gateway(void **state)
{
	struct rig *r = seed_pair();
	uint64_t none_us = 0;

	(void)state;
	rig_stick(r, 0, true);
	rig_stick(r, 1, true);
	for (unsigned i = 0; i < 6000; i++) {
		rig_run(r, 10 * TIME_MS);
		none_us += is_master(r, 0) || is_master(r, 1) ? 0 : 10 * TIME_MS;
	}
	assert_true(none_us <= DOWN_US);
	assert_true(is_master(r, 0) != is_master(r, 1));
	rig_stick(r, 0, false);
	rig_stick(r, 1, false);
	rig_run(r, 60 * TIME_SEC);
	assert_true(is_master(r, 0) != is_master(r, 1));
	assert_int_equal(standing(r, 0)->pair, RBS_PAIRED);
	assert_int_not_equal(rig_dora(r, 5, 5).host, 0);
	rig_free(r);
}

/* SIGSTOP of all threads: the VRRP thread wakes first, and finds old numbers unanswered. */
static void
a_thaw_is_not_stuck(void **state)
{
	struct rig *r = seed_pair();

	(void)state;
	rig_kill(r, 1); /* nobody took over: it is Master again by its own Master_Down */
	rig_freeze(r, 0, true);
	rig_run(r, 20 * TIME_SEC);
	rig_freeze(r, 0, false);
	rig_run(r, 10 * TIME_SEC);
	assert_true(is_master(r, 0));
	rig_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_stuck_master_gives_up_to_a_ready_peer),
	    cmocka_unit_test(who_gave_up_does_not_preempt_at_once),
	    cmocka_unit_test(who_gave_up_takes_over_from_silence),
	    cmocka_unit_test(without_a_ready_peer_the_gateway_stays),
	    cmocka_unit_test(what_lay_there_too_long_is_dropped),
	    cmocka_unit_test(a_peer_that_would_not_serve_gets_nothing),
	    cmocka_unit_test(both_stuck_keep_a_gateway),
	    cmocka_unit_test(a_thaw_is_not_stuck),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
