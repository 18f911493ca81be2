/* rbs/send.c -- see rbs/send.h. R1, R2, docs/protocol.md "A session".
 *
 * No record leaves before the first SYNC of the session is answered: by then node/ has written
 * down that whatever the peer has not acknowledged counts as sent.
 *
 * Order within a FLUSH is order on the wire, and it carries rules: HELLO before anything matched by
 * it; what contradicts a "free" (rbs/answers.h) before the ACK of that; ACK before anything built
 * on what it acknowledges; real time before batch, so a batch never starves an update. A record of
 * an address that the peer changed waits, and all behind it, until
 * that change is STORED here and acknowledged.
 *
 * Real time: own updates leave in order of sequence, read from the resume log. An UPDATE leaves as
 * the record in flight, to be judged; a NOTE as the record in the table by then, to be merged. A
 * run of one backup-id and one kind is one frame. What is not matched is skipped: its batch will
 * come.
 *
 * Batch: one backup-id after the other, RBS_BATCH_RECORDS in RBS_BATCH_SLICE at most. Full: every
 * record of the table in the backup-id's ranges, while the table moves; and what is kept aside of
 * its networks, for ranges that were larger once and may be again. Resume: the log above what
 * the peer has. Both send the table's record, so nothing tentative or doubtful leaves this way.
 *
 * Windows: RBS_WINDOW_FRAMES frames and RBS_MARKS_MAX merged records unacknowledged; a batch leaves
 * half of both to real time. */
#include "rbs/send.h"

#include <assert.h>

#include "lease/carry.h"
#include "lease/count.h"
#include "lease/walk.h"
#include "rbs/answers.h"
#include "rbs/build.h"
#include "rbs/clock_skew.h"
#include "rbs/hello.h"
#include "rbs/link.h"
#include "rbs/question.h"
#include "rbs/readiness.h"
#include "rbs/reconcile.h"
#include "rbs/whereabouts.h"

enum { BATCH_WINDOW = RBS_WINDOW_FRAMES / 2, BATCH_LOOKS = 8192 };

/* ---- HELLO, ACK, KEEPALIVE ---- */

static void
send_hello(struct rbs_session *s)
{
	struct rbs_conn *conn = &s->conn[s->active];
	struct rbs_hello hello;
	struct rbs_build b;

	if (!conn->hello_due || !rbs_send_open(s, &b, RBS_HELLO, 0, 0))
		return;
	if (!conn->hello_sent)
		rbs_hello_begin(s);
	rbs_hello_compose(s, &hello);
	rbs_hello_write(&b.w, &hello);
	rbs_send_close(s, &b);
	conn->hello_due = false;
	conn->hello_sent = true;
	rbs_hello_said(s, conn->sent);
}

/* A record that the peer never got goes back only when it was marked as sent: the refusal alone
 * says enough, and the record is on its way by other means. */
static bool
may_go_back(const struct lease_record *r)
{
	return r->version != 0 && (r->sent >= r->version || r->acked.version >= r->version);
}

static bool
put_refusal(struct rbs_session *s, struct rbs_build *b)
{
	const struct rbs_refusal *r = &s->refusal[s->refusals_head];
	const struct lease_record *held =
	    r->stands ? NULL : lease_bound_at(s->local.table, r->address);
	bool durable = *rbs_taken(s, r->address) <= s->stored;
	struct wr before = b->w;
	size_t at = rbs_refused_begin(&b->w, r->sequence);

	if (held != NULL && durable && may_go_back(held))
		lease_record_encode(&b->w, held, LEASE_FORM_WIRE, s->now);
	rbs_refused_end(&b->w, at);
	if (b->w.bad) {
		b->w = before;
		return false;
	}
	s->refusals_head = (s->refusals_head + 1) % RBS_REFUSALS_MAX;
	s->refusals_count--;
	return true;
}

enum { ACK_TAIL = 16 }; /* room kept for the field that comes last */

/* Refusals first; the number that covers their frames comes with the last of them. */
static void
send_ack(struct rbs_session *s)
{
	while (s->ack_due || s->refusals_count > 0) {
		struct rbs_build b;
		unsigned count = 0;
		bool all;

		if (!rbs_send_open(s, &b, RBS_ACK, 0, 0))
			return;
		b.w.cap -= ACK_TAIL;
		while (s->refusals_count > 0 && count < RBS_RECORDS_MAX && put_refusal(s, &b))
			count++;
		all = s->refusals_count == 0;
		b.w.cap += ACK_TAIL;
		rbs_ack_write(&b.w, all ? s->stored : s->ack_sent);
		rbs_send_close(s, &b);
		if (all) {
			s->ack_sent = s->stored;
			rbs_theirs_done(s, s->ack_sent);
			s->ack_due = false;
		}
	}
}

