/* cli/transact.c -- see cli/transact.h. The values of a line stand in cli->found until the session
 * has them. */
#include "cli/transact.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "cli/ask.h"
#include "cli/dead.h"
#include "cli/sealed.h"
#include "cli/stuck.h"

/* ---- errors ---- */

/* The offending line below the header of its view, when that is another view. */
static void
print_error(struct cli_session *s, const struct conf *c, const struct conf_error *e,
	    struct text *out)
{
	char header[CONF_HEADER_MAX];
	const char *line = e->line + strspn(e->line, " ");

	if (e->path.view != 0 && (line[0] == '\0' || !conf_path_same(&e->path, &s->path)))
		text_add(out, "%s\n", conf_header(c, &e->path, header));
	if (line[0] != '\0')
		text_add(out, "%s\n", line);
	if (e->warning)
		text_add(out, "Warning: %s\n", e->message);
	else
		session_error(s, out, "%s", e->message);
}

void
transact_errors(struct cli_session *s, const struct conf *c, const struct conf_errors *why,
		struct text *out)
{
	bool warnings = why->errors == 0;
	unsigned total = warnings ? why->warnings : why->errors, printed = 0;

	for (unsigned i = 0; i < why->count; i++) {
		if (why->list[i].warning != warnings)
			continue;
		print_error(s, c, &why->list[i], out);
		printed++;
	}
	if (total > printed)
		text_add(out, "Info: %u more %s.\n", total - printed,
			 warnings ? "warnings" : "errors");
}

/* ---- commit ---- */

/* Of the placeholder, or "". */
static const char *
word_of(const struct template_found *found, unsigned placeholder)
{
	for (unsigned i = 0; i < found->count; i++)
		if (found->value[i].placeholder == placeholder)
			return found->value[i].text;
	return "";
}

static const char *
label_fault(const struct cli *c, const char *label)
{
	if (label[0] == '\0')
		return NULL;
	if ((label[0] >= '0' && label[0] <= '9') || strcmp(label, "-") == 0)
		return "A label begins with no digit and is no hyphen.";
	if (points_labelled(&c->points, label) != NULL)
		return "The label already exists.";
	if (points_labels(&c->points) >= POINTS_LABELS_MAX)
		return "The number of labels exceeds the upper limit (20).";
	return NULL;
}

/* With the label and the description of the line. */
static void
commit(struct request *r, const char *label, const char *description, unsigned trial_s)
{
	struct cli_session *s = r->s;
	const char *fault = label_fault(s->cli, label);
	bool says = label[0] != '\0' || description[0] != '\0' || trial_s > 0;

	if (fault != NULL) {
		session_error(s, r->io->out, "%s", fault);
		return;
	}
	if (!session_is_pending(s) && says) {
		session_error(s, r->io->out, "Nothing is pending, so no commit point is made.");
		return;
	}
	dead_sum(s, r->io->out);
	if (!session_is_pending(s) && trial_confirm(s, r->io->out))
		return;
	s->saying = (struct session_saying){.type = "CLI", .trial_s = trial_s};
	snprintf(s->saying.label, sizeof s->saying.label, "%s", label);
	snprintf(s->saying.description, sizeof s->saying.description, "%s", description);
	ask_commit(s, false, r->io->out);
}

static void
act_commit(struct request *r)
{
	const struct template_found *found = &r->s->cli->found;

	commit(r, word_of(found, 0), word_of(found, 1), 0);
}

/* ---- trials ---- */

/* Of the placeholder, or `none`. */
static unsigned
number_of(const struct template_found *found, unsigned placeholder, unsigned none)
{
	for (unsigned i = 0; i < found->count; i++)
		if (found->value[i].placeholder == placeholder)
			return found->value[i].number;
	return none;
}

static void
act_commit_trial(struct request *r)
{
	const struct template_found *found = &r->s->cli->found;

	if (r->s->immediate)
		session_error(r->s, r->io->out,
			      "In this view each change is committed at once, so none is tried.");
	else
		commit(r, word_of(found, 1), word_of(found, 2), number_of(found, 0, TRIAL_SECONDS));
}

static void
abort_trial(struct request *r, int number)
{
	if (trial_may_abort(r->s, number, r->io->out))
		ask_abort(r->s, number);
}

