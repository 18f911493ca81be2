/* What an operator is told: why no session comes up, two Masters, a commit that ends a session. */
#include "test/unit/rbs/world.h"

/* Side s is told so, was told `alarms` times so far, and no channel went down. */
static void
failed_for(const struct world *w, int s, const char *text, unsigned alarms)
{
	struct rbs_status status = world_status(w, s);

	assert_string_equal(status.attempt, text);
	assert_true(status.attempt_us <= w->now && status.attempt_us + 10 * TIME_SEC > w->now);
	assert_string_equal(w->side[s].alarm, text);
	assert_int_equal(w->side[s].alarm_kind, RBS_ALARM_SESSION);
	assert_int_equal(w->side[s].alarms, alarms);
	assert_string_equal(status.why, "");
}

/* ---- no session comes up ---- */

static void
no_answer_and_refused_are_told_once_each(void **state)
{
	struct world *w = world_new();

	(void)state;
	w->filtered[0] = true;
	side_start(w, 0);
	world_run(w, 3 * TIME_SEC);
	assert_string_equal(world_status(w, 0).attempt,
			    "no answer from 10.10.10.201 port 10000 in 3 s");
	assert_int_equal(w->side[0].alarms, 0); /* one is no news */
	world_run(w, 60 * TIME_SEC);
	failed_for(w, 0, "no answer from 10.10.10.201 port 10000 in 3 s", 1);
	w->filtered[0] = false;
	world_run(w, 60 * TIME_SEC);
	failed_for(w, 0, "10.10.10.201 port 10000 refused the connection or is unreachable", 2);
	w->filtered[0] = true;
	world_run(w, 60 * TIME_SEC);
	failed_for(w, 0, "no answer from 10.10.10.201 port 10000 in 3 s", 3);
	side_start(w, 1);
	assert_true(world_settle(w, 10 * TIME_SEC));
	assert_string_equal(world_status(w, 0).attempt, "");
	assert_int_equal(w->side[0].alarms, 3);
	world_free(w);
}

static void
closed_before_hello_hints_at_a_stranger(void **state)
{
	struct world *w = world_new();

	(void)state;
	w->filtered[0] = true;
	side_start(w, 0);
	for (unsigned i = 0; i < 5; i++) {
		world_open_mute(w, true);
		w->tcp[0].open[0] = false;
		side_input(w, 0, (struct rbs_input){.kind = RBS_IN_CLOSED, .dialled = true});
		world_run(w, 1 * TIME_SEC);
		assert_int_equal(w->side[0].alarms, i > 0);
	}
	failed_for(w, 0,
		   "10.10.10.201 port 10000 closed the connection before HELLO; it may expect "
		   "another peer than 10.10.10.200",
		   1);
	world_free(w);
}

static void
an_accepted_one_that_closes_is_told_too(void **state)
{
	struct world *w = world_new();

	(void)state;
	side_start(w, 0);
	for (unsigned i = 0; i < 5; i++) {
		world_run(w, 10 * TIME_MS); /* the own dial was refused */
		world_open_mute(w, false);
		w->tcp[1].open[0] = false;
		side_input(w, 0, (struct rbs_input){.kind = RBS_IN_CLOSED});
	}
	failed_for(w, 0, "10.10.10.201 connected and closed before HELLO", 1);
	world_free(w);
}

static void
silence_is_told(void **state)
{
	struct world *w = world_new();

	(void)state;
	w->filtered[0] = true;
	side_start(w, 0);
	for (unsigned i = 0; i < 3; i++) {
		world_open_mute(w, true);
		world_run(w, 5 * TIME_SEC);
		assert_int_equal(w->side[0].alarms, i > 0);
		world_run(w, 1 * TIME_SEC);
	}
	failed_for(w, 0, "10.10.10.201 is connected but said no HELLO in 5 s", 1);
	world_free(w);
}

/* The device that chooses waits after each loss, longer than a connection may stand without HELLO:
 * that is its own doing, and no news. */
