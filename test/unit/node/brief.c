/* One device in one line: node/brief.h. */
#include "node/brief.h"
#include "test/unit/node/seed.h"

static void
assert_says(const struct rig *r, unsigned device, const char *want)
{
	char bytes[256];
	struct text t = text_of(bytes, sizeof bytes);

	node_brief(r->device[device].node, &t);
	assert_string_equal(t.p, want);
}

static void
role_pair_and_use_of_the_seed(void **state)
{
	struct rig *r = seed_pair();

	(void)state;
	assert_says(r, 0, "Master (Vlanif100 vrid 1), pair Connected; 0 of 97 addresses in use");
	assert_says(r, 1, "Slave (Vlanif100 vrid 1), pair Connected; 0 of 97 addresses in use");
	assert_true(ip4_set(rig_dora(r, 1, 1)));
	assert_true(ip4_set(rig_dora(r, 2, 2)));
	rig_run(r, TIME_SEC);
	assert_says(r, 0, "Master (Vlanif100 vrid 1), pair Connected; 2 of 97 addresses in use");
	rig_kill(r, 0);
	rig_run(r, 5 * TIME_SEC);
	assert_says(r, 1, "Master (Vlanif100 vrid 1), pair Interrupted; 2 of 97 addresses in use");
	rig_free(r);
}

/* By the name that an operator typed. */
static void
a_group_may_be_on_a_sub_interface(void **state)
{
	char *text = read_file("test/golden/files/subA.cfg");
	struct rig *r = rig_new();

	(void)state;
	assert_true(rig_boot(r, 0, text));
	assert_true(rig_run_until_master(r, 0, 30 * TIME_SEC));
	rig_run(r, TIME_SEC);
	assert_says(r, 0,
		    "Master (GigabitEthernet0/1/1.100 vrid 1), pair Interrupted; 0 of 97 addresses "
		    "in use");
	rig_free(r);
	free(text);
}

static void
what_does_not_serve_says_why(void **state)
{
	struct rig *r = seed_pair();

	(void)state;
	rig_cli(r, 0, "remote-backup leave service1 force");
	rig_run(r, TIME_SEC);
	assert_says(r, 0, "Initialize (Vlanif100 vrid 1), pair Left; 0 of 97 addresses in use");
	rig_free(r);
	r = rig_new();
	assert_true(rig_boot(r, 0, "return\n"));
	assert_says(r, 0, "the disk takes no leases, nobody is served");
	rig_run(r, TIME_SEC);
	assert_says(r, 0, "no ip pool is configured: nothing is served");
	rig_free(r);
}

static void
many_profiles_are_counted(void **state)
{
	struct rig *r = rig_new();

	(void)state;
	boot_with(r, 0, "\nremote-backup-profile", "\nremote-backup-profile two\n#");
	rig_run(r, TIME_SEC);
	assert_says(r, 0, "2 Initialize; pairs: 1 Interrupted, 1 none; 0 of 97 addresses in use");
	rig_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(role_pair_and_use_of_the_seed),
	    cmocka_unit_test(a_group_may_be_on_a_sub_interface),
	    cmocka_unit_test(what_does_not_serve_says_why),
	    cmocka_unit_test(many_profiles_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
