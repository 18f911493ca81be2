/* conf/foreign.h -- what VRP has and this device has not: views and leading words, each with the
 * function it belongs to, so that a text from a router says what is missing and not that it is
 * full of mistakes. Nothing here is ever carried out.
 *
 * A row fits a line that begins with its words, whole and in any case; the last word may go on with
 * a digit (LoopBack0), and `undo` before them is skipped. Pure text: only ask about lines that the
 * schema does not know. Tested in test/unit/conf/foreign.c. */
#ifndef CONF_FOREIGN_H
#define CONF_FOREIGN_H

#include <stdbool.h>

#include "base/text.h"

enum {
	FOREIGN_FUNCTIONS_MAX = 64, /* told apart in one text */
	FOREIGN_SENTENCE_MAX = 240
};

enum foreign_where {
	FOREIGN_SYSTEM,	   /* the system view */
	FOREIGN_INTERFACE, /* a view of an interface */
	FOREIGN_OTHER	   /* any other view of ours */
};

/* The function of a line that enters a view; inside NULL: typed in the system view, else the
 * function of the foreign view it stands in. NULL: no such view is known. */
const char *foreign_view(const char *line, const char *inside);

/* The function of a line of a view of ours, one that enters a view included. NULL: none is known,
 * it is a mistake. */
const char *foreign_line(const char *line, enum foreign_where where);

/* How this device spells what the line means on others; NULL: nothing is known. */
const char *foreign_here(const char *line);

struct foreign_count { /* of one text; all zero at first */
	unsigned lines, blocks, count;
	bool in_block;
	struct {
		const char *function; /* of a row */
		unsigned lines;
	} list[FOREIGN_FUNCTIONS_MAX];
};

/* One more line; of a block until foreign_count_end(). */
void foreign_count_add(struct foreign_count *c, const char *function);
void foreign_count_end(struct foreign_count *c);

/* "12 lines in 3 blocks belong to functions this device has not: aaa (8), ospf (4)" without a full
 * stop; the functions with most lines first. Nothing when there are none. */
void foreign_summary(const struct foreign_count *c, struct text *out);

#endif
