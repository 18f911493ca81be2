/* rbs/old.h: a device that forgot what it told its peer is shown so by the peer's batch. */
#include "test/unit/rbs/world.h"

enum { GIVEN = 20 };

/* A pair that has agreed on GIVEN addresses, half of them changed by either side. */
static struct world *
agreed(void)
{
	struct world *w = world_paired_new();

	for (unsigned n = 0; n < GIVEN; n++)
		side_change(w, (int)n % 2, n);
	side_flush(w, 0);
	side_flush(w, 1);
	assert_true(world_settle(w, 5 * TIME_SEC));
	w->side[0].alarms = w->side[1].alarms = 0;
	w->side[0].alarm[0] = w->side[1].alarm[0] = '\0';
	return w;
}

/* Side 1 comes back with nothing but what `sent` says of it. */
static void
come_back(struct world *w, bool remembers, unsigned sent)
{
	side_crash(w, 1);
	side_start(w, 1);
	w->side[1].local.group[0].remembers = remembers;
	side_local(w, 1);
	for (unsigned n = 0; n < sent; n++)
		lease_note_sent(w->side[1].table, address_of(n), version_at(w, 0, n));
	assert_true(world_settle(w, 5 * TIME_SEC));
}

static void
both_are_told(void **state)
{
	struct world *w = agreed();

	(void)state;
	come_back(w, true, 0);
	assert_int_equal(w->side[1].alarm_kind, RBS_ALARM_OLD);
	assert_non_null(strstr(w->side[1].alarm, "of 20 addresses"));
	assert_int_equal(w->side[0].alarm_kind, RBS_ALARM_PEER_OLD);
	w->cut = true; /* once; a session that follows is none of it */
	world_run(w, 10 * TIME_SEC);
	w->cut = false;
	w->side[0].alarm_kind = w->side[1].alarm_kind = RBS_ALARMS;
	assert_true(world_settle(w, 60 * TIME_SEC));
	for (int s = 0; s < 2; s++)
		assert_true(w->side[s].alarm_kind != RBS_ALARM_OLD &&
			    w->side[s].alarm_kind != RBS_ALARM_PEER_OLD);
	world_free(w);
}

/* What is in doubt was not forgotten. */
static void
a_doubt_is_no_proof(void **state)
{
	struct world *w = agreed();

	(void)state;
	come_back(w, true, GIVEN - 1);
	assert_non_null(strstr(w->side[1].alarm, "of 1 addresses"));
	world_free(w);
	w = agreed();
	come_back(w, true, GIVEN);
	assert_int_equal(w->side[0].alarms + w->side[1].alarms, 0);
	world_free(w);
}

static void
a_journal_known_to_lack_something_proves_nothing(void **state)
{
	struct world *w = agreed();

	(void)state;
	come_back(w, false, 0);
	assert_int_equal(w->side[0].alarms + w->side[1].alarms, 0);
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(both_are_told),
	    cmocka_unit_test(a_doubt_is_no_proof),
	    cmocka_unit_test(a_journal_known_to_lack_something_proves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
