/* The seed's two devices as nodes and pulses on one virtual wire: election, backup, switchover,
 * return. What is judged is what clients were told. */
#include "test/unit/node/seed.h"

static void
a_is_master_after_its_recover_delay(void **state)
{
	char *a = read_file("lab/DeviceA.cfg");
	struct rig *r = rig_new();
	uint64_t start = r->now;

	(void)state;
	assert_true(rig_boot(r, 0, a));
	assert_true(rig_run_until_master(r, 0, 60 * TIME_SEC));
	assert_in_range(r->now - start, 23 * TIME_SEC, 24 * TIME_SEC);
	free(a);
	rig_free(r);
}

static void
the_displays_of_the_seed(void **state)
{
	struct rig *r = seed_pair();
	const char *text;

	(void)state;
	text = rig_cli(r, 0, "display remote-backup-profile service1");
	assert_non_null(strstr(text, " State                : Master\n"));
	text = rig_cli(r, 1, "display remote-backup-profile service1");
	assert_non_null(strstr(text, " State                : Slave\n"));
	text = rig_cli(r, 0, "display remote-backup-service service1");
	assert_non_null(strstr(text, " TCP-State        : Connected\n"));
	text = rig_cli(r, 1, "display remote-backup-service service1");
	assert_non_null(strstr(text, " TCP-State        : Connected\n"));
	text = rig_cli(r, 1, "display vrrp brief");
	assert_non_null(strstr(text, "Backup"));
	rig_free(r);
}

static void
replies_come_from_the_virtual_router(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 address = rig_dora(r, 7, 77);

	(void)state;
	assert_true(ip4_set(address));
	assert_int_equal(r->replies_count, 2);
	for (unsigned i = 0; i < r->replies_count; i++) {
		assert_int_equal(r->reply[i].device, 0);
		assert_true(mac_same(r->reply[i].from, mac_vrrp(1)));
		assert_int_equal(r->reply[i].source.host, VIP.host);
		assert_int_equal(r->reply[i].server_id.host, VIP.host);
	}
	assert_int_equal(r->reply[1].lease_s, 3 * 86400);
	rig_free(r);
}

static void
a_switchover_is_not_felt(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 before[8], fresh;
	const struct rig_reply *ack;
	uint64_t killed;

	(void)state;
	for (uint16_t i = 0; i < 8; i++) {
		before[i] = rig_dora(r, i, 100u + i);
		assert_true(ip4_set(before[i]));
	}
	rig_kill(r, 0);
	killed = r->now;
	assert_true(rig_run_until_master(r, 1, 10 * TIME_SEC));
	assert_in_range(r->now - killed, 0, 3700 * TIME_MS);
	for (uint16_t i = 0; i < 8; i++) {
		rig_request(r, i, 200u + i, (struct ip4){0}, (struct ip4){0}, before[i]);
		rig_run(r, TIME_SEC);
		ack = rig_find(r, 200u + i, DHCP_ACK);
		assert_non_null(ack);
		assert_int_equal(ack->yiaddr.host, before[i].host);
	}
	fresh = rig_dora(r, 99, 999);
	assert_true(ip4_set(fresh));
	for (uint16_t i = 0; i < 8; i++)
		assert_int_not_equal(fresh.host, before[i].host);
	rig_free(r);
}

/* R8, I5: it began long ago, and its peer comes only now, slow, and with another wall clock: what
 * is told of that is one more review in the middle of the batch. */
static void
a_batch_stops_nobody_who_serves(void **state)
{
	char *a = read_file("lab/DeviceA.cfg"), *b = read_file("lab/DeviceB.cfg");
	struct rig *r = rig_new();

	(void)state;
	assert_true(rig_boot(r, 0, a));
	assert_true(rig_run_until_master(r, 0, 60 * TIME_SEC));
	assert_false(rules(r, 0)->careful);
	assert_true(ip4_set(rig_dora(r, 1, 1)));
	r->device[1].clock.wall_error_us = 3600 * (int64_t)TIME_SEC;
	r->device[1].disk.sync_us = 900 * TIME_MS;
	assert_true(rig_boot(r, 1, b));
	for (unsigned i = 0; i < 600 && standing(r, 0)->pair != RBS_PAIRED; i++) {
		rig_run(r, 10 * TIME_MS);
		assert_false(rules(r, 0)->careful);
	}
	assert_int_equal(standing(r, 0)->pair, RBS_PAIRED);
	free(a);
	free(b);
	rig_free(r);
}

