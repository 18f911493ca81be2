/* A takeover questions its session (rbs/question.h): the Master is stopped whole, the peer takes
 * over by Master_Down while the session still stands, and who asks then is not made to wait for the
 * dead one; nothing of it is in doubt. */
#include "rbs/question.h"
#include "rbs/shown.h"
#include "test/unit/node/seed.h"

#define SLACK_US (20 * TIME_MS)

/* So that a takeover comes before the session is dead: Master_Down in 0.9 s. */
static struct rig *
quick_pair(void)
{
	struct rig *r = seed_pair();

	for (unsigned i = 0; i < RIG_DEVICES; i++) {
		rig_cli(r, i, "system-view");
		rig_cli(r, i, "interface Vlanif 100");
		rig_cli(r, i, "vrrp vrid 1 timer advertise millisecond 100");
		rig_cli(r, i, "commit");
	}
	rig_run(r, 5 * TIME_SEC);
	return r;
}

/* The Master stands still; DeviceB is Master, a moment ago, and the session Connected. */
static struct rig *
taken_over(void)
{
	struct rig *r = quick_pair();

	rig_freeze(r, 0, true);
	assert_true(rig_run_until_master(r, 1, 6 * TIME_SEC));
	assert_int_equal(standing(r, 1)->pair, RBS_PAIRED);
	return r;
}

static void
new_clients_do_not_wait_for_the_dead(void **state)
{
	struct rig *r = taken_over();
	uint64_t began_us = r->now;

	(void)state;
	for (uint16_t i = 1; i <= 10; i++)
		assert_int_not_equal(rig_dora(r, i, i).host, 0);
	assert_true(r->now - began_us < RBS_QUESTION_LEAST + 200 * TIME_MS);
	assert_int_not_equal(standing(r, 1)->pair, RBS_PAIRED);
	rig_free(r);
}

/* Who asks meanwhile is kept, and answered for what the device may give alone: nobody is offered
 * what he does not get, and nothing was ever with the peer. */
static void
who_asks_meanwhile_gets_what_he_is_offered(void **state)
{
	struct rig *r = taken_over();

	(void)state;
	for (uint16_t i = 1; i <= 10; i++)
		rig_discover(r, i, i);
	rig_run(r, RBS_QUESTION_LEAST + SLACK_US);
	for (uint16_t i = 1; i <= 10; i++) {
		const struct rig_reply *offer = rig_find(r, i, DHCP_OFFER);

		assert_non_null(offer);
		rig_request(r, i, 100u + i, offer->server_id, offer->yiaddr, (struct ip4){0});
	}
	rig_run(r, SLACK_US);
	for (uint16_t i = 1; i <= 10; i++)
		assert_non_null(rig_find(r, 100u + i, DHCP_ACK));
	rig_free(r);
}

/* A switchover between two healthy devices costs the session nothing. */
static void
a_live_peer_answers_and_the_session_stays(void **state)
{
	struct rig *r = quick_pair();
	unsigned hangups = r->device[0].hangups + r->device[1].hangups;

	(void)state;
	r->vrrp_cut = true;
	assert_true(rig_run_until_master(r, 1, 6 * TIME_SEC));
	rig_run(r, TIME_SEC);
	r->vrrp_cut = false;
	rig_run(r, 5 * TIME_SEC);
	assert_int_equal(standing(r, 0)->pair, RBS_PAIRED);
	assert_int_equal(standing(r, 1)->pair, RBS_PAIRED);
	assert_int_equal(r->device[0].hangups + r->device[1].hangups, hangups);
	assert_int_not_equal(rig_dora(r, 3, 3).host, 0);
	rig_free(r);
}

/* Its loop answers, and its disk, which had nothing to do, takes nothing any more: then it is no
 * peer to wait for. */
static void
an_answer_without_a_disk_is_none(void **state)
{
	struct rig *r = quick_pair();
	uint64_t began_us;

	(void)state;
	assert_int_not_equal(rig_dora(r, 20, 20).host, 0); /* so that no proof is due soon */
	rig_run(r, TIME_SEC);
	r->vrrp_cut = true;
	r->device[0].disk.mode = RIG_DISK_STUCK;
	assert_true(rig_run_until_master(r, 1, 6 * TIME_SEC));
	began_us = r->now;
	for (uint16_t i = 1; i <= 10; i++)
		rig_discover(r, i, i);
	rig_run(r, RBS_QUESTION_LEAST + SLACK_US);
	assert_int_not_equal(standing(r, 1)->pair, RBS_PAIRED);
	for (uint16_t i = 1; i <= 10; i++)
		assert_non_null(rig_find(r, i, DHCP_OFFER));
	assert_true(r->now - began_us < 200 * TIME_MS);
	rig_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(new_clients_do_not_wait_for_the_dead),
	    cmocka_unit_test(who_asks_meanwhile_gets_what_he_is_offered),
	    cmocka_unit_test(an_answer_without_a_disk_is_none),
	    cmocka_unit_test(a_live_peer_answers_and_the_session_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
