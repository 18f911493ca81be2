/* One virtual router: each timer to the microsecond, and what holds, delays and bypasses it. Test
 * names carry the rows of docs/vrrp.md "Test rows". */
#include "test/unit/vrrp/bench.h"

/* ---- Initialize ---- */

static void
owner_starts_as_master_v2_12_v3_21(void **state)
{
	struct bench b = down_bench();

	(void)state;
	b.cfg.priority = 255;
	assert_string_equal(give(&b, VRRP_IN_UP), "M:HAOG");
	assert_int_equal(b.g.reason, VRRP_REASON_OWNER);
}

static void
held_owner_starts_in_backup(void **state)
{
	struct bench b = down_bench();

	(void)state;
	b.cfg.priority = 255;
	give(&b, VRRP_IN_HOLD);
	assert_string_equal(give(&b, VRRP_IN_UP), "B:");
	b.now += TIME_SEC;
	assert_string_equal(advert(&b, 100, below), "B:");
	assert_string_equal(give(&b, VRRP_IN_RELEASE), "M:HAOG");
}

static void
recover_delay_counts_from_link_up(void **state)
{
	struct bench b = waiting_bench();
	struct vrrp_status v;

	(void)state;
	assert_int_equal(vrrp_group_deadline(&b.g, &b.cfg), T0 + 20 * TIME_SEC);
	vrrp_group_status(&b.g, &b.cfg, &v);
	assert_int_equal(v.recover_at_us, T0 + 20 * TIME_SEC);
	b.now = T0 + 20 * TIME_SEC - 1;
	assert_string_equal(give(&b, VRRP_IN_UP), "I:"); /* it was up all the time */
	assert_string_equal(give(&b, VRRP_IN_TICK), "I:");
	b.now++;
	assert_string_equal(give(&b, VRRP_IN_TICK), "B:");
	assert_int_equal(b.g.reason, VRRP_REASON_INTERFACE_UP);
}

static void
a_flap_starts_the_recover_delay_again(void **state)
{
	struct bench b = waiting_bench();

	(void)state;
	b.now += 15 * TIME_SEC;
	give(&b, VRRP_IN_DOWN);
	assert_true(vrrp_group_deadline(&b.g, &b.cfg) == TIME_NEVER);
	give(&b, VRRP_IN_UP);
	assert_int_equal(vrrp_group_deadline(&b.g, &b.cfg), b.now + 20 * TIME_SEC);
}

static void
a_group_made_on_an_interface_long_up_starts_at_once(void **state)
{
	struct bench b = waiting_bench();

	(void)state;
	vrrp_group_init(&b.g, b.now + 30 * TIME_SEC, T0);
	b.now += 30 * TIME_SEC;
	assert_string_equal(give(&b, VRRP_IN_SETTINGS), "B:");
	assert_int_equal(b.g.reason, VRRP_REASON_CONFIG);
}

/* ---- Backup ---- */

static void
backup_waits_master_down_v2_11_v2_12(void **state)
{
	struct bench b = down_bench();
	uint64_t down_us = 3 * TIME_SEC + (256 - OWN_PRIORITY) * TIME_SEC / 256;

	(void)state;
	give(&b, VRRP_IN_UP);
	assert_int_equal(vrrp_group_deadline(&b.g, &b.cfg), T0 + down_us);
	b.now = T0 + 2 * TIME_SEC;
	advert(&b, OWN_PRIORITY, below); /* V2-19: equal resets too */
	assert_int_equal(vrrp_group_deadline(&b.g, &b.cfg), b.now + down_us);
	assert_string_equal(tick_due(&b), "M:HAOG");
	assert_int_equal(b.g.reason, VRRP_REASON_TIMER_EXPIRED);
}

static void
priority_zero_leaves_the_skew_v2_18(void **state)
{
	struct bench b = backup_bench();

	(void)state;
	b.now += TIME_SEC / 2;
	advert(&b, 0, above);
	assert_int_equal(vrrp_group_deadline(&b.g, &b.cfg),
			 b.now + (256 - OWN_PRIORITY) * TIME_SEC / 256);
	assert_string_equal(tick_due(&b), "M:HAOG");
	assert_int_equal(b.g.reason, VRRP_REASON_RESIGNED);
}

