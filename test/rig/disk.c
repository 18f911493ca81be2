/* test/rig/disk.c -- files with two truths: what programs see, and what the platter has.
 *
 * Bytes up to `synced` are safe, the rest up to `len` is in the cache. An entry of the directory
 * is kept twice, `there` and `aside` as programs see it and `..._durable` as the disk has it. A
 * lane takes all that waits for one file as a batch: that of the log goes WRITING, SYNCING, that
 * of a snapshot WRITING, its last one then SYNCING and NAMING; a stage ends at due_us. A failure
 * empties both lanes, is reported by the next step, and then a lane ignores what comes until a
 * new log or the first slice of a snapshot. All chance is drawn from d->prng: the same seed loses
 * the same sectors. */
#include "test/rig/disk.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct rig_file {
	struct rig_file *next;
	bool snapshot;
	bool aside;		   /* under the name that is not final ... */
	bool aside_durable;	   /* ... by the directory on disk */
	bool there, there_durable; /* there is an entry for it in the directory */
	uint64_t number;
	uint8_t *bytes;
	size_t len, cap, synced;
};

struct rig_piece { /* one APPEND or slice */
	struct rig_piece *next;
	uint64_t segment, number;
	bool first, last;
	size_t len;
	uint8_t bytes[];
};

enum { IDLE, WRITING, SYNCING, NAMING };

/* ---- files ---- */

static struct rig_file *
file_find(struct rig_disk *d, bool snapshot, bool aside, uint64_t number)
{
	for (struct rig_file *f = d->files; f; f = f->next)
		if (f->there && f->snapshot == snapshot && f->aside == aside && f->number == number)
			return f;
	return NULL;
}

static struct rig_file *
file_make(struct rig_disk *d, bool snapshot, uint64_t number)
{
	struct rig_file *f = calloc(1, sizeof *f);

	assert(f);
	f->snapshot = f->aside = snapshot;
	f->aside_durable = snapshot;
	f->there = true;
	f->number = number;
	f->next = d->files;
	d->files = f;
	return f;
}

static void
file_write(struct rig_file *f, const uint8_t *bytes, size_t len)
{
	if (f->len + len > f->cap) {
		f->cap = (f->len + len) * 2;
		f->bytes = realloc(f->bytes, f->cap);
		assert(f->bytes);
	}
	memcpy(f->bytes + f->len, bytes, len);
	f->len += len;
}

/* Files without an entry are gone. */
static void
sweep(struct rig_disk *d)
{
	struct rig_file **at = &d->files, *f;

	while ((f = *at)) {
		if (f->there || f->there_durable) {
			at = &f->next;
			continue;
		}
		*at = f->next;
		free(f->bytes);
		free(f);
	}
}

static void
sync_directory(struct rig_disk *d)
{
	for (struct rig_file *f = d->files; f; f = f->next) {
		f->there_durable = f->there;
		f->aside_durable = f->aside;
	}
	sweep(d);
}

static void
remove_older(struct rig_disk *d, uint64_t number)
{
	for (struct rig_file *f = d->files; f; f = f->next)
		if (f->number < number)
			f->there = false;
}

/* ---- lanes ---- */

static void
free_pieces(struct rig_piece **list)
{
	for (struct rig_piece *p; (p = *list);) {
		*list = p->next;
		free(p);
	}
}

static void
forget(struct rig_lane *l)
{
	free_pieces(&l->queue);
	free_pieces(&l->batch);
	l->stage = IDLE;
}

static void
hand_in(struct rig_lane *l, const struct node_action *a)
{
	struct rig_piece **at = &l->queue, *p = malloc(sizeof *p + a->len);

	assert(p);
	*p = (struct rig_piece){.segment = a->segment,
				.number = a->number,
				.first = a->first,
				.last = a->last,
				.len = a->len};
	memcpy(p->bytes, a->bytes, a->len);
	while (*at)
		at = &(*at)->next;
	*at = p;
}

static void
enter(struct rig_lane *l, unsigned stage, uint64_t now, uint64_t takes_us)
{
	l->stage = stage;
	l->since_us = now;
	l->due_us = now + takes_us;
}

/* Takes all that waits and belongs to one file. */
static void
begin(struct rig_disk *d, struct rig_lane *l, uint64_t now)
{
	struct rig_piece **at = &l->queue;

	if (l->stage != IDLE || !l->queue)
		return;
	while (*at && (*at)->segment == l->queue->segment) {
		bool last = (*at)->last;

		at = &(*at)->next;
		if (last)
			break;
	}
	l->batch = l->queue;
	l->queue = *at;
	*at = NULL;
	enter(l, WRITING, now, d->write_us);
}

static void
fail(struct rig_disk *d, const char *message)
{
	forget(&d->log);
	forget(&d->snapshot);
	d->log.ignoring = d->snapshot.ignoring = true;
	d->failing = true;
	d->message = message;
	d->count.failures++;
}

