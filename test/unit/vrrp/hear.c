/* The receive checks of RFC 3768 7.1 on whole IPv4 packets, each with its counter. */
#include "test/check.h"

#include "vrrp/group_note.h"
#include "vrrp/hear.h"
#include "wire/ipv4.h"

enum { PACKET_MAX = 128 };

struct sent { /* what the sender put into the packet; changed by each case */
	struct ip4 dst;
	uint8_t ttl, protocol;
	struct vrrp_advert advert;
};

static struct sent
a_right_one(void)
{
	return (struct sent){.dst = IP4(224, 0, 0, 18),
			     .ttl = 255,
			     .protocol = IPV4_VRRP,
			     .advert = {.version = 2,
					.vrid = 7,
					.priority = 100,
					.vips_count = 1,
					.interval_ms = 1000,
					.vip = {IP4(10, 0, 0, 9)}}};
}

static struct rd
packet(const struct sent *s, uint8_t bytes[PACKET_MAX])
{
	struct ipv4 ip = {
	    .src = IP4(10, 0, 0, 2), .dst = s->dst, .protocol = s->protocol, .ttl = s->ttl};
	struct vrrp_pseudo p = {ip.src, ip.dst};
	struct wr w = wr_of(bytes, PACKET_MAX);
	size_t begin = ipv4_begin(&w, &ip);

	vrrp_advert_encode(&w, &p, &s->advert);
	ipv4_end(&w, begin);
	assert_false(w.bad);
	return rd_of(bytes, w.len);
}

static struct vrrp_settings
ours(void)
{
	return (struct vrrp_settings){.vrid = 7,
				      .version = 2,
				      .priority = 100,
				      .check_ttl = true,
				      .hold_multiplier = 3,
				      .interval_ms = 1000,
				      .vips_count = 1,
				      .vip = {IP4(10, 0, 0, 9)},
				      .source = IP4(10, 0, 0, 1),
				      .subnets_count = 1,
				      .subnet = {{IP4(10, 0, 0, 1), IP4(255, 255, 255, 0)}}};
}

static enum vrrp_fault
fault(const struct sent *s, const struct vrrp_settings *cfg)
{
	uint8_t bytes[PACKET_MAX];
	struct vrrp_heard heard;
	enum vrrp_fault f = vrrp_hear(packet(s, bytes), &heard);

	return f == VRRP_FAULT_NONE ? vrrp_heard_fault(cfg, &heard) : f;
}

static void
a_right_packet_passes(void **state)
{
	struct sent s = a_right_one();
	struct vrrp_settings cfg = ours();
	uint8_t bytes[PACKET_MAX];
	struct vrrp_heard heard;

	(void)state;
	assert_int_equal(fault(&s, &cfg), VRRP_FAULT_NONE);
	assert_int_equal(vrrp_hear(packet(&s, bytes), &heard), VRRP_FAULT_NONE);
	assert_int_equal(heard.source.host, IP4(10, 0, 0, 2).host);
	assert_int_equal(heard.vrid, 7);
	assert_int_equal(heard.ttl, 255);
	assert_int_equal(vrrp_heard_differs(&cfg, &heard.advert), VRRP_FAULT_NONE);
	assert_int_equal(vrrp_heard_pace(&cfg, &heard.advert), VRRP_FAULT_NONE);
}

static void
ttl_must_be_255_v2_03_v3_03(void **state)
{
	struct sent s = a_right_one();
	struct vrrp_settings cfg = ours();

	(void)state;
	for (unsigned ttl = 0; ttl < 255; ttl++) {
		s.ttl = (uint8_t)ttl;
		cfg.check_ttl = true;
		assert_int_equal(fault(&s, &cfg), VRRP_FAULT_TTL);
		cfg.check_ttl = false;
		assert_int_equal(fault(&s, &cfg), VRRP_FAULT_NONE);
	}
}

