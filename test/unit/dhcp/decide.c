/* What clients are told: the states of RFC 2131 one by one, then whole lives of clients. */
#include "lease/count.h"
#include "lease/walk.h"
#include "test/unit/dhcp/seed.h"

/* ---- the table of REQUESTs ---- */

/* Each row: what stands at 10.10.10.7, and what SELECTING, INIT-REBOOT, RENEWING, REBINDING get:
 * a acknowledged, n refused, - silence; as Master alone, and Interrupted with the other half. */
static const struct {
	const char *what, *alone, *away;
	enum lease_state state;
	unsigned client; /* 0: nobody */
	int64_t left_s;
} cases[] = {
    {"nothing", "a---", "n---", LEASE_FREE, 0, 0},
    {"its own lease", "aaaa", "aaaa", LEASE_LEASED, 1, 3600},
    {"its own lease, past", "aaaa", "aaaa", LEASE_LEASED, 1, -3600},
    {"its own, released", "aaaa", "aaaa", LEASE_RELEASED, 1, 20},
    {"its own long ago", "aaaa", "n---", LEASE_FREE, 1, -3600},
    {"another's lease", "nnnn", "n---", LEASE_LEASED, 2, 3600},
    {"another's, in the drift", "n---", "n---", LEASE_LEASED, 2, -2},
    {"another's, past", "a---", "n---", LEASE_LEASED, 2, -3600},
    {"another's, just released", "n---", "n---", LEASE_RELEASED, 2, 20},
    {"another's long ago", "a---", "n---", LEASE_FREE, 2, -3600},
    {"a conflict", "n---", "n---", LEASE_DECLINED, 0, 600},
};

static char
letter(enum dhcp_answer answer)
{
	return answer == DHCP_ANSWER_ACK ? 'a' : answer == DHCP_ANSWER_NAK ? 'n' : '-';
}

static void
check_case(size_t i, bool away)
{
	const char *want = away ? cases[i].away : cases[i].alone;
	char got[KINDS + 1] = "";
	struct seed s;

	seed_config(&s);
	seed_start(&s);
	if (away)
		s.server->pool[0].terms.rules.pair = LEASE_INTERRUPTED;
	if (i != 0)
		bind(&s, ten(7), cases[i].client, cases[i].state,
		     NOW + (uint64_t)(cases[i].left_s * (int64_t)TIME_SEC));
	for (unsigned k = 0; k < KINDS; k++) {
		struct dhcp_request r = request_of((enum kind)k, ten(7));
		struct dhcp_verdict v = decide(&s, &r, NOW);

		got[k] = letter(v.answer);
		assert_int_equal(v.write, v.answer == DHCP_ANSWER_ACK);
	}
	if (strcmp(got, want) != 0)
		fail_msg("%s%s: %s, not %s", cases[i].what, away ? ", away" : "", got, want);
	seed_stop(&s);
}

static void
every_request_gets_its_answer(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		check_case(i, false);
		check_case(i, true);
	}
}

static void
another_network_is_refused(void **state)
{
	struct seed s;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	for (unsigned k = 0; k < KINDS; k++) {
		struct dhcp_request r = request_of((enum kind)k, IP4(192, 168, 1, 7));
		struct dhcp_verdict v = decide(&s, &r, NOW);

		if (k == RENEW) { /* to us alone, for a pool we do not have */
			assert_int_equal(v.why, DHCP_WHY_NO_POOL);
			continue;
		}
		assert_int_equal(v.answer, DHCP_ANSWER_NAK);
		assert_int_equal(v.why, DHCP_WHY_WRONG_NETWORK);
		assert_false(v.write);
	}
	seed_stop(&s);
}

/* What SELECTING, INIT-REBOOT, RENEWING, REBINDING are answered for an address that no lease speaks
 * of, from a client that nobody knows, and from one that has a lease of .30. */
