/* conf/row.c -- what a line does to a part. conf/row_text.c turns it back.
 *
 * A line is checked whole before anything is written. Where a value goes is
 * conf/row_place.c's. */
#include "conf/row.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "conf/row_place.h"
#include "conf/row_sum.h"
#include "conf/value.h"

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
	case TEMPLATE_ALTERNATIVES:
		write_number(p, size, v->number);
		return;
	case TEMPLATE_INTERFACE:
		if (size == sizeof v->interface)
			memcpy(p, &v->interface, sizeof v->interface);
		else
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
	case TEMPLATE_HEX:
		break;
	}
	assert(false);
}

static int
order(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

static int
compare_interface(const void *p, size_t size, struct interface_name name)
{
	struct interface_name here = {name.type, 0, 0};

	if (size == sizeof here)
		memcpy(&here, p, sizeof here);
	else
		here.number = row_number(p, size);
	if (here.type != name.type)
		return order(here.type, name.type);
	if (here.sub != name.sub)
		return order(here.sub, name.sub);
	return order(here.number, name.number);
}

/* <0, 0, >0: the field against the value. Names compare without case. */
static int
compare(const void *p, size_t size, const struct template_value *v)
{
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
		return order(row_number(p, 4), v->ip.host);
	case TEMPLATE_INTERFACE:
		return compare_interface(p, size, v->interface);
	case TEMPLATE_INT:
	case TEMPLATE_CHOICE:
	case TEMPLATE_TIME:
	case TEMPLATE_ALTERNATIVES:
		return order(row_number(p, size), v->number);
	case TEMPLATE_LITERAL:
	case TEMPLATE_VLANS:
	case TEMPLATE_HEX:
		break;
	}
	assert(false);
	return 0;
}

/* The values a line gives to the placeholders, left-out ones filled in. */
struct given {
	struct row_slots slots;
	const struct template_found *found;
	struct template_value value[ROW_SLOTS_MAX]; /* of a list its first */
	bool there[ROW_SLOTS_MAX];		    /* said, or a copy of what was said */
};

/* Value number n of a placeholder as typed, or NULL. */
static const struct template_value *
typed(const struct template_found *found, unsigned placeholder, unsigned n)
{
	for (unsigned i = 0; i < found->count; i++)
		if (found->value[i].placeholder == placeholder && n-- == 0)
			return &found->value[i];
	return NULL;
}

static void
give(const struct row *r, const struct template_found *found, struct given *ret)
{
	memset(ret, 0, sizeof *ret);
	row_slots(r, &ret->slots);
	ret->found = found;
	for (unsigned i = 0; i < ret->slots.count; i++) {
		const struct template_value *said = typed(found, i, 0);
		struct template_value *v = &ret->value[i];

		*v = (struct template_value){.text = ""};
		ret->there[i] = said || (i > 0 && (r->flags & ROW_COPY));
		if (said)
			*v = *said;
		else if (ret->there[i])
			*v = v[-1];
		v->kind = ret->slots.slot[i].e.kind;
	}
}

const struct template_value *
row_value(const struct row_line *line, unsigned placeholder, unsigned n)
{
	const struct given *g = line->given;

	assert(placeholder < g->slots.count);
	if (n > 0)
		return typed(g->found, placeholder, n);
	return g->there[placeholder] ? &g->value[placeholder] : NULL;
}

/* ---- elements of lists ---- */

struct elements { /* of a list, in one part */
	const struct row_list *list;
	const char *first;
	unsigned room; /* no more of them are there */
};

/* The element with these keys, or where it belongs: *ret_at is list->count when the list is full.
 */
