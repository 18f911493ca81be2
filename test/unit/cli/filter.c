/* Filters pass whole lines however the text is cut, chain, count, and never hide an error. */
#include "test/check.h"

#include <string.h>

#include "cli/filter.h"

static struct filter_chain chain;
static char buffer[8192];

/* The text in pieces of `piece` bytes through the chain. */
static const char *
run(const char *text, size_t piece)
{
	struct text out = text_of(buffer, sizeof buffer);

	for (size_t at = 0, len = strlen(text); at < len; at += piece)
		filter_feed(&chain, text + at, len - at < piece ? len - at : piece, &out);
	filter_end(&chain, &out);
	assert_false(out.cut);
	return buffer;
}

static const char vlans[] = "vlan 10\n name a\n\nvlan 100\nname b\nlast";

static void
each_kind(void **state)
{
	static const struct {
		enum filter_kind kind;
		const char *expression, *result;
	} row[] = {
	    {FILTER_INCLUDE, "vlan", "vlan 10\nvlan 100\n"},
	    {FILTER_INCLUDE, "last", "last\n"},
	    {FILTER_INCLUDE, "^$", "\n"},
	    {FILTER_EXCLUDE, "vlan|last", " name a\n\nname b\n"},
	    {FILTER_BEGIN, "100", "vlan 100\nname b\nlast\n"},
	    {FILTER_COUNT, NULL, "Total lines: 6.\n"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(row); i++)
		for (size_t piece = 1; piece < sizeof vlans; piece++) {
			filter_begin(&chain);
			assert_true(filter_add(&chain, row[i].kind, row[i].expression, false));
			assert_string_equal(run(vlans, piece), row[i].result);
		}
}

static void
filters_chain(void **state)
{
	(void)state;
	filter_begin(&chain);
	assert_string_equal(run(vlans, 3), vlans);
	assert_true(filter_add(&chain, FILTER_INCLUDE, "VLAN", true));
	assert_true(filter_add(&chain, FILTER_EXCLUDE, "100", false));
	assert_string_equal(run(vlans, 5), "vlan 10\n");
	assert_true(filter_add(&chain, FILTER_COUNT, NULL, false));
	assert_string_equal(run(vlans, 7), "Total lines: 1.\n");
	assert_false(filter_add(&chain, FILTER_INCLUDE, "(", false));
	while (chain.count < FILTERS_MAX)
		assert_true(filter_add(&chain, FILTER_INCLUDE, "Total", false));
	assert_false(filter_add(&chain, FILTER_INCLUDE, "x", false));
}

static void
errors_always_pass(void **state)
{
	(void)state;
	filter_begin(&chain);
	assert_true(filter_add(&chain, FILTER_INCLUDE, "nothing", false));
	assert_true(filter_add(&chain, FILTER_COUNT, NULL, false));
	assert_string_equal(run("a\nError: No such pool.\nb\n", 4),
			    "Error: No such pool.\nTotal lines: 0.\n");
}

static void
long_lines_pass_or_fall_whole(void **state)
{
	char text[2 * FILTER_LINE_MAX + 3];

	(void)state;
	for (size_t len = FILTER_LINE_MAX - 2; len < 2 * FILTER_LINE_MAX; len++) {
		memset(text, 'a', len);
		memcpy(text + len, "\nb", 3);
		filter_begin(&chain);
		assert_true(filter_add(&chain, FILTER_INCLUDE, "^a", false));
		assert_int_equal(strlen(run(text, 100)), len + 1);
		filter_begin(&chain);
		assert_true(filter_add(&chain, FILTER_EXCLUDE, "^a", false));
		assert_string_equal(run(text, 100), "b\n");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_kind),
	    cmocka_unit_test(filters_chain),
	    cmocka_unit_test(errors_always_pass),
	    cmocka_unit_test(long_lines_pass_or_fall_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
