/* A disk of the pair is gone (R8): what it may have promised beyond what is known here. */
#include "test/check.h"

#include "lease/rules.h"

#define NOW	(100000 * TIME_SEC)
#define LONGEST (1000 * TIME_SEC)
#define ENDED	(NOW - 10 * TIME_SEC)
#define MORE	(LEASE_MCLT_DEFAULT_US + LEASE_DRIFT_DEFAULT_US)

static const struct lease_key me = {3, {LEASE_KEY_IDENTIFIER, 'm', 'e'}};
static const struct lease_key you = {3, {LEASE_KEY_IDENTIFIER, 'y', 'u'}};

static struct lease_rules
lost_at(uint64_t lost_us)
{
	return (struct lease_rules){.pair = LEASE_CONNECTED,
				    .lost_us = lost_us,
				    .mclt_us = LEASE_MCLT_DEFAULT_US,
				    .drift_us = LEASE_DRIFT_DEFAULT_US,
				    .longest_us = LONGEST};
}

/* Of an address that was yours until then, when I ask for it. */
static enum lease_may
may(uint64_t lost_us, enum lease_state state, uint64_t ended_us)
{
	struct lease_record r = {.address = IP4(10, 0, 0, 7),
				 .state = state,
				 .version = 8,
				 .key = you,
				 .expiry_us = ended_us};
	struct lease_rules rules = lost_at(lost_us);

	return lease_may_give(&rules, &r, &me, NOW);
}

static void
what_it_may_have_lengthened_is_probed(void **state)
{
	(void)state;
	assert_int_equal(may(0, LEASE_FREE, ENDED), LEASE_MAY);
	assert_int_equal(may(ENDED, LEASE_FREE, ENDED), LEASE_MAY_PROBED);
	assert_int_equal(may(ENDED, LEASE_LEASED, ENDED), LEASE_MAY_PROBED);
	assert_int_equal(may(ENDED, LEASE_FREE, NOW - MORE + 1), LEASE_MAY_PROBED);
	assert_int_equal(may(ENDED, LEASE_FREE, NOW - MORE), LEASE_MAY);
	assert_int_equal(may(ENDED, LEASE_FREE, 0), LEASE_MAY);
}

/* Nor only the lease that won at the merge. */
static void
so_is_what_was_promised_to_who_lost(void **state)
{
	struct lease_rules rules = lost_at(ENDED);
	struct lease_record r = {.address = IP4(10, 0, 0, 7),
				 .state = LEASE_FREE,
				 .version = 8,
				 .key = you,
				 .expiry_us = NOW - MORE,
				 .promised_until_us = ENDED,
				 .promised_to = 77};

	(void)state;
	assert_int_equal(lease_may_give(&rules, &r, &me, NOW), LEASE_MAY_PROBED);
}

static void
a_lease_of_since_then_is_not(void **state)
{
	(void)state;
	assert_int_equal(may(NOW - LONGEST - MORE + 1, LEASE_FREE, ENDED), LEASE_MAY_PROBED);
	assert_int_equal(may(NOW - LONGEST - MORE, LEASE_FREE, ENDED), LEASE_MAY);
}

static void
its_own_client_has_it_at_once(void **state)
{
	struct lease_record r = {.state = LEASE_FREE, .version = 8, .key = me, .expiry_us = ENDED};
	struct lease_rules rules = lost_at(ENDED);

	(void)state;
	assert_int_equal(lease_may_give(&rules, &r, &me, NOW), LEASE_MAY);
}

/* Another device's MCLT may be longer: an entry that was kept with the addresses says so. */
static void
the_longest_mclt_counts(void **state)
{
	struct lease_record r = {
	    .state = LEASE_FREE, .version = 8, .key = you, .expiry_us = NOW - MORE};
	struct lease_rules rules = lost_at(ENDED);

	(void)state;
	rules.longest_mclt_us = rules.mclt_us + 1;
	assert_int_equal(lease_may_give(&rules, &r, &me, NOW), LEASE_MAY_PROBED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_it_may_have_lengthened_is_probed),
	    cmocka_unit_test(so_is_what_was_promised_to_who_lost),
	    cmocka_unit_test(a_lease_of_since_then_is_not),
	    cmocka_unit_test(its_own_client_has_it_at_once),
	    cmocka_unit_test(the_longest_mclt_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