static struct rig_file *
batch_file(struct rig_disk *d, const struct rig_lane *l)
{
	bool snapshot = l == &d->snapshot;
	struct rig_file *f = file_find(d, snapshot, snapshot, l->batch->segment);

	if (snapshot && l->batch->first && f) { /* one given up */
		f->there = f->there_durable = false;
		sweep(d);
		f = NULL;
	}
	return f ? f : file_make(d, snapshot, l->batch->segment);
}

static void
write_all(struct rig_disk *d, struct rig_lane *l)
{
	struct rig_file *f = batch_file(d, l);

	for (struct rig_piece *p = l->batch; p; p = p->next) {
		file_write(f, p->bytes, p->len);
		d->count.bytes += p->len;
	}
}

/* As far as it came. */
static void
write_part(struct rig_disk *d, struct rig_lane *l)
{
	struct rig_file *f = batch_file(d, l);
	size_t all = 0, some;

	for (struct rig_piece *p = l->batch; p; p = p->next)
		all += p->len;
	some = (size_t)prng_below(&d->prng, all + 1);
	if (some > 0 && some < all)
		d->count.torn_writes++;
	for (struct rig_piece *p = l->batch; p && some > 0; p = p->next) {
		size_t len = p->len < some ? p->len : some;

		file_write(f, p->bytes, len);
		some -= len;
	}
}

static struct rig_piece *
last_of(struct rig_piece *p)
{
	while (p->next)
		p = p->next;
	return p;
}

static bool
log_synced(struct rig_disk *d, uint64_t now, struct rig_disk_event *ret)
{
	struct rig_file *f = file_find(d, false, false, d->log.batch->segment);

	assert(f && "a log that is written was removed");
	f->synced = f->len;
	f->there_durable = true;
	d->count.syncs++;
	*ret = (struct rig_disk_event){NODE_DISK_SYNCED, last_of(d->log.batch)->number, ""};
	free_pieces(&d->log.batch);
	d->log.stage = IDLE;
	begin(d, &d->log, now);
	return true;
}

static bool
slice_written(struct rig_disk *d, uint64_t now, struct rig_disk_event *ret)
{
	const struct rig_piece *p = last_of(d->snapshot.batch);

	*ret = (struct rig_disk_event){NODE_DISK_SLICE, p->segment, ""};
	if (p->last) {
		enter(&d->snapshot, SYNCING, now, d->sync_us);
		return false;
	}
	free_pieces(&d->snapshot.batch);
	d->snapshot.stage = IDLE;
	begin(d, &d->snapshot, now);
	return true;
}

static void
snapshot_synced(struct rig_disk *d, uint64_t now)
{
	struct rig_file *f = file_find(d, true, true, d->snapshot.batch->segment);

	assert(f);
	f->synced = f->len;
	f->there_durable = true;
	f->aside = false;
	enter(&d->snapshot, NAMING, now, d->sync_us);
}

static bool
snapshot_named(struct rig_disk *d, uint64_t now, struct rig_disk_event *ret)
{
	uint64_t segment = d->snapshot.batch->segment;

	sync_directory(d);
	remove_older(d, segment);
	d->count.snapshots++;
	*ret = (struct rig_disk_event){NODE_DISK_SNAPSHOT, segment, ""};
	free_pieces(&d->snapshot.batch);
	d->snapshot.stage = IDLE;
	begin(d, &d->snapshot, now);
	return true;
}

static bool
lane_step(struct rig_disk *d, struct rig_lane *l, uint64_t now, struct rig_disk_event *ret)
{
	if (d->mode == RIG_DISK_STUCK) { /* what was under way may be done, some time */
		if (l->stage == WRITING)
			write_part(d, l);
		fail(d, "It has not answered for 10 seconds.");
	} else if (l->stage == WRITING && d->mode == RIG_DISK_FULL) {
		write_part(d, l);
		fail(d, "No space left on device.");
	} else if (l->stage == WRITING) {
		write_all(d, l);
		if (l == &d->snapshot)
			return slice_written(d, now, ret);
		enter(l, SYNCING, now, d->sync_us);
	} else if (d->mode == RIG_DISK_BROKEN) {
		fail(d, "Input/output error.");
	} else if (l == &d->log) {
		return log_synced(d, now, ret);
	} else if (l->stage == SYNCING) {
		snapshot_synced(d, now);
	} else {
		return snapshot_named(d, now, ret);
	}
	return false;
}

/* ---- what a host calls ---- */

void
rig_disk_init(struct rig_disk *d, uint64_t seed)
{
	*d = (struct rig_disk){.write_us = 20, .sync_us = 100, .prng.state = seed};
}

void
rig_disk_free(struct rig_disk *d)
{
	rig_disk_kill(d);
	rig_disk_wipe(d);
}

void
rig_disk_append(struct rig_disk *d, uint64_t now, const struct node_action *a)
{
	bool known = a->segment == d->log.segment;

	d->log.segment = a->segment;
	if (d->failing || (d->log.ignoring && known))
		return;
	d->log.ignoring = false;
	d->count.appends++;
	hand_in(&d->log, a);
	begin(d, &d->log, now);
}

