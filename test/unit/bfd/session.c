/* A BFD session: alone, state by what is heard, and two of them on a wire in virtual time. */
#include "test/check.h"

#include <string.h>

#include "bfd/session.h"

enum { A, B, SIDES, WIRE_US = 100 };

struct side {
	struct bfd_session s;
	struct bfd_settings cfg;
	bool mute; /* nothing of it arrives */
	unsigned sent, finals, polls;
	uint64_t last_us, least_us, most_us; /* gaps between its packets, since they were cleared */
	struct bfd_packet said;
};

struct wire {
	uint64_t now;
	struct side side[SIDES];
	struct {
		bool full;
		uint64_t at_us;
		struct bfd_packet packet;
	} way[SIDES][8]; /* to that side */
};

/* ---- two of them ---- */

static void
post(struct wire *w, unsigned from, const struct bfd_packet *p)
{
	for (unsigned i = 0; i < 8; i++) {
		if (w->way[!from][i].full)
			continue;
		w->way[!from][i].full = true;
		w->way[!from][i].at_us = w->now + WIRE_US;
		w->way[!from][i].packet = *p;
		return;
	}
	fail_msg("too many packets under way");
}

static void
step(struct wire *w, unsigned who, enum bfd_input_kind kind, const struct bfd_packet *packet)
{
	struct side *d = &w->side[who];
	struct bfd_input in = {.kind = kind, .now = w->now, .packet = packet};
	struct bfd_output out = bfd_session_step(&d->s, &d->cfg, &in);

	if (!out.sends)
		return;
	assert_false(out.packet.poll && out.packet.final); /* B-11 */
	assert_false(out.packet.demand);
	if (d->last_us != 0 && !out.packet.final && d->said.state == out.packet.state) {
		uint64_t gap_us = w->now - d->last_us;

		d->least_us = time_min(d->least_us, gap_us);
		d->most_us = gap_us > d->most_us ? gap_us : d->most_us;
	}
	d->last_us = w->now;
	d->said = out.packet;
	d->sent++;
	d->finals += out.packet.final;
	d->polls += out.packet.poll;
	if (!d->mute)
		post(w, who, &out.packet);
}

static uint64_t
next_us(const struct wire *w)
{
	uint64_t at_us =
	    time_min(bfd_session_deadline(&w->side[A].s), bfd_session_deadline(&w->side[B].s));

	for (unsigned who = 0; who < SIDES; who++)
		for (unsigned i = 0; i < 8; i++)
			if (w->way[who][i].full)
				at_us = time_min(at_us, w->way[who][i].at_us);
	return at_us;
}

static void
deliver(struct wire *w, unsigned who)
{
	for (unsigned i = 0; i < 8; i++) {
		if (!w->way[who][i].full || w->way[who][i].at_us > w->now)
			continue;
		w->way[who][i].full = false;
		step(w, who, BFD_IN_PACKET, &w->way[who][i].packet);
	}
}

static void
run(struct wire *w, uint64_t span_us)
{
	uint64_t end_us = w->now + span_us;

	while (next_us(w) <= end_us) {
		uint64_t at_us = next_us(w);

		w->now = at_us > w->now ? at_us : w->now;
		for (unsigned who = 0; who < SIDES; who++) {
			deliver(w, who);
			if (bfd_session_deadline(&w->side[who].s) <= w->now)
				step(w, who, BFD_IN_TICK, NULL);
		}
	}
	w->now = end_us;
}

static void
clear_gaps(struct side *d)
{
	d->last_us = d->most_us = 0;
	d->least_us = TIME_NEVER;
	d->sent = d->finals = d->polls = 0;
}

