/* Views that cannot be entered: what is pasted for them is carried out nowhere. */
#include "test/unit/cli/small.h"

static void
a_refused_header_opens_a_dead_view(void **state)
{
	(void)state;
	type("system-view");
	type("shelf top");
	EXPECT("aaa",
	       "                   ^\nError: Unrecognized command found at '^' position.\n"
	       "Info: This belongs to a function this device has not: aaa.\n",
	       "[*HUAWEI-(aaa)]");
	EXPECT("height 10", "", "[*HUAWEI-(aaa)]");
	EXPECT("limit 3", "", "[*HUAWEI-(aaa)]");
	EXPECT("quit", "Info: 2 lines below `aaa` were not carried out.\n", "[*HUAWEI]");
	assert_string_equal(type("display configuration candidate"), "shelf top\n");
}

static void
as_many_quits_leave_it_as_views_are_in_it(void **state)
{
	(void)state;
	type("system-view");
	type("aaa");
	type("domain default");
	type("authentication-mode local");
	EXPECT("quit", "", "[~HUAWEI-(aaa)]");
	EXPECT("limit 3", "", "[~HUAWEI-(aaa)]");
	EXPECT("quit", "Info: 3 lines below `aaa` were not carried out.\n", "[~HUAWEI]");
	EXPECT("limit 3", "", "[*HUAWEI]");
}

static void
indented_lines_end_where_they_end(void **state)
{
	(void)state;
	type("system-view");
	type("ospf 1");
	type(" area 0");
	type("  limit 3");
	EXPECT(" commit", "", "[~HUAWEI-(ospf 1)]");
	EXPECT("limit 4", "Info: 3 lines below `ospf 1` were not carried out.\n", "[*HUAWEI]");
	type("aaa");
	type(" limit 5");
	EXPECT("#", "Info: 1 line below `aaa` was not carried out.\n", "[*HUAWEI]");
	assert_string_equal(type("display configuration candidate"), "limit 4\n");
}

static void
our_own_headers_may_be_refused_too(void **state)
{
	(void)state;
	type("system-view");
	type("shelf a");
	type("quit");
	type("shelf b");
	type("quit");
	EXPECT("shelf c", "Error: The number of shelfs exceeds the upper limit (2).\n",
	       "[*HUAWEI-(shelf c)]");
	EXPECT("height 3", "", "[*HUAWEI-(shelf c)]");
	EXPECT("shelf a", "", "[*HUAWEI-(shelf c)]"); /* a line of a shelf looks so */
	EXPECT("return", "Info: 2 lines below `shelf c` were not carried out.\n", LEAVE);
}

static void
what_is_below_a_refused_line_is_refused(void **state)
{
	(void)state;
	type("system-view");
	type("shelf top");
	type(" nonsense");
	EXPECT("  height 10", "", "[*HUAWEI-shelf-top]");
	EXPECT(" height 20", "Info: 1 line below `nonsense` was not carried out.\n",
	       "[*HUAWEI-shelf-top]");
	assert_string_equal(type("display configuration candidate"), "shelf top\n height 20\n");
}

static void
displays_go_on_and_a_commit_does_not(void **state)
{
	(void)state;
	type("system-view");
	type("limit 3");
	type("aaa");
	EXPECT("commit",
	       "Error: Nothing is committed in a view that could not be entered. Leave it with "
	       "quit.\n",
	       "[*HUAWEI-(aaa)]");
	assert_string_equal(type("display configuration candidate"), "limit 3\n");
	EXPECT("clear configuration candidate", "", "[~HUAWEI]");
	type("aaa");
	EXPECT("bgp 1",
	       "               ^\nError: Unrecognized command found at '^' position.\n"
	       "Info: This belongs to a function this device has not: bgp.\n",
	       "[~HUAWEI-(bgp 1)]");
	EXPECT("return",
	       "Info: 3 lines in 3 blocks belong to functions this device has not: aaa (2), bgp "
	       "(1).\n",
	       "<HUAWEI>");
}

static void
what_is_foreign_is_summed_up_once(void **state)
{
	(void)state;
	type("system-view");
	type("aaa");
	type(" domain default");
	type("#");
	type("limit 3");
	type("stp enable");
	assert_non_null(strstr(type("commit"), "Info: 3 lines in 2 blocks belong to functions this "
					       "device has not: aaa (2), stp (1).\n"));
	EXPECT("return", "", "<HUAWEI>");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_refused_header_opens_a_dead_view),
	    TEST(as_many_quits_leave_it_as_views_are_in_it),
	    TEST(indented_lines_end_where_they_end),
	    TEST(our_own_headers_may_be_refused_too),
	    TEST(what_is_below_a_refused_line_is_refused),
	    TEST(displays_go_on_and_a_commit_does_not),
	    TEST(what_is_foreign_is_summed_up_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
