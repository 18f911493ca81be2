/* conf/template.h -- one grammar for every command: config rows, view rows, displays, actions.
 *
 * A template is written as the manual prints the command, elements separated by one blank:
 *
 *	word			a keyword; typed in any case, unambiguous prefixes are enough
 *	<int:1-255>		a number in a range
 *	<ip> <mask> <mac>	10.10.10.1; 255.255.255.0 or 0..32; 00e0-fc12-3456
 *	<name:1-32>		letters, digits, `_` `-` `.`
 *	<word:1-246>		any visible characters
 *	<text:1-242>		the rest of the line, blanks included; last
 *	<string>		the same, 1 to 254 characters when no range is given
 *	<hex:1-127>		bytes as hexadecimal digits, two for each; without a range 1 to 254
 *	<interface>		Vlanif 100, GE0/1/1 ...; <interface:Vlanif> only that type,
 *				<interface:Port> any port, <interface:Sub> any sub-interface
 *	<time>			HH:MM:SS
 *	{access|trunk}		one keyword of several; its value is its place, from 0, or the
 *				number given behind `=`: {v2=2|v3=3}
 *	{ascii <string> | hex <hex> | ip-address <ip>...8}
 *				one of several, each with values of its own; which one, from 0, is a
 *				value in front of theirs. Told from a choice by the blank or the
 *`<`; not inside another one <ip>...8		one to eight of them
 *	<vlans>			`all`, or up to ten of `A` and `A to B`
 *	[ ... ]			may be left out, as a whole; may hold another
 *
 * Placeholders are counted from 0 as they stand; a choice and a {one | of several} are
 * placeholders, a list is one. A place in a template is a byte offset, 65535 at most.
 *
 * Here stand the grammar and the offers of a matcher. conf/template_match.h finds the offer that a
 * line is, conf/complete.h what may come next in one. Tested in test/unit/conf/template.c. */
#ifndef CONF_TEMPLATE_H
#define CONF_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ip4.h"
#include "base/mac.h"
#include "base/text.h"
#include "conf/interface.h"

enum {
	TEMPLATE_LINE_MAX = 3100,  /* characters of a line */
	TEMPLATE_TOKENS_MAX = 64,  /* words of a line */
	TEMPLATE_OFFERS_MAX = 512, /* templates of one matcher; asserted */
	TEMPLATE_VALUES_MAX = 16,  /* values of one line */
	TEMPLATE_LIST_MAX = 10,	   /* repetitions of a list placeholder */
	TEMPLATE_VLAN_MAX = 4094
};

enum template_kind {
	TEMPLATE_LITERAL, /* never a value */
	TEMPLATE_CHOICE,
	TEMPLATE_INT,
	TEMPLATE_IP,
	TEMPLATE_MASK,
	TEMPLATE_MAC,
	TEMPLATE_NAME,
	TEMPLATE_WORD,
	TEMPLATE_TEXT,
	TEMPLATE_INTERFACE,
	TEMPLATE_TIME,
	TEMPLATE_VLANS,
	TEMPLATE_HEX,
	TEMPLATE_ALTERNATIVES /* which of {one | of several} */
};

struct template_value {
	enum template_kind kind;
	unsigned placeholder; /* which one of the template, from 0; equal for all of a list */
	unsigned column;      /* of its first character in the line, from 0 */
	uint32_t number,
	    last; /* INT, CHOICE, ALTERNATIVES; TIME: seconds of the day; VLANS: number..last */
	struct ip4 ip; /* IP, MASK */
	struct mac mac;
	struct interface_name interface;
	bool blank;	  /* INTERFACE: typed with one before the number */
	const char *text; /* canonical: interfaces joined, numbers decimal, keywords whole, HEX in
			   * small letters */
};

enum template_result {
	TEMPLATE_MATCH,
	TEMPLATE_EMPTY, /* no words, or a comment: `#` or `!` first */
	TEMPLATE_UNRECOGNIZED,
	TEMPLATE_INCOMPLETE,
	TEMPLATE_AMBIGUOUS,
	TEMPLATE_WRONG,
	TEMPLATE_TOO_MANY
};

