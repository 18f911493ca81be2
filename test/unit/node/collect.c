/* What collect/ gathers from the seed's DeviceA and a few lines more. */
#include "node/config/collect.h"

#include "test/unit/node/typing.h"

static struct typing *
seed(const char *more)
{
	struct typing *t = typing_new();
	static char text[TEXT_MAX];

	read_file("lab/DeviceA.cfg", text);
	conf_free(t->c);
	t->c = load_all(text);
	type_all(t, more);
	return t;
}

static void
vlans_ports_and_vlanifs(void **state)
{
	struct typing *t = seed("vlan 7\nquit\ninterface vlanif 7\nip address 10.1.1.1 24");
	struct collect_links *got = memory_new(1, sizeof *got);

	(void)state;
	collect_links(t->c, got);
	assert_non_null(got->links.vlan[7]);
	assert_non_null(got->links.vlan[100]);
	assert_null(got->links.vlan[8]);
	assert_int_equal(got->links.vlanifs_count, 2);
	assert_int_equal(got->links.virtuals_count, 1);
	assert_int_equal(got->links.virtual[0].vlan, 100);
	assert_int_equal(got->links.virtual[0].vrid, 1);
	memory_free(got);
	typing_free(t);
}

/* By its VLAN, with its own name. */
static void
a_sub_interface_is_as_a_vlanif(void **state)
{
	static const struct interface_name name = {INTERFACE_GE, 0x000102, 3};
	struct typing *t = seed("interface GE0/1/2.3\nvlan-type dot1q 300\n"
				"ip address 10.1.1.1 24\nvrrp vrid 2 virtual-ip 10.1.1.9");
	struct collect_links *got = memory_new(1, sizeof *got);
	struct pulse_config *pulse = memory_new(1, sizeof *pulse);

	(void)state;
	collect_links(t->c, got);
	assert_int_equal(got->links.virtuals_count, 2);
	assert_int_equal(got->links.virtual[1].vlan, 300);
	assert_int_equal(got->links.virtual[1].vrid, 2);
	collect_pulse(t->c, pulse);
	assert_int_equal(pulse->count, 2);
	assert_int_equal(pulse->group[1].vlan, 300);
	assert_true(interface_same(pulse->group[1].interface, name));
	assert_int_equal(pulse->group[1].source.host, IP4(10, 1, 1, 1).host);
	assert_int_equal(schema_link_vlan(schema_link(t->c, name)), 300);
	assert_null(schema_link(t->c, interface_port(name.number)));
	memory_free(pulse);
	memory_free(got);
	typing_free(t);
}

static void
addresses_that_are_virtual_too(void **state)
{
	struct typing *t = seed("interface vlanif 100\nip address 10.10.10.9 24 sub\n"
				"vrrp vrid 1 virtual-ip 10.10.10.9\n"
				"vrrp vrid 2 virtual-ip 10.10.10.1");
	struct collect_links *got = memory_new(1, sizeof *got);

	(void)state;
	collect_links(t->c, got);
	assert_int_equal(got->links.virtuals_count, 2);
	assert_int_equal(got->links.virtual[0].owns_count, 1);
	assert_int_equal(got->links.virtual[0].owns[0].host, IP4(10, 10, 10, 9).host);
	assert_int_equal(got->links.virtual[1].vrid, 2);
	assert_int_equal(got->links.virtual[1].owns_count, 1);
	assert_int_equal(got->links.virtual[1].owns[0].host, IP4(10, 10, 10, 1).host);
	memory_free(got);
	typing_free(t);
}

static void
every_port_of_the_map(void **state)
{
	static const char *const names[] = {"GigabitEthernet0/1/1", "GigabitEthernet0/1/2"};
	struct collect_links *got = memory_new(1, sizeof *got);
	struct conf_ports ports = {0};
	struct conf *c;

	(void)state;
	assert_true(conf_ports_parse(names, 2, &ports));
	c = conf_new(&schema, &ports);
	collect_links(c, got);
	assert_int_equal(got->links.ports_count, 2);
	assert_string_equal(got->links.port[1].name, "GigabitEthernet0/1/2");
	assert_null(got->links.port[1].config);
	conf_free(c);
	memory_free(got);
}

static void
groups_as_in_the_seed(void **state)
{
	struct typing *t = seed("");
	struct pulse_config *got = memory_new(1, sizeof *got);

	(void)state;
	collect_pulse(t->c, got);
	assert_int_equal(got->count, 1);
	assert_int_equal(got->group[0].vlan, 100);
	assert_int_equal(got->group[0].config.vrid, 1);
	assert_int_equal(got->group[0].version, 2);
	assert_int_equal(got->group[0].source.host, IP4(10, 10, 10, 1).host);
	assert_int_equal(got->group[0].recover_delay_s, 20);
	assert_true(got->group[0].check_ttl);
	assert_true(got->group[0].learn_interval);
	memory_free(got);
	typing_free(t);
}

static void
a_group_without_an_address_has_no_source(void **state)
{
	struct typing *t = seed("interface vlanif 100\nundo ip address");
	struct pulse_config *got = memory_new(1, sizeof *got);

	(void)state;
	collect_pulse(t->c, got);
	assert_int_equal(got->count, 1);
	assert_false(ip4_set(got->group[0].source));
	memory_free(got);
	typing_free(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(vlans_ports_and_vlanifs),
	    cmocka_unit_test(a_sub_interface_is_as_a_vlanif),
	    cmocka_unit_test(addresses_that_are_virtual_too),
	    cmocka_unit_test(every_port_of_the_map),
	    cmocka_unit_test(groups_as_in_the_seed),
	    cmocka_unit_test(a_group_without_an_address_has_no_source),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
