/* cli/pattern.h -- the regular expressions of `| include`, bounded in memory and in time.
 *
 * The dialect is POSIX extended without intervals: . [set] [^set] [[:class:]] * + ? | ( ) ^ $ and
 * backslash; `_` is VRP's separator: one of blank , { } ( ) _ or either end of the line. A brace
 * is an ordinary character. Every state is followed at once (no backtracking), so a match costs at
 * most length of line times length of pattern, whatever an operator types; regcomp() of libc
 * allocates and gives no such promise. Tested in test/unit/cli/pattern.c. */
#ifndef CLI_PATTERN_H
#define CLI_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	PATTERN_TEXT_MAX = 255, /* characters of an expression */
	PATTERN_OPS_MAX = 512,
	PATTERN_SETS_MAX = 24 /* bracket expressions and `_` */
};

struct pattern_op {
	uint8_t kind;
	uint8_t value;	     /* a character, or the index of a set */
	int16_t first, then; /* relative to this operation */
};

struct pattern {
	bool ignore_case;
	uint16_t count;
	uint8_t sets_count;
	struct pattern_op op[PATTERN_OPS_MAX];
	uint8_t set[PATTERN_SETS_MAX][32]; /* bit per character */
};

/* False when text is no expression or too long; *ret is then undefined. */
bool pattern_compile(const char *text, bool ignore_case, struct pattern *ret);

/* Whether the expression is found anywhere in the line, which has no line end. */
bool pattern_found(const struct pattern *p, const char *line, size_t len);

#endif
