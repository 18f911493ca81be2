/* Somebody takes a Master's links away (docs/rules.md "Who serves"): they are put back, or its peer
 * serves. What the host sees is said by hand, every 100 ms. */
#include "node/links.h"

#include "node/step/event.h"
#include "test/rig/inside.h"
#include "test/unit/node/seed.h"

#define LOOK_US (100 * TIME_MS)
#define SKEW_US (TIME_SEC * 156 / 256) /* of DeviceB */

static const struct lan_lost vip = {
    .fault = LAN_VANISHED, .vlan = 100, .vrid = 1, .link = "vrrp1.100", .address = {0x0a0a0a64}};
static unsigned restored, broken, kept;
static char line[256];

static void
hear_log(void *context, unsigned device, const struct event *event, const char *text)
{
	(void)context;
	if (device != 0)
		return;
	restored += event == &event_lost;
	broken += event == &event_broken;
	kept += event == &event_mended;
	if (event == &event_lost || event == &event_broken)
		snprintf(line, sizeof line, "%s", text);
}

static struct rig *
listened_pair(void)
{
	struct rig *r = seed_pair();

	restored = broken = kept = 0;
	r->logged = hear_log;
	return r;
}

static void
see(struct rig *r, bool there)
{
	struct node_input in = {
	    .kind = NODE_IN_LOST,
	    .u.lost = {.count = !there, .list = &vip, .message = "the kernel says no"}};

	rig_step(r, 0, &in);
	rig_run(r, LOOK_US);
}

static void
see_for(struct rig *r, bool there, uint64_t span_us)
{
	for (uint64_t t = 0; t < span_us; t += LOOK_US)
		see(r, there);
}

static const struct vrrp_status *
group(const struct rig *r)
{
	return vrrp_latest_find(pairs_vrrp(r->device[0].node->pairs), 100, 1);
}

static void
what_is_put_back_moves_nothing(void **state)
{
	struct rig *r = listened_pair();

	(void)state;
	see(r, false);
	see_for(r, true, 40 * TIME_SEC);
	assert_int_equal(restored, 1);
	assert_string_equal(line, "virtual address 10.10.10.100 of Vlanif100 vanished; restored "
				  "(times=1)");
	assert_int_equal(broken, 0);
	assert_true(r->device[0].owns);
	rig_free(r);
}

static void
what_cannot_be_put_back_is_given_up_to_the_peer(void **state)
{
	struct rig *r = listened_pair();

	(void)state;
	see_for(r, false, TIME_SEC + SKEW_US);
	rig_run(r, 100 * TIME_MS);
	assert_int_equal(broken, 1);
	assert_non_null(strstr(line, "could not be restored: the kernel says no"));
	assert_true(r->device[1].owns);
	assert_false(r->device[0].owns);
	assert_int_equal(group(r)->reason, VRRP_REASON_LOST);
	assert_true(group(r)->broken);
	assert_non_null(strstr(rig_cli(r, 1, "display remote-backup-profile service1 verbose"),
			       "links of its VRRP group were taken away"));
	/* it does not preempt, and takes over from silence */
	rig_kill(r, 1);
	see_for(r, false, 10 * TIME_SEC);
	assert_true(r->device[0].owns);
	see_for(r, true, LAN_WELL_US + TIME_SEC);
	assert_int_equal(kept, 1);
	assert_false(group(r)->broken);
	rig_free(r);
}

static void
without_a_peer_it_stays_the_gateway(void **state)
{
	struct rig *r = listened_pair();

	(void)state;
	rig_kill(r, 1);
	rig_run(r, 30 * TIME_SEC);
	see_for(r, false, 10 * TIME_SEC);
	assert_int_equal(broken, 1);
	assert_true(r->device[0].owns);
	rig_free(r);
}

static void
a_fight_ends_with_the_peer_as_master(void **state)
{
	struct rig *r = listened_pair();

	(void)state;
	for (unsigned i = 0; i < 20; i++) {
		see(r, false);
		see(r, true);
	}
	assert_int_equal(restored, LAN_FIGHT_LOSSES - 1);
	assert_int_equal(broken, 1);
	assert_non_null(strstr(line, "again and again"));
	assert_true(r->device[1].owns);
	assert_false(r->device[0].owns);
	rig_free(r);
}

/* A session that comes up, with a peer that would serve: then. */
static void
it_is_given_up_when_the_peer_is_there(void **state)
{
	struct rig *r = listened_pair();

	(void)state;
	rig_kill(r, 1);
	rig_run(r, 10 * TIME_SEC);
	see_for(r, false, 3 * TIME_SEC);
	assert_true(r->device[0].owns);
	reboot(r, 1);
	see_for(r, false, 60 * TIME_SEC);
	assert_true(r->device[1].owns);
	assert_false(r->device[0].owns);
	rig_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_put_back_moves_nothing),
	    cmocka_unit_test(what_cannot_be_put_back_is_given_up_to_the_peer),
	    cmocka_unit_test(without_a_peer_it_stays_the_gateway),
	    cmocka_unit_test(a_fight_ends_with_the_peer_as_master),
	    cmocka_unit_test(it_is_given_up_when_the_peer_is_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
