/* A pair of devices: who is Master when, and what a killed, frozen, split or yielding device does
 * to the other. */
#include "base/prng.h"
#include "test/unit/pulse/world.h"

/* ---- elections ---- */

static void
the_higher_priority_wins(void **state)
{
	struct world *w = new_world();

	(void)state;
	boot(w, A);
	boot(w, B);
	assert_int_equal(until_master(w, A, 10 * TIME_SEC), 3218750);
	run(w, 100 * TIME_SEC);
	assert_int_equal(w->d[B].status.state, VRRP_BACKUP);
	assert_int_equal(w->d[B].status.counters.became_master, 0);
	free_world(w);
}

static void
of_equals_the_first_stays(void **state)
{
	struct world *w = new_world();

	(void)state;
	w->d[A].config.group[0].config.priority.value = 100;
	boot(w, A);
	run(w, 10 * TIME_SEC);
	boot(w, B); /* the higher address, but a Backup does not preempt its equal */
	run(w, 100 * TIME_SEC);
	assert_int_equal(w->d[A].status.state, VRRP_MASTER);
	assert_int_equal(w->d[B].status.state, VRRP_BACKUP);
	free_world(w);
}

/* docs/vrp.md "Where the document contradicts itself" 3: both boot together, B is Master and stays
 * it for 600 s. */
static void
the_seeds_timers_make_b_master_first(void **state)
{
	struct world *w = new_world();
	uint64_t start_us = w->now;

	(void)state;
	as_in_the_seed(w);
	boot(w, A);
	boot(w, B);
	assert_int_equal(until_master(w, B, 10 * TIME_SEC), 3609375);
	run_until(w, start_us + 19 * TIME_SEC);
	assert_int_equal(w->d[A].status.state, VRRP_INITIALIZE);
	assert_int_equal(w->d[A].status.recover_at_us, start_us + 20 * TIME_SEC);
	run_until(w, start_us + 620 * TIME_SEC);
	assert_int_equal(w->d[A].status.state, VRRP_BACKUP);
	until_master(w, A, 10 * TIME_SEC);
	assert_in_range(w->now - start_us, 620 * TIME_SEC, 621 * TIME_SEC);
	assert_int_equal(w->d[A].status.reason, VRRP_REASON_PRIORITY);
	run(w, TIME_SEC / 10);
	assert_int_equal(w->d[B].status.state, VRRP_BACKUP);
	free_world(w);
}

static void
a_held_device_preempts_only_when_released(void **state)
{
	struct world *w = new_world();

	(void)state;
	as_in_the_seed(w);
	boot(w, A);
	set_hold(w, A, true);
	boot(w, B);
	run(w, 1000 * TIME_SEC);
	assert_int_equal(w->d[A].status.state, VRRP_BACKUP);
	assert_true(w->d[A].status.preempt_held);
	set_hold(w, A, false);
	assert_int_equal(w->d[A].status.state, VRRP_MASTER);
	run(w, TIME_SEC / 10);
	assert_int_equal(w->d[B].status.state, VRRP_BACKUP);
	free_world(w);
}

static void
booted_25_seconds_apart_a_is_master(void **state)
{
	struct world *w = new_world();

	(void)state;
	as_in_the_seed(w);
	boot(w, A);
	assert_int_equal(until_master(w, A, 30 * TIME_SEC), 20 * TIME_SEC + 3218750);
	boot(w, B);
	run(w, 700 * TIME_SEC);
	assert_int_equal(w->d[A].status.state, VRRP_MASTER);
	assert_int_equal(w->d[B].status.counters.became_master, 0);
	free_world(w);
}

/* ---- failures ---- */

static void
a_killed_master_is_replaced_after_its_gate_is_shut(void **state)
{
	struct world *w = settled_world();
	uint64_t last_us = w->d[A].advert_us;

	(void)state;
	kill_device(w, A);
	until_master(w, B, 5 * TIME_SEC);
	assert_int_equal(w->now - last_us, 3609375 + WIRE_US);
	assert_true(w->d[A].gate_us <= w->now);
	assert_int_equal(w->d[B].garps, 1);
	run(w, TIME_SEC);
	assert_int_equal(w->d[B].garps, 2);
	run(w, 60 * TIME_SEC);
	assert_int_equal(w->d[B].garps, 4);
	free_world(w);
}

