/* rbs/session.c -- the inputs of a session, by state; docs/protocol.md "A session".
 *
 *	INITIAL     nothing listens. CONFIG and LOCAL together start it.
 *	LISTENING   the port is open, nobody is there; dials when retry_us comes
 *	CONNECTING  dialling, or connected and HELLO not exchanged
 *	CONNECTED   HELLO exchanged; per backup-id: batch both ways, then PAIRED
 *
 * What each input does in each state stands in one table, reaction[]. link.c moves between the
 * states, hello.c agrees, receive.c and send.c are CONNECTED at work. Updates of this device are
 * counted by sequence in every state: what is not sent now is in the resume log for the next batch.
 *
 * A session is pure and runs on the thread of its node, one step at a time. It owns its struct and
 * the bytes of its two connections; configuration is copied, binding tables, lines and ranges are
 * node/'s and only read. A step never calls back: what is to be done is an output, and s->out is
 * there during a step alone. */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "rbs/deadline.h"
#include "rbs/dual_master.h"
#include "rbs/hello.h"
#include "rbs/identity.h"
#include "rbs/link.h"
#include "rbs/question.h"
#include "rbs/receive.h"
#include "rbs/reconcile.h"
#include "rbs/records.h"
#include "rbs/rows.h"
#include "rbs/send.h"
#include "rbs/session_private.h"

/* ---- what an input does ---- */

/* How the groups stood to another peer does not count; what is kept of this one does. */
static void
meet(struct rbs_session *s)
{
	bool other = ip4_set(s->met) && !ip4_same(s->met, s->config.peer.peer);

	if (!s->config.peer.set)
		return;
	s->met = s->config.peer.peer;
	if (other)
		rbs_identity_forget(s);
	for (unsigned i = 0; other && i < s->groups_count; i++) {
		struct rbs_group *g = &s->group[i];

		g->pair = g->local.down ? RBS_PARTNER_DOWN : RBS_INTERRUPTED;
		g->complete = g->local.down && g->local.complete;
		g->unmet = g->local.down || g->local.unmet;
		g->pair_since_us = s->now;
		snprintf(g->pair_why, sizeof g->pair_why, "%s",
			 g->local.down ? rbs_down_why(&g->local) : "it has another peer");
	}
}

static bool
same_ssl(const struct rbs_config *a, const struct rbs_config *b)
{
	const char *x = rbs_config_ssl(a), *y = rbs_config_ssl(b);

	return x == NULL || y == NULL ? x == y : strcasecmp(x, y) == 0;
}

static bool
same_password(const struct rbs_config *a, const struct rbs_config *b)
{
	return a->password.set == b->password.set &&
	       strcmp(a->password.file, b->password.file) == 0;
}

static void
on_config(struct rbs_session *s, const struct rbs_input *in)
{
	static const struct rbs_config none;
	const struct rbs_config *to = in->config != NULL ? in->config : &none;
	bool same = to->peer.set == s->config.peer.set &&
		    ip4_same(to->peer.peer, s->config.peer.peer) &&
		    ip4_same(to->peer.source, s->config.peer.source) &&
		    to->peer.port == s->config.peer.port && same_ssl(to, &s->config) &&
		    same_password(to, &s->config) && to->shutdown.set == s->config.shutdown.set &&
		    to->block_send.set == s->config.block_send.set &&
		    to->block_receive.set == s->config.block_receive.set;
	uint64_t idle_us = rbs_idle_us(s);

	if (!same && s->state != RBS_INITIAL)
		rbs_link_shut(
		    s, to->shutdown.set ? "the service was shut down" : "its configuration changed",
		    to->shutdown.set ? "TCP closed for shutdown" : "TCP closed for configuration");
	s->config = *to;
	conf_fill(&rbs_part, &s->config);
	meet(s);
	s->stopped = false;
	if (s->state == RBS_CONNECTED && rbs_idle_us(s) != idle_us)
		s->conn[s->active].hello_due = true;
	rbs_link_reconsider(s);
}

static void
refuse_update(struct rbs_session *s, const struct rbs_input *in)
{
	struct rbs_output *o = rbs_emit(s, RBS_OUT_ANSWERED);

	o->answer = RBS_FULL;
	o->ticket = in->ticket;
	o->backup_id = in->backup_id;
}

static void
count_made(struct rbs_session *s)
{
	if (s->made++ == s->confirmed)
		s->behind_us = s->now;
}

