/* Every combination of the three fields of a REQUEST, each unset, or one of two values. */
#include "test/check.h"

#include "dhcp/situation.h"

enum { NONE = 0, OURS = 100, THEIRS = 9, ADDRESS = 7, OTHER = 8 }; /* last bytes */

/* A letter for each ciaddr: unset, the address, another; S selecting, I init-reboot, R renewing, o
 * another server, - contradiction. */
static const struct {
	const char *what;
	uint8_t server, requested;
	const char *want, *offered; /* when nothing is offered; when ADDRESS is */
} rows[] = {
    {"54 ours, 50", OURS, ADDRESS, "SS-", "SS-"},
    {"54 ours", OURS, NONE, "-RR", "-RR"},
    {"54 theirs, 50", THEIRS, ADDRESS, "ooo", "ooo"},
    {"54 theirs", THEIRS, NONE, "ooo", "ooo"},
    {"50", NONE, ADDRESS, "IR-", "SR-"},
    {"50 another", NONE, OTHER, "I-R", "I-R"},
    {"nothing", NONE, NONE, "-RR", "-RR"},
};

static struct ip4
ten(unsigned last)
{
	return last ? IP4(10, 10, 10, last) : (struct ip4){0};
}

static char
letter(struct dhcp_wanted w)
{
	static const char letters[] = {[DHCP_SELECTING] = 'S',
				       [DHCP_INIT_REBOOT] = 'I',
				       [DHCP_RENEWING] = 'R',
				       [DHCP_OTHERS] = 'o',
				       [DHCP_CONTRADICTS] = '-'};

	assert_true(w.situation == DHCP_CONTRADICTS || ip4_set(w.address) ||
		    w.situation == DHCP_OTHERS);
	return letters[w.situation];
}

static void
what_a_request_asks_for(void **state)
{
	static const uint8_t ciaddr[] = {NONE, ADDRESS, OTHER};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		for (unsigned c = 0; c < COUNT_OF(ciaddr); c++) {
			struct dhcp_message m = {.type = DHCP_REQUEST};

			m.server_id = ten(rows[i].server);
			m.requested = ten(rows[i].requested);
			m.ciaddr = ten(ciaddr[c]);
			if (letter(dhcp_situation_of(&m, ten(OURS), ten(NONE))) !=
				rows[i].want[c] ||
			    letter(dhcp_situation_of(&m, ten(OURS), ten(ADDRESS))) !=
				rows[i].offered[c])
				fail_msg("%s, ciaddr %u", rows[i].what, c);
		}
}

/* RFC 2131 table 5: 54 and 50, and no ciaddr. Who sets more may hold the address. */
static void
by_name_alone_it_holds_nothing(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 8; i++) {
		struct dhcp_message m = {.type = DHCP_REQUEST,
					 .server_id = ten(i & 1 ? OURS : NONE),
					 .requested = ten(i & 2 ? ADDRESS : NONE),
					 .ciaddr = ten(i & 4 ? ADDRESS : NONE)};

		assert_int_equal(dhcp_situation_of(&m, ten(OURS), ten(NONE)).by_name, i == 3);
		assert_int_equal(dhcp_situation_of(&m, ten(OURS), ten(ADDRESS)).by_name, i == 3);
		assert_false(dhcp_situation_of(&m, ten(THEIRS), ten(NONE)).by_name);
	}
}

static void
the_address_is_the_one_that_is_named(void **state)
{
	struct dhcp_message m = {.type = DHCP_REQUEST, .requested = ten(ADDRESS)};

	(void)state;
	assert_int_equal(dhcp_situation_of(&m, ten(OURS), ten(NONE)).address.host,
			 ten(ADDRESS).host);
	m.ciaddr = ten(ADDRESS);
	assert_int_equal(dhcp_situation_of(&m, ten(OURS), ten(NONE)).address.host,
			 ten(ADDRESS).host);
	m.requested = ten(NONE);
	assert_int_equal(dhcp_situation_of(&m, ten(OURS), ten(NONE)).address.host,
			 ten(ADDRESS).host);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_a_request_asks_for),
	    cmocka_unit_test(by_name_alone_it_holds_nothing),
	    cmocka_unit_test(the_address_is_the_one_that_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
