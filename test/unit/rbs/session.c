/* Two sessions on a virtual wire: they find each other, copy, judge, lose and find each other. */
#include "rbs/message.h"
#include "test/unit/rbs/world.h"

/* ---- finding each other ---- */

static void
every_order_of_start(void **state)
{
	static const uint64_t gap_us[] = {0,	       500,	     1 * TIME_MS,  999,
					  3 * TIME_MS, 1 * TIME_SEC, 10 * TIME_SEC};

	(void)state;
	for (int first = 0; first < 2; first++) {
		for (size_t i = 0; i < COUNT_OF(gap_us); i++) {
			struct world *w = world_new();

			side_start(w, first);
			world_run(w, gap_us[i]);
			side_start(w, !first);
			assert_true(world_settle(w, 2 * TIME_SEC));
			assert_int_equal(w->side[0].state, RBS_CONNECTED);
			assert_int_equal(w->side[0].home, 1);
			assert_int_equal(w->side[1].home, 2);
			assert_int_equal(w->side[0].batches, 1);
			world_run(w, 60 * TIME_SEC); /* and stay */
			assert_true(world_paired(w));
			assert_int_equal(w->side[0].batches, 1);
			assert_int_equal(w->side[1].batches, 1);
			world_free(w);
		}
	}
}

static void
of_two_connections_the_lower_ones_stays(void **state)
{
	struct world *w = world_paired_new();

	(void)state;
	assert_true(w->tcp[0].open[0] && w->tcp[0].open[1]);
	assert_false(w->tcp[1].open[0] || w->tcp[1].open[1]);
	world_free(w);
}

static void
one_way_to_dial_is_enough(void **state)
{
	(void)state;
	for (int filtered = 0; filtered < 2; filtered++) {
		struct world *w = world_new();

		w->filtered[filtered] = true;
		side_start(w, 0);
		side_start(w, 1);
		assert_true(world_settle(w, 10 * TIME_SEC));
		world_run(w, 60 * TIME_SEC);
		assert_true(world_paired(w));
		assert_int_equal(w->side[0].batches, 1);
		world_free(w);
	}
}

static void
an_accepted_connection_may_be_replaced(void **state)
{
	struct world *w = world_new();

	(void)state;
	w->filtered[0] = true; /* so side 1 dials */
	side_start(w, 0);
	side_start(w, 1);
	assert_true(world_settle(w, 10 * TIME_SEC));
	wire_cut(w, true);
	side_crash(w, 1);
	wire_cut(w, false);
	side_start(w, 1); /* dials while side 0 believes in the old one */
	assert_true(world_settle(w, 10 * TIME_SEC));
	world_free(w);
}

/* ---- copying ---- */

static void
batch_goes_both_ways(void **state)
{
	struct world *w = world_new();

	(void)state;
	side_start(w, 0);
	side_start(w, 1);
	for (unsigned n = 0; n < ADDRESSES; n++)
		side_note(w, n % 3 == 0, n);
	for (unsigned n = 0; n < ADDRESSES; n += 5)
		side_note(w, n % 2, n);
	assert_true(world_settle(w, 5 * TIME_SEC));
	assert_int_equal(world_differs(w), -1);
	for (unsigned n = 0; n < ADDRESSES; n++)
		for (int s = 0; s < 2; s++) {
			const struct lease_record *r = lease_at(w->side[s].table, address_of(n));

			assert_int_equal(r->acked.version, r->version);
		}
	world_free(w);
}

static void
updates_go_both_ways_and_are_answered(void **state)
{
	struct world *w = world_paired_new();

	(void)state;
	for (unsigned n = 0; n < ADDRESSES; n++)
		side_change(w, n % 2, n);
	side_flush(w, 0);
	side_flush(w, 1);
	world_run(w, 10 * TIME_MS);
	tickets_answered(w);
	for (int s = 0; s < 2; s++)
		for (uint64_t t = 1; t <= w->side[s].tickets; t++)
			assert_int_equal(w->side[s].parked[t].answer, RBS_SAFE);
	assert_int_equal(world_differs(w), -1);
	world_free(w);
}