void
rig_disk_snapshot(struct rig_disk *d, uint64_t now, const struct node_action *a)
{
	if (d->failing || (d->snapshot.ignoring && !a->first))
		return;
	d->snapshot.ignoring = false;
	hand_in(&d->snapshot, a);
	begin(d, &d->snapshot, now);
}

static uint64_t
lane_due(const struct rig_disk *d, const struct rig_lane *l)
{
	if (l->stage == IDLE)
		return TIME_NEVER;
	return d->mode == RIG_DISK_STUCK ? l->since_us + RIG_DISK_PATIENCE_US : l->due_us;
}

uint64_t
rig_disk_deadline(const struct rig_disk *d)
{
	uint64_t at_us = d->failing ? 0 : TIME_NEVER;

	return time_min(at_us, time_min(lane_due(d, &d->log), lane_due(d, &d->snapshot)));
}

bool
rig_disk_step(struct rig_disk *d, uint64_t now, struct rig_disk_event *ret)
{
	bool done = false;

	if (!d->failing && lane_due(d, &d->log) <= now)
		done = lane_step(d, &d->log, now, ret);
	else if (!d->failing && lane_due(d, &d->snapshot) <= now)
		done = lane_step(d, &d->snapshot, now, ret);
	if (!d->failing)
		return done;
	d->failing = false;
	*ret = (struct rig_disk_event){NODE_DISK_FAILED, 0, d->message};
	return true;
}

void
rig_disk_kill(struct rig_disk *d)
{
	if (d->log.stage == WRITING)
		write_part(d, &d->log);
	if (d->snapshot.stage == WRITING)
		write_part(d, &d->snapshot);
	forget(&d->log);
	forget(&d->snapshot);
	d->log.ignoring = d->snapshot.ignoring = d->failing = false;
}

/* Sectors behind what was synced: any of them. How many is drawn per power loss, so that all and
 * none happen as well. */
static void
lose_sectors(struct rig_disk *d, struct rig_file *f, unsigned percent)
{
	size_t kept = f->synced;

	for (size_t at = f->synced, end; at < f->len; at = end) {
		end = (at / RIG_SECTOR + 1) * RIG_SECTOR;
		if (end > f->len)
			end = f->len;
		if (prng_below(&d->prng, 100) < percent) {
			memset(f->bytes + at, 0, end - at);
			d->count.lost_sectors++;
		} else {
			kept = end;
			d->count.kept_sectors++;
		}
	}
	if (prng_below(&d->prng, 2)) /* the length had not been written either */
		f->len = kept;
	f->synced = f->len;
}

static void
lose_entries(struct rig_disk *d)
{
	for (struct rig_file *f = d->files; f; f = f->next) {
		if (f->there != f->there_durable && prng_below(&d->prng, 2)) {
			f->there = f->there_durable;
			d->count.lost_entries++;
		}
		if (f->aside != f->aside_durable && prng_below(&d->prng, 2)) {
			f->aside = f->aside_durable;
			d->count.lost_entries++;
		}
	}
	sync_directory(d);
}

void
rig_disk_power_off(struct rig_disk *d)
{
	static const uint8_t share[] = {0, 100, 100, 100, 50, 20, 80};
	unsigned percent = share[prng_below(&d->prng, sizeof share)];

	rig_disk_kill(d);
	for (struct rig_file *f = d->files; f; f = f->next)
		lose_sectors(d, f, percent);
	lose_entries(d);
}

void
rig_disk_wipe(struct rig_disk *d)
{
	for (struct rig_file *f = d->files; f; f = f->next)
		f->there = f->there_durable = false;
	sweep(d);
}

unsigned
rig_disk_read(struct rig_disk *d, struct journal_file ret[JOURNAL_FILES_MAX])
{
	unsigned count = 0;

	for (struct rig_file *f = d->files; f; f = f->next) {
		uint8_t *copy;

		if (f->aside)
			f->there = false;
		if (!f->there)
			continue;
		f->synced = f->len;
		copy = malloc(f->len + 1);
		assert(copy && count < JOURNAL_FILES_MAX);
		if (f->len > 0)
			memcpy(copy, f->bytes, f->len);
		ret[count++] = (struct journal_file){f->snapshot, f->number, copy, f->len};
	}
	sync_directory(d);
	return count;
}

void
rig_disk_put(struct rig_disk *d, const struct journal_file *file)
{
	struct rig_file *f = file_make(d, file->snapshot, file->number);

	f->aside = f->aside_durable = false;
	f->there_durable = true;
	if (file->len > 0)
		file_write(f, file->bytes, file->len);
	f->synced = f->len;
}

void
rig_disk_copy(struct rig_disk *d, const struct rig_disk *from)
{
	rig_disk_wipe(d);
	for (const struct rig_file *f = from->files; f; f = f->next)
		if (f->there && !f->aside)
			rig_disk_put(
			    d, &(struct journal_file){f->snapshot, f->number, f->bytes, f->len});
}