static struct wire
begin(uint32_t a_us, uint32_t b_us)
{
	struct wire w = {.now = 5 * TIME_SEC};

	for (unsigned who = 0; who < SIDES; who++) {
		struct side *d = &w.side[who];

		d->cfg = (struct bfd_settings){.peer = {0x0a000000 + 2 - who},
					       .source = {0x0a000000 + 1 + who},
					       .multiplier = 3,
					       .min_tx_us = who == A ? a_us : b_us,
					       .min_rx_us = who == A ? a_us : b_us};
		bfd_session_init(&d->s, 11 + who, 42 + who, w.now);
		clear_gaps(d);
	}
	return w;
}

static void
start(struct wire *w)
{
	step(w, A, BFD_IN_SETTINGS, NULL);
	step(w, B, BFD_IN_SETTINGS, NULL);
}

static struct wire
up(uint32_t a_us, uint32_t b_us)
{
	struct wire w = begin(a_us, b_us);

	start(&w);
	run(&w, 5 * TIME_SEC);
	assert_int_equal(w.side[A].s.state, BFD_UP);
	assert_int_equal(w.side[B].s.state, BFD_UP);
	clear_gaps(&w.side[A]);
	clear_gaps(&w.side[B]);
	return w;
}

static struct bfd_packet
packet(enum bfd_state state)
{
	return (struct bfd_packet){.state = (uint8_t)state,
				   .multiplier = 3,
				   .my = 12,
				   .your = 11,
				   .min_tx_us = 10000,
				   .min_rx_us = 10000};
}

/* ---- the beginning ---- */

static void
it_begins_down_and_slow_b_13_to_b_17(void **state)
{
	struct wire w = begin(10000, 10000);
	const struct bfd_packet *said = &w.side[A].said;

	(void)state;
	w.side[A].mute = w.side[B].mute = true;
	step(&w, A, BFD_IN_SETTINGS, NULL);
	assert_int_equal(w.side[A].sent, 1); /* active: B-03 */
	assert_int_equal(said->state, BFD_DOWN);
	assert_int_equal(said->diag, BFD_DIAG_NONE);
	assert_int_equal(said->my, 11);
	assert_int_equal(said->your, 0);
	assert_int_equal(said->min_tx_us, TIME_SEC); /* B-23 */
	assert_int_equal(said->min_rx_us, 10000);    /* B-10 */
	assert_int_equal(said->multiplier, 3);
	run(&w, 60 * TIME_SEC);
	assert_in_range(w.side[A].least_us, 750 * TIME_MS, 850 * TIME_MS);
	assert_in_range(w.side[A].most_us, 900 * TIME_MS, TIME_SEC);
}

static void
without_an_address_it_is_silent(void **state)
{
	struct wire w = begin(10000, 10000);
	struct bfd_packet poll = packet(BFD_DOWN);

	(void)state;
	w.side[A].cfg.source = (struct ip4){0};
	poll.poll = true;
	step(&w, A, BFD_IN_SETTINGS, NULL);
	step(&w, A, BFD_IN_PACKET, &poll);
	assert_int_equal(w.side[A].sent, 0);
}

static void
both_come_up_and_are_fast_b_50_b_51_b_56(void **state)
{
	struct wire w = up(10000, 10000);

	(void)state;
	assert_true(w.side[A].s.counts_up);
	assert_int_equal(w.side[A].s.counters.ups, 1);
	run(&w, 10 * TIME_SEC);
	assert_in_range(w.side[A].least_us, 7500, 7600);
	assert_in_range(w.side[A].most_us, 9900, 10000);
	assert_int_equal(w.side[A].s.counters.failures, 0);
	assert_false(w.side[A].s.polls); /* the answer ended it: B-46 */
	assert_int_equal(w.side[A].said.your, 12);
}

/* ---- states ---- */

struct heard {
	enum bfd_state is, said, becomes;
	enum bfd_diag diag;
};

