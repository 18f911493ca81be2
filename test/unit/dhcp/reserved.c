/* Whom an address waits for: by client identifier, by option 82, and who goes before. */
#include "test/unit/dhcp/seed.h"

#include <stdio.h>

#include "dhcp/agent.h"

static struct dhcp_named
named(unsigned last, enum dhcp_naming naming, enum dhcp_option_kind kind, const char *text)
{
	struct dhcp_named n = {true, ten(last), (uint8_t)naming, (uint8_t)kind, ""};

	snprintf(n.text, sizeof n.text, "%s", text);
	return n;
}

/* Option 82 with a circuit and a remote; NULL: without. */
static struct dhcp_bytes
agent(const char *circuit, const char *remote)
{
	struct dhcp_bytes b = {.set = true};
	struct wr w = wr_of(b.byte, sizeof b.byte);

	if (circuit) {
		wr_u8(&w, DHCP_AGENT_CIRCUIT);
		wr_u8(&w, (uint8_t)strlen(circuit));
		wr_bytes(&w, circuit, strlen(circuit));
	}
	if (remote) {
		wr_u8(&w, DHCP_AGENT_REMOTE);
		wr_u8(&w, (uint8_t)strlen(remote));
		wr_bytes(&w, remote, strlen(remote));
	}
	b.len = (uint8_t)w.len;
	return b;
}

static void
sub_options_are_found(void **state)
{
	static const uint8_t bytes[] = {1, 2, 'a', 'b', 5, 0, 2, 1, 'c', 1, 1, 'd', 9, 4, 'x'};
	struct rd all = rd_of(bytes, sizeof bytes), ret = {0};

	(void)state;
	assert_true(dhcp_agent_find(all, 1, &ret));
	assert_int_equal(ret.left, 2); /* the first */
	assert_true(dhcp_agent_find(all, 5, &ret));
	assert_int_equal(ret.left, 0);
	assert_true(dhcp_agent_find(all, 2, &ret));
	assert_int_equal(ret.p[0], 'c');
	assert_false(dhcp_agent_find(all, 9, &ret)); /* past the end */
	assert_false(dhcp_agent_find(all, 3, &ret));
	for (size_t len = 0; len < 4; len++)
		assert_false(dhcp_agent_find(rd_of(bytes, len), 1, &ret));
}

static void
who_asks_for_more_goes_before(void **state)
{
	struct seed s;
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);
	static const struct {
		const char *circuit, *remote;
		unsigned last; /* 0: none */
	} cases[] = {
	    {"Gi0/1", "sw-7", 12}, {"Gi0/1", "sw-8", 13}, {"Gi0/2", "sw-7", 14},
	    {"Gi0/1", NULL, 13},   {NULL, "sw-7", 14},	  {"Gi0/2", "sw-8", 0},
	    {"Gi0/", NULL, 0},	   {NULL, NULL, 0},
	};

	(void)state;
	seed_config(&s);
	s.named[0] = named(11, DHCP_BY_IDENTIFIER, DHCP_OPTION_HEX, "00AbFF");
	s.named[1] = named(12, DHCP_BY_CIRCUIT, DHCP_OPTION_ASCII, "Gi0/1");
	s.named[2] = named(12, DHCP_BY_REMOTE, DHCP_OPTION_ASCII, "sw-7");
	s.named[3] = named(13, DHCP_BY_CIRCUIT, DHCP_OPTION_HEX, "4769302f31");
	s.named[4] = named(14, DHCP_BY_REMOTE, DHCP_OPTION_ASCII, "sw-7");
	seed_start(&s);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct dhcp_verdict v;

		r.message.agent = agent(cases[i].circuit, cases[i].remote);
		v = decide(&s, &r, NOW);
		if (cases[i].last != 0)
			assert_int_equal(v.address.host, ten(cases[i].last).host);
		else
			assert_true(v.address.host < ten(11).host || v.address.host > ten(14).host);
	}
	r.message.agent = agent("Gi0/1", "sw-7");
	r.message.client_id = (struct dhcp_bytes){true, 3, {0x00, 0xab, 0xff}};
	assert_int_equal(decide(&s, &r, NOW).address.host, ten(11).host);
	r.message.client_id.len = 2;
	assert_int_equal(decide(&s, &r, NOW).address.host, ten(12).host);
	seed_stop(&s);
	s.static_bind[0] = (struct dhcp_static){true, ten(20), r.from};
	seed_start(&s);
	r.message.client_id.len = 3;
	assert_int_equal(decide(&s, &r, NOW).address.host, ten(20).host);
	seed_stop(&s);
}

/* Nobody else is given the address, and it waits for the lease before it. */
static void
a_circuit_is_a_place_and_no_client(void **state)
{
	struct seed s;
	struct dhcp_request first = ask(DHCP_DISCOVER, 1), second = ask(DHCP_DISCOVER, 2);
	struct dhcp_request chosen = selecting(1, ten(12));

	(void)state;
	seed_config(&s);
	s.named[0] = named(12, DHCP_BY_CIRCUIT, DHCP_OPTION_ASCII, "1");
	seed_start(&s);
	chosen.message.agent = first.message.agent = second.message.agent = agent("1", NULL);
	assert_int_equal(serve(&s, &first, NOW).address.host, ten(12).host);
	assert_int_equal(serve(&s, &chosen, NOW).why, DHCP_WHY_GRANTED);
	assert_int_not_equal(serve(&s, &second, NOW).address.host, ten(12).host);
	chosen = selecting(3, ten(12)); /* not by that circuit */
	assert_int_equal(decide(&s, &chosen, NOW).why, DHCP_WHY_DENIED);
	seed_stop(&s);
}

/* RFC 3046: a relay agent is not on the way of a unicast renewal. */
static void
option_82_stays_with_the_lease(void **state)
{
	struct seed s;
	struct dhcp_request chosen = selecting(1, ten(12)), renew = request_of(RENEW, ten(12));
	struct dhcp_verdict v;
	size_t len;

	(void)state;
	seed_config(&s);
	s.named[0] = named(12, DHCP_BY_CIRCUIT, DHCP_OPTION_ASCII, "1");
	seed_start(&s);
	chosen.message.agent = agent("1", "r");
	chosen.message.hostname = (struct dhcp_bytes){true, 1, {'h'}};
	assert_int_equal(serve(&s, &chosen, NOW).why, DHCP_WHY_GRANTED);
	for (unsigned i = 1; i < 3; i++) {
		v = serve(&s, &renew, NOW + i * DAYS(1));
		assert_int_equal(v.why, DHCP_WHY_RENEWED);
		assert_int_equal(v.lease_s, 3 * 86400);
		assert_non_null(lease_side_find(&v.record, DHCP_OPT_AGENT, &len));
		assert_int_equal(len, chosen.message.agent.len);
		assert_null(lease_side_find(&v.record, DHCP_OPT_HOSTNAME, &len));
	}
	renew.message.agent = agent("2", NULL); /* it moved: that is another client's address now */
	v = decide(&s, &renew, NOW + DAYS(3));
	assert_int_equal(v.why, DHCP_WHY_RENEWED); /* to its end (R10) */
	assert_int_equal(v.lease_s, 2 * 86400);
	seed_stop(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(sub_options_are_found),
	    cmocka_unit_test(who_asks_for_more_goes_before),
	    cmocka_unit_test(a_circuit_is_a_place_and_no_client),
	    cmocka_unit_test(option_82_stays_with_the_lease),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
