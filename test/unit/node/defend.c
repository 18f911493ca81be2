/* Another station with our interface address: node/defend.h. */
#include "node/defend.h"

#include "test/unit/node/seed.h"
#include "wire/arp.h"
#include "wire/ether.h"

static unsigned told[RIG_DEVICES], gone[RIG_DEVICES];

static void
hear_log(void *context, unsigned device, const struct event *event, const char *text)
{
	(void)context;
	if (event == &event_rival) {
		assert_int_equal(event->level, 2);
		assert_non_null(strstr(text, "10.10.10."));
		told[device]++;
	}
	gone[device] += event == &event_rival_gone;
}

static void
listen(struct rig *r)
{
	memset(told, 0, sizeof told);
	memset(gone, 0, sizeof gone);
	r->logged = hear_log;
}

static void
boot(struct rig *r, unsigned device, const char *path)
{
	char *text = read_file(path);

	assert_true(rig_boot(r, device, text));
	free(text);
}

/* DeviceA's configuration on both. */
static struct rig *
twins(void)
{
	struct rig *r = rig_new();

	listen(r);
	boot(r, 0, "lab/DeviceA.cfg");
	rig_run(r, 5 * TIME_SEC);
	boot(r, 1, "lab/DeviceA.cfg");
	return r;
}

static void
two_that_never_agreed_are_silent(void **state)
{
	struct rig *r = twins();

	(void)state;
	assert_true(rig_run_until_master(r, 0, 60 * TIME_SEC));
	rig_run(r, 15 * TIME_SEC);
	for (uint16_t i = 0; i < 8; i++)
		assert_false(ip4_set(rig_dora(r, i, 100 + i)));
	assert_int_equal(told[0], 1);
	assert_int_equal(told[1], 1);
	rig_free(r);
}

static void
it_ends_when_the_other_is_gone(void **state)
{
	struct rig *r = twins();

	(void)state;
	rig_run(r, 40 * TIME_SEC);
	rig_kill(r, 1);
	rig_run(r, DEFEND_LASTS_US + DEFEND_AGAIN_US);
	assert_int_equal(gone[0], 1);
	assert_true(ip4_set(rig_dora(r, 1, 1)));
	rig_free(r);
}

/* They come up apart, so nobody answers a probe: an advertisement makes them ask. */
static void
an_advertisement_with_our_source_makes_us_ask(void **state)
{
	struct rig *r = rig_new();

	(void)state;
	listen(r);
	r->vrrp_cut = true;
	boot(r, 0, "lab/DeviceA.cfg");
	boot(r, 1, "lab/DeviceA.cfg");
	rig_run(r, 60 * TIME_SEC);
	assert_int_equal(told[0] + told[1], 0);
	r->vrrp_cut = false;
	rig_run(r, 15 * TIME_SEC);
	assert_int_equal(told[0], 1);
	assert_int_equal(told[1], 1);
	rig_free(r);
}

static void
say_arp(struct rig *r, unsigned device, struct mac from, struct ip4 address)
{
	uint8_t bytes[ETHER_HEADER_LEN + ARP_LEN];
	struct wr w = wr_of(bytes, sizeof bytes);
	struct node_frame frame = {.vlan = 100, .bytes = bytes};
	struct node_input in = {.kind = NODE_IN_FRAMES};

	arp_gratuitous(&w, from, address);
	frame.len = w.len;
	in.u.frames.count = 1;
	in.u.frames.list = &frame;
	rig_input(r, device, &in);
}

static void
a_forged_packet_stops_nobody_who_agreed(void **state)
{
	struct rig *r = seed_pair();
	const struct mac stranger = {{2, 9, 9, 9, 9, 9}};

	(void)state;
	listen(r);
	for (unsigned i = 0; i < 100; i++) {
		say_arp(r, 0, stranger, IP4(10, 10, 10, 1));
		rig_run(r, 100 * TIME_MS);
	}
	assert_int_equal(told[0], 1);
	assert_true(ip4_set(rig_dora(r, 1, 1)));
	rig_free(r);
}

static void
other_addresses_and_virtual_macs_are_no_rivals(void **state)
{
	struct rig *r = seed_pair();

	(void)state;
	listen(r);
	say_arp(r, 0, (struct mac){{2, 9, 9, 9, 9, 9}}, IP4(10, 10, 10, 7));
	say_arp(r, 0, mac_vrrp(1), IP4(10, 10, 10, 1));
	say_arp(r, 0, (struct mac){{2, 0, 0, 0, 0, 1}}, IP4(10, 10, 10, 1)); /* our own */
	rig_run(r, TIME_SEC);
	assert_int_equal(told[0], 0);
	rig_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(two_that_never_agreed_are_silent),
	    cmocka_unit_test(it_ends_when_the_other_is_gone),
	    cmocka_unit_test(an_advertisement_with_our_source_makes_us_ask),
	    cmocka_unit_test(a_forged_packet_stops_nobody_who_agreed),
	    cmocka_unit_test(other_addresses_and_virtual_macs_are_no_rivals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
