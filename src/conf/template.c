/* conf/template.c -- see conf/template.h; the search itself is conf/match.c. */
#include "conf/template.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "conf/match.h"
#include "conf/value.h"

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

/* Keyword number `place` of a {choice}: where it stands and what it means. */
static bool
choice_at(const struct template_element *e, unsigned place, struct match_word *ret_word,
	  uint32_t *ret_number)
{
	const char *p = e->begin + 1;

	for (unsigned i = 0; p < e->end; i++) {
		size_t len = strcspn(p, "=|}"), whole = strcspn(p, "|}");
		const char *number = p + len + 1;

		if (i == place) {
			*ret_word = (struct match_word){p, len};
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
	struct match_word word;
	uint32_t n;

	for (unsigned i = 0; choice_at(e, i, &word, &n); i++) {
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

/* ---- matching ---- */

/* Which placeholder of the template stands at `at`. */
static unsigned
ordinal(const char *template, size_t at)
{
	const char *p = template;
	unsigned n = 0;

	while (p < template + at) {
		struct template_element e;

		if (*p == ' ' || *p == '[' || *p == ']') {
			p++;
			continue;
		}
		p = template_element(p, &e);
		n += e.kind != TEMPLATE_LITERAL;
	}
	return n;
}

struct build { /* the found values being written down */
	const struct match_line *line;
	const struct match_state *state;
	struct template_found *found;
	struct text store;
};

static struct template_value *
new_value(struct build *b, const struct template_element *e, const char *template,
	  struct match_word word)
{
	struct template_value *v;

	assert(b->found->count < TEMPLATE_VALUES_MAX);
	v = &b->found->value[b->found->count++];
	*v =
	    (struct template_value){.kind = e->kind,
				    .placeholder = ordinal(template, (size_t)(e->begin - template)),
				    .column = (unsigned)(word.p - b->line->begin)};
	return v;
}

static void
store_text(struct build *b, struct template_value *v, struct match_word word)
{
	v->text = b->store.p + b->store.len;
	value_format(v, word.p, word.len, &b->store);
	text_bytes(&b->store, "", 1);
	assert(!b->store.cut);
}

static void
choice_value(const struct template_element *e, struct match_word word, struct template_value *v,
	     struct match_word *ret_keyword)
{
	struct match_word keyword;
	uint32_t number;

	for (unsigned i = 0; choice_at(e, i, &keyword, &number); i++) {
		if (!match_keyword(keyword.p, keyword.len, word))
			continue;
		v->number = number;
		*ret_keyword = keyword;
		if (keyword.len == word.len)
			return;
	}
}

static unsigned
interface_value(const struct build *b, unsigned i, struct template_value *v)
{
	struct match_word word = b->line->word[i];
	size_t letters = 0;

	while (letters < word.len && (word.p[letters] | 0x20) >= 'a' &&
	       (word.p[letters] | 0x20) <= 'z')
		letters++;
	v->interface.type = interface_type_parse(word.p, letters);
	if (letters == word.len) {
		word = b->line->word[++i];
		letters = 0;
	}
	interface_number_parse(v->interface.type, word.p + letters, word.len - letters,
			       &v->interface.number);
	return i;
}

static unsigned
vlans_value(const struct build *b, unsigned i, struct template_value *v)
{
	const struct match_word *word = b->line->word + i;

	v->number = 1;
	v->last = TEMPLATE_VLAN_MAX;
	if (!value_number(word->p, word->len, 1, TEMPLATE_VLAN_MAX, &v->number))
		return i;
	v->last = v->number;
	if (i + 2 < b->line->count && strncasecmp(word[1].p, "to", word[1].len) == 0) {
		value_number(word[2].p, word[2].len, 1, TEMPLATE_VLAN_MAX, &v->last);
		return i + 2;
	}
	return i;
}

/* Writes down the value that begins at word i; the last word of it. */
static unsigned
build_value(struct build *b, const char *template, unsigned i)
{
	struct template_element e;
	struct match_word word = b->line->word[i];
	struct template_value *v;

	template_element(template + b->state->trace[i], &e);
	if (e.kind == TEMPLATE_LITERAL)
		return i;
	v = new_value(b, &e, template, word);
	if (e.kind == TEMPLATE_CHOICE) {
		choice_value(&e, word, v, &word);
	} else if (e.kind == TEMPLATE_INTERFACE) {
		i = interface_value(b, i, v);
	} else if (e.kind == TEMPLATE_VLANS) {
		i = vlans_value(b, i, v);
	} else {
		if (e.kind == TEMPLATE_TEXT)
			word.len = (size_t)(b->line->end - word.p);
		value_parse(&e, word.p, word.len, v);
	}
	store_text(b, v, word);
	return i;
}

static void
build(const struct template_matcher *m, const struct match_line *line,
      const struct match_state *state, struct template_found *ret)
{
	const struct template_offer *offer = &m->offer[state->offer];
	struct build b = {line, state, ret, text_of(ret->store, sizeof ret->store)};

	ret->result = TEMPLATE_MATCH;
	ret->column = (unsigned)(line->end - line->begin);
	ret->row = offer->row;
	ret->tag = offer->tag;
	for (unsigned i = 0; i < line->count; i++)
		if (state->trace[i] != MATCH_TRACE_NONE)
			i = build_value(&b, offer->template, i);
}

/* The first offered of the states that need nothing more. */
static const struct match_state *
finished(const struct match_set *set, bool crowded)
{
	const struct match_state *best = NULL;

	for (unsigned k = 0; k < set->count; k++) {
		const struct match_state *s = &set->state[k];

		if ((s->rest || (s->end && !crowded)) && (!best || s->offer < best->offer))
			best = s;
	}
	return best;
}

void
template_match(const struct template_matcher *m, const char *line, struct template_found *ret)
{
	struct match_state states[2][MATCH_STATES_MAX];
	struct match_set set = {0, states[0]}, spare = {0, states[1]};
	struct match_line words;
	const struct match_state *best;

	match_split(line, &words);
	ret->row = NULL;
	ret->tag = ret->count = ret->column = 0;
	ret->result = TEMPLATE_EMPTY;
	if (words.count == 0 || words.word[0].p[0] == '#' || words.word[0].p[0] == '!')
		return;
	ret->result = TEMPLATE_TOO_MANY;
	ret->column = TEMPLATE_LINE_MAX;
	if (words.end - line > TEMPLATE_LINE_MAX)
		return;
	ret->result = match_read(m, &words, words.count, &set, &spare, &ret->column);
	if (ret->result != TEMPLATE_MATCH)
		return;
	best = finished(&set, words.crowded);
	if (best) {
		build(m, &words, best, ret);
		return;
	}
	ret->result = words.crowded ? TEMPLATE_TOO_MANY : TEMPLATE_INCOMPLETE;
	ret->column = (unsigned)(words.end - line);
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
