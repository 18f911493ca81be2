/* rbs/readiness.c -- see rbs/readiness.h.
 *
 * A word in a session that stands is never old: what changes is said at once, in order, and a
 * silent session ends. Owns said_ready, peer_ready, told_ready, ready_us and ready_told_us of a
 * group. */
#include "rbs/readiness.h"

static const char *const sentence[RBS_READYS + 1] = {
    [RBS_READY] = "The peer would serve",
    [RBS_READY_NO_SERVICE] = "The peer would not serve: no service-type is configured",
    [RBS_READY_NO_GROUP] = "The peer would not serve: there is no VRRP group",
    [RBS_READY_INITIALIZE] = "The peer would not serve: the VRRP group is Initialize",
    [RBS_READY_DISABLED] = "The peer would not serve: DHCP is not enabled on the interface",
    [RBS_READY_NO_POOL] = "The peer would not serve: no IP pool is bound",
    [RBS_READY_LOCKED] = "The peer would not serve: an IP pool is locked",
    [RBS_READY_DISK] = "The peer would not serve: the disk fails",
    [RBS_READY_FRESH] = "The peer would not serve: the journal is new, and no batch is complete",
    [RBS_READY_CAREFUL] = "The peer would not serve: it has just started",
    [RBS_READY_BROKEN] = "The peer would not serve: links of its VRRP group were taken away",
    [RBS_READY_OFF] = "The peer would not serve: DHCP is disabled on the device (undo dhcp enable)",
    [RBS_READYS] = "The peer would not serve: a reason that this version does not know",
};

const char *
rbs_ready_text(uint8_t ready)
{
	static const char before[] = "The peer would not serve: ";

	if (ready == RBS_READY || ready == RBS_READY_NOT_SAID)
		return NULL;
	return sentence[ready < RBS_READYS ? ready : RBS_READYS] + sizeof before - 1;
}

bool
rbs_readiness_due(const struct rbs_session *s)
{
	for (unsigned i = 0; i < s->groups_count; i++)
		if (s->group[i].said_ready != s->group[i].local.ready)
			return true;
	return false;
}

void
rbs_readiness_say(struct rbs_session *s, struct rbs_keepalive *ret)
{
	ret->ready_count = 0;
	for (unsigned i = 0; i < s->groups_count; i++) {
		struct rbs_group *g = &s->group[i];

		ret->ready[ret->ready_count++] =
		    (struct rbs_keepalive_ready){g->local.backup_id, (uint8_t)g->local.ready};
		g->said_ready = (uint8_t)g->local.ready;
	}
}

void
rbs_readiness_heard(struct rbs_session *s, const struct rbs_keepalive *k)
{
	for (unsigned i = 0; i < s->groups_count; i++)
		s->group[i].peer_ready = RBS_READY_NOT_SAID;
	for (unsigned i = 0; i < k->ready_count; i++) {
		struct rbs_group *g = rbs_group_find(s, k->ready[i].backup_id);

		if (g != NULL)
			g->peer_ready = k->ready[i].ready;
	}
	rbs_readiness_review(s);
}

/* What the peer said is not what was told last. */
static bool
is_news(const struct rbs_group *g)
{
	return g->peer_ready != RBS_READY_NOT_SAID && g->peer_ready != g->told_ready;
}

static uint64_t
due_us(const struct rbs_group *g)
{
	uint64_t at = time_after(g->ready_us, RBS_READY_LIMIT);
	uint64_t again = time_after(g->ready_told_us, RBS_READY_AGAIN);

	return g->ready_told_us != 0 && again > at ? again : at;
}

void
rbs_readiness_review(struct rbs_session *s)
{
	for (unsigned i = 0; i < s->groups_count; i++) {
		struct rbs_group *g = &s->group[i];

		if (!is_news(g)) {
			g->ready_us = 0;
			continue;
		}
		if (g->ready_us == 0)
			g->ready_us = s->now;
		if (s->now < due_us(g))
			continue;
		g->told_ready = g->peer_ready;
		g->ready_told_us = s->now;
		g->ready_us = 0;
		rbs_alarm(s, g->peer_ready == RBS_READY ? RBS_ALARM_READY : RBS_ALARM_NOT_READY,
			  g->local.backup_id,
			  sentence[g->peer_ready < RBS_READYS ? g->peer_ready : RBS_READYS]);
	}
}

void
rbs_readiness_forget(struct rbs_group *g)
{
	g->said_ready = g->peer_ready = RBS_READY_NOT_SAID;
	g->ready_us = 0;
}

uint64_t
rbs_readiness_deadline(const struct rbs_session *s)
{
	uint64_t at = TIME_NEVER;

	for (unsigned i = 0; i < s->groups_count; i++)
		if (s->group[i].ready_us != 0)
			at = time_min(at, due_us(&s->group[i]));
	return at;
}
