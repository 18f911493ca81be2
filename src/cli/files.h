/* cli/files.h -- commands that read a configuration file: loading it into the candidate, going back
 * to it, comparing it with what runs, printing it, starting with it; and the list of them.
 *
 * A file has a plain name that ends in .cfg and lies in the folder of saved files; the host reads
 * it (CLI_READ) while the session waits, and says what stood there. It is checked whole as
 * `twinleased --check` does and prints the same lines; one error, and nothing of it is loaded. Of
 * lines that are merged, rules between lines are looked at by the commit, as of lines that are
 * typed. docs/vrp.md "Configuration files". Private to cli/. Tested through cli/cli.h and
 * test/golden/files.txt. */
#ifndef CLI_FILES_H
#define CLI_FILES_H

#include "cli/request.h"

extern const struct own_row files_rows[];
extern const unsigned files_rows_count;

/* Displays of what the host has to look up first; their subject is the session. */
extern const struct show_row files_show_rows[];
extern const unsigned files_show_rows_count;

/* Whether it may be the name of a configuration file; else that is printed. */
bool files_named(struct cli_session *s, const char *name, struct text *out);

/* Begins such a display, whose row and values are in `found`. */
void files_show(struct cli_session *s, const struct show_row *row,
		const struct template_found *found, struct text *out);

/* The host has answered: goes on with what it was asked for. */
void files_read(struct cli_session *s, const struct cli_read *r, const struct cli_io *io);

/* Frees what the last display of a file kept of it. */
void files_forget(struct cli_session *s);

#endif
