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
	ROW_FIELDS_MAX = 4,
	ROW_LINE_MAX = 512 /* bytes of one rendered line with its end */
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

struct row {
	const char *template, *help;
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
	const char *noun; /* of a list element, for messages: "section"; NULL: "configuration" */
};

/* Carries out a matched line, all or nothing: false with one sentence in error, part untouched. */
bool row_set(const struct row *r, void *part, const struct template_found *found,
	     struct text *error);
bool row_undo(const struct row *r, void *part, const struct template_found *found,
	      struct text *error);

/* The row's only value adds up: lines are pieces of one set. */
bool row_adds_up(const struct row *r);

/* Takes out of the values that add up what `other` has as well: what is left is the difference.
 * A list of addresses is left whole unless it is the same. */
void row_subtract(const struct row *rows, unsigned count, void *part, const void *other);

#endif
