/* node/pair/service.c -- see node/pair/service.h.
 *
 * A session is driven with one input; then what it put out is performed in order, while it asks for
 * MORE again. perform() may note and write, never call the session back: what a call leaves to be
 * done (roles, answers to decide again) is done by settle.c, round by round. Each further round
 * needs a session that ended or a change decided again for the last time, so that ends. A SYNC is
 * answered only when writer_is_safe() says so (R1). */
#include "node/pair/service.h"

#include <assert.h>
#include <string.h>

#include "node/bind/change.h"
#include "node/bind/kept.h"
#include "node/bind/peer_records.h"
#include "node/bind/pools.h"
#include "node/bind/recovery.h"
#include "node/bind/writer.h"
#include "node/config/schema.h"
#include "node/pair/look.h"
#include "node/pair/pair.h"
#include "node/pair/ranges.h"
#include "node/pair/room.h"
#include "node/pair/slots.h"
#include "node/pair/stall.h"
#include "rbp/digest.h"
#include "rbs/rows.h"

enum {
	SERVICE_FLUSH_BYTES = 8 << 20, /* no session sends more in one step */
	SERVICE_REST_BYTES = 4 << 20   /* what a step holds beside that */
};

/* ---- facts for the session ---- */

static enum rbs_role
role_for_peer(enum rbp_role role)
{
	switch (role) {
	case RBP_MASTER:
		return RBS_ROLE_MASTER;
	case RBP_SLAVE:
		return RBS_ROLE_SLAVE;
	case RBP_INITIALIZE:
	case RBP_ROLE_COUNT:
		break;
	}
	return RBS_ROLE_INITIALIZE;
}

static void
local_group(const struct pairs *all, const struct profile *p, struct rbs_local_group *ret)
{
	const struct bound *bound = pools_bound(all->bind, (unsigned)(p - all->profile));

	*ret = (struct rbs_local_group){
	    .backup_id = p->config.backup.id,
	    .role = role_for_peer(p->served.verdict.role),
	    .ready = p->served.ready,
	    .digest = rbp_digest(p->agreed.line, p->agreed.count),
	    .lines_count = p->agreed.count,
	    .line = p->agreed.line,
	    .ranges_count = bound->ranges_count,
	    .range = bound->range,
	    .networks_count = bound->pools_count,
	    .network = bound->network,
	    .down = p->stand.pair == RBS_PARTNER_DOWN,
	    .complete = p->stand.down_complete,
	    .unmet = p->stand.unmet,
	    .remembers = !p->stand.fresh && !p->stand.alien,
	};
}

static void
local_of(struct pairs *all, struct service *s)
{
	unsigned slot = (unsigned)(s - all->service);
	const struct bind_identity *me = bind_identity(all->bind);

	s->local.table = bind_leases(all->bind);
	s->local.device = me->device;
	s->local.copy_of = recovery_copy_of(all->bind);
	s->local.known_device = ranges_device(all, slot);
	s->local.version = bind_version(all->bind);
	s->local.journal = me->journal;
	s->local.incarnation = me->incarnation;
	s->local.groups_count = 0;
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		const struct profile *p = &all->profile[i];

		if (p->used && p->service == slot && s->local.groups_count < RBS_GROUPS_MAX)
			local_group(all, p, &s->local.group[s->local.groups_count++]);
	}
	look_say(all, slot, &s->local);
}

/* ---- driving a session ---- */

