/* What a configuration becomes: withheld addresses, switches, pools by subnet, times. */
#include "lease/count.h"
#include "test/unit/dhcp/seed.h"

static void
the_seed_keeps_three_of_a_hundred_back(void **state)
{
	static const unsigned kept[] = {1, 2, 100};
	struct seed s;
	struct lease_count c;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	c = lease_count_pool(s.table, 0);
	assert_int_equal(c.total, 100);
	assert_int_equal(c.idle, 97);
	assert_int_equal(c.disable, 3);
	for (size_t i = 0; i < COUNT_OF(kept); i++)
		assert_int_equal(lease_is_withheld(s.table, ten(kept[i])), LEASE_DISABLED);
	assert_int_equal(s.server->pool[0].lease_s, 259200);
	seed_stop(&s);
}

static void
every_reason_withholds(void **state)
{
	struct seed s;
	struct lease_count c;

	(void)state;
	seed_config(&s);
	s.section[0].low = ten(0);
	s.section[0].high = ten(255);
	s.excluded[3].set = true;
	s.excluded[3].low = ten(10);
	s.excluded[3].high = ten(19);
	s.static_bind[2].set = true;
	s.static_bind[2].address = ten(15); /* excluded too, as Huawei advises */
	s.static_bind[2].mac = (struct mac){{2, 0, 0, 0, 0, 1}};
	s.config.server_identifier.address = ten(50);
	seed_start(&s);
	c = lease_count_pool(s.table, 0);
	assert_int_equal(c.total, 256);
	assert_int_equal(c.static_bind, 1);
	/* .0 .255 network and broadcast, .1 own, .2 peer, .100 gateway, .50 identifier, 9 excluded
	 */
	assert_int_equal(c.disable, 15);
	assert_int_equal(lease_is_withheld(s.table, ten(15)), LEASE_STATIC);
	seed_stop(&s);
}

static bool
enabled(bool disabled, bool all_set, bool all, enum dhcp_switch own)
{
	struct seed s;
	bool on;

	seed_config(&s);
	s.system.disable.set = disabled;
	s.system.all_interface.set = all_set;
	s.system.all_interface.enable = all;
	s.vlanif.server = own;
	seed_start(&s);
	on = s.server->inbound[100].enabled;
	assert_false(s.server->inbound[99].enabled);
	seed_stop(&s);
	return on;
}

static void
the_interface_beats_the_system(void **state)
{
	(void)state;
	for (unsigned all = 0; all < 3; all++) {
		assert_true(enabled(false, all > 0, all > 1, DHCP_ENABLE));
		assert_false(enabled(false, all > 0, all > 1, DHCP_DISABLE));
		assert_int_equal(enabled(false, all > 0, all > 1, DHCP_FOLLOW), all > 1);
		assert_false(enabled(true, all > 0, all > 1, DHCP_ENABLE));
	}
}

/* Two pools, two Vlanifs, one of them with a secondary address. */
static void
a_message_finds_its_pool(void **state)
{
	static struct dhcp_pool_config config[2];
	struct dhcp_pool_source pools[2] = {{"One", &config[0]}, {"two", &config[1]}};
	struct dhcp_system_config system = {.all_interface = {true, true}};
	struct dhcp_vlanif vlanifs[2] = {{.vlan = 10, .count = 2}, {.vlan = 20, .count = 0}};
	struct dhcp_server_source source = {&system, 2, 2, 0, pools, vlanifs, NULL};
	struct dhcp_message m = {.type = DHCP_REQUEST};
	struct dhcp_server *s;

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		config[i].gateway.set = true;
		config[i].gateway.address = IP4(10, i, 0, 1);
		config[i].gateway.mask = IP4(255, 255, 0, 0);
	}
	vlanifs[0].address[0].address = IP4(172, 16, 0, 1);
	vlanifs[0].address[1].address = IP4(10, 1, 0, 9);
	s = dhcp_server_new(&source, 7);
	assert_int_equal(dhcp_server_find(s, "oNe"), 0);
	assert_int_equal(dhcp_server_find(s, "three"), DHCP_NO_POOL);
	assert_int_equal(dhcp_server_pool_for(s, 10, false, &m), 1);
	assert_int_equal(dhcp_server_pool_for(s, 20, false, &m), DHCP_NO_POOL);
	assert_int_equal(dhcp_server_pool_for(s, 4096, false, &m), DHCP_NO_POOL);
	m.ciaddr = IP4(10, 0, 3, 3);
	assert_int_equal(dhcp_server_pool_for(s, 10, true, &m), 0);
	assert_int_equal(dhcp_server_pool_for(s, 10, false, &m), 1);
	m.giaddr = IP4(10, 0, 0, 254);
	assert_int_equal(dhcp_server_pool_for(s, 20, false, &m), 0);
	m.giaddr = IP4(10, 2, 0, 254);
	assert_int_equal(dhcp_server_pool_for(s, 10, false, &m), DHCP_NO_POOL);
	assert_int_equal(dhcp_server_identifier(s, 1, 10).host, IP4(172, 16, 0, 1).host);
	dhcp_server_free(s);
	dhcp_server_free(NULL);
}

static void
static_bindings_are_found_by_mac(void **state)
{
	struct seed s;
	struct dhcp_request r = ask(DHCP_DISCOVER, 0);

	(void)state;
	seed_config(&s);
	for (unsigned i = 0; i < 50; i++) {
		s.static_bind[i * 7].set = true;
		s.static_bind[i * 7].address = ten(10 + i);
		s.static_bind[i * 7].mac = (struct mac){{2, 0, 0, 0, 0, (uint8_t)(i * 5)}};
	}
	seed_start(&s);
	for (unsigned n = 0; n < 255; n++) {
		unsigned want = n % 5 == 0 && n < 250 ? ten(10 + n / 5).host : 0;

		r = ask(DHCP_DISCOVER, n);
		assert_int_equal(dhcp_reserved_by_mac(&s.server->pool[0].reserved, &r.message).host,
				 want);
	}
	r.message.hardware_len = 8;
	assert_int_equal(dhcp_reserved_by_mac(&s.server->pool[0].reserved, &r.message).host, 0);
	seed_stop(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_seed_keeps_three_of_a_hundred_back),
	    cmocka_unit_test(every_reason_withholds),
	    cmocka_unit_test(the_interface_beats_the_system),
	    cmocka_unit_test(a_message_finds_its_pool),
	    cmocka_unit_test(static_bindings_are_found_by_mac),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
