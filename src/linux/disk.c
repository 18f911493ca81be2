/* linux/disk.c -- see linux/disk.h.
 *
 * One lock guards the queue; the thread holds it only to take and to report, never while it writes.
 * The ring is addressed by positions that grow until it is empty: [tail, head) is in use, `tail`
 * being the start of what the thread writes just now, so a failure declared meanwhile (the disk
 * does not keep up) cannot hand those bytes out for new ones. Appends of one segment lie one behind
 * the other, which makes a batch two pieces at most.
 *
 * A failure empties the queue and counts `generation` up; what the thread was doing at that moment
 * is of an older generation and is not reported when it comes back. The thread clears its files
 * up, before it tells of a failure of its own and as soon as it can after one of the main loop's,
 * and begins anew with whatever the node hands in after it heard of the failure. */
#include "linux/disk.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/text.h"
#include "linux/clock.h"
#include "linux/deaf_thread.h"
#include "linux/segment.h"
#include "linux/snapshot.h"
#include "linux/state_dir.h"

enum { STACK_BYTES = 256 << 10 };

struct waiting { /* an append in the ring */
	uint64_t segment, number, start, end;
};

struct slot {		  /* of the one slice */
	bool waits, busy; /* busy: the thread reads the bytes */
	bool passed_over; /* appends went first once; not again */
	uint64_t segment;
	size_t len, cap;
	uint8_t *bytes;
	bool first, last;
};

struct trouble { /* what a sentence is made of; what == NULL: none */
	const char *what;
	bool snapshot;
	uint64_t number;
	int error; /* negative errno */
};

struct disk {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	const char *path; /* behind this structure */
	int dir, noted;

	/* under the lock */
	bool stop;
	uint8_t *ring;
	uint64_t tail, head;
	bool writing; /* the thread reads the ring from tail on */
	unsigned first, count;
	struct waiting list[DISK_APPENDS_MAX];
	struct slot slice;
	uint64_t since_us; /* the thread has something to do and nothing was done; or NEVER */
	unsigned generation;
	bool failed;		    /* and not heard yet */
	bool abandon;		    /* the thread has to */
	uint64_t handed, barred;    /* highest segment handed in; up to this they are ignored */
	bool slices_barred;	    /* until a first one */
	bool synced_due, slice_due; /* to be heard */
	uint64_t synced, snapshot_due;
	char message[DISK_SENTENCE_MAX];

	/* the thread's */
	struct segment segment;
	struct snapshot snapshot;
	bool recovering;   /* no snapshot was finished since the last failure */
	uint64_t unproven; /* first segment made while recovering; 0: none */
};

/* ---- both sides, under the lock ---- */

static void
note(struct disk *d)
{
	uint64_t one = 1;

	if (write(d->noted, &one, sizeof one) < 0)
		assert(errno == EAGAIN); /* it is readable anyway */
}

/* What the ring held before is not needed any more. */
static void
free_ring(struct disk *d)
{
	if (!d->writing)
		d->tail = d->count > 0 ? d->list[d->first].start : d->head;
}

static void
forget_all(struct disk *d)
{
	d->count = 0;
	free_ring(d);
	d->slice.waits = false;
	d->since_us = TIME_NEVER;
	d->generation++;
	d->abandon = true;
}

__attribute__((format(printf, 2, 3))) static void
fail(struct disk *d, const char *format, ...)
{
	struct text t = text_of(d->message, sizeof d->message);
	va_list args;

	if (d->failed)
		return;
	va_start(args, format);
	text_vadd(&t, format, args);
	va_end(args);
	d->failed = true;
	forget_all(d);
	note(d);
}

/* ---- the thread ---- */

struct batch {
	uint64_t segment, number, start, end;
	unsigned generation;
};

/* Everything that waits for the segment of the first one. */
static struct batch
take_batch(struct disk *d)
{
	struct waiting *w = &d->list[d->first];
	struct batch b = {w->segment, w->number, w->start, w->end, d->generation};

	while (d->count > 0 && d->list[d->first].segment == b.segment) {
		b.number = d->list[d->first].number;
		b.end = d->list[d->first].end;
		d->first = (d->first + 1) % DISK_APPENDS_MAX;
		d->count--;
	}
	return b;
}

