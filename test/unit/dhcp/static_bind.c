/* A client with a static binding: under every name, after the binding moved, and while it cannot be
 * had. */
#include "test/unit/dhcp/seed.h"

/* A machine boots by its ROM, an installer and a system, each with an identifier of its own. */
static void
a_static_binding_holds_under_every_identifier(void **state)
{
	struct seed s;
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);

	(void)state;
	seed_config(&s);
	s.config.static_bind[0] = (struct dhcp_static){true, ten(70), r.from};
	seed_start(&s);
	assert_int_equal(dora(&s, 1, NOW).host, ten(70).host);
	r.message.client_id = (struct dhcp_bytes){true, 3, {1, 9, 9}};
	assert_int_equal(serve(&s, &r, NOW + TIME_SEC).address.host, ten(70).host);
	r = selecting(1, ten(70));
	r.message.client_id = (struct dhcp_bytes){true, 3, {1, 9, 9}};
	assert_int_equal(serve(&s, &r, NOW + TIME_SEC).why, DHCP_WHY_RENEWED);
	seed_stop(&s);
}

/* What it has it keeps until that ends, under the name it got it by; to INIT-REBOOT it is wrong. */
static void
a_static_binding_that_moved_reaches_its_client(void **state)
{
	struct dhcp_bytes identifier = {true, 3, {1, 9, 9}};
	struct dhcp_request r = request_of(RENEW, ten(4));

	(void)state;
	for (unsigned named = 0; named < 2; named++) {
		struct seed s;
		struct lease_record held = {.address = ten(4),
					    .state = LEASE_LEASED,
					    .version = 2,
					    .start_us = NOW,
					    .expiry_us = NOW + 100 * TIME_SEC,
					    .length_s = 100};
		struct dhcp_verdict v;

		seed_config(&s);
		s.config.static_bind[0] = (struct dhcp_static){true, ten(5), r.from};
		seed_start(&s);
		r.message.client_id = named ? identifier : (struct dhcp_bytes){.set = false};
		held.key = named ? lease_key_of_identifier(identifier.byte, identifier.len)
				 : lease_key_of_hardware(1, r.from.byte, 6);
		lease_apply(s.table, &held);
		v = decide(&s, &r, NOW + 40 * TIME_SEC);
		assert_int_equal(v.why, DHCP_WHY_RENEWED);
		assert_int_equal(v.lease_s, 60);
		assert_true(lease_key_same(&v.record.key, &held.key));
		r = request_of(REBOOT, ten(4));
		r.message.client_id = named ? identifier : (struct dhcp_bytes){.set = false};
		assert_int_equal(decide(&s, &r, NOW).why, DHCP_WHY_DENIED);
		r = request_of(RENEW, ten(4)); /* late: what it had is over */
		r.message.client_id = named ? identifier : (struct dhcp_bytes){.set = false};
		assert_int_equal(decide(&s, &r, NOW + 200 * TIME_SEC).why, DHCP_WHY_DENIED);
		bind(&s, ten(5), 1, LEASE_LEASED, NOW + DAYS(1)); /* it took the other one */
		v = decide(&s, &r, NOW + 40 * TIME_SEC);
		assert_int_equal(v.lease_s, 60);
		bind(&s, ten(5), 9, LEASE_LEASED, NOW + DAYS(1)); /* it is not to be had yet */
		v = decide(&s, &r, NOW + 40 * TIME_SEC);
		assert_int_equal(v.lease_s, 3 * 86400);
		bind(&s, ten(5), 9, LEASE_DECLINED, NOW + DAYS(1));
		v = decide(&s, &r, NOW + 40 * TIME_SEC);
		assert_int_equal(v.lease_s, 3 * 86400);
		seed_stop(&s);
		r = request_of(RENEW, ten(4));
	}
}

/* A lease for ever has no end to wait for, nor an address that nobody may have to wait with. */
static void
a_static_binding_ends_a_lease_for_ever(void **state)
{
	struct dhcp_request r = request_of(RENEW, ten(4));
	struct seed s;

	(void)state;
	seed_config(&s);
	s.config.static_bind[0] = (struct dhcp_static){true, ten(5), r.from};
	seed_start(&s);
	bind(&s, ten(4), 1, LEASE_LEASED, TIME_NEVER);
	assert_int_equal(decide(&s, &r, NOW).why, DHCP_WHY_DENIED);
	seed_stop(&s);
	seed_config(&s);
	s.config.static_bind[0] = (struct dhcp_static){true, ten(100), r.from}; /* the gateway */
	seed_start(&s);
	bind(&s, ten(4), 1, LEASE_LEASED, NOW + DAYS(1));
	assert_int_equal(decide(&s, &r, NOW).lease_s, 3 * 86400);
	r = request_of(REBOOT, ten(4));
	assert_int_equal(decide(&s, &r, NOW).lease_s, 3 * 86400);
	seed_stop(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_static_binding_holds_under_every_identifier),
	    cmocka_unit_test(a_static_binding_that_moved_reaches_its_client),
	    cmocka_unit_test(a_static_binding_ends_a_lease_for_ever),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
