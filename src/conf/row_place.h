/* conf/row_place.h -- where the values of a row stand: in the part, in the element of its list, or
 * in the element of the inner list in that. Only conf/row.c and conf/row_text.c need to know;
 * tested through them. */
#ifndef CONF_ROW_PLACE_H
#define CONF_ROW_PLACE_H

#include "conf/row.h"

/* The element of `list`; the part itself without a list. */
void *row_outer(const struct row *r, void *part, unsigned outer);

/* The innermost element: of `inner`, else of `list`, else the part. */
void *row_element(const struct row *r, void *part, unsigned outer, unsigned inner);

void *row_field(const struct row *r, void *part, unsigned outer, unsigned inner, unsigned field);

bool row_is_set(const void *record);

/* An unsigned number of 1, 2 or 4 bytes. */
uint32_t row_number(const void *p, size_t size);

bool row_vlans_any(const uint64_t *word);

/* VLANS or IP when the row's only value adds up; LITERAL when it is an ordinary row. */
enum template_kind row_kind_of_sum(const struct row *r);

/* The next placeholder at or after *p, which moves behind it; false: none. *ret_list: it may
 * repeat. */
bool row_next_element(const char **p, enum template_kind *ret_kind, bool *ret_list);

#endif
