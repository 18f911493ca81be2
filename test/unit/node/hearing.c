/* Frames to a Master are lost, and its own arrive (docs/rules.md "Who serves"): it yields when
 * nobody that it knows answers, and never for a quiet link alone. */
#include "node/pair/hearing.h"

#include "node/step/event.h"
#include "test/unit/node/seed.h"
#include "vrrp/deaf.h"

#define DEAF_US (VRRP_DEAF_SILENT_US + VRRP_DEAF_ROUNDS * VRRP_DEAF_SPACE_US)

static unsigned deaf, hears;

static void
hear_log(void *context, unsigned device, const struct event *event, const char *text)
{
	(void)context;
	(void)text;
	deaf += device == 0 && event == &event_deaf;
	hears += device == 0 && event == &event_hears;
}

static struct rig *
listened_pair(void)
{
	struct rig *r = seed_pair();

	deaf = hears = 0;
	r->logged = hear_log;
	return r;
}

static void
deafen(struct rig *r, bool on)
{
	r->device[0].deaf = on ? 100 : 0;
	r->rbs_half[1] = r->vrrp_half[1] = on;
}

static const struct vrrp_status *
group(const struct rig *r)
{
	return vrrp_latest_find(pairs_vrrp(r->device[0].node->pairs), 100, 1);
}

static void
a_deaf_master_yields_until_it_hears(void **state)
{
	struct rig *r = listened_pair();
	struct ip4 had = rig_dora(r, 1, 1);

	(void)state;
	assert_true(ip4_set(had));
	deafen(r, true);
	rig_run(r, DEAF_US - TIME_SEC);
	assert_true(r->device[0].owns);
	rig_run(r, 3 * TIME_SEC);
	assert_int_equal(deaf, 1);
	assert_false(r->device[0].owns);
	assert_true(r->device[1].owns);
	assert_int_equal(group(r)->reason, VRRP_REASON_DEAF);
	assert_true(group(r)->deaf);
	rig_run(r, 60 * TIME_SEC); /* it stays out: two Masters for ever else */
	assert_int_equal(group(r)->state, VRRP_INITIALIZE);
	deafen(r, false);
	rig_run(r, 5 * TIME_SEC);
	assert_int_equal(hears, 1);
	assert_int_equal(group(r)->state, VRRP_BACKUP);
	assert_int_equal(group(r)->reason, VRRP_REASON_HEARS);
	assert_true(r->device[1].owns);
	rig_free(r);
}

/* Nobody but the peer was ever heard: its silence is no proof. */
static void
without_a_host_that_is_known_it_stays(void **state)
{
	struct rig *r = listened_pair();

	(void)state;
	deafen(r, true);
	rig_run(r, 60 * TIME_SEC);
	assert_int_equal(deaf, 0);
	assert_true(r->device[0].owns);
	rig_free(r);
}

/* The peer dies, and its clients say nothing, but are there. */
static void
a_host_that_answers_keeps_it(void **state)
{
	struct rig *r = listened_pair();

	(void)state;
	assert_true(ip4_set(rig_dora(r, 1, 1)));
	rig_kill(r, 1);
	rig_run(r, 120 * TIME_SEC);
	assert_int_equal(deaf, 0);
	assert_true(r->device[0].owns);
	rig_free(r);
}

/* Its peer has been away for long, and now every host is switched off, too. */
static void
a_quiet_night_does_not_move_the_only_device(void **state)
{
	struct rig *r = listened_pair();

	(void)state;
	rig_kill(r, 1);
	rig_run(r, HEARING_PEER_US + TIME_SEC);
	assert_true(ip4_set(rig_dora(r, 1, 1)));
	deafen(r, true);
	rig_run(r, 600 * TIME_SEC);
	assert_int_equal(deaf, 0);
	assert_true(r->device[0].owns);
	rig_free(r);
}

/* The false positive: the peer dies and all hosts go at the same time. The first frame ends it. */
static void
the_first_frame_ends_what_was_none(void **state)
{
	struct rig *r = listened_pair();

	(void)state;
	assert_true(ip4_set(rig_dora(r, 1, 1)));
	rig_kill(r, 1);
	deafen(r, true);
	rig_run(r, 60 * TIME_SEC);
	assert_int_equal(deaf, 1);
	assert_false(r->device[0].owns);
	deafen(r, false);
	rig_discover(r, 2, 2);
	rig_run(r, 3 * TIME_SEC + 300 * TIME_MS); /* Master_Down of priority 200 */
	assert_true(r->device[0].owns);
	rig_free(r);
}

/* The seed's file with a session between loopbacks. */
static char *
over_loopbacks(const char *path, unsigned own)
{
	static const char port[] = "interface GigabitEthernet 0/1/1";
	char *text = read_file(path), *whole = calloc(1, 65536), *from, *rest;

	assert_non_null(whole);
	from = strstr(text, " peer 10.10.10.");
	rest = strstr(from + 1, " port 10000");
	snprintf(whole, 65536, "%.*s peer 192.0.2.%u source 192.0.2.%u%s", (int)(from - text), text,
		 3 - own, own, rest);
	from = strstr(whole, port);
	rest = strdup(from);
	assert_non_null(rest);
	snprintf(from, (size_t)(whole + 65536 - from),
		 "interface LoopBack 0\n ip address 192.0.2.%u 255.255.255.255\n#\n%s", own, rest);
	free(rest);
	free(text);
	return whole;
}

/* Its session takes another way, so nothing is heard of it on the VLAN: it is asked as well, and
 * answers. */
static void
a_peer_is_asked_by_the_address_that_it_has_there(void **state)
{
	char *a = over_loopbacks("lab/DeviceA.cfg", 1), *b = over_loopbacks("lab/DeviceB.cfg", 2);
	struct rig *r = rig_new();

	(void)state;
	deaf = hears = 0;
	r->logged = hear_log;
	assert_true(rig_boot(r, 0, a));
	assert_true(rig_run_until_master(r, 0, 30 * TIME_SEC));
	assert_true(rig_boot(r, 1, b));
	rig_run(r, 5 * TIME_SEC);
	assert_true(standing(r, 0)->connected);
	assert_true(ip4_set(rig_dora(r, 1, 1)));
	r->device[0].apart = ~UINT64_C(0); /* every host is off */
	rig_run(r, 60 * TIME_SEC);
	assert_int_equal(deaf, 0);
	assert_true(r->device[0].owns);
	rig_kill(r, 1);
	rig_run(r, 60 * TIME_SEC);
	assert_int_equal(deaf, 1);
	rig_free(r);
	free(a);
	free(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_deaf_master_yields_until_it_hears),
	    cmocka_unit_test(without_a_host_that_is_known_it_stays),
	    cmocka_unit_test(a_host_that_answers_keeps_it),
	    cmocka_unit_test(a_quiet_night_does_not_move_the_only_device),
	    cmocka_unit_test(the_first_frame_ends_what_was_none),
	    cmocka_unit_test(a_peer_is_asked_by_the_address_that_it_has_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
