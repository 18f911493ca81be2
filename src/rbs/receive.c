/* rbs/receive.c -- see rbs/receive.h. R2, R6, docs/protocol.md "A session".
 *
 * One frame a call, so that what node/ applied of one frame is in the table when the next is
 * judged. A frame's number must be the next one: a replayed or lost frame ends the connection.
 *
 * An update to be judged names the version it replaces; `held` is the version in our table:
 *
 *	update is the version held            taken already: accepted again
 *	own update claimed, address ours      refused, ours stands (home)
 *	replaced < held                       refused, the held record goes back
 *	to one client, promised to another    refused, the held record goes back
 *	replaced >= held                      taken, whole
 *
 * An own update claims its address from its decision to its answer; until it is handed to the
 * session it waits for the disk. One for an address that is not ours gives way: the peer will
 * refuse it, or node/ see that what it replaces is gone.
 * Records that are merged (batches, notes) are handed on whatever we hold: merging decides; see
 * rbs/answers.h for those that say "free".
 * Each RECORDS and BATCH_END asks for a SYNC; the ACK goes out when node/ says STORED.
 *
 * Acknowledgements are cumulative by frame number. A refusal names the update's sequence, may come
 * before the ACK of its frame, and hands node/ the newer record first. */
#include "rbs/receive.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "rbs/answers.h"
#include "rbs/clock_skew.h"
#include "rbs/dual_master.h"
#include "rbs/hello.h"
#include "rbs/link.h"
#include "rbs/readiness.h"
#include "rbs/reconcile.h"
#include "rbs/whereabouts.h"

static void
packet_error(struct rbs_session *s, int c, const char *text)
{
	rbs_link_refuse(s, c, RBS_ERROR_PACKET, text);
}

/* ---- records ---- */

/* The record in our table, or NULL when the address is none of this backup-id's. */
static const struct lease_record *
held_of(const struct rbs_session *s, const struct rbs_group *g, struct ip4 address)
{
	return g != NULL && rbs_group_covers(g, address) ? lease_at(s->local.table, address) : NULL;
}

static bool
is_ours(const struct rbs_session *s, struct ip4 address)
{
	return (address.host & 1) == (s->local.even == 1 ? 0u : 1u);
}

static void
record_store(struct rbs_session *s, uint16_t backup_id, const struct lease_record *record,
	     bool judged)
{
	struct rbs_output *o = rbs_emit(s, RBS_OUT_STORE);

	*rbs_taken(s, record->address) = s->conn[s->active].received;
	o->backup_id = backup_id;
	o->record = record;
	o->judged = judged;
}

/* Taken: it will stand in our resume log too (rbs/resume_log.h). False: too many wait for their
 * ACK. */
static bool
take_update(struct rbs_session *s, uint16_t backup_id, const struct lease_record *record)
{
	if (s->theirs_count == RBS_THEIRS_MAX)
		return false;
	s->theirs[(s->theirs_head + s->theirs_count++) % RBS_THEIRS_MAX] = (struct rbs_theirs){
	    .number = s->conn[s->active].received,
	    .address = record->address,
	    .backup_id = backup_id,
	};
	record_store(s, backup_id, record, true);
	return true;
}

static bool
update_refuse(struct rbs_session *s, uint64_t sequence, struct ip4 address, bool stands)
{
	if (s->refusals_count == RBS_REFUSALS_MAX)
		return false;
	s->refusal[(s->refusals_head + s->refusals_count++) % RBS_REFUSALS_MAX] =
	    (struct rbs_refusal){.sequence = sequence, .address = address, .stands = stands};
	s->counts.refusals_sent++;
	return true;
}

/* False: too many answers wait to be sent. */
static bool
update_judge(struct rbs_session *s, const struct rbs_group *g, const struct rbs_record *update,
	     const struct lease_record *record)
{
	const struct lease_record *held = held_of(s, g, record->address);

	if (held == NULL) {
		s->counts.outside++;
		return update_refuse(s, update->sequence, record->address, true);
	}
	if (held->version == record->version)
		return take_update(s, g->local.backup_id, record);
	if (is_ours(s, record->address) && (lease_is_claimed(s->local.table, record->address) ||
					    rbs_flight_find(&s->flights, record->address) != NULL))
		return update_refuse(s, update->sequence, record->address, true);
	if (update->replaces < held->version || lease_forbids(held, record, s->now))
		return update_refuse(s, update->sequence, record->address, false);
	return take_update(s, g->local.backup_id, record);
}

