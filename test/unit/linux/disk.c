/* The disk thread on a disk that works: order, numbers, what a start reads back, what a process
 * that was killed leaves. Where it does not work: disk_faults.c. */
#include "test/unit/linux/disk_world.h"

#include <signal.h>

static void
what_is_synced_is_read_back(void **state)
{
	const struct journal_file *file;

	(void)state;
	disk_up();
	append_many(3, 1, 10);
	append_many(3, 11, 300);
	append_many(4, 301, 301);
	append_many(7, 302, 900);
	must_sync(900);
	disk_down();
	assert_int_equal(read_back(&file), 3);
	assert_int_equal(file[1].number, 4);
	expect_blocks(&file[0], 1, 300);
	expect_blocks(&file[1], 301, 301);
	expect_blocks(&file[2], 302, 900);
	disk_down();
}

/* All that waits goes with one sync: one report, unless the segment changes. */
static void
a_group_is_reported_once(void **state)
{
	(void)state;
	disk_up();
	append_many(1, 1, 1);
	must_sync(1);
	for (uint64_t i = 2; i <= 500; i++)
		append(1, i);
	append_many(2, 501, 600);
	/* two syncs: heard as two reports, or as one when both were over */
	if (must_hear(NODE_DISK_SYNCED).number != 600)
		assert_int_equal(must_hear(NODE_DISK_SYNCED).number, 600);
	disk_down();
}

static void
nothing_is_heard_of_nothing(void **state)
{
	struct disk_event e;

	(void)state;
	disk_up();
	disk_go(disk);
	assert_false(hears(&e, 20));
	disk_down();
	disk_stop(NULL);
}

/* Far more than the ring holds; the bytes wrap in it many times. */
static void
the_ring_wraps(void **state)
{
	const struct journal_file *file;
	uint64_t synced = 0;

	(void)state;
	block_max = 64 << 10;
	disk_up();
	for (uint64_t i = 1; i <= 3000; i++) {
		append(1, i);
		disk_go(disk);
		while (i - synced >= 400)
			synced = must_hear(NODE_DISK_SYNCED).number;
	}
	while (synced < 3000)
		synced = must_hear(NODE_DISK_SYNCED).number;
	disk_down();
	assert_int_equal(read_back(&file), 1);
	assert_true(file[0].len > 2u * DISK_RING_BYTES);
	expect_blocks(&file[0], 1, 3000);
	disk_down();
}

static void
space_is_taken_ahead_and_given_back(void **state)
{
	int64_t used;

	(void)state;
	disk_up();
	append_many(1, 1, 1);
	must_sync(1);
	assert_int_equal(size_of("log.1"), SEGMENT_STEP);
	append_many(2, 2, 2);
	must_sync(2);
	used = size_of("log.1");
	assert_true(used > 0 && used <= (int64_t)block_max);
	assert_int_equal(size_of("log.2"), SEGMENT_STEP);
	disk_down();
	used = size_of("log.2");
	assert_true(used > 0 && used <= (int64_t)block_max);
}

static void
what_waits_at_the_end_is_written(void **state)
{
	static uint8_t bytes[BLOCK_MAX];
	const struct journal_file *file;
	struct disk_slice s;

	(void)state;
	disk_up();
	for (uint64_t i = 1; i <= 100; i++)
		append(1, i);
	s = slice_of(1, 1000, bytes);
	s.first = true;
	disk_snapshot(disk, &s); /* unfinished: it goes */
	disk_down();
	assert_int_equal(size_of("snapshot.1.tmp"), -1);
	assert_int_equal(read_back(&file), 1);
	expect_blocks(&file[0], 1, 100);
	disk_down();
}

/* ---- snapshots ---- */

static void
a_snapshot_replaces_what_is_older(void **state)
{
	const struct journal_file *file;

	(void)state;
	disk_up();
	append_many(1, 1, 10);
	append_many(2, 11, 20);
	must_sync(20);
	take_snapshot(2, 1001, 1003);
	assert_int_equal(must_hear(NODE_DISK_SNAPSHOT).number, 2);
	assert_int_equal(size_of("log.1"), -1);
	append_many(3, 21, 30);
	append_many(4, 31, 40);
	must_sync(40);
	take_snapshot(3, 2001, 2001);
	assert_int_equal(must_hear(NODE_DISK_SNAPSHOT).number, 3);
	append_many(4, 41, 50);
	must_sync(50);
	disk_down();
	assert_int_equal(read_back(&file), 3);
	assert_int_equal(file[0].number, 3);
	expect_blocks(&file[0], 21, 30);
	expect_blocks(&file[1], 31, 50);
	assert_true(file[2].snapshot && file[2].number == 3);
	expect_blocks(&file[2], 2001, 2001);
	disk_down();
}

