/* test/unit/history/made.h -- records and blocks that tests of the history begin with. */
#ifndef TEST_UNIT_HISTORY_MADE_H
#define TEST_UNIT_HISTORY_MADE_H

#include "test/check.h"

#include "history/block.h"

#define NOW   (1000 * TIME_SEC)
#define WALL  ((int64_t)1767225600 * 1000000 - (int64_t)NOW) /* NOW is 2026-01-01 00:00:00 */
#define AT_MS UINT64_C(1767225600000)

static inline struct lease_record
made_lease(uint8_t client, uint64_t version)
{
	struct lease_record r = {.address = IP4(10, 10, 10, client),
				 .state = LEASE_LEASED,
				 .version = version,
				 .start_us = NOW,
				 .expiry_us = NOW + 600 * TIME_SEC,
				 .hardware_type = 1,
				 .hardware_len = 6,
				 .hardware = {2, 0, 0, 0, 0, client}};

	r.key = lease_key_of_identifier((const uint8_t[]){1, 2, 0, 0, 0, 0, client}, 7);
	assert_true(lease_side_add(&r, 12, (const uint8_t *)"printer", 7));
	assert_true(lease_side_add(&r, 82, (const uint8_t *)"\1\4ge/7\2\2\0\1", 10));
	return r;
}

/* A block with one granted entry for each of these clients, `first` .. `first` + count - 1. */
static inline size_t
made_block(uint8_t *to, uint8_t first, unsigned count)
{
	uint8_t bytes[64 * HISTORY_ENTRY_MAX];
	struct wr w = wr_of(bytes, sizeof bytes);

	for (unsigned i = 0; i < count; i++) {
		struct lease_record r = made_lease((uint8_t)(first + i), 1);

		history_encode(&w, HISTORY_GRANTED, false, &r, NOW + i * TIME_SEC, WALL);
	}
	assert_false(w.bad);
	history_block_head(to, bytes, w.len);
	memcpy(to + HISTORY_BLOCK_HEAD, bytes, w.len);
	return HISTORY_BLOCK_HEAD + w.len;
}

#endif
