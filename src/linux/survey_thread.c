/* linux/survey_thread.c -- see linux/survey_thread.h. One lock, not held while anything is read.
 * Two notes are kept; what is told compares with the older one, and with the newer one in the first
 * minute. */
#include "linux/survey_thread.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "linux/clock.h"
#include "linux/rtnl.h"
#include "linux/side_thread.h"
#include "linux/survey.h"

struct note {
	uint64_t at_us; /* 0: none */
	struct node_machine machine;
	unsigned count;
	struct lan_traffic traffic[NODE_SURVEY_ROWS];
};

struct question {
	bool waits;
	uint64_t number;
	enum node_survey_kind kind;
};

struct survey_thread {
	struct side_thread side;

	/* under its lock */
	struct question question[NODE_SESSIONS_MAX];
	bool answer_due[NODE_SESSIONS_MAX];
	struct survey_answer answer[NODE_SESSIONS_MAX];

	/* the thread's */
	const struct ports *ports;
	struct rtnl *rtnl;
	uint64_t note_us;    /* when to take the next */
	struct note note[2]; /* the older one first */
	struct node_survey told;
};

/* ---- notes ---- */

static const struct note *
reference(const struct survey_thread *t)
{
	return t->note[0].at_us != 0 ? &t->note[0] : &t->note[1];
}

static void
take_note(struct survey_thread *t)
{
	struct note *n = &t->note[1];

	t->note_us = clock_now() + SURVEY_NOTE_US;
	t->note[0] = *n;
	*n = (struct note){.at_us = clock_now()};
	if (survey_read(t->rtnl, t->ports, NODE_SURVEY_MACHINE, &t->told) == 0)
		n->machine = t->told.u.machine;
	if (survey_read(t->rtnl, t->ports, NODE_SURVEY_TRAFFIC, &t->told) < 0)
		return;
	n->count = t->told.count;
	memcpy(n->traffic, t->told.u.traffic, n->count * sizeof *n->traffic);
}

/* Hundredths of a per cent. */
static uint16_t
share(uint64_t bytes, uint64_t span_us, uint32_t speed_mbit)
{
	double most = (double)span_us * speed_mbit / 8, part = (double)bytes / most * 10000;

	return part < 10000 ? (uint16_t)part : 10000;
}

static void
compare_traffic(struct lan_traffic *t, const struct note *n, uint64_t now)
{
	for (unsigned i = 0; i < n->count; i++) {
		const struct lan_traffic *before = &n->traffic[i];

		if (strcmp(before->name, t->name) != 0)
			continue;
		if (now - n->at_us < TIME_SEC || t->speed_mbit == 0 ||
		    t->in_bytes < before->in_bytes || t->out_bytes < before->out_bytes)
			return;
		t->use_known = true;
		t->in_use = share(t->in_bytes - before->in_bytes, now - n->at_us, t->speed_mbit);
		t->out_use = share(t->out_bytes - before->out_bytes, now - n->at_us, t->speed_mbit);
	}
}

static void
compare(const struct survey_thread *t, struct node_survey *told)
{
	const struct note *n = reference(t);
	struct node_machine *m = &told->u.machine;
	uint64_t now = clock_now();

	for (unsigned i = 0; told->kind == NODE_SURVEY_TRAFFIC && i < told->count; i++)
		compare_traffic(&told->u.traffic[i], n, now);
	if (told->kind != NODE_SURVEY_MACHINE)
		return;
	m->before_busy_us = n->machine.busy_us;
	m->before_idle_us = n->machine.idle_us;
	m->before_own_us = n->machine.own_us;
	m->before_ago_us = now - n->at_us;
}

/* ---- the thread ---- */

static struct question *
next_question(struct survey_thread *t)
{
	for (unsigned i = 0; i < NODE_SESSIONS_MAX; i++)
		if (t->question[i].waits)
			return &t->question[i];
	return NULL;
}

/* Called with the lock, and lets go of it while it works. */
static void
do_answer(struct survey_thread *t, struct question *waits)
{
	unsigned session = (unsigned)(waits - t->question);
	struct question q = *waits;
	int r;

	waits->waits = false;
	pthread_mutex_unlock(&t->side.lock);
	memset(&t->told, 0, sizeof t->told);
	r = survey_read(t->rtnl, t->ports, q.kind, &t->told);
	if (r < 0)
		snprintf(t->told.why, sizeof t->told.why, "The system does not say it: %s.",
			 strerror(-r));
	else
		compare(t, &t->told);
	pthread_mutex_lock(&t->side.lock);
	t->answer[session] = (struct survey_answer){session, q.number, t->told};
	t->answer_due[session] = true;
	side_thread_note(&t->side);
}

static void
do_note(struct survey_thread *t)
{
	pthread_mutex_unlock(&t->side.lock);
	take_note(t);
	pthread_mutex_lock(&t->side.lock);
}

static void
idle(struct survey_thread *t)
{
	struct timespec until = clock_monotonic_in(time_left(t->note_us, clock_now()));

	pthread_cond_timedwait(&t->side.wake, &t->side.lock, &until);
}

static void
release(struct survey_thread *t)
{
	side_thread_free(&t->side);
	rtnl_close(t->rtnl);
	free(t);
}

static void *
survey_main(void *owner)
{
	struct survey_thread *t = owner;
	struct question *q;

	pthread_mutex_lock(&t->side.lock);
	while (!t->side.stop) {
		q = next_question(t);
		if (q != NULL)
			do_answer(t, q);
		else if (t->note_us <= clock_now())
			do_note(t);
		else
			idle(t);
	}
	if (side_thread_over(&t->side))
		release(t);
	return NULL;
}

/* ---- the main loop ---- */

struct survey_thread *
survey_thread_start(const struct ports *ports, struct text *message)
{
	struct survey_thread *t = calloc(1, sizeof *t);
	int r = ENOMEM;

	if (t != NULL) {
		side_thread_init(&t->side);
		t->ports = ports;
		t->rtnl = rtnl_open(0);
		r = t->rtnl != NULL ? side_thread_start(&t->side, "survey", survey_main, t) : errno;
	}
	if (r == 0)
		return t;
	text_add(message, "The thread for displays of the machine cannot be started: %s.",
		 strerror(r));
	if (t != NULL)
		release(t);
	return NULL;
}

void
survey_thread_ask(struct survey_thread *t, unsigned session, uint64_t number,
		  enum node_survey_kind kind)
{
	pthread_mutex_lock(&t->side.lock);
	t->question[session] = (struct question){true, number, kind};
	t->answer_due[session] = false;
	pthread_cond_signal(&t->side.wake);
	pthread_mutex_unlock(&t->side.lock);
}

int
survey_thread_fd(const struct survey_thread *t)
{
	return t->side.noted;
}

bool
survey_thread_hear(struct survey_thread *t, struct survey_answer *ret)
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

void
survey_thread_stop(struct survey_thread *t, uint64_t patience_us)
{
	if (t != NULL && side_thread_stop(&t->side, patience_us))
		release(t);
}
