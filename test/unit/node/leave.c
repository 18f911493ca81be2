/* `remote-backup leave` on whole devices: node/pair/leave.h. */
#include "node/pair/leave.h"
#include "node/bind/room.h"
#include "node/pair/room.h"
#include "test/unit/node/seed.h"

#define SLOW (300 * TIME_MS)

static const struct stand *
stand(const struct rig *r, unsigned device)
{
	return &r->device[device].node->pairs->profile[0].stand;
}

static bool
is_out(const struct rig *r, unsigned device)
{
	return leave_is_out(r->device[device].node->pairs, 0);
}

/* The seed's pair, and A was told to leave a moment ago; its disk takes SLOW. */
static struct rig *
leaving(void)
{
	struct rig *r = seed_pair();

	r->device[0].disk.sync_us = SLOW;
	rig_cli(r, 0, "remote-backup leave service1 force");
	assert_false(r->device[0].failed);
	return r;
}

/* What is given away is on the disk before the peer hears of it. */
static void
it_is_written_before_it_is_said(void **state)
{
	struct rig *r = leaving();

	(void)state;
	rig_run(r, SLOW - 10 * TIME_MS);
	assert_int_equal(stand(r, 0)->pair, RBS_PAIRED);
	assert_int_equal(stand(r, 1)->pair, RBS_PAIRED);
	rig_run(r, 20 * TIME_MS);
	assert_true(is_out(r, 0));
	assert_int_equal(stand(r, 1)->pair, RBS_PARTNER_DOWN);
	rig_run(r, TIME_SEC);
	assert_true(r->device[1].owns);
	assert_false(r->device[0].owns);
	rig_free(r);
}

/* A session that ends before that: nobody heard of it. */
static void
a_cut_cancels_it(void **state)
{
	struct rig *r = leaving();

	(void)state;
	rig_kill(r, 1);
	rig_run(r, SLOW / 2);
	assert_int_equal(stand(r, 0)->pair, RBS_INTERRUPTED);
	rig_run(r, SLOW * 2);
	assert_false(is_out(r, 0));
	assert_false(stand(r, 0)->forfeited);
	rig_kill(r, 0);
	reboot(r, 0);
	assert_false(stand(r, 0)->forfeited); /* nor does its disk say so */
	rig_free(r);
}

/* So does a BYE that comes before: the peer gave its half away, and this device has all. */
static void
a_bye_of_the_peer_cancels_it(void **state)
{
	struct rig *r = leaving();

	(void)state;
	rig_cli(r, 1, "remote-backup leave service1 force");
	rig_run(r, SLOW * 2);
	assert_true(is_out(r, 1));
	assert_true(stand(r, 1)->forfeited);
	assert_false(is_out(r, 0));
	assert_false(stand(r, 0)->forfeited);
	assert_int_equal(stand(r, 0)->pair, RBS_PARTNER_DOWN);
	assert_true(r->device[0].owns);
	rig_free(r);
}

/* Out: no session however the configuration changes, no declaration by the clock, an alarm. A
 * restart ends that, and what was given away is still known. */
static void
out_until_a_restart_or_a_word(void **state)
{
	struct rig *r = leaving();
	unsigned logs;

	(void)state;
	rig_run(r, TIME_SEC);
	logs = r->device[0].logs;
	rig_cli(r, 0, "system-view");
	rig_cli(r, 0, "remote-backup-profile service1");
	rig_cli(r, 0, "partner-down delay 60");
	rig_cli(r, 0, "commit");
	rig_cli(r, 0, "return");
	rig_run(r, LEAVE_ALARM_US);
	assert_true(is_out(r, 0));
	assert_int_equal(stand(r, 0)->pair, RBS_INTERRUPTED);
	assert_true(r->device[0].logs > logs);
	rig_kill(r, 0);
	r->rbs_cut = true;
	reboot(r, 0);
	assert_false(is_out(r, 0));
	assert_true(stand(r, 0)->forfeited);
	assert_true(stand(r, 0)->forfeited_us != 0);
	r->rbs_cut = false;
	rig_run(r, 20 * TIME_SEC);
	assert_int_equal(stand(r, 0)->pair, RBS_PAIRED);
	assert_false(stand(r, 0)->forfeited);
	assert_false(stand(r, 1)->unmet);
	rig_free(r);
}

/* A configuration that makes another device of it (R9) gives it new sessions; they stay shut. */
static void
another_device_is_out_still(void **state)
{
	struct rig *r = leaving();

	(void)state;
	rig_run(r, TIME_SEC);
	rig_cli(r, 0, "system-view");
	rig_cli(r, 0, "interface Vlanif 100");
	rig_cli(r, 0, "ip address 10.10.10.2 24");
	rig_cli(r, 0, "quit");
	rig_cli(r, 0, "remote-backup-service service1");
	rig_cli(r, 0, "peer 10.10.10.1 source 10.10.10.2 port 10000");
	rig_cli(r, 0, "commit");
	assert_false(r->device[0].failed);
	rig_run(r, TIME_SEC);
	assert_true(stand(r, 0)->alien);
	/* The peer has another address now; what the first was given is kept with its addresses. */
	assert_true(rules(r, 0)->forfeited);
	assert_true(is_out(r, 0));
	assert_int_equal(r->device[0].node->pairs->service[0].state, RBS_INITIAL);
	rig_cli(r, 0, "return");
	rig_cli(r, 0, "remote-backup join service1");
	rig_run(r, TIME_SEC);
	assert_int_not_equal(r->device[0].node->pairs->service[0].state, RBS_INITIAL);
	rig_free(r);
}

static void
make_owner(struct rig *r, unsigned device)
{
	rig_cli(r, device, "system-view");
	rig_cli(r, device, "interface Vlanif 100");
	rig_cli(r, device, "undo vrrp vrid 1");
	if (device == 0) {
		rig_cli(r, device, "ip address 10.10.10.9 24");
		rig_cli(r, device, "ip address 10.10.10.1 24 sub"); /* of the backup service */
	}
	rig_cli(r, device, "vrrp vrid 1 virtual-ip 10.10.10.9");
	rig_cli(r, device, "commit");
	assert_false(r->device[device].failed);
	rig_cli(r, device, "return");
}

/* No other device can be Master of an interface's own address: the peer would not serve. */
static void
an_owner_cannot_leave(void **state)
{
	struct rig *r = seed_pair();

	(void)state;
	make_owner(r, 0);
	make_owner(r, 1);
	rig_run(r, 30 * TIME_SEC);
	assert_int_equal(stand(r, 0)->pair, RBS_PAIRED);
	assert_true(r->device[0].owns);
	rig_cli(r, 0, "remote-backup leave service1 force");
	assert_true(r->device[0].failed);
	assert_non_null(strstr(r->device[0].console, "is this device's own"));
	rig_run(r, TIME_SEC);
	assert_false(is_out(r, 0));
	assert_false(stand(r, 0)->forfeited);
	rig_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(it_is_written_before_it_is_said),
	    cmocka_unit_test(a_cut_cancels_it),
	    cmocka_unit_test(a_bye_of_the_peer_cancels_it),
	    cmocka_unit_test(out_until_a_restart_or_a_word),
	    cmocka_unit_test(another_device_is_out_still),
	    cmocka_unit_test(an_owner_cannot_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
