/* Two pulses and a wire, in virtual time: who is Master when, what the kernel is told, and what
 * a killed, frozen, split or reconfigured device does to the pair. */
#include "test/check.h"

#include "base/mac.h"
#include "base/memory.h"
#include "base/prng.h"
#include "pulse/frame.h"
#include "pulse/pulse.h"
#include "vrrp/advert.h"
#include "wire/ipv4.h"

enum { A, B, DEVICES, WIRE_MAX = 4096, VLAN = 100, VRID = 1, WIRE_US = 100 };

struct device {
	struct pulse *p;
	struct pulse_config config;
	bool dead, frozen;
	bool owns;
	struct pulse_action owned; /* the last PULSE_OWN */
	uint64_t gate_us;	   /* the kernel passes the virtual MAC until then */
	uint64_t advert_us;	   /* last advertisement above priority 0 */
	unsigned garps, zeros, statuses;
	struct vrrp_status status;
};

struct world {
	uint64_t now;
	bool cut;
	struct device d[DEVICES];
	unsigned head, tail; /* frames under way or waiting for a frozen device */
	struct {
		uint64_t at_us;
		unsigned to;
		uint16_t len;
		uint8_t bytes[PULSE_FRAME_MAX];
	} wire[WIRE_MAX];
	struct pulse_actions out;
};

/* ---- the world ---- */

static void
on_wire(struct world *w, unsigned from, const struct pulse_action *a)
{
	struct device *d = &w->d[from];

	assert_true(memcmp(a->frame + 6, mac_vrrp(a->vrid).byte, 6) == 0);
	assert_true(w->now < d->gate_us); /* or the gate had swallowed it */
	if (a->frame[13] == 0x06) {
		assert_true(d->owns);
		d->garps++;
		return;
	}
	assert_int_equal(a->frame[14 + 12 + 3], 1 + from); /* 10.10.10.1 and .2 */
	if (a->frame[14 + 20 + 2] == 0)
		d->zeros++;
	else
		d->advert_us = w->now;
	if (w->cut)
		return;
	assert_true(w->tail < WIRE_MAX);
	w->wire[w->tail].at_us = w->now + WIRE_US;
	w->wire[w->tail].to = !from;
	w->wire[w->tail].len = a->len;
	memcpy(w->wire[w->tail++].bytes, a->frame, a->len);
}

static uint64_t
interval_us(const struct device *d)
{
	const struct vrrp_group_config *g = &d->config.group[0].config;

	return (g->advertise.set ? g->advertise.seconds : 1) * TIME_SEC;
}

static void
act(struct world *w, unsigned who, const struct pulse_action *a)
{
	struct device *d = &w->d[who];

	assert_int_equal(a->vlan, VLAN);
	assert_int_equal(a->vrid, VRID);
	switch (a->kind) {
	case PULSE_SEND:
		on_wire(w, who, a);
		break;
	case PULSE_OWN:
		assert_false(d->owns);
		assert_true(a->vips_count > 0);
		d->owns = true;
		d->owned = *a;
		break;
	case PULSE_DISOWN:
		assert_true(d->owns);
		assert_int_equal(a->vips_count, d->owned.vips_count);
		assert_memory_equal(a->vip, d->owned.vip, sizeof a->vip);
		d->owns = false;
		break;
	case PULSE_HEARTBEAT:
		assert_int_equal(a->until_us, w->now + 3 * interval_us(d));
		d->gate_us = a->until_us;
		break;
	case PULSE_STATUS:
		assert_int_equal(a->status.vlan, VLAN);
		d->status = a->status;
		d->statuses++;
		break;
	}
}

static void
input(struct world *w, unsigned who, struct pulse_input in)
{
	in.now = w->now;
	pulse_step(w->d[who].p, &in, &w->out);
	for (unsigned i = 0; i < w->out.count; i++)
		act(w, who, &w->out.list[i]);
	if (in.kind == PULSE_IN_TICK)
		assert_true(pulse_deadline(w->d[who].p) > w->now);
	assert_int_equal(w->d[who].owns, w->d[who].status.state == VRRP_MASTER);
}

