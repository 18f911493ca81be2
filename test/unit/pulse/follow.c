/* What BFD sessions are to VRRP groups: who takes over when, when the gate shuts, what a priority
 * becomes, and what a device that hangs or slept does not do. Two pulses and a wire. */
#include "test/check.h"

#include "base/memory.h"
#include "pulse/bfd.h"
#include "vrrp/advert.h"

enum { A, B, VLAN = 100, VRID = 1, WIRE_US = 100, WIRE_MAX = 8192 };

struct device {
	struct pulse *p;
	struct pulse_config config;
	bool dead, frozen, mute;
	bool deaf_to_adverts, deaf_to_bfd; /* what comes is lost */
	bool owns;
	uint64_t gate_us; /* the kernel passes the virtual MAC until then */
	uint64_t asked;
	struct vrrp_status status;
	struct bfd_status bfd;
};

struct world {
	uint64_t now;
	struct device d[2];
	uint64_t both_us; /* two passed the virtual MAC for so long, in sum */
	unsigned head, tail;
	struct {
		uint64_t at_us;
		unsigned to;
		bool bfd;
		uint16_t len;
		uint8_t bytes[PULSE_FRAME_MAX];
	} wire[WIRE_MAX];
	struct pulse_actions out;
};

static void
send(struct world *w, unsigned from, const struct pulse_action *a)
{
	bool bfd = a->kind == PULSE_SEND_IP;
	size_t skip = bfd ? 0 : 14;

	if (!bfd && a->frame[13] == 0x06)
		return;
	assert_true(bfd || w->now < w->d[from].gate_us); /* or the gate had swallowed it */
	assert_true(w->tail < WIRE_MAX);
	w->wire[w->tail].at_us = w->now + WIRE_US;
	w->wire[w->tail].to = !from;
	w->wire[w->tail].bfd = bfd;
	w->wire[w->tail].len = (uint16_t)(a->len - skip);
	memcpy(w->wire[w->tail++].bytes, a->frame + skip, a->len - skip);
}

static void
input(struct world *w, unsigned who, struct pulse_input in)
{
	struct device *d = &w->d[who];

	in.now = w->now;
	pulse_step(d->p, &in, &w->out);
	for (unsigned i = 0; i < w->out.count; i++) {
		const struct pulse_action *a = &w->out.list[i];

		if (a->kind == PULSE_SEND || a->kind == PULSE_SEND_IP)
			send(w, who, a);
		else if (a->kind == PULSE_OWN || a->kind == PULSE_DISOWN)
			d->owns = a->kind == PULSE_OWN;
		else if (a->kind == PULSE_HEARTBEAT)
			d->gate_us = a->until_us;
		else if (a->kind == PULSE_SHUT)
			d->gate_us = 0;
		else if (a->kind == PULSE_STATUS)
			d->status = a->status;
		else if (a->kind == PULSE_BFD)
			d->bfd = a->bfd;
		else if (a->kind == PULSE_ASK)
			d->asked = a->number;
	}
	assert_int_equal(d->owns, d->status.state == VRRP_MASTER);
	if (d->asked != 0 && !d->mute) {
		uint64_t number = d->asked;

		d->asked = 0;
		input(w, who, (struct pulse_input){.kind = PULSE_IN_ANSWER, .number = number});
	}
}

static struct ip4
address(unsigned who)
{
	return (struct ip4){0x0a0a0a01 + who};
}

static void
deliver(struct world *w, unsigned i)
{
	unsigned to = w->wire[i].to;
	struct rd packet = rd_of(w->wire[i].bytes, w->wire[i].len);

	if (w->d[to].dead)
		return;
	if (!w->wire[i].bfd && !w->d[to].deaf_to_adverts)
		input(
		    w, to,
		    (struct pulse_input){.kind = PULSE_IN_PACKET, .vlan = VLAN, .packet = packet});
	if (w->wire[i].bfd && !w->d[to].deaf_to_bfd)
		input(w, to,
		      (struct pulse_input){.kind = PULSE_IN_BFD,
					   .vlan = VLAN,
					   .ttl = 255,
					   .source = address(!to),
					   .destination = address(to),
					   .packet = rd_of(w->wire[i].bytes + 28, BFD_PACKET_LEN)});
}

