/* A disk that takes nothing (docs/rules.md "Who serves"): beside a peer that would serve,
 * mastership goes there within the answer limit, the session first; without one the gateway
 * stays. */
#include "node/bind/writer.h"
#include "test/unit/node/seed.h"

#define LIMIT_US (500 * TIME_MS) /* the answer limit */
#define SLACK_US (20 * TIME_MS)

static bool
is_master(const struct rig *r, unsigned device)
{
	return r->device[device].owns;
}

static void
stick_disk(struct rig *r, unsigned device, bool on)
{
	r->device[device].disk.mode = on ? RIG_DISK_STUCK : RIG_DISK_OK;
}

static void
reboots(struct rig *r, uint16_t client, uint32_t xid, struct ip4 address)
{
	rig_request(r, client, xid, (struct ip4){0}, address, (struct ip4){0});
}

/* No hold of DeviceA but that of giving up. */
static struct rig *
pair_without_delay(void)
{
	struct rig *r = seed_pair();

	rig_cli(r, 0, "system-view");
	rig_cli(r, 0, "interface Vlanif 100");
	rig_cli(r, 0, "undo vrrp vrid 1 preempt-mode timer delay");
	rig_cli(r, 0, "commit");
	rig_run(r, 2 * TIME_SEC);
	return r;
}

static void
a_stuck_disk_hands_over_within_the_answer_limit(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 had = rig_dora(r, 1, 1);

	(void)state;
	stick_disk(r, 0, true);
	reboots(r, 1, 2, had);
	rig_run(r, LIMIT_US - SLACK_US);
	assert_true(is_master(r, 0));
	assert_int_equal(standing(r, 0)->pair, RBS_PAIRED);
	rig_run(r, 2 * SLACK_US);
	assert_false(is_master(r, 0));
	assert_true(is_master(r, 1));
	assert_int_equal(standing(r, 0)->pair, RBS_INTERRUPTED);
	assert_int_equal(standing(r, 1)->pair, RBS_INTERRUPTED); /* first, or it would ask us */
	assert_non_null(strstr(rig_cli(r, 1, "display remote-backup-profile service1 verbose"),
			       "its disk fails"));
	reboots(r, 1, 3, had);
	rig_run(r, 50 * TIME_MS);
	assert_non_null(rig_find(r, 3, DHCP_ACK));
	assert_int_equal(rig_find(r, 3, DHCP_ACK)->device, 1);
	assert_int_not_equal(rig_dora(r, 9, 9).host, 0);
	rig_free(r);
}

/* The same of a full one, at once. */
static void
a_full_disk_hands_over_at_once(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 had = rig_dora(r, 1, 1);

	(void)state;
	r->device[0].disk.mode = RIG_DISK_FULL;
	reboots(r, 1, 2, had);
	rig_run(r, SLACK_US);
	assert_false(is_master(r, 0));
	assert_true(is_master(r, 1));
	assert_non_null(strstr(rig_cli(r, 0, "display vrrp"), "Gateway only"));
	reboots(r, 1, 3, had);
	rig_run(r, 50 * TIME_MS);
	assert_non_null(rig_find(r, 3, DHCP_ACK));
	rig_free(r);
}

/* It comes back as Backup of higher priority, and preempts by nothing for half a minute. */
static void
who_gave_up_does_not_preempt_at_once(void **state)
{
	struct rig *r = pair_without_delay();

	(void)state;
	stick_disk(r, 0, true);
	rig_discover(r, 1, 1);
	rig_request(r, 1, 2, VIP, IP4(10, 10, 10, 50), (struct ip4){0});
	(void)rig_dora(r, 2, 3);
	rig_run(r, 3 * TIME_SEC);
	assert_true(is_master(r, 1));
	stick_disk(r, 0, false);
	rig_run(r, 20 * TIME_SEC);
	assert_int_equal(standing(r, 0)->pair, RBS_PAIRED);
	assert_true(is_master(r, 1));
	rig_run(r, 20 * TIME_SEC);
	assert_true(is_master(r, 0));
	assert_false(is_master(r, 1));
	rig_free(r);
}

/* An idle one writes something now and then. */
static void
an_idle_disk_is_found_out(void **state)
{
	struct rig *r = seed_pair();

	(void)state;
	stick_disk(r, 0, true);
	rig_run(r, WRITER_PROOF_US + LIMIT_US + SLACK_US);
	assert_true(is_master(r, 1));
	rig_free(r);
}

/* A device whose disk is stuck for long has failed: it is a gateway alone, and writes all anew. */
static void
alone_it_stays_a_gateway(void **state)
{
	struct rig *r = seed_pair();

	(void)state;
	rig_kill(r, 1);
	rig_run(r, 20 * TIME_SEC);
	stick_disk(r, 0, true);
	for (unsigned i = 0; i < 600; i++) {
		rig_run(r, 100 * TIME_MS);
		assert_true(is_master(r, 0));
	}
	rig_discover(r, 3, 3);
	rig_run(r, TIME_SEC);
	assert_null(rig_find(r, 3, DHCP_OFFER)); /* and is silent */
	stick_disk(r, 0, false);
	rig_run(r, 20 * TIME_SEC);
	assert_true(is_master(r, 0));
	assert_int_not_equal(rig_dora(r, 4, 4).host, 0);
	rig_free(r);
}