/* False: more unacknowledged records than a peer may have under way. */
static bool
record_merge(struct rbs_session *s, const struct rbs_group *g, const struct lease_record *record)
{
	const struct lease_record *held = held_of(s, g, record->address);

	if (held == NULL) {
		if (g != NULL && rbs_group_keeps(s, g, record->address))
			record_store(s, g->local.backup_id, record, false);
		else
			s->counts.outside++;
		return true;
	}
	record_store(s, g->local.backup_id, record, false);
	return rbs_answers_look(s, held, record);
}

static bool
read_record(struct rbs_session *s, struct rd bytes, struct lease_record *ret)
{
	return lease_record_decode(&bytes, s->now, ret) == LEASE_DECODED && bytes.left == 0 &&
	       ret->version <= LEASE_VERSION_PEER_MAX;
}

/* Why the record cannot stand in a frame with these flags, or NULL. */
static const char *
record_wrong(const struct rbs_session *s, const struct rbs_frame *frame, const struct rbs_record *r,
	     const struct lease_record *record)
{
	if ((frame->flags & RBS_FLAG_BATCH) ? r->sequence != 0 : r->sequence <= s->sequence)
		return "an update's sequence is out of order";
	if ((frame->flags & RBS_FLAG_JUDGE) && record->version <= r->replaces)
		return "an update is not newer than what it replaces";
	return NULL;
}

/* Each address once in a frame that is judged: the table does not move while it is read. */
static bool
is_repeated(const struct lease_record *list, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (ip4_same(list[i].address, list[count].address))
			return true;
	return false;
}

/* ---- what waits for the disk ---- */

/* PAIRED once both batches are through. */
static void
pair_review(struct rbs_session *s, struct rbs_group *g)
{
	if (g->out != RBS_BATCH_DONE || g->in != RBS_BATCH_DONE || g->was_batched)
		return;
	g->was_batched = true;
	g->whole = false;
	rbs_pair_set(s, g, RBS_PAIRED, "batch complete in both directions");
	rbs_emit(s, RBS_OUT_BATCH_DONE)->backup_id = g->local.backup_id;
	rbs_reconcile_begin(s);
}

static bool
ask_sync(struct rbs_session *s, const struct rbs_frame *frame, uint64_t sequence, uint16_t ends)
{
	if (s->pending_count == RBS_PENDING_FRAMES)
		return false;
	s->pending[(s->pending_head + s->pending_count++) % RBS_PENDING_FRAMES] =
	    (struct rbs_pending){
		.token = ++s->token,
		.number = frame->number,
		.sequence = sequence,
		.ends = ends,
	    };
	rbs_emit(s, RBS_OUT_SYNC)->number = s->token;
	return true;
}

/* Every update of the peer up to `sequence` is applied and safe here. */
static void
updates_applied(struct rbs_session *s, uint64_t sequence)
{
	for (unsigned i = 0; i < s->groups_count; i++)
		if ((s->group[i].in == RBS_BATCH_DONE || s->group[i].was_batched) &&
		    s->group[i].applied < sequence)
			s->group[i].applied = sequence;
}

void
rbs_receive_stored(struct rbs_session *s, uint64_t token)
{
	if (token >= s->records_token)
		s->records_wait = false;
	while (s->pending_count > 0 && s->pending[s->pending_head].token <= token) {
		struct rbs_pending p = s->pending[s->pending_head];
		struct rbs_group *g = p.ends != 0 ? rbs_group_find(s, p.ends) : NULL;

		s->pending_head = (s->pending_head + 1) % RBS_PENDING_FRAMES;
		s->pending_count--;
		s->stored = p.number;
		s->ack_due = true;
		if (g != NULL && g->in == RBS_BATCH_ENDING) {
			g->in = RBS_BATCH_DONE;
			pair_review(s, g);
		}
		updates_applied(s, p.sequence);
	}
}

