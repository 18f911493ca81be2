/* The table that is made beside the one that serves: whatever happens meanwhile, and however few
 * bindings come over at a time, it is what one made at the end at once would be. */
#include "test/check.h"

#include "base/prng.h"
#include "lease/carry.h"
#include "lease/count.h"
#include "lease/heir.h"
#include "lease/walk.h"

#define NOW (1000 * TIME_SEC)

enum { ADDRESSES = 96, RUNS = 300, TURNS = 120, CLIENTS = 24 };

static const struct lease_range before[] = {{{0x0a0a0a01}, {0x0a0a0a28}, 0, 0},
					    {{0x0a0a0a29}, {0x0a0a0a40}, 1, 0}};
static const struct lease_range after[] = {{{0x0a0a0a11}, {0x0a0a0a30}, 3, 0},
					   {{0x0a0a0a38}, {0x0a0a0a58}, 1, 2}};

static struct ip4
some_address(struct prng *p)
{
	return (struct ip4){0x0a0a0a01 + (uint32_t)prng_below(p, ADDRESSES)};
}

static struct lease_record
some_record(struct prng *p, uint64_t now, uint64_t version)
{
	struct lease_record r = {.address = some_address(p), .version = version};
	uint8_t mac[6] = {2, 0, 0, 0, 0, (uint8_t)prng_below(p, CLIENTS)};

	r.state = (enum lease_state)prng_below(p, LEASE_STATES);
	r.start_us = now;
	r.expiry_us = now - 30 * TIME_SEC + prng_below(p, 90 * TIME_SEC);
	r.key = lease_key_of_hardware(1, mac, 6);
	if (prng_below(p, 4) == 0)
		r.promised_until_us = now + prng_below(p, 60 * TIME_SEC);
	return r;
}

static void
something_happens(struct lease_table *t, struct prng *p, uint64_t now, uint64_t version)
{
	struct lease_record r = some_record(p, now, version);

	switch (prng_below(p, 9)) {
	case 0:
		lease_note_acked(t, r.address, version - 1 - prng_below(p, 3));
		break;
	case 1:
		lease_note_sent(t, r.address, version);
		break;
	case 2:
		lease_note_void(t, r.address);
		break;
	case 3:
		if (lease_pool_of(t, r.address) == LEASE_POOLS_MAX)
			lease_keep_aside(t, &r);
		break;
	case 4:
		lease_offer(t, r.address, lease_pool_of(t, r.address), &r.key, now);
		break;
	case 5:
		if (prng_below(p, 20) == 0)
			lease_table_disown(t);
		else if (prng_below(p, 20) == 0)
			lease_forget_acked(t, (unsigned)prng_below(p, 2));
		break;
	default:
		lease_restore(t, &r);
	}
}

/* One that bound somebody when it came over stays an orphan with its last word; made at the end it
 * would be left out. */
static void
same_orphans(const struct lease_table *a, const struct lease_table *b, const struct lease_table *t,
	     struct ip4 address)
{
	const struct lease_record *x = lease_orphan_of(a, address);
	const struct lease_record *y = lease_orphan_of(b, address);
	const struct lease_record *last = lease_bound_at(t, address);

	assert_true(x || !y);
	if (!x)
		return;
	last = last ? last : lease_orphan_of(t, address);
	assert_non_null(last);
	assert_memory_equal(x, last, sizeof *x);
	assert_true(y || x->state == LEASE_FREE);
}

static void
same_records(const struct lease_table *a, const struct lease_table *b, const struct lease_table *t)
{
	for (uint32_t i = 0; i < ADDRESSES; i++) {
		struct ip4 address = {before[0].low.host + i};
		const struct lease_record *x = lease_bound_at(a, address);
		const struct lease_record *y = lease_bound_at(b, address);

		assert_int_equal(x == NULL, y == NULL);
		if (x)
			assert_memory_equal(x, y, sizeof *x);
		assert_int_equal(lease_status_of(a, address), lease_status_of(b, address));
		same_orphans(a, b, t, address);
	}
}

