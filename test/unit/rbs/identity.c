/* Who says that it is the peer: strangers are refused, named, and believed when they stay; nobody
 * else ends the session that stands; and what a newcomer says is bounded. */
#include "test/unit/rbs/world.h"

#include "rbs/identity.h"

/* Another machine, or another disk, in the place of side 1. */
static void
replace(struct world *w, uint64_t device)
{
	side_crash(w, 1);
	side_start(w, 1);
	w->side[1].local.device = device;
	w->side[1].local.journal = device + 1;
	rbs_session_free(w->side[1].session);
	w->side[1].session = rbs_session_new();
	w->side[1].state = RBS_INITIAL;
	wire_hang_up(w, 1, true);
	wire_hang_up(w, 1, false);
	side_local(w, 1);
	side_input(w, 1, (struct rbs_input){.kind = RBS_IN_CONFIG, .config = &w->side[1].config});
}

static void
a_stranger_is_believed_when_it_stays(void **state)
{
	struct world *w = world_paired_new();

	(void)state;
	replace(w, 555);
	world_run(w, 3 * TIME_SEC);
	assert_int_equal(w->side[0].pair, RBS_INTERRUPTED);
	assert_int_not_equal(w->side[0].state, RBS_CONNECTED);
	assert_non_null(strstr(w->side[0].alarm, "not the device of the sessions before"));
	world_run(w, RBS_STRANGER_LIMIT - 4 * TIME_SEC);
	assert_int_not_equal(w->side[0].state, RBS_CONNECTED);
	assert_true(world_settle(w, 10 * TIME_SEC));
	world_free(w);
}

/* What lay in the socket of a device that was frozen says nothing of who else came meanwhile. */
static void
a_frozen_device_did_not_see_who_stays(void **state)
{
	struct world *w = world_paired_new();

	(void)state;
	replace(w, 555);
	world_run(w, RBS_STRANGER_LIMIT / 2);
	assert_int_not_equal(w->side[0].state, RBS_CONNECTED);
	w->now += RBS_STRANGER_LIMIT;
	world_run(w, 2 * TIME_SEC);
	assert_int_not_equal(w->side[0].state, RBS_CONNECTED);
	assert_true(world_settle(w, 10 * TIME_SEC));
	world_free(w);
}

/* The device with a new disk says once that it is refused, and why, and once that it is taken. */
static void
whoever_is_not_believed_says_it_once(void **state)
{
	struct world *w = world_paired_new();

	(void)state;
	replace(w, 555);
	w->side[1].ups = w->side[1].downs = w->side[1].alarms = 0;
	world_run(w, RBS_STRANGER_LIMIT - TIME_SEC);
	assert_int_equal(w->side[0].pair, RBS_INTERRUPTED);
	assert_int_equal(w->side[1].ups, 1);
	assert_int_equal(w->side[1].downs, 1);
	assert_int_equal(w->side[1].alarms, 1);
	assert_non_null(strstr(w->side[1].alarm, "believed 10 s after its first try"));
	assert_true(world_settle(w, 10 * TIME_SEC));
	assert_int_equal(w->side[1].ups, 2);
	assert_int_equal(w->side[1].downs, 1);
	world_free(w);
}

static void
the_known_one_ends_the_patience_with_a_stranger(void **state)
{
	struct world *w = world_paired_new();

	(void)state;
	for (unsigned round = 0; round < 4; round++) {
		replace(w, 555);
		world_run(w, RBS_STRANGER_LIMIT / 2 + TIME_SEC);
		assert_int_not_equal(w->side[0].state, RBS_CONNECTED);
		replace(w, 101);
		w->side[1].local.journal = 201;
		side_crash(w, 1);
		side_start(w, 1);
		assert_true(world_settle(w, 10 * TIME_SEC));
	}
	world_free(w);
}

/* By what is kept on disk, also after a restart. */
static void
it_is_known_after_a_restart(void **state)
{
	struct world *w = world_new();

	(void)state;
	side_start(w, 0);
	w->side[0].local.known_device = 999;
	side_local(w, 0);
	side_start(w, 1);
	world_run(w, 5 * TIME_SEC);
	assert_int_not_equal(w->side[0].state, RBS_CONNECTED);
	w->side[0].local.known_device = 101;
	side_local(w, 0);
	assert_true(world_settle(w, 5 * TIME_SEC));
	world_free(w);
}