static void
one_step_is_one_frame_and_one_ack(void **state)
{
	struct world *w = world_paired_new();
	struct rbs_status before, after;

	(void)state;
	rbs_status_of(w->side[0].session, &before);
	for (unsigned n = 0; n < 20; n++)
		side_change(w, 0, n);
	side_flush(w, 0);
	world_run(w, 10 * TIME_MS);
	rbs_status_of(w->side[0].session, &after);
	assert_int_equal(after.frames_sent[RBS_RECORDS], before.frames_sent[RBS_RECORDS] + 1);
	assert_int_equal(after.frames_received[RBS_ACK], before.frames_received[RBS_ACK] + 1);
	world_free(w);
}

static void
nobody_is_answered_before_the_peer(void **state)
{
	struct world *w = world_paired_new();
	uint64_t ticket = side_change(w, 0, 7);

	(void)state;
	side_flush(w, 0);
	assert_int_equal(w->side[0].parked[ticket].answers, 0);
	assert_int_equal(version_at(w, 0, 7), 0); /* tentative: not held */
	world_run(w, w->delay_us);
	assert_true(version_at(w, 1, 7) != 0);
	assert_int_equal(w->side[0].parked[ticket].answers, 0);
	world_run(w, w->delay_us);
	assert_int_equal(w->side[0].parked[ticket].answer, RBS_SAFE);
	world_free(w);
}

static void
a_batch_flows_while_updates_do(void **state)
{
	struct world *w = world_new();
	unsigned n = 0;

	(void)state;
	side_start(w, 0);
	for (unsigned i = 0; i < ADDRESSES; i++)
		side_note(w, 0, i);
	side_start(w, 1);
	for (unsigned i = 0; i < 200; i++) {
		side_change(w, (int)(i % 2), n++ % ADDRESSES);
		side_flush(w, (int)(i % 2));
		world_run(w, 100);
	}
	assert_true(world_settle(w, 5 * TIME_SEC));
	tickets_answered(w);
	assert_int_equal(world_differs(w), -1);
	world_free(w);
}

/* ---- judging ---- */

static void
a_stale_update_is_refused_with_the_newer_record(void **state)
{
	struct world *w = world_paired_new();
	uint64_t old, ticket;

	(void)state;
	side_change(w, 0, 9);
	side_flush(w, 0);
	world_run(w, 10 * TIME_MS);
	old = version_at(w, 0, 9);
	side_change(w, 1, 9);
	side_flush(w, 1);
	world_run(w, 10 * TIME_MS);
	assert_true(version_at(w, 0, 9) > old);
	ticket = side_update(w, 0, 9, old); /* a decision from before */
	side_flush(w, 0);
	world_run(w, 10 * TIME_MS);
	assert_int_equal(w->side[0].parked[ticket].answer, RBS_REFUSED);
	assert_int_equal(world_differs(w), -1);
	assert_int_equal(version_at(w, 0, 9) & 1, 1); /* side 1's */
	world_free(w);
}

/* Whatever the versions say: a merge may have let the peer's record win over the one that came with
 * the promise. */
static void
what_was_promised_alone_goes_to_nobody_else(void **state)
{
	struct world *w = world_paired_new();
	struct lease_record r;
	uint64_t ticket;

	(void)state;
	side_change(w, 1, 9);
	side_flush(w, 1);
	world_run(w, 10 * TIME_MS);
	r = *lease_at(w->side[0].table, address_of(9));
	r.key.byte[0] ^= 1;
	r.promised_until_us = w->now + TIME_SEC;
	lease_apply(w->side[0].table, &r);
	ticket = side_update(w, 1, 9, version_at(w, 1, 9));
	side_flush(w, 1);
	world_run(w, 10 * TIME_MS);
	assert_int_equal(w->side[1].parked[ticket].answer, RBS_REFUSED);
	assert_int_equal(lease_at(w->side[1].table, address_of(9))->promised_until_us / TIME_SEC,
			 r.promised_until_us / TIME_SEC);
	world_run(w, TIME_SEC);
	ticket = side_update(w, 1, 9, version_at(w, 1, 9));
	side_flush(w, 1);
	world_run(w, 10 * TIME_MS);
	assert_int_equal(w->side[1].parked[ticket].answer, RBS_SAFE);
	world_free(w);
}

