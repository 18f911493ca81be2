/* What makes another interval the one in use, and what does not. */
#include "test/check.h"

#include "vrrp/learn.h"

#define T0 ((uint64_t)1000 * TIME_SEC)

static const struct ip4 master = {0x0a000002}, other = {0x0a000003};

static struct vrrp_settings
ours(void)
{
	return (struct vrrp_settings){.vrid = 1,
				      .version = 2,
				      .priority = 156,
				      .hold_multiplier = 3,
				      .learn_interval = true,
				      .interval_ms = 1000};
}

static uint64_t
master_down_us(void)
{
	struct vrrp_settings cfg = ours();

	return vrrp_master_down_us(&cfg, cfg.interval_ms);
}

/* What is in use after these: ms at so many milliseconds, ended by 0. */
struct said {
	uint32_t at_ms, interval_ms;
	struct ip4 source;
};

static uint32_t
in_use(const struct said *said)
{
	struct vrrp_settings cfg = ours();
	struct vrrp_learning l = {0};

	for (; said->interval_ms; said++)
		vrrp_learn(&l, &cfg, said->source, said->interval_ms, T0 + said->at_ms * TIME_MS);
	return vrrp_learn_interval(&l, &cfg, master);
}

#define IN_USE(...) in_use((const struct said[]){__VA_ARGS__, {0}})

static void
once_and_a_burst_change_nothing(void **state)
{
	(void)state;
	assert_true(master_down_us() > 3300 * TIME_MS && master_down_us() < 3400 * TIME_MS);
	assert_int_equal(IN_USE({0, 5000, master}), 1000);
	assert_int_equal(IN_USE({0, 5000, master}, {1, 5000, master}, {2, 5000, master}), 1000);
	assert_int_equal(IN_USE({0, 100, master}, {100, 100, master}, {3300, 100, master}), 1000);
}

static void
twice_a_master_down_apart_is_sure(void **state)
{
	(void)state;
	assert_int_equal(IN_USE({0, 5000, master}, {5000, 5000, master}), 5000);
	assert_int_equal(IN_USE({0, 2000, master}, {2000, 2000, master}), 1000);
	assert_int_equal(IN_USE({0, 2000, master}, {2000, 2000, master}, {4000, 2000, master}),
			 2000);
	assert_int_equal(IN_USE({0, 10000, master}, {10000, 10000, master}), 10000);
}

/* Its Master is gone for as long as one of that interval may be silent: it is learned anew. */
static void
what_is_not_renewed_ends(void **state)
{
	(void)state;
	assert_int_equal(IN_USE({0, 5000, master}, {5000, 5000, master}, {20000, 5000, master}),
			 5000);
	assert_int_equal(IN_USE({0, 5000, master}, {5000, 5000, master}, {20000, 5000, master},
				{35000, 5000, master}),
			 5000);
	assert_int_equal(IN_USE({0, 5000, master}, {5000, 5000, master}, {40000, 5000, master}),
			 1000);
	assert_int_equal(IN_USE({0, 5000, master}, {5000, 5000, master}, {40000, 1000, other}),
			 1000);
	assert_int_equal(IN_USE({0, 5000, master}, {5000, 5000, master}, {40000, 5000, master},
				{45000, 5000, master}),
			 5000);
}

static void
a_different_one_between_clears_the_candidate(void **state)
{
	(void)state;
	assert_int_equal(IN_USE({0, 5000, master}, {2500, 1000, master}, {5000, 5000, master}),
			 1000);
	assert_int_equal(IN_USE({0, 5000, master}, {2500, 4000, master}, {5000, 5000, master}),
			 1000);
	assert_int_equal(IN_USE({0, 5000, master}, {2500, 60000, master}, {5000, 5000, master}),
			 1000);
	/* what is in use stays */
	assert_int_equal(IN_USE({0, 5000, master}, {5000, 5000, master}, {10000, 1000, master}),
			 5000);
	assert_int_equal(IN_USE({0, 5000, master}, {5000, 5000, master}, {10000, 1000, master},
				{11000, 1000, master}, {12000, 1000, master},
				{13500, 1000, master}),
			 1000);
}

/* Longer silent than a Master with that interval may be: these are two single packets. */
static void
two_that_are_far_apart_are_two_beginnings(void **state)
{
	(void)state;
	assert_int_equal(IN_USE({0, 5000, master}, {15000, 5000, master}), 5000);
	assert_int_equal(IN_USE({0, 5000, master}, {16000, 5000, master}), 1000);
	assert_int_equal(IN_USE({0, 2000, master}, {7000, 2000, master}, {9000, 2000, master}),
			 1000);
}

static void
at_most_ten_times_the_configured_one(void **state)
{
	struct vrrp_settings cfg = ours();

	(void)state;
	assert_int_equal(IN_USE({0, 11000, master}, {11000, 11000, master}), 1000);
	assert_true(vrrp_learn_may(&cfg, 10000));
	assert_false(vrrp_learn_may(&cfg, 10001));
	assert_false(vrrp_learn_may(&cfg, 0));
	cfg.learn_interval = false;
	assert_false(vrrp_learn_may(&cfg, 2000));
}

static void
of_each_master_its_own(void **state)
{
	struct vrrp_settings cfg = ours();
	struct vrrp_learning l = {0};

	(void)state;
	assert_int_equal(IN_USE({0, 5000, other}, {5000, 5000, other}), 1000);
	assert_int_equal(IN_USE({0, 5000, master}, {2500, 5000, other}, {5000, 5000, master}),
			 1000);
	vrrp_learn(&l, &cfg, master, 5000, T0);
	vrrp_learn(&l, &cfg, master, 5000, T0 + 5 * TIME_SEC);
	vrrp_learn(&l, &cfg, other, 1000, T0 + 6 * TIME_SEC);
	assert_int_equal(vrrp_learn_interval(&l, &cfg, other), 1000);
	assert_int_equal(vrrp_learn_interval(&l, &cfg, master), 5000);
	cfg.interval_ms = 400; /* too long for new settings */
	assert_int_equal(vrrp_learn_interval(&l, &cfg, master), 400);
	cfg.interval_ms = 1000;
	cfg.learn_interval = false;
	assert_int_equal(vrrp_learn_interval(&l, &cfg, master), 1000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(once_and_a_burst_change_nothing),
	    cmocka_unit_test(twice_a_master_down_apart_is_sure),
	    cmocka_unit_test(what_is_not_renewed_ends),
	    cmocka_unit_test(a_different_one_between_clears_the_candidate),
	    cmocka_unit_test(two_that_are_far_apart_are_two_beginnings),
	    cmocka_unit_test(at_most_ten_times_the_configured_one),
	    cmocka_unit_test(of_each_master_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
