/* cli/stuck.h -- pending changes over another session's commit, and the lines that it made
 * impossible.
 *
 * Such a line stays pending and is stuck: it is shown with what is wrong, no commit of the session
 * succeeds while there is one, and it is tried again after each change of the candidate or of the
 * running configuration. It goes when it fits again, when a line for the same thing is typed, when
 * it is undone, with its object, or with all that is pending. Private to cli/. Tested through
 * cli/cli.h and test/golden/stuck.txt. */
#ifndef CLI_STUCK_H
#define CLI_STUCK_H

#include "cli/session.h"

enum { STUCK_MAX = 1024 }; /* kept; of more only the number, and they go only with all */

/* Carries what is pending between `old` and the candidate over to the configuration `running`. */
void stuck_rebase(struct cli_session *s, const struct conf *old, const struct conf *running);

/* A line typed at `at` is for what a stuck line is for, which goes. A line that was refused, and
 * was to take away nothing else, is carried out by that: cli->reply. */
void stuck_typed(struct cli_session *s, const struct conf_path *at, const struct row *row,
		 unsigned tag, const char *keys);

/* The keys of what cli->found is, for stuck_typed(), which row they belong to: not NULL when it is
 * a row. */
const struct row *stuck_keys(const struct template_found *found, char ret[STUCK_KEYS_MAX]);

/* Tries every stuck line on the candidate. */
void stuck_again(struct cli_session *s);

/* Number `i` as lines of a display: its header, the line behind a blank, what is wrong. */
void stuck_show(const struct cli_session *s, unsigned i, struct text *out);

/* It is of the view of the line before it, or of the system view: no header stands above it. */
bool stuck_is_headed(const struct session_stuck *stuck, unsigned i);

void stuck_drop(struct cli_session *s);

#endif
