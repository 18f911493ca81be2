/* Several pools of one link (`shared-network`): which is used first, that a client has one lease in
 * all of them, and what it is refused. pool1 has .11 to .14, pool2 10.10.20.11 to .14. */
#include "test/unit/dhcp/seed.h"

struct two {
	struct seed s;
	struct dhcp_section section;
	struct dhcp_static bound;
	struct dhcp_class class;
};

static struct ip4
twenty(unsigned last)
{
	return IP4(10, 10, 20, last);
}

static void
share(struct dhcp_pool_config *c, uint8_t order)
{
	c->shared.set = true;
	memcpy(c->shared.name, "floor", sizeof "floor");
	c->shared.order = order;
}

/* pool1 has this place; pool2 has 5. */
static struct seed *
config(struct two *t, uint8_t order)
{
	struct seed *s = &t->s;

	seed_config(s);
	s->section[0].low = ten(11);
	s->section[0].high = ten(14);
	s->second = s->config;
	s->second.gateway.address = twenty(100);
	t->section = (struct dhcp_section){true, 0, twenty(11), twenty(14)};
	s->second.section.list = &t->section;
	s->second.section.count = 1;
	share(&s->config, order);
	share(&s->second, 5);
	return s;
}

static struct seed *
start(struct two *t, uint8_t order)
{
	struct seed *s = config(t, order);

	seed_start(s);
	return s;
}

/* Bound to client n in pool2. */
static struct seed *
start_bound(struct two *t, unsigned n, struct ip4 address)
{
	struct seed *s = config(t, 0);

	t->bound = (struct dhcp_static){true, address, ask(DHCP_DISCOVER, n).from};
	s->second.static_bind.list = &t->bound;
	s->second.static_bind.count = 1;
	seed_start(s);
	return s;
}

static bool
is_second(struct ip4 a)
{
	return ip4_together(a, twenty(0), IP4(255, 255, 255, 0));
}

static struct dhcp_request
renewing(unsigned n, struct ip4 address)
{
	struct dhcp_request r = ask(DHCP_REQUEST, n);

	r.message.ciaddr = address;
	r.unicast = true;
	r.to = ten(100);
	return r;
}

static void
the_lowest_order_is_used_up_first(void **state)
{
	struct two t;
	struct seed *s = start(&t, 9);

	(void)state;
	for (unsigned n = 1; n <= 8; n++)
		assert_int_equal(is_second(dora(s, n, NOW)), n <= 4);
	seed_stop(s);
	s = start(&t, 5); /* of one order by name */
	for (unsigned n = 1; n <= 8; n++)
		assert_int_equal(is_second(dora(s, n, NOW)), n > 4);
	seed_stop(s);
}

/* What was only offered is taken when nothing else is left. Then the first pool stands for all. */
static void
offers_of_others_are_taken_after_all_pools(void **state)
{
	struct two t;
	struct seed *s = start(&t, 0);
	struct dhcp_request r;
	struct dhcp_verdict v;

	(void)state;
	for (unsigned n = 1; n <= 8; n++) {
		r = ask(DHCP_DISCOVER, n);
		v = serve(s, &r, NOW + n);
		assert_int_equal(is_second(v.address), n > 4);
		assert_int_equal(v.pool, n > 4);
	}
	r = ask(DHCP_DISCOVER, 9);
	v = serve(s, &r, NOW + 9); /* the oldest offer */
	assert_int_equal(v.answer, DHCP_ANSWER_OFFER);
	assert_false(is_second(v.address));
	seed_stop(s);
	s = start(&t, 0);
	for (unsigned n = 1; n <= 8; n++)
		dora(s, n, NOW);
	v = serve(s, &r, NOW);
	assert_int_equal(v.why, DHCP_WHY_NO_ADDRESS);
	assert_int_equal(v.pool, 0);
	seed_stop(s);
}

