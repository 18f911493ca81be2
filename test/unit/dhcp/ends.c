/* How leases end before their time, and what their addresses are then: given back (R3), replaced by
 * another lease of their client, told shorter. */
#include "lease/count.h"
#include "lease/walk.h"
#include "test/unit/dhcp/seed.h"

/* What a device without a peer does of itself until `now`. */
static void
live(struct seed *s, uint64_t now)
{
	const struct lease_record *due;
	struct lease_record r;
	uint64_t cursor = 0;

	lease_tick(s->table, now);
	while ((due = lease_due(s->table, &cursor)) != NULL)
		if (dhcp_expire(s->server, s->table, due, now, &r)) {
			r.version = s->version += 2;
			lease_apply(s->table, &r);
		}
}

static struct dhcp_verdict
discover(struct seed *s, unsigned client, uint64_t now)
{
	struct dhcp_request r = ask(DHCP_DISCOVER, client);

	live(s, now);
	return decide(s, &r, now);
}

static void
give_back(struct seed *s, unsigned client, struct ip4 a, uint64_t now)
{
	struct dhcp_request r = release(client, a);

	assert_int_equal(serve(s, &r, now).why, DHCP_WHY_RELEASED);
}

/* Of two leases of one address the record names the winner's; the loser's ended later, so the
 * address is remembered as ended then, and as nobody's. */
static void
a_promise_that_outlasts_the_lease_is_its_end(void **state)
{
	uint64_t promised = NOW + DAYS(5);
	const struct lease_record *r;
	struct lease_record two;
	struct seed s;
	struct ip4 a;

	(void)state;
	seed_config(&s);
	s.section[0].high = ten(3);
	seed_start(&s);
	a = dora(&s, 1, NOW);
	two = *lease_at(s.table, a);
	two.version = s.version += 2;
	two.promised_until_us = two.promised_others_us = promised;
	two.promised_to = 77;
	lease_apply(s.table, &two);
	live(&s, promised + LEASE_DRIFT_DEFAULT_US);
	r = lease_at(s.table, a);
	assert_int_equal(r->state, LEASE_FREE);
	assert_true(r->expiry_us == promised);
	assert_int_equal(r->key.len, 0);
	seed_stop(&s);
}

/* ---- given back ---- */

static void
what_may_be_a_late_release_is_kept_a_minute(void **state)
{
	uint64_t at = NOW + 20 * TIME_SEC, until = NOW + LEASE_KEPT_US;
	struct dhcp_verdict v;
	struct seed s;
	struct ip4 a;

	(void)state;
	seed_config(&s);
	s.section[0].high = ten(3); /* one address only */
	seed_start(&s);
	a = dora(&s, 1, NOW);
	give_back(&s, 1, a, at);
	assert_int_equal(lease_status_of(s.table, a), LEASE_STATUS_KEPT);
	assert_int_equal(lease_count_pool(s.table, 0).kept, 1);
	assert_int_equal(lease_count_pool(s.table, 0).idle, 0);
	assert_true(lease_at(s.table, a)->expiry_us == until);
	assert_int_equal(discover(&s, 2, until - 1).why, DHCP_WHY_NO_ADDRESS);
	assert_int_equal(discover(&s, 1, until - 1).address.host, a.host);
	v = discover(&s, 2, until);
	assert_int_equal(lease_count_pool(s.table, 0).idle, 1);
	assert_int_equal(v.address.host, a.host);
	assert_true(v.probe);
	v = discover(&s, 1, until); /* its own */
	assert_int_equal(v.address.host, a.host);
	assert_false(v.probe);
	v = discover(&s, 2, NOW + DAYS(3) - 1);
	assert_true(v.probe);
	v = discover(&s, 2, NOW + DAYS(3) + 7 * TIME_SEC);
	assert_int_equal(v.address.host, a.host);
	assert_false(v.probe);
	seed_stop(&s);
}

static void
later_it_surely_is_none(void **state)
{
	uint64_t at = NOW + LEASE_LATE_US, until = at + LEASE_COOLING_US;
	struct dhcp_verdict v;
	struct seed s;
	struct ip4 a;

	(void)state;
	seed_config(&s);
	s.section[0].high = ten(3);
	seed_start(&s);
	a = dora(&s, 1, NOW);
	give_back(&s, 1, a, at);
	assert_int_equal(lease_status_of(s.table, a), LEASE_STATUS_KEPT);
	assert_int_equal(discover(&s, 2, until - 1).why, DHCP_WHY_NO_ADDRESS);
	v = discover(&s, 2, until);
	assert_int_equal(v.address.host, a.host);
	assert_false(v.probe);
	seed_stop(&s);
}