/* Who says "free" hears of what was promised alone before it may take the other to agree, whoever
 * has the higher version. */
static void
free_is_answered_before_it_is_acknowledged(void **state)
{
	(void)state;
	for (uint64_t newer = 0; newer < 2; newer++) {
		struct world *w = world_paired_new();
		struct lease_record r, *theirs = &r;

		side_note(w, 0, 9);
		side_flush(w, 0);
		world_run(w, 10 * TIME_MS);
		r = *lease_at(w->side[0].table, address_of(9));
		lease_promise(&r, r.expiry_us, lease_owner(&r.key));
		r.version += newer << 20;
		lease_apply(w->side[0].table, &r);
		r = record_of(w, 1, 9, LEASE_FREE);
		lease_apply(w->side[1].table, &r);
		side_step(
		    w, 1,
		    (struct rbs_input){.kind = RBS_IN_NOTE, .backup_id = ID, .record = theirs});
		side_flush(w, 1);
		world_run(w, 10 * TIME_MS);
		r = *lease_at(w->side[1].table, address_of(9));
		assert_true(r.promised_until_us > w->now + 3000 * TIME_SEC);
		assert_true(r.promised_to ==
			    lease_at(w->side[0].table, address_of(9))->promised_to);
		assert_true((r.state == LEASE_FREE) == !newer);
		assert_true(world_paired(w));
		world_free(w);
	}
}

/* What no range covers, in the networks of the pair, is part of a full batch. */
static void
bindings_set_aside_go_along(void **state)
{
	static const struct lease_range network = {{0x0a0a0000}, {0x0a0affff}, 0, 0};
	struct world *w = world_new();
	struct lease_record r;

	(void)state;
	side_start(w, 0);
	for (unsigned n = 0; n < 3; n++) {
		r = record_of(w, 0, 9, LEASE_LEASED);
		r.address.host = n == 2 ? 0x0a0b0a01 : world_range.high.host + 1 + n;
		assert_true(lease_keep_aside(w->side[0].table, &r));
	}
	side_start(w, 1);
	for (int s = 0; s < 2; s++) {
		w->side[s].local.group[0].networks_count = 1;
		w->side[s].local.group[0].network = &network;
		side_local(w, s);
	}
	assert_true(world_settle(w, 20 * TIME_SEC));
	assert_non_null(lease_orphan_at(w->side[1].table, 1));
	assert_null(lease_orphan_at(w->side[1].table, 2));
	world_free(w);
}

static void
of_two_updates_at_once_home_stands(void **state)
{
	(void)state;
	for (unsigned n = 10; n < 12; n++) {
		struct world *w = world_paired_new();
		uint64_t ticket[2];
		unsigned home = n % 2; /* side 0 has the even addresses */

		for (int s = 0; s < 2; s++)
			ticket[s] = side_change(w, s, n);
		for (int s = 0; s < 2; s++)
			side_flush(w, s);
		world_run(w, 10 * TIME_MS);
		assert_int_equal(w->side[home].parked[ticket[home]].answer, RBS_SAFE);
		assert_int_equal(w->side[!home].parked[ticket[!home]].answer, RBS_REFUSED);
		assert_int_equal(version_at(w, 0, n) & 1, home);
		assert_int_equal(world_differs(w), -1);
		world_free(w);
	}
}

