/* conf/match.c -- all readings of a line at once.
 *
 * One word is weighed against every state: the whole of a keyword (EXACT) beats the beginning of
 * one (PREFIX), which beats a value. Only the states of the best weight go on; two different
 * keywords that the word both begins are ambiguous. That is done per word, from the left, so an
 * abbreviation means the same whatever follows it. */
#include "conf/match.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "conf/value.h"

enum weight { NO_FIT, VALUE, PREFIX, EXACT };

void
match_split(const char *line, struct match_line *ret)
{
	const char *p = line;

	*ret = (struct match_line){.begin = line, .end = line};
	for (;;) {
		const char *begin;

		p += strspn(p, " \t\r");
		if (*p == '\0')
			return;
		begin = p;
		p += strcspn(p, " \t\r");
		ret->end = p;
		ret->partial = *p == '\0';
		if (ret->count == TEMPLATE_TOKENS_MAX) {
			ret->crowded = true;
			continue;
		}
		ret->word[ret->count++] = (struct template_word){begin, (size_t)(p - begin)};
	}
}

bool
match_keyword(const char *keyword, size_t keyword_len, struct template_word word)
{
	return word.len <= keyword_len && strncasecmp(keyword, word.p, word.len) == 0;
}

const char *
match_element(const struct template_matcher *m, const struct match_state *s,
	      struct template_element *ret)
{
	return template_element(m->offer[s->offer].template + s->at, ret);
}

static struct match_state *
push(struct match_set *out, const struct match_state *s)
{
	assert(out->count < MATCH_STATES_MAX);
	out->state[out->count] = *s;
	return &out->state[out->count++];
}

static void spread(const struct template_matcher *m, struct match_state s, size_t at,
		   struct match_set *out);

/* The beginning of every alternative behind the brace at p. */
static void
spread_each(const struct template_matcher *m, struct match_state s, const char *p, const char *end,
	    struct match_set *out)
{
	const char *first = m->offer[s.offer].template, *stop = template_close(p + 1, end);

	for (p++; p < stop; p = template_bar(p, stop) + 1)
		spread(m, s, (size_t)(p - first), out);
}

/* Over what needs no word: blanks, closed brackets, the alternatives behind the one that stood. */
static const char *
over_closed(const char *p, const char *end)
{
	while (p < end && strchr(" ]}|", *p) != NULL)
		p = *p == '|' ? template_close(p + 1, end) : p + 1;
	return p;
}

/* Every element that may come next when the template has been read up to `at`. */
static void
spread(const struct template_matcher *m, struct match_state s, size_t at, struct match_set *out)
{
	const struct template_offer *o = &m->offer[s.offer];
	const char *end = o->template + o->length, *p = over_closed(o->template + at, end), *next;
	struct template_element e;

	s.place = MATCH_FRESH;
	s.times = 0;
	s.at = (uint16_t)(p - o->template);
	s.end = p >= end;
	next = p;
	switch (template_next(&next, end, &e)) {
	case TEMPLATE_OPEN:
		spread(m, s, (size_t)s.at + 1, out);
		spread(m, s, (size_t)(template_close(next, end) - o->template), out);
		return;
	case TEMPLATE_EITHER:
		spread_each(m, s, p, end, out);
		return;
	case TEMPLATE_ELEMENT:
	case TEMPLATE_END:
	case TEMPLATE_CLOSE:
	case TEMPLATE_OR:
	case TEMPLATE_CHOSEN:
		push(out, &s);
	}
}

/* Whether word, of which there may be none (NULL), can stand for the first keyword of text; what
 * begins with a bracket may take any. Most offers of a view end here, and a file has many lines. */
static bool
may_begin(const char *text, const struct template_word *word)
{
	struct template_element e;

	if (word == NULL || text[0] == '<' || text[0] == '[' || text[0] == '{')
		return true;
	if ((text[0] | 0x20) != (word->p[0] | 0x20))
		return false;
	return match_keyword(text, (size_t)(template_element(text, &e) - text), *word);
}

static void
match_start(const struct template_matcher *m, const struct template_word *first,
	    struct match_set *out)
{
	out->count = 0;
	for (unsigned i = 0; i < m->count; i++) {
		const struct template_offer *o = &m->offer[i];
		struct match_state s = {.offer = (uint16_t)i};

		if (!may_begin(o->prefix != NULL ? o->prefix : o->template, first))
			continue;
		memset(s.trace, 0xff, sizeof s.trace);
		s.prefix = o->prefix != NULL;
		if (s.prefix)
			push(out, &s);
		else
			spread(m, s, 0, out);
	}
}