static void
a_clean_stop_leaves_only_the_skew(void **state)
{
	struct world *w = settled_world();

	(void)state;
	input(w, A, (struct pulse_input){.kind = PULSE_IN_STOP});
	assert_int_equal(w->d[A].zeros, 1);
	assert_int_equal(w->d[A].status.state, VRRP_INITIALIZE);
	assert_true(pulse_deadline(w->d[A].p) == TIME_NEVER);
	assert_int_equal(until_master(w, B, 5 * TIME_SEC), 609375 + WIRE_US);
	assert_int_equal(w->d[B].status.reason, VRRP_REASON_RESIGNED);
	set_link(w, A, true); /* nothing is done after a stop */
	run(w, 10 * TIME_SEC);
	assert_int_equal(w->d[A].status.state, VRRP_INITIALIZE);
	free_world(w);
}

static void
a_yielding_master_comes_back_only_when_told(void **state)
{
	struct world *w = settled_world();

	(void)state;
	set_yield(w, A, true);
	assert_int_equal(w->d[A].zeros, 1);
	assert_int_equal(w->d[A].status.reason, VRRP_REASON_YIELD);
	assert_int_equal(until_master(w, B, 5 * TIME_SEC), 609375 + WIRE_US);
	run(w, 100 * TIME_SEC);
	assert_int_equal(w->d[A].status.state, VRRP_INITIALIZE);
	set_yield(w, A, false);
	assert_int_equal(w->d[A].status.state, VRRP_BACKUP);
	until_master(w, A, 5 * TIME_SEC);
	free_world(w);
}

static void
a_lost_link_is_acted_on_at_once(void **state)
{
	struct world *w = settled_world();

	(void)state;
	set_link(w, A, false);
	assert_int_equal(w->d[A].status.state, VRRP_INITIALIZE);
	assert_int_equal(w->d[A].status.reason, VRRP_REASON_INTERFACE_DOWN);
	until_master(w, B, 5 * TIME_SEC);
	set_link(w, A, true);
	until_master(w, A, 5 * TIME_SEC);
	free_world(w);
}

/* The wire is cut until both are Master and the device named has just advertised. */
static struct world *
split_world(unsigned just_spoke)
{
	struct world *w = settled_world();

	w->cut = true;
	until_master(w, B, 5 * TIME_SEC);
	run(w, 40 * TIME_SEC);
	while (w->now - w->d[just_spoke].advert_us > 10 * TIME_MS)
		run(w, TIME_MS);
	assert_int_equal(w->d[A].status.state, VRRP_MASTER);
	assert_int_equal(w->d[B].status.state, VRRP_MASTER);
	w->cut = false;
	return w;
}

static void
a_split_heals_when_the_winner_is_heard(void **state)
{
	struct world *w = split_world(B);
	uint64_t beat_us = w->d[A].advert_us + TIME_SEC;

	(void)state;
	run_until(w, beat_us + 2 * WIRE_US);
	assert_int_equal(w->d[A].status.state, VRRP_MASTER);
	assert_int_equal(w->d[B].status.state, VRRP_BACKUP);
	assert_int_equal(w->d[B].status.reason, VRRP_REASON_PRIORITY);
	free_world(w);
}

/* docs/vrrp.md "Beyond the RFC": the survivor says at once where it is, to the loser and to
 * everybody. */
static void
a_losing_advertisement_is_answered_at_once(void **state)
{
	struct world *w = split_world(A);
	uint64_t beat_us = w->d[B].advert_us + TIME_SEC;
	unsigned garps = w->d[A].garps;

	(void)state;
	assert_true(beat_us < w->d[A].advert_us + TIME_SEC); /* B speaks first */
	run_until(w, beat_us + 3 * WIRE_US);
	assert_int_equal(w->d[A].garps, garps + 1);
	assert_int_equal(w->d[A].advert_us, beat_us + WIRE_US);
	assert_int_equal(w->d[A].status.state, VRRP_MASTER);
	assert_int_equal(w->d[B].status.state, VRRP_BACKUP);
	run(w, 1100 * TIME_MS);
	assert_int_equal(w->d[A].garps, garps + 2);
	free_world(w);
}

