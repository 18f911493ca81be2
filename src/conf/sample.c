/* conf/sample.c -- lines out of templates.
 *
 * Addresses rise along a line, and all of a line are in one /24, so ranges are ranges and hosts are
 * hosts for the checks of the rows. */
#include "conf/sample.h"

#include <assert.h>

#include "conf/template.h"

static void
sample_number(const struct template_element *e, unsigned n, struct text *out)
{
	uint32_t v = n == SAMPLE_LONG || n > e->high - e->low ? e->high : e->low + n;

	text_add(out, "%u", v);
}

static void
sample_characters(const struct template_element *e, unsigned n, struct text *out)
{
	unsigned unit = e->kind == TEMPLATE_HEX ? 2 : 1;
	uint32_t length = n == SAMPLE_LONG ? e->high : e->low > 0 ? e->low : 1;

	for (uint32_t i = 0; i < length * unit; i++)
		text_add(out, "%c", 'a' + (int)(n % 6));
	if (e->kind == TEMPLATE_TEXT && n == 3 && length + 2 <= e->high)
		text_add(out, " b");
}

static void
sample_interface(const struct template_element *e, unsigned n, struct text *out)
{
	if (e->type == INTERFACE_VLANIF || (e->type == INTERFACE_NONE && n % 2 == 0))
		text_add(out, "Vlanif %u", n == SAMPLE_LONG ? (unsigned)TEMPLATE_VLAN_MAX : n + 1);
	else if (e->type == INTERFACE_LOOPBACK)
		text_add(out, "LoopBack %u", n == SAMPLE_LONG ? INTERFACE_LOOPBACK_MAX : n);
	else if (e->type == INTERFACE_NULL)
		text_add(out, "NULL 0");
	else if (e->type == INTERFACE_SUB)
		text_add(out, "GigabitEthernet 0/1/%u.%u", n, n + 1);
	else
		text_add(out, "GigabitEthernet 0/1/%u", n);
}

static void
sample_addresses(const struct template_element *e, unsigned placeholder, unsigned n,
		 struct text *out)
{
	unsigned count = n == SAMPLE_LONG ? e->repeat : e->repeat > 1 ? 2 : 1;

	for (unsigned i = 0; i < count; i++)
		text_add(out, "%s10.1.%u.%u", i ? " " : "", n, placeholder + 1 + i);
}

static void
sample_choice(const struct template_element *e, unsigned n, struct text *out)
{
	struct template_word word;
	uint32_t number;
	unsigned count = 0;

	while (template_choice_at(e, count, &word, &number))
		count++;
	template_choice_at(e, n % count, &word, &number);
	text_bytes(out, word.p, word.len);
}

static void
sample_value(const struct template_element *e, unsigned placeholder, unsigned n, struct text *out)
{
	switch (e->kind) {
	case TEMPLATE_LITERAL:
		text_bytes(out, e->begin, (size_t)(e->end - e->begin));
		return;
	case TEMPLATE_CHOICE:
		sample_choice(e, n, out);
		return;
	case TEMPLATE_INT:
		sample_number(e, n, out);
		return;
	case TEMPLATE_IP:
		sample_addresses(e, placeholder, n, out);
		return;
	case TEMPLATE_MASK:
		text_add(out, "255.255.255.0");
		return;
	case TEMPLATE_MAC:
		text_add(out, "0000-5e00-%04x", n + 1);
		return;
	case TEMPLATE_NAME:
	case TEMPLATE_WORD:
	case TEMPLATE_TEXT:
	case TEMPLATE_HEX:
		sample_characters(e, n, out);
		return;
	case TEMPLATE_INTERFACE:
		sample_interface(e, n, out);
		return;
	case TEMPLATE_TIME:
		text_add(out, n == SAMPLE_LONG ? "23:59:59" : "00:01:%02u", n);
		return;
	case TEMPLATE_VLANS:
		text_add(out, n == SAMPLE_LONG ? "all" : "%u to %u", n + 2, n + 20);
		return;
	case TEMPLATE_ALTERNATIVES:
		return;
	}
}

/* To alternative number n of those that begin at p. */
static const char *
take_alternative(const char *p, const char *end, unsigned n)
{
	const char *stop = template_close(p, end), *q = p;
	unsigned count = 1;

	while ((q = template_bar(q, stop)) < stop) {
		count++;
		q++;
	}
	for (n %= count; n > 0; n--)
		p = template_bar(p, stop) + 1;
	return p;
}

void
sample_line(const char *template, size_t length, unsigned n, struct text *out)
{
	const char *p = template, *end = template + length;
	size_t begin = out->len;
	struct template_element e;
	enum template_mark mark;

	while ((mark = template_next(&p, end, &e)) != TEMPLATE_END) {
		if (mark == TEMPLATE_OPEN && n % 4 == SAMPLE_SHORT) {
			p = template_close(p, end);
		} else if (mark == TEMPLATE_EITHER) {
			p = take_alternative(p, end, n);
		} else if (mark == TEMPLATE_OR) {
			p = template_close(p, end);
		} else if (mark == TEMPLATE_ELEMENT) {
			if (out->len > begin)
				text_add(out, " ");
			sample_value(&e, template_ordinal(template, (size_t)(e.begin - template)),
				     n, out);
		}
	}
}
