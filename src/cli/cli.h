/* cli/cli.h -- one device's command line as a pure machine: sessions, views, displays, commits.
 *
 * node/ owns the running configuration and forwards what the shell client sends. One line goes
 * in; text and a verdict come out. A session has a candidate configuration of its own, copied
 * from the running one at the first change. Nothing here validates across objects or applies:
 * the verdict COMMIT hands the candidate to node/, which answers with cli_commit_done().
 *
 *	cli_line(s, "commit", &io);			io.verdict == CLI_COMMIT
 *	candidate = cli_commit_take(s);			node/ validates, applies, keeps it
 *	cli_running(cli, candidate, io.now, offset);	... or gives it back with its errors:
 *	cli_commit_done(s, back, errors, n, &io);	io.verdict == CLI_READY (or CLI_QUIT)
 *
 * Another session's commit: cli_running() carries the pending changes of every other session
 * over to the new running configuration, line by line; what both changed keeps this session's
 * value, and its commit wins then (huawei.md 2.9, Conflicts). A line that the new configuration
 * does not take is kept as an error: the next commit prints it and is cancelled, once; the
 * operator sees it before anything is overwritten or lost.
 *
 * Prompts, echoes and errors: huawei.md 2.9 and 2.10. A mark `*` is derived by comparing
 * candidate with running, never stored. The pager is the client's.
 * Tested in test/unit/cli and test/golden; outside bytes fuzzed in test/fuzz/cli.c. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "show/show.h"

enum {
	CLI_LINE_MAX = 3100,		  /* characters of a line (huawei.md 2.10) */
	CLI_SESSIONS_MAX = 16,		  /* as NODE_SESSIONS_MAX */
	CLI_TEXT_MIN = 2 * SHOW_STEP_MAX, /* room io->out must have at every call */
	CLI_PROMPT_MAX = 640,
	CLI_FILE_MAX = 64
};

struct conf;	    /* conf/conf.h: a configuration value */
struct schema;	    /* conf/row.h: views and command rows */
struct conf_errors; /* conf/conf.h: what a validation found */

/* One action command of the user view, e.g. `reset dhcp server statistics`. Templates as in
 * struct show_row. It acts at once and says what went wrong as "Error: ..." in out. */
struct cli_action_row {
	const char *template;
	const char *help;
	void (*act)(void *subject, const struct show_args *args, uint64_t now, struct text *out);
};

struct cli_action_table {
	const struct cli_action_row *rows;
	unsigned count;
	void *subject;
};

/* Everything is borrowed and must outlive the struct cli. */
struct cli_setup {
	const struct schema *schema;
	const struct show_table *shows;
	unsigned shows_count;
	const struct cli_action_table *actions;
	unsigned actions_count;
	const char *version; /* one line for `display version`, e.g. "Twinlease 0.1" */
};

enum cli_verdict {
	CLI_READY,    /* ask for the next command */
	CLI_MORE,     /* a display goes on: call cli_more() when the text was taken */
	CLI_QUESTION, /* the next line is the answer */
	CLI_COMMIT,   /* cli_commit_take(), then cli_commit_done(); no line until then */
	CLI_SAVE, /* write cli_save_text() to io->file, then cli_save_done(); no line until then */
	CLI_QUIT  /* the session ends: cli_close() */
};

/* What goes with every call: `now`, where the text goes; and what comes back. */
struct cli_io {
	uint64_t now;		/* in */
	int64_t wall_offset_us; /* in; wall clock = now + this */
	struct text *out;	/* in; CLI_TEXT_MIN bytes of room */

	enum cli_verdict verdict; /* out */
	bool failed;		  /* out: an "Error:" was printed by this command */
	const char *prompt;	  /* out: READY, QUESTION (empty: it stands in the text already);
				     valid until the session's next call */
	const char *file;	  /* out: SAVE, NULL for the startup file */
};

struct cli;
struct cli_session;

struct cli *cli_new(const struct cli_setup *setup);
void cli_free(struct cli *c); /* accepts NULL; closes all sessions */

/* The running configuration is this one from now on: at start, after a commit, after a reload.
 * The one before must still be alive during the call; pending changes of sessions move over. */
void cli_running(struct cli *c, const struct conf *running, uint64_t now, int64_t wall_offset_us);

/* NULL when CLI_SESSIONS_MAX are open. Prints nothing; io gets the first prompt. */
struct cli_session *cli_open(struct cli *c, bool interactive, struct cli_io *io);
void cli_close(struct cli_session *s); /* accepts NULL; drops its candidate */

void cli_line(struct cli_session *s, const char *line, struct cli_io *io);
void cli_more(struct cli_session *s, struct cli_io *io);
void cli_stop(struct cli_session *s, struct cli_io *io); /* Ctrl-C: ends display or question */

/* `?` and Tab typed after `line`. Help prints and leaves the session as it was. Tab prints the
 * whole line as it should now stand, nothing else: completed when the last word is unique. */
void cli_help(struct cli_session *s, const char *line, struct cli_io *io);
void cli_tab(struct cli_session *s, const char *line, struct cli_io *io);

/* After CLI_COMMIT. The caller owns what it took: as the new running configuration, or given
 * back as `back` together with why (back NULL: committed). */
struct conf *cli_commit_take(struct cli_session *s);
void cli_commit_done(struct cli_session *s, struct conf *back, const struct conf_errors *why,
		     struct cli_io *io);

/* After CLI_SAVE: the whole running configuration as a file, into t (cut when it does not fit);
 * then how it went, message being one sentence when not ok. */
void cli_save_text(const struct cli_session *s, struct text *t);
void cli_save_done(struct cli_session *s, bool ok, const char *message, struct cli_io *io);

#endif
