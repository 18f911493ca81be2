/* lan_watch.c -- what lan_watch.h misses of real links, and that links_mend() puts it back. */
#include "linux/lan_watch.h"

#include "test/unit/linux/scene.h"

static const struct ip4 vip = {0x0a01016f}; /* 10.1.1.111 */

static unsigned
look(struct scene *s, struct lan_lost *lost)
{
	unsigned count = 99;
	struct links_event e;

	while (links_event(s->links, &e))
		;
	assert_true(lan_watch_look(s->links, s->virtual, lost, &count));
	return count;
}

/* After the command exactly this is lost, and nothing any more after it was mended. */
static void
loses(struct scene *s, const char *command, const char *sentence)
{
	static struct lan_lost lost[LAN_LOST_MAX];
	char text[LAN_LOST_TEXT_MAX], bytes[256];
	struct text message = text_of(bytes, sizeof bytes);

	assert_int_equal(look(s, lost), 0);
	assert_int_equal(run("%s", command), 0);
	assert_int_equal(look(s, lost), 1);
	assert_string_equal(lan_lost_text(&lost[0], text), sentence);
	assert_true(links_moved(s->links));
	if (!links_mend(s->links, &message))
		fail_msg("%s", bytes);
	assert_int_equal(virtual_own(s->virtual, 100, 1, &vip, 1), 0);
	assert_int_equal(look(s, lost), 0);
}

static void
test_what_is_taken_away_is_missed_and_mended(void **state)
{
	struct scene *s = scene(state);
	struct heard h;
	struct mac mac;

	assert_int_equal(virtual_heartbeat(s->virtual, 100, 1, clock_us() + 60000000), 0);
	assert_int_equal(virtual_own(s->virtual, 100, 1, &vip, 1), 0);
	loses(s, "ip addr flush dev vrrp1.100", "virtual address 10.1.1.111 of Vlanif100 vanished");
	loses(s, "ip link del vrrp1.100", "link vrrp1.100 vanished");
	loses(s, "ip link set vrrp1.100 down", "link vrrp1.100 was shut down");
	loses(s, "ip link set vrrp1.100 address 02:00:00:00:00:99",
	      "link vrrp1.100 has another hardware address");
	loses(s, "ip link del Vlanif100", "link Vlanif100 vanished");
	loses(s, "ip link set Vlanif100 name gone0", "link Vlanif100 vanished");
	loses(s, "ip addr del 10.1.1.1/24 dev Vlanif100", "address 10.1.1.1 of Vlanif100 vanished");
	loses(s, "ip link set eth1.100 nomaster", "bridge port eth1.100 left Vlanif100");
	loses(s, "ip link del eth1.100", "link eth1.100 vanished");
	loses(s, "ip link set eth1.100 down", "link eth1.100 was shut down");
	loses(s, "tc qdisc del dev eth1 clsact", "filter on eth1 vanished");
	loses(s, "tc filter del dev Vlanif100 egress", "filter on Vlanif100 vanished");
	assert_true(arp_asks(s->wire, 100, vip, 1000, &h, &mac));
}

/* Nothing of what a group in Backup does not want: its macvlan is down, and has no address. */
static void
test_a_backup_misses_nothing(void **state)
{
	struct scene *s = scene(state);
	static struct lan_lost lost[LAN_LOST_MAX];

	assert_int_equal(look(s, lost), 0);
	assert_int_equal(virtual_own(s->virtual, 100, 1, &vip, 1), 0);
	assert_int_equal(look(s, lost), 0);
	assert_int_equal(virtual_disown(s->virtual, 100, 1), 0);
	assert_int_equal(look(s, lost), 0);
}

/* A group whose macvlan was away when it became Master is mended too. */
static void
test_owned_without_a_place_is_missed(void **state)
{
	struct scene *s = scene(state);
	static struct lan_lost lost[LAN_LOST_MAX];
	unsigned round, count;
	struct virtual_owned owned[PULSE_GROUPS_MAX];

	assert_int_equal(run("ip link del vrrp1.100"), 0);
	assert_int_equal(virtual_own(s->virtual, 100, 1, &vip, 1), -ENODEV);
	count = virtual_list(s->virtual, owned, &round);
	assert_int_equal(count, 1);
	assert_int_equal(owned[0].vip[0].host, vip.host);
	assert_true(virtual_is_still(s->virtual, round));
	assert_int_equal(look(s, lost), 1);
	assert_string_equal(lost[0].link, "vrrp1.100");
	assert_int_equal(virtual_disown(s->virtual, 100, 1), 0);
	assert_false(virtual_is_still(s->virtual, round));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_what_is_taken_away_is_missed_and_mended, set_scene,
					    clear_scene),
	    cmocka_unit_test_setup_teardown(test_a_backup_misses_nothing, set_scene, clear_scene),
	    cmocka_unit_test_setup_teardown(test_owned_without_a_place_is_missed, set_scene,
					    clear_scene),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