static void
every_state_by_what_is_heard_b_07_b_48_to_b_52(void **state)
{
	static const struct heard cases[] = {
	    {BFD_ADMIN_DOWN, BFD_DOWN, BFD_ADMIN_DOWN, BFD_DIAG_ADMIN},
	    {BFD_ADMIN_DOWN, BFD_UP, BFD_ADMIN_DOWN, BFD_DIAG_ADMIN},
	    {BFD_DOWN, BFD_ADMIN_DOWN, BFD_DOWN, BFD_DIAG_NONE},
	    {BFD_DOWN, BFD_DOWN, BFD_INIT, BFD_DIAG_NONE},
	    {BFD_DOWN, BFD_INIT, BFD_UP, BFD_DIAG_NONE},
	    {BFD_DOWN, BFD_UP, BFD_DOWN, BFD_DIAG_NONE},
	    {BFD_INIT, BFD_ADMIN_DOWN, BFD_DOWN, BFD_DIAG_NEIGHBOUR},
	    {BFD_INIT, BFD_DOWN, BFD_INIT, BFD_DIAG_NONE},
	    {BFD_INIT, BFD_INIT, BFD_UP, BFD_DIAG_NONE},
	    {BFD_INIT, BFD_UP, BFD_UP, BFD_DIAG_NONE},
	    {BFD_UP, BFD_ADMIN_DOWN, BFD_DOWN, BFD_DIAG_NEIGHBOUR},
	    {BFD_UP, BFD_DOWN, BFD_DOWN, BFD_DIAG_NEIGHBOUR},
	    {BFD_UP, BFD_INIT, BFD_UP, BFD_DIAG_NONE},
	    {BFD_UP, BFD_UP, BFD_UP, BFD_DIAG_NONE},
	};

	(void)state;
	for (unsigned i = 0; i < COUNT_OF(cases); i++) {
		const struct heard *c = &cases[i];
		struct wire w = begin(10000, 10000);
		struct bfd_session *s = &w.side[A].s;
		struct bfd_packet p = packet(BFD_DOWN);

		w.side[A].cfg.shutdown = c->is == BFD_ADMIN_DOWN;
		w.side[A].mute = true;
		step(&w, A, BFD_IN_SETTINGS, NULL);
		if (c->is == BFD_INIT || c->is == BFD_UP)
			step(&w, A, BFD_IN_PACKET, &p);
		p = packet(BFD_INIT);
		if (c->is == BFD_UP)
			step(&w, A, BFD_IN_PACKET, &p);
		assert_int_equal(s->state, c->is);
		p = packet(c->said);
		step(&w, A, BFD_IN_PACKET, &p);
		assert_int_equal(s->state, c->becomes);
		assert_int_equal(s->diag, c->diag);
		if (c->becomes != c->is) /* B-64 */
			assert_int_equal(w.side[A].said.state, c->becomes);
	}
}

static void
silence_brings_it_down_b_14_b_29_b_30(void **state)
{
	struct wire w = up(10000, 20000);

	(void)state;
	w.side[B].mute = true;
	run(&w, WIRE_US); /* 3 times 20 ms, the slower of the two, after the last packet */
	assert_in_range(w.side[A].s.expire_us, w.now + 40 * TIME_MS - WIRE_US,
			w.now + 60 * TIME_MS);
	run(&w, w.side[A].s.expire_us - w.now - 1);
	assert_int_equal(w.side[A].s.state, BFD_UP);
	run(&w, 2 * TIME_MS);
	assert_int_equal(w.side[A].s.state, BFD_DOWN);
	assert_int_equal(w.side[A].s.diag, BFD_DIAG_EXPIRED);
	assert_int_equal(w.side[A].said.diag, BFD_DIAG_EXPIRED);
	assert_int_equal(w.side[A].said.your, 0);
	assert_int_equal(w.side[A].said.min_tx_us, TIME_SEC);
	assert_false(w.side[A].s.counts_up);
	assert_int_equal(w.side[A].s.counters.failures, 1);
	run(&w, TIME_MS); /* the other one hears of it */
	assert_int_equal(w.side[B].s.state, BFD_DOWN);
	assert_int_equal(w.side[B].s.diag, BFD_DIAG_NEIGHBOUR);
	w.side[B].mute = false;
	run(&w, 3 * TIME_SEC);
	assert_int_equal(w.side[A].s.state, BFD_UP);
}

