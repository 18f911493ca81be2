/* base/memory.c -- see base/memory.h. */
#include "base/memory.h"

#include <assert.h>
#include <stdlib.h>

void *
memory_new(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size ? size : 1);

	assert(p && "out of memory");
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