static void
lower_advertisements_do_not_reset_v2_20(void **state)
{
	struct bench b = backup_bench();
	uint64_t at_us = vrrp_group_deadline(&b.g, &b.cfg);

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		b.now += TIME_SEC;
		assert_string_equal(advert(&b, 100, below), "B:");
		assert_int_equal(vrrp_group_deadline(&b.g, &b.cfg), at_us);
	}
	assert_string_equal(tick_due(&b), "M:HAOG");
	assert_int_equal(b.g.reason, VRRP_REASON_PRIORITY);
}

static void
without_preemption_a_lower_master_is_followed_v2_19(void **state)
{
	struct bench b = backup_bench();

	(void)state;
	b.cfg.preempt = false;
	for (unsigned i = 0; i < 100; i++) {
		b.now += TIME_SEC;
		assert_string_equal(advert(&b, 2, below), "B:");
		assert_int_equal(vrrp_group_deadline(&b.g, &b.cfg),
				 b.now + vrrp_master_down_us(&b.cfg, 1000));
	}
}

/* A Master of priority 1 serves nobody: it is relieved at once, whatever spares others. */
static void
a_gateway_alone_is_relieved_at_once(void **state)
{
	struct bench b = backup_bench();

	(void)state;
	b.cfg.preempt = false;
	b.cfg.preempt_delay_s = 600;
	(void)give(&b, VRRP_IN_HOLD);
	assert_string_equal(advert(&b, 1, below), "M:HAOG");
	assert_int_equal(b.g.reason, VRRP_REASON_RESIGNED);
}

/* ... but not by one of the same kind, whose address is higher. */
static void
of_two_gateways_alone_the_master_stays(void **state)
{
	struct bench b = backup_bench();

	(void)state;
	b.cfg.gateway_only = true;
	vrrp_settings_track(&b.cfg);
	(void)give(&b, VRRP_IN_SETTINGS);
	assert_int_equal(b.cfg.priority, 1);
	assert_string_equal(advert(&b, 1, below), "B:");
	b.cfg.gateway_only = false;
	vrrp_settings_track(&b.cfg);
	assert_string_equal(give(&b, VRRP_IN_SETTINGS), "B:");
	assert_string_equal(advert(&b, 1, below), "M:HAOG");
}

/* ... nor by one whose own links are taken away. */
static void
who_is_broken_relieves_nobody(void **state)
{
	struct bench b = backup_bench();
	struct vrrp_advert a = {.version = 2, .vrid = 1, .priority = 1, .interval_ms = 1000};
	struct vrrp_input in = {
	    .kind = VRRP_IN_ADVERT, .now = b.now, .advert = &a, .source = below, .broken = true};

	(void)state;
	b.cfg.preempt = false;
	(void)give(&b, VRRP_IN_HOLD);
	assert_int_equal(vrrp_group_step(&b.g, &b.cfg, &in).count, 0);
	assert_int_equal(b.g.state, VRRP_BACKUP);
	in.broken = false;
	(void)vrrp_group_step(&b.g, &b.cfg, &in);
	assert_int_equal(b.g.state, VRRP_MASTER);
}

/* It stays Master until it hears a better one; the owner is what he was. */
static void
a_master_that_is_a_gateway_alone_says_so_and_stays(void **state)
{
	struct bench b = master_bench();

	(void)state;
	b.cfg.gateway_only = true;
	vrrp_settings_track(&b.cfg);
	assert_string_equal(give(&b, VRRP_IN_SETTINGS), "M:AH");
	assert_string_equal(tick_due(&b), "M:AHG");
	assert_string_equal(advert(&b, 2, below), "B:D");
	b.cfg.priority = VRRP_PRIORITY_OWNER;
	vrrp_settings_track(&b.cfg);
	assert_int_equal(b.cfg.priority, VRRP_PRIORITY_OWNER);
}

