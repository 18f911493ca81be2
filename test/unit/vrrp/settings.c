/* Defaults and times: Master_Down of the seed's devices, of millisecond mode, of version 3. */
#include "test/check.h"

#include "vrrp/advert.h"
#include "vrrp/settings.h"

static struct vrrp_group_config
a_group(void)
{
	struct vrrp_group_config g = {.set = true, .vrid = 1};

	g.vip[3].set = true;
	g.vip[3].address = IP4(10, 10, 10, 100);
	return g;
}

static void
defaults_are_resolved_v2_06(void **state)
{
	struct vrrp_group_config g = a_group();
	struct vrrp_settings s;

	(void)state;
	vrrp_settings_of(&g, 0, IP4(10, 10, 10, 1), &s);
	assert_int_equal(s.version, 2);
	assert_int_equal(s.priority, 100);
	assert_int_equal(s.interval_ms, 1000);
	assert_int_equal(s.hold_multiplier, 3);
	assert_int_equal(s.preempt_delay_s, 0);
	assert_true(s.preempt && s.check_ttl);
	assert_int_equal(s.vips_count, 1);
	assert_int_equal(s.vip[0].host, IP4(10, 10, 10, 100).host);
	assert_true(vrrp_complete(&s));
	assert_false(vrrp_owner(&s));
	vrrp_settings_of(&g, 2, (struct ip4){0}, &s);
	assert_false(vrrp_complete(&s));
	g.vip[3].set = false;
	vrrp_settings_of(&g, 2, IP4(10, 10, 10, 1), &s);
	assert_false(vrrp_complete(&s));
}

static void
owner_runs_255_v2_05_v3_09(void **state)
{
	struct vrrp_group_config g = a_group();
	struct vrrp_settings s;

	(void)state;
	g.priority.set = true;
	g.priority.value = 120;
	vrrp_settings_of(&g, 2, IP4(10, 10, 10, 100), &s);
	assert_int_equal(s.priority, 255);
	assert_int_equal(s.priority_config, 120);
	assert_true(vrrp_owner(&s));
}

static void
master_down_v2_11_v3_19(void **state)
{
	static const struct {
		uint8_t version, priority, multiplier;
		uint32_t interval_ms;
		uint64_t skew_us, down_us;
	} cases[] = {{2, 200, 3, 1000, 218750, 3218750},   {2, 100, 3, 1000, 609375, 3609375},
		     {2, 254, 3, 1000, 7812, 3007812},	   {2, 1, 3, 1000, 996093, 3996093},
		     {2, 100, 3, 2000, 609375, 6609375},   {2, 100, 10, 1000, 609375, 10609375},
		     {2, 100, 3, 100, 60937, 360937},	   {3, 100, 3, 2000, 1218750, 7218750},
		     {3, 100, 3, 1000, 609375, 3609375},   {3, 254, 3, 10, 78, 30078},
		     {3, 255, 3, 40950, 159960, 123009960}};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct vrrp_settings s = {.version = cases[i].version,
					  .priority = cases[i].priority,
					  .hold_multiplier = cases[i].multiplier};

		assert_int_equal(vrrp_skew_us(&s, cases[i].interval_ms), cases[i].skew_us);
		assert_int_equal(vrrp_master_down_us(&s, cases[i].interval_ms), cases[i].down_us);
	}
}

static void
intervals_come_from_either_command(void **state)
{
	struct vrrp_group_config g = a_group();
	struct vrrp_settings s;

	(void)state;
	g.advertise.set = true;
	g.advertise.seconds = 255;
	vrrp_settings_of(&g, 2, IP4(1, 1, 1, 1), &s);
	assert_int_equal(s.interval_ms, 255000);
	vrrp_settings_of(&g, 3, IP4(1, 1, 1, 1), &s);
	assert_int_equal(s.interval_ms, 40950);
	g.advertise_ms.set = true;
	g.advertise_ms.ms = 200;
	vrrp_settings_of(&g, 2, IP4(1, 1, 1, 1), &s);
	assert_int_equal(s.interval_ms, 200);
	g.advertise_ms.ms = 10;
	vrrp_settings_of(&g, 3, IP4(1, 1, 1, 1), &s);
	assert_int_equal(s.interval_ms, 10);
}

static void
interfaces_that_are_down_lower_the_priority(void **state)
{
	struct vrrp_group_config g = a_group();
	struct vrrp_settings s;

	(void)state;
	g.track[0] = (struct vrrp_track_config){true, {INTERFACE_VLANIF, 7, 0}, 0, 0};
	g.track[1] = (struct vrrp_track_config){true, {INTERFACE_GE, 0x102, 0}, 0, 60};
	g.track[2] = (struct vrrp_track_config){true, {INTERFACE_GE, 0x103, 0}, 0, 255};
	vrrp_settings_of(&g, 2, IP4(10, 10, 10, 1), &s);
	assert_int_equal(s.tracks_count, 3);
	assert_int_equal(s.track[0].points, 10);
	vrrp_settings_track(&s);
	assert_int_equal(s.priority, 100);
	s.track[0].up = false;
	vrrp_settings_track(&s);
	assert_int_equal(s.priority, 90);
	s.track[1].up = false;
	vrrp_settings_track(&s);
	assert_int_equal(s.priority, 30);
	s.track[2].up = false;
	vrrp_settings_track(&s);
	assert_int_equal(s.priority, 1);
	assert_int_equal(s.priority_config, 100);
	s.track[0].up = s.track[1].up = s.track[2].up = true;
	vrrp_settings_track(&s);
	assert_int_equal(s.priority, 100);
	s.track[0].increased = s.track[2].increased = true;
	s.track[0].up = s.track[1].up = false;
	vrrp_settings_track(&s);
	assert_int_equal(s.priority, 100 + 10 - 60);
	s.track[2].up = false;
	vrrp_settings_track(&s);
	assert_int_equal(s.priority, 254);
	vrrp_settings_of(&g, 2, IP4(10, 10, 10, 100), &s);
	s.track[2].up = false;
	vrrp_settings_track(&s);
	assert_int_equal(s.priority, 255);
}

static void
version_2_takes_a_password_v2_07(void **state)
{
	struct vrrp_group_config g = a_group();
	struct vrrp_settings s;

	(void)state;
	g.authentication.set = true;
	memcpy(g.authentication.key, "secret", sizeof "secret");
	vrrp_settings_of(&g, 2, IP4(1, 1, 1, 1), &s);
	assert_int_equal(s.auth_type, VRRP_AUTH_SIMPLE);
	assert_memory_equal(s.auth, "secret\0\0", 8);
	vrrp_settings_of(&g, 3, IP4(1, 1, 1, 1), &s);
	assert_int_equal(s.auth_type, VRRP_AUTH_NONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(defaults_are_resolved_v2_06),
	    cmocka_unit_test(owner_runs_255_v2_05_v3_09),
	    cmocka_unit_test(master_down_v2_11_v3_19),
	    cmocka_unit_test(intervals_come_from_either_command),
	    cmocka_unit_test(version_2_takes_a_password_v2_07),
	    cmocka_unit_test(interfaces_that_are_down_lower_the_priority),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