static void
stream_action(unsigned slot, const struct rbs_output *o, struct step *step)
{
	static const enum node_action_kind act[RBS_OUTPUTS] = {
	    [RBS_OUT_LISTEN] = NODE_ACT_LISTEN,
	    [RBS_OUT_DIAL] = NODE_ACT_DIAL,
	    [RBS_OUT_SEND] = NODE_ACT_SEND,
	    [RBS_OUT_HANGUP] = NODE_ACT_HANGUP,
	};
	struct node_action *a = out_add(step->out, act[o->kind]);

	a->service = slot;
	a->dialled = o->dialled;
	a->on = o->on;
	a->source = o->source;
	a->peer = o->peer;
	a->port = o->port;
	a->text = o->ssl != NULL ? out_copy(step->out, o->ssl) : NULL;
	a->password = o->password != NULL ? out_copy(step->out, o->password) : NULL;
	if (o->kind != RBS_OUT_SEND)
		return;
	a->bytes = out_room(step->out, o->len);
	a->len = o->len;
	memcpy(out_room(step->out, o->len), o->bytes, o->len);
	out_take(step->out, o->len);
}

/* A session begins: before a record leaves, it is on disk that all of them may have. */
static void
state_changed(struct pairs *all, struct service *s, const struct rbs_output *o, struct step *step)
{
	bool was_up = s->state == RBS_CONNECTED;

	s->state = o->state;
	pair_publish(all);
	step->review = true;
	if (s->state == RBS_CONNECTED && !was_up)
		writer_entry(all->bind, &(struct journal_entry){.kind = JOURNAL_SENT_ALL}, step);
	if (o->quiet || (was_up == o->up && !o->up))
		return;
	out_log(step->out, &event_rbs_channel, "%s (serviceName=%s, channelState=%s)", o->text,
		s->name, o->up ? "Up" : "Down");
}

static void
home_agreed(struct pairs *all, struct service *s, uint8_t even, struct step *step)
{
	s->local.even = even;
	pair_publish(all);
	recovery_write_home(all->bind, s->name, even, step);
	recovery_write_peer(all->bind, s->name, s->config.peer.source, s->config.peer.peer, step);
	pair_home_agreed(all, (unsigned)(s - all->service), step);
	step->review = true;
}

/* The session is told once what was written so far is durable. One more than it can have at once
 * joins the last: what waits longer covers what waits less. */
static void
sync_asked(struct pairs *all, struct service *s, const struct rbs_output *o, struct step *step)
{
	struct service_sync wait = {.token = o->number};

	if (o->proof)
		writer_prove(all->bind, step);
	wait.position = writer_position(all->bind);
	if (s->syncs_count == SERVICE_SYNCS_MAX)
		s->syncs_count--;
	s->sync[(s->syncs_head + s->syncs_count++) % SERVICE_SYNCS_MAX] = wait;
}

static void
alarm_given(const struct service *s, const struct rbs_output *o, struct step *step)
{
	static const struct event *const event[RBS_ALARMS] = {
	    [RBS_ALARM_DIFFERENT] = &event_digest,
	    [RBS_ALARM_EQUAL] = &event_equal,
	    [RBS_ALARM_SESSION] = &event_rbs_failed,
	    [RBS_ALARM_HOME] = &event_rbs_home,
	    [RBS_ALARM_DUAL_MASTER] = &event_both_master,
	    [RBS_ALARM_ONE_MASTER] = &event_one_master,
	    [RBS_ALARM_REPAIRED] = &event_repaired,
	    [RBS_ALARM_DIVERGED] = &event_diverged,
	    [RBS_ALARM_CLOCK] = &event_clock,
	    [RBS_ALARM_CLOCK_GOOD] = &event_clock_good,
	    [RBS_ALARM_SENT] = &event_batch,
	    [RBS_ALARM_NOT_READY] = &event_not_ready,
	    [RBS_ALARM_READY] = &event_ready,
	    [RBS_ALARM_COPIED] = &event_peer_copied,
	    [RBS_ALARM_STRANGER] = &event_stranger,
	    [RBS_ALARM_OLD] = &event_old,
	    [RBS_ALARM_PEER_OLD] = &event_peer_old,
	};

	step->review = true;   /* the displays show what is waited for */
	if (o->backup_id != 0) /* what differs can be long: displays have it whole */
		out_log(step->out, event[o->alarm], "%.1200s (serviceName=%s, backupId=%u)",
			o->text, s->name, o->backup_id);
	else
		out_log(step->out, event[o->alarm], "%s (serviceName=%s)", o->text, s->name);
}

