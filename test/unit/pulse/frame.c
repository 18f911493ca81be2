/* Whole frames, byte for byte: Ethernet, IPv4 and VRRP as a dissector would want them. */
#include "test/check.h"

#include "pulse/frame.h"
#include "pulse/pulse.h"

static struct vrrp_settings
seed_device_a(void)
{
	return (struct vrrp_settings){.vrid = 1,
				      .version = 2,
				      .priority = 200,
				      .interval_ms = 1000,
				      .vips_count = 1,
				      .vip = {IP4(10, 10, 10, 100)},
				      .source = IP4(10, 10, 10, 1)};
}

/* Virtual MAC, multicast group, TTL 255, protocol 112: V2-02, V2-40 to V2-43, V3-51 to V3-55. */
static void
advertisement_of_the_seed(void **state)
{
	static const uint8_t golden[] = {
	    0x01, 0x00, 0x5e, 0x00, 0x00, 0x12, 0x00, 0x00, 0x5e, 0x00, 0x01, 0x01, 0x08, 0x00,
	    0x45, 0xc0, 0x00, 0x28, 0x00, 0x00, 0x40, 0x00, 0xff, 0x70, 0x86, 0x88, 0x0a, 0x0a,
	    0x0a, 0x01, 0xe0, 0x00, 0x00, 0x12, 0x21, 0x01, 0xc8, 0x01, 0x00, 0x01, 0x02, 0x8e,
	    0x0a, 0x0a, 0x0a, 0x64, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00};
	struct vrrp_settings cfg = seed_device_a();
	uint8_t bytes[PULSE_FRAME_MAX];
	struct wr w = wr_of(bytes, sizeof bytes);

	(void)state;
	frame_advert(&w, &cfg, cfg.priority, FRAME_V2);
	assert_int_equal(w.len, sizeof golden);
	assert_memory_equal(bytes, golden, sizeof golden);
}

static void
gratuitous_arp_of_the_seed_v2_17(void **state)
{
	static const uint8_t golden[] = {
	    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x5e, 0x00, 0x01, 0x01, 0x08, 0x06,
	    0x00, 0x01, 0x08, 0x00, 0x06, 0x04, 0x00, 0x01, 0x00, 0x00, 0x5e, 0x00, 0x01, 0x01,
	    0x0a, 0x0a, 0x0a, 0x64, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0a, 0x0a, 0x0a, 0x64};
	struct vrrp_settings cfg = seed_device_a();
	uint8_t bytes[PULSE_FRAME_MAX];
	struct wr w = wr_of(bytes, sizeof bytes);

	(void)state;
	frame_garp(&w, &cfg, cfg.vip[0]);
	assert_int_equal(w.len, sizeof golden);
	assert_memory_equal(bytes, golden, sizeof golden);
}

static void
the_longest_frame_fits(void **state)
{
	struct vrrp_settings cfg = seed_device_a();
	uint8_t bytes[PULSE_FRAME_MAX];
	struct wr w = wr_of(bytes, sizeof bytes);

	(void)state;
	cfg.vips_count = VRRP_VIPS_MAX;
	frame_advert(&w, &cfg, 0, FRAME_V2);
	assert_false(w.bad);
	assert_int_equal(w.len, 14 + 20 + 8 + 64 + 8);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(advertisement_of_the_seed),
	    cmocka_unit_test(gratuitous_arp_of_the_seed_v2_17),
	    cmocka_unit_test(the_longest_frame_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
