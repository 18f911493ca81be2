/* rbs/status.c -- one service as a value, copied out of a session between two steps; texts in it
 * point into the session and live until its next step. It reads all that the files of a session
 * know and changes nothing: no display can move what it shows. */
#include "rbs/status.h"

#include <assert.h>
#include <string.h>

#include "rbs/reconcile.h"

const char *
rbs_state_name(enum rbs_state state)
{
	static const char *const name[RBS_STATES] = {
	    [RBS_INITIAL] = "Initial",
	    [RBS_LISTENING] = "Listening",
	    [RBS_CONNECTING] = "Connecting",
	    [RBS_CONNECTED] = "Connected",
	};

	assert(state < RBS_STATES);
	return name[state];
}

const char *
rbs_pair_name(enum rbs_pair pair)
{
	static const char *const name[RBS_PAIRS] = {
	    [RBS_INTERRUPTED] = "Interrupted",
	    [RBS_PAIRED] = "Connected",
	    [RBS_PARTNER_DOWN] = "Partner-down",
	};

	assert(pair < RBS_PAIRS);
	return name[pair];
}

const char *
rbs_role_name(enum rbs_role role)
{
	static const char *const name[RBS_ROLES] = {
	    [RBS_ROLE_INITIALIZE] = "Initialize",
	    [RBS_ROLE_SLAVE] = "Slave",
	    [RBS_ROLE_MASTER] = "Master",
	};

	assert(role < RBS_ROLES);
	return name[role];
}

static const char *
batch_name(enum rbs_batch batch)
{
	switch (batch) {
	case RBS_BATCH_NONE:
		return "none";
	case RBS_BATCH_DUE:
		return "waiting";
	case RBS_BATCH_RUNS:
		return "running";
	case RBS_BATCH_ENDING:
		return "ending";
	case RBS_BATCH_DONE:
		return "complete";
	}
	assert(false);
	return "";
}

static struct rbs_group_status
group_status(const struct rbs_session *s, const struct rbs_group *g)
{
	return (struct rbs_group_status){
	    .backup_id = g->local.backup_id,
	    .shared = g->shared,
	    .matched = g->matched,
	    .waits = rbs_session_waits(s, g->local.backup_id),
	    .alarm = rbs_session_alarm(s, g->local.backup_id),
	    .pair = g->pair,
	    .since_us = g->pair_since_us,
	    .why = g->pair_why,
	    .role = g->local.role,
	    .peer_role_known = g->peer_role < RBS_ROLES,
	    .peer_role =
		g->peer_role < RBS_ROLES ? (enum rbs_role)g->peer_role : RBS_ROLE_INITIALIZE,
	    .sending = batch_name(g->out),
	    .receiving = batch_name(g->in),
	    .sent_count = g->out_count,
	    .received_count = g->in_count,
	    .sent_about = g->out_about,
	    .received_about = g->in_about,
	    .sent_since_us = g->out_since_us,
	    .received_since_us = g->in_since_us,
	    .resumed = g->from != 0,
	    .applied = g->applied,
	    .differs = g->differs,
	    .compared_us = g->compared_us,
	    .suspects = rbs_reconcile_suspects(s, g),
	};
}

static void
counts_of(const struct rbs_session *s, struct rbs_status *ret)
{
	memcpy(ret->frames_sent, s->counts.sent, sizeof ret->frames_sent);
	memcpy(ret->frames_received, s->counts.received, sizeof ret->frames_received);
	ret->drops = s->counts.drops;
	ret->echo_time_outs = s->counts.echo_time_outs;
	ret->answer_time_outs = s->counts.answer_time_outs;
	ret->packet_errors = s->counts.packet_errors;
	ret->refusals_sent = s->counts.refusals_sent;
	ret->refusals_received = s->counts.refusals_received;
	ret->outside = s->counts.outside;
	ret->repairs = s->counts.repairs;
	ret->blocked_count = s->counts.blocked;
}

static const char *
blocked(const struct rbs_session *s)
{
	bool up = s->state == RBS_CONNECTED;
	unsigned here = (s->config.block_send.set ? RBS_BLOCKS_SEND : 0u) |
			(s->config.block_receive.set ? RBS_BLOCKS_RECEIVE : 0u);
	static const char *const ours[] = {NULL, "sending here", "receiving here",
					   "sending and receiving here"};
	static const char *const theirs[] = {"", "sending on the peer", "receiving on the peer",
					     "sending and receiving on the peer"};

	return here != 0 ? ours[here] : theirs[up ? s->peer.blocks & 3u : 0u];
}

static uint64_t
behind_us(const struct rbs_session *s)
{
	if (s->made == s->confirmed)
		return 0;
	if (s->state == RBS_CONNECTED && s->unacked_count > 0 && rbs_batches_are_done(s))
		return s->unacked[s->unacked_head].at_us;
	return s->behind_us;
}

static void
progress_of(const struct rbs_session *s, struct rbs_status *ret)
{
	ret->behind_us = behind_us(s);
	ret->sequence_made = s->resume_log.last;
	ret->sequence_sent = s->stream_at > 0 ? s->stream_at - 1 : 0;
	ret->sequence_acked = s->acked_sequence;
	ret->sequence_received = s->sequence;
	ret->clock_known = s->clock_skew.known;
	ret->clock_ahead_ms = s->clock_skew.ahead_ms;
	ret->idle_us = rbs_idle_us(s);
	ret->dead_us = rbs_dead_us(s);
	ret->answer_us = s->config.answer.limit_ms * TIME_MS;
	ret->blocked = blocked(s);
}

void
rbs_status_of(const struct rbs_session *s, struct rbs_status *ret)
{
	bool up = s->state == RBS_CONNECTED;
	const struct rbs_attempt *a = &s->attempt[s->attempt[1].at_us > s->attempt[0].at_us];

	memset(ret, 0, sizeof *ret);
	ret->state = s->state;
	ret->secure = s->state == RBS_CONNECTED && s->conn[s->active].secure;
	ret->up_us = s->up_us;
	ret->down_us = s->down_us;
	ret->why = s->why;
	ret->attempt = a->text;
	ret->attempt_us = a->at_us;
	ret->retry_us = s->state == RBS_LISTENING ? s->retry_us : 0;
	ret->even_agreed = s->local.even != 0;
	ret->even = s->local.even == 1;
	ret->made = s->made;
	ret->sent = up ? s->passed : 0;
	ret->confirmed = s->confirmed;
	ret->unanswered = s->flights.count;
	ret->queue = up ? s->made - s->passed : 0;
	ret->received = s->counts.updates;
	ret->peer_queue = s->peer.queue;
	counts_of(s, ret);
	progress_of(s, ret);
	ret->groups_count = s->groups_count;
	for (unsigned i = 0; i < s->groups_count; i++)
		ret->group[i] = group_status(s, &s->group[i]);
}

uint64_t
rbs_lag_ms(const struct rbs_status *status, uint64_t now)
{
	uint64_t since_us = status->behind_us;

	return since_us != 0 && now > since_us ? (now - since_us) / TIME_MS : 0;
}
