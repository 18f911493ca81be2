/* One virtual router: every state by every input, and each timer to the microsecond.
 *
 * Actions are written as letters: H heartbeat, A advertise, R resign, O own, D disown, G
 * gratuitous ARP; states as I, B, M. Test names carry the rows of ha.md E.1 and E.2. */
#include "test/check.h"

#include "base/prng.h"
#include "vrrp/group.h"

#define T0 ((uint64_t)1000 * TIME_SEC)

enum { OWN_PRIORITY = 150 };

static const struct ip4 own = {0x0a000005}, below = {0x0a000004}, above = {0x0a000006};

struct bench { /* one group and what it did last */
	struct vrrp_settings cfg;
	struct vrrp_group g;
	uint64_t now;
	char did[VRRP_ACTIONS_MAX + 3]; /* "M:HAOG" */
};

static void
write_down(struct bench *b, const struct vrrp_actions *actions)
{
	static const char letter[] = {
	    [VRRP_ADVERTISE] = 'A', [VRRP_RESIGN] = 'R', [VRRP_HEARTBEAT] = 'H',
	    [VRRP_OWN] = 'O',	    [VRRP_DISOWN] = 'D', [VRRP_GARP] = 'G'};

	b->did[0] = "IBM"[b->g.state];
	b->did[1] = ':';
	for (unsigned i = 0; i < actions->count; i++)
		b->did[2 + i] = letter[actions->list[i]];
	b->did[2 + actions->count] = '\0';
}

static const char *
feed(struct bench *b, const struct vrrp_input *in)
{
	struct vrrp_actions actions = vrrp_group_step(&b->g, &b->cfg, in);

	write_down(b, &actions);
	return b->did;
}

static const char *
give(struct bench *b, enum vrrp_input_kind kind)
{
	struct vrrp_input in = {.kind = kind, .now = b->now};

	return feed(b, &in);
}

static const char *
advert_ms(struct bench *b, uint8_t priority, struct ip4 source, uint32_t interval_ms)
{
	struct vrrp_advert a = {.version = b->cfg.version,
				.vrid = b->cfg.vrid,
				.priority = priority,
				.interval_ms = interval_ms};
	struct vrrp_input in = {
	    .kind = VRRP_IN_ADVERT, .now = b->now, .advert = &a, .source = source};

	return feed(b, &in);
}

static const char *
advert(struct bench *b, uint8_t priority, struct ip4 source)
{
	return advert_ms(b, priority, source, 1000);
}

static const char *
tick_due(struct bench *b)
{
	uint64_t at_us = vrrp_group_deadline(&b->g, &b->cfg);

	if (at_us != TIME_NEVER)
		b->now = at_us;
	return give(b, VRRP_IN_TICK);
}

static struct bench
down_bench(void)
{
	struct bench b = {.now = T0,
			  .cfg = {.vrid = 1,
				  .version = 2,
				  .priority = OWN_PRIORITY,
				  .priority_config = OWN_PRIORITY,
				  .preempt = true,
				  .check_ttl = true,
				  .hold_multiplier = 3,
				  .gratuitous_arp_s = 30,
				  .interval_ms = 1000,
				  .vips_count = 1,
				  .vip = {IP4(10, 0, 0, 100)},
				  .source = {0x0a000005}}};

	vrrp_group_init(&b.g, b.now, TIME_NEVER);
	assert_string_equal(give(&b, VRRP_IN_SETTINGS), "I:");
	return b;
}

static struct bench
waiting_bench(void)
{
	struct bench b = down_bench();

	b.cfg.recover_delay_s = 20;
	assert_string_equal(give(&b, VRRP_IN_UP), "I:");
	return b;
}

static struct bench
yielded_bench(void)
{
	struct bench b = down_bench();

	assert_string_equal(give(&b, VRRP_IN_UP), "B:");
	assert_string_equal(give(&b, VRRP_IN_YIELD), "I:");
	return b;
}

static struct bench
backup_bench(void)
{
	struct bench b = down_bench();

	assert_string_equal(give(&b, VRRP_IN_UP), "B:");
	assert_string_equal(advert(&b, 200, above), "B:");
	return b;
}

static struct bench
master_bench(void)
{
	struct bench b = down_bench();

	assert_string_equal(give(&b, VRRP_IN_UP), "B:");
	assert_string_equal(tick_due(&b), "M:HAOG");
	return b;
}

