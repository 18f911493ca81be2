/* cli/cli.h -- one device's command line as a pure machine: sessions, views, displays, commits.
 *
 * node/ owns the running configuration and forwards what the shell client sends. One line goes
 * in; text and a verdict come out. A session has a candidate configuration of its own, copied
 * from the running one at the first change. Nothing here validates across objects or applies:
 * the verdict COMMIT hands the candidate to node/, which answers with cli_commit_done().
 *
 *	cli_line(s, "commit", &io);			io.verdict == CLI_COMMIT
 *	candidate = cli_commit_take(s);			the caller's now; validate, apply
 *	cli_running(c, candidate, io.now, offset);	it runs; free the old one after this
 *	cli_commit_done(s, NULL, errors, &io);		errors holds at most warnings
 *   or
 *	cli_commit_done(s, candidate, errors, &io);	refused: given back, the session goes on
 *
 * Another session's commit: cli_running() carries the pending changes of every other session
 * over to the new running configuration, line by line; what both changed keeps this session's
 * value, and its commit wins then (docs/vrp.md "Candidate and commit"). A line that the new
 * configuration does not take stays pending and is stuck (cli/stuck.h): a commit of that session
 * prints it and is cancelled, until the line fits again, is edited or cleared.
 *
 * Prompts, echoes and errors: docs/vrp.md "Candidate and commit", "Command line". The mark `*` is
 * derived by comparing candidate with running, never stored. No blank stands behind a prompt; a
 * caret counts from its start. A session that is not interactive gets prompt and line printed
 * before a caret, as nobody sees them otherwise. The pager is the client's: io->page says when to.
 * Tested in test/unit/cli and test/golden; fuzzed by test/fuzz/cli_line.c. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "conf/conf.h"
#include "conf/error.h"
#include "conf/files.h"
#include "show/show.h"

enum {
	CLI_LINE_MAX = TEMPLATE_LINE_MAX, /* characters of a line: docs/vrp.md "Command line" */
	CLI_SESSIONS_MAX = 16,		  /* as NODE_SESSIONS_MAX */
	CLI_TEXT_MIN = 2 * SHOW_STEP_MAX, /* room io->out must have at every call */
	CLI_PROMPT_MAX = 512,
	CLI_USER_MAX = 32, /* characters of a name, cut */
	CLI_WHO_MAX = 48,  /* bytes of a name and a place */
	CLI_FILE_MAX = CONF_FILE_NAME_MAX,
	CLI_PAGE_WINDOW = UINT16_MAX, /* io->page: what the terminal's window holds */
	CLI_POINT_TRIAL = 1	      /* no commit point has this number */
};

/* One action command, e.g. `reset dhcp server statistics`. Templates as in struct show_row. It is
 * no configuration: it acts at once, or when its question was answered with yes, and says what went
 * wrong as "Error: ..." in out. */
struct cli_action_row {
	const char *template;
	const char *help;
	void (*act)(void *subject, const struct show_args *args, uint64_t now, struct text *out);
	unsigned view; /* 0: the user view; else a view of the schema whose objects have
				names: the name is handed on as the last argument */
	const char
	    *warning; /* printed before the question; this and `describe` NULL: none is asked */
	/* Whether it can be done, asked before the question and again before it acts; false: out
	 * says why not. NULL: always. */
	bool (*may)(void *subject, const struct show_args *args, struct text *out);
	/* What the warning cannot know, printed behind it; NULL: nothing. */
	void (*describe)(void *subject, const struct show_args *args, struct text *out);
	bool forced; /* no script answers its question: it says `force`, a row without one */
};

/* Who sits at a session, as the system says. */
struct cli_user {
	const char *name;
	const char *groups; /* ":adm:staff:", "" for none */
	bool root;	    /* whatever is configured, he may do everything */
};

struct cli_action_table {
	const struct cli_action_row *rows;
	unsigned count;
	void *subject;
};

/* A configuration file that was read. */
struct cli_file {
	const char *name, *text;
	const struct conf *base; /* what its lines are added to; NULL: it stands alone */
	bool ignore_foreign;	 /* lines of functions that this device has not are left out */
	bool replaces;	 /* it is to be what runs, now or after a start: what it lacks is said */
	unsigned errors; /* out */
};

