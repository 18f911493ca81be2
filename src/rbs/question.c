/* rbs/question.c -- see rbs/question.h. The frame that asks is send.c's, the one of RBS_IN_ASK.
 * Owns struct rbs_question. */
#include "rbs/question.h"

static uint64_t
limit_us(const struct rbs_session *s)
{
	uint64_t most_us = s->config.answer.limit_ms * TIME_MS, us = RBS_QUESTION_LEAST;

	if (s->question.busy)
		return most_us;
	for (unsigned i = 0; i < RBS_QUESTION_ANSWERS; i++)
		if (4 * s->question.took_us[i] > us)
			us = 4 * s->question.took_us[i];
	return time_min(us, most_us);
}

void
rbs_question_begin(struct rbs_session *s)
{
	s->ask = RBS_ASK_DUE;
	s->question.busy = s->flights.count > 0;
	s->question.since_us = s->now;
}

bool
rbs_question_holds(const struct rbs_session *s)
{
	return s->question.since_us != 0;
}

void
rbs_question_heard(struct rbs_session *s)
{
	s->question.since_us = 0;
}

void
rbs_question_took(struct rbs_session *s, uint64_t took_us)
{
	s->question.took_us[s->question.next++ % RBS_QUESTION_ANSWERS] = took_us;
}

uint64_t
rbs_question_deadline(const struct rbs_session *s)
{
	return rbs_question_holds(s) ? time_after(s->question.since_us, limit_us(s)) : TIME_NEVER;
}

bool
rbs_question_is_late(const struct rbs_session *s)
{
	return s->now >= rbs_question_deadline(s);
}

void
rbs_question_forget(struct rbs_session *s)
{
	s->ask = RBS_ASK_NONE;
	s->question = (struct rbs_question){0};
}
