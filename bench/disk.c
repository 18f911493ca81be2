/* bench/disk.c -- what the disk thread reaches: blocks of 200 bytes and of 20 KB, one waiting for
 * the other or 256 at once, and what an append waits while a snapshot is written.
 *
 *	bench/disk [FOLDER]	a folder on the disk to be measured; without one, the current one
 *
 * Medians of five rounds. Run by `make bench-disk`; about half a minute. Syncs are counted by
 * their reports; two that ended before the main loop looked count as one. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "bench/measure.h"
#include "linux/clock.h"
#include "linux/disk.h"
#include "linux/state_dir.h"

enum { ROUNDS = 5, DEPTH_MAX = 256, WAITS_MAX = 200000, SLICE = 1 << 20, SLICES = 200 };

static struct disk *disk;
static uint64_t number, segment;
static uint8_t bytes[SLICE];

static void
end(const char *why)
{
	fprintf(stderr, "bench/disk: %s\n", why);
	exit(1);
}

static struct disk_event
hear(void)
{
	struct pollfd p = {disk_fd(disk), POLLIN, 0};
	struct disk_event e;

	while (!disk_hear(disk, &e))
		poll(&p, 1, -1);
	if (e.event == NODE_DISK_FAILED)
		end(e.message);
	return e;
}

static double
at_share(double *list, unsigned count, double share)
{
	qsort(list, count, sizeof *list, measure_order);
	return list[(unsigned)((count - 1) * share)];
}

static void
append(size_t len)
{
	disk_append(disk, segment, ++number, bytes, len);
}

struct rates {
	double syncs, appends;
};

/* One second with always `depth` appends on their way; */
static struct rates
one_round(size_t len, unsigned depth)
{
	uint64_t began = clock_now(), synced = number, first = number;
	struct rates r = {0, 0};
	double seconds;

	segment++;
	while (clock_now() - began < TIME_SEC) {
		while (number - synced < depth)
			append(len);
		disk_go(disk);
		synced = hear().number;
		r.syncs++;
	}
	while (synced < number)
		synced = hear().number;
	seconds = (double)(clock_now() - began) / 1e6;
	r.syncs /= seconds;
	r.appends = (double)(number - first) / seconds;
	return r;
}

static void
measure(size_t len, unsigned depth)
{
	double syncs[ROUNDS], appends[ROUNDS];

	for (unsigned i = 0; i < ROUNDS; i++) {
		struct rates r = one_round(len, depth);

		syncs[i] = r.syncs;
		appends[i] = r.appends;
	}
	printf("%6zu bytes, %3u at once: %7.0f syncs/s %8.0f appends/s %7.1f MB/s\n", len, depth,
	       at_share(syncs, ROUNDS, 0.5), at_share(appends, ROUNDS, 0.5),
	       at_share(appends, ROUNDS, 0.5) * (double)len / 1e6);
}

/* Sends a slice, the next when the last was written. True once the snapshot stands. */
static bool
go_on(struct disk_slice *s, unsigned *sent, enum node_disk_event heard)
{
	if (heard == NODE_DISK_SNAPSHOT)
		return true;
	if (heard != NODE_DISK_SLICE && *sent > 0)
		return false;
	s->first = *sent == 0;
	s->last = ++*sent == SLICES;
	disk_snapshot(disk, s);
	return false;
}

static void
print_waits(const char *what, double *wait_us, unsigned count)
{
	double median = at_share(wait_us, count, 0.5), rare = at_share(wait_us, count, 0.99);

	printf(
	    "%s: an append of 200 bytes waits %.0f us (median), %.0f us (99 %%), %.0f us (worst)\n",
	    what, median, rare, wait_us[count - 1]);
}

static void
measure_snapshot(void)
{
	static double wait_us[WAITS_MAX];
	struct disk_slice s = {.segment = ++segment, .bytes = bytes, .len = SLICE};
	uint64_t began = clock_now(), sent_us = began;
	unsigned count = 0, sent = 0;
	bool done = false;

	append(200);
	go_on(&s, &sent, NODE_DISK_SLICE);
	disk_go(disk);
	while (!done && count < WAITS_MAX) {
		struct disk_event e = hear();

		if (e.event == NODE_DISK_SYNCED) {
			wait_us[count++] = (double)(clock_now() - sent_us);
			sent_us = clock_now();
			append(200);
		}
		done = go_on(&s, &sent, e.event);
		disk_go(disk);
	}
	printf("a snapshot of %d MB takes %.0f ms beside %u appends\n", SLICES,
	       (double)(clock_now() - began) / 1e3, count);
	print_waits("meanwhile", wait_us, count);
	while (hear().number < number)
		;
}

static void
measure_alone(void)
{
	static double wait_us[WAITS_MAX];

	segment++;
	for (unsigned i = 0; i < 5000; i++) {
		uint64_t began = clock_now();

		append(200);
		disk_go(disk);
		hear();
		wait_us[i] = (double)(clock_now() - began);
	}
	print_waits("alone", wait_us, 5000);
}

int
main(int argc, char **argv)
{
	char folder[512], sentence[512], lock[600];
	struct text message = text_of(sentence, sizeof sentence);
	struct state_dir *dir;

	snprintf(folder, sizeof folder, "%s/bench-disk-XXXXXX", argc > 1 ? argv[1] : ".");
	if (mkdtemp(folder) == NULL)
		end("there is no such folder, or it cannot be written to");
	memset(bytes, 'x', sizeof bytes);
	dir = state_dir_open(folder, &message);
	disk = dir != NULL ? disk_start(state_dir_fd(dir), folder, &message) : NULL;
	if (disk == NULL)
		end(sentence);
	measure_alone();
	measure(200, 1);
	measure(200, DEPTH_MAX);
	measure(20 << 10, 1);
	measure(20 << 10, DEPTH_MAX);
	measure_snapshot();
	disk_stop(disk);
	state_dir_remove(state_dir_fd(dir), &(struct state_dir_range){0, UINT64_MAX, true, true});
	state_dir_close(dir);
	snprintf(lock, sizeof lock, "%s/lock", folder);
	unlink(lock);
	return rmdir(folder);
}