/* An update built on one of the peer's is not sent before the ACK of that one. */
static void
an_acknowledgement_precedes_what_is_built_on_it(void **state)
{
	struct world *w = world_paired_new();
	uint64_t first, second, received;
	struct rbs_status status;

	(void)state;
	w->disk_us = 20 * TIME_MS;
	first = side_change(w, 0, 6);
	side_flush(w, 0);
	world_run(w, w->delay_us);
	assert_true(version_at(w, 1, 6) != 0);
	second = side_change(w, 1, 6);
	side_flush(w, 1);
	rbs_status_of(w->side[0].session, &status);
	received = status.frames_received[RBS_RECORDS];
	world_run(w, 19 * TIME_MS);
	rbs_status_of(w->side[0].session, &status);
	assert_int_equal(status.frames_received[RBS_RECORDS], received);
	assert_int_equal(w->side[0].parked[first].answers, 0);
	world_run(w, 50 * TIME_MS);
	assert_int_equal(w->side[0].parked[first].answer, RBS_SAFE);
	assert_int_equal(w->side[1].parked[second].answer, RBS_SAFE);
	assert_int_equal(version_at(w, 0, 6) & 1, 1);
	assert_int_equal(world_differs(w), -1);
	world_free(w);
}

static void
updates_are_bounded(void **state)
{
	static const struct lease_range wide = {{0x0b000000}, {0x0b00ffff}, 0, 0};
	struct world *w = world_paired_new();
	struct side *d = &w->side[0];
	unsigned full = 0;

	(void)state;
	d->local.group[0].range = &wide;
	side_local(w, 0);
	for (uint32_t i = 0; i < RBS_UPDATES_MAX + 5; i++) {
		struct lease_record r = {.address = {0x0b000000 + i},
					 .state = LEASE_FREE,
					 .version = lease_clock_next(&d->clock)};

		d->parked[++d->tickets] = (struct parked){.address = address_of(0)};
		side_step(w, 0,
			  (struct rbs_input){.kind = RBS_IN_UPDATE,
					     .backup_id = ID,
					     .record = &r,
					     .ticket = d->tickets});
		full += d->parked[d->tickets].answer == RBS_FULL && d->parked[d->tickets].answers;
	}
	assert_int_equal(full, 5);
	wire_cut(w, true);
	world_run(w, 600 * TIME_MS);
	tickets_answered(w);
	world_free(w);
}

/* ---- losing each other ---- */

static void
silence_ends_it_in_500_ms(void **state)
{
	struct world *w = world_paired_new();
	uint64_t ticket;

	(void)state;
	world_run(w, 300 * TIME_MS);
	wire_cut(w, true);
	ticket = side_change(w, 0, 3);
	side_flush(w, 0);
	world_run(w, 499 * TIME_MS);
	assert_int_equal(w->side[0].parked[ticket].answers, 0);
	assert_int_equal(w->side[0].pair, RBS_PAIRED);
	world_run(w, 1 * TIME_MS);
	assert_int_equal(w->side[0].parked[ticket].answer, RBS_DROPPED);
	assert_true(w->side[0].parked[ticket].doubtful);
	assert_int_equal(w->side[0].pair, RBS_INTERRUPTED);
	wire_cut(w, false);
	assert_true(world_settle(w, 10 * TIME_SEC));
	assert_int_equal(world_differs(w), -1);
	world_free(w);
}

static void
a_lost_ack_leaves_no_difference(void **state)
{
	struct world *w = world_paired_new();
	struct rbs_status status;
	uint64_t ticket;

	(void)state;
	side_change(w, 0, 30); /* so that there is something to resume from */
	side_change(w, 1, 31);
	side_flush(w, 0);
	side_flush(w, 1);
	world_run(w, 2 * TIME_SEC);
	ticket = side_change(w, 0, 3);
	side_flush(w, 0);
	world_run(w, w->delay_us); /* taken there, the ACK is on its way */
	wire_break(w, 0, (size_t[2]){0, 0});
	world_run(w, 2 * TIME_MS);
	assert_int_equal(w->side[0].parked[ticket].answer, RBS_DROPPED);
	assert_true(w->side[0].parked[ticket].doubtful);
	assert_true(world_settle(w, 10 * TIME_SEC));
	rbs_status_of(w->side[1].session, &status);
	assert_true(status.group[0].resumed);
	assert_int_equal(world_differs(w), -1);
	assert_true(version_at(w, 0, 3) != 0);
	world_free(w);
}

