/* What an operator sets: pace of the keepalives, answer limit, blocks; and what is measured: lag,
 * progress, wall clocks. */
#include "test/unit/rbs/world.h"

static void
configure(struct world *w, int s)
{
	side_input(w, s, (struct rbs_input){.kind = RBS_IN_CONFIG, .config = &w->side[s].config});
}

/* ---- pace ---- */

static void
keepalives_come_at_the_pace_set(void **state)
{
	struct world *w = world_paired_new();
	uint64_t before;

	(void)state;
	w->side[0].config.keepalive.set = true;
	w->side[0].config.keepalive.interval_s = 10;
	configure(w, 0);
	world_run(w, 10 * TIME_SEC);
	assert_true(world_paired(w)); /* a commit of this does not end the session */
	before = world_status(w, 0).frames_sent[RBS_KEEPALIVE];
	world_run(w, 100 * TIME_SEC);
	assert_in_range(world_status(w, 0).frames_sent[RBS_KEEPALIVE] - before, 8, 10);
	assert_true(world_paired(w)); /* side 1 is patient: it was told */
	assert_int_equal(w->side[1].batches, 1);
	assert_int_equal(world_status(w, 1).dead_us, 30 * TIME_SEC);
	assert_int_equal(world_status(w, 1).idle_us, 1 * TIME_SEC);
	world_free(w);
}

static void
silence_is_death_after_retries(void **state)
{
	static const uint16_t interval_s[] = {0, 1, 2, 2}, retry[] = {0, 2, 0, 5};
	static const uint64_t dead_s[] = {3, 2, 6, 10};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(retry); i++) {
		struct world *w = world_paired_new();

		for (int s = 0; s < 2; s++) {
			w->side[s].config.keepalive.set = interval_s[i] != 0;
			w->side[s].config.keepalive.interval_s = interval_s[i];
			w->side[s].config.keepalive.retry = retry[i];
			configure(w, s);
		}
		world_run(w, 10 * TIME_SEC);
		wire_cut(w, true);
		world_run(w, dead_s[i] * TIME_SEC - 2100 * TIME_MS);
		assert_int_equal(w->side[0].pair, RBS_PAIRED);
		world_run(w, 2200 * TIME_MS);
		assert_int_equal(w->side[0].pair, RBS_INTERRUPTED);
		world_free(w);
	}
}

static void
the_answer_limit_ends_the_session(void **state)
{
	(void)state;
	for (unsigned limit_ms = 100; limit_ms <= 2000; limit_ms += 950) {
		struct world *w = world_paired_new();

		w->side[0].config.answer.set = true;
		w->side[0].config.answer.limit_ms = (uint16_t)limit_ms;
		configure(w, 0);
		world_run(w, 10 * TIME_MS);
		wire_cut(w, true);
		side_change(w, 0, 4);
		side_flush(w, 0);
		world_run(w, (limit_ms - 1) * TIME_MS);
		assert_int_equal(w->side[0].pair, RBS_PAIRED);
		world_run(w, 2 * TIME_MS);
		assert_int_equal(w->side[0].pair, RBS_INTERRUPTED);
		assert_int_equal(world_status(w, 0).answer_time_outs, 1);
		world_free(w);
	}
}

/* ---- blocks ---- */