static void
a_group_whose_profile_is_gone_is_let_go(void **state)
{
	char *a = read_file("lab/DeviceA.cfg"), *b = read_file("lab/DeviceB.cfg");
	struct rig *r = rig_new();

	(void)state;
	memcpy(strstr(a, "delay 600"), "delay 000", 9);
	r->rbs_cut = true;
	assert_true(rig_boot(r, 1, b));
	assert_true(rig_run_until_master(r, 1, 30 * TIME_SEC));
	assert_true(rig_boot(r, 0, a));
	rig_run(r, 30 * TIME_SEC); /* Backup with more priority, and its batch is not complete */
	assert_non_null(strstr(rig_cli(r, 0, "display vrrp"), "Preempt hold"));
	rig_cli(r, 0, "system-view");
	rig_cli(r, 0, "ip pool pool1 server");
	rig_cli(r, 0, "undo remote-backup-profile");
	rig_cli(r, 0, "quit");
	rig_cli(r, 0, "undo remote-backup-profile service1");
	rig_cli(r, 0, "commit");
	assert_true(rig_run_until_master(r, 0, 5 * TIME_SEC));
	free(a);
	free(b);
	rig_free(r);
}

/* A tracks an uplink of its own: 200 - 150 is below B's 100. */
static struct rig *
tracking_pair(void)
{
	static const char *const lines[] = {"system-view",
					    "interface ge 0/1/2",
					    "undo shutdown",
					    "quit",
					    "interface vlanif 100",
					    "vrrp vrid 1 track interface ge 0/1/2 reduced 150",
					    "commit"};
	struct rig *r = seed_pair();

	rig_uplink(r, 0, true);
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		rig_cli(r, 0, lines[i]);
		assert_false(r->device[0].failed);
	}
	return r;
}

static void
the_backup_takes_over_when_a_tracked_uplink_is_lost(void **state)
{
	struct rig *r = tracking_pair();
	struct ip4 address = rig_dora(r, 1, 1);
	const struct rig_reply *ack;

	(void)state;
	assert_true(r->device[0].owns);
	assert_non_null(strstr(rig_cli(r, 0, "display vrrp"), "PriorityRun    : 200\n"));
	rig_uplink(r, 0, false);
	assert_non_null(strstr(rig_cli(r, 0, "display vrrp"), "PriorityRun    : 50\n"));
	assert_true(rig_run_until_master(r, 1, 5 * TIME_SEC));
	rig_run(r, TIME_SEC);
	assert_false(r->device[0].owns);
	rig_request(r, 1, 2, (struct ip4){0}, (struct ip4){0}, address);
	rig_run(r, TIME_SEC);
	ack = rig_find(r, 2, DHCP_ACK);
	assert_non_null(ack);
	assert_int_equal(ack->device, 1);
	rig_run(r, 1000 * TIME_SEC);
	assert_true(r->device[1].owns);
	rig_uplink(r, 0, true);
	rig_run(r, 595 * TIME_SEC); /* of the preemption delay of 600 s */
	assert_false(r->device[0].owns);
	assert_true(rig_run_until_master(r, 0, 10 * TIME_SEC));
	rig_run(r, TIME_SEC);
	assert_false(r->device[1].owns);
	rig_free(r);
}

static void
a_returning_device_is_brought_up_to_date_and_waits(void **state)
{
	struct rig *r = seed_pair();
	struct ip4 old = rig_dora(r, 1, 1), fresh;
	char needle[IP4_TEXT];
	const char *text;

	(void)state;
	rig_kill(r, 0);
	assert_true(rig_run_until_master(r, 1, 10 * TIME_SEC));
	fresh = rig_dora(r, 2, 2);
	assert_true(ip4_set(old) && ip4_set(fresh));
	reboot(r, 0);
	rig_run(r, 60 * TIME_SEC);
	assert_false(r->device[0].owns);
	assert_true(r->device[1].owns);
	text = rig_cli(r, 0, "display ip pool name pool1 used");
	assert_non_null(strstr(text, ip4_format(old, needle)));
	assert_non_null(strstr(text, ip4_format(fresh, needle)));
	rig_run(r, 500 * TIME_SEC);
	assert_false(r->device[0].owns);
	rig_run(r, 120 * TIME_SEC);
	assert_true(r->device[0].owns);
	assert_false(r->device[1].owns);
	rig_free(r);
}

/* The pool is taken out of its profile on both: nothing is copied, but there is a Master. */
static void
an_interface_with_a_group_never_serves_as_backup(void **state)
{
	static const char *const lines[] = {"system-view", "ip pool pool1",
					    "undo remote-backup-profile", "commit", "return"};
	struct rig *r = seed_pair();

	(void)state;
	for (unsigned i = 0; i < 2 * COUNT_OF(lines); i++)
		rig_cli(r, i / COUNT_OF(lines), lines[i % COUNT_OF(lines)]);
	assert_true(ip4_set(rig_dora(r, 7, 77)));
	assert_int_equal(r->replies_count, 2);
	for (unsigned i = 0; i < r->replies_count; i++)
		assert_int_equal(r->reply[i].device, 0);
	rig_kill(r, 0);
	assert_true(rig_run_until_master(r, 1, 10 * TIME_SEC));
	assert_true(ip4_set(rig_dora(r, 8, 88)));
	rig_free(r);
}

