/* A client takes an offer that this device cannot keep: of the other device, of an address that is
 * in doubt. Who surely holds nothing by it is refused, and begins anew (docs/rules.md R7). */
#include "test/unit/dhcp/seed.h"

/* Interrupted, and the even addresses are at home here. */
static struct seed *
away(struct seed *s)
{
	seed_config(s);
	seed_start(s);
	s->server->pool[0].terms.rules.pair = LEASE_INTERRUPTED;
	return s;
}

/* .7 was offered by the other device. The client begins anew and is offered what may be given. */
static void
an_offer_that_cannot_be_kept_is_refused(void **state)
{
	struct seed s;
	struct dhcp_request r = selecting(1, ten(7)), again = ask(DHCP_DISCOVER, 1);
	struct dhcp_verdict v;

	(void)state;
	v = serve(away(&s), &r, NOW);
	assert_int_equal(v.answer, DHCP_ANSWER_NAK);
	assert_int_equal(v.why, DHCP_WHY_ANEW);
	assert_false(v.write);
	v = serve(&s, &again, NOW);
	assert_int_equal(v.answer, DHCP_ANSWER_OFFER);
	assert_int_equal(v.address.host % 2, 0);
	r = selecting(1, v.address);
	assert_int_equal(serve(&s, &r, NOW).answer, DHCP_ANSWER_ACK);
	seed_stop(&s);
}

/* So are those of an update that is in doubt, even if this device offered the address itself. */
static void
an_address_in_doubt_is_refused_to_who_takes_its_offer(void **state)
{
	struct seed s;
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);
	struct ip4 offered;

	(void)state;
	offered = serve(away(&s), &r, NOW).address;
	lease_note_sent(s.table, offered, 100);
	r = selecting(1, offered);
	assert_int_equal(serve(&s, &r, NOW).why, DHCP_WHY_ANEW);
	r = ask(DHCP_DISCOVER, 1);
	assert_int_not_equal(decide(&s, &r, NOW).address.host, offered.host);
	seed_stop(&s);
}

/* Two Masters: it was offered an address by each, and the other one will answer. */
static void
who_chose_the_other_masters_offer_gets_silence(void **state)
{
	struct seed s;
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);

	(void)state;
	assert_int_equal(serve(away(&s), &r, NOW).answer, DHCP_ANSWER_OFFER);
	r = selecting(1, ten(7));
	assert_int_equal(serve(&s, &r, NOW).answer, DHCP_ANSWER_NONE);
	assert_int_equal(serve(&s, &r, NOW + 4 * TIME_SEC).why, DHCP_WHY_ANEW); /* it did not */
	seed_stop(&s);
}

/* The other one gave its mastership up just after its offer: there are no two. */
static void
an_offer_of_who_gave_up_is_refused_at_once(void **state)
{
	struct seed s;
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);

	(void)state;
	away(&s)->server->pool[0].terms.resigned_us = NOW - LEASE_OFFER_US + 1;
	assert_int_equal(serve(&s, &r, NOW).answer, DHCP_ANSWER_OFFER);
	r = selecting(1, ten(7));
	assert_int_equal(decide(&s, &r, NOW + 1).answer, DHCP_ANSWER_NONE);
	assert_int_equal(serve(&s, &r, NOW).why, DHCP_WHY_ANEW);
	r = ask(DHCP_DISCOVER, 1);
	assert_int_equal(serve(&s, &r, NOW).answer, DHCP_ANSWER_OFFER);
	seed_stop(&s);
}

/* Whoever may hold the address hears nothing: it uses one, it does not name us, it is the client of
 * the record. */
static void
who_may_hold_the_address_gets_silence(void **state)
{
	struct seed s;
	struct dhcp_request r = selecting(1, ten(7));

	(void)state;
	r.message.ciaddr = ten(7);
	assert_int_equal(decide(away(&s), &r, NOW).answer, DHCP_ANSWER_NONE);
	r.message.server_id.host = 0;
	assert_int_equal(decide(&s, &r, NOW).answer, DHCP_ANSWER_NONE);
	r.message.ciaddr.host = 0;
	assert_int_equal(decide(&s, &r, NOW).answer, DHCP_ANSWER_NONE);
	r = selecting(1, ten(7));
	bind(&s, ten(7), 1, LEASE_LEASED, NOW + DAYS(1));
	s.server->pool[0].terms.rules.careful = true;
	assert_int_not_equal(decide(&s, &r, NOW).answer, DHCP_ANSWER_NAK);
	seed_stop(&s);
}

/* Nor where starting anew would not help, or would change too soon. */
static void
in_vain_only_where_another_address_waits(void **state)
{
	struct seed s;
	struct dhcp_request r = selecting(1, ten(7));

	(void)state;
	away(&s)->server->pool[0].terms.rules.careful = true;
	assert_int_equal(decide(&s, &r, NOW).answer, DHCP_ANSWER_NONE);
	s.server->pool[0].terms.rules.careful = false;
	assert_true(lease_claim(s.table, ten(7)));
	assert_int_equal(decide(&s, &r, NOW).why, DHCP_WHY_IN_FLIGHT);
	lease_unclaim(s.table, ten(7));
	bind(&s, ten(8), 1, LEASE_LEASED, NOW + DAYS(1)); /* granted this moment: it may be late */
	assert_int_equal(decide(&s, &r, NOW + LEASE_LATE_US - 1).answer, DHCP_ANSWER_NONE);
	assert_int_equal(decide(&s, &r, NOW + LEASE_LATE_US).why, DHCP_WHY_ANEW);
	seed_stop(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_offer_that_cannot_be_kept_is_refused),
	    cmocka_unit_test(an_address_in_doubt_is_refused_to_who_takes_its_offer),
	    cmocka_unit_test(who_chose_the_other_masters_offer_gets_silence),
	    cmocka_unit_test(an_offer_of_who_gave_up_is_refused_at_once),
	    cmocka_unit_test(who_may_hold_the_address_gets_silence),
	    cmocka_unit_test(in_vain_only_where_another_address_waits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
