/* conf/row_place.c -- from a placeholder to its bytes.
 *
 * A row is data: everything about where a value goes is worked out from the template each time, so
 * nothing can be out of step with it. Templates are short, and lines are typed by people. */
#include "conf/row_place.h"

#include <assert.h>
#include <string.h>

struct conf_grown
row_grown(const struct row_list *list, const void *part)
{
	struct conf_grown grown = {NULL, 0};
	const char *p = part;

	assert(list->grows);
	memcpy(&grown.list, p + list->at + offsetof(struct conf_grown, list), sizeof grown.list);
	memcpy(&grown.count, p + list->at + offsetof(struct conf_grown, count), sizeof grown.count);
	return grown;
}

void
row_grown_set(const struct row_list *list, void *part, struct conf_grown grown)
{
	char *p = part;

	assert(list->grows && (grown.count == 0) == (grown.list == NULL));
	memcpy(p + list->at + offsetof(struct conf_grown, list), &grown.list, sizeof grown.list);
	memcpy(p + list->at + offsetof(struct conf_grown, count), &grown.count, sizeof grown.count);
}

const struct row_list *
row_next_grown(const struct row *rows, unsigned count, size_t from)
{
	const struct row_list *first = NULL;

	for (unsigned i = 0; i < count; i++)
		if (rows[i].list.grows && rows[i].list.at >= from &&
		    (!first || rows[i].list.at < first->at))
			first = &rows[i].list;
	return first;
}

unsigned
row_room(const struct row *r, const void *part)
{
	return r->list.grows ? row_grown(&r->list, part).count : r->list.count;
}

void *
row_outer(const struct row *r, void *part, unsigned outer)
{
	char *p = part;

	if (r->list.grows) {
		p = row_grown(&r->list, part).list;
		return p ? p + outer * r->list.stride : NULL;
	}
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

static void
add_slot(const struct row *r, const struct template_element *e, struct row_slots *s)
{
	struct row_slot *slot = &s->slot[s->count++];

	assert(s->count <= ROW_SLOTS_MAX);
	slot->e = *e;
	slot->field = s->fields;
	slot->counted = e->repeat > 1 || e->kind == TEMPLATE_HEX;
	slot->alternative = template_alternative(r->template, (size_t)(e->begin - r->template),
						 &slot->placeholder, &slot->number);
	s->fields += slot->counted ? 2 : 1;
}

void
row_slots(const struct row *r, struct row_slots *ret)
{
	const char *p = r->template, *end = p + strlen(p);
	struct template_element e;
	enum template_mark mark;

	*ret = (struct row_slots){.count = 0};
	while ((mark = template_next(&p, end, &e)) != TEMPLATE_END)
		if (mark == TEMPLATE_EITHER ||
		    (mark == TEMPLATE_ELEMENT && e.kind != TEMPLATE_LITERAL))
			add_slot(r, &e, ret);
}

enum template_kind
row_kind_of_sum(const struct row *r)
{
	const char *p = r->template, *end = p + strlen(p);
	struct template_element e = {.kind = TEMPLATE_LITERAL};
	enum template_mark mark;

	if (r->list.count != 0)
		return TEMPLATE_LITERAL;
	do
		mark = template_next(&p, end, &e);
	while (mark == TEMPLATE_ELEMENT && e.kind == TEMPLATE_LITERAL);
	if (mark != TEMPLATE_ELEMENT || (e.repeat == 1 && e.kind != TEMPLATE_VLANS))
		return TEMPLATE_LITERAL;
	return template_next(&p, end, &(struct template_element){0}) == TEMPLATE_END
		   ? e.kind
		   : TEMPLATE_LITERAL;
}
