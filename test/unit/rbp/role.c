/* The role for every VRRP state and configuration, what holds preemption, names, the digest. */
#include "test/check.h"

#include "rbp/digest.h"
#include "rbp/role.h"

static struct rbp_config
whole(void)
{
	return (struct rbp_config){.dhcp_server.set = true,
				   .backup = {true, 1, "service1"},
				   .vrrp = {true, 1, {INTERFACE_VLANIF, 100, 0}}};
}

static void
role_follows_the_group(void **state)
{
	static const struct {
		enum vrrp_state group;
		bool ready, disk;
		enum rbp_role role;
		enum rbp_why why;
	} want[] = {
	    {VRRP_INITIALIZE, false, true, RBP_INITIALIZE, RBP_WHY_GROUP_INITIALIZE},
	    {VRRP_INITIALIZE, true, true, RBP_INITIALIZE, RBP_WHY_GROUP_INITIALIZE},
	    {VRRP_BACKUP, false, true, RBP_SLAVE, RBP_WHY_BACKUP},
	    {VRRP_BACKUP, true, true, RBP_SLAVE, RBP_WHY_BACKUP},
	    {VRRP_MASTER, false, true, RBP_INITIALIZE, RBP_WHY_POOLS},
	    {VRRP_MASTER, true, true, RBP_MASTER, RBP_WHY_MASTER},
	    {VRRP_INITIALIZE, true, false, RBP_INITIALIZE, RBP_WHY_DISK},
	    {VRRP_BACKUP, true, false, RBP_SLAVE, RBP_WHY_BACKUP},
	    {VRRP_MASTER, true, false, RBP_INITIALIZE, RBP_WHY_DISK},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(want); i++) {
		struct rbp_config c = whole();
		struct vrrp_status group = {.state = want[i].group};
		struct rbp_verdict v = rbp_role(&c, &group, want[i].ready, want[i].disk);

		assert_int_equal(v.role, want[i].role);
		assert_int_equal(v.why, want[i].why);
		assert_non_null(rbp_why_text(v.why));
	}
}

static void
role_needs_service_and_group(void **state)
{
	struct vrrp_status group = {.state = VRRP_MASTER};
	struct rbp_config c = whole();

	(void)state;
	assert_int_equal(rbp_role(&c, NULL, true, true).why, RBP_WHY_NO_GROUP);
	c.vrrp.set = false;
	assert_int_equal(rbp_role(&c, &group, true, true).why, RBP_WHY_NO_VRRP);
	c.dhcp_server.set = false;
	assert_int_equal(rbp_role(&c, &group, true, true).why, RBP_WHY_NO_SERVICE);
	assert_int_equal(rbp_role(&c, &group, true, true).role, RBP_INITIALIZE);
	assert_string_equal(rbp_role_name(RBP_INITIALIZE), "Initialize");
	assert_string_equal(rbp_role_name(RBP_SLAVE), "Slave");
	assert_string_equal(rbp_role_name(RBP_MASTER), "Master");
}

static void
preemption_waits_for_the_batch(void **state)
{
	struct rbp_config c = whole();
	struct rbs_config rbs = {.peer.set = true};

	(void)state;
	assert_string_equal(rbp_holds_preemption(&c, &rbs, "the connection"), "the connection");
	assert_null(rbp_holds_preemption(&c, &rbs, NULL));
	assert_null(rbp_holds_preemption(&c, NULL, "the connection"));
	rbs.shutdown.set = true;
	assert_null(rbp_holds_preemption(&c, &rbs, "the connection"));
	rbs.shutdown.set = false;
	c.backup.set = false;
	assert_null(rbp_holds_preemption(&c, &rbs, "the connection"));
}

static void
names_are_equal_but_for_case(void **state)
{
	(void)state;
	assert_true(rbp_name_same("sERVICE1", "Service1"));
	assert_false(rbp_name_same("service", "service1"));
	assert_false(rbp_name_same("a", "ab"));
	assert_true(rbp_name_same("", ""));
}

static void
digest_sees_lines_and_order(void **state)
{
	static const char *const a[] = {"pool a", "gateway 1.2.3.4"};
	static const char *const b[] = {"gateway 1.2.3.4", "pool a"};
	static const char *const c[] = {"pool agateway 1.2.3.4"};
	static const char *const d[] = {"pool agateway 1.2.3.4", ""};

	(void)state;
	assert_true(rbp_digest(a, 2) == rbp_digest(a, 2));
	assert_true(rbp_digest(a, 2) != rbp_digest(b, 2));
	assert_true(rbp_digest(a, 2) != rbp_digest(a, 1));
	assert_true(rbp_digest(a, 2) != rbp_digest(c, 1));
	assert_true(rbp_digest(c, 1) != rbp_digest(d, 2));
	assert_true(rbp_digest(a, 0) != 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(role_follows_the_group),
	    cmocka_unit_test(role_needs_service_and_group),
	    cmocka_unit_test(preemption_waits_for_the_batch),
	    cmocka_unit_test(names_are_equal_but_for_case),
	    cmocka_unit_test(digest_sees_lines_and_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
