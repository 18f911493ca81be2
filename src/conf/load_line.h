/* conf/load_line.h -- the lines of a text as they stand there, before anybody asks what they mean.
 * Tested through conf/load.h. */
#ifndef CONF_LOAD_LINE_H
#define CONF_LOAD_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "conf/template.h"

/* Cuts the next line out of *text into buffer, without blanks around it; its indentation. What is
 * longer than a command may be keeps one character too many. */
size_t load_line_cut(const char **text, char buffer[TEMPLATE_LINE_MAX + 2]);

/* No line up to `return` stands further in than the others, comments apart. */
bool load_line_flat(const char *text);

/* Lines of a capture stand in the text as they were on the screen: a sentence, or NULL. */
const char *load_line_captured(const char *line);

/* The number of the last line that says something, from 1, and where its end is. */
unsigned load_line_last(const char *text, size_t *ret_end);

/* The number of the first line that is no comment and not empty, and where it begins; 0: none. */
unsigned load_line_said(const char *text, size_t *ret_indent);

#endif