static void
on_note(struct rbs_session *s, const struct rbs_input *in)
{
	count_made(s);
	rbs_resume_log_add(
	    &s->resume_log,
	    (struct rbs_resume_log_entry){in->record->address, in->backup_id, RBS_RESUME_LOG_NOTE});
}

static void
on_update(struct rbs_session *s, const struct rbs_input *in)
{
	const struct rbs_group *g = rbs_group_find(s, in->backup_id);
	struct rbs_flight flight = {
	    .ticket = in->ticket,
	    .replaces = in->replaces,
	    .deadline_us = in->now + s->config.answer.limit_ms * TIME_MS,
	    .backup_id = in->backup_id,
	};

	assert(in->record->version > in->replaces);
	if (g == NULL || g->pair != RBS_PAIRED || s->flights.count == RBS_UPDATES_MAX) {
		refuse_update(s, in);
		return;
	}
	count_made(s);
	flight.record = *in->record;
	flight.sequence = rbs_resume_log_add(
	    &s->resume_log, (struct rbs_resume_log_entry){in->record->address, in->backup_id,
							  RBS_RESUME_LOG_UPDATE});
	rbs_flight_add(&s->flights, &flight);
}

static void
on_local(struct rbs_session *s, const struct rbs_input *in)
{
	rbs_hello_local(s, in->local);
}

/* It may be what CONFIG waited for. */
static void
on_local_at_rest(struct rbs_session *s, const struct rbs_input *in)
{
	rbs_hello_local(s, in->local);
	rbs_link_reconsider(s);
}

static void
on_tick(struct rbs_session *s, const struct rbs_input *in)
{
	(void)in;
	rbs_link_tick(s);
}

static void
on_opened(struct rbs_session *s, const struct rbs_input *in)
{
	rbs_link_opened(s, in->dialled, in->len, in->secure);
}

static void
on_data(struct rbs_session *s, const struct rbs_input *in)
{
	rbs_receive_data(s, in->dialled, in->bytes, in->len);
}

/* What comes after the dead time does not prove that the peer lives. */
static void
on_data_in_session(struct rbs_session *s, const struct rbs_input *in)
{
	if (in->dialled == (s->active == RBS_DIALLED) && rbs_link_is_late(s))
		return;
	rbs_receive_data(s, in->dialled, in->bytes, in->len);
}

static void
on_room(struct rbs_session *s, const struct rbs_input *in)
{
	rbs_link_room(s, in->dialled, in->len);
}

static void
on_closed(struct rbs_session *s, const struct rbs_input *in)
{
	rbs_link_closed(s, in->dialled);
}

static void
on_drop(struct rbs_session *s, const struct rbs_input *in)
{
	(void)in;
	rbs_link_drop(s, "TCP closed for BFD session down", TIME_NEVER);
}

static void
on_stored(struct rbs_session *s, const struct rbs_input *in)
{
	rbs_records_stored(s, in->number);
}

static void
on_more(struct rbs_session *s, const struct rbs_input *in)
{
	(void)in;
	rbs_receive_more(s);
}

static void
on_more_in_session(struct rbs_session *s, const struct rbs_input *in)
{
	(void)in;
	if (rbs_receive_has_more(s))
		rbs_receive_more(s);
	else if (s->flushing)
		rbs_send(s);
}

static void
on_flush(struct rbs_session *s, const struct rbs_input *in)
{
	(void)in;
	rbs_send(s);
}

static void
on_stop(struct rbs_session *s, const struct rbs_input *in)
{
	(void)in;
	rbs_link_stop(s);
}

static void
on_leave(struct rbs_session *s, const struct rbs_input *in)
{
	(void)in;
	rbs_link_leave(s);
}

static void
on_join(struct rbs_session *s, const struct rbs_input *in)
{
	(void)in;
	s->left = false;
	rbs_link_reconsider(s);
}

static void
on_pause(struct rbs_session *s, const struct rbs_input *in)
{
	(void)in;
	rbs_link_pause(s);
}

static void
on_resume(struct rbs_session *s, const struct rbs_input *in)
{
	(void)in;
	rbs_link_resume(s);
}

/* DECLARE and BATCH are for one backup-id, or for all (0). */
static bool
group_is_meant(const struct rbs_group *g, const struct rbs_input *in)
{
	return in->backup_id == 0 || g->local.backup_id == in->backup_id;
}