/* SIGSTOP and SIGCONT of the Master, woken by its timer or by what it missed. */
static void
a_frozen_master_does_not_go_on(void **state)
{
	(void)state;
	for (unsigned timer_first = 0; timer_first < 2; timer_first++) {
		struct world *w = settled_world();

		w->d[A].config.group[0].config.preempt_delay.set = true;
		w->d[A].config.group[0].config.preempt_delay.delay_s = 600;
		set_config(w, A);
		w->d[A].frozen = true;
		until_master(w, B, 5 * TIME_SEC);
		assert_true(w->d[A].gate_us <= w->now);
		run(w, 10 * TIME_SEC);
		w->d[A].frozen = false;
		if (timer_first)
			input(w, A, (struct pulse_input){.kind = PULSE_IN_TICK});
		run(w, 100 * TIME_SEC);
		assert_int_equal(w->d[A].status.state, VRRP_BACKUP);
		assert_int_equal(w->d[A].status.reason, VRRP_REASON_LATE);
		assert_int_equal(w->d[B].status.state, VRRP_MASTER);
		assert_int_equal(w->d[B].status.counters.became_master, 1);
		free_world(w);
	}
}

static void
a_frozen_backup_does_not_take_over_when_it_wakes(void **state)
{
	(void)state;
	for (unsigned timer_first = 0; timer_first < 2; timer_first++) {
		struct world *w = settled_world();

		w->d[B].frozen = true;
		run(w, 20 * TIME_SEC);
		w->d[B].frozen = false;
		if (timer_first)
			input(w, B, (struct pulse_input){.kind = PULSE_IN_TICK});
		run(w, 20 * TIME_SEC);
		assert_int_equal(w->d[B].status.counters.became_master, 0);
		free_world(w);
	}
}

/* ---- what a device knew before it slept ---- */

/* A came back under B, who is Master now; A's preemption delay of 600 s is nearly over. */
static struct world *
returned_world(void)
{
	struct world *w = new_world();

	as_in_the_seed(w);
	boot(w, B);
	run(w, 10 * TIME_SEC);
	boot(w, A);
	run(w, 615 * TIME_SEC);
	assert_int_equal(w->d[A].status.state, VRRP_BACKUP);
	return w;
}

/* Its node has not said a word since. When it does, the node's own hold counts. */
static void
a_delay_that_ran_out_in_its_sleep_waits_for_a_word_of_the_node(void **state)
{
	(void)state;
	for (unsigned timer_first = 0; timer_first < 2; timer_first++) {
		struct world *w = returned_world();

		w->d[A].frozen = w->d[A].mute = true;
		run(w, 30 * TIME_SEC);
		w->d[A].frozen = false;
		if (timer_first)
			input(w, A, (struct pulse_input){.kind = PULSE_IN_TICK});
		run(w, 100 * TIME_SEC);
		assert_int_equal(w->d[A].status.state, VRRP_BACKUP);
		assert_true(w->d[A].status.preempt_held);
		set_hold(w, A, true);
		w->d[A].mute = false;
		run(w, 100 * TIME_SEC);
		assert_int_equal(w->d[A].status.state, VRRP_BACKUP);
		set_hold(w, A, false);
		assert_int_equal(w->d[A].status.state, VRRP_MASTER);
		free_world(w);
	}
}

static void
a_sleep_that_the_node_looked_at_delays_nothing(void **state)
{
	struct world *w = returned_world();

	(void)state;
	w->d[A].frozen = true;
	run(w, 30 * TIME_SEC);
	w->d[A].frozen = false;
	run(w, TIME_SEC);
	assert_int_equal(w->d[A].status.state, VRRP_MASTER);
	free_world(w);
}

/* A number is put up every 250 ms, the same as long as nobody answers it; what was answered counts
 * for 500 ms from the moment when it was put up. */
