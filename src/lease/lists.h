/* lease/lists.h -- many doubly linked lists over the same cells; a cell is on one list or none.
 * Two arrays of links, so joining and leaving allocate nothing. Tested in test/unit/lease/parts.c.
 */
#ifndef LEASE_LISTS_H
#define LEASE_LISTS_H

#include <stdint.h>

#define LEASE_LISTS_NONE UINT32_MAX

struct lease_lists {
	uint32_t *next, *prev; /* cell + 1; 0: none */
	uint32_t *list;	       /* list + 1; 0: on none */
	uint32_t *head, *tail; /* cell + 1 */
};

void lease_lists_make(struct lease_lists *l, uint32_t cells, uint32_t lists);
void lease_lists_end(struct lease_lists *l);

/* Puts a cell that is on no list at the end of one. */
void lease_lists_join(struct lease_lists *l, uint32_t list, uint32_t cell);

/* Takes a cell off its list, if it is on one. */
void lease_lists_leave(struct lease_lists *l, uint32_t cell);

static inline uint32_t
lease_lists_first(const struct lease_lists *l, uint32_t list)
{
	return l->head[list] - 1; /* 0 - 1 is LEASE_LISTS_NONE */
}

static inline uint32_t
lease_lists_after(const struct lease_lists *l, uint32_t cell)
{
	return l->next[cell] - 1;
}

/* The list a cell is on, or LEASE_LISTS_NONE. */
static inline uint32_t
lease_lists_of(const struct lease_lists *l, uint32_t cell)
{
	return l->list[cell] - 1;
}

#endif