static void
what_waits_to_be_read_was_in_time(void **state)
{
	struct wire w = up(10000, 10000);
	struct bfd_packet p = packet(BFD_UP);

	(void)state;
	w.now += 500 * TIME_MS; /* this device slept */
	step(&w, A, BFD_IN_PACKET, &p);
	step(&w, A, BFD_IN_TICK, NULL);
	assert_int_equal(w.side[A].s.state, BFD_UP);
}

/* ---- timers ---- */

static void
the_slower_of_both_is_used_b_55(void **state)
{
	struct wire w = up(10000, 50000);

	(void)state;
	run(&w, 20 * TIME_SEC);
	assert_in_range(w.side[A].least_us, 37500, 38500);
	assert_in_range(w.side[A].most_us, 49000, 50000);
	assert_in_range(w.side[B].most_us, 49000, 50000);
}

static void
changes_are_polled_b_12_b_20_to_b_22(void **state)
{
	struct wire w = up(10000, 10000);
	struct bfd_session *s = &w.side[A].s;

	(void)state;
	w.side[B].mute = true; /* its answer does not come yet */
	w.side[A].cfg.min_tx_us = 40000;
	w.side[A].cfg.min_rx_us = 5000;
	step(&w, A, BFD_IN_SETTINGS, NULL);
	run(&w, 20 * TIME_MS);
	assert_true(w.side[A].polls >= 1);
	assert_int_equal(w.side[A].said.min_tx_us, 40000);
	assert_int_equal(w.side[A].said.min_rx_us, 5000);
	assert_int_equal(s->tx_us, 10000);
	assert_int_equal(s->rx_us, 10000);
	assert_true(w.side[B].finals >= 1); /* B-54 */
	w.side[B].mute = false;
	run(&w, 200 * TIME_MS);
	assert_false(s->polls);
	assert_int_equal(s->tx_us, 40000);
	assert_int_equal(s->rx_us, 5000);
	assert_int_equal(s->state, BFD_UP);
	assert_int_equal(w.side[B].s.state, BFD_UP);
}

static void
a_change_during_a_poll_waits_for_its_end_b_27(void **state)
{
	struct wire w = up(10000, 10000);
	struct side *a = &w.side[A];

	(void)state;
	w.side[B].mute = true;
	a->cfg.min_tx_us = 20000;
	step(&w, A, BFD_IN_SETTINGS, NULL);
	a->cfg.min_tx_us = 30000;
	step(&w, A, BFD_IN_SETTINGS, NULL);
	assert_int_equal(a->s.said_tx_us, 20000);
	w.side[B].mute = false;
	run(&w, 500 * TIME_MS);
	assert_int_equal(a->s.tx_us, 30000);
	assert_false(a->s.polls);
}

static void
a_faster_receiver_is_honoured_at_once_b_24_b_25(void **state)
{
	struct wire w = up(10000, 500000);
	struct bfd_packet p = packet(BFD_UP);

	(void)state;
	run(&w, 20 * TIME_MS);
	w.now = w.side[A].s.sent_us + 200 * TIME_MS;
	w.side[A].sent = 0;
	step(&w, A, BFD_IN_PACKET, &p); /* 10 ms now: that has passed */
	assert_int_equal(w.side[A].sent, 1);
	assert_true(w.side[A].s.send_us <= w.now + 10000);
}

static void
a_poll_is_answered_at_once_b_54_b_62(void **state)
{
	struct wire w = up(10000, 10000);
	struct bfd_packet p = packet(BFD_UP);

	(void)state;
	p.poll = true;
	p.min_rx_us = 0; /* no periodic ones: B-60 */
	clear_gaps(&w.side[A]);
	step(&w, A, BFD_IN_PACKET, &p);
	assert_int_equal(w.side[A].finals, 1);
	assert_true(w.side[A].said.final);
	step(&w, A, BFD_IN_TICK, NULL);
	assert_int_equal(w.side[A].sent, 1);
	assert_int_equal(w.side[A].s.send_us, TIME_NEVER);
	assert_int_equal(bfd_session_silent_us(&w.side[A].s, &w.side[A].cfg), TIME_NEVER);
}

