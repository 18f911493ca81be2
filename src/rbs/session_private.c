/* rbs/session_private.c -- the ground that every file of a session stands on: it reaches none of
 * them, they may all call it. Once a group is known its pair state is written here alone, so that
 * no change of it goes untold; and outputs are appended here alone, so that their bound is one
 * assertion. */
#include "rbs/session_private.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

struct rbs_output *
rbs_emit(struct rbs_session *s, enum rbs_output_kind kind)
{
	struct rbs_output *o;

	assert(s->out->count < RBS_OUTPUTS_MAX);
	o = &s->out->list[s->out->count++];
	memset(o, 0, sizeof *o);
	o->kind = kind;
	return o;
}

void
rbs_alarm(struct rbs_session *s, enum rbs_alarm alarm, uint16_t backup_id, const char *text)
{
	struct rbs_output *o = rbs_emit(s, RBS_OUT_ALARM);

	o->alarm = alarm;
	o->backup_id = backup_id;
	o->text = text;
}

struct rbs_group *
rbs_group_find(struct rbs_session *s, uint16_t backup_id)
{
	for (unsigned i = 0; i < s->groups_count; i++)
		if (s->group[i].local.backup_id == backup_id)
			return &s->group[i];
	return NULL;
}

bool
rbs_group_covers(const struct rbs_group *g, struct ip4 address)
{
	unsigned low = 0, high = g->local.ranges_count;

	while (low < high) {
		unsigned middle = low + (high - low) / 2;

		if (g->local.range[middle].high.host < address.host)
			low = middle + 1;
		else
			high = middle;
	}
	return low < g->local.ranges_count && g->local.range[low].low.host <= address.host;
}

bool
rbs_group_keeps(const struct rbs_session *s, const struct rbs_group *g, struct ip4 address)
{
	if (lease_pool_of(s->local.table, address) != LEASE_POOLS_MAX)
		return false;
	for (unsigned i = 0; i < g->local.networks_count; i++)
		if (g->local.network[i].low.host <= address.host &&
		    address.host <= g->local.network[i].high.host)
			return true;
	return false;
}

void
rbs_theirs_done(struct rbs_session *s, uint64_t number)
{
	while (s->theirs_count > 0 && s->theirs[s->theirs_head].number <= number) {
		const struct rbs_theirs *t = &s->theirs[s->theirs_head];

		rbs_resume_log_add(
		    &s->resume_log,
		    (struct rbs_resume_log_entry){t->address, t->backup_id, RBS_RESUME_LOG_THEIRS});
		s->theirs_head = (s->theirs_head + 1) % RBS_THEIRS_MAX;
		s->theirs_count--;
	}
}

void
rbs_pair_set(struct rbs_session *s, struct rbs_group *g, enum rbs_pair pair, const char *why)
{
	struct rbs_output *o;

	if (g->pair == pair)
		return;
	g->pair = pair;
	if (pair != RBS_INTERRUPTED)
		g->unmet = pair == RBS_PARTNER_DOWN;
	g->pair_since_us = s->now;
	snprintf(g->pair_why, sizeof g->pair_why, "%s", why);
	o = rbs_emit(s, RBS_OUT_PAIR);
	o->backup_id = g->local.backup_id;
	o->pair = pair;
	o->complete = pair == RBS_PARTNER_DOWN && g->complete;
	o->text = why;
}

const char *
rbs_down_why(const struct rbs_local_group *local)
{
	return local->complete ? "the peer had left the pair"
			       : "the peer had been declared down, or had left the pair";
}

bool
rbs_is_first(const struct rbs_session *s)
{
	return s->config.peer.source.host < s->config.peer.peer.host;
}

uint64_t
rbs_idle_us(const struct rbs_session *s)
{
	return s->config.keepalive.interval_s * TIME_SEC;
}

uint64_t
rbs_dead_us(const struct rbs_session *s)
{
	uint64_t idle_us = rbs_idle_us(s);

	if (s->peer.pace_us > idle_us)
		idle_us = s->peer.pace_us;
	return idle_us * s->config.keepalive.retry;
}

bool
rbs_may_send(const struct rbs_session *s)
{
	return !s->config.block_send.set && (s->peer.blocks & RBS_BLOCKS_RECEIVE) == 0;
}

bool
rbs_batches_are_done(const struct rbs_session *s)
{
	for (unsigned i = 0; i < s->groups_count; i++)
		if (s->group[i].matched && s->group[i].out != RBS_BATCH_DONE &&
		    !s->group[i].was_batched)
			return false;
	return true;
}
