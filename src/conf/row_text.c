/* conf/row_text.c -- a line is its template with values: walked once more, now to write.
 *
 * Items walk the rows in order; rows of one list that stand together are walked once per element,
 * as a saved file has all lines of a group together. */
#include "conf/row_text.h"

#include <assert.h>
#include <string.h>

#include "conf/row_place.h"
#include "conf/value.h"

enum { RANGES_PER_LINE = TEMPLATE_LIST_MAX };

/* ---- templates of rows ---- */

const char *
row_undo_template(const struct row *r, size_t *ret_length)
{
	const char *p = r->template, *next = p, *end = p + strlen(p);
	struct template_element e;
	enum template_mark mark;
	unsigned keys = r->list.keys + r->inner.keys;

	if (r->undo) {
		*ret_length = strlen(r->undo);
		return *ret_length ? r->undo : NULL;
	}
	while ((mark = template_next(&next, end, &e)) != TEMPLATE_END) {
		bool value = mark == TEMPLATE_EITHER ||
			     (mark == TEMPLATE_ELEMENT && e.kind != TEMPLATE_LITERAL);

		if ((mark == TEMPLATE_OPEN && keys == 0) || (value && keys-- == 0))
			break;
		p = next;
	}
	while (p > r->template && strchr(" [", p[-1]) != NULL)
		p--;
	*ret_length = (size_t)(p - r->template);
	return r->template;
}

/* ---- VLAN sets ---- */

static bool
vlan_in(const uint64_t *word, unsigned vlan)
{
	return vlan <= TEMPLATE_VLAN_MAX && (word[vlan / 64] >> vlan % 64 & 1u);
}

/* The first range at or after vlan; false: none. */
static bool
next_range(const uint64_t *word, unsigned vlan, struct template_value *ret)
{
	while (vlan <= TEMPLATE_VLAN_MAX && !vlan_in(word, vlan))
		vlan++;
	if (vlan > TEMPLATE_VLAN_MAX)
		return false;
	*ret = (struct template_value){.kind = TEMPLATE_VLANS, .number = vlan};
	while (vlan_in(word, vlan + 1))
		vlan++;
	ret->last = vlan;
	return true;
}

static unsigned
pieces(const uint64_t *word)
{
	struct template_value range;
	unsigned ranges = 0;

	for (unsigned vlan = 1; next_range(word, vlan, &range); vlan = range.last + 1)
		ranges++;
	return (ranges + RANGES_PER_LINE - 1) / RANGES_PER_LINE;
}

static void
format_vlans(const uint64_t *word, unsigned piece, struct text *out)
{
	struct template_value range;
	unsigned n = 0;

	for (unsigned vlan = 1; next_range(word, vlan, &range); vlan = range.last + 1, n++) {
		if (n / RANGES_PER_LINE != piece)
			continue;
		if (n % RANGES_PER_LINE > 0)
			text_add(out, " ");
		if (range.number == 1 && range.last == TEMPLATE_VLAN_MAX)
			text_add(out, "all");
		else
			value_format(&range, "", 0, out);
	}
}

/* ---- items ---- */

/* const is cast away to share the address arithmetic with conf/row.c; nothing here writes. */
static void *
writable(const void *p)
{
	union {
		const void *in;
		void *out;
	} u = {p};

	return u.out;
}

const void *
row_record(const struct row_item *i, const void *part)
{
	const char *element = row_element(i->row, writable(part), i->outer, i->inner);

	return element + i->row->record.at;
}

static const void *
item_field(const struct row_item *i, const void *part, unsigned field)
{
	return row_field(i->row, writable(part), i->outer, i->inner, field);
}

static bool
outer_there(const struct row_item *i, const void *part)
{
	const struct row_list *l = &i->row->list;

	return l->count == 0 || (i->outer < row_room(i->row, part) &&
				 row_is_set(row_outer(i->row, writable(part), i->outer)));
}

static bool
inner_there(const struct row_item *i, const void *part)
{
	const struct row_list *l = &i->row->inner;

	return l->count == 0 ||
	       (i->inner < l->count &&
		row_is_set(row_element(i->row, writable(part), i->outer, i->inner)));
}

static bool
present(const struct row_item *i, const void *part)
{
	return outer_there(i, part) && inner_there(i, part) && row_is_set(row_record(i, part));
}

static bool
same_list(const struct row *a, const struct row *b)
{
	return a->list.count > 0 && b->list.count > 0 && a->list.at == b->list.at;
}

/* To the next row of the list's element, the next element, or the row after; false: the end. */
static bool
next_row(const struct row *rows, unsigned count, const void *part, struct row_item *i)
{
	const struct row *end = rows + count, *first = i->row;

	i->piece = i->inner = 0;
	if (i->row + 1 < end && same_list(i->row, i->row + 1) && outer_there(i, part)) {
		i->row++;
		return true;
	}
	if (i->row->list.count > 0 && outer_there(i, part)) {
		while (first > rows && same_list(first, first - 1))
			first--;
		i->row = first;
		i->outer++;
		if (outer_there(i, part))
			return true;
	}
	while (i->row + 1 < end && same_list(i->row, i->row + 1))
		i->row++;
	i->row++;
	i->outer = 0;
	return i->row < end;
}