static struct bench
late_bench(void) /* three intervals without a chance to advertise */
{
	struct bench b = master_bench();

	b.now += 3 * TIME_SEC;
	return b;
}

/* ---- the table ---- */

enum stimulus {
	UP,
	DOWN,
	EARLY, /* a tick before anything is due */
	DUE,   /* a tick at the deadline */
	ZERO,
	LOWER,
	EQUAL_BELOW, /* equal priority, lower address */
	EQUAL_ABOVE,
	HIGHER,
	HOLD,
	RELEASE,
	YIELD,
	RESUME,
	SETTINGS, /* others of no consequence */
	VIPS,	  /* other virtual addresses */
	BARE,	  /* the interface lost its address */
	STOP,
	STIMULI
};

static const char *
stimulate(struct bench *b, enum stimulus s)
{
	struct vrrp_input in = {.kind = VRRP_IN_SETTINGS, .now = b->now};

	switch (s) {
	case UP:
		return give(b, VRRP_IN_UP);
	case DOWN:
		return give(b, VRRP_IN_DOWN);
	case EARLY:
		return give(b, VRRP_IN_TICK);
	case DUE:
		return tick_due(b);
	case ZERO:
		return advert(b, 0, above);
	case LOWER:
		return advert(b, 100, above);
	case EQUAL_BELOW:
		return advert(b, OWN_PRIORITY, below);
	case EQUAL_ABOVE:
		return advert(b, OWN_PRIORITY, above);
	case HIGHER:
		return advert(b, 200, below);
	case HOLD:
		return give(b, VRRP_IN_HOLD);
	case RELEASE:
		return give(b, VRRP_IN_RELEASE);
	case YIELD:
		return give(b, VRRP_IN_YIELD);
	case RESUME:
		return give(b, VRRP_IN_RESUME);
	case SETTINGS:
		return feed(b, &in);
	case VIPS:
		in.vips_changed = true;
		return feed(b, &in);
	case BARE:
		b->cfg.source = (struct ip4){0};
		return feed(b, &in);
	case STOP:
		return give(b, VRRP_IN_STOP);
	case STIMULI:
		break;
	}
	fail();
	return NULL;
}

