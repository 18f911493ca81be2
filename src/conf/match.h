/* conf/match.h -- the inside of the matcher: which places of which templates are still possible.
 *
 * A line is read word by word. A state says: in this offer, this element is expected next; a set
 * holds all of them. One word takes a set to the next. conf/template_match.c and conf/complete.c
 * are the users. Tested
 * through it. */
#ifndef CONF_MATCH_H
#define CONF_MATCH_H

#include "conf/template.h"

enum { MATCH_STATES_MAX = 1024, MATCH_TRACE_NONE = UINT16_MAX };

struct match_line {
	const char *begin, *end; /* trailing blanks are outside */
	bool partial;		 /* the last word may not be finished: no blank after it */
	bool crowded;		 /* there are more words than TEMPLATE_TOKENS_MAX */
	unsigned count;
	struct template_word word[TEMPLATE_TOKENS_MAX];
};

enum match_place { /* inside one element that takes several words */
		   MATCH_FRESH,
		   MATCH_NUMBER,    /* the type of an interface was said, its number comes */
		   MATCH_AFTER_LOW, /* `A` of a VLAN list; `to` may come */
		   MATCH_AFTER_TO,
		   MATCH_AFTER_HIGH
};

struct match_state {
	uint16_t offer;
	uint16_t at;			     /* of the expected element in the template */
	bool prefix;			     /* the offer's prefix is expected */
	bool end;			     /* nothing more is expected */
	bool rest;			     /* a <text> has taken the rest of the line */
	uint8_t place;			     /* enum match_place */
	uint8_t times;			     /* how often a repeated element has stood */
	uint32_t low;			     /* AFTER_TO: A */
	uint16_t trace[TEMPLATE_TOKENS_MAX]; /* per word: element it belongs to */
};

struct match_set {
	unsigned count;
	struct match_state *state; /* MATCH_STATES_MAX */
};

/* Splits a line at blanks. */
void match_split(const char *line, struct match_line *ret);

/* Reads the first `words` words: *set is then what may follow them. MATCH, or what is wrong with
 * the word at *ret_column. */
enum template_result match_read(const struct template_matcher *m, const struct match_line *line,
				unsigned words, struct match_set *set, struct match_set *spare,
				unsigned *ret_column);

/* The element a state expects; not for prefix, end and rest. */
const char *match_element(const struct template_matcher *m, const struct match_state *s,
			  struct template_element *ret);

/* True when word is a prefix of the keyword, in any case. */
bool match_keyword(const char *keyword, size_t keyword_len, struct template_word word);

#endif
