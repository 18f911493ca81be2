/* linux/history_thread.c -- see linux/history_thread.h. One lock, not held while a file is touched
 * or a line is said. Entries are put into one of two buffers; the thread writes the other. */
#include "linux/history_thread.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "history/line.h"
#include "linux/clock.h"
#include "linux/history_files.h"
#include "linux/host_event.h"
#include "linux/log.h"
#include "linux/side_thread.h"

enum { LINE_BYTES = 900 };

#define AGE_US	(3600 * TIME_SEC) /* so often it is looked what has become too old */
#define FULL_AT (HISTORY_BLOCK_MAX / 2)

struct batch {
	size_t len;
	uint8_t bytes[HISTORY_BLOCK_MAX];
};

struct ask {
	bool waits;
	uint64_t number;
	struct history_query query;
	struct history_place place;
};

struct history_thread {
	struct side_thread side;

	/* under its lock */
	bool keep_due;
	struct node_keep keep;
	struct batch *filling;
	uint64_t due_us; /* when that is written; TIME_NEVER: it is empty */
	uint64_t lost;
	struct ask ask[NODE_SESSIONS_MAX];
	bool answer_due[NODE_SESSIONS_MAX];
	struct history_answer answer[NODE_SESSIONS_MAX];

	/* the thread's */
	struct batch *writing;
	struct history_files files;
	struct history_state state;
	struct node_keep kept; /* as it is carried out */
	bool open, failed;
	uint64_t age_us, line_us; /* line_us: the second in which lines are counted */
	unsigned lines;
};

/* ---- the thread: writing ---- */

static void
fail(struct history_thread *t, int error)
{
	snprintf(t->state.why, sizeof t->state.why, "%s.", strerror(-error));
	if (!t->failed)
		log_eventf(&host_event_history, "The history of leases cannot be written: %s",
			   t->state.why);
	t->failed = true;
}

/* The files are known, or negative errno. */
static int
ready(struct history_thread *t)
{
	int r;

	if (t->open)
		return 0;
	r = history_files_open(&t->files, t->files.dir);
	t->open = r == 0;
	if (r < 0)
		history_files_close(&t->files);
	else
		history_files_keep(&t->files, t->kept.keep_s, t->kept.limit_bytes);
	return r;
}

static void
say_line(struct history_thread *t, const struct history_entry *e)
{
	char bytes[LINE_BYTES];
	struct text line = text_of(bytes, sizeof bytes);
	uint64_t now = clock_now();

	if (now - t->line_us >= TIME_SEC) {
		t->line_us = now;
		t->lines = 0;
	}
	if (t->lines++ >= HISTORY_LINES_PER_S) {
		t->state.unlogged++;
		return;
	}
	history_line(e, &line);
	log_event(&host_event_lease, line.p);
}

static void
say_lines(struct history_thread *t)
{
	struct rd in = rd_of(t->writing->bytes, t->writing->len);
	struct history_entry e;

	while (in.left > 0 && history_decode(&in, &e))
		say_line(t, &e);
}

static void
write_batch(struct history_thread *t)
{
	unsigned count = history_count(rd_of(t->writing->bytes, t->writing->len));
	int r;

	if (t->kept.log)
		say_lines(t);
	if (t->kept.keep_s == 0)
		return;
	r = ready(t);
	if (r == 0)
		r = history_files_write(&t->files, t->writing->bytes, t->writing->len);
	if (r < 0) {
		t->state.lost += count;
		fail(t, r);
		return;
	}
	t->state.written += count;
	if (t->failed)
		log_event(&host_event_history_works, "The history of leases is kept again.");
	t->failed = false;
}

/* These are called with the lock, and let go of it while they work. */
static void
do_batch(struct history_thread *t)
{
	struct batch *full = t->filling;

	t->filling = t->writing;
	t->filling->len = 0;
	t->writing = full;
	t->due_us = TIME_NEVER;
	pthread_mutex_unlock(&t->side.lock);
	write_batch(t);
	pthread_mutex_lock(&t->side.lock);
}

static void
do_keep(struct history_thread *t)
{
	t->kept = t->keep;
	t->keep_due = false;
	pthread_mutex_unlock(&t->side.lock);
	if (ready(t) == 0)
		history_files_keep(&t->files, t->kept.keep_s, t->kept.limit_bytes);
	pthread_mutex_lock(&t->side.lock);
}

static void
do_age(struct history_thread *t)
{
	pthread_mutex_unlock(&t->side.lock);
	if (t->open)
		history_files_age(&t->files);
	t->age_us = clock_now() + AGE_US;
	pthread_mutex_lock(&t->side.lock);
}

/* ---- the thread: searching ---- */

static struct ask *
next_ask(struct history_thread *t)
{
	for (unsigned i = 0; i < NODE_SESSIONS_MAX; i++)
		if (t->ask[i].waits)
			return &t->ask[i];
	return NULL;
}

/* True: there is nothing more to look at for this answer. */
static bool
search(struct history_thread *t, struct ask *a, struct history_answer *answer)
{
	int r = ready(t);

	answer->end = true;
	if (r == 0 && a->query.state)
		r = 1;
	else if (r == 0)
		r = history_files_search(&t->files, &a->query, &a->place, &answer->page,
					 &answer->end);
	if (r < 0)
		snprintf(answer->message, sizeof answer->message, "%s.", strerror(-r));
	return r != 0;
}