static void
it_is_last_in_the_choice(void **state)
{
	uint64_t later = NOW + 120 * TIME_SEC;
	struct ip4 a, b;
	struct seed s;

	(void)state;
	seed_config(&s);
	s.section[0].high = ten(5); /* 3, 4, 5 */
	seed_start(&s);
	a = dora(&s, 1, NOW);
	b = dora(&s, 2, NOW);
	dora(&s, 3, NOW);
	give_back(&s, 1, a, NOW + TIME_SEC);
	give_back(&s, 2, b, NOW + 40 * TIME_SEC);
	live(&s, later);
	for (unsigned n = 10; n < 20; n++) {
		struct dhcp_verdict v = discover(&s, n, later);

		assert_int_equal(v.address.host, b.host);
		assert_false(v.probe);
	}
	assert_int_equal(dora(&s, 4, later).host, b.host);
	assert_int_equal(discover(&s, 5, later).address.host, a.host);
	seed_stop(&s);
}

static void
one_client_does_not_empty_a_pool_by_giving_back(void **state)
{
	uint64_t now = NOW;
	struct seed s;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	for (unsigned n = 3; n < 100; n++) { /* REQUEST without an offer, RELEASE */
		struct dhcp_request r = selecting(1, ten(n));

		live(&s, now += TIME_SEC / 2);
		if (serve(&s, &r, now).answer != DHCP_ANSWER_ACK)
			continue;
		r = release(1, ten(n));
		serve(&s, &r, now += TIME_SEC / 2);
	}
	assert_true(lease_count_pool(s.table, 0).idle > 90);
	live(&s, now + 2 * LEASE_KEPT_US);
	assert_int_equal(lease_count_pool(s.table, 0).idle, 97);
	seed_stop(&s);
}

static struct lease_record
probed(struct seed *s, struct ip4 a, struct mac by, uint64_t now)
{
	struct lease_record r;

	assert_true(dhcp_conflict(s->server, s->table, a, by, now, &r));
	r.version = s->version += 2;
	lease_apply(s->table, &r);
	return r;
}

static void
who_still_uses_it_keeps_it(void **state)
{
	uint64_t later = NOW + 120 * TIME_SEC, half_an_hour = 1800 * TIME_SEC;
	struct dhcp_request one = ask(DHCP_REQUEST, 1), other = ask(DHCP_REQUEST, 2);
	struct seed s;
	struct ip4 a;

	(void)state;
	seed_config(&s);
	s.section[0].high = ten(3);
	seed_start(&s);
	a = dora(&s, 1, NOW);
	give_back(&s, 1, a, NOW + TIME_SEC);
	live(&s, later);
	assert_int_equal(probed(&s, a, one.from, later).state, LEASE_RELEASED);
	assert_int_equal(discover(&s, 2, later + TIME_SEC).why, DHCP_WHY_NO_ADDRESS);
	one.message.ciaddr = a;
	assert_int_equal(decide(&s, &one, later + TIME_SEC).why, DHCP_WHY_RENEWED);
	later += half_an_hour;
	assert_true(discover(&s, 2, later).probe);
	assert_int_equal(probed(&s, a, other.from, later).state, LEASE_DECLINED);
	later += half_an_hour;
	assert_true(discover(&s, 2, later).probe); /* its client may still believe in it */
	seed_stop(&s);
}

static void
a_reset_ends_it(void **state)
{
	uint64_t at = NOW + 20 * TIME_SEC;
	struct lease_record r;
	struct seed s;
	struct ip4 a;

	(void)state;
	seed_config(&s);
	s.section[0].high = ten(3);
	seed_start(&s);
	a = dora(&s, 1, NOW);
	assert_false(dhcp_free_early(s.server, s.table, lease_at(s.table, a), at, &r));
	give_back(&s, 1, a, at);
	s.server->pool[0].terms.serving = false;
	assert_false(dhcp_free_early(s.server, s.table, lease_at(s.table, a), at, &r));
	s.server->pool[0].terms.serving = true;
	s.server->pool[0].terms.rules.pair = LEASE_INTERRUPTED;
	s.server->pool[0].terms.rules.home = 0; /* .3 is at home on the peer */
	assert_false(dhcp_free_early(s.server, s.table, lease_at(s.table, a), at, &r));
	s.server->pool[0].terms.rules.pair = LEASE_CONNECTED;
	assert_true(dhcp_free_early(s.server, s.table, lease_at(s.table, a), at, &r));
	r.version = s.version += 2;
	lease_apply(s.table, &r);
	assert_int_equal(lease_count_pool(s.table, 0).kept, 0);
	assert_true(discover(&s, 2, at).probe);
	seed_stop(&s);
}

