/* cli/transact_show.c -- see cli/transact_show.h. */
#include "cli/transact_show.h"

#include <stdio.h>

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
		show_say(out, "Its session is gone; confirm trial in any session confirms it\n");
	show_number(out, "commit", "Trial commit: %s\n", t->point);
	return false;
}

static void
show_session(const struct cli_session *s, unsigned number, bool own, uint64_t now, struct show *out)
{
	bool locks = session_locks(s, now);
	char interface[16];

	snprintf(interface, sizeof interface, "VTY %u", number);
	show_begin(out, NULL);
	show_text(out, NULL, "%s ", own ? "*" : " ");
	show_number(out, "session", "%-8s ", number);
	show_text(out, "interface", "%-10s ", interface);
	show_text(out, NULL, "%-15s ", s->name[0] != '\0' ? s->name : "-");
	show_text_given(out, "user", NULL, s->name);
	show_time(out, "time", "%s", s->opened_us);
	show_text(out, NULL, "%s\n", locks ? " *" : "");
	show_bool(out, "locks", NULL, locks);
	show_bool(out, "own", NULL, own);
	show_bool(out, "pending", NULL, session_is_pending(s));
	show_end(out);
}

static bool
display_sessions(const void *subject, const struct show_args *args, uint64_t *cursor, uint64_t now,
		 struct show *out)
{
	const struct cli_session *s = subject;

	(void)args;
	(void)cursor;
	show_say(out, "  Session  User-Intf  User            Date                Lock\n");
	show_list(out, "sessions");
	for (unsigned i = 0; i < CLI_SESSIONS_MAX; i++)
		if (s->cli->session[i] != NULL)
			show_session(s->cli->session[i], i, s->cli->session[i] == s, now, out);
	show_list_end(out);
	return false;
}

const struct show_row transact_show_rows[] = {
    {"display configuration sessions", "Who may change the configuration, and who has it alone",
     display_sessions},
    {"display configuration trial status", "What is on trial, and for how long", display_trial},
};

const unsigned transact_show_rows_count = sizeof transact_show_rows / sizeof *transact_show_rows;