/* `backup block receive`: not taken, and never acknowledged. The peer was told in HELLO. */
static bool
is_blocked(struct rbs_session *s)
{
	s->counts.blocked += s->config.block_receive.set;
	return s->config.block_receive.set;
}

static void
take_records(struct rbs_session *s, int c, const struct rbs_frame *frame)
{
	struct rbs_group *g = rbs_group_find(s, frame->backup_id);
	struct rd body = frame->body;
	struct rbs_record r;
	unsigned count = 0;

	if (is_blocked(s))
		return;
	while (rbs_record_next(&body, &r)) {
		struct lease_record *record = &s->scratch[count];
		const char *wrong;

		assert(count < RBS_RECORDS_MAX);
		if (!read_record(s, r.bytes, record)) {
			packet_error(s, c, "a lease record is malformed");
			return;
		}
		wrong = record_wrong(s, frame, &r, record);
		if (wrong == NULL && frame->flags & RBS_FLAG_JUDGE &&
		    is_repeated(s->scratch, count))
			wrong = "two updates of one address in a frame";
		if (wrong != NULL) {
			packet_error(s, c, wrong);
			return;
		}
		if (r.sequence != 0) {
			s->sequence = r.sequence;
			s->counts.updates++;
		}
		count++;
		if (!(frame->flags & RBS_FLAG_JUDGE ? update_judge(s, g, &r, record)
						    : record_merge(s, g, record))) {
			packet_error(s, c, "the peer does not read its answers");
			return;
		}
	}
	if (g != NULL && frame->flags & RBS_FLAG_BATCH && g->in == RBS_BATCH_RUNS)
		g->in_count += count;
	if (!ask_sync(s, frame, s->sequence, 0))
		packet_error(s, c, "too many frames without an acknowledgement");
}

/* ---- batches ---- */

static void
take_batch_begin(struct rbs_session *s, int c, const struct rbs_frame *frame)
{
	struct rbs_group *g = rbs_group_find(s, frame->backup_id);
	struct rbs_batch_begin begin;

	rbs_batch_begin_read(frame, &begin);
	if (is_blocked(s) || g == NULL || !g->matched || begin.hello < g->said_number)
		return; /* from before a change; another follows */
	if (begin.from > g->applied) {
		packet_error(s, c, "a batch begins above what was applied");
		return;
	}
	if (begin.from == 0 && !g->was_batched) /* else it is one more, and nothing is missing */
		g->applied = 0;
	g->in = RBS_BATCH_RUNS;
	g->in_count = 0;
	g->in_about = begin.about;
	g->in_since_us = s->now;
}

static void
take_batch_end(struct rbs_session *s, int c, const struct rbs_frame *frame)
{
	struct rbs_group *g = rbs_group_find(s, frame->backup_id);
	struct rbs_batch_end end;
	bool counts = g != NULL && g->in == RBS_BATCH_RUNS;

	if (is_blocked(s))
		return;
	rbs_batch_end_read(frame, &end);
	if (counts && end.count != g->in_count) {
		packet_error(s, c, "a batch lost records");
		return;
	}
	if (counts)
		g->in = RBS_BATCH_ENDING;
	if (end.reached > s->sequence)
		s->sequence = end.reached;
	if (!ask_sync(s, frame, end.reached, counts ? frame->backup_id : 0))
		packet_error(s, c, "too many frames without an acknowledgement");
}

/* ---- answers to ours ---- */

static void
update_answer(struct rbs_session *s, struct rbs_flight *f, enum rbs_answer how)
{
	struct rbs_output *o = rbs_emit(s, RBS_OUT_ANSWERED);

	o->answer = how;
	o->ticket = f->ticket;
	o->backup_id = f->backup_id;
	o->record = &f->record;
	rbs_flight_answer(&s->flights, f);
}

/* Why the refusal cannot be, or NULL. */
static const char *
take_refusal(struct rbs_session *s, const struct rbs_refused *refused, struct lease_record *newer)
{
	struct rbs_flight *f = rbs_flight_sequence(&s->flights, refused->sequence);

	if (f == NULL || f->number == 0)
		return "a refusal of no update in flight";
	s->counts.refusals_received++;
	if (refused->bytes.left > 0) {
		if (!read_record(s, refused->bytes, newer) ||
		    !ip4_same(newer->address, f->record.address))
			return "the record of a refusal is malformed";
		(void)record_merge(s, rbs_group_find(s, f->backup_id), newer);
	}
	update_answer(s, f, RBS_REFUSED);
	return NULL;
}

