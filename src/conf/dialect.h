/* conf/dialect.h -- lines of S, AR and CE devices that say with other words what this device has.
 *
 * Pure text, for lines that no view knows: one is spelled anew, and whoever asked tries that. What
 * needs more than its own line (`gateway-list`, `network`) is a row of its view (dhcp/rows.c).
 * Tested in test/unit/conf/dialect.c. */
#ifndef CONF_DIALECT_H
#define CONF_DIALECT_H

#include <stdbool.h>
#include <stddef.h>

/* The line as this device says it, whole and without blanks around it; undo stays before it.
 * False: it is none, or longer than `room`. */
bool dialect_line(const char *line, char *ret, size_t room);

#endif
