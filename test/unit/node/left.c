/* A pool that left its pair by configuration: node/pair/left.h. */
#include "node/pair/left.h"

#include "node/pair/ranges.h"
#include "node/pair/room.h"
#include "test/unit/node/seed.h"

static unsigned told;

static void
hear_log(void *context, unsigned device, const struct event *event, const char *text)
{
	(void)context;
	if (event != &event_pool_left)
		return;
	assert_int_equal(device, 0);
	assert_non_null(strstr(text, "50 of its addresses"));
	assert_non_null(strstr(text, "peer=10.10.10.2"));
	told++;
}

static struct rig *
pair_with_log(void)
{
	struct rig *r = seed_pair();

	told = 0;
	r->logged = hear_log;
	return r;
}

static void
take_out(struct rig *r)
{
	rig_cli(r, 0, "system-view");
	rig_cli(r, 0, "ip pool pool1");
	rig_cli(r, 0, "undo remote-backup-profile");
	rig_cli(r, 0, "commit");
	rig_cli(r, 0, "return");
	rig_run(r, TIME_SEC);
}

/* The half of who gave it: 0 even addresses, 1 odd ones. */
static uint8_t
half(struct ip4 address)
{
	return address.host & 1;
}

static void
keeps_its_half(struct rig *r, uint16_t first)
{
	assert_int_equal(rules(r, 0)->pair, LEASE_INTERRUPTED);
	assert_true(rules(r, 0)->mclt_us == 600 * TIME_SEC);
	for (uint16_t i = first; i < first + 10; i++) {
		struct ip4 address = rig_dora(r, i, i);
		const struct rig_reply *ack = rig_find(r, i, DHCP_ACK);

		assert_true(ip4_set(address));
		assert_int_equal(half(address), rules(r, 0)->home);
		assert_true(ack->lease_s <= 600);
	}
}

static void
nobody_answers_and_the_rules_stay(void **state)
{
	struct rig *r = pair_with_log();
	uint8_t home = rules(r, 0)->home;
	char *text, *line;

	(void)state;
	take_out(r);
	assert_int_equal(rules(r, 0)->home, home);
	assert_int_equal(told, 1);
	rig_cli(r, 0, "system-view"); /* of nothing that concerns it */
	rig_cli(r, 0, "sysname Other");
	rig_cli(r, 0, "commit");
	rig_cli(r, 0, "return");
	assert_int_equal(told, 1);
	keeps_its_half(r, 10);
	rig_run(r, LEFT_ALARM_US + TIME_SEC);
	assert_int_equal(told, 2);
	rig_kill(r, 0); /* and over a restart, of which nobody is asked */
	rig_kill(r, 1);
	text = read_file("lab/DeviceA.cfg");
	line = strstr(text, " remote-backup-profile service1");
	memset(line, ' ', strcspn(line, "\n"));
	assert_true(rig_boot(r, 0, text));
	free(text);
	assert_true(rig_run_until_master(r, 0, 60 * TIME_SEC));
	rig_run(r, 11 * TIME_SEC);
	assert_int_equal(told, 3);
	assert_int_equal(rules(r, 0)->home, home);
	keeps_its_half(r, 30);
	rig_free(r);
}

static void
a_declaration_waits(void **state)
{
	struct rig *r = pair_with_log();
	unsigned theirs = 0;

	(void)state;
	take_out(r);
	rig_kill(r, 1);
	rig_cli(r, 0, "remote-backup partner-down pool pool1"); /* a script that nobody answers */
	assert_int_equal(rules(r, 0)->pair, LEASE_INTERRUPTED);
	rig_cli(r, 0, "remote-backup partner-down pool pool1 force");
	assert_int_equal(rules(r, 0)->pair, LEASE_PARTNER_DOWN);
	assert_true(rules(r, 0)->down_since_us == rig_now(r, 0));
	for (uint16_t i = 10; i < 20; i++)
		assert_int_equal(half(rig_dora(r, i, i)), rules(r, 0)->home);
	rig_run(r, 620 * TIME_SEC);
	for (uint16_t i = 20; i < 80; i++)
		theirs += half(rig_dora(r, i, i)) != rules(r, 0)->home;
	assert_true(theirs > 0);
	assert_int_equal(told, 1);
	rig_run(r, LEFT_ALARM_US);
	assert_int_equal(told, 1);
	rig_free(r);
}

static void
a_pool_that_never_met_a_peer_is_alone(void **state)
{
	char *a = read_file("lab/DeviceA.cfg");
	struct rig *r = rig_new();

	(void)state;
	told = 0;
	r->logged = hear_log;
	assert_true(rig_boot(r, 0, a));
	assert_true(rig_run_until_master(r, 0, 30 * TIME_SEC));
	assert_int_equal(rules(r, 0)->pair, LEASE_INTERRUPTED);
	take_out(r);
	assert_int_equal(rules(r, 0)->pair, LEASE_ALONE);
	assert_int_equal(told, 0);
	free(a);
	rig_free(r);
}

