/* Records survive their bytes, wrong bytes are refused, and the merge is a join. */
#include "test/check.h"

#include "base/prng.h"
#include "lease/record.h"
#include "lease/rules.h"

#define NOW (1000 * TIME_SEC)

static struct lease_record
sample(void)
{
	struct lease_record r = {.address = IP4(10, 10, 10, 7), .state = LEASE_LEASED};

	r.version = 43;
	r.start_us = NOW - 5 * TIME_SEC;
	r.expiry_us = NOW + 600 * TIME_SEC;
	r.promised_until_us = NOW + 700 * TIME_SEC;
	r.length_s = 605;
	r.hardware_type = 1;
	r.hardware_len = 6;
	memcpy(r.hardware, "\x00\xe0\xfc\x12\x34\x56", 6);
	r.key = lease_key_of_hardware(1, r.hardware, 6);
	assert_true(lease_side_add(&r, 12, (const uint8_t *)"host", 4));
	assert_true(lease_side_add(&r, 82, (const uint8_t *)"\x01\x02gi", 4));
	return r;
}

static size_t
bytes_of(const struct lease_record *r, enum lease_form form, uint8_t bytes[LEASE_RECORD_BYTES_MAX])
{
	struct wr w = wr_of(bytes, LEASE_RECORD_BYTES_MAX);

	lease_record_encode(&w, r, form, NOW);
	assert_false(w.bad);
	return w.len;
}

static void
comes_back_from_bytes(void **state)
{
	struct lease_record r = sample(), back = {0};
	uint8_t bytes[LEASE_RECORD_BYTES_MAX];
	struct rd in;
	size_t len;

	(void)state;
	r.acked = (struct lease_acked){41, NOW + 9 * TIME_SEC, LEASE_LEASED};
	r.sent = 43;
	in = rd_of(bytes, bytes_of(&r, LEASE_FORM_DISK, bytes));
	assert_int_equal(lease_record_decode(&in, NOW, &back), LEASE_DECODED);
	assert_int_equal(in.left, 0);
	assert_memory_equal(&back, &r, sizeof r);

	in = rd_of(bytes, bytes_of(&r, LEASE_FORM_WIRE, bytes));
	assert_int_equal(lease_record_decode(&in, NOW + 50 * TIME_SEC, &back), LEASE_DECODED);
	assert_true(back.expiry_us == NOW + 650 * TIME_SEC);
	assert_true(back.start_us == NOW + 45 * TIME_SEC);
	assert_int_equal(back.acked.version, 0);
	assert_int_equal(back.sent, 0);
	assert_memory_equal(lease_side_find(&back, 82, &len), "\x01\x02gi", 4);
	assert_int_equal(len, 4);
	assert_null(lease_side_find(&back, 60, &len));
}

static void
the_byte_table_holds(void **state)
{
	static const uint8_t want[] = {
	    0x00, 0x39, 1, 1,	10,  10,  10, 7,    0,	  0,	0,   0,	  0,  0,    0,
	    43,	  0,	0, 0,	0,   0,	  0,  0x13, 0x88, 0,	0,   0,	  0,  0,    9,
	    0x27, 0xc0, 0, 0,	0,   0,	  0,  0x0a, 0xae, 0x60, 0,   0,	  2,  0x5d, 1,
	    0,	  4,	1, 'a', 'b', 'c', 6,  12,   4,	  'h',	'o', 's', 't'};
	struct lease_record r = sample();
	uint8_t bytes[LEASE_RECORD_BYTES_MAX], fixed[sizeof want];

	(void)state;
	memcpy(fixed, want, sizeof want);
	fixed[1] = sizeof want;
	r.hardware_len = 0;
	r.key = lease_key_of_identifier((const uint8_t *)"abc", 3);
	r.side_len = 6;
	assert_int_equal(bytes_of(&r, LEASE_FORM_WIRE, bytes), sizeof want);
	assert_memory_equal(bytes, fixed, sizeof fixed);
}