static const struct oracle {
	const char *name;
	struct bench (*make)(void);
	const char *after[STIMULI];
} oracle[] = {
    {"Initialize, link down",
     down_bench,
     {[UP] = "B:", /* V2-12 */
      [DOWN] = "I:",
      [EARLY] = "I:",
      [DUE] = "I:",
      [ZERO] = "I:",
      [LOWER] = "I:",
      [EQUAL_BELOW] = "I:",
      [EQUAL_ABOVE] = "I:",
      [HIGHER] = "I:",
      [HOLD] = "I:",
      [RELEASE] = "I:",
      [YIELD] = "I:",
      [RESUME] = "I:",
      [SETTINGS] = "I:",
      [VIPS] = "I:",
      [BARE] = "I:",
      [STOP] = "I:"}},
    {"Initialize, recover delay",
     waiting_bench,
     {[UP] = "I:",
      [DOWN] = "I:",
      [EARLY] = "I:",
      [DUE] = "B:",
      [ZERO] = "I:",
      [LOWER] = "I:",
      [EQUAL_BELOW] = "I:",
      [EQUAL_ABOVE] = "I:",
      [HIGHER] = "I:",
      [HOLD] = "I:",
      [RELEASE] = "I:",
      [YIELD] = "I:",
      [RESUME] = "I:",
      [SETTINGS] = "I:",
      [VIPS] = "I:",
      [BARE] = "I:",
      [STOP] = "I:"}},
    {"Initialize, yielded",
     yielded_bench,
     {[UP] = "I:",
      [DOWN] = "I:",
      [EARLY] = "I:",
      [DUE] = "I:",
      [ZERO] = "I:",
      [LOWER] = "I:",
      [EQUAL_BELOW] = "I:",
      [EQUAL_ABOVE] = "I:",
      [HIGHER] = "I:",
      [HOLD] = "I:",
      [RELEASE] = "I:",
      [YIELD] = "I:",
      [RESUME] = "B:",
      [SETTINGS] = "I:",
      [VIPS] = "I:",
      [BARE] = "I:",
      [STOP] = "I:"}},
    {"Backup",
     backup_bench,
     {[UP] = "B:",
      [DOWN] = "I:", /* V2-16 */
      [EARLY] = "B:",
      [DUE] = "M:HAOG",	    /* V2-17, V3-29 */
      [ZERO] = "B:",	    /* V2-18, V3-30 */
      [LOWER] = "B:",	    /* V2-20, V3-32 */
      [EQUAL_BELOW] = "B:", /* V2-19, V3-31 */
      [EQUAL_ABOVE] = "B:",
      [HIGHER] = "B:",
      [HOLD] = "B:",
      [RELEASE] = "B:",
      [YIELD] = "I:",
      [RESUME] = "B:",
      [SETTINGS] = "B:",
      [VIPS] = "B:",
      [BARE] = "I:",
      [STOP] = "I:"}},
    {"Master",
     master_bench,
     {[UP] = "M:G",
      [DOWN] = "I:D",
      [EARLY] = "M:",
      [DUE] = "M:AHG",	       /* V2-26, V3-41 */
      [ZERO] = "M:AH",	       /* V2-27, V3-42 */
      [LOWER] = "M:AHG",       /* V2-29, V3-44 */
      [EQUAL_BELOW] = "M:AHG", /* V2-29 */
      [EQUAL_ABOVE] = "B:D",   /* V2-28, V3-43 */
      [HIGHER] = "B:D",	       /* V2-28, V3-43 */
      [HOLD] = "M:",
      [RELEASE] = "M:",
      [YIELD] = "I:DR",
      [RESUME] = "M:",
      [SETTINGS] = "M:AH",
      [VIPS] = "M:DHAOG",
      [BARE] = "I:DR",
      [STOP] = "I:DR"}}, /* V2-25, V3-40 */
    {"Master, too late",
     late_bench,
     {[UP] = "B:D",
      [DOWN] = "I:D",
      [EARLY] = "B:D",
      [DUE] = "M:AHG", /* the tick of the deadline came in time */
      [ZERO] = "B:D",
      [LOWER] = "B:D",
      [EQUAL_BELOW] = "B:D",
      [EQUAL_ABOVE] = "B:D",
      [HIGHER] = "B:D",
      [HOLD] = "B:D",
      [RELEASE] = "B:D",
      [YIELD] = "I:D",
      [RESUME] = "B:D",
      [SETTINGS] = "B:D",
      [VIPS] = "B:D",
      [BARE] = "I:D",
      [STOP] = "I:D"}},
};

static void
every_state_by_every_input(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(oracle); i++) {
		for (unsigned s = 0; s < STIMULI; s++) {
			struct bench b = oracle[i].make();
			const char *did = stimulate(&b, s);

			if (strcmp(did, oracle[i].after[s]) != 0)
				fail_msg("%s, stimulus %u: %s", oracle[i].name, s, did);
		}
	}
}

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
		assert_string_equal(advert(&b, 1, below), "B:");
		assert_int_equal(vrrp_group_deadline(&b.g, &b.cfg),
				 b.now + vrrp_master_down_us(&b.cfg, 1000));
	}
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
	advert_ms(&b, 200, above, 5000);
	assert_int_equal(vrrp_group_deadline(&b.g, &b.cfg),
			 b.now + vrrp_master_down_us(&b.cfg, 5000));
	vrrp_group_status(&b.g, &b.cfg, &v);
	assert_int_equal(v.interval_ms, 5000);
	assert_int_equal(v.interval_config_ms, 1000);
	give(&b, VRRP_IN_SETTINGS); /* ours are new, the Master's interval is not */
	assert_int_equal(b.g.master_interval_ms, 5000);
	b = backup_bench(); /* version 2 follows only when it learns */
	advert_ms(&b, 200, above, 5000);
	assert_int_equal(b.g.master_interval_ms, 1000);
	b.cfg.learn_interval = true;
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
	assert_true(vrrp_group_deadline(&b.g, &b.cfg) == TIME_NEVER);
	assert_string_equal(give(&b, VRRP_IN_TICK), "I:");
	assert_string_equal(give(&b, VRRP_IN_UP), "B:");
}

