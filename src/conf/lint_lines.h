/* conf/lint_lines.h -- the second pass of conf/lint.h: rows judged by what their lines do. */
#ifndef CONF_LINT_LINES_H
#define CONF_LINT_LINES_H

#include "conf/conf.h"

/* How many offences of the rows of one view, each a line in why. */
unsigned lint_lines(const struct conf_schema *schema, unsigned view, struct text *why);

#endif
