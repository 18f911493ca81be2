/* rbs/wall.c -- see rbs/wall.h. */
#include "rbs/wall.h"

#include <stdio.h>

enum {
	FAR_MS = 60000, /* told */
	NEAR_MS = 50000,
	JUMP_MS = 10000, /* between two KEEPALIVEs */
	SANE = 48	 /* bits of a clock that may be true */
};

uint64_t
rbs_wall_ms(const struct rbs_session *s)
{
	int64_t wall_us = (int64_t)s->now + s->wall_offset_us;

	return wall_us > 0 ? (uint64_t)wall_us / TIME_MS : 0;
}

static uint64_t
size_of(int64_t ms)
{
	return ms < 0 ? (uint64_t)-ms : (uint64_t)ms;
}

static void
tell(struct rbs_session *s, enum rbs_alarm alarm, const char *what)
{
	struct rbs_wall *w = &s->wall;

	snprintf(w->text, sizeof w->text, "The peer's wall clock is %llu.%03u s %s ours%s",
		 (unsigned long long)(size_of(w->ahead_ms) / 1000),
		 (unsigned)(size_of(w->ahead_ms) % 1000), w->ahead_ms < 0 ? "behind" : "ahead of",
		 what);
	rbs_alarm(s, alarm, 0, w->text);
}

void
rbs_wall_heard(struct rbs_session *s, uint64_t wall_ms)
{
	struct rbs_wall *w = &s->wall;
	uint64_t ours = rbs_wall_ms(s);
	int64_t before = w->ahead_ms;
	bool jumped;

	if (wall_ms == 0 || wall_ms >> SANE != 0 || ours == 0 || ours >> SANE != 0)
		return;
	w->ahead_ms = (int64_t)wall_ms - (int64_t)ours;
	jumped = w->known && size_of(w->ahead_ms - before) > JUMP_MS;
	w->known = true;
	if (w->told && size_of(w->ahead_ms) <= NEAR_MS) {
		w->told = false;
		tell(s, RBS_ALARM_CLOCK_GOOD, "");
	} else if (jumped || (!w->told && size_of(w->ahead_ms) > FAR_MS)) {
		w->told = size_of(w->ahead_ms) > FAR_MS;
		tell(s, RBS_ALARM_CLOCK,
		     jumped ? ": one of them jumped; no lease depends on it"
			    : "; no lease depends on it");
	}
}