/* Everything is borrowed and must outlive the struct cli. */
struct cli_setup {
	const struct conf_schema *schema;
	const struct show_table *shows;
	unsigned shows_count;
	const struct cli_action_table *actions;
	unsigned actions_count;
	const char *version; /* `display version`, e.g. "Twinlease 0.1" */
	const char *(*sysname)(const struct conf *running); /* the name in the prompt */
	/* Who may do what, and how long a session may be idle. NULL: nothing is configured. */
	const struct user_config *(*config)(const struct conf *c);
	/* Seconds without a command that end `configuration exclusive`. NULL: 30. */
	unsigned (*occupied_s)(const struct conf *running);
	/* Whether a commit of this candidate is to be asked about; then out has what it brings
	 * about. asked: somebody is here to answer; else it is only said. With either answer the
	 * commit goes on; Ctrl-C cancels it. NULL: no commit is. */
	bool (*commit_asks)(void *subject, const struct conf *candidate, bool asked,
			    struct text *out);
	const char *commit_question; /* its prompt */
	/* Errors and warnings that a commit of this candidate would have. NULL: none. */
	void (*check)(void *subject, const struct conf *candidate, struct conf_errors *e);
	/* Whether this candidate cannot be tried, as going back would not bring back what was; then
	 * out says what of it. NULL: everything can. */
	bool (*trial_refused)(void *subject, const struct conf *candidate, struct text *out);
	/* The configuration of a file, for conf_free(), or NULL: out has its errors, a line each,
	 * and file->errors their number. NULL: none can be loaded. */
	struct conf *(*load)(void *subject, struct cli_file *file, struct text *out);
	void *subject; /* of commit_asks, check, trial_refused, load */
};

enum cli_verdict {
	CLI_READY,    /* ask for the next command */
	CLI_MORE,     /* a display goes on: call cli_more() when the text was taken */
	CLI_WAITS,    /* the same when what it waits for is there; until then nobody is prompted */
	CLI_QUESTION, /* ask for the answer; the next line is it */
	CLI_COMMIT,   /* cli_commit_take(), later cli_commit_done() */
	CLI_SAVE,     /* write cli_save_text() to io->file, later cli_save_done() */
	CLI_READ,     /* read io->file, later cli_read_done() */
	CLI_LIST,     /* list the configuration files, later cli_read_done() */
	CLI_STARTUP,  /* io->file is the startup file from now on, later cli_save_done() */
	CLI_BUSY,     /* refused: commit_done, save_done or read_done is still to come */
	CLI_QUIT      /* the session ends: cli_close() */
};

/* What goes with every call: the time, where the text goes; and what comes back. */
struct cli_io {
	uint64_t now;		/* in */
	int64_t wall_offset_us; /* in; wall clock = now + this */
	struct text *out;	/* in; CLI_TEXT_MIN bytes of room */

	enum cli_verdict verdict; /* out */
	bool failed;		  /* out: this command printed an "Error:" */
	const char *prompt;	  /* out: READY, QUESTION; valid until the session's next call */
	const char *file;	  /* out: SAVE, READ, STARTUP; NULL for the startup file */
	unsigned page;		  /* out: lines of a page of this text; 0: no pager */
};

/* Of the last `commit trial` (cli/trial.h). */
enum cli_trial {
	CLI_TRIAL_NONE,
	CLI_TRIAL_UNDER_WAY,
	CLI_TRIAL_GOES_BACK, /* time is up: from cli_trial_back() to cli_trial_went_back() */
	CLI_TRIAL_CONFIRMED,
	CLI_TRIAL_ABORTED,
	CLI_TRIAL_TIMED_OUT, /* what ran before is in force */
	CLI_TRIAL_OVERTAKEN  /* the device was started with another startup file */
};

struct cli;
struct user_config; /* user/config.h */
struct cli_session;

/* cli_running() must be called before the first session opens. */
struct cli *cli_new(const struct cli_setup *setup);
void cli_free(struct cli *c); /* accepts NULL; closes all sessions */

/* The running configuration is this one from now on: at start, after a commit, after a reload.
 * The one before must still be alive during the call; pending changes of sessions move over. */
void cli_running(struct cli *c, const struct conf *running, uint64_t now, int64_t wall_offset_us);

/* The startup file holds this configuration, NULL: the running one, which was read from it just
 * now. Until the first call, and the first `save`, the device starts with the first running
 * configuration. */
void cli_saved(struct cli *c, const struct conf *saved);

/* At start: the name of the file that the configuration comes from. */
void cli_started_from(struct cli *c, const char *file);

/* Commit points and their files (cli/points.h); CLI_POINT_TRIAL is the number of a trial's. At
 * start, before a configuration is in force: a
 * file of that number that was read, or NULL; false: it is no point, or not as it was written.
 * After a commit, while it is true: a point whose file is to be removed (*ret_len 0) or written,
 * ret_len bytes at most, by cli_point_write(). */
