/* conf/lint.c -- the first pass: rows that cannot be what they say, and the order of the passes.
 *
 * A row whose places are wrong is never tried: carrying its line out would write beside the object.
 */
#include "conf/lint.h"

#include <stdarg.h>
#include <string.h>

#include "conf/lint_lines.h"
#include "conf/row_place.h"

struct sound { /* one row being looked at */
	const struct conf_view *view;
	const struct row *row;
	const struct row_slots *slots;
	size_t room; /* of the innermost element, or of the part */
	struct text *why;
	unsigned offences;
};

static void offend(struct sound *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void
offend(struct sound *s, const char *format, ...)
{
	va_list args;

	s->offences++;
	text_add(s->why, "%s: %s: ", s->view->noun, s->row->template);
	va_start(args, format);
	text_vadd(s->why, format, args);
	va_end(args);
	text_add(s->why, "\n");
}

static bool
inside(struct row_place p, size_t room)
{
	return p.size > 0 && p.at <= room && p.size <= room - p.at;
}

/* ---- templates ---- */

/* Brackets close, <text> is the last of what it stands in, alternatives hold none. */
static void
look_at_template(struct sound *s, const char *template)
{
	const char *p = template, *end = p + strlen(p);
	struct template_element e = {.kind = TEMPLATE_LITERAL};
	enum template_mark mark;
	int open = 0, either = 0;
	bool text = false;

	while ((mark = template_next(&p, end, &e)) != TEMPLATE_END) {
		if (text &&
		    (mark == TEMPLATE_ELEMENT || mark == TEMPLATE_EITHER || mark == TEMPLATE_OPEN))
			offend(s, "something stands behind a <text>");
		text = mark == TEMPLATE_OR
			   ? false
			   : text || (mark == TEMPLATE_ELEMENT && e.kind == TEMPLATE_TEXT);
		open += (mark == TEMPLATE_OPEN) - (mark == TEMPLATE_CLOSE);
		if (mark == TEMPLATE_EITHER && either > 0)
			offend(s, "alternatives stand inside alternatives");
		either += (mark == TEMPLATE_EITHER) - (mark == TEMPLATE_CHOSEN);
		if (mark == TEMPLATE_OR && either == 0)
			offend(s, "a | stands outside alternatives");
	}
	if (open != 0 || either != 0)
		offend(s, "a bracket is not closed");
}

/* ---- lists ---- */

static void
look_at_list(struct sound *s, const struct row_list *l, size_t room, const char *name)
{
	if (l->count == 0) {
		if (l->keys > 0)
			offend(s, "%s has keys and no room for an element", name);
		return;
	}
	if (l->keys == 0)
		offend(s, "%s has no key", name);
	if (l->stride == 0 || l->at > room || l->count > (room - l->at) / l->stride)
		offend(s, "%s is not inside its object", name);
}

static void
look_at_grown(struct sound *s, const struct row_list *l, size_t size)
{
	if (l->keys == 0)
		offend(s, "the list has no key");
	if (l->stride == 0 || l->count == 0 || l->at > size ||
	    size - l->at < sizeof(struct conf_grown))
		offend(s, "the list is not inside its object");
}

static void
look_at_lists(struct sound *s, size_t size)
{
	const struct row *r = s->row;

	if (r->inner.count > 0 && r->list.count == 0)
		offend(s, "an inner list without a list");
	if (r->list.grows)
		look_at_grown(s, &r->list, size);
	else
		look_at_list(s, &r->list, size, "the list");
	if (r->inner.grows)
		offend(s, "an inner list cannot grow");
	look_at_list(s, &r->inner, r->list.stride, "the inner list");
	if (r->list.keys + r->inner.keys > s->slots->count)
		offend(s, "there are more keys than placeholders");
}

/* ---- fields ---- */

static size_t
highest(const struct template_element *e)
{
	struct template_word word;
	uint32_t number, most = 0;

	if (e->kind == TEMPLATE_INT)
		return e->high;
	if (e->kind == TEMPLATE_TIME)
		return 86399;
	for (unsigned i = 0; e->kind == TEMPLATE_CHOICE && template_choice_at(e, i, &word, &number);
	     i++)
		if (number > most)
			most = number;
	return most;
}

static bool
number_fits(size_t size, size_t most)
{
	return (size == 1 && most <= UINT8_MAX) || (size == 2 && most <= UINT16_MAX) || size == 4;
}

/* The field is what the kind of the placeholder is stored in. */
static bool
suits(const struct template_element *e, size_t size)
{
	switch (e->kind) {
	case TEMPLATE_INT:
	case TEMPLATE_CHOICE:
	case TEMPLATE_TIME:
	case TEMPLATE_ALTERNATIVES:
		return number_fits(size, highest(e));
	case TEMPLATE_IP:
		return size == e->repeat * sizeof(struct ip4);
	case TEMPLATE_MASK:
		return size == sizeof(struct ip4);
	case TEMPLATE_MAC:
		return size == sizeof(struct mac);
	case TEMPLATE_NAME:
	case TEMPLATE_WORD:
	case TEMPLATE_TEXT:
		return size > e->high;
	case TEMPLATE_HEX:
		return size >= e->high && e->high <= ROW_BYTES_MAX;
	case TEMPLATE_INTERFACE:
		return size == sizeof(struct interface_name) ||
		       (e->type != INTERFACE_NONE && (size == 2 || size == 4));
	case TEMPLATE_VLANS:
		return size == (TEMPLATE_VLAN_MAX / 64 + 1) * sizeof(uint64_t);
	case TEMPLATE_LITERAL:
		break;
	}
	return false;
}

static bool
shared(const struct row_slot *a, const struct row_slot *b)
{
	return a->alternative && b->alternative && a->placeholder == b->placeholder &&
	       a->number != b->number;
}

static void
look_at_overlap(struct sound *s, unsigned slot)
{
	const struct row_slot *b = &s->slots->slot[slot];
	struct row_place y = s->row->field[b->field];
	unsigned outer = s->row->inner.count ? s->row->list.keys : 0;

	for (unsigned i = slot < outer ? 0 : outer; i < slot; i++) {
		const struct row_slot *a = &s->slots->slot[i];
		struct row_place x = s->row->field[a->field];

		if (!shared(a, b) && x.at < y.at + y.size && y.at < x.at + x.size)
			offend(s, "the fields of placeholders %u and %u overlap", i, slot);
	}
}

/* One number has one keyword, or it is printed as another one. */
static void
look_at_choice(struct sound *s, const struct template_element *e)
{
	struct template_word word, first;
	uint32_t number;
	size_t len;

	for (unsigned i = 0; template_choice_at(e, i, &word, &number); i++) {
		first.p = template_choice_word(e, number, &len);
		if (first.p != word.p)
			offend(s, "two keywords mean %u", number);
	}
}

static void
look_at_field(struct sound *s, unsigned placeholder)
{
	const struct row *r = s->row;
	const struct row_slot *slot = &s->slots->slot[placeholder];
	const struct row_place *f = &r->field[slot->field];
	bool outer_key = r->inner.count > 0 && placeholder < r->list.keys;
	bool key = placeholder < r->list.keys + r->inner.keys;

	if (!inside(f[0], outer_key ? r->list.stride : s->room))
		offend(s, "the field of placeholder %u is not inside its object", placeholder);
	else if (!suits(&slot->e, f->size))
		offend(s, "the field of placeholder %u has %zu bytes, which do not suit it",
		       placeholder, f->size);
	else if (!key && inside(r->record, s->room) &&
		 (f->at < r->record.at || f->at + f->size > r->record.at + r->record.size))
		offend(s, "the field of placeholder %u is not inside the record", placeholder);
	if (slot->counted && !(inside(f[1], s->room) && number_fits(f[1].size, 1)))
		offend(s, "placeholder %u has no field for how many", placeholder);
	if (slot->e.repeat > 1 && slot->e.kind != TEMPLATE_IP)
		offend(s, "placeholder %u: only <ip> can be a list", placeholder);
	if (slot->e.kind == TEMPLATE_VLANS && row_kind_of_sum(r) != TEMPLATE_VLANS)
		offend(s, "placeholder %u: <vlans> must be the only value", placeholder);
	if (key && (slot->counted || slot->alternative || slot->e.kind == TEMPLATE_ALTERNATIVES))
		offend(s, "placeholder %u cannot be a key", placeholder);
	if (slot->e.kind == TEMPLATE_CHOICE)
		look_at_choice(s, &slot->e);
	look_at_overlap(s, placeholder);
}

static void
look_at_places(struct sound *s)
{
	const struct row *r = s->row;

	if (!inside(r->record, s->room))
		offend(s, "the record is not inside its object");
	if (s->slots->fields > ROW_FIELDS_MAX ||
	    (s->slots->fields < ROW_FIELDS_MAX && r->field[s->slots->fields].size > 0)) {
		offend(s, "the placeholders take %u fields, not as many as are given",
		       s->slots->fields);
		return;
	}
	for (unsigned i = 0; i < s->slots->count; i++)
		look_at_field(s, i);
	if (r->clears.size > 0 &&
	    (!inside(r->clears, s->room) || (r->clears.at < r->record.at + r->record.size &&
					     r->record.at < r->clears.at + r->clears.size)))
		offend(s, "what it clears is its own record, or not inside its object");
}

/* ---- the rest ---- */

static bool
may_be(const struct template_element *e, uint32_t number)
{
	size_t len;

	if (e->kind == TEMPLATE_CHOICE)
		return template_choice_word(e, number, &len) != NULL;
	return (e->kind == TEMPLATE_INT && number >= e->low && number <= e->high) ||
	       (e->kind == TEMPLATE_TIME && number < 86400);
}

static void
look_at_default(struct sound *s)
{
	const struct row *r = s->row;
	unsigned keys = r->list.keys;

	if (!r->otherwise.known)
		return;
	if (r->inner.count > 0 || s->slots->count <= keys) {
		offend(s, "it cannot have a default");
		return;
	}
	for (unsigned n = 0; n < ROW_DEFAULTS_MAX && keys + n < s->slots->count; n++)
		if (!may_be(&s->slots->slot[keys + n].e, r->otherwise.number[n]))
			offend(s, "the default %u of placeholder %u is out of its range",
			       r->otherwise.number[n], keys + n);
}

/* Help for a word that the template does not have will never be seen. */
static void
look_at_help(struct sound *s)
{
	const struct row *r = s->row;

	if (!r->help || r->help[0] == '\0')
		offend(s, "it has no help");
	for (const struct template_help *h = r->words; h && h->word; h++)
		if (!h->help || !strstr(r->template, h->word))
			offend(s, "the help of '%s' is empty or of a word it has not", h->word);
}

static unsigned
look_at_row(const struct conf_view *v, const struct conf_part *part, const struct row *r,
	    struct text *why)
{
	struct sound s = {.view = v, .row = r, .room = part->size, .why = why};
	struct row_slots slots;

	look_at_template(&s, r->template);
	if (r->undo)
		look_at_template(&s, r->undo);
	if (s.offences > 0 ||
	    template_ordinal(r->template, strlen(r->template)) > (unsigned)ROW_SLOTS_MAX) {
		offend(&s, "the template cannot be read, or has too many placeholders");
		return s.offences;
	}
	row_slots(r, &slots);
	s.slots = &slots;
	if (r->list.count > 0)
		s.room = r->list.stride;
	if (r->inner.count > 0)
		s.room = r->inner.stride;
	look_at_lists(&s, part->size);
	look_at_places(&s);
	look_at_default(&s);
	look_at_help(&s);
	return s.offences;
}

static unsigned
look_at_view(const struct conf_schema *schema, unsigned view, struct text *why)
{
	const struct conf_view *v = &schema->view[view];
	unsigned offences = 0;

	if (view > 0 && (!v->help || v->help[0] == '\0')) {
		text_add(why, "%s: the view has no help\n", v->noun);
		offences++;
	}
	for (unsigned p = 0; p < v->parts_count; p++)
		for (unsigned i = 0; i < v->part[p]->count; i++)
			offences += look_at_row(v, v->part[p], &v->part[p]->rows[i], why);
	return offences;
}

unsigned
conf_lint(const struct conf_schema *schema, struct text *why)
{
	unsigned offences = 0;

	for (unsigned v = 0; v < schema->count; v++)
		offences += look_at_view(schema, v, why);
	if (offences > 0)
		return offences;
	for (unsigned v = 0; v < schema->count; v++)
		offences += lint_lines(schema, v, why);
	return offences;
}
