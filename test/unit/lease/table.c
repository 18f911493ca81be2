/* The table: the seed's pool, choice, offers, claims, expiry, configuration changes, and a long
 * random run whose counts and bitmaps must stay true. */
#include "test/check.h"

#include "base/prng.h"
#include "lease/carry.h"
#include "lease/choose.h"
#include "lease/count.h"
#include "lease/heir.h"
#include "lease/rules.h"
#include "lease/table.h"
#include "lease/walk.h"

#define NOW (1000 * TIME_SEC)

/* 10.10.10.1 to 10.10.10.100 */
static const struct lease_range seed_range = {{0x0a0a0a01}, {0x0a0a0a64}, 0, 0};

static struct ip4
ten(unsigned last)
{
	return IP4(10, 10, 10, last);
}

static struct lease_key
client(unsigned n)
{
	uint8_t mac[6] = {2, 0, 0, (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n};

	return lease_key_of_hardware(1, mac, 6);
}

static bool
any_fits(const void *context, const struct lease_record *r)
{
	(void)context;
	return r->state == LEASE_FREE;
}

static struct lease_choice
choice_for(const struct lease_key *key, unsigned parities)
{
	return (struct lease_choice){0, key, parities, any_fits, NULL};
}

static void
bind(struct lease_table *t, struct ip4 a, unsigned n, enum lease_state state, uint64_t expiry_us,
     uint64_t version)
{
	struct lease_record r = {.address = a, .state = state, .version = version};

	r.key = client(n);
	r.expiry_us = expiry_us;
	r.start_us = NOW;
	assert_int_equal(lease_apply(t, &r), LEASE_APPLIED);
}

static struct lease_table *
seed_table(void)
{
	struct lease_table *t = lease_table_new(&seed_range, 1, NOW);

	lease_withhold(t, ten(1), LEASE_DISABLED);
	lease_withhold(t, ten(2), LEASE_DISABLED);
	lease_withhold(t, ten(100), LEASE_DISABLED);
	lease_withhold(t, ten(101), LEASE_DISABLED); /* outside: nothing */
	return t;
}

static void
the_seed_has_97_of_100(void **state)
{
	struct lease_table *t = seed_table();
	struct lease_count c = lease_count_pool(t, 0);

	(void)state;
	assert_int_equal(c.total, 100);
	assert_int_equal(c.idle, 97);
	assert_int_equal(c.disable, 3);
	assert_int_equal(lease_status_of(t, ten(100)), LEASE_STATUS_DISABLE);
	assert_int_equal(lease_pool_of(t, ten(0)), LEASE_POOLS_MAX);
	assert_null(lease_at(t, ten(101)));
	assert_int_equal(lease_pool_of(t, ten(101)), LEASE_POOLS_MAX);
	lease_withhold(t, ten(100), LEASE_STATIC);
	assert_int_equal(lease_count_pool(t, 0).static_bind, 1);
	lease_table_free(t);
}

static void
a_pool_is_given_out_to_the_last_address(void **state)
{
	struct lease_table *t = seed_table();
	bool given[128] = {false};

	(void)state;
	for (unsigned n = 0; n < 97; n++) {
		struct lease_key key = client(n);
		struct lease_choice c = choice_for(&key, 3);
		struct ip4 a;

		assert_true(lease_choose(t, &c, &a));
		assert_false(given[a.host & 127]);
		assert_int_equal(lease_is_withheld(t, a), LEASE_NOT_WITHHELD);
		given[a.host & 127] = true;
		bind(t, a, n, LEASE_LEASED, NOW + TIME_SEC, n + 1);
	}
	{
		struct lease_key key = client(99);
		struct lease_choice c = choice_for(&key, 3);
		struct ip4 a;

		assert_false(lease_choose(t, &c, &a));
		bind(t, ten(50), 98, LEASE_FREE, NOW, 200); /* expired: remembered, still given */
		assert_true(lease_choose(t, &c, &a));
		assert_int_equal(a.host, ten(50).host);
	}
	lease_table_free(t);
}

static void
both_devices_choose_alike(void **state)
{
	struct lease_table *a = seed_table(), *b = seed_table();

	(void)state;
	for (unsigned n = 0; n < 50; n++) {
		struct lease_key key = client(n * 7);
		struct lease_choice c = choice_for(&key, 3);
		struct ip4 x, y;

		assert_true(lease_choose(a, &c, &x));
		assert_true(lease_choose(b, &c, &y));
		assert_true(ip4_same(x, y));
		bind(a, x, n * 7, LEASE_LEASED, NOW + TIME_SEC, n + 1);
		bind(b, x, n * 7, LEASE_LEASED, NOW + TIME_SEC, n + 1);
	}
	lease_table_free(a);
	lease_table_free(b);
}

struct reading { /* how one device reads the pair */
	struct lease_rules rules;
	const struct lease_key *key;
	uint64_t now;
};

static bool
rules_allow(const void *context, const struct lease_record *r)
{
	const struct reading *c = context;

	return lease_may_give(&c->rules, r, c->key, c->now) == LEASE_MAY;
}

static bool
choose_as(const struct lease_table *t, struct reading *c, const struct lease_key *key,
	  struct ip4 *ret)
{
	struct lease_choice choice = {0, key, lease_parities(&c->rules), rules_allow, c};

	c->key = key;
	return lease_choose(t, &choice, ret);
}

/* Any state of the pool, learned in another order, at other moments: the same first choice. Cut
 * from each other, each keeps to its half, and takes that choice where it lies in it. */
static void
tables_that_are_equal_choose_alike(void **state)
{
	struct prng p = {17};

	(void)state;
	for (unsigned round = 0; round < 60; round++) {
		struct lease_table *a = seed_table(), *b = seed_table();
		unsigned idle = round % 3 == 0 ? 40 : 0;
		struct reading one = {.rules = {.pair = LEASE_CONNECTED}, .now = NOW}, half[2];

		for (unsigned i = 3; i < 100 - idle; i++)
			bind(a, ten(i), i,
			     prng_below(&p, 4) != 0 && round % 2 ? LEASE_LEASED : LEASE_FREE,
			     NOW - TIME_SEC, 2 * prng_below(&p, 1000) * 100 + 2 * i);
		for (unsigned i = 100; i-- > 3;)
			if (lease_at(a, ten(i))->version != 0)
				lease_apply(b, lease_at(a, ten(i)));
		for (unsigned i = 0; i < 2; i++) {
			half[i] = one;
			half[i].rules.pair = LEASE_INTERRUPTED;
			half[i].rules.home = (uint8_t)i;
		}
		for (unsigned n = 200; n < 260; n++) {
			struct lease_key key = client(n);
			struct ip4 x, y, z;

			one.rules.pair = LEASE_CONNECTED;
			assert_true(choose_as(a, &one, &key, &x));
			assert_true(choose_as(b, &one, &key, &y));
			assert_true(ip4_same(x, y));
			assert_true(choose_as(a, &half[0], &key, &y));
			assert_true(choose_as(b, &half[1], &key, &z));
			assert_true(y.host % 2 == 0 && z.host % 2 == 1);
			if (lease_at(a, x)->version == 0) /* idle */
				assert_true(ip4_same(x, y) || ip4_same(x, z));
		}
		lease_table_free(a);
		lease_table_free(b);
	}
}

/* A pool in which all was given out once: what comes next was free for long. */
static void
long_free_addresses_go_first(void **state)
{
	struct lease_table *t = seed_table();
	unsigned old = 0;

	(void)state;
	for (unsigned i = 3; i < 100; i++)
		bind(t, ten(i), i, LEASE_FREE, NOW, 2 * ((i * 37) % 97) + 2);
	for (unsigned n = 200; n < 300; n++) {
		struct lease_key key = client(n);
		struct lease_choice c = choice_for(&key, 3);
		struct ip4 a;

		assert_true(lease_choose(t, &c, &a));
		old += lease_at(t, a)->version <= 2 * 97 / 2;
	}
	assert_int_equal(old, 100);
	lease_table_free(t);
}

static bool
only_the_last(const void *context, const struct lease_record *r)
{
	return r->address.host == *(const uint32_t *)context;
}

/* None near the client's place will do: the search still ends at the one freed first. */
static void
the_first_freed_is_found_far_away(void **state)
{
	struct lease_range wide = {IP4(10, 0, 0, 0), IP4(10, 0, 3, 255), 0, 0};
	struct lease_table *t = lease_table_new(&wide, 1, NOW);
	struct lease_key key = client(1);
	struct lease_choice c = choice_for(&key, 3);
	uint32_t far;
	struct ip4 a;

	(void)state;
	assert_true(lease_choose(t, &c, &a));
	far = wide.low.host + (a.host - wide.low.host + 512) % 1024;
	bind(t, (struct ip4){far}, 5, LEASE_FREE, NOW, 2);
	for (uint32_t i = 0; i < 1024; i++)
		if (wide.low.host + i != far)
			bind(t, (struct ip4){wide.low.host + i}, 10 + i, LEASE_FREE, NOW,
			     4 + 2 * i);
	c.fits = only_the_last;
	c.context = &far;
	assert_true(lease_choose(t, &c, &a));
	assert_int_equal(a.host, far);
	lease_table_free(t);
}

static void
a_half_stays_in_its_half(void **state)
{
	struct lease_table *t = seed_table();
	unsigned n = 0;

	(void)state;
	for (;; n++) {
		struct lease_key key = client(n);
		struct lease_choice c = choice_for(&key, 2);
		struct ip4 a;

		if (!lease_choose(t, &c, &a))
			break;
		assert_int_equal(a.host & 1, 1);
		bind(t, a, n, LEASE_LEASED, NOW + TIME_SEC, n + 1);
	}
	assert_int_equal(n, 49); /* .3 to .99 */
	lease_table_free(t);
}

static void
a_client_is_found_at_its_newest_lease(void **state)
{
	struct lease_table *t = seed_table();
	struct lease_key key = client(5);
	struct ip4 a;

	(void)state;
	assert_false(lease_find(t, 0, &key, &a));
	bind(t, ten(20), 5, LEASE_FREE, NOW, 2);
	assert_true(lease_find(t, 0, &key, &a));
	bind(t, ten(30), 5, LEASE_LEASED, NOW + TIME_SEC, 4);
	bind(t, ten(20), 5, LEASE_FREE, NOW, 6); /* a memory does not hide a lease */
	assert_true(lease_find(t, 0, &key, &a));
	assert_int_equal(a.host, ten(30).host);
	bind(t, ten(40), 5, LEASE_LEASED, NOW + TIME_SEC, 8);
	assert_true(lease_find(t, 0, &key, &a));
	assert_int_equal(a.host, ten(40).host);
	bind(t, ten(45), 5, LEASE_LEASED, NOW + TIME_SEC, 7); /* an older one arrives late */
	assert_true(lease_find(t, 0, &key, &a));
	assert_int_equal(a.host, ten(40).host);
	bind(t, ten(40), 6, LEASE_LEASED, NOW + TIME_SEC, 10); /* goes to another client */
	assert_false(lease_find(t, 0, &key, &a) && a.host == ten(40).host);
	assert_false(lease_find(t, 1, &key, &a)); /* no such pool */
	lease_table_free(t);
}

static void
offers_keep_others_away_for_a_while(void **state)
{
	struct lease_table *t = seed_table();
	struct lease_key one = client(1), two = client(2);
	struct lease_choice c = choice_for(&one, 3);
	struct ip4 a, b, offered;

	(void)state;
	assert_true(lease_choose(t, &c, &a));
	lease_offer(t, a, 0, &two, NOW);
	assert_true(lease_is_offered(t, a) && lease_is_offered_to(t, a, 0, &two));
	assert_false(lease_is_offered_to(t, a, 0, &one));
	assert_true(lease_choose(t, &c, &b));
	assert_false(ip4_same(a, b));
	lease_offer(t, b, 0, &two, NOW); /* one offer a client */
	assert_false(lease_is_offered(t, a));
	assert_true(lease_find_offer(t, 0, &two, &offered) && ip4_same(offered, b));
	assert_true(lease_deadline(t) == NOW + LEASE_OFFER_US);
	lease_tick(t, NOW + LEASE_OFFER_US - 1);
	assert_true(lease_is_offered(t, b));
	lease_tick(t, NOW + LEASE_OFFER_US);
	assert_false(lease_is_offered(t, b));
	assert_true(lease_deadline(t) == TIME_NEVER);
	lease_offer(t, b, 0, &two, NOW + LEASE_OFFER_US);
	bind(t, b, 2, LEASE_LEASED, NOW + 90 * TIME_SEC, 2);
	assert_false(lease_is_offered(t, b)); /* a binding ends the offer */
	lease_offer(t, a, 0, &one, NOW + LEASE_OFFER_US);
	lease_end_offer(t, 0, &one);
	assert_false(lease_is_offered(t, a));
	lease_table_free(t);
}

static void
more_offers_than_room_end_the_oldest(void **state)
{
	struct lease_range wide = {IP4(10, 0, 0, 0), IP4(10, 1, 255, 255), 0, 0};
	struct lease_table *t = lease_table_new(&wide, 1, NOW);

	(void)state;
	for (unsigned n = 0; n <= LEASE_OFFERS_MAX; n++) {
		struct lease_key key = client(n);

		lease_offer(t, (struct ip4){wide.low.host + n}, 0, &key, NOW);
	}
	assert_false(lease_is_offered(t, wide.low));
	assert_true(lease_is_offered(t, (struct ip4){wide.low.host + 1}));
	lease_table_free(t);
}

/* What counts is how many stand: an offer that is open for its 30 s is not ended by any number of
 * others that were taken meanwhile. */
static void
offers_that_were_taken_take_no_room(void **state)
{
	struct lease_range wide = {IP4(10, 0, 0, 0), IP4(10, 1, 255, 255), 0, 0};
	struct lease_table *t = lease_table_new(&wide, 1, NOW);
	struct lease_key patient = client(0);

	(void)state;
	lease_offer(t, wide.low, 0, &patient, NOW);
	for (unsigned n = 1; n <= 2 * LEASE_OFFERS_MAX; n++) {
		struct lease_key key = client(n);

		lease_offer(t, (struct ip4){wide.low.host + 1}, 0, &key, NOW);
		lease_end_offer(t, 0, &key);
	}
	assert_true(lease_is_offered(t, wide.low));
	lease_table_free(t);
}

static void
a_claimed_address_is_left_alone(void **state)
{
	struct lease_table *t = seed_table();
	struct lease_key one = client(1);
	struct lease_choice c = choice_for(&one, 3);
	struct ip4 a, b;

	(void)state;
	assert_true(lease_choose(t, &c, &a));
	assert_true(lease_claim(t, a));
	assert_false(lease_claim(t, a));
	assert_false(lease_claim(t, ten(200)));
	assert_true(lease_choose(t, &c, &b) && !ip4_same(a, b));
	lease_unclaim(t, a);
	assert_true(lease_choose(t, &c, &b) && ip4_same(a, b));
	lease_table_free(t);
}

static void
bindings_fall_due_and_stay_due(void **state)
{
	struct lease_table *t = seed_table();
	const struct lease_record *r;
	uint64_t cursor = 0;
	unsigned seen = 0;

	(void)state;
	bind(t, ten(10), 1, LEASE_LEASED, NOW + 10 * TIME_SEC, 2);
	bind(t, ten(11), 2, LEASE_RELEASED, NOW + 12 * TIME_SEC, 4);
	bind(t, ten(12), 3, LEASE_LEASED, TIME_NEVER, 6);
	bind(t, ten(13), 4, LEASE_LEASED, NOW + 86400 * TIME_SEC, 8);
	lease_tick(t, NOW + 9 * TIME_SEC);
	assert_null(lease_due(t, &cursor));
	assert_true(lease_deadline(t) == NOW + 10 * TIME_SEC);
	lease_tick(t, NOW + 20 * TIME_SEC);
	for (unsigned round = 0; round < 2; round++) {
		cursor = seen = 0;
		while ((r = lease_due(t, &cursor)) != NULL) {
			assert_true(r->version == 2 || r->version == 4);
			seen++;
		}
		assert_int_equal(seen, 2);
	}
	bind(t, ten(10), 1, LEASE_LEASED, NOW + 60 * TIME_SEC, 10); /* renewed after all */
	cursor = 0;
	r = lease_due(t, &cursor);
	assert_int_equal(r->version, 4);
	bind(t, ten(11), 2, LEASE_FREE, NOW, 12);
	assert_null(lease_due(t, &cursor));
	assert_int_equal(lease_count_pool(t, 0).used, 3);
	lease_table_free(t);
}

static void
the_peers_word_is_kept_for_the_version_in_force(void **state)
{
	struct lease_table *t = seed_table();

	(void)state;
	bind(t, ten(10), 1, LEASE_LEASED, NOW + 10, 4);
	lease_note_acked(t, ten(10), 2);
	assert_int_equal(lease_at(t, ten(10))->acked.version, 0);
	lease_note_sent(t, ten(10), 4);
	lease_note_sent(t, ten(10), 3);
	lease_note_acked(t, ten(10), 4);
	assert_int_equal(lease_at(t, ten(10))->acked.version, 4);
	assert_int_equal(lease_at(t, ten(10))->acked.state, LEASE_LEASED);
	assert_true(lease_at(t, ten(10))->acked.expiry_us == NOW + 10);
	assert_int_equal(lease_at(t, ten(10))->sent, 4);
	lease_note_acked(t, ten(250), 4); /* outside: nothing */
	lease_table_free(t);
}

static void
sections_and_pools_keep_apart(void **state)
{
	const struct lease_range ranges[] = {
	    {IP4(10, 0, 2, 0), IP4(10, 0, 2, 9), 1, 0},
	    {IP4(10, 0, 0, 50), IP4(10, 0, 0, 59), 0, 3},
	    {IP4(10, 0, 0, 10), IP4(10, 0, 0, 19), 0, 7},
	    {IP4(10, 0, 1, 0), IP4(10, 0, 1, 0), 3, 1}, /* pool 2 has none */
	};
	struct lease_table *t = lease_table_new(ranges, COUNT_OF(ranges), NOW);
	struct lease_range r;
	struct lease_count c;
	struct lease_key key = client(1);
	struct lease_choice choice = choice_for(&key, 3);
	struct ip4 a;

	(void)state;
	assert_true(lease_range_at(t, 0, 0, &r, &c));
	assert_int_equal(r.section, 3);
	assert_true(lease_range_at(t, 0, 1, &r, &c));
	assert_int_equal(r.section, 7);
	assert_false(lease_range_at(t, 0, 2, &r, &c));
	assert_false(lease_range_at(t, 9, 0, &r, &c));
	assert_int_equal(lease_count_pool(t, 0).total, 20);
	assert_int_equal(lease_count_pool(t, 2).total, 0);
	choice.pool = 2;
	assert_false(lease_choose(t, &choice, &a));
	choice.pool = 3;
	assert_true(lease_choose(t, &choice, &a));
	assert_int_equal(a.host, IP4(10, 0, 1, 0).host);
	assert_int_equal(lease_pool_of(t, IP4(10, 0, 2, 5)), 1);
	lease_table_free(t);
}

static unsigned
count_records(const struct lease_table *t)
{
	uint64_t cursor = 0;
	unsigned n = 0;

	while (lease_next(t, &cursor) != NULL)
		n++;
	return n;
}

static struct lease_table *
heir_of(struct lease_table *old, const struct lease_range *range, unsigned orphans)
{
	struct lease_table *t;

	lease_heir_begin(old, range, 1);
	t = lease_heir_take(old);
	assert_int_equal(orphans == 0, lease_orphan_at(t, 0) == NULL);
	assert_null(lease_orphan_at(t, orphans));
	return t;
}

static void
a_configuration_change_forgets_no_promise(void **state)
{
	const struct lease_range small = {IP4(10, 10, 10, 1), IP4(10, 10, 10, 20), 0, 0};
	struct lease_table *a = seed_table(), *b, *c;
	struct lease_key key = client(2);
	struct ip4 found;

	(void)state;
	bind(a, ten(10), 1, LEASE_LEASED, NOW + 60 * TIME_SEC, 2);
	bind(a, ten(50), 2, LEASE_LEASED, NOW + 60 * TIME_SEC, 4);
	bind(a, ten(60), 3, LEASE_FREE, NOW - TIME_SEC, 6); /* binds nobody */
	b = heir_of(a, &small, 1);
	assert_int_equal(count_records(b), 1);
	c = heir_of(b, &seed_range, 0);
	assert_int_equal(count_records(c), 2);
	assert_true(lease_find(c, 0, &key, &found) && ip4_same(found, ten(50)));
	assert_int_equal(lease_count_pool(c, 0).used, 2);
	lease_table_free(a);
	lease_table_free(b);
	lease_table_free(c);
	lease_table_free(NULL);
}

/* In ranges of their own, under another number of their pool, and not where nobody is given it. */
static void
offers_stand_over_other_ranges(void **state)
{
	const struct lease_range later = {ten(20), ten(60), 3, 0};
	struct lease_table *a = lease_table_new(&seed_range, 1, NOW), *b;
	struct lease_key key[3] = {client(1), client(2), client(3)};
	struct ip4 found;

	(void)state;
	lease_offer(a, ten(10), 0, &key[0], NOW);
	lease_offer(a, ten(30), 0, &key[1], NOW + TIME_SEC);
	lease_offer(a, ten(40), 0, &key[2], NOW + TIME_SEC);
	lease_tick(a, NOW + 2 * TIME_SEC);
	b = heir_of(a, &later, 0);
	lease_withhold(b, ten(40), LEASE_DISABLED);
	lease_carry_offers(b, a);
	assert_false(lease_find_offer(b, 3, &key[0], &found));
	assert_true(lease_find_offer(b, 3, &key[1], &found) && ip4_same(found, ten(30)));
	assert_false(lease_find_offer(b, 0, &key[1], &found));
	assert_false(lease_is_offered(b, ten(40)));
	assert_true(lease_is_offered_to(b, ten(30), 3, &key[1]));
	lease_tick(b, NOW + TIME_SEC + LEASE_OFFER_US - 1);
	assert_true(lease_is_offered(b, ten(30)));
	lease_tick(b, NOW + TIME_SEC + LEASE_OFFER_US);
	assert_false(lease_is_offered(b, ten(30)));
	lease_table_free(a);
	lease_table_free(b);
}

static struct lease_record
record(struct ip4 a, unsigned n, uint64_t expiry_us, uint64_t version)
{
	struct lease_record r = {.address = a, .state = LEASE_LEASED, .version = version};

	r.key = client(n);
	r.expiry_us = expiry_us;
	return r;
}

static void
what_the_journal_says_comes_back(void **state)
{
	struct lease_table *t = lease_table_new(NULL, 0, NOW), *b;
	struct lease_record r;

	(void)state;
	for (unsigned n = 1; n <= 100; n++) { /* before there is a configuration */
		r = record(ten(n), n, NOW + 60 * TIME_SEC, 2 * n);
		lease_restore(t, &r);
	}
	r = record(ten(150), 150, NOW - 1, 300);
	r.state = LEASE_FREE;
	lease_restore(t, &r); /* over, and free for the peer too: not worth keeping */
	assert_non_null(lease_orphan_at(t, 99));
	assert_null(lease_orphan_at(t, 100));
	r = record(ten(7), 7, NOW - 1, 302);
	r.state = LEASE_FREE;
	lease_restore(t, &r); /* the last word on it, though over */
	assert_int_equal(lease_orphan_at(t, 6)->version, 302);
	lease_note_acked(t, ten(8), 16);
	assert_int_equal(lease_orphan_at(t, 7)->acked.version, 16);
	lease_note_acked(t, ten(200), 16); /* unknown: nothing */
	lease_note_sent(t, ten(200), 16);
	lease_note_void(t, ten(200));
	r = record(ten(120), 120, NOW - 1, 304);
	lease_restore(t, &r); /* over here; the peer may have extended it (R4) */
	b = heir_of(t, &seed_range, 1);
	assert_int_equal(count_records(b), 100);
	assert_int_equal(lease_at(b, ten(7))->version, 302);
	lease_table_free(t);
	lease_table_free(b);
}

static void
doubts_are_found_and_end(void **state)
{
	const struct lease_range small = {IP4(10, 10, 10, 1), IP4(10, 10, 10, 20), 0, 0};
	struct lease_table *t = seed_table(), *b;
	const struct lease_record *r;
	struct lease_record bound;
	uint64_t cursor = 0;

	(void)state;
	assert_null(lease_next_doubtful(t, &cursor));
	bind(t, ten(10), 1, LEASE_LEASED, NOW + 60 * TIME_SEC, 4);
	lease_note_sent(t, ten(10), 4); /* applied since: no doubt */
	lease_note_sent(t, ten(9), 5);	/* never bound */
	lease_note_sent(t, ten(50), 8);
	bind(t, ten(60), 2, LEASE_FREE, NOW - 1, 6);
	lease_note_sent(t, ten(60), 10);
	lease_restore_sent(t, ten(200), 12); /* outside */
	for (unsigned n = 0; n < 5; n++) {
		static const unsigned want[] = {9, 50, 60, 200};

		if (n == 0)
			cursor = 0;
		r = lease_next_doubtful(t, &cursor);
		if (n < 4)
			assert_int_equal(r->address.host, ten(want[n]).host);
		else
			assert_null(r);
	}
	assert_null(lease_next_doubtful(t, &cursor));

	b = heir_of(t, &small, 1); /* no doubt is forgotten by a new configuration */
	lease_table_free(t);
	t = heir_of(b, &seed_range, 0);
	assert_int_equal(lease_at(t, ten(9))->sent, 5);
	assert_int_equal(lease_at(t, ten(50))->sent, 8);
	assert_int_equal(lease_at(t, ten(60))->sent, 10);
	lease_table_free(b);

	lease_note_void(t, ten(9));
	assert_int_equal(lease_at(t, ten(9))->sent, 0);
	bound = *lease_at(t, ten(60));
	bound.acked.version = 3;
	assert_int_equal(lease_apply(t, &bound), LEASE_APPLIED);
	lease_note_void(t, ten(60));
	assert_int_equal(lease_at(t, ten(60))->sent, 6); /* what is held may be known there */
	lease_note_void(t, ten(10));
	assert_int_equal(lease_at(t, ten(10))->sent, 4); /* was in no doubt */
	cursor = 0;
	assert_int_equal(lease_next_doubtful(t, &cursor)->address.host, ten(50).host);
	bound = record(ten(50), 9, NOW, 14);
	bound.sent = 8;
	assert_int_equal(lease_apply(t, &bound), LEASE_APPLIED); /* a newer version ends it */
	cursor = 0;
	assert_int_equal(lease_next_doubtful(t, &cursor)->address.host, ten(200).host);
	lease_table_free(t);
}

static void
the_same_ranges_keep_their_table(void **state)
{
	struct lease_range ranges[] = {{IP4(10, 0, 0, 50), IP4(10, 0, 0, 59), 1, 3},
				       {IP4(10, 0, 0, 10), IP4(10, 0, 0, 19), 0, 7}};
	const struct lease_range turned[] = {ranges[1], ranges[0]};
	struct lease_table *t = lease_table_new(ranges, 2, NOW);

	(void)state;
	assert_true(lease_table_is_over(t, ranges, 2));
	assert_true(lease_table_is_over(t, turned, 2));
	assert_false(lease_table_is_over(t, ranges, 1));
	for (unsigned i = 0; i < 4; i++) {
		struct lease_range other[] = {ranges[0], ranges[1]};

		other[0].low.host -= i == 0;
		other[0].high.host += i == 1;
		other[0].pool = (uint16_t)(other[0].pool + (i == 2));
		other[0].section = (uint8_t)(other[0].section + (i == 3));
		assert_false(lease_table_is_over(t, other, 2));
	}
	lease_withhold(t, ranges[0].low, LEASE_DISABLED);
	lease_withhold(t, ranges[1].low, LEASE_STATIC);
	lease_withhold_none(t);
	assert_int_equal(lease_count_pool(t, 0).idle, 10);
	assert_int_equal(lease_count_pool(t, 1).idle, 10);
	assert_int_equal(lease_is_withheld(t, ranges[0].low), LEASE_NOT_WITHHELD);
	lease_table_free(t);
}

/* Every address is in exactly the state its record and marks say, whatever happened before. */
static void
check_all(const struct lease_table *t, const bool *claimed)
{
	struct lease_count c = lease_count_pool(t, 0), want = {0};

	for (unsigned i = 1; i <= 100; i++) {
		const struct lease_record *r = lease_at(t, ten(i));

		want.total++;
		want.used += r->state == LEASE_LEASED;
		want.conflict += r->state == LEASE_DECLINED;
		want.kept += r->state == LEASE_RELEASED;
		if (r->state == LEASE_FREE) {
			want.disable += lease_is_withheld(t, ten(i)) == LEASE_DISABLED;
			want.idle += lease_is_withheld(t, ten(i)) == LEASE_NOT_WITHHELD;
		}
		assert_int_equal(lease_is_claimed(t, ten(i)), claimed[i]);
	}
	assert_memory_equal(&c, &want, sizeof c);
}

static void
a_long_random_run_stays_true(void **state)
{
	struct lease_table *t = seed_table();
	struct prng p = {11};
	bool claimed[101] = {false};
	uint64_t now = NOW;

	(void)state;
	for (unsigned round = 0; round < 30000; round++) {
		unsigned n = (unsigned)prng_below(&p, 100) + 1;
		struct lease_key key = client((unsigned)prng_below(&p, 40));
		struct lease_choice c = choice_for(&key, 1 + (unsigned)prng_below(&p, 3));
		struct ip4 a;

		now += prng_below(&p, TIME_SEC);
		switch (prng_below(&p, 6)) {
		case 0:
			bind(t, ten(n), (unsigned)prng_below(&p, 40),
			     (enum lease_state)prng_below(&p, LEASE_STATES),
			     now + prng_below(&p, 1000) * TIME_SEC, round * 2 + 2);
			break;
		case 1:
			lease_offer(t, ten(n), 0, &key, now);
			break;
		case 2:
			lease_end_offer(t, 0, &key);
			break;
		case 3:
			claimed[n] = lease_claim(t, ten(n)) || claimed[n];
			break;
		case 4:
			claimed[n] = false;
			lease_unclaim(t, ten(n));
			break;
		default:
			lease_tick(t, now);
			if (!lease_choose(t, &c, &a))
				break;
			assert_true(!lease_is_offered(t, a) && !lease_is_claimed(t, a));
			assert_int_equal(lease_is_withheld(t, a), LEASE_NOT_WITHHELD);
			assert_int_equal(lease_at(t, a)->state, LEASE_FREE);
			assert_true(c.parities >> (a.host & 1) & 1);
		}
		if (round % 64 == 0)
			check_all(t, claimed);
	}
	lease_table_free(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_seed_has_97_of_100),
	    cmocka_unit_test(a_pool_is_given_out_to_the_last_address),
	    cmocka_unit_test(both_devices_choose_alike),
	    cmocka_unit_test(tables_that_are_equal_choose_alike),
	    cmocka_unit_test(long_free_addresses_go_first),
	    cmocka_unit_test(the_first_freed_is_found_far_away),
	    cmocka_unit_test(a_half_stays_in_its_half),
	    cmocka_unit_test(a_client_is_found_at_its_newest_lease),
	    cmocka_unit_test(offers_keep_others_away_for_a_while),
	    cmocka_unit_test(more_offers_than_room_end_the_oldest),
	    cmocka_unit_test(offers_that_were_taken_take_no_room),
	    cmocka_unit_test(a_claimed_address_is_left_alone),
	    cmocka_unit_test(bindings_fall_due_and_stay_due),
	    cmocka_unit_test(the_peers_word_is_kept_for_the_version_in_force),
	    cmocka_unit_test(sections_and_pools_keep_apart),
	    cmocka_unit_test(a_configuration_change_forgets_no_promise),
	    cmocka_unit_test(offers_stand_over_other_ranges),
	    cmocka_unit_test(what_the_journal_says_comes_back),
	    cmocka_unit_test(doubts_are_found_and_end),
	    cmocka_unit_test(the_same_ranges_keep_their_table),
	    cmocka_unit_test(a_long_random_run_stays_true),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