static bool
find(const struct elements *in, const struct row_place *key, const struct template_value *value,
     unsigned *ret_at)
{
	const struct row_list *list = in->list;
	const char *first = in->first;
	unsigned i, before = 0;

	for (i = 0; i < in->room; i++) {
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

/* A list that grows is as long as it has to be, to the byte: people type, and files are read
 * seldom. */
static void
insert_outer(const struct row *r, void *part, unsigned at)
{
	const struct row_list *list = &r->list;
	struct conf_grown old, new;

	if (!list->grows) {
		insert(list, row_outer(r, part, 0), at);
		return;
	}
	old = row_grown(list, part);
	new = (struct conf_grown){memory_new(old.count + 1, list->stride), old.count + 1};
	if (old.count > 0)
		memcpy(new.list, old.list, old.count * list->stride);
	memory_free(old.list);
	row_grown_set(list, part, new);
	insert(&(struct row_list){.stride = list->stride, .count = new.count}, new.list, at);
}

void
row_keep(const struct row_list *list, void *part, unsigned count)
{
	struct conf_grown grown = row_grown(list, part);

	assert(count <= grown.count);
	if (count == 0) {
		memory_free(grown.list);
		grown.list = NULL;
	}
	grown.count = count;
	row_grown_set(list, part, grown);
}

static void
take_out_outer(const struct row *r, void *part, unsigned at)
{
	const struct row_list *list = &r->list;
	struct conf_grown grown;

	if (!list->grows) {
		take_out(list, row_outer(r, part, 0), at);
		return;
	}
	grown = row_grown(list, part);
	take_out(&(struct row_list){.stride = list->stride, .count = grown.count}, grown.list, at);
	row_keep(list, part, grown.count - 1);
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
		    find(&(struct elements){&r->list, row_outer(r, part, 0), row_room(r, part)},
			 r->field, g->value, &at.outer);
	if (!r->inner.count)
		return at;
	at.inner_there = false;
	if (at.outer_there)
		at.inner_there =
		    find(&(struct elements){&r->inner, row_element(r, part, at.outer, 0),
					    r->inner.count},
			 r->field + r->list.keys, g->value + r->list.keys, &at.inner);
	return at;
}

/* ---- set ---- */

/* A list or bytes, and how many they are. */
static void
write_counted(const struct row *r, void *part, struct found_at at, const struct given *g,
	      unsigned placeholder)
{
	unsigned field = g->slots.slot[placeholder].field;
	char *to = row_field(r, part, at.outer, at.inner, field);
	const struct template_value *v = &g->value[placeholder];
	size_t room = r->field[field].size;
	uint32_t n = 0;

	if (v->kind == TEMPLATE_HEX) {
		n = (uint32_t)value_hex_bytes(v->text, (uint8_t *)to, room);
	} else {
		for (; (v = typed(g->found, placeholder, n)); n++) {
			assert((n + 1) * sizeof v->ip <= room);
			memcpy(to + n * sizeof v->ip, &v->ip, sizeof v->ip);
		}
	}
	write_number(row_field(r, part, at.outer, at.inner, field + 1), r->field[field + 1].size,
		     n);
}

static void
write_fields(const struct row *r, void *part, struct found_at at, const struct given *g)
{
	char *element = row_element(r, part, at.outer, at.inner), *record;

	record = element + r->record.at;
	memset(record, 0, r->record.size);
	*(bool *)record = true;
	for (unsigned i = 0; i < g->slots.count; i++) {
		const struct row_slot *s = &g->slots.slot[i];
		void *field = row_field(r, part, at.outer, at.inner, s->field);

		if (g->there[i] && s->counted)
			write_counted(r, part, at, g, i);
		else if (g->there[i])
			write_value(field, r->field[s->field].size, &g->value[i]);
	}
	if (r->clears.size)
		memset(element + r->clears.at, 0, r->clears.size);
}

/* What the row itself says about a line. */
static bool
passes(const struct row *r, const struct row_line *line, struct row_refusal *ret)
{
	struct text error = text_of(ret->why, sizeof ret->why);
	const struct template_value *wrong = r->check ? r->check(line, &error) : NULL;

	if (wrong == NULL)
		return true;
	ret->blames = true;
	ret->column = wrong->column;
	return false;
}

/* There is room for the elements of the line, or they are there. */
static bool
has_room(const struct row *r, struct found_at at, struct text *error)
{
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
	return true;
}

bool
row_set(const struct row *r, void *part, const struct template_found *found,
	struct row_refusal *ret)
{
	struct text error = text_of(ret->why, sizeof ret->why);
	struct given g;
	struct found_at at;

	ret->blames = false;
	if (r->flags & ROW_NEGATED) {
		memset((char *)part + r->record.at, 0, r->record.size);
		return true;
	}
	give(r, found, &g);
	if (!passes(r, &(struct row_line){part, &g}, ret))
		return false;
	if (row_adds_up(r))
		return row_sum_set(r, part, found, &error);
	at = look_up(r, part, &g);
	if (!has_room(r, at, &error))
		return false;
	if (!at.outer_there)
		insert_outer(r, part, at.outer);
	if (!at.inner_there)
		insert(&r->inner, row_element(r, part, at.outer, 0), at.inner);
	write_fields(r, part, at, &g);
	return true;
}

/* ---- undo ---- */

/* The bytes or the addresses that stand there are those of the line. */
static bool
agrees_counted(const struct row *r, void *part, struct found_at at, const struct given *g,
	       unsigned placeholder)
{
	unsigned field = g->slots.slot[placeholder].field;
	const char *here = row_field(r, part, at.outer, at.inner, field);
	uint32_t count =
	    row_number(row_field(r, part, at.outer, at.inner, field + 1), r->field[field + 1].size);
	const struct template_value *v = &g->value[placeholder];
	uint8_t bytes[ROW_BYTES_MAX];

	if (v->kind == TEMPLATE_HEX)
		return value_hex_bytes(v->text, bytes, sizeof bytes) == count &&
		       memcmp(here, bytes, count) == 0;
	for (uint32_t n = 0; n < count; n++) {
		v = typed(g->found, placeholder, n);
		if (!v || memcmp(here + n * sizeof v->ip, &v->ip, sizeof v->ip) != 0)
			return false;
	}
	return typed(g->found, placeholder, count) == NULL;
}

/* The values that undo was given against those stored. An alternative comes before its values: when
 * another one is stored, theirs are not looked at. */
static bool
agrees(const struct row *r, void *part, struct found_at at, const struct given *g)
{
	for (unsigned i = 0; i < g->slots.count; i++) {
		unsigned field = g->slots.slot[i].field;
		bool same;

		if (!typed(g->found, i, 0))
			continue;
		if (g->slots.slot[i].counted)
			same = agrees_counted(r, part, at, g, i);
		else
			same = compare(row_field(r, part, at.outer, at.inner, field),
				       r->field[field].size, &g->value[i]) == 0;
		if (!same)
			return false;
	}
	return true;
}

static void
remove_empty(const struct row *r, void *part, unsigned outer)
{
	const char *keeps = (const char *)row_outer(r, part, outer) + r->keeps.at;

	if ((r->flags & ROW_LAST_DELETES) && !row_is_set(row_element(r, part, outer, 0)) &&
	    (r->keeps.size == 0 || !row_is_set(keeps)))
		take_out_outer(r, part, outer);
}

/* Without a key of the inner list: all inner elements; the outer one only when it lives by them. */
static bool
remove_all_inner(const struct row *r, void *part, unsigned outer)
{
	char *first = row_element(r, part, outer, 0);

	if (!row_is_set(first))
		return false;
	memset(first, 0, r->inner.count * r->inner.stride);
	remove_empty(r, part, outer);
	return true;
}

static void
remove_one(const struct row *r, void *part, struct found_at at, void *record)
{
	if (r->inner.count && r->record.size == r->inner.stride) {
		take_out(&r->inner, row_element(r, part, at.outer, 0), at.inner);
		remove_empty(r, part, at.outer);
	} else if (r->list.count && r->record.size == r->list.stride) {
		take_out_outer(r, part, at.outer);
	} else {
		memset(record, 0, r->record.size);
	}
}

static bool
undo(const struct row *r, void *part, const struct template_found *found, struct text *error)
{
	struct given g;
	struct found_at at;
	char *record;

	give(r, found, &g);
	at = look_up(r, part, &g);
	if (!at.outer_there || (!at.inner_there && found->count > r->list.keys)) {
		text_add(error, "The %s does not exist.", noun(r));
		return false;
	}
	if (r->inner.count && found->count <= r->list.keys) {
		if (remove_all_inner(r, part, at.outer))
			return true;
		text_add(error, "The configuration does not exist.");
		return false;
	}
	record = (char *)row_element(r, part, at.outer, at.inner) + r->record.at;
	if (r->flags & ROW_NEGATED) {
		*(bool *)record = true;
		return true;
	}
	if (found->count > r->list.keys + r->inner.keys &&
	    (!row_is_set(record) || !agrees(r, part, at, &g))) {
		text_add(error, "The configuration does not exist.");
		return false;
	}
	remove_one(r, part, at, record);
	return true;
}

bool
row_undo(const struct row *r, void *part, const struct template_found *found,
	 struct row_refusal *ret)
{
	struct text error = text_of(ret->why, sizeof ret->why);

	ret->blames = false;
	if (r->undone)
		return r->undone(part, found, &error);
	if (row_adds_up(r))
		return row_sum_undo(r, part, found, &error);
	return undo(r, part, found, &error);
}

/* ---- defaults ---- */

/* Nothing was said: the record is not set, or the value was left out and 0 is none it could have.
 */
static bool
unsaid(const struct row_slot *slot, bool set, uint32_t here)
{
	return !set || (slot->e.kind == TEMPLATE_INT && here < slot->e.low);
}

static void
fill_element(const struct row *r, const struct row_slots *slots, void *part, unsigned outer)
{
	bool set = row_is_set((char *)row_element(r, part, outer, 0) + r->record.at);
	unsigned n = 0;

	for (unsigned i = r->list.keys; i < slots->count && n < ROW_DEFAULTS_MAX; i++, n++) {
		unsigned field = slots->slot[i].field;
		void *value = row_field(r, part, outer, 0, field);
		size_t size = r->field[field].size;

		if (unsaid(&slots->slot[i], set, row_number(value, size)))
			write_number(value, size, r->otherwise.number[n]);
	}
}

void
row_fill(const struct row *rows, unsigned count, void *part)
{
	for (unsigned i = 0; i < count; i++) {
		const struct row *r = &rows[i];
		struct row_slots slots;

		if (!r->otherwise.known)
			continue;
		assert(r->inner.count == 0);
		row_slots(r, &slots);
		if (r->list.count == 0)
			fill_element(r, &slots, part, 0);
		for (unsigned outer = 0; outer < row_room(r, part); outer++)
			if (row_is_set(row_outer(r, part, outer)))
				fill_element(r, &slots, part, outer);
	}
}
