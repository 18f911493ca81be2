/* cli/pipe.h -- what stands behind the `|` of a display: the words of filters. What a filter then
 * does with the text is cli/filter.h's. Private to cli/. Tested through cli/cli.h and test/golden.
 */
#ifndef CLI_PIPE_H
#define CLI_PIPE_H

#include "cli/session.h"

/* Fills c->matcher with what may stand behind `|`. */
void pipe_offer(struct cli *c);

/* Where the filters of a line begin: its `|`, or NULL. Only displays have filters. */
const char *pipe_of(const char *line);

/* Adds all filters from `pipe` on, the first `|` of a line, to the session's display. False: one is
 * wrong, cli->found.result says how and *ret_column where, counted from `pipe`. */
bool pipe_read(struct cli_session *s, const char *pipe, size_t *ret_column);

/* Whether the line's first word means `word`, at least `least` characters of it. */
bool pipe_begins_word(const char *line, const char *word, size_t least);

#endif
