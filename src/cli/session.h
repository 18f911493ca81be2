/* cli/session.h -- what cli/ keeps of one session; private to cli/.
 *
 * The candidate exists only while something is pending: session_settle() drops one that equals
 * the running configuration. What is stuck (cli/stuck.h) is pending beside it. One function,
 * session_go(), writes the state. Tested through cli/cli.h. */
#ifndef CLI_SESSION_H
#define CLI_SESSION_H

#include "base/time.h"
#include "cli/cli.h"
#include "cli/filter.h"
#include "cli/points.h"
#include "cli/trial.h"
#include "conf/complete.h"
#include "conf/foreign.h"
#include "conf/line.h"
#include "user/config.h"

enum {
	SESSION_LOCK_S = 30,	  /* unless setup.occupied_s says */
	SESSION_HISTORY_MAX = 10, /* lines of `display history-command` */
	SESSION_RECORD_MAX = 400, /* characters of a line that is recorded */
	SESSION_NEWS_MAX = 160,
	SESSION_WORDS_MAX = TEMPLATE_LINE_MAX + 512,
	STUCK_KEYS_MAX = 2 * CONF_NAME_MAX
};

enum session_state {
	SESSION_IDLE,
	SESSION_DISPLAYING,
	SESSION_ASKING,
	SESSION_COMMITTING,
	SESSION_SAVING,
	SESSION_READING,
	SESSION_OVER,
	SESSION_STATES
};

enum session_question {
	SESSION_ASK_LEAVE,
	SESSION_ASK_SAVE,
	SESSION_ASK_ACTION,
	SESSION_ASK_COMMIT,
	SESSION_ASK_ABORT,
	SESSION_ASK_KILL
};

struct session_action { /* matched; or waits for the answer to its question */
	const struct cli_action_row *row;
	void *subject;
	struct show_args args;
	char words[SHOW_ARGS_MAX][CONF_NAME_MAX + 1]; /* what args point to, cut */
};

struct session_stuck_line { /* pending, and impossible since another session's commit */
	struct conf_path path;
	const struct row *row;	   /* of the line; NULL: no row */
	char keys[STUCK_KEYS_MAX]; /* with a blank behind each */
	char line[ROW_LINE_MAX];
	char message[CONF_MESSAGE_MAX];
};

struct session_stuck {
	unsigned count, room, more; /* more: too many to be kept */
	struct session_stuck_line *list;
};

struct session_saying { /* what the commit point of a commit is to say */
	const char *type;
	char label[POINT_LABEL_MAX + 1];
	char description[POINT_DESCRIPTION_MAX + 1];
	unsigned trial_s; /* 0: it is no trial */
	bool aborts;	  /* ends the trial that is under way */
};

struct session_under_way {	      /* a commit from taking to done */
	const struct cli_session *by; /* NULL: none, or its session was closed */
	char user[POINT_USER_MAX + 1];
	struct session_saying saying;
	struct conf *before; /* of a trial */
};

struct session_dead { /* a view that could not be entered, or what is below a refused line */
	bool set;
	bool header;	      /* it is a view: the session stands in it until it is left */
	bool indented;	      /* lines further in than the header came */
	unsigned indent;      /* of the refused line */
	unsigned depth;	      /* views to be left by quit */
	unsigned lines;	      /* refused quietly */
	unsigned view;	      /* of ours, that it was meant to be; 0: none */
	const char *function; /* foreign_view() */
	char name[48];	      /* the header, cut */
};

struct session_display {
	const struct show_row *row;
	const void *subject;
	struct show_args args;
	uint64_t cursor;
	bool begun;
	struct show show;
	struct filter_chain filters;
	char words[SESSION_WORDS_MAX]; /* what args point to */
};

enum session_reads { /* what a file is read for */
		     SESSION_READ_NONE,
		     SESSION_READ_LOAD,
		     SESSION_READ_BACK,
		     SESSION_READ_COMPARE,
		     SESSION_READ_SHOW,
		     SESSION_READ_LIST,
		     SESSION_READ_STARTUP /* while that is written as well */
};

struct session_reading { /* cli/files.h */
	enum session_reads use;
	bool merge, ignore_foreign; /* LOAD */
	char *text;		    /* SHOW: the file, until the next command */
	struct conf_files *files;   /* LIST: the same */
};

struct session_record {			   /* of the last command, for the log: cli_done() */
	bool due, refused, held;	   /* held: due when its file was read */
	enum user_level level;		   /* that it takes, also when its question is answered */
	char line[SESSION_RECORD_MAX + 1]; /* secrets masked, cut */
};

struct session_history {
	unsigned next, count; /* next: where the coming line goes */
	char line[SESSION_HISTORY_MAX][CLI_LINE_MAX + 1];
};