/* Leased to a client that is still there: an operator takes it from it. */
static struct lease_record
taken_back(struct seed *s, struct ip4 a, uint64_t now)
{
	struct lease_record r;

	assert_true(dhcp_take_back(s->server, s->table, lease_at(s->table, a), now, &r));
	r.version = s->version += 2;
	lease_apply(s->table, &r);
	return r;
}

static void
what_an_operator_takes_back_goes_last_and_probed(void **state)
{
	uint64_t at = NOW + 100 * TIME_SEC, free = at + LEASE_COOLING_US, end = NOW + DAYS(3);
	struct dhcp_request renewal = ask(DHCP_REQUEST, 1);
	struct lease_record r;
	struct seed s;
	struct ip4 a;

	(void)state;
	seed_config(&s);
	s.section[0].high = ten(4);
	seed_start(&s);
	a = dora(&s, 1, NOW);
	r = taken_back(&s, a, at);
	assert_int_equal(r.state, LEASE_RELEASED);
	assert_true(r.expiry_us == free);
	assert_false(ip4_same(dora(&s, 2, at), a)); /* nobody else's yet */
	assert_int_equal(discover(&s, 3, free - TIME_SEC).why, DHCP_WHY_NO_ADDRESS);
	assert_true(discover(&s, 3, free).probe); /* the last one left */
	assert_true(lease_at(s.table, a)->expiry_us >= end + LEASE_DRIFT_DEFAULT_US);
	assert_true(discover(&s, 3, end - TIME_SEC).probe);
	assert_true(discover(&s, 3, end + LEASE_DRIFT_DEFAULT_US - 1).probe);
	renewal.message.ciaddr =
	    a; /* it does not know of all that, and comes before anybody else */
	assert_int_equal(serve(&s, &renewal, end - TIME_SEC).why, DHCP_WHY_GRANTED);
	assert_int_equal(lease_at(s.table, a)->state, LEASE_LEASED);
	seed_stop(&s);
}

static void
a_lease_without_end_is_believed_in_for_ever(void **state)
{
	uint64_t at = NOW + 100 * TIME_SEC;
	struct lease_record endless;
	struct seed s;
	struct ip4 a;

	(void)state;
	seed_config(&s);
	s.section[0].high = ten(3);
	seed_start(&s);
	a = dora(&s, 1, NOW);
	endless = *lease_at(s.table, a);
	endless.version = s.version += 2;
	endless.expiry_us = TIME_NEVER;
	lease_apply(s.table, &endless);
	taken_back(&s, a, at);
	assert_true(discover(&s, 2, at + DAYS(20000)).probe);
	seed_stop(&s);
}

static void
only_a_lease_that_the_pair_would_free_is_taken_back(void **state)
{
	uint64_t at = NOW + 20 * TIME_SEC;
	struct lease_record r, mine;
	struct dhcp_terms *terms;
	struct seed s;
	struct ip4 a;

	(void)state;
	seed_config(&s);
	s.section[0].high = ten(3);
	seed_start(&s);
	terms = &s.server->pool[0].terms;
	a = dora(&s, 1, NOW);
	mine = *lease_at(s.table, a);
	terms->serving = false;
	assert_false(dhcp_take_back(s.server, s.table, &mine, at, &r));
	terms->serving = true;
	terms->rules.pair = LEASE_INTERRUPTED;
	terms->rules.home = 0; /* .3 is at home on the peer */
	assert_false(dhcp_take_back(s.server, s.table, &mine, at, &r));
	terms->rules.pair = LEASE_PARTNER_DOWN; /* it may have renewed it */
	terms->rules.down_since_us = at;
	assert_false(dhcp_take_back(s.server, s.table, &mine, at, &r));
	terms->rules.pair = LEASE_CONNECTED;
	terms->rules.careful = true;
	assert_false(dhcp_take_back(s.server, s.table, &mine, at, &r));
	terms->rules.careful = false;
	assert_true(dhcp_take_back(s.server, s.table, &mine, at, &r));
	mine.promised_until_us = at + 60 * TIME_SEC; /* alone, and not renewed since */
	assert_false(dhcp_take_back(s.server, s.table, &mine, at, &r));
	mine.promised_until_us = 0;
	assert_true(lease_claim(s.table, a));
	assert_false(dhcp_take_back(s.server, s.table, &mine, at, &r));
	lease_unclaim(s.table, a);
	give_back(&s, 1, a, at);
	assert_false(dhcp_take_back(s.server, s.table, lease_at(s.table, a), at, &r));
	seed_stop(&s);
}

