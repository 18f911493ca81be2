/* rbs/answers.c -- see rbs/answers.h. An answer leaves as a record of a batch, whether one runs or
 * not: a copy ahead of its turn. What it says is durable here once its frame is; that it was sent
 * is noted, that it arrived is not: the record itself follows in its place. */
#include "rbs/answers.h"

#include "rbs/build.h"

bool
rbs_answers_look(struct rbs_session *s, const struct lease_record *held,
		 const struct lease_record *theirs)
{
	struct lease_record mine = *held;

	if (s->lost) /* R8: its disk is gone, and with it what that acknowledged */
		mine.acked = (struct lease_acked){0};
	if (!lease_contradicts(&mine, theirs, s->now))
		return true;
	if (s->answers_count == RBS_MARKS_MAX)
		return false;
	s->answer[(s->answers_head + s->answers_count++) % RBS_MARKS_MAX] =
	    (struct rbs_mark){.address = theirs->address, .number = s->conn[s->active].received};
	return true;
}

/* The group whose ranges cover an address, or NULL. */
static struct rbs_group *
group_of(struct rbs_session *s, struct ip4 address)
{
	for (unsigned i = 0; i < s->groups_count; i++)
		if (rbs_group_covers(&s->group[i], address))
			return &s->group[i];
	return NULL;
}

static void
answer_drop(struct rbs_session *s)
{
	s->answers_head = (s->answers_head + 1) % RBS_MARKS_MAX;
	s->answers_count--;
}

/* The answer that goes out next: its frame is durable here, and so is what its record made of
 * ours. NULL: none. */
static struct rbs_mark *
answer_next(struct rbs_session *s, struct rbs_group **ret)
{
	while (s->answers_count > 0) {
		struct rbs_mark *a = &s->answer[s->answers_head];
		const struct lease_record *r = lease_bound_at(s->local.table, a->address);

		if (a->number > s->stored)
			return NULL;
		*ret = group_of(s, a->address);
		if (*ret != NULL && (*ret)->matched && r != NULL && r->version != 0)
			return a;
		answer_drop(s);
	}
	return NULL;
}

/* The `count` answers from `first` on leave. */
static void
answers_sent(struct rbs_session *s, unsigned first, unsigned count)
{
	unsigned run = RBS_MARKS_MAX - first < count ? RBS_MARKS_MAX - first : count;
	struct rbs_output *o = rbs_emit(s, RBS_OUT_SENT);

	o->mark = &s->answer[first];
	o->marks_count = run;
	if (run < count)
		answers_sent(s, 0, count - run);
}

/* One frame, all of one backup-id. */
static bool
send_answers_frame(struct rbs_session *s, struct rbs_group *g)
{
	unsigned first = s->answers_head, count = 0;
	struct rbs_group *of = g;
	struct rbs_build b;
	struct rbs_mark *a;

	if (!rbs_send_open(s, &b, RBS_RECORDS, RBS_FLAG_BATCH, g->local.backup_id))
		return false;
	while (count < RBS_RECORDS_MAX && (a = answer_next(s, &of)) != NULL && of == g) {
		const struct lease_record *r = lease_bound_at(s->local.table, a->address);

		if (!rbs_send_put_answer(s, &b, r))
			break;
		a->version = r->version;
		answer_drop(s);
		count++;
	}
	if (count == 0)
		return false;
	answers_sent(s, first, (s->answers_head + RBS_MARKS_MAX - first) % RBS_MARKS_MAX);
	rbs_send_close(s, &b);
	if (g->out == RBS_BATCH_RUNS)
		g->out_count += count;
	return true;
}

bool
rbs_answers_send(struct rbs_session *s)
{
	struct rbs_group *g;

	while (answer_next(s, &g) != NULL)
		if (!send_answers_frame(s, g))
			return false;
	return true;
}