static void
block_then_unblock(bool sending)
{
	struct world *w = world_paired_new();

	if (sending)
		w->side[0].config.block_send.set = true;
	else
		w->side[0].config.block_receive.set = true;
	configure(w, 0);
	world_run(w, 10 * TIME_SEC);
	assert_int_equal(w->side[0].state, RBS_CONNECTED);
	assert_int_equal(w->side[0].pair, RBS_INTERRUPTED);
	assert_int_equal(w->side[1].pair, RBS_INTERRUPTED);
	assert_string_equal(rbs_session_waits(w->side[0].session, ID),
			    "the end of backup block on this device");
	assert_string_equal(rbs_session_waits(w->side[1].session, ID),
			    "the end of backup block on the peer");
	assert_string_equal(world_status(w, 0).blocked,
			    sending ? "sending here" : "receiving here");
	assert_string_equal(world_status(w, 1).blocked,
			    sending ? "sending on the peer" : "receiving on the peer");
	for (unsigned n = 0; n < 20; n++) /* each in its half */
		side_note(w, n % 2, n);
	side_flush(w, 0);
	side_flush(w, 1);
	world_run(w, 300 * TIME_SEC);
	for (unsigned n = 0; n < 20; n++) {
		bool goes = (n % 2 == 0) != sending; /* the other direction flows */

		assert_int_equal(version_at(w, 1 - (int)(n % 2), n) != 0, goes);
	}
	assert_int_equal(w->side[0].state, RBS_CONNECTED);
	assert_int_equal(world_status(w, 0).drops + world_status(w, 1).drops, 1); /* the commit's */
	w->side[0].config.block_send.set = w->side[0].config.block_receive.set = false;
	configure(w, 0);
	assert_true(world_settle(w, 10 * TIME_SEC));
	assert_int_equal(world_differs(w), -1);
	world_free(w);
}

static void
sending_blocked(void **state)
{
	(void)state;
	block_then_unblock(true);
}

static void
receiving_blocked(void **state)
{
	(void)state;
	block_then_unblock(false);
}

/* ---- measured ---- */

static void
lag_in_time(void **state)
{
	struct world *w = world_paired_new();

	(void)state;
	assert_int_equal(world_status(w, 0).behind_us, 0);
	side_change(w, 0, 4);
	side_flush(w, 0);
	assert_int_equal(world_status(w, 0).behind_us, w->now);
	assert_int_equal(world_status(w, 0).sequence_made, 1);
	assert_int_equal(world_status(w, 0).sequence_sent, 1);
	assert_int_equal(world_status(w, 0).sequence_acked, 0);
	world_run(w, 10 * TIME_MS);
	assert_int_equal(world_status(w, 0).behind_us, 0);
	assert_int_equal(world_status(w, 0).sequence_acked, 1);
	assert_int_equal(world_status(w, 1).sequence_received, 1);
	wire_cut(w, true);
	world_run(w, 5 * TIME_SEC);
	side_note(w, 0, 6);
	world_run(w, 7 * TIME_SEC);
	side_note(w, 0, 8);
	assert_int_equal(world_status(w, 0).behind_us, w->now - 7 * TIME_SEC);
	wire_cut(w, false);
	assert_true(world_settle(w, 40 * TIME_SEC));
	assert_int_equal(world_status(w, 0).behind_us, 0);
	world_free(w);
}

static void
progress_of_a_batch(void **state)
{
	struct world *w = world_new();
	struct rbs_status status;

	(void)state;
	side_start(w, 0);
	for (unsigned n = 0; n < 40; n++)
		side_note(w, 0, n);
	side_start(w, 1);
	assert_true(world_settle(w, 10 * TIME_SEC));
	status = world_status(w, 0);
	assert_int_equal(status.group[0].sent_about, 40);
	assert_int_equal(status.group[0].sent_count, 40);
	assert_true(status.group[0].sent_since_us > 0);
	assert_int_equal(world_status(w, 1).group[0].received_about, 40);
	assert_string_equal(status.group[0].why, "batch complete in both directions");
	world_free(w);
}

static void
digests_are_shown(void **state)
{
	struct world *w = world_paired_new();

	(void)state;
	assert_int_equal(world_status(w, 0).group[0].compared_us, 0);
	world_run(w, 6 * TIME_SEC);
	assert_true(world_status(w, 0).group[0].compared_us > 0);
	assert_int_equal(world_status(w, 0).group[0].suspects, 0);
	world_free(w);
}

/* ---- wall clocks ---- */

