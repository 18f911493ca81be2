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
	    "",		 "Vlanif",    "Vlanif0",  "Vlanif4095",	   "Vlanif 1 ",
	    "Vlanif  1", "Vlanif1x",  "Vlanifs1", "100",	   "GE0/1",
	    "GE0/1/1/1", "GE0/256/1", "GE0//1",	  "GE/0/1/1",	   "Loopback1",
	    "GE0/1/1x",	 "GE-1/0/1",  "GE0/1/",	  "GE 0/1/000001",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct interface_name name = {INTERFACE_GE, 77};

		assert_false(interface_parse(bad[i], &name));
		assert_int_equal(name.number, 77);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(spellings),
	    cmocka_unit_test(no_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
