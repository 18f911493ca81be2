/* Commit points over a restart of a device: they are there again, a damaged one is named and the
 * others are not. */
#include "cli/points.h"

#include "node/node.h"
#include "test/unit/node/seed.h"

static unsigned damaged;
static char said[200];

static void
hear_log(void *context, unsigned device, const struct event *event, const char *line)
{
	(void)context;
	(void)device;
	if (event != &event_point_damaged)
		return;
	damaged++;
	snprintf(said, sizeof said, "%s", line);
}

static void
commit(struct rig *r, unsigned vlan)
{
	char line[32];

	snprintf(line, sizeof line, "vlan %u", vlan);
	rig_cli(r, 0, "system-view");
	rig_cli(r, 0, line);
	rig_cli(r, 0, "commit");
	rig_cli(r, 0, "return");
}

static void
points_survive_a_restart(void **state)
{
	struct rig *r = rig_new();
	char before[4096];

	(void)state;
	damaged = 0;
	r->logged = hear_log;
	assert_true(rig_boot(r, 0, ""));
	commit(r, 100);
	commit(r, 101);
	snprintf(before, sizeof before, "%s",
		 rig_cli(r, 0, "display configuration commit list verbose"));
	rig_kill(r, 0);
	assert_true(rig_boot(r, 0, "vlan 100\n#\nvlan 101\nreturn\n"));
	assert_string_equal(rig_cli(r, 0, "display configuration commit list verbose"), before);
	rig_cli(r, 0, "rollback configuration last 1");
	assert_string_equal(rig_cli(r, 0, "display current-configuration | exclude !"),
			    "#\nvlan 100\n#\nreturn\n");
	assert_int_equal(damaged, 0);

	/* One is damaged, one cannot be read: the others are there, and the numbers go on. */
	rig_kill(r, 0);
	r->device[0].point_text[1][40] ^= 1;
	assert_true(rig_boot(r, 0, "vlan 100\nreturn\n"));
	assert_int_equal(damaged, 1);
	assert_non_null(strstr(said, "commit.1000000002"));
	rig_cli(r, 0, "rollback configuration to commit-id 1000000001");
	assert_string_equal(rig_cli(r, 0, "display current-configuration | exclude !"),
			    "#\nreturn\n");
	assert_non_null(strstr(rig_cli(r, 0, "display configuration commit list verbose 1"),
			       "CommitId: 1000000005"));
	rig_free(r);
}

static void
files_of_points_that_go_are_removed(void **state)
{
	struct rig *r = rig_new();

	(void)state;
	assert_true(rig_boot(r, 0, ""));
	for (unsigned i = 0; i < POINTS_MAX + 5; i++)
		commit(r, 100 + i);
	assert_int_equal(r->device[0].points_count, POINTS_MAX);
	rig_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(points_survive_a_restart),
	    cmocka_unit_test(files_of_points_that_go_are_removed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
