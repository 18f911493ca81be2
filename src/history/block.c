/* history/block.c -- see history/block.h. */
#include "history/block.h"

#include <string.h>

#include "base/hash.h"

#define MAGIC 0x544c4831u

void
history_block_head(uint8_t ret[HISTORY_BLOCK_HEAD], const uint8_t *entries, size_t len)
{
	struct wr w = wr_of(ret, HISTORY_BLOCK_HEAD);

	wr_be32(&w, MAGIC);
	wr_be32(&w, (uint32_t)len);
	wr_be64(&w, hash_bytes(entries, len, 0));
}

/* The entries of the next block; false: there is no whole one. checked: also look at its hash. */
static bool
next_block(struct rd *file, bool checked, struct rd *ret)
{
	uint32_t magic = rd_be32(file), len = rd_be32(file);
	uint64_t hash = rd_be64(file);
	struct rd entries = rd_sub(file, len);

	if (magic != MAGIC || len > HISTORY_BLOCK_MAX || entries.bad ||
	    (checked && hash_bytes(entries.p, entries.left, 0) != hash))
		return false;
	*ret = entries;
	return true;
}

unsigned
history_count(struct rd entries)
{
	unsigned count = 0;

	while (entries.left > 0) {
		uint16_t len = rd_be16(&entries);

		if (len < 2 || !rd_bytes(&entries, len - 2u))
			break;
		count++;
	}
	return count;
}

size_t
history_whole(struct rd file)
{
	size_t size = file.left, whole = 0;
	struct rd entries;

	while (next_block(&file, true, &entries))
		whole = size - file.left;
	return whole;
}

bool
history_fits(const struct history_query *query, const struct history_entry *e)
{
	return e->at_ms >= query->from_ms && e->at_ms <= query->to_ms &&
	       (query->all || lease_search_matches(query->by, query->text, &e->client));
}

static void
add(const struct history_query *query, const struct history_entry *e, const uint8_t *bytes,
    size_t len, struct history_page *page)
{
	if (query->last) {
		if (page->count > 0 && e->at_ms < page->last_ms)
			return;
		page->count = 0;
		page->len = 0;
		page->last_ms = e->at_ms;
	}
	memcpy(page->bytes + page->len, bytes, len);
	page->len += len;
	page->count++;
}

/* Entries of one block; true: the page is full, and entries->p is where to go on. */
static bool
search_block(const struct history_query *query, struct rd *entries, const uint8_t *from,
	     struct history_page *page)
{
	struct history_entry e;

	while (entries->left > 0) {
		const uint8_t *begin = entries->p;

		if (page->count == HISTORY_PAGE_ENTRIES)
			return true;
		if (!history_decode(entries, &e))
			return false; /* nothing of a block that is whole and yet not ours */
		if (begin >= from && history_fits(query, &e))
			add(query, &e, begin, (size_t)(entries->p - begin), page);
	}
	return false;
}

bool
history_search(const struct history_query *query, struct rd file, uint64_t *offset,
	       struct history_page *page)
{
	const uint8_t *begin = file.p, *from;
	struct rd entries;

	if (*offset >= file.left)
		return false;
	from = begin + *offset;
	while (next_block(&file, false, &entries)) {
		if (file.p <= from)
			continue;
		if (hash_bytes(entries.p, entries.left, 0) !=
		    rd_be64(&(struct rd){entries.p - 8, 8, false}))
			return false;
		if (search_block(query, &entries, from, page)) {
			*offset = (uint64_t)(entries.p - begin);
			return true;
		}
	}
	return false;
}
