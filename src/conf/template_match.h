/* conf/template_match.h -- which of the offered templates a line is, and its values.
 *
 * Keywords are resolved token by token among all offers that are still possible: exact beats
 * prefix, a keyword beats a placeholder; two different keywords by prefix are ambiguous. Of rows
 * that fit equally the first offered wins. Nothing is kept between lines.
 * Tested in test/unit/conf/template.c; fuzzed by test/fuzz/conf_line.c. */
#ifndef CONF_TEMPLATE_MATCH_H
#define CONF_TEMPLATE_MATCH_H

#include "conf/template.h"

/* The offer that fits the whole line, with its values; or the kind of error and its column. */
void template_match(const struct template_matcher *m, const char *line, struct template_found *ret);

#endif
