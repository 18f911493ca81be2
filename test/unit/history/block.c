/* Blocks of a file: what a crash leaves of the last one, and a search that goes on. */
#include "test/unit/history/made.h"

#include <stdio.h>

static uint8_t file[1 << 16];

static struct history_query
query(enum lease_search by, const char *text)
{
	struct history_query q = {.by = by, .to_ms = UINT64_MAX};

	snprintf(q.text, sizeof q.text, "%s", text);
	return q;
}

static void
a_torn_end_is_none(void **state)
{
	size_t whole = made_block(file, 1, 3), len = whole + made_block(file + whole, 10, 2);
	struct history_query q = {.all = true, .to_ms = UINT64_MAX};

	(void)state;
	assert_int_equal(history_whole(rd_of(file, len)), len);
	for (size_t cut = whole; cut < len; cut++) {
		struct history_page page = {0};
		uint64_t offset = 0;

		assert_int_equal(history_whole(rd_of(file, cut)), whole);
		assert_false(history_search(&q, rd_of(file, cut), &offset, &page));
		assert_int_equal(page.count, 3);
	}
	file[len - 1] ^= 1; /* all there, and yet not what was written */
	assert_int_equal(history_whole(rd_of(file, len)), whole);
	assert_int_equal(history_whole(rd_of(file, 0)), 0);
	assert_int_equal(
	    history_count(rd_of(file + HISTORY_BLOCK_HEAD, whole - HISTORY_BLOCK_HEAD)), 3);
}

/* Every entry once, in order, however the pages fall. */
static void
pages_go_on(void **state)
{
	struct history_query q = {.all = true, .to_ms = UINT64_MAX};
	size_t len = 0;
	uint64_t offset = 0;
	unsigned seen = 0;
	bool more = true;

	(void)state;
	for (unsigned i = 0; i < 10; i++)
		len += made_block(file + len, (uint8_t)(1 + 7 * i), 7);
	while (more) {
		struct history_page page = {0};
		struct history_entry e;
		struct rd in;

		more = history_search(&q, rd_of(file, len), &offset, &page);
		assert_true(page.count == HISTORY_PAGE_ENTRIES || !more);
		in = rd_of(page.bytes, page.len);
		while (in.left > 0) {
			assert_true(history_decode(&in, &e));
			assert_int_equal(e.client.address.host & 255, ++seen);
		}
	}
	assert_int_equal(seen, 70);
}

static void
only_what_fits_is_found(void **state)
{
	size_t len = made_block(file, 1, 30);
	struct history_query q = query(LEASE_BY_MAC, "*0007");
	struct history_page page = {0};
	struct history_entry e;
	uint64_t offset = 0;
	struct rd in;

	(void)state;
	assert_false(history_search(&q, rd_of(file, len), &offset, &page));
	assert_int_equal(page.count, 1);
	q = query(LEASE_BY_HOSTNAME, "print*");
	q.last = true;
	q.to_ms = AT_MS + 4500;
	page = (struct history_page){0};
	assert_false(history_search(&q, rd_of(file, len), &offset, &page));
	assert_int_equal(page.count, 1);
	in = rd_of(page.bytes, page.len);
	assert_true(history_decode(&in, &e));
	assert_int_equal(e.client.address.host & 255, 5);
	q.last = false;
	q.from_ms = AT_MS + 3000;
	page = (struct history_page){0};
	assert_false(history_search(&q, rd_of(file, len), &offset, &page));
	assert_int_equal(page.count, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_torn_end_is_none),
	    cmocka_unit_test(pages_go_on),
	    cmocka_unit_test(only_what_fits_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