/* Whoever comes takes over from a gateway alone at once: no delay, no batch. */
static void
a_gateway_alone_is_relieved_by_who_comes(void **state)
{
	struct rig *r = seed_pair();

	(void)state;
	rig_kill(r, 1);
	rig_run(r, 20 * TIME_SEC);
	r->device[0].disk.mode = RIG_DISK_FULL;
	(void)rig_dora(r, 3, 3);
	assert_true(is_master(r, 0));
	reboot(r, 1);
	rig_run(r, 2 * TIME_SEC);
	assert_true(is_master(r, 1));
	assert_false(is_master(r, 0));
	rig_free(r);
}

static void
a_peer_that_would_not_serve_gets_nothing_of_a_stall(void **state)
{
	struct rig *r = seed_pair();

	(void)state;
	rig_cli(r, 1, "system-view");
	rig_cli(r, 1, "interface Vlanif 100");
	rig_cli(r, 1, "undo dhcp server enable");
	rig_cli(r, 1, "commit");
	rig_run(r, 5 * TIME_SEC);
	stick_disk(r, 0, true);
	(void)rig_dora(r, 3, 3);
	rig_run(r, 5 * TIME_SEC);
	assert_true(is_master(r, 0));
	assert_int_equal(standing(r, 0)->pair, RBS_PAIRED);
	stick_disk(r, 0, false);
	rig_run(r, 5 * TIME_SEC);
	assert_int_not_equal(rig_dora(r, 4, 4).host, 0);
	rig_free(r);
}

static void
both_keep_a_gateway(void **state)
{
	static const enum rig_disk_mode modes[] = {RIG_DISK_STUCK, RIG_DISK_FULL};

	(void)state;
	for (unsigned m = 0; m < 2; m++) {
		struct rig *r = seed_pair();

		r->device[0].disk.mode = r->device[1].disk.mode = modes[m];
		(void)rig_dora(r, 3, 3);
		for (unsigned i = 0; i < 6000; i++) {
			rig_run(r, 10 * TIME_MS);
			assert_true(is_master(r, 0) != is_master(r, 1));
		}
		r->device[0].disk.mode = r->device[1].disk.mode = RIG_DISK_OK;
		rig_run(r, 60 * TIME_SEC);
		assert_true(is_master(r, 0) != is_master(r, 1));
		assert_int_equal(standing(r, 0)->pair, RBS_PAIRED);
		assert_int_not_equal(rig_dora(r, 5, 5).host, 0);
		rig_free(r);
	}
}

/* The stall of a device in reserve ends the session, and nothing else. */
static void
a_slave_that_stalls_is_no_help(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 had = rig_dora(r, 1, 1);

	(void)state;
	stick_disk(r, 1, true);
	reboots(r, 1, 2, had);
	rig_run(r, TIME_SEC);
	assert_true(is_master(r, 0));
	assert_non_null(rig_find(r, 2, DHCP_ACK));
	stick_disk(r, 1, false);
	rig_run(r, 10 * TIME_SEC);
	assert_int_equal(standing(r, 0)->pair, RBS_PAIRED);
	rig_free(r);
}

/* A disk that takes longer than the limit each time ends sessions as R6 says: ever less often. */
static void
a_disk_that_stalls_again_and_again_is_waited_for(void **state)
{
	struct rig *r = seed_pair();
	unsigned hangups;

	(void)state;
	r->device[0].disk.sync_us = 700 * TIME_MS;
	(void)rig_dora(r, 3, 3);
	rig_run(r, 60 * TIME_SEC);
	hangups = r->device[0].hangups + r->device[1].hangups;
	rig_run(r, 300 * TIME_SEC);
	assert_in_range(r->device[0].hangups + r->device[1].hangups - hangups, 0, 60);
	assert_true(is_master(r, 1));
	r->device[0].disk.sync_us = 100;
	rig_run(r, 60 * TIME_SEC);
	assert_int_equal(standing(r, 0)->pair, RBS_PAIRED);
	rig_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_stuck_disk_hands_over_within_the_answer_limit),
	    cmocka_unit_test(a_full_disk_hands_over_at_once),
	    cmocka_unit_test(who_gave_up_does_not_preempt_at_once),
	    cmocka_unit_test(an_idle_disk_is_found_out),
	    cmocka_unit_test(alone_it_stays_a_gateway),
	    cmocka_unit_test(a_gateway_alone_is_relieved_by_who_comes),
	    cmocka_unit_test(a_peer_that_would_not_serve_gets_nothing_of_a_stall),
	    cmocka_unit_test(both_keep_a_gateway),
	    cmocka_unit_test(a_slave_that_stalls_is_no_help),
	    cmocka_unit_test(a_disk_that_stalls_again_and_again_is_waited_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