static void
a_word_is_as_old_as_what_it_answers(void **state)
{
	struct world *w = returned_world();
	unsigned asks = w->d[A].asks;
	struct pulse_input old = {.kind = PULSE_IN_ANSWER};

	(void)state;
	run(w, TIME_SEC);
	assert_int_equal(w->d[A].asks, asks + 4);
	w->d[A].mute = true;
	run(w, 10 * TIME_SEC);
	assert_int_equal(w->d[A].status.state, VRRP_BACKUP);
	assert_true(w->d[A].status.preempt_held);
	w->d[A].frozen = true;
	w->d[A].mute = false;
	run(w, TIME_SEC);
	asks = w->d[A].asks;
	old.number = w->d[A].last;
	input(w, A, old); /* it was put up before the sleep */
	assert_int_equal(w->d[A].asks, asks + 1);
	assert_int_equal(w->d[A].last, old.number + 1);
	assert_int_equal(w->d[A].status.state, VRRP_MASTER);
	free_world(w);
}

/* Master_Down is not held: somebody must serve. */
static void
a_device_without_a_node_still_replaces_a_dead_master(void **state)
{
	struct world *w = returned_world();

	(void)state;
	w->d[A].mute = true;
	kill_device(w, B);
	until_master(w, A, 5 * TIME_SEC);
	free_world(w);
}

/* An owner would be Master in the step that makes it. */
static void
a_group_is_born_waiting(void **state)
{
	struct world *w = new_world();

	(void)state;
	w->d[A].config.group[0].config.vip[0].address = IP4(10, 10, 10, 1);
	w->d[B].config.group[0].config.vip[0].address = IP4(10, 10, 10, 1);
	boot(w, B);
	w->d[A].mute = true;
	w->d[A].p = pulse_new();
	w->d[A].dead = false;
	set_link(w, A, true);
	set_config(w, A);
	run(w, 10 * TIME_SEC);
	assert_int_equal(w->d[A].status.state, VRRP_INITIALIZE);
	set_hold(w, A, false); /* said long before it is heard, for all that is known */
	assert_int_equal(w->d[A].status.state, VRRP_INITIALIZE);
	set_hold(w, A, true);
	w->d[A].mute = false;
	run(w, 10 * TIME_SEC);
	assert_int_equal(w->d[A].status.state, VRRP_BACKUP);
	set_hold(w, A, false);
	assert_int_equal(w->d[A].status.state, VRRP_MASTER);
	free_world(w);
}

/* Random faults, one after the other; the world checks each step. At the end, with the wire whole
 * and nobody held, A is Master. */
static void
the_pair_recovers_from_whatever_happened(void **state)
{
	struct prng random = {7};

	(void)state;
	for (unsigned life = 0; life < 40; life++) {
		struct world *w = settled_world();

		for (unsigned i = 0; i < 40; i++) {
			unsigned who = (unsigned)prng_below(&random, 2);
			bool on = prng_below(&random, 2);

			switch (prng_below(&random, 6)) {
			case 0:
				w->cut = on;
				break;
			case 1:
				set_link(w, who, on);
				break;
			case 2:
				set_hold(w, who, on);
				break;
			case 3:
				set_yield(w, who, on);
				break;
			case 4:
				w->d[who].mute = on;
				break;
			default:
				w->d[who].frozen = true;
				run(w, prng_below(&random, 8 * TIME_SEC));
				w->d[who].frozen = false;
				break;
			}
			run(w, prng_below(&random, 5 * TIME_SEC));
		}
		w->cut = false;
		for (unsigned who = A; who <= B; who++) {
			set_link(w, who, true);
			set_hold(w, who, false);
			set_yield(w, who, false);
			w->d[who].mute = false;
		}
		run(w, 10 * TIME_SEC);
		assert_int_equal(w->d[A].status.state, VRRP_MASTER);
		assert_int_equal(w->d[B].status.state, VRRP_BACKUP);
		free_world(w);
	}
}

