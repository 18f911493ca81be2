/* rbs/receive.c -- see rbs/receive.h. R6, docs/protocol.md "A session".
 *
 * One frame a call, so that what node/ applied of one frame is in the table when the next is
 * judged. A frame's number must be the next one: a replayed or lost frame ends the connection. What
 * the frames mean: hello.c, records.c, acks.c, reconcile.c.
 *
 * While a session stands, what comes on the other connection is not read: anybody at the peer's
 * address could have opened it. It stays in the buffer, at most a frame of it, and is read when the
 * session is over. */
#include "rbs/receive.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "rbs/acks.h"
#include "rbs/clock_skew.h"
#include "rbs/dual_master.h"
#include "rbs/hello.h"
#include "rbs/identity.h"
#include "rbs/link.h"
#include "rbs/readiness.h"
#include "rbs/reconcile.h"
#include "rbs/records.h"
#include "rbs/whereabouts.h"

static void
take_keepalive(struct rbs_session *s, const struct rbs_frame *frame)
{
	struct rbs_keepalive k;

	rbs_keepalive_read(frame, &k);
	s->peer.queue = k.queue;
	rbs_clock_skew_heard(s, k.wall_ms);
	if (s->pending_count == 0)
		rbs_records_applied(s, k.sent < s->sequence ? s->sequence : k.sent);
	rbs_dual_master_heard(s, &k);
	rbs_readiness_heard(s, &k);
	rbs_whereabouts_heard(s, &k);
}

/* R5: who leaves is declared down at once. Only a pair that stands can be left, and the word of a
 * device that was not there before is no more than an end. */
static void
take_bye(struct rbs_session *s, const struct rbs_frame *frame)
{
	struct rbs_farewell bye;
	bool paired[RBS_GROUPS_MAX];
	char why[RBS_WHY_MAX];

	rbs_farewell_read(frame, &bye);
	for (unsigned i = 0; i < s->groups_count; i++) {
		struct rbs_group *g = &s->group[i];

		paired[i] = g->pair == RBS_PAIRED && !rbs_identity_is_new(s);
		g->complete =
		    (g->in == RBS_BATCH_DONE || g->was_batched) && s->sequence >= bye.last;
	}
	snprintf(why, sizeof why, "TCP closed for BYE of the peer%s: %.160s",
		 rbs_identity_is_new(s) ? ", which is new here and gives nothing away yet" : "",
		 bye.reason);
	snprintf(s->why, sizeof s->why, "%s", why);
	for (unsigned i = 0; i < s->groups_count; i++)
		if (paired[i])
			rbs_pair_set(s, &s->group[i], RBS_PARTNER_DOWN, s->why);
	rbs_link_drop(s, why, RBS_RETRY);
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
		rbs_records_begin(s, c, frame);
		break;
	case RBS_RECORDS:
		rbs_records_take(s, c, frame);
		break;
	case RBS_BATCH_END:
		rbs_records_end(s, c, frame);
		break;
	case RBS_ACK:
		rbs_acks_take(s, c, frame);
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
		if (frame->type != RBS_ERROR)
			rbs_link_believed(s);
		take_in_session(s, c, frame);
	} else if (frame->type == RBS_HELLO) {
		rbs_hello_received(s, c, frame);
	} else if (frame->type == RBS_ERROR) {
		take_error(s, c, frame);
	} else {
		rbs_link_error(s, c, "a frame before HELLO");
	}
}

/* It came while a session stands. */
static bool
is_aside(const struct rbs_session *s, int c)
{
	return s->state == RBS_CONNECTED && c != s->active;
}

/* A TLS record of a handshake: RFC 8446 5.1. */
static bool
is_tls(const uint8_t *bytes)
{
	return bytes[0] == 0x16 && bytes[1] == 0x03;
}

static void
read_frame(struct rbs_session *s, int c)
{
	struct rbs_conn *conn = &s->conn[c];
	struct rd stream = rd_of(conn->bytes + conn->at, conn->have - conn->at);
	struct rbs_frame frame;
	enum rbs_result result = rbs_frame_take(&stream, &frame);

	conn->more = false;
	if (is_aside(s, c))
		return;
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
		rbs_link_error(s, c, "a frame is out of order");
	else if (result == RBS_OK)
		take_frame(s, c, &frame);
	else if (result == RBS_BAD_MAGIC && is_tls(&conn->bytes[conn->at]))
		rbs_link_error(s, c, "the peer speaks TLS, and no SSL policy is bound here");
	else if (result != RBS_SKIPPED)
		rbs_link_error(s, c, rbs_result_text(result));
}

void
rbs_receive_data(struct rbs_session *s, int c, const uint8_t *bytes, size_t len)
{
	struct rbs_conn *conn = &s->conn[c];

	if (!conn->open)
		return;
	assert(len <= RBS_FRAME_MAX);
	if (is_aside(s, c) && conn->have - conn->at + len > RBS_FRAME_MAX) {
		rbs_link_error(s, c, "more than HELLO before it was asked for");
		return;
	}
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
