/* cli/request.h -- one typed line on its way, and the rows of commands that are cli/'s own.
 *
 * Private to cli/: command.c reads lines and has the rows of sessions, transact.c those of commits.
 */
#ifndef CLI_REQUEST_H
#define CLI_REQUEST_H

#include "cli/command.h"
#include "cli/dead.h"
#include "user/config.h"

struct request {
	struct cli_session *s;
	const struct cli_io *io;
	const char *line;    /* as typed, for carets */
	const char *command; /* in it: what is to be matched, behind `run` */
	enum command_scope scope;
};

struct own_row {
	const char *template, *help;
	unsigned scopes; /* enum command_scope, several */
	void (*act)(struct request *r);
	enum dead_line sort;
	enum user_level level;
};

#endif
