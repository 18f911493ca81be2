/* Stations that answer probes: how many answers are believed, what is remembered and how long. */
#include "test/check.h"

#include "node/serve/liars.h"

#define NOW (1000 * TIME_SEC)

static struct mac
station(unsigned n)
{
	return (struct mac){{2, 0, 0, 0, (uint8_t)(n >> 8), (uint8_t)n}};
}

static bool
says(struct liars *all, unsigned n, unsigned address, uint64_t now)
{
	return liars_believe(all, 100, station(n), IP4(10, 0, address >> 8, address & 255), now);
}

static void
one_too_many_and_none_counts(void **state)
{
	static struct liars all;
	const struct liar *l;

	(void)state;
	for (unsigned i = 0; i < LIARS_BELIEVED; i++)
		for (unsigned twice = 0; twice < 2; twice++)
			assert_true(says(&all, 1, i, NOW));
	assert_null(liars_tell(&all));
	assert_false(says(&all, 1, 9, NOW));
	assert_false(says(&all, 1, 0, NOW)); /* nor what was believed before */
	assert_true(says(&all, 2, 0, NOW));  /* of another it counts */
	assert_true(liars_believe(&all, 101, station(1), IP4(10, 0, 0, 9), NOW));
	l = liars_tell(&all);
	assert_non_null(l);
	assert_true(mac_same(l->mac, station(1)) && l->vlan == 100);
	assert_null(liars_tell(&all));
}

static void
silence_is_rewarded(void **state)
{
	static struct liars all;
	uint64_t last = NOW + 1000 * TIME_SEC, end = last + LIARS_KEEP_US;
	struct liar was;

	(void)state;
	assert_true(liars_deadline(&all) == TIME_NEVER);
	for (unsigned i = 0; i <= LIARS_BELIEVED; i++)
		says(&all, 1, i, NOW);
	assert_true(liars_deadline(&all) == NOW + LIARS_KEEP_US);
	assert_false(says(&all, 1, 0, last)); /* it goes on: not forgotten so soon */
	assert_true(liars_deadline(&all) == end);
	assert_false(liars_forget(&all, end - 1, &was));
	assert_true(liars_forget(&all, end, &was));
	assert_true(liars_lies(&was) && mac_same(was.mac, station(1)));
	assert_false(liars_forget(&all, end, &was));
	assert_true(says(&all, 1, 0, end));
}

static void
a_crowd_does_not_hide_a_liar(void **state)
{
	static struct liars all;

	(void)state;
	for (unsigned i = 0; i <= LIARS_BELIEVED; i++)
		says(&all, 1, i, NOW);
	for (unsigned n = 2; n < 5 * LIARS_MAX; n++)
		assert_true(says(&all, n, n, NOW + n));
	assert_int_equal(all.count, LIARS_MAX);
	assert_false(says(&all, 1, 0, NOW + 1000));
	assert_true(says(&all, 2, 7, NOW + 1000)); /* who was honest long ago begins anew */
}

static void
liars_alone_make_room_by_age(void **state)
{
	static struct liars all;

	(void)state;
	for (unsigned n = 0; n <= LIARS_MAX; n++)
		for (unsigned i = 0; i <= LIARS_BELIEVED; i++)
			says(&all, n, i, NOW + n);
	assert_true(says(&all, 0, 0, NOW + 1000));
	assert_false(says(&all, 2, 0, NOW + 1000));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_too_many_and_none_counts),
	    cmocka_unit_test(silence_is_rewarded),
	    cmocka_unit_test(a_crowd_does_not_hide_a_liar),
	    cmocka_unit_test(liars_alone_make_room_by_age),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