/* ---- one word against one state ---- */

/* 10 is not short for 100. */
static bool
is_number(const char *keyword)
{
	return keyword[0] >= '0' && keyword[0] <= '9';
}

static enum weight
weigh_keyword(const char *keyword, size_t len, struct template_word word, struct template_word *ret)
{
	if (!match_keyword(keyword, len, word))
		return NO_FIT;
	*ret = (struct template_word){keyword, len};
	if (len == word.len)
		return EXACT;
	return is_number(keyword) ? NO_FIT : PREFIX;
}

/* The best of {a|b|c}. Two by prefix are ambiguous: that shows in *ret_ambiguous. */
static enum weight
weigh_choice(const struct template_element *e, struct template_word word, struct template_word *ret,
	     bool *ret_ambiguous)
{
	enum weight best = NO_FIT;

	for (const char *p = e->begin + 1; p < e->end;) {
		size_t whole = strcspn(p, "|}"), len = strcspn(p, "=|}");
		struct template_word keyword;
		enum weight w = weigh_keyword(p, len, word, &keyword);

		*ret_ambiguous |= w == PREFIX && best == PREFIX;
		if (w > best) {
			best = w;
			*ret = keyword;
		}
		p += whole + 1;
	}
	if (best == EXACT)
		*ret_ambiguous = false;
	return best;
}

static bool
fits_interface(const struct match_state *s, const struct template_element *e,
	       const struct match_line *line, unsigned i)
{
	struct template_word word = line->word[i];
	size_t letters = interface_letters(word.p, word.len);
	enum interface_type type;
	struct interface_name name;

	if (s->place == MATCH_NUMBER) {
		struct template_word before = line->word[i - 1];

		type = interface_type_parse(before.p, before.len);
		return interface_number_parse(type, word.p, word.len, &name) &&
		       interface_fits(e->type, name);
	}
	type = interface_type_parse(word.p, letters);
	if (!interface_type_fits(e->type, type))
		return false;
	return letters == word.len ||
	       (interface_number_parse(type, word.p + letters, word.len - letters, &name) &&
		interface_fits(e->type, name));
}

static bool
same_word(struct template_word word, const char *keyword)
{
	return word.len == strlen(keyword) && strncasecmp(word.p, keyword, word.len) == 0;
}

static bool
fits_vlans(const struct match_state *s, struct template_word word)
{
	uint32_t vlan;
	bool number = value_number(word.p, word.len, 1, TEMPLATE_VLAN_MAX, &vlan);

	if (s->place == MATCH_AFTER_TO)
		return number && vlan >= s->low;
	if (s->place == MATCH_AFTER_LOW && same_word(word, "to"))
		return true;
	if (s->place == MATCH_FRESH && same_word(word, "all"))
		return true;
	return number && s->times < TEMPLATE_LIST_MAX;
}

static bool
fits_value(const struct match_state *s, const struct template_element *e,
	   const struct match_line *line, unsigned i)
{
	struct template_word word = line->word[i];
	struct template_value v;

	switch (e->kind) {
	case TEMPLATE_INTERFACE:
		return fits_interface(s, e, line, i);
	case TEMPLATE_VLANS:
		return fits_vlans(s, word);
	case TEMPLATE_TEXT:
		return value_parse(e, word.p, (size_t)(line->end - word.p), &v);
	case TEMPLATE_INT:
	case TEMPLATE_IP:
	case TEMPLATE_MASK:
	case TEMPLATE_MAC:
	case TEMPLATE_NAME:
	case TEMPLATE_WORD:
	case TEMPLATE_TIME:
	case TEMPLATE_HEX:
		return value_parse(e, word.p, word.len, &v);
	case TEMPLATE_LITERAL:
	case TEMPLATE_CHOICE:
	case TEMPLATE_ALTERNATIVES:
		break;
	}
	return false;
}

static enum weight
weigh(const struct template_matcher *m, const struct match_line *line, unsigned i,
      const struct match_state *s, struct template_word *ret_keyword, bool *ret_ambiguous)
{
	struct template_element e;

	if (s->end)
		return NO_FIT;
	if (s->rest)
		return EXACT;
	if (s->prefix) {
		const char *prefix = m->offer[s->offer].prefix;

		return weigh_keyword(prefix, strlen(prefix), line->word[i], ret_keyword);
	}
	match_element(m, s, &e);
	if (e.kind == TEMPLATE_LITERAL)
		return weigh_keyword(e.begin, (size_t)(e.end - e.begin), line->word[i],
				     ret_keyword);
	if (e.kind == TEMPLATE_CHOICE)
		return weigh_choice(&e, line->word[i], ret_keyword, ret_ambiguous);
	return fits_value(s, &e, line, i) ? VALUE : NO_FIT;
}

