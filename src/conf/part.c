/* conf/part.c -- see conf/part.h. Which lists there are the rows say: a list that no row has could
 * not be configured. */
#include "conf/part.h"

#include <string.h>

#include "base/memory.h"
#include "conf/row_place.h"

/* The next list behind the one before; NULL first. */
static const struct row_list *
next(const struct conf_part *part, const struct row_list *before)
{
	return row_next_grown(part->rows, part->count, before ? before->at + 1 : 0);
}

void
conf_part_copy(const struct conf_part *part, void *ret, const void *value)
{
	memcpy(ret, value, part->size);
	for (const struct row_list *l = next(part, NULL); l; l = next(part, l)) {
		struct conf_grown from = row_grown(l, value), to = {NULL, from.count};

		if (from.count == 0)
			continue;
		to.list = memory_new(from.count, l->stride);
		memcpy(to.list, from.list, from.count * l->stride);
		row_grown_set(l, ret, to);
	}
}

void
conf_part_free(const struct conf_part *part, void *value)
{
	for (const struct row_list *l = next(part, NULL); l; l = next(part, l))
		memory_free(row_grown(l, value).list);
	memset(value, 0, part->size);
}

static bool
same_list(const struct row_list *l, const void *a, const void *b)
{
	struct conf_grown x = row_grown(l, a), y = row_grown(l, b);

	return x.count == y.count &&
	       (x.count == 0 || memcmp(x.list, y.list, x.count * l->stride) == 0);
}

bool
conf_part_same(const struct conf_part *part, const void *a, const void *b)
{
	const char *x = a, *y = b;
	size_t from = 0;

	for (const struct row_list *l = next(part, NULL); l; l = next(part, l)) {
		if (memcmp(x + from, y + from, l->at - from) != 0 || !same_list(l, a, b))
			return false;
		from = l->at + sizeof(struct conf_grown);
	}
	return memcmp(x + from, y + from, part->size - from) == 0;
}
