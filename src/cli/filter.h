/* cli/filter.h -- `| include RE | count`: what a display's text goes through, line by line.
 *
 * A chain is bounded and keeps at most one unfinished line per filter, whatever runs through it.
 * A line longer than FILTER_LINE_MAX is judged by its beginning and passed or dropped whole.
 * Lines that begin with "Error:" always pass. `json` and `no-more` are flags of the chain, read by
 * the display. docs/vrp.md "Command line". Tested in test/unit/cli/filter.c. */
#ifndef CLI_FILTER_H
#define CLI_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "cli/pattern.h"

enum {
	FILTERS_MAX = 8,
	FILTER_LINE_MAX = 1024 /* characters a filter judges a line by */
};

enum filter_kind { FILTER_INCLUDE, FILTER_EXCLUDE, FILTER_BEGIN, FILTER_COUNT };

struct filter {
	enum filter_kind kind;
	struct pattern pattern; /* not for COUNT */
	bool begun;		/* BEGIN: the line was found */
	unsigned long long lines;
	char line[FILTER_LINE_MAX]; /* the beginning of the unfinished line */
	size_t len;
	bool judged, pass; /* the unfinished line is longer: what to do with the rest */
};

struct filter_chain {
	unsigned count;
	bool json, no_more;
	struct filter filter[FILTERS_MAX];
};

/* Empties the chain. */
void filter_begin(struct filter_chain *c);

/* Adds one filter. False when the chain is full or the expression is none. */
bool filter_add(struct filter_chain *c, enum filter_kind kind, const char *expression,
		bool ignore_case);

/* Sends n bytes into the chain; what comes out is appended to out. */
void filter_feed(struct filter_chain *c, const char *bytes, size_t n, struct text *out);

/* The text is over: unfinished lines and counts come out. */
void filter_end(struct filter_chain *c, struct text *out);

#endif
