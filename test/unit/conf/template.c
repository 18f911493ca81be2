/* The grammar: which of several templates a line is, its values, and the kind and column of errors.
 */
#include "test/check.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "conf/template_match.h"

static const char *const set[] = {
    "display vrrp",
    "display vrrp brief",
    "display vrrp interface <interface>",
    "display vrrp interface <interface> <int:1-255>",
    "display version",
    "display vlan <int:1-4094>",
    "port link-type {access|trunk|hybrid}",
    "portswitch",
    "level {low=10|high=20|highest=30}",
    "ip address <ip> <mask> [sub]",
    "lease <int:0-999> [<int:0-23> [<int:0-59>]]",
    "servers <ip>...3",
    "vlans <vlans>",
    "bind <mac>",
    "at <time> run <word:1-8>",
    "say <text:1-20>",
    "pool <name:1-8>",
    "pool all",
    "deep [a [b [c]]] end",
    "a b",
    "same",
    "same",
};

static struct template_matcher matcher;
static struct template_found found;

static enum template_result
match(const char *line)
{
	template_begin(&matcher);
	for (unsigned i = 0; i < COUNT_OF(set); i++)
		template_offer(&matcher, set[i], "help", set[i], i);
	template_match(&matcher, line, &found);
	return found.result;
}