static unsigned
next_frame(const struct world *w)
{
	unsigned i = w->head;

	while (i < w->tail && w->d[w->wire[i].to].frozen)
		i++;
	return i;
}

static uint64_t
timer(const struct world *w, unsigned who)
{
	return w->d[who].dead || w->d[who].frozen ? TIME_NEVER : pulse_deadline(w->d[who].p);
}

static void
pass(struct world *w, uint64_t to_us)
{
	uint64_t until_us = time_min(to_us, time_min(w->d[A].gate_us, w->d[B].gate_us));

	if (until_us > w->now)
		w->both_us += until_us - w->now;
	if (to_us > w->now)
		w->now = to_us;
}

static void
run(struct world *w, uint64_t span_us)
{
	uint64_t end_us = w->now + span_us;

	for (;;) {
		unsigned i = next_frame(w);
		uint64_t frame_us = i < w->tail ? w->wire[i].at_us : TIME_NEVER;
		uint64_t a_us = timer(w, A), b_us = timer(w, B);
		uint64_t next_us = time_min(frame_us, time_min(a_us, b_us));

		if (next_us > end_us)
			break;
		pass(w, next_us);
		if (frame_us == next_us) {
			deliver(w, i);
			memmove(&w->wire[i], &w->wire[i + 1], (w->tail - i - 1) * sizeof *w->wire);
			w->tail--;
		} else {
			input(w, a_us == next_us ? A : B,
			      (struct pulse_input){.kind = PULSE_IN_TICK});
		}
	}
	pass(w, end_us);
}

/* How long until the device is Master, looked at every 0.1 ms. */
static uint64_t
until_master(struct world *w, unsigned who, uint64_t limit_us)
{
	uint64_t start_us = w->now;

	while (w->d[who].status.state != VRRP_MASTER && w->now - start_us < limit_us)
		run(w, 100);
	assert_int_equal(w->d[who].status.state, VRRP_MASTER);
	return w->now - start_us;
}

static void
configure(struct world *w, unsigned who)
{
	input(w, who, (struct pulse_input){.kind = PULSE_IN_CONFIG, .config = &w->d[who].config});
}

static void
set_up(struct world *w, unsigned who, enum vrrp_bfd_how how)
{
	struct pulse_config *c = &w->d[who].config;
	struct pulse_group *g = &c->group[0];
	struct bfd_settings *s = &c->bfd[0];

	c->count = c->bfds_count = 1;
	c->seed = 7 + who;
	g->vlan = VLAN;
	g->version = 2;
	g->source = address(who);
	g->check_ttl = true;
	g->subnets_count = 1;
	g->subnet[0] = (struct vrrp_subnet){address(who), ip4_mask(24)};
	g->config = (struct vrrp_group_config){.set = true, .vrid = VRID};
	g->config.vip[0].set = true;
	g->config.vip[0].address = IP4(10, 10, 10, 100);
	g->config.priority.set = true;
	g->config.priority.value = who == A ? 200 : 100;
	g->config.preempt_delay.set = true;
	g->config.preempt_delay.delay_s = 600;
	g->config.bfd[0] = (struct vrrp_bfd_config){true, 0, "Peer", (uint8_t)how, 0};
	memcpy(s->name, "peer", sizeof "peer");
	s->peer = address(!who);
	s->source = address(who);
	s->vlan = VLAN;
	s->automatic = true;
	s->multiplier = 3;
	s->min_tx_us = s->min_rx_us = 10000;
}

static void
boot(struct world *w, unsigned who)
{
	w->d[who].p = pulse_new();
	w->d[who].dead = false;
	configure(w, who);
	input(w, who, (struct pulse_input){.kind = PULSE_IN_HOLD, .vlan = VLAN, .vrid = VRID});
	input(w, who, (struct pulse_input){.kind = PULSE_IN_LINK, .vlan = VLAN, .on = true});
}

