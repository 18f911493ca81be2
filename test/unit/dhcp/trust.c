/* What is believed of a message: whose RELEASE, whose DECLINE. */
#include "test/unit/dhcp/seed.h"

#include "dhcp/trust.h"

#define LATER (NOW + 3600 * TIME_SEC)

static struct dhcp_request
giving_up(enum dhcp_type type, unsigned n, struct ip4 a)
{
	struct dhcp_request r = ask(type, n);

	r.message.server_id = ten(100);
	if (type == DHCP_DECLINE)
		r.message.requested = a;
	else
		r.message.ciaddr = a;
	return r;
}

static void
only_the_clients_own_station_gives_up(void **state)
{
	static const enum dhcp_type types[] = {DHCP_RELEASE, DHCP_DECLINE};
	static const enum dhcp_why done[] = {DHCP_WHY_RELEASED, DHCP_WHY_DECLINED};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(types); i++) {
		struct seed s;
		struct dhcp_request r;
		struct ip4 a;

		seed_config(&s);
		seed_start(&s);
		a = dora(&s, 1, NOW);
		r = giving_up(types[i], 1, a);
		r.from.byte[5] = 9; /* chaddr says client 1 */
		assert_int_equal(serve(&s, &r, LATER).why, DHCP_WHY_FORGED);
		r.message.giaddr = ten(9); /* nor by saying that it is a relay's */
		assert_int_equal(serve(&s, &r, LATER).why, DHCP_WHY_FORGED);
		assert_int_equal(lease_at(s.table, a)->state, LEASE_LEASED);
		r = giving_up(types[i], 1, a);
		assert_int_equal(serve(&s, &r, LATER).why, done[i]);
		seed_stop(&s);
	}
}

/* A client with a lease is not moved to another address by a neighbour, whatever kind of REQUEST he
 * sends in its name; its own word moves it. What it has is renewed, whoever asks. */
static void
a_neighbour_moves_nobody(void **state)
{
	struct seed s;
	struct dhcp_request r;
	struct ip4 a, other;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	a = dora(&s, 1, NOW);
	other = ten(a.host % 256 == 50 ? 51 : 50);
	r = selecting(1, other);
	r.from.byte[5] = 9;
	assert_int_equal(serve(&s, &r, LATER).why, DHCP_WHY_FORGED);
	r.message.giaddr = ten(9); /* nor by saying that he is a relay agent */
	assert_int_equal(serve(&s, &r, LATER).why, DHCP_WHY_FORGED);
	assert_int_equal(lease_at(s.table, a)->state, LEASE_LEASED);
	r = selecting(1, a);
	r.from.byte[5] = 9;
	assert_int_equal(serve(&s, &r, LATER).answer, DHCP_ANSWER_ACK);
	r = selecting(1, other);
	assert_int_equal(serve(&s, &r, LATER + 60 * TIME_SEC).answer, DHCP_ANSWER_ACK);
	seed_stop(&s);
}

/* Of a lease that is over nothing is taken away. */
static void
a_bridge_with_its_own_address_is_served(void **state)
{
	struct seed s;
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);
	struct ip4 a;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	r.from.byte[5] = 9;
	a = serve(&s, &r, NOW).address;
	r = selecting(1, a);
	r.from.byte[5] = 9;
	assert_int_equal(serve(&s, &r, NOW).answer, DHCP_ANSWER_ACK);
	r = selecting(1, ten(50));
	r.from.byte[5] = 9;
	assert_int_equal(serve(&s, &r, NOW + DAYS(30)).answer, DHCP_ANSWER_ACK);
	seed_stop(&s);
}

/* Its own address was taken out of the pool: it is given what it is offered instead, though its
 * lease lasts and its frames are another station's. */
static void
who_cannot_keep_its_address_gets_another(void **state)
{
	struct seed s;
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);
	struct ip4 a, other;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	a = dora(&s, 1, NOW);
	lease_withhold(s.table, a, LEASE_DISABLED);
	r.from.byte[5] = 9;
	other = serve(&s, &r, LATER).address;
	assert_true(ip4_set(other) && !ip4_same(other, a));
	r = selecting(1, other.host % 256 == 50 ? ten(51) : ten(50));
	r.from.byte[5] = 9;
	assert_int_not_equal(serve(&s, &r, LATER).answer, DHCP_ANSWER_ACK);
	r = ask(DHCP_DISCOVER, 1);
	r.from.byte[5] = 9;
	other = serve(&s, &r, LATER).address;
	r = selecting(1, other);
	r.from.byte[5] = 9;
	assert_int_equal(serve(&s, &r, LATER).answer, DHCP_ANSWER_ACK);
	seed_stop(&s);
}

