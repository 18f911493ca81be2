/* conf/row.h -- one row per configuration command, and what a row can do by itself.
 *
 * How to add a row: give the subject's config.h a record that begins with `bool set` (all zero is
 * "not configured"), and its rows.c a row where the line belongs in a saved file:
 *
 *	{.template = "warning-threshold <int:1-100>",	as the manual prints it
 *	 .help = "Percent of addresses in use",		for `?` and the manual
 *	 .record = POOL(warning),			the record: what undo clears
 *	 .field = {POOL(warning.percent)},		one for each placeholder
 *	 .otherwise = {true, {80}, "%"}},		what holds when it is missing
 *
 * That is parse, abbreviation, undo, `?`, display, saved file and difference. A value that is wrong
 * whatever else is configured is refused by `check`; what depends on other lines is the subject's
 * validate.c. conf_lint() (conf/lint.h) tries every row of every subject in
 * test/unit/node/schema.c: it says when a field is too short, when two commands cannot be told
 * apart, when an undo takes more or less than the command gave. Readers of values take a copy from
 * conf_fill().
 *
 * A subject gives a part of a view: a plain struct and the rows that fill it. The kind of a
 * placeholder and the size of its field say how a value is stored:
 *
 *	<int> {choice} <time>	unsigned or enum of 1, 2 or 4 bytes, wide enough for the range
 *	<ip> <mask>		struct ip4		<mac>	struct mac
 *	<name> <word> <text>	char[], one longer than the range, zeros behind the text
 *	<interface:Vlanif>	its number, 2 or 4 bytes
 *	<interface>		struct interface_name
 *	<hex:1-8>		two fields: uint8_t[8] and how many, 1 byte
 *	<ip>...8		two fields: struct ip4[8] and how many, 1 byte
 *	<vlans>			uint64_t[64], bit v of word v / 64; only as the only value
 *	{a <ip> | b <hex>}	which one, from 0; then the fields of all in order. They may share
 *				memory: only those of the one that was said are written and read
 *
 * A list of addresses or of VLANs that is the only value of its line adds up over lines, and undo
 * takes single ones away; everywhere else a line replaces what it said before.
 *
 * Lists are arrays of records, without holes; `set` of an element is its first byte. Long ones
 * grow (conf/grown.h) and cost what is in them; no inner list does. The first
 * placeholders are the keys, as many as list and inner list have: they pick the element, and sorted
 * lists stay sorted by them. A list may hold a list, that one none. Keys are in the element; with
 * `inner`, those of `list` are in the outer element and all other fields in the inner one. A line
 * makes the elements it needs unless ROW_EXISTING says that another row does.
 *
 * An undo takes what its command gave: the record, or the element when the record is all of it;
 * with too few keys all elements of the inner list. The outer element goes only with
 * ROW_LAST_DELETES.
 *
 * An optional value that was left out is 0, or a copy of the value before (ROW_COPY); it is printed
 * when it is something else. Parts belong to the configuration (conf/conf.h) and are written by row
 * functions only; rows and templates are constants and outlive everything. Parts are compared byte
 * by byte, so no function here leaves rubbish behind a shorter value. Tested in
 * test/unit/conf/row.c, and with the product's rows in test/unit/node/schema.c. */
#ifndef CONF_ROW_H
#define CONF_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "conf/grown.h"
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
	ROW_UNDO_WHOLE = 16,  /* its undo without values would take more away: print them */
	ROW_MANAGE = 32,      /* of who may do what: for users of the highest level alone */
	ROW_SECRET = 64	      /* its last value is a secret, and no key */
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
	unsigned count; /* elements at most; 0: no list */
	unsigned keys;
	bool sorted, grows; /* grows: at `at` stands a CONF_GROWN() */
};

#define ROW_LIST(type, member, keys, sorted)                                                       \
	{                                                                                          \
		offsetof(type, member), sizeof(((type *)0)->member[0]),                            \
		    sizeof(((type *)0)->member) / sizeof(((type *)0)->member[0]), keys, sorted,    \
		    false                                                                          \
	}

/* Of a member that is a CONF_GROWN(). */
#define ROW_GROWN(type, member, max, keys, sorted)                                                 \
	{                                                                                          \
		offsetof(type, member), sizeof(((type *)0)->member.list[0]), max, keys, sorted,    \
		    true                                                                           \
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
	struct row_place keeps;	 /* ROW_LAST_DELETES: the outer element stays while this is set */
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

/* For an `undone`: of a list that grows the first `count` elements are left. */
void row_keep(const struct row_list *list, void *part, unsigned count);

/* Writes the defaults of the rows into the records that are not set, which stay not set, and for
 * optional values that were left out where 0 is out of their range: a copy of a part for somebody
 * who wants to read values and not ask what was typed. */
void row_fill(const struct row *rows, unsigned count, void *part);

#endif