/* R5. A session that comes ends it. */
static void
on_declare(struct rbs_session *s, const struct rbs_input *in)
{
	for (unsigned i = 0; i < s->groups_count; i++) {
		struct rbs_group *g = &s->group[i];

		if (!group_is_meant(g, in) || g->pair != RBS_INTERRUPTED)
			continue;
		g->complete = false;
		rbs_pair_set(s, g, RBS_PARTNER_DOWN, "the peer was declared down");
	}
}

static void
on_ask(struct rbs_session *s, const struct rbs_input *in)
{
	(void)in;
	s->ask = RBS_ASK_DUE;
}

static void
on_question(struct rbs_session *s, const struct rbs_input *in)
{
	(void)in;
	rbs_question_begin(s);
}

/* One that runs already is as good. */
static void
on_batch(struct rbs_session *s, const struct rbs_input *in)
{
	for (unsigned i = 0; i < s->groups_count; i++) {
		struct rbs_group *g = &s->group[i];

		if (!group_is_meant(g, in) || g->out != RBS_BATCH_DONE)
			continue;
		g->out = RBS_BATCH_DUE;
		g->from = 0;
		g->again = true;
		g->daily = in->daily;
	}
}

/* Late, early or of no use: it changes nothing in this state. */
static void
nothing(struct rbs_session *s, const struct rbs_input *in)
{
	(void)s;
	(void)in;
}

/* ---- inputs, by state ---- */

typedef void on_input(struct rbs_session *s, const struct rbs_input *in);

#define REACTION(input, initial, listening, connecting, connected)                                 \
	[RBS_IN_##input] = {[RBS_INITIAL] = initial,                                               \
			    [RBS_LISTENING] = listening,                                           \
			    [RBS_CONNECTING] = connecting,                                         \
			    [RBS_CONNECTED] = connected}

/* Every input in every state. A column that is missing does not compile; a row that is asserts in
 * rbs_session_step(), which test/unit/rbs/hostile.c and steps.c call with all of them. */
/* clang-format off */
static on_input *const reaction[RBS_INPUTS][RBS_STATES] = {
	/*       input    INITIAL           LISTENING      CONNECTING     CONNECTED */
	REACTION(CONFIG,  on_config,        on_config,     on_config,     on_config),
	REACTION(LOCAL,   on_local_at_rest, on_local,      on_local,      on_local),
	REACTION(TICK,    nothing,          on_tick,       on_tick,       on_tick),
	REACTION(OPENED,  on_opened,        on_opened,     on_opened,     on_opened),
	REACTION(DATA,    nothing,          nothing,       on_data,       on_data_in_session),
	REACTION(ROOM,    nothing,          nothing,       on_room,       on_room),
	REACTION(CLOSED,  nothing,          nothing,       on_closed,     on_closed),
	REACTION(UPDATE,  refuse_update,    refuse_update, refuse_update, on_update),
	REACTION(NOTE,    on_note,          on_note,       on_note,       on_note),
	REACTION(STORED,  nothing,          nothing,       nothing,       on_stored),
	REACTION(MORE,    nothing,          nothing,       on_more,       on_more_in_session),
	REACTION(FLUSH,   nothing,          nothing,       on_flush,      on_flush),
	REACTION(DROP,    nothing,          nothing,       nothing,       on_drop),
	REACTION(STOP,    on_stop,          on_stop,       on_stop,       on_stop),
	REACTION(LEAVE,   on_leave,         on_leave,      on_leave,      on_leave),
	REACTION(JOIN,    on_join,          nothing,       nothing,       nothing),
	REACTION(PAUSE,   on_pause,         on_pause,      on_pause,      on_pause),
	REACTION(RESUME,  on_resume,        nothing,       nothing,       nothing),
	REACTION(DECLARE, on_declare,       on_declare,    on_declare,    nothing),
	REACTION(ASK,     nothing,          nothing,       nothing,       on_ask),
	REACTION(QUESTION, nothing,         nothing,       nothing,       on_question),
	REACTION(BATCH,   nothing,          nothing,       nothing,       on_batch),
};
/* clang-format on */

void
rbs_session_step(struct rbs_session *s, const struct rbs_input *in, struct rbs_outputs *out)
{
	out->more = false;
	out->count = 0;
	out->used = 0;
	s->out = out;
	s->now = in->now;
	s->wall_offset_us = in->wall_offset_us;
	assert(in->kind < RBS_INPUTS && reaction[in->kind][s->state] != NULL);
	reaction[in->kind][s->state](s, in);
	out->more = rbs_receive_has_more(s) || s->flushing;
	s->out = NULL;
}

