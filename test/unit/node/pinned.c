/* Where the peer is on the link is fixed while a session with it stands. */
#include "node/pair/pinned.h"

#include "test/unit/node/seed.h"

#define A_IS IP4(10, 10, 10, 1)
#define B_IS IP4(10, 10, 10, 2)

static struct mac
mac_of(const struct rig *r, unsigned device)
{
	return lan_heard_vlanif(&r->device[device].node->lan, 100)->mac;
}

static void
expect(const struct rig *r, unsigned device, struct ip4 address, bool on)
{
	const struct rig_neighbour *n = &r->device[device].neighbour;

	assert_true(n->told > 0);
	assert_int_equal(n->vlan, 100);
	assert_true(ip4_same(n->address, address));
	assert_int_equal(n->on, on);
	if (on)
		assert_true(mac_same(n->mac, mac_of(r, !device)));
}

static void
while_a_session_stands(void **state)
{
	struct rig *r = seed_pair();
	unsigned told;

	(void)state;
	expect(r, 0, B_IS, true);
	expect(r, 1, A_IS, true);
	told = r->device[0].neighbour.told;
	rig_run(r, 30 * TIME_SEC);
	assert_int_equal(r->device[0].neighbour.told, told); /* once */
	rig_kill(r, 1);
	rig_run(r, 5 * TIME_SEC);
	expect(r, 0, B_IS, false);
	assert_int_equal(r->device[0].neighbour.told, told + 1);
	rig_free(r);
}

/* A commit makes links, and what stood on them may be gone. */
static void
again_after_a_commit(void **state)
{
	struct rig *r = seed_pair();
	unsigned told = r->device[0].neighbour.told;

	(void)state;
	rig_cli(r, 0, "system-view");
	rig_cli(r, 0, "vlan 200");
	rig_cli(r, 0, "commit");
	rig_run(r, TIME_SEC);
	expect(r, 0, B_IS, true);
	assert_int_equal(r->device[0].neighbour.told, told + 1);
	rig_free(r);
}

/* Nothing of an earlier session: the peer may have another card by now. */
static void
by_the_word_of_this_session(void **state)
{
	struct rig *r = seed_pair();

	(void)state;
	r->rbs_cut = true;
	rig_run(r, 5 * TIME_SEC);
	expect(r, 0, B_IS, false);
	expect(r, 1, A_IS, false);
	r->rbs_cut = false;
	rig_run(r, 10 * TIME_SEC);
	expect(r, 0, B_IS, true);
	expect(r, 1, A_IS, true);
	rig_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(while_a_session_stands),
	    cmocka_unit_test(again_after_a_commit),
	    cmocka_unit_test(by_the_word_of_this_session),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
