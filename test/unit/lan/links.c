/* Which VLANs a port carries, and what the kernel is asked for. */
#include "test/check.h"

#include <string.h>

#include "lan/links.h"

static struct lan_links in;
static struct lan_wanted w;
static struct lan_vlan vlan;

static struct lan_port
port_of(enum lan_link_type type, unsigned pvid, unsigned a, unsigned b)
{
	struct lan_port p = {0};

	p.portswitch.set = true;
	p.up.set = true;
	p.link_type.set = type != LAN_HYBRID;
	p.link_type.type = type;
	p.default_vlan.set = pvid != 0;
	p.default_vlan.vlan = (uint16_t)pvid;
	p.allow_pass.set = a != 0;
	p.allow_pass.vlans.word[a / 64] |= (uint64_t)1 << a % 64;
	p.allow_pass.vlans.word[b / 64] |= (uint64_t)1 << b % 64;
	return p;
}

static void
want(const struct lan_port *p)
{
	memset(&in, 0, sizeof in);
	in.vlan[100] = in.vlan[200] = in.vlan[4094] = &vlan;
	in.ports_count = 1;
	in.port[0] = (struct lan_links_port){"GigabitEthernet0/1/1", p};
	memset(&w, 0xa5, sizeof w);
	lan_links_wanted(&in, &w);
	assert_int_equal(w.ports_count, 1);
	assert_string_equal(w.port[0].name, "GigabitEthernet0/1/1");
}

static unsigned
tagged_count(void)
{
	unsigned n = 0;

	for (unsigned v = 0; v <= LAN_VLAN_MAX; v++)
		n += lan_vlan_in(&w.port[0].tagged, v);
	return n;
}

static void
trunk_carries_what_exists_with_a_tag(void **state)
{
	struct lan_port p = port_of(LAN_TRUNK, 0, 100, 300);

	(void)state;
	want(&p);
	assert_true(w.port[0].up);
	assert_true(w.port[0].carries);
	assert_int_equal(w.port[0].untagged, 0);
	assert_true(lan_vlan_in(&w.port[0].tagged, 100));
	assert_int_equal(tagged_count(), 1);
	p = port_of(LAN_TRUNK, 0, 100, 4094);
	want(&p);
	assert_int_equal(tagged_count(), 2);
}

static void
trunk_ignores_a_default_vlan(void **state)
{
	struct lan_port p = port_of(LAN_TRUNK, 200, 100, 100);

	(void)state;
	want(&p);
	assert_int_equal(w.port[0].untagged, 0);
	assert_int_equal(tagged_count(), 1);
}

static void
access_carries_its_default_vlan_without(void **state)
{
	struct lan_port p = port_of(LAN_ACCESS, 200, 100, 100);

	(void)state;
	want(&p);
	assert_int_equal(w.port[0].untagged, 200);
	assert_int_equal(tagged_count(), 0);
	p = port_of(LAN_ACCESS, 300, 100, 100); /* no such VLAN */
	want(&p);
	assert_int_equal(w.port[0].untagged, 0);
}

static void
hybrid_carries_both(void **state)
{
	struct lan_port p = port_of(LAN_HYBRID, 200, 100, 200);

	(void)state;
	want(&p);
	assert_int_equal(w.port[0].untagged, 200);
	assert_true(lan_vlan_in(&w.port[0].tagged, 100));
	assert_int_equal(tagged_count(), 1); /* 200 goes without a tag, not both ways */
}

static void
pvid_of_a_trunk_goes_without_a_tag(void **state)
{
	struct lan_port p = port_of(LAN_TRUNK, 0, 100, 200);

	(void)state;
	p.trunk_pvid = (struct lan_port_vlan){true, 200};
	want(&p);
	assert_int_equal(w.port[0].untagged, 200);
	assert_int_equal(tagged_count(), 1);
	p.trunk_pvid.vlan = 4094; /* does not pass */
	want(&p);
	assert_int_equal(w.port[0].untagged, 0);
	assert_int_equal(tagged_count(), 2);
}

static void
hybrid_in_its_own_words(void **state)
{
	struct lan_port p = port_of(LAN_HYBRID, 0, 0, 0);

	(void)state;
	p.allow_pass.vlans.word[0] = 0;
	p.hybrid_pvid = (struct lan_port_vlan){true, 100};
	p.hybrid_tagged.vlans.word[200 / 64] |= (uint64_t)1 << 200 % 64;
	want(&p);
	assert_int_equal(w.port[0].untagged, 0); /* a PVID is no VLAN that is carried */
	assert_int_equal(tagged_count(), 1);
	p.hybrid_untagged.vlans.word[100 / 64] |= (uint64_t)1 << 100 % 64;
	want(&p);
	assert_int_equal(w.port[0].untagged, 100);
	assert_true(lan_vlan_in(&w.port[0].tagged, 200));
	assert_int_equal(tagged_count(), 1);
	p.link_type.type = LAN_ACCESS;
	want(&p);
	assert_int_equal(w.port[0].untagged, 0);
	assert_int_equal(tagged_count(), 0);
}

