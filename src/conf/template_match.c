/* conf/template_match.c -- from the state that is left to the values of the line.
 *
 * conf/match.c says which places of which templates are left when the line is over; the first
 * offered that needs nothing more wins. Only then are the values written down: every word has the
 * place of its element beside it (the trace), so the line is read a second time, along one
 * template. */
#include "conf/template_match.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "conf/match.h"
#include "conf/value.h"

struct build { /* the found values being written down */
	const struct match_line *line;
	const struct match_state *state;
	struct template_found *found;
	struct text store;
};

static struct template_value *
new_value(struct build *b, enum template_kind kind, unsigned placeholder, struct template_word word)
{
	struct template_value *v;

	assert(b->found->count < TEMPLATE_VALUES_MAX);
	v = &b->found->value[b->found->count++];
	*v = (struct template_value){.kind = kind,
				     .placeholder = placeholder,
				     .column = (unsigned)(word.p - b->line->begin)};
	return v;
}

static void
store_text(struct build *b, struct template_value *v, struct template_word word)
{
	v->text = b->store.p + b->store.len;
	value_format(v, word.p, word.len, &b->store);
	text_bytes(&b->store, "", 1);
	assert(!b->store.cut);
}

static void
choice_value(const struct template_element *e, struct template_word word, struct template_value *v,
	     struct template_word *ret_keyword)
{
	struct template_word keyword;
	uint32_t number;

	for (unsigned i = 0; template_choice_at(e, i, &keyword, &number); i++) {
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
	struct template_word word = b->line->word[i];
	size_t letters = interface_letters(word.p, word.len);

	enum interface_type type = interface_type_parse(word.p, letters);

	v->blank = letters == word.len;
	if (v->blank) {
		word = b->line->word[++i];
		letters = 0;
	}
	interface_number_parse(type, word.p + letters, word.len - letters, &v->interface);
	return i;
}

static unsigned
vlans_value(const struct build *b, unsigned i, struct template_value *v)
{
	const struct template_word *word = b->line->word + i;

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

/* Which of several alternatives, when word i is the first of one. */
static void
alternative_value(struct build *b, const char *template, const struct template_element *e,
		  unsigned i)
{
	struct template_found *found = b->found;
	struct template_value *v;
	unsigned placeholder;
	uint32_t number;

	if (!template_alternative(template, (size_t)(e->begin - template), &placeholder, &number))
		return;
	for (unsigned k = 0; k < found->count; k++)
		if (found->value[k].placeholder == placeholder)
			return;
	v = new_value(b, TEMPLATE_ALTERNATIVES, placeholder, b->line->word[i]);
	v->number = number;
	store_text(b, v, (struct template_word){e->begin, (size_t)(e->end - e->begin)});
}

/* Writes down the value that begins at word i; the last word of it. */
static unsigned
build_value(struct build *b, const char *template, unsigned i)
{
	struct template_element e;
	struct template_word word = b->line->word[i];
	struct template_value *v;

	template_element(template + b->state->trace[i], &e);
	alternative_value(b, template, &e, i);
	if (e.kind == TEMPLATE_LITERAL)
		return i;
	v = new_value(b, e.kind, template_ordinal(template, b->state->trace[i]), word);
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
