/* A binding is found by what an operator knows of it, whole or in part. */
#include "test/check.h"

#include "lease/search.h"

static struct lease_record
made(void)
{
	struct lease_record r = {.address = IP4(10, 10, 10, 77),
				 .hardware_type = 1,
				 .hardware_len = 6,
				 .hardware = {0x00, 0xe0, 0xfc, 0x12, 0x34, 0x56}};

	r.key = lease_key_of_identifier((const uint8_t *)"\0desk-4", 7);
	assert_true(lease_side_add(&r, 12, (const uint8_t *)"Printer-3", 9));
	assert_true(lease_side_add(&r, 82, (const uint8_t *)"\1\6ge/0/7\2\2\0\1", 12));
	return r;
}

static const struct {
	enum lease_search by;
	const char *text;
	bool found;
} row[] = {
    {LEASE_BY_ADDRESS, "10.10.10.77", true},
    {LEASE_BY_ADDRESS, "10.10.10.7", false},
    {LEASE_BY_ADDRESS, "10.10.10.7*", true},
    {LEASE_BY_ADDRESS, "*", true},
    {LEASE_BY_MAC, "00e0-fc12-3456", true},
    {LEASE_BY_MAC, "00:E0:FC:12:34:56", true},
    {LEASE_BY_MAC, "00e0fc*", true},
    {LEASE_BY_MAC, "00e0-fc12", false},
    {LEASE_BY_IDENTIFIER, "006465736b2d34", true},
    {LEASE_BY_IDENTIFIER, "desk-4", true},
    {LEASE_BY_IDENTIFIER, "*sk-*", true},
    {LEASE_BY_IDENTIFIER, "desk", false},
    {LEASE_BY_HOSTNAME, "printer-3", true},
    {LEASE_BY_HOSTNAME, "*int*3", true},
    {LEASE_BY_HOSTNAME, "*int*4", false},
    {LEASE_BY_HOSTNAME, "printer", false},
    {LEASE_BY_HOSTNAME, "p*t*t*", false},
    {LEASE_BY_OPTION82, "ge/0/7", true},
    {LEASE_BY_OPTION82, "0001", true},
    {LEASE_BY_OPTION82, "67652f*", true},
    {LEASE_BY_OPTION82, "ge/0/8", false},
};

static void
what_is_known_finds_it(void **state)
{
	struct lease_record r = made();

	(void)state;
	for (unsigned i = 0; i < COUNT_OF(row); i++)
		if (lease_search_matches(row[i].by, row[i].text, &r) != row[i].found)
			fail_msg("row %u: %s", i, row[i].text);
}

static void
nothing_is_found_by_what_is_not_there(void **state)
{
	struct lease_record r = {.address = IP4(10, 0, 0, 1)};
	char text[LEASE_TEXT_MAX];

	(void)state;
	for (unsigned by = LEASE_BY_MAC; by < LEASE_SEARCHES; by++)
		assert_false(lease_search_matches((enum lease_search)by, "*", &r));
	assert_string_equal(lease_text_identifier(&r, text), "");
	assert_string_equal(lease_text_hostname(&r, text), "");
	assert_string_equal(lease_text_agent(&r, 1, text), "");
}

/* Sub-options that run past the end, and the longest identifier. */
static void
bytes_are_bounded(void **state)
{
	struct lease_record r = {.address = IP4(10, 0, 0, 1)};
	char text[LEASE_TEXT_MAX];
	uint8_t identifier[255] = {0xff};

	(void)state;
	assert_true(lease_side_add(&r, 82, (const uint8_t *)"\2\1x\1\77", 5));
	assert_string_equal(lease_text_agent(&r, 1, text), "");
	assert_string_equal(lease_text_agent(&r, 2, text), "x");
	r.key = lease_key_of_identifier(identifier, sizeof identifier);
	assert_string_equal(lease_text_identifier(&r, text) + 46, "...");
	assert_true(lease_search_matches(LEASE_BY_IDENTIFIER, "ff*", &r));
}

static void
an_identifier_as_text_or_as_digits_alone(void **state)
{
	static const char room[] = "\0living room 2\x80";
	struct lease_record r = {0}, mac = {0};

	(void)state;
	r.key = lease_key_of_identifier((const uint8_t *)room, sizeof room - 1);
	mac.key = lease_key_of_hardware(1, (const uint8_t *)"\2\0\0\0\0\1", 6);
	assert_true(lease_search_matches(LEASE_BY_ASCII, "living room*", &r));
	assert_true(lease_search_matches(LEASE_BY_ASCII, "*ROOM 2*", &r));
	assert_false(lease_search_matches(LEASE_BY_ASCII, "living room 2", &r));
	assert_false(lease_search_matches(LEASE_BY_ASCII, "006c*", &r));
	assert_false(lease_search_matches(LEASE_BY_ASCII, "*", &mac));
	assert_true(lease_search_matches(LEASE_BY_HEX, "00-6c-69*80", &r));
	assert_false(lease_search_matches(LEASE_BY_HEX, "*room*", &r));
	assert_false(lease_search_matches(LEASE_BY_HEX, "*", &mac));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_identifier_as_text_or_as_digits_alone),
	    cmocka_unit_test(what_is_known_finds_it),
	    cmocka_unit_test(nothing_is_found_by_what_is_not_there),
	    cmocka_unit_test(bytes_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
