/* linux/accept.c -- see linux/accept.h. */
#include "linux/accept.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "linux/clock.h"
#include "linux/host_event.h"
#include "linux/log.h"

#define SAY_AGAIN_US (60 * TIME_SEC)

/* What is gone by itself, or never was: nothing stays in the socket that would wake the loop. */
static bool
is_over(int error)
{
	return error == EAGAIN || error == EINTR || error == ECONNABORTED;
}

static void
mute(struct loop *l, struct acceptor *a, const char *who, int error)
{
	uint64_t now = clock_now();

	a->until_us = time_after(now, ACCEPT_MUTE_US);
	a->times++;
	loop_change(l, &a->source, 0);
	if (now < a->quiet_us)
		return;
	a->quiet_us = time_after(now, SAY_AGAIN_US);
	log_eventf(&host_event_mute,
		   "Connections wait, for the system has nothing for them: %s. (listener=%s, "
		   "times=%llu)",
		   strerror(error), who, (unsigned long long)a->times);
}

int
accept_next(struct loop *l, struct acceptor *a, const char *who, struct sockaddr_in *ret_from)
{
	struct sockaddr_in from = {0};
	socklen_t len = sizeof from;
	int fd = accept4(a->source.fd, ret_from != NULL ? (struct sockaddr *)&from : NULL,
			 ret_from != NULL ? &len : NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd < 0 && !is_over(errno))
		mute(l, a, who, errno);
	if (fd >= 0 && ret_from != NULL)
		*ret_from = from;
	return fd;
}

uint64_t
accept_deadline(const struct acceptor *a)
{
	return a->source.fd >= 0 && a->until_us != 0 ? a->until_us : TIME_NEVER;
}

void
accept_turn(struct loop *l, struct acceptor *a, uint64_t now)
{
	if (now < accept_deadline(a))
		return;
	a->until_us = 0;
	loop_change(l, &a->source, EPOLLIN);
}
