/* linux/clock.c -- see linux/clock.h.
 *
 * Any thread may call these; there is no state. A system without CLOCK_BOOTTIME is not supported:
 * asserted. clock_wait() sleeps and is for start only, before there is a loop to hold up. */
#include "linux/clock.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/random.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/time.h"

static uint64_t
read_clock(clockid_t id)
{
	struct timespec t;
	int r = clock_gettime(id, &t);

	assert(r == 0);
	return (uint64_t)t.tv_sec * TIME_SEC + (uint64_t)t.tv_nsec / 1000;
}

uint64_t
clock_now(void)
{
	return read_clock(CLOCK_BOOTTIME);
}

struct timespec
clock_monotonic_in(uint64_t span_us)
{
	uint64_t at_us = read_clock(CLOCK_MONOTONIC) + span_us;

	return (struct timespec){.tv_sec = (time_t)(at_us / TIME_SEC),
				 .tv_nsec = (long)(at_us % TIME_SEC * 1000)};
}

int64_t
clock_wall_offset(void)
{
	return (int64_t)read_clock(CLOCK_REALTIME) - (int64_t)read_clock(CLOCK_BOOTTIME);
}

uint64_t
clock_boot(void)
{
	char id[36]; /* a UUID */
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, id, sizeof id);

	if (fd >= 0)
		close(fd);
	if (n != (ssize_t)sizeof id && getrandom(id, sizeof id, 0) != (ssize_t)sizeof id)
		return clock_now() | 1;
	return hash_bytes(id, sizeof id, 0) | 1;
}

int
clock_timer(void)
{
	int fd = timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

void
clock_arm(int timer, uint64_t deadline_us)
{
	struct itimerspec t = {0};
	int r;

	if (deadline_us == 0)
		deadline_us = 1; /* zero would disarm */
	if (deadline_us != TIME_NEVER) {
		t.it_value.tv_sec = (time_t)(deadline_us / TIME_SEC);
		t.it_value.tv_nsec = (long)(deadline_us % TIME_SEC * 1000);
	}
	r = timerfd_settime(timer, TFD_TIMER_ABSTIME, &t, NULL);
	assert(r == 0);
}

bool
clock_wait(unsigned *left_ms)
{
	enum { STEP_MS = 20 };
	struct timespec step = {0, STEP_MS * 1000000};

	if (*left_ms < STEP_MS)
		return false;
	*left_ms -= STEP_MS;
	nanosleep(&step, NULL);
	return true;
}
