/* Moments as they are typed and printed. */
#include "test/check.h"

#include "history/entry.h"
#include "history/moment.h"

#define DAY_MS	UINT64_C(86400000)
#define NEWYEAR UINT64_C(1767225600000) /* 2026-01-01 */

static const struct {
	const char *typed;
	uint64_t begins, ends;
} good[] = {
    {"1970-01-01", 0, DAY_MS - 1},
    {"2026-01-01", NEWYEAR, NEWYEAR + DAY_MS - 1},
    {"2026-03-01T03:04:05", NEWYEAR + 59 * DAY_MS + 11045000, NEWYEAR + 59 * DAY_MS + 11045999},
    {"2024-02-29T23:59", NEWYEAR - 671 * DAY_MS - 60000, NEWYEAR - 671 * DAY_MS - 1},
    {"03:00", NEWYEAR + 10800000, NEWYEAR + 10859999},
    {"00:00:01", NEWYEAR + 1000, NEWYEAR + 1999},
};

static const char *const bad[] = {
    "",	    "2026",	"2026-13-01",  "2026-02-29", "2026-00-01",	 "24:00",      "03:60",
    "3:00", "03:00:60", "2026-01-01T", "03:00x",     "2026-01-01 03:00", "1969-12-31", "-1-01-01"};

static void
what_is_typed_is_a_moment(void **state)
{
	uint64_t ms;

	(void)state;
	for (unsigned i = 0; i < COUNT_OF(good); i++) {
		assert_true(history_moment_parse(good[i].typed, NEWYEAR + 5000, false, &ms));
		assert_int_equal(ms, good[i].begins);
		assert_true(history_moment_parse(good[i].typed, NEWYEAR + 5000, true, &ms));
		assert_int_equal(ms, good[i].ends);
	}
}

static void
what_is_none_is_refused(void **state)
{
	uint64_t ms = 7;

	(void)state;
	for (unsigned i = 0; i < COUNT_OF(bad); i++)
		assert_false(history_moment_parse(bad[i], NEWYEAR, false, &ms));
	assert_true(ms == 7);
}

/* Each day of a hundred years comes back as it was printed. */
static void
what_is_printed_comes_back(void **state)
{
	char text[HISTORY_MOMENT_TEXT];
	uint64_t ms;

	(void)state;
	for (uint64_t day = 1; day < 36525; day++) {
		history_moment_format(day * DAY_MS + 3723000, text);
		text[10] = 'T';
		assert_true(history_moment_parse(text, 0, false, &ms));
		assert_true(ms == day * DAY_MS + 3723000);
	}
	assert_string_equal(history_moment_format(0, text), "--");
	assert_string_equal(history_moment_format(HISTORY_NEVER_MS, text), "unlimited");
	assert_true(history_moment_format(HISTORY_NEVER_MS - 1, text)[0] == '9');
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_typed_is_a_moment),
	    cmocka_unit_test(what_is_none_is_refused),
	    cmocka_unit_test(what_is_printed_comes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
