/* Two sessions agree: on the half of the addresses, on equal configurations, on being two. */
#include "test/unit/rbs/world.h"

static void
another_configuration_is_named_on_both(void **state)
{
	static const char *const other[] = {"pool pool1", "gateway 10.10.10.99 255.255.255.0"};
	struct world *w = world_new();

	(void)state;
	side_start(w, 0);
	side_start(w, 1);
	w->side[1].local.group[0].digest = 43;
	w->side[1].local.group[0].line = other;
	side_local(w, 1);
	world_run(w, 2 * TIME_SEC);
	for (int s = 0; s < 2; s++) {
		assert_int_equal(w->side[s].state, RBS_CONNECTED);
		assert_int_equal(w->side[s].pair, RBS_INTERRUPTED);
		assert_non_null(strstr(w->side[s].alarm, "gateway 10.10.10.99"));
		assert_non_null(strstr(w->side[s].alarm, "gateway 10.10.10.100"));
		assert_null(strstr(w->side[s].alarm, "pool1"));
		assert_int_equal(w->side[s].alarm_kind, RBS_ALARM_DIFFERENT);
		assert_string_equal(rbs_session_waits(w->side[s].session, ID),
				    "equal configurations");
	}
	w->side[0].local.group[0].digest = 43;
	w->side[0].local.group[0].line = other;
	side_local(w, 0);
	assert_true(world_settle(w, 2 * TIME_SEC));
	for (int s = 0; s < 2; s++) {
		assert_int_equal(w->side[s].alarm_kind, RBS_ALARM_EQUAL);
		assert_string_equal(w->side[s].alarm, "Configurations are equal again");
	}
	world_free(w);
}

/* Equal lines are no difference however long they are; two that differ are named to their ends. */
static void
long_lines_are_compared_whole(void **state)
{
	enum { LONG = RBS_LINE_MAX };
	static char equal[LONG + 1], mine[LONG + 1], theirs[LONG + 1];
	static const char *const here[] = {equal, mine}, *const there[] = {equal, theirs};
	struct world *w = world_new();

	(void)state;
	memset(equal, 'e', LONG);
	memset(mine, 'l', LONG);
	memset(theirs, 'l', LONG);
	mine[LONG - 1] = 'm';
	theirs[LONG - 1] = 't';
	for (int s = 0; s < 2; s++) {
		side_start(w, s);
		w->side[s].local.group[0].digest = 50 + (uint64_t)s;
		w->side[s].local.group[0].line = s == 0 ? here : there;
		side_local(w, s);
	}
	world_run(w, 2 * TIME_SEC);
	for (int s = 0; s < 2; s++) {
		const char *alarm = w->side[s].alarm;

		assert_non_null(strstr(alarm, mine));
		assert_non_null(strstr(alarm, theirs));
		assert_null(strstr(alarm, "eeee"));
	}
	world_free(w);
}

static void
a_digest_that_changes_and_changes_back(void **state)
{
	(void)state;
	for (uint64_t gap_us = 0; gap_us < 6 * TIME_MS; gap_us += 250) {
		struct world *w = world_paired_new();

		for (unsigned n = 0; n < ADDRESSES; n++)
			side_change(w, 0, n);
		for (uint64_t digest = 43; digest >= 42; digest--) {
			w->side[0].local.group[0].digest = digest;
			side_local(w, 0);
			world_run(w, gap_us);
		}
		assert_true(world_settle(w, 2 * TIME_SEC));
		world_run(w, 10 * TIME_SEC);
		assert_true(world_paired(w));
		assert_true(w->side[0].batches <= 2);
		tickets_answered(w);
		assert_int_equal(world_differs(w), -1);
		world_free(w);
	}
}

/* R10: only the profile whose configuration differs is under Interrupted rules. */
static void
one_of_two_profiles_differs(void **state)
{
	static const struct lease_range half[2] = {{{0x0a0a0a00}, {0x0a0a0a1f}, 0, 0},
						   {{0x0a0a0a20}, {0x0a0a0a3f}, 0, 1}};
	struct world *w = world_new();
	uint64_t ticket;

	(void)state;
	for (int s = 0; s < 2; s++) {
		struct rbs_local *local = &w->side[s].local;

		side_start(w, s);
		local->groups_count = 2;
		local->group[1] = local->group[0];
		local->group[1].backup_id = OTHER_ID;
		local->group[1].digest = 50 + (uint64_t)s;
		for (int i = 0; i < 2; i++)
			local->group[i].range = &half[i];
		side_local(w, s);
		side_note(w, s, (unsigned)s);	   /* of the first profile */
		side_note(w, s, 40 + (unsigned)s); /* of the second, told under the wrong id */
	}
	assert_true(world_settle(w, 5 * TIME_SEC));
	assert_int_equal(w->side[0].other_pair, RBS_INTERRUPTED);
	ticket = side_change(w, 0, 3);
	side_flush(w, 0);
	world_run(w, 10 * TIME_MS);
	assert_int_equal(w->side[0].parked[ticket].answer, RBS_SAFE);
	assert_int_equal(version_at(w, 1, 40), 0); /* not copied while they differ */
	w->side[1].local.group[1].digest = 50;
	side_local(w, 1);
	world_run(w, 1 * TIME_SEC);
	assert_int_equal(w->side[0].other_pair, RBS_PAIRED);
	assert_int_equal(w->side[1].other_pair, RBS_PAIRED);
	assert_int_equal(w->side[0].batches, 2);
	assert_int_equal(world_differs(w), -1);
	world_free(w);
}