static void
extremes_keep_their_meaning(void **state)
{
	struct lease_record r = sample(), back;
	uint8_t bytes[LEASE_RECORD_BYTES_MAX];
	struct rd in;

	(void)state;
	r.expiry_us = TIME_NEVER;
	r.promised_until_us = 0;
	r.start_us = NOW;
	in = rd_of(bytes, bytes_of(&r, LEASE_FORM_WIRE, bytes));
	assert_int_equal(lease_record_decode(&in, NOW, &back), LEASE_DECODED);
	assert_true(back.expiry_us == TIME_NEVER);
	assert_true(back.promised_until_us == 0);
	r.expiry_us = NOW - 1;
	in = rd_of(bytes, bytes_of(&r, LEASE_FORM_WIRE, bytes));
	assert_int_equal(lease_record_decode(&in, NOW, &back), LEASE_DECODED);
	assert_true(back.expiry_us == NOW);
	r.expiry_us = NOW + 1; /* rounded up: never promised shorter than it was */
	in = rd_of(bytes, bytes_of(&r, LEASE_FORM_WIRE, bytes));
	assert_int_equal(lease_record_decode(&in, NOW, &back), LEASE_DECODED);
	assert_true(back.expiry_us == NOW + TIME_MS);
}

static void
every_prefix_is_refused(void **state)
{
	struct lease_record r = sample(), back, untouched;
	uint8_t bytes[LEASE_RECORD_BYTES_MAX];
	size_t len = bytes_of(&r, LEASE_FORM_WIRE, bytes);

	(void)state;
	memset(&untouched, 0xa5, sizeof untouched);
	for (size_t n = 0; n < len; n++) {
		struct rd in = rd_of(bytes, n);

		back = untouched;
		assert_int_equal(lease_record_decode(&in, NOW, &back), LEASE_SHORT);
		assert_memory_equal(&back, &untouched, sizeof back);
	}
	for (size_t n = 4; n < len; n++) { /* the same with a length that agrees */
		struct rd in = rd_of(bytes, n);

		bytes[0] = (uint8_t)(n >> 8);
		bytes[1] = (uint8_t)n;
		assert_int_not_equal(lease_record_decode(&in, NOW, &back), LEASE_DECODED);
	}
}

static enum lease_decode
decode_with(size_t at, uint8_t value)
{
	struct lease_record r = sample(), back;
	uint8_t bytes[LEASE_RECORD_BYTES_MAX];
	struct rd in = rd_of(bytes, bytes_of(&r, LEASE_FORM_WIRE, bytes));

	bytes[at] = value;
	return lease_record_decode(&in, NOW, &back);
}

static void
impossible_fields_are_refused(void **state)
{
	(void)state;
	assert_int_equal(decode_with(2, 2), LEASE_FORMAT);
	assert_int_equal(decode_with(3, LEASE_STATES), LEASE_BAD_FIELD);
	assert_int_equal(decode_with(15, 0), LEASE_BAD_FIELD);	 /* version 0 */
	assert_int_equal(decode_with(8, 0x80), LEASE_BAD_FIELD); /* above 2^63 */
	assert_int_equal(decode_with(8, 0x7f), LEASE_DECODED);
	assert_int_equal(decode_with(45, 17), LEASE_BAD_FIELD);	 /* hardware too long */
	assert_int_equal(decode_with(52, 41), LEASE_BAD_FIELD);	 /* key too long */
	assert_int_equal(decode_with(53, 9), LEASE_BAD_FIELD);	 /* key of no kind */
	assert_int_equal(decode_with(61, 161), LEASE_BAD_FIELD); /* options too long */
	assert_int_equal(decode_with(63, 11), LEASE_BAD_FIELD);	 /* an option past the end */
	assert_int_equal(decode_with(63, 4), LEASE_DECODED);
}

static void
unknown_fields_are_skipped(void **state)
{
	struct lease_record r = sample(), back;
	uint8_t bytes[LEASE_RECORD_BYTES_MAX];
	size_t len = bytes_of(&r, LEASE_FORM_WIRE, bytes);
	struct rd in;

	(void)state;
	memcpy(bytes + len, "\xc8\x03xyz\xff", 6); /* the last byte belongs to what follows */
	bytes[1] = (uint8_t)(bytes[1] + 5);
	in = rd_of(bytes, len + 6);
	assert_int_equal(lease_record_decode(&in, NOW, &back), LEASE_DECODED);
	assert_memory_equal(&back, &r, sizeof r);
	assert_int_equal(in.left, 1);
}