static bool
advance(const struct row *rows, unsigned count, const void *part, struct row_item *i)
{
	if (row_kind_of_sum(i->row) == TEMPLATE_VLANS &&
	    i->piece + 1 < pieces(item_field(i, part, 0))) {
		i->piece++;
		return true;
	}
	i->piece = 0;
	if (i->row->inner.count > 0 && outer_there(i, part)) {
		i->inner++;
		if (inner_there(i, part))
			return true;
	}
	return next_row(rows, count, part, i);
}

bool
row_first(const struct row *rows, unsigned count, const void *part, struct row_item *ret)
{
	*ret = (struct row_item){.row = rows};
	return count > 0 && (present(ret, part) || row_next(rows, count, part, ret));
}

bool
row_next(const struct row *rows, unsigned count, const void *part, struct row_item *item)
{
	do {
		if (!advance(rows, count, part, item))
			return false;
	} while (!present(item, part));
	return true;
}

/* ---- one line ---- */

static void
format_number(const struct template_element *e, const void *p, size_t size, struct text *out)
{
	struct template_value v = {.kind = e->kind, .number = row_number(p, size)};
	const char *word = "";
	size_t len = 0;

	if (e->kind == TEMPLATE_CHOICE) {
		word = template_choice_word(e, v.number, &len);
		assert(word);
	}
	value_format(&v, word, len, out);
}

static void
format_interface(const struct row_item *i, const struct row_slot *slot, const void *p,
		 struct text *out)
{
	struct interface_name name = {slot->e.type, 0, 0};
	size_t size = i->row->field[slot->field].size;
	char text[INTERFACE_TEXT];
	bool joined;

	if (size == sizeof name)
		memcpy(&name, p, sizeof name);
	else
		name.number = row_number(p, size);
	joined = i->names != NULL && !i->names->blank(i->names->owner, name);
	text_add(out, "%s%s%s", interface_type_name(name.type), joined ? "" : " ",
		 interface_number_format(name, text));
}

static void
format_counted(const struct row_item *i, enum template_kind kind, unsigned field, const void *part,
	       struct text *out)
{
	const char *list = item_field(i, part, field);
	unsigned count = row_number(item_field(i, part, field + 1), i->row->field[field + 1].size);

	for (unsigned k = 0; k < count && kind == TEMPLATE_HEX; k++)
		text_add(out, "%02x", (unsigned)(uint8_t)list[k]);
	for (unsigned k = 0; k < count && kind == TEMPLATE_IP; k++) {
		struct ip4 a;
		char text[IP4_TEXT];

		memcpy(&a, list + k * sizeof a, sizeof a);
		text_add(out, "%s%s", k ? " " : "", ip4_format(a, text));
	}
}

static void
format_field(const struct row_item *i, const struct row_slot *slot, const void *part,
	     struct text *out)
{
	const void *p = item_field(i, part, slot->field);
	size_t size = i->row->field[slot->field].size;
	struct template_value v = {.kind = slot->e.kind};

	if (slot->counted) {
		format_counted(i, v.kind, slot->field, part, out);
		return;
	}
	switch (v.kind) {
	case TEMPLATE_IP:
	case TEMPLATE_MASK:
		memcpy(&v.ip, p, sizeof v.ip);
		break;
	case TEMPLATE_MAC:
		memcpy(&v.mac, p, sizeof v.mac);
		break;
	case TEMPLATE_NAME:
	case TEMPLATE_WORD:
	case TEMPLATE_TEXT:
		text_add(out, "%s", (const char *)p);
		return;
	case TEMPLATE_VLANS:
		format_vlans(p, i->piece, out);
		return;
	case TEMPLATE_INTERFACE:
		format_interface(i, slot, p, out);
		return;
	case TEMPLATE_INT:
	case TEMPLATE_CHOICE:
	case TEMPLATE_TIME:
		format_number(&slot->e, p, size, out);
		return;
	case TEMPLATE_LITERAL:
	case TEMPLATE_HEX:
	case TEMPLATE_ALTERNATIVES:
		assert(false);
	}
	value_format(&v, "", 0, out);
}

/* True when the fields from `field` on, up to `end`, hold what a left-out optional part would give.
 */
static bool
is_default(const struct row_item *i, unsigned field, unsigned end, const void *part)
{
	for (; field < end && i->row->field[field].size; field++) {
		const char *p = item_field(i, part, field);
		size_t size = i->row->field[field].size;

		if (i->row->flags & ROW_COPY) {
			if (memcmp(p, item_field(i, part, field - 1), size) != 0)
				return false;
			continue;
		}
		for (size_t b = 0; b < size; b++)
			if (p[b] != 0)
				return false;
	}
	return true;
}

