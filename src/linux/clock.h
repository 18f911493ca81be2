/* linux/clock.h -- the only file that reads a clock.
 *
 * CLOCK_BOOTTIME counts through suspend and never jumps; the wall clock is for people only. */
#ifndef LINUX_CLOCK_H
#define LINUX_CLOCK_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/* `now` of base/time.h: microseconds of CLOCK_BOOTTIME. */
uint64_t clock_now(void);

/* That moment of CLOCK_MONOTONIC, for waits that take no other. */
struct timespec clock_monotonic_in(uint64_t span_us);

/* Wall clock = now + this, in microseconds since 1970 (UTC). */
int64_t clock_wall_offset(void);

/* Names this boot of the machine: clock_now() of two processes compares only when it is the same.
 * Never 0; another number each time where the kernel does not tell. */
uint64_t clock_boot(void);

/* A timer descriptor (CLOCK_BOOTTIME, non-blocking), or negative errno. */
int clock_timer(void);

/* Makes the timer readable from deadline_us on; TIME_NEVER: not at all. */
void clock_arm(int timer, uint64_t deadline_us);

/* A process that was killed keeps its names until its last thread is gone; whoever follows it may
 * find them taken for a moment. Sleeps a little and is true, or false once *left_ms is used up. */
enum { CLOCK_PATIENCE_MS = 1000 };
bool clock_wait(unsigned *left_ms);

#endif
