/* conf/error.h -- what is wrong with a configuration: every error, each with its line.
 *
 * Validation looks at a whole candidate at commit and load (forward references are fine until
 * then). Errors refuse the commit; warnings are said and the commit goes on (huawei.md 2.9, 5). */
#ifndef CONF_ERROR_H
#define CONF_ERROR_H

#include <stdbool.h>

#include "conf/conf.h"

enum { CONF_ERRORS_MAX = 64 }; /* kept; the rest is only counted */

struct conf_error {
	bool warning;
	struct conf_path path;		/* the view */
	char line[ROW_LINE_MAX];	/* the line that causes it; "" means the view's header */
	char message[CONF_MESSAGE_MAX]; /* one sentence, without "Error: " */
};

struct conf_errors {
	unsigned errors, warnings; /* all */
	unsigned count;		   /* kept in list, errors and warnings as they came */
	struct conf_path at;	   /* the view that conf_error_add() speaks of */
	struct conf_error list[CONF_ERRORS_MAX];
};

/* `line` as it is rendered, or "". */
void conf_error_add(struct conf_errors *e, const char *line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void conf_warning_add(struct conf_errors *e, const char *line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
