/* Random histories from seeds: changes on both sides, connections that break after any byte, cuts
 * that swallow everything, filtered dials, changes of configuration, blocks, pauses, batches asked
 * for, restarts. In the end, when all
 * is well again: both PAIRED, both tables equal (I4), every ticket answered exactly once, and no
 * update that was called safe is missing while both devices stayed up (I2).
 *
 * RBS_SEEDS=n runs n seeds, RBS_SEED=s only that one. */
#include "test/unit/rbs/world.h"

enum { STEPS = 400 };

struct history {
	struct world *w;
	struct prng prng;
	uint64_t seed;
	bool crashes;
	unsigned safe;
};

static unsigned
below(struct history *h, unsigned bound)
{
	return (unsigned)prng_below(&h->prng, bound);
}

static void
configure(struct world *w, int s)
{
	if (w->side[s].session != NULL)
		side_input(w, s,
			   (struct rbs_input){.kind = RBS_IN_CONFIG, .config = &w->side[s].config});
}

static void
fault(struct history *h)
{
	struct world *w = h->w;
	int s = (int)below(h, 2);
	size_t keep[2] = {below(h, 3000), below(h, 3000)};

	switch (below(h, h->crashes ? 11 : 9)) {
	case 0:
	case 1:
		wire_break(w, (int)below(h, 2), keep);
		break;
	case 2:
		wire_cut(w, true);
		break;
	case 3:
		w->filtered[s] = !w->filtered[s];
		break;
	case 4:
		if (w->side[s].session != NULL) {
			w->side[s].local.group[0].digest = 42 + below(h, 3) / 2;
			side_local(w, s);
		}
		break;
	case 5:
		w->delay_us = 100 + below(h, 100000);
		w->disk_us = below(h, 2) * below(h, 20000);
		break;
	case 6:
		if (w->side[s].session != NULL)
			side_input(
			    w, s,
			    (struct rbs_input){.kind = below(h, 2) ? RBS_IN_PAUSE : RBS_IN_RESUME});
		break;
	case 7:
		if (w->side[s].session != NULL)
			side_input(w, s, (struct rbs_input){.kind = RBS_IN_BATCH});
		break;
	case 8:
		w->side[s].config.block_send.set = below(h, 3) == 0;
		w->side[s].config.block_receive.set = below(h, 3) == 0;
		w->side[s].config.keepalive.set = below(h, 2) == 0;
		w->side[s].config.keepalive.interval_s = (uint16_t)(1 + below(h, 3));
		configure(w, s);
		break;
	default:
		if (w->side[s].session != NULL)
			side_crash(w, s);
		else
			side_start(w, s);
		break;
	}
}

static void
mend(struct history *h)
{
	struct world *w = h->w;

	wire_cut(w, false);
	w->delay_us = 1 * TIME_MS;
	for (int s = 0; s < 2; s++) {
		w->filtered[s] = false;
		if (w->side[s].session == NULL)
			side_start(w, s);
		w->side[s].local.group[0].digest = 42;
		side_local(w, s);
		w->side[s].config.block_send.set = w->side[s].config.block_receive.set = false;
		configure(w, s);
		side_input(w, s, (struct rbs_input){.kind = RBS_IN_RESUME});
	}
}

/* What was called safe is held by both, in that version or a newer one. */
static void
check_safe(struct history *h, const uint64_t safe[ADDRESSES])
{
	for (unsigned n = 0; n < ADDRESSES && !h->crashes; n++)
		for (int s = 0; s < 2; s++)
			if (version_at(h->w, s, n) < safe[n])
				fail_msg("seed %llu: side %d forgot address %u",
					 (unsigned long long)h->seed, s, n);
}

/* Versions held when the pair was last seen PAIRED and answered are promises. */
static void
note_safe(struct history *h, uint64_t safe[ADDRESSES], uint64_t from[2])
{
	for (int s = 0; s < 2; s++) {
		struct side *d = &h->w->side[s];

		for (; from[s] < d->tickets && d->parked[from[s] + 1].answers; from[s]++) {
			struct parked *p = &d->parked[from[s] + 1];
			unsigned n = p->address.host - world_range.low.host;

			if (p->answer != RBS_SAFE || d->session == NULL)
				continue;
			h->safe++;
			if (version_at(h->w, s, n) > safe[n])
				safe[n] = version_at(h->w, s, n);
		}
	}
}

static void
play(struct history *h)
{
	struct world *w = h->w;
	uint64_t safe[ADDRESSES] = {0}, from[2] = {0};
	int differs;

	for (unsigned step = 0; step < STEPS; step++) {
		unsigned burst = below(h, 6);

		while (burst-- > 0)
			side_change(w, (int)below(h, 2), below(h, ADDRESSES));
		for (int s = 0; s < 2; s++)
			side_flush(w, s);
		if (below(h, 20) == 0)
			fault(h);
		if (w->cut && below(h, 10) == 0)
			wire_cut(w, false);
		world_run(w, below(h, 4) == 0 ? below(h, 1000000) : below(h, 5000));
		note_safe(h, safe, from);
	}
	mend(h);
	world_run(w, 1 * TIME_SEC); /* what was broken before comes to light */
	if (!world_settle(w, 120 * TIME_SEC))
		fail_msg("seed %llu: never PAIRED again", (unsigned long long)h->seed);
	world_run(w, 5 * TIME_SEC);
	tickets_answered(w);
	differs = world_differs(w);
	if (differs >= 0)
		fail_msg("seed %llu: address %d differs", (unsigned long long)h->seed, differs);
	check_safe(h, safe);
	if (w->side[0].repairs + w->side[1].repairs != 0) /* what is equal never seems to differ */
		fail_msg("seed %llu: digests differed", (unsigned long long)h->seed);
}

static void
histories(bool crashes, unsigned seeds)
{
	const char *count = getenv("RBS_SEEDS"), *one = getenv("RBS_SEED");
	uint64_t first = one ? strtoull(one, NULL, 10) : 1;
	uint64_t last = one ? first : count ? strtoull(count, NULL, 10) : seeds;
	unsigned safe = 0;

	for (uint64_t seed = first; seed <= last; seed++) {
		struct history h = {
		    .w = world_new(), .prng = {seed}, .seed = seed, .crashes = crashes};

		side_start(h.w, 0);
		side_start(h.w, 1);
		play(&h);
		safe += h.safe;
		world_free(h.w);
	}
	assert_true(safe > 20 * (last - first + 1)); /* the runs did get somewhere */
}

static void
histories_without_crashes(void **state)
{
	(void)state;
	histories(false, 200);
}

static void
histories_with_crashes(void **state)
{
	(void)state;
	histories(true, 200);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(histories_without_crashes),
	    cmocka_unit_test(histories_with_crashes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
