/* base/memory.c -- see base/memory.h. */
#include "base/memory.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#define LARGE_PAGE ((size_t)2 << 20) /* where they are larger the hint is too narrow, and ignored */

void *
memory_new(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size ? size : 1);

	assert(p && "out of memory");
	return p;
}

/* A kernel that has none, or shall give none, goes on with small pages. */
static void
hint_large_pages(uint8_t *p, size_t bytes)
{
	size_t ahead = LARGE_PAGE - 1 - ((uintptr_t)p + LARGE_PAGE - 1) % LARGE_PAGE;
	size_t from = ahead + LARGE_PAGE, pages;

	if (bytes < from + LARGE_PAGE)
		return;
	pages = (bytes - from) / LARGE_PAGE;
	(void)madvise(p + from, pages * LARGE_PAGE, MADV_HUGEPAGE);
}

void *
memory_new_dense(size_t count, size_t size)
{
	void *p = memory_new(count, size);

	hint_large_pages(p, count * size);
	return p;
}

bool
memory_has(uint64_t bytes)
{
	void *volatile p = bytes < SIZE_MAX ? calloc(bytes ? bytes : 1, 1) : NULL;
	bool has = p != NULL;

	free(p);
	return has;
}

void
memory_free(void *p)
{
	free(p);
}
