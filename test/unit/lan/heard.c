/* What was heard of a link outlives a commit; a new link is down until heard. */
#include "test/check.h"

#include <string.h>

#include "lan/heard.h"

static struct lan_links in;
static struct lan_heard b;
static struct lan_port up_port = {.up = {.set = true}}, shut_port;
static struct lan_vlanif vlanif;

static void
configure(const char *first, const char *second, uint16_t vlan)
{
	memset(&in, 0, sizeof in);
	in.ports_count = 2;
	in.port[0] = (struct lan_links_port){first, &up_port};
	in.port[1] = (struct lan_links_port){second, NULL};
	in.vlanifs_count = 1;
	in.vlanif[0] = (struct lan_links_vlanif){vlan, &vlanif, NULL, NULL};
	lan_heard_set(&b, &in);
}

static void
a_link_outlives_a_commit(void **state)
{
	struct mac mac = {{2, 0, 0, 0, 0, 9}};

	(void)state;
	memset(&b, 0, sizeof b);
	configure("GigabitEthernet0/1/1", "GigabitEthernet0/1/2", 100);
	assert_false(lan_heard_port_up(&b.port[0]));
	assert_true(lan_hear_port(&b, "GigabitEthernet0/1/1", true));
	assert_false(lan_hear_port(&b, "GigabitEthernet0/1/1", true));
	assert_false(lan_hear_port(&b, "GigabitEthernet0/1/9", true));
	assert_true(lan_hear_vlanif(&b, 100, true, mac));
	assert_false(lan_hear_vlanif(&b, 100, true, mac));
	assert_false(lan_hear_vlanif(&b, 101, true, mac));
	configure("GigabitEthernet0/1/2", "GigabitEthernet0/1/1", 100);
	assert_false(b.port[0].link);
	assert_true(b.port[1].link);
	assert_true(lan_heard_vlanif_up(lan_heard_vlanif(&b, 100)));
	assert_true(mac_same(lan_heard_vlanif(&b, 100)->mac, mac));
	configure("GigabitEthernet0/1/2", "GigabitEthernet0/1/1", 200);
	assert_null(lan_heard_vlanif(&b, 100));
	assert_false(lan_heard_vlanif_up(lan_heard_vlanif(&b, 200)));
}

static void
towards_an_address_leads_the_vlanif_with_its_subnet(void **state)
{
	static struct lan_vlanif two = {.primary = {true, {0x0a010101}, {0xffffff00}}};

	(void)state;
	memset(&b, 0, sizeof b);
	two.sub[3] = (struct lan_address){true, {0x0a020201}, {0xffffff00}};
	configure("GigabitEthernet0/1/1", "GigabitEthernet0/1/2", 100);
	in.vlanif[0].config = &two;
	lan_heard_set(&b, &in);
	assert_null(lan_heard_towards(&b, (struct ip4){0x0a010102})); /* it is down */
	lan_hear_vlanif(&b, 100, true, (struct mac){{2}});
	assert_ptr_equal(lan_heard_towards(&b, (struct ip4){0x0a010102}), &b.vlanif[0]);
	assert_ptr_equal(lan_heard_towards(&b, (struct ip4){0x0a020207}), &b.vlanif[0]);
	assert_null(lan_heard_towards(&b, (struct ip4){0x0a010101})); /* ours */
	assert_null(lan_heard_towards(&b, (struct ip4){0x0a030301}));
}

static void
shut_is_never_up(void **state)
{
	struct lan_heard_port p = {.config = &shut_port, .link = true};
	struct lan_vlanif shut = {.shutdown = {.set = true}};
	struct lan_heard_vlanif v = {.config = &shut, .link = true};

	(void)state;
	assert_false(lan_heard_port_up(&p));
	p.config = NULL;
	assert_false(lan_heard_port_up(&p));
	p.config = &up_port;
	assert_true(lan_heard_port_up(&p));
	assert_false(lan_heard_vlanif_up(&v));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_link_outlives_a_commit),
	    cmocka_unit_test(towards_an_address_leads_the_vlanif_with_its_subnet),
	    cmocka_unit_test(shut_is_never_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
