/* conf/template.c -- the one place that reads what a template is written with.
 *
 * A template is never compiled: whoever walks it reads element by element from the text itself, so
 * a place in it is an offset and fits the two bytes of a match state. Rows are our own text: what
 * is wrong with a template is a bug of ours and asserted here; conf/lint.h finds it before. */
#include "conf/template.h"

#include <assert.h>
#include <string.h>

/* ---- elements ---- */

static const struct {
	const char *name;
	enum template_kind kind;
	uint32_t low, high; /* when the template gives no range */
} kinds[] = {
    {"int", TEMPLATE_INT, 0, UINT32_MAX},   {"ip", TEMPLATE_IP, 0, UINT32_MAX},
    {"mask", TEMPLATE_MASK, 0, UINT32_MAX}, {"mac", TEMPLATE_MAC, 0, UINT32_MAX},
    {"name", TEMPLATE_NAME, 1, 254},	    {"word", TEMPLATE_WORD, 1, 254},
    {"text", TEMPLATE_TEXT, 1, 254},	    {"string", TEMPLATE_TEXT, 1, 254},
    {"hex", TEMPLATE_HEX, 1, 254},	    {"interface", TEMPLATE_INTERFACE, 0, UINT32_MAX},
    {"time", TEMPLATE_TIME, 0, UINT32_MAX}, {"vlans", TEMPLATE_VLANS, 0, UINT32_MAX},
};

static uint32_t
digits(const char **p)
{
	uint32_t v = 0;

	for (; **p >= '0' && **p <= '9'; (*p)++)
		v = v * 10 + (uint32_t)(**p - '0');
	return v;
}

/* `<kind>`, `<kind:1-32>`, `<interface:Vlanif>`, with `...8` behind it. */
static const char *
placeholder(const char *p, struct template_element *ret)
{
	size_t len = strcspn(++p, ":>");
	bool known = false;

	for (size_t k = 0; k < sizeof kinds / sizeof *kinds && !known; k++) {
		known = strlen(kinds[k].name) == len && strncmp(kinds[k].name, p, len) == 0;
		ret->kind = kinds[k].kind;
		ret->low = kinds[k].low;
		ret->high = kinds[k].high;
	}
	assert(known);
	p += len;
	if (*p == ':' && ret->kind == TEMPLATE_INTERFACE) {
		len = strcspn(++p, ">");
		ret->type = len == 4 && strncmp(p, "Port", len) == 0 ? INTERFACE_PORT
			    : len == 3 && strncmp(p, "Sub", len) == 0
				? INTERFACE_SUB
				: interface_type_parse(p, len);
		assert(ret->type != INTERFACE_NONE);
		p += len;
	} else if (*p == ':') {
		p++;
		ret->low = digits(&p);
		assert(*p == '-');
		p++;
		ret->high = digits(&p);
	}
	assert(*p == '>');
	p++;
	if (strncmp(p, "...", 3) == 0) {
		p += 3;
		ret->repeat = digits(&p);
		assert(ret->repeat <= TEMPLATE_LIST_MAX);
	}
	return p;
}

const char *
template_element(const char *p, struct template_element *ret)
{
	struct template_element e = {.begin = p, .high = UINT32_MAX, .repeat = 1};

	if (*p == '<') {
		p = placeholder(p, &e);
	} else if (*p == '{') {
		e.kind = TEMPLATE_CHOICE;
		p += strcspn(p, "}") + 1;
	} else {
		e.kind = TEMPLATE_LITERAL;
		while (*p != '\0' && *p != ' ' && *p != '[' && *p != ']' && *p != '|' && *p != '}')
			p++;
	}
	e.end = p;
	*ret = e;
	return p;
}

/* ---- walking ---- */

/* A brace of alternatives, not of a choice of keywords. */
static bool
is_either(const char *p)
{
	return *p == '{' && strcspn(p, " <") < strcspn(p, "}");
}

enum template_mark
template_next(const char **p, const char *end, struct template_element *ret)
{
	while (*p < end && **p == ' ')
		(*p)++;
	if (*p >= end)
		return TEMPLATE_END;
	switch (**p) {
	case '[':
		(*p)++;
		return TEMPLATE_OPEN;
	case ']':
		(*p)++;
		return TEMPLATE_CLOSE;
	case '|':
		(*p)++;
		return TEMPLATE_OR;
	case '}':
		(*p)++;
		return TEMPLATE_CHOSEN;
	}
	if (is_either(*p)) {
		*ret = (struct template_element){
		    .kind = TEMPLATE_ALTERNATIVES, .begin = *p, .end = *p + 1, .repeat = 1};
		(*p)++;
		return TEMPLATE_EITHER;
	}
	*p = template_element(*p, ret);
	return TEMPLATE_ELEMENT;
}

