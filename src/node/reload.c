/* node/reload.c -- see node/reload.h. */
#include "node/reload.h"

#include <string.h>

#include "base/memory.h"

static char *
copy_of(const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(memory_new(size, 1), text, size);
}

void
reload_forget(struct reload *r)
{
	memory_free(r->text);
	memory_free(r->file);
	*r = (struct reload){0};
}

void
reload_keep(struct reload *r, const char *text, const char *file)
{
	struct reload kept = {copy_of(text), copy_of(file)};

	reload_forget(r);
	*r = kept;
}