/* A Master, B Backup, their session Up. */
static struct world *
settled(enum vrrp_bfd_how how)
{
	struct world *w = memory_new(1, sizeof *w);

	w->now = 1000 * TIME_SEC;
	w->d[A].dead = w->d[B].dead = true;
	set_up(w, A, how);
	set_up(w, B, how);
	boot(w, A);
	run(w, 5 * TIME_SEC);
	boot(w, B);
	run(w, 10 * TIME_SEC);
	assert_int_equal(w->d[A].status.state, VRRP_MASTER);
	assert_int_equal(w->d[B].status.state, VRRP_BACKUP);
	assert_true(w->d[A].bfd.counts_up && w->d[B].bfd.counts_up);
	assert_int_equal(w->d[B].bfd.detect_us, 30000);
	return w;
}

static void
end(struct world *w)
{
	pulse_free(w->d[A].p);
	pulse_free(w->d[B].p);
	memory_free(w);
}

static void
freeze(struct world *w, unsigned who, bool on)
{
	w->d[who].frozen = on;
	if (on || timer(w, who) > w->now)
		return;
	input(w, who, (struct pulse_input){.kind = PULSE_IN_TICK}); /* before what waits */
}

/* ---- peer ---- */

static void
a_master_that_dies_is_replaced_in_the_detection_time(void **state)
{
	struct world *w = settled(VRRP_BFD_PEER);

	(void)state;
	w->d[A].frozen = true;
	assert_in_range(until_master(w, B, TIME_SEC), 20000, 30200);
	assert_int_equal(w->d[B].status.reason, VRRP_REASON_PEER_BFD);
	assert_int_equal(w->both_us, 0);
	run(w, 5 * TIME_SEC);
	assert_int_equal(w->both_us, 0);
	freeze(w, A, false); /* it steps down before it speaks */
	assert_int_equal(w->d[A].status.state, VRRP_BACKUP);
	assert_int_equal(w->d[A].status.reason, VRRP_REASON_LATE);
	run(w, 20 * TIME_SEC);
	assert_int_equal(w->d[A].status.state, VRRP_BACKUP);
	assert_int_equal(w->d[A].status.master.host, address(B).host);
	assert_int_equal(w->both_us, 0);
	end(w);
}

/* It slept for less than its three intervals: only the session says that it was replaced. */
static void
a_master_that_slept_for_a_moment_finds_itself_replaced(void **state)
{
	struct world *w = settled(VRRP_BFD_PEER);

	(void)state;
	w->d[A].frozen = true;
	run(w, 100 * TIME_MS);
	assert_int_equal(w->d[B].status.state, VRRP_MASTER);
	assert_true(w->d[A].gate_us <= w->now);
	freeze(w, A, false);
	run(w, 10 * TIME_SEC);
	assert_int_equal(w->d[A].status.state, VRRP_BACKUP);
	assert_int_equal(w->d[B].status.state, VRRP_MASTER);
	assert_int_equal(w->d[B].status.counters.became_master, 1);
	assert_int_equal(w->both_us, 0);
	end(w);
}

/* The other one has no such line: whoever stepped down serves again after its skew. */
static void
who_stepped_down_for_nobody_is_master_again_at_once(void **state)
{
	struct world *w = settled(VRRP_BFD_PEER);

	(void)state;
	w->d[B].config.group[0].config.bfd[0].set = false;
	configure(w, B);
	run(w, TIME_SEC);
	w->d[A].frozen = true;
	run(w, 40 * TIME_MS);
	w->head = w->tail = 0; /* what B sent is lost with it */
	w->d[B].frozen = true;
	freeze(w, A, false);
	assert_int_equal(w->d[A].status.state, VRRP_BACKUP);
	assert_in_range(until_master(w, A, TIME_SEC), 30000 + 218750, 30000 + 218750 + 200);
	end(w);
}

/* The session fails between two that live: without an advertisement in the detection time the
 * Backup is Master until the other one answers, once. */
