/* node/trial.c -- see node/trial.h. */
#include "node/trial.h"

#include "base/memory.h"
#include "base/time.h"
#include "node/config/validate.h"
#include "node/pair/left.h"
#include "node/points.h"
#include "node/state.h"

bool
trial_refused(void *node, const struct conf *candidate, struct text *out)
{
	const struct node *n = node;
	struct conf_errors *e = memory_new(1, sizeof *e);
	bool refused =
	    validate_candidate(candidate, e) &&
	    (left_moves(n->running, candidate, out) || left_moves(candidate, n->running, out) ||
	     left_ask(n->pairs, n->running, candidate, false, out));

	memory_free(e);
	return refused;
}

struct conf *
trial_due(struct node *n, const struct step *step)
{
	return trial_deadline(n) <= step->now ? cli_trial_back(n->cli) : NULL;
}

uint64_t
trial_deadline(const struct node *n)
{
	return n->commit.busy ? TIME_NEVER : cli_trial_deadline(n->cli);
}

void
trial_went_back(struct node *n, bool ok, struct step *step)
{
	cli_trial_went_back(n->cli, ok, step->now, step->wall_offset_us);
	if (!ok)
		out_log(step->out, &event_trial_stays,
			"What ran before the trial does not come into force");
}

static void
say(const struct node *n, const struct event *event, const char *what, struct step *step)
{
	char bytes[200];
	struct text t = text_of(bytes, sizeof bytes);

	cli_trial_describe(n->cli, step->now, &t);
	out_log(step->out, event, "%s (%s)", what, bytes);
}

void
trial_say(struct node *n, struct step *step)
{
	enum cli_trial before = n->trial_said;

	if (n->commit.busy) /* what it says of this commit is not in force yet */
		return;
	n->trial_said = cli_trial_state(n->cli);
	if (n->trial_said == before)
		return;
	switch (n->trial_said) {
	case CLI_TRIAL_UNDER_WAY:
		if (before != CLI_TRIAL_GOES_BACK)
			say(n, &event_trial, "A configuration is on trial", step);
		break;
	case CLI_TRIAL_CONFIRMED:
		say(n, &event_trial_confirmed, "The trial is confirmed", step);
		break;
	case CLI_TRIAL_ABORTED:
		say(n, &event_trial_back, "The trial was aborted; what ran before runs again",
		    step);
		break;
	case CLI_TRIAL_TIMED_OUT:
		say(n, &event_trial_back, "The trial is over; what ran before runs again", step);
		break;
	case CLI_TRIAL_OVERTAKEN:
		say(n, &event_trial_back,
		    "The startup file was changed during the trial; it runs now", step);
		break;
	case CLI_TRIAL_NONE:
	case CLI_TRIAL_GOES_BACK:
		break;
	}
	points_say(n, step);
}