/* The identifier of another client, from a station that says truly who it is. */
static void
another_clients_identifier_is_not_enough(void **state)
{
	struct seed s;
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);
	const struct dhcp_bytes id = {.set = true, .len = 3, .byte = {1, 2, 3}};
	struct ip4 a;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	r.message.client_id = id;
	a = serve(&s, &r, NOW).address;
	r = selecting(1, a);
	r.message.client_id = id;
	assert_int_equal(serve(&s, &r, NOW).answer, DHCP_ANSWER_ACK);
	r = release(9, a);
	r.message.client_id = id;
	assert_int_equal(serve(&s, &r, LATER).why, DHCP_WHY_FORGED);
	r = release(1, a);
	r.message.client_id = id;
	r.message.hardware_len = 0; /* no station is named */
	assert_int_equal(serve(&s, &r, LATER).why, DHCP_WHY_FORGED);
	r = release(1, a);
	r.message.client_id = id;
	assert_int_equal(serve(&s, &r, LATER).why, DHCP_WHY_RELEASED);
	seed_stop(&s);
}

static const struct dhcp_bytes port[] = {
    {.set = true, .len = 6, .byte = {1, 1, 7, 2, 1, 9}},
    {.set = true, .len = 6, .byte = {1, 1, 8, 2, 1, 9}},	     /* another circuit */
    {.set = true, .len = 6, .byte = {1, 1, 7, 2, 1, 8}},	     /* another remote */
    {.set = true, .len = 9, .byte = {2, 1, 9, 8, 1, 0xaa, 1, 1, 7}}, /* the first one's */
    {.set = false},
};

/* A pool on no Vlanif of ours, and a client of it that came by a relay agent. */
static struct ip4
start_far(struct seed *s, const struct dhcp_bytes *agent)
{
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);
	struct ip4 a;

	seed_config(s);
	s->vlanif.address[0].address = IP4(10, 30, 0, 1);
	seed_start(s);
	r.message.giaddr = ten(254);
	r.message.agent = *agent;
	a = serve(s, &r, NOW).address;
	r = selecting(1, a);
	r.message.giaddr = ten(254);
	r.message.agent = *agent;
	assert_int_equal(serve(s, &r, NOW).answer, DHCP_ANSWER_ACK);
	return a;
}

/* Behind a relay a RELEASE is unicast, and a router forwards it: its frame, no giaddr, and the
 * client's own address. */
static void
behind_a_relay_a_router_is_believed(void **state)
{
	struct seed s;
	struct ip4 a = start_far(&s, &port[0]);
	struct dhcp_request r = release(1, a);

	(void)state;
	r.from.byte[5] = 77;
	r.source = (struct ip4){a.host + 1};
	assert_int_equal(serve(&s, &r, LATER).why, DHCP_WHY_FORGED);
	r.source = a;
	assert_int_equal(serve(&s, &r, LATER).why, DHCP_WHY_RELEASED);
	seed_stop(&s);
}

/* A DECLINE is broadcast: it does not cross a router without a relay agent. */
static void
nobody_declines_from_afar(void **state)
{
	struct seed s;
	struct ip4 a = start_far(&s, &port[0]);
	struct dhcp_request r = giving_up(DHCP_DECLINE, 1, a);

	(void)state;
	r.source = a;
	r.unicast = true;
	r.to = ten(100);
	r.message.ciaddr = a;
	assert_int_equal(serve(&s, &r, LATER).why, DHCP_WHY_FORGED);
	r.message.ciaddr = (struct ip4){0};
	r.message.giaddr = ten(254);
	r.message.agent = port[0];
	assert_int_equal(serve(&s, &r, LATER).why, DHCP_WHY_DECLINED);
	seed_stop(&s);
}

/* Who is behind another port of the relay agent cannot give up what is not his. */
static void
the_port_of_a_relay_is_the_clients(void **state)
{
	static const bool is_its[] = {true, false, false, true, false};
	static const enum dhcp_type types[] = {DHCP_RELEASE, DHCP_DECLINE};
	static const enum dhcp_why done[] = {DHCP_WHY_RELEASED, DHCP_WHY_DECLINED};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(types) * COUNT_OF(port); i++) {
		size_t type = i / COUNT_OF(port), k = i % COUNT_OF(port);
		struct seed s;
		struct ip4 a = start_far(&s, &port[0]);
		struct dhcp_request r = giving_up(types[type], 1, a);

		r.message.giaddr = ten(254);
		r.message.agent = port[k];
		assert_int_equal(serve(&s, &r, LATER).why,
				 is_its[k] ? done[type] : DHCP_WHY_FORGED);
		seed_stop(&s);
	}
}