static void
same_doubts(const struct lease_table *a, const struct lease_table *b)
{
	uint64_t of_a = 0, of_b = 0;
	const struct lease_record *x, *y;

	do {
		x = lease_next_doubtful(a, &of_a);
		y = lease_next_doubtful(b, &of_b);
		assert_int_equal(x == NULL, y == NULL);
		if (x)
			assert_memory_equal(x, y, sizeof *x);
	} while (x);
}

/* As in every table, an older lease is not found once the newer one that hid it is gone. */
static void
same_clients(const struct lease_table *a, const struct lease_table *b)
{
	for (unsigned n = 0; n < CLIENTS; n++) {
		uint8_t mac[6] = {2, 0, 0, 0, 0, (uint8_t)n};
		struct lease_key key = lease_key_of_hardware(1, mac, 6);
		struct ip4 x = {0}, y = {0};

		for (unsigned pool = 0; pool < 4; pool++) {
			bool has = lease_find(a, pool, &key, &x);

			if (!has)
				continue;
			assert_true(lease_find(b, pool, &key, &y));
			if (lease_at(a, x)->state == LEASE_LEASED)
				assert_int_equal(x.host, y.host);
		}
	}
}

static void
same_counts(const struct lease_table *a, const struct lease_table *b)
{
	for (unsigned pool = 0; pool < 4; pool++) {
		struct lease_count x = lease_count_pool(a, pool), y = lease_count_pool(b, pool);

		assert_memory_equal(&x, &y, sizeof x);
	}
}

static unsigned
one_run(uint64_t seed)
{
	struct prng p = {seed};
	struct lease_table *t = lease_table_new(before, 2, NOW), *heir, *at_once;
	uint64_t now = NOW;
	unsigned begin = (unsigned)prng_below(&p, TURNS), ready = 0;

	for (unsigned turn = 0; turn < TURNS; turn++) {
		now += prng_below(&p, 2 * TIME_SEC);
		lease_tick(t, now);
		if (turn == begin)
			lease_heir_begin(t, after, 2);
		something_happens(t, &p, now, 2 * turn + 2);
		if (turn >= begin && lease_heir_go_on(t, (unsigned)prng_below(&p, 3)))
			ready++;
	}
	assert_true(lease_heir_is_over(t, after, 2));
	assert_false(lease_heir_is_over(t, before, 2));
	heir = lease_heir_take(t);
	lease_heir_begin(t, after, 2);
	at_once = lease_heir_take(t);
	same_records(heir, at_once, t);
	same_doubts(heir, at_once);
	same_clients(heir, at_once);
	same_counts(heir, at_once);
	lease_table_free(heir);
	lease_table_free(at_once);
	lease_table_free(t);
	return ready;
}

static void
it_is_what_one_made_at_once_would_be(void **state)
{
	unsigned ready = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= RUNS; seed++)
		ready += one_run(seed);
	assert_true(ready > RUNS); /* many lived on complete */
}

static void
one_that_is_not_wanted_ends(void **state)
{
	struct lease_table *t = lease_table_new(before, 2, NOW);
	struct prng p = {1};

	(void)state;
	lease_heir_end(t);
	assert_true(lease_heir_go_on(t, 1)); /* nothing is asked for */
	lease_heir_begin(t, after, 2);
	lease_heir_begin(t, before, 1);
	assert_true(lease_heir_is_over(t, before, 1));
	lease_heir_end(t);
	something_happens(t, &p, NOW, 2);
	assert_false(lease_heir_is_over(t, before, 1));
	lease_heir_begin(t, after, 2);
	lease_table_free(t); /* with its heir */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(it_is_what_one_made_at_once_would_be),
	    cmocka_unit_test(one_that_is_not_wanted_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