static void
the_checksum_form_of_the_others_is_used_v3_15(void **state)
{
	struct bench b = master_bench();
	struct vrrp_advert a = {.version = 3, .vrid = 1, .priority = 1, .pseudo = true};
	struct vrrp_input in = {
	    .kind = VRRP_IN_ADVERT, .now = b.now, .advert = &a, .source = below};

	(void)state;
	assert_false(b.g.pseudo);
	feed(&b, &in);
	assert_false(b.g.pseudo);
	b.cfg.version = 3;
	feed(&b, &in);
	assert_true(b.g.pseudo);
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

/* ---- whatever happens ---- */

/* Addresses are held exactly while Master; after a tick nothing is due; a Master is never past
 * its fence; no advertisement above priority 0 leaves a group that is not Master. */
static void
check_step(const struct bench *b, bool *held, bool ticked)
{
	for (const char *c = b->did + 2; *c; c++) {
		assert_false(*c == 'O' && *held);
		assert_false(*c == 'D' && !*held);
		*held = *c == 'O' || (*held && *c != 'D');
		assert_false(*c == 'A' && b->g.state != VRRP_MASTER);
	}
	assert_int_equal(*held, b->g.state == VRRP_MASTER);
	if (b->g.state == VRRP_MASTER)
		assert_true(b->g.fence_us > b->now);
	if (ticked)
		assert_true(vrrp_group_deadline(&b->g, &b->cfg) > b->now);
}

static void
invariants_hold_on_random_walks(void **state)
{
	struct prng random = {1};

	(void)state;
	for (unsigned walk = 0; walk < 200; walk++) {
		struct bench b = down_bench();
		bool held = false;

		b.cfg.preempt_delay_s = (uint16_t)prng_below(&random, 3);
		b.cfg.recover_delay_s = (uint16_t)prng_below(&random, 3);
		for (unsigned i = 0; i < 500; i++) {
			enum stimulus s = (enum stimulus)prng_below(&random, STIMULI);

			if (s == BARE)
				continue;
			b.now += prng_below(&random, 8) ? prng_below(&random, TIME_SEC) : 0;
			if (prng_below(&random, 3))
				s = DUE;
			if (s == DUE && vrrp_group_deadline(&b.g, &b.cfg) < b.now)
				s = EARLY;
			stimulate(&b, s);
			check_step(&b, &held, s == DUE || s == EARLY);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_state_by_every_input),
	    cmocka_unit_test(owner_starts_as_master_v2_12_v3_21),
	    cmocka_unit_test(held_owner_starts_in_backup),
	    cmocka_unit_test(recover_delay_counts_from_link_up),
	    cmocka_unit_test(a_flap_starts_the_recover_delay_again),
	    cmocka_unit_test(a_group_made_on_an_interface_long_up_starts_at_once),
	    cmocka_unit_test(backup_waits_master_down_v2_11_v2_12),
	    cmocka_unit_test(priority_zero_leaves_the_skew_v2_18),
	    cmocka_unit_test(lower_advertisements_do_not_reset_v2_20),
	    cmocka_unit_test(without_preemption_a_lower_master_is_followed_v2_19),
	    cmocka_unit_test(preempt_delay_counts_from_the_first_lower_advertisement),
	    cmocka_unit_test(preempt_delay_is_bypassed_by_silence),
	    cmocka_unit_test(preempt_delay_is_bypassed_by_priority_zero),
	    cmocka_unit_test(preempt_delay_ends_when_the_master_is_better),
	    cmocka_unit_test(preempt_delay_ends_when_our_priority_falls),
	    cmocka_unit_test(a_changed_delay_counts_from_the_same_start),
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
	    cmocka_unit_test(answers_to_losing_advertisements_are_paced_v3_44),
	    cmocka_unit_test(the_winner_is_followed_v2_28),
	    cmocka_unit_test(an_equal_address_does_not_win),
	    cmocka_unit_test(owners_of_version_2_discard_of_version_3_compare_v2_33_v3_43),
	    cmocka_unit_test(a_late_master_steps_back_and_then_listens),
	    cmocka_unit_test(a_shorter_interval_is_not_lateness),
	    cmocka_unit_test(stop_needs_a_new_link_up),
	    cmocka_unit_test(the_checksum_form_of_the_others_is_used_v3_15),
	    cmocka_unit_test(status_tells_what_displays_need),
	    cmocka_unit_test(invariants_hold_on_random_walks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
