/* cli/level.h -- what a session may do: VRP's four user levels. Private to cli/.
 *
 * Who sits there is said at the start (cli_is()), and which groups of the system he is in; which
 * level that gives is asked of the running configuration at every command, and again at the
 * answer to its question, so a commit that takes a level away counts at once. Root has all of it
 * always, whatever is configured. A command has its level from what it is: displays 1,
 * configuration 2, what acts on files, leases and the device 3; lines with ROW_MANAGE 3,
 * whichever way they get into a candidate. docs/vrp.md "User levels".
 * Tested in test/unit/cli/level.c. */
#ifndef CLI_LEVEL_H
#define CLI_LEVEL_H

#include "cli/request.h"
#include "user/config.h"

/* The level of the session under the running configuration. */
enum user_level level_of(const struct cli_session *s);

/* "visit", "monitor", "configure", "manage". */
const char *level_name(enum user_level level);

/* Whether it may run a command of that level; else that is printed, and what s->record says is
 * logged as refused. */
bool level_lets(struct cli_session *s, enum user_level needed, struct text *out);

/* Whether it may bring this configuration into force, whichever command or question leads to it;
 * else as above. */
bool level_lets_commit(struct cli_session *s, const struct conf *candidate, struct text *out);

/* Whether it may keep what is on trial, `before` being what ran before it: nobody keeps a level
 * that he has by the trial alone. Else as above. */
bool level_lets_confirm(struct cli_session *s, const struct conf *before, struct text *out);

#endif