/* It agreed the same half with somebody else: what the one before acknowledged is gone. */
static void
another_device_is_another_disk(void **state)
{
	struct world *w = world_new();

	(void)state;
	for (int s = 0; s < 2; s++) {
		side_start(w, s);
		w->side[s].local.even = (uint8_t)(1 + s);
	}
	w->side[0].local.known_device = 101;
	w->side[1].local.known_device = 888;
	side_local(w, 0);
	side_local(w, 1);
	assert_true(world_settle(w, 20 * TIME_SEC));
	assert_int_equal(w->side[0].lost, 1); /* for what the other one knows is of who is 888 */
	assert_int_equal(w->side[1].lost, 1);
	replace(w, 555);
	w->side[1].local.even = 2;
	side_local(w, 1);
	assert_true(world_settle(w, 20 * TIME_SEC));
	assert_int_equal(w->side[0].lost, 2);
	world_free(w);
}

static void
a_newcomer_gives_nothing_away(void **state)
{
	struct world *w = world_paired_new();
	struct rbs_status status;

	(void)state;
	replace(w, 555);
	assert_true(world_settle(w, 20 * TIME_SEC));
	side_input(w, 1, (struct rbs_input){.kind = RBS_IN_LEAVE});
	world_run(w, TIME_SEC);
	assert_int_equal(w->side[0].pair, RBS_INTERRUPTED);
	rbs_status_of(w->side[0].session, &status);
	assert_non_null(strstr(status.why, "new here and gives nothing away"));
	side_input(w, 1, (struct rbs_input){.kind = RBS_IN_JOIN});
	assert_true(world_settle(w, 5 * TIME_SEC));
	world_run(w, RBS_NEWCOMER_LIMIT);
	side_input(w, 1, (struct rbs_input){.kind = RBS_IN_LEAVE});
	world_run(w, TIME_SEC);
	assert_int_equal(w->side[0].pair, RBS_PARTNER_DOWN);
	world_free(w);
}

static void
a_newcomer_is_bounded_in_versions(void **state)
{
	struct world *w = world_paired_new();

	(void)state;
	replace(w, 555);
	assert_true(world_settle(w, 20 * TIME_SEC));
	w->side[1].clock.seen = LEASE_VERSION_PEER_MAX - 100;
	side_change(w, 1, 7);
	side_flush(w, 1);
	world_run(w, TIME_SEC);
	assert_int_not_equal(w->side[0].pair, RBS_PAIRED);
	assert_int_equal(version_at(w, 0, 7), 0);
	assert_non_null(strstr(world_status(w, 0).why, "far ahead of anything plausible"));
	world_free(w);
}

/* Junk on an accepted connection: the session that comes is not kept waiting by it. */
static void
what_is_said_to_an_accepted_connection_holds_nobody_up(void **state)
{
	static const uint8_t junk[64] = "this is no frame at all";
	struct world *w = world_new();

	(void)state;
	side_start(w, 1);
	world_run(w, 500 * TIME_MS);
	for (unsigned i = 0; i < 20; i++) {
		w->tcp[0].open[1] = true;
		side_input(w, 1, (struct rbs_input){.kind = RBS_IN_OPENED, .len = ROOM});
		side_input(
		    w, 1,
		    (struct rbs_input){.kind = RBS_IN_DATA, .bytes = junk, .len = sizeof junk});
		assert_false(w->tcp[0].open[1]);
	}
	side_start(w, 0);
	assert_true(world_settle(w, 3 * TIME_SEC));
	assert_true(w->side[1].alarms <= 4);
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_stranger_is_believed_when_it_stays),
	    cmocka_unit_test(a_frozen_device_did_not_see_who_stays),
	    cmocka_unit_test(whoever_is_not_believed_says_it_once),
	    cmocka_unit_test(the_known_one_ends_the_patience_with_a_stranger),
	    cmocka_unit_test(it_is_known_after_a_restart),
	    cmocka_unit_test(another_device_is_another_disk),
	    cmocka_unit_test(a_newcomer_gives_nothing_away),
	    cmocka_unit_test(a_newcomer_is_bounded_in_versions),
	    cmocka_unit_test(what_is_said_to_an_accepted_connection_holds_nobody_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
