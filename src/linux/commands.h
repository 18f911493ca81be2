/* linux/commands.h -- several commands in one argument of the shell client: "a; b; c".
 *
 * A backslash before a semicolon or a backslash takes it as it is. Blanks around a command are
 * dropped, and empty commands with them. Tested in test/unit/linux/commands.c. */
#ifndef LINUX_COMMANDS_H
#define LINUX_COMMANDS_H

#include <stdbool.h>
#include <stddef.h>

/* Cuts the next command out of *rest into line[cap], moves *rest on. 1: there was one; 0: nothing
 * is left; -1: it does not fit. */
int commands_next(const char **rest, char *line, size_t cap);

#endif