/* Groups of the start wait; one that a later commit makes does not. A password goes both ways. */
static void
the_first_packet_delay_is_of_the_start_alone(void **state)
{
	struct world *w = new_world();

	(void)state;
	w->d[A].config.first_packet_delay_s = 100;
	for (unsigned who = A; who <= B; who++) {
		w->d[who].config.group[0].config.authentication.set = true;
		memcpy(w->d[who].config.group[0].config.authentication.key, "secret", 7);
	}
	boot(w, A);
	boot(w, B);
	until_master(w, B, 5 * TIME_SEC);
	run(w, 90 * TIME_SEC);
	assert_int_equal(w->d[A].status.state, VRRP_INITIALIZE);
	until_master(w, A, 20 * TIME_SEC);
	run(w, 10 * TIME_SEC);
	assert_int_equal(w->d[B].status.state, VRRP_BACKUP);
	assert_int_equal(w->d[B].status.counters.bad_auth, 0);
	assert_true(w->d[B].status.authenticated);
	w->d[A].config.count = 0;
	set_config(w, A);
	w->d[A].config.count = 1;
	set_config(w, A);
	set_hold(w, A, false);
	until_master(w, A, 10 * TIME_SEC);
	free_world(w);
}

/* Version 3, 10 ms: the floor of the wire. Nobody flaps, and a dead Master is missed for 36 ms. */
static void
ten_milliseconds_v3_14(void **state)
{
	struct world *w = new_world();

	(void)state;
	for (unsigned who = A; who <= B; who++) {
		w->d[who].config.group[0].version = 3;
		w->d[who].config.group[0].config.advertise_ms.set = true;
		w->d[who].config.group[0].config.advertise_ms.ms = 10;
		boot(w, who);
	}
	assert_int_equal(until_master(w, A, TIME_SEC), 3 * 10000 + 2187);
	run(w, 60 * TIME_SEC);
	assert_int_equal(w->d[A].status.counters.became_master, 1);
	assert_int_equal(w->d[B].status.counters.became_master, 0);
	kill_device(w, A);
	assert_in_range(until_master(w, B, TIME_SEC), 2 * 10000 + 6093, 3 * 10000 + 6093 + WIRE_US);
	assert_true(w->d[A].gate_us <= w->now);
	w->d[A].gate_us = 0;
	boot(w, A);
	until_master(w, A, TIME_SEC);
	run(w, 60 * TIME_SEC);
	assert_int_equal(w->d[A].status.counters.became_master, 1);
	assert_int_equal(w->d[B].status.state, VRRP_BACKUP);
	free_world(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_higher_priority_wins),
	    cmocka_unit_test(of_equals_the_first_stays),
	    cmocka_unit_test(the_seeds_timers_make_b_master_first),
	    cmocka_unit_test(a_held_device_preempts_only_when_released),
	    cmocka_unit_test(booted_25_seconds_apart_a_is_master),
	    cmocka_unit_test(a_killed_master_is_replaced_after_its_gate_is_shut),
	    cmocka_unit_test(a_clean_stop_leaves_only_the_skew),
	    cmocka_unit_test(a_yielding_master_comes_back_only_when_told),
	    cmocka_unit_test(a_lost_link_is_acted_on_at_once),
	    cmocka_unit_test(a_split_heals_when_the_winner_is_heard),
	    cmocka_unit_test(a_losing_advertisement_is_answered_at_once),
	    cmocka_unit_test(a_frozen_master_does_not_go_on),
	    cmocka_unit_test(a_frozen_backup_does_not_take_over_when_it_wakes),
	    cmocka_unit_test(a_delay_that_ran_out_in_its_sleep_waits_for_a_word_of_the_node),
	    cmocka_unit_test(a_sleep_that_the_node_looked_at_delays_nothing),
	    cmocka_unit_test(a_word_is_as_old_as_what_it_answers),
	    cmocka_unit_test(a_device_without_a_node_still_replaces_a_dead_master),
	    cmocka_unit_test(a_group_is_born_waiting),
	    cmocka_unit_test(the_first_packet_delay_is_of_the_start_alone),
	    cmocka_unit_test(ten_milliseconds_v3_14),
	    cmocka_unit_test(the_pair_recovers_from_whatever_happened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
