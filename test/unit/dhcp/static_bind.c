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
	s.static_bind[0] = (struct dhcp_static){true, ten(70), r.from};
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
		s.static_bind[0] = (struct dhcp_static){true, ten(5), r.from};
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
	s.static_bind[0] = (struct dhcp_static){true, ten(5), r.from};
	seed_start(&s);
	bind(&s, ten(4), 1, LEASE_LEASED, TIME_NEVER);
	assert_int_equal(decide(&s, &r, NOW).why, DHCP_WHY_DENIED);
	seed_stop(&s);
	seed_config(&s);
	s.static_bind[0] = (struct dhcp_static){true, ten(100), r.from}; /* the gateway */
	seed_start(&s);
	bind(&s, ten(4), 1, LEASE_LEASED, NOW + DAYS(1));
	assert_int_equal(decide(&s, &r, NOW).lease_s, 3 * 86400);
	r = request_of(REBOOT, ten(4));
	assert_int_equal(decide(&s, &r, NOW).lease_s, 3 * 86400);
	seed_stop(&s);
}

static struct dhcp_bytes
identifier_of(unsigned n)
{
	return (struct dhcp_bytes){true, 3, {1, 9, (uint8_t)n}};
}

/* Carries out what a client left, as node/serve does. */
static struct dhcp_verdict
serve_and_leave(struct seed *s, const struct dhcp_request *r, uint64_t now)
{
	struct dhcp_verdict v = serve(s, r, now), left;

	if (!ip4_set(v.leaves))
		return v;
	left = dhcp_left(s->table, &v, now);
	assert_true(left.write);
	left.record.version = s->version += 2;
	lease_apply(s->table, &left.record);
	return v;
}

/* What it got by its identifier does not stay beside what it gets by its MAC. */
static void
one_lease_under_both_names(void **state)
{
	struct dhcp_request d = ask(DHCP_DISCOVER, 1), r;
	struct seed s;
	struct ip4 old;
	struct dhcp_verdict v;

	(void)state;
	d.message.client_id = identifier_of(9);
	seed_config(&s);
	seed_start(&s);
	old = serve(&s, &d, NOW).address;
	r = selecting(1, old);
	r.message.client_id = identifier_of(9);
	assert_int_equal(serve(&s, &r, NOW).why, DHCP_WHY_GRANTED);
	s.static_bind[0] = (struct dhcp_static){true, ten(70), d.from};
	seed_lists(&s);
	dhcp_reserved_end(&s.server->pool[0].reserved);
	dhcp_reserved_make(&s.config, &s.server->pool[0].reserved);
	r = selecting(1, ten(70));
	r.message.client_id = identifier_of(9);
	v = serve_and_leave(&s, &r, NOW + 10 * TIME_SEC); /* the older message may be a late one */
	assert_int_equal(v.why, DHCP_WHY_GRANTED);
	assert_int_equal(lease_at(s.table, old)->state, LEASE_LEASED);
	r = request_of(RENEW, ten(70));
	r.message.client_id = identifier_of(9);
	v = serve_and_leave(&s, &r, NOW + 60 * TIME_SEC);
	assert_int_equal(v.why, DHCP_WHY_RENEWED);
	assert_int_equal(v.leaves.host, old.host);
	assert_int_equal(lease_at(s.table, old)->state, LEASE_RELEASED);
	assert_false(ip4_set(serve(&s, &r, NOW + 61 * TIME_SEC).leaves));
	seed_stop(&s);
}

/* Cloned machines: one identifier, two MACs. */
static void
a_client_may_be_its_mac(void **state)
{
	struct dhcp_request first = ask(DHCP_DISCOVER, 1), second = ask(DHCP_DISCOVER, 2), r;
	struct ip4 a;
	struct seed s;
	struct dhcp_verdict v;

	(void)state;
	first.message.client_id = second.message.client_id = identifier_of(7);
	seed_config(&s);
	seed_start(&s);
	a = serve(&s, &first, NOW).address;
	r = selecting(1, a);
	r.message.client_id = identifier_of(7);
	assert_false(serve(&s, &r, NOW).shared);
	v = decide(&s, &second, NOW);
	assert_true(v.shared && ip4_same(v.address, a)); /* by the RFC it is one client */
	assert_true(mac_same(v.sharer, first.from));
	assert_false(decide(&s, &first, NOW).shared);
	memcpy(r.message.hardware, second.message.hardware, 6);
	assert_true(decide(&s, &r, NOW).shared);
	s.server->pool[0].config.identity.set = true;
	v = serve(&s, &second, NOW);
	assert_true(!v.shared && !ip4_same(v.address, a));
	v = serve(&s, &first, NOW); /* what it got by its identifier it keeps */
	assert_int_equal(v.address.host, a.host);
	r = request_of(RENEW, a);
	r.message.client_id = identifier_of(7);
	assert_int_equal(serve(&s, &r, NOW + DAYS(1)).why, DHCP_WHY_RENEWED);
	memcpy(r.message.hardware, second.message.hardware, 6);
	assert_int_not_equal(decide(&s, &r, NOW + DAYS(1)).answer, DHCP_ANSWER_ACK);
	first.message.client_id.set = second.message.client_id.set = false;
	first.message.hardware_len = 0; /* nothing else to know it by */
	first.message.client_id = identifier_of(7);
	assert_int_equal(dhcp_key(s.server, 0, &first.message).byte[0], LEASE_KEY_IDENTIFIER);
	seed_stop(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_static_binding_holds_under_every_identifier),
	    cmocka_unit_test(a_static_binding_that_moved_reaches_its_client),
	    cmocka_unit_test(a_static_binding_ends_a_lease_for_ever),
	    cmocka_unit_test(one_lease_under_both_names),
	    cmocka_unit_test(a_client_may_be_its_mac),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
