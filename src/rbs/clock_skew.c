/* rbs/clock_skew.c -- the difference is read off KEEPALIVEs, one a second or so; their way adds its
 * delay, which is small against FAR_MS and JUMP_MS. So that no alarm flaps there is a band between
 * FAR_MS and NEAR_MS, and what was read once is not believed before it was read again a while
 * later.
 *
 * Owns s->clock_skew. `ahead_ms` is for people: it must not enter a lease, a deadline or a state.
 */
#include "rbs/clock_skew.h"

#include <stdio.h>

#define SURE_US (500 * TIME_MS)

enum {
	FAR_MS = 60000, /* told */
	NEAR_MS = 50000,
	JUMP_MS = 10000, /* between two KEEPALIVEs */
	SANE = 48	 /* bits of a clock that may be true */
};

uint64_t
rbs_clock_skew_ours_ms(const struct rbs_session *s)
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
skew_tell(struct rbs_session *s, enum rbs_alarm alarm, const char *what)
{
	struct rbs_clock_skew *w = &s->clock_skew;

	snprintf(w->text, sizeof w->text, "The peer's wall clock is %llu.%03u s %s ours%s",
		 (unsigned long long)(size_of(w->ahead_ms) / 1000),
		 (unsigned)(size_of(w->ahead_ms) % 1000), w->ahead_ms < 0 ? "behind" : "ahead of",
		 what);
	rbs_alarm(s, alarm, 0, w->text);
}

static bool
are_near(int64_t a, int64_t b)
{
	return size_of(a - b) <= JUMP_MS;
}

/* A device that stood still reads what was said long ago: a new difference counts when it was heard
 * twice, and not in one go. */
static bool
is_sure(struct rbs_session *s, int64_t ahead_ms)
{
	struct rbs_clock_skew *w = &s->clock_skew;

	if (w->known ? are_near(ahead_ms, w->ahead_ms) : size_of(ahead_ms) <= FAR_MS) {
		w->maybe_us = 0;
		return true;
	}
	if (w->maybe_us == 0 || !are_near(ahead_ms, w->maybe_ms)) {
		w->maybe_ms = ahead_ms;
		w->maybe_us = s->now;
	}
	if (s->now < w->maybe_us + SURE_US)
		return false;
	w->maybe_us = 0;
	return true;
}

void
rbs_clock_skew_heard(struct rbs_session *s, uint64_t wall_ms)
{
	struct rbs_clock_skew *w = &s->clock_skew;
	uint64_t ours = rbs_clock_skew_ours_ms(s);
	int64_t ahead_ms = (int64_t)(wall_ms - ours);
	bool jumped;

	if (wall_ms == 0 || wall_ms >> SANE != 0 || ours == 0 || ours >> SANE != 0 ||
	    !is_sure(s, ahead_ms))
		return;
	jumped = w->known && !are_near(ahead_ms, w->ahead_ms);
	w->known = true;
	w->ahead_ms = ahead_ms;
	if (w->told && size_of(ahead_ms) <= NEAR_MS) {
		w->told = false;
		skew_tell(s, RBS_ALARM_CLOCK_GOOD, "");
	} else if (jumped || (!w->told && size_of(ahead_ms) > FAR_MS)) {
		w->told = size_of(ahead_ms) > FAR_MS;
		skew_tell(s, RBS_ALARM_CLOCK,
			  jumped ? ": one of them jumped; no lease depends on it"
				 : "; no lease depends on it");
	}
}