struct template_found { /* text pointers reach into `store`: do not copy this struct */
	enum template_result result;
	unsigned column; /* of the offending token; INCOMPLETE and MATCH: after the last */
	const void *row; /* as offered */
	unsigned tag;	 /* as offered */
	unsigned count;	 /* of values */
	struct template_value value[TEMPLATE_VALUES_MAX];
	char store[TEMPLATE_LINE_MAX + 512];
};

struct template_help { /* of one keyword; a list ends with {NULL, NULL} */
	const char *word, *help;
};

struct template_offer {
	const char *prefix;		   /* one more keyword in front ("undo"), or NULL */
	const char *template;		   /* lives as long as the matcher */
	size_t length;			   /* of it, when only the beginning counts */
	const char *help;		   /* of the whole line */
	const void *row;		   /* the caller's, given back */
	unsigned tag;			   /* the caller's, given back */
	const struct template_help *words; /* of its keywords, where they have their own, or NULL */
};

struct template_matcher { /* values may be read, only the functions below write */
	unsigned count;
	struct template_offer offer[TEMPLATE_OFFERS_MAX];
};

/* Empties the matcher. */
void template_begin(struct template_matcher *m);

/* Adds one template. template_offer(m, t, h, row, tag) is the plain case. */
void template_add(struct template_matcher *m, struct template_offer offer);
void template_offer(struct template_matcher *m, const char *template, const char *help,
		    const void *row, unsigned tag);

/* "Unrecognized command", ... of "Error: %s found at '^' position."; NULL for MATCH and EMPTY. */
const char *template_result_text(enum template_result result);

/* ---- walking a template; conf/row.c renders with it ---- */

struct template_word { /* a part of a line or of a template, not ended */
	const char *p;
	size_t len;
};

struct template_element {
	enum template_kind kind;
	const char *begin, *end;  /* the element without blanks around it */
	uint32_t low, high;	  /* INT: range; NAME, WORD, TEXT: characters */
	enum interface_type type; /* INTERFACE: interface_fits() */
	unsigned repeat;	  /* 1, or how often it may stand */
};

enum template_mark {
	TEMPLATE_END,
	TEMPLATE_ELEMENT, /* a keyword, a placeholder or a choice */
	TEMPLATE_OPEN,	  /* [ */
	TEMPLATE_CLOSE,	  /* ] */
	TEMPLATE_EITHER,  /* { of alternatives: an element of that kind */
	TEMPLATE_OR,	  /* | between them */
	TEMPLATE_CHOSEN	  /* } behind them */
};

/* What stands at *p or behind blanks; *p moves behind it. Before END only ELEMENT and EITHER fill
 * *ret. */
enum template_mark template_next(const char **p, const char *end, struct template_element *ret);

/* The bracket that closes the one before p, or end. */
const char *template_close(const char *p, const char *end);

/* The `|` that ends the alternative p stands in, or end, which is where the alternatives close. */
const char *template_bar(const char *p, const char *end);

/* How many placeholders stand before the offset. */
unsigned template_ordinal(const char *template, size_t at);

/* The alternatives around an offset: their placeholder and which one it is; false: none. */
bool template_alternative(const char *template, size_t at, unsigned *ret_placeholder,
			  uint32_t *ret_number);

/* Reads the element at p (no bracket, not the end); where it ends. */
const char *template_element(const char *p, struct template_element *ret);

/* Keyword number `place` of a {choice} and the number it means; false: there are fewer. */
bool template_choice_at(const struct template_element *e, unsigned place,
			struct template_word *ret_word, uint32_t *ret_number);

/* The keyword of a {choice} that stands for number, or NULL; ret_len its length. */
const char *template_choice_word(const struct template_element *e, uint32_t number,
				 size_t *ret_len);

#endif
