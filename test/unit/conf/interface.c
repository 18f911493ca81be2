/* Interface names: every spelling, one canonical form, and what is no name. */
#include "test/check.h"

#include <stdbool.h>
#include <string.h>

#include "conf/interface.h"

static void
spellings(void **state)
{
	static const struct {
		const char *typed, *joined, *number;
	} names[] = {
	    {"Vlanif100", "Vlanif100", "100"},
	    {"vlanif 100", "Vlanif100", "100"},
	    {"VLANIF4094", "Vlanif4094", "4094"},
	    {"v 1", "Vlanif1", "1"},
	    {"GigabitEthernet0/1/1", "GigabitEthernet0/1/1", "0/1/1"},
	    {"gigabitethernet 0/1/1", "GigabitEthernet0/1/1", "0/1/1"},
	    {"gi255/255/255", "GigabitEthernet255/255/255", "255/255/255"},
	    {"GE0/1/1", "GigabitEthernet0/1/1", "0/1/1"},
	    {"ethernet 0/0/1", "Ethernet0/0/1", "0/0/1"},
	    {"XGigabitEthernet0/0/1", "XGigabitEthernet0/0/1", "0/0/1"},
	    {"xge 0/0/1", "XGigabitEthernet0/0/1", "0/0/1"},
	    {"10ge1/0/1", "10GE1/0/1", "1/0/1"},
	    {"10GE 1/0/1", "10GE1/0/1", "1/0/1"},
	    {"25GE1/0/48", "25GE1/0/48", "1/0/48"},
	    {"40GE1/0/1", "40GE1/0/1", "1/0/1"},
	    {"100GE255/255/255", "100GE255/255/255", "255/255/255"},
	    {"eth-trunk0", "Eth-Trunk0", "0"},
	    {"Eth-T 1023", "Eth-Trunk1023", "1023"},
	    {"ge 0/1/0.100", "GigabitEthernet0/1/0.100", "0/1/0.100"},
	    {"Eth-Trunk1.4096", "Eth-Trunk1.4096", "1.4096"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct interface_name name;
		char text[INTERFACE_TEXT];

		assert_true(interface_parse(names[i].typed, &name));
		assert_string_equal(interface_format(name, text), names[i].joined);
		assert_string_equal(interface_number_format(name, text), names[i].number);
	}
}

static void
no_names(void **state)
{
	static const char *const bad[] = {
	    "",
	    "Vlanif",
	    "Vlanif0",
	    "Vlanif4095",
	    "Vlanif 1 ",
	    "Vlanif  1",
	    "Vlanif1x",
	    "Vlanifs1",
	    "100",
	    "GE0/1",
	    "GE0/1/1/1",
	    "GE0/1/1.0",
	    "GE0/1/1.4097",
	    "GE0/1/1.",
	    "Vlanif1.1",
	    "LoopBack0.1",
	    "GE0/1/1.1.1",
	    "GE0/256/1",
	    "GE0//1",
	    "GE/0/1/1",
	    "Loopback1024",
	    "10GE",
	    "1GE1/0/1",
	    "10 1/0/1",
	    "Eth-Trunk1024",
	    "Eth-Trunk",
	    "e1",
	    "Eth0/0/1",
	    "Eth-Trunk1/0/1",
	    "GE0/1/1x",
	    "GE-1/0/1",
	    "GE0/1/",
	    "GE 0/1/000001",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct interface_name name = {INTERFACE_GE, 77, 0};

		assert_false(interface_parse(bad[i], &name));
		assert_int_equal(name.number, 77);
	}
}

/* One number is one port, of whatever type. */
static void
ports_by_their_number(void **state)
{
	static const char *const port[] = {"GigabitEthernet0/0/1", "Ethernet0/0/1", "10GE0/0/1",
					   "100GE0/0/1", "Eth-Trunk1"};
	struct interface_name name[COUNT_OF(port)];
	char text[INTERFACE_TEXT];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(port); i++) {
		assert_true(interface_parse(port[i], &name[i]));
		assert_string_equal(interface_format(interface_port(name[i].number), text),
				    port[i]);
		assert_true(interface_type_fits(INTERFACE_PORT, name[i].type));
		for (size_t k = 0; k < i; k++)
			assert_true(name[k].number != name[i].number);
	}
	assert_false(interface_type_fits(INTERFACE_PORT, INTERFACE_VLANIF));
	assert_false(interface_type_fits(INTERFACE_NONE, INTERFACE_NONE));
	assert_true(interface_type_fits(INTERFACE_NONE, INTERFACE_VLANIF));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(spellings),
	    cmocka_unit_test(no_names),
	    cmocka_unit_test(ports_by_their_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