/* To the alternative that was said, from behind their brace. */
static const char *
chosen(const struct row_item *i, const struct row_slot *slot, const char *p, const char *end,
       const void *part)
{
	uint32_t n = row_number(item_field(i, part, slot->field), i->row->field[slot->field].size);

	for (; n > 0; n--)
		p = template_bar(p, end) + 1;
	assert(p < end);
	return p;
}

static void
format_element(const struct row_item *i, const struct template_element *e,
	       const struct row_slot *slot, const void *part, struct text *out)
{
	if (e->kind == TEMPLATE_LITERAL)
		text_bytes(out, e->begin, (size_t)(e->end - e->begin));
	else
		format_field(i, slot, part, out);
}

/* Writes the template, `length` bytes of it, with the item's values. An optional part comes when it
 * says something: any value, or (optional false) a key. */
static void
format(const struct row_item *i, const char *template, size_t length, bool optional,
       const void *part, struct text *out)
{
	const char *p = template, *end = template + length;
	size_t begin = out->len;
	unsigned keys = i->row->list.keys + i->row->inner.keys;
	struct row_slots slots;
	struct template_element e;
	enum template_mark mark;

	row_slots(i->row, &slots);
	while ((mark = template_next(&p, end, &e)) != TEMPLATE_END) {
		bool literal = mark == TEMPLATE_ELEMENT && e.kind == TEMPLATE_LITERAL;
		unsigned n = literal ? 0 : template_ordinal(template, (size_t)(p - template));

		if (mark == TEMPLATE_OPEN) {
			const char *close = template_close(p, end);
			unsigned m = template_ordinal(template, (size_t)(close - template));

			if ((!optional && n >= keys) ||
			    is_default(i, slots.slot[n].field, ROW_FIELDS_MAX, part))
				return;
			if (is_default(i, slots.slot[n].field,
				       m < slots.count ? slots.slot[m].field : ROW_FIELDS_MAX,
				       part))
				p = close;
		} else if (mark == TEMPLATE_EITHER) {
			p = chosen(i, &slots.slot[n - 1], p, end, part);
		} else if (mark == TEMPLATE_OR) {
			p = template_close(p, end);
		} else if (mark == TEMPLATE_ELEMENT) {
			if (out->len > begin)
				text_add(out, " ");
			format_element(i, &e, n > 0 ? &slots.slot[n - 1] : NULL, part, out);
		}
	}
}

void
row_render(const struct row_item *item, const void *part, struct text *out)
{
	const char *template = item->row->template;

	if (item->row->flags & ROW_NEGATED)
		text_add(out, "undo ");
	format(item, template, strlen(template), true, part, out);
}

void
row_render_undo(const struct row_item *item, const void *part, struct text *out)
{
	size_t length;
	const char *template = row_undo_template(item->row, &length);

	if (item->row->flags & ROW_NEGATED) {
		template = item->row->template;
		length = strlen(template);
	} else {
		text_add(out, "undo ");
	}
	if (template)
		format(item, template, length, item->row->flags & ROW_UNDO_WHOLE, part, out);
}

static void
add_default(const struct template_element *e, uint32_t number, struct text *out)
{
	size_t len = 0;
	const char *word =
	    e->kind == TEMPLATE_CHOICE ? template_choice_word(e, number, &len) : NULL;

	if (word)
		text_add(out, "%.*s", (int)len, word);
	else if (e->kind == TEMPLATE_TIME)
		text_add(out, "%02u:%02u:%02u", number / 3600, number / 60 % 60, number % 60);
	else
		text_add(out, "%u", number);
}

void
row_render_default(const struct row *r, struct text *out)
{
	unsigned keys = r->list.keys;
	struct row_slots slots;

	if (!r->otherwise.known)
		return;
	row_slots(r, &slots);
	for (unsigned n = 0; n < ROW_DEFAULTS_MAX && keys + n < slots.count; n++) {
		if (n > 0)
			text_add(out, " ");
		add_default(&slots.slot[keys + n].e, r->otherwise.number[n], out);
	}
	if (r->otherwise.unit)
		text_add(out, " %s", r->otherwise.unit);
}

/* ---- the same item elsewhere ---- */

static bool
keys_agree(const struct row_item *a, const void *part, const struct row_item *b, const void *other,
	   unsigned keys)
{
	for (unsigned k = 0; k < keys; k++)
		if (memcmp(item_field(a, part, k), item_field(b, other, k),
			   a->row->field[k].size) != 0)
			return false;
	return true;
}

bool
row_counterpart(const struct row_item *item, const void *part, const void *other,
		struct row_item *ret)
{
	struct row_item i = *item;

	i.piece = i.inner = 0;
	for (i.outer = 0; outer_there(&i, other); i.outer++) {
		if (keys_agree(item, part, &i, other, i.row->list.keys))
			*ret = i;
		for (i.inner = 0; inner_there(&i, other); i.inner++) {
			if (keys_agree(item, part, &i, other,
				       i.row->list.keys + i.row->inner.keys)) {
				*ret = i;
				return row_is_set(row_record(&i, other));
			}
			if (i.row->inner.count == 0)
				break;
		}
		if (i.row->list.count == 0)
			break;
	}
	return false;
}
