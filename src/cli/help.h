/* cli/help.h -- `?` and Tab.
 *
 * Private to cli/. Both look at what the view offers, and at the system view's commands when the
 * view does not know the beginning of the line; behind `|` at the filters. Layout: docs/vrp.md
 * "Command line". Tested through cli/cli.h and test/golden. */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "cli/session.h"

void help_print(struct cli_session *s, const char *line, const struct cli_io *io);
void help_tab(struct cli_session *s, const char *line, const struct cli_io *io);

#endif
