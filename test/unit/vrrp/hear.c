/* The receive checks of RFC 3768 7.1 on whole IPv4 packets, each with its counter. */
#include "test/check.h"

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
				      .source = IP4(10, 0, 0, 1)};
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
	assert_false(vrrp_heard_differs(&cfg, &heard.advert));
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
	assert_false(vrrp_heard_differs(&cfg, &a));
	a.vip[0] = IP4(10, 0, 0, 8);
	assert_true(vrrp_heard_differs(&cfg, &a));
	a.vips_count = 2;
	a.vip[1] = IP4(10, 0, 0, 9);
	assert_true(vrrp_heard_differs(&cfg, &a));
	cfg.vips_count = 2;
	cfg.vip[1] = IP4(10, 0, 0, 8);
	assert_false(vrrp_heard_differs(&cfg, &a));
	a.vips_count = 255;
	assert_true(vrrp_heard_differs(&cfg, &a));
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
	    {VRRP_FAULT_ADDRESSES, offsetof(struct vrrp_counters, bad_addresses)},
	};
	struct vrrp_counters c = {0}, zero = {0};

	(void)state;
	vrrp_fault_count(&c, VRRP_FAULT_NONE);
	assert_memory_equal(&c, &zero, sizeof c);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		uint64_t one = 1;

		c = zero;
		vrrp_fault_count(&c, rows[i].fault);
		assert_memory_equal((char *)&c + rows[i].offset, &one, sizeof one);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_right_packet_passes),
	    cmocka_unit_test(ttl_must_be_255_v2_03_v3_03),
	    cmocka_unit_test(version_must_be_the_groups_v2_30_v3_45),
	    cmocka_unit_test(interval_must_be_equal_v2_38),
	    cmocka_unit_test(interval_may_differ_in_version_3_v3_68),
	    cmocka_unit_test(other_destinations_and_protocols_are_not_ours_v3_07),
	    cmocka_unit_test(prefixes_are_refused_and_padding_is_not_v2_31),
	    cmocka_unit_test(a_wrong_sum_still_says_which_group_v2_32),
	    cmocka_unit_test(address_lists_are_compared_as_sets_v2_36_v3_81),
	    cmocka_unit_test(every_fault_has_its_counter_v2_39),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
