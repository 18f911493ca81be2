/* What the pair, a restart and static bindings change in what clients are told. */
#include "test/unit/dhcp/seed.h"

/* ---- static bindings (R10) ---- */

/* 10.10.10.n for client 1. */
static void
start_static(struct seed *s, unsigned n)
{
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);

	seed_config(s);
	s->static_bind[0].set = true;
	s->static_bind[0].address = ten(n);
	s->static_bind[0].mac = r.from;
	seed_start(s);
}

static void
a_static_binding_waits_for_the_lease_before_it(void **state)
{
	struct seed s;
	struct dhcp_request mine = ask(DHCP_DISCOVER, 1), theirs = request_of(RENEW, ten(66));
	struct dhcp_verdict v;
	uint64_t end = NOW + 100 * TIME_SEC;

	(void)state;
	start_static(&s, 66);
	bind(&s, ten(66), 9, LEASE_LEASED, end);
	memcpy(theirs.message.hardware, ask(DHCP_REQUEST, 9).message.hardware, 6);
	assert_int_not_equal(decide(&s, &mine, NOW).address.host, ten(66).host);
	v = serve(&s, &theirs, NOW + 40 * TIME_SEC);
	assert_int_equal(v.why, DHCP_WHY_RENEWED); /* what it was promised it keeps, no longer */
	assert_int_equal(v.lease_s, 60);
	assert_true(lease_at(s.table, ten(66))->expiry_us == end);
	assert_true(lease_claim(s.table, ten(66)));
	assert_int_equal(decide(&s, &theirs, end - TIME_SEC).why, DHCP_WHY_IN_FLIGHT);
	lease_unclaim(s.table, ten(66));
	assert_int_equal(decide(&s, &theirs, end).why, DHCP_WHY_DENIED);
	theirs.message.type = DHCP_DISCOVER; /* to start anew it gets another address */
	assert_int_not_equal(decide(&s, &theirs, NOW).address.host, ten(66).host);
	v = decide(&s, &mine, end);
	assert_int_not_equal(v.address.host, ten(66).host); /* the drift */
	v = decide(&s, &mine, end + LEASE_DRIFT_DEFAULT_US);
	assert_int_equal(v.answer, DHCP_ANSWER_OFFER);
	assert_int_equal(v.address.host, ten(66).host);
	seed_stop(&s);
}

static void
a_static_binding_is_exempt_from_home_while_both_have_it(void **state)
{
	struct seed s;
	struct dhcp_request r = ask(DHCP_DISCOVER, 1), chosen = selecting(1, ten(67));
	struct dhcp_verdict v;

	(void)state;
	start_static(&s, 67); /* the other half */
	s.server->pool[0].terms.rules.pair = LEASE_INTERRUPTED;
	assert_int_not_equal(decide(&s, &r, NOW).address.host, ten(67).host);
	assert_int_equal(decide(&s, &chosen, NOW).why, DHCP_WHY_ANEW);
	s.server->pool[0].terms.same_config = true;
	v = decide(&s, &r, NOW);
	assert_int_equal(v.address.host, ten(67).host);
	assert_int_equal(v.lease_s, 600); /* not from MCLT */
	assert_int_equal(decide(&s, &chosen, NOW).why, DHCP_WHY_GRANTED);
	chosen = selecting(2, ten(67)); /* it is kept for that client alone */
	assert_int_equal(decide(&s, &chosen, NOW).why, DHCP_WHY_ANEW);
	chosen = selecting(1, ten(69)); /* and that address alone */
	assert_int_equal(decide(&s, &chosen, NOW).why, DHCP_WHY_ANEW);
	s.server->pool[0].terms.rules.careful = true;
	assert_int_not_equal(decide(&s, &r, NOW).address.host, ten(67).host);
	seed_stop(&s);
}

/* ---- doubt, probes, restarts ---- */

