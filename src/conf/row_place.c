/* conf/row_place.c -- see conf/row_place.h. */
#include "conf/row_place.h"

#include <assert.h>
#include <string.h>

void *
row_outer(const struct row *r, void *part, unsigned outer)
{
	char *p = part;

	return r->list.count ? p + r->list.at + outer * r->list.stride : p;
}

void *
row_element(const struct row *r, void *part, unsigned outer, unsigned inner)
{
	char *p = row_outer(r, part, outer);

	return r->inner.count ? p + r->inner.at + inner * r->inner.stride : p;
}

void *
row_field(const struct row *r, void *part, unsigned outer, unsigned inner, unsigned field)
{
	bool key = r->inner.count && field < r->list.keys;
	char *p = key ? row_outer(r, part, outer) : row_element(r, part, outer, inner);

	assert(field < ROW_FIELDS_MAX && r->field[field].size > 0);
	return p + r->field[field].at;
}

bool
row_is_set(const void *record)
{
	return *(const bool *)record;
}

uint32_t
row_number(const void *p, size_t size)
{
	uint16_t half;
	uint32_t word;

	switch (size) {
	case 1:
		return *(const uint8_t *)p;
	case 2:
		memcpy(&half, p, 2);
		return half;
	default:
		assert(size == 4);
		memcpy(&word, p, 4);
		return word;
	}
}

bool
row_vlans_any(const uint64_t *word)
{
	for (unsigned i = 0; i <= TEMPLATE_VLAN_MAX / 64; i++)
		if (word[i])
			return true;
	return false;
}

bool
row_next_element(const char **p, enum template_kind *ret_kind, bool *ret_list)
{
	while (**p != '\0') {
		struct template_element e;

		if (**p == ' ' || **p == '[' || **p == ']') {
			(*p)++;
			continue;
		}
		*p = template_element(*p, &e);
		if (e.kind == TEMPLATE_LITERAL)
			continue;
		*ret_kind = e.kind;
		*ret_list = e.repeat > 1 || e.kind == TEMPLATE_VLANS;
		return true;
	}
	return false;
}

enum template_kind
row_kind_of_sum(const struct row *r)
{
	const char *p = r->template;
	enum template_kind kind;
	bool list;

	if (r->list.count == 0 && row_next_element(&p, &kind, &list) && list)
		return kind;
	return TEMPLATE_LITERAL;
}