static void
version_must_be_the_groups_v2_30_v3_45(void **state)
{
	struct sent s = a_right_one();
	struct vrrp_settings cfg = ours();

	(void)state;
	s.advert.version = 3;
	assert_int_equal(fault(&s, &cfg), VRRP_FAULT_VERSION);
	cfg.version = 3;
	assert_int_equal(fault(&s, &cfg), VRRP_FAULT_NONE);
	s.advert.version = 2;
	assert_int_equal(fault(&s, &cfg), VRRP_FAULT_VERSION);
}

/* With `send-packet-mode v2-only` or `v2v3-both` a group of version 3 takes both; one of version 2
 * never takes version 3. */
static void
both_versions_are_heard_by_who_sends_both_v3_65_v3_84(void **state)
{
	struct sent s = a_right_one();
	struct vrrp_settings cfg = ours();

	(void)state;
	cfg.version = 3;
	for (cfg.sends = VRRP_SENDS_V2; cfg.sends <= VRRP_SENDS_BOTH; cfg.sends++) {
		s.advert.version = 2;
		assert_int_equal(fault(&s, &cfg), VRRP_FAULT_NONE);
		s.advert.version = 3;
		assert_int_equal(fault(&s, &cfg), VRRP_FAULT_NONE);
	}
	s.advert.version = 2;
	s.advert.interval_ms = 30000; /* version 3 drops none for that, and says it */
	cfg.sends = VRRP_SENDS_BOTH;
	assert_int_equal(fault(&s, &cfg), VRRP_FAULT_NONE);
	assert_int_equal(vrrp_heard_pace(&cfg, &s.advert), VRRP_FAULT_PACE);
	s.advert.interval_ms = 0; /* what 100 ms are in version 2 */
	cfg.interval_ms = 100;
	assert_int_equal(vrrp_heard_pace(&cfg, &s.advert), VRRP_FAULT_NONE);
	s.advert.auth_type = VRRP_AUTH_SIMPLE;
	assert_int_equal(fault(&s, &cfg), VRRP_FAULT_AUTH);
	s.advert = a_right_one().advert;
	s.advert.version = 3;
	cfg = ours();
	cfg.sends = VRRP_SENDS_BOTH;
	assert_int_equal(fault(&s, &cfg), VRRP_FAULT_VERSION);
}

static void
version_2_of_who_says_the_same_in_version_3_is_left_out_v3_79(void **state)
{
	struct vrrp_heard heard = {.source = IP4(10, 0, 0, 2), .advert = {.version = 3}};
	struct vrrp_group g;
	struct vrrp_input in = {.kind = VRRP_IN_ADVERT,
				.now = 50 * TIME_SEC,
				.advert = &heard.advert,
				.source = heard.source};

	(void)state;
	vrrp_group_init(&g, 0, 0);
	g.master_interval_ms = 1000;
	heard.advert.version = 2;
	assert_false(vrrp_heard_twice(&g, &heard, in.now));
	heard.advert.version = 3;
	vrrp_group_note(&g, &in);
	assert_false(vrrp_heard_twice(&g, &heard, in.now));
	heard.advert.version = 2;
	assert_true(vrrp_heard_twice(&g, &heard, in.now));
	assert_true(vrrp_heard_twice(&g, &heard, in.now + 2 * TIME_SEC - 1));
	assert_false(vrrp_heard_twice(&g, &heard, in.now + 2 * TIME_SEC));
	heard.source = IP4(10, 0, 0, 3);
	assert_false(vrrp_heard_twice(&g, &heard, in.now));
}

