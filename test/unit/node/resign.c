/* A commit that takes a Master its links: its peer hears priority 0 first. */
#include "node/resign.h"

#include "test/unit/node/seed.h"

static void
type(struct rig *r, const char *const *line)
{
	for (; *line; line++)
		rig_cli(r, 0, *line);
}

#define TYPE(r, ...) type(r, (const char *const[]){__VA_ARGS__, NULL})

static const struct vrrp_status *
group(const struct rig *r, unsigned device)
{
	return vrrp_latest_find(pairs_vrrp(r->device[device].node->pairs), 100, 1);
}

/* Its skew time, not its Master_Down. */
static void
peer_takes_over_at_once(struct rig *r)
{
	assert_false(r->device[0].failed);
	rig_run(r, 800 * TIME_MS);
	assert_true(r->device[1].owns);
	assert_false(r->device[0].owns);
	assert_int_equal(group(r, 1)->reason, VRRP_REASON_RESIGNED);
	rig_free(r);
}

static void
a_port_that_is_shut(void **state)
{
	struct rig *r = seed_pair();

	(void)state;
	TYPE(r, "system-view", "interface GigabitEthernet 0/1/1", "shutdown", "commit");
	peer_takes_over_at_once(r);
}

static void
a_vlan_that_no_port_carries_any_more(void **state)
{
	struct rig *r = seed_pair();

	(void)state;
	TYPE(r, "system-view", "interface GigabitEthernet 0/1/1",
	     "undo port trunk allow-pass vlan 100", "commit");
	peer_takes_over_at_once(r);
}

static void
a_group_that_is_removed(void **state)
{
	struct rig *r = seed_pair();

	(void)state;
	TYPE(r, "system-view", "ip pool pool1", "undo remote-backup-profile", "quit",
	     "undo remote-backup-profile service1", "interface Vlanif 100", "undo vrrp vrid 1",
	     "commit");
	assert_null(group(r, 0));
	peer_takes_over_at_once(r);
}

/* The kernel refuses: the group takes part again. */
static void
a_commit_that_fails(void **state)
{
	struct rig *r = seed_pair();

	(void)state;
	snprintf(r->device[0].refuse, sizeof r->device[0].refuse, "No.");
	TYPE(r, "system-view", "interface GigabitEthernet 0/1/1", "shutdown", "commit");
	assert_true(r->device[0].failed);
	rig_run(r, 25 * TIME_SEC);
	assert_int_equal(group(r, 0)->state, VRRP_BACKUP);
	assert_true(r->device[1].owns);
	rig_kill(r, 1);
	rig_run(r, 5 * TIME_SEC);
	assert_true(r->device[0].owns);
	rig_free(r);
}

static void
others_are_not_disturbed(void **state)
{
	struct rig *r = seed_pair();
	uint64_t changed_us = group(r, 0)->changed_us;

	(void)state;
	TYPE(r, "system-view", "interface GigabitEthernet 0/1/2", "undo shutdown", "commit",
	     "shutdown", "commit", "quit", "vlan 200", "commit");
	rig_run(r, 2 * TIME_SEC);
	assert_true(r->device[0].owns);
	assert_int_equal(group(r, 0)->changed_us, changed_us);
	rig_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_port_that_is_shut),
	    cmocka_unit_test(a_vlan_that_no_port_carries_any_more),
	    cmocka_unit_test(a_group_that_is_removed),
	    cmocka_unit_test(a_commit_that_fails),
	    cmocka_unit_test(others_are_not_disturbed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
