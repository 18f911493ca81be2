/* What the kernel lacks of what is wanted, one thing at a time. */
#include "lan/differ.h"

#include <string.h>

#include "test/check.h"

#define IN_OUT (LAN_FILTER_IN | LAN_FILTER_OUT)

static const struct mac own = {{2, 0, 0, 0, 0, 1}}, virtual = {{0, 0, 0x5e, 0, 1, 1}};

static const struct lan_keep keep[] = {
    {.name = "eth1", .given = true, .filters = IN_OUT},
    {.name = "Vlanif100",
     .vlan = 100,
     .up = LAN_KEEP_UP,
     .has_mac = true,
     .mac = {{2, 0, 0, 0, 0, 1}},
     .filters = IN_OUT},
    {.name = "eth1.100", .below = "Vlanif100", .vlan = 100, .up = LAN_KEEP_UP},
    {.name = "eth1.100o", .vlan = 100, .up = LAN_KEEP_DOWN, .filters = LAN_FILTER_IN},
    {.name = "vrrp1.100",
     .below = "Vlanif100",
     .vlan = 100,
     .vrid = 1,
     .up = LAN_KEEP_UP,
     .has_mac = true,
     .mac = {{0, 0, 0x5e, 0, 1, 1}}},
};

static const struct lan_keep_address keep_address[] = {
    {.link = "Vlanif100", .vlan = 100, .address = {0x0a010101}, .prefix = 24},
    {.link = "vrrp1.100", .vlan = 100, .vrid = 1, .address = {0x0a01016f}, .prefix = 32},
};

enum { PORT, VLANIF, INNER, OUTER, MACVLAN, LINKS };
static struct lan_has has[LINKS];
static struct lan_has_address has_address[2];
static struct lan_picture p;
static struct lan_lost lost[LAN_LOST_MAX];

static int
set(void **state)
{
	(void)state;
	has[PORT] = (struct lan_has){.name = "eth1", .up = true, .looked = true, .filters = IN_OUT};
	has[VLANIF] = (struct lan_has){.name = "Vlanif100",
				       .ours = true,
				       .up = true,
				       .mac = own,
				       .looked = true,
				       .filters = IN_OUT};
	has[INNER] =
	    (struct lan_has){.name = "eth1.100", .below = "Vlanif100", .ours = true, .up = true};
	has[OUTER] = (struct lan_has){
	    .name = "eth1.100o", .ours = true, .looked = true, .filters = LAN_FILTER_IN};
	has[MACVLAN] = (struct lan_has){
	    .name = "vrrp1.100", .below = "Vlanif100", .ours = true, .up = true, .mac = virtual};
	has_address[0] = (struct lan_has_address){"Vlanif100", {0x0a010101}, 24};
	has_address[1] = (struct lan_has_address){"vrrp1.100", {0x0a01016f}, 32};
	p = (struct lan_picture){COUNT_OF(keep), COUNT_OF(keep_address), LINKS, 2,
				 keep,		 keep_address,		 has,	has_address};
	return 0;
}

/* One thing is lost, and this is said of it. */
static void
says(const char *sentence)
{
	char text[LAN_LOST_TEXT_MAX];

	assert_int_equal(lan_differ(&p, lost), 1);
	assert_string_equal(lan_lost_text(&lost[0], text), sentence);
	assert_true(lan_lost_same(&lost[0], &lost[0]));
	set(NULL);
	assert_int_equal(lan_differ(&p, lost), 0);
}

/* As if the link had another name. */
static void
vanish(unsigned link)
{
	has[link].name[0] = '?';
}

static void
what_is_right_is_no_difference(void **state)
{
	(void)state;
	assert_int_equal(lan_differ(&p, lost), 0);
	has[PORT].up = false; /* told of elsewhere */
	assert_int_equal(lan_differ(&p, lost), 0);
	has[PORT].filters = 0; /* not looked at this time */
	has[PORT].looked = false;
	assert_int_equal(lan_differ(&p, lost), 0);
	vanish(PORT);
	assert_int_equal(lan_differ(&p, lost), 0);
}

static void
every_fault_has_its_sentence(void **state)
{
	(void)state;
	has[PORT].filters = LAN_FILTER_OUT;
	says("filter on eth1 vanished");
	has[VLANIF].up = false;
	says("link Vlanif100 was shut down");
	has[VLANIF].mac = virtual;
	says("link Vlanif100 has another hardware address");
	has[INNER].below[0] = '\0';
	says("bridge port eth1.100 left Vlanif100");
	vanish(INNER);
	says("link eth1.100 vanished");
	has[INNER].ours = false;
	says("link eth1.100 is not ours");
	has[OUTER].filters = 0;
	says("filter on eth1.100o vanished");
	vanish(MACVLAN);
	says("link vrrp1.100 vanished");
	has[MACVLAN].below[0] = 'x';
	says("link vrrp1.100 left its place");
	p.has_addresses_count = 1;
	says("virtual address 10.1.1.111 of Vlanif100 vanished");
	has_address[0].prefix = 16;
	says("address 10.1.1.1 of Vlanif100 vanished");
}

/* The macvlan goes with its bridge, the addresses with their links: the bridge is what vanished. */
static void
what_stood_on_it_is_not_told_besides(void **state)
{
	(void)state;
	vanish(VLANIF);
	vanish(MACVLAN);
	has[INNER].below[0] = '\0';
	p.has_addresses_count = 0;
	says("link Vlanif100 vanished");
}

static void
an_end_that_is_up_with_a_port_without_carrier_is_wrong(void **state)
{
	(void)state;
	has[OUTER].up = true;
	says("link eth1.100o was raised");
}

static void
more_than_fit_are_left_out(void **state)
{
	static struct lan_keep many[LAN_LOST_MAX + 2];

	(void)state;
	for (unsigned i = 0; i < COUNT_OF(many); i++) {
		many[i].vlan = (uint16_t)(i + 1);
		many[i].name[0] = 'v';
		many[i].name[1] = (char)('0' + i);
	}
	p = (struct lan_picture){.keeps_count = COUNT_OF(many), .keep = many};
	assert_int_equal(lan_differ(&p, lost), LAN_LOST_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(what_is_right_is_no_difference, set),
	    cmocka_unit_test_setup(every_fault_has_its_sentence, set),
	    cmocka_unit_test_setup(what_stood_on_it_is_not_told_besides, set),
	    cmocka_unit_test_setup(an_end_that_is_up_with_a_port_without_carrier_is_wrong, set),
	    cmocka_unit_test_setup(more_than_fit_are_left_out, set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