static void
what_is_in_doubt_is_refused_to_nobody_who_may_hold_it(void **state)
{
	struct seed s;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	s.server->pool[0].terms.rules.pair = LEASE_INTERRUPTED;
	s.server->pool[0].terms.rules.home = 1;
	bind(&s, ten(9), 1, LEASE_FREE, NOW - DAYS(1)); /* its last client */
	lease_note_sent(s.table, ten(7), 100);
	lease_note_sent(s.table, ten(9), 100);
	bind(&s, ten(11), 2, LEASE_LEASED, NOW + DAYS(1));
	lease_note_sent(s.table, ten(11), 100);
	for (unsigned k = 0; k < KINDS; k++)
		for (unsigned n = 7; n <= 11; n += 2) {
			struct dhcp_request r = request_of((enum kind)k, ten(n));
			enum dhcp_answer want = k == SELECT ? DHCP_ANSWER_NAK : DHCP_ANSWER_NONE;

			assert_int_equal(decide(&s, &r, NOW).answer, want);
			r = request_of((enum kind)k, ten(n + 100)); /* no section has it */
			assert_int_equal(decide(&s, &r, NOW).answer, want);
		}
	for (unsigned n = 3; n < 50; n++) { /* nor is it offered */
		struct dhcp_request r = ask(DHCP_DISCOVER, n);
		uint32_t host = decide(&s, &r, NOW).address.host;

		assert_true(host != ten(7).host && host != ten(9).host && host != ten(11).host);
	}
	seed_stop(&s);
}

static void
a_fresh_device_asks_the_link_first(void **state)
{
	struct seed s;
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);
	struct dhcp_verdict v;
	struct lease_record set_aside;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	s.server->pool[0].terms.rules.pair = LEASE_INTERRUPTED;
	s.server->pool[0].terms.rules.fresh = true;
	v = decide(&s, &r, NOW);
	assert_true(v.probe && v.answer == DHCP_ANSWER_OFFER);
	assert_true(
	    dhcp_conflict(s.server, s.table, v.address, (struct mac){{9}}, NOW, &set_aside));
	assert_int_equal(set_aside.state, LEASE_DECLINED);
	set_aside.version = 2;
	lease_apply(s.table, &set_aside);
	assert_int_not_equal(decide(&s, &r, NOW).address.host, v.address.host);
	bind(&s, ten(8), 1, LEASE_LEASED, NOW + DAYS(1));
	v = decide(&s, &r, NOW); /* its own lease needs no probe */
	assert_true(!v.probe && v.address.host == ten(8).host);
	assert_false(dhcp_conflict(s.server, s.table, ten(8), (struct mac){{9}}, NOW, &set_aside));
	s.server->pool[0].terms.serving = false;
	assert_false(dhcp_conflict(s.server, s.table, ten(9), (struct mac){{9}}, NOW, &set_aside));
	assert_false(
	    dhcp_conflict(s.server, s.table, ten(200), (struct mac){{9}}, NOW, &set_aside));
	seed_stop(&s);
}

/* Whatever a restart left uncertain, what is promised now is exact. */
static void
new_versions_have_exact_times(void **state)
{
	struct seed s;
	struct dhcp_request r = request_of(RENEW, ten(7));
	struct lease_record b, freed;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	bind(&s, ten(7), 1, LEASE_LEASED, NOW + DAYS(1));
	b = *lease_at(s.table, ten(7));
	b.surely_us = NOW;
	lease_apply(s.table, &b);
	assert_true(decide(&s, &r, NOW).record.surely_us == 0);
	r = release(1, ten(7));
	assert_true(decide(&s, &r, NOW).write && decide(&s, &r, NOW).record.surely_us == 0);
	r = ask(DHCP_DECLINE, 1);
	r.message.requested = ten(7);
	assert_true(decide(&s, &r, NOW).write && decide(&s, &r, NOW).record.surely_us == 0);
	assert_true(dhcp_expire(s.server, s.table, &b, NOW + DAYS(2), &freed));
	assert_true(freed.surely_us == 0);
	seed_stop(&s);
}

/* ... unless it is shorter than what may have been promised before: the latest end stands then, and
 * nobody who may promise no more than what is sure takes it for that. */
static void
an_uncertain_end_that_stands_stays_uncertain(void **state)
{
	struct seed s;
	struct dhcp_request r = request_of(RENEW, ten(7));
	struct lease_record b;
	struct dhcp_verdict v;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	bind(&s, ten(7), 1, LEASE_LEASED, NOW + 1000 * TIME_SEC);
	b = *lease_at(s.table, ten(7));
	b.surely_us = NOW + 500 * TIME_SEC;
	lease_apply(s.table, &b);
	s.server->pool[0].terms.rules.pair = LEASE_INTERRUPTED;
	s.server->pool[0].terms.rules.forfeited = true;
	v = serve(&s, &r, NOW);
	assert_int_equal(v.lease_s, 500);
	assert_true(v.record.expiry_us == NOW + 1000 * TIME_SEC);
	assert_true(v.record.surely_us == NOW + 500 * TIME_SEC);
	v = serve(&s, &r, NOW + 100 * TIME_SEC);
	assert_int_equal(v.lease_s, 400);
	assert_false(serve(&s, &r, NOW + 500 * TIME_SEC).write);
	seed_stop(&s);
}