static void
poll_and_final_are_never_in_one_packet_b_11(void **state)
{
	struct wire w = up(10000, 10000);
	struct bfd_packet p = packet(BFD_UP);

	(void)state;
	w.side[B].mute = true;
	w.side[A].cfg.min_tx_us = 20000;
	step(&w, A, BFD_IN_SETTINGS, NULL);
	assert_true(w.side[A].s.polls);
	p.poll = true;
	step(&w, A, BFD_IN_PACKET, &p);
	assert_true(w.side[A].said.final);
	assert_false(w.side[A].said.poll);
	run(&w, 20 * TIME_MS);
	assert_true(w.side[A].said.poll);
	assert_false(w.side[A].said.final);
}

static void
a_change_of_state_is_said_at_once_b_64(void **state)
{
	struct wire w = up(10000, 10000);
	struct bfd_packet p = packet(BFD_DOWN);

	(void)state;
	run(&w, 5 * TIME_MS);
	w.side[A].sent = 0;
	step(&w, A, BFD_IN_PACKET, &p);
	assert_int_equal(w.side[A].sent, 1);
	assert_int_equal(w.side[A].said.state, BFD_DOWN);
}

static void
a_peer_on_demand_gets_no_periodic_packets_b_53_b_61(void **state)
{
	struct wire w = up(10000, 10000);
	struct bfd_packet p = packet(BFD_UP);

	(void)state;
	p.demand = true;
	step(&w, A, BFD_IN_PACKET, &p);
	assert_int_equal(w.side[A].s.send_us, TIME_NEVER);
	p.demand = false;
	step(&w, A, BFD_IN_PACKET, &p);
	assert_true(w.side[A].s.send_us <= w.now + 10000);
}

/* ---- the operator, the node, and who tracks it ---- */

static void
shut_down_is_no_failure_b_06_b_67_s_16(void **state)
{
	struct wire w = up(10000, 10000);

	(void)state;
	w.side[A].cfg.shutdown = true;
	step(&w, A, BFD_IN_SETTINGS, NULL);
	assert_int_equal(w.side[A].said.state, BFD_ADMIN_DOWN);
	assert_int_equal(w.side[A].said.diag, BFD_DIAG_ADMIN);
	run(&w, 5 * TIME_SEC);
	assert_int_equal(w.side[B].s.state, BFD_DOWN);
	assert_int_equal(w.side[B].s.counters.failures, 0);
	assert_true(w.side[B].s.counts_up);
	assert_int_equal(w.side[A].s.counters.failures, 0);
	w.side[A].cfg.shutdown = false;
	step(&w, A, BFD_IN_SETTINGS, NULL);
	run(&w, 3 * TIME_SEC);
	assert_int_equal(w.side[A].s.state, BFD_UP);
	assert_int_equal(w.side[B].s.state, BFD_UP);
}

static void
a_stop_says_so_once(void **state)
{
	struct wire w = up(10000, 10000);

	(void)state;
	step(&w, A, BFD_IN_STOP, NULL);
	assert_int_equal(w.side[A].sent, 1);
	assert_int_equal(w.side[A].said.state, BFD_ADMIN_DOWN);
	assert_int_equal(bfd_session_deadline(&w.side[A].s), TIME_NEVER);
	run(&w, TIME_MS);
	assert_int_equal(w.side[B].s.state, BFD_DOWN);
	assert_int_equal(w.side[B].s.counters.failures, 0);
}

