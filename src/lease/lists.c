/* lease/lists.c -- see lease/lists.h. */
#include "lease/lists.h"

#include <assert.h>

#include "base/memory.h"

void
lease_lists_make(struct lease_lists *l, uint32_t cells, uint32_t lists)
{
	l->next = memory_new_dense(cells, sizeof *l->next);
	l->prev = memory_new_dense(cells, sizeof *l->prev);
	l->list = memory_new_dense(cells, sizeof *l->list);
	l->head = memory_new(lists, sizeof *l->head);
	l->tail = memory_new(lists, sizeof *l->tail);
}

void
lease_lists_end(struct lease_lists *l)
{
	memory_free(l->next);
	memory_free(l->prev);
	memory_free(l->list);
	memory_free(l->head);
	memory_free(l->tail);
	*l = (struct lease_lists){0};
}

void
lease_lists_join(struct lease_lists *l, uint32_t list, uint32_t cell)
{
	uint32_t last = l->tail[list];

	assert(l->list[cell] == 0);
	l->list[cell] = list + 1;
	l->prev[cell] = last;
	l->next[cell] = 0;
	if (last)
		l->next[last - 1] = cell + 1;
	else
		l->head[list] = cell + 1;
	l->tail[list] = cell + 1;
}

void
lease_lists_leave(struct lease_lists *l, uint32_t cell)
{
	uint32_t list = l->list[cell] - 1, next = l->next[cell], prev = l->prev[cell];

	if (l->list[cell] == 0)
		return;
	if (prev)
		l->next[prev - 1] = next;
	else
		l->head[list] = next;
	if (next)
		l->prev[next - 1] = prev;
	else
		l->tail[list] = prev;
	l->list[cell] = l->next[cell] = l->prev[cell] = 0;
}
