/* What both devices must agree on: the lines of a profile, and what may differ. */
#include "node/config/agreed.h"

#include "test/unit/node/typing.h"

static struct agreed
lines_of(const char *file, const char *more)
{
	struct typing *t = typing_new();
	static char text[TEXT_MAX];
	struct agreed l;

	read_file(file, text);
	conf_free(t->c);
	t->c = load_all(text);
	type_all(t, more);
	l = agreed_of_profile(t->c, "service1");
	typing_free(t);
	return l;
}

static bool
same(struct agreed a, struct agreed b)
{
	bool s = a.count == b.count;

	for (unsigned i = 0; s && i < a.count; i++)
		s = strcmp(a.line[i], b.line[i]) == 0;
	agreed_free(&a);
	agreed_free(&b);
	return s;
}

#define A "lab/DeviceA.cfg"
#define B "lab/DeviceB.cfg"

static void
the_lines_of_the_seed(void **state)
{
	static const char *const want[] = {
	    "backup-id 1",
	    "vrrp version 2, vrid 1",
	    "virtual-ip 10.10.10.100",
	    "ip pool pool1: gateway 10.10.10.100 255.255.255.0",
	    "ip pool pool1: section 0 10.10.10.1 10.10.10.100",
	    "ip pool pool1: server identifier ip 10.10.10.100",
	};
	struct agreed l = lines_of(A, "");

	(void)state;
	assert_int_equal(l.count, COUNT_OF(want));
	for (unsigned i = 0; i < l.count; i++)
		assert_string_equal(l.line[i], want[i]);
	agreed_free(&l);
	assert_int_equal(l.count, 0);
	agreed_free(&l);
}

static void
the_two_devices_agree(void **state)
{
	(void)state;
	assert_true(same(lines_of(A, ""), lines_of(B, "")));
}

static void
what_may_differ(void **state)
{
	(void)state;
	assert_true(
	    same(lines_of(A, "ip pool other server\ngateway 10.2.2.1 24"), lines_of(B, "vlan 7")));
}

static void
what_may_not(void **state)
{
	(void)state;
	assert_false(same(lines_of(A, "ip pool pool1 server\nlease 1"), lines_of(B, "")));
	assert_false(same(lines_of(A, "ip pool pool1 server\noption 43 hex 01"),
			  lines_of(B, "ip pool pool1 server\noption 43 hex 02")));
	assert_false(
	    same(lines_of(A, "ip pool pool1 server\nundo remote-backup-profile"), lines_of(B, "")));
	assert_false(same(lines_of(A, "ip pool pool1 server\nundo section 0"), lines_of(B, "")));
	assert_false(same(lines_of(A, "interface Vlanif 100\nvrrp vrid 1 virtual-ip 10.10.10.99"),
			  lines_of(B, "")));
	assert_false(same(lines_of(A, "vrrp version v3"), lines_of(B, "")));
}

/* Of version 3 alone, and only what is not the default: an older peer lists none. */
static void
what_a_group_of_version_3_sends(void **state)
{
#define V3   "vrrp version v3\n"
#define BOTH "vrrp version-3 send-packet-mode v2v3-both"
#define TWO  "vrrp version-3 send-packet-mode v2-only"
	struct agreed l = lines_of(A, V3 BOTH);

	(void)state;
	assert_string_equal(l.line[1], "vrrp version 3, vrid 1");
	assert_string_equal(l.line[2], BOTH);
	agreed_free(&l);
	l = lines_of(A, V3 TWO);
	assert_string_equal(l.line[2], TWO);
	agreed_free(&l);
	assert_false(same(lines_of(A, V3 BOTH), lines_of(B, V3)));
	assert_false(same(lines_of(A, V3 BOTH), lines_of(B, V3 TWO)));
	assert_true(same(lines_of(A, V3 BOTH), lines_of(B, V3 BOTH)));
	assert_true(
	    same(lines_of(A, V3 "vrrp version-3 send-packet-mode v3-only"), lines_of(B, V3)));
	assert_true(same(lines_of(A, BOTH), lines_of(B, "")));
}

/* The switch by which `client-option60` counts is in the system view, and decides for a pool. */
static void
the_switch_of_classes(void **state)
{
#define CLASS "ip pool pool1 server\nclient-option60 phone\n"
#define ON    "quit\ndhcp server base-option60 enable"
	struct agreed l = lines_of(A, CLASS ON);
	bool there = false;

	(void)state;
	for (unsigned i = 0; i < l.count; i++)
		there |= strcmp(l.line[i], "dhcp server base-option60 enable") == 0;
	assert_true(there);
	agreed_free(&l);
	assert_true(same(lines_of(A, CLASS ON), lines_of(B, CLASS ON)));
	assert_false(same(lines_of(A, CLASS ON), lines_of(B, CLASS)));
	assert_false(same(lines_of(A, "ip pool pool1 server\nclient-option60-prefix p\n" ON),
			  lines_of(B, "ip pool pool1 server\nclient-option60-prefix p")));
	assert_true(same(lines_of(A, "dhcp server base-option60 enable"), lines_of(B, "")));
	assert_true(
	    same(lines_of(A, "ip pool other server\nclient-option60 phone\n" ON), lines_of(B, "")));
}

static void
no_such_profile(void **state)
{
	struct typing *t = typing_new();
	struct agreed l = agreed_of_profile(t->c, "service1");

	(void)state;
	assert_int_equal(l.count, 0);
	agreed_free(&l);
	typing_free(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_lines_of_the_seed),
	    cmocka_unit_test(the_two_devices_agree),
	    cmocka_unit_test(what_may_differ),
	    cmocka_unit_test(what_may_not),
	    cmocka_unit_test(what_a_group_of_version_3_sends),
	    cmocka_unit_test(the_switch_of_classes),
	    cmocka_unit_test(no_such_profile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
