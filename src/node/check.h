/* node/check.h -- what can be said of a configuration that is not in force: of a file without a
 * device (`twinleased --check`), and of a candidate what no rule of it can know. Tested in
 * test/unit/node/files.c and apply.c. */
#ifndef NODE_CHECK_H
#define NODE_CHECK_H

#include <stdbool.h>
#include <stddef.h>

struct bind;
struct cli_file;
struct conf;
struct conf_errors;
struct text;

/* Parses and validates a configuration without starting anything: every error as one line
 * "FILE:LINE:COLUMN: message" in the text handed in, warnings with "Warning: " before the message.
 * foreign: lines of functions that this device has not are left out, with a warning. Returns the
 * number of errors. */
unsigned node_check(const char *config, const char *file, unsigned ports_count,
		    const char *const *port, bool foreign, struct text *errors);

/* Of a file that is read while clients are served: some 5 us a line, in one step. */
enum { CHECK_LINES_MAX = 20000 };

/* Whether such a file is short enough; else one sentence more in errors. */
bool check_length(const char *config, const char *file, struct text *errors);

/* The configuration of a file that a session read (CHECK_LINES_MAX lines at most), for a device
 * with these ports and leases (b may be NULL): every error as node_check() prints it, and NULL; or
 * the configuration, for conf_free(), and at most warnings. Rules between lines are not looked at
 * when the file has a base. */
struct conf *check_file(const struct conf *running, const struct bind *b, struct cli_file *file,
			struct text *out);

/* The name that a device with this configuration has, into ret. False: the text does not load, and
 * ret is untouched. */
bool node_name(const char *config, char *ret, size_t cap);

/* Whether this machine has the memory for a candidate's pools; else one more error. b may be NULL.
 */
bool check_room(const struct bind *b, const struct conf *candidate, struct conf_errors *e);

/* The two as cli/ calls them: cli_setup.check, cli_setup.load. */
void check_candidate(void *node, const struct conf *candidate, struct conf_errors *e);
struct conf *check_load(void *node, struct cli_file *file, struct text *out);

#endif