static const struct {
	const char *what;
	unsigned address;
	enum dhcp_authority authority;
	const char *stranger, *known;
} denied[] = {
    {"free", 7, DHCP_AUTHORITATIVE_POOL, "a---", "an--"},
    {"outside", 200, DHCP_AUTHORITATIVE_POOL, "n---", "nn--"},
    {"the gateway", 100, DHCP_AUTHORITATIVE_POOL, "nn--", "nn--"},
    {"excluded", 50, DHCP_AUTHORITATIVE_POOL, "nn--", "nn--"},
    {"another's static binding", 66, DHCP_AUTHORITATIVE_POOL, "nn--", "nn--"},
    {"free", 7, DHCP_AUTHORITATIVE_NONE, "a---", "a---"},
    {"outside", 200, DHCP_AUTHORITATIVE_NONE, "----", "----"},
    {"excluded", 50, DHCP_AUTHORITATIVE_NONE, "----", "----"},
    {"outside", 200, DHCP_AUTHORITATIVE_SUBNET, "nnnn", "nnnn"},
    {"excluded", 50, DHCP_AUTHORITATIVE_SUBNET, "nn--", "nn--"},
};

static void
check_denied(size_t i, bool known, enum lease_pair pair, bool fresh)
{
	const char *want = known ? denied[i].known : denied[i].stranger;
	struct seed s;

	seed_config(&s);
	s.excluded[0] = (struct dhcp_excluded){true, ten(50), ten(50)};
	s.static_bind[0] = (struct dhcp_static){true, ten(66), {{2, 0, 0, 0, 0, 9}}};
	s.config.authoritative.value = denied[i].authority;
	seed_start(&s);
	if (known)
		bind(&s, ten(30), 1, LEASE_LEASED, NOW + DAYS(1));
	s.server->pool[0].terms.rules.pair = pair;
	s.server->pool[0].terms.rules.fresh = fresh;
	for (unsigned k = 0; k < KINDS; k++) {
		struct dhcp_request r = request_of((enum kind)k, ten(denied[i].address));
		char got = letter(decide(&s, &r, NOW + 60 * TIME_SEC).answer);
		bool sure = pair == LEASE_ALONE || (pair == LEASE_CONNECTED && !fresh);
		bool anew = k == SELECT && denied[i].authority != DHCP_AUTHORITATIVE_NONE;

		if (got != (sure ? want[k] : anew ? 'n' : '-') && (got != 'a' || want[k] != 'a'))
			fail_msg("%s, %u, pair %d: %c", denied[i].what, k, pair, got);
	}
	seed_stop(&s);
}

static void
what_is_known_to_be_wrong_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(denied); i++)
		for (unsigned known = 0; known < 2; known++) {
			check_denied(i, known, LEASE_ALONE, false);
			check_denied(i, known, LEASE_CONNECTED, false);
			check_denied(i, known, LEASE_CONNECTED, true);
			check_denied(i, known, LEASE_INTERRUPTED, false);
			check_denied(i, known, LEASE_PARTNER_DOWN, false);
		}
}

/* With the fields of two states, or of one too few (dhcp/situation.c has the table). */
static void
one_address_is_enough(void **state)
{
	struct seed s;
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);
	struct ip4 a;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	a = serve(&s, &r, NOW).address;
	r = ask(DHCP_REQUEST, 1); /* no server identifier, but an offer is held for it */
	r.message.requested = a;
	assert_int_equal(decide(&s, &r, NOW).why, DHCP_WHY_GRANTED);
	r.message.hardware[5] = 2;
	assert_int_equal(decide(&s, &r, NOW).answer, DHCP_ANSWER_NONE);
	r = selecting(1, a);
	r.message.ciaddr = a;
	assert_int_equal(serve(&s, &r, NOW).why, DHCP_WHY_GRANTED);
	r.message.server_id.host = 0; /* ciaddr and option 50 of the holder */
	assert_int_equal(decide(&s, &r, NOW).why, DHCP_WHY_RENEWED);
	r.message.requested.host++;
	assert_int_equal(decide(&s, &r, NOW).why, DHCP_WHY_MALFORMED);
	seed_stop(&s);
}