static void
send_keepalive(struct rbs_session *s)
{
	struct rbs_keepalive k = {.sent = s->stream_at - 1,
				  .applied = s->sequence,
				  .queue = (uint32_t)(s->resume_log.last + 1 - s->stream_at),
				  .wall_ms = rbs_clock_skew_ours_ms(s)};
	struct rbs_build b;
	bool news = s->probe || rbs_readiness_due(s) || rbs_whereabouts_due(s);

	if ((!news && s->now < s->sent_us + rbs_idle_us(s)) ||
	    !rbs_send_open(s, &b, RBS_KEEPALIVE, 0, 0))
		return;
	for (unsigned i = 0; i < s->groups_count; i++)
		k.role[k.roles_count++] = (struct rbs_keepalive_role){
		    s->group[i].local.backup_id, (uint8_t)s->group[i].local.role};
	rbs_readiness_say(s, &k);
	rbs_whereabouts_say(s, &k);
	rbs_keepalive_write(&b.w, &k);
	rbs_send_close(s, &b);
	s->probe = false;
}

/* ---- real time ---- */

struct next { /* what the stream has to say next */
	const struct lease_record *record;
	struct rbs_flight *flight; /* judged; NULL: merged */
	uint16_t backup_id;
};

/* The next update that is to be sent; moves the stream past those that are not. */
static bool
stream_next(struct rbs_session *s, struct next *ret)
{
	for (; s->stream_at <= s->resume_log.last; s->stream_at++) {
		const struct rbs_resume_log_entry *e =
		    rbs_resume_log_at(&s->resume_log, s->stream_at);
		struct rbs_group *g = rbs_group_find(s, e->backup_id);

		ret->backup_id = e->backup_id;
		ret->flight = NULL;
		if (e->kind == RBS_RESUME_LOG_THEIRS)
			continue;
		if (e->kind == RBS_RESUME_LOG_UPDATE) {
			ret->flight = rbs_flight_sequence(&s->flights, s->stream_at);
			assert(ret->flight != NULL);
			ret->record = &ret->flight->record;
			return true;
		}
		ret->record = NULL;
		if (g != NULL && g->matched && rbs_may_send(s))
			ret->record = lease_bound_at(s->local.table, e->address);
		if (ret->record != NULL && ret->record->version != 0)
			return true;
		s->passed++;
	}
	return false;
}

/* One frame: a run of one backup-id and one kind. False: no more for now. */
static bool
send_run(struct rbs_session *s)
{
	struct next first, next;
	struct rbs_build b;
	uint16_t flags;

	if (s->unacked_count == RBS_WINDOW_FRAMES || !stream_next(s, &first))
		return false;
	flags = first.flight != NULL ? RBS_FLAG_JUDGE : 0;
	if (!rbs_send_open(s, &b, RBS_RECORDS, flags, first.backup_id))
		return false;
	next = first;
	do {
		if (next.backup_id != first.backup_id ||
		    (next.flight == NULL) != (first.flight == NULL) ||
		    !rbs_send_put_update(s, &b, next.record, s->stream_at,
					 next.flight != NULL ? next.flight->replaces : 0))
			break;
		if (next.flight != NULL)
			next.flight->number = s->conn[s->active].sent + 1;
		s->stream_at++;
		s->passed++;
	} while (stream_next(s, &next));
	if (b.marks == 0)
		return false;
	rbs_send_close(s, &b);
	rbs_send_expect_ack(s, 0);
	return true;
}

static void
send_stream(struct rbs_session *s)
{
	if (s->stream_at <= s->resume_log.last &&
	    rbs_resume_log_at(&s->resume_log, s->stream_at) == NULL) {
		rbs_link_drop(s, "TCP closed for a peer too slow for the updates", TIME_NEVER);
		return;
	}
	while (send_run(s))
		;
}

/* ---- batch ---- */

