/* node/daily.c -- see node/daily.h. huawei.md 2.1. */
#include "node/daily.h"

#include "node/service.h"

enum { DAY_S = 86400 };

/* Days count from 1970; 0: the clock is not set. */
static uint64_t
wall_s(const struct node *n)
{
	int64_t wall_us = (int64_t)n->now + n->wall_offset_us;

	return wall_us > 0 ? (uint64_t)wall_us / TIME_SEC : 0;
}

static bool
is_timed(const struct service *s)
{
	return s->used && s->config.daily.set;
}

static bool
is_due(const struct node *n, const struct service *s)
{
	uint64_t wall = wall_s(n);

	return s->daily_day != wall / DAY_S && wall % DAY_S >= s->config.daily.at_s;
}

void
daily_configure(struct node *n)
{
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++) {
		struct service *s = &n->service[i];

		if (is_timed(s) && is_due(n, s))
			s->daily_day = (uint32_t)(wall_s(n) / DAY_S);
	}
}

void
daily_tick(struct node *n, struct node_actions *out)
{
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++) {
		struct service *s = &n->service[i];

		if (!is_timed(s) || !is_due(n, s))
			continue;
		s->daily_day = (uint32_t)(wall_s(n) / DAY_S);
		service_batch(n, i, out);
	}
}

uint64_t
daily_deadline(const struct node *n)
{
	uint64_t deadline_us = TIME_NEVER, wall = wall_s(n), in_s;

	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++) {
		const struct service *s = &n->service[i];

		if (!is_timed(s))
			continue;
		if (is_due(n, s))
			return n->now;
		in_s = (DAY_S + s->config.daily.at_s - wall % DAY_S) % DAY_S;
		deadline_us =
		    time_min(deadline_us, time_after(n->now, (in_s > 0 ? in_s : DAY_S) * TIME_SEC));
	}
	return deadline_us;
}