static struct bench
delayed_bench(void) /* delay of 600 s, a lower Master heard since b.now */
{
	struct bench b = down_bench();

	b.cfg.preempt_delay_s = 600;
	give(&b, VRRP_IN_UP);
	b.now += TIME_SEC;
	assert_string_equal(advert(&b, 100, below), "B:");
	return b;
}

/* Advertisements of a live Master of that priority, every second until then. */
static void
hear_until(struct bench *b, uint8_t priority, uint64_t until_us)
{
	while (b->now + TIME_SEC <= until_us) {
		b->now += TIME_SEC;
		if (b->now >= vrrp_group_deadline(&b->g, &b->cfg))
			assert_string_equal(give(b, VRRP_IN_TICK), "B:");
		assert_string_equal(advert(b, priority, below), "B:");
	}
	b->now = until_us;
}

static void
preempt_delay_counts_from_the_first_lower_advertisement(void **state)
{
	struct bench b = delayed_bench();
	uint64_t since_us = b.now;
	struct vrrp_status v;

	(void)state;
	hear_until(&b, 100, since_us + 600 * TIME_SEC - 1);
	assert_string_equal(give(&b, VRRP_IN_TICK), "B:");
	vrrp_group_status(&b.g, &b.cfg, &v);
	assert_int_equal(v.preempt_at_us, since_us + 600 * TIME_SEC);
	assert_false(v.preempt_held);
	assert_string_equal(tick_due(&b), "M:HAOG");
	assert_int_equal(b.now, since_us + 600 * TIME_SEC);
	assert_int_equal(b.g.reason, VRRP_REASON_PRIORITY);
}

static void
preempt_delay_is_bypassed_by_silence(void **state)
{
	struct bench b = delayed_bench();

	(void)state;
	hear_until(&b, 100, b.now + 100 * TIME_SEC);
	assert_int_equal(vrrp_group_deadline(&b.g, &b.cfg),
			 b.now + vrrp_master_down_us(&b.cfg, 1000));
	assert_string_equal(tick_due(&b), "M:HAOG");
	assert_int_equal(b.g.reason, VRRP_REASON_TIMER_EXPIRED);
}

static void
preempt_delay_is_bypassed_by_priority_zero(void **state)
{
	struct bench b = delayed_bench();

	(void)state;
	hear_until(&b, 100, b.now + 100 * TIME_SEC);
	advert(&b, 0, below);
	assert_int_equal(vrrp_group_deadline(&b.g, &b.cfg), b.now + vrrp_skew_us(&b.cfg, 1000));
	assert_string_equal(tick_due(&b), "M:HAOG");
	assert_int_equal(b.g.reason, VRRP_REASON_RESIGNED);
}

static void
preempt_delay_ends_when_the_master_is_better(void **state)
{
	struct bench b = delayed_bench();
	struct vrrp_status v;

	(void)state;
	hear_until(&b, 100, b.now + 100 * TIME_SEC);
	hear_until(&b, OWN_PRIORITY, b.now + TIME_SEC);
	vrrp_group_status(&b.g, &b.cfg, &v);
	assert_true(v.preempt_at_us == TIME_NEVER);
	hear_until(&b, 100, b.now + TIME_SEC); /* and starts from the beginning */
	vrrp_group_status(&b.g, &b.cfg, &v);
	assert_int_equal(v.preempt_at_us, b.now + 600 * TIME_SEC);
}

static void
preempt_delay_ends_when_our_priority_falls(void **state)
{
	struct bench b = delayed_bench();
	struct vrrp_status v;

	(void)state;
	b.cfg.priority = 100;
	assert_string_equal(give(&b, VRRP_IN_SETTINGS), "B:");
	vrrp_group_status(&b.g, &b.cfg, &v);
	assert_true(v.preempt_at_us == TIME_NEVER);
	hear_until(&b, 100, b.now + 1000 * TIME_SEC);
}

static void
a_changed_delay_counts_from_the_same_start(void **state)
{
	struct bench b = delayed_bench();
	uint64_t since_us = b.now;

	(void)state;
	hear_until(&b, 100, since_us + 10 * TIME_SEC);
	b.cfg.preempt_delay_s = 9;
	assert_string_equal(give(&b, VRRP_IN_SETTINGS), "M:HAOG");
}