/* ---- life ---- */

struct rbs_session *
rbs_session_new(void)
{
	struct rbs_session *s = memory_new(1, sizeof *s);

	s->active = RBS_NOBODY;
	conf_fill(&rbs_part, &s->config);
	for (int c = 0; c < 2; c++)
		s->conn[c].bytes = memory_new(RBS_BUFFER, 1);
	rbs_flight_init(&s->flights);
	rbs_reconcile_forget(s);
	return s;
}

void
rbs_session_free(struct rbs_session *s)
{
	if (s == NULL)
		return;
	memory_free(s->conn[RBS_ACCEPTED].bytes);
	memory_free(s->conn[RBS_DIALLED].bytes);
	memory_free(s);
}

uint64_t
rbs_session_deadline(const struct rbs_session *s)
{
	return rbs_deadline(s);
}

static const struct rbs_group *
group_known(const struct rbs_session *s, uint16_t backup_id)
{
	for (unsigned i = 0; i < s->groups_count; i++)
		if (s->group[i].local.backup_id == backup_id)
			return &s->group[i];
	return NULL;
}

enum rbs_pair
rbs_session_pair(const struct rbs_session *s, uint16_t backup_id)
{
	const struct rbs_group *g = group_known(s, backup_id);

	return g != NULL ? g->pair : RBS_INTERRUPTED;
}

const char *
rbs_session_pair_why(const struct rbs_session *s, uint16_t backup_id)
{
	const struct rbs_group *g = group_known(s, backup_id);

	return g != NULL ? g->pair_why : "";
}

const char *
rbs_session_waits(const struct rbs_session *s, uint16_t backup_id)
{
	const struct rbs_group *g = group_known(s, backup_id);

	if (g != NULL && g->pair == RBS_PAIRED)
		return s->ask != RBS_ASK_NONE ? "an answer of the peer" : NULL;
	if (s->config.shutdown.set)
		return "the end of shutdown on this device";
	if (g == NULL || s->state != RBS_CONNECTED)
		return "the connection";
	if (!g->matched && g->said_epoch != 0)
		return "equal configurations";
	if (s->config.block_send.set || s->config.block_receive.set)
		return "the end of backup block on this device";
	if (s->peer.blocks != 0)
		return "the end of backup block on the peer";
	return "the batch backup";
}

bool
rbs_session_batches(const struct rbs_session *s, uint16_t backup_id)
{
	const struct rbs_group *g = group_known(s, backup_id);

	return g != NULL && s->state == RBS_CONNECTED && g->matched && g->pair != RBS_PAIRED;
}

bool
rbs_session_differs(const struct rbs_session *s, uint16_t backup_id, uint64_t digest)
{
	const struct rbs_group *g = group_known(s, backup_id);

	if (s->state != RBS_CONNECTED)
		return false;
	return g == NULL || !g->shared || g->peer_digest != digest;
}

uint64_t
rbs_session_device(const struct rbs_session *s, struct ip4 peer)
{
	return s->state == RBS_CONNECTED && ip4_same(s->met, peer) ? s->peer.device : 0;
}

uint8_t
rbs_session_peer_ready(const struct rbs_session *s, uint16_t backup_id)
{
	const struct rbs_group *g = group_known(s, backup_id);

	return g != NULL && s->state == RBS_CONNECTED ? g->peer_ready : RBS_READY_NOT_SAID;
}

bool
rbs_session_questions(const struct rbs_session *s)
{
	return rbs_question_holds(s);
}

uint64_t
rbs_session_dead_us(const struct rbs_session *s)
{
	return rbs_dead_us(s);
}

uint64_t
rbs_session_answer_us(const struct rbs_session *s)
{
	return s->config.answer.limit_ms * TIME_MS;
}

unsigned
rbs_session_peer_addresses(const struct rbs_session *s, const struct rbs_address **ret)
{
	*ret = s->peer_address;
	return s->peer_addresses_count;
}

bool
rbs_session_addresses_are_new(const struct rbs_session *s)
{
	return s->state == RBS_CONNECTED && s->addresses_new;
}

uint64_t
rbs_session_heard_us(const struct rbs_session *s)
{
	return s->heard_us;
}

const char *
rbs_session_alarm(const struct rbs_session *s, uint16_t backup_id)
{
	const struct rbs_group *g = group_known(s, backup_id);

	return g != NULL && g->both_told ? RBS_DUAL_MASTER_TEXT : NULL;
}
