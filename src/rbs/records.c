/* rbs/records.c -- see rbs/records.h. R2, docs/protocol.md "A session".
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
 * Each RECORDS and BATCH_END asks for a SYNC; the ACK goes out when node/ says STORED. */
#include "rbs/records.h"

#include <assert.h>

#include "rbs/answers.h"
#include "rbs/identity.h"
#include "rbs/link.h"
#include "rbs/old.h"
#include "rbs/reconcile.h"

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
bool
rbs_records_merge(struct rbs_session *s, const struct rbs_group *g,
		  const struct lease_record *record)
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

bool
rbs_records_read(struct rbs_session *s, struct rd bytes, struct lease_record *ret,
		 const char **ret_why)
{
	*ret_why = "a lease record is malformed";
	if (lease_record_decode(&bytes, s->now, ret) != LEASE_DECODED || bytes.left != 0)
		return false;
	*ret_why = "a version is far ahead of anything plausible";
	return ret->version <= rbs_identity_version_max(s);
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
void
rbs_records_review(struct rbs_session *s, struct rbs_group *g)
{
	if (g->out != RBS_BATCH_DONE || g->in != RBS_BATCH_DONE || g->was_batched)
		return;
	g->was_batched = true;
	g->whole = false;
	rbs_pair_set(s, g, RBS_PAIRED, rbs_old_tell(s, g));
	rbs_emit(s, RBS_OUT_BATCH_DONE)->backup_id = g->local.backup_id;
	rbs_reconcile_begin(s);
}

/* NULL: too many frames wait. */
static struct rbs_output *
ask_sync(struct rbs_session *s, const struct rbs_frame *frame, uint64_t sequence, uint16_t ends)
{
	struct rbs_output *o;

	if (s->pending_count == RBS_PENDING_FRAMES)
		return NULL;
	s->pending[(s->pending_head + s->pending_count++) % RBS_PENDING_FRAMES] =
	    (struct rbs_pending){
		.token = ++s->token,
		.number = frame->number,
		.sequence = sequence,
		.ends = ends,
	    };
	o = rbs_emit(s, RBS_OUT_SYNC);
	o->number = s->token;
	return o;
}

/* Every update of the peer up to `sequence` is applied and safe here. */
void
rbs_records_applied(struct rbs_session *s, uint64_t sequence)
{
	for (unsigned i = 0; i < s->groups_count; i++)
		if ((s->group[i].in == RBS_BATCH_DONE || s->group[i].was_batched) &&
		    s->group[i].applied < sequence)
			s->group[i].applied = sequence;
}

void
rbs_records_stored(struct rbs_session *s, uint64_t token)
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
			rbs_records_review(s, g);
		}
		rbs_records_applied(s, p.sequence);
	}
}

/* `backup block receive`: not taken, and never acknowledged. The peer was told in HELLO. */
static bool
is_blocked(struct rbs_session *s)
{
	s->counts.blocked += s->config.block_receive.set;
	return s->config.block_receive.set;
}

void
rbs_records_take(struct rbs_session *s, int c, const struct rbs_frame *frame)
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
		if (!rbs_records_read(s, r.bytes, record, &wrong)) {
			rbs_link_error(s, c, wrong);
			return;
		}
		wrong = record_wrong(s, frame, &r, record);
		if (wrong == NULL && frame->flags & RBS_FLAG_JUDGE &&
		    is_repeated(s->scratch, count))
			wrong = "two updates of one address in a frame";
		if (wrong != NULL) {
			rbs_link_error(s, c, wrong);
			return;
		}
		if (r.sequence != 0) {
			s->sequence = r.sequence;
			s->counts.updates++;
		}
		count++;
		if (frame->flags & RBS_FLAG_BATCH)
			rbs_old_look(g, r.replaces, held_of(s, g, record->address));
		if (!(frame->flags & RBS_FLAG_JUDGE ? update_judge(s, g, &r, record)
						    : rbs_records_merge(s, g, record))) {
			rbs_link_error(s, c, "the peer does not read its answers");
			return;
		}
	}
	if (g != NULL && frame->flags & RBS_FLAG_BATCH && g->in == RBS_BATCH_RUNS)
		g->in_count += count;
	if (!ask_sync(s, frame, s->sequence, 0))
		rbs_link_error(s, c, "too many frames without an acknowledgement");
}

/* ---- batches ---- */

void
rbs_records_begin(struct rbs_session *s, int c, const struct rbs_frame *frame)
{
	struct rbs_group *g = rbs_group_find(s, frame->backup_id);
	struct rbs_batch_begin begin;

	rbs_batch_begin_read(frame, &begin);
	if (is_blocked(s) || g == NULL || !g->matched || begin.hello < g->said_number)
		return; /* from before a change; another follows */
	if (begin.from > g->applied) {
		rbs_link_error(s, c, "a batch begins above what was applied");
		return;
	}
	if (begin.from == 0 && !g->was_batched) /* else it is one more, and nothing is missing */
		g->applied = 0;
	g->in = RBS_BATCH_RUNS;
	g->in_count = 0;
	g->in_about = begin.about;
	g->in_since_us = s->now;
}

void
rbs_records_end(struct rbs_session *s, int c, const struct rbs_frame *frame)
{
	struct rbs_group *g = rbs_group_find(s, frame->backup_id);
	struct rbs_batch_end end;
	bool counts = g != NULL && g->in == RBS_BATCH_RUNS;
	struct rbs_output *o;

	if (is_blocked(s))
		return;
	rbs_batch_end_read(frame, &end);
	if (counts && end.count != g->in_count) {
		rbs_link_error(s, c, "a batch lost records");
		return;
	}
	if (counts)
		g->in = RBS_BATCH_ENDING;
	if (end.reached > s->sequence)
		s->sequence = end.reached;
	o = ask_sync(s, frame, end.reached, counts ? frame->backup_id : 0);
	if (o != NULL)
		o->proof = !counts; /* a question: does it write? */
	else
		rbs_link_error(s, c, "too many frames without an acknowledgement");
}