/* It may have been Master only because it took the other one's advertisements for its own. */
static void
a_held_master_under_another_address_listens_first(void **state)
{
	struct bench b = master_bench();
	struct vrrp_input in = {.kind = VRRP_IN_SETTINGS, .now = b.now, .moved = true};

	(void)state;
	feed(&b, &in);
	assert_int_equal(b.g.state, VRRP_MASTER); /* not held: it goes on */
	give(&b, VRRP_IN_HOLD);
	assert_string_equal(feed(&b, &in), "B:D");
	hear_until(&b, 100, b.now + 60 * TIME_SEC); /* a lower one: followed, while held */
	assert_int_equal(b.g.state, VRRP_BACKUP);
	assert_string_equal(tick_due(&b), "M:HAOG"); /* nobody any more */
}

static void
owner_ignores_the_delay(void **state)
{
	struct bench b = down_bench();

	(void)state;
	b.cfg.preempt_delay_s = 600;
	give(&b, VRRP_IN_UP);
	b.cfg.priority = 255;
	give(&b, VRRP_IN_SETTINGS);
	b.now += TIME_SEC;
	advert(&b, 200, below);
	assert_true(vrrp_group_deadline(&b.g, &b.cfg) < T0 + 4 * TIME_SEC);
	assert_string_equal(tick_due(&b), "M:HAOG");
}

static void
hold_outlasts_the_delay_and_release_preempts(void **state)
{
	struct bench b = delayed_bench();
	uint64_t since_us = b.now;
	struct vrrp_status v;

	(void)state;
	give(&b, VRRP_IN_HOLD);
	hear_until(&b, 100, since_us + 599 * TIME_SEC);
	b.now = since_us + 600 * TIME_SEC;
	assert_string_equal(give(&b, VRRP_IN_TICK), "B:");
	assert_true(vrrp_group_deadline(&b.g, &b.cfg) > b.now); /* no spinning */
	vrrp_group_status(&b.g, &b.cfg, &v);
	assert_true(v.preempt_held);
	hear_until(&b, 100, b.now + 100 * TIME_SEC);
	assert_string_equal(give(&b, VRRP_IN_RELEASE), "M:HAOG");
	assert_int_equal(b.g.reason, VRRP_REASON_PRIORITY);
}

static void
release_before_the_delay_ends_changes_nothing(void **state)
{
	struct bench b = delayed_bench();
	uint64_t since_us = b.now;

	(void)state;
	give(&b, VRRP_IN_HOLD);
	hear_until(&b, 100, since_us + 100 * TIME_SEC);
	assert_string_equal(give(&b, VRRP_IN_RELEASE), "B:");
	hear_until(&b, 100, since_us + 599 * TIME_SEC);
	assert_string_equal(tick_due(&b), "M:HAOG");
	assert_int_equal(b.now, since_us + 600 * TIME_SEC);
}

/* Without a delay Master_Down runs out over a live lower Master: a hold must stop that too. */
static void
hold_stops_a_preemption_without_delay(void **state)
{
	struct bench b = backup_bench();

	(void)state;
	b.now += 3 * TIME_SEC;
	assert_string_equal(advert(&b, 100, below), "B:");
	b.now += TIME_MS;
	assert_string_equal(give(&b, VRRP_IN_HOLD), "B:");
	hear_until(&b, 100, b.now + 1000 * TIME_SEC);
	assert_string_equal(give(&b, VRRP_IN_RELEASE), "M:HAOG");
}

static void
hold_does_not_stop_master_down_nor_priority_zero(void **state)
{
	struct bench b = delayed_bench();

	(void)state;
	give(&b, VRRP_IN_HOLD);
	hear_until(&b, 100, b.now + 700 * TIME_SEC);
	assert_string_equal(tick_due(&b), "M:HAOG");
	assert_int_equal(b.g.reason, VRRP_REASON_TIMER_EXPIRED);
	b = delayed_bench();
	give(&b, VRRP_IN_HOLD);
	advert(&b, 0, below);
	assert_string_equal(tick_due(&b), "M:HAOG");
}

