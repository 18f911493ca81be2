/* cli/display.h -- displays of a session: running one step by step, and those of cli/ itself.
 *
 * Private to cli/. A step writes at most SHOW_STEP_MAX bytes; filters work on that piece. The own
 * displays (`display this`, `current-configuration`, ...) are rows like any subject's, and their
 * subject is the session. docs/vrp.md "Configuration displays". Tested through cli/cli.h and
 * test/golden. */
#ifndef CLI_DISPLAY_H
#define CLI_DISPLAY_H

#include "cli/session.h"

extern const struct show_row display_rows[];
extern const unsigned display_rows_count;

/* Starts a display whose row and values are in `found`; s->display.filters is set already. */
void display_start(struct cli_session *s, const struct show_row *row, const void *subject,
		   const struct template_found *found, const struct cli_io *io);

/* The same in two steps, for what has to be looked up in between: keeps row and values; starts. */
void display_keep(struct cli_session *s, const struct show_row *row, const void *subject,
		  const struct template_found *found);
void display_begin(struct cli_session *s, const struct cli_io *io);

/* Prints the next piece; the session is idle again after the last. */
void display_step(struct cli_session *s, const struct cli_io *io);

/* Of the device nothing but what it is: also for users of level 0. */
bool display_for_everyone(const struct show_row *row);

#endif
