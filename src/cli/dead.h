/* cli/dead.h -- a view that could not be entered: its lines are refused quietly, and counted.
 *
 * A paste goes on when the header of a view was refused. What follows is that view's and must be
 * carried out nowhere else, so such a header opens a dead view: nothing but displays is carried
 * out in it, `quit`, `#`, `return` or the next header leaves it, and then it is said how many
 * lines were refused. Also dead is what stands further in than any refused line. In a dead view
 * the session stands in the system view, or in the user view when the header was typed there: then
 * `system-view` leaves it as well. Private to cli/. Tested in test/unit/cli/dead.c. */
#ifndef CLI_DEAD_H
#define CLI_DEAD_H

#include "cli/session.h"

/* A line typed in a view of the configuration was refused; known: how many of its characters its
 * own view knew; row: some view knows the command, what is wrong is a value. A header opens a dead
 * view; so does, for what stands further in, a line that nobody knows. */
void dead_refused(struct cli_session *s, const char *line, unsigned known, bool row);

enum dead_line { /* what a line would do in the system view */
		 DEAD_ELSE,
		 DEAD_QUITS,
		 DEAD_RETURNS, /* to the user view or, with nothing pending, to the system view */
		 DEAD_COMMITS,
		 DEAD_DISPLAYS
};

/* Before a line is carried out in a session with s->dead.set. False: not to be carried out, it was
 * refused or has left the dead view and done no more. */
bool dead_lets(struct cli_session *s, const char *line, enum dead_line does,
	       const struct cli_io *io);

/* The dead view is left, whatever else happens; says how many lines were refused. */
void dead_end(struct cli_session *s, struct text *out);

/* What was refused of functions that this device has not, as a sum; it begins anew. */
void dead_sum(struct cli_session *s, struct text *out);

#endif