static int
parts_of(const struct disk *d, const struct batch *b, struct iovec ret[2])
{
	size_t at = b->start % DISK_RING_BYTES, len = b->end - b->start;
	size_t ahead = DISK_RING_BYTES - at;

	if (len <= ahead) {
		ret[0] = (struct iovec){d->ring + at, len};
		return 1;
	}
	ret[0] = (struct iovec){d->ring + at, ahead};
	ret[1] = (struct iovec){d->ring, len - ahead};
	return 2;
}

static int
open_segment(struct disk *d, uint64_t number)
{
	if (d->segment.fd >= 0 && d->segment.number == number)
		return 0;
	segment_close(&d->segment); /* synced: its last batch was */
	if (d->recovering && d->unproven == 0)
		d->unproven = number;
	return segment_open(&d->segment, d->dir, d->path, number);
}

static struct trouble
append_batch(struct disk *d, const struct batch *b)
{
	struct trouble t = {.number = b->segment, .what = "created"};
	struct iovec parts[2];

	t.error = open_segment(d, b->segment);
	if (t.error == 0) {
		t.what = "written";
		t.error = segment_write(&d->segment, parts, parts_of(d, b, parts));
	}
	if (t.error == 0) {
		t.what = "synced";
		t.error = segment_sync(&d->segment, d->dir);
	}
	if (t.error == 0) {
		t.what = "found under its name";
		t.error = segment_find(&d->segment, d->path);
	}
	return t;
}

static struct trouble
write_slice(struct disk *d, const struct slot *s)
{
	struct trouble t = {.snapshot = true, .number = s->segment, .what = "created"};

	if (s->first)
		t.error = snapshot_open(&d->snapshot, d->dir, s->segment);
	if (t.error == 0) {
		t.what = "written";
		t.error = snapshot_write(&d->snapshot, s->bytes, s->len);
	}
	if (t.error == 0 && s->last) {
		t.what = "finished";
		t.error = snapshot_finish(&d->snapshot, d->dir);
	}
	return t;
}

static void
fail_with(struct disk *d, const struct trouble *t)
{
	char name[STATE_DIR_NAME_MAX];

	state_dir_name(t->snapshot, t->number, name);
	fail(d, "%.120s/%s cannot be %s: %s.", d->path, name, t->what, strerror(-t->error));
}

/* After a failure, before it is told. What cannot be removed here is only in the way, and the next
 * start finds it. */
static void
clear_up(struct disk *d)
{
	struct state_dir_range tried = {.from = d->unproven, .below = UINT64_MAX, .logs = true};

	segment_abandon(&d->segment, d->dir);
	snapshot_abandon(&d->snapshot, d->dir);
	if (d->unproven > 0)
		state_dir_remove(d->dir, &tried);
	d->unproven = 0;
	d->recovering = true;
}

/* From here on anew, for what still waits. */
static void
count_time(struct disk *d)
{
	d->since_us = d->count > 0 || d->slice.waits ? clock_now() : TIME_NEVER;
}

/* These three are called with the lock, and let go of it while they work. */
static void
do_batch(struct disk *d)
{
	struct batch b = {d->segment.number, d->synced, d->tail, d->tail, d->generation};
	struct trouble t;

	if (d->count > 0)
		b = take_batch(d);
	d->writing = true;
	d->slice.passed_over = d->slice.waits;
	pthread_mutex_unlock(&d->lock);
	t = append_batch(d, &b);
	if (t.error < 0)
		clear_up(d);
	pthread_mutex_lock(&d->lock);
	d->writing = false;
	free_ring(d);
	count_time(d);
	if (b.generation != d->generation)
		return;
	if (t.error < 0) {
		fail_with(d, &t);
		return;
	}
	if (b.end == b.start)
		return;
	d->synced = b.number;
	d->synced_due = true;
	note(d);
}

static void
do_slice(struct disk *d)
{
	struct slot s = d->slice;
	unsigned generation = d->generation;
	struct trouble t;

	d->slice.waits = d->slice.passed_over = false;
	d->slice.busy = true;
	pthread_mutex_unlock(&d->lock);
	t = write_slice(d, &s);
	if (t.error < 0)
		clear_up(d);
	pthread_mutex_lock(&d->lock);
	d->slice.busy = false;
	count_time(d);
	if (generation != d->generation)
		return;
	if (t.error < 0) {
		fail_with(d, &t);
		return;
	}
	if (s.last) {
		d->snapshot_due = s.segment;
		d->recovering = false;
		d->unproven = 0;
	} else {
		d->slice_due = true;
	}
	note(d);
}

