/* cli/ask.h -- what a session asks before it does it, and the answers.
 *
 * Private to cli/. Each of the first four begins something in an idle session: it is done at once,
 * or the session is asking, committing or saving afterwards. Tested through cli/cli.h and
 * test/golden. */
#ifndef CLI_ASK_H
#define CLI_ASK_H

#include "cli/session.h"

/* To the user view, asking first when something is pending. */
void ask_leave(struct cli_session *s);

/* leaving: to the user view when it succeeds. False: nothing to commit, or refused; the state is as
 * before. */
bool ask_commit(struct cli_session *s, bool leaving, struct text *out);

/* Whether something pending is stuck; it is printed then. */
bool ask_stuck(struct cli_session *s, struct text *out);

/* Commits this configuration, which is the session's from here on, instead of what is pending. */
void ask_propose(struct cli_session *s, struct conf *c, struct text *out);

/* Takes the trial of session `number` back (-1: as trial_may_abort()), after a question. */
/* `kill user-interface`: a question, if there is such a session. */
void ask_kill(struct cli_session *s, unsigned place, struct text *out);

void ask_abort(struct cli_session *s, int number);

/* file "": the startup file. */
void ask_save(struct cli_session *s, const char *file, struct text *out);

/* Does what s->action says, or asks first. */
void ask_action(struct cli_session *s, const struct cli_io *io);

/* The answer to the session's question. */
void ask_answer(struct cli_session *s, const char *line, const struct cli_io *io);

#endif
