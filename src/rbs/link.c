/* rbs/link.c -- see rbs/link.h. R6; docs/vrp.md "Backup connection".
 *
 * The only file that writes s->state, and that chooses or ends a connection. Whoever calls
 * rbs_link_drop(), rbs_link_refuse() or rbs_link_shut() must expect that the session is over when
 * it comes back: its updates answered, its windows empty.
 *
 * Both devices listen and dial, so whoever starts last connects at once. When two connections
 * meet, the one dialled by the device with the lower source address stays. To make both devices
 * agree without a race, that device ("first") alone decides: it says HELLO on the one connection it
 * chose and hangs up the other; the second device waits, and answers on the connection HELLO came
 * on. First prefers the connection it dialled; while its dial is under way it does not choose the
 * accepted one; a dial ends after RBS_DIAL_LIMIT, less than the second waits for HELLO.
 *
 *	first                                  second
 *	dials c1, accepts c2                   dials c2, accepts c1
 *	c1 stands: HELLO on c1, hangs up c2    HELLO on c1: hangs up c2, answers
 *	c1 fails: HELLO on c2                  HELLO on c2: answers
 *
 * A connection that comes while a session runs is kept aside, and not read: either the second
 * device's dial crossed ours and it hangs up, or the peer lost the session without our knowing; a
 * KEEPALIVE sent at once makes its kernel say so (RST), and the one kept aside is used. Anybody at
 * the peer's address may have opened it: nothing it says ends the session that stands, nor does
 * what comes on an accepted one before there is a session keep the devices apart.
 *
 * A session that is lost is tried again at once; after a second loss within a minute, re-entering
 * it waits 1 s, doubled by each further one up to 30 s. A dial that fails is repeated every
 * RBS_RETRY. Whoever refuses or is refused waits RBS_REFUSED_RETRY.
 *
 * A device that its peer does not believe yet (identity.h) is refused once a second after both have
 * said HELLO: the first time is said, then nothing before a frame shows that it is believed. */
#include "rbs/link.h"

#include "rbs/attempt.h"
#include "rbs/dual_master.h"
#include "rbs/farewell.h"
#include "rbs/question.h"
#include "rbs/readiness.h"
#include "rbs/reconcile.h"
#include "rbs/whereabouts.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define MINUTE	     (60 * TIME_SEC)
#define SHUNNED_AWAY (15 * TIME_SEC) /* what is refused after that is said again */
#define MET	     "HELLO exchanged"

/* clang-format off */
static const bool may_go[RBS_STATES][RBS_STATES] = {
	/* to:               INITIAL LISTENING CONNECTING CONNECTED */
	[RBS_INITIAL]    = {false,  true,     false,     false},
	[RBS_LISTENING]  = {true,   false,    true,      false},
	[RBS_CONNECTING] = {true,   true,     false,     true},
	[RBS_CONNECTED]  = {true,   true,     false,     false},
};
/* clang-format on */

/* The only place that writes s->state. */
static void
state_go(struct rbs_session *s, enum rbs_state to, const char *why)
{
	struct rbs_output *o = rbs_emit(s, RBS_OUT_STATE);

	assert(may_go[s->state][to]);
	s->state = to;
	o->state = to;
	o->up = to == RBS_CONNECTED;
	o->quiet = s->untold;
	o->text = why;
}

static void
conn_forget(struct rbs_session *s, int c)
{
	uint8_t *bytes = s->conn[c].bytes;

	s->conn[c] = (struct rbs_conn){.bytes = bytes};
	if (c == RBS_DIALLED)
		s->dialling = false;
	if (s->active == c)
		s->active = RBS_NOBODY;
}

static void
hang_up(struct rbs_session *s, int c)
{
	if (s->conn[c].open || (c == RBS_DIALLED && s->dialling))
		rbs_emit(s, RBS_OUT_HANGUP)->dialled = c == RBS_DIALLED;
	conn_forget(s, c);
}

