/* rbs/build.c -- a frame in the making lies in the outputs of the step, where it stays: closing it
 * costs no copy. Only one can be open at a time.
 *
 * Three bounds are looked at before anything is written: the room the connection has, the bytes and
 * outputs left of this step (then s->flushing asks for another), and the marks. What does not fit
 * is undone by putting the writer back, so a frame never ends in half a record. A record of an
 * address that the peer changed may not leave before that change is acknowledged (R2): rbs_taken().
 */
#include "rbs/build.h"

#include <assert.h>

bool
rbs_send_open(struct rbs_session *s, struct rbs_build *b, enum rbs_type type, uint16_t flags,
	      uint16_t backup_id)
{
	struct rbs_conn *conn = &s->conn[s->active];
	size_t cap = RBS_BYTES_MAX - s->out->used;

	if (conn->room < RBS_ROOM_MIN)
		return false;
	if (cap < RBS_FRAME_MAX || s->out->count > RBS_OUTPUTS_MAX - 16) {
		s->flushing = true;
		return false;
	}
	cap = conn->room < RBS_FRAME_MAX ? conn->room : RBS_FRAME_MAX;
	b->w = wr_of(s->out->bytes + s->out->used, cap);
	b->type = type;
	b->marks = 0;
	rbs_frame_begin(&b->w, type, flags, backup_id, conn->sent + 1);
	return true;
}

/* The last `count` marks go out. */
static void
marks_sent(struct rbs_session *s, unsigned count)
{
	unsigned at = (s->marks_head + s->marks_count - count) % RBS_MARKS_MAX;

	while (count > 0) {
		unsigned run = RBS_MARKS_MAX - at < count ? RBS_MARKS_MAX - at : count;
		struct rbs_output *o = rbs_emit(s, RBS_OUT_SENT);

		o->mark = &s->mark[at];
		o->marks_count = run;
		count -= run;
		at = 0;
	}
}

void
rbs_send_close(struct rbs_session *s, struct rbs_build *b)
{
	struct rbs_conn *conn = &s->conn[s->active];
	struct rbs_output *o;
	bool ended = rbs_frame_end(&b->w, 0);

	assert(ended);
	marks_sent(s, b->marks);
	o = rbs_emit(s, RBS_OUT_SEND);
	o->dialled = s->active == RBS_DIALLED;
	o->bytes = b->w.p;
	o->len = b->w.len;
	s->out->used += b->w.len;
	conn->room -= b->w.len;
	conn->sent++;
	s->sent_us = s->now;
	s->counts.sent[b->type]++;
}

/* The frame just closed is to be acknowledged. */
void
rbs_send_expect_ack(struct rbs_session *s, uint16_t ends)
{
	assert(s->unacked_count < RBS_WINDOW_FRAMES);
	s->unacked[(s->unacked_head + s->unacked_count++) % RBS_WINDOW_FRAMES] =
	    (struct rbs_unacked){.number = s->conn[s->active].sent,
				 .passed = s->passed,
				 .sequence = s->stream_at - 1,
				 .at_us = s->now,
				 .ends = ends};
}

static void
record_mark(struct rbs_session *s, struct rbs_build *b, struct ip4 address, uint64_t version)
{
	assert(s->marks_count < RBS_MARKS_MAX);
	s->mark[(s->marks_head + s->marks_count++) % RBS_MARKS_MAX] =
	    (struct rbs_mark){address, version, s->conn[s->active].sent + 1};
	b->marks++;
}

static bool
put_record(struct rbs_session *s, struct rbs_build *b, const struct lease_record *record,
	   uint64_t sequence, uint64_t replaces)
{
	struct wr before = b->w;
	size_t at = rbs_record_begin(&b->w, sequence, replaces);

	lease_record_encode(&b->w, record, LEASE_FORM_WIRE, s->now);
	rbs_record_end(&b->w, at);
	if (b->w.bad) {
		b->w = before;
		return false;
	}
	return true;
}

/* False, and nothing written, when it does not fit or may not leave yet. */
bool
rbs_send_put_update(struct rbs_session *s, struct rbs_build *b, const struct lease_record *record,
		    uint64_t sequence, uint64_t replaces)
{
	if (b->marks == RBS_RECORDS_MAX || s->marks_count == RBS_MARKS_MAX ||
	    *rbs_taken(s, record->address) > s->ack_sent ||
	    !put_record(s, b, record, sequence, replaces))
		return false;
	record_mark(s, b, record->address, record->version);
	return true;
}

bool
rbs_send_put_answer(struct rbs_session *s, struct rbs_build *b, const struct lease_record *record)
{
	return put_record(s, b, record, 0, 0);
}

bool
rbs_send_put(struct rbs_session *s, struct rbs_build *b, const struct lease_record *record)
{
	return rbs_send_put_update(s, b, record, 0, record->acked.version);
}

void
rbs_send_close_acked(struct rbs_session *s, struct rbs_build *b)
{
	rbs_send_close(s, b);
	rbs_send_expect_ack(s, 0);
}