static void
long_identifiers_stay_apart(void **state)
{
	uint8_t a[255], b[255];
	struct lease_key x, y;

	(void)state;
	memset(a, 7, sizeof a);
	memset(b, 7, sizeof b);
	b[254] = 8;
	x = lease_key_of_identifier(a, sizeof a);
	y = lease_key_of_identifier(b, sizeof b);
	assert_true(lease_key_same(&x, &x));
	assert_false(lease_key_same(&x, &y));
	assert_int_equal(x.len, LEASE_KEY_MAX);
	x = lease_key_of_identifier(a, 39);
	y = lease_key_of_identifier(a, 40);
	assert_int_equal(x.byte[0], LEASE_KEY_IDENTIFIER);
	assert_int_equal(y.byte[0], LEASE_KEY_LONG_IDENTIFIER);
	x = lease_key_of_identifier((const uint8_t *)"\x01"
						     "abcdef",
				    7);
	y = lease_key_of_hardware(1, (const uint8_t *)"abcdef", 6);
	assert_false(lease_key_same(&x, &y)); /* an identifier is no hardware address */
}

static void
the_side_is_bounded(void **state)
{
	struct lease_record r = {0};
	uint8_t bytes[255] = {0};
	size_t len;

	(void)state;
	assert_false(lease_side_add(&r, 82, bytes, LEASE_SIDE_MAX - 1));
	assert_true(lease_side_add(&r, 82, bytes, LEASE_SIDE_MAX - 2));
	assert_false(lease_side_add(&r, 12, bytes, 0));
	assert_non_null(lease_side_find(&r, 82, &len));
	assert_int_equal(len, LEASE_SIDE_MAX - 2);
}

/* A few versions only, so that equal ones meet; a version decides the rest of the record. */
static struct lease_record
any(struct prng *p)
{
	struct lease_record r = {.address = IP4(10, 0, 0, 1)};

	r.version = prng_below(p, 6);
	r.state = (enum lease_state)(r.version % LEASE_STATES);
	r.expiry_us = r.version * 17;
	for (unsigned i = 0; i < 2; i++)
		lease_promise(&r, prng_below(p, 4) * TIME_SEC, prng_below(p, 4));
	if (prng_below(p, 2) != 0) { /* a restart made its times uncertain */
		r.surely_us = 1 + prng_below(p, 3);
		r.expiry_us += 5 + prng_below(p, 3);
		r.last = prng_below(p, 2);
	}
	r.key = lease_key_of_hardware((uint8_t)r.version, (const uint8_t *)"abcdef", 6);
	return r;
}

static void
merging_is_a_join(void **state)
{
	struct prng p = {7};

	(void)state;
	for (unsigned i = 0; i < 20000; i++) {
		struct lease_record a = any(&p), b = any(&p), c = any(&p);
		struct lease_record ab = lease_merge(&a, &b), ba = lease_merge(&b, &a);
		struct lease_record bc = lease_merge(&b, &c);
		struct lease_record left = lease_merge(&ab, &c), right = lease_merge(&a, &bc);
		struct lease_record twice = lease_merge(&ab, &b);

		assert_memory_equal(&ab, &ba, sizeof ab);
		assert_memory_equal(&left, &right, sizeof left);
		assert_memory_equal(&twice, &ab, sizeof ab);
		assert_true(ab.version >= a.version && ab.version >= b.version);
		assert_true(ab.promised_until_us >= a.promised_until_us &&
			    ab.promised_until_us >= b.promised_until_us);
	}
}

/* ---- promises made alone ---- */

static const struct lease_key me = {4, {LEASE_KEY_IDENTIFIER, 'm', 'e', '1'}};
static const struct lease_key you = {4, {LEASE_KEY_IDENTIFIER, 'y', 'o', 'u'}};

