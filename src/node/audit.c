/* node/audit.c -- see node/audit.h. A line costs a share of a second; what is spent may be ahead of
 * the time by AUDIT_LINES such shares. */
#include "node/audit.h"

#include "base/time.h"

#define LINE_US	  (TIME_SEC / AUDIT_A_SECOND)
#define CREDIT_US (AUDIT_LINES * LINE_US)

static bool
affords(struct audit *a, struct step *step)
{
	if (a->spent_us < step->now)
		a->spent_us = step->now;
	if (a->spent_us - step->now + LINE_US > CREDIT_US) {
		a->left_out++;
		return false;
	}
	a->spent_us += LINE_US;
	if (a->left_out > 0)
		out_log(step->out, &event_unrecorded, "%u commands before this were not recorded",
			a->left_out);
	a->left_out = 0;
	return true;
}

void
audit_command(struct audit *a, struct cli_session *s, struct step *step)
{
	char who[CLI_WHO_MAX];
	bool refused = false;
	const char *line = cli_done(s, &refused);

	if (line == NULL || !affords(a, step))
		return;
	out_log(step->out, refused ? &event_command_denied : &event_command, "user=%s, %s%s",
		cli_who(s, who), refused ? "refused: " : "", line);
}

void
audit_session(struct audit *a, const struct cli_session *s, bool begins, struct step *step)
{
	char who[CLI_WHO_MAX];

	if (affords(a, step))
		out_log(step->out, begins ? &event_login : &event_logout, "user=%s",
			cli_who(s, who));
}