static void
others_carry_nothing(void **state)
{
	struct lan_port p = port_of(LAN_TRUNK, 0, 100, 100);

	(void)state;
	p.portswitch.set = false;
	want(&p);
	assert_false(w.port[0].carries);
	assert_int_equal(tagged_count(), 0);
	p = port_of(LAN_TRUNK, 0, 100, 100);
	p.up.set = false;
	want(&p);
	assert_false(w.port[0].up);
	assert_int_equal(tagged_count(), 1);
	want(NULL);
	assert_false(w.port[0].up);
	assert_int_equal(tagged_count(), 0);
}

static void
vlanifs_need_their_vlan(void **state)
{
	static struct lan_vlanif v100, v300;

	(void)state;
	v100.primary = (struct lan_address){true, IP4(10, 10, 10, 1), IP4(255, 255, 255, 0)};
	v100.sub[5] = (struct lan_address){true, IP4(10, 10, 11, 1), IP4(255, 255, 255, 0)};
	v100.shutdown.set = true;
	memset(&in, 0, sizeof in);
	in.vlan[100] = &vlan;
	in.vlanifs_count = 2;
	in.vlanif[0] = (struct lan_links_vlanif){100, &v100, NULL, NULL};
	in.vlanif[1] = (struct lan_links_vlanif){300, &v300, NULL, NULL};
	in.virtuals_count = 2;
	in.virtual[0] = (struct lan_wanted_virtual){.vlan = 300, .vrid = 3};
	in.virtual[1] = (struct lan_wanted_virtual){.vlan = 100, .vrid = 1};
	lan_links_wanted(&in, &w);
	assert_int_equal(w.vlanifs_count, 1);
	assert_int_equal(w.vlanif[0].vlan, 100);
	assert_false(w.vlanif[0].up);
	assert_int_equal(w.vlanif[0].count, 2);
	assert_int_equal(w.vlanif[0].address[0].address.host, IP4(10, 10, 10, 1).host);
	assert_int_equal(w.vlanif[0].address[1].address.host, IP4(10, 10, 11, 1).host);
	assert_int_equal(w.virtuals_count, 1);
	assert_int_equal(w.virtual[0].vrid, 1);
}

static void
loopbacks_come_with_all_their_addresses(void **state)
{
	static struct lan_vlanif zero;

	(void)state;
	zero.primary = (struct lan_address){true, IP4(10, 9, 9, 1), {~0u}};
	zero.sub[0] = (struct lan_address){true, IP4(10, 9, 9, 2), {~0u}};
	memset(&in, 0, sizeof in);
	in.loopbacks_count = 1;
	in.loopback[0] = (struct lan_links_loopback){7, &zero};
	lan_links_wanted(&in, &w);
	assert_int_equal(w.loopbacks_count, 1);
	assert_int_equal(w.loopback[0].number, 7);
	assert_int_equal(w.loopback[0].count, 2);
	assert_int_equal(w.loopback[0].address[1].address.host, IP4(10, 9, 9, 2).host);
}

/* Its port has no portswitch; no VLAN needs to exist. */
static void
sub_interfaces_are_carried_by_their_port_alone(void **state)
{
	static struct lan_vlanif v100;
	static struct lan_port routed;

	(void)state;
	routed.up.set = true;
	memset(&in, 0, sizeof in);
	in.ports_count = 2;
	in.port[0] = (struct lan_links_port){"GigabitEthernet0/1/1", &routed};
	in.port[1] = (struct lan_links_port){"GigabitEthernet0/1/2", &routed};
	in.vlanifs_count = 1;
	in.vlanif[0] =
	    (struct lan_links_vlanif){100, &v100, "GigabitEthernet0/1/2", "GigabitEthernet0/1/2.7"};
	lan_links_wanted(&in, &w);
	assert_int_equal(w.vlanifs_count, 1);
	assert_false(w.port[0].carries);
	assert_true(w.port[1].carries && lan_vlan_in(&w.port[1].tagged, 100));
	assert_int_equal(w.port[1].untagged, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(trunk_carries_what_exists_with_a_tag),
	    cmocka_unit_test(trunk_ignores_a_default_vlan),
	    cmocka_unit_test(access_carries_its_default_vlan_without),
	    cmocka_unit_test(hybrid_carries_both),
	    cmocka_unit_test(pvid_of_a_trunk_goes_without_a_tag),
	    cmocka_unit_test(hybrid_in_its_own_words),
	    cmocka_unit_test(others_carry_nothing),
	    cmocka_unit_test(vlanifs_need_their_vlan),
	    cmocka_unit_test(sub_interfaces_are_carried_by_their_port_alone),
	    cmocka_unit_test(loopbacks_come_with_all_their_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