/* By broadcast and by unicast, though pool1 has room. */
static void
a_client_keeps_what_it_has_in_any_pool(void **state)
{
	struct two t;
	struct seed *s = start(&t, 0);
	struct dhcp_request r;
	struct dhcp_verdict v;

	(void)state;
	bind(s, twenty(12), 1, LEASE_LEASED, NOW + DAYS(1));
	r = ask(DHCP_DISCOVER, 1);
	assert_int_equal(decide(s, &r, NOW).address.host, twenty(12).host);
	r.message.requested = ten(12);
	assert_int_equal(decide(s, &r, NOW).address.host, twenty(12).host);
	for (unsigned unicast = 0; unicast < 2; unicast++) {
		r = renewing(1, twenty(12));
		r.unicast = unicast;
		v = decide(s, &r, NOW);
		assert_int_equal(v.why, DHCP_WHY_RENEWED);
		assert_int_equal(v.pool, 1);
		assert_false(ip4_set(v.leaves));
	}
	r = ask(DHCP_REQUEST, 1); /* INIT-REBOOT */
	r.message.requested = twenty(12);
	assert_int_equal(decide(s, &r, NOW).answer, DHCP_ANSWER_ACK);
	r.message.requested = ten(12); /* it has another one */
	assert_int_equal(decide(s, &r, NOW).why, DHCP_WHY_DENIED);
	r.message.requested = IP4(10, 10, 30, 12);
	assert_int_equal(decide(s, &r, NOW).why, DHCP_WHY_WRONG_NETWORK);
	seed_stop(s);
}

/* One it had goes before one it asks for, one that it has before one that it had. */
static void
a_lease_goes_before_a_lease_that_was(void **state)
{
	struct two t;
	struct seed *s = start(&t, 0);
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);

	(void)state;
	bind(s, ten(13), 1, LEASE_FREE, NOW - TIME_SEC);
	assert_int_equal(decide(s, &r, NOW).address.host, ten(13).host);
	bind(s, twenty(12), 1, LEASE_LEASED, NOW + DAYS(1));
	assert_int_equal(decide(s, &r, NOW).address.host, twenty(12).host);
	seed_stop(s);
}

static void
a_client_has_one_offer_in_all_pools(void **state)
{
	struct two t;
	struct seed *s = start(&t, 0);
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);
	struct ip4 offered;

	(void)state;
	r.message.requested = twenty(13);
	assert_int_equal(serve(s, &r, NOW).address.host, twenty(13).host);
	r.message.requested = ten(13);
	assert_int_equal(serve(s, &r, NOW).address.host, twenty(13).host);
	r = ask(DHCP_REQUEST, 1);
	r.message.requested = ten(13);
	r.message.server_id = ten(250);
	assert_int_equal(serve(s, &r, NOW).why, DHCP_WHY_OTHER_SERVER);
	for (unsigned pool = 0; pool < 2; pool++) {
		struct dhcp_verdict v = decide(s, &r, NOW);

		assert_false(lease_find_offer(s->table, pool, &v.key, &offered));
	}
	seed_stop(s);
}

/* An offer in one pool ends that in another. */
static void
a_binding_typed_meanwhile_moves_the_offer(void **state)
{
	struct two t;
	struct seed *s = start_bound(&t, 1, twenty(13));
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);
	struct dhcp_verdict v = decide(s, &r, NOW);
	struct ip4 offered;

	(void)state;
	lease_offer(s->table, ten(12), 0, &v.key, NOW);
	assert_int_equal(serve(s, &r, NOW).address.host, twenty(13).host);
	assert_false(lease_find_offer(s->table, 0, &v.key, &offered));
	assert_true(lease_find_offer(s->table, 1, &v.key, &offered));
	seed_stop(s);
}

/* Bound in pool2, with a lease in pool1: that runs out, a new one is the bound one, and the old one
 * is given back then. */
static void
a_binding_in_another_pool_takes_effect(void **state)
{
	struct two t;
	struct seed *s = start_bound(&t, 1, twenty(13));
	struct dhcp_request r = renewing(1, ten(12));
	struct dhcp_verdict v;

	(void)state;
	bind(s, ten(12), 1, LEASE_LEASED, NOW + DAYS(1));
	v = decide(s, &r, NOW + DAYS(1) / 2);
	assert_int_equal(v.answer, DHCP_ANSWER_ACK);
	assert_int_equal(v.lease_s, 86400 / 2);
	r = ask(DHCP_REQUEST, 1);
	r.message.requested = ten(12);
	assert_int_equal(decide(s, &r, NOW).why, DHCP_WHY_DENIED);
	r = ask(DHCP_DISCOVER, 1);
	assert_int_equal(serve(s, &r, NOW + DAYS(1) / 2).address.host, twenty(13).host);
	r = selecting(1, twenty(13));
	v = serve(s, &r, NOW + DAYS(1) / 2);
	assert_int_equal(v.answer, DHCP_ANSWER_ACK);
	assert_int_equal(v.leaves.host, ten(12).host);
	v = dhcp_left(s->table, &v, NOW + DAYS(1) / 2);
	assert_true(v.write);
	assert_int_equal(v.record.state, LEASE_RELEASED);
	seed_stop(s);
}

