/* linux/file_thread.c -- see linux/file_thread.h. One lock, not held while a file is touched. The
 * jobs stand in one list, in order: the thread's is the first that is not done. */
#include "linux/file_thread.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "conf/load.h"
#include "linux/clock.h"
#include "linux/config_dir.h"
#include "linux/file.h"
#include "linux/side_thread.h"

enum job_state { JOB_WAITS, JOB_BEGUN, JOB_DONE };

struct job {
	uint64_t number;
	enum job_state state;
	bool given_up;
	uint64_t asked_us;
	bool read;
	const char *config_file; /* LIST: beside those of the folder `path`; else NULL */
	char *bytes; /* to be written, NULL: the file is to go; what was read, or listed */
	size_t len;
	int error;
	char path[FILE_PATH_BYTES];
};

struct file_thread {
	struct side_thread side;

	/* under its lock */
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
	side_thread_free(&t->side);
	free(t);
}

/* ---- the thread ---- */

static void
work(struct job *j)
{
	char *text = NULL;

	if (j->config_file != NULL) {
		text = malloc(sizeof(struct conf_files));
		j->error =
		    text != NULL ? config_dir_list(j->path, j->config_file, (void *)text) : -ENOMEM;
	} else if (!j->read && j->bytes == NULL) {
		j->error = unlink(j->path) < 0 && errno != ENOENT ? -errno : 0;
	} else if (!j->read) {
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
	struct job j;

	waits->state = JOB_BEGUN;
	j = *waits;
	waits->bytes = NULL;
	pthread_mutex_unlock(&t->side.lock);
	work(&j);
	pthread_mutex_lock(&t->side.lock);
	j.given_up = find_state(t, JOB_BEGUN)->given_up;
	j.state = JOB_DONE;
	*find_state(t, JOB_BEGUN) = j;
	side_thread_note(&t->side);
}

static void *
file_main(void *owner)
{
	struct file_thread *t = owner;
	struct job *waits;

	pthread_mutex_lock(&t->side.lock);
	for (;;) {
		waits = find_state(t, JOB_WAITS);
		if (waits != NULL && !t->side.left)
			do_job(t, waits);
		else if (t->side.stop)
			break;
		else
			pthread_cond_wait(&t->side.wake, &t->side.lock);
	}
	if (side_thread_over(&t->side))
		release(t);
	return NULL;
}

/* ---- the main loop ---- */

struct file_thread *
file_thread_start(struct text *message)
{
	struct file_thread *t = calloc(1, sizeof *t);
	int r = ENOMEM;

	if (t != NULL) {
		side_thread_init(&t->side);
		r = side_thread_start(&t->side, "files", file_main, t);
	}
	if (r == 0)
		return t;
	text_add(message, "The thread for files cannot be started: %s.", strerror(r));
	if (t != NULL)
		release(t);
	return NULL;
}

/* like->bytes: for free(), from here on not the caller's. */
static uint64_t
ask(struct file_thread *t, const char *path, const struct job *like)
{
	struct job *j;
	uint64_t number = 0;

	pthread_mutex_lock(&t->side.lock);
	if (t->count < FILE_JOBS_MAX) {
		number = ++t->numbers;
		j = &t->job[t->count++];
		*j = *like;
		j->number = number;
		j->asked_us = clock_now();
		snprintf(j->path, sizeof j->path, "%s", path);
		pthread_cond_signal(&t->side.wake);
	} else {
		free(like->bytes);
	}
	pthread_mutex_unlock(&t->side.lock);
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
	return ask(t, path, &(struct job){.bytes = copy, .len = len});
}

uint64_t
file_thread_read(struct file_thread *t, const char *path)
{
	return ask(t, path, &(struct job){.read = true});
}

uint64_t
file_thread_list(struct file_thread *t, const char *folder, const char *config_file)
{
	return ask(t, folder, &(struct job){.config_file = config_file});
}

uint64_t
file_thread_remove(struct file_thread *t, const char *path)
{
	return ask(t, path, &(struct job){.read = false});
}

int
file_thread_fd(const struct file_thread *t)
{
	return t->side.noted;
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

	pthread_mutex_lock(&t->side.lock);
	j = next_to_give_up(t);
	deadline_us = j != NULL ? j->asked_us + FILE_PATIENCE_US : TIME_NEVER;
	pthread_mutex_unlock(&t->side.lock);
	return deadline_us;
}

static void
tell(const struct job *j, int error, struct file_done *ret)
{
	ret->job = j->number;
	ret->error = error;
	ret->begun = j->state == JOB_BEGUN;
	ret->text = j->state == JOB_DONE && j->config_file == NULL ? j->bytes : NULL;
	ret->files = j->state == JOB_DONE && j->config_file != NULL ? (void *)j->bytes : NULL;
	memcpy(ret->path, j->path, sizeof ret->path);
}

bool
file_thread_hear(struct file_thread *t, uint64_t now, struct file_done *ret)
{
	struct job *done, *late;

	pthread_mutex_lock(&t->side.lock);
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
	} else {
		side_thread_heard(&t->side);
	}
	pthread_mutex_unlock(&t->side.lock);
	return done != NULL || late != NULL;
}

void
file_thread_stop(struct file_thread *t, uint64_t patience_us)
{
	if (t != NULL && side_thread_stop(&t->side, patience_us))
		release(t);
}

static const char *
describe(int error)
{
	switch (error) {
	case -EFBIG:
		return "the file is too large";
	case -ENOTSUP:
		return "this is a pipe or a device, and not a file";
	case -EILSEQ:
		return "this is not a text file";
	default:
		return strerror(-error);
	}
}

void
file_thread_describe(const struct file_done *done, struct text *to)
{
	if (done->error != -ETIMEDOUT)
		text_add(to, "%.400s: %s.", done->path, describe(done->error));
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
