/* Clients behind relay agents: which pool, who the server is to them, where the answer goes. */
#include "test/unit/dhcp/seed.h"

#include "dhcp/agent.h"
#include "dhcp/reply.h"

#define RELAY	 IP4(10, 20, 0, 1)    /* of the far pool's subnet, its gateway */
#define NEAR	 IP4(10, 10, 10, 200) /* a relay agent on the link of pool1 */
#define FAR(n)	 IP4(10, 20, 0, n)
#define OVERRIDE IP4(10, 20, 0, 2)

static const struct dhcp_sender sender = {{{0x00, 0x00, 0x5e, 0x00, 0x01, 0x01}}, {0x0a0a0a64}};

/* The seed's pool1, and the pool `far` whose subnet is on no Vlanif. */
static void
start(struct seed *s, bool link_selection, bool override)
{
	static struct dhcp_pool_config far;
	static struct dhcp_section section;
	const struct ip4 withheld[] = {ten(2), ten(1), ten(100)};
	struct dhcp_pool_source pools[2] = {{"pool1", &s->config}, {"far", &far}};
	struct dhcp_server_source source = {.system = &s->system,
					    .pools_count = 2,
					    .pool = pools,
					    .vlanifs_count = 1,
					    .vlanif = &s->vlanif,
					    .withheld_count = COUNT_OF(withheld),
					    .withheld = withheld};

	seed_config(s);
	seed_lists(s);
	section = (struct dhcp_section){true, 0, FAR(10), FAR(20)};
	far = s->config;
	far.gateway.address = RELAY;
	far.section.list = &section;
	far.section.count = 1;
	s->system.link_selection_disable.set = !link_selection;
	s->system.server_override_disable.set = !override;
	s->server = dhcp_server_new(&source, 1);
	s->table = lease_table_new(s->server->range, s->server->ranges_count, NOW);
	dhcp_server_withhold(s->server, s->table);
	for (unsigned i = 0; i < 2; i++)
		s->server->pool[i].terms = (struct dhcp_terms){
		    .serving = true,
		    .rules = {.pair = LEASE_ALONE, .drift_us = LEASE_DRIFT_DEFAULT_US}};
}

static void
add_option_82(struct dhcp_message *m, uint8_t code, const void *bytes, uint8_t len)
{
	struct dhcp_bytes *a = &m->agent;

	a->set = true;
	a->byte[a->len++] = code;
	a->byte[a->len++] = len;
	memcpy(a->byte + a->len, bytes, len);
	a->len = (uint8_t)(a->len + len);
}

static void
add_address(struct dhcp_message *m, uint8_t code, struct ip4 a)
{
	uint8_t bytes[4];
	struct wr w = wr_of(bytes, sizeof bytes);

	wr_be32(&w, a.host);
	add_option_82(m, code, bytes, 4);
}

/* From a relay agent, unicast to the virtual address. */
static struct dhcp_request
relayed(enum dhcp_type type, unsigned n, struct ip4 giaddr)
{
	struct dhcp_request r = ask(type, n);

	r.from = (struct mac){{2, 9, 9, 9, 9, 9}};
	r.unicast = true;
	r.to = ten(100);
	r.source = giaddr;
	r.port = 67;
	r.message.giaddr = giaddr;
	r.message.hops = 1;
	return r;
}

static bool
is_far(struct ip4 a)
{
	return ip4_together(a, RELAY, IP4(255, 255, 255, 0));
}

static void
a_pool_is_chosen_by_giaddr_link_or_subnet(void **state)
{
	struct dhcp_request r = relayed(DHCP_DISCOVER, 1, RELAY);
	struct seed s;

	(void)state;
	start(&s, true, true);
	assert_true(is_far(decide(&s, &r, NOW).address));
	r = relayed(DHCP_DISCOVER, 1, NEAR);
	assert_false(is_far(decide(&s, &r, NOW).address));
	add_address(&r.message, DHCP_AGENT_LINK, FAR(0));
	assert_true(is_far(decide(&s, &r, NOW).address));
	r.message.subnet = ten(0); /* the relay agent's word goes before (RFC 3527) */
	assert_true(is_far(decide(&s, &r, NOW).address));
	r = relayed(DHCP_DISCOVER, 1, RELAY);
	r.message.subnet = ten(0);
	assert_false(is_far(decide(&s, &r, NOW).address));
	r = ask(DHCP_DISCOVER, 1); /* sub-options are a relay agent's, option 118 a client's */
	add_address(&r.message, DHCP_AGENT_LINK, FAR(0));
	assert_false(is_far(decide(&s, &r, NOW).address));
	r.message.subnet = FAR(0);
	assert_true(is_far(decide(&s, &r, NOW).address));
	seed_stop(&s);
	start(&s, false, true);
	r = relayed(DHCP_DISCOVER, 1, NEAR);
	add_address(&r.message, DHCP_AGENT_LINK, FAR(0));
	assert_false(is_far(decide(&s, &r, NOW).address));
	seed_stop(&s);
}

