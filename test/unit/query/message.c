/* What a requestor asks: each way to name something, what is malformed, what is no query. */
#include "query/message.h"

#include "test/check.h"

enum { ROOM = 700, CIADDR = 12, GIADDR = 24, CHADDR = 28, OPTIONS = 240 };

static uint8_t bytes[ROOM];
static size_t len;

static void
option(uint8_t code, const void *value, uint8_t size)
{
	bytes[len++] = code;
	bytes[len++] = size;
	memcpy(bytes + len, value, size);
	len += size;
}

static void
begin(uint8_t type)
{
	memset(bytes, 0, sizeof bytes);
	bytes[0] = 1;
	memcpy(bytes + 4, "\x11\x22\x33\x44", 4);
	memcpy(bytes + GIADDR, "\x0a\x09\x09\x09", 4);
	memcpy(bytes + 236, "\x63\x82\x53\x63", 4);
	len = OPTIONS;
	option(53, &type, 1);
}

static struct query_message
decoded(void)
{
	struct query_message m;

	assert_int_equal(query_message_decode(rd_of(bytes, len), &m), QUERY_DECODED);
	return m;
}

static enum query_decoded
refused(void)
{
	struct query_message m, before;
	enum query_decoded result;

	memset(&m, 0xa5, sizeof m);
	before = m;
	result = query_message_decode(rd_of(bytes, len), &m);
	assert_int_not_equal(result, QUERY_DECODED);
	assert_memory_equal(&m, &before, sizeof m);
	return result;
}

static void
each_way_to_name_something(void **state)
{
	struct query_message m;

	(void)state;
	begin(10);
	memcpy(bytes + CIADDR, "\x0a\x0a\x0a\x14", 4);
	m = decoded();
	assert_int_equal(m.by, QUERY_BY_ADDRESS);
	assert_int_equal(m.address.host, 0x0a0a0a14);
	assert_int_equal(m.giaddr.host, 0x0a090909);
	assert_int_equal(m.xid, 0x11223344);
	assert_false(m.several || m.lists);
	begin(10);
	memcpy(bytes + 1, "\x01\x06", 2);
	memcpy(bytes + CHADDR, "\x02\xcc\x00\x00\x00\x01", 6);
	m = decoded();
	assert_int_equal(m.by, QUERY_BY_HARDWARE);
	assert_int_equal(m.hardware_len, 6);
	assert_memory_equal(m.hardware, "\x02\xcc\x00\x00\x00\x01\x00", 7);
	begin(10);
	option(61, "\x00id", 3);
	m = decoded();
	assert_int_equal(m.by, QUERY_BY_IDENTIFIER);
	assert_int_equal(m.name_len, 3);
	begin(10);
	option(82, "\x01\x01z\x02\x02rr", 7);
	m = decoded();
	assert_int_equal(m.by, QUERY_BY_REMOTE);
	assert_memory_equal(m.name, "rr", 2);
	begin(10);
	option(82, "\x0c\x03rel", 5);
	assert_int_equal(decoded().by, QUERY_BY_RELAY);
	begin(10);
	assert_int_equal(decoded().by, QUERY_BY_NOTHING);
}

static void
two_things_are_several_but_for_a_relay_agents_option(void **state)
{
	(void)state;
	begin(10);
	memcpy(bytes + CIADDR, "\x0a\x0a\x0a\x14", 4);
	option(61, "\x00id", 3);
	assert_true(decoded().several);
	begin(10);
	memcpy(bytes + CIADDR, "\x0a\x0a\x0a\x14", 4);
	option(82, "\x02\x02rr", 4);
	assert_false(decoded().several);
	assert_int_equal(decoded().by, QUERY_BY_ADDRESS);
	begin(10);
	memcpy(bytes + 1, "\x01\x06", 2); /* a length, and zeros */
	memcpy(bytes + CIADDR, "\x0a\x0a\x0a\x14", 4);
	assert_false(decoded().several);
}

static void
pieces_are_joined_and_lists_kept(void **state)
{
	struct query_message m;

	(void)state;
	begin(10);
	option(61, "abc", 3);
	option(55, "\x33\x5b", 2);
	option(61, "def", 3);
	option(55, "\xff", 1);
	m = decoded();
	assert_int_equal(m.name_len, 6);
	assert_memory_equal(m.name, "abcdef", 6);
	assert_true(m.lists && query_lists(&m, 51) && query_lists(&m, 91) && query_lists(&m, 255));
	assert_false(query_lists(&m, 52) || query_lists(&m, 0));
}

static void
what_is_malformed(void **state)
{
	uint8_t long_one[200] = {1};

	(void)state;
	begin(10);
	option(61, long_one, 200);
	option(61, long_one, 56);
	assert_int_equal(refused(), QUERY_BAD_OPTION);
	begin(10);
	bytes[len++] = 61;
	bytes[len++] = 9;
	bytes[len++] = 'x';
	assert_int_equal(refused(), QUERY_SHORT);
	begin(10);
	bytes[2] = 17;
	assert_int_equal(refused(), QUERY_BAD_OPTION);
}

static void
what_is_no_query(void **state)
{
	(void)state;
	for (uint8_t type = 0; type < 10; type++) {
		begin(type);
		assert_int_equal(refused(), QUERY_NO_QUERY);
	}
	begin(10);
	bytes[0] = 2;
	assert_int_equal(refused(), QUERY_NO_QUERY);
	begin(10);
	bytes[236] = 0;
	assert_int_equal(refused(), QUERY_NO_QUERY);
	begin(10);
	for (len = 0; len <= OPTIONS; len++)
		assert_int_equal(refused(), QUERY_NO_QUERY);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_way_to_name_something),
	    cmocka_unit_test(two_things_are_several_but_for_a_relay_agents_option),
	    cmocka_unit_test(pieces_are_joined_and_lists_kept),
	    cmocka_unit_test(what_is_malformed),
	    cmocka_unit_test(what_is_no_query),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