/* alien_settle() makes this device another one at the end of the step. */
static void
twin_met(struct pairs *all, const struct service *s, struct step *step)
{
	all->twin = s;
	step->review = true;
}

static void
perform(struct pairs *all, struct service *s, const struct rbs_output *o, struct step *step)
{
	unsigned slot = (unsigned)(s - all->service);
	struct profile *p = slots_profile(all, slot, o->backup_id);

	switch (o->kind) {
	case RBS_OUT_LISTEN:
	case RBS_OUT_DIAL:
	case RBS_OUT_SEND:
	case RBS_OUT_HANGUP:
		stream_action(slot, o, step);
		break;
	case RBS_OUT_STORE:
		peer_records_store(all->bind, o->record, o->judged, step);
		break;
	case RBS_OUT_SYNC:
		sync_asked(all, s, o, step);
		break;
	case RBS_OUT_SENT:
		peer_records_sent(all->bind, o->mark, o->marks_count);
		break;
	case RBS_OUT_MARKED:
		peer_records_marked(all->bind, o->mark, o->marks_count, step);
		break;
	case RBS_OUT_ANSWERED:
		change_answered(all->bind, o, step);
		break;
	case RBS_OUT_STATE:
		state_changed(all, s, o, step);
		break;
	case RBS_OUT_LOST:
		pair_lost(all, slot, step);
		break;
	case RBS_OUT_DECLARED:
		pair_told(all, p, step);
		break;
	case RBS_OUT_PAIR:
		pair_changed(all, p, o, step);
		break;
	case RBS_OUT_BATCH_DONE:
		pair_batch_done(all, p, step);
		break;
	case RBS_OUT_HOME:
		home_agreed(all, s, o->even, step);
		break;
	case RBS_OUT_TWIN:
		twin_met(all, s, step);
		break;
	case RBS_OUT_ALARM:
		alarm_given(s, o, step);
		break;
	case RBS_OUT_HEARD:
	case RBS_OUT_ADDRESSES:
		step->review = true;
		break;
	case RBS_OUTPUTS:
		assert(false);
	}
}

static void
drive(struct pairs *all, struct service *s, const struct rbs_input *in, struct step *step)
{
	struct rbs_input next = *in;

	do {
		next.now = step->now;
		next.wall_offset_us = step->wall_offset_us;
		rbs_session_step(s->session, &next, &all->rbs_out);
		for (unsigned i = 0; i < all->rbs_out.count; i++)
			perform(all, s, &all->rbs_out.list[i], step);
		next = (struct rbs_input){.kind = RBS_IN_MORE};
	} while (all->rbs_out.more);
}

static void
tell_local(struct pairs *all, struct service *s, struct step *step)
{
	s->local_changed = false;
	local_of(all, s);
	drive(all, s, &(struct rbs_input){.kind = RBS_IN_LOCAL, .local = &s->local}, step);
}

/* ---- what the rooms above call ---- */

/* A service of another name has the half that was agreed with its peer. */
static uint8_t
home_kept(const struct pairs *all, const struct service *s)
{
	uint8_t even = recovery_home(all->bind, s->name);

	return even == 0 && s->config.peer.set ? kept_home(all->bind, s->config.peer.peer) : even;
}

void
service_recall(struct pairs *all)
{
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++)
		if (all->service[i].used)
			all->service[i].local.even = home_kept(all, &all->service[i]);
}

/* Slots that were just taken get their sessions. */
void
service_begin(struct pairs *all)
{
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++) {
		struct service *s = &all->service[i];

		if (!s->used || s->session)
			continue;
		s->local.even = home_kept(all, s);
		s->session = rbs_session_new();
	}
	pair_publish(all);
}