static void
a_link_without_a_pool_gets_silence(void **state)
{
	struct dhcp_request r = relayed(DHCP_DISCOVER, 1, IP4(10, 30, 0, 1));
	struct seed s;

	(void)state;
	start(&s, true, true);
	assert_int_equal(decide(&s, &r, NOW).why, DHCP_WHY_NO_POOL);
	r = relayed(DHCP_DISCOVER, 1, NEAR);
	add_address(&r.message, DHCP_AGENT_LINK, IP4(10, 30, 0, 0));
	assert_int_equal(decide(&s, &r, NOW).why, DHCP_WHY_NO_POOL);
	r = ask(DHCP_DISCOVER, 1);
	r.message.subnet = IP4(10, 30, 0, 0);
	assert_int_equal(decide(&s, &r, NOW).why, DHCP_WHY_NO_POOL);
	r = relayed(DHCP_DISCOVER, 1, ten(100)); /* our own */
	assert_int_equal(decide(&s, &r, NOW).why, DHCP_WHY_BAD_GIADDR);
	r = relayed(DHCP_DISCOVER, 1, RELAY);
	for (unsigned last = 1; last < 4; last++) { /* own, peer's, somebody's */
		r.to = ten(last);
		assert_int_equal(decide(&s, &r, NOW).why,
				 last < 3 ? DHCP_WHY_OFFERED : DHCP_WHY_NOT_FOR_US);
	}
	seed_stop(&s);
}

/* RFC 5107: the client renews with the relay agent, which then can put option 82 in. */
static void
a_relay_agent_names_the_server(void **state)
{
	struct dhcp_request r = relayed(DHCP_DISCOVER, 1, RELAY);
	struct dhcp_verdict v;
	struct seed s;

	(void)state;
	start(&s, true, true);
	add_address(&r.message, DHCP_AGENT_SERVER, OVERRIDE);
	v = serve(&s, &r, NOW);
	assert_int_equal(v.server_id.host, OVERRIDE.host);
	r = relayed(DHCP_REQUEST, 1, RELAY);
	r.message.requested = v.address;
	r.message.server_id = OVERRIDE;
	assert_int_equal(decide(&s, &r, NOW).why, DHCP_WHY_OTHER_SERVER); /* without its word */
	add_address(&r.message, DHCP_AGENT_SERVER, OVERRIDE);
	assert_int_equal(serve(&s, &r, NOW).why, DHCP_WHY_GRANTED);
	r.message.type = DHCP_RELEASE;
	r.message.requested = (struct ip4){0};
	r.message.ciaddr = v.address;
	assert_int_equal(serve(&s, &r, NOW + 60 * TIME_SEC).why, DHCP_WHY_RELEASED);
	seed_stop(&s);
	start(&s, true, false);
	r = relayed(DHCP_DISCOVER, 1, RELAY);
	add_address(&r.message, DHCP_AGENT_SERVER, OVERRIDE);
	assert_int_equal(decide(&s, &r, NOW).server_id.host, ten(100).host);
	seed_stop(&s);
}

static void
no_server_is_called_by_the_address_of_all_or_of_a_group(void **state)
{
	static const struct ip4 told[] = {{UINT32_MAX}, {0xe0000001}, {0x7f000001}, {0}};

	(void)state;
	for (unsigned i = 0; i < COUNT_OF(told); i++) {
		struct dhcp_request r = relayed(DHCP_DISCOVER, 1, RELAY);
		struct seed s;

		start(&s, true, true);
		add_address(&r.message, DHCP_AGENT_SERVER, told[i]);
		assert_int_equal(decide(&s, &r, NOW).server_id.host, ten(100).host);
		seed_stop(&s);
	}
}

