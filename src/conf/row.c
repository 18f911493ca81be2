/* conf/row.c -- see conf/row.h: what a line does to a part. conf/row_text.c turns it back.
 *
 * A line is checked whole before anything is written. Where a value goes is
 * conf/row_place.c's. */
#include "conf/row.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "conf/row_place.h"

static void
write_number(void *p, size_t size, uint32_t v)
{
	uint16_t half = (uint16_t)v;

	switch (size) {
	case 1:
		*(uint8_t *)p = (uint8_t)v;
		return;
	case 2:
		memcpy(p, &half, 2);
		return;
	default:
		assert(size == 4);
		memcpy(p, &v, 4);
	}
}

/* ---- one value and one field ---- */

static void
write_text(char *p, size_t size, const char *text)
{
	size_t len = strlen(text);

	assert(len < size);
	memset(p, 0, size);
	memcpy(p, text, len);
}

static void
write_value(void *p, size_t size, const struct template_value *v)
{
	switch (v->kind) {
	case TEMPLATE_INT:
	case TEMPLATE_CHOICE:
	case TEMPLATE_TIME:
		write_number(p, size, v->number);
		return;
	case TEMPLATE_INTERFACE:
		write_number(p, size, v->interface.number);
		return;
	case TEMPLATE_IP:
	case TEMPLATE_MASK:
		memcpy(p, &v->ip, sizeof v->ip);
		return;
	case TEMPLATE_MAC:
		memcpy(p, &v->mac, sizeof v->mac);
		return;
	case TEMPLATE_NAME:
	case TEMPLATE_WORD:
	case TEMPLATE_TEXT:
		write_text(p, size, v->text);
		return;
	case TEMPLATE_LITERAL:
	case TEMPLATE_VLANS:
		break;
	}
	assert(false);
}

/* <0, 0, >0: the field against the value. Names compare without case. */
static int
compare(const void *p, size_t size, const struct template_value *v)
{
	uint32_t a = 0, b = 0;

	switch (v->kind) {
	case TEMPLATE_MAC:
		return memcmp(p, &v->mac, sizeof v->mac);
	case TEMPLATE_NAME:
		return strcasecmp(p, v->text);
	case TEMPLATE_WORD:
	case TEMPLATE_TEXT:
		return strcmp(p, v->text);
	case TEMPLATE_IP:
	case TEMPLATE_MASK:
		a = row_number(p, 4);
		b = v->ip.host;
		break;
	case TEMPLATE_INTERFACE:
		a = row_number(p, size);
		b = v->interface.number;
		break;
	case TEMPLATE_INT:
	case TEMPLATE_CHOICE:
	case TEMPLATE_TIME:
	case TEMPLATE_LITERAL:
	case TEMPLATE_VLANS:
		a = row_number(p, size);
		b = v->number;
		break;
	}
	return (a > b) - (a < b);
}

/* The values a line gives to the placeholders, left-out ones filled in. */
struct given {
	unsigned count; /* placeholders of the row */
	struct template_value value[ROW_FIELDS_MAX];
};

static void
give(const struct row *r, const struct template_found *found, struct given *ret)
{
	const char *p = r->template;
	enum template_kind kind;
	bool list;

	memset(ret, 0, sizeof *ret);
	while (row_next_element(&p, &kind, &list)) {
		struct template_value *v = &ret->value[ret->count];

		assert(ret->count < ROW_FIELDS_MAX && !list);
		if (ret->count > 0 && (r->flags & ROW_COPY))
			*v = v[-1];
		for (unsigned i = 0; i < found->count; i++)
			if (found->value[i].placeholder == ret->count)
				*v = found->value[i];
		v->kind = kind;
		ret->count++;
	}
}

/* ---- elements of lists ---- */

/* The element with these keys, or where it belongs: *ret_at is list->count when the list is full.
 */
static bool
find(const struct row_list *list, const struct row_place *key, const struct template_value *value,
     const char *first, unsigned *ret_at)
{
	unsigned i, before = 0;

	for (i = 0; i < list->count; i++) {
		const char *element = first + i * list->stride;
		int d = 0;

		if (!row_is_set(element))
			break;
		for (unsigned k = 0; k < list->keys && d == 0; k++)
			d = compare(element + key[k].at, key[k].size, &value[k]);
		if (d == 0) {
			*ret_at = i;
			return true;
		}
		before += d < 0;
	}
	*ret_at = i == list->count ? i : list->sorted ? before : i;
	return false;
}

