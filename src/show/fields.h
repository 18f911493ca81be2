/* show/fields.h -- a display as tables: its lines are rows, its many objects come in steps.
 *
 *	static const struct show_field of_group[] = {
 *	    SHOW_LINE(" -----------------\n"),
 *	    SHOW_FIELD(struct group, vrid, "vrid", " VRID  : %s\n"),
 *	    SHOW_WORD("type", " Type  : %s\n", "normal"),
 *	};
 *
 * How a member is printed follows from its type, so a row cannot name the wrong one. Keys and
 * formats are show/show.h's: format NULL is JSON only, key NULL is text only.
 * Tested in test/unit/show/show.c. */
#ifndef SHOW_FIELDS_H
#define SHOW_FIELDS_H

#include <stddef.h>

#include "show/show.h"

enum show_kind {
	SHOW_IS_LINE,	/* `word`, in text only */
	SHOW_IS_WORD,	/* `word`, whatever the struct says */
	SHOW_IS_COUNT,	/* `at` itself, whatever the struct says */
	SHOW_IS_NONE,	/* show_none() */
	SHOW_IS_STRING, /* const char *; NULL: show_none() */
	SHOW_IS_CHARS,	/* char[] */
	SHOW_IS_U8,
	SHOW_IS_U16,
	SHOW_IS_U32,
	SHOW_IS_U64,
	SHOW_IS_BOOL,
	SHOW_IS_IP,
	SHOW_IS_MAC
};

struct show_field {
	enum show_kind kind;
	const char *key, *format, *word;
	size_t at; /* offset of the member */
};

#define SHOW_LINE(words)                                                                           \
	{                                                                                          \
		SHOW_IS_LINE, NULL, NULL, words, 0                                                 \
	}
#define SHOW_WORD(key, format, word)                                                               \
	{                                                                                          \
		SHOW_IS_WORD, key, format, word, 0                                                 \
	}
#define SHOW_COUNT(key, format, n)                                                                 \
	{                                                                                          \
		SHOW_IS_COUNT, key, format, NULL, n                                                \
	}
#define SHOW_NONE(key, format)                                                                     \
	{                                                                                          \
		SHOW_IS_NONE, key, format, NULL, 0                                                 \
	}
#define SHOW_FIELD(type, member, key, format)                                                      \
	{                                                                                          \
		SHOW_KIND(((type *)0)->member), key, format, NULL, offsetof(type, member)          \
	}
/* clang-format off */
#define SHOW_KIND(value) _Generic((value), \
	const char *: SHOW_IS_STRING, char *: SHOW_IS_CHARS, \
	uint8_t: SHOW_IS_U8, uint16_t: SHOW_IS_U16, uint32_t: SHOW_IS_U32, uint64_t: SHOW_IS_U64, \
	bool: SHOW_IS_BOOL, struct ip4: SHOW_IS_IP, struct mac: SHOW_IS_MAC)
/* clang-format on */

#define SHOW_FIELDS(s, table, from) show_fields(s, table, sizeof(table) / sizeof *(table), from)

/* The rows in order; `from` is the struct that SHOW_FIELD named. NULL when no row names one, or
 * when there is none: its rows are show_none() then. */
void show_fields(struct show *s, const struct show_field *table, size_t count, const void *from);

/* One step of a display that is one list in one object, both open: the members from *cursor on.
 * one() shows the i-th or returns false to leave it out; at most `most` are shown. After the last
 * of `count` list and object are closed. True while there is more, with *cursor where to go on. */
bool show_members(struct show *s, uint64_t *cursor, uint64_t count, unsigned most,
		  bool (*one)(const void *context, uint64_t i, struct show *s),
		  const void *context);

#endif