static void
an_inform_is_answered_where_it_came_from(void **state)
{
	struct dhcp_request r = ask(DHCP_INFORM, 1);
	struct seed s;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	assert_int_equal(decide(&s, &r, NOW).why, DHCP_WHY_MALFORMED);
	r.source = ten(7);
	assert_int_equal(decide(&s, &r, NOW).why, DHCP_WHY_INFORMED);
	assert_int_equal(dhcp_informed(&r).host, ten(7).host);
	r.source = ten(255);
	assert_int_equal(decide(&s, &r, NOW).why, DHCP_WHY_BAD_CIADDR);
	r.message.giaddr = ten(254); /* the relay agent's own */
	r.source = ten(254);
	assert_int_equal(decide(&s, &r, NOW).why, DHCP_WHY_MALFORMED);
	seed_stop(&s);
}

static void
another_servers_client_ends_our_offer(void **state)
{
	struct seed s;
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);
	struct dhcp_verdict v;
	struct ip4 a;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	a = serve(&s, &r, NOW).address;
	assert_true(lease_is_offered(s.table, a));
	r = selecting(1, a);
	r.message.server_id = ten(9);
	v = serve(&s, &r, NOW);
	assert_int_equal(v.why, DHCP_WHY_OTHER_SERVER);
	assert_int_equal(v.answer, DHCP_ANSWER_NONE);
	assert_false(lease_is_offered(s.table, a));
	seed_stop(&s);
}

/* ---- DISCOVER ---- */

static void
the_offer_is_what_the_seed_says(void **state)
{
	struct seed s;
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);
	struct dhcp_verdict v, again;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	v = serve(&s, &r, NOW);
	assert_int_equal(v.answer, DHCP_ANSWER_OFFER);
	assert_int_equal(v.lease_s, 259200);
	assert_int_equal(v.server_id.host, ten(100).host);
	assert_false(v.write);
	again = serve(&s, &r, NOW + TIME_SEC);
	assert_int_equal(again.address.host, v.address.host);
	seed_stop(&s);
}

static void
the_order_of_choice(void **state)
{
	struct seed s;
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);

	(void)state;
	seed_config(&s);
	s.static_bind[0].set = true;
	s.static_bind[0].address = ten(66);
	s.static_bind[0].mac = r.from;
	seed_start(&s);
	bind(&s, ten(20), 1, LEASE_LEASED, NOW + DAYS(1));
	r.message.requested = ten(30);
	assert_int_equal(decide(&s, &r, NOW).address.host, ten(66).host);
	bind(&s, ten(66), 9, LEASE_LEASED, NOW + DAYS(1)); /* takes effect when that lease ends */
	assert_int_equal(decide(&s, &r, NOW).address.host, ten(20).host);
	bind(&s, ten(20), 1, LEASE_DECLINED, NOW + DAYS(1));
	assert_int_equal(decide(&s, &r, NOW).address.host, ten(30).host);
	r.message.requested = ten(66); /* another client's static address */
	r.message.hardware[5] = 77;
	assert_int_not_equal(decide(&s, &r, NOW).address.host, ten(66).host);
	r.message.requested = ten(2); /* withheld */
	assert_int_not_equal(decide(&s, &r, NOW).address.host, ten(2).host);
	seed_stop(&s);
}

static void
offers_do_not_collide(void **state)
{
	struct seed s;
	bool offered[128] = {false};

	(void)state;
	seed_config(&s);
	seed_start(&s);
	for (unsigned n = 0; n < 97; n++) {
		struct dhcp_request r = ask(DHCP_DISCOVER, n);
		struct dhcp_verdict v = serve(&s, &r, NOW);

		assert_int_equal(v.answer, DHCP_ANSWER_OFFER);
		assert_false(offered[v.address.host & 127]);
		offered[v.address.host & 127] = true;
	}
	seed_stop(&s);
}

/* A flood of DISCOVERs keeps nobody out: a newcomer is offered what was offered first, and of the
 * two the first that asks gets it. */
