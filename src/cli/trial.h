/* cli/trial.h -- a commit on trial: `commit trial T` puts a configuration in force that is taken
 * back after T seconds, unless it is confirmed.
 *
 * Whoever made it confirms it with a plain `commit`, or `confirm trial`; once that session is gone
 * anybody does, for who was cut off by what he tried comes back as another session.
 * `confirm trial session N` and `abort trial session N` are for a session that hangs. Nothing else
 * is committed meanwhile, nor read from the startup file, nor written to it, so that what is
 * confirmed is what was tried, and a restart never begins with what nobody confirmed. What would
 * not come back by going back is
 * refused as a trial: cli_setup.trial_refused.
 *
 * A restart of the daemon goes on with it: a file has both configurations, the boot, and the end
 * by both clocks. Within one boot the clock that never jumps decides. After another one it is the
 * wall clock, if that stands between the begin and the end; else it is in doubt, and the device
 * starts with what ran before: who locked himself out must not need a good clock. A startup file
 * that is not the one of the begin was put there by somebody, and is followed. A commit is in
 * force before its file is written, and one that was not written in time is forgotten: the device
 * starts as saved.
 *
 * Private to cli/ but for what cli/cli.h hands on. Tested in test/unit/node/trial.c,
 * test/golden/trial.txt, test/net/test_trial.py. */
#ifndef CLI_TRIAL_H
#define CLI_TRIAL_H

#include "cli/cli.h"
#include "cli/points.h"

enum {
	TRIAL_SECONDS = 600, /* unless the line says how many */
	TRIAL_SECONDS_MAX = 65535,
	TRIAL_BYTES_MAX = 16 << 20, /* of both configurations, as text */
	TRIAL_HEAD_MAX = 512
};

struct session_under_way; /* cli/session.h */

struct trial {
	enum cli_trial state;
	const struct cli_session *owner; /* NULL: that session is gone */
	char user[POINT_USER_MAX + 1];	 /* its name, as long as the trial lasts */
	char by[POINT_USER_MAX + 1];	 /* who confirmed or aborted it; empty: nobody did */
	uint32_t point;			 /* number of the commit */
	uint64_t boot;			 /* this one, from the start on */
	uint64_t deadline_us, again_us;	 /* again: when going back is tried once more */
	int64_t begin_wall_us, end_wall_us;
	uint64_t startup;	     /* hash of what the device would have started with */
	struct conf *before, *tried; /* tried: only until the start has decided */
	uint64_t found_boot;	     /* of the file, until then */
	bool news;		     /* the file is to be written, or removed */
};

/* ---- at a start ---- */

/* The file of a trial; false: it is none, or not as it was written, and goes. */
bool trial_read(struct cli *c, const char *file);

/* ---- commands ---- */

/* Whether something else than the trial may be committed now; else why not is printed. */
bool trial_lets_commit(struct cli_session *s, struct text *out);
bool trial_lets_save(struct cli_session *s, struct text *out);

/* Whether this proposal may be tried; else why not is printed. */
bool trial_may_begin(struct cli_session *s, const struct conf *proposal, struct text *out);

/* A plain commit of a session with nothing pending: it confirmed the trial that is its own or
 * nobody's. */
bool trial_confirm(struct cli_session *s, struct text *out);

/* session N of the row, or -1. Prints an error when there is no such trial. */
void trial_confirm_of(struct cli_session *s, int number, struct text *out);
bool trial_may_abort(struct cli_session *s, int number, struct text *out);

/* ---- what happened ---- */

/* That commit came into force as commit `point`; u->before is the trial's from here on. */
void trial_begin(struct cli *c, struct session_under_way *u, uint32_t point,
		 const struct cli_io *io);

/* `by` confirmed or aborted it; NULL: nobody did. */
void trial_end(struct cli *c, enum cli_trial how, const char *by);
void trial_close(struct cli_session *s); /* the session ends */
void trial_free(struct cli *c);

/* ---- the file, and displays ---- */

size_t trial_len(const struct cli *c);
void trial_write(const struct cli *c, struct text *t);

/* Seconds left, 0 when going back has begun. */
unsigned trial_left_s(const struct cli *c, uint64_t now);

#endif