static void
act_abort(struct request *r)
{
	abort_trial(r, -1);
}

static void
act_abort_of(struct request *r)
{
	abort_trial(r, (int)r->s->cli->found.value[0].number);
}

static void
act_confirm(struct request *r)
{
	trial_confirm_of(r->s, -1, r->io->out);
}

static void
act_confirm_of(struct request *r)
{
	trial_confirm_of(r->s, (int)r->s->cli->found.value[0].number, r->io->out);
}

/* ---- the candidate ---- */

static void
act_check(struct request *r)
{
	struct cli_session *s = r->s;
	const struct cli_setup *setup = &s->cli->setup;
	struct conf_errors *e;

	if (ask_stuck(s, r->io->out))
		return;
	if (s->candidate == NULL) {
		text_add(r->io->out, "Info: Nothing is pending.\n");
		return;
	}
	e = memory_new(1, sizeof *e);
	if (setup->check != NULL)
		setup->check(setup->subject, s->candidate, e);
	transact_errors(s, s->candidate, e, r->io->out);
	if (e->errors == 0 && setup->commit_asks != NULL)
		setup->commit_asks(setup->subject, s->candidate, false, r->io->out);
	if (e->errors == 0)
		text_add(r->io->out, "Info: The pending changes can be committed.\n");
	memory_free(e);
}

/* What another session committed is in the candidate already; what it made impossible is tried
 * again. */
static void
act_refresh(struct request *r)
{
	stuck_again(r->s);
	session_settle(r->s);
	if (ask_stuck(r->s, r->io->out))
		return;
	text_add(r->io->out, "Info: The pending changes stand on the running configuration.\n");
}

static void
act_clear_candidate(struct request *r)
{
	session_discard(r->s);
	r->s->path = (struct conf_path){0};
}

/* ---- one who commits ---- */

static void
act_exclusive(struct request *r)
{
	if (!session_is_locked(r->s, r->io->out))
		r->s->cli->locked_by = r->s;
}

static void
act_undo_exclusive(struct request *r)
{
	if (session_is_locked(r->s, r->io->out))
		return;
	if (r->s->cli->locked_by != r->s)
		session_error(r->s, r->io->out, "The configuration is not locked.");
	r->s->cli->locked_by = NULL;
}

/* ---- labels ---- */

static void
label_point(struct request *r, const struct point *point, const char *label)
{
	if (point == NULL)
		session_error(r->s, r->io->out, "The commit point does not exist.");
	else
		points_label(&r->s->cli->points, point->id, label);
}

static void
act_set_label(struct request *r)
{
	const struct template_found *found = &r->s->cli->found;
	const char *fault = label_fault(r->s->cli, found->value[1].text);

	if (fault != NULL)
		session_error(r->s, r->io->out, "%s", fault);
	else
		label_point(r, points_find(&r->s->cli->points, found->value[0].number),
			    found->value[1].text);
}

static void
act_clear_label_at(struct request *r)
{
	struct cli *c = r->s->cli;

	label_point(r, points_find(&c->points, c->found.value[0].number), "");
}

static void
act_clear_label(struct request *r)
{
	struct cli *c = r->s->cli;

	label_point(r, points_labelled(&c->points, c->found.value[0].text), "");
}

/* The newest says what runs: it stays. */
static void
act_clear_oldest(struct request *r)
{
	struct cli *c = r->s->cli;

	if (c->found.value[0].number >= c->points.count)
		session_error(r->s, r->io->out, "There are %u commit points, and the newest stays.",
			      c->points.count);
	else
		points_drop_oldest(&c->points, c->found.value[0].number);
}

/* ---- rollback ---- */

/* What runs then is what ran at that point. */
static void
go_back(struct request *r, const struct point *point)
{
	struct cli_session *s = r->s;
	char bytes[CONF_MESSAGE_MAX];
	struct text message = text_of(bytes, sizeof bytes);
	struct conf *c;

	if (point == NULL) {
		session_error(s, r->io->out, "The commit point does not exist.");
		return;
	}
	c = sealed_load(s->cli->running, point->text, &message);
	if (c == NULL) {
		session_error(s, r->io->out, "Commit %u cannot be loaded: %s", point->id, bytes);
		return;
	}
	s->saying = (struct session_saying){.type = "Rollback"};
	snprintf(s->saying.description, sizeof s->saying.description, "to commit %u", point->id);
	ask_propose(s, c, r->io->out);
}