void
service_restart(struct pairs *all, struct step *step)
{
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++) {
		struct service *s = &all->service[i];

		if (!s->used)
			continue;
		drive(all, s, &(struct rbs_input){.kind = RBS_IN_CONFIG}, step);
		rbs_session_free(s->session);
		s->session = rbs_session_new();
		s->syncs_count = 0;
		s->paused = false;
		s->local.even = home_kept(all, s);
		if (s->leaving.since_us != 0)
			drive(all, s, &(struct rbs_input){.kind = RBS_IN_LEAVE}, step);
		tell_local(all, s, step);
		drive(all, s, &(struct rbs_input){.kind = RBS_IN_CONFIG, .config = &s->config},
		      step);
	}
}

/* While the disk takes nothing, a session could promise nothing. */
static void
review_pause(struct pairs *all, struct service *s, struct step *step)
{
	bool pause = !stall_disk_works(all);

	if (pause == s->paused)
		return;
	s->paused = pause;
	drive(all, s, &(struct rbs_input){.kind = pause ? RBS_IN_PAUSE : RBS_IN_RESUME}, step);
}

void
service_tell(struct pairs *all, const struct conf *running, struct step *step)
{
	pair_attach(all, step);
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++) {
		struct service *s = &all->service[i];
		struct conf_path path = conf_path_name(VIEW_RBS, s->name);
		bool gone;

		if (!s->used)
			continue;
		gone = !conf_find(running, &path);
		review_pause(all, s, step);
		tell_local(all, s, step);
		drive(
		    all, s,
		    &(struct rbs_input){.kind = RBS_IN_CONFIG, .config = gone ? NULL : &s->config},
		    step);
		if (!gone)
			continue;
		rbs_session_free(s->session);
		slots_give_back(s);
	}
	pair_anew(all, step);
}

void
service_stream(struct pairs *all, const struct node_input *in, struct step *step)
{
	static const enum rbs_input_kind kind[] = {
	    [NODE_STREAM_OPENED] = RBS_IN_OPENED,
	    [NODE_STREAM_DATA] = RBS_IN_DATA,
	    [NODE_STREAM_ROOM] = RBS_IN_ROOM,
	    [NODE_STREAM_CLOSED] = RBS_IN_CLOSED,
	};
	struct service *s = &all->service[in->u.stream.service];

	assert(in->u.stream.service < NODE_STREAMS_MAX);
	if (!s->used)
		return;
	drive(all, s,
	      &(struct rbs_input){.kind = kind[in->u.stream.event],
				  .dialled = in->u.stream.dialled,
				  .bytes = in->u.stream.bytes,
				  .len = in->u.stream.len,
				  .secure = in->u.stream.secure},
	      step);
}

void
service_tick(struct pairs *all, struct step *step)
{
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++)
		if (all->service[i].used &&
		    rbs_session_deadline(all->service[i].session) <= step->now)
			drive(all, &all->service[i], &(struct rbs_input){.kind = RBS_IN_TICK},
			      step);
}

uint64_t
service_deadline(const struct pairs *all)
{
	uint64_t deadline_us = TIME_NEVER;

	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++)
		if (all->service[i].used)
			deadline_us =
			    time_min(deadline_us, rbs_session_deadline(all->service[i].session));
	return deadline_us;
}

/* The disk is as far as the session waits for. */
static void
go_on(struct pairs *all, struct service *s, struct step *step)
{
	uint64_t token = 0;

	while (s->syncs_count > 0 && writer_is_safe(all->bind, s->sync[s->syncs_head].position)) {
		token = s->sync[s->syncs_head].token;
		s->syncs_head = (s->syncs_head + 1) % SERVICE_SYNCS_MAX;
		s->syncs_count--;
	}
	if (token != 0 && writer_works(all->bind))
		drive(all, s, &(struct rbs_input){.kind = RBS_IN_STORED, .number = token}, step);
}