static void
a_promise_has_an_owner(void **state)
{
	struct lease_record r = sample(), other = sample();

	(void)state;
	r.promised_until_us = 0;
	lease_promise(&r, 0, lease_owner(&you));
	assert_true(r.promised_until_us == 0 && r.promised_to == 0);
	lease_promise(&r, NOW + 10, lease_owner(&me));
	lease_promise(&r, NOW + 5, lease_owner(&me));
	assert_true(r.promised_until_us == NOW + 10);
	assert_true(lease_is_promised(&r, &me, NOW) && !lease_is_promised(&r, &me, NOW + 10));
	assert_true(lease_promised_elsewhere(&r, &me, NOW) == 0);
	assert_true(lease_promised_elsewhere(&r, &you, NOW) == NOW + 10);
	assert_true(lease_promised_elsewhere(&r, &you, NOW + 10) == 0);
	lease_promise_settle(&r, NOW + 9);
	assert_true(r.promised_to == lease_owner(&me));
	other.promised_until_us = 0;
	lease_promise(&other, NOW + 7, lease_owner(&you));
	r = lease_merge(&r, &other); /* two clients: each waits for the other's end */
	assert_true(r.promised_until_us == NOW + 10 && r.promised_to == lease_owner(&me));
	assert_true(lease_promised_elsewhere(&r, &me, NOW) == NOW + 7);
	assert_true(lease_promised_elsewhere(&r, &me, NOW + 7) == 0);
	assert_true(lease_promised_elsewhere(&r, &you, NOW) == NOW + 10);
	lease_promise_settle(&r, NOW + 7);
	assert_true(r.promised_until_us == NOW + 10 && r.promised_others_us == 0);
	lease_promise_settle(&r, NOW + 10);
	assert_true(r.promised_until_us == 0 && r.promised_to == 0);
}

/* What one client is promised again and again makes nobody else's promise longer. */
static void
a_promise_is_lengthened_for_its_client_alone(void **state)
{
	struct lease_record r = sample();

	(void)state;
	r.promised_until_us = 0;
	lease_promise(&r, NOW + 10, lease_owner(&you));
	for (unsigned i = 5; i < 100; i++)
		lease_promise(&r, NOW + i, lease_owner(&me));
	assert_true(lease_promised_elsewhere(&r, &me, NOW) == NOW + 10);
	assert_true(lease_promised_elsewhere(&r, &me, NOW + 10) == 0);
	assert_true(lease_promised_elsewhere(&r, &you, NOW + 10) == NOW + 99);
	lease_promise(&r, NOW + 200, 0); /* nobody knows whose */
	assert_true(lease_promised_elsewhere(&r, &me, NOW) == NOW + 200);
	assert_true(lease_promised_elsewhere(&r, &you, NOW) == NOW + 200);
	assert_true(r.promised_others_us == NOW + 99);
}

static struct lease_record
again(const struct lease_record *r, size_t *ret_len)
{
	uint8_t bytes[LEASE_RECORD_BYTES_MAX];
	struct lease_record back;
	struct rd in = rd_of(bytes, *ret_len = bytes_of(r, LEASE_FORM_WIRE, bytes));

	assert_int_equal(lease_record_decode(&in, NOW, &back), LEASE_DECODED);
	return back;
}

/* The field is there only where the fixed part says something else: so a record of a device that
 * does not know it is read as what that device means. */
static void
the_owner_comes_back_from_bytes(void **state)
{
	struct lease_record r = sample();
	size_t plain, len;

	(void)state;
	r.promised_until_us = r.promised_to = 0;
	(void)again(&r, &plain);
	lease_promise(&r, r.expiry_us, lease_owner(&r.key));
	assert_true(again(&r, &len).promised_to == lease_owner(&r.key) && len == plain);
	r.promised_until_us++;
	assert_true(again(&r, &len).promised_to == lease_owner(&r.key) && len == plain + 10);
	r.promised_to = 0;
	assert_true(again(&r, &len).promised_to == 0 && len == plain);
	r.promised_to = lease_owner(&you);
	assert_true(again(&r, &len).promised_to == lease_owner(&you) && len == plain + 10);
	r.state = LEASE_FREE;
	r.promised_to = lease_owner(&r.key);
	assert_true(again(&r, &len).promised_to == lease_owner(&r.key) && len == plain + 10);
	r.promised_until_us = NOW;
	assert_true(again(&r, &len).promised_to == 0 && len == plain);
	lease_promise(&r, NOW + 5 * TIME_SEC, lease_owner(&r.key));
	lease_promise(&r, NOW + 3 * TIME_SEC, lease_owner(&you));
	assert_true(again(&r, &len).promised_others_us == NOW + 3 * TIME_SEC && len == plain + 20);
	r.promised_others_us = NOW + 9 * TIME_SEC; /* it cannot be */
	assert_true(again(&r, &len).promised_others_us == NOW + 5 * TIME_SEC);
	r.promised_others_us = NOW;
	assert_true(again(&r, &len).promised_others_us == 0 && len == plain + 10);
}