/* A client that renews uses its address, so what it has elsewhere is not judged by that: it may be
 * the sign of another interface. */
static void
a_renewal_takes_no_other_lease_away(void **state)
{
	struct two t;
	struct seed *s = start(&t, 0);
	struct dhcp_request r = renewing(1, ten(12));
	struct dhcp_verdict v;

	(void)state;
	bind(s, ten(12), 1, LEASE_LEASED, NOW + DAYS(1));
	bind(s, twenty(12), 1, LEASE_LEASED, NOW + DAYS(1));
	v = decide(s, &r, NOW + DAYS(1) / 2);
	assert_int_equal(v.why, DHCP_WHY_RENEWED);
	assert_false(ip4_set(v.leaves));
	seed_stop(s);
}

/* R3: a REQUEST for pool1 that may be older than the lease of this moment in pool2. */
static void
a_late_request_is_not_believed_in_another_pool(void **state)
{
	struct two t;
	struct seed *s = start(&t, 0);
	struct dhcp_request r = selecting(1, ten(12));

	(void)state;
	bind(s, twenty(12), 1, LEASE_LEASED, NOW + DAYS(1));
	assert_int_equal(decide(s, &r, NOW + TIME_SEC).answer, DHCP_ANSWER_NONE);
	assert_int_equal(decide(s, &r, NOW + DAYS(1) / 2).answer, DHCP_ANSWER_ACK);
	seed_stop(s);
}

static void
a_locked_pool_is_passed_over(void **state)
{
	struct two t;
	struct seed *s = config(&t, 0);
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);

	(void)state;
	s->config.lock.set = true;
	seed_start(s);
	assert_true(is_second(serve(s, &r, NOW).address));
	seed_stop(s);
}

/* ---- vendor classes ---- */

static struct dhcp_request
of_class(struct dhcp_request r, const char *vendor)
{
	r.message.vendor.set = true;
	r.message.vendor.len = (uint8_t)strlen(vendor);
	memcpy(r.message.vendor.byte, vendor, strlen(vendor));
	return r;
}

/* pool2 is for "phone", or what begins so; it comes after pool1. */
static struct seed *
start_classed(struct two *t, bool prefix, bool enabled)
{
	struct seed *s = config(t, 0);

	t->class.set = true;
	memset(t->class.text, 0, sizeof t->class.text);
	memcpy(t->class.text, "phone", sizeof "phone");
	if (prefix) {
		s->second.option60_prefix.list = &t->class;
		s->second.option60_prefix.count = 1;
	} else {
		s->second.option60.list = &t->class;
		s->second.option60.count = 1;
	}
	s->system.base_option60.set = enabled;
	seed_start(s);
	return s;
}

static void
a_pool_of_the_vendor_class_goes_first(void **state)
{
	static const struct {
		bool prefix, enabled;
		const char *vendor; /* NULL: no option 60 */
		bool second;
	} cases[] = {{false, true, "phone", true},   {false, true, "phone-7", false},
		     {false, true, "phon", false},   {false, true, NULL, false},
		     {true, true, "phone-7", true},  {true, true, "phone", true},
		     {true, true, "a phone", false}, {true, true, "phon", false},
		     {false, false, "phone", false}, {true, true, NULL, false}};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct two t;
		struct seed *s = start_classed(&t, cases[i].prefix, cases[i].enabled);
		struct dhcp_request r = ask(DHCP_DISCOVER, 1);

		if (cases[i].vendor)
			r = of_class(r, cases[i].vendor);
		assert_int_equal(is_second(serve(s, &r, NOW).address), cases[i].second);
		seed_stop(s);
	}
}

