/* linux/clock.h -- the only file that reads a clock.
 *
 * CLOCK_BOOTTIME counts through suspend and never jumps; the wall clock is for people only. */
#ifndef LINUX_CLOCK_H
#define LINUX_CLOCK_H

#include <stdint.h>

/* `now` of base/time.h: microseconds of CLOCK_BOOTTIME. */
uint64_t clock_now(void);

/* Wall clock = now + this, in microseconds since 1970 (UTC). */
int64_t clock_wall_offset(void);

/* A timer descriptor (CLOCK_BOOTTIME, non-blocking), or negative errno. */
int clock_timer(void);

/* Makes the timer readable from deadline_us on; TIME_NEVER: not at all. */
void clock_arm(int timer, uint64_t deadline_us);

#endif