static void
the_oldest_offer_is_overtaken(void **state)
{
	struct seed s;
	struct dhcp_request r;
	struct ip4 first, second;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	r = ask(DHCP_DISCOVER, 0);
	first = serve(&s, &r, NOW).address;
	r = ask(DHCP_DISCOVER, 1);
	second = serve(&s, &r, NOW + 1).address;
	for (unsigned n = 2; n < 97; n++) {
		r = ask(DHCP_DISCOVER, n);
		assert_int_equal(serve(&s, &r, NOW + n).answer, DHCP_ANSWER_OFFER);
	}
	r = ask(DHCP_DISCOVER, 200);
	assert_int_equal(serve(&s, &r, NOW + 100).address.host, first.host);
	assert_int_equal(serve(&s, &r, NOW + 100).address.host, first.host); /* it has one */
	r = ask(DHCP_DISCOVER, 201);
	assert_int_equal(serve(&s, &r, NOW + 101).address.host, second.host);
	r = selecting(1, second);
	assert_int_equal(serve(&s, &r, NOW + 102).answer, DHCP_ANSWER_ACK);
	r = selecting(201, second);
	assert_int_equal(serve(&s, &r, NOW + 103).answer, DHCP_ANSWER_NAK);
	for (unsigned n = 300; n < 396; n++) { /* all others are taken up */
		r = ask(DHCP_DISCOVER, n);
		r = selecting(n, serve(&s, &r, NOW + n).address);
		assert_int_equal(serve(&s, &r, NOW + n).answer, DHCP_ANSWER_ACK);
	}
	r = ask(DHCP_DISCOVER, 400);
	assert_int_equal(serve(&s, &r, NOW + 400).why, DHCP_WHY_NO_ADDRESS);
	seed_stop(&s);
}

/* What has to be probed first is left to whom it is probed for; a locked pool and withheld
 * addresses stay so. */
static void
what_is_probed_is_not_overtaken(void **state)
{
	struct seed s;
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);
	struct dhcp_verdict v;

	(void)state;
	seed_config(&s);
	s.section[0].high = ten(3); /* one address only */
	seed_start(&s);
	s.server->pool[0].terms.rules.fresh = true;
	v = serve(&s, &r, NOW);
	assert_true(v.probe && v.answer == DHCP_ANSWER_OFFER);
	r = ask(DHCP_DISCOVER, 2);
	assert_int_equal(serve(&s, &r, NOW + 1).why, DHCP_WHY_NO_ADDRESS);
	s.server->pool[0].terms.rules.fresh = false;
	s.server->pool[0].locked = true;
	assert_int_equal(serve(&s, &r, NOW + 1).why, DHCP_WHY_LOCKED);
	s.server->pool[0].locked = false;
	assert_true(lease_claim(s.table, ten(3)));
	assert_int_equal(serve(&s, &r, NOW + 1).why, DHCP_WHY_NO_ADDRESS);
	lease_unclaim(s.table, ten(3));
	assert_int_equal(serve(&s, &r, NOW + 1).why, DHCP_WHY_OFFERED);
	seed_stop(&s);
}

static void
the_other_devices_offer_is_honoured(void **state)
{
	struct seed a, b;
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);
	struct dhcp_verdict offer, ack;

	(void)state;
	seed_config(&a);
	seed_start(&a);
	seed_config(&b);
	seed_start(&b);
	offer = serve(&a, &r, NOW);
	assert_int_equal(decide(&b, &r, NOW).address.host, offer.address.host);
	r = selecting(1, offer.address);
	ack = serve(&b, &r, NOW);
	assert_int_equal(ack.why, DHCP_WHY_GRANTED);
	seed_stop(&a);
	seed_stop(&b);
}

/* ---- lives ---- */

static void
a_lease_lives_and_ends(void **state)
{
	struct seed s;
	struct dhcp_request r;
	struct dhcp_verdict v;
	struct lease_record freed;
	const struct lease_record *due;
	uint64_t cursor = 0, half = NOW + DAYS(3) / 2;
	struct ip4 a;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	a = dora(&s, 1, NOW);
	assert_int_equal(lease_count_pool(s.table, 0).used, 1);
	assert_true(lease_at(s.table, a)->expiry_us == NOW + DAYS(3));
	assert_int_equal(dora(&s, 1, NOW + TIME_SEC).host, a.host); /* twice the same client */
	r = request_of(RENEW, a);
	v = serve(&s, &r, half);
	assert_int_equal(v.why, DHCP_WHY_RENEWED);
	assert_true(lease_at(s.table, a)->expiry_us == half + DAYS(3));
	assert_int_equal(v.replaces, 4);
	lease_tick(s.table, half + DAYS(3));
	due = lease_due(s.table, &cursor);
	assert_non_null(due);
	assert_false(dhcp_expire(s.server, s.table, due, half + DAYS(3), &freed)); /* drift */
	assert_true(
	    dhcp_expire(s.server, s.table, due, half + DAYS(3) + LEASE_DRIFT_DEFAULT_US, &freed));
	freed.version = 1000;
	lease_apply(s.table, &freed);
	assert_int_equal(lease_count_pool(s.table, 0).idle, 97);
	assert_int_equal(dora(&s, 1, half + DAYS(4)).host, a.host); /* remembered */
	seed_stop(&s);
}

