/* What a device does with a changed configuration, wrong packets, and the most it can be given. */
#include "test/unit/pulse/world.h"

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
	assert_int_equal(w->d[A].status.state, VRRP_INITIALIZE);
	set_hold(w, A, false);
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

/* ---- tracked interfaces ---- */

enum { UPLINK = 0x102, VLAN_TRACKED = 7 };

static void
set_track(struct world *w, unsigned i, struct interface_name name, uint8_t reduced)
{
	w->d[A].config.group[0].config.track[i] =
	    (struct vrrp_track_config){true, name, 0, reduced};
	set_config(w, A);
}

static void
set_port(struct world *w, uint32_t port, bool up)
{
	input(w, A, (struct pulse_input){.kind = PULSE_IN_PORT, .port = port, .on = up});
}

static void
set_other_vlanif(struct world *w, bool up)
{
	input(w, A, (struct pulse_input){.kind = PULSE_IN_LINK, .vlan = VLAN_TRACKED, .on = up});
}

/* What A was told of its interfaces before it tracks them counts. */
static void
a_tracked_interface_moves_the_priority_at_once(void **state)
{
	struct world *w = settled_world();
	uint64_t created_us = w->d[A].status.created_us;

	(void)state;
	set_port(w, UPLINK, true);
	set_track(w, 0, (struct interface_name){INTERFACE_GE, UPLINK, 0}, 50);
	assert_int_equal(w->d[A].status.priority_run, 200);
	set_track(w, 1, (struct interface_name){INTERFACE_VLANIF, VLAN_TRACKED, 0}, 0);
	assert_int_equal(w->d[A].status.priority_run, 190);
	set_other_vlanif(w, true);
	assert_int_equal(w->d[A].status.priority_run, 200);
	set_port(w, UPLINK, false);
	assert_int_equal(w->d[A].status.priority_run, 150);
	assert_false(w->d[A].status.track[0].up);
	assert_true(w->d[A].status.track[1].up);
	assert_int_equal(w->d[A].advert_us, w->now); /* others know at once */
	run(w, WIRE_US);
	assert_int_equal(w->d[B].status.master_priority, 150);
	set_other_vlanif(w, false);
	assert_int_equal(w->d[A].status.priority_run, 140);
	memset(w->d[A].config.group[0].config.track, 0,
	       sizeof w->d[A].config.group[0].config.track);
	set_config(w, A);
	assert_int_equal(w->d[A].status.priority_run, 200);
	assert_int_equal(w->d[A].status.created_us, created_us);
	assert_int_equal(w->d[A].status.counters.became_master, 1);
	free_world(w);
}

static void
a_port_that_nobody_tracks_sends_nothing(void **state)
{
	struct world *w = settled_world();
	uint64_t advert_us = w->d[A].advert_us;
	unsigned statuses = w->d[A].statuses;

	(void)state;
	for (uint32_t port = 0; port < PULSE_PORTS_MAX; port++)
		set_port(w, port, true);
	for (uint32_t port = 0; port < PULSE_PORTS_MAX; port++)
		set_port(w, port, false);
	set_port(w, UPLINK, false);
	assert_int_equal(w->d[A].advert_us, advert_us);
	assert_int_equal(w->d[A].statuses, statuses);
	free_world(w);
}