static void
ends_far_apart_join_to_the_later(void **state)
{
	struct lease_record a = sample(), b = a, r;

	(void)state;
	b.expiry_us += LEASE_APART_US;
	r = lease_merge(&a, &b);
	assert_true(r.expiry_us == a.expiry_us);
	b.expiry_us++;
	r = lease_merge(&a, &b);
	assert_true(r.expiry_us == b.expiry_us);
	r = lease_merge(&b, &a);
	assert_true(r.expiry_us == b.expiry_us);
}

static struct lease_record
lease_of(const struct lease_key *key, uint64_t version, uint64_t until_us)
{
	return (struct lease_record){.address = IP4(10, 10, 10, 7),
				     .state = LEASE_LEASED,
				     .version = version,
				     .key = *key,
				     .start_us = NOW - 10 * TIME_SEC,
				     .expiry_us = until_us};
}

/* Mine was told to its client alone, theirs has the higher version. */
static void
a_lease_outlives_what_is_nobodys(void **state)
{
	struct lease_record mine = lease_of(&me, 8, NOW + 60 * TIME_SEC);
	struct lease_record theirs = lease_of(&you, 9, NOW + 1);

	(void)state;
	assert_false(lease_outlives(&mine, &theirs, NOW)); /* a conflict: the newer one stands */
	assert_true(lease_outlives(&mine, &theirs, NOW + 1));
	theirs.surely_us = NOW - 1; /* it may be over */
	assert_true(lease_outlives(&mine, &theirs, NOW));
	for (int state_of = 0; state_of < LEASE_STATES; state_of++) {
		bool ends = state_of == LEASE_RELEASED || state_of == LEASE_DECLINED;

		theirs = lease_of(&you, 9, NOW - TIME_SEC);
		theirs.state = (enum lease_state)state_of;
		assert_true(lease_outlives(&mine, &theirs, NOW));
		assert_false(lease_outlives(&mine, &theirs, mine.expiry_us));
		theirs.key = me;
		theirs.start_us = mine.start_us;
		assert_true(lease_outlives(&mine, &theirs, NOW) == !ends);
		theirs.start_us--; /* given up before it got it again */
		assert_true(lease_outlives(&mine, &theirs, NOW));
		theirs.version = 7;
		assert_false(lease_outlives(&mine, &theirs, NOW));
	}
}

static void
who_knew_a_lease_may_end_it(void **state)
{
	struct lease_record mine = lease_of(&me, 8, NOW + 60 * TIME_SEC);
	struct lease_record theirs = lease_of(&you, 9, NOW - TIME_SEC);

	(void)state;
	theirs.state = LEASE_FREE;
	mine.acked.version = 8;
	assert_false(lease_outlives(&mine, &theirs, NOW));
	lease_promise(&mine, mine.expiry_us, lease_owner(&me));
	assert_true(lease_outlives(&mine, &theirs, NOW));
	mine.surely_us = NOW; /* after a power loss: it may be over */
	assert_false(lease_outlives(&mine, &theirs, NOW));
}

/* Others were promised the address, the lease ends after that: behind a power loss nobody knows
 * when either does, but that is so still. */
static void
a_lease_that_ends_last_goes_before(void **state)
{
	const struct lease_rules rules = {.pair = LEASE_CONNECTED, .drift_us = 5 * TIME_SEC};
	struct lease_record r = lease_of(&me, 8, NOW + 60 * TIME_SEC), older;
	size_t len, plain;

	(void)state;
	lease_promise(&r, NOW + 56 * TIME_SEC, lease_owner(&you));
	assert_false(lease_is_last(&r)); /* not with the drift */
	r.promised_until_us = NOW + 55 * TIME_SEC;
	assert_true(lease_is_last(&r));
	r.surely_us = NOW - 1;
	assert_false(lease_is_last(&r));
	assert_int_equal(lease_may_give(&rules, &r, &me, NOW), LEASE_NOT_HELD);
	assert_false(again(&r, &plain).last);
	r.last = true;
	assert_true(again(&r, &len).last && len == plain + 2);
	assert_int_equal(lease_may_give(&rules, &r, &me, NOW), LEASE_MAY);
	assert_int_equal(lease_may_give(&rules, &r, &you, NOW), LEASE_NOT_HELD);
	older = lease_of(&you, 7, NOW);
	assert_true(lease_merge(&r, &older).last);
	older.promised_until_us = NOW + 1; /* who knows of that knew no end of ours */
	assert_false(lease_merge(&r, &older).last);
	lease_promise(&r, NOW + 57 * TIME_SEC, lease_owner(&me));
	assert_true(r.last);
	lease_promise(&r, NOW + 1, lease_owner(&you));
	assert_false(r.last);
}

