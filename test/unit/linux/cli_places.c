/* Who gets a place at the command line: linux/cli_places.h. */
#include "test/check.h"

#include "linux/cli_places.h"

enum { PLACES = 16, ROOT = 0, ANN = 1000, BOB, EVE };

static struct cli_place place[PLACES];

#define NOW (1000 * TIME_SEC)

static void
none(void)
{
	for (unsigned i = 0; i < PLACES; i++)
		place[i] = (struct cli_place){.used = false};
}

/* Takes it. */
static void
sit(unsigned at, uid_t uid, uint64_t due_us)
{
	place[at] = (struct cli_place){.used = true, .uid = uid, .due_us = due_us};
}

static enum cli_place_found
find(uid_t uid, unsigned *ret)
{
	return cli_place_find(place, PLACES, uid, uid == ROOT, NOW, ret);
}

/* As many as he gets, all busy. */
static unsigned
fill(uid_t uid)
{
	unsigned at, n = 0;

	while (find(uid, &at) == CLI_PLACE_FREE) {
		sit(at, uid, TIME_NEVER);
		n++;
	}
	return n;
}

static void
one_user_and_all_of_them_leave_room(void **state)
{
	unsigned at = 99;

	(void)state;
	none();
	assert_int_equal(fill(ANN), CLI_PLACES_OF_ONE);
	assert_int_equal(fill(BOB), PLACES - CLI_PLACES_OF_ONE - CLI_PLACES_KEPT);
	assert_int_equal(find(EVE, &at), CLI_PLACE_NONE);
	assert_int_equal(at, 99);
	assert_int_equal(fill(ROOT), CLI_PLACES_KEPT);
	assert_int_equal(find(ROOT, &at), CLI_PLACE_NONE);
	none();
	assert_int_equal(fill(ROOT), PLACES);
}

static void
who_is_full_takes_the_place_of_his_own_that_waited_longest(void **state)
{
	unsigned at = 99;

	(void)state;
	none();
	fill(ANN);
	sit(2, ANN, NOW + 1);
	assert_int_equal(find(ANN, &at), CLI_PLACE_NONE); /* not long enough */
	sit(5, ANN, NOW);
	assert_int_equal(find(ANN, &at), CLI_PLACE_TAKE);
	assert_int_equal(at, 5);
	sit(3, ANN, NOW - 1);
	assert_int_equal(find(ANN, &at), CLI_PLACE_TAKE);
	assert_int_equal(at, 3);
}

static void
nobody_takes_the_place_of_another(void **state)
{
	unsigned at = 99;

	(void)state;
	none();
	for (unsigned i = 0; i < PLACES; i++)
		sit(i, i % 2 ? ANN : BOB, 0);
	assert_int_equal(find(EVE, &at), CLI_PLACE_NONE);
	assert_int_equal(find(ROOT, &at), CLI_PLACE_NONE);
	assert_int_equal(at, 99);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_user_and_all_of_them_leave_room),
	    cmocka_unit_test(who_is_full_takes_the_place_of_his_own_that_waited_longest),
	    cmocka_unit_test(nobody_takes_the_place_of_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