static void
a_dead_peer_is_noticed_in_three_seconds(void **state)
{
	struct world *w = world_paired_new();
	struct rbs_status status;

	(void)state;
	world_run(w, 10 * TIME_SEC);
	wire_cut(w, true);
	world_run(w, 1900 * TIME_MS);
	assert_int_equal(w->side[0].state, RBS_CONNECTED);
	world_run(w, 1200 * TIME_MS);
	assert_int_not_equal(w->side[0].state, RBS_CONNECTED);
	assert_int_not_equal(w->side[1].state, RBS_CONNECTED);
	rbs_status_of(w->side[0].session, &status);
	assert_string_equal(status.why, "TCP closed for echo time out");
	wire_cut(w, false);
	assert_true(world_settle(w, 10 * TIME_SEC));
	world_free(w);
}

static void
a_short_loss_resumes(void **state)
{
	struct world *w = world_paired_new();
	struct rbs_status status;

	(void)state;
	for (unsigned n = 0; n < ADDRESSES; n++) {
		side_change(w, 0, n);
		side_flush(w, 0);
	}
	world_run(w, 2 * TIME_SEC);
	wire_break(w, 0, (size_t[2]){0, 0});
	world_run(w, 1500); /* both know, the reconnection is under way */
	assert_int_equal(w->side[0].pair, RBS_INTERRUPTED);
	side_change(w, 0, 5);
	side_change(w, 0, 6);
	assert_true(world_settle(w, 5 * TIME_SEC));
	rbs_status_of(w->side[0].session, &status);
	assert_true(status.group[0].resumed);
	assert_true(status.group[0].sent_count <= 3);
	assert_int_equal(world_differs(w), -1);
	world_free(w);
}

static void
a_restarted_peer_gets_everything(void **state)
{
	struct world *w = world_paired_new();

	(void)state;
	for (unsigned n = 0; n < ADDRESSES; n++)
		side_change(w, 0, n);
	side_flush(w, 0);
	world_run(w, 100 * TIME_MS);
	side_crash(w, 1);
	world_run(w, 100 * TIME_MS);
	side_change(w, 0, 2);
	side_start(w, 1);
	assert_true(world_settle(w, 10 * TIME_SEC));
	assert_int_equal(world_differs(w), -1);
	assert_true(version_at(w, 1, 60) != 0);
	side_crash(w, 0); /* and back again */
	world_run(w, 100 * TIME_MS);
	side_start(w, 0);
	assert_true(world_settle(w, 10 * TIME_SEC));
	assert_int_equal(world_differs(w), -1);
	assert_true(version_at(w, 0, 60) != 0);
	world_free(w);
}

/* The peer restarted and made more updates than it ever had: its old count means nothing. */
static void
an_old_incarnation_does_not_count(void **state)
{
	struct world *w = world_paired_new();
	struct rbs_status status;

	(void)state;
	side_change(w, 1, 40);
	side_change(w, 1, 41);
	side_flush(w, 1);
	world_run(w, 2 * TIME_SEC);
	side_crash(w, 1);
	wire_cut(w, true);
	side_start(w, 1);
	for (unsigned n = 0; n < 10; n++)
		side_note(w, 1, n);
	world_run(w, 5 * TIME_SEC);
	wire_cut(w, false);
	assert_true(world_settle(w, 10 * TIME_SEC));
	rbs_status_of(w->side[1].session, &status);
	assert_false(status.group[0].resumed);
	assert_int_equal(world_differs(w), -1);
	world_free(w);
}