/* A device that lost its journal asked for the address, and the client of the lease answered. */
static void
a_lease_outlives_the_conflict_that_its_client_was_taken_for(void **state)
{
	struct lease_record mine = lease_of(&me, 8, NOW + 60 * TIME_SEC);
	struct lease_record theirs = lease_of(&you, 9, NOW + 30 * TIME_SEC);

	(void)state;
	mine.acked.version = 8;
	theirs.state = LEASE_DECLINED;
	assert_true(lease_outlives(&mine, &theirs, NOW)); /* who was to have it declined */
	theirs.key = (struct lease_key){0};
	assert_true(lease_outlives(&mine, &theirs, NOW)); /* it answered a probe */
	assert_false(lease_outlives(&mine, &theirs, mine.expiry_us));
	theirs.key = me;
	theirs.start_us = mine.start_us;
	assert_false(lease_outlives(&mine, &theirs, NOW)); /* it declined itself */
	theirs.key = (struct lease_key){0};
	theirs.version = 7;
	assert_false(lease_outlives(&mine, &theirs, NOW));
}

/* Whose end a restart made unsure; what beat it is of a device that knew nothing of it. */
static void
a_lease_may_outlive_what_beat_it(void **state)
{
	struct lease_record lost = lease_of(&me, 8, NOW + 60 * TIME_SEC);
	struct lease_record won = lease_of(&you, 9, NOW - 1);

	(void)state;
	lost.surely_us = NOW - 1;
	assert_true(lease_may_outlive(&lost, &won, NOW));
	assert_false(lease_may_outlive(&lost, &won, lost.expiry_us));
	won.version = 8;
	assert_false(lease_may_outlive(&lost, &won, NOW));
	won.version = 9;
	won.key = me; /* it was told a shorter one, and may have missed that */
	assert_true(lease_may_outlive(&lost, &won, NOW));
	won.expiry_us = lost.expiry_us;
	assert_false(lease_may_outlive(&lost, &won, NOW));
	won.state = LEASE_RELEASED;
	won.start_us = lost.start_us;
	assert_false(lease_may_outlive(&lost, &won, NOW));
	won.key = you;
	assert_true(lease_may_outlive(&lost, &won, NOW));
	lost.state = LEASE_RELEASED;
	assert_false(lease_may_outlive(&lost, &won, NOW));
}

static void
free_is_contradicted_by_what_was_given_alone(void **state)
{
	struct lease_record mine = lease_of(&me, 8, NOW + 60 * TIME_SEC), theirs = mine;

	(void)state;
	theirs.state = LEASE_FREE;
	assert_true(lease_contradicts(&mine, &theirs, NOW));
	assert_false(lease_contradicts(&mine, &theirs, mine.expiry_us));
	mine.acked.version = 8;
	assert_false(lease_contradicts(&mine, &theirs, NOW));
	lease_promise(&mine, NOW + 30 * TIME_SEC, lease_owner(&me));
	assert_true(lease_contradicts(&mine, &theirs, NOW));
	mine.state = LEASE_FREE;
	assert_true(lease_contradicts(&mine, &theirs, NOW));
	lease_promise(&theirs, NOW + 29 * TIME_SEC, lease_owner(&me)); /* it knows */
	assert_false(lease_contradicts(&mine, &theirs, NOW));
	theirs.promised_until_us = 0;
	theirs.state = LEASE_RELEASED;
	assert_false(lease_contradicts(&mine, &theirs, NOW));
	theirs.state = LEASE_FREE;
	mine.version = 0;
	assert_false(lease_contradicts(&mine, &theirs, NOW));
}

static void
what_the_peer_acknowledged_stays_mine(void **state)
{
	struct lease_record mine = sample(), theirs = sample(), r;

	(void)state;
	mine.acked = (struct lease_acked){7, 8, LEASE_LEASED};
	mine.sent = 9;
	theirs.version = 100;
	theirs.acked = (struct lease_acked){99, 98, LEASE_FREE};
	theirs.sent = 97;
	r = lease_merge(&mine, &theirs);
	assert_int_equal(r.version, 100);
	assert_int_equal(r.acked.version, 7);
	assert_int_equal(r.sent, 9);
}

