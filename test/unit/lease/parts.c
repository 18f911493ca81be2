/* The parts of the table against plain models: bits, tag index, lists and timer wheel, offers,
 * clock. */
#include "test/check.h"

#include "base/prng.h"
#include "lease/bits.h"
#include "lease/cells.h"
#include "lease/clock.h"
#include "lease/offers.h"
#include "lease/record.h"
#include "lease/tag_index.h"
#include "lease/timer_wheel.h"

static void
bits_find_the_next_member(void **state)
{
	enum { SIZE = 9000 };
	static bool model[SIZE];
	struct lease_bits b;
	struct prng p = {1};

	(void)state;
	lease_bits_make(&b, SIZE);
	for (unsigned round = 0; round < 3000; round++) {
		uint32_t n = (uint32_t)prng_below(&p, SIZE), from, limit, want;

		model[n] = prng_below(&p, 3) == 0;
		lease_bits_put(&b, n, model[n]);
		assert_int_equal(lease_bits_next(&b, n, n + 1) == n, model[n]);
		from = (uint32_t)prng_below(&p, SIZE + 1);
		limit = (uint32_t)prng_below(&p, SIZE + 1);
		for (want = from; want < limit && !model[want]; want++)
			;
		assert_int_equal(lease_bits_next(&b, from, limit),
				 want < limit ? want : LEASE_BITS_NONE);
	}
	lease_bits_end(&b);
}

static void
a_map_forgets_what_is_removed(void **state)
{
	enum { SLOTS = 64 };
	struct lease_tag_index m;
	struct prng p = {2};
	uint32_t tag[SLOTS] = {0};
	bool in[SLOTS] = {false};

	(void)state;
	lease_tag_index_make(&m, SLOTS);
	for (unsigned round = 0; round < 20000; round++) {
		uint32_t slot = (uint32_t)prng_below(&p, SLOTS);
		bool found = false;
		struct lease_tag_index_walk walk;

		if (in[slot]) {
			lease_tag_index_remove(&m, tag[slot], slot);
		} else {
			tag[slot] =
			    (uint32_t)prng_below(&p, 12) * 16 + 120; /* long runs, wrapping */
			lease_tag_index_add(&m, tag[slot], slot);
		}
		in[slot] = !in[slot];
		slot = (uint32_t)prng_below(&p, SLOTS);
		walk = lease_tag_index_walk(tag[slot]);
		for (uint32_t s; (s = lease_tag_index_next(&m, &walk)) != LEASE_TAG_INDEX_NONE;)
			found = found || s == slot;
		assert_int_equal(found, in[slot]);
	}
	lease_tag_index_end(&m);
}

static bool
is_found(const struct lease_tag_index *m, uint32_t tag, uint32_t number)
{
	struct lease_tag_index_walk walk = lease_tag_index_walk(tag);

	for (uint32_t s; (s = lease_tag_index_next(m, &walk)) != LEASE_TAG_INDEX_NONE;)
		if (s == number)
			return true;
	return false;
}

/* Its room doubles nine times; in the middle of each move some are taken out, old ones and new. */
static void
a_map_grows_while_it_is_used(void **state)
{
	enum { NUMBERS = 6000 };
	static bool in[NUMBERS];
	struct lease_tag_index m;
	struct prng p = {5};
	uint32_t held = 0;

	(void)state;
	lease_tag_index_make(&m, NUMBERS);
	for (uint32_t n = 0; n < NUMBERS; n++) {
		uint32_t other = (uint32_t)prng_below(&p, n + 1);

		lease_tag_index_add(&m, lease_tag_of(n) % 1500, n);
		in[n] = true;
		if (in[other] && prng_below(&p, 3) == 0) {
			lease_tag_index_remove(&m, lease_tag_of(other) % 1500, other);
			in[other] = false;
		}
		if (n % 50 == 0 || n + 1 == NUMBERS)
			for (uint32_t i = 0; i <= n; i++)
				assert_int_equal(is_found(&m, lease_tag_of(i) % 1500, i), in[i]);
	}
	for (uint32_t i = 0; i < NUMBERS; i++)
		held += in[i];
	assert_int_equal(m.used, held);
	assert_true(m.size >= held && m.size < m.max); /* by what it holds */
	lease_tag_index_end(&m);
}