static void
deliver(struct world *w, unsigned i)
{
	unsigned to = w->wire[i].to;

	if (w->d[to].dead)
		return;
	input(w, to,
	      (struct pulse_input){.kind = PULSE_IN_PACKET,
				   .vlan = VLAN,
				   .packet =
				       rd_of(w->wire[i].bytes + 14, (size_t)w->wire[i].len - 14)});
}

/* The next frame for a device that is awake, or the end of the list. */
static unsigned
next_frame(const struct world *w)
{
	unsigned i = w->head;

	while (i < w->tail && w->d[w->wire[i].to].frozen)
		i++;
	return i;
}

static void
take_frame(struct world *w, unsigned i)
{
	if (w->wire[i].at_us > w->now)
		w->now = w->wire[i].at_us;
	deliver(w, i);
	memmove(&w->wire[i], &w->wire[i + 1], (w->tail - i - 1) * sizeof *w->wire);
	w->tail--;
}

static uint64_t
timer(const struct world *w, unsigned who)
{
	return w->d[who].dead || w->d[who].frozen ? TIME_NEVER : pulse_deadline(w->d[who].p);
}

static void
run_until(struct world *w, uint64_t end_us)
{
	for (;;) {
		unsigned frame = next_frame(w);
		uint64_t frame_us = frame < w->tail ? w->wire[frame].at_us : TIME_NEVER;
		uint64_t a_us = timer(w, A), b_us = timer(w, B);
		uint64_t next_us = time_min(frame_us, time_min(a_us, b_us));

		if (next_us > end_us)
			break;
		if (frame_us == next_us) {
			take_frame(w, frame);
			continue;
		}
		if (next_us > w->now)
			w->now = next_us;
		input(w, a_us == next_us ? A : B, (struct pulse_input){.kind = PULSE_IN_TICK});
	}
	w->now = end_us;
}

static void
run(struct world *w, uint64_t span_us)
{
	run_until(w, w->now + span_us);
}

/* Runs until the device is Master and returns how long that took. */
static uint64_t
until_master(struct world *w, unsigned who, uint64_t limit_us)
{
	uint64_t start_us = w->now, limit = w->now + limit_us;

	while (w->now < limit && w->d[who].status.state != VRRP_MASTER) {
		uint64_t next_us = time_min(timer(w, A), timer(w, B));
		unsigned frame = next_frame(w);

		if (frame < w->tail)
			next_us = time_min(next_us, w->wire[frame].at_us);
		run_until(w, time_min(limit, next_us > w->now ? next_us : w->now));
	}
	assert_int_equal(w->d[who].status.state, VRRP_MASTER);
	return w->now - start_us;
}

static void
set_config(struct world *w, unsigned who)
{
	input(w, who, (struct pulse_input){.kind = PULSE_IN_CONFIG, .config = &w->d[who].config});
}

static void
set_link(struct world *w, unsigned who, bool up)
{
	input(w, who, (struct pulse_input){.kind = PULSE_IN_LINK, .vlan = VLAN, .on = up});
}

static void
set_hold(struct world *w, unsigned who, bool on)
{
	input(w, who,
	      (struct pulse_input){.kind = PULSE_IN_HOLD, .vlan = VLAN, .vrid = VRID, .on = on});
}

static void
set_yield(struct world *w, unsigned who, bool on)
{
	input(w, who,
	      (struct pulse_input){.kind = PULSE_IN_YIELD, .vlan = VLAN, .vrid = VRID, .on = on});
}

static void
boot(struct world *w, unsigned who)
{
	w->d[who].p = pulse_new();
	w->d[who].dead = w->d[who].owns = false;
	w->d[who].status = (struct vrrp_status){0};
	set_config(w, who);
	set_link(w, who, true);
}

/* kill -9: the process is gone, and with it whatever it owned in its own books. */
static void
kill_device(struct world *w, unsigned who)
{
	pulse_free(w->d[who].p);
	w->d[who].p = NULL;
	w->d[who].dead = true;
}

static struct pulse_config
a_config(uint8_t priority, struct ip4 source)
{
	struct pulse_config c = {.count = 1, .gratuitous_arp_s = 30};
	struct pulse_group *g = &c.group[0];

	g->vlan = VLAN;
	g->version = 2;
	g->source = source;
	g->check_ttl = true;
	g->config.set = true;
	g->config.vrid = VRID;
	g->config.vip[0].set = true;
	g->config.vip[0].address = IP4(10, 10, 10, 100);
	g->config.priority.set = true;
	g->config.priority.value = priority;
	return c;
}

