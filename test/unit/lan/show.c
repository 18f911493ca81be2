/* The displays of VLANs and interfaces, in text and JSON, whole and in steps. */
#include "test/show_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lan/show.h"
#include "lan/show_interface.h"

static struct lan_links in;
static struct lan_heard b;
static struct lan_vlan plain, named;
static struct lan_port trunk, access_port, routed;
static struct lan_vlanif vlanif;
static char printed[4 << 20];

static const struct lan_traffic traffic = {.name = "GigabitEthernet0/1/1",
					   .in_errors = 17,
					   .use_known = true,
					   .in_use = 5,
					   .out_use = 10000};

/* Old counters are waited for, and not shown. */
static void
counters_are_fresh(void **state)
{
	static const struct show_args none;
	struct text t = text_of(printed, sizeof printed);
	struct show s = {.out = &t};
	uint64_t cursor = 0;

	(void)state;
	show_open(&s);
	assert_true(lan_show_brief(&b, &none, &cursor, LAN_TRAFFIC_FRESH_US + 1, &s));
	assert_true(s.waits && t.len == 0 && cursor == 0);
	assert_false(lan_show_brief(&b, &none, &cursor, LAN_TRAFFIC_FRESH_US, &s));
	assert_false(s.waits);
}

static int
prepare(void **state)
{
	(void)state;
	memset(&in, 0, sizeof in);
	memset(&b, 0, sizeof b);
	named.description.set = true;
	snprintf(named.description.text, sizeof named.description.text, "guests of the house");
	trunk.portswitch.set = trunk.up.set = trunk.link_type.set = trunk.allow_pass.set = true;
	trunk.link_type.type = LAN_TRUNK;
	trunk.allow_pass.vlans.word[100 / 64] = (uint64_t)0xf << 100 % 64;
	access_port.portswitch.set = access_port.link_type.set = true;
	access_port.link_type.type = LAN_ACCESS;
	access_port.default_vlan.set = true;
	access_port.default_vlan.vlan = 100;
	vlanif.primary = (struct lan_address){true, IP4(10, 10, 10, 1), IP4(255, 255, 255, 0)};
	in.vlan[100] = &plain;
	in.vlan[200] = &named;
	in.ports_count = 3;
	in.port[0] = (struct lan_links_port){"GigabitEthernet0/1/1", &trunk};
	in.port[1] = (struct lan_links_port){"GigabitEthernet0/1/2", &access_port};
	in.port[2] = (struct lan_links_port){"GigabitEthernet0/1/3", &routed};
	in.vlanifs_count = 1;
	in.vlanif[0] = (struct lan_links_vlanif){100, &vlanif, NULL, NULL};
	lan_heard_set(&b, &in);
	lan_hear_port(&b, "GigabitEthernet0/1/1", true);
	lan_hear_vlanif(&b, 100, true, MAC_BROADCAST);
	lan_hear_traffic(&b, &traffic, 1, 1);
	return 0;
}

/* Runs a display to its end; *ret_steps says how many steps it took. */
static const char *
run(const char *template, const char *word, bool json, unsigned *ret_steps)
{
	struct show_table table = lan_shows(&b);
	struct show_args args = {word != NULL, {word}};
	struct text t = text_of(printed, sizeof printed);

	*ret_steps = show_run(&table, template, &args, 0, json, &t);
	return printed;
}

static const char *
display(const char *template, const char *word)
{
	unsigned steps;

	return run(template, word, false, &steps);
}

static void
vlans(void **state)
{
	const char *p = display("display vlan", NULL);

	(void)state;
	assert_non_null(strstr(p, "The total number of vlans is : 3\n"));
	assert_non_null(strstr(p, "\n1    common")); /* without a line of its own */
	assert_non_null(
	    strstr(p, "\n100  common   enable  default   enable  disable FWD FWD FWD VLAN 0100\n"));
	assert_non_null(strstr(
	    p,
	    "\n200  common   enable  default   enable  disable FWD FWD FWD guests of the house\n"));
}

static void
one_vlan(void **state)
{
	const char *p = display("display vlan <int:1-4094>", "100");

	(void)state;
	assert_non_null(strstr(p, "\n100  common   UT:GE0/1/2(D)       \n"
				  "              TG:GE0/1/1(U)       \n"));
	assert_non_null(strstr(p, "disable FWD FWD FWD VLAN 0100\n"));
	assert_string_equal(display("display vlan <int:1-4094>", "300"),
			    "Error: The VLAN does not exist.\n");
	assert_non_null(strstr(display("display vlan <int:1-4094>", "200"), "\n200  common   \n"));
}

static void
port_vlans(void **state)
{
	const char *p = display("display port vlan", NULL);

	(void)state;
	assert_non_null(strstr(p, "\nGigabitEthernet0/1/1    trunk        0      100-103\n"
				  "GigabitEthernet0/1/2    access       100    --\n"));
	assert_null(strstr(p, "0/1/3"));
	assert_string_equal(display("display port vlan <interface>", "GigabitEthernet0/1/3"),
			    "Error: The interface is not a layer 2 port of this device.\n");
	p = display("display port vlan <interface>", "GigabitEthernet0/1/2");
	assert_null(strstr(p, "0/1/1"));
	assert_non_null(strstr(p, "0/1/2"));
}