/* ---- replaced by a newer lease ---- */

static void
found_in_use_it_is_set_aside_as_long_as_its_pool_says(void **state)
{
	static const uint16_t minutes[] = {45, 0};

	(void)state;
	for (unsigned i = 0; i < sizeof minutes / sizeof *minutes; i++) {
		uint64_t until = minutes[i] == 0 ? TIME_NEVER : NOW + 45 * 60 * TIME_SEC;
		uint64_t at = NOW + 40 * 60 * TIME_SEC, watched = at + 30 * 60 * TIME_SEC;
		struct mac other = {{2, 9, 9, 9, 9, 9}};
		struct lease_record r;
		struct seed s;
		struct ip4 a = ten(3);

		seed_config(&s);
		s.section[0].high = a;
		s.config.recycle.set = true;
		s.config.recycle.minutes = minutes[i];
		seed_start(&s);
		r = probed(&s, a, other, NOW);
		assert_int_equal(r.state, LEASE_DECLINED);
		assert_true(r.expiry_us == until);
		assert_true(dhcp_free_early(s.server, s.table, lease_at(s.table, a), at, &r));
		assert_int_equal(r.state, LEASE_FREE);
		assert_true(r.expiry_us == time_min(until, watched));
		r.version = s.version += 2;
		lease_apply(s.table, &r);
		assert_true(discover(&s, 2, at).probe);
		seed_stop(&s);
	}
}

static void
a_client_has_one_lease_of_a_pool(void **state)
{
	uint64_t now = NOW;
	struct dhcp_request r;
	struct seed s;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	dora(&s, 1, now);
	for (unsigned n = 3; n < 100; n++) { /* REQUEST without an offer, and never a RELEASE */
		r = selecting(1, ten(n));
		serve(&s, &r, now += 10 * TIME_SEC);
		live(&s, now + TIME_SEC);
		assert_in_range(lease_count_pool(s.table, 0).used, 1, 1);
		assert_in_range(lease_count_pool(s.table, 0).kept, 0, 2);
	}
	live(&s, now + LEASE_KEPT_US);
	assert_int_equal(lease_count_pool(s.table, 0).idle, 96);
	seed_stop(&s);
}

/* It was granted this one after it had asked for the other; of the two it may use either. */
static void
a_late_request_replaces_nothing(void **state)
{
	struct dhcp_request r;
	struct seed s;
	struct ip4 a, b;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	a = dora(&s, 1, NOW);
	b = ten(a.host % 100 + 3);
	r = selecting(1, b);
	assert_int_equal(serve(&s, &r, NOW + LEASE_LATE_US - 1).why, DHCP_WHY_RULES);
	r = request_of(RENEW, a);
	assert_int_equal(serve(&s, &r, NOW + LEASE_LATE_US).why, DHCP_WHY_RENEWED);

	bind(&s, b, 1, LEASE_LEASED, NOW + DAYS(1)); /* of another device, at about that time */
	live(&s, NOW + LEASE_LATE_US + 2 * TIME_SEC);
	assert_int_equal(lease_count_pool(s.table, 0).used, 2);
	assert_int_equal(serve(&s, &r, NOW + 2 * LEASE_LATE_US).why, DHCP_WHY_RENEWED);
	live(&s, NOW + 2 * LEASE_LATE_US + 2 * TIME_SEC);
	assert_int_equal(lease_at(s.table, b)->state, LEASE_RELEASED);
	assert_int_equal(lease_count_pool(s.table, 0).used, 1);
	seed_stop(&s);
}