/* Configuration changes to and fro on either side while batches run. */
static void
a_digest_that_flaps_during_batches(void **state)
{
	struct prng p = {7};

	(void)state;
	for (unsigned round = 0; round < 300; round++) {
		struct world *w = world_new();

		w->delay_us = 100 + prng_below(&p, 5000);
		for (int s = 0; s < 2; s++)
			side_start(w, s);
		for (unsigned i = 0; i < 40; i++) {
			int s = (int)prng_below(&p, 2);

			w->side[s].local.group[0].digest = 42 + prng_below(&p, 2);
			side_local(w, s);
			for (unsigned k = 0; k < 6; k++)
				side_change(w, !s, (unsigned)prng_below(&p, ADDRESSES));
			side_flush(w, !s);
			world_run(w, prng_below(&p, 2 * w->delay_us));
			if (world_paired(w) && prng_below(&p, 2))
				world_run(w, 20 * TIME_MS);
		}
		for (int s = 0; s < 2; s++) {
			w->side[s].local.group[0].digest = 42;
			side_local(w, s);
		}
		world_run(w, 100 * TIME_MS);
		assert_true(world_settle(w, 5 * TIME_SEC));
		tickets_answered(w);
		assert_int_equal(world_differs(w), -1);
		world_free(w);
	}
}

static void
a_second_loss_within_a_minute_waits(void **state)
{
	struct world *w = world_paired_new();
	uint64_t expected_us[] = {0, 1 * TIME_SEC, 2 * TIME_SEC, 4 * TIME_SEC};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(expected_us); i++) {
		uint64_t lost_us;

		wire_break(w, 0, (size_t[2]){0, 0});
		wire_break(w, 1, (size_t[2]){0, 0});
		world_run(w, w->delay_us);
		lost_us = w->now;
		while (!world_paired(w))
			world_run(w, TIME_MS);
		assert_true(w->now - lost_us >= expected_us[i]);
		assert_true(w->now - lost_us < expected_us[i] + 1200 * TIME_MS);
		world_run(w, 100 * TIME_MS);
	}
	world_run(w, 120 * TIME_SEC);
	wire_break(w, 0, (size_t[2]){0, 0});
	wire_break(w, 1, (size_t[2]){0, 0});
	world_run(w, 100 * TIME_MS);
	assert_true(world_paired(w));
	world_free(w);
}

static void
a_stop_declares_nobody_down(void **state)
{
	struct world *w = world_paired_new();
	struct rbs_status status;

	(void)state;
	side_change(w, 1, 8);
	side_flush(w, 1);
	world_run(w, 10 * TIME_MS);
	side_input(w, 1, (struct rbs_input){.kind = RBS_IN_STOP});
	assert_int_equal(w->side[1].state, RBS_INITIAL);
	world_run(w, 10 * TIME_MS);
	assert_int_equal(w->side[0].pair, RBS_INTERRUPTED);
	rbs_status_of(w->side[0].session, &status);
	assert_string_equal(status.why, "TCP closed by the peer: the device is stopped");
	world_run(w, 5 * TIME_SEC);
	side_crash(w, 1);
	side_start(w, 1);
	assert_true(world_settle(w, 10 * TIME_SEC));
	world_free(w);
}

/* An older version says BYE at a stop: that gives its half away, and nothing of it is missing. */
static void
a_bye_declares_the_peer_down(void **state)
{
	struct world *w = world_paired_new();
	struct tcp *t = w->tcp[0].open[0] ? &w->tcp[0] : &w->tcp[1];
	uint8_t bytes[RBS_HEADER + 64];
	struct wr bye = wr_of(bytes, sizeof bytes);
	struct rbs_status status;
	uint64_t number = 1;

	(void)state;
	rbs_status_of(w->side[1].session, &status);
	for (unsigned i = 0; i < RBS_TYPES; i++)
		number += status.frames_sent[i];
	rbs_frame_begin(&bye, RBS_BYE, 0, 0, number);
	rbs_bye_write(&bye, status.sequence_made, "the device is stopped");
	assert_true(rbs_frame_end(&bye, 0));
	pipe_put(&t->to[0], bytes, bye.len, w->now);
	world_run(w, 10 * TIME_MS);
	assert_int_equal(w->side[0].pair, RBS_PARTNER_DOWN);
	assert_true(w->side[0].complete);
	world_free(w);
}