static void
a_snapshot_is_nameless_until_it_is_whole(void **state)
{
	static uint8_t bytes[BLOCK_MAX];
	struct disk_slice s = slice_of(5, 1, bytes);

	(void)state;
	disk_up();
	s.first = true;
	disk_snapshot(disk, &s);
	disk_go(disk);
	must_hear(NODE_DISK_SLICE);
	assert_int_equal(size_of("snapshot.5.tmp"), s.len);
	assert_int_equal(size_of("snapshot.5"), -1);
	append_many(5, 1, 5); /* in between */
	must_sync(5);
	s = slice_of(6, 2, bytes); /* begun anew */
	s.first = s.last = true;
	disk_snapshot(disk, &s);
	disk_go(disk);
	assert_int_equal(must_hear(NODE_DISK_SNAPSHOT).number, 6);
	assert_int_equal(size_of("snapshot.5.tmp"), -1);
	assert_int_equal(size_of("snapshot.6.tmp"), -1);
	assert_int_equal(size_of("snapshot.6"), s.len);
	disk_down();
}

static void
an_empty_last_slice_will_do(void **state)
{
	struct disk_slice s = {.segment = 1, .first = true, .last = true};

	(void)state;
	disk_up();
	disk_snapshot(disk, &s);
	disk_go(disk);
	assert_int_equal(must_hear(NODE_DISK_SNAPSHOT).number, 1);
	assert_int_equal(size_of("snapshot.1"), 0);
	disk_down();
}

/* ---- killed ---- */

/* Appends for ever, and tells each number it heard to be synced. */
static void
append_until_killed(int tell)
{
	uint64_t next = 1, synced = 0;

	disk_up();
	for (;;) {
		for (unsigned i = 0; i < 20; i++, next++)
			append(1 + next / 1000, next);
		disk_go(disk);
		while (next - synced > 200) {
			synced = must_hear(NODE_DISK_SYNCED).number;
			if (write(tell, &synced, sizeof synced) != sizeof synced)
				_exit(1);
		}
	}
}

static uint64_t
kill_after(uint64_t enough)
{
	uint64_t synced = 0, next;
	int told[2], status;
	pid_t child;

	assert_int_equal(pipe(told), 0);
	child = fork();
	if (child == 0) {
		close(told[0]);
		append_until_killed(told[1]);
	}
	close(told[1]);
	while (synced < enough && read(told[0], &next, sizeof next) == sizeof next)
		synced = next;
	kill(child, SIGKILL);
	while (read(told[0], &next, sizeof next) == sizeof next)
		synced = next;
	close(told[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	return synced;
}

/* The blocks first..last begin the file; what is behind them nobody was told of. */
static void
expect_beginning(const struct journal_file *f, uint64_t first, uint64_t last)
{
	static uint8_t bytes[BLOCK_MAX];
	struct journal_file part = *f;

	part.len = 0;
	for (uint64_t i = first; i <= last; i++)
		part.len += make_block(i, bytes);
	assert_true(part.len <= f->len);
	expect_blocks(&part, first, last);
}

static void
a_killed_process_loses_nothing_synced(void **state)
{
	const struct journal_file *file;

	(void)state;
	block_max = 1000;
	for (unsigned round = 0; round < 8; round++) {
		uint64_t synced = kill_after(1 + round * 613);

		assert_true(synced >= 1 + round * 613);
		assert_true(read_back(&file) >= 1 + synced / 1000);
		for (uint64_t k = 0; k <= synced / 1000; k++) {
			uint64_t last = k * 1000 + 999;

			assert_int_equal(file[k].number, k + 1);
			expect_beginning(&file[k], k > 0 ? k * 1000 : 1,
					 last < synced ? last : synced);
		}
		disk_down();
		remove_top(NULL);
		make_top(NULL);
		block_max = 1000;
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_top, remove_top)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(what_is_synced_is_read_back),
	    TEST(a_group_is_reported_once),
	    TEST(nothing_is_heard_of_nothing),
	    TEST(the_ring_wraps),
	    TEST(space_is_taken_ahead_and_given_back),
	    TEST(what_waits_at_the_end_is_written),
	    TEST(a_snapshot_replaces_what_is_older),
	    TEST(a_snapshot_is_nameless_until_it_is_whole),
	    TEST(an_empty_last_slice_will_do),
	    TEST(a_killed_process_loses_nothing_synced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
