/* linux/terminal.h -- an interactive session of the shell client: line editing by libedit, `?` and
 * Tab answered by the daemon, Ctrl-C, Ctrl-Z, history, pager. Tested in
 * test/unit/linux/terminal.c. */
#ifndef LINUX_TERMINAL_H
#define LINUX_TERMINAL_H

#include "linux/client.h"

/* Takes a client not yet open (its print is set here), and runs until quit or end of input. 0, or
 * negative errno when nobody serves path; *ret says how the session ended. */
int terminal_run(struct client *c, const char *path, enum client_result *ret);

#endif