static void
two_clients_never_share(void **state)
{
	struct seed s;
	struct dhcp_request r;
	struct ip4 a;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	a = dora(&s, 1, NOW);
	r = selecting(2, a);
	assert_int_equal(serve(&s, &r, NOW).why, DHCP_WHY_REFUSED);
	r = ask(DHCP_DISCOVER, 2);
	r.message.requested = a;
	assert_int_not_equal(serve(&s, &r, NOW).address.host, a.host);
	seed_stop(&s);
}

#define LATER (NOW + LEASE_COOLING_US)

static void
a_released_address_cools(void **state)
{
	struct seed s;
	struct dhcp_request r, other;
	struct dhcp_verdict v;
	struct lease_record freed;
	uint64_t cursor = 0;
	struct ip4 a;

	(void)state;
	seed_config(&s);
	s.section[0].high = ten(3); /* one address only */
	seed_start(&s);
	a = dora(&s, 1, NOW);
	assert_int_equal(a.host, ten(3).host);
	r = release(2, a);
	assert_int_equal(serve(&s, &r, LATER).why, DHCP_WHY_UNKNOWN); /* not its own */
	r = release(1, a);
	r.message.server_id = ten(9);
	assert_int_equal(serve(&s, &r, LATER).why, DHCP_WHY_OTHER_SERVER);
	r.message.server_id = ten(100);
	v = serve(&s, &r, LATER);
	assert_int_equal(v.why, DHCP_WHY_RELEASED);
	assert_int_equal(v.answer, DHCP_ANSWER_NONE);
	assert_int_equal(serve(&s, &r, LATER).why, DHCP_WHY_UNKNOWN); /* once is enough */
	other = ask(DHCP_DISCOVER, 2);
	assert_int_equal(serve(&s, &other, LATER + 29 * TIME_SEC).why, DHCP_WHY_NO_ADDRESS);
	r = ask(DHCP_DISCOVER, 1); /* itself it may have it back */
	assert_int_equal(decide(&s, &r, LATER + TIME_SEC).address.host, a.host);
	lease_tick(s.table, LATER + LEASE_COOLING_US);
	assert_true(dhcp_expire(s.server, s.table, lease_due(s.table, &cursor),
				LATER + LEASE_COOLING_US, &freed));
	freed.version = 1000;
	lease_apply(s.table, &freed);
	v = serve(&s, &other, LATER + LEASE_COOLING_US);
	assert_int_equal(v.address.host, a.host);
	seed_stop(&s);
}

static void
a_declined_address_is_set_aside(void **state)
{
	struct seed s;
	struct dhcp_request r;
	struct lease_record freed;
	uint64_t cursor = 0, later = NOW + 1800 * TIME_SEC;
	struct ip4 a, b;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	a = dora(&s, 1, NOW);
	r = ask(DHCP_DECLINE, 2);
	r.message.requested = a;
	assert_int_equal(serve(&s, &r, NOW).why, DHCP_WHY_UNKNOWN); /* not its to decline */
	r = ask(DHCP_DECLINE, 1);
	assert_int_equal(serve(&s, &r, NOW).why, DHCP_WHY_MALFORMED);
	r.message.requested = a;
	r.message.server_id = ten(100);
	assert_int_equal(serve(&s, &r, NOW).why, DHCP_WHY_DECLINED);
	assert_int_equal(lease_count_pool(s.table, 0).conflict, 1);
	assert_true(lease_at(s.table, a)->key.len > 0); /* whose lease ended, for a merge */
	b = dora(&s, 1, NOW);
	assert_int_not_equal(a.host, b.host);
	lease_tick(s.table, later);
	assert_true(dhcp_expire(s.server, s.table, lease_due(s.table, &cursor), later, &freed));
	freed.version = 1000;
	lease_apply(s.table, &freed);
	assert_int_equal(lease_count_pool(s.table, 0).conflict, 0);
	assert_int_equal(lease_at(s.table, a)->key.len, 0); /* it will not be offered again */
	seed_stop(&s);
}

