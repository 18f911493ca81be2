/* base/time.h -- time is an argument: `now`, microseconds of a clock that never jumps.
 *
 * linux/clock.c reads CLOCK_BOOTTIME and is the only file in the tree that reads a clock; the
 * simulator and the unit tests make `now` up. Deadlines are absolute, in the same unit, and end
 * in _us; TIME_NEVER means no deadline. */
#ifndef BASE_TIME_H
#define BASE_TIME_H

#include <stdint.h>

#define TIME_NEVER UINT64_MAX
#define TIME_MS	   ((uint64_t)1000)
#define TIME_SEC   ((uint64_t)1000000)

/* now + span, or TIME_NEVER when that does not fit. */
static inline uint64_t
time_after(uint64_t now, uint64_t span_us)
{
	return span_us > TIME_NEVER - now ? TIME_NEVER : now + span_us;
}

static inline uint64_t
time_min(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static inline uint64_t
time_max(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* How long from now until the deadline; 0 when it has passed. */
static inline uint64_t
time_left(uint64_t deadline_us, uint64_t now)
{
	return deadline_us > now ? deadline_us - now : 0;
}

#endif