static void
marks_acked(struct rbs_session *s)
{
	while (s->marks_count > 0 && s->mark[s->marks_head].number <= s->acked) {
		unsigned run = 0, most = RBS_MARKS_MAX - s->marks_head;
		struct rbs_output *o = rbs_emit(s, RBS_OUT_MARKED);

		while (run < s->marks_count && run < most &&
		       s->mark[s->marks_head + run].number <= s->acked)
			run++;
		o->mark = &s->mark[s->marks_head];
		o->marks_count = run;
		s->marks_head = (s->marks_head + run) % RBS_MARKS_MAX;
		s->marks_count -= run;
	}
}

static void
frames_acked(struct rbs_session *s)
{
	uint64_t passed = s->confirmed;
	struct rbs_flight *f;

	while ((f = rbs_flight_oldest(&s->flights)) != NULL && f->number != 0 &&
	       f->number <= s->acked)
		update_answer(s, f, RBS_SAFE);
	while (s->unacked_count > 0 && s->unacked[s->unacked_head].number <= s->acked) {
		uint16_t ends = s->unacked[s->unacked_head].ends;
		struct rbs_group *g = ends != 0 ? rbs_group_find(s, ends) : NULL;

		passed = s->unacked[s->unacked_head].passed;
		s->acked_sequence = s->unacked[s->unacked_head].sequence;
		s->unacked_head = (s->unacked_head + 1) % RBS_WINDOW_FRAMES;
		s->unacked_count--;
		if (g == NULL || g->out != RBS_BATCH_ENDING)
			continue;
		g->out = RBS_BATCH_DONE;
		pair_review(s, g);
		if (g->again)
			rbs_alarm(s, RBS_ALARM_SENT, g->local.backup_id,
				  g->daily ? RBS_SENT_DAILY : RBS_SENT_ASKED);
		g->again = false;
	}
	if (s->ask == RBS_ASK_SENT && s->ask_number <= s->acked) {
		s->ask = RBS_ASK_NONE;
		rbs_emit(s, RBS_OUT_HEARD);
	}
	if (rbs_batches_are_done(s)) /* else what left before may still be in one */
		s->confirmed = passed;
}

static void
take_ack(struct rbs_session *s, int c, const struct rbs_frame *frame)
{
	uint64_t synced = rbs_ack_read(frame);
	struct rd body = frame->body;
	struct rbs_refused refused;
	unsigned count = 0;

	if (synced < s->acked || synced > s->conn[c].sent) {
		packet_error(s, c, "an acknowledgement of what was not sent");
		return;
	}
	while (rbs_refused_next(&body, &refused)) {
		const char *wrong = take_refusal(s, &refused, &s->scratch[count++]);

		if (wrong != NULL) {
			packet_error(s, c, wrong);
			return;
		}
	}
	s->acked = synced;
	frames_acked(s);
	marks_acked(s);
}

/* ---- the rest ---- */

static void
take_keepalive(struct rbs_session *s, const struct rbs_frame *frame)
{
	struct rbs_keepalive k;

	rbs_keepalive_read(frame, &k);
	s->peer.queue = k.queue;
	rbs_clock_skew_heard(s, k.wall_ms);
	if (s->pending_count == 0)
		updates_applied(s, k.sent < s->sequence ? s->sequence : k.sent);
	rbs_dual_master_heard(s, &k);
	rbs_readiness_heard(s, &k);
	rbs_whereabouts_heard(s, &k);
}

/* R5: a planned stop is declared at once. */
static void
take_bye(struct rbs_session *s, const struct rbs_frame *frame)
{
	struct rbs_farewell bye;
	bool paired[RBS_GROUPS_MAX];
	char why[RBS_WHY_MAX];

	rbs_farewell_read(frame, &bye);
	for (unsigned i = 0; i < s->groups_count; i++) {
		struct rbs_group *g = &s->group[i];

		paired[i] = g->matched;
		g->complete =
		    (g->in == RBS_BATCH_DONE || g->was_batched) && s->sequence >= bye.last;
	}
	snprintf(why, sizeof why, "TCP closed for BYE of the peer: %s", bye.reason);
	rbs_link_drop(s, why, RBS_RETRY);
	for (unsigned i = 0; i < s->groups_count; i++)
		if (paired[i])
			rbs_pair_set(s, &s->group[i], RBS_PARTNER_DOWN, s->why);
}