/* Not booted yet. A is 200 and B 100, without any delay. */
static struct world *
new_world(void)
{
	struct world *w = memory_new(1, sizeof *w);

	w->now = 1000 * TIME_SEC;
	w->d[A].dead = w->d[B].dead = true;
	w->d[A].config = a_config(200, IP4(10, 10, 10, 1));
	w->d[B].config = a_config(100, IP4(10, 10, 10, 2));
	return w;
}

static void
free_world(struct world *w)
{
	pulse_free(w->d[A].p);
	pulse_free(w->d[B].p);
	memory_free(w);
}

/* As the seed has it: A waits 20 s after link up, and 600 s before it preempts. */
static void
as_in_the_seed(struct world *w)
{
	w->d[A].config.group[0].recover_delay_s = 20;
	w->d[A].config.group[0].config.preempt_delay.set = true;
	w->d[A].config.group[0].config.preempt_delay.delay_s = 600;
}

/* A Master, B Backup, for some seconds. */
static struct world *
settled_world(void)
{
	struct world *w = new_world();

	boot(w, A);
	boot(w, B);
	run(w, 10 * TIME_SEC + 300 * TIME_MS);
	assert_int_equal(w->d[A].status.state, VRRP_MASTER);
	assert_int_equal(w->d[B].status.state, VRRP_BACKUP);
	assert_int_equal(w->d[B].status.master.host, IP4(10, 10, 10, 1).host);
	return w;
}

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

/* huawei.md 5, item 3: both boot together, B is Master and stays it for 600 s. */
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

/* ha.md A.5, 1: the survivor says at once where it is, to the loser and to everybody. */
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

/* ---- configuration ---- */

static void
a_changed_priority_or_timer_switches_nothing_by_itself(void **state)
{
	struct world *w = settled_world();

	(void)state;
	w->d[A].config.group[0].config.priority.value = 150;
	set_config(w, A);
	w->d[B].config.group[0].config.preempt_delay.set = true;
	w->d[B].config.group[0].config.preempt_delay.delay_s = 5;
	set_config(w, B);
	w->d[A].config.group[0].config.advertise.set = true;
	w->d[A].config.group[0].config.advertise.seconds = 2;
	w->d[B].config.group[0].config.advertise = w->d[A].config.group[0].config.advertise;
	set_config(w, A);
	set_config(w, B);
	run(w, 100 * TIME_SEC);
	assert_int_equal(w->d[A].status.state, VRRP_MASTER);
	assert_int_equal(w->d[A].status.priority_run, 150);
	assert_int_equal(w->d[A].status.interval_ms, 2000);
	assert_int_equal(w->d[A].status.counters.became_master, 1);
	assert_int_equal(w->d[B].status.counters.became_master, 0);
	assert_int_equal(w->d[B].status.master_priority, 150);
	free_world(w);
}

static void
an_equal_configuration_sends_nothing(void **state)
{
	struct world *w = settled_world();
	uint64_t advert_us = w->d[A].advert_us;
	unsigned statuses = w->d[A].statuses;

	(void)state;
	set_config(w, A);
	assert_int_equal(w->d[A].advert_us, advert_us);
	assert_int_equal(w->d[A].statuses, statuses);
	free_world(w);
}

static void
a_removed_master_resigns(void **state)
{
	struct world *w = settled_world();

	(void)state;
	w->d[A].config.count = 0;
	set_config(w, A);
	assert_int_equal(w->d[A].zeros, 1);
	assert_false(w->d[A].owns);
	assert_int_equal(w->d[A].status.state, VRRP_INITIALIZE);
	assert_int_equal(until_master(w, B, 5 * TIME_SEC), 609375 + WIRE_US);
	w->d[A].config.count = 1;
	set_config(w, A); /* made again, on an interface long up */
	assert_int_equal(w->d[A].status.state, VRRP_BACKUP);
	free_world(w);
}

static void
a_master_without_address_resigns_with_its_old_one(void **state)
{
	struct world *w = settled_world();

	(void)state;
	w->d[A].config.group[0].source = (struct ip4){0};
	set_config(w, A);
	assert_int_equal(w->d[A].zeros, 1);
	assert_int_equal(until_master(w, B, 5 * TIME_SEC), 609375 + WIRE_US);
	assert_int_equal(w->d[B].status.counters.zero_received, 1);
	free_world(w);
}

