/* How a session begins and ends beside the wire: what was kept of an earlier run, the first SYNC, a
 * failed disk, a peer declared down, a batch asked for; and updates claimed but not yet sent. */
#include "lease/heir.h"
#include "test/unit/rbs/world.h"

static void
local_group_down(struct world *w, int s, bool complete)
{
	w->side[s].local.group[0].down = true;
	w->side[s].local.group[0].complete = complete;
	w->side[s].local.group[0].backup_id = OTHER_ID;
	side_local(w, s);
}

static void
partner_down_is_kept_over_a_restart(void **state)
{
	(void)state;
	for (int complete = 0; complete < 2; complete++) {
		struct world *w = world_new();

		side_start(w, 0);
		local_group_down(w, 0, complete);
		assert_int_equal(rbs_session_pair(w->side[0].session, OTHER_ID), RBS_PARTNER_DOWN);
		assert_int_equal(w->side[0].other_pair, 0); /* known, so not told again */
		w->side[0].local.group[0].down = false;	    /* counts only for a new one */
		side_local(w, 0);
		assert_int_equal(rbs_session_pair(w->side[0].session, OTHER_ID), RBS_PARTNER_DOWN);
		side_start(w, 1);
		world_run(w, 5 * TIME_SEC);
		assert_int_equal(w->side[0].state, RBS_CONNECTED);
		assert_int_equal(rbs_session_pair(w->side[0].session, OTHER_ID), RBS_INTERRUPTED);
		world_free(w);
	}
}

/* The world asserts that no record leaves before the first SYNC is answered. */
static void
records_wait_for_the_first_sync(void **state)
{
	struct world *w = world_new();
	struct rbs_status status;

	(void)state;
	w->disk_us = 2 * TIME_SEC;
	side_start(w, 0);
	side_start(w, 1);
	for (unsigned n = 0; n < ADDRESSES; n++)
		side_note(w, n % 2, n);
	world_run(w, 1900 * TIME_MS);
	for (int s = 0; s < 2; s++) {
		assert_int_equal(w->side[s].state, RBS_CONNECTED);
		rbs_status_of(w->side[s].session, &status);
		assert_int_equal(status.frames_sent[RBS_BATCH_BEGIN], 0);
		assert_int_equal(status.frames_sent[RBS_RECORDS], 0);
		assert_true(status.frames_sent[RBS_KEEPALIVE] > 0);
	}
	world_run(w, 10 * TIME_SEC);
	assert_true(world_paired(w));
	assert_int_equal(world_differs(w), -1);
	world_free(w);
}

/* A commit makes the table of side 0 anew, without the 256 places in front of the pool. */
static void
table_anew(struct side *d, const struct lease_range *ranges, unsigned count, uint64_t now)
{
	struct lease_table *t;

	lease_tick(d->table, now);
	lease_heir_begin(d->table, ranges, count);
	t = lease_heir_take(d->table);
	lease_table_free(d->table);
	d->table = t;
}

static void
a_batch_goes_on_over_a_table_made_anew(void **state)
{
	struct lease_range wide[2] = {{{0x0a0a0b00}, {0x0a0a0bff}, 0, 0}, world_range};
	struct world *w = world_new();
	struct side *d = &w->side[0];
	struct rbs_status status;

	(void)state;
	wide[1].pool = 1;
	w->disk_us = 500 * TIME_MS;
	side_start(w, 0);
	table_anew(d, wide, 2, w->now);
	side_local(w, 0);
	for (unsigned n = 0; n < ADDRESSES; n++)
		side_note(w, 0, n);
	side_start(w, 1);
	world_run(w, 400 * TIME_MS);
	assert_int_equal(d->state, RBS_CONNECTED);
	for (int dialled = 0; dialled < 2; dialled++)
		side_step(
		    w, 0,
		    (struct rbs_input){.kind = RBS_IN_ROOM, .dialled = dialled == 1, .len = 4000});
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_STORED, .number = d->gate});
	rbs_status_of(d->session, &status);
	assert_int_equal(status.frames_sent[RBS_RECORDS], 1);
	assert_int_equal(status.frames_sent[RBS_BATCH_END], 0);
	table_anew(d, &world_range, 1, w->now);
	side_local(w, 0);
	assert_true(world_settle(w, 20 * TIME_SEC));
	assert_int_equal(world_differs(w), -1);
	assert_int_equal(w->side[0].repairs + w->side[1].repairs, 0);
	world_free(w);
}