static void
do_abandon(struct disk *d)
{
	d->abandon = false;
	pthread_mutex_unlock(&d->lock);
	clear_up(d);
	pthread_mutex_lock(&d->lock);
}

/* Nothing waits: what was written last is looked after now and then, as if nothing was added. */
static void
idle(struct disk *d)
{
	struct timespec until = clock_monotonic_in(DISK_LOOK_US);

	if (pthread_cond_timedwait(&d->wake, &d->lock, &until) == ETIMEDOUT && d->segment.fd >= 0 &&
	    d->count == 0 && !d->abandon)
		do_batch(d);
}

static void *
disk_main(void *owner)
{
	struct disk *d = owner;

	pthread_mutex_lock(&d->lock);
	for (;;) {
		bool slice = d->slice.waits && (d->count == 0 || d->slice.passed_over);

		if (d->abandon)
			do_abandon(d);
		else if (slice)
			do_slice(d);
		else if (d->count > 0)
			do_batch(d);
		else if (d->stop)
			break;
		else
			idle(d);
	}
	pthread_mutex_unlock(&d->lock);
	segment_close(&d->segment);
	snapshot_abandon(&d->snapshot, d->dir);
	return NULL;
}

/* ---- start and end ---- */

static void
release(struct disk *d)
{
	if (d->ring != MAP_FAILED)
		munmap(d->ring, DISK_RING_BYTES);
	if (d->noted >= 0)
		close(d->noted);
	pthread_cond_destroy(&d->wake);
	pthread_mutex_destroy(&d->lock);
	free(d->slice.bytes);
	free(d);
}