static void
settings_never_shorten_master_down(void **state)
{
	struct bench b = backup_bench();
	uint64_t before_us = vrrp_group_deadline(&b.g, &b.cfg);

	(void)state;
	b.now += TIME_SEC;
	b.cfg.interval_ms = 100;
	give(&b, VRRP_IN_SETTINGS);
	assert_int_equal(vrrp_group_deadline(&b.g, &b.cfg), before_us);
	b.cfg.interval_ms = 10000;
	give(&b, VRRP_IN_SETTINGS);
	assert_int_equal(vrrp_group_deadline(&b.g, &b.cfg),
			 b.now + vrrp_master_down_us(&b.cfg, 10000));
}

static void
the_masters_interval_is_adopted_v3_31(void **state)
{
	struct bench b = backup_bench();
	struct vrrp_status v;

	(void)state;
	b.cfg.version = 3;
	b.cfg.learn_interval = true;
	advert_ms(&b, 200, above, 5000);
	assert_int_equal(b.g.master_interval_ms, 1000); /* once is nothing */
	b.now += 5 * TIME_SEC;
	advert_ms(&b, 200, above, 5000);
	assert_int_equal(vrrp_group_deadline(&b.g, &b.cfg),
			 b.now + vrrp_master_down_us(&b.cfg, 5000));
	vrrp_group_status(&b.g, &b.cfg, &v);
	assert_int_equal(v.interval_ms, 5000);
	assert_int_equal(v.interval_config_ms, 1000);
	give(&b, VRRP_IN_SETTINGS); /* ours are new, the Master's interval is not */
	assert_int_equal(b.g.master_interval_ms, 5000);
	b = backup_bench(); /* only one that learns */
	advert_ms(&b, 200, above, 5000);
	assert_int_equal(b.g.master_interval_ms, 1000);
	b.cfg.learn_interval = true;
	advert_ms(&b, 200, above, 5000);
	b.now += 5 * TIME_SEC;
	advert_ms(&b, 200, above, 5000);
	assert_int_equal(b.g.master_interval_ms, 5000);
}

static void
a_backup_that_slept_listens_once_more(void **state)
{
	struct bench b = backup_bench();
	uint64_t down_us = vrrp_group_deadline(&b.g, &b.cfg);

	(void)state;
	b.now = down_us + TIME_SEC + 1;
	assert_string_equal(give(&b, VRRP_IN_TICK), "B:");
	assert_int_equal(vrrp_group_deadline(&b.g, &b.cfg), b.now + vrrp_skew_us(&b.cfg, 1000));
	assert_string_equal(tick_due(&b), "M:HAOG");
	b = backup_bench();
	b.now = down_us + TIME_SEC;
	assert_string_equal(give(&b, VRRP_IN_TICK), "M:HAOG");
}

/* ---- Master ---- */

static void
advertisements_keep_the_interval_v2_26(void **state)
{
	struct bench b = master_bench();
	uint64_t at_us = b.now;

	(void)state;
	for (unsigned i = 1; i <= 29; i++) {
		assert_string_equal(tick_due(&b), i == 1 ? "M:AHG" : "M:AH");
		assert_int_equal(b.now, at_us + i * TIME_SEC);
		assert_int_equal(b.g.fence_us, b.now + 3 * TIME_SEC);
	}
}

/* At once, after a second, then every 30 s, or never. */
static void
gratuitous_arp_repeats(void **state)
{
	(void)state;
	for (unsigned every = 0; every <= 30; every += 30) {
		struct bench b = master_bench();
		uint64_t at_us = b.now;
		unsigned count = 0;

		b.cfg.gratuitous_arp_s = (uint16_t)every;
		while (b.now < at_us + 100 * TIME_SEC)
			count += strchr(tick_due(&b), 'G') != NULL;
		assert_int_equal(count, every ? 1 + 3 : 1);
	}
}