static void
changed_addresses_are_taken_and_told(void **state)
{
	struct world *w = settled_world();
	unsigned garps = w->d[A].garps;

	(void)state;
	w->d[A].config.group[0].config.vip[1].set = true;
	w->d[A].config.group[0].config.vip[1].address = IP4(10, 10, 10, 101);
	set_config(w, A);
	assert_int_equal(w->d[A].garps, garps + 2);
	run(w, 10 * TIME_SEC);
	assert_int_equal(w->d[B].status.state, VRRP_BACKUP);
	assert_true(w->d[B].status.counters.bad_addresses > 5);
	free_world(w);
}

/* ---- packets ---- */

struct forged {
	uint8_t ttl, version, vrid, priority;
	struct ip4 source;
	uint16_t vlan;
};

static void
forge(struct world *w, const struct forged *f)
{
	struct vrrp_settings cfg = {.vrid = f->vrid,
				    .version = f->version,
				    .interval_ms = 1000,
				    .vips_count = 1,
				    .vip = {IP4(10, 10, 10, 100)},
				    .source = f->source};
	uint8_t bytes[PULSE_FRAME_MAX];
	struct wr out = wr_of(bytes, sizeof bytes);

	frame_advert(&out, &cfg, f->priority, false);
	bytes[14 + 8] = f->ttl;
	ipv4_end(&out, 14);
	input(w, B,
	      (struct pulse_input){.kind = PULSE_IN_PACKET,
				   .vlan = f->vlan,
				   .packet = rd_of(bytes + 14, out.len - 14)});
}

static void
wrong_packets_are_counted_and_dropped(void **state)
{
	struct ip4 a = IP4(10, 10, 10, 1);
	struct world *w = settled_world();
	const struct forged ttl = {254, 2, VRID, 250, a, VLAN},
			    version = {255, 3, VRID, 250, a, VLAN},
			    vrid = {255, 2, 9, 250, a, VLAN},
			    own = {255, 2, VRID, 250, IP4(10, 10, 10, 2), VLAN},
			    elsewhere = {255, 2, VRID, 250, a, VLAN + 1};
	uint64_t received = w->d[B].status.counters.received;

	(void)state;
	forge(w, &ttl);
	forge(w, &version);
	forge(w, &vrid);
	forge(w, &own);
	forge(w, &elsewhere);
	assert_int_equal(w->d[B].status.master_priority, 200);
	run(w, 2 * TIME_SEC);
	assert_int_equal(w->d[B].status.counters.bad_ttl, 1);
	assert_int_equal(w->d[B].status.counters.bad_version, 1);
	assert_int_equal(w->d[B].status.counters.bad_vrid, 1);
	assert_in_range(w->d[B].status.counters.received, received + 1, received + 3);
	w->d[B].config.group[0].check_ttl = false;
	set_config(w, B);
	forge(w, &ttl);
	assert_int_equal(w->d[B].status.master_priority, 250);
	free_world(w);
}

static void
statuses_are_told_once_a_second_while_counters_move(void **state)
{
	struct world *w = settled_world();
	struct forged ttl = {254, 2, VRID, 250, IP4(10, 10, 10, 1), VLAN};
	unsigned statuses = w->d[B].statuses;

	(void)state;
	for (unsigned i = 0; i < 10000; i++) {
		forge(w, &ttl);
		run(w, TIME_MS);
	}
	assert_in_range(w->d[B].statuses - statuses, 9, 11);
	run(w, 2 * TIME_SEC);
	assert_int_equal(w->d[B].status.counters.bad_ttl, 10000);
	free_world(w);
}

static void
a_version_2_interval_is_discarded_unless_learnt(void **state)
{
	struct world *w = new_world();

	(void)state;
	w->d[A].config.group[0].config.advertise.set = true;
	w->d[A].config.group[0].config.advertise.seconds = 3;
	boot(w, A);
	boot(w, B);
	run(w, 30 * TIME_SEC);
	assert_int_equal(w->d[B].status.state, VRRP_MASTER); /* both are: as the RFC has it */
	assert_true(w->d[B].status.counters.bad_interval > 5);
	w->d[B].config.group[0].learn_interval = true;
	set_config(w, B);
	run(w, 30 * TIME_SEC);
	assert_int_equal(w->d[B].status.state, VRRP_BACKUP);
	assert_int_equal(w->d[B].status.interval_ms, 3000);
	assert_int_equal(w->d[B].status.interval_config_ms, 1000);
	free_world(w);
}