static void
the_own_wait_is_not_told_as_the_peers_silence(void **state)
{
	struct world *w = world_paired_new();
	bool told = false;

	(void)state;
	for (unsigned i = 0; i < 6; i++) {
		side_crash(w, 1);
		world_run(w, 100 * TIME_MS);
		side_start(w, 1);
		while (!world_paired(w)) {
			world_run(w, TIME_MS);
			told |= strstr(world_status(w, 0).attempt,
				       "this device waits up to 30 s before it begins") != NULL;
			assert_null(strstr(world_status(w, 0).attempt, "no HELLO"));
		}
		world_run(w, 100 * TIME_MS);
	}
	assert_true(told);
	assert_null(strstr(w->side[0].alarm, "no HELLO"));
	world_free(w);
}

static void
an_ordinary_start_alarms_nobody(void **state)
{
	(void)state;
	for (uint64_t gap_us = 0; gap_us < 1 * TIME_SEC; gap_us += 7 * TIME_MS) {
		struct world *w = world_new();

		side_start(w, gap_us % 2 == 0);
		world_run(w, gap_us);
		side_start(w, gap_us % 2 != 0);
		assert_true(world_settle(w, 5 * TIME_SEC));
		assert_int_equal(w->side[0].alarms + w->side[1].alarms, 0);
		world_free(w);
	}
}

static void
a_channel_that_never_was_up_never_went_down(void **state)
{
	struct world *w = world_new();
	struct side *d = &w->side[0];

	(void)state;
	side_start(w, 0);
	world_run(w, 5 * TIME_SEC);
	d->config.peer.port = 10001;
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_CONFIG, .config = &d->config});
	assert_string_equal(world_status(w, 0).why, "");
	assert_string_equal(world_status(w, 0).attempt, ""); /* another address: another story */
	world_run(w, 5 * TIME_SEC);
	failed_for(w, 0, "10.10.10.201 port 10001 refused the connection or is unreachable", 2);
	world_free(w);
}

/* ---- a commit ---- */

static void
a_commit_says_why_and_is_no_stop(void **state)
{
	struct world *w = world_paired_new();
	struct side *d = &w->side[0];

	(void)state;
	w->filtered[0] = true; /* the peer does not listen there yet */
	d->config.peer.port = 10001;
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_CONFIG, .config = &d->config});
	world_run(w, 10 * TIME_MS);
	assert_string_equal(world_status(w, 1).why,
			    "TCP closed by the peer: its configuration changed");
	assert_int_equal(w->side[1].pair, RBS_INTERRUPTED);
	assert_string_equal(world_status(w, 0).why, "TCP closed for configuration");
	assert_true(world_settle(w, 5 * TIME_SEC));
	d->config.shutdown.set = true;
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_CONFIG, .config = &d->config});
	world_run(w, 10 * TIME_MS);
	assert_string_equal(world_status(w, 1).why,
			    "TCP closed by the peer: the service was shut down");
	assert_int_equal(w->side[1].pair, RBS_INTERRUPTED);
	world_free(w);
}

/* ---- both devices Master ---- */

static void
role(struct world *w, int s, enum rbs_role role)
{
	w->side[s].local.group[0].role = role;
	side_local(w, s);
}

static void
two_masters_are_told_once_and_their_end(void **state)
{
	struct world *w = world_paired_new();

	(void)state;
	role(w, 0, RBS_ROLE_MASTER);
	role(w, 1, RBS_ROLE_MASTER);
	world_run(w, 2990 * TIME_MS);
	assert_int_equal(w->side[0].alarms + w->side[1].alarms, 0);
	world_run(w, 60 * TIME_SEC);
	for (int s = 0; s < 2; s++) {
		assert_int_equal(w->side[s].alarms, 1);
		assert_int_equal(w->side[s].alarm_kind, RBS_ALARM_DUAL_MASTER);
		assert_non_null(strstr(w->side[s].alarm, "Both devices are Master"));
		assert_string_equal(rbs_session_alarm(w->side[s].session, ID), w->side[s].alarm);
	}
	role(w, 1, RBS_ROLE_SLAVE);
	world_run(w, 10 * TIME_MS);
	for (int s = 0; s < 2; s++) {
		assert_int_equal(w->side[s].alarms, 2);
		assert_int_equal(w->side[s].alarm_kind, RBS_ALARM_ONE_MASTER);
		assert_null(rbs_session_alarm(w->side[s].session, ID));
	}
	world_free(w);
}

