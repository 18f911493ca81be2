/* cli/transact_show.c -- see cli/transact_show.h. */
#include "cli/transact_show.h"

#include "cli/session.h"

static bool
display_trial(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
	      struct show *out)
{
	const struct cli *c = ((const struct cli_session *)subject)->cli;
	const struct trial *t = &c->trial;
	bool on = t->state == CLI_TRIAL_UNDER_WAY || t->state == CLI_TRIAL_GOES_BACK;

	(void)args;
	(void)cursor;
	show_text(out, "status", "Trial status: %s\n", on ? "ACTIVE" : "INACTIVE");
	if (!on)
		return false;
	show_number(out, "left_s", "Trial time left (sec): %s\n", trial_left_s(c, now));
	show_text(out, "user", "Trial user: %s\n", t->user);
	show_bool(out, "user_is_here", NULL, t->owner != NULL);
	if (t->owner == NULL)
		show_say(out, "Its session is gone; commit in any session confirms it\n");
	show_number(out, "commit", "Trial commit: %s\n", t->point);
	return false;
}

const struct show_row transact_show_rows[] = {
    {"display configuration trial status", "What is on trial, and for how long", display_trial},
};

const unsigned transact_show_rows_count = sizeof transact_show_rows / sizeof *transact_show_rows;
