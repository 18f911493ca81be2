/* disk_world.h -- a state folder with a disk thread, for its tests: blocks whose bytes follow from
 * their number, and what must be read back. */
#ifndef TEST_UNIT_LINUX_DISK_WORLD_H
#define TEST_UNIT_LINUX_DISK_WORLD_H

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/prng.h"
#include "base/text.h"
#include "linux/disk.h"
#include "linux/segment.h"
#include "linux/state_dir.h"
#include "test/check.h"

/* Not every test uses all of this. */
#define WORLD __attribute__((unused)) static

enum { BLOCK_MAX = (64 << 10) + 8 };

WORLD char top[] = "/tmp/twinlease-disk-XXXXXX";
WORLD char folder[64], sentence[512];
WORLD struct state_dir *dir;
WORLD struct disk *disk;
WORLD size_t block_max = 20 << 10; /* of those made from now on */

WORLD const char *
in_folder(const char *name)
{
	static char path[128];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

WORLD int64_t
size_of(const char *name)
{
	struct stat st;

	return lstat(in_folder(name), &st) == 0 ? (int64_t)st.st_size : -1;
}

WORLD void
disk_up(void)
{
	struct text message = text_of(sentence, sizeof sentence);

	dir = state_dir_open(folder, &message);
	disk = dir != NULL ? disk_start(state_dir_fd(dir), folder, &message) : NULL;
	if (disk == NULL)
		fail_msg("%s", sentence);
}

WORLD void
disk_down(void)
{
	disk_stop(disk);
	state_dir_close(dir);
	disk = NULL;
	dir = NULL;
}

/* 8 bytes to block_max, a multiple of 8. */
WORLD size_t
make_block(uint64_t number, uint8_t bytes[BLOCK_MAX])
{
	struct prng p = {number};
	size_t len = 8 + prng_below(&p, block_max / 8) * 8;

	for (size_t i = 0; i < len; i += 8) {
		uint64_t word = prng_next(&p);

		memcpy(bytes + i, &word, 8);
	}
	return len;
}

WORLD void
append(uint64_t segment, uint64_t number)
{
	static uint8_t bytes[BLOCK_MAX];

	disk_append(disk, segment, number, bytes, make_block(number, bytes));
}

WORLD void
append_many(uint64_t segment, uint64_t first, uint64_t last)
{
	for (uint64_t i = first; i <= last; i++)
		append(segment, i);
	disk_go(disk);
}

WORLD bool
hears(struct disk_event *ret, int wait_ms)
{
	struct pollfd p = {disk_fd(disk), POLLIN, 0};

	return disk_hear(disk, ret) || (poll(&p, 1, wait_ms) == 1 && disk_hear(disk, ret));
}

WORLD struct disk_event
must_hear(enum node_disk_event event)
{
	struct disk_event e = {0};

	/* an event can be heard before the descriptor told of it: then it tells of nothing */
	for (int i = 0; i < 10; i++)
		if (hears(&e, 10000))
			break;
	if (e.event != event)
		fail_msg("event %d, not %d: %s", e.event, event, e.message);
	return e;
}

/* Hears SYNCED, rising, until this number. */
WORLD void
must_sync(uint64_t number)
{
	uint64_t before = 0;

	while (before < number) {
		struct disk_event e = must_hear(NODE_DISK_SYNCED);

		assert_true(e.number > before && e.number <= number);
		before = e.number;
	}
}

WORLD struct disk_slice
slice_of(uint64_t segment, uint64_t number, uint8_t bytes[BLOCK_MAX])
{
	return (struct disk_slice){
	    .segment = segment, .bytes = bytes, .len = make_block(number, bytes)};
}

/* A snapshot of the blocks first..last, a slice each. */
WORLD void
take_snapshot(uint64_t segment, uint64_t first, uint64_t last)
{
	static uint8_t bytes[BLOCK_MAX];

	for (uint64_t i = first; i <= last; i++) {
		struct disk_slice s = slice_of(segment, i, bytes);

		s.first = i == first;
		s.last = i == last;
		disk_snapshot(disk, &s);
		disk_go(disk);
		if (i < last)
			must_hear(NODE_DISK_SLICE);
	}
}

/* What a file must hold: the blocks first..last, then nothing, or zeros where it is being written.
 */
WORLD void
expect_blocks(const struct journal_file *f, uint64_t first, uint64_t last)
{
	static uint8_t bytes[BLOCK_MAX];
	size_t at = 0;

	for (uint64_t i = first; i <= last; i++) {
		size_t len = make_block(i, bytes);

		if (f->len < at + len || memcmp(f->bytes + at, bytes, len) != 0)
			fail_msg("block %u of log %u", (unsigned)i, (unsigned)f->number);
		at += len;
	}
	assert_int_equal(f->len, at);
}

/* Opens the folder as a start does. */
WORLD unsigned
read_back(const struct journal_file **ret)
{
	struct text message = text_of(sentence, sizeof sentence);
	unsigned count = 0;

	dir = state_dir_open(folder, &message);
	if (dir == NULL || !state_dir_read(dir, &message, &count, ret))
		fail_msg("%s", sentence);
	return count;
}

WORLD int
make_top(void **state)
{
	(void)state;
	memcpy(top + sizeof top - 7, "XXXXXX", 6);
	block_max = 20 << 10;
	assert_non_null(mkdtemp(top));
	snprintf(folder, sizeof folder, "%s/state", top);
	return 0;
}

WORLD int
remove_top(void **state)
{
	int status;
	pid_t child;

	(void)state;
	if (disk != NULL) /* a test that failed */
		disk_down();
	child = fork();
	if (child == 0) {
		execlp("rm", "rm", "-r", top, (char *)NULL);
		_exit(127);
	}
	return waitpid(child, &status, 0) == child ? status : -1;
}

#endif