/* A shorter lease may not reach its client. */
static void
a_longer_promise_outlasts_a_shorter_one(void **state)
{
	struct seed s;
	struct dhcp_request r = request_of(RENEW, ten(7));
	struct dhcp_verdict v;

	(void)state;
	seed_config(&s);
	s.config.lease.set = true;
	s.config.lease.hours = 1;
	seed_start(&s);
	bind(&s, ten(7), 1, LEASE_LEASED, NOW + DAYS(3));
	v = serve(&s, &r, NOW);
	assert_int_equal(v.lease_s, 3600);
	assert_int_equal(v.record.length_s, 3600);
	assert_true(v.record.expiry_us == NOW + DAYS(3));
	v = serve(&s, &r, NOW + DAYS(2)); /* late, and still its own */
	assert_int_equal(v.lease_s, 3600);
	assert_true(v.record.expiry_us == NOW + DAYS(3));
	v = serve(&s, &r, NOW + DAYS(4));
	assert_true(v.record.expiry_us == NOW + DAYS(4) + 3600 * TIME_SEC);
	bind(&s, ten(7), 1, LEASE_LEASED, TIME_NEVER);
	v = serve(&s, &r, NOW + DAYS(4));
	assert_true(v.record.expiry_us == NOW + DAYS(4) + 3600 * TIME_SEC);
	seed_stop(&s);
}

/* Partner-down: an update in doubt may have promised a whole lease. */
static void
a_doubt_outlasts_a_declaration_by_a_lease(void **state)
{
	struct seed s;
	struct dhcp_request r = selecting(1, ten(7));
	uint64_t mclt = LEASE_MCLT_DEFAULT_US + LEASE_DRIFT_DEFAULT_US;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	s.server->pool[0].terms.rules.pair = LEASE_PARTNER_DOWN;
	s.server->pool[0].terms.rules.down_since_us = NOW;
	assert_int_equal(decide(&s, &r, NOW + mclt - 1).why, DHCP_WHY_ANEW);
	assert_true(decide(&s, &r, NOW + mclt).probe);
	lease_note_sent(s.table, ten(7), 100);
	assert_int_equal(decide(&s, &r, NOW + mclt + DAYS(3) - 1).why, DHCP_WHY_ANEW);
	assert_true(decide(&s, &r, NOW + mclt + DAYS(3)).probe);
	seed_stop(&s);
}

/* What the other device of a pair has on its interfaces is no client's. */
static void
the_other_device_keeps_its_address(void **state)
{
	struct seed s;
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);

	(void)state;
	seed_config(&s);
	s.section[0].low = s.section[0].high = ten(7);
	seed_start(&s);
	assert_int_equal(decide(&s, &r, NOW).answer, DHCP_ANSWER_OFFER);
	s.server->pool[0].terms.other[s.server->pool[0].terms.others_count++] = ten(7);
	assert_int_equal(decide(&s, &r, NOW).why, DHCP_WHY_NO_ADDRESS);
	r = selecting(1, ten(7));
	assert_int_not_equal(decide(&s, &r, NOW).answer, DHCP_ANSWER_ACK);
	bind(&s, ten(7), 1, LEASE_LEASED, NOW + DAYS(1)); /* but no lease ends by it */
	assert_int_equal(decide(&s, &r, NOW).answer, DHCP_ANSWER_ACK);
	seed_stop(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_static_binding_waits_for_the_lease_before_it),
	    cmocka_unit_test(a_static_binding_is_exempt_from_home_while_both_have_it),
	    cmocka_unit_test(what_is_in_doubt_is_refused_to_nobody_who_may_hold_it),
	    cmocka_unit_test(a_fresh_device_asks_the_link_first),
	    cmocka_unit_test(new_versions_have_exact_times),
	    cmocka_unit_test(an_uncertain_end_that_stands_stays_uncertain),
	    cmocka_unit_test(a_longer_promise_outlasts_a_shorter_one),
	    cmocka_unit_test(a_doubt_outlasts_a_declaration_by_a_lease),
	    cmocka_unit_test(the_other_device_keeps_its_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