/* The first closing bracket, or `|` when bar, that belongs to the bracket around p. */
static const char *
at_this_depth(const char *p, const char *end, bool bar)
{
	unsigned depth = 0;

	for (; p < end; p++) {
		if (*p == '[' || *p == '{')
			depth++;
		else if (depth == 0 && (*p == ']' || *p == '}' || (bar && *p == '|')))
			return p;
		else if (*p == ']' || *p == '}')
			depth--;
	}
	return end;
}

const char *
template_close(const char *p, const char *end)
{
	return at_this_depth(p, end, false);
}

const char *
template_bar(const char *p, const char *end)
{
	return at_this_depth(p, end, true);
}

unsigned
template_ordinal(const char *template, size_t at)
{
	const char *p = template, *end = template + at;
	struct template_element e;
	enum template_mark mark;
	unsigned n = 0;

	while ((mark = template_next(&p, end, &e)) != TEMPLATE_END)
		n += mark == TEMPLATE_EITHER ||
		     (mark == TEMPLATE_ELEMENT && e.kind != TEMPLATE_LITERAL);
	return n;
}

bool
template_alternative(const char *template, size_t at, unsigned *ret_placeholder,
		     uint32_t *ret_number)
{
	const char *p = template, *end = template + at, *open = NULL;
	struct template_element e;
	enum template_mark mark;
	uint32_t number = 0;

	while ((mark = template_next(&p, end, &e)) != TEMPLATE_END) {
		if (mark == TEMPLATE_EITHER) {
			open = e.begin;
			number = 0;
		} else if (mark == TEMPLATE_OR) {
			number++;
		} else if (mark == TEMPLATE_CHOSEN) {
			open = NULL;
		}
	}
	if (!open)
		return false;
	*ret_placeholder = template_ordinal(template, (size_t)(open - template));
	*ret_number = number;
	return true;
}

/* ---- choices ---- */

bool
template_choice_at(const struct template_element *e, unsigned place, struct template_word *ret_word,
		   uint32_t *ret_number)
{
	const char *p = e->begin + 1;

	for (unsigned i = 0; p < e->end; i++) {
		size_t len = strcspn(p, "=|}"), whole = strcspn(p, "|}");
		const char *number = p + len + 1;

		if (i == place) {
			*ret_word = (struct template_word){p, len};
			*ret_number = len < whole ? digits(&number) : i;
			return true;
		}
		p += whole + 1;
	}
	return false;
}

const char *
template_choice_word(const struct template_element *e, uint32_t number, size_t *ret_len)
{
	struct template_word word;
	uint32_t n;

	for (unsigned i = 0; template_choice_at(e, i, &word, &n); i++) {
		if (n != number)
			continue;
		*ret_len = word.len;
		return word.p;
	}
	return NULL;
}

/* ---- offers ---- */

void
template_begin(struct template_matcher *m)
{
	m->count = 0;
}

void
template_add(struct template_matcher *m, struct template_offer offer)
{
	assert(m->count < TEMPLATE_OFFERS_MAX);
	m->offer[m->count++] = offer;
}

void
template_offer(struct template_matcher *m, const char *template, const char *help, const void *row,
	       unsigned tag)
{
	template_add(m, (struct template_offer){.template = template,
						.length = strlen(template),
						.help = help,
						.row = row,
						.tag = tag});
}

const char *
template_result_text(enum template_result result)
{
	switch (result) {
	case TEMPLATE_UNRECOGNIZED:
		return "Unrecognized command";
	case TEMPLATE_INCOMPLETE:
		return "Incomplete command";
	case TEMPLATE_AMBIGUOUS:
		return "Ambiguous command";
	case TEMPLATE_WRONG:
		return "Wrong parameter";
	case TEMPLATE_TOO_MANY:
		return "Too many parameters";
	case TEMPLATE_MATCH:
	case TEMPLATE_EMPTY:
		break;
	}
	return NULL;
}