/* One file of a search; the page is in the answer, which is not due yet. */
static void
do_search(struct history_thread *t, struct ask *waits)
{
	unsigned session = (unsigned)(waits - t->ask);
	struct history_answer *answer = &t->answer[session];
	struct ask a = *waits;
	bool done;

	if (answer->number != a.number)
		*answer = (struct history_answer){.session = session, .number = a.number};
	pthread_mutex_unlock(&t->side.lock);
	done = search(t, &a, answer);
	pthread_mutex_lock(&t->side.lock);
	if (waits->number != a.number) /* another search took its place */
		return;
	waits->place = a.place;
	waits->waits = !done;
	if (!done)
		return;
	answer->next = a.place;
	answer->state = t->state;
	answer->state.lost += t->lost;
	history_files_state(&t->files, &answer->state);
	t->answer_due[session] = true;
	side_thread_note(&t->side);
}

/* ---- the thread ---- */

static void
release(struct history_thread *t)
{
	side_thread_free(&t->side);
	history_files_close(&t->files);
	free(t->filling);
	free(t->writing);
	free(t);
}

/* Until something is to be done, or what was put is due. */
static void
idle(struct history_thread *t)
{
	uint64_t now = clock_now(), until_us = time_min(t->due_us, t->age_us);
	struct timespec until = clock_monotonic_in(time_left(until_us, now));

	pthread_cond_timedwait(&t->side.wake, &t->side.lock, &until);
}

static bool
is_due(const struct history_thread *t, bool searched)
{
	return t->filling->len > 0 &&
	       (searched || t->side.stop || t->filling->len >= FULL_AT || t->due_us <= clock_now());
}

static void *
history_main(void *owner)
{
	struct history_thread *t = owner;
	struct ask *ask;

	pthread_mutex_lock(&t->side.lock);
	for (;;) {
		ask = next_ask(t);
		if (t->keep_due)
			do_keep(t);
		else if (is_due(t, ask != NULL))
			do_batch(t);
		else if (t->side.stop)
			break;
		else if (ask != NULL)
			do_search(t, ask);
		else if (t->age_us <= clock_now())
			do_age(t);
		else
			idle(t);
	}
	if (side_thread_over(&t->side))
		release(t);
	return NULL;
}

/* ---- start and end ---- */

static struct history_thread *
new_thread(int dir)
{
	struct history_thread *t = calloc(1, sizeof *t);

	if (t == NULL)
		return NULL;
	side_thread_init(&t->side);
	t->filling = calloc(1, sizeof *t->filling);
	t->writing = calloc(1, sizeof *t->writing);
	t->files.dir = dir;
	t->files.fd = -1;
	t->due_us = TIME_NEVER;
	t->age_us = clock_now() + AGE_US;
	return t;
}

struct history_thread *
history_thread_start(int dir, struct text *message)
{
	struct history_thread *t = new_thread(dir);
	int r = ENOMEM;

	if (t != NULL && t->filling != NULL && t->writing != NULL)
		r = side_thread_start(&t->side, "history", history_main, t);
	if (r == 0)
		return t;
	text_add(message, "The thread for the history cannot be started: %s.", strerror(r));
	if (t != NULL)
		release(t);
	return NULL;
}

void
history_thread_stop(struct history_thread *t, uint64_t patience_us)
{
	if (t != NULL && side_thread_stop(&t->side, patience_us))
		release(t);
}

/* ---- the main loop ---- */

void
history_thread_append(struct history_thread *t, const uint8_t *entries, size_t len)
{
	struct batch *b;

	pthread_mutex_lock(&t->side.lock);
	b = t->filling;
	if (len > sizeof b->bytes - b->len) {
		t->lost += history_count(rd_of(entries, len));
	} else {
		if (b->len == 0)
			t->due_us = clock_now() + HISTORY_BATCH_US;
		if (b->len == 0 || (b->len < FULL_AT && b->len + len >= FULL_AT))
			pthread_cond_signal(&t->side.wake);
		memcpy(b->bytes + b->len, entries, len);
		b->len += len;
	}
	pthread_mutex_unlock(&t->side.lock);
}

void
history_thread_keep(struct history_thread *t, const struct node_keep *keep)
{
	pthread_mutex_lock(&t->side.lock);
	t->keep = *keep;
	t->keep_due = true;
	pthread_cond_signal(&t->side.wake);
	pthread_mutex_unlock(&t->side.lock);
}

void
history_thread_find(struct history_thread *t, unsigned session, uint64_t number,
		    const struct history_query *query, const struct history_place *place)
{
	pthread_mutex_lock(&t->side.lock);
	t->ask[session] = (struct ask){true, number, *query, *place};
	t->answer_due[session] = false;
	pthread_cond_signal(&t->side.wake);
	pthread_mutex_unlock(&t->side.lock);
}

int
history_thread_fd(const struct history_thread *t)
{
	return t->side.noted;
}

bool
history_thread_hear(struct history_thread *t, struct history_answer *ret)
{
	unsigned i = 0;

	pthread_mutex_lock(&t->side.lock);
	while (i < NODE_SESSIONS_MAX && !t->answer_due[i])
		i++;
	if (i < NODE_SESSIONS_MAX) {
		*ret = t->answer[i];
		t->answer_due[i] = false;
	} else {
		side_thread_heard(&t->side);
	}
	pthread_mutex_unlock(&t->side.lock);
	return i < NODE_SESSIONS_MAX;
}
