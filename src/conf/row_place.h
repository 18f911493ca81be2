/* conf/row_place.h -- where the values of a row stand: in the part, in the element of its list, or
 * in the element of the inner list in that. Only conf/row*.c and conf/part.c need
 * to know; tested through them. */
#ifndef CONF_ROW_PLACE_H
#define CONF_ROW_PLACE_H

#include "conf/row.h"

/* How many elements of `list` may be looked at: those of a grown list are all set. */
unsigned row_room(const struct row *r, const void *part);

/* The list that grows and stands first in a part at or behind `from`; NULL: no more. */
const struct row_list *row_next_grown(const struct row *rows, unsigned count, size_t from);

/* What a grown list is, and what it becomes. */
struct conf_grown row_grown(const struct row_list *list, const void *part);
void row_grown_set(const struct row_list *list, void *part, struct conf_grown grown);

/* The element of `list`; the part itself without a list. */
void *row_outer(const struct row *r, void *part, unsigned outer);

/* The innermost element: of `inner`, else of `list`, else the part. */
void *row_element(const struct row *r, void *part, unsigned outer, unsigned inner);

void *row_field(const struct row *r, void *part, unsigned outer, unsigned inner, unsigned field);

bool row_is_set(const void *record);

/* An unsigned number of 1, 2 or 4 bytes. */
uint32_t row_number(const void *p, size_t size);

bool row_vlans_any(const uint64_t *word);

enum { ROW_SLOTS_MAX = 8 }; /* placeholders of one row */

struct row_slot { /* a placeholder of a row and where its value goes */
	struct template_element e;
	unsigned field;	      /* its first, and only one unless it is `counted` */
	bool counted;	      /* the field behind it says how many: a list, or bytes */
	bool alternative;     /* in one of several, */
	unsigned placeholder; /* which one says this placeholder */
	uint32_t number;      /* when it has this number */
};

struct row_slots {
	unsigned count, fields;
	struct row_slot slot[ROW_SLOTS_MAX];
};

/* What the template of a row asks for; *ret is filled whole. */
void row_slots(const struct row *r, struct row_slots *ret);

/* VLANS or IP when the row's only value adds up; LITERAL when it is an ordinary row. */
enum template_kind row_kind_of_sum(const struct row *r);

#endif