/* The other device hears of a role at once, also while there is no time for a KEEPALIVE. */
static void
a_takeover_alarms_nobody(void **state)
{
	struct world *w = world_paired_new();

	(void)state;
	role(w, 0, RBS_ROLE_MASTER);
	for (unsigned i = 0; i < 200; i++) {
		if (i % 50 == 10)
			role(w, i % 100 == 10, RBS_ROLE_MASTER);
		if (i % 50 == 30)
			role(w, i % 100 != 30, RBS_ROLE_SLAVE);
		side_change(w, (int)(i % 2), i % ADDRESSES);
		side_flush(w, (int)(i % 2));
		world_run(w, 100 * TIME_MS);
	}
	assert_int_equal(w->side[0].alarms + w->side[1].alarms, 0);
	world_free(w);
}

static void
a_lost_session_knows_of_no_two_masters(void **state)
{
	struct world *w = world_paired_new();

	(void)state;
	role(w, 0, RBS_ROLE_MASTER);
	role(w, 1, RBS_ROLE_MASTER);
	world_run(w, 4 * TIME_SEC);
	assert_non_null(rbs_session_alarm(w->side[0].session, ID));
	wire_cut(w, true);
	world_run(w, 4 * TIME_SEC);
	assert_null(rbs_session_alarm(w->side[0].session, ID));
	wire_cut(w, false);
	assert_true(world_settle(w, 10 * TIME_SEC));
	world_run(w, 4 * TIME_SEC);
	assert_non_null(rbs_session_alarm(w->side[0].session, ID));
	world_free(w);
}

/* ---- lag ---- */

static void
lag_counts_own_updates_until_they_are_safe_there(void **state)
{
	struct world *w = world_paired_new();
	struct rbs_status mine, theirs;

	(void)state;
	for (unsigned n = 0; n < 3; n++)
		side_change(w, 0, n);
	assert_int_equal(world_status(w, 0).made, 3);
	assert_int_equal(world_status(w, 0).confirmed, 0);
	assert_int_equal(world_status(w, 0).queue, 3);
	side_flush(w, 0);
	world_run(w, 10 * TIME_MS);
	mine = world_status(w, 0);
	theirs = world_status(w, 1);
	assert_int_equal(mine.confirmed, 3);
	assert_int_equal(mine.queue, 0);
	assert_int_equal(theirs.made, 0);
	assert_int_equal(theirs.confirmed, 0);
	assert_int_equal(theirs.received, 3);
	wire_cut(w, true);
	world_run(w, 5 * TIME_SEC);
	for (unsigned n = 0; n < 4; n++)
		side_change(w, 0, n);
	assert_int_equal(world_status(w, 0).made, 7);
	assert_int_equal(world_status(w, 0).confirmed, 3);
	wire_cut(w, false);
	assert_true(world_settle(w, 40 * TIME_SEC));
	assert_int_equal(world_status(w, 0).confirmed, 7); /* by the batch */
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(no_answer_and_refused_are_told_once_each),
	    cmocka_unit_test(closed_before_hello_hints_at_a_stranger),
	    cmocka_unit_test(an_accepted_one_that_closes_is_told_too),
	    cmocka_unit_test(silence_is_told),
	    cmocka_unit_test(the_own_wait_is_not_told_as_the_peers_silence),
	    cmocka_unit_test(an_ordinary_start_alarms_nobody),
	    cmocka_unit_test(a_channel_that_never_was_up_never_went_down),
	    cmocka_unit_test(a_commit_says_why_and_is_no_stop),
	    cmocka_unit_test(two_masters_are_told_once_and_their_end),
	    cmocka_unit_test(a_takeover_alarms_nobody),
	    cmocka_unit_test(a_lost_session_knows_of_no_two_masters),
	    cmocka_unit_test(lag_counts_own_updates_until_they_are_safe_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