static void
a_node_that_hangs_brings_it_down_b_66(void **state)
{
	struct wire w = up(10000, 10000);

	(void)state;
	step(&w, A, BFD_IN_HOLD, NULL);
	assert_int_equal(w.side[A].said.state, BFD_DOWN);
	assert_int_equal(w.side[A].said.diag, BFD_DIAG_FORWARDING);
	run(&w, 10 * TIME_SEC);
	assert_int_equal(w.side[A].s.state, BFD_DOWN);
	assert_int_equal(w.side[B].s.counters.failures, 1);
	step(&w, A, BFD_IN_RELEASE, NULL);
	run(&w, 3 * TIME_SEC);
	assert_int_equal(w.side[A].s.state, BFD_UP);
}

static void
it_counts_as_up_after_the_wait_s_17(void **state)
{
	struct wire w = begin(10000, 10000);

	(void)state;
	w.side[A].cfg.wait_us = 60 * TIME_SEC;
	start(&w);
	run(&w, 59 * TIME_SEC);
	assert_int_equal(w.side[A].s.state, BFD_UP);
	assert_false(w.side[A].s.counts_up);
	run(&w, 5 * TIME_SEC);
	assert_true(w.side[A].s.counts_up);
	w.side[B].mute = true;
	run(&w, 31 * TIME_MS);
	assert_false(w.side[A].s.counts_up);
}

static void
it_knows_when_the_peer_counts_it_as_dead(void **state)
{
	struct wire w = up(10000, 10000);
	struct side *a = &w.side[A];

	(void)state;
	assert_int_equal(bfd_session_silent_us(&a->s, &a->cfg), a->s.sent_us + 30000);
	step(&w, A, BFD_IN_HOLD, NULL);
	assert_int_equal(bfd_session_silent_us(&a->s, &a->cfg), TIME_NEVER);
}

static void
its_status_is_a_copy(void **state)
{
	struct wire w = up(10000, 20000);
	struct bfd_status s;

	(void)state;
	bfd_session_status(&w.side[A].s, &w.side[A].cfg, &s);
	assert_int_equal(s.state, BFD_UP);
	assert_int_equal(s.local, 11);
	assert_int_equal(s.remote, 12);
	assert_int_equal(s.tx_us, 20000);
	assert_int_equal(s.detect_us, 60000);
	assert_string_equal(bfd_state_name(s.state), "Up");
	assert_string_equal(bfd_diag_name(s.diag), "No Diagnostic");
	assert_string_equal(bfd_diag_name(31), "Unknown");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(it_begins_down_and_slow_b_13_to_b_17),
	    cmocka_unit_test(without_an_address_it_is_silent),
	    cmocka_unit_test(both_come_up_and_are_fast_b_50_b_51_b_56),
	    cmocka_unit_test(every_state_by_what_is_heard_b_07_b_48_to_b_52),
	    cmocka_unit_test(silence_brings_it_down_b_14_b_29_b_30),
	    cmocka_unit_test(what_waits_to_be_read_was_in_time),
	    cmocka_unit_test(the_slower_of_both_is_used_b_55),
	    cmocka_unit_test(changes_are_polled_b_12_b_20_to_b_22),
	    cmocka_unit_test(a_change_during_a_poll_waits_for_its_end_b_27),
	    cmocka_unit_test(a_faster_receiver_is_honoured_at_once_b_24_b_25),
	    cmocka_unit_test(a_poll_is_answered_at_once_b_54_b_62),
	    cmocka_unit_test(poll_and_final_are_never_in_one_packet_b_11),
	    cmocka_unit_test(a_change_of_state_is_said_at_once_b_64),
	    cmocka_unit_test(a_peer_on_demand_gets_no_periodic_packets_b_53_b_61),
	    cmocka_unit_test(shut_down_is_no_failure_b_06_b_67_s_16),
	    cmocka_unit_test(a_stop_says_so_once),
	    cmocka_unit_test(a_node_that_hangs_brings_it_down_b_66),
	    cmocka_unit_test(it_counts_as_up_after_the_wait_s_17),
	    cmocka_unit_test(it_knows_when_the_peer_counts_it_as_dead),
	    cmocka_unit_test(its_status_is_a_copy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