/* Those that are bound now; records of free addresses come on top. */
static uint64_t
batch_about(const struct rbs_session *s, const struct rbs_group *g)
{
	uint8_t seen[LEASE_POOLS_MAX / 8] = {0};
	uint64_t count = 0;

	for (unsigned i = 0; i < g->local.ranges_count; i++) {
		unsigned pool = g->local.range[i].pool;
		struct lease_count c;

		if (seen[pool / 8] >> pool % 8 & 1)
			continue;
		seen[pool / 8] |= (uint8_t)(1 << pool % 8);
		c = lease_count_pool(s->local.table, pool);
		count += c.used + c.conflict;
	}
	return count;
}

static bool
send_batch_begin(struct rbs_session *s, struct rbs_group *g)
{
	struct rbs_batch_begin begin;
	struct rbs_build b;

	if (!rbs_send_open(s, &b, RBS_BATCH_BEGIN, 0, g->local.backup_id))
		return false;
	if (!rbs_resume_log_reaches(&s->resume_log, g->from))
		g->from = 0;
	g->out_about = g->from == 0 ? batch_about(s, g) : s->stream_at - 1 - g->from;
	g->out_since_us = s->now;
	begin = (struct rbs_batch_begin){
	    .from = g->from, .hello = s->peer_hello, .about = g->out_about};
	rbs_batch_begin_write(&b.w, &begin);
	rbs_send_close(s, &b);
	g->out = RBS_BATCH_RUNS;
	g->out_count = 0;
	g->upto = s->stream_at - 1;
	g->cursor = g->from == 0 ? 0 : g->from + 1;
	g->aside = 0;
	g->over = s->local.table;
	return true;
}

/* ends: the backup-id whose batch it is; 0: none, it only asks for an acknowledgement. */
static bool
send_end(struct rbs_session *s, const struct rbs_group *g, uint64_t count, uint16_t ends)
{
	struct rbs_batch_end end = {.reached = s->stream_at - 1, .count = count};
	struct rbs_build b;

	if (s->unacked_count == RBS_WINDOW_FRAMES ||
	    !rbs_send_open(s, &b, RBS_BATCH_END, 0, g->local.backup_id))
		return false;
	rbs_batch_end_write(&b.w, &end);
	rbs_send_close(s, &b);
	rbs_send_expect_ack(s, ends);
	return true;
}

static bool
send_batch_end(struct rbs_session *s, struct rbs_group *g)
{
	if (!send_end(s, g, g->out_count, g->local.backup_id))
		return false;
	g->out = RBS_BATCH_ENDING;
	return true;
}

/* RBS_IN_ASK, RBS_IN_QUESTION: the end of a batch that is none. Where a batch of its own runs it
 * would end that; then the frame asks that left last. */
static void
send_question(struct rbs_session *s)
{
	for (unsigned i = 0; i < s->groups_count && s->ask == RBS_ASK_DUE; i++) {
		if (s->group[i].out != RBS_BATCH_DONE || !send_end(s, &s->group[i], 0, 0))
			continue;
		s->ask = RBS_ASK_SENT;
		s->ask_number = s->conn[s->active].sent;
	}
	if (s->ask == RBS_ASK_DUE && rbs_question_holds(s) && s->unacked_count > 0) {
		s->ask = RBS_ASK_SENT;
		s->ask_number =
		    s->unacked[(s->unacked_head + s->unacked_count - 1) % RBS_WINDOW_FRAMES].number;
	}
}

/* The next one of those that no range covers. */
static const struct lease_record *
batch_aside(struct rbs_session *s, struct rbs_group *g, unsigned *looks)
{
	const struct lease_record *r;

	while (*looks > 0 && (r = lease_orphan_at(s->local.table, g->aside)) != NULL) {
		(*looks)--;
		g->aside++;
		if (rbs_group_keeps(s, g, r->address))
			return r;
	}
	return NULL;
}

/* The batch's next record, and the cursor past it; NULL at the end. *looks counts down. */
static const struct lease_record *
batch_next(struct rbs_session *s, struct rbs_group *g, unsigned *looks)
{
	const struct rbs_resume_log_entry *e;
	const struct lease_record *r;

	if (g->from == 0) {
		if (g->over != s->local.table) /* a commit made it anew: places have moved */
			g->cursor = g->aside = 0;
		g->over = s->local.table;
		while (*looks > 0 && (r = lease_next(s->local.table, &g->cursor)) != NULL) {
			(*looks)--;
			if (rbs_group_covers(g, r->address))
				return r;
		}
		return batch_aside(s, g, looks);
	}
	while (*looks > 0 && g->cursor <= g->upto) {
		(*looks)--;
		e = rbs_resume_log_at(&s->resume_log, g->cursor++);
		r = e->backup_id == g->local.backup_id ? lease_bound_at(s->local.table, e->address)
						       : NULL;
		if (r != NULL && r->version != 0)
			return r;
	}
	return NULL;
}