static void
clocks_that_differ_are_told_once(void **state)
{
	struct world *w = world_new();

	(void)state;
	w->side[1].wall_offset_us = WORLD_WALL_US + 61 * (int64_t)TIME_SEC;
	side_start(w, 0);
	side_start(w, 1);
	assert_true(world_settle(w, 10 * TIME_SEC));
	world_run(w, 60 * TIME_SEC);
	assert_int_equal(w->side[0].alarms, 1);
	assert_int_equal(w->side[0].alarm_kind, RBS_ALARM_CLOCK);
	assert_string_equal(w->side[0].alarm, "The peer's wall clock is 60.999 s ahead of ours; "
					      "no lease depends on it");
	assert_string_equal(
	    w->side[1].alarm,
	    "The peer's wall clock is 61.001 s behind ours; no lease depends on it");
	assert_true(world_status(w, 0).clock_known);
	assert_int_equal(world_status(w, 1).clock_ahead_ms, -61001);
	w->side[1].wall_offset_us = WORLD_WALL_US + 51 * (int64_t)TIME_SEC;
	world_run(w, 10 * TIME_SEC);
	assert_int_equal(w->side[0].alarms, 1);
	w->side[1].wall_offset_us = WORLD_WALL_US + 42 * (int64_t)TIME_SEC;
	world_run(w, 10 * TIME_SEC);
	assert_int_equal(w->side[0].alarms, 2);
	assert_int_equal(w->side[0].alarm_kind, RBS_ALARM_CLOCK_GOOD);
	world_free(w);
}

static void
a_clock_that_jumps_changes_nothing_else(void **state)
{
	static const int64_t hour_us = 3600 * (int64_t)TIME_SEC;

	(void)state;
	for (int by = -1; by <= 1; by += 2) {
		struct world *w = world_paired_new();
		uint64_t ticket;

		world_run(w, 5 * TIME_SEC);
		w->side[0].wall_offset_us += 5 * hour_us + by * hour_us;
		world_run(w, 5 * TIME_SEC);
		w->side[0].wall_offset_us -= 5 * hour_us;
		world_run(w, 5 * TIME_SEC);
		assert_true(w->side[1].alarms >= 2);
		assert_int_equal(w->side[1].alarm_kind, RBS_ALARM_CLOCK);
		assert_non_null(strstr(w->side[1].alarm, "jumped"));
		assert_true(world_paired(w));
		assert_int_equal(w->side[1].batches, 1);
		ticket = side_change(w, 0, 9);
		side_flush(w, 0);
		world_run(w, 10 * TIME_MS);
		assert_int_equal(w->side[0].parked[ticket].answer, RBS_SAFE);
		world_free(w);
	}
}

/* KEEPALIVEs that were read late, all at once, are no jump. */
static void
a_device_that_stood_still_hears_no_jump(void **state)
{
	struct world *w = world_paired_new();

	(void)state;
	for (int s = 0; s < 2; s++) {
		w->side[s].config.keepalive.set = true;
		w->side[s].config.keepalive.interval_s = 1;
		w->side[s].config.keepalive.retry = 10;
		configure(w, s);
	}
	world_run(w, 5 * TIME_SEC);
	w->side[0].wall_offset_us += 20 * (int64_t)TIME_SEC; /* what it hears seems late */
	side_input(w, 1, (struct rbs_input){.kind = RBS_IN_TICK});
	for (unsigned i = 0; i < 5; i++) {
		w->side[1].local.group[0].role = i % 2 ? RBS_ROLE_MASTER : RBS_ROLE_SLAVE;
		side_local(w, 1); /* says KEEPALIVE */
	}
	world_run(w, 5 * TIME_MS);
	w->side[0].wall_offset_us -= 20 * (int64_t)TIME_SEC;
	world_run(w, 20 * TIME_SEC);
	assert_int_equal(w->side[0].alarms, 0);
	assert_true(world_status(w, 0).clock_known);
	assert_in_range(world_status(w, 0).clock_ahead_ms + 5, 0, 10);
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_device_that_stood_still_hears_no_jump),
	    cmocka_unit_test(keepalives_come_at_the_pace_set),
	    cmocka_unit_test(silence_is_death_after_retries),
	    cmocka_unit_test(the_answer_limit_ends_the_session),
	    cmocka_unit_test(sending_blocked),
	    cmocka_unit_test(receiving_blocked),
	    cmocka_unit_test(lag_in_time),
	    cmocka_unit_test(progress_of_a_batch),
	    cmocka_unit_test(digests_are_shown),
	    cmocka_unit_test(clocks_that_differ_are_told_once),
	    cmocka_unit_test(a_clock_that_jumps_changes_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