static void
a_session_that_fails_alone_moves_nothing_for_long(void **state)
{
	struct world *w = settled(VRRP_BFD_PEER);

	(void)state;
	run(w, 500 * TIME_MS);
	w->d[B].deaf_to_bfd = true;
	run(w, 10 * TIME_SEC);
	assert_int_equal(w->d[B].bfd.state, BFD_DOWN);
	assert_int_equal(w->d[A].status.state, VRRP_MASTER);
	assert_int_equal(w->d[B].status.state, VRRP_BACKUP);
	assert_int_equal(w->d[B].status.counters.became_master, 1);
	assert_int_equal(w->d[A].status.counters.became_master, 1);
	assert_true(w->both_us <= 3 * WIRE_US);
	end(w);
}

/* With advertisements faster than the detection time it moves nothing at all. */
static void
advertisements_are_signs_of_life(void **state)
{
	struct world *w = settled(VRRP_BFD_PEER);

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		w->d[i].config.group[0].version = 3;
		w->d[i].config.group[0].config.advertise_ms.set = true;
		w->d[i].config.group[0].config.advertise_ms.ms = 10;
		configure(w, i);
	}
	run(w, TIME_SEC);
	assert_int_equal(w->d[B].status.state, VRRP_BACKUP);
	w->d[B].deaf_to_bfd = true;
	run(w, 5 * TIME_SEC);
	assert_int_equal(w->d[B].bfd.state, BFD_DOWN);
	assert_int_equal(w->d[B].status.counters.became_master, 0);
	assert_int_equal(w->both_us, 0);
	end(w);
}

/* What expired while the Backup itself slept proves nothing: packets wait behind the timer. */
static void
a_backup_that_slept_takes_over_nothing(void **state)
{
	struct world *w = settled(VRRP_BFD_PEER);

	(void)state;
	w->d[B].frozen = true;
	run(w, 500 * TIME_MS);
	freeze(w, B, false);
	run(w, 5 * TIME_SEC);
	assert_int_equal(w->d[B].status.counters.became_master, 0);
	assert_int_equal(w->d[A].status.state, VRRP_MASTER);
	assert_int_equal(w->both_us, 0);
	end(w);
}

static void
say_down(struct world *w, unsigned to)
{
	struct bfd_packet p = {.state = BFD_DOWN,
			       .multiplier = 3,
			       .my = w->d[!to].bfd.local,
			       .your = w->d[to].bfd.local,
			       .min_tx_us = 1000000,
			       .min_rx_us = 10000};
	uint8_t bytes[BFD_PACKET_LEN];
	struct wr out = wr_of(bytes, sizeof bytes);

	bfd_encode(&out, &p);
	input(w, to,
	      (struct pulse_input){.kind = PULSE_IN_BFD,
				   .vlan = VLAN,
				   .ttl = 255,
				   .source = address(!to),
				   .destination = address(to),
				   .packet = rd_of(bytes, sizeof bytes)});
}

/* Anybody can say it who knows the discriminators; and who says so lives. */
static void
a_word_that_the_session_is_down_moves_nothing(void **state)
{
	struct world *w = settled(VRRP_BFD_PEER);

	(void)state;
	say_down(w, B);
	assert_int_equal(w->d[B].bfd.state, BFD_DOWN);
	run(w, 5 * TIME_SEC);
	assert_int_equal(w->d[B].bfd.state, BFD_UP);
	assert_int_equal(w->d[B].status.counters.became_master, 0);
	end(w);
}

/* Of another router than the Master that is followed it means nothing. */
static void
another_peer_is_not_the_master(void **state)
{
	struct world *w = settled(VRRP_BFD_PEER);

	(void)state;
	w->d[B].config.bfd[0].peer = IP4(10, 10, 10, 9);
	configure(w, B);
	run(w, 5 * TIME_SEC);
	w->d[A].frozen = true;
	assert_true(until_master(w, B, 5 * TIME_SEC) > 2 * TIME_SEC);
	assert_int_equal(w->d[B].status.reason, VRRP_REASON_TIMER_EXPIRED);
	end(w);
}