static void
inform_gets_options_only(void **state)
{
	struct seed s;
	struct dhcp_request r = ask(DHCP_INFORM, 1);
	struct dhcp_verdict v;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	assert_int_equal(decide(&s, &r, NOW).why, DHCP_WHY_MALFORMED);
	r.message.ciaddr = ten(200);
	v = decide(&s, &r, NOW);
	assert_int_equal(v.answer, DHCP_ANSWER_ACK);
	assert_int_equal(v.lease_s, 0);
	assert_false(v.write);
	assert_int_equal(v.address.host, 0);
	seed_stop(&s);
}

/* ---- the terms, the switch, the pair ---- */

static void
who_must_be_silent_is_silent(void **state)
{
	static const enum dhcp_type types[] = {DHCP_DISCOVER, DHCP_REQUEST, DHCP_DECLINE,
					       DHCP_RELEASE, DHCP_INFORM};
	struct seed s;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	for (size_t i = 0; i < COUNT_OF(types); i++) {
		struct dhcp_request r = ask(types[i], 1);

		r.message.ciaddr = ten(7);
		s.server->pool[0].terms.serving = false;
		assert_int_equal(decide(&s, &r, NOW).why, DHCP_WHY_SILENT);
		assert_int_equal(decide(&s, &r, NOW).answer, DHCP_ANSWER_NONE);
		s.server->pool[0].terms.serving = true;
		r.vlan = 101;
		assert_int_equal(decide(&s, &r, NOW).why, DHCP_WHY_DISABLED);
		r.vlan = 5000;
		assert_int_equal(decide(&s, &r, NOW).why, DHCP_WHY_DISABLED);
		r.vlan = 100;
		r.message.giaddr = IP4(172, 16, 0, 1);
		assert_int_equal(decide(&s, &r, NOW).why, DHCP_WHY_NO_POOL);
	}
	seed_stop(&s);
}

static void
an_update_under_way_silences(void **state)
{
	struct seed s;
	struct dhcp_request r;
	struct ip4 a;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	a = dora(&s, 1, NOW);
	assert_true(lease_claim(s.table, a));
	r = request_of(RENEW, a);
	assert_int_equal(decide(&s, &r, NOW).why, DHCP_WHY_IN_FLIGHT);
	r = ask(DHCP_DISCOVER, 1);
	assert_int_equal(decide(&s, &r, NOW).why, DHCP_WHY_IN_FLIGHT);
	r = release(1, a);
	assert_int_equal(decide(&s, &r, NOW).why, DHCP_WHY_IN_FLIGHT);
	seed_stop(&s);
}

static void
interrupted_gives_its_half_for_a_while(void **state)
{
	struct seed s;
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);
	struct dhcp_verdict v;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	s.server->pool[0].terms.rules.pair = LEASE_INTERRUPTED;
	s.server->pool[0].terms.rules.home = 1;
	v = serve(&s, &r, NOW);
	assert_int_equal(v.answer, DHCP_ANSWER_OFFER);
	assert_int_equal(v.address.host & 1, 1);
	assert_int_equal(v.lease_s, 600);
	r = selecting(1, v.address);
	v = serve(&s, &r, NOW);
	assert_int_equal(v.lease_s, 600);
	assert_true(v.record.promised_until_us == NOW + 600 * TIME_SEC);
	seed_stop(&s);
}

static void
a_careful_start_keeps_to_what_it_knows(void **state)
{
	struct seed s;
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);
	struct dhcp_verdict v;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	bind(&s, ten(7), 1, LEASE_LEASED, NOW + 100 * TIME_SEC);
	s.server->pool[0].terms.rules.careful = true;
	v = decide(&s, &r, NOW);
	assert_int_equal(v.address.host, ten(7).host);
	assert_int_equal(v.lease_s, 100);
	r = ask(DHCP_DISCOVER, 2);
	assert_int_equal(decide(&s, &r, NOW).why, DHCP_WHY_RULES);
	r = selecting(2, ten(9));
	assert_int_equal(decide(&s, &r, NOW).why, DHCP_WHY_RULES);
	seed_stop(&s);
}