static void
interval_must_be_equal_v2_38(void **state)
{
	struct sent s = a_right_one();
	struct vrrp_settings cfg = ours();

	(void)state;
	s.advert.interval_ms = 2000;
	assert_int_equal(fault(&s, &cfg), VRRP_FAULT_INTERVAL);
	cfg.learn_interval = true;
	assert_int_equal(fault(&s, &cfg), VRRP_FAULT_NONE);
	s.advert.interval_ms = 10000;
	assert_int_equal(fault(&s, &cfg), VRRP_FAULT_NONE);
	s.advert.interval_ms = 11000; /* more than ten times ours */
	assert_int_equal(fault(&s, &cfg), VRRP_FAULT_INTERVAL);
	s.advert.interval_ms = 100; /* 0 on the wire: nothing to learn */
	assert_int_equal(fault(&s, &cfg), VRRP_FAULT_INTERVAL);
	cfg.learn_interval = false;
	assert_int_equal(fault(&s, &cfg), VRRP_FAULT_INTERVAL);
	cfg.interval_ms = 100;
	assert_int_equal(fault(&s, &cfg), VRRP_FAULT_NONE);
}

static void
interval_may_differ_in_version_3_v3_68(void **state)
{
	struct sent s = a_right_one();
	struct vrrp_settings cfg = ours();

	(void)state;
	cfg.version = s.advert.version = 3;
	s.advert.interval_ms = 30;
	assert_int_equal(fault(&s, &cfg), VRRP_FAULT_NONE);
	assert_int_equal(vrrp_heard_pace(&cfg, &s.advert), VRRP_FAULT_PACE);
	s.advert.interval_ms = 40950;
	assert_int_equal(fault(&s, &cfg), VRRP_FAULT_NONE);
}

static void
other_destinations_and_protocols_are_not_ours_v3_07(void **state)
{
	struct sent s = a_right_one();
	struct vrrp_settings cfg = ours();

	(void)state;
	s.dst = IP4(10, 0, 0, 1);
	assert_int_equal(fault(&s, &cfg), VRRP_FAULT_DESTINATION);
	s.dst = IP4(224, 0, 0, 18);
	s.protocol = IPV4_UDP;
	assert_int_equal(fault(&s, &cfg), VRRP_FAULT_LENGTH);
}

static void
prefixes_are_refused_and_padding_is_not_v2_31(void **state)
{
	struct sent s = a_right_one();
	uint8_t bytes[PACKET_MAX] = {0};
	struct rd whole = packet(&s, bytes);
	struct vrrp_heard heard;

	(void)state;
	for (size_t n = 0; n < whole.left; n++)
		assert_int_not_equal(vrrp_hear(rd_of(bytes, n), &heard), VRRP_FAULT_NONE);
	assert_int_equal(vrrp_hear(rd_of(bytes, 60), &heard), VRRP_FAULT_NONE);
}

static void
a_wrong_sum_still_says_which_group_v2_32(void **state)
{
	struct sent s = a_right_one();
	uint8_t bytes[PACKET_MAX];
	struct rd whole = packet(&s, bytes);
	struct vrrp_heard heard;

	(void)state;
	bytes[22] ^= 1;
	assert_int_equal(vrrp_hear(whole, &heard), VRRP_FAULT_CHECKSUM);
	assert_int_equal(heard.vrid, 7);
	assert_int_equal(heard.source.host, IP4(10, 0, 0, 2).host);
}

static void
address_lists_are_compared_as_sets_v2_36_v3_81(void **state)
{
	struct vrrp_settings cfg = ours();
	struct vrrp_advert a = {.vips_count = 1, .vip = {IP4(10, 0, 0, 9)}};

	(void)state;
	assert_int_equal(vrrp_heard_differs(&cfg, &a), VRRP_FAULT_NONE);
	a.vip[0] = IP4(10, 0, 0, 8);
	assert_int_equal(vrrp_heard_differs(&cfg, &a), VRRP_FAULT_DIFFERS);
	a.vips_count = 2;
	a.vip[1] = IP4(10, 0, 0, 9);
	assert_int_equal(vrrp_heard_differs(&cfg, &a), VRRP_FAULT_DIFFERS);
	cfg.vips_count = 2;
	cfg.vip[1] = IP4(10, 0, 0, 8);
	assert_int_equal(vrrp_heard_differs(&cfg, &a), VRRP_FAULT_NONE);
	a.vips_count = 255;
	assert_int_equal(vrrp_heard_differs(&cfg, &a), VRRP_FAULT_DIFFERS);
}

