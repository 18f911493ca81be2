/* The expressions of `| include`: what they find, what they refuse, and that nothing explodes. */
#include "test/check.h"

#include <string.h>

#include "cli/pattern.h"

static bool
found(const char *expression, const char *line)
{
	struct pattern p;

	assert_true(pattern_compile(expression, false, &p));
	return pattern_found(&p, line, strlen(line));
}

static void
finds(void **state)
{
	static const struct {
		const char *expression, *yes, *no;
	} row[] = {
	    {"", "", NULL},
	    {"vlan", " port default vlan 100", "vlam"},
	    {"^vlan", "vlan 100", " vlan 100"},
	    {"100$", "vlan 100", "vlan 1000"},
	    {"a.c", "xxabc", "ac"},
	    {"ab*c", "ac", "adc"},
	    {"ab*c", "abbbc", "abbb"},
	    {"ab+c", "abbc", "ac"},
	    {"ab?c", "ac", "abbc"},
	    {"a|b|c", "c", "d"},
	    {"x(ab|cd)+y", "xabcdaby", "xabcy"},
	    {"(a*)*b", "aab", "aaa"},
	    {"()x", "x", "y"},
	    {"[0-9]+\\.[0-9]", "10.1", "10x1"},
	    {"[^0-9 ]", "12a", "12 3"},
	    {"[]x]", "]", "y"},
	    {"[a-]", "-", "b"},
	    {"[[:digit:][:upper:]_]z", "Bz", "bz"},
	    {"_10_", "vlan 10 20", "vlan 100"},
	    {"_10_", "10", "110"},
	    {"_10_", "(10)", "[10]"},
	    {"a_b", "a b", "ab"},
	    {"{1}", "x{1}", "x1"},
	    {"\\*", "a*", "a"},
	    {"Vlan", "Vlanif100", "vlanif100"},
	    {"^$", "", "x"},
	    {"a**", "aa", NULL},
	    {"(^|x)y", "y", "zy"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(row); i++) {
		if (!found(row[i].expression, row[i].yes))
			fail_msg("'%s' not in '%s'", row[i].expression, row[i].yes);
		if (row[i].no != NULL && found(row[i].expression, row[i].no))
			fail_msg("'%s' in '%s'", row[i].expression, row[i].no);
	}
}

static void
case_is_ignored_on_request(void **state)
{
	struct pattern p;

	(void)state;
	assert_true(pattern_compile("vLan[X-Z]", true, &p));
	assert_true(pattern_found(&p, "VLANy", 5));
	assert_false(pattern_found(&p, "VLANa", 5));
	assert_true(pattern_compile("[^a]", true, &p));
	assert_false(pattern_found(&p, "A", 1));
}

static void
nonsense_is_refused(void **state)
{
	static const char *const bad[] = {"(",	")",   "(a", "a)",    "[a",	   "[",	  "*",
					  "+a", "a|*", "\\", "[z-a]", "[[:digit]", "a(|", "?"};
	char longest[PATTERN_TEXT_MAX + 2];
	struct pattern p;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (pattern_compile(bad[i], false, &p))
			fail_msg("took '%s'", bad[i]);
	memset(longest, 'a', sizeof longest - 1);
	longest[sizeof longest - 1] = '\0';
	assert_false(pattern_compile(longest, false, &p));
	longest[PATTERN_TEXT_MAX] = '\0';
	assert_true(pattern_compile(longest, false, &p));
	memset(longest, '_', PATTERN_TEXT_MAX);
	assert_false(pattern_compile(longest, false, &p));
	memset(longest, '(', PATTERN_TEXT_MAX);
	assert_false(pattern_compile(longest, false, &p));
	memset(longest, '|', PATTERN_TEXT_MAX);
	assert_false(pattern_compile(longest, false, &p) && p.count > PATTERN_OPS_MAX);
}

static void
a_cruel_expression_is_quick(void **state)
{
	char line[4096];

	(void)state;
	memset(line, 'a', sizeof line - 1);
	line[sizeof line - 1] = '\0';
	assert_false(found("(a|a)*(a|aa)+(a*)*(a*a*)*b", line));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds),
	    cmocka_unit_test(case_is_ignored_on_request),
	    cmocka_unit_test(nonsense_is_refused),
	    cmocka_unit_test(a_cruel_expression_is_quick),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