static void
take_error(struct rbs_session *s, int c, const struct rbs_frame *frame)
{
	struct rbs_farewell error;

	rbs_farewell_read(frame, &error);
	rbs_link_refused(s, c, error.last, error.reason);
}

static void
take_in_session(struct rbs_session *s, int c, const struct rbs_frame *frame)
{
	switch (frame->type) {
	case RBS_HELLO:
		rbs_hello_received(s, c, frame);
		break;
	case RBS_BATCH_BEGIN:
		take_batch_begin(s, c, frame);
		break;
	case RBS_RECORDS:
		take_records(s, c, frame);
		break;
	case RBS_BATCH_END:
		take_batch_end(s, c, frame);
		break;
	case RBS_ACK:
		take_ack(s, c, frame);
		break;
	case RBS_KEEPALIVE:
		take_keepalive(s, frame);
		break;
	case RBS_DIGEST:
		rbs_reconcile_take(s, frame);
		break;
	case RBS_BYE:
		take_bye(s, frame);
		break;
	case RBS_ERROR:
		take_error(s, c, frame);
		break;
	case RBS_CONFIG:
		rbs_hello_lines(s, frame);
		break;
	case RBS_TYPES:
		assert(false);
	}
}

static void
take_frame(struct rbs_session *s, int c, const struct rbs_frame *frame)
{
	bool in_session = s->state == RBS_CONNECTED && c == s->active;

	s->counts.received[frame->type]++;
	if (in_session) {
		s->heard_us = s->now;
		take_in_session(s, c, frame);
	} else if (frame->type == RBS_HELLO) {
		rbs_hello_received(s, c, frame);
	} else if (frame->type == RBS_ERROR) {
		take_error(s, c, frame);
	} else {
		packet_error(s, c, "a frame before HELLO");
	}
}

static void
read_frame(struct rbs_session *s, int c)
{
	struct rbs_conn *conn = &s->conn[c];
	struct rd stream = rd_of(conn->bytes + conn->at, conn->have - conn->at);
	struct rbs_frame frame;
	enum rbs_result result = rbs_frame_take(&stream, &frame);

	conn->more = false;
	if (result == RBS_PART)
		return;
	if (result == RBS_OK || result == RBS_SKIPPED) {
		conn->at = conn->have - stream.left;
		conn->more = stream.left >= RBS_HEADER;
		conn->received++;
	}
	if (result == RBS_UNKNOWN_FIELD || result == RBS_BAD_TYPE)
		rbs_link_refuse(s, c, RBS_ERROR_UNKNOWN_FIELD, rbs_result_text(result));
	else if (result == RBS_OK && frame.number != conn->received)
		packet_error(s, c, "a frame is out of order");
	else if (result == RBS_OK)
		take_frame(s, c, &frame);
	else if (result != RBS_SKIPPED)
		packet_error(s, c, rbs_result_text(result));
}

void
rbs_receive_data(struct rbs_session *s, int c, const uint8_t *bytes, size_t len)
{
	struct rbs_conn *conn = &s->conn[c];

	if (!conn->open)
		return;
	assert(len <= RBS_FRAME_MAX);
	memmove(conn->bytes, conn->bytes + conn->at, conn->have - conn->at);
	conn->have -= conn->at;
	conn->at = 0;
	assert(conn->have + len <= RBS_BUFFER);
	if (len > 0)
		memcpy(conn->bytes + conn->have, bytes, len);
	conn->have += len;
	read_frame(s, c);
}

bool
rbs_receive_has_more(const struct rbs_session *s)
{
	return s->conn[0].more || s->conn[1].more;
}

void
rbs_receive_more(struct rbs_session *s)
{
	if (s->conn[RBS_ACCEPTED].more)
		read_frame(s, RBS_ACCEPTED);
	else if (s->conn[RBS_DIALLED].more)
		read_frame(s, RBS_DIALLED);
}