bool cli_point_read(struct cli *c, uint64_t number, const char *file);
bool cli_point_news(struct cli *c, uint32_t *ret_number, size_t *ret_len);
void cli_point_write(const struct cli *c, uint32_t number, struct text *t);

/* The newest point, for the log: " (user=root VTY 0, commitId=1000000002)". */
void cli_point_describe(const struct cli *c, struct text *out);

/* A trial over a start: this configuration is to be brought into force instead of the one of the
 * startup file, for conf_free(), or NULL. Called again when that one does not hold. boot: names
 * this boot of the machine. Called once at least, before any commit. */
struct conf *cli_trial_start(struct cli *c, const struct conf *startup, uint64_t boot, uint64_t now,
			     int64_t wall_offset_us);

/* At the deadline: the configuration to go back to, for conf_free(). Then, after cli_running() if
 * it came into force; not ok: the deadline comes again. */
uint64_t cli_trial_deadline(const struct cli *c); /* TIME_NEVER: there is no trial */
struct conf *cli_trial_back(struct cli *c);
void cli_trial_went_back(struct cli *c, bool ok, uint64_t now, int64_t wall_offset_us);

/* For the log: what became of the last one; appended: who ended it, and whose it is or was. */
enum cli_trial cli_trial_state(const struct cli *c);
void cli_trial_describe(const struct cli *c, uint64_t now, struct text *out);

/* In the user view. NULL when CLI_SESSIONS_MAX are open. Prints nothing; io gets the prompt. */
struct cli_session *cli_open(struct cli *c, bool interactive, struct cli_io *io);

/* Who it is, at once after that; without it, nobody is named and everything is allowed. */
void cli_is(struct cli_session *s, const struct cli_user *user);

/* "root VTY 0": who it is and where, for the log and commit points. */
const char *cli_who(const struct cli_session *s, char text[CLI_WHO_MAX]);

/* Whether a person types. */
bool cli_interactive(const struct cli_session *s);

/* What the call before did that is to be recorded, with secrets masked, or NULL; valid until the
 * next one. *ret_refused: it was not allowed. */
const char *cli_done(struct cli_session *s, bool *ret_refused);

/* When a person's session has been idle for too long; TIME_NEVER. */
uint64_t cli_idle_deadline(const struct cli_session *s);

/* Then: says so; the session is over, for cli_close(). It is the same for one that another session
 * ended by `kill user-interface`, also where no person types. */
void cli_idle(struct cli_session *s, struct cli_io *io);

/* Drops its candidate. Accepts NULL. Between take and done it is the caller who forgets s. */
void cli_close(struct cli_session *s);

/* One line without its end, or the answer to a question. */
void cli_line(struct cli_session *s, const char *line, struct cli_io *io);

/* The next piece of a display; harmless when there is none. */
void cli_more(struct cli_session *s, struct cli_io *io);

/* Ctrl-C: ends a display or a question. */
void cli_stop(struct cli_session *s, struct cli_io *io);

/* `?` typed after `line`: prints what may stand there. */
void cli_help(struct cli_session *s, const char *line, struct cli_io *io);

/* Tab typed after `line`: prints the whole line as it should stand now, and nothing else. The
 * word is finished when only one fits, else as far as all that fit agree. */
void cli_tab(struct cli_session *s, const char *line, struct cli_io *io);

/* After CLI_COMMIT: the candidate; the caller owns it. */
struct conf *cli_commit_take(struct cli_session *s);

/* What was taken last came into force, and its session was closed meanwhile. */
void cli_commit_orphaned(struct cli *c, uint64_t now, int64_t wall_offset_us);

/* Before that: the question of this commit was answered with yes. */
bool cli_commit_yes(const struct cli_session *s);

/* back NULL: committed, why may be NULL or hold warnings. Else refused because of why. */
void cli_commit_done(struct cli_session *s, struct conf *back, const struct conf_errors *why,
		     struct cli_io *io);

/* After CLI_SAVE: the whole running configuration as a file, into t (cut when it does not fit);
 * then how it went, message being one sentence when not ok. */
void cli_save_text(struct cli_session *s, struct text *t);
void cli_save_done(struct cli_session *s, bool ok, const char *message, struct cli_io *io);

struct cli_read {
	const char *text;		/* the file, ended */
	const struct conf_files *files; /* the list */
	const char *message;		/* both NULL: one sentence */
};

/* After CLI_READ or CLI_LIST. */
void cli_read_done(struct cli_session *s, const struct cli_read *r, struct cli_io *io);

#endif