static void
answers_to_losing_advertisements_are_paced_v3_44(void **state)
{
	struct bench b = master_bench();
	unsigned answers = 0;

	(void)state;
	for (unsigned i = 0; i < 990; i++, b.now += TIME_MS)
		answers += advert(&b, 100, below)[2] != '\0';
	assert_int_equal(answers, 10);
}

static void
the_winner_is_followed_v2_28(void **state)
{
	struct bench b = master_bench();

	(void)state;
	advert(&b, 200, below);
	assert_int_equal(b.g.reason, VRRP_REASON_PRIORITY);
	assert_int_equal(b.g.master.host, below.host);
	assert_int_equal(b.g.master_priority, 200);
	assert_int_equal(vrrp_group_deadline(&b.g, &b.cfg),
			 b.now + vrrp_master_down_us(&b.cfg, 1000));
}

/* Our own advertisement, looped back past the filter: nobody outranks himself. */
static void
an_equal_address_does_not_win(void **state)
{
	struct bench b = master_bench();

	(void)state;
	assert_string_equal(advert(&b, OWN_PRIORITY, own), "M:AHG");
}

static void
owners_of_version_2_discard_of_version_3_compare_v2_33_v3_43(void **state)
{
	struct bench b = master_bench();

	(void)state;
	b.cfg.priority = 255;
	assert_string_equal(advert(&b, 255, above), "M:AHG");
	b.cfg.version = 3;
	b.now += TIME_SEC / 2;
	assert_string_equal(advert(&b, 255, below), "M:AHG");
	assert_string_equal(advert(&b, 255, above), "B:D");
}

static void
a_late_master_steps_back_and_then_listens(void **state)
{
	struct bench b = late_bench();

	(void)state;
	b.now--;
	assert_string_equal(give(&b, VRRP_IN_TICK), "M:AHG");
	b = late_bench();
	b.cfg.preempt_delay_s = 600;
	assert_string_equal(advert(&b, 100, below), "B:D");
	assert_int_equal(b.g.reason, VRRP_REASON_LATE);
	assert_int_equal(b.g.master.host, below.host);
	hear_until(&b, 100, b.now + 500 * TIME_SEC);
}

static void
a_shorter_interval_is_not_lateness(void **state)
{
	struct bench b = down_bench();

	(void)state;
	b.cfg.interval_ms = 10000;
	give(&b, VRRP_IN_UP);
	tick_due(&b);
	b.now += 5 * TIME_SEC;
	b.cfg.interval_ms = 1000;
	assert_string_equal(give(&b, VRRP_IN_SETTINGS), "M:AH");
	assert_int_equal(b.g.fence_us, b.now + 3 * TIME_SEC);
}

static void
stop_needs_a_new_link_up(void **state)
{
	struct bench b = master_bench();

	(void)state;
	assert_string_equal(give(&b, VRRP_IN_STOP), "I:DR");
	assert_int_equal(b.g.reason, VRRP_REASON_STOP);
	assert_true(vrrp_group_deadline(&b.g, &b.cfg) == TIME_NEVER);
	assert_string_equal(give(&b, VRRP_IN_TICK), "I:");
	assert_string_equal(give(&b, VRRP_IN_UP), "B:");
}

static void
every_end_has_its_reason(void **state)
{
	struct bench b = backup_bench();

	(void)state;
	give(&b, VRRP_IN_YIELD);
	assert_int_equal(b.g.reason, VRRP_REASON_YIELD);
	assert_string_equal(give(&b, VRRP_IN_RESUME), "B:");
	assert_int_equal(b.g.reason, VRRP_REASON_RESUMED);
	assert_string_equal(
	    feed(&b, &(struct vrrp_input){.kind = VRRP_IN_YIELD, .now = b.now, .left = true}),
	    "I:");
	assert_int_equal(b.g.reason, VRRP_REASON_LEFT);
	assert_string_equal(give(&b, VRRP_IN_RESUME), "B:");
	assert_int_equal(b.g.reason, VRRP_REASON_JOINED);
	assert_string_equal(give(&b, VRRP_IN_STOP), "I:");
	assert_int_equal(b.g.reason, VRRP_REASON_STOP);
	give(&b, VRRP_IN_UP);
	assert_string_equal(
	    feed(&b, &(struct vrrp_input){.kind = VRRP_IN_STOP, .now = b.now, .leaves = true}),
	    "I:");
	assert_int_equal(b.g.reason, VRRP_REASON_CONFIG); /* the device goes on */
	give(&b, VRRP_IN_YIELD);			  /* nothing was given up */
	give(&b, VRRP_IN_RESUME);
	give(&b, VRRP_IN_UP);
	assert_int_equal(b.g.reason, VRRP_REASON_INTERFACE_UP);
}

