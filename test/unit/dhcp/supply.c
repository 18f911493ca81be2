/* How many addresses new clients may be given, as the pair stands. */
#include "test/unit/dhcp/seed.h"

#include "dhcp/supply.h"

static uint64_t
now_of(const struct seed *s)
{
	return dhcp_supply_of(s->server, s->table, 0, NOW).now;
}

static void
the_pair_says_how_many(void **state)
{
	struct seed s;
	struct lease_rules *rules;
	uint64_t all, even, odd;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	rules = &s.server->pool[0].terms.rules;
	all = dhcp_supply_of(s.server, s.table, 0, NOW).free;
	assert_int_equal(now_of(&s), all);
	rules->pair = LEASE_INTERRUPTED;
	rules->home = 0;
	even = now_of(&s);
	rules->home = 1;
	odd = now_of(&s);
	assert_int_equal(even + odd, all);
	assert_true(even > 0 && odd > 0);
	assert_int_equal(lease_rest_from(rules), TIME_NEVER);
	rules->careful = true;
	assert_int_equal(now_of(&s), 0);
	seed_stop(&s);
}

static void
what_the_peer_may_have_given_is_kept_back(void **state)
{
	struct seed s;
	struct lease_rules *rules;
	uint64_t before;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	rules = &s.server->pool[0].terms.rules;
	rules->pair = LEASE_PARTNER_DOWN;
	rules->home = 1;
	rules->down_since_us = NOW;
	rules->mclt_us = LEASE_MCLT_DEFAULT_US;
	before = now_of(&s);
	assert_int_equal(lease_rest_from(rules), NOW + LEASE_MCLT_DEFAULT_US + rules->drift_us);
	bind(&s, ten(7), 2, LEASE_FREE, NOW - 3600 * TIME_SEC);
	assert_int_equal(now_of(&s), before);
	rules->forfeited = true;
	rules->longest_us = 9 * TIME_SEC; /* the peer gave full leases until then */
	assert_int_equal(now_of(&s), 0);
	assert_int_equal(lease_rest_from(rules),
			 NOW + 9 * TIME_SEC + LEASE_MCLT_DEFAULT_US + rules->drift_us);
	seed_stop(&s);
}

/* It is chosen last, and probed; but it is given. */
static void
what_a_late_release_gave_back_counts(void **state)
{
	struct seed s;
	uint64_t all;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	all = now_of(&s);
	bind(&s, ten(7), 2, LEASE_FREE, NOW + 3600 * TIME_SEC);
	assert_int_equal(now_of(&s), all);
	seed_stop(&s);
}

static void
a_locked_pool_gives_nothing(void **state)
{
	struct seed s;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	s.server->pool[0].locked = true;
	assert_int_equal(now_of(&s), 0);
	seed_stop(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_pair_says_how_many),
	    cmocka_unit_test(what_the_peer_may_have_given_is_kept_back),
	    cmocka_unit_test(what_a_late_release_gave_back_counts),
	    cmocka_unit_test(a_locked_pool_gives_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