static void
listen_on(struct rbs_session *s, bool on)
{
	struct rbs_output *o = rbs_emit(s, RBS_OUT_LISTEN);

	o->on = on;
	o->source = s->config.peer.source;
	o->peer = s->config.peer.peer;
	o->port = s->config.peer.port;
	o->ssl = rbs_config_ssl(&s->config);
	o->password = rbs_config_password(&s->config);
	s->listening = on;
}

static void
state_dial(struct rbs_session *s)
{
	struct rbs_output *o = rbs_emit(s, RBS_OUT_DIAL);

	assert(s->state == RBS_LISTENING && !s->dialling);
	o->source = s->config.peer.source;
	o->peer = s->config.peer.peer;
	o->port = s->config.peer.port;
	o->ssl = rbs_config_ssl(&s->config);
	o->password = rbs_config_password(&s->config);
	s->dialling = true;
	s->dialled_us = s->now;
	state_go(s, RBS_CONNECTING, "dialling");
}

/* First says which connection it is. */
static void
conn_choose(struct rbs_session *s, int c)
{
	if (s->conn[!c].open)
		hang_up(s, !c);
	s->active = c;
	s->conn[c].hello_due = true;
	s->conn[c].opened_us = s->now;
}

static void
arbitrate(struct rbs_session *s)
{
	if (s->state != RBS_CONNECTING || s->active != RBS_NOBODY || !rbs_is_first(s) ||
	    s->now < s->hold_us)
		return;
	if (s->conn[RBS_DIALLED].open)
		conn_choose(s, RBS_DIALLED);
	else if (!s->dialling && s->conn[RBS_ACCEPTED].open)
		conn_choose(s, RBS_ACCEPTED);
}

/* Into the state that the connections at hand mean. */
static void
state_settle(struct rbs_session *s, const char *why)
{
	bool any = s->conn[0].open || s->conn[1].open || s->dialling;

	if (s->state == RBS_CONNECTING && !any)
		state_go(s, RBS_LISTENING, why);
	if (s->state == RBS_LISTENING && any)
		state_go(s, RBS_CONNECTING, "connected, waiting for HELLO");
	if (s->state == RBS_LISTENING && s->now >= s->retry_us)
		state_dial(s);
	arbitrate(s);
}

/* ---- no session comes up ---- */

/* Connection c gave no session. When the other one still may, that is no news. */
static void
attempt_over(struct rbs_session *s, int c, enum rbs_attempt_end how)
{
	conn_forget(s, c);
	if (s->retry_us < s->now + RBS_RETRY)
		s->retry_us = s->now + RBS_RETRY;
	if (!s->conn[!c].open && !(c == RBS_ACCEPTED && s->dialling))
		rbs_attempt_failed(s, c, how);
	state_settle(s, "the peer does not answer");
}

/* ---- the end of a session ---- */

static void
answer_all(struct rbs_session *s)
{
	struct rbs_flight *f;

	while ((f = rbs_flight_oldest(&s->flights)) != NULL) {
		struct rbs_output *o = rbs_emit(s, RBS_OUT_ANSWERED);

		o->answer = RBS_DROPPED;
		o->doubtful = f->number != 0;
		o->ticket = f->ticket;
		o->backup_id = f->backup_id;
		o->record = &f->record;
		rbs_flight_answer(&s->flights, f);
	}
}

static void
session_over(struct rbs_session *s, const char *why)
{
	for (unsigned i = 0; i < s->groups_count; i++) {
		struct rbs_group *g = &s->group[i];

		g->shared = g->matched = g->was_batched = g->again = g->lines_due = false;
		g->out = g->in = RBS_BATCH_NONE;
		g->said_epoch = 0;
		rbs_dual_master_forget(g);
		rbs_readiness_forget(g);
		if (g->pair == RBS_PAIRED)
			rbs_pair_set(s, g, RBS_INTERRUPTED, why);
	}
	answer_all(s);
	rbs_reconcile_forget(s);
	rbs_theirs_done(s, UINT64_MAX);
	s->unacked_count = s->marks_count = s->pending_count = s->refusals_count = 0;
	s->answers_count = 0;
	s->acked = s->stored = s->ack_sent = s->sequence = 0;
	rbs_question_forget(s);
	rbs_whereabouts_forget(s);
	s->ack_due = s->probe = s->flushing = s->batch_waits = false;
	memset(s->taken, 0, sizeof s->taken);
	s->compare.backup_id = 0;
	s->peer_groups_count = 0;
	for (int c = 0; c < 2; c++) /* what came meanwhile on the other one was not read */
		s->conn[c].more = s->conn[c].have - s->conn[c].at >= RBS_HEADER;
}

