/* Words of other devices, in ours. */
#include "test/check.h"

#include <string.h>

#include "conf/dialect.h"

static void
lines_are_spelled_anew(void **state)
{
	static const struct {
		const char *theirs, *ours; /* NULL: none of them */
	} line[] = {
	    {"dns-list 10.1.1.1  10.1.1.2", "dns-server 10.1.1.1  10.1.1.2"},
	    {"  DNS-List 10.1.1.1", "dns-server 10.1.1.1"},
	    {"undo dns-list 10.1.1.1", "undo dns-server 10.1.1.1"},
	    {"lease day 1 hour 2 minute 30", "lease 1 2 30"},
	    {"lease  day 3", "lease 3"},
	    {"lease unlimited", "lease 0 0 0"},
	    {"domain-name example.net", "dns-suffix example.net"},
	    {"nbns-list 10.1.1.1", "netbios-name-server 10.1.1.1"},
	    {"dhcp select global", "dhcp server enable"},
	    {"ip pool x", "ip pool x server"},
	    {"ip pool x bas local", NULL},
	    {"ip pool", NULL},
	    {"dns-list", NULL},
	    {"dns-lists 10.1.1.1", NULL},
	    {"lease day", NULL},
	    {"lease day 1 hour", NULL},
	    {"lease day 1 hour 2 minute 3 second 4", NULL},
	    {"dhcp select interface", NULL},
	    {"undo", NULL},
	    {"", NULL},
	};
	char ours[64];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(line); i++) {
		bool found = dialect_line(line[i].theirs, ours, sizeof ours);

		assert_int_equal(found, line[i].ours != NULL);
		if (found)
			assert_string_equal(ours, line[i].ours);
	}
}

static void
what_is_too_long_is_none(void **state)
{
	char ours[12];

	(void)state;
	assert_false(dialect_line("lease day 1 hour 2", ours, 7));
	assert_true(dialect_line("lease day 1", ours, sizeof ours));
	for (size_t room = 1; room < 12; room++)
		assert_int_equal(dialect_line("ip pool x", ours, room), false);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lines_are_spelled_anew),
	    cmocka_unit_test(what_is_too_long_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
