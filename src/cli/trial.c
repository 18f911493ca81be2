/* cli/trial.c -- see cli/trial.h. */
#include "cli/trial.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/time.h"
#include "cli/level.h"
#include "cli/sealed.h"
#include "cli/session.h"

#define TRIAL_AGAIN_US (10 * TIME_SEC) /* when going back did not succeed */

static const char title[] = "!Twinlease trial ";

/* ---- state ---- */

static bool
is_on(const struct trial *t)
{
	return t->state == CLI_TRIAL_UNDER_WAY || t->state == CLI_TRIAL_GOES_BACK;
}

static void
forget(struct trial *t)
{
	conf_free(t->before);
	conf_free(t->tried);
	t->before = t->tried = NULL;
	t->owner = NULL;
}

/* Its session hears it at its next line, unless it did it itself. */
static void
tell_owner(struct cli *c, enum cli_trial how, const char *by)
{
	struct cli_session *owner = NULL;
	char who[CLI_WHO_MAX];

	for (unsigned i = 0; i < CLI_SESSIONS_MAX; i++)
		if (c->session[i] != NULL && c->session[i] == c->trial.owner)
			owner = c->session[i];
	if (owner == NULL || (by != NULL && strcmp(by, cli_who(owner, who)) == 0))
		return;
	if (by != NULL)
		snprintf(owner->trial_news, sizeof owner->trial_news,
			 "Info: Your trial (commit %u) was %s by %s.\n", c->trial.point,
			 how == CLI_TRIAL_CONFIRMED ? "confirmed" : "aborted", by);
	else
		snprintf(owner->trial_news, sizeof owner->trial_news,
			 "Warning: Your trial (commit %u) is over; what ran before runs again.\n",
			 c->trial.point);
}

void
trial_end(struct cli *c, enum cli_trial how, const char *by)
{
	tell_owner(c, how, by);
	forget(&c->trial);
	snprintf(c->trial.by, sizeof c->trial.by, "%s", by != NULL ? by : "");
	c->trial.state = how;
	c->trial.news = true;
}

void
trial_close(struct cli_session *s)
{
	if (s->cli->trial.owner == s)
		s->cli->trial.owner = NULL;
}

void
trial_free(struct cli *c)
{
	forget(&c->trial);
}

unsigned
trial_left_s(const struct cli *c, uint64_t now)
{
	const struct trial *t = &c->trial;

	if (t->state != CLI_TRIAL_UNDER_WAY || t->deadline_us <= now)
		return 0;
	return (unsigned)((t->deadline_us - now + TIME_SEC - 1) / TIME_SEC);
}

void
trial_begin(struct cli *c, struct session_under_way *u, uint32_t point, const struct cli_io *io)
{
	struct trial *t = &c->trial;
	int64_t wall_us = (int64_t)io->now + io->wall_offset_us;
	uint64_t span_us = u->saying.trial_s * TIME_SEC;

	forget(t);
	*t = (struct trial){.state = CLI_TRIAL_UNDER_WAY,
			    .owner = u->by,
			    .point = point,
			    .boot = t->boot,
			    .deadline_us = io->now + span_us,
			    .begin_wall_us = wall_us,
			    .end_wall_us = wall_us + (int64_t)span_us,
			    .startup = sealed_hash(c->saved),
			    .before = u->before,
			    .news = true};
	u->before = NULL;
	memcpy(t->user, u->user, sizeof t->user);
}

/* ---- the file ---- */

size_t
trial_len(const struct cli *c)
{
	size_t before, tried;

	memory_free(sealed_render(c->trial.before, &before));
	memory_free(sealed_render(c->running, &tried));
	return TRIAL_HEAD_MAX + before + tried;
}

static size_t
add_conf(struct text *t, const struct conf *c)
{
	size_t len;
	char *text = sealed_render(c, &len);

	text_bytes(t, text, len);
	memory_free(text);
	return len;
}

void
trial_write(const struct cli *c, struct text *out)
{
	const struct trial *t = &c->trial;
	size_t place = sealed_begin(out, title), len;
	char *before = sealed_render(t->before, &len);

	text_add(out,
		 "!Boot %" PRIu64 "\n!Until %" PRIu64 "\n!Begin %" PRId64 "\n!End %" PRId64 "\n",
		 t->boot, t->deadline_us, t->begin_wall_us, t->end_wall_us);
	text_add(out, "!Startup %" PRIu64 "\n!Commit %u\n!User %s\n!Before %zu\n", t->startup,
		 t->point, t->user, len);
	text_bytes(out, before, len);
	memory_free(before);
	add_conf(out, c->running);
	sealed_end(out, place);
}