/* ---- bounds ---- */

static struct pulse_config
full_config(uint8_t first_vlan)
{
	struct pulse_config c = {.count = PULSE_GROUPS_MAX};

	for (unsigned i = 0; i < PULSE_GROUPS_MAX; i++) {
		c.group[i] = (struct pulse_group){.vlan = (uint16_t)(first_vlan + i),
						  .version = 2,
						  .source = IP4(10, 0, 0, 1),
						  .config = {.set = true, .vrid = 255}};
		for (unsigned v = 0; v < VRRP_VIPS_MAX; v++) {
			c.group[i].config.vip[v].set = true;
			c.group[i].config.vip[v].address.host = IP4(10, 0, 0, 1).host + v;
		}
	}
	return c;
}

/* All groups at once, all owners, all replaced by others: the most a step can emit. */
static void
the_largest_step_fits(void **state)
{
	struct pulse *p = pulse_new();
	struct pulse_actions *out = memory_new(1, sizeof *out);
	struct pulse_config first = full_config(1), second = full_config(101);
	struct pulse_input in = {.kind = PULSE_IN_LINK, .now = TIME_SEC, .on = true};

	(void)state;
	for (in.vlan = 1; in.vlan < 200; in.vlan++)
		pulse_step(p, &in, out);
	in.kind = PULSE_IN_CONFIG;
	in.config = &first;
	pulse_step(p, &in, out);
	assert_int_equal(out->count, PULSE_GROUPS_MAX * (4 + VRRP_VIPS_MAX));
	in.config = &second;
	pulse_step(p, &in, out);
	assert_int_equal(out->count, PULSE_GROUPS_MAX * (7 + VRRP_VIPS_MAX));
	for (unsigned i = 0; i < PULSE_GROUPS_MAX; i++)
		second.group[i].config.vip[0].address.host--;
	pulse_step(p, &in, out);
	assert_in_range(out->count, 1, PULSE_ACTIONS_MAX);
	in.kind = PULSE_IN_STOP;
	pulse_step(p, &in, out);
	memory_free(out);
	pulse_free(p);
}

static void
inputs_for_nobody_do_nothing(void **state)
{
	struct pulse *p = pulse_new();
	struct pulse_actions *out = memory_new(1, sizeof *out);
	struct pulse_input in = {.now = TIME_SEC, .vlan = UINT16_MAX, .vrid = 9, .on = true};

	(void)state;
	for (in.kind = PULSE_IN_TICK; in.kind <= PULSE_IN_STOP; in.kind++) {
		struct pulse_config none = {0};

		in.config = &none;
		pulse_step(p, &in, out);
		assert_int_equal(out->count, 0);
	}
	assert_true(pulse_deadline(p) == TIME_NEVER);
	memory_free(out);
	pulse_free(p);
	pulse_free(NULL);
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

			switch (prng_below(&random, 5)) {
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
		}
		run(w, 10 * TIME_SEC);
		assert_int_equal(w->d[A].status.state, VRRP_MASTER);
		assert_int_equal(w->d[B].status.state, VRRP_BACKUP);
		free_world(w);
	}
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
	    cmocka_unit_test(a_changed_priority_or_timer_switches_nothing_by_itself),
	    cmocka_unit_test(an_equal_configuration_sends_nothing),
	    cmocka_unit_test(a_removed_master_resigns),
	    cmocka_unit_test(a_master_without_address_resigns_with_its_old_one),
	    cmocka_unit_test(changed_addresses_are_taken_and_told),
	    cmocka_unit_test(wrong_packets_are_counted_and_dropped),
	    cmocka_unit_test(statuses_are_told_once_a_second_while_counters_move),
	    cmocka_unit_test(a_version_2_interval_is_discarded_unless_learnt),
	    cmocka_unit_test(the_largest_step_fits),
	    cmocka_unit_test(inputs_for_nobody_do_nothing),
	    cmocka_unit_test(the_pair_recovers_from_whatever_happened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
