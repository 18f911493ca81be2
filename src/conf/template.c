/* conf/template.c -- see conf/template.h: the one place that reads what a template is written with.
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
} kinds[] = {
    {"int", TEMPLATE_INT},   {"ip", TEMPLATE_IP},
    {"mask", TEMPLATE_MASK}, {"mac", TEMPLATE_MAC},
    {"name", TEMPLATE_NAME}, {"word", TEMPLATE_WORD},
    {"text", TEMPLATE_TEXT}, {"interface", TEMPLATE_INTERFACE},
    {"time", TEMPLATE_TIME}, {"vlans", TEMPLATE_VLANS},
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
	}
	assert(known);
	p += len;
	if (*p == ':' && ret->kind == TEMPLATE_INTERFACE) {
		len = strcspn(++p, ">");
		ret->type = interface_type_parse(p, len);
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
		p += strcspn(p, " []");
	}
	e.end = p;
	*ret = e;
	return p;
}

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
	template_add(m, (struct template_offer){NULL, template, strlen(template), help, row, tag});
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