/* Where the configurations begin, or NULL; *ret_len: of the first one. */
static const char *
read_head(const char *at, struct trial *t, uint64_t *ret_len)
{
	uint64_t begin, end, point;

	at = sealed_number(at, "!Boot ", &t->found_boot);
	at = sealed_number(at, "!Until ", &t->deadline_us);
	at = sealed_number(at, "!Begin ", &begin);
	at = sealed_number(at, "!End ", &end);
	at = sealed_number(at, "!Startup ", &t->startup);
	at = sealed_number(at, "!Commit ", &point);
	at = sealed_line(at, "!User ", t->user, sizeof t->user);
	t->begin_wall_us = (int64_t)begin;
	t->end_wall_us = (int64_t)end;
	t->point = (uint32_t)point;
	return sealed_number(at, "!Before ", ret_len);
}

static struct conf *
load_part(const struct conf *like, const char *text, size_t len)
{
	char *copy = memory_new(1, len + 1), bytes[CONF_MESSAGE_MAX];
	struct text message = text_of(bytes, sizeof bytes);
	struct conf *c;

	memcpy(copy, text, len);
	c = sealed_load(like, copy, &message);
	memory_free(copy);
	return c;
}

/* What was tried may be nothing that loads: the device then starts with what ran before. */
bool
trial_read(struct cli *c, const char *file)
{
	struct trial t = {.state = CLI_TRIAL_NONE};
	uint64_t len;
	const char *at = read_head(sealed_open(file, title), &t, &len);

	c->trial.news = true; /* read or not, the file is this start's alone */
	if (at == NULL || strlen(at) < len || c->trial.before != NULL)
		return false;
	t.before = load_part(c->running, at, len);
	if (t.before == NULL)
		return false;
	t.news = true;
	t.tried = load_part(c->running, at + len, strlen(at + len));
	c->trial = t;
	return true;
}

/* ---- a start ---- */

/* How long it still has; 0: it is over, or nobody knows. */
static uint64_t
left_at_start(const struct trial *t, uint64_t boot, uint64_t now, int64_t wall_us)
{
	uint64_t left_us;

	if (t->found_boot == boot)
		left_us = t->deadline_us > now ? t->deadline_us - now : 0;
	else if (wall_us < t->begin_wall_us || wall_us >= t->end_wall_us)
		left_us = 0;
	else
		left_us = (uint64_t)(t->end_wall_us - wall_us);
	return left_us <= TRIAL_SECONDS_MAX * TIME_SEC ? left_us : 0;
}

static struct conf *
take(struct conf **of)
{
	struct conf *taken = *of;

	*of = NULL;
	return taken;
}

struct conf *
cli_trial_start(struct cli *c, const struct conf *startup, uint64_t boot, uint64_t now,
		int64_t wall_offset_us)
{
	struct trial *t = &c->trial;
	uint64_t left_us = left_at_start(t, boot, now, (int64_t)now + wall_offset_us);
	struct conf *before;

	t->boot = boot;
	if (t->before == NULL && t->state == CLI_TRIAL_TIMED_OUT)
		t->state = CLI_TRIAL_NONE; /* that does not hold either */
	if (t->before == NULL)
		return NULL;
	if (t->startup != sealed_hash(startup)) {
		trial_end(c, CLI_TRIAL_OVERTAKEN, NULL);
		return NULL;
	}
	if (t->tried != NULL && left_us > 0) {
		t->state = CLI_TRIAL_UNDER_WAY;
		t->deadline_us = now + left_us;
		t->news = true;
		return take(&t->tried);
	}
	before = take(&t->before);
	trial_end(c, CLI_TRIAL_TIMED_OUT, NULL);
	return before;
}

/* ---- going back ---- */

enum cli_trial
cli_trial_state(const struct cli *c)
{
	return c->trial.state;
}

uint64_t
cli_trial_deadline(const struct cli *c)
{
	const struct trial *t = &c->trial;

	if (!is_on(t))
		return TIME_NEVER;
	return t->again_us > t->deadline_us ? t->again_us : t->deadline_us;
}

struct conf *
cli_trial_back(struct cli *c)
{
	c->trial.state = CLI_TRIAL_GOES_BACK;
	return conf_copy(c->trial.before);
}

void
cli_trial_went_back(struct cli *c, bool ok, uint64_t now, int64_t wall_offset_us)
{
	struct point like = {.type = "Rollback", .wall_us = (int64_t)now + wall_offset_us};

	if (!ok) { /* may be confirmed meanwhile, or nothing else could ever be committed */
		c->trial.state = CLI_TRIAL_UNDER_WAY;
		c->trial.again_us = now + TRIAL_AGAIN_US;
		return;
	}
	snprintf(like.description, sizeof like.description, "the trial of commit %u is over",
		 c->trial.point);
	points_add(&c->points, &like, c->running);
	trial_end(c, CLI_TRIAL_TIMED_OUT, NULL);
}

void
cli_trial_describe(const struct cli *c, uint64_t now, struct text *out)
{
	const struct trial *t = &c->trial;

	if (t->by[0] != '\0')
		text_add(out, "user=%s, ", t->by);
	text_add(out, "%s=%s, commitId=%u", is_on(t) ? "user" : "trial", t->user, t->point);
	if (t->state == CLI_TRIAL_UNDER_WAY)
		text_add(out, ", left=%u s", trial_left_s(c, now));
}

/* ---- what may be done meanwhile ---- */

