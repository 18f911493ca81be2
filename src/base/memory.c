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

void
memory_free(void *p)
{
	free(p);
}