/* pool1 is full: the others get nothing of pool2, not even what they ask for or take by name. */
static void
a_pool_of_a_vendor_class_is_for_nobody_else(void **state)
{
	struct two t;
	struct seed *s = start_classed(&t, false, true);
	struct dhcp_request r;
	struct dhcp_verdict v;

	(void)state;
	for (unsigned n = 1; n <= 4; n++)
		assert_false(is_second(dora(s, n, NOW)));
	r = ask(DHCP_DISCOVER, 9);
	r.message.requested = twenty(12);
	v = serve(s, &r, NOW);
	assert_int_equal(v.why, DHCP_WHY_NO_ADDRESS);
	assert_int_equal(v.pool, 0);
	r = selecting(9, twenty(12));
	assert_int_equal(serve(s, &r, NOW).why, DHCP_WHY_WITHHELD);
	r = of_class(r, "phone");
	assert_int_equal(serve(s, &r, NOW).answer, DHCP_ANSWER_ACK);
	seed_stop(s);
}

/* Who was offered an address as a phone takes it without saying so again; a DISCOVER says anew. */
static void
a_request_need_not_name_its_class(void **state)
{
	struct two t;
	struct seed *s = start_classed(&t, false, true);
	struct dhcp_request r = of_class(ask(DHCP_DISCOVER, 1), "phone");
	struct ip4 offered;

	(void)state;
	offered = serve(s, &r, NOW).address;
	assert_true(is_second(offered));
	r = ask(DHCP_DISCOVER, 1);
	assert_false(is_second(decide(s, &r, NOW).address));
	r = selecting(2, offered);
	assert_int_not_equal(decide(s, &r, NOW).answer, DHCP_ANSWER_ACK);
	r = selecting(1, offered);
	assert_int_equal(serve(s, &r, NOW).answer, DHCP_ANSWER_ACK);
	seed_stop(s);
}

/* pool2 is full: a phone gets what pool1 has. */
static void
a_class_whose_pool_is_full_gets_another(void **state)
{
	struct two t;
	struct seed *s = start_classed(&t, true, true);

	(void)state;
	for (unsigned n = 1; n <= 8; n++) {
		struct dhcp_request r = of_class(ask(DHCP_DISCOVER, n), "phone");

		assert_int_equal(is_second(serve(s, &r, NOW).address), n <= 4);
	}
	seed_stop(s);
}

/* What it has it keeps, whatever class it is of now; what it had it has no right to. */
static void
a_lease_outlasts_its_class(void **state)
{
	struct two t;
	struct seed *s = start_classed(&t, true, true);
	struct dhcp_request r = renewing(1, twenty(12)), again = ask(DHCP_DISCOVER, 1);

	(void)state;
	bind(s, twenty(12), 1, LEASE_LEASED, NOW + DAYS(1));
	assert_int_equal(decide(s, &r, NOW).why, DHCP_WHY_RENEWED);
	assert_int_equal(decide(s, &again, NOW).address.host, twenty(12).host);
	bind(s, twenty(12), 1, LEASE_FREE, NOW - TIME_SEC);
	assert_false(is_second(decide(s, &again, NOW).address));
	seed_stop(s);
}

/* Without a switch; beside an option 60 of the same pool both have to fit where that counts. */
static void
a_class_by_mac(void **state)
{
	struct two t;
	struct seed *s = config(&t, 0);
	struct dhcp_request r = ask(DHCP_DISCOVER, 0x101), other = ask(DHCP_DISCOVER, 0x201);
	struct dhcp_class vendor = {true, "phone"};

	(void)state;
	t.class = (struct dhcp_class){true, "0200000001"};
	s->second.mac_prefix.list = &t.class;
	s->second.mac_prefix.count = 1;
	s->second.option60.list = &vendor;
	s->second.option60.count = 1;
	seed_start(s);
	assert_true(is_second(decide(s, &r, NOW).address));
	assert_false(is_second(decide(s, &other, NOW).address));
	other = of_class(other, "phone");
	assert_false(is_second(decide(s, &other, NOW).address));
	r.message.hardware_len = 4;
	assert_false(is_second(decide(s, &r, NOW).address));
	seed_stop(s);
	s->system.base_option60.set = true;
	seed_start(s);
	r = ask(DHCP_DISCOVER, 0x101);
	assert_false(is_second(decide(s, &r, NOW).address));
	assert_false(is_second(decide(s, &other, NOW).address));
	r = of_class(r, "phone");
	assert_true(is_second(decide(s, &r, NOW).address));
	seed_stop(s);
}

