/* test/net/preload/wallclock.c -- LD_PRELOAD of a daemon whose wall clock is wrong.
 *
 * WALLCLOCK names a file of eight bytes, the seconds (int64_t, this machine's order) that the
 * wall clock is ahead; who writes them sets the clock of the running daemon at once. No other clock
 * and no timer is touched, just as when somebody sets the clock of a machine. (libfaketime moves
 * absolute timers of CLOCK_BOOTTIME as well, which no setting of a clock does.) */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *ahead_s;

__attribute__((constructor)) static void
open_offset(void)
{
	const char *name = getenv("WALLCLOCK");
	int fd = name != NULL ? open(name, O_RDONLY | O_CLOEXEC) : -1;
	void *at = fd >= 0 ? mmap(NULL, sizeof *ahead_s, PROT_READ, MAP_SHARED, fd, 0) : MAP_FAILED;

	if (at == MAP_FAILED) {
		perror("WALLCLOCK");
		exit(2);
	}
	ahead_s = at;
	close(fd);
}

int
clock_gettime(clockid_t which, struct timespec *ret)
{
	if (syscall(SYS_clock_gettime, which, ret) < 0)
		return -1;
	if (ahead_s != NULL && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE))
		ret->tv_sec += *ahead_s;
	return 0;
}

int
gettimeofday(struct timeval *restrict ret, void *restrict zone)
{
	struct timespec t;

	(void)zone;
	clock_gettime(CLOCK_REALTIME, &t);
	ret->tv_sec = t.tv_sec;
	ret->tv_usec = t.tv_nsec / 1000;
	return 0;
}

time_t
time(time_t *ret)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME_COARSE, &t);
	if (ret != NULL)
		*ret = t.tv_sec;
	return t.tv_sec;
}
