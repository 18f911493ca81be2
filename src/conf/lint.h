/* conf/lint.h -- what is wrong with the rows of a schema, before a user finds out.
 *
 * Rows are data, and the compiler does not see that a field is too short for its placeholder or
 * that an undo takes a neighbour with it. Two passes, for tests only (nothing here runs in the
 * daemon):
 *
 *	conf/lint.c		every row by itself: templates, places and sizes, keys, help,
 * defaults conf/lint_lines.c	every row as typed: lines made from its template are carried out,
 *				printed, read again and undone, alone and among all other rows
 *
 * The second pass takes a schema that the first found sound: a wrong place would be written to.
 * A schema of its own and one with every kind of offence: test/unit/conf/lint.c. The product's:
 * test/unit/node/schema.c. */
#ifndef CONF_LINT_H
#define CONF_LINT_H

#include "conf/conf.h"

/* How many offences; each is a line in why: the view, the template, what is wrong. */
unsigned conf_lint(const struct conf_schema *schema, struct text *why);

#endif
