/* linux/log_queue.c -- see linux/log_queue.h. One lock, held for a copy and no longer. */
#include "linux/log_queue.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "linux/clock.h"
#include "linux/deaf_thread.h"

struct log_queue {
	const struct log_writer *writer;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake, idle; /* something to write; nothing left */

	/* under the lock */
	bool stop, writing;
	bool left; /* nobody waits for the thread: the rest is its own */
	unsigned first, count;
	uint64_t dropped; /* since the last line that was taken */
	struct log_line line[LOG_LINES_MAX];

	struct log_line taken; /* the thread's */
};

/* ---- under the lock ---- */

static struct log_line *
new_line(struct log_queue *q)
{
	return &q->line[(q->first + q->count++) % LOG_LINES_MAX];
}

static void
copy_line(struct log_line *to, const struct log_line *from)
{
	to->event = from->event;
	to->message = from->message;
	to->len = from->len;
	memcpy(to->bytes, from->bytes, from->len + 1);
}

static void
say_dropped(struct log_queue *q)
{
	if (q->dropped == 0)
		return;
	q->writer->dropped(q->dropped, new_line(q));
	q->dropped = 0;
}

/* With lines missing, the line about them needs a place before this one. */
static bool
has_room(const struct log_queue *q)
{
	return q->count + (q->dropped > 0) < LOG_LINES_MAX;
}

static void
take_line(struct log_queue *q)
{
	copy_line(&q->taken, &q->line[q->first]);
	q->first = (q->first + 1) % LOG_LINES_MAX;
	q->count--;
	if (q->count == 0)
		say_dropped(q);
}

/* ---- the thread ---- */

/* Called with the lock, which it lets go of while it writes. */
static void
write_one(struct log_queue *q)
{
	take_line(q);
	q->writing = true;
	pthread_mutex_unlock(&q->lock);
	q->writer->write(&q->taken);
	pthread_mutex_lock(&q->lock);
	q->writing = false;
	if (q->count == 0)
		pthread_cond_signal(&q->idle);
}

static void
release(struct log_queue *q)
{
	pthread_cond_destroy(&q->wake);
	pthread_cond_destroy(&q->idle);
	pthread_mutex_destroy(&q->lock);
	free(q);
}

static void *
log_main(void *owner)
{
	struct log_queue *q = owner;
	bool left;

	pthread_mutex_lock(&q->lock);
	for (;;) {
		if (q->count > 0)
			write_one(q);
		else if (q->stop)
			break;
		else
			pthread_cond_wait(&q->wake, &q->lock);
	}
	left = q->left;
	pthread_mutex_unlock(&q->lock);
	if (left)
		release(q);
	return NULL;
}

/* ---- the others ---- */

struct log_queue *
log_queue_start(const struct log_writer *writer)
{
	struct log_queue *q = calloc(1, sizeof *q);
	pthread_condattr_t monotonic;

	if (q == NULL)
		return NULL;
	q->writer = writer;
	pthread_mutex_init(&q->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&q->wake, NULL);
	pthread_cond_init(&q->idle, &monotonic);
	if (deaf_thread(&q->thread, "log", log_main, q) == 0)
		return q;
	release(q);
	return NULL;
}

void
log_queue_put(struct log_queue *q, const struct log_line *line)
{
	pthread_mutex_lock(&q->lock);
	if (has_room(q)) {
		say_dropped(q);
		copy_line(new_line(q), line);
		pthread_cond_signal(&q->wake);
	} else {
		q->dropped++;
	}
	pthread_mutex_unlock(&q->lock);
}

bool
log_queue_stop(struct log_queue *q, uint64_t patience_us)
{
	struct timespec until = clock_monotonic_in(patience_us);
	bool written;

	if (q == NULL)
		return true;
	pthread_mutex_lock(&q->lock);
	while ((q->count > 0 || q->writing) &&
	       pthread_cond_timedwait(&q->idle, &q->lock, &until) == 0)
		;
	written = q->count == 0 && !q->writing;
	q->stop = true;
	q->left = !written;
	pthread_cond_signal(&q->wake);
	if (!written)
		pthread_detach(q->thread);
	pthread_mutex_unlock(&q->lock);
	if (!written)
		return false;
	pthread_join(q->thread, NULL);
	release(q);
	return true;
}