static void
a_missing_backup_id_is_said(void **state)
{
	struct world *w = world_new();

	(void)state;
	side_start(w, 0);
	side_start(w, 1);
	w->side[1].local.groups_count = 0;
	side_local(w, 1);
	world_run(w, 2 * TIME_SEC);
	assert_int_equal(w->side[0].state, RBS_CONNECTED);
	assert_int_equal(w->side[0].pair, RBS_INTERRUPTED);
	assert_non_null(strstr(w->side[0].alarm, "no such backup-id"));
	w->side[1].local.groups_count = 1;
	side_local(w, 1);
	assert_true(world_settle(w, 2 * TIME_SEC));
	world_free(w);
}

static void
the_agreed_half_is_kept(void **state)
{
	struct world *w = world_new();

	(void)state;
	side_start(w, 0);
	side_start(w, 1);
	w->side[0].local.even = 2; /* side 0 remembers: odd is ours */
	side_local(w, 0);
	assert_true(world_settle(w, 5 * TIME_SEC));
	assert_int_equal(w->side[0].home, 0); /* nothing new */
	assert_int_equal(w->side[1].home, 1);
	world_free(w);
}

static void
memories_that_contradict_are_settled(void **state)
{
	struct world *w = world_new();

	(void)state;
	for (int s = 0; s < 2; s++) {
		side_start(w, s);
		w->side[s].local.even = 2;
		side_local(w, s);
	}
	assert_true(world_settle(w, 5 * TIME_SEC));
	assert_int_equal(w->side[0].local.even, 1);
	assert_int_equal(w->side[1].local.even, 2);
	assert_true(w->side[0].alarms > 0);
	world_free(w);
}

static void
the_device_itself_is_no_peer(void **state)
{
	struct world *w = world_new();

	(void)state;
	side_start(w, 0);
	side_start(w, 1);
	w->side[1].local.device = w->side[0].local.device;
	side_local(w, 1);
	world_run(w, 2 * TIME_SEC);
	assert_int_not_equal(w->side[0].state, RBS_CONNECTED);
	for (int s = 0; s < 2; s++)
		assert_non_null(strstr(w->side[s].alarm, "this device itself"));
	world_run(w, 7 * TIME_SEC);
	assert_int_equal(w->side[1].twins, 0); /* what is said once may be said by anybody */
	world_run(w, 5 * TIME_SEC);
	assert_int_equal(w->side[0].twins, 0); /* the one with the lower address stays what it is */
	assert_true(w->side[1].twins > 0);
	world_free(w);
}

static void
who_became_another_does_not_again(void **state)
{
	struct world *w = world_new();

	(void)state;
	side_start(w, 0);
	side_start(w, 1);
	w->side[1].local.device = w->side[0].local.device;
	w->side[1].local.copy_of = 77;
	side_local(w, 1);
	world_run(w, 20 * TIME_SEC);
	assert_int_not_equal(w->side[0].state, RBS_CONNECTED);
	assert_int_equal(w->side[1].twins, 0);
	world_free(w);
}

static void
a_copy_is_told_to_whom_it_was_made_of(void **state)
{
	struct world *w = world_new();

	(void)state;
	side_start(w, 0);
	side_start(w, 1);
	w->side[1].local.copy_of = w->side[0].local.device;
	side_local(w, 1);
	assert_true(world_settle(w, 5 * TIME_SEC));
	assert_int_equal(w->side[0].alarms, 1);
	assert_int_equal(w->side[0].alarm_kind, RBS_ALARM_COPIED);
	assert_int_equal(w->side[1].alarms, 0);
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(another_configuration_is_named_on_both),
	    cmocka_unit_test(long_lines_are_compared_whole),
	    cmocka_unit_test(a_digest_that_changes_and_changes_back),
	    cmocka_unit_test(one_of_two_profiles_differs),
	    cmocka_unit_test(a_missing_backup_id_is_said),
	    cmocka_unit_test(the_agreed_half_is_kept),
	    cmocka_unit_test(memories_that_contradict_are_settled),
	    cmocka_unit_test(the_device_itself_is_no_peer),
	    cmocka_unit_test(who_became_another_does_not_again),
	    cmocka_unit_test(a_copy_is_told_to_whom_it_was_made_of),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
