/* Updates in flight leave in any order and are found by address and sequence; the resume log keeps
 * the last RBS_RESUME_LOG_MAX. */
#include "test/check.h"

#include <stdlib.h>

#include "base/prng.h"
#include "rbs/resume_log.h"
#include "rbs/updates_in_flight.h"

static struct rbs_flight
flight_of(uint64_t sequence, uint32_t address)
{
	return (struct rbs_flight){.sequence = sequence, .record = {.address = {address}}};
}

static void
found_by_address_and_sequence(void **state)
{
	struct rbs_flights *f = malloc(sizeof *f);
	struct rbs_flight one = flight_of(5, 77), two = flight_of(9, 78);

	(void)state;
	rbs_flight_init(f);
	assert_null(rbs_flight_oldest(f));
	assert_null(rbs_flight_find(f, (struct ip4){77}));
	assert_non_null(rbs_flight_add(f, &one));
	assert_non_null(rbs_flight_add(f, &two));
	assert_int_equal(rbs_flight_find(f, (struct ip4){78})->sequence, 9);
	assert_int_equal(rbs_flight_sequence(f, 5)->record.address.host, 77);
	assert_null(rbs_flight_sequence(f, 6));
	rbs_flight_answer(f, rbs_flight_sequence(f, 9));
	assert_null(rbs_flight_find(f, (struct ip4){78}));
	assert_null(rbs_flight_sequence(f, 9));
	assert_int_equal(rbs_flight_oldest(f)->sequence, 5);
	rbs_flight_answer(f, rbs_flight_oldest(f));
	assert_null(rbs_flight_oldest(f));
	assert_int_equal(f->count, 0);
	free(f);
}

/* Against a plain array, over many rounds of the ring. */
static void
any_order_of_answers(void **state)
{
	enum { SPAN = 100 };
	struct rbs_flights *f = malloc(sizeof *f);
	bool *here = calloc(200000, 1);
	struct prng p = {3};
	uint64_t next = 1, oldest = 1;

	(void)state;
	rbs_flight_init(f);
	for (unsigned round = 0; round < 100000; round++) {
		uint64_t at;

		if (prng_below(&p, 2)) {
			struct rbs_flight one = flight_of(next, (uint32_t)next);

			here[next] = rbs_flight_add(f, &one) != NULL;
			next += here[next];
			continue;
		}
		at = oldest + prng_below(&p, SPAN);
		if (at < next && here[at]) {
			assert_int_equal(rbs_flight_find(f, (struct ip4){(uint32_t)at})->sequence,
					 at);
			rbs_flight_answer(f, rbs_flight_sequence(f, at));
			here[at] = false;
		} else {
			assert_null(rbs_flight_sequence(f, at));
		}
		while (oldest < next && !here[oldest])
			oldest++;
		if (oldest < next)
			assert_int_equal(rbs_flight_oldest(f)->sequence, oldest);
		else
			assert_null(rbs_flight_oldest(f));
	}
	assert_true(next > 10000);
	free(here);
	free(f);
}

static void
slots_are_bounded(void **state)
{
	struct rbs_flights *f = malloc(sizeof *f);

	(void)state;
	rbs_flight_init(f);
	for (uint64_t i = 1; i <= RBS_UPDATES_MAX; i++) {
		struct rbs_flight one = flight_of(i, (uint32_t)i);

		assert_non_null(rbs_flight_add(f, &one));
	}
	{
		struct rbs_flight one = flight_of(RBS_UPDATES_MAX + 1, 1 << 20);

		assert_null(rbs_flight_add(f, &one));
	}
	free(f);
}

static void
the_resume_log_keeps_the_last(void **state)
{
	struct rbs_resume_log *t = calloc(1, sizeof *t);

	(void)state;
	assert_true(rbs_resume_log_reaches(t, 0));
	assert_false(rbs_resume_log_reaches(t, 1)); /* more than was ever sent */
	assert_null(rbs_resume_log_at(t, 0));
	for (uint32_t i = 1; i <= RBS_RESUME_LOG_MAX + 10; i++)
		assert_int_equal(rbs_resume_log_add(
				     t, (struct rbs_resume_log_entry){{i}, 1, RBS_RESUME_LOG_NOTE}),
				 i);
	assert_null(rbs_resume_log_at(t, 10));
	assert_int_equal(rbs_resume_log_at(t, 11)->address.host, 11);
	assert_int_equal(rbs_resume_log_at(t, t->last)->address.host, t->last);
	assert_null(rbs_resume_log_at(t, t->last + 1));
	assert_false(rbs_resume_log_reaches(t, 9));
	assert_true(rbs_resume_log_reaches(t, 10));
	assert_true(rbs_resume_log_reaches(t, t->last));
	assert_false(rbs_resume_log_reaches(t, t->last + 1));
	free(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(found_by_address_and_sequence),
	    cmocka_unit_test(any_order_of_answers),
	    cmocka_unit_test(slots_are_bounded),
	    cmocka_unit_test(the_resume_log_keeps_the_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