static void
every_fault_has_its_counter_v2_39(void **state)
{
	static const struct {
		enum vrrp_fault fault;
		size_t offset;
	} rows[] = {
	    {VRRP_FAULT_LENGTH, offsetof(struct vrrp_counters, bad_length)},
	    {VRRP_FAULT_DESTINATION, offsetof(struct vrrp_counters, bad_destination)},
	    {VRRP_FAULT_TTL, offsetof(struct vrrp_counters, bad_ttl)},
	    {VRRP_FAULT_VERSION, offsetof(struct vrrp_counters, bad_version)},
	    {VRRP_FAULT_TYPE, offsetof(struct vrrp_counters, bad_type)},
	    {VRRP_FAULT_CHECKSUM, offsetof(struct vrrp_counters, bad_checksum)},
	    {VRRP_FAULT_VRID, offsetof(struct vrrp_counters, bad_vrid)},
	    {VRRP_FAULT_AUTH, offsetof(struct vrrp_counters, bad_auth)},
	    {VRRP_FAULT_INTERVAL, offsetof(struct vrrp_counters, bad_interval)},
	    {VRRP_FAULT_SENDER, offsetof(struct vrrp_counters, bad_sender)},
	    {VRRP_FAULT_OWN, offsetof(struct vrrp_counters, own_source)},
	    {VRRP_FAULT_FOREIGN, offsetof(struct vrrp_counters, foreign_addresses)},
	    {VRRP_FAULT_DIFFERS, offsetof(struct vrrp_counters, bad_addresses)},
	    {VRRP_FAULT_PACE, offsetof(struct vrrp_counters, other_interval)},
	};
	struct vrrp_counters c;

	(void)state;
	assert_int_equal(COUNT_OF(rows), VRRP_FAULTS - 1);
	assert_null(vrrp_fault_counter(&c, VRRP_FAULT_NONE));
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		assert_ptr_equal(vrrp_fault_counter(&c, rows[i].fault),
				 (char *)&c + rows[i].offset);
		assert_true(vrrp_fault_text(rows[i].fault)[0] != '\0');
	}
}

/* ---- whom it believes ---- */

static enum vrrp_fault
fault_from(const struct vrrp_settings *cfg, struct ip4 source, uint8_t priority)
{
	struct sent s = a_right_one();
	struct vrrp_heard heard = {.source = source, .ttl = 255, .vrid = 7};

	s.advert.priority = priority;
	heard.advert = s.advert;
	return vrrp_heard_fault(cfg, &heard);
}

static void
a_sender_is_a_router_of_this_link(void **state)
{
	struct vrrp_settings cfg = ours();
	static const struct ip4 impossible[] = {{0},	      {0xffffffff}, {0xe0000012},
						{0x0a0000ff}, {0x0a000000}, {0x0a000109},
						{0xc0000201}, {0x7f000001}};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(impossible); i++)
		for (unsigned p = 0; p < 256; p++)
			assert_int_equal(fault_from(&cfg, impossible[i], (uint8_t)p),
					 VRRP_FAULT_SENDER);
	assert_int_equal(fault_from(&cfg, IP4(10, 0, 0, 254), 250), VRRP_FAULT_NONE);
	assert_int_equal(fault_from(&cfg, IP4(10, 0, 0, 1), 250), VRRP_FAULT_OWN);
	cfg.subnets_count = 2; /* `sub` */
	cfg.subnet[1] = (struct vrrp_subnet){IP4(10, 0, 1, 1), IP4(255, 255, 255, 0)};
	assert_int_equal(fault_from(&cfg, IP4(10, 0, 1, 9), 250), VRRP_FAULT_NONE);
	assert_int_equal(fault_from(&cfg, IP4(10, 0, 1, 1), 250), VRRP_FAULT_OWN);
}

