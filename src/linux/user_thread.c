/* linux/user_thread.c -- see linux/user_thread.h. One lock, not held while names are looked up. */
#include "linux/user_thread.h"

#include <errno.h>
#include <stdlib.h>

#include "linux/side_thread.h"

struct question {
	bool waits;
	uint64_t number;
	struct peer peer;
};

struct user_thread {
	struct side_thread side;

	/* under its lock */
	struct question question[USER_PLACES];
	bool answer_due[USER_PLACES];
	struct user_answer answer[USER_PLACES];

	/* the thread's */
	struct user_answer found;
};

static struct question *
next_question(struct user_thread *t)
{
	for (unsigned i = 0; i < USER_PLACES; i++)
		if (t->question[i].waits)
			return &t->question[i];
	return NULL;
}

/* Called with the lock, and lets go of it while it works. */
static void
do_answer(struct user_thread *t, struct question *waits)
{
	struct question q = *waits;
	struct user_answer *a = &t->found;

	waits->waits = false;
	pthread_mutex_unlock(&t->side.lock);
	a->place = (unsigned)(waits - t->question);
	a->number = q.number;
	a->error = peer_name(&q.peer, &a->names);
	pthread_mutex_lock(&t->side.lock);
	t->answer[a->place] = *a;
	t->answer_due[a->place] = true;
	side_thread_note(&t->side);
}

static void
release(struct user_thread *t)
{
	side_thread_free(&t->side);
	free(t);
}

static void *
user_main(void *owner)
{
	struct user_thread *t = owner;
	struct question *q;

	pthread_mutex_lock(&t->side.lock);
	while (!t->side.stop) {
		q = next_question(t);
		if (q != NULL)
			do_answer(t, q);
		else
			pthread_cond_wait(&t->side.wake, &t->side.lock);
	}
	if (side_thread_over(&t->side))
		release(t);
	return NULL;
}

struct user_thread *
user_thread_start(void)
{
	struct user_thread *t = calloc(1, sizeof *t);
	int r;

	if (t == NULL)
		return NULL;
	side_thread_init(&t->side);
	r = side_thread_start(&t->side, "users", user_main, t);
	if (r == 0)
		return t;
	release(t);
	errno = r;
	return NULL;
}

void
user_thread_ask(struct user_thread *t, unsigned place, uint64_t number, const struct peer *p)
{
	pthread_mutex_lock(&t->side.lock);
	t->question[place] = (struct question){true, number, *p};
	t->answer_due[place] = false;
	pthread_cond_signal(&t->side.wake);
	pthread_mutex_unlock(&t->side.lock);
}

int
user_thread_fd(const struct user_thread *t)
{
	return t->side.noted;
}

bool
user_thread_hear(struct user_thread *t, struct user_answer *ret)
{
	unsigned i = 0;

	pthread_mutex_lock(&t->side.lock);
	while (i < USER_PLACES && !t->answer_due[i])
		i++;
	if (i < USER_PLACES) {
		*ret = t->answer[i];
		t->answer_due[i] = false;
	} else {
		side_thread_heard(&t->side);
	}
	pthread_mutex_unlock(&t->side.lock);
	return i < USER_PLACES;
}

void
user_thread_stop(struct user_thread *t, uint64_t patience_us)
{
	if (t != NULL && side_thread_stop(&t->side, patience_us))
		release(t);
}
