/* cli/command.h -- one command line: what is offered where, which row it is, what it does.
 *
 * Private to cli/. Offered in a view are the view's configuration commands, the displays of every
 * subject, the commands of cli/ itself, and in the user view the actions. A line that a view does
 * not know is tried in the system view, which is then the view (docs/vrp.md "Command line").
 * Tested through cli/cli.h and test/golden. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "cli/session.h"

enum command_scope { /* where a line is typed */
		     COMMAND_USER = 1,
		     COMMAND_VIEW = 2,
		     COMMAND_RUN = 4 /* behind `run` */
};

enum command_tag { /* of offers, above those of conf/; low byte: which table */
		   COMMAND_SHOW = 0x2000, /* row: struct show_row */
		   COMMAND_SHOW_OWN = 0x2100,
		   COMMAND_ACTION = 0x2200,    /* row: struct cli_action_row */
		   COMMAND_OWN = 0x2300,       /* row: struct own_row */
		   COMMAND_FILTER = 0x2400,    /* cli/pipe.c's; no command */
		   COMMAND_SHOW_FILE = 0x2500, /* row: struct show_row, of cli/files.c */
		   COMMAND_TAG_KIND = 0xff00,
		   COMMAND_TAG_TABLE = 0x00ff
};

/* Fills c->matcher with what `scope` offers; of configuration, with that of view number `view`. */
void command_offer(struct cli *c, enum command_scope scope, unsigned view);

/* Prints a caret below `column` of the line and the sentence for `result`. */
void command_caret(struct cli_session *s, const char *line, size_t column,
		   enum template_result result, const struct cli_io *io);

/* Carries out one line of an idle session. */
void command_line(struct cli_session *s, const char *line, const struct cli_io *io);

#endif