struct cli_session {
	struct cli *cli;
	bool interactive;
	bool all;     /* root: every level, always */
	char *groups; /* as of cli_user; NULL: nobody said */
	char name[CLI_USER_MAX + 1];
	struct session_record record;
	enum session_state state;
	bool failed;
	bool user;	       /* in the user view; else in `path` */
	struct conf_path path; /* valid in session_conf() when the line began */
	struct conf *candidate;
	struct conf *proposed; /* to be committed instead, and dropped if it is refused; or NULL */
	bool proposing;	       /* COMMITTING: that was taken */
	struct session_saying saying;
	bool lock_lost; /* since its last line */
	bool immediate; /* not in the user view: every change is committed at once */
	bool mmi;	/* a program types: no pager, no question before a save */
	bool leaving;	/* COMMITTING: to the user view when it succeeds */
	bool yes;	/* ... and what the commit brings about was asked and answered so */
	struct session_stuck stuck;
	struct session_dead dead;
	struct foreign_count foreign; /* since the system view was entered or a commit */
	enum session_question question;
	struct session_action action;
	int abort_of;			   /* ASK_ABORT: as trial_may_abort() */
	unsigned kill;			   /* ASK_KILL: the place of the other session, */
	uint64_t kill_opened_us;	   /* which began then */
	char killed_by[CLI_WHO_MAX];	   /* who ended this one; it is over when it is idle */
	char trial_news[SESSION_NEWS_MAX]; /* what became of its trial, until its next line */
	char file[CLI_FILE_MAX + 1];	   /* ASK_SAVE, SAVING, READING: "" for the startup file */
	struct session_reading reading;
	struct conf *saving;	      /* SAVING: what is being written */
	unsigned screen_length;	      /* as cli_io.page */
	uint64_t heard_us, opened_us; /* when a line was typed last; when it began */
	uint64_t touched_us;	      /* when a key was pressed last */
	char prompt[CLI_PROMPT_MAX];  /* as the client shows it: carets count from its start */
	struct session_display display;
	struct session_history history;
};

struct cli {
	struct cli_setup setup;
	const struct conf *running;
	struct cli_session *locked_by; /* `configuration exclusive`; NULL: nobody */
	struct points points;
	struct trial trial;
	struct session_under_way under_way;
	struct conf *saved; /* what the device would start with */
	/* Files: that it started with, and will; VRP's Startup and Next startup. */
	char startup[CLI_FILE_MAX + 1], next_startup[CLI_FILE_MAX + 1];
	uint64_t started_us, changed_us; /* of the first and the last cli_running() */
	int64_t changed_offset_us;
	struct cli_session *session[CLI_SESSIONS_MAX];
	/* Work space of one call, nothing in it lasts: */
	struct template_matcher matcher;
	struct template_found found;
	struct template_nexts nexts;
	struct conf_reply reply;
	char scratch[CLI_TEXT_MIN], lines[SHOW_STEP_MAX / 2];
};

void session_go(struct cli_session *s, enum session_state to);

/* The configuration the session looks at: its candidate, or the running one. */
const struct conf *session_conf(const struct cli_session *s);

/* What a commit would make the running configuration: proposed, or pending; NULL: nothing. */
const struct conf *session_proposal(const struct cli_session *s);

/* Which of the sessions it is; VRP numbers its terminals so. */
unsigned session_place(const struct cli_session *s);

/* Which foreign lines may stand in the session's view. */
enum foreign_where session_foreign(const struct cli_session *s);

/* Carries out a matched line at `at` on the candidate: s->path moves. False: cli->reply says why
 * and nothing was changed. */
bool session_apply(struct cli_session *s, const struct conf_path *at,
		   const struct template_found *found);

/* Drops the candidate when nothing is pending. */
void session_settle(struct cli_session *s);

/* Something is pending, be it only lines that are stuck. */
bool session_is_pending(const struct cli_session *s);

/* Whether it has `configuration exclusive` and typed something lately. */
bool session_locks(const struct cli_session *s, uint64_t now);

/* One that has typed nothing for too long has lost `configuration exclusive`, for good; it is told
 * at its next line. Called before a line is heard. */
void session_lock_lapse(struct cli *c, uint64_t now);

/* Another session has the configuration for itself; that is printed. */
bool session_is_locked(struct cli_session *s, struct text *out);

/* Drops what is pending, stuck lines included. */
void session_discard(struct cli_session *s);

/* After "The running configuration is", where it is not saved: what the next start has instead. */
void session_say_unsaved(const struct cli_session *s, struct text *out);

/* What is being saved is the startup file, be it by its name. */
bool session_saves_startup(const struct cli_session *s);

/* The running configuration is what the device would start with. */
bool session_is_saved(const struct cli_session *s);

void session_remember(struct cli_session *s, const char *line);

/* The prompt of the present view; no blank behind it, tools compare it. */
const char *session_prompt(struct cli_session *s);

/* "Error: ..." into out, and the command has failed. */
void session_error(struct cli_session *s, struct text *out, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