static void
insert(const struct row_list *list, char *first, unsigned at)
{
	char *element = first + at * list->stride;

	memmove(element + list->stride, element, (list->count - at - 1) * list->stride);
	memset(element, 0, list->stride);
	*(bool *)element = true;
}

static void
take_out(const struct row_list *list, char *first, unsigned at)
{
	char *element = first + at * list->stride;

	memmove(element, element + list->stride, (list->count - at - 1) * list->stride);
	memset(first + (list->count - 1) * list->stride, 0, list->stride);
}

static const char *
noun(const struct row *r)
{
	return r->noun ? r->noun : "configuration";
}

struct found_at {		       /* the elements of a line */
	bool outer_there, inner_there; /* true as well when the row has no such list */
	unsigned outer, inner;
};

static struct found_at
look_up(const struct row *r, void *part, const struct given *g)
{
	struct found_at at = {true, true, 0, 0};

	if (r->list.count)
		at.outer_there =
		    find(&r->list, r->field, g->value, row_outer(r, part, 0), &at.outer);
	if (!r->inner.count)
		return at;
	at.inner_there = false;
	if (at.outer_there)
		at.inner_there = find(&r->inner, r->field + r->list.keys, g->value + r->list.keys,
				      row_element(r, part, at.outer, 0), &at.inner);
	return at;
}

/* ---- cumulative values ---- */

bool
row_adds_up(const struct row *r)
{
	return row_kind_of_sum(r) != TEMPLATE_LITERAL;
}

static void
vlans_change(uint64_t *word, const struct template_found *found, bool on)
{
	for (unsigned i = 0; i < found->count; i++) {
		const struct template_value *v = &found->value[i];

		for (uint32_t n = v->number; v->kind == TEMPLATE_VLANS && n <= v->last; n++) {
			uint64_t bit = (uint64_t)1 << n % 64;

			word[n / 64] = on ? word[n / 64] | bit : word[n / 64] & ~bit;
		}
	}
}

/* Takes an address out of a list; false when it is not there. */
static bool
list_remove(struct ip4 *list, uint8_t *count, struct ip4 address)
{
	unsigned i = 0;

	while (i < *count && !ip4_same(list[i], address))
		i++;
	if (i == *count)
		return false;
	memmove(&list[i], &list[i + 1], (*count - i - 1u) * sizeof *list);
	list[--*count] = (struct ip4){0};
	return true;
}

static bool
list_add(const struct row_place *place, struct ip4 *list, uint8_t *count,
	 const struct template_found *found, struct text *error)
{
	struct ip4 next[TEMPLATE_LIST_MAX] = {{0}};
	unsigned max = (unsigned)(place->size / sizeof *list), n = *count;

	memcpy(next, list, place->size);
	for (unsigned i = 0; i < found->count; i++) {
		bool there = false;

		for (unsigned k = 0; k < n; k++)
			there |= ip4_same(next[k], found->value[i].ip);
		if (there)
			continue;
		if (n == max) {
			text_add(error, "The number of addresses exceeds the upper limit (%u).",
				 max);
			return false;
		}
		next[n++] = found->value[i].ip;
	}
	memcpy(list, next, place->size);
	*count = (uint8_t)n;
	return true;
}

static bool
sum_set(const struct row *r, void *part, const struct template_found *found, struct text *error)
{
	char *record = (char *)part + r->record.at;
	void *value = row_field(r, part, 0, 0, 0);

	if (row_kind_of_sum(r) == TEMPLATE_VLANS)
		vlans_change(value, found, true);
	else if (!list_add(&r->field[0], value, row_field(r, part, 0, 0, 1), found, error))
		return false;
	*(bool *)record = true;
	return true;
}

static bool
sum_undo(const struct row *r, void *part, const struct template_found *found, struct text *error)
{
	char *record = (char *)part + r->record.at;
	void *value = row_field(r, part, 0, 0, 0);

	if (row_kind_of_sum(r) == TEMPLATE_VLANS) {
		vlans_change(value, found, false);
		*(bool *)record = row_vlans_any(value);
		return true;
	}
	if (found->count == 0) {
		memset(record, 0, r->record.size);
		return true;
	}
	for (unsigned i = 0; i < found->count; i++) {
		uint8_t *count = row_field(r, part, 0, 0, 1);

		if (!list_remove(value, count, found->value[i].ip)) {
			text_add(error, "The address %s is not configured.", found->value[i].text);
			return false;
		}
		if (*count == 0)
			*(bool *)record = false;
	}
	return true;
}