/* ---- priority ---- */

static void
a_session_moves_the_priority(void **state)
{
	struct world *w = settled(VRRP_BFD_REDUCED);

	(void)state;
	assert_int_equal(w->d[A].status.priority_run, 200);
	w->d[B].frozen = true;
	run(w, TIME_SEC);
	assert_int_equal(w->d[A].status.priority_run, 190);
	assert_false(w->d[A].status.bfd[0].up);
	w->d[A].config.group[0].config.bfd[0].how = VRRP_BFD_INCREASED;
	w->d[A].config.group[0].config.bfd[0].points = 30;
	configure(w, A);
	assert_int_equal(w->d[A].status.priority_run, 230);
	w->d[A].config.bfds_count = 0; /* none is down */
	configure(w, A);
	assert_int_equal(w->d[A].status.priority_run, 230);
	end(w);
}

/* A device that hangs takes its sessions down by itself: no reason to let the gateway go. */
static void
a_node_that_hangs_changes_no_priority(void **state)
{
	struct world *w = settled(VRRP_BFD_LINK);

	(void)state;
	w->d[A].mute = true;
	run(w, 10 * TIME_SEC);
	assert_int_equal(w->d[A].bfd.state, BFD_DOWN);
	assert_int_equal(w->d[A].status.state, VRRP_MASTER);
	w->d[A].mute = false;
	input(w, A, (struct pulse_input){.kind = PULSE_IN_ANSWER, .number = w->d[A].asked});
	run(w, 10 * TIME_SEC);
	assert_true(w->d[A].bfd.counts_up);
	assert_int_equal(w->d[A].status.state, VRRP_MASTER);
	assert_int_equal(w->d[A].status.counters.became_master, 1);
	w->d[A].mute = true; /* and what it waits for ends */
	run(w, 3 * TIME_SEC);
	w->d[B].frozen = true;
	w->d[A].mute = false;
	input(w, A, (struct pulse_input){.kind = PULSE_IN_ANSWER, .number = w->d[A].asked});
	run(w, 10 * TIME_SEC);
	assert_int_equal(w->d[A].status.state, VRRP_INITIALIZE);
	end(w);
}

/* ---- link ---- */

static void
a_link_that_is_down_takes_the_group_out(void **state)
{
	struct world *w = settled(VRRP_BFD_LINK);

	(void)state;
	w->d[A].deaf_to_bfd = true; /* so both sessions are down, and each stays out */
	run(w, TIME_SEC);
	assert_int_equal(w->d[A].status.state, VRRP_INITIALIZE);
	assert_int_equal(w->d[A].status.reason, VRRP_REASON_LINK_DOWN);
	assert_int_equal(w->d[A].status.counters.zero_sent, 1);
	assert_int_equal(w->d[B].status.state, VRRP_INITIALIZE);
	w->d[A].deaf_to_bfd = false;
	run(w, 5 * TIME_SEC);
	assert_int_equal(w->d[B].status.reason, VRRP_REASON_LINK_UP);
	run(w, 5 * TIME_SEC);
	assert_int_equal(w->d[A].status.state, VRRP_MASTER);
	end(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_master_that_dies_is_replaced_in_the_detection_time),
	    cmocka_unit_test(a_master_that_slept_for_a_moment_finds_itself_replaced),
	    cmocka_unit_test(who_stepped_down_for_nobody_is_master_again_at_once),
	    cmocka_unit_test(a_session_that_fails_alone_moves_nothing_for_long),
	    cmocka_unit_test(advertisements_are_signs_of_life),
	    cmocka_unit_test(a_backup_that_slept_takes_over_nothing),
	    cmocka_unit_test(a_word_that_the_session_is_down_moves_nothing),
	    cmocka_unit_test(another_peer_is_not_the_master),
	    cmocka_unit_test(a_session_moves_the_priority),
	    cmocka_unit_test(a_node_that_hangs_changes_no_priority),
	    cmocka_unit_test(a_link_that_is_down_takes_the_group_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