/* One with no other pool beside it is for its class alone, and for what is bound there. */
static void
a_pool_alone_is_for_its_class(void **state)
{
	struct two t;
	struct seed *s = config(&t, 0);
	struct dhcp_request r = ask(DHCP_DISCOVER, 1), other = ask(DHCP_DISCOVER, 2);

	(void)state;
	s->second.gateway.set = false;
	t.class = (struct dhcp_class){true, "phone"};
	s->config.option60.list = &t.class;
	s->config.option60.count = 1;
	s->static_bind[0] = (struct dhcp_static){true, ten(13), other.from};
	s->system.base_option60.set = true;
	seed_start(s);
	assert_int_equal(decide(s, &r, NOW).why, DHCP_WHY_WITHHELD);
	assert_int_equal(decide(s, &other, NOW).address.host, ten(13).host);
	r = of_class(r, "phone");
	assert_int_equal(decide(s, &r, NOW).answer, DHCP_ANSWER_OFFER);
	seed_stop(s);
}

/* Each is given back, declined and asked about in its own pool. */
static void
other_messages_find_their_pool(void **state)
{
	struct two t;
	struct seed *s = start(&t, 0);
	struct dhcp_request r = ask(DHCP_RELEASE, 1);

	(void)state;
	bind(s, twenty(12), 1, LEASE_LEASED, NOW + DAYS(1));
	r.message.ciaddr = twenty(12);
	assert_int_equal(decide(s, &r, NOW).why, DHCP_WHY_RELEASED);
	r = ask(DHCP_DECLINE, 1);
	r.message.requested = twenty(12);
	assert_int_equal(decide(s, &r, NOW).why, DHCP_WHY_DECLINED);
	r = ask(DHCP_INFORM, 1);
	r.message.ciaddr = twenty(77);
	assert_int_equal(decide(s, &r, NOW).pool, 1);
	r.message.ciaddr = IP4(10, 10, 30, 1);
	assert_int_equal(decide(s, &r, NOW).pool, 0);
	seed_stop(s);
}

/* The relay agent has an address of pool2. A pool of no shared network is not among them. */
static void
a_relay_agent_of_one_subnet_serves_all(void **state)
{
	struct two t;
	struct seed *s = start(&t, 0);
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);

	(void)state;
	r.message.giaddr = twenty(254);
	assert_false(is_second(decide(s, &r, NOW).address));
	seed_stop(s);
	s = config(&t, 0);
	s->second.shared.name[0] = 'd';
	seed_start(s);
	assert_true(is_second(decide(s, &r, NOW).address));
	seed_stop(s);
}

/* By its MAC in pool2, so everywhere: else it had two leases, one under each name. */
static void
a_client_has_one_name_in_all_pools(void **state)
{
	struct two t;
	struct seed *s = start_bound(&t, 1, twenty(13));
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);

	(void)state;
	r.message.client_id.set = true;
	r.message.client_id.len = 3;
	assert_int_equal(dhcp_key(s->server, 0, &r.message).byte[0], LEASE_KEY_HARDWARE);
	assert_int_equal(dhcp_key(s->server, 1, &r.message).byte[0], LEASE_KEY_HARDWARE);
	seed_stop(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_lowest_order_is_used_up_first),
	    cmocka_unit_test(offers_of_others_are_taken_after_all_pools),
	    cmocka_unit_test(a_client_keeps_what_it_has_in_any_pool),
	    cmocka_unit_test(a_lease_goes_before_a_lease_that_was),
	    cmocka_unit_test(a_client_has_one_offer_in_all_pools),
	    cmocka_unit_test(a_binding_typed_meanwhile_moves_the_offer),
	    cmocka_unit_test(a_binding_in_another_pool_takes_effect),
	    cmocka_unit_test(a_renewal_takes_no_other_lease_away),
	    cmocka_unit_test(a_late_request_is_not_believed_in_another_pool),
	    cmocka_unit_test(a_locked_pool_is_passed_over),
	    cmocka_unit_test(a_pool_of_the_vendor_class_goes_first),
	    cmocka_unit_test(a_pool_of_a_vendor_class_is_for_nobody_else),
	    cmocka_unit_test(a_request_need_not_name_its_class),
	    cmocka_unit_test(a_class_whose_pool_is_full_gets_another),
	    cmocka_unit_test(a_lease_outlasts_its_class),
	    cmocka_unit_test(a_class_by_mac),
	    cmocka_unit_test(a_pool_alone_is_for_its_class),
	    cmocka_unit_test(other_messages_find_their_pool),
	    cmocka_unit_test(a_relay_agent_of_one_subnet_serves_all),
	    cmocka_unit_test(a_client_has_one_name_in_all_pools),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
