/* The disk thread on a disk that does not work: full, read-only, a limit on files, stuck. Real
 * file systems in a mount namespace of this process; each test mends the disk and goes on. */
#include "test/unit/linux/disk_world.h"

#include <linux/fs.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include "linux/clock.h"

static void
own_mounts(void)
{
	if (geteuid() != 0)
		skip();
	assert_int_equal(unshare(CLONE_NEWNS), 0);
	assert_int_equal(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), 0);
}

/* An own tmpfs as the folder above the state folder. */
static void
mount_small(const char *options)
{
	own_mounts();
	assert_int_equal(mount("tmpfs", top, "tmpfs", 0, options), 0);
}

/* An own ext4 on a loop device, for what tmpfs cannot show; skips where there is none. */
static void
mount_ext4(void)
{
	char command[512];
	int status;
	pid_t child;

	own_mounts();
	snprintf(command, sizeof command,
		 "truncate -s 24M %s.img && mkfs.ext4 -q -m 0 -O ^has_journal %s.img && "
		 "mount -o loop %s.img %s; r=$?; rm -f %s.img; exit $r",
		 top, top, top, top, top);
	child = fork();
	if (child == 0) {
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	if (status != 0)
		skip();
}

static void
fill(const char *name, size_t keep_free)
{
	static const uint8_t page[4096];
	int fd = open(name, O_WRONLY | O_CREAT, 0600);
	off_t len;

	while (write(fd, page, sizeof page) == sizeof page)
		;
	len = lseek(fd, 0, SEEK_END);
	assert_int_equal(ftruncate(fd, len - (off_t)keep_free), 0);
	close(fd);
}

static const char *
ballast(void)
{
	static char name[96];

	snprintf(name, sizeof name, "%s/ballast", top);
	return name;
}

/* Appends from `first` until the disk fails; returns the last number reported as synced. */
static uint64_t
append_until_failed(uint64_t segment, uint64_t first, struct disk_event *ret)
{
	uint64_t synced = first - 1, number = first;

	for (;;) {
		append_many(segment, number, number + 9);
		number += 10;
		for (int i = 0; i < 3; i++)
			if (hears(ret, 5000))
				break;
		if (ret->event == NODE_DISK_FAILED)
			return synced;
		assert_int_equal(ret->event, NODE_DISK_SYNCED);
		assert_true(ret->number > synced && ret->number < number);
		synced = ret->number;
	}
}

static void
expect_sentence(const struct disk_event *e, const char *file, const char *why)
{
	if (strstr(e->message, file) == NULL || strstr(e->message, why) == NULL ||
	    strstr(e->message, folder) == NULL || e->message[strlen(e->message) - 1] != '.')
		fail_msg("%s", e->message);
}

/* What the node does every few seconds: a new segment and a snapshot. */
static void
recover(uint64_t segment, uint64_t number)
{
	append_many(segment, number, number);
	must_sync(number);
	take_snapshot(segment, 5000, 5003);
	assert_int_equal(must_hear(NODE_DISK_SNAPSHOT).number, segment);
}

static void
a_full_disk_is_told_and_recovers(void **state)
{
	struct disk_event e;
	const struct journal_file *file;
	uint64_t synced;

	mount_small("size=4m");
	disk_up();
	synced = append_until_failed(1, 1, &e);
	assert_true(synced > 100); /* all 4 MiB were used, although no step of 16 MiB fits */
	expect_sentence(&e, "/log.1 cannot be written", "No space left on device");
	append_many(1, 90000, 90010); /* of the old segment: ignored */
	assert_false(hears(&e, 50));
	(void)state;
	block_max = 64;
	fill(ballast(), 0);
	append_many(2, 90011, 90011);
	expect_sentence((e = must_hear(NODE_DISK_FAILED), &e), "/log.2", "No space left");
	assert_int_equal(size_of("log.2"), -1); /* nothing of it was synced */
	unlink(ballast());
	block_max = 20 << 10;
	take_snapshot(3, 5000, 5000); /* the full log.1 is still there */
	assert_int_equal(must_hear(NODE_DISK_SNAPSHOT).number, 3);
	assert_int_equal(size_of("log.1"), -1);
	append_many(3, 90012, 90020);
	must_sync(90020);
	disk_down();
	assert_int_equal(read_back(&file), 2);
	expect_blocks(&file[0], 90012, 90020);
	expect_blocks(&file[1], 5000, 5000);
	disk_down();
}

/* The same where room is found late, at the write-back, unless it was taken ahead. */
static void
a_full_ext4_is_told_and_recovers(void **state)
{
	struct disk_event e;
	uint64_t synced;

	(void)state;
	mount_ext4();
	disk_up();
	synced = append_until_failed(1, 1, &e);
	assert_true(synced > 1000);
	expect_sentence(&e, "/log.1 cannot be written", "No space left on device");
	take_snapshot(2, 5000, 5000);
	assert_int_equal(must_hear(NODE_DISK_SNAPSHOT).number, 2);
	append_many(2, 90000, 90009);
	must_sync(90009);
	disk_down();
}

/* What was synced before stays readable, byte for byte, and nothing else. */
static void
a_full_disk_loses_nothing_synced(void **state)
{
	struct disk_event e;
	const struct journal_file *file;
	uint64_t synced;

	(void)state;
	mount_small("size=3m");
	disk_up();
	append_many(1, 1, 20);
	must_sync(20);
	synced = append_until_failed(2, 21, &e);
	disk_down();
	assert_int_equal(read_back(&file), 2);
	expect_blocks(&file[0], 1, 20);
	expect_blocks(&file[1], 21, synced);
	disk_down();
}

static unsigned
files_there(void)
{
	unsigned n = 0;

	for (uint64_t i = 1; i < 100; i++)
		for (int snapshot = 0; snapshot <= 1; snapshot++) {
			char name[STATE_DIR_NAME_MAX];

			state_dir_name(snapshot, i, name);
			n += size_of(name) >= 0;
		}
	return n;
}

/* Room for a small segment, none for the snapshot: a try every few seconds, for hours. */
static void
tries_do_not_pile_up(void **state)
{
	static uint8_t bytes[BLOCK_MAX];

	(void)state;
	mount_small("size=1m");
	block_max = 64 << 10;
	disk_up();
	append_many(1, 1, 10);
	must_sync(10);
	take_snapshot(1, 1, 1);
	must_hear(NODE_DISK_SNAPSHOT);
	fill(ballast(), 16 << 10);
	for (uint64_t k = 2; k < 60; k++) {
		struct disk_slice s = slice_of(k, 77, bytes);
		struct disk_event e;

		block_max = 64;
		append_many(k, k + 9, k + 9);
		must_sync(k + 9);
		block_max = 64 << 10;
		s.len = 60000;
		s.first = true;
		disk_snapshot(disk, &s);
		disk_go(disk);
		expect_sentence((e = must_hear(NODE_DISK_FAILED), &e), "/snapshot.",
				"cannot be written: No space left on device");
	}
	block_max = 64;
	append_many(60, 200, 200);
	must_sync(200);
	assert_int_equal(files_there(), 4); /* log.1, snapshot.1, log.2 and the last try */
	unlink(ballast());
	recover(61, 300);
	assert_int_equal(files_there(), 2); /* log.61, snapshot.61 */
	append_many(62, 301, 301);	    /* not a try any more */
	must_sync(301);
	fill(ballast(), 16 << 10);
	disk_snapshot(disk, &(struct disk_slice){62, bytes, 60000, true, false});
	disk_go(disk);
	must_hear(NODE_DISK_FAILED);
	append_many(63, 302, 302);
	must_hear(NODE_DISK_SYNCED);
	assert_int_equal(files_there(), 4);
	disk_down();
}

/* A log that goes on when its snapshot fails has been promised: it stays. */
static void
a_failed_snapshot_costs_no_log(void **state)
{
	static uint8_t bytes[BLOCK_MAX];
	const struct journal_file *file;

	(void)state;
	mount_small("size=2m");
	disk_up();
	append_many(1, 1, 10);
	append_many(2, 11, 20);
	must_sync(20);
	fill(ballast(), 4096);
	disk_snapshot(disk, &(struct disk_slice){2, bytes, 40000, true, false});
	disk_go(disk);
	must_hear(NODE_DISK_FAILED);
	disk_down();
	assert_int_equal(read_back(&file), 2);
	expect_blocks(&file[0], 1, 10);
	expect_blocks(&file[1], 11, 20);
	disk_down();
}

/* Without the lock, whose file would keep the mount writable. */
static void
a_read_only_disk_is_told_and_recovers(void **state)
{
	struct text message = text_of(sentence, sizeof sentence);
	struct disk_event e;
	int fd;

	(void)state;
	mount_small("size=40m");
	assert_int_equal(mkdir(folder, 0700), 0);
	fd = open(folder, O_RDONLY | O_DIRECTORY);
	disk = disk_start(fd, folder, &message);
	assert_int_equal(mount(NULL, top, NULL, MS_REMOUNT | MS_RDONLY, NULL), 0);
	append_many(1, 1, 5);
	expect_sentence((e = must_hear(NODE_DISK_FAILED), &e), "/log.1 cannot be created",
			"Read-only file system");
	disk_snapshot(disk, &(struct disk_slice){1, NULL, 0, true, true});
	disk_go(disk);
	expect_sentence((e = must_hear(NODE_DISK_FAILED), &e), "/snapshot.1 cannot be created",
			"Read-only file system");
	assert_int_equal(mount(NULL, top, NULL, MS_REMOUNT, "size=40m"), 0);
	recover(2, 6);
	disk_down();
	close(fd);
}

/* ulimit -f: the signal that would end the process must not come. */
static void
a_limit_on_files_is_told_and_recovers(void **state)
{
	struct rlimit limit, was;
	struct disk_event e;
	uint64_t synced;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	limit = was;
	limit.rlim_cur = 1 << 20;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	disk_up();
	synced = append_until_failed(1, 1, &e);
	assert_true(synced > 50);
	expect_sentence(&e, "/log.1 cannot be written", "File too large");
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
	recover(2, 100000);
	disk_down();
}

static void
a_log_is_never_written_over(void **state)
{
	struct disk_event e;
	int fd;

	(void)state;
	disk_up();
	fd = open(in_folder("log.4"), O_WRONLY | O_CREAT, 0600);
	assert_int_equal(write(fd, "precious", 8), 8);
	close(fd);
	append_many(4, 1, 1);
	expect_sentence((e = must_hear(NODE_DISK_FAILED), &e), "/log.4 cannot be created",
			"File exists");
	assert_int_equal(size_of("log.4"), 8);
	recover(5, 2);
	disk_down();
}

/* The thread sleeps until disk_go(), so what waits is what was handed in. */
static void
too_much_waiting_is_a_failure(void **state)
{
	static uint8_t bytes[1 << 20];
	struct disk_event e;

	(void)state;
	disk_up();
	block_max = 8;
	append_many(1, 1, 1);
	must_sync(1);
	for (uint64_t i = 2; i <= 2 + DISK_APPENDS_MAX; i++)
		append(1, i);
	expect_sentence((e = must_hear(NODE_DISK_FAILED), &e), "does not keep up", "16384 appends");
	recover(2, 20000);
	assert_int_equal(size_of("log.1"), -1);
	for (uint64_t i = 0; i <= DISK_RING_BYTES / sizeof bytes; i++)
		disk_append(disk, 2, 20001 + i, bytes, sizeof bytes);
	expect_sentence((e = must_hear(NODE_DISK_FAILED), &e), "does not keep up",
			"33554432 bytes");
	assert_false(hears(&e, 20));
	recover(3, 30000);
	disk_down();
}

/* Thaws the folder when told, and by itself after 10 s: nothing may stay frozen. */
static pid_t
start_thawer(int folder_fd, int *ret_tell)
{
	int told[2];
	pid_t child;

	assert_int_equal(pipe(told), 0);
	child = fork();
	if (child == 0) {
		struct pollfd p = {told[0], POLLIN, 0};

		close(told[1]);
		poll(&p, 1, 10000);
		ioctl(folder_fd, FITHAW, 0);
		_exit(0);
	}
	close(told[0]);
	*ret_tell = told[1];
	return child;
}

/* The thread is asked nothing, so nothing is late. */
static void
nothing_waits_for_an_idle_disk(void)
{
	struct disk_event e;

	assert_true(disk_deadline(disk) == TIME_NEVER);
	disk_check(disk, TIME_NEVER);
	assert_false(hears(&e, 0));
}

static void
expect_impatience(void)
{
	uint64_t deadline_us = disk_deadline(disk), now = clock_now();
	struct disk_event e;

	assert_true(deadline_us > now && deadline_us <= now + DISK_PATIENCE_US);
	disk_check(disk, deadline_us - 1);
	assert_false(hears(&e, 0));
	disk_check(disk, deadline_us);
	expect_sentence((e = must_hear(NODE_DISK_FAILED), &e), "not answered", "10 seconds");
	nothing_waits_for_an_idle_disk();
}

/* The thread hangs in a write; the main loop does not, and says after a while what is the matter.
 * What the thread then finishes is of before the failure. */
static void
a_stuck_disk_is_told_and_recovers(void **state)
{
	static uint8_t bytes[1 << 20];
	struct disk_event e;
	int fd, tell, status;
	uint64_t number = 4, segment;
	pid_t thawer;

	(void)state;
	mount_ext4();
	disk_up();
	append_many(1, 1, 1);
	must_sync(1);
	nothing_waits_for_an_idle_disk();
	fd = open(folder, O_RDONLY | O_DIRECTORY);
	thawer = start_thawer(fd, &tell);
	assert_int_equal(ioctl(fd, FIFREEZE, 0), 0);
	append_many(1, 2, 2);
	expect_impatience();
	append_many(2, 3, 3);
	expect_impatience();
	for (; number < 4 + 64 && !hears(&e, 0); number++) {
		disk_append(disk, 3, number, bytes, sizeof bytes);
		disk_go(disk);
	}
	close(tell);
	assert_int_equal(waitpid(thawer, &status, 0), thawer);
	close(fd);
	assert_int_equal(e.event, NODE_DISK_FAILED);
	expect_sentence(&e, "does not keep up", "bytes wait");
	/* until the thread is back, every try fails at once */
	for (segment = 4; e.event != NODE_DISK_SYNCED && segment < 1000; segment++) {
		append_many(segment, number, number);
		number++;
		while (!hears(&e, 10000))
			;
		poll(NULL, 0, 10);
	}
	assert_int_equal(e.number, number - 1);
	recover(segment, number);
	assert_int_equal(size_of("log.1"), -1);
	disk_down();
}

/* What is handed in between the failure and its being heard is of before it. */
static void
what_crosses_a_failure_is_forgotten(void **state)
{
	struct disk_event e;
	struct pollfd p;
	const struct journal_file *file;

	(void)state;
	disk_up();
	assert_int_equal(mkdir(in_folder("log.1"), 0700), 0);
	append_many(1, 1, 1);
	p = (struct pollfd){disk_fd(disk), POLLIN, 0};
	assert_int_equal(poll(&p, 1, 10000), 1);
	append_many(2, 2, 3); /* a new segment, but begun in ignorance */
	disk_snapshot(disk, &(struct disk_slice){2, NULL, 0, true, true});
	disk_go(disk);
	must_hear(NODE_DISK_FAILED);
	append_many(2, 4, 4);
	disk_snapshot(disk, &(struct disk_slice){2, NULL, 0, false, true});
	disk_go(disk);
	assert_false(hears(&e, 50));
	assert_int_equal(size_of("log.2"), -1);
	assert_int_equal(size_of("snapshot.2"), -1);
	append_many(3, 5, 6);
	must_sync(6);
	disk_down();
	assert_int_equal(rmdir(in_folder("log.1")), 0);
	assert_int_equal(read_back(&file), 1);
	expect_blocks(&file[0], 5, 6);
	disk_down();
}

static int
unmount(void **state)
{
	int r;

	if (disk != NULL)
		disk_down();
	while (umount(top) == 0)
		;
	r = remove_top(state);
	return r;
}

/* ---- a folder that no start would find ---- */

static void
remove_folder(void)
{
	struct state_dir_range all = {.below = UINT64_MAX, .logs = true, .snapshots = true};

	assert_int_equal(state_dir_remove(state_dir_fd(dir), &all), 0);
	assert_int_equal(unlink(in_folder("lock")), 0);
	assert_int_equal(rmdir(folder), 0);
}

/* It can be written and synced all the same. What is in memory is written to a new folder. */
static void
a_deleted_folder_is_told_and_made_again(void **state)
{
	struct disk_event e;

	(void)state;
	disk_up();
	append_many(1, 1, 1);
	must_sync(1);
	remove_folder();
	append_many(1, 2, 2);
	expect_sentence((e = must_hear(NODE_DISK_FAILED), &e), "/log.1 cannot be found",
			"No such file");
	recover(2, 3);
	assert_true(size_of("log.2") > 0);
	assert_true(size_of("lock") > 0);
	disk_down();
}

static void
a_deleted_folder_is_noticed_when_nothing_is_written(void **state)
{
	struct disk_event e;

	(void)state;
	disk_up();
	append_many(1, 1, 1);
	must_sync(1);
	remove_folder();
	expect_sentence((e = must_hear(NODE_DISK_FAILED), &e), "/log.1 cannot be found",
			"No such file");
	disk_down();
}

/* Nothing is made in its place: it may come back, as a file system that is mounted again. */
static void
a_moved_folder_fails_until_it_is_back(void **state)
{
	char aside[sizeof folder + 8];
	struct disk_event e;

	(void)state;
	snprintf(aside, sizeof aside, "%s.aside", folder);
	disk_up();
	append_many(1, 1, 1);
	must_sync(1);
	assert_int_equal(rename(folder, aside), 0);
	assert_int_equal(mkdir(folder, 0700), 0);
	for (uint64_t i = 1; i <= 3; i++) {
		append_many(i, i + 1, i + 1);
		e = must_hear(NODE_DISK_FAILED);
		assert_non_null(strstr(e.message, "cannot be found under its name"));
	}
	assert_int_equal(rmdir(folder), 0);
	assert_int_equal(rename(aside, folder), 0);
	recover(4, 5);
	assert_true(size_of("log.4") > 0);
	disk_down();
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_top, unmount)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_full_disk_is_told_and_recovers),
	    TEST(a_full_ext4_is_told_and_recovers),
	    TEST(a_full_disk_loses_nothing_synced),
	    TEST(tries_do_not_pile_up),
	    TEST(a_failed_snapshot_costs_no_log),
	    TEST(a_read_only_disk_is_told_and_recovers),
	    TEST(a_limit_on_files_is_told_and_recovers),
	    TEST(a_log_is_never_written_over),
	    TEST(too_much_waiting_is_a_failure),
	    TEST(a_stuck_disk_is_told_and_recovers),
	    TEST(what_crosses_a_failure_is_forgotten),
	    TEST(a_deleted_folder_is_told_and_made_again),
	    TEST(a_deleted_folder_is_noticed_when_nothing_is_written),
	    TEST(a_moved_folder_fails_until_it_is_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