/* Of an update that was in doubt: its client has another one by now. */
static void
what_nobody_was_told_is_given_back_at_once(void **state)
{
	struct lease_record end;
	struct seed s;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	bind(&s, ten(7), 1, LEASE_LEASED, NOW + DAYS(1));
	assert_false(dhcp_end_untold(s.server, s.table, lease_at(s.table, ten(7)), NOW, &end));
	bind(&s, ten(8), 1, LEASE_LEASED, NOW + DAYS(1));
	live(&s, NOW + TIME_SEC);
	assert_int_equal(lease_count_pool(s.table, 0).used, 2); /* not by itself, so soon */
	assert_false(dhcp_end_untold(s.server, s.table, lease_at(s.table, ten(8)), NOW, &end));
	assert_true(dhcp_end_untold(s.server, s.table, lease_at(s.table, ten(7)), NOW, &end));
	assert_int_equal(end.state, LEASE_RELEASED);
	assert_true(lease_claim(s.table, ten(7)));
	assert_false(dhcp_end_untold(s.server, s.table, lease_at(s.table, ten(7)), NOW, &end));
	lease_unclaim(s.table, ten(7));
	s.server->pool[0].terms.serving = false;
	assert_false(dhcp_end_untold(s.server, s.table, lease_at(s.table, ten(7)), NOW, &end));
	seed_stop(&s);
}

/* It comes back from a device that lost its power, and may be older than it looks. */
static void
what_began_nobody_knows_when_replaces_nothing(void **state)
{
	uint64_t later = NOW + 3600 * TIME_SEC;
	struct lease_record r;
	struct seed s;
	struct ip4 a, b;

	(void)state;
	seed_config(&s);
	seed_start(&s);
	a = dora(&s, 1, NOW);
	b = ten(a.host % 100 + 3);
	bind(&s, b, 1, LEASE_LEASED, NOW + DAYS(3));
	r = *lease_at(s.table, b);
	r.start_us = later;
	r.surely_us = NOW + DAYS(2);
	lease_apply(s.table, &r);
	live(&s, later + TIME_SEC);
	assert_int_equal(lease_count_pool(s.table, 0).used, 2);
	r.surely_us = 0;
	lease_apply(s.table, &r);
	live(&s, later + 3 * TIME_SEC);
	assert_int_equal(lease_at(s.table, a)->state, LEASE_RELEASED);
	seed_stop(&s);
}

static void
a_moved_static_binding_leaves_one(void **state)
{
	uint64_t later = NOW + 3600 * TIME_SEC;
	struct dhcp_request r = ask(DHCP_DISCOVER, 1);
	struct seed s;

	(void)state;
	seed_config(&s);
	s.static_bind[0].set = true;
	s.static_bind[0].address = ten(66);
	s.static_bind[0].mac = r.from;
	seed_start(&s);
	bind(&s, ten(20), 1, LEASE_LEASED, NOW + DAYS(3)); /* where it stood before */
	assert_int_equal(dora(&s, 1, NOW + TIME_SEC).host, ten(66).host); /* offered: not late */
	live(&s, NOW + 3 * TIME_SEC);
	assert_int_equal(lease_count_pool(s.table, 0).used, 2);
	r = request_of(RENEW, ten(66));
	serve(&s, &r, later);
	live(&s, later + 2 * TIME_SEC);
	assert_int_equal(lease_status_of(s.table, ten(20)), LEASE_STATUS_KEPT);
	live(&s, later + 40 * TIME_SEC);
	assert_int_equal(lease_status_of(s.table, ten(20)), LEASE_STATUS_IDLE);
	assert_int_equal(lease_count_pool(s.table, 0).used, 1);
	seed_stop(&s);
}

/* ---- told shorter ---- */

#define MINUTE (60 * TIME_SEC)

/* A lease of three days, half of it over; from now on leases last a minute. */
static struct ip4
shortened(struct seed *s, uint64_t at)
{
	struct dhcp_request r;
	struct ip4 a;

	seed_config(s);
	seed_start(s);
	a = dora(s, 1, NOW);
	s->server->pool[0].lease_s = 60;
	r = request_of(RENEW, a);
	assert_int_equal(serve(s, &r, at).lease_s, 60);
	return a;
}

