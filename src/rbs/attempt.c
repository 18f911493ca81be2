/* rbs/attempt.c -- see rbs/attempt.h. The only file that writes s->attempt. */
#include "rbs/attempt.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

enum { TOLD_MAX = 4 };

static void
explain(const struct rbs_session *s, int c, enum rbs_attempt_end how, struct text *ret)
{
	char peer[IP4_TEXT], source[IP4_TEXT];
	unsigned port = s->config.peer.port;

	ip4_format(s->config.peer.peer, peer);
	ip4_format(s->config.peer.source, source);
	switch (how) {
	case RBS_ATTEMPT_NO_ANSWER:
		text_add(ret, "no answer from %s port %u in %u s%s", peer, port,
			 (unsigned)(RBS_DIAL_LIMIT / TIME_SEC),
			 rbs_config_password(&s->config) == NULL
			     ? ""
			     : ", or the passwords differ: PASSWORD_FAILED in the log says so");
		break;
	case RBS_ATTEMPT_UNREACHABLE:
		text_add(ret, "%s port %u refused the connection or is unreachable%s", peer, port,
			 rbs_config_ssl(&s->config) == NULL
			     ? ""
			     : ", or TLS failed: TLS_FAILED in the log says why");
		break;
	case RBS_ATTEMPT_CLOSED:
		if (c == RBS_DIALLED)
			text_add(ret,
				 "%s port %u closed the connection before HELLO; it may expect "
				 "another peer than %s",
				 peer, port, source);
		else
			text_add(ret, "%s connected and closed before HELLO", peer);
		break;
	case RBS_ATTEMPT_SILENT:
		text_add(ret, "%s is connected%s but said no HELLO in %u s", peer,
			 c == RBS_DIALLED ? "" : " to us", (unsigned)(RBS_HELLO_LIMIT / TIME_SEC));
		break;
	case RBS_ATTEMPT_HELD:
		text_add(ret,
			 "this device waits up to %u s before it begins a session with %s again",
			 (unsigned)(RBS_REFUSED_RETRY / TIME_SEC), peer);
		break;
	}
}

/* The reason may be the words of anybody who connects: a few lines a minute. */
static bool
may_tell(const struct rbs_session *s, struct rbs_attempt *a)
{
	if (a->told == 0 || s->now >= a->told_us + 60 * TIME_SEC) {
		a->told_us = s->now;
		a->told = 0;
	}
	return a->told++ < TOLD_MAX;
}

void
rbs_attempt_note(struct rbs_session *s, int c, const char *text, unsigned times)
{
	struct rbs_attempt *a = &s->attempt[c];

	if (strcmp(a->text, text) != 0) {
		a->times = 0;
		snprintf(a->text, sizeof a->text, "%s", text);
	}
	a->at_us = s->now;
	if (a->times < times && ++a->times == times && may_tell(s, a))
		rbs_alarm(s, RBS_ALARM_SESSION, 0, a->text);
}

void
rbs_attempt_failed(struct rbs_session *s, int c, enum rbs_attempt_end how)
{
	char why[RBS_WHY_MAX];
	struct text text = text_of(why, sizeof why);

	explain(s, c, how, &text);
	rbs_attempt_note(s, c, why, how == RBS_ATTEMPT_HELD ? UINT_MAX : 2);
}

void
rbs_attempts_forget(struct rbs_session *s)
{
	memset(s->attempt, 0, sizeof s->attempt);
}