static void
a_cell_stays_with_its_slot(void **state)
{
	enum { SLOTS = 4000 };
	struct lease_cells *c = lease_cells_new(SLOTS);
	uint32_t order[SLOTS];
	struct prng p = {6};

	(void)state;
	for (uint32_t i = 0; i < SLOTS; i++)
		order[i] = i;
	for (uint32_t i = SLOTS - 1; i > 0; i--) {
		uint32_t other = (uint32_t)prng_below(&p, i + 1), was = order[i];

		order[i] = order[other];
		order[other] = was;
	}
	for (uint32_t i = 0; i < SLOTS; i++) {
		assert_int_equal(lease_cells_find(c, order[i]), LEASE_CELLS_NONE);
		assert_int_equal(lease_cells_need(c, order[i], (struct ip4){order[i]}), i);
		assert_int_equal(lease_cells_need(c, order[i / 2], (struct ip4){0}), i / 2);
	}
	for (uint32_t i = 0; i < SLOTS; i++) {
		assert_int_equal(lease_cells_find(c, order[i]), i);
		assert_int_equal(c->slot[i], order[i]);
		assert_int_equal(c->record[i].address.host, order[i]);
	}
	lease_cells_free(c);
}

static void
the_timer_wheel_is_never_early_and_a_second_late(void **state)
{
	enum { SLOTS = 500 };
	static uint64_t deadline[SLOTS];
	struct lease_lists lists;
	struct lease_timer_wheel w;
	struct prng p = {3};
	uint64_t now = 5 * TIME_SEC + 3;

	(void)state;
	lease_lists_make(&lists, SLOTS, LEASE_WHEEL_LISTS);
	lease_timer_wheel_make(&w, &lists, SLOTS, now);
	assert_true(lease_timer_wheel_deadline(&w) == TIME_NEVER);
	for (uint32_t i = 0; i < SLOTS; i++) {
		deadline[i] = now + prng_below(&p, (uint64_t)1 << prng_below(&p, 39));
		lease_timer_wheel_add(&w, i, deadline[i]);
	}
	for (unsigned round = 0; round < 400; round++) {
		uint64_t wake = lease_timer_wheel_deadline(&w);
		uint32_t slot;

		for (uint32_t i = 0; i < SLOTS; i++)
			if (lease_lists_of(&lists, i) < LEASE_DUE)
				assert_true(wake <= deadline[i] + TIME_SEC);
		now += prng_below(&p, (uint64_t)1 << prng_below(&p, 36));
		lease_timer_wheel_turn(&w, now);
		assert_true(lease_timer_wheel_deadline(&w) > now);
		for (uint32_t i = 0; i < SLOTS; i++) {
			if (lease_lists_of(&lists, i) == LEASE_DUE)
				assert_true(deadline[i] <= now);
			else if (lease_lists_of(&lists, i) != LEASE_LISTS_NONE)
				assert_true(deadline[i] + TIME_SEC > now);
		}
		while ((slot = lease_lists_first(&lists, LEASE_DUE)) != LEASE_LISTS_NONE)
			lease_lists_leave(&lists, slot);
	}
	lease_timer_wheel_end(&w);
	lease_lists_end(&lists);
}

