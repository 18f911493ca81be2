/* conf/error.h -- what is wrong with a configuration: every error, each with its line.
 *
 * Validation looks at a whole candidate at commit and load (forward references are fine until
 * then). Errors refuse the commit; warnings are said and the commit goes on. What a
 * line alone gets wrong never comes so far: conf/row.h, check. docs/vrp.md. */
#ifndef CONF_ERROR_H
#define CONF_ERROR_H

#include <stdbool.h>

#include "conf/conf.h"

enum { CONF_ERRORS_MAX = 64 }; /* kept, errors before warnings; the rest is only counted */

struct conf_error {
	bool warning;
	struct conf_path path;		/* the view */
	unsigned order;			/* of the line in it, as saved; 0: the header */
	char line[ROW_LINE_MAX];	/* the line that causes it; "" means the view's header */
	char message[CONF_MESSAGE_MAX]; /* one sentence, without "Error: " */
};

struct conf_errors {
	unsigned errors, warnings;    /* all */
	unsigned count;		      /* kept in list, errors and warnings as they came */
	struct conf_path at;	      /* the view that conf_error_add() speaks of, */
	const struct conf_part *part; /* its part, */
	unsigned part_number;
	const void *value; /* and the struct of it */
	struct conf_error list[CONF_ERRORS_MAX];
};

/* Puts the list in the order of saved files; errors of one line stay as they came. */
void conf_errors_sort(struct conf_errors *e);

/* Takes the warnings out that `known` has as well: of the same line, with the same words. */
void conf_errors_less(struct conf_errors *e, const struct conf_errors *known);

/* From now on errors speak of this part of this object. */
void conf_errors_in(struct conf_errors *e, const struct conf_object *o, unsigned part);

/* record: the `bool set` record inside the part's struct whose line is to blame; NULL: the view's
 * header. The text is one sentence without "Error: ". */
void conf_error_add(struct conf_errors *e, const void *record, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void conf_warning_add(struct conf_errors *e, const void *record, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
