/* ports.c -- ports.h: a right map, and every wrong one with its place. */
#include "linux/ports.h"

#include <string.h>

#include "base/text.h"
#include "test/check.h"

static void
test_a_map_is_read(void **state)
{
	char bytes[256];
	struct text errors = text_of(bytes, sizeof(bytes));
	struct ports p;

	(void)state;
	assert_int_equal(ports_parse("# ports\n\n GigabitEthernet0/1/1\teth1 # trunk\r\n"
				     "gigabitethernet0/1/0 enp129s0f1np1\n10ge1/0/1 e2\n"
				     "Eth-Trunk1 bond0\n",
				     "p", &errors, &p),
			 0);
	assert_string_equal(bytes, "");
	assert_int_equal(p.count, 4);
	assert_string_equal(p.port[0].name, "GigabitEthernet0/1/1");
	assert_string_equal(p.port[0].device, "eth1");
	assert_string_equal(p.port[1].name, "GigabitEthernet0/1/0");
	assert_int_equal(ports_find(&p, "GigabitEthernet0/1/0"), 1);
	assert_int_equal(ports_find(&p, "GigabitEthernet0/1/7"), -1);
	assert_int_equal(ports_find(&p, "10GE1/0/1"), 2);
	assert_int_equal(ports_find(&p, "Eth-Trunk1"), 3);
}

static void
test_errors_have_a_place(void **state)
{
	static const struct {
		const char *map, *error;
	} wrong[] = {
	    {"eth1", "p:1:1: 'eth1' is not a port"},
	    {"GigabitEthernet0/1 eth1", "p:1:1: 'GigabitEthernet0/1' is not a port"},
	    {"GigabitEthernet0/1/1/1 e", "p:1:1: 'GigabitEthernet0/1/1/1' is not a port"},
	    {"GigabitEthernet0/1/256 e", "p:1:1: 'GigabitEthernet0/1/256' is not a port"},
	    {"GigabitEthernet0/01/1 e", "p:1:1: 'GigabitEthernet0/01/1' is not a port"},
	    {"GE0/1/1 e", "p:1:1: 'GE0/1/1' is not a port"},
	    {"Vlanif1 e", "p:1:1: 'Vlanif1' is not a port"},
	    {"Eth-Trunk1024 e", "p:1:1: 'Eth-Trunk1024' is not a port"},
	    {"GigabitEthernet e", "p:1:1: 'GigabitEthernet' is not a port"},
	    {"\n  GigabitEthernet0/1/1", "p:2:23: the Linux device of the port is missing"},
	    {"GigabitEthernet0/1/1 eth1 x", "p:1:27: 'x' is one word too many"},
	    {"GigabitEthernet0/1/1 a/b", "p:1:22: 'a/b' is not a Linux device name"},
	    {"GigabitEthernet0/1/1 sixteencharacter", "p:1:22: 'sixteencharacter' is not a Linux"},
	    {"GigabitEthernet0/1/1 ..", "p:1:22: '..' is not a Linux device name"},
	    {"GigabitEthernet0/1/1 eth1\nGigabitEthernet0/1/1 eth2",
	     "p:2:1: 'GigabitEthernet0/1/1' is named twice"},
	    {"GigabitEthernet0/1/1 eth1\nGigabitEthernet0/1/2 eth1",
	     "p:2:22: 'eth1' is given to two ports"},
	};

	(void)state;
	for (unsigned i = 0; i < COUNT_OF(wrong); i++) {
		char bytes[256];
		struct text errors = text_of(bytes, sizeof(bytes));
		struct ports p = {.count = 77};

		assert_int_equal(ports_parse(wrong[i].map, "p", &errors, &p), 1);
		assert_int_equal(p.count, 77);
		if (strncmp(bytes, wrong[i].error, strlen(wrong[i].error)) != 0)
			fail_msg("'%s' instead of '%s'", bytes, wrong[i].error);
	}
}

static void
test_every_error_is_told(void **state)
{
	char bytes[256];
	struct text errors = text_of(bytes, sizeof(bytes));
	struct ports p;

	(void)state;
	assert_int_equal(ports_parse("a b\nGigabitEthernet0/1/1 eth1\nc\n", "p", &errors, &p), 2);
	assert_non_null(strstr(bytes, "p:1:1: "));
	assert_non_null(strstr(bytes, "p:3:1: "));
	errors = text_of(bytes, sizeof(bytes));
	assert_int_equal(ports_load("/nowhere/ports.conf", &errors, &p), 1);
	assert_non_null(strstr(bytes, "/nowhere/ports.conf:1:1: the port map cannot be read"));
}

static void
test_the_sixty_fifth_port_is_one_too_many(void **state)
{
	char map[65 * 40], bytes[256];
	struct text lines = text_of(map, sizeof(map)), errors = text_of(bytes, sizeof(bytes));
	struct ports p;

	(void)state;
	for (int i = 0; i <= LAN_PORTS_MAX; i++)
		text_add(&lines, "GigabitEthernet0/1/%d eth%d\n", i, i);
	assert_false(lines.cut);
	assert_int_equal(ports_parse(map, "p", &errors, &p), 1);
	assert_non_null(strstr(bytes, "p:65:1: "));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_map_is_read),
	    cmocka_unit_test(test_errors_have_a_place),
	    cmocka_unit_test(test_every_error_is_told),
	    cmocka_unit_test(test_the_sixty_fifth_port_is_one_too_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