/* One frame of records. False: no more of this batch for now; *ret_end: none at all. */
static bool
send_batch_records(struct rbs_session *s, struct rbs_group *g, bool *ret_end)
{
	unsigned looks = BATCH_LOOKS;
	const struct lease_record *r = NULL;
	uint64_t before = g->cursor;
	unsigned aside = g->aside;
	struct rbs_build b;

	if (s->unacked_count >= BATCH_WINDOW ||
	    s->marks_count + RBS_RECORDS_MAX > RBS_MARKS_MAX / 2 ||
	    !rbs_send_open(s, &b, RBS_RECORDS, RBS_FLAG_BATCH, g->local.backup_id))
		return false;
	while (s->slice_left > 0 && (r = batch_next(s, g, &looks)) != NULL) {
		if (!rbs_send_put(s, &b, r)) {
			g->cursor = before;
			g->aside = aside;
			break;
		}
		before = g->cursor;
		aside = g->aside;
		s->slice_left--;
	}
	*ret_end = r == NULL && looks > 0 && s->slice_left > 0;
	g->out_count += b.marks;
	if (b.marks > 0) {
		rbs_send_close(s, &b);
		rbs_send_expect_ack(s, 0);
	}
	s->batch_waits = s->slice_left == 0 || looks == 0;
	return b.marks > 0 && looks > 0 && !*ret_end;
}

static void
send_batch(struct rbs_session *s, struct rbs_group *g)
{
	bool end = false;

	if (g->out == RBS_BATCH_RUNS && g->from != 0 &&
	    !rbs_resume_log_reaches(&s->resume_log, g->cursor - 1)) {
		g->out = RBS_BATCH_DUE;
		g->from = 0;
	}
	if (g->out == RBS_BATCH_DUE && !send_batch_begin(s, g))
		return;
	while (send_batch_records(s, g, &end))
		;
	if (end)
		send_batch_end(s, g);
}

static void
send_batches(struct rbs_session *s)
{
	if (s->now >= s->slice_us) {
		s->slice_us = s->now + RBS_BATCH_SLICE;
		s->slice_left = RBS_BATCH_RECORDS;
	}
	s->batch_waits = false;
	for (unsigned i = 0; i < s->groups_count; i++) {
		struct rbs_group *g = &s->group[i];

		if (g->out != RBS_BATCH_DUE && g->out != RBS_BATCH_RUNS)
			continue;
		send_batch(s, g);
		if (g->out != RBS_BATCH_ENDING)
			return;
	}
}

/* ---- lines of a configuration that differs ---- */

static bool
send_lines_frame(struct rbs_session *s, struct rbs_group *g)
{
	uint16_t flags = g->line_at == 0 ? RBS_FLAG_FIRST : 0;
	struct rbs_build b;

	if (!rbs_send_open(s, &b, RBS_CONFIG, 0, g->local.backup_id))
		return false;
	while (g->line_at < g->local.lines_count && rbs_line_write(&b.w, g->local.line[g->line_at]))
		g->line_at++;
	if (g->line_at >= g->local.lines_count)
		flags |= RBS_FLAG_LAST;
	rbs_frame_flags(&b.w, 0, flags);
	rbs_send_close(s, &b);
	g->lines_due = (flags & RBS_FLAG_LAST) == 0;
	return g->lines_due;
}

static void
send_lines(struct rbs_session *s)
{
	for (unsigned i = 0; i < s->groups_count; i++)
		while (s->group[i].lines_due && send_lines_frame(s, &s->group[i]))
			;
}

void
rbs_send(struct rbs_session *s)
{
	s->flushing = false;
	if (s->active == RBS_NOBODY)
		return;
	send_hello(s);
	if (s->state != RBS_CONNECTED || !s->conn[s->active].hello_sent ||
	    s->conn[s->active].hello_due)
		return;
	if (!rbs_answers_send(s))
		return;
	send_ack(s);
	if (s->ack_due)
		return; /* an acknowledgement precedes what is built on it */
	if (!s->records_wait && !rbs_question_holds(s))
		send_stream(s);
	if (s->state != RBS_CONNECTED)
		return;
	if (!s->records_wait)
		send_batches(s);
	send_question(s);
	send_lines(s);
	rbs_reconcile_send(s);
	send_keepalive(s);
}
