/* One virtual router on a bench: fed by hand, its answer written down in letters.
 *
 * Actions: H heartbeat, A advertise, R resign, O own, D disown, G gratuitous ARP; states: I, B, M.
 * "M:HAOG" is a group that became Master. */
#ifndef TEST_VRRP_BENCH_H
#define TEST_VRRP_BENCH_H

#include "test/check.h"

#include "vrrp/group_times.h"

#define T0 ((uint64_t)1000 * TIME_SEC)

enum { OWN_PRIORITY = 150 };

static const struct ip4 own = {0x0a000005}, below = {0x0a000004}, above = {0x0a000006};

struct bench { /* one group and what it did last */
	struct vrrp_settings cfg;
	struct vrrp_group g;
	uint64_t now;
	char did[VRRP_ACTIONS_MAX + 3]; /* "M:HAOG" */
};

static inline void
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

static inline struct bench
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

static inline struct bench
waiting_bench(void)
{
	struct bench b = down_bench();

	b.cfg.recover_delay_s = 20;
	assert_string_equal(give(&b, VRRP_IN_UP), "I:");
	return b;
}

static inline struct bench
yielded_bench(void)
{
	struct bench b = down_bench();

	assert_string_equal(give(&b, VRRP_IN_UP), "B:");
	assert_string_equal(give(&b, VRRP_IN_YIELD), "I:");
	return b;
}

static inline struct bench
backup_bench(void)
{
	struct bench b = down_bench();

	assert_string_equal(give(&b, VRRP_IN_UP), "B:");
	assert_string_equal(advert(&b, 200, above), "B:");
	return b;
}

static inline struct bench
master_bench(void)
{
	struct bench b = down_bench();

	assert_string_equal(give(&b, VRRP_IN_UP), "B:");
	assert_string_equal(tick_due(&b), "M:HAOG");
	return b;
}

static inline struct bench
late_bench(void) /* three intervals without a chance to advertise */
{
	struct bench b = master_bench();

	b.now += 3 * TIME_SEC;
	return b;
}

#endif
