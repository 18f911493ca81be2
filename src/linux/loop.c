/* linux/loop.c -- see linux/loop.h.
 *
 * The timer is armed only when the deadline moved, so a loop that wakes for frames makes one
 * system call a turn. A removed source may still stand in the list epoll returned for this turn;
 * loop_remove() strikes it out there.
 *
 * One loop, one thread, no lock: whoever has something for it from another thread writes to a
 * descriptor that is a source here. */
#include "linux/loop.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/time.h"
#include "linux/clock.h"

enum { LOOP_TURN_MAX = 64 };

struct loop {
	int epoll, timer;
	uint64_t armed_us;
	int ready_count;
	struct epoll_event ready[LOOP_TURN_MAX];
};

void
loop_free(struct loop *l)
{
	if (l == NULL)
		return;
	if (l->timer >= 0)
		close(l->timer);
	if (l->epoll >= 0)
		close(l->epoll);
	free(l);
}

struct loop *
loop_new(void)
{
	struct loop *l = calloc(1, sizeof *l);
	struct epoll_event e = {.events = EPOLLIN};
	int failed;

	if (l == NULL)
		return NULL;
	l->armed_us = TIME_NEVER;
	l->epoll = epoll_create1(EPOLL_CLOEXEC);
	l->timer = clock_timer();
	e.data.ptr = NULL;
	if (l->epoll >= 0 && l->timer >= 0 && epoll_ctl(l->epoll, EPOLL_CTL_ADD, l->timer, &e) == 0)
		return l;
	failed = l->timer < 0 ? -l->timer : errno;
	loop_free(l);
	errno = failed;
	return NULL;
}

static int
control(struct loop *l, int what, struct loop_source *source, uint32_t events)
{
	struct epoll_event e = {.events = events};

	e.data.ptr = source;
	return epoll_ctl(l->epoll, what, source->fd, &e) < 0 ? -errno : 0;
}

int
loop_add(struct loop *l, struct loop_source *source, uint32_t events)
{
	return control(l, EPOLL_CTL_ADD, source, events);
}

int
loop_change(struct loop *l, struct loop_source *source, uint32_t events)
{
	return control(l, EPOLL_CTL_MOD, source, events);
}

void
loop_remove(struct loop *l, struct loop_source *source)
{
	control(l, EPOLL_CTL_DEL, source, 0);
	for (int i = 0; i < l->ready_count; i++)
		if (l->ready[i].data.ptr == source)
			l->ready[i].data.ptr = NULL;
}

int
loop_turn(struct loop *l, uint64_t deadline_us)
{
	bool poll = deadline_us <= clock_now();
	int n;

	if (!poll && deadline_us != l->armed_us) {
		clock_arm(l->timer, deadline_us);
		l->armed_us = deadline_us;
	}
	n = epoll_wait(l->epoll, l->ready, LOOP_TURN_MAX, poll ? 0 : -1);
	if (n < 0)
		return errno == EINTR ? 0 : -errno;
	l->ready_count = n;
	for (int i = 0; i < n; i++) {
		struct loop_source *source = l->ready[i].data.ptr;

		if (source != NULL)
			source->ready(source, l->ready[i].events);
	}
	l->ready_count = 0;
	if (l->armed_us != TIME_NEVER && l->armed_us <= clock_now()) {
		clock_arm(l->timer, TIME_NEVER); /* also takes back what made it readable */
		l->armed_us = TIME_NEVER;
	}
	return 0;
}
