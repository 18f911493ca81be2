/* BOOTP: who is answered, and that what its client was told by silence holds. What messages and
 * answers look like is in test/conform/bootp.txt. */
#include "test/unit/dhcp/seed.h"

static struct dhcp_request
bootp(unsigned n)
{
	return ask(DHCP_BOOTP, n);
}

static void
bind_statically(struct seed *s, unsigned n, struct ip4 a)
{
	s->static_bind[0] = (struct dhcp_static){true, a, {{2, 0, 0, 0, 0, (uint8_t)n}}};
}

static void
start(struct seed *s, bool automatic, unsigned days)
{
	s->system.bootp.set = !automatic;
	s->system.bootp_automatic.set = automatic;
	s->system.bootp_lease = (struct dhcp_duration){days != 0, (uint16_t)days, 0, 0};
	seed_start(s);
}

static void
only_static_bindings_without_automatic(void **state)
{
	struct dhcp_request one = bootp(1), two = bootp(2);
	struct dhcp_verdict v;
	struct seed s;

	(void)state;
	seed_config(&s);
	bind_statically(&s, 1, ten(40));
	start(&s, false, 0);
	v = serve(&s, &one, NOW);
	assert_int_equal(v.answer, DHCP_ANSWER_ACK);
	assert_true(ip4_same(v.address, ten(40)));
	assert_int_equal(v.lease_s, 0);
	assert_int_equal(lease_bound_at(s.table, ten(40))->expiry_us, TIME_NEVER);
	v = decide(&s, &two, NOW);
	assert_int_equal(v.answer, DHCP_ANSWER_NONE);
	assert_int_equal(v.why, DHCP_WHY_BOOTP);
	seed_stop(&s);
}

static void
a_lease_is_for_ever_or_as_configured(void **state)
{
	struct dhcp_request one = bootp(1);
	struct dhcp_verdict v;
	struct seed s;

	(void)state;
	seed_config(&s);
	start(&s, true, 0);
	v = serve(&s, &one, NOW);
	assert_int_equal(lease_bound_at(s.table, v.address)->expiry_us, TIME_NEVER);
	seed_stop(&s);
	seed_config(&s);
	start(&s, true, 10);
	v = serve(&s, &one, NOW);
	assert_int_equal(lease_bound_at(s.table, v.address)->expiry_us,
			 NOW + 10 * 86400 * TIME_SEC);
	seed_stop(&s);
}

/* A boot ROM, and then a system that knows DHCP. */
static void
dhcp_puts_an_end_to_it(void **state)
{
	struct dhcp_request one = bootp(1), discover = ask(DHCP_DISCOVER, 1), request;
	struct dhcp_verdict v, offer;
	struct seed s;

	(void)state;
	seed_config(&s);
	start(&s, true, 0);
	v = serve(&s, &one, NOW);
	offer = serve(&s, &discover, NOW + TIME_SEC);
	assert_true(ip4_same(offer.address, v.address));
	request = ask(DHCP_REQUEST, 1);
	request.message.requested = offer.address;
	request.message.server_id = ten(100);
	assert_int_equal(serve(&s, &request, NOW + 2 * TIME_SEC).answer, DHCP_ANSWER_ACK);
	assert_int_equal(lease_bound_at(s.table, v.address)->expiry_us,
			 NOW + 2 * TIME_SEC + 3 * 86400 * TIME_SEC);
	seed_stop(&s);
}

/* R4: alone nobody is promised more than an MCLT, and a BOOTP client takes it for more. */
static void
nothing_that_may_not_hold(void **state)
{
	struct dhcp_request one = bootp(1), two = bootp(2), three = bootp(3);
	struct dhcp_verdict v, kept;
	struct seed s;

	(void)state;
	seed_config(&s);
	bind_statically(&s, 1, ten(40));
	start(&s, true, 0);
	kept = serve(&s, &three, NOW);
	s.server->pool[0].terms.rules.pair = LEASE_INTERRUPTED;
	s.server->pool[0].terms.same_config = true;
	v = decide(&s, &two, NOW);
	assert_int_equal(v.answer, DHCP_ANSWER_NONE);
	assert_int_equal(v.why, DHCP_WHY_RULES);
	assert_false(v.begins_offer);
	assert_false(v.write);
	v = decide(&s, &one, NOW);
	assert_int_equal(v.answer, DHCP_ANSWER_ACK); /* configuration keeps it */
	v = decide(&s, &three, NOW);
	assert_int_equal(v.answer, DHCP_ANSWER_ACK); /* it was told before */
	assert_true(ip4_same(v.address, kept.address));
	seed_stop(&s);
}

static void
a_message_without_type_or_cookie_is_read(void **state)
{
	struct dhcp_message m;
	struct dhcp_message untouched;
	uint8_t byte[300] = {1, 1, 6};

	(void)state;
	memset(&untouched, 0xa5, sizeof untouched);
	byte[28] = 2;
	memcpy(byte + 44, "server", 6);
	for (size_t len = 0; len < 240; len++) {
		m = untouched;
		assert_int_equal(dhcp_message_decode_bootp(rd_of(byte, len), &m), DHCP_TOO_SHORT);
		assert_memory_equal(&m, &untouched, sizeof m);
	}
	assert_int_equal(dhcp_message_decode(rd_of(byte, sizeof byte), &m), DHCP_NO_COOKIE);
	assert_int_equal(dhcp_message_decode_bootp(rd_of(byte, sizeof byte), &m), DHCP_DECODED);
	assert_int_equal(m.type, DHCP_BOOTP);
	assert_true(m.bare);
	assert_int_equal(m.max_size, 328);
	assert_string_equal(m.server_name, "server");
	memcpy(byte + 236, "\x63\x82\x53\x63\x35\x01\x04", 7);
	assert_int_equal(dhcp_message_decode_bootp(rd_of(byte, sizeof byte), &m), DHCP_DECODED);
	assert_int_equal(m.type, DHCP_DECLINE);
	byte[242] = 0;
	assert_int_equal(dhcp_message_decode_bootp(rd_of(byte, sizeof byte), &m), DHCP_BAD_TYPE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(only_static_bindings_without_automatic),
	    cmocka_unit_test(a_lease_is_for_ever_or_as_configured),
	    cmocka_unit_test(dhcp_puts_an_end_to_it),
	    cmocka_unit_test(nothing_that_may_not_hold),
	    cmocka_unit_test(a_message_without_type_or_cookie_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