static void
shutdown_and_undo(void **state)
{
	struct world *w = world_paired_new();
	struct rbs_config *c = &w->side[0].config;

	(void)state;
	c->shutdown.set = true;
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_CONFIG, .config = c});
	assert_int_equal(w->side[0].state, RBS_INITIAL);
	assert_false(w->side[0].listening);
	world_run(w, 5 * TIME_SEC);
	assert_int_equal(w->side[1].pair, RBS_INTERRUPTED); /* it still serves: no BYE */
	c->shutdown.set = false;
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_CONFIG, .config = c});
	assert_true(world_settle(w, 10 * TIME_SEC));
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_CONFIG, .config = NULL});
	assert_int_equal(w->side[0].state, RBS_INITIAL);
	world_free(w);
}

/* ---- room ---- */

static void
a_peer_that_does_not_read_costs_no_memory(void **state)
{
	struct world *w = world_paired_new();
	struct side *d = &w->side[0];
	size_t before;

	(void)state;
	world_run(w, 1 * TIME_SEC);
	before = d->sent_bytes;
	wire_cut(w, true);
	for (unsigned round = 0; round < 400; round++) {
		for (unsigned n = 0; n < ADDRESSES; n++)
			side_note(w, 0, n);
		side_flush(w, 0);
	}
	assert_true(d->sent_bytes - before <= ROOM);
	world_run(w, 4 * TIME_SEC);
	assert_int_not_equal(d->state, RBS_CONNECTED);
	wire_cut(w, false);
	assert_true(world_settle(w, 10 * TIME_SEC));
	assert_int_equal(world_differs(w), -1);
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_order_of_start),
	    cmocka_unit_test(of_two_connections_the_lower_ones_stays),
	    cmocka_unit_test(one_way_to_dial_is_enough),
	    cmocka_unit_test(an_accepted_connection_may_be_replaced),
	    cmocka_unit_test(batch_goes_both_ways),
	    cmocka_unit_test(updates_go_both_ways_and_are_answered),
	    cmocka_unit_test(one_step_is_one_frame_and_one_ack),
	    cmocka_unit_test(nobody_is_answered_before_the_peer),
	    cmocka_unit_test(a_batch_flows_while_updates_do),
	    cmocka_unit_test(a_stale_update_is_refused_with_the_newer_record),
	    cmocka_unit_test(what_was_promised_alone_goes_to_nobody_else),
	    cmocka_unit_test(free_is_answered_before_it_is_acknowledged),
	    cmocka_unit_test(bindings_set_aside_go_along),
	    cmocka_unit_test(of_two_updates_at_once_home_stands),
	    cmocka_unit_test(an_acknowledgement_precedes_what_is_built_on_it),
	    cmocka_unit_test(updates_are_bounded),
	    cmocka_unit_test(silence_ends_it_in_500_ms),
	    cmocka_unit_test(a_lost_ack_leaves_no_difference),
	    cmocka_unit_test(a_dead_peer_is_noticed_in_three_seconds),
	    cmocka_unit_test(a_short_loss_resumes),
	    cmocka_unit_test(a_restarted_peer_gets_everything),
	    cmocka_unit_test(an_old_incarnation_does_not_count),
	    cmocka_unit_test(a_digest_that_flaps_during_batches),
	    cmocka_unit_test(a_second_loss_within_a_minute_waits),
	    cmocka_unit_test(a_stop_declares_nobody_down),
	    cmocka_unit_test(a_bye_declares_the_peer_down),
	    cmocka_unit_test(shutdown_and_undo),
	    cmocka_unit_test(a_peer_that_does_not_read_costs_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