/* ---- the own disk ---- */

static void
pause_closes_without_bye(void **state)
{
	struct world *w = world_paired_new();
	uint64_t ticket = side_change(w, 0, 3);

	(void)state;
	side_flush(w, 0);
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_PAUSE});
	assert_int_equal(w->side[0].state, RBS_INITIAL);
	assert_int_equal(w->side[0].parked[ticket].answer, RBS_DROPPED);
	assert_true(w->side[0].parked[ticket].doubtful);
	world_run(w, 60 * TIME_SEC);
	assert_int_equal(w->side[0].state, RBS_INITIAL);
	assert_int_equal(w->side[0].pair, RBS_INTERRUPTED);
	assert_int_equal(w->side[1].pair, RBS_INTERRUPTED); /* not declared down */
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_RESUME});
	assert_true(world_settle(w, 5 * TIME_SEC));
	assert_int_equal(world_differs(w), -1);
	world_free(w);
}

static void
the_peer_hears_why(void **state)
{
	struct world *w = world_paired_new();
	struct rbs_status status;

	(void)state;
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_PAUSE});
	world_run(w, 10 * TIME_MS);
	rbs_status_of(w->side[1].session, &status);
	assert_string_equal(status.why, "TCP closed by the peer: its disk fails");
	world_free(w);
}

static void
a_commit_while_paused_counts_afterwards(void **state)
{
	struct world *w = world_paired_new();

	(void)state;
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_PAUSE});
	for (int s = 0; s < 2; s++) {
		w->side[s].config.peer.port = 10001;
		side_input(w, s,
			   (struct rbs_input){.kind = RBS_IN_CONFIG, .config = &w->side[s].config});
	}
	world_run(w, 5 * TIME_SEC);
	assert_int_equal(w->side[0].state, RBS_INITIAL);
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_RESUME});
	assert_true(world_settle(w, 10 * TIME_SEC));
	w->side[0].config.shutdown.set = true;
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_PAUSE});
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_CONFIG, .config = &w->side[0].config});
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_RESUME});
	assert_int_equal(w->side[0].state, RBS_INITIAL);
	world_free(w);
}

static void
pause_and_resume_twice_are_once(void **state)
{
	struct world *w = world_paired_new();

	(void)state;
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_RESUME});
	assert_true(world_paired(w));
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_PAUSE});
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_PAUSE});
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_RESUME});
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_RESUME});
	assert_true(world_settle(w, 10 * TIME_SEC));
	world_free(w);
}

static void
an_answer_of_the_disk_that_comes_late_means_nothing(void **state)
{
	struct world *w = world_paired_new();

	(void)state;
	w->disk_us = 200 * TIME_MS; /* the SYNC of before the break is answered after it */
	side_change(w, 1, 5);
	side_flush(w, 1);
	world_run(w, 5 * TIME_MS);
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_PAUSE});
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_RESUME});
	assert_true(world_settle(w, 10 * TIME_SEC));
	assert_int_equal(world_differs(w), -1);
	world_free(w);
}

/* ---- partner-down ---- */

static void
declared_down_until_it_is_back(void **state)
{
	struct world *w = world_paired_new();
	struct rbs_input declare = {.kind = RBS_IN_DECLARE, .backup_id = ID};

	(void)state;
	side_input(w, 0, declare);
	assert_int_equal(w->side[0].pair, RBS_PAIRED); /* nothing while CONNECTED */
	wire_cut(w, true);
	world_run(w, 5 * TIME_SEC);
	assert_int_equal(w->side[0].pair, RBS_INTERRUPTED);
	declare.backup_id = OTHER_ID;
	side_input(w, 0, declare);
	assert_int_equal(w->side[0].pair, RBS_INTERRUPTED);
	declare.backup_id = 0;
	side_input(w, 0, declare);
	assert_int_equal(w->side[0].pair, RBS_PARTNER_DOWN);
	assert_false(w->side[0].complete);
	world_run(w, 3600 * TIME_SEC);
	assert_int_equal(w->side[0].pair, RBS_PARTNER_DOWN);
	wire_cut(w, false);
	assert_true(world_settle(w, 10 * TIME_SEC));
	world_free(w);
}