static void
act_back_to_id(struct request *r)
{
	struct cli *c = r->s->cli;

	go_back(r, points_find(&c->points, c->found.value[0].number));
}

static void
act_back_to_label(struct request *r)
{
	struct cli *c = r->s->cli;

	go_back(r, points_labelled(&c->points, c->found.value[0].text));
}

static void
act_back(struct request *r)
{
	struct cli *c = r->s->cli;

	go_back(r, points_back(&c->points, c->found.value[0].number));
}

const struct own_row transact_rows[] = {
    {"commit [label <word:1-256>] [description <text:1-60>]",
     "Make the pending changes the running configuration", COMMAND_VIEW, act_commit, DEAD_COMMITS,
     USER_CONFIGURE},
    {"commit trial [<int:60-65535>] [label <word:1-256>] [description <text:1-60>]",
     "Take them back after a time, 600 s, unless commit confirms them", COMMAND_VIEW,
     act_commit_trial, DEAD_COMMITS, USER_CONFIGURE},
    {"abort trial", "Take the trial configuration back", COMMAND_USER | COMMAND_VIEW, act_abort,
     DEAD_COMMITS, USER_CONFIGURE},
    {"abort trial session <int:0-15>", "Take that of another session back",
     COMMAND_USER | COMMAND_VIEW, act_abort_of, DEAD_COMMITS, USER_CONFIGURE},
    {"confirm trial", "Keep the trial configuration", COMMAND_USER | COMMAND_VIEW, act_confirm,
     DEAD_COMMITS, USER_CONFIGURE},
    {"confirm trial session <int:0-15>", "Confirm that of another session",
     COMMAND_USER | COMMAND_VIEW, act_confirm_of, DEAD_COMMITS, USER_CONFIGURE},
    {"commit check", "Whether the pending changes can be committed", COMMAND_VIEW, act_check,
     DEAD_COMMITS, USER_CONFIGURE},
    {"refresh configuration candidate", "Try again what another commit made impossible",
     COMMAND_VIEW, act_refresh, DEAD_COMMITS, USER_CONFIGURE},
    {"configuration exclusive", "Nobody else commits, until nothing is typed here for a time",
     COMMAND_USER | COMMAND_VIEW, act_exclusive, DEAD_COMMITS, USER_CONFIGURE},
    {"undo configuration exclusive", "Others may commit again", COMMAND_USER | COMMAND_VIEW,
     act_undo_exclusive, DEAD_COMMITS, USER_CONFIGURE},
    {"set configuration commit <int:1-4294967295> label <word:1-256>", "Give a commit a label",
     COMMAND_USER, act_set_label, DEAD_ELSE, USER_MANAGE},
    {"clear configuration commit <int:1-4294967295> label", "Take the label of a commit away",
     COMMAND_USER, act_clear_label_at, DEAD_ELSE, USER_MANAGE},
    {"clear configuration commit label <word:1-256>", "Take a label away", COMMAND_USER,
     act_clear_label, DEAD_ELSE, USER_MANAGE},
    {"clear configuration commit oldest <int:1-80>", "Forget the oldest commits", COMMAND_USER,
     act_clear_oldest, DEAD_ELSE, USER_MANAGE},
    {"clear configuration candidate", "Drop the pending changes", COMMAND_VIEW, act_clear_candidate,
     DEAD_RETURNS, USER_CONFIGURE},
    {"rollback configuration to commit-id <int:1-4294967295>", "To what ran after a commit",
     COMMAND_USER, act_back_to_id, DEAD_ELSE, USER_MANAGE},
    {"rollback configuration to label <word:1-256>", "To the commit with a label", COMMAND_USER,
     act_back_to_label, DEAD_ELSE, USER_MANAGE},
    {"rollback configuration last <int:1-80>", "Take the last commits back", COMMAND_USER, act_back,
     DEAD_ELSE, USER_MANAGE},
};

const unsigned transact_rows_count = sizeof transact_rows / sizeof *transact_rows;