/* It resigns with 0, from the same address. */
static void
only_an_owner_sends_from_a_virtual_address(void **state)
{
	struct vrrp_settings cfg = ours();
	struct ip4 vip = cfg.vip[0];

	(void)state;
	assert_int_equal(fault_from(&cfg, vip, 255), VRRP_FAULT_NONE);
	assert_int_equal(fault_from(&cfg, vip, 0), VRRP_FAULT_NONE);
	for (unsigned p = 1; p < 255; p++)
		assert_int_equal(fault_from(&cfg, vip, (uint8_t)p), VRRP_FAULT_SENDER);
}

/* V2-37, V3-81: also of an owner. */
static void
a_list_without_one_of_ours_is_another_groups(void **state)
{
	struct vrrp_settings cfg = ours();
	struct vrrp_heard heard = {.source = IP4(10, 0, 0, 2), .ttl = 255, .vrid = 7};
	struct sent s = a_right_one();

	(void)state;
	heard.advert = s.advert;
	heard.advert.vip[0] = IP4(10, 0, 0, 240);
	heard.advert.priority = 255;
	assert_int_equal(vrrp_heard_fault(&cfg, &heard), VRRP_FAULT_FOREIGN);
	assert_int_equal(vrrp_heard_strange(&cfg, &heard).vip.host, IP4(10, 0, 0, 240).host);
	assert_int_equal(vrrp_heard_strange(&cfg, &heard).source.host, heard.source.host);
	heard.advert.vips_count = 2;
	heard.advert.vip[1] = cfg.vip[0]; /* a roll-out under way */
	assert_int_equal(vrrp_heard_fault(&cfg, &heard), VRRP_FAULT_NONE);
	assert_int_equal(vrrp_heard_differs(&cfg, &heard.advert), VRRP_FAULT_DIFFERS);
}

/* Type and password both, and no password of ours for others. */
static void
passwords_must_be_equal_v2_07_v2_34(void **state)
{
	struct sent s = a_right_one();
	struct vrrp_settings cfg = ours();

	(void)state;
	s.advert.auth_type = VRRP_AUTH_SIMPLE;
	memcpy(s.advert.auth, "secret", 6);
	assert_int_equal(fault(&s, &cfg), VRRP_FAULT_AUTH);
	cfg.auth_type = VRRP_AUTH_SIMPLE;
	assert_int_equal(fault(&s, &cfg), VRRP_FAULT_AUTH);
	memcpy(cfg.auth, "secret", 6);
	assert_int_equal(fault(&s, &cfg), VRRP_FAULT_NONE);
	cfg.auth[7] = 'x';
	assert_int_equal(fault(&s, &cfg), VRRP_FAULT_AUTH);
	s.advert.auth_type = VRRP_AUTH_NONE;
	assert_int_equal(fault(&s, &cfg), VRRP_FAULT_AUTH);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_right_packet_passes),
	    cmocka_unit_test(ttl_must_be_255_v2_03_v3_03),
	    cmocka_unit_test(version_must_be_the_groups_v2_30_v3_45),
	    cmocka_unit_test(both_versions_are_heard_by_who_sends_both_v3_65_v3_84),
	    cmocka_unit_test(version_2_of_who_says_the_same_in_version_3_is_left_out_v3_79),
	    cmocka_unit_test(interval_must_be_equal_v2_38),
	    cmocka_unit_test(interval_may_differ_in_version_3_v3_68),
	    cmocka_unit_test(other_destinations_and_protocols_are_not_ours_v3_07),
	    cmocka_unit_test(prefixes_are_refused_and_padding_is_not_v2_31),
	    cmocka_unit_test(a_wrong_sum_still_says_which_group_v2_32),
	    cmocka_unit_test(address_lists_are_compared_as_sets_v2_36_v3_81),
	    cmocka_unit_test(passwords_must_be_equal_v2_07_v2_34),
	    cmocka_unit_test(every_fault_has_its_counter_v2_39),
	    cmocka_unit_test(a_sender_is_a_router_of_this_link),
	    cmocka_unit_test(only_an_owner_sends_from_a_virtual_address),
	    cmocka_unit_test(a_list_without_one_of_ours_is_another_groups),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
