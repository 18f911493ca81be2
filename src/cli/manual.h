/* cli/manual.h -- the commands of a device one by one, as a manual lists them, and which display a
 * typed line is. The tables are those that sessions are offered, so a new row is there by itself.
 *
 * For test/manual, which makes docs/commands.md, the man pages and the completion of it, and for
 * test/golden, which makes the schema of the displays' JSON. Changes nothing but work space.
 * Tested by `make manual`. */
#ifndef CLI_MANUAL_H
#define CLI_MANUAL_H

#include "cli/cli.h"

enum { MANUAL_USER_VIEW = -1 };

enum manual_sort {
	MANUAL_LINE,	/* of a configuration; row: struct row */
	MANUAL_UNDO,	/* of the same row */
	MANUAL_ENTER,	/* creates or enters an object, in the system view */
	MANUAL_DELETE,	/* deletes it */
	MANUAL_DISPLAY, /* in every view */
	MANUAL_ACT,	/* acts at once */
	MANUAL_FILTER	/* behind the `|` of a display */
};

struct manual_command {
	enum manual_sort sort;
	const char *prefix;   /* "undo", or NULL */
	const char *template; /* conf/template.h */
	size_t length;	      /* of it; a shorter form may be another's beginning */
	const char *help;
	const void *row; /* equal for the forms of one row */
};

/* Hands over every command that may be typed in a view of the schema or in MANUAL_USER_VIEW; of
 * displays, all. */
void manual_each(struct cli *c, int view,
		 void (*one)(void *context, const struct manual_command *command), void *context);

/* The filters. */
void manual_filters(struct cli *c, void (*one)(void *context, const struct manual_command *command),
		    void *context);

/* The row of the display that a line of the user view or of any other is, filters and all; NULL: it
 * is none. ret_len: where its filters begin, or its end. */
const struct show_row *manual_display(struct cli *c, const char *line, size_t *ret_len);

#endif
