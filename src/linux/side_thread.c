/* linux/side_thread.c -- see linux/side_thread.h. */
#include "linux/side_thread.h"

#include <assert.h>
#include <errno.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "linux/clock.h"
#include "linux/deaf_thread.h"

void
side_thread_init(struct side_thread *s)
{
	pthread_condattr_t monotonic;

	*s = (struct side_thread){.noted = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)};
	pthread_mutex_init(&s->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&s->wake, &monotonic);
	pthread_cond_init(&s->ended, &monotonic);
	pthread_condattr_destroy(&monotonic);
}

void
side_thread_free(struct side_thread *s)
{
	if (s->noted >= 0)
		close(s->noted);
	pthread_cond_destroy(&s->wake);
	pthread_cond_destroy(&s->ended);
	pthread_mutex_destroy(&s->lock);
}

int
side_thread_start(struct side_thread *s, const char *name, void *(*run)(void *owner), void *owner)
{
	return s->noted < 0 ? EMFILE : deaf_thread(&s->thread, name, run, owner);
}

void
side_thread_note(struct side_thread *s)
{
	uint64_t one = 1;

	if (write(s->noted, &one, sizeof one) < 0)
		assert(errno == EAGAIN); /* it is readable anyway */
}

void
side_thread_heard(struct side_thread *s)
{
	uint64_t count;

	if (read(s->noted, &count, sizeof count) < 0)
		assert(errno == EAGAIN);
}

bool
side_thread_over(struct side_thread *s)
{
	bool left = s->left;

	s->over = true;
	pthread_cond_signal(&s->ended);
	pthread_mutex_unlock(&s->lock);
	return left;
}

bool
side_thread_stop(struct side_thread *s, uint64_t patience_us)
{
	struct timespec until = clock_monotonic_in(patience_us);
	bool over;

	pthread_mutex_lock(&s->lock);
	s->stop = true;
	pthread_cond_signal(&s->wake);
	while (!s->over && pthread_cond_timedwait(&s->ended, &s->lock, &until) == 0)
		;
	over = s->over;
	s->left = !over;
	if (!over)
		pthread_detach(s->thread);
	pthread_mutex_unlock(&s->lock);
	if (over)
		pthread_join(s->thread, NULL);
	return over;
}