static void
a_checksum_without_the_pseudo_header_is_remembered_v3_15(void **state)
{
	struct bench b = master_bench();
	struct vrrp_advert a = {.version = 2, .vrid = 1, .priority = 1};
	struct vrrp_input in = {
	    .kind = VRRP_IN_ADVERT, .now = b.now, .advert = &a, .source = below};

	(void)state;
	feed(&b, &in); /* of version 2 says nothing */
	assert_false(b.g.bare);
	b.cfg.version = 3;
	a.version = 3;
	a.pseudo = true;
	feed(&b, &in);
	assert_false(b.g.bare);
	a.pseudo = false;
	feed(&b, &in);
	assert_true(b.g.bare);
	a.pseudo = true; /* one router more, or one packet: nobody is left without what he takes */
	feed(&b, &in);
	assert_true(b.g.bare);
}

static void
status_tells_what_displays_need(void **state)
{
	struct bench b = master_bench();
	struct vrrp_status v;

	(void)state;
	vrrp_group_status(&b.g, &b.cfg, &v);
	assert_int_equal(v.state, VRRP_MASTER);
	assert_int_equal(v.master.host, own.host);
	assert_int_equal(v.master_priority, OWN_PRIORITY);
	assert_int_equal(v.counters.became_master, 1);
	assert_int_equal(v.counters.sent, 1);
	assert_int_equal(v.created_us, T0);
	assert_int_equal(v.changed_us, b.now);
	give(&b, VRRP_IN_STOP);
	vrrp_group_status(&b.g, &b.cfg, &v);
	assert_int_equal(v.master.host, 0);
	assert_int_equal(v.master_priority, 0);
	assert_int_equal(v.counters.zero_sent, 1);
	assert_int_equal(v.counters.sent, 2);
}

static void
the_last_sources_are_kept(void **state)
{
	struct bench b = backup_bench();
	struct vrrp_status v;

	(void)state;
	advert(&b, 100, below);
	for (unsigned i = 1; i <= VRRP_SOURCES_MAX; i++) {
		b.now += TIME_SEC;
		advert(&b, 100, IP4(10, 9, 9, i));
	}
	b.now += TIME_SEC;
	advert(&b, 100, IP4(10, 9, 9, 2));
	vrrp_group_status(&b.g, &b.cfg, &v);
	for (unsigned i = 0; i < VRRP_SOURCES_MAX; i++) {
		assert_int_not_equal(v.source[i].address.host, below.host);
		assert_int_equal(v.source[i].heard_us == b.now,
				 ip4_same(v.source[i].address, IP4(10, 9, 9, 2)));
	}
}

/* One more a second later, two with `enhance`; then every 30 s. */
static void
a_burst_of_gratuitous_arp_has_two_or_three(void **state)
{
	for (unsigned enhanced = 0; enhanced < 2; enhanced++) {
		struct bench b = master_bench();
		uint64_t begin_us = b.now;
		unsigned garps = 0;

		(void)state;
		b.cfg.garp_enhanced = enhanced;
		b.now += TIME_SEC / 2;
		assert_string_equal(give(&b, VRRP_IN_UP), "M:G");
		for (begin_us = b.now; b.now < begin_us + 20 * TIME_SEC;)
			garps += strchr(tick_due(&b), 'G') != NULL;
		assert_int_equal(garps, 1 + enhanced);
	}
}

