/* One virtual router: every state by every input, and random walks that keep the invariants. Rows
 * of docs/vrrp.md "Test rows" stand beside the answers. The timers are in group_timers.c. */
#include "base/prng.h"
#include "test/unit/vrrp/bench.h"

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
	DEAD,	  /* the Master answers no BFD */
	SPOKEN,	  /* the peer heard this device by BFD */
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
	case DEAD:
		in.kind = VRRP_IN_PEER_DEAD;
		return feed(b, &in);
	case SPOKEN:
		in.kind = VRRP_IN_SPOKEN;
		in.silent_us = b->now + 30 * TIME_MS;
		return feed(b, &in);
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
      [DEAD] = "I:",
      [SPOKEN] = "I:",
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
      [DEAD] = "I:",
      [SPOKEN] = "I:",
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
      [DEAD] = "I:",
      [SPOKEN] = "I:",
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
      [DEAD] = "M:HAOG",
      [SPOKEN] = "B:",
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
      [DEAD] = "M:",
      [SPOKEN] = "M:H",
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
      [DEAD] = "B:D",
      [SPOKEN] = "B:D",
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
	    cmocka_unit_test(invariants_hold_on_random_walks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