/* A relay agent that names no port: nothing tells them apart. */
static void
without_a_port_a_relay_is_believed(void **state)
{
	struct seed s;
	struct ip4 a = start_far(&s, &port[4]);
	struct dhcp_request r = giving_up(DHCP_RELEASE, 1, a);

	(void)state;
	r.message.giaddr = ten(254);
	r.message.agent = port[1];
	assert_int_equal(serve(&s, &r, LATER).why, DHCP_WHY_RELEASED);
	seed_stop(&s);
}

static void
nobodys_address_is_no_relays(void **state)
{
	/* network, own, peer's, virtual, broadcast; a relay on the link, one behind it */
	static const struct {
		struct ip4 a;
		enum dhcp_why why;
	} cases[] = {{{0x0a0a0a00}, DHCP_WHY_BAD_GIADDR}, {{0x0a0a0a01}, DHCP_WHY_BAD_GIADDR},
		     {{0x0a0a0a02}, DHCP_WHY_BAD_GIADDR}, {{0x0a0a0a64}, DHCP_WHY_BAD_GIADDR},
		     {{0x0a0a0aff}, DHCP_WHY_BAD_GIADDR}, {{0x0a0a0afe}, DHCP_WHY_OFFERED},
		     {{0x0a140000}, DHCP_WHY_NO_POOL}};
	struct seed s;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct dhcp_request r = ask(DHCP_DISCOVER, 1);

		r.message.giaddr = cases[i].a;
		assert_int_equal(decide(&s, &r, NOW).why, cases[i].why);
	}
	seed_stop(&s);
}

/* The gateway of a pool that no interface of ours is in is its relay's address. */
static void
a_relay_may_be_the_gateway(void **state)
{
	struct seed s;
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);

	(void)state;
	seed_config(&s);
	s.vlanif.address[0].address = IP4(10, 30, 0, 1);
	s.config.gateway.address = ten(254);
	seed_start(&s);
	r.message.giaddr = ten(254);
	assert_int_equal(decide(&s, &r, NOW).why, DHCP_WHY_OFFERED);
	seed_stop(&s);
}

static void
nobody_is_a_whole_network(void **state)
{
	static const enum dhcp_type types[] = {DHCP_INFORM, DHCP_REQUEST, DHCP_RELEASE};
	struct seed s;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	for (size_t i = 0; i < COUNT_OF(types); i++)
		for (unsigned last = 0; last < 256; last += 255) {
			struct dhcp_request r = ask(types[i], 1);
			struct dhcp_verdict v;

			r.message.ciaddr = ten(last);
			v = decide(&s, &r, NOW);
			assert_int_equal(v.why, DHCP_WHY_BAD_CIADDR);
			assert_int_equal(v.answer, DHCP_ANSWER_NONE);
		}
	seed_stop(&s);
}

/* A gateway is handed what goes to another server, too. */
static void
what_is_only_forwarded_is_not_answered(void **state)
{
	struct seed s;
	struct dhcp_request r = request_of(RENEW, ten(7));

	(void)state;
	seed_config(&s);
	seed_start(&s);
	bind(&s, ten(7), 1, LEASE_LEASED, NOW + DAYS(1));
	r.to = IP4(10, 99, 0, 1);
	assert_int_equal(decide(&s, &r, NOW).why, DHCP_WHY_NOT_FOR_US);
	r.to = ten(1);
	assert_int_equal(decide(&s, &r, NOW).why, DHCP_WHY_RENEWED);
	seed_stop(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(only_the_clients_own_station_gives_up),
	    cmocka_unit_test(a_neighbour_moves_nobody),
	    cmocka_unit_test(a_bridge_with_its_own_address_is_served),
	    cmocka_unit_test(who_cannot_keep_its_address_gets_another),
	    cmocka_unit_test(another_clients_identifier_is_not_enough),
	    cmocka_unit_test(behind_a_relay_a_router_is_believed),
	    cmocka_unit_test(nobody_declines_from_afar),
	    cmocka_unit_test(the_port_of_a_relay_is_the_clients),
	    cmocka_unit_test(without_a_port_a_relay_is_believed),
	    cmocka_unit_test(nobodys_address_is_no_relays),
	    cmocka_unit_test(a_relay_may_be_the_gateway),
	    cmocka_unit_test(nobody_is_a_whole_network),
	    cmocka_unit_test(what_is_only_forwarded_is_not_answered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
