/* history/block.h -- how entries lie in a file of history, and how they are found there.
 *
 *	0   4	0x544c4831 ("TLH1")
 *	4   4	bytes of entries that follow, n
 *	8   8	hash of these
 *	16  n	entries (history/entry.h)
 *
 * A file is blocks, one behind the other. What a crash left of the last one is no block, and
 * reading ends before it. A search goes forward through the files, and stops when a page is full.
 * Pure: the bytes of a file come from whoever reads it. Tested in test/unit/history/block.c. */
#ifndef HISTORY_BLOCK_H
#define HISTORY_BLOCK_H

#include "history/entry.h"
#include "lease/search.h"

enum {
	HISTORY_BLOCK_HEAD = 16,
	HISTORY_BLOCK_MAX = 1 << 18, /* bytes of entries of one block */
	HISTORY_PAGE_ENTRIES = 20,   /* one step of a display shows them */
	HISTORY_PAGE_BYTES = HISTORY_PAGE_ENTRIES * HISTORY_ENTRY_MAX
};

struct history_query {
	bool all; /* of whatever client; else those that `by` and `text` find */
	enum lease_search by;
	char text[LEASE_SEARCH_MAX + 1];
	uint64_t from_ms, to_ms; /* both ends count */
	bool last;		 /* only the last of all that fit */
	bool state;		 /* nothing: only how the history stands is asked */
};

struct history_place { /* where a search goes on; all zero: from the beginning */
	uint64_t file;
	uint64_t offset; /* of an entry */
};

struct history_page {
	unsigned count; /* entries */
	size_t len;	/* of these */
	uint8_t bytes[HISTORY_PAGE_BYTES];
	uint64_t last_ms; /* of the one entry, when the query asks for the last */
};

/* The head of a block of these entries. */
void history_block_head(uint8_t ret[HISTORY_BLOCK_HEAD], const uint8_t *entries, size_t len);

/* How many entries these are. */
unsigned history_count(struct rd entries);

/* How many bytes of a file are whole blocks. */
size_t history_whole(struct rd file);

/* Looks through one file, from `offset` on, and adds to the page. True: the page is full, and
 * *offset is where to go on; else the file is read to its end. */
bool history_search(const struct history_query *query, struct rd file, uint64_t *offset,
		    struct history_page *page);

/* Whether an entry is one that is looked for. */
bool history_fits(const struct history_query *query, const struct history_entry *e);

#endif