static void
refuse_going_back(struct cli_session *s, struct text *out)
{
	session_error(s, out, "The trial configuration is being rolled back.");
}

/* A plain commit is one's own: somebody else's trial is confirmed by its name. */
static void
say_ownerless(struct text *out)
{
	text_add(out, "Info: The session of this trial has ended. confirm trial keeps it, abort "
		      "trial ends it.\n");
}

bool
trial_lets_commit(struct cli_session *s, struct text *out)
{
	const struct trial *t = &s->cli->trial;

	if (!is_on(t))
		return true;
	if (t->state == CLI_TRIAL_GOES_BACK) {
		refuse_going_back(s, out);
		return false;
	}
	session_error(
	    s, out, "The configuration is on trial (%s, commit %u) and rolled back in %u seconds.",
	    t->user, t->point, trial_left_s(s->cli, s->heard_us));
	if (t->owner == s)
		text_add(out,
			 "Info: Clear the pending changes; commit confirms the trial then, abort "
			 "trial ends it.\n");
	else if (t->owner == NULL)
		say_ownerless(out);
	return false;
}

bool
trial_lets_save(struct cli_session *s, struct text *out)
{
	const struct trial *t = &s->cli->trial;

	if (!is_on(t))
		return true;
	session_error(s, out,
		      "The configuration is on trial (%s, commit %u). Confirm the trial first, "
		      "then save.",
		      t->user, t->point);
	return false;
}

static bool
is_too_long(const struct conf *a, const struct conf *b)
{
	size_t one, other;

	memory_free(sealed_render(a, &one));
	memory_free(sealed_render(b, &other));
	return one + other > TRIAL_BYTES_MAX;
}

bool
trial_may_begin(struct cli_session *s, const struct conf *proposal, struct text *out)
{
	const struct cli_setup *setup = &s->cli->setup;

	if (is_too_long(s->cli->running, proposal)) {
		session_error(s, out, "The configuration is too long to be tried.");
		return false;
	}
	if (setup->trial_refused == NULL || !setup->trial_refused(setup->subject, proposal, out))
		return true;
	session_error(s, out,
		      "This cannot be taken back by a rollback, so it cannot be tried; "
		      "commit it without a trial.");
	return false;
}

/* ---- commands ---- */

static void
confirmed(struct cli_session *s, struct text *out)
{
	const struct trial *t = &s->cli->trial;
	char by[CLI_WHO_MAX];

	if (!level_lets_confirm(s, t->before, out))
		return;
	if (t->owner == s)
		text_add(out, "Info: The trial configuration is confirmed.\n");
	else
		text_add(out, "Info: The trial configuration of %s (commit %u) is confirmed.\n",
			 t->user, t->point);
	cli_who(s, by);
	trial_end(s->cli, CLI_TRIAL_CONFIRMED, by);
}

bool
trial_confirm(struct cli_session *s, struct text *out)
{
	const struct trial *t = &s->cli->trial;

	if (!is_on(t))
		return false;
	if (t->state == CLI_TRIAL_GOES_BACK)
		refuse_going_back(s, out);
	else if (t->owner == s)
		confirmed(s, out);
	else
		session_error(s, out,
			      "The configuration is on trial (%s, commit %u) and rolled back in %u "
			      "seconds.",
			      t->user, t->point, trial_left_s(s->cli, s->heard_us));
	if (t->owner == NULL && t->state == CLI_TRIAL_UNDER_WAY)
		say_ownerless(out);
	return true;
}

/* As in `display users`. */
static unsigned
number_of(const struct cli *cli, const struct cli_session *owner)
{
	unsigned n = 0;

	while (cli->session[n] != owner)
		n++;
	return n;
}

/* A trial of that session, or with -1 of this one or of nobody. */
static bool
finds(struct cli_session *s, int number, struct text *out)
{
	const struct trial *t = &s->cli->trial;
	bool theirs = t->owner != NULL && t->owner != s;

	if (!is_on(t))
		session_error(s, out, "There is no trial configuration.");
	else if (number >= 0 && t->owner == NULL)
		session_error(s, out,
			      "The trial (commit %u) is of no session any more: that of %s has "
			      "ended.",
			      t->point, t->user);
	else if (number >= 0 && s->cli->session[number] != t->owner)
		session_error(s, out, "The trial (commit %u) is not that of session %d but of %s.",
			      t->point, number, t->user);
	else if (t->state == CLI_TRIAL_GOES_BACK)
		refuse_going_back(s, out);
	else if (number < 0 && theirs)
		session_error(s, out,
			      "The trial is that of another session: %s. If that hangs: `confirm "
			      "trial session %u`, `abort trial session %u`.",
			      t->user, number_of(s->cli, t->owner), number_of(s->cli, t->owner));
	else
		return true;
	return false;
}

void
trial_confirm_of(struct cli_session *s, int number, struct text *out)
{
	if (finds(s, number, out))
		confirmed(s, out);
}

bool
trial_may_abort(struct cli_session *s, int number, struct text *out)
{
	return finds(s, number, out);
}
