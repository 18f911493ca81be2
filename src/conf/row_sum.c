/* conf/row_sum.c -- lines that are pieces of one value.
 *
 * A set of VLANs has no order: lines set and clear bits, and the difference of two is what one
 * has and the other has not. A list of addresses has an order that counts, so two lists differ as
 * a whole or not at all. A line that does not fit, or takes away what is not there, changes
 * nothing: lists are changed in a copy, and changing bits cannot fail. */
#include "conf/row_sum.h"

#include <string.h>

#include "conf/row_place.h"

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

bool
row_sum_set(const struct row *r, void *part, const struct template_found *found, struct text *error)
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
list_take_away(const struct row *r, void *part, const struct template_found *found,
	       struct text *error)
{
	struct ip4 next[TEMPLATE_LIST_MAX];
	void *list = row_field(r, part, 0, 0, 0);
	uint8_t *count = row_field(r, part, 0, 0, 1), left = *count;

	memcpy(next, list, r->field[0].size);
	for (unsigned i = 0; i < found->count; i++) {
		if (list_remove(next, &left, found->value[i].ip))
			continue;
		text_add(error, "The address %s is not configured.", found->value[i].text);
		return false;
	}
	memcpy(list, next, r->field[0].size);
	*count = left;
	if (left == 0)
		*(bool *)((char *)part + r->record.at) = false;
	return true;
}

bool
row_sum_undo(const struct row *r, void *part, const struct template_found *found,
	     struct text *error)
{
	char *record = (char *)part + r->record.at;
	void *value = row_field(r, part, 0, 0, 0);

	if (row_kind_of_sum(r) == TEMPLATE_VLANS && found->count > 0) {
		vlans_change(value, found, false);
		*(bool *)record = row_vlans_any(value);
		return true;
	}
	if (found->count == 0) {
		memset(record, 0, r->record.size);
		return true;
	}
	return list_take_away(r, part, found, error);
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
