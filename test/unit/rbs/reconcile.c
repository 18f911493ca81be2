/* Digests: equal tables are never touched, tables that differ become equal, what cannot is told
 * once, and a peer that lies costs nothing. random.c proves the first under load and faults. */
#include "test/unit/rbs/world.h"

enum { BIG = 1 << 15 }; /* addresses of the big table: 128 buckets */

static const struct lease_range big_range = {{0x0a140000}, {0x0a140000 + BIG - 1}, 0, 0};

static struct world *
filled_new(void)
{
	struct world *w = world_paired_new();

	for (unsigned n = 0; n < ADDRESSES; n++)
		side_change(w, 0, n);
	side_flush(w, 0);
	world_run(w, 1 * TIME_SEC);
	return w;
}

/* A fault of ours: the record of an address is another one on side s. */
static void
spoil(struct world *w, int s, struct ip4 address, int64_t newer)
{
	struct lease_record r = *lease_at(w->side[s].table, address);

	r.version = (uint64_t)((int64_t)r.version + newer);
	r.state = LEASE_RELEASED;
	assert_int_equal(lease_apply(w->side[s].table, &r), LEASE_APPLIED);
}

static void
equal_tables_are_left_alone(void **state)
{
	struct world *w = filled_new();

	(void)state;
	world_run(w, 300 * TIME_SEC);
	for (int s = 0; s < 2; s++) {
		assert_true(world_status(w, s).frames_sent[RBS_DIGEST] >= 5);
		assert_true(world_status(w, s).frames_sent[RBS_DIGEST] <= 7);
		assert_int_equal(w->side[s].alarms, 0);
		assert_int_equal(world_status(w, s).repairs, 0);
	}
	world_free(w);
}

static void
what_differs_becomes_equal(void **state)
{
	(void)state;
	for (int newer = -2; newer <= 2; newer += 4)
		for (int s = 0; s < 2; s++) {
			struct world *w = filled_new();

			spoil(w, s, address_of(11), newer);
			assert_int_equal(world_differs(w), 11);
			world_run(w, 70 * TIME_SEC);
			assert_int_equal(world_differs(w), -1);
			assert_true(world_paired(w));
			assert_true(w->side[0].repairs + w->side[1].repairs > 0);
			assert_true(w->side[0].repairs + w->side[1].repairs <= 2);
			world_free(w);
		}
}

static void
both_ways_at_once(void **state)
{
	struct world *w = filled_new();

	(void)state;
	spoil(w, 0, address_of(11), 2);
	spoil(w, 1, address_of(12), 2);
	world_run(w, 70 * TIME_SEC);
	assert_int_equal(world_differs(w), -1);
	world_run(w, 600 * TIME_SEC);
	assert_int_equal(w->side[0].repairs, 1);
	assert_int_equal(w->side[1].repairs, 1);
	world_free(w);
}

static void
traffic_meanwhile_does_no_harm(void **state)
{
	struct world *w = filled_new();

	(void)state;
	spoil(w, 1, address_of(40), -2);
	for (unsigned i = 0; i < 3000; i++) {
		side_change(w, (int)(i % 2), i % 32);
		side_flush(w, (int)(i % 2));
		world_run(w, 50 * TIME_MS);
	}
	world_run(w, 1 * TIME_SEC);
	tickets_answered(w);
	assert_int_equal(world_differs(w), -1);
	assert_true(w->side[0].repairs + w->side[1].repairs <= 2);
	world_free(w);
}

static void
what_cannot_be_mended_is_told_once(void **state)
{
	struct world *w = filled_new();
	uint64_t sent;

	(void)state;
	spoil(w, 0, address_of(11), 0); /* two records of one version */
	world_run(w, 300 * TIME_SEC);
	for (int s = 0; s < 2; s++) {
		assert_int_equal(w->side[s].alarm_kind, RBS_ALARM_DIVERGED);
		assert_string_equal(w->side[s].alarm,
				    "Bindings of the two devices differed between 10.10.10.0 and "
				    "10.10.10.255; they still do after they were sent again");
		assert_int_equal(w->side[s].alarms, 2);
	}
	sent = world_status(w, 0).frames_sent[RBS_RECORDS];
	world_run(w, 3600 * TIME_SEC);
	assert_true(world_status(w, 0).frames_sent[RBS_RECORDS] <= sent + 7);
	assert_true(world_paired(w));
	world_free(w);
}

/* ---- many buckets ---- */

static void
side_start_big(struct world *w, int s, uint64_t every)
{
	struct side *d = &w->side[s];

	side_start(w, s);
	lease_table_free(d->table);
	d->table = lease_table_new(&big_range, 1, w->now);
	d->local.group[0].range = &big_range;
	for (uint64_t i = 0; i < BIG; i += every) {
		struct lease_record r = {.address = {big_range.low.host + (uint32_t)i},
					 .state = LEASE_FREE,
					 .version = 2 * i + 2};

		lease_apply(d->table, &r);
	}
	side_local(w, s);
}

static unsigned
big_differs(const struct world *w)
{
	unsigned count = 0;

	for (uint32_t i = 0; i < BIG; i++) {
		struct ip4 a = {big_range.low.host + i};

		count += lease_at(w->side[0].table, a)->version !=
			 lease_at(w->side[1].table, a)->version;
	}
	return count;
}

static struct world *
big_new(void)
{
	struct world *w = world_new();

	side_start_big(w, 0, 4);
	side_start_big(w, 1, 4);
	assert_true(world_settle(w, 20 * TIME_SEC));
	return w;
}

static void
a_round_goes_through_every_bucket(void **state)
{
	struct world *w = big_new();

	(void)state;
	world_run(w, 10 * TIME_SEC);
	assert_int_equal(world_status(w, 0).frames_sent[RBS_DIGEST], BIG / 4096);
	for (unsigned i = 0; i < BIG; i += 2048) /* 16 buckets, two of a frame */
		spoil(w, i / 2048 % 2, (struct ip4){big_range.low.host + i}, 2);
	assert_int_equal(big_differs(w), 16);
	world_run(w, 70 * TIME_SEC);
	assert_int_equal(big_differs(w), 0);
	world_free(w);
}

static void
much_is_sent_whole(void **state)
{
	struct world *w = big_new();

	(void)state;
	world_run(w, 10 * TIME_SEC);
	for (unsigned i = 0; i < BIG; i += 256)
		spoil(w, i / 256 % 2, (struct ip4){big_range.low.host + i}, 2);
	world_run(w, 140 * TIME_SEC);
	assert_int_equal(big_differs(w), 0);
	assert_true(world_paired(w));
	assert_true(world_status(w, 0).frames_sent[RBS_BATCH_BEGIN] == 2);
	world_run(w, 1200 * TIME_SEC);
	assert_true(world_status(w, 0).frames_sent[RBS_BATCH_BEGIN] == 2);
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(equal_tables_are_left_alone),
	    cmocka_unit_test(what_differs_becomes_equal),
	    cmocka_unit_test(both_ways_at_once),
	    cmocka_unit_test(traffic_meanwhile_does_no_harm),
	    cmocka_unit_test(what_cannot_be_mended_is_told_once),
	    cmocka_unit_test(a_round_goes_through_every_bucket),
	    cmocka_unit_test(much_is_sent_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