/* ... and it is told, in every session until the batches are complete. */
static void
who_was_declared_down_is_told_until_a_batch(void **state)
{
	struct world *w = world_paired_new();

	(void)state;
	wire_cut(w, true);
	world_run(w, 5 * TIME_SEC);
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_DECLARE});
	w->disk_us = 3600 * TIME_SEC; /* no batch gets through */
	wire_cut(w, false);
	world_run(w, 10 * TIME_SEC);
	assert_int_equal(w->side[1].declared, 1);
	assert_int_equal(w->side[0].pair, RBS_INTERRUPTED);
	wire_cut(w, true);
	world_run(w, 5 * TIME_SEC);
	wire_cut(w, false);
	world_run(w, 10 * TIME_SEC);
	assert_int_equal(w->side[1].declared, 2);
	w->disk_us = 0;
	side_crash(w, 1);
	world_run(w, 100 * TIME_MS);
	side_start(w, 1);
	assert_true(world_settle(w, 20 * TIME_SEC));
	assert_int_equal(w->side[1].declared, 3);
	assert_int_equal(w->side[0].declared, 0);
	wire_cut(w, true);
	world_run(w, 5 * TIME_SEC);
	wire_cut(w, false);
	assert_true(world_settle(w, 20 * TIME_SEC));
	assert_int_equal(w->side[1].declared, 3);
	world_free(w);
}

static void
declared_down_in_every_state_without_a_session(void **state)
{
	struct rbs_input declare = {.kind = RBS_IN_DECLARE};
	struct world *w = world_new();

	(void)state;
	side_start(w, 0); /* dials: refused, LISTENING */
	world_run(w, 100 * TIME_MS);
	assert_int_equal(w->side[0].state, RBS_LISTENING);
	side_input(w, 0, declare);
	assert_int_equal(w->side[0].pair, RBS_PARTNER_DOWN);
	world_free(w);
	w = world_new();
	w->filtered[0] = true;
	side_start(w, 0);
	assert_int_equal(w->side[0].state, RBS_CONNECTING);
	side_input(w, 0, declare);
	assert_int_equal(w->side[0].pair, RBS_PARTNER_DOWN);
	world_free(w);
	w = world_new();
	side_start(w, 0);
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_PAUSE});
	side_input(w, 0, declare);
	assert_int_equal(w->side[0].pair, RBS_PARTNER_DOWN);
	world_free(w);
}

/* ---- a batch asked for ---- */

static void
one_more_batch_brings_what_was_lost(void **state)
{
	struct world *w = world_paired_new();
	struct lease_record r;
	struct rbs_status status;

	(void)state;
	for (unsigned n = 0; n < ADDRESSES; n++)
		side_change(w, 0, n);
	side_flush(w, 0);
	world_run(w, 100 * TIME_MS);
	r = *lease_at(w->side[1].table, address_of(9)); /* a fault of ours: it is gone there */
	r.version = 0;
	r.state = LEASE_FREE;
	r.key.len = 0;
	lease_apply(w->side[1].table, &r);
	assert_int_equal(world_differs(w), 9);
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_BATCH});
	for (unsigned n = 0; n < 10; n++)
		side_change(w, 1, 2 * n);
	side_flush(w, 1);
	world_run(w, 1 * TIME_SEC);
	assert_true(world_paired(w));
	assert_int_equal(world_differs(w), -1);
	assert_int_equal(w->side[0].batches, 1); /* BATCH_DONE is told once per match */
	assert_int_equal(w->side[0].alarm_kind, RBS_ALARM_SENT);
	tickets_answered(w);
	rbs_status_of(w->side[0].session, &status);
	assert_int_equal(status.made, status.confirmed);
	assert_int_equal(status.group[0].sent_count, ADDRESSES);
	world_free(w);
}

static void
a_batch_without_a_session_is_nothing(void **state)
{
	struct world *w = world_new();

	(void)state;
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_BATCH});
	side_start(w, 0);
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_BATCH});
	side_start(w, 1);
	assert_true(world_settle(w, 10 * TIME_SEC));
	assert_int_equal(w->side[0].alarms, 0);
	world_free(w);
}

