/* What a requestor is told of a lease: times are what remains, nothing that does not fit. */
#include "query/answer.h"

#include "test/check.h"

enum { OPTIONS = 240 };

static struct dhcp_pool pool;
static uint8_t bytes[QUERY_ANSWER_MAX];
static size_t len;

static const uint8_t *
option(uint8_t code)
{
	for (size_t at = OPTIONS; at < len && bytes[at] != 255; at += 2u + bytes[at + 1])
		if (bytes[at] == code)
			return bytes + at + 1;
	return NULL;
}

static uint32_t
number(uint8_t code)
{
	const uint8_t *p = option(code);
	struct rd r = rd_of(p, p ? 5 : 0);

	return rd_u8(&r) == 4 ? rd_be32(&r) : 0;
}

static void
say(const struct lease_record *lease, const struct query_message *query, uint64_t now)
{
	struct query_answer a = {
	    .type = QUERY_ACTIVE, .query = query, .server_id = {7}, .lease = lease, .pool = &pool};
	struct wr w = wr_of(bytes, sizeof bytes);

	query_answer_encode(&w, &a, now);
	assert_false(w.bad);
	len = w.len;
	assert_int_equal(number(54), 7);
	assert_int_equal(option(53)[1], QUERY_ACTIVE);
}

static struct lease_record
hour(void)
{
	return (struct lease_record){.address = {0x0a0a0a14},
				     .state = LEASE_LEASED,
				     .start_us = 1000 * TIME_SEC,
				     .expiry_us = 4600 * TIME_SEC,
				     .length_s = 3600,
				     .key = lease_key_of_hardware(1, (const uint8_t *)"abcdef", 6)};
}

static void
times_are_what_remains(void **state)
{
	struct query_message query = {.type = 10};
	struct lease_record lease = hour();

	(void)state;
	say(&lease, &query, 1100 * TIME_SEC);
	assert_int_equal(number(51), 3500);
	assert_int_equal(number(58), 1700);
	assert_int_equal(number(59), 3050);
	assert_int_equal(number(91), 100);
	assert_null(option(61)); /* it sent none */
	say(&lease, &query, 3000 * TIME_SEC);
	assert_null(option(58));
	assert_int_equal(number(59), 1150);
	lease.expiry_us = TIME_NEVER;
	lease.length_s = LEASE_UNLIMITED_S;
	say(&lease, &query, 3000 * TIME_SEC);
	assert_int_equal(number(51), UINT32_MAX);
	assert_null(option(58));
	assert_null(option(59));
}

static void
identifiers_are_told_as_long_as_they_are_kept(void **state)
{
	uint8_t identifier[60] = {1, 2, 3};
	struct query_message query = {.type = 10};
	struct lease_record lease = hour();

	(void)state;
	lease.key = lease_key_of_identifier(identifier, 39);
	say(&lease, &query, 1100 * TIME_SEC);
	assert_int_equal(option(61)[0], 39);
	assert_memory_equal(option(61) + 1, identifier, 39);
	lease.key = lease_key_of_identifier(identifier, 60);
	say(&lease, &query, 1100 * TIME_SEC);
	assert_null(option(61));
}

/* By UDP of a client that has several, to who lists 92; over TCP each has a message of its own. */
static void
associated_addresses_are_told_by_udp_alone(void **state)
{
	static const struct ip4 both[] = {{0x0a0a0a14}, {0x0a0a0a15}};
	struct query_message query = {
	    .type = 10, .lists = true, .listed = {[92 / 8] = 1 << 92 % 8}};
	struct lease_record lease = hour();
	struct query_answer a = {.type = QUERY_ACTIVE,
				 .query = &query,
				 .server_id = {7},
				 .lease = &lease,
				 .pool = &pool,
				 .associated_count = 2,
				 .associated = both};

	(void)state;
	for (unsigned stream = 0; stream < 2; stream++) {
		struct wr w = wr_of(bytes, sizeof bytes);

		a.stream = stream;
		query_answer_encode(&w, &a, 1100 * TIME_SEC);
		len = w.len;
		if (stream)
			assert_null(option(92));
		else
			assert_memory_equal(option(92), "\x08\x0a\x0a\x0a\x14\x0a\x0a\x0a\x15", 9);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(times_are_what_remains),
	    cmocka_unit_test(identifiers_are_told_as_long_as_they_are_kept),
	    cmocka_unit_test(associated_addresses_are_told_by_udp_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
