/* What a device hears of the other one's readiness: at once, told when it lasts, and nothing of it
 * once the session is over or when an older version speaks. */
#include "test/unit/rbs/world.h"

static void
set_ready(struct world *w, int s, enum rbs_ready ready)
{
	w->side[s].local.group[0].ready = ready;
	side_local(w, s);
	side_flush(w, s);
}

static uint8_t
heard(const struct world *w, int s)
{
	return rbs_session_peer_ready(w->side[s].session, ID);
}

static void
a_change_is_heard_at_once(void **state)
{
	struct world *w = world_paired_new();

	(void)state;
	assert_int_equal(heard(w, 0), RBS_READY);
	set_ready(w, 1, RBS_READY_DISABLED);
	world_run(w, 10 * TIME_MS);
	assert_int_equal(heard(w, 0), RBS_READY_DISABLED);
	assert_int_equal(heard(w, 1), RBS_READY);
	assert_true(world_paired(w)); /* it moves nothing */
	set_ready(w, 1, RBS_READY);
	world_run(w, 10 * TIME_MS);
	assert_int_equal(heard(w, 0), RBS_READY);
	assert_int_equal(w->side[0].alarms, 0); /* it did not last */
	world_free(w);
}

static void
what_lasts_is_told_and_not_again_and_again(void **state)
{
	struct world *w = world_paired_new();

	(void)state;
	set_ready(w, 1, RBS_READY_LOCKED);
	world_run(w, 2900 * TIME_MS);
	assert_int_equal(w->side[0].alarms, 0);
	world_run(w, 200 * TIME_MS);
	assert_int_equal(w->side[0].alarms, 1);
	assert_int_equal(w->side[0].alarm_kind, RBS_ALARM_NOT_READY);
	assert_string_equal(w->side[0].alarm, "The peer would not serve: an IP pool is locked");
	for (unsigned i = 0; i < 4; i++) { /* for 24 s it comes and goes */
		set_ready(w, 1, i % 2 ? RBS_READY_LOCKED : RBS_READY);
		world_run(w, 6 * TIME_SEC);
	}
	assert_int_equal(w->side[0].alarms, 1);
	set_ready(w, 1, RBS_READY);
	world_run(w, 40 * TIME_SEC);
	assert_int_equal(w->side[0].alarms, 2);
	assert_int_equal(w->side[0].alarm_kind, RBS_ALARM_READY);
	world_free(w);
}

static void
without_a_session_nothing_is_known(void **state)
{
	struct world *w = world_paired_new();
	size_t keep[2] = {0, 0};

	(void)state;
	set_ready(w, 1, RBS_READY_INITIALIZE);
	world_run(w, 10 * TIME_MS);
	wire_break(w, 0, keep);
	world_run(w, 10 * TIME_MS);
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_PAUSE});
	assert_int_equal(heard(w, 0), RBS_READY_NOT_SAID);
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_RESUME});
	assert_true(world_settle(w, 10 * TIME_SEC));
	world_run(w, 2 * TIME_SEC);
	assert_int_equal(heard(w, 0), RBS_READY_INITIALIZE);
	world_free(w);
}

/* A backup-id that is configured again in a session that stands: the word of it is said again, also
 * by who has so much else to say that KEEPALIVE is never due. */
static void
a_group_that_is_new_here_is_told(void **state)
{
	struct world *w = world_paired_new();
	struct rbs_local_group group = w->side[0].local.group[0];

	(void)state;
	w->side[0].local.groups_count = 0;
	side_local(w, 0);
	side_flush(w, 0);
	world_run(w, 10 * TIME_MS);
	assert_int_equal(heard(w, 0), RBS_READY_NOT_SAID);
	w->side[0].local.group[0] = group;
	w->side[0].local.groups_count = 1;
	side_local(w, 0);
	side_flush(w, 0);
	world_run(w, 100 * TIME_MS);
	assert_int_equal(heard(w, 0), RBS_READY);
	assert_int_equal(heard(w, 1), RBS_READY);
	world_free(w);
}

static void
every_reason_has_its_words(void **state)
{
	(void)state;
	assert_null(rbs_ready_text(RBS_READY));
	assert_null(rbs_ready_text(RBS_READY_NOT_SAID));
	for (unsigned i = RBS_READY + 1; i < RBS_READY_NOT_SAID; i++)
		assert_true(strlen(rbs_ready_text((uint8_t)i)) > 10);
	assert_string_equal(rbs_ready_text(RBS_READY_DISABLED),
			    "DHCP is not enabled on the interface");
	assert_string_equal(rbs_ready_text(RBS_READYS), rbs_ready_text(254)); /* of a later one */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_change_is_heard_at_once),
	    cmocka_unit_test(what_lasts_is_told_and_not_again_and_again),
	    cmocka_unit_test(without_a_session_nothing_is_known),
	    cmocka_unit_test(a_group_that_is_new_here_is_told),
	    cmocka_unit_test(every_reason_has_its_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