static void
fits(void **state)
{
	static const struct {
		const char *line, *template, *values; /* values parted by blanks */
	} good[] = {
	    {"display vrrp", "display vrrp", ""},
	    {"di vr", "display vrrp", ""},
	    {"DIS VRRP B", "display vrrp brief", ""},
	    {"  dis\tvrrp  brief  \r", "display vrrp brief", ""},
	    {"di vr i v100", "display vrrp interface <interface>", "Vlanif100"},
	    {"di vr i v 100 7", "display vrrp interface <interface> <int:1-255>", "Vlanif100 7"},
	    {"di vr i ge 0/1/1 7", "display vrrp interface <interface> <int:1-255>",
	     "GigabitEthernet0/1/1 7"},
	    {"port l a", "port link-type {access|trunk|hybrid}", "access"},
	    {"ports", "portswitch", ""},
	    {"lev low", "level {low=10|high=20|highest=30}", "low"},
	    {"level high", "level {low=10|high=20|highest=30}", "high"},
	    {"ip a 1.2.3.4 8", "ip address <ip> <mask> [sub]", "1.2.3.4 255.0.0.0"},
	    {"ip a 1.2.3.4 255.255.255.252 s", "ip address <ip> <mask> [sub]",
	     "1.2.3.4 255.255.255.252"},
	    {"lease 007", "lease <int:0-999> [<int:0-23> [<int:0-59>]]", "7"},
	    {"lease 1 2", "lease <int:0-999> [<int:0-23> [<int:0-59>]]", "1 2"},
	    {"lease 1 2 3", "lease <int:0-999> [<int:0-23> [<int:0-59>]]", "1 2 3"},
	    {"servers 1.1.1.1", "servers <ip>...3", "1.1.1.1"},
	    {"servers 1.1.1.1 2.2.2.2 3.3.3.3", "servers <ip>...3", "1.1.1.1 2.2.2.2 3.3.3.3"},
	    {"vlans all", "vlans <vlans>", "1 to 4094"},
	    {"vlans 1 3 to 5 TO", NULL, NULL},
	    {"vlans 1 3 to 5 9", "vlans <vlans>", "1 3 to 5 9"},
	    {"bind 1-22-ABCD", "bind <mac>", "0001-0022-abcd"},
	    {"at 23:59:59 run a!b", "at <time> run <word:1-8>", "23:59:59 a!b"},
	    {"say  hello   world ", "say <text:1-20>", "hello   world"},
	    {"pool all", "pool all", ""},
	    {"pool al", "pool all", ""},
	    {"pool x-1.y_2", "pool <name:1-8>", "x-1.y_2"},
	    {"deep end", "deep [a [b [c]]] end", ""},
	    {"deep a end", "deep [a [b [c]]] end", ""},
	    {"deep a b end", "deep [a [b [c]]] end", ""},
	    {"deep a b c end", "deep [a [b [c]]] end", ""},
	    {"same", "same", ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		char values[256];
		struct text t = text_of(values, sizeof values);

		if (!good[i].template) {
			assert_int_not_equal(match(good[i].line), TEMPLATE_MATCH);
			continue;
		}
		if (match(good[i].line) != TEMPLATE_MATCH)
			fail_msg("%s: %s", good[i].line, template_result_text(found.result));
		assert_string_equal(found.row, good[i].template);
		for (unsigned v = 0; v < found.count; v++)
			text_add(&t, "%s%s", v ? " " : "", found.value[v].text);
		assert_string_equal(values, good[i].values);
	}
}

static void
values(void **state)
{
	(void)state;
	assert_int_equal(match("level highest"), TEMPLATE_MATCH);
	assert_int_equal(found.value[0].number, 30);
	assert_int_equal(match("port link-type hyb"), TEMPLATE_MATCH);
	assert_int_equal(found.value[0].number, 2);
	assert_int_equal(match("at 01:02:03 run x"), TEMPLATE_MATCH);
	assert_int_equal(found.value[0].number, 3723);
	assert_int_equal(found.value[1].placeholder, 1);
	assert_int_equal(found.value[1].column, 16);
	assert_int_equal(match("vlans 7 9 to 11"), TEMPLATE_MATCH);
	assert_int_equal(found.count, 2);
	assert_int_equal(found.value[1].number, 9);
	assert_int_equal(found.value[1].last, 11);
	assert_int_equal(found.value[1].placeholder, 0);
	assert_int_equal(match("same"), TEMPLATE_MATCH);
	assert_int_equal(found.tag, COUNT_OF(set) - 2); /* the first offered wins */
}

static void
errors(void **state)
{
	static const struct {
		const char *line;
		enum template_result result;
		unsigned column;
	} bad[] = {
	    {"", TEMPLATE_EMPTY, 0},
	    {"   \t", TEMPLATE_EMPTY, 0},
	    {"# anything", TEMPLATE_EMPTY, 0},
	    {" ! anything", TEMPLATE_EMPTY, 0},
	    {"nonsense", TEMPLATE_UNRECOGNIZED, 0},
	    {"display", TEMPLATE_INCOMPLETE, 7},
	    {"display  ", TEMPLATE_INCOMPLETE, 7},
	    {"display v", TEMPLATE_AMBIGUOUS, 8},
	    {"display v brief", TEMPLATE_AMBIGUOUS, 8},
	    {"display vrrpx", TEMPLATE_UNRECOGNIZED, 8},
	    {"display vrrp x", TEMPLATE_UNRECOGNIZED, 13},
	    {"display vrrp brief x", TEMPLATE_TOO_MANY, 19},
	    {"display vlan x", TEMPLATE_WRONG, 13},
	    {"display vlan 4095", TEMPLATE_WRONG, 13},
	    {"display vlan 99999999999", TEMPLATE_WRONG, 13},
	    {"display vlan -1", TEMPLATE_WRONG, 13},
	    {"display vrrp interface", TEMPLATE_INCOMPLETE, 22},
	    {"display vrrp interface v", TEMPLATE_INCOMPLETE, 24},
	    {"display vrrp interface v x", TEMPLATE_WRONG, 25},
	    {"display vrrp interface foo", TEMPLATE_WRONG, 23},
	    {"p", TEMPLATE_AMBIGUOUS, 0},
	    {"port", TEMPLATE_INCOMPLETE, 4},
	    {"port link-type x", TEMPLATE_UNRECOGNIZED, 15},
	    {"port link-type", TEMPLATE_INCOMPLETE, 14},
	    {"level h", TEMPLATE_AMBIGUOUS, 6},
	    {"ip address 1.2.3 8", TEMPLATE_WRONG, 11},
	    {"ip address 1.2.3.4 33", TEMPLATE_WRONG, 19},
	    {"ip address 1.2.3.4 255.0.255.0", TEMPLATE_WRONG, 19},
	    {"ip address 1.2.3.4 8 x", TEMPLATE_UNRECOGNIZED, 21},
	    {"lease 1 24", TEMPLATE_WRONG, 8},
	    {"lease 1 2 3 4", TEMPLATE_TOO_MANY, 12},
	    {"servers 1.1.1.1 2.2.2.2 3.3.3.3 4.4.4.4", TEMPLATE_TOO_MANY, 32},
	    {"servers 1.1.1.1 x", TEMPLATE_WRONG, 16},
	    {"vlans", TEMPLATE_INCOMPLETE, 5},
	    {"vlans to", TEMPLATE_WRONG, 6},
	    {"vlans 1 to", TEMPLATE_INCOMPLETE, 10},
	    {"vlans 5 to 4", TEMPLATE_WRONG, 11},
	    {"vlans 5 to 6 to 7", TEMPLATE_WRONG, 13},
	    {"vlans all 5", TEMPLATE_TOO_MANY, 10},
	    {"bind 1-2", TEMPLATE_WRONG, 5},
	    {"bind 1-2-12345", TEMPLATE_WRONG, 5},
	    {"at 24:00:00 run x", TEMPLATE_WRONG, 3},
	    {"at 1:00:00 run x", TEMPLATE_WRONG, 3},
	    {"at 10:00:00 run 123456789", TEMPLATE_WRONG, 16},
	    {"say 123456789012345678901", TEMPLATE_WRONG, 4},
	    {"say \x01", TEMPLATE_WRONG, 4},
	    {"say \x7f", TEMPLATE_WRONG, 4},
	    {"say", TEMPLATE_INCOMPLETE, 3},
	    {"pool 123456789", TEMPLATE_WRONG, 5},
	    {"pool a/b", TEMPLATE_WRONG, 5},
	    {"deep b end", TEMPLATE_UNRECOGNIZED, 5},
	    {"deep a b", TEMPLATE_INCOMPLETE, 8},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		if (match(bad[i].line) != bad[i].result)
			fail_msg("'%s': %d", bad[i].line, (int)found.result);
		assert_int_equal(found.column, bad[i].column);
		assert_int_equal(found.count, 0);
	}
}

/* Every beginning of a good line is an error or another command; nothing reads past the end. */
static void
prefixes(void **state)
{
	static const char line[] = "ip address 10.10.10.1 255.255.255.0 sub";

	(void)state;
	for (size_t n = 0; n < sizeof line; n++) {
		char *copy = memory_new(1, n + 1);

		memcpy(copy, line, n);
		match(copy);
		assert_int_equal(found.result == TEMPLATE_MATCH,
				 n >= strlen("ip address 10.10.10.1 2") &&
				     strcmp(copy, "ip address 10.10.10.1 255") != 0 &&
				     (n < strlen("ip address 10.10.10.1 255") ||
				      n >= strlen("ip address 10.10.10.1 255.255.255.0")));
		memory_free(copy);
	}
}

static void
long_lines(void **state)
{
	static char line[TEMPLATE_LINE_MAX + 100];

	(void)state;
	memset(line, 'x', TEMPLATE_LINE_MAX + 50);
	assert_int_equal(match(line), TEMPLATE_TOO_MANY);
	memset(line, 0, sizeof line);
	for (unsigned i = 0; i < 200; i++)
		memcpy(line + 2 * (size_t)i, "a ", 2);
	assert_int_not_equal(match(line), TEMPLATE_MATCH);
	memcpy(line, "vlans ", 6);
	for (unsigned i = 3; i < 200; i++)
		memcpy(line + 2 * (size_t)i, "1 ", 2);
	assert_int_equal(match(line), TEMPLATE_WRONG);
	assert_int_equal(found.column, 26);
}

/* More words than are kept are fine where one value takes them all. */
static void
many_words(void **state)
{
	static struct template_matcher m;
	char line[1000] = "say";

	(void)state;
	for (unsigned i = 0; i < 200; i++)
		memcpy(line + 3 + 2 * (size_t)i, " w", 2);
	template_begin(&m);
	template_offer(&m, "say <text:1-500>", "", NULL, 1);
	template_match(&m, line, &found);
	assert_int_equal(found.result, TEMPLATE_MATCH);
	assert_int_equal(strlen(found.value[0].text), 399);
}

static void
offers(void **state)
{
	static struct template_matcher m;

	(void)state;
	template_begin(&m);
	template_add(
	    &m, (struct template_offer){"undo", "peer <ip> port <int:1-9>", 9, "", "u", 1, NULL});
	template_add(
	    &m, (struct template_offer){"undo", "peer <ip> port <int:1-9>", 4, "", "v", 2, NULL});
	template_offer(&m, "under", "", "w", 3);
	template_match(&m, "und", &found);
	assert_int_equal(found.result, TEMPLATE_AMBIGUOUS);
	template_match(&m, "undo p 1.1.1.1", &found);
	assert_int_equal(found.tag, 1);
	template_match(&m, "UNDO peer", &found);
	assert_int_equal(found.tag, 2);
	template_match(&m, "undo peer 1.1.1.1 port", &found);
	assert_int_equal(found.result, TEMPLATE_TOO_MANY);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(fits),	cmocka_unit_test(values),     cmocka_unit_test(errors),
	    cmocka_unit_test(prefixes), cmocka_unit_test(long_lines), cmocka_unit_test(many_words),
	    cmocka_unit_test(offers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
