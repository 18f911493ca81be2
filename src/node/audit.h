/* node/audit.h -- who did what on the command line, as lines of the log: commands that change or
 * act, those that were not allowed, and the sessions of persons. Bounded: AUDIT_LINES at once and
 * AUDIT_A_SECOND after that, the rest is counted and said as a number. Displays are not recorded; a
 * secret is masked before it comes here (cli_done()). Tested in test/unit/node/audit.c. */
#ifndef NODE_AUDIT_H
#define NODE_AUDIT_H

#include "cli/cli.h"
#include "node/step/step.h"

enum { AUDIT_LINES = 200, AUDIT_A_SECOND = 5 };

struct audit {
	uint64_t spent_us; /* lines that were written count against the time until then */
	unsigned left_out; /* since the last one that was written */
};

/* What the call of cli/ before did. */
void audit_command(struct audit *a, struct cli_session *s, struct step *step);

/* A person's session begins, or ends. */
void audit_session(struct audit *a, const struct cli_session *s, bool begins, struct step *step);

#endif