/* R6: at once, unless the last loss was within a minute. */
static uint64_t
back_off(struct rbs_session *s)
{
	if (s->drop_us == 0 || s->now - s->drop_us >= MINUTE)
		s->back_off_us = 0;
	else if (s->back_off_us == 0)
		s->back_off_us = RBS_BACK_OFF_FIRST;
	else
		s->back_off_us = time_min(2 * s->back_off_us, RBS_BACK_OFF_LAST);
	s->drop_us = s->now;
	s->counts.drops++;
	return s->back_off_us;
}

/* A channel that was up goes down. */
static void
go_down(struct rbs_session *s, const char *why)
{
	s->down_us = s->now;
	snprintf(s->why, sizeof s->why, "%s", why);
	session_over(s, s->why);
}

void
rbs_link_drop(struct rbs_session *s, const char *why, uint64_t delay_us)
{
	bool up = s->state == RBS_CONNECTED;

	assert(s->state == RBS_CONNECTED || s->state == RBS_CONNECTING);
	if (s->active != RBS_NOBODY)
		hang_up(s, s->active);
	if (delay_us == TIME_NEVER && !up)
		s->retry_us = s->now + RBS_RETRY;
	else
		s->hold_us = s->retry_us =
		    s->now + (delay_us == TIME_NEVER ? back_off(s) : delay_us);
	if (up) {
		go_down(s, why);
		state_go(s, RBS_LISTENING, s->why);
		s->untold = false;
	}
	state_settle(s, "no session came up");
}

void
rbs_link_shut(struct rbs_session *s, const char *reason, const char *why)
{
	bool up = s->state == RBS_CONNECTED;

	if (up && reason != NULL)
		rbs_farewell_send(s, s->active, RBS_ERROR, RBS_ERROR_CONFIGURATION, reason);
	hang_up(s, RBS_ACCEPTED);
	hang_up(s, RBS_DIALLED);
	if (up)
		go_down(s, why);
	rbs_attempts_forget(s);
	listen_on(s, false);
	state_go(s, RBS_INITIAL, why);
	s->untold = false;
}

/* ---- what may happen ---- */

static void
reconsider(struct rbs_session *s, uint64_t from_us)
{
	bool wanted = s->config.peer.set && !s->config.shutdown.set && s->local_known &&
		      !s->stopped && !s->left && !s->paused &&
		      !ip4_same(s->config.peer.source, s->config.peer.peer);

	if (s->state != RBS_INITIAL || !wanted)
		return;
	listen_on(s, true);
	s->retry_us = s->hold_us = from_us;
	state_go(s, RBS_LISTENING, "configured");
	state_settle(s, "");
}

void
rbs_link_reconsider(struct rbs_session *s)
{
	if (s->state == RBS_INITIAL && !s->paused)
		s->drop_us = 0;
	reconsider(s, s->now);
}

void
rbs_link_opened(struct rbs_session *s, bool dialled, size_t room, bool secure)
{
	struct rbs_conn *conn = &s->conn[dialled];

	if (s->state == RBS_INITIAL || (dialled && !s->dialling) ||
	    secure != (rbs_config_ssl(&s->config) != NULL)) {
		rbs_emit(s, RBS_OUT_HANGUP)->dialled = dialled;
		return;
	}
	if (conn->open)
		rbs_link_closed(s, dialled); /* the host put a new one in its place */
	if (dialled)
		s->dialling = false;
	conn->open = true;
	conn->room = room;
	conn->secure = secure;
	conn->opened_us = s->now;
	if (s->state == RBS_CONNECTED)
		s->probe = true;
	else
		state_settle(s, "");
}