static struct disk *
new_disk(int dir, const char *path)
{
	size_t len = strlen(path) + 1;
	struct disk *d = calloc(1, sizeof *d + len);
	pthread_condattr_t monotonic;

	if (d == NULL)
		return NULL;
	memcpy(d + 1, path, len);
	d->path = (const char *)(d + 1);
	d->dir = dir;
	d->segment.fd = d->snapshot.fd = -1;
	d->since_us = TIME_NEVER;
	pthread_mutex_init(&d->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&d->wake, &monotonic);
	d->noted = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	d->ring =
	    mmap(NULL, DISK_RING_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return d;
}

struct disk *
disk_start(int dir, const char *path, struct text *message)
{
	struct disk *d = new_disk(dir, path);
	int r = d == NULL ? ENOMEM : 0;

	if (d != NULL && (d->noted < 0 || d->ring == MAP_FAILED))
		r = errno;
	if (r == 0)
		r = deaf_thread(&d->thread, "disk", disk_main, d);
	if (r == 0)
		return d;
	text_add(message, "The disk thread cannot be started: %s.", strerror(r));
	if (d != NULL)
		release(d);
	return NULL;
}

void
disk_stop(struct disk *d)
{
	if (d == NULL)
		return;
	pthread_mutex_lock(&d->lock);
	d->stop = true;
	pthread_cond_signal(&d->wake);
	pthread_mutex_unlock(&d->lock);
	pthread_join(d->thread, NULL);
	release(d);
}

/* ---- the main loop ---- */

static bool
has_room(const struct disk *d, size_t len)
{
	return d->count < DISK_APPENDS_MAX && d->head - d->tail + len <= DISK_RING_BYTES;
}

static void
put(struct disk *d, const uint8_t *bytes, size_t len)
{
	size_t at = d->head % DISK_RING_BYTES, ahead = DISK_RING_BYTES - at;

	if (ahead > len)
		ahead = len;
	memcpy(d->ring + at, bytes, ahead);
	memcpy(d->ring, bytes + ahead, len - ahead);
	d->head += len;
}

static void
queue(struct disk *d, const struct waiting *w, const uint8_t *bytes, size_t len)
{
	struct waiting *at = &d->list[(d->first + d->count) % DISK_APPENDS_MAX];

	if (d->count == 0 && !d->writing)
		d->tail = d->head = 0; /* an idle device touches the first pages only */
	*at = *w;
	at->start = d->head;
	put(d, bytes, len);
	at->end = d->head;
	d->count++;
}

void
disk_append(struct disk *d, uint64_t segment, uint64_t number, const uint8_t *bytes, size_t len)
{
	struct waiting w = {.segment = segment, .number = number};

	pthread_mutex_lock(&d->lock);
	assert(segment > 0 && segment >= d->handed);
	d->handed = segment;
	if (!d->failed && segment > d->barred) {
		if (has_room(d, len))
			queue(d, &w, bytes, len);
		else
			fail(d,
			     "The disk of %.120s does not keep up: %u appends with %" PRIu64
			     " bytes wait for it.",
			     d->path, d->count, d->head - d->tail);
	}
	pthread_mutex_unlock(&d->lock);
}

/* False: there is no memory for it, or the one before is still being read. */
static bool
keep_slice(struct slot *slot, const struct disk_slice *s)
{
	if (slot->busy)
		return false;
	if (s->len > slot->cap) {
		free(slot->bytes);
		slot->bytes = malloc(s->len);
		slot->cap = slot->bytes != NULL ? s->len : 0;
	}
	if (s->len > slot->cap)
		return false;
	if (s->len > 0)
		memcpy(slot->bytes, s->bytes, s->len);
	slot->len = s->len;
	slot->segment = s->segment;
	slot->first = s->first;
	slot->last = s->last;
	slot->waits = true;
	return true;
}

void
disk_snapshot(struct disk *d, const struct disk_slice *s)
{
	pthread_mutex_lock(&d->lock);
	if (!d->failed && (s->first || !d->slices_barred)) {
		assert(!d->slice.waits);
		d->slices_barred = false;
		if (!keep_slice(&d->slice, s))
			fail(d, "The disk of %.120s does not keep up with the snapshot.", d->path);
	}
	pthread_mutex_unlock(&d->lock);
}

void
disk_go(struct disk *d)
{
	pthread_mutex_lock(&d->lock);
	if (d->count > 0 || d->slice.waits || d->abandon)
		pthread_cond_signal(&d->wake);
	if ((d->count > 0 || d->slice.waits) && d->since_us == TIME_NEVER)
		d->since_us = clock_now();
	pthread_mutex_unlock(&d->lock);
}

uint64_t
disk_deadline(struct disk *d)
{
	uint64_t deadline_us;

	pthread_mutex_lock(&d->lock);
	deadline_us = d->since_us == TIME_NEVER ? TIME_NEVER : d->since_us + DISK_PATIENCE_US;
	pthread_mutex_unlock(&d->lock);
	return deadline_us;
}

void
disk_check(struct disk *d, uint64_t now)
{
	pthread_mutex_lock(&d->lock);
	if (d->since_us != TIME_NEVER && d->since_us + DISK_PATIENCE_US <= now)
		fail(d, "The disk of %.120s has not answered for %d seconds.", d->path,
		     (int)(DISK_PATIENCE_US / TIME_SEC));
	pthread_mutex_unlock(&d->lock);
}

int
disk_fd(const struct disk *d)
{
	return d->noted;
}

/* In the order in which they happened: a failure is the last thing that does. */
static bool
next_event(struct disk *d, struct disk_event *ret)
{
	if (d->synced_due) {
		d->synced_due = false;
		*ret = (struct disk_event){.event = NODE_DISK_SYNCED, .number = d->synced};
	} else if (d->slice_due) {
		d->slice_due = false;
		*ret = (struct disk_event){.event = NODE_DISK_SLICE};
	} else if (d->snapshot_due > 0) {
		*ret = (struct disk_event){.event = NODE_DISK_SNAPSHOT, .number = d->snapshot_due};
		d->snapshot_due = 0;
	} else if (d->failed) {
		*ret = (struct disk_event){.event = NODE_DISK_FAILED};
		memcpy(ret->message, d->message, sizeof ret->message);
		d->failed = false;
		d->barred = d->handed;
		d->slices_barred = true;
	} else {
		return false;
	}
	return true;
}

bool
disk_hear(struct disk *d, struct disk_event *ret)
{
	uint64_t count;
	bool some;

	pthread_mutex_lock(&d->lock);
	some = next_event(d, ret);
	if (!some && read(d->noted, &count, sizeof count) < 0)
		assert(errno == EAGAIN);
	pthread_mutex_unlock(&d->lock);
	return some;
}
