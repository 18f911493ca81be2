/* Whose word ends a lease (R4): not that of a client whose lease is over by itself, when the
 * address may be another's by now; what is written then would hide that. */
#include "test/check.h"

#include "lease/rules.h"

#define NOW    (5000 * TIME_SEC)
#define PAST   (NOW - 1000 * TIME_SEC)
#define FUTURE (NOW + 1000 * TIME_SEC)

static void
who_had_a_lease_ends_none_that_is_in_doubt(void **state)
{
	static const struct {
		enum lease_pair pair;
		uint64_t expiry_us;
		bool in_doubt, want;
	} rows[] = {
	    {LEASE_INTERRUPTED, PAST, true, false},  {LEASE_PARTNER_DOWN, PAST, true, false},
	    {LEASE_INTERRUPTED, PAST, false, true},  {LEASE_PARTNER_DOWN, PAST, false, true},
	    {LEASE_INTERRUPTED, FUTURE, true, true}, {LEASE_CONNECTED, PAST, true, true},
	    {LEASE_ALONE, PAST, true, true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct lease_record r = {.state = LEASE_LEASED,
					 .version = 8,
					 .expiry_us = rows[i].expiry_us,
					 .sent = rows[i].in_doubt ? 10 : 8};
		struct lease_rules rules = {.pair = rows[i].pair};

		assert_int_equal(lease_may_end(&rules, &r, NOW), rows[i].want);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(who_had_a_lease_ends_none_that_is_in_doubt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