/* Stopped for 30 s while A's preemption delay runs out; cut: the session is gone when it wakes. */
static struct rig *
overslept_pair(bool cut)
{
	struct rig *r = seed_pair();

	rig_kill(r, 0);
	assert_true(rig_run_until_master(r, 1, 10 * TIME_SEC));
	reboot(r, 0);
	rig_run(r, 615 * TIME_SEC);
	assert_false(r->device[0].owns);
	rig_freeze(r, 0, true);
	r->rbs_cut = cut;
	rig_run(r, 30 * TIME_SEC);
	rig_freeze(r, 0, false);
	return r;
}

static void
a_device_that_overslept_its_preemption_waits_for_its_batch(void **state)
{
	struct rig *r = overslept_pair(false);
	uint64_t end = r->now + 20 * TIME_SEC;

	(void)state;
	while (!r->device[0].owns && r->now < end) {
		rig_run(r, TIME_MS);
		if (r->device[0].owns)
			assert_non_null(
			    strstr(rig_cli(r, 0, "display remote-backup-profile service1 verbose"),
				   "Pair state           : Connected"));
	}
	assert_true(r->device[0].owns);
	rig_free(r);
	r = overslept_pair(true);
	rig_run(r, 100 * TIME_SEC);
	assert_false(r->device[0].owns);
	assert_non_null(strstr(rig_cli(r, 0, "display vrrp"), "Preempt hold"));
	r->rbs_cut = false;
	rig_run(r, 60 * TIME_SEC);
	assert_true(r->device[0].owns);
	rig_free(r);
}

/* For a second and a half: the session stands; whether the peer thinks so is not known before it
 * answered. */
static void
a_device_that_slept_asks_its_peer_first(void **state)
{
	struct rig *r = seed_pair();

	(void)state;
	rig_freeze(r, 0, true);
	rig_run(r, 1500 * TIME_MS);
	r->rbs_half[1] = true;
	rig_freeze(r, 0, false);
	rig_run(r, 100 * TIME_MS);
	assert_non_null(strstr(rig_cli(r, 0, "display remote-backup-profile service1 verbose"),
			       "Preemption           : waits for an answer of the peer\n"));
	r->rbs_half[1] = false;
	rig_run(r, 300 * TIME_MS);
	assert_non_null(strstr(rig_cli(r, 0, "display remote-backup-profile service1 verbose"),
			       "Preemption           : not held\n"));
	rig_free(r);
}

static void
without_the_channel_each_gives_its_own_half(void **state)
{
	struct rig *r = seed_pair();
	unsigned parity = 2, given = 0;

	(void)state;
	r->rbs_cut = true;
	rig_link(r, 1, false);
	rig_run(r, 10 * TIME_SEC);
	for (uint16_t i = 0; i < 20; i++) {
		struct ip4 a = rig_dora(r, i, 300u + i);

		if (!ip4_set(a))
			continue;
		given++;
		if (parity == 2)
			parity = a.host & 1;
		assert_int_equal(a.host & 1, parity);
	}
	assert_int_equal(given, 20);
	rig_free(r);
}

static void
a_clean_stop_ends_the_session_and_resigns(void **state)
{
	struct rig *r = seed_pair();
	struct node_input stop = {.kind = NODE_IN_STOP, .now = r->now};
	uint64_t stopped = r->now;

	(void)state;
	rig_input(r, 0, &stop);
	rig_run(r, 50 * TIME_MS);
	assert_false(r->device[1].owns); /* Interrupted before it is Master */
	assert_non_null(strstr(rig_cli(r, 1, "display remote-backup-profile service1 verbose"),
			       " Pair state           : Interrupted\n"));
	assert_true(rig_run_until_master(r, 1, 10 * TIME_SEC));
	assert_in_range(r->now - stopped, 0, TIME_SEC);
	assert_int_equal(r->device[0].stopped, 1);
	rig_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_is_master_after_its_recover_delay),
	    cmocka_unit_test(the_displays_of_the_seed),
	    cmocka_unit_test(replies_come_from_the_virtual_router),
	    cmocka_unit_test(a_switchover_is_not_felt),
	    cmocka_unit_test(the_backup_takes_over_when_a_tracked_uplink_is_lost),
	    cmocka_unit_test(a_returning_device_is_brought_up_to_date_and_waits),
	    cmocka_unit_test(an_interface_with_a_group_never_serves_as_backup),
	    cmocka_unit_test(a_device_that_overslept_its_preemption_waits_for_its_batch),
	    cmocka_unit_test(a_device_that_slept_asks_its_peer_first),
	    cmocka_unit_test(without_the_channel_each_gives_its_own_half),
	    cmocka_unit_test(a_batch_stops_nobody_who_serves),
	    cmocka_unit_test(a_group_whose_profile_is_gone_is_let_go),
	    cmocka_unit_test(a_clean_stop_ends_the_session_and_resigns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
