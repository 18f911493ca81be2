/* conf/row.h -- one row per configuration command, and what a row can do by itself.
 *
 * A subject gives a part of a view: a plain struct and the rows that fill it. Every record in the
 * struct begins with `bool set`. Placeholder i of the template belongs to field[i]; the kind of
 * the placeholder and the size of the field say how it is stored:
 *
 *	<int> {choice} <time>	unsigned or enum of 1, 2 or 4 bytes
 *	<ip> <mask>		struct ip4		<mac>	struct mac
 *	<name> <word> <text>	char[]			<interface>	its number, 2 or 4 bytes
 *	<ip>...8		struct ip4[8]; field[i + 1] is its count, 1 byte; it adds up
 *	<vlans>			uint64_t[64], bit v of word v / 64; it adds up
 *
 * From the row come parse and undo, render and diff (conf/row_text.h); the manual and `?` take
 * template and help. An optional value that was left out is 0, or a copy of the field before
 * (ROW_COPY); it is printed when it is something else. Lists are arrays of records, without holes;
 * the first `keys` placeholders pick the element, and sorted lists stay sorted by them. A list may
 * hold a list. Tested in test/unit/conf/row.c. */
#ifndef CONF_ROW_H
#define CONF_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "conf/template.h"

enum {
	ROW_FIELDS_MAX = 8,
	ROW_DEFAULTS_MAX = 3, /* numbers of one default */
	ROW_BYTES_MAX = 255,  /* of one <hex> */
	ROW_WHY_MAX = 240,    /* characters of a refusal */
	ROW_LINE_MAX = 768    /* bytes of one rendered line with its end */
};

enum row_flag {
	ROW_NEGATED = 1,      /* the record is set by `undo X`, printed so, and cleared by X */
	ROW_EXISTING = 2,     /* the list element must be there before */
	ROW_LAST_DELETES = 4, /* with the last inner element the outer one goes */
	ROW_COPY = 8,	      /* optional values copy the field before */
	ROW_UNDO_WHOLE = 16   /* its undo without values would take more away: print them */
};

struct row_place { /* something inside a struct */
	size_t at, size;
};

#define ROW_AT(type, member)                                                                       \
	{                                                                                          \
		offsetof(type, member), sizeof(((type *)0)->member)                                \
	}

struct row_list {
	size_t at, stride;
	unsigned count; /* 0: no list */
	unsigned keys;
	bool sorted;
};

#define ROW_LIST(type, member, keys, sorted)                                                       \
	{                                                                                          \
		offsetof(type, member), sizeof(((type *)0)->member[0]),                            \
		    sizeof(((type *)0)->member) / sizeof(((type *)0)->member[0]), keys, sorted     \
	}

/* A typed line as the check of a row sees it, before anything is written. */
struct row_line {
	const void *part; /* as it is now */
	const void *given;
};

/* Value number n of a placeholder (of a list; others have one, number 0), or NULL: left out, or of
 * an alternative that was not taken. With ROW_COPY what was left out is the copy. */
const struct template_value *row_value(const struct row_line *line, unsigned placeholder,
				       unsigned n);

/* What holds when the line is missing: the numbers of the placeholders that are no keys. Other
 * placeholders than <int>, <time> and {choice} cannot have one. */
struct row_default {
	bool known;
	uint32_t number[ROW_DEFAULTS_MAX];
	const char *unit; /* of the number: "s"; NULL: it has none */
};

struct row {
	const char *template, *help;
	/* Help for keywords of the template that `?` asks for, ended by {NULL, NULL}; NULL: all
	 * have the line's, or what conf/complete.c says of words that begin several commands. */
	const struct template_help *words;
	/* NULL: the template up to its first value that is no key. "": no undo form. Otherwise a
	 * template whose placeholders are the first ones of `template`; what is given must equal
	 * what is stored. */
	const char *undo;
	struct row_place record; /* in the part; with a list: in the (inner) element */
	/* Keys of `list` and, without `inner`, all fields: in the element; else in the inner one.
	 */
	struct row_place field[ROW_FIELDS_MAX];
	struct row_list list, inner; /* `inner` lies in an element of `list` */
	unsigned flags;
	struct row_place clears; /* zeroed when this one is set; beside `record` */
	/* Instead of the row's own undo, when not NULL: false with a sentence in error. */
	bool (*undone)(void *part, const struct template_found *values, struct text *error);
	/* What a line alone can get wrong, said when it is typed or loaded: NULL, or the value to
	 * blame, with a sentence in error. Rules between lines wait for commit (conf/error.h). */
	const struct template_value *(*check)(const struct row_line *line, struct text *error);
	struct row_default otherwise;
	const char *noun; /* of a list element, for messages: "section"; NULL: "configuration" */
};

struct row_refusal {
	bool blames;	       /* a check blames one value, */
	unsigned column;       /* which begins there in the line, from 0 */
	char why[ROW_WHY_MAX]; /* one sentence */
};

/* Carries out a matched line, all or nothing: false with *ret, part untouched. */
bool row_set(const struct row *r, void *part, const struct template_found *found,
	     struct row_refusal *ret);
bool row_undo(const struct row *r, void *part, const struct template_found *found,
	      struct row_refusal *ret);

/* Writes the defaults of the rows into the records that are not set, which stay not set, and for
 * optional values that were left out where 0 is out of their range: a copy of a part for somebody
 * who wants to read values and not ask what was typed. */
void row_fill(const struct row *rows, unsigned count, void *part);

/* The row's only value adds up: lines are pieces of one set. */
bool row_adds_up(const struct row *r);

/* Takes out of the values that add up what `other` has as well: what is left is the difference.
 * A list of addresses is left whole unless it is the same. */
void row_subtract(const struct row *rows, unsigned count, void *part, const void *other);

#endif
