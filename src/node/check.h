/* node/check.h -- a configuration file without a device: what `twinleased --check` says of it. Tested
 * in test/unit/node/files.c and apply.c. */
#ifndef NODE_CHECK_H
#define NODE_CHECK_H

#include <stdbool.h>
#include <stddef.h>

struct text;

/* Parses and validates a configuration without starting anything: every error as one line
 * "FILE:LINE:COLUMN: message" in the text handed in, warnings with "Warning: " before the message.
 * foreign: lines of functions that this device has not are left out, with a warning. Returns the
 * number of errors. */
unsigned node_check(const char *config, const char *file, unsigned ports_count,
		    const char *const *port, bool foreign, struct text *errors);

/* The name that a device with this configuration has, into ret. False: the text does not load, and
 * ret is untouched. */
bool node_name(const char *config, char *ret, size_t cap);

#endif