static void
exact_times_replace_uncertain_ones(void **state)
{
	struct lease_record exact = sample(), guess = exact, wide = exact, r;

	(void)state;
	guess.surely_us = NOW;
	guess.expiry_us = NOW + 900 * TIME_SEC;
	guess.start_us = NOW;
	guess.acked = (struct lease_acked){43, 5, LEASE_LEASED};
	r = lease_merge(&guess, &exact);
	assert_true(r.surely_us == 0 && r.expiry_us == exact.expiry_us);
	assert_true(r.start_us == exact.start_us);
	assert_int_equal(r.acked.version, 43);
	r = lease_merge(&exact, &guess);
	assert_true(r.surely_us == 0 && r.expiry_us == exact.expiry_us);
	wide.surely_us = NOW + TIME_SEC;
	wide.expiry_us = NOW + 950 * TIME_SEC;
	r = lease_merge(&guess, &wide);
	assert_true(r.surely_us == NOW && r.expiry_us == NOW + 950 * TIME_SEC);
	wide.version = 45; /* a newer version has its own times, as they are */
	r = lease_merge(&guess, &wide);
	assert_true(r.surely_us == NOW + TIME_SEC && r.version == 45);
	r = lease_merge(&wide, &exact);
	assert_true(r.surely_us == NOW + TIME_SEC);
}

static void
uncertain_times_come_back_from_bytes(void **state)
{
	struct lease_record r = sample(), back;
	uint8_t bytes[LEASE_RECORD_BYTES_MAX];
	struct rd in;

	(void)state;
	for (unsigned form = LEASE_FORM_WIRE; form <= LEASE_FORM_DISK; form++) {
		r.surely_us = NOW + 5 * TIME_SEC;
		in = rd_of(bytes, bytes_of(&r, (enum lease_form)form, bytes));
		assert_int_equal(lease_record_decode(&in, NOW, &back), LEASE_DECODED);
		assert_memory_equal(&back, &r, sizeof r);
		r.surely_us = 3; /* long past: still not exact, even when time begins */
		in = rd_of(bytes, bytes_of(&r, (enum lease_form)form, bytes));
		assert_int_equal(lease_record_decode(&in, 0, &back), LEASE_DECODED);
		assert_true(back.surely_us == 1);
	}
	r.key = lease_key_of_identifier((const uint8_t[255]){7}, 255);
	r.hardware_len = LEASE_HARDWARE_MAX;
	r.side_len = 0;
	assert_true(lease_side_add(&r, 82, (const uint8_t[LEASE_SIDE_MAX]){0}, LEASE_SIDE_MAX - 2));
	r.sent = 1;
	assert_true(bytes_of(&r, LEASE_FORM_DISK, bytes) <= LEASE_RECORD_BYTES_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(comes_back_from_bytes),
	    cmocka_unit_test(the_byte_table_holds),
	    cmocka_unit_test(extremes_keep_their_meaning),
	    cmocka_unit_test(every_prefix_is_refused),
	    cmocka_unit_test(impossible_fields_are_refused),
	    cmocka_unit_test(unknown_fields_are_skipped),
	    cmocka_unit_test(long_identifiers_stay_apart),
	    cmocka_unit_test(the_side_is_bounded),
	    cmocka_unit_test(merging_is_a_join),
	    cmocka_unit_test(a_promise_has_an_owner),
	    cmocka_unit_test(a_promise_is_lengthened_for_its_client_alone),
	    cmocka_unit_test(the_owner_comes_back_from_bytes),
	    cmocka_unit_test(ends_far_apart_join_to_the_later),
	    cmocka_unit_test(a_lease_outlives_what_is_nobodys),
	    cmocka_unit_test(who_knew_a_lease_may_end_it),
	    cmocka_unit_test(a_lease_that_ends_last_goes_before),
	    cmocka_unit_test(a_lease_outlives_the_conflict_that_its_client_was_taken_for),
	    cmocka_unit_test(a_lease_may_outlive_what_beat_it),
	    cmocka_unit_test(free_is_contradicted_by_what_was_given_alone),
	    cmocka_unit_test(what_the_peer_acknowledged_stays_mine),
	    cmocka_unit_test(exact_times_replace_uncertain_ones),
	    cmocka_unit_test(uncertain_times_come_back_from_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