void
rbs_link_closed(struct rbs_session *s, bool dialled)
{
	bool was_active = s->active == dialled;

	if (s->state != RBS_CONNECTED) {
		attempt_over(s, dialled,
			     s->conn[dialled].open ? RBS_ATTEMPT_CLOSED : RBS_ATTEMPT_UNREACHABLE);
		return;
	}
	conn_forget(s, dialled);
	if (was_active)
		rbs_link_drop(s, "TCP closed for peer closed", TIME_NEVER);
}

void
rbs_link_room(struct rbs_session *s, bool dialled, size_t room)
{
	if (s->conn[dialled].open)
		s->conn[dialled].room = room;
}

void
rbs_link_established(struct rbs_session *s, int c)
{
	assert(s->state == RBS_CONNECTING);
	hang_up(s, !c);
	s->active = c;
	s->heard_us = s->up_us = s->now;
	s->sent_us = s->now;
	s->probe = true; /* roles are known at once */
	rbs_attempts_forget(s);
	s->untold = s->shunned_us != 0 && s->now < s->shunned_us + SHUNNED_AWAY;
	state_go(s, RBS_CONNECTED, MET);
	s->clock_skew.known = false;
	s->clock_skew.maybe_us = 0;
	s->records_wait = true;
	s->records_token = ++s->token;
	rbs_emit(s, RBS_OUT_SYNC)->number = s->records_token;
}

void
rbs_link_believed(struct rbs_session *s)
{
	s->shunned_us = 0;
	if (!s->untold)
		return;
	s->untold = false;
	*rbs_emit(s, RBS_OUT_STATE) =
	    (struct rbs_output){.kind = RBS_OUT_STATE, .state = s->state, .up = true, .text = MET};
}

/* Anybody at the peer's address may have opened it: nothing waits for what came on it. */
static void
accepted_failed(struct rbs_session *s, const char *why)
{
	hang_up(s, RBS_ACCEPTED);
	if (s->retry_us < s->now + RBS_RETRY)
		s->retry_us = s->now + RBS_RETRY;
	rbs_attempt_note(s, RBS_ACCEPTED, why, 1);
	state_settle(s, "no session came up");
}

/* Connection c failed in a way that is told: with it the session or attempt it carries. */
static void
conn_failed(struct rbs_session *s, int c, const char *why, uint64_t delay_us)
{
	bool up = s->state == RBS_CONNECTED, untold = s->untold;

	if (s->active != RBS_NOBODY && s->active != c) {
		hang_up(s, c);
		return;
	}
	if (s->active == RBS_NOBODY && c == RBS_ACCEPTED) {
		accepted_failed(s, why);
		return;
	}
	s->active = c;
	rbs_link_drop(s, why, delay_us);
	if (up && !untold)
		rbs_alarm(s, RBS_ALARM_SESSION, 0, s->why);
	else if (!up)
		rbs_attempt_note(s, c, why, 1);
}

/* R9: it is another device, or believed, in a moment. */
static uint64_t
refused_retry_us(uint64_t error)
{
	return error == RBS_ERROR_IDENTITY ? RBS_RETRY : RBS_REFUSED_RETRY;
}

void
rbs_link_refuse(struct rbs_session *s, int c, enum rbs_error error, const char *text)
{
	bool packet = error == RBS_ERROR_PACKET;
	char why[RBS_WHY_MAX];

	rbs_farewell_send(s, c, RBS_ERROR, error, text);
	if (packet)
		s->counts.packet_errors++;
	snprintf(why, sizeof why, "TCP closed for %s. (%s)",
		 packet ? "packet error" : "refusal by this device", text);
	conn_failed(s, c, why, packet ? TIME_NEVER : refused_retry_us(error));
}