/* From the making of the group on, whatever the link did. */
static void
the_first_packet_delay_counts_from_the_start(void **state)
{
	struct bench b = down_bench();

	(void)state;
	b.cfg.first_packet_delay_s = 300;
	b.now = T0 + 10 * TIME_SEC;
	assert_string_equal(give(&b, VRRP_IN_UP), "I:");
	assert_int_equal(vrrp_group_deadline(&b.g, &b.cfg), T0 + 300 * TIME_SEC);
	assert_string_equal(tick_due(&b), "B:");
	assert_string_equal(give(&b, VRRP_IN_DOWN), "I:");
	assert_string_equal(give(&b, VRRP_IN_UP), "B:");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_last_sources_are_kept),
	    cmocka_unit_test(owner_starts_as_master_v2_12_v3_21),
	    cmocka_unit_test(held_owner_starts_in_backup),
	    cmocka_unit_test(recover_delay_counts_from_link_up),
	    cmocka_unit_test(a_flap_starts_the_recover_delay_again),
	    cmocka_unit_test(a_group_made_on_an_interface_long_up_starts_at_once),
	    cmocka_unit_test(backup_waits_master_down_v2_11_v2_12),
	    cmocka_unit_test(priority_zero_leaves_the_skew_v2_18),
	    cmocka_unit_test(lower_advertisements_do_not_reset_v2_20),
	    cmocka_unit_test(without_preemption_a_lower_master_is_followed_v2_19),
	    cmocka_unit_test(a_gateway_alone_is_relieved_at_once),
	    cmocka_unit_test(who_is_broken_relieves_nobody),
	    cmocka_unit_test(of_two_gateways_alone_the_master_stays),
	    cmocka_unit_test(a_master_that_is_a_gateway_alone_says_so_and_stays),
	    cmocka_unit_test(preempt_delay_counts_from_the_first_lower_advertisement),
	    cmocka_unit_test(preempt_delay_is_bypassed_by_silence),
	    cmocka_unit_test(preempt_delay_is_bypassed_by_priority_zero),
	    cmocka_unit_test(preempt_delay_ends_when_the_master_is_better),
	    cmocka_unit_test(preempt_delay_ends_when_our_priority_falls),
	    cmocka_unit_test(a_changed_delay_counts_from_the_same_start),
	    cmocka_unit_test(a_held_master_under_another_address_listens_first),
	    cmocka_unit_test(owner_ignores_the_delay),
	    cmocka_unit_test(hold_outlasts_the_delay_and_release_preempts),
	    cmocka_unit_test(release_before_the_delay_ends_changes_nothing),
	    cmocka_unit_test(hold_stops_a_preemption_without_delay),
	    cmocka_unit_test(hold_does_not_stop_master_down_nor_priority_zero),
	    cmocka_unit_test(settings_never_shorten_master_down),
	    cmocka_unit_test(the_masters_interval_is_adopted_v3_31),
	    cmocka_unit_test(a_backup_that_slept_listens_once_more),
	    cmocka_unit_test(advertisements_keep_the_interval_v2_26),
	    cmocka_unit_test(gratuitous_arp_repeats),
	    cmocka_unit_test(a_burst_of_gratuitous_arp_has_two_or_three),
	    cmocka_unit_test(the_first_packet_delay_counts_from_the_start),
	    cmocka_unit_test(answers_to_losing_advertisements_are_paced_v3_44),
	    cmocka_unit_test(the_winner_is_followed_v2_28),
	    cmocka_unit_test(an_equal_address_does_not_win),
	    cmocka_unit_test(owners_of_version_2_discard_of_version_3_compare_v2_33_v3_43),
	    cmocka_unit_test(a_late_master_steps_back_and_then_listens),
	    cmocka_unit_test(a_shorter_interval_is_not_lateness),
	    cmocka_unit_test(stop_needs_a_new_link_up),
	    cmocka_unit_test(every_end_has_its_reason),
	    cmocka_unit_test(a_checksum_without_the_pseudo_header_is_remembered_v3_15),
	    cmocka_unit_test(status_tells_what_displays_need),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