static void
flush(struct pairs *all, struct service *s, struct step *step)
{
	if (NODE_BYTES_MAX - step->out->used < SERVICE_FLUSH_BYTES + SERVICE_REST_BYTES)
		step->flush_waits = true;
	else
		drive(all, s, &(struct rbs_input){.kind = RBS_IN_FLUSH}, step);
}

void
service_review(struct pairs *all, struct step *step)
{
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++)
		if (all->service[i].used)
			review_pause(all, &all->service[i], step);
}

void
service_go_on(struct pairs *all, struct step *step)
{
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++) {
		struct service *s = &all->service[i];

		if (!s->used)
			continue;
		go_on(all, s, step);
		if (s->local_changed)
			tell_local(all, s, step);
		flush(all, s, step);
	}
}

void
service_update(struct pairs *all, unsigned profile, const struct lease_record *record,
	       uint64_t replaces, uint64_t ticket, struct step *step)
{
	const struct profile *p = &all->profile[profile];

	drive(all, &all->service[p->service],
	      &(struct rbs_input){.kind = RBS_IN_UPDATE,
				  .backup_id = p->config.backup.id,
				  .record = record,
				  .replaces = replaces,
				  .ticket = ticket},
	      step);
}

void
service_note(struct pairs *all, unsigned profile, const struct lease_record *record,
	     struct step *step)
{
	const struct profile *p = &all->profile[profile];

	if (p->service == NODE_NONE)
		return;
	drive(all, &all->service[p->service],
	      &(struct rbs_input){
		  .kind = RBS_IN_NOTE, .backup_id = p->config.backup.id, .record = record},
	      step);
}

void
service_stop(struct pairs *all, struct step *step)
{
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++)
		if (all->service[i].used)
			drive(all, &all->service[i], &(struct rbs_input){.kind = RBS_IN_STOP},
			      step);
}

void
service_free(struct pairs *all)
{
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++)
		rbs_session_free(all->service[i].session);
}

void
service_links_changed(struct pairs *all)
{
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++)
		all->service[i].local_changed |= all->service[i].used;
}

void
service_role_changed(struct pairs *all, unsigned slot)
{
	all->service[slot].local_changed = true;
}

/* ---- commands ---- */

bool
service_is_connected(const struct pairs *all, unsigned slot)
{
	return all->service[slot].state == RBS_CONNECTED;
}

void
service_declare(struct pairs *all, unsigned slot, struct step *step)
{
	drive(all, &all->service[slot], &(struct rbs_input){.kind = RBS_IN_DECLARE}, step);
}

void
service_declare_profile(struct pairs *all, unsigned profile, struct step *step)
{
	const struct profile *p = &all->profile[profile];

	drive(all, &all->service[p->service],
	      &(struct rbs_input){.kind = RBS_IN_DECLARE, .backup_id = p->config.backup.id}, step);
}

void
service_ask(struct pairs *all, struct step *step)
{
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++)
		if (all->service[i].used)
			drive(all, &all->service[i], &(struct rbs_input){.kind = RBS_IN_ASK}, step);
}

void
service_question(struct pairs *all, unsigned slot, struct step *step)
{
	drive(all, &all->service[slot], &(struct rbs_input){.kind = RBS_IN_QUESTION}, step);
}

void
service_batch(struct pairs *all, unsigned slot, bool daily, struct step *step)
{
	drive(all, &all->service[slot], &(struct rbs_input){.kind = RBS_IN_BATCH, .daily = daily},
	      step);
}

void
service_drop(struct pairs *all, unsigned slot, struct step *step)
{
	drive(all, &all->service[slot], &(struct rbs_input){.kind = RBS_IN_DROP}, step);
}

void
service_say_leave(struct pairs *all, unsigned slot, struct step *step)
{
	drive(all, &all->service[slot], &(struct rbs_input){.kind = RBS_IN_LEAVE}, step);
}

void
service_say_join(struct pairs *all, unsigned slot, struct step *step)
{
	drive(all, &all->service[slot], &(struct rbs_input){.kind = RBS_IN_JOIN}, step);
}