void
row_subtract(const struct row *rows, unsigned count, void *part, const void *other)
{
	for (unsigned i = 0; i < count; i++) {
		const struct row *r = &rows[i];
		const char *from = (const char *)other + r->field[0].at;
		char *value = (char *)part + r->field[0].at, *record = (char *)part + r->record.at;

		if (row_kind_of_sum(r) == TEMPLATE_VLANS) {
			for (size_t b = 0; b < r->field[0].size; b++)
				value[b] = (char)(value[b] & ~from[b]);
			*(bool *)record = row_vlans_any((const uint64_t *)(void *)value);
		} else if (row_kind_of_sum(r) == TEMPLATE_IP &&
			   memcmp(value, from, r->field[0].size) == 0) {
			memset(record, 0, r->record.size); /* the order counts, too */
		}
	}
}

/* ---- set ---- */

static void
write_fields(const struct row *r, void *part, struct found_at at, const struct given *g)
{
	char *element = row_element(r, part, at.outer, at.inner), *record;

	record = element + r->record.at;
	memset(record, 0, r->record.size);
	*(bool *)record = true;
	for (unsigned i = 0; i < g->count; i++)
		write_value(row_field(r, part, at.outer, at.inner, i), r->field[i].size,
			    &g->value[i]);
	if (r->clears.size)
		memset(element + r->clears.at, 0, r->clears.size);
}

bool
row_set(const struct row *r, void *part, const struct template_found *found, struct text *error)
{
	struct given g;
	struct found_at at;

	if (r->flags & ROW_NEGATED) {
		memset((char *)part + r->record.at, 0, r->record.size);
		return true;
	}
	if (row_adds_up(r))
		return sum_set(r, part, found, error);
	give(r, found, &g);
	at = look_up(r, part, &g);
	if (!at.outer_there && (r->flags & ROW_EXISTING)) {
		text_add(error, "The %s does not exist.", noun(r));
		return false;
	}
	if ((!at.outer_there && at.outer == r->list.count) ||
	    (!at.inner_there && at.inner == r->inner.count)) {
		text_add(error, "The number of %ss exceeds the upper limit (%u).", noun(r),
			 at.outer_there ? r->inner.count : r->list.count);
		return false;
	}
	if (!at.outer_there)
		insert(&r->list, row_outer(r, part, 0), at.outer);
	if (!at.inner_there)
		insert(&r->inner, row_element(r, part, at.outer, 0), at.inner);
	write_fields(r, part, at, &g);
	return true;
}

/* ---- undo ---- */

/* The values that undo was given against those stored. */
static bool
agrees(const struct row *r, void *part, struct found_at at, const struct template_found *found)
{
	for (unsigned i = 0; i < found->count; i++) {
		unsigned field = found->value[i].placeholder;

		if (compare(row_field(r, part, at.outer, at.inner, field), r->field[field].size,
			    &found->value[i]) != 0)
			return false;
	}
	return true;
}

static void
remove_inner(const struct row *r, void *part, struct found_at at)
{
	take_out(&r->inner, row_element(r, part, at.outer, 0), at.inner);
	if ((r->flags & ROW_LAST_DELETES) && !row_is_set(row_element(r, part, at.outer, 0)))
		take_out(&r->list, row_outer(r, part, 0), at.outer);
}

bool
row_undo(const struct row *r, void *part, const struct template_found *found, struct text *error)
{
	struct given g;
	struct found_at at;
	char *record;

	if (r->undone)
		return r->undone(part, found, error);
	if (row_adds_up(r))
		return sum_undo(r, part, found, error);
	give(r, found, &g);
	at = look_up(r, part, &g);
	if (!at.outer_there || (!at.inner_there && found->count > r->list.keys)) {
		text_add(error, "The %s does not exist.", noun(r));
		return false;
	}
	if (r->inner.count && found->count <= r->list.keys) {
		take_out(&r->list, row_outer(r, part, 0), at.outer);
		return true;
	}
	record = (char *)row_element(r, part, at.outer, at.inner) + r->record.at;
	if (r->flags & ROW_NEGATED) {
		*(bool *)record = true;
		return true;
	}
	if (found->count > r->list.keys + r->inner.keys &&
	    (!row_is_set(record) || !agrees(r, part, at, found))) {
		text_add(error, "The configuration does not exist.");
		return false;
	}
	if (r->inner.count && r->record.size == r->inner.stride)
		remove_inner(r, part, at);
	else if (r->list.count && r->record.size == r->list.stride)
		take_out(&r->list, row_outer(r, part, 0), at.outer);
	else
		memset(record, 0, r->record.size);
	return true;
}