static void
interfaces(void **state)
{
	const char *p = display("display interface brief", NULL);

	(void)state;
	assert_non_null(strstr(p, "\nGigabitEthernet0/1/1        up       up      "));
	assert_non_null(strstr(p, "\nGigabitEthernet0/1/2        *down    down    "));
	assert_non_null(strstr(p, "\nVlanif100                   up       up      "));
	assert_non_null(strstr(p, "up        0.05% 100.00%         17          0\n"));
	assert_non_null(strstr(p, "up           --     --         --         --\n"));
	p = display("display interface <interface>", "Vlanif100");
	assert_null(strstr(p, "Gigabit"));
	assert_non_null(strstr(p, "Vlanif100 current state : UP\n"));
	assert_string_equal(display("display interface <interface>", "Vlanif9"),
			    "Error: The interface does not exist.\n");
	p = display("display ip interface brief", NULL);
	assert_non_null(strstr(p, "The number of interface that is UP in Physical is 1\n"
				  "The number of interface that is DOWN in Physical is 1\n"
				  "The number of interface that is UP in Protocol is 1\n"
				  "The number of interface that is DOWN in Protocol is 1\n"));
	assert_non_null(strstr(p, "\nGigabitEthernet0/1/3              unassigned           *down "
				  "     down     --\n"));
	assert_non_null(strstr(p, "\nVlanif100                         10.10.10.1/24        up    "
				  "     up       --\n"));
	assert_null(strstr(p, "0/1/1"));
	lan_hear_vlanif(&b, 100, false, MAC_BROADCAST);
	assert_non_null(strstr(display("display interface brief", NULL),
			       "\nVlanif100                   down     down    "));
}

static void
faults(void **state)
{
	struct lan_lost lost = {.fault = LAN_VANISHED, .vlan = 100, .link = "Vlanif100"};
	const char *p = display("display interface fault", NULL);

	(void)state;
	assert_string_equal(p, "Restored : 0 times\nGiven up : 0 times\n");
	lan_mend_look(&b.mend, &lost, 1, TIME_SEC);
	p = display("display interface fault", NULL);
	assert_non_null(strstr(p, "     1 missing     link Vlanif100 vanished\n"));
	lan_mend_look(&b.mend, NULL, 0, 2 * TIME_SEC);
	p = display("display interface fault", NULL);
	assert_non_null(strstr(p, "Restored : 1 times\n"));
	assert_non_null(strstr(p, "     1 restored    link Vlanif100 vanished\n"));
	memset(&b.mend, 0, sizeof b.mend);
}

static void
json_says_the_same(void **state)
{
	unsigned steps;
	const char *p = run("display vlan <int:1-4094>", "100", true, &steps);

	(void)state;
	assert_non_null(strstr(p, "\"port\": \"GigabitEthernet0/1/1\""));
	assert_non_null(strstr(p, "\"tagged\": true"));
	assert_non_null(strstr(p, "\"vlan\": 100"));
	p = run("display ip interface brief", NULL, true, &steps);
	assert_non_null(strstr(p, "\"address\": \"10.10.10.1/24\""));
	assert_non_null(strstr(p, "\"address\": null"));
}

static void
the_largest_device_comes_in_steps(void **state)
{
	char name[LAN_PORTS_MAX][32];
	unsigned steps;

	(void)state;
	named.description.text[LAN_DESCRIPTION_MAX] = '\0';
	memset(named.description.text, 'd', LAN_DESCRIPTION_MAX);
	for (unsigned v = 1; v <= LAN_VLAN_MAX; v++)
		in.vlan[v] = &named;
	for (unsigned v = 1; v <= LAN_VLAN_MAX; v += 2)
		trunk.allow_pass.vlans.word[v / 64] |= (uint64_t)1 << v % 64;
	in.ports_count = LAN_PORTS_MAX;
	for (unsigned i = 0; i < LAN_PORTS_MAX; i++) {
		snprintf(name[i], sizeof name[i], "GigabitEthernet0/1/%u", i);
		in.port[i] = (struct lan_links_port){name[i], &trunk};
	}
	in.vlanifs_count = LAN_VLANIFS_MAX;
	for (unsigned i = 0; i < LAN_VLANIFS_MAX; i++)
		in.vlanif[i] = (struct lan_links_vlanif){(uint16_t)(i + 1), &vlanif, NULL, NULL};
	lan_heard_set(&b, &in);
	for (int json = 0; json <= 1; json++) {
		run("display vlan", NULL, json, &steps);
		assert_true(steps > 90);
		run("display vlan <int:1-4094>", "101", json, &steps);
		run("display port vlan", NULL, json, &steps);
		assert_int_equal(steps, LAN_PORTS_MAX);
		run("display interface brief", NULL, json, &steps);
		assert_int_equal(steps, 8);
		run("display interface description", NULL, json, &steps);
		assert_int_equal(steps, 8);
		run("display interface", NULL, json, &steps);
		assert_true(steps > 20);
		run("display ip interface brief", NULL, json, &steps);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(vlans, prepare),
	    cmocka_unit_test_setup(one_vlan, prepare),
	    cmocka_unit_test_setup(port_vlans, prepare),
	    cmocka_unit_test_setup(interfaces, prepare),
	    cmocka_unit_test_setup(counters_are_fresh, prepare),
	    cmocka_unit_test_setup(faults, prepare),
	    cmocka_unit_test_setup(json_says_the_same, prepare),
	    cmocka_unit_test_setup(the_largest_device_comes_in_steps, prepare),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
