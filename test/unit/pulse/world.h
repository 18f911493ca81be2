/* Two pulses and a wire, in virtual time. The world holds every step to what the kernel and the
 * gate expect: nothing with the virtual MAC before the heartbeat, addresses taken once, let go as
 * taken, held exactly while Master. */
#ifndef TEST_PULSE_WORLD_H
#define TEST_PULSE_WORLD_H

#include "test/check.h"

#include "base/mac.h"
#include "base/memory.h"
#include "pulse/frame.h"
#include "pulse/pulse.h"
#include "vrrp/advert.h"
#include "wire/ipv4.h"

enum { A, B, DEVICES, WIRE_MAX = 4096, VLAN = 100, VRID = 1, WIRE_US = 100 };

struct device {
	struct pulse *p;
	bool mute;	/* its node answers no number */
	uint64_t asked; /* to be answered, 0: none */
	uint64_t last;	/* number put up */
	unsigned asks, sticks;
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

static inline void
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

static inline uint64_t
interval_us(const struct device *d)
{
	const struct vrrp_group_config *g = &d->config.group[0].config;

	if (g->advertise_ms.set)
		return g->advertise_ms.ms * TIME_MS;
	return (g->advertise.set ? g->advertise.seconds : 1) * TIME_SEC;
}

static inline void
act(struct world *w, unsigned who, const struct pulse_action *a)
{
	struct device *d = &w->d[who];

	if (a->kind != PULSE_ASK && a->kind != PULSE_STUCK) {
		assert_int_equal(a->vlan, VLAN);
		assert_int_equal(a->vrid, VRID);
	}
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
	case PULSE_SHUT:
		assert_false(d->owns);
		d->gate_us = 0;
		break;
	case PULSE_STATUS:
		assert_int_equal(a->status.vlan, VLAN);
		d->status = a->status;
		d->statuses++;
		break;
	case PULSE_SEND_IP:
	case PULSE_BFD:
	case PULSE_BFD_FAULTS:
		fail_msg("there is no BFD session");
		break;
	case PULSE_ASK:
		d->asked = d->last = a->number;
		d->asks++;
		break;
	case PULSE_STUCK:
		d->sticks++;
		break;
	}
}

static inline void input(struct world *w, unsigned who, struct pulse_input in);

/* Its node says the number back, if it is there to do so. */
static inline void
answer(struct world *w, unsigned who)
{
	struct pulse_input in = {.kind = PULSE_IN_ANSWER, .number = w->d[who].asked};

	w->d[who].asked = 0;
	if (in.number != 0 && !w->d[who].mute)
		input(w, who, in);
}

static inline void
input(struct world *w, unsigned who, struct pulse_input in)
{
	in.now = w->now;
	pulse_step(w->d[who].p, &in, &w->out);
	for (unsigned i = 0; i < w->out.count; i++)
		act(w, who, &w->out.list[i]);
	if (in.kind == PULSE_IN_TICK)
		assert_true(pulse_deadline(w->d[who].p) > w->now);
	assert_int_equal(w->d[who].owns, w->d[who].status.state == VRRP_MASTER);
	assert_true(w->d[who].owns || w->d[who].gate_us == 0); /* R11 */
	answer(w, who);
}

static inline void
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
static inline unsigned
next_frame(const struct world *w)
{
	unsigned i = w->head;

	while (i < w->tail && w->d[w->wire[i].to].frozen)
		i++;
	return i;
}

static inline void
take_frame(struct world *w, unsigned i)
{
	if (w->wire[i].at_us > w->now)
		w->now = w->wire[i].at_us;
	deliver(w, i);
	memmove(&w->wire[i], &w->wire[i + 1], (w->tail - i - 1) * sizeof *w->wire);
	w->tail--;
}

static inline uint64_t
timer(const struct world *w, unsigned who)
{
	return w->d[who].dead || w->d[who].frozen ? TIME_NEVER : pulse_deadline(w->d[who].p);
}

static inline void
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

static inline void
run(struct world *w, uint64_t span_us)
{
	run_until(w, w->now + span_us);
}

/* Runs until the device is Master and returns how long that took. */
static inline uint64_t
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

static inline void
set_config(struct world *w, unsigned who)
{
	input(w, who, (struct pulse_input){.kind = PULSE_IN_CONFIG, .config = &w->d[who].config});
}

static inline void
set_link(struct world *w, unsigned who, bool up)
{
	input(w, who, (struct pulse_input){.kind = PULSE_IN_LINK, .vlan = VLAN, .on = up});
}

static inline void
set_hold(struct world *w, unsigned who, bool on)
{
	input(w, who,
	      (struct pulse_input){.kind = PULSE_IN_HOLD, .vlan = VLAN, .vrid = VRID, .on = on});
}

static inline void
set_yield(struct world *w, unsigned who, bool on)
{
	input(w, who,
	      (struct pulse_input){.kind = PULSE_IN_YIELD, .vlan = VLAN, .vrid = VRID, .on = on});
}

static inline void
boot(struct world *w, unsigned who)
{
	w->d[who].p = pulse_new();
	w->d[who].dead = w->d[who].owns = false;
	w->d[who].status = (struct vrrp_status){0};
	set_config(w, who);
	set_hold(w, who, false);
	set_link(w, who, true);
}

/* kill -9: the process is gone, and with it whatever it owned in its own books. */
static inline void
kill_device(struct world *w, unsigned who)
{
	pulse_free(w->d[who].p);
	w->d[who].p = NULL;
	w->d[who].dead = true;
}

static inline struct pulse_config
a_config(uint8_t priority, struct ip4 source)
{
	struct pulse_config c = {.count = 1, .gratuitous_arp_s = 30};
	struct pulse_group *g = &c.group[0];

	g->vlan = VLAN;
	g->version = 2;
	g->source = source;
	g->check_ttl = true;
	g->subnets_count = 1;
	g->subnet[0] = (struct vrrp_subnet){source, ip4_mask(24)};
	g->config.set = true;
	g->config.vrid = VRID;
	g->config.vip[0].set = true;
	g->config.vip[0].address = IP4(10, 10, 10, 100);
	g->config.priority.set = true;
	g->config.priority.value = priority;
	return c;
}

/* Not booted yet. A is 200 and B 100, without any delay. */
static inline struct world *
new_world(void)
{
	struct world *w = memory_new(1, sizeof *w);

	w->now = 1000 * TIME_SEC;
	w->d[A].dead = w->d[B].dead = true;
	w->d[A].config = a_config(200, IP4(10, 10, 10, 1));
	w->d[B].config = a_config(100, IP4(10, 10, 10, 2));
	return w;
}

static inline void
free_world(struct world *w)
{
	pulse_free(w->d[A].p);
	pulse_free(w->d[B].p);
	memory_free(w);
}

/* As the seed has it: A waits 20 s after link up, and 600 s before it preempts. */
static inline void
as_in_the_seed(struct world *w)
{
	w->d[A].config.group[0].recover_delay_s = 20;
	w->d[A].config.group[0].config.preempt_delay.set = true;
	w->d[A].config.group[0].config.preempt_delay.delay_s = 600;
}

/* A Master, B Backup, for some seconds. */
static inline struct world *
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

#endif
