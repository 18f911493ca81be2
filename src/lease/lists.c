/* lease/lists.c -- see lease/lists.h. */
#include "lease/lists.h"

#include <assert.h>

#include "base/memory.h"

void
lease_lists_make(struct lease_lists *l, uint32_t slots, uint32_t lists)
{
	l->next = memory_new(slots, sizeof *l->next);
	l->prev = memory_new(slots, sizeof *l->prev);
	l->list = memory_new(slots, sizeof *l->list);
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
lease_lists_join(struct lease_lists *l, uint32_t list, uint32_t slot)
{
	uint32_t last = l->tail[list];

	assert(l->list[slot] == 0);
	l->list[slot] = list + 1;
	l->prev[slot] = last;
	l->next[slot] = 0;
	if (last)
		l->next[last - 1] = slot + 1;
	else
		l->head[list] = slot + 1;
	l->tail[list] = slot + 1;
}

void
lease_lists_leave(struct lease_lists *l, uint32_t slot)
{
	uint32_t list = l->list[slot] - 1, next = l->next[slot], prev = l->prev[slot];

	if (l->list[slot] == 0)
		return;
	if (prev)
		l->next[prev - 1] = next;
	else
		l->head[list] = next;
	if (next)
		l->prev[next - 1] = prev;
	else
		l->tail[list] = prev;
	l->list[slot] = l->next[slot] = l->prev[slot] = 0;
}
