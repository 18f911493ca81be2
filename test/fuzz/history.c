/* Any bytes as a file of history: a search must not crash, finds no more than a page, goes forward,
 * and every entry that it gives can be said. */
#include <assert.h>

#include "history/block.h"
#include "history/line.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The bytes as the entries of one block that is whole. */
static void
search(const uint8_t *data, size_t size)
{
	static uint8_t file[HISTORY_BLOCK_HEAD + HISTORY_BLOCK_MAX];
	struct history_query q = {.all = true, .to_ms = UINT64_MAX};
	struct history_page page = {0};
	uint64_t offset = 0, before = 0;

	if (size > HISTORY_BLOCK_MAX)
		return;
	history_block_head(file, data, size);
	memcpy(file + HISTORY_BLOCK_HEAD, data, size);
	assert(history_whole(rd_of(file, HISTORY_BLOCK_HEAD + size)) == HISTORY_BLOCK_HEAD + size);
	while (history_search(&q, rd_of(file, HISTORY_BLOCK_HEAD + size), &offset, &page)) {
		assert(offset > before && page.count == HISTORY_PAGE_ENTRIES);
		before = offset;
		page = (struct history_page){0};
	}
	assert(page.count <= HISTORY_PAGE_ENTRIES);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd in = rd_of(data, size);
	struct history_entry e;
	char bytes[1000];
	struct text t = text_of(bytes, sizeof bytes);

	assert(history_whole(in) <= size);
	search(data, size);
	while (in.left > 0 && history_decode(&in, &e)) {
		t = text_of(bytes, sizeof bytes);
		history_line(&e, &t);
		assert(t.len > 0);
		for (unsigned by = 0; by < LEASE_SEARCHES; by++)
			(void)lease_search_matches((enum lease_search)by, "*0*1*", &e.client);
	}
	return 0;
}