static void
who_is_back_in_the_pair_is_as_before(void **state)
{
	struct rig *r = pair_with_log();

	(void)state;
	take_out(r);
	rig_cli(r, 0, "remote-backup partner-down pool pool1 force");
	rig_cli(r, 0, "system-view");
	rig_cli(r, 0, "ip pool pool1");
	rig_cli(r, 0, "remote-backup-profile service1");
	rig_cli(r, 0, "commit");
	rig_run(r, 10 * TIME_SEC);
	assert_int_equal(standing(r, 0)->pair, RBS_PAIRED);
	assert_int_equal(rules(r, 0)->pair, LEASE_CONNECTED);
	assert_false(rules(r, 1)->forfeited);
	rig_kill(r, 1);
	rig_run(r, 5 * TIME_SEC);
	assert_int_equal(rules(r, 0)->pair, LEASE_INTERRUPTED);
	rig_free(r);
}

/* A pair with another MCLT than the default: the other device waits no longer than that. */
static struct rig *
quick_pair(void)
{
	struct rig *r = pair_with_log();

	for (unsigned i = 0; i < RIG_DEVICES; i++) {
		rig_cli(r, i, "system-view");
		rig_cli(r, i, "remote-backup-profile service1");
		rig_cli(r, i, "mclt 60");
		rig_cli(r, i, "commit");
		rig_cli(r, i, "return");
	}
	rig_run(r, 10 * TIME_SEC);
	assert_int_equal(standing(r, 0)->pair, RBS_PAIRED);
	return r;
}

static void
promises_at_most(struct rig *r, uint16_t client, uint32_t lease_s)
{
	assert_true(ip4_set(rig_dora(r, client, client)));
	assert_true(rig_find(r, client, DHCP_ACK)->lease_s <= lease_s);
}

/* In a session that stands: the device it is with does not move to the new address by that. */
static void
another_peer_leaves_the_old_one_its_half(void **state)
{
	struct rig *r = pair_with_log();
	const struct pairs *all = r->device[0].node->pairs;

	(void)state;
	assert_int_equal(standing(r, 0)->pair, RBS_PAIRED);
	rig_cli(r, 0, "system-view");
	rig_cli(r, 0, "remote-backup-service service1");
	rig_cli(r, 0, "peer 10.10.10.7 source 10.10.10.1 port 10000");
	r->rbs_cut = true; /* nobody is there */
	rig_cli(r, 0, "commit");
	rig_cli(r, 0, "return");
	rig_run(r, TIME_SEC);
	assert_int_equal(told, 1);
	assert_true(ip4_same(ranges_left(all, 0, &all->profile[0])->peer, IP4(10, 10, 10, 2)));
	keeps_its_half(r, 10);
	rig_free(r);
}

static void
the_mclt_of_the_pair_that_it_left_counts(void **state)
{
	struct rig *r = quick_pair();

	(void)state;
	take_out(r);
	assert_int_equal(rules(r, 0)->pair, LEASE_INTERRUPTED);
	promises_at_most(r, 10, 60);
	rig_free(r);
}

/* Nobody told the other device: it waits as was agreed last, and so does this one. */
static void
a_longer_mclt_counts_once_both_have_it(void **state)
{
	struct rig *r = quick_pair();

	(void)state;
	r->rbs_cut = true;
	rig_run(r, 10 * TIME_SEC);
	rig_cli(r, 0, "system-view");
	rig_cli(r, 0, "remote-backup-profile service1");
	rig_cli(r, 0, "mclt 900");
	rig_cli(r, 0, "commit");
	rig_cli(r, 0, "return");
	promises_at_most(r, 10, 60);
	rig_cli(r, 0, "remote-backup partner-down service1 force");
	rig_run(r, TIME_SEC);
	assert_int_equal(rules(r, 0)->pair, LEASE_PARTNER_DOWN);
	assert_true(lease_rest_from(rules(r, 0)) >= rig_now(r, 0) + 900 * TIME_SEC);
	rig_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nobody_answers_and_the_rules_stay),
	    cmocka_unit_test(a_declaration_waits),
	    cmocka_unit_test(a_pool_that_never_met_a_peer_is_alone),
	    cmocka_unit_test(who_is_back_in_the_pair_is_as_before),
	    cmocka_unit_test(another_peer_leaves_the_old_one_its_half),
	    cmocka_unit_test(the_mclt_of_the_pair_that_it_left_counts),
	    cmocka_unit_test(a_longer_mclt_counts_once_both_have_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
