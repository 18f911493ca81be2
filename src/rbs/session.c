/* rbs/session.c -- see rbs/session.h: the inputs, by state. replication.md 5.
 *
 *	INITIAL     nothing listens. CONFIG and LOCAL together start it.
 *	LISTENING   the port is open, nobody is there; dials when retry_us comes
 *	CONNECTING  dialling, or connected and HELLO not exchanged
 *	CONNECTED   HELLO exchanged; per backup-id: batch both ways, then PAIRED
 *
 * link.c moves between them, hello.c agrees, receive.c and send.c are CONNECTED at work. Updates of
 * this device are counted by sequence in every state: what is not sent now is in the resume log for
 *the next batch. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "rbs/dual_master.h"
#include "rbs/hello.h"
#include "rbs/link.h"
#include "rbs/receive.h"
#include "rbs/reconcile.h"
#include "rbs/rows.h"
#include "rbs/send.h"
#include "rbs/session_private.h"

/* ---- inputs that mean the same in every state ---- */

static void
take_config(struct rbs_session *s, const struct rbs_config *config)
{
	static const struct rbs_config none;
	const struct rbs_config *to = config != NULL ? config : &none;
	bool same =
	    to->peer.set == s->config.peer.set && ip4_same(to->peer.peer, s->config.peer.peer) &&
	    ip4_same(to->peer.source, s->config.peer.source) &&
	    to->peer.port == s->config.peer.port && to->shutdown.set == s->config.shutdown.set &&
	    to->block_send.set == s->config.block_send.set &&
	    to->block_receive.set == s->config.block_receive.set;
	uint64_t idle_us = rbs_idle_us(s);

	if (!same && s->state != RBS_INITIAL)
		rbs_link_shut(
		    s, to->shutdown.set ? "the service was shut down" : "its configuration changed",
		    to->shutdown.set ? "TCP closed for shutdown" : "TCP closed for configuration");
	s->config = *to;
	conf_fill(&rbs_part, &s->config);
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
take_note(struct rbs_session *s, const struct rbs_input *in)
{
	count_made(s);
	rbs_resume_log_add(
	    &s->resume_log,
	    (struct rbs_resume_log_entry){in->record->address, in->backup_id, RBS_RESUME_LOG_NOTE});
}

static void
take_update(struct rbs_session *s, const struct rbs_input *in)
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
	if (rbs_flight_find(&s->flights, in->record->address) != NULL) {
		struct rbs_waiting w = {in->record->address, in->backup_id, in->ticket};

		if (!rbs_flight_wait(&s->flights, &w))
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

/* R5. A session that comes ends it. */
static void
declare_down(struct rbs_session *s, uint16_t backup_id)
{
	for (unsigned i = 0; i < s->groups_count; i++) {
		struct rbs_group *g = &s->group[i];

		if ((backup_id != 0 && g->local.backup_id != backup_id) ||
		    g->pair != RBS_INTERRUPTED)
			continue;
		g->complete = false;
		rbs_pair_set(s, g, RBS_PARTNER_DOWN, "the peer was declared down");
	}
}

/* One that runs already is as good. */
static void
batch_again(struct rbs_session *s, uint16_t backup_id)
{
	for (unsigned i = 0; i < s->groups_count; i++) {
		struct rbs_group *g = &s->group[i];

		if ((backup_id != 0 && g->local.backup_id != backup_id) || g->out != RBS_BATCH_DONE)
			continue;
		g->out = RBS_BATCH_DUE;
		g->from = 0;
		g->again = true;
	}
}

/* ---- states ---- */

static void
step_initial(struct rbs_session *s, const struct rbs_input *in)
{
	switch (in->kind) {
	case RBS_IN_CONFIG:
		take_config(s, in->config);
		break;
	case RBS_IN_LOCAL:
		rbs_hello_local(s, in->local);
		rbs_link_reconsider(s);
		break;
	case RBS_IN_OPENED:
		rbs_link_opened(s, in->dialled, in->len);
		break;
	case RBS_IN_UPDATE:
		refuse_update(s, in);
		break;
	case RBS_IN_NOTE:
		take_note(s, in);
		break;
	case RBS_IN_STOP:
		rbs_link_stop(s);
		break;
	case RBS_IN_PAUSE:
		rbs_link_pause(s);
		break;
	case RBS_IN_RESUME:
		s->paused = false;
		rbs_link_reconsider(s);
		break;
	case RBS_IN_DECLARE:
		declare_down(s, in->backup_id);
		break;
	case RBS_IN_BATCH:
		break;
	case RBS_IN_TICK:
	case RBS_IN_DATA:
	case RBS_IN_ROOM:
	case RBS_IN_CLOSED:
	case RBS_IN_STORED:
	case RBS_IN_MORE:
	case RBS_IN_FLUSH:
		break;
	case RBS_INPUTS:
		assert(false);
	}
}

static void
step_listening(struct rbs_session *s, const struct rbs_input *in)
{
	switch (in->kind) {
	case RBS_IN_CONFIG:
		take_config(s, in->config);
		break;
	case RBS_IN_LOCAL:
		rbs_hello_local(s, in->local);
		break;
	case RBS_IN_TICK:
		rbs_link_tick(s);
		break;
	case RBS_IN_OPENED:
		rbs_link_opened(s, in->dialled, in->len);
		break;
	case RBS_IN_UPDATE:
		refuse_update(s, in);
		break;
	case RBS_IN_NOTE:
		take_note(s, in);
		break;
	case RBS_IN_STOP:
		rbs_link_stop(s);
		break;
	case RBS_IN_PAUSE:
		rbs_link_pause(s);
		break;
	case RBS_IN_DECLARE:
		declare_down(s, in->backup_id);
		break;
	case RBS_IN_RESUME:
	case RBS_IN_BATCH:
		break;
	case RBS_IN_DATA:
	case RBS_IN_ROOM:
	case RBS_IN_CLOSED:
	case RBS_IN_STORED:
	case RBS_IN_MORE:
	case RBS_IN_FLUSH:
		break;
	case RBS_INPUTS:
		assert(false);
	}
}

static void
step_connecting(struct rbs_session *s, const struct rbs_input *in)
{
	switch (in->kind) {
	case RBS_IN_CONFIG:
		take_config(s, in->config);
		break;
	case RBS_IN_LOCAL:
		rbs_hello_local(s, in->local);
		break;
	case RBS_IN_TICK:
		rbs_link_tick(s);
		break;
	case RBS_IN_OPENED:
		rbs_link_opened(s, in->dialled, in->len);
		break;
	case RBS_IN_DATA:
		rbs_receive_data(s, in->dialled, in->bytes, in->len);
		break;
	case RBS_IN_ROOM:
		rbs_link_room(s, in->dialled, in->len);
		break;
	case RBS_IN_CLOSED:
		rbs_link_closed(s, in->dialled);
		break;
	case RBS_IN_UPDATE:
		refuse_update(s, in);
		break;
	case RBS_IN_NOTE:
		take_note(s, in);
		break;
	case RBS_IN_STORED:
		break;
	case RBS_IN_MORE:
		rbs_receive_more(s);
		break;
	case RBS_IN_FLUSH:
		rbs_send(s);
		break;
	case RBS_IN_STOP:
		rbs_link_stop(s);
		break;
	case RBS_IN_PAUSE:
		rbs_link_pause(s);
		break;
	case RBS_IN_DECLARE:
		declare_down(s, in->backup_id);
		break;
	case RBS_IN_RESUME:
	case RBS_IN_BATCH:
		break;
	case RBS_INPUTS:
		assert(false);
	}
}

static void
step_connected(struct rbs_session *s, const struct rbs_input *in)
{
	switch (in->kind) {
	case RBS_IN_CONFIG:
		take_config(s, in->config);
		break;
	case RBS_IN_LOCAL:
		rbs_hello_local(s, in->local);
		break;
	case RBS_IN_TICK:
		rbs_link_tick(s);
		break;
	case RBS_IN_OPENED:
		rbs_link_opened(s, in->dialled, in->len);
		break;
	case RBS_IN_DATA:
		if (in->dialled == (s->active == RBS_DIALLED) && rbs_link_is_late(s))
			break;
		rbs_receive_data(s, in->dialled, in->bytes, in->len);
		break;
	case RBS_IN_ROOM:
		rbs_link_room(s, in->dialled, in->len);
		break;
	case RBS_IN_CLOSED:
		rbs_link_closed(s, in->dialled);
		break;
	case RBS_IN_UPDATE:
		take_update(s, in);
		break;
	case RBS_IN_NOTE:
		take_note(s, in);
		break;
	case RBS_IN_STORED:
		rbs_receive_stored(s, in->number);
		break;
	case RBS_IN_MORE:
		if (rbs_receive_has_more(s))
			rbs_receive_more(s);
		else if (s->flushing)
			rbs_send(s);
		break;
	case RBS_IN_FLUSH:
		rbs_send(s);
		break;
	case RBS_IN_STOP:
		rbs_link_stop(s);
		break;
	case RBS_IN_PAUSE:
		rbs_link_pause(s);
		break;
	case RBS_IN_BATCH:
		batch_again(s, in->backup_id);
		break;
	case RBS_IN_RESUME:
	case RBS_IN_DECLARE:
		break;
	case RBS_INPUTS:
		assert(false);
	}
}

void
rbs_session_step(struct rbs_session *s, const struct rbs_input *in, struct rbs_outputs *out)
{
	out->more = false;
	out->count = 0;
	out->used = 0;
	s->out = out;
	s->now = in->now;
	s->wall_offset_us = in->wall_offset_us;
	switch (s->state) {
	case RBS_INITIAL:
		step_initial(s, in);
		break;
	case RBS_LISTENING:
		step_listening(s, in);
		break;
	case RBS_CONNECTING:
		step_connecting(s, in);
		break;
	case RBS_CONNECTED:
		step_connected(s, in);
		break;
	case RBS_STATES:
		assert(false);
	}
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
	return rbs_link_deadline(s);
}

static const struct rbs_group *
group_of(const struct rbs_session *s, uint16_t backup_id)
{
	for (unsigned i = 0; i < s->groups_count; i++)
		if (s->group[i].local.backup_id == backup_id)
			return &s->group[i];
	return NULL;
}

enum rbs_pair
rbs_session_pair(const struct rbs_session *s, uint16_t backup_id)
{
	const struct rbs_group *g = group_of(s, backup_id);

	return g != NULL ? g->pair : RBS_INTERRUPTED;
}

const char *
rbs_session_waits(const struct rbs_session *s, uint16_t backup_id)
{
	const struct rbs_group *g = group_of(s, backup_id);

	if (g != NULL && g->pair == RBS_PAIRED)
		return NULL;
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
	const struct rbs_group *g = group_of(s, backup_id);

	return g != NULL && s->state == RBS_CONNECTED && g->matched && g->pair != RBS_PAIRED;
}

const char *
rbs_session_alarm(const struct rbs_session *s, uint16_t backup_id)
{
	const struct rbs_group *g = group_of(s, backup_id);

	return g != NULL && g->both_told ? RBS_DUAL_MASTER_TEXT : NULL;
}