/* ---- going on ---- */

/* After one word of a VLAN list. */
static void
step_vlans(const struct template_matcher *m, struct match_state s, struct template_word word,
	   size_t after, struct match_set *out)
{
	if (same_word(word, "to")) {
		s.place = MATCH_AFTER_TO;
		push(out, &s);
		return;
	}
	if (!same_word(word, "all")) {
		bool high = s.place == MATCH_AFTER_TO;

		if (!high) {
			value_number(word.p, word.len, 1, TEMPLATE_VLAN_MAX, &s.low);
			s.times++;
		}
		s.place = high ? MATCH_AFTER_HIGH : MATCH_AFTER_LOW;
		push(out, &s);
	}
	spread(m, s, after, out);
}

static void
advance(const struct template_matcher *m, const struct match_line *line, unsigned i,
	struct match_state s, struct match_set *out)
{
	struct template_word word = line->word[i];
	struct template_element e;
	size_t after;

	if (s.rest) {
		push(out, &s);
		return;
	}
	if (s.prefix) {
		s.prefix = false;
		spread(m, s, 0, out);
		return;
	}
	after = (size_t)(match_element(m, &s, &e) - m->offer[s.offer].template);
	s.trace[i] = s.at;
	if (e.kind == TEMPLATE_TEXT) {
		s.rest = true;
		push(out, &s);
	} else if (e.kind == TEMPLATE_VLANS) {
		step_vlans(m, s, word, after, out);
	} else if (e.kind == TEMPLATE_INTERFACE && s.place == MATCH_FRESH &&
		   interface_letters(word.p, word.len) == word.len) {
		s.place = MATCH_NUMBER;
		push(out, &s);
	} else {
		if (++s.times < e.repeat)
			push(out, &s);
		spread(m, s, after, out);
	}
}

/* Nothing takes the word: what was expected says which error it is. */
static enum template_result
refusal(const struct template_matcher *m, const struct match_set *in)
{
	enum template_result result = TEMPLATE_TOO_MANY;

	for (unsigned k = 0; k < in->count; k++) {
		struct template_element e;

		if (in->state[k].end)
			continue;
		if (!in->state[k].prefix) {
			match_element(m, &in->state[k], &e);
			if (e.kind != TEMPLATE_LITERAL && e.kind != TEMPLATE_CHOICE)
				return TEMPLATE_WRONG;
		}
		result = TEMPLATE_UNRECOGNIZED;
	}
	return in->count == 0 ? TEMPLATE_UNRECOGNIZED : result;
}

static enum template_result
match_step(const struct template_matcher *m, const struct match_line *line, unsigned i,
	   const struct match_set *in, struct match_set *out)
{
	enum weight best = NO_FIT;
	struct template_word first = {NULL, 0};
	bool ambiguous = false;

	out->count = 0;
	for (unsigned k = 0; k < in->count; k++) {
		struct template_word keyword = {NULL, 0};
		bool choice = false;
		enum weight w = weigh(m, line, i, &in->state[k], &keyword, &choice);

		if (w == NO_FIT || w < best)
			continue;
		if (w > best) {
			best = w;
			first = keyword;
			ambiguous = false;
			out->count = 0;
		}
		if (best == PREFIX && (choice || keyword.len != first.len ||
				       strncasecmp(keyword.p, first.p, first.len) != 0))
			ambiguous = true;
		advance(m, line, i, in->state[k], out);
	}
	if (ambiguous)
		return TEMPLATE_AMBIGUOUS;
	return best == NO_FIT ? refusal(m, in) : TEMPLATE_MATCH;
}

enum template_result
match_read(const struct template_matcher *m, const struct match_line *line, unsigned words,
	   struct match_set *set, struct match_set *spare, unsigned *ret_column)
{
	match_start(m, words > 0 ? &line->word[0] : NULL, set);
	for (unsigned i = 0; i < words; i++) {
		enum template_result r = match_step(m, line, i, set, spare);
		struct match_set swap = *set;

		if (r != TEMPLATE_MATCH) {
			*ret_column = (unsigned)(line->word[i].p - line->begin);
			return r;
		}
		*set = *spare;
		*spare = swap;
	}
	return TEMPLATE_MATCH;
}
