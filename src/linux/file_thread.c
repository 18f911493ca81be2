/* linux/file_thread.c -- see linux/file_thread.h. One lock, not held while a file is touched. The
 * jobs stand in one list, in order: the thread's is the first that is not done. */
#include "linux/file_thread.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/text.h"
#include "conf/load.h"
#include "linux/clock.h"
#include "linux/deaf_thread.h"
#include "linux/file.h"

enum job_state { JOB_WAITS, JOB_BEGUN, JOB_DONE };

struct job {
	uint64_t number;
	enum job_state state;
	bool given_up;
	uint64_t asked_us;
	bool read;
	char *bytes; /* to be written; or what was read */
	size_t len;
	int error;
	char path[FILE_PATH_BYTES];
};

struct file_thread {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake, ended;
	int noted;

	/* under the lock */
	bool stop, over;
	bool left; /* nobody waits for the thread: the rest is its own */
	uint64_t numbers;
	unsigned count;
	struct job job[FILE_JOBS_MAX];
};

/* ---- under the lock ---- */

static struct job *
find_state(struct file_thread *t, enum job_state state)
{
	for (unsigned i = 0; i < t->count; i++)
		if (t->job[i].state == state)
			return &t->job[i];
	return NULL;
}

static void
drop(struct file_thread *t, struct job *j)
{
	unsigned after = t->count - (unsigned)(j - t->job) - 1;

	memmove(j, j + 1, after * sizeof *j);
	t->count--;
}

static void
release(struct file_thread *t)
{
	for (unsigned i = 0; i < t->count; i++)
		free(t->job[i].bytes);
	if (t->noted >= 0)
		close(t->noted);
	pthread_cond_destroy(&t->wake);
	pthread_cond_destroy(&t->ended);
	pthread_mutex_destroy(&t->lock);
	free(t);
}

/* ---- the thread ---- */

static void
work(struct job *j)
{
	char *text = NULL;

	if (!j->read) {
		j->error = file_write(j->path, j->bytes, j->len);
		free(j->bytes);
	} else {
		j->error = file_read(j->path, LOAD_TEXT_MAX, &text);
	}
	j->bytes = text;
}

/* Called with the lock, which it lets go of while it works. The list may move meanwhile. */
static void
do_job(struct file_thread *t, struct job *waits)
{
	uint64_t one = 1;
	struct job j;

	waits->state = JOB_BEGUN;
	j = *waits;
	waits->bytes = NULL;
	pthread_mutex_unlock(&t->lock);
	work(&j);
	pthread_mutex_lock(&t->lock);
	j.given_up = find_state(t, JOB_BEGUN)->given_up;
	j.state = JOB_DONE;
	*find_state(t, JOB_BEGUN) = j;
	if (write(t->noted, &one, sizeof one) < 0)
		assert(errno == EAGAIN); /* it is readable anyway */
}

static void *
file_main(void *owner)
{
	struct file_thread *t = owner;
	struct job *waits;
	bool left;

	pthread_mutex_lock(&t->lock);
	for (;;) {
		waits = find_state(t, JOB_WAITS);
		if (waits != NULL && !t->left)
			do_job(t, waits);
		else if (t->stop)
			break;
		else
			pthread_cond_wait(&t->wake, &t->lock);
	}
	t->over = true;
	left = t->left;
	pthread_cond_signal(&t->ended);
	pthread_mutex_unlock(&t->lock);
	if (left)
		release(t);
	return NULL;
}

/* ---- the main loop ---- */

struct file_thread *
file_thread_start(struct text *message)
{
	struct file_thread *t = calloc(1, sizeof *t);
	pthread_condattr_t monotonic;
	int r = ENOMEM;

	if (t != NULL) {
		pthread_mutex_init(&t->lock, NULL);
		pthread_condattr_init(&monotonic);
		pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
		pthread_cond_init(&t->wake, NULL);
		pthread_cond_init(&t->ended, &monotonic);
		t->noted = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
		r = t->noted < 0 ? errno : deaf_thread(&t->thread, "files", file_main, t);
	}
	if (r == 0)
		return t;
	text_add(message, "The thread for files cannot be started: %s.", strerror(r));
	if (t != NULL)
		release(t);
	return NULL;
}