static void
a_shorter_lease_counts_once_its_client_heard_of_it(void **state)
{
	uint64_t at = NOW + DAYS(1);
	struct dhcp_request r;
	struct seed s;
	struct ip4 a = shortened(&s, at);

	(void)state;
	assert_true(lease_at(s.table, a)->expiry_us == NOW + DAYS(3)); /* it may miss the ACK */
	r = request_of(RENEW, a);
	at += MINUTE / 2; /* T1 of what it was told: it did not */
	assert_int_equal(serve(&s, &r, at).lease_s, 60);
	assert_true(lease_at(s.table, a)->expiry_us == at + MINUTE);
	seed_stop(&s);
}

static void
who_repeats_a_request_has_not_heard(void **state)
{
	static const uint64_t after_s[] = {1, 4, 16, 22, 60, 3600};
	struct dhcp_request r;
	struct seed s;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(after_s); i++) {
		uint64_t at = NOW + DAYS(1);
		struct ip4 a = shortened(&s, at);

		r = request_of(RENEW, a);
		serve(&s, &r, at + after_s[i] * TIME_SEC);
		assert_true(lease_at(s.table, a)->expiry_us == NOW + DAYS(3));
		seed_stop(&s);
	}
	for (unsigned k = 0; k < 2; k++) { /* nor does a client that begins anew say so */
		struct ip4 a = shortened(&s, NOW + DAYS(1));

		r = request_of(k == 0 ? SELECT : REBOOT, a);
		serve(&s, &r, NOW + DAYS(1) + MINUTE / 2);
		assert_true(lease_at(s.table, a)->expiry_us == NOW + DAYS(3));
		seed_stop(&s);
	}
}

/* What it heard counts, not what it is told now. */
static void
shorter_and_shorter(void **state)
{
	uint64_t at = NOW + DAYS(1);
	struct dhcp_request r;
	struct seed s;
	struct ip4 a = shortened(&s, at);

	(void)state;
	s.server->pool[0].lease_s = 10;
	r = request_of(RENEW, a);
	assert_int_equal(serve(&s, &r, at + MINUTE / 2).lease_s, 10);
	assert_true(lease_at(s.table, a)->expiry_us == at + MINUTE);
	seed_stop(&s);
}

/* It had the address again when its RELEASE came; what it is told then, it may miss. */
static void
shorter_after_a_late_release(void **state)
{
	static const uint64_t after[] = {30 * TIME_SEC, 2 * MINUTE}; /* kept; free */
	struct dhcp_request r;
	struct seed s;
	struct ip4 a;

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		seed_config(&s);
		seed_start(&s);
		a = dora(&s, 1, NOW);
		give_back(&s, 1, a, NOW + 20 * TIME_SEC);
		live(&s, NOW + after[i]);
		s.server->pool[0].lease_s = 60;
		r = request_of(RENEW, a);
		assert_int_equal(serve(&s, &r, NOW + after[i]).lease_s, 60);
		assert_true(lease_at(s.table, a)->expiry_us >= NOW + DAYS(3));
		seed_stop(&s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_promise_that_outlasts_the_lease_is_its_end),
	    cmocka_unit_test(what_may_be_a_late_release_is_kept_a_minute),
	    cmocka_unit_test(later_it_surely_is_none),
	    cmocka_unit_test(it_is_last_in_the_choice),
	    cmocka_unit_test(one_client_does_not_empty_a_pool_by_giving_back),
	    cmocka_unit_test(who_still_uses_it_keeps_it),
	    cmocka_unit_test(a_reset_ends_it),
	    cmocka_unit_test(what_an_operator_takes_back_goes_last_and_probed),
	    cmocka_unit_test(a_lease_without_end_is_believed_in_for_ever),
	    cmocka_unit_test(only_a_lease_that_the_pair_would_free_is_taken_back),
	    cmocka_unit_test(found_in_use_it_is_set_aside_as_long_as_its_pool_says),
	    cmocka_unit_test(a_client_has_one_lease_of_a_pool),
	    cmocka_unit_test(a_late_request_replaces_nothing),
	    cmocka_unit_test(what_nobody_was_told_is_given_back_at_once),
	    cmocka_unit_test(what_began_nobody_knows_when_replaces_nothing),
	    cmocka_unit_test(a_moved_static_binding_leaves_one),
	    cmocka_unit_test(a_shorter_lease_counts_once_its_client_heard_of_it),
	    cmocka_unit_test(who_repeats_a_request_has_not_heard),
	    cmocka_unit_test(shorter_and_shorter),
	    cmocka_unit_test(shorter_after_a_late_release),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