void
rbs_link_refused(struct rbs_session *s, int c, uint64_t error, const char *reason)
{
	char why[RBS_WHY_MAX];

	if (error == RBS_ERROR_CONFIGURATION && s->state == RBS_CONNECTED && s->active == c) {
		snprintf(why, sizeof why, "TCP closed by the peer: %s", reason);
		rbs_link_drop(s, why, RBS_RETRY);
		return;
	}
	snprintf(why, sizeof why, "TCP closed for refusal by the peer. (%s)", reason);
	conn_failed(s, c, why, error == RBS_ERROR_PACKET ? TIME_NEVER : refused_retry_us(error));
	if (error == RBS_ERROR_IDENTITY)
		s->shunned_us = s->now;
}

void
rbs_link_stop(struct rbs_session *s)
{
	s->stopped = true;
	if (s->state != RBS_INITIAL)
		rbs_link_shut(s, "the device is stopped", "TCP closed for stop of this device");
}

void
rbs_link_leave(struct rbs_session *s)
{
	s->left = true;
	if (s->state == RBS_CONNECTED)
		rbs_farewell_send(s, s->active, RBS_BYE, s->resume_log.last,
				  "the device left the pair");
	if (s->state != RBS_INITIAL)
		rbs_link_shut(s, NULL, "TCP closed for the leave of this device");
}

void
rbs_link_pause(struct rbs_session *s)
{
	s->paused = true;
	s->resume_us = s->state == RBS_CONNECTED ? s->now + back_off(s) : 0;
	if (s->state != RBS_INITIAL)
		rbs_link_shut(s, "its disk fails", "TCP closed for the failed disk of this device");
}

void
rbs_link_resume(struct rbs_session *s)
{
	s->paused = false;
	reconsider(s, s->resume_us > s->now ? s->resume_us : s->now);
}

/* ---- time ---- */

static void
tick_connecting(struct rbs_session *s)
{
	if (s->dialling && s->now >= s->dialled_us + RBS_DIAL_LIMIT) {
		hang_up(s, RBS_DIALLED);
		attempt_over(s, RBS_DIALLED, RBS_ATTEMPT_NO_ANSWER);
	}
	for (int c = 0; c < 2; c++) {
		bool held = rbs_is_first(s) && s->active != c && s->hold_us > s->conn[c].opened_us;

		if (!s->conn[c].open || s->now < s->conn[c].opened_us + RBS_HELLO_LIMIT)
			continue;
		hang_up(s, c);
		attempt_over(s, c, held ? RBS_ATTEMPT_HELD : RBS_ATTEMPT_SILENT);
	}
	arbitrate(s);
}

bool
rbs_link_is_late(struct rbs_session *s)
{
	if (s->now < s->heard_us + rbs_dead_us(s))
		return false;
	s->counts.echo_time_outs++;
	rbs_link_drop(s, "TCP closed for echo time out", TIME_NEVER);
	return true;
}

static void
tick_connected(struct rbs_session *s)
{
	struct rbs_flight *f = rbs_flight_oldest(&s->flights);
	int aside = !s->active;

	if (s->conn[aside].open && s->now >= s->conn[aside].opened_us + RBS_HELLO_LIMIT)
		hang_up(s, aside);
	if (rbs_link_is_late(s))
		return;
	if (rbs_question_is_late(s) || (f != NULL && s->now >= f->deadline_us)) {
		s->counts.answer_time_outs++;
		rbs_link_drop(s, "TCP closed for answer time out", TIME_NEVER);
	} else {
		rbs_dual_master_review(s);
		rbs_readiness_review(s);
	}
}

void
rbs_link_tick(struct rbs_session *s)
{
	switch (s->state) {
	case RBS_INITIAL:
		break;
	case RBS_LISTENING:
		state_settle(s, "");
		break;
	case RBS_CONNECTING:
		tick_connecting(s);
		break;
	case RBS_CONNECTED:
		tick_connected(s);
		break;
	case RBS_STATES:
		assert(false);
	}
}