/* bytes: for free(), from here on not the caller's. */
static uint64_t
ask(struct file_thread *t, bool read, const char *path, char *bytes, size_t len)
{
	struct job *j;
	uint64_t number = 0;

	pthread_mutex_lock(&t->lock);
	if (t->count < FILE_JOBS_MAX) {
		number = ++t->numbers;
		j = &t->job[t->count++];
		*j = (struct job){.number = number,
				  .asked_us = clock_now(),
				  .read = read,
				  .bytes = bytes,
				  .len = len};
		snprintf(j->path, sizeof j->path, "%s", path);
		pthread_cond_signal(&t->wake);
	} else {
		free(bytes);
	}
	pthread_mutex_unlock(&t->lock);
	return number;
}

uint64_t
file_thread_write(struct file_thread *t, const char *path, const uint8_t *bytes, size_t len)
{
	char *copy = malloc(len > 0 ? len : 1);

	if (copy == NULL)
		return 0;
	if (len > 0)
		memcpy(copy, bytes, len);
	return ask(t, false, path, copy, len);
}

uint64_t
file_thread_read(struct file_thread *t, const char *path)
{
	return ask(t, true, path, NULL, 0);
}

int
file_thread_fd(const struct file_thread *t)
{
	return t->noted;
}

static struct job *
next_to_give_up(struct file_thread *t)
{
	for (unsigned i = 0; i < t->count; i++)
		if (t->job[i].state != JOB_DONE && !t->job[i].given_up)
			return &t->job[i];
	return NULL;
}

uint64_t
file_thread_deadline(struct file_thread *t)
{
	const struct job *j;
	uint64_t deadline_us;

	pthread_mutex_lock(&t->lock);
	j = next_to_give_up(t);
	deadline_us = j != NULL ? j->asked_us + FILE_PATIENCE_US : TIME_NEVER;
	pthread_mutex_unlock(&t->lock);
	return deadline_us;
}

static void
tell(const struct job *j, int error, struct file_done *ret)
{
	ret->job = j->number;
	ret->error = error;
	ret->begun = j->state == JOB_BEGUN;
	ret->text = j->state == JOB_DONE ? j->bytes : NULL;
	memcpy(ret->path, j->path, sizeof ret->path);
}

bool
file_thread_hear(struct file_thread *t, uint64_t now, struct file_done *ret)
{
	struct job *done, *late;
	uint64_t count;

	pthread_mutex_lock(&t->lock);
	done = find_state(t, JOB_DONE);
	late = next_to_give_up(t);
	if (late != NULL && late->asked_us + FILE_PATIENCE_US > now)
		late = NULL;
	if (done != NULL) {
		tell(done, done->error, ret);
		drop(t, done);
	} else if (late != NULL) {
		tell(late, -ETIMEDOUT, ret);
		late->given_up = true;
		if (late->state == JOB_WAITS) {
			free(late->bytes);
			drop(t, late);
		}
	} else if (read(t->noted, &count, sizeof count) < 0) {
		assert(errno == EAGAIN);
	}
	pthread_mutex_unlock(&t->lock);
	return done != NULL || late != NULL;
}

void
file_thread_stop(struct file_thread *t, uint64_t patience_us)
{
	struct timespec until = clock_monotonic_in(patience_us);
	bool over;

	if (t == NULL)
		return;
	pthread_mutex_lock(&t->lock);
	t->stop = true;
	pthread_cond_signal(&t->wake);
	while (!t->over && pthread_cond_timedwait(&t->ended, &t->lock, &until) == 0)
		;
	over = t->over;
	t->left = !over;
	if (!over)
		pthread_detach(t->thread);
	pthread_mutex_unlock(&t->lock);
	if (!over)
		return;
	pthread_join(t->thread, NULL);
	release(t);
}

void
file_thread_describe(const struct file_done *done, struct text *to)
{
	if (done->error != -ETIMEDOUT)
		text_add(to, "%.400s: %s.", done->path, strerror(-done->error));
	else if (done->begun)
		text_add(to,
			 "%.400s: its disk has not answered for %d seconds; what was begun may "
			 "still come to its end.",
			 done->path, (int)(FILE_PATIENCE_US / TIME_SEC));
	else
		text_add(to,
			 "%.400s: another file has waited for its disk for %d seconds; nothing was "
			 "begun.",
			 done->path, (int)(FILE_PATIENCE_US / TIME_SEC));
}