/* Granted through the relay agent, renewed past it: the pool and option 82 stay. */
static void
a_renewal_past_the_relay_finds_its_pool(void **state)
{
	struct dhcp_request r = relayed(DHCP_DISCOVER, 1, NEAR), renew;
	struct dhcp_verdict v;
	struct ip4 a;
	struct seed s;
	size_t len;

	(void)state;
	start(&s, true, true);
	add_address(&r.message, DHCP_AGENT_LINK, FAR(0));
	a = serve(&s, &r, NOW).address;
	r.message.type = DHCP_REQUEST;
	r.message.requested = a;
	r.message.server_id = ten(100);
	assert_int_equal(serve(&s, &r, NOW).why, DHCP_WHY_GRANTED);
	renew = request_of(RENEW, a);
	renew.from = r.from;
	v = serve(&s, &renew, NOW + DAYS(1));
	assert_int_equal(v.why, DHCP_WHY_RENEWED);
	assert_int_equal(v.pool, 1);
	assert_non_null(lease_side_find(&v.record, DHCP_OPT_AGENT, &len));
	assert_int_equal(len, r.message.agent.len);
	renew.message.type = DHCP_RELEASE;
	renew.source = a;
	assert_int_equal(decide(&s, &renew, NOW + DAYS(2)).why, DHCP_WHY_RELEASED);
	seed_stop(&s);
}

struct sent {
	uint8_t byte[DHCP_FRAME_MAX];
	struct udp_packet packet;
};

static void
answer(const struct seed *s, const struct dhcp_request *r, struct sent *ret)
{
	struct dhcp_verdict v = decide(s, r, NOW);
	struct dhcp_parked parked;
	struct wr w = wr_of(ret->byte, sizeof ret->byte);

	assert_int_equal(v.answer, DHCP_ANSWER_OFFER);
	dhcp_park(s->server, r, &v, &parked);
	assert_int_not_equal(dhcp_reply_frame(s->server, &parked, &sender, &w), 0);
	assert_int_equal(udp_decode(rd_of(ret->byte, w.len), false, &ret->packet), WIRE_OK);
}

static bool
holds(const struct sent *m, const void *bytes, size_t len)
{
	struct rd in = m->packet.payload;

	for (size_t at = 240; at + len <= in.left; at++)
		if (memcmp(in.p + at, bytes, len) == 0)
			return true;
	return false;
}

static void
the_answer_goes_back_as_it_came(void **state)
{
	struct dhcp_request r = relayed(DHCP_DISCOVER, 1, RELAY);
	struct sent m;
	struct seed s;

	(void)state;
	start(&s, true, true);
	r.port = 40000;
	add_option_82(&r.message, DHCP_AGENT_CIRCUIT, "Gi0/1", 5);
	answer(&s, &r, &m);
	assert_int_equal(m.packet.dst_port, 67); /* whatever it came from */
	assert_int_equal(m.packet.dst.host, RELAY.host);
	assert_int_equal(m.packet.src.host, ten(100).host);
	assert_true(mac_same(m.packet.ether.dst, r.from));
	assert_true(holds(&m, "\x52\x07\x01\x05Gi0/1\xff", 10));
	add_option_82(&r.message, DHCP_AGENT_PORT, "", 0); /* RFC 8357 */
	answer(&s, &r, &m);
	assert_int_equal(m.packet.dst_port, 40000);
	assert_true(holds(&m, "\x52\x09\x01\x05Gi0/1\x13\x00\xff", 12));
	r.message.subnet = FAR(0);
	answer(&s, &r, &m);
	assert_true(holds(&m, "\x76\x04\x0a\x14\x00\x00\x52\x09", 8));
	r = ask(DHCP_DISCOVER, 1); /* without a relay agent the port is a client's */
	r.port = 40000;
	add_option_82(&r.message, DHCP_AGENT_PORT, "", 0);
	answer(&s, &r, &m);
	assert_int_equal(m.packet.dst_port, 68);
	seed_stop(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_pool_is_chosen_by_giaddr_link_or_subnet),
	    cmocka_unit_test(a_link_without_a_pool_gets_silence),
	    cmocka_unit_test(a_relay_agent_names_the_server),
	    cmocka_unit_test(no_server_is_called_by_the_address_of_all_or_of_a_group),
	    cmocka_unit_test(a_renewal_past_the_relay_finds_its_pool),
	    cmocka_unit_test(the_answer_goes_back_as_it_came),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