static void
a_locked_pool_only_renews(void **state)
{
	struct seed s;
	struct dhcp_request r = ask(DHCP_DISCOVER, 2);
	struct ip4 a;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	a = dora(&s, 1, NOW);
	s.server->pool[0].locked = true;
	assert_int_equal(decide(&s, &r, NOW).why, DHCP_WHY_LOCKED);
	r = selecting(2, ten(9));
	assert_int_equal(decide(&s, &r, NOW).why, DHCP_WHY_LOCKED);
	r = request_of(RENEW, a);
	assert_int_equal(decide(&s, &r, NOW).why, DHCP_WHY_RENEWED);
	assert_int_equal(dora(&s, 1, NOW).host, a.host);
	seed_stop(&s);
}

static void
a_lease_for_ever_stays_for_ever(void **state)
{
	struct seed s;
	struct ip4 a;

	(void)state;
	seed_config(&s);
	s.config.lease.set = true;
	seed_start(&s);
	a = dora(&s, 1, NOW);
	assert_true(lease_at(s.table, a)->expiry_us == TIME_NEVER);
	assert_int_equal(lease_at(s.table, a)->length_s, LEASE_UNLIMITED_S);
	lease_tick(s.table, NOW + DAYS(3650));
	assert_true(lease_deadline(s.table) == TIME_NEVER);
	seed_stop(&s);
}

static void
identifiers_tell_clients_apart(void **state)
{
	struct seed s;
	struct dhcp_request a = ask(DHCP_DISCOVER, 1), b = a;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	b.message.client_id = (struct dhcp_bytes){true, 3, "\x00xy"};
	b.message.hostname = (struct dhcp_bytes){true, 2, "h1"};
	assert_int_not_equal(serve(&s, &a, NOW).address.host, serve(&s, &b, NOW).address.host);
	{
		struct dhcp_verdict v = serve(&s, &b, NOW);
		struct dhcp_request r = b;
		size_t len;

		r.message.type = DHCP_REQUEST;
		r.message.requested = v.address;
		r.message.server_id = ten(100);
		v = serve(&s, &r, NOW);
		assert_memory_equal(lease_side_find(&v.record, DHCP_OPT_HOSTNAME, &len), "h1", 2);
	}
	seed_stop(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_request_gets_its_answer),
	    cmocka_unit_test(another_network_is_refused),
	    cmocka_unit_test(what_is_known_to_be_wrong_is_refused),
	    cmocka_unit_test(one_address_is_enough),
	    cmocka_unit_test(an_inform_is_answered_where_it_came_from),
	    cmocka_unit_test(another_servers_client_ends_our_offer),
	    cmocka_unit_test(the_offer_is_what_the_seed_says),
	    cmocka_unit_test(the_order_of_choice),
	    cmocka_unit_test(offers_do_not_collide),
	    cmocka_unit_test(the_oldest_offer_is_overtaken),
	    cmocka_unit_test(what_is_probed_is_not_overtaken),
	    cmocka_unit_test(the_other_devices_offer_is_honoured),
	    cmocka_unit_test(a_lease_lives_and_ends),
	    cmocka_unit_test(two_clients_never_share),
	    cmocka_unit_test(a_released_address_cools),
	    cmocka_unit_test(a_declined_address_is_set_aside),
	    cmocka_unit_test(inform_gets_options_only),
	    cmocka_unit_test(who_must_be_silent_is_silent),
	    cmocka_unit_test(an_update_under_way_silences),
	    cmocka_unit_test(interrupted_gives_its_half_for_a_while),
	    cmocka_unit_test(a_careful_start_keeps_to_what_it_knows),
	    cmocka_unit_test(a_locked_pool_only_renews),
	    cmocka_unit_test(a_lease_for_ever_stays_for_ever),
	    cmocka_unit_test(identifiers_tell_clients_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
