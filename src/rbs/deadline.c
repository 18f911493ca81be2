/* rbs/deadline.c -- see rbs/deadline.h. */
#include "rbs/deadline.h"

#include <assert.h>

#include "rbs/dual_master.h"
#include "rbs/question.h"
#include "rbs/readiness.h"
#include "rbs/reconcile.h"

static uint64_t
deadline_connecting(const struct rbs_session *s)
{
	uint64_t at = TIME_NEVER;

	if (s->dialling)
		at = time_min(at, s->dialled_us + RBS_DIAL_LIMIT);
	for (int c = 0; c < 2; c++)
		if (s->conn[c].open)
			at = time_min(at, s->conn[c].opened_us + RBS_HELLO_LIMIT);
	if (s->active == RBS_NOBODY && s->hold_us > s->now)
		at = time_min(at, s->hold_us);
	return at;
}

static uint64_t
deadline_connected(const struct rbs_session *s)
{
	const struct rbs_conn *conn = &s->conn[s->active];
	const struct rbs_flights *f = &s->flights;
	uint64_t at = time_min(s->heard_us + rbs_dead_us(s), rbs_dual_master_deadline(s));

	at = time_min(at, time_min(rbs_readiness_deadline(s), rbs_question_deadline(s)));
	if (s->conn[!s->active].open)
		at = time_min(at, s->conn[!s->active].opened_us + RBS_HELLO_LIMIT);
	if (f->count > 0)
		at = time_min(at, f->slot[f->head].deadline_us);
	if (conn->room >= RBS_ROOM_MIN)
		at = time_min(time_min(at, s->probe ? s->now : s->sent_us + rbs_idle_us(s)),
			      rbs_reconcile_deadline(s));
	if (s->batch_waits)
		at = time_min(at, s->slice_us);
	return at;
}

uint64_t
rbs_deadline(const struct rbs_session *s)
{
	switch (s->state) {
	case RBS_INITIAL:
		break;
	case RBS_LISTENING:
		return s->retry_us;
	case RBS_CONNECTING:
		return deadline_connecting(s);
	case RBS_CONNECTED:
		return deadline_connected(s);
	case RBS_STATES:
		assert(false);
	}
	return TIME_NEVER;
}