static void
offers_end_in_order_and_make_room(void **state)
{
	struct lease_offers o;

	(void)state;
	lease_offers_make(&o, 4);
	for (uint32_t i = 0; i < 4; i++) {
		assert_int_equal(lease_offers_due(&o, 0), LEASE_OFFERS_NONE);
		lease_offers_begin(&o, 1000 + i, i * 10, 50 + i);
	}
	assert_int_equal(lease_offers_find(&o, 1002), 20);
	assert_int_equal(lease_offers_due(&o, 0), 0); /* full: the oldest must go */
	lease_offers_drop(&o, 0);
	assert_int_equal(lease_offers_find(&o, 1000), LEASE_OFFERS_NONE);
	lease_offers_drop(&o, 20);
	{ /* the oldest first, of those that stand */
		uint32_t cursor = 0;

		assert_int_equal(lease_offers_next(&o, &cursor)->slot, 10);
		assert_int_equal(lease_offers_next(&o, &cursor)->slot, 30);
		assert_null(lease_offers_next(&o, &cursor));
	}
	assert_int_equal(lease_offers_due(&o, 50), LEASE_OFFERS_NONE);
	assert_int_equal(lease_offers_deadline(&o), 51);
	assert_int_equal(lease_offers_due(&o, 51), 10);
	lease_offers_drop(&o, 10);
	assert_int_equal(lease_offers_due(&o, 52), LEASE_OFFERS_NONE);
	assert_int_equal(lease_offers_due(&o, 53), 30);
	lease_offers_drop(&o, 30);
	assert_int_equal(lease_offers_due(&o, 99), LEASE_OFFERS_NONE);
	assert_true(lease_offers_deadline(&o) == TIME_NEVER);
	for (uint32_t i = 0; i < 1000; i++) { /* places are taken again */
		lease_offers_begin(&o, i, i % 100, i);
		assert_int_equal(lease_offers_find(&o, i), i % 100);
		lease_offers_drop(&o, i % 100);
		assert_int_equal(lease_offers_due(&o, i), LEASE_OFFERS_NONE);
	}
	lease_offers_end(&o);
}

static void
versions_rise_and_never_meet(void **state)
{
	struct lease_clock a = {0, UINT64_MAX, 0}, b = {0, UINT64_MAX, 1};
	uint64_t last = 0;

	(void)state;
	for (unsigned i = 0; i < 100; i++) {
		uint64_t x = lease_clock_next(i % 3 ? &a : &b);

		assert_true(x > last);
		assert_int_equal(x & 1, i % 3 ? 0 : 1);
		last = x;
		lease_clock_saw(&a, x);
		lease_clock_saw(&b, x);
	}
	lease_clock_saw(&a, 3);
	assert_true(lease_clock_next(&a) > last);
	a.ceiling = lease_clock_peek(&a);
	assert_false(lease_clock_ready(&a));
}

static void
a_new_journal_begins_above_what_was_made_before(void **state)
{
	const int64_t second = 1000000, new_year = 1577836800 * second; /* 2020 */
	struct lease_clock old = {lease_clock_first(new_year + 5 * second), UINT64_MAX, 1};

	(void)state;
	assert_int_equal(lease_clock_first(0), 0);
	assert_int_equal(lease_clock_first(-second), 0);
	assert_int_equal(lease_clock_first(new_year), 0);
	for (unsigned i = 0; i < 1000; i++)
		lease_clock_next(&old);
	assert_true(lease_clock_first(new_year + 6 * second) > old.seen);
	assert_true(lease_clock_first(INT64_MAX) < LEASE_VERSION_PEER_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(bits_find_the_next_member),
	    cmocka_unit_test(a_map_forgets_what_is_removed),
	    cmocka_unit_test(a_map_grows_while_it_is_used),
	    cmocka_unit_test(a_cell_stays_with_its_slot),
	    cmocka_unit_test(the_timer_wheel_is_never_early_and_a_second_late),
	    cmocka_unit_test(offers_end_in_order_and_make_room),
	    cmocka_unit_test(versions_rise_and_never_meet),
	    cmocka_unit_test(a_new_journal_begins_above_what_was_made_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