static void
the_backup_takes_over_and_the_priority_comes_back_by_preemption(void **state)
{
	struct world *w = settled_world();

	(void)state;
	as_in_the_seed(w);
	set_port(w, UPLINK, true);
	set_track(w, 0, (struct interface_name){INTERFACE_GE, UPLINK, 0}, 150);
	set_port(w, UPLINK, false);
	until_master(w, B, 4 * TIME_SEC);
	run(w, 100 * TIME_SEC);
	assert_int_equal(w->d[A].status.state, VRRP_BACKUP);
	assert_true(w->d[A].status.preempt_at_us == TIME_NEVER);
	set_port(w, UPLINK, true);
	assert_in_range(until_master(w, A, 700 * TIME_SEC), 600 * TIME_SEC, 601 * TIME_SEC);
	assert_int_equal(w->d[A].status.priority_run, 200);
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

	frame_advert(&out, &cfg, f->priority, f->version == 2 ? FRAME_V2 : FRAME_V3);
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

/* ---- checksums of version 3 ---- */

/* The forms of what A sends in its next interval: bit 0 with the pseudo-header, bit 1 without. */
static unsigned
forms_sent(struct world *w)
{
	unsigned forms = 0, from = w->tail;

	w->d[B].frozen = true; /* nothing is taken off the wire */
	run(w, TIME_SEC);
	for (unsigned i = from; i < w->tail; i++) {
		struct vrrp_pseudo p = {IP4(10, 10, 10, 1), IP4(224, 0, 0, 18)};
		struct vrrp_advert a;

		assert_int_equal(
		    vrrp_advert_decode(rd_of(w->wire[i].bytes + 34, (size_t)w->wire[i].len - 34),
				       &p, &a),
		    VRRP_ADVERT_OK);
		forms |= a.version == 2 ? 4 : a.pseudo ? 1 : 2;
	}
	w->d[B].frozen = false;
	return forms;
}

static unsigned
forms_of(enum vrrp_checksum checksum, enum vrrp_checksum peers)
{
	struct world *w = new_world();
	unsigned forms;

	for (unsigned i = 0; i < DEVICES; i++)
		w->d[i].config.group[0].version = 3;
	w->d[A].config.group[0].checksum = (uint8_t)checksum;
	w->d[B].config.group[0].checksum = (uint8_t)peers;
	boot(w, B); /* is Master, and heard by A */
	run(w, 10 * TIME_SEC);
	boot(w, A);
	run(w, 10 * TIME_SEC);
	assert_int_equal(w->d[A].status.state, VRRP_MASTER);
	forms = forms_sent(w);
	free_world(w);
	return forms;
}

static unsigned
forms_of_modes(enum vrrp_sends mode, enum vrrp_sends peers)
{
	struct world *w = new_world();
	unsigned forms;

	for (unsigned i = 0; i < DEVICES; i++)
		w->d[i].config.group[0].version = 3;
	w->d[A].config.group[0].sends = (uint8_t)mode;
	w->d[B].config.group[0].sends = (uint8_t)peers;
	boot(w, A);
	boot(w, B);
	run(w, 10 * TIME_SEC);
	assert_int_equal(w->d[A].status.state, VRRP_MASTER);
	assert_int_equal(w->d[B].status.state, VRRP_BACKUP);
	assert_int_equal(w->d[B].status.counters.bad_version, 0);
	forms = forms_sent(w);
	free_world(w);
	return forms;
}

/* 4: version 2; 1: version 3. */
static void
either_version_or_both_are_sent_v3_65(void **state)
{
	(void)state;
	assert_int_equal(forms_of_modes(VRRP_SENDS_V3, VRRP_SENDS_V3), 1);
	assert_int_equal(forms_of_modes(VRRP_SENDS_V2, VRRP_SENDS_BOTH), 4);
	assert_int_equal(forms_of_modes(VRRP_SENDS_BOTH, VRRP_SENDS_V2), 4 + 1);
	assert_int_equal(forms_of_modes(VRRP_SENDS_V3, VRRP_SENDS_BOTH), 1);
}

static void
the_checksum_is_one_that_the_others_take_v3_15(void **state)
{
	(void)state;
	assert_int_equal(forms_of(VRRP_CHECKSUM_AUTO, VRRP_CHECKSUM_AUTO), 1);
	assert_int_equal(forms_of(VRRP_CHECKSUM_AUTO, VRRP_CHECKSUM_RFC5798), 1);
	assert_int_equal(forms_of(VRRP_CHECKSUM_AUTO, VRRP_CHECKSUM_RFC9568), 3);
	assert_int_equal(forms_of(VRRP_CHECKSUM_RFC5798, VRRP_CHECKSUM_RFC9568), 1);
	assert_int_equal(forms_of(VRRP_CHECKSUM_RFC9568, VRRP_CHECKSUM_RFC5798), 2);
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

/* Whether the groups of VLANs low and up are held. */
static void
hold_all(struct pulse *p, uint16_t low, uint64_t now, bool on, struct pulse_actions *out)
{
	struct pulse_input in = {.kind = PULSE_IN_HOLD, .now = now, .vrid = 255, .on = on};

	for (in.vlan = low; in.vlan < low + PULSE_GROUPS_MAX; in.vlan++)
		pulse_step(p, &in, out);
}

/* The number put up last; asserts that there is one. */
static uint64_t
number_in(const struct pulse_actions *out)
{
	assert_true(out->count > 0);
	assert_int_equal(out->list[out->count - 1].kind, PULSE_ASK);
	return out->list[out->count - 1].number;
}

/* All groups at once, all owners, woken by the word they waited for, late, replaced by others: the
 * most a step can emit. */
static void
the_largest_step_fits(void **state)
{
	enum { BEGIN = 4 + VRRP_VIPS_MAX, LATE = 3 };
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
	assert_int_equal(out->count, PULSE_GROUPS_MAX + 1);
	in.number = number_in(out);
	hold_all(p, 1, in.now, false, out);
	in.kind = PULSE_IN_ANSWER;
	pulse_step(p, &in, out);
	assert_int_equal(out->count, PULSE_GROUPS_MAX * BEGIN);
	in.kind = PULSE_IN_CONFIG;
	in.config = &second;
	pulse_step(p, &in, out);
	assert_int_equal(out->count, PULSE_GROUPS_MAX * 5);
	hold_all(p, 101, in.now, false, out);
	for (unsigned i = 0; i < PULSE_GROUPS_MAX; i++)
		second.group[i].config.vip[0].address.host--;
	pulse_step(p, &in, out);
	assert_int_equal(out->count, PULSE_GROUPS_MAX * (BEGIN + 1));
	for (unsigned i = 0; i < PULSE_GROUPS_MAX; i++)
		second.group[i].config.vip[0].address.host++;
	in.now += 10 * TIME_SEC;
	pulse_step(p, &in, out);
	assert_in_range(out->count, PULSE_GROUPS_MAX * LATE + 1, PULSE_ACTIONS_MAX);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_changed_priority_or_timer_switches_nothing_by_itself),
	    cmocka_unit_test(an_equal_configuration_sends_nothing),
	    cmocka_unit_test(a_removed_master_resigns),
	    cmocka_unit_test(a_master_without_address_resigns_with_its_old_one),
	    cmocka_unit_test(changed_addresses_are_taken_and_told),
	    cmocka_unit_test(a_tracked_interface_moves_the_priority_at_once),
	    cmocka_unit_test(a_port_that_nobody_tracks_sends_nothing),
	    cmocka_unit_test(the_backup_takes_over_and_the_priority_comes_back_by_preemption),
	    cmocka_unit_test(wrong_packets_are_counted_and_dropped),
	    cmocka_unit_test(statuses_are_told_once_a_second_while_counters_move),
	    cmocka_unit_test(a_version_2_interval_is_discarded_unless_learnt),
	    cmocka_unit_test(the_largest_step_fits),
	    cmocka_unit_test(inputs_for_nobody_do_nothing),
	    cmocka_unit_test(the_checksum_is_one_that_the_others_take_v3_15),
	    cmocka_unit_test(either_version_or_both_are_sent_v3_65),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
