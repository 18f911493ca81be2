/* Where the other device is: said in KEEPALIVE, kept after the session, replaced by the next. */
#include "test/unit/rbs/world.h"

static const struct rbs_address first = {{0x0a010102}, {{2, 0, 0, 0, 0, 2}}},
				second = {{0x0a020202}, {{2, 0, 0, 0, 0, 2}}};

static void
set_addresses(struct world *w, int s, unsigned count)
{
	w->side[s].local.addresses_count = count;
	w->side[s].local.address[0] = first;
	w->side[s].local.address[1] = second;
	side_local(w, s);
	side_flush(w, s);
}

static unsigned
heard(const struct world *w, int s, const struct rbs_address **ret)
{
	return rbs_session_peer_addresses(w->side[s].session, ret);
}

static void
a_change_is_heard_at_once(void **state)
{
	struct world *w = world_paired_new();
	const struct rbs_address *list;

	(void)state;
	assert_int_equal(heard(w, 0, &list), 0);
	set_addresses(w, 1, 2);
	world_run(w, 10 * TIME_MS);
	assert_int_equal(heard(w, 0, &list), 2);
	assert_true(ip4_same(list[1].address, second.address));
	assert_true(mac_same(list[1].mac, second.mac));
	assert_int_equal(heard(w, 1, &list), 0);
	set_addresses(w, 1, 1);
	world_run(w, 10 * TIME_MS);
	assert_int_equal(heard(w, 0, &list), 1);
	assert_true(world_paired(w)); /* it moves nothing */
	world_free(w);
}

static void
it_stays_after_the_session_and_the_next_one_replaces_it(void **state)
{
	struct world *w = world_paired_new();
	const struct rbs_address *list;
	uint64_t heard_us;

	(void)state;
	set_addresses(w, 1, 2);
	world_run(w, 10 * TIME_MS);
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_PAUSE});
	heard_us = rbs_session_heard_us(w->side[0].session);
	assert_true(heard_us != 0 && heard_us <= w->now);
	assert_int_equal(heard(w, 0, &list), 2);
	world_run(w, 60 * TIME_SEC);
	assert_int_equal(heard(w, 0, &list), 2);
	assert_int_equal(rbs_session_heard_us(w->side[0].session), heard_us);
	set_addresses(w, 1, 0); /* as an older version, which says none */
	side_input(w, 0, (struct rbs_input){.kind = RBS_IN_RESUME});
	assert_true(world_settle(w, 40 * TIME_SEC));
	world_run(w, 2 * TIME_SEC);
	assert_int_equal(heard(w, 0, &list), 0);
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_change_is_heard_at_once),
	    cmocka_unit_test(it_stays_after_the_session_and_the_next_one_replaces_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
