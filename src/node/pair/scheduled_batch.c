/* node/pair/scheduled_batch.c -- see node/pair/scheduled_batch.h. docs/vrp.md "Backup service". */
#include "node/pair/scheduled_batch.h"

#include "node/pair/room.h"
#include "node/pair/service.h"

enum { DAY_S = 86400 };

/* Days count from 1970; 0: the clock is not set. */
static uint64_t
wall_s(uint64_t now, int64_t wall_offset_us)
{
	int64_t wall_us = (int64_t)now + wall_offset_us;

	return wall_us > 0 ? (uint64_t)wall_us / TIME_SEC : 0;
}

static bool
is_timed(const struct service *s)
{
	return s->used && s->config.daily.set;
}

static bool
is_due(const struct service *s, uint64_t wall)
{
	return s->scheduled.day != wall / DAY_S && wall % DAY_S >= s->config.daily.at_s;
}

void
scheduled_batch_configure(struct pairs *all, const struct step *step)
{
	uint64_t wall = wall_s(step->now, step->wall_offset_us);

	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++) {
		struct service *s = &all->service[i];

		if (is_timed(s) && is_due(s, wall))
			s->scheduled.day = (uint32_t)(wall / DAY_S);
	}
}

void
scheduled_batch_tick(struct pairs *all, struct step *step)
{
	uint64_t wall = wall_s(step->now, step->wall_offset_us);

	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++) {
		struct service *s = &all->service[i];

		if (!is_timed(s) || !is_due(s, wall))
			continue;
		s->scheduled.day = (uint32_t)(wall / DAY_S);
		service_batch(all, i, true, step);
	}
}

uint64_t
scheduled_batch_deadline(const struct pairs *all, uint64_t now, int64_t wall_offset_us)
{
	uint64_t deadline_us = TIME_NEVER, wall = wall_s(now, wall_offset_us), in_s;

	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++) {
		const struct service *s = &all->service[i];

		if (!is_timed(s))
			continue;
		if (is_due(s, wall))
			return now;
		in_s = (DAY_S + s->config.daily.at_s - wall % DAY_S) % DAY_S;
		deadline_us =
		    time_min(deadline_us, time_after(now, (in_s > 0 ? in_s : DAY_S) * TIME_SEC));
	}
	return deadline_us;
}