/* What was applied stays known while one more batch runs: after a break the rest is resumed. */
static void
one_more_batch_does_not_spoil_a_resume(void **state)
{
	struct world *w = world_paired_new();
	struct rbs_status status;
	size_t keep[2] = {0, 0};

	(void)state;
	for (unsigned n = 0; n < ADDRESSES; n++)
		side_change(w, 0, n);
	side_flush(w, 0);
	world_run(w, 2 * TIME_SEC);
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_BATCH});
	wire_break(w, 0, keep);
	assert_true(world_settle(w, 10 * TIME_SEC));
	rbs_status_of(w->side[0].session, &status);
	assert_true(status.group[0].resumed);
	assert_int_equal(status.group[0].sent_count, 0);
	world_free(w);
}

/* ---- is the peer there? ---- */

static void
a_question_is_answered_by_the_disk_of_the_peer(void **state)
{
	struct world *w = world_paired_new();

	(void)state;
	w->disk_us = 50 * TIME_MS;
	side_change(w, 1, 3); /* its disk is busy */
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_ASK});
	assert_string_equal(rbs_session_waits(w->side[0].session, ID), "an answer of the peer");
	side_flush(w, 0);
	world_run(w, 1 * TIME_SEC);
	assert_int_equal(w->side[0].heard, 1);
	assert_null(rbs_session_waits(w->side[0].session, ID));
	assert_true(world_paired(w));
	tickets_answered(w);
	world_free(w);
}

/* It would end the batch that runs. */
static void
a_question_waits_for_the_end_of_a_batch(void **state)
{
	struct world *w = world_paired_new();

	(void)state;
	for (unsigned n = 0; n < ADDRESSES; n++)
		side_change(w, 0, n);
	side_flush(w, 0);
	world_run(w, 2 * TIME_SEC);
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_BATCH});
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_ASK});
	side_flush(w, 0);
	world_run(w, 1 * TIME_SEC);
	assert_int_equal(w->side[0].heard, 1);
	assert_true(world_paired(w));
	world_free(w);
}

static void
a_question_ends_with_its_session(void **state)
{
	struct world *w = world_paired_new();
	size_t keep[2] = {0, 0};

	(void)state;
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_ASK});
	wire_break(w, 0, keep);
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_ASK}); /* nobody to ask */
	assert_true(world_settle(w, 10 * TIME_SEC));
	assert_int_equal(w->side[0].heard, 0);
	assert_null(rbs_session_waits(w->side[0].session, ID));
	world_free(w);
}

/* ---- claims ---- */

/* Both decide; side 0 is at home with even addresses and has not sent its update yet. */
static void
a_claimed_address_is_refused_at_home(void **state)
{
	(void)state;
	for (unsigned n = 8; n < 10; n++) {
		struct world *w = world_paired_new();
		uint64_t ticket;

		assert_true(lease_claim(w->side[0].table, address_of(n)));
		ticket = side_update(w, 1, n, 0);
		side_flush(w, 1);
		world_run(w, 100 * TIME_MS);
		assert_int_equal(w->side[1].parked[ticket].answer,
				 n % 2 == 0 ? RBS_REFUSED : RBS_SAFE);
		assert_int_equal(version_at(w, 0, n) != 0, n % 2 != 0);
		world_free(w);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(partner_down_is_kept_over_a_restart),
	    cmocka_unit_test(records_wait_for_the_first_sync),
	    cmocka_unit_test(a_batch_goes_on_over_a_table_made_anew),
	    cmocka_unit_test(pause_closes_without_bye),
	    cmocka_unit_test(the_peer_hears_why),
	    cmocka_unit_test(a_commit_while_paused_counts_afterwards),
	    cmocka_unit_test(pause_and_resume_twice_are_once),
	    cmocka_unit_test(an_answer_of_the_disk_that_comes_late_means_nothing),
	    cmocka_unit_test(declared_down_until_it_is_back),
	    cmocka_unit_test(who_was_declared_down_is_told_until_a_batch),
	    cmocka_unit_test(declared_down_in_every_state_without_a_session),
	    cmocka_unit_test(one_more_batch_brings_what_was_lost),
	    cmocka_unit_test(a_batch_without_a_session_is_nothing),
	    cmocka_unit_test(one_more_batch_does_not_spoil_a_resume),
	    cmocka_unit_test(a_question_is_answered_by_the_disk_of_the_peer),
	    cmocka_unit_test(a_question_waits_for_the_end_of_a_batch),
	    cmocka_unit_test(a_question_ends_with_its_session),
	    cmocka_unit_test(a_claimed_address_is_refused_at_home),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
