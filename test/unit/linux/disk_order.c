/* What the disk thread asks of the kernel, in which order, and what it makes of each refusal. This
 * program's own write and sync functions stand before those of libc: they note the call, refuse or
 * shorten it when told, and else do it. */
#include "test/unit/linux/disk_world.h"

#include <pthread.h>
#include <stdarg.h>
#include <sys/syscall.h>

static char calls[8192]; /* "write log.1, sync log.1, ..." */
static pthread_mutex_t calls_lock = PTHREAD_MUTEX_INITIALIZER;
static char refused[64]; /* the call that fails from now on, once */
static int refusal;
static bool shorten; /* every write does half, and every second one is interrupted */

static const char *
name_of(int fd, char path[256])
{
	char link[32];
	ssize_t n;

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	n = readlink(link, path, 255);
	path[n > 0 ? n : 0] = '\0';
	return strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path;
}

/* True: do it. A call repeated is noted once. */
static bool
may(const char *what, const char *name)
{
	char call[128];
	size_t len;
	bool good = true;

	pthread_mutex_lock(&calls_lock);
	snprintf(call, sizeof call, "%s %s, ", what, name);
	len = strlen(calls);
	if (len < strlen(call) || strcmp(calls + len - strlen(call), call) != 0)
		snprintf(calls + len, sizeof calls - len, "%s", call);
	call[strlen(call) - 2] = '\0';
	if (strcmp(call, refused) == 0) {
		refused[0] = '\0';
		errno = refusal;
		good = false;
	}
	pthread_mutex_unlock(&calls_lock);
	return good;
}

/* While the disk syncs, the main loop goes on appending: something always waits. */
static uint64_t busy_next, busy_last;

static void
keep_busy(void)
{
	if (busy_next > 0 && busy_next <= busy_last)
		append(1, busy_next++);
}

int
fdatasync(int fd)
{
	char path[256];

	keep_busy();
	return may("sync", name_of(fd, path)) ? (int)syscall(SYS_fdatasync, fd) : -1;
}

int
fsync(int fd)
{
	char path[256];

	return may("sync", name_of(fd, path)) ? (int)syscall(SYS_fsync, fd) : -1;
}

int
fallocate(int fd, int mode, off_t offset, off_t len)
{
	char path[256];

	return may("reserve", name_of(fd, path))
		   ? (int)syscall(SYS_fallocate, fd, mode, offset, len)
		   : -1;
}

int
sync_file_range(int fd, off64_t from, off64_t len, unsigned flags)
{
	char path[256];

	return may("begin", name_of(fd, path))
		   ? (int)syscall(SYS_sync_file_range, fd, from, len, flags)
		   : -1;
}

/* Half of what is asked, and nothing every second time. */
static bool
is_interrupted(void)
{
	static bool last;

	last = shorten && !last;
	errno = EINTR;
	return last;
}

ssize_t
pwritev(int fd, const struct iovec *parts, int count, off_t offset)
{
	char path[256];
	struct iovec half = parts[0].iov_len > 0 || count == 1 ? parts[0] : parts[1];

	if (!may("write", name_of(fd, path)) || is_interrupted())
		return -1;
	if (!shorten)
		return syscall(SYS_pwritev, fd, parts, count, offset, 0);
	half.iov_len = (half.iov_len + 1) / 2;
	return syscall(SYS_pwritev, fd, &half, 1, offset, 0);
}

ssize_t
pwrite(int fd, const void *p, size_t len, off_t offset)
{
	char path[256];

	if (!may("write", name_of(fd, path)) || is_interrupted())
		return -1;
	return syscall(SYS_pwrite64, fd, p, shorten ? (len + 1) / 2 : len, offset);
}

int
renameat(int from, const char *old, int to, const char *new)
{
	return may("rename", old) ? (int)syscall(SYS_renameat2, from, old, to, new, 0) : -1;
}

int
unlinkat(int fd, const char *name, int flags)
{
	return may("remove", name) ? (int)syscall(SYS_unlinkat, fd, name, flags) : -1;
}

/* ---- */

static void
refuse(const char *call, int error)
{
	pthread_mutex_lock(&calls_lock);
	snprintf(refused, sizeof refused, "%s", call);
	refusal = error;
	pthread_mutex_unlock(&calls_lock);
}

static void
forget_calls(void)
{
	pthread_mutex_lock(&calls_lock);
	calls[0] = '\0';
	pthread_mutex_unlock(&calls_lock);
}

static void
expect_calls(const char *wanted)
{
	pthread_mutex_lock(&calls_lock);
	if (strcmp(calls, wanted) != 0)
		fail_msg("%s\nnot %s", calls, wanted);
	calls[0] = '\0';
	pthread_mutex_unlock(&calls_lock);
}

/* A new file is reported only with its directory entry; later, data alone will do. */
static void
a_log_is_durable_before_it_is_told(void **state)
{
	(void)state;
	disk_up();
	forget_calls();
	append_many(1, 1, 3);
	must_sync(3);
	expect_calls("reserve log.1, write log.1, sync log.1, sync state, ");
	append_many(1, 4, 4);
	must_sync(4);
	expect_calls("write log.1, sync log.1, ");
	append_many(2, 5, 5);
	must_sync(5);
	expect_calls("reserve log.2, write log.2, sync log.2, sync state, ");
	disk_down();
}

/* The old segment is on the disk before the new one is begun, also when both waited. */
static void
segments_follow_each_other(void **state)
{
	(void)state;
	disk_up();
	append_many(1, 1, 1);
	must_sync(1);
	forget_calls();
	append(1, 2);
	append(2, 3);
	append_many(2, 4, 4);
	must_sync(4);
	expect_calls(
	    "write log.1, sync log.1, reserve log.2, write log.2, sync log.2, sync state, ");
	disk_down();
}

static void
a_snapshot_is_durable_before_it_replaces(void **state)
{
	(void)state;
	disk_up();
	append_many(1, 1, 1);
	append_many(2, 2, 2);
	must_sync(2);
	forget_calls();
	take_snapshot(2, 11, 13);
	must_hear(NODE_DISK_SNAPSHOT);
	expect_calls("write snapshot.2.tmp, begin snapshot.2.tmp, write snapshot.2.tmp, "
		     "begin snapshot.2.tmp, write snapshot.2.tmp, begin snapshot.2.tmp, "
		     "sync snapshot.2.tmp, rename snapshot.2.tmp, sync state, remove log.1, ");
	disk_down();
}

/* Appends that wait when a slice waits too go first. */
static void
appends_go_before_slices(void **state)
{
	static uint8_t bytes[BLOCK_MAX];
	struct disk_slice s = slice_of(1, 11, bytes);

	(void)state;
	disk_up();
	append_many(1, 1, 1);
	must_sync(1);
	forget_calls();
	s.first = true;
	disk_snapshot(disk, &s);
	append(1, 2);
	append_many(1, 3, 3);
	must_sync(3);
	must_hear(NODE_DISK_SLICE);
	expect_calls("write log.1, sync log.1, write snapshot.1.tmp, begin snapshot.1.tmp, ");
	disk_down();
}

/* Under a load that never ends a snapshot comes to its end all the same. */
static void
slices_take_turns(void **state)
{
	static uint8_t bytes[BLOCK_MAX];
	struct disk_slice s = slice_of(1, 11, bytes);
	uint64_t synced = 0;
	bool sliced = false;

	(void)state;
	disk_up();
	append_many(1, 1, 1);
	must_sync(1);
	forget_calls();
	busy_next = 3;
	busy_last = 6;
	s.first = true;
	disk_snapshot(disk, &s);
	append_many(1, 2, 2);
	while (synced < 6 || !sliced) {
		struct disk_event e = {.event = NODE_DISK_FAILED};

		if (!hears(&e, 10000))
			continue;
		assert_true(e.event == NODE_DISK_SLICE || e.event == NODE_DISK_SYNCED);
		sliced |= e.event == NODE_DISK_SLICE;
		synced = e.event == NODE_DISK_SYNCED ? e.number : synced;
	}
	expect_calls("write log.1, sync log.1, write snapshot.1.tmp, begin snapshot.1.tmp, "
		     "write log.1, sync log.1, write log.1, sync log.1, write log.1, sync log.1, "
		     "write log.1, sync log.1, ");
	disk_down();
}

static void
short_writes_are_finished(void **state)
{
	const struct journal_file *file;

	(void)state;
	disk_up();
	shorten = true;
	append_many(1, 1, 40);
	must_sync(40);
	take_snapshot(1, 101, 104);
	must_hear(NODE_DISK_SNAPSHOT);
	shorten = false;
	disk_down();
	assert_int_equal(read_back(&file), 2);
	expect_blocks(&file[0], 1, 40);
	expect_blocks(&file[1], 101, 104);
	disk_down();
}

/* ---- refusals ---- */

/* After `call` was refused: told as `sentence`, blocks 1..kept are left, and it goes on. */
static void
expect_failure(const char *call, const char *said, uint64_t kept)
{
	const struct journal_file *file;
	struct disk_event e;

	disk_up();
	append_many(1, 1, 10);
	must_sync(10);
	refuse(call, EIO);
	append_many(1, 11, 20);
	if (kept == 20)
		must_sync(20);
	append_many(2, 21, 30);
	e = must_hear(NODE_DISK_FAILED);
	if (strstr(e.message, said) == NULL || strstr(e.message, ": Input/output error.") == NULL)
		fail_msg("%s", e.message);
	assert_false(hears(&e, 0));
	append_many(2, 31, 31); /* as if nothing had happened: ignored */
	append_many(3, 32, 33);
	must_sync(33);
	disk_down();
	assert_int_equal(read_back(&file), 2);
	assert_int_equal(file[0].number, 1);
	expect_blocks(&file[0], 1, kept);
	assert_int_equal(file[1].number, 3);
	expect_blocks(&file[1], 32, 33);
	disk_down();
}

static void
a_write_is_refused(void **state)
{
	(void)state;
	expect_failure("write log.1", "/log.1 cannot be written", 10);
}

/* What a failed sync left in the file may or may not be there: it is cut off. */
static void
a_sync_is_refused(void **state)
{
	(void)state;
	expect_failure("sync log.1", "/log.1 cannot be synced", 10);
}

static void
a_new_segment_is_refused(void **state)
{
	(void)state;
	expect_failure("write log.2", "/log.2 cannot be written", 20);
}

static void
a_directory_entry_is_refused(void **state)
{
	(void)state;
	expect_failure("sync state", "/log.2 cannot be synced", 20);
}

/* Room that cannot be reserved is no failure: the file grows as it is written. */
static void
a_reservation_is_refused(void **state)
{
	const struct journal_file *file;

	(void)state;
	disk_up();
	refuse("reserve log.1", EOPNOTSUPP);
	append_many(1, 1, 10);
	must_sync(10);
	append_many(1, 11, 20);
	must_sync(20);
	assert_true(size_of("log.1") <= 20 * (int64_t)block_max);
	disk_down();
	assert_int_equal(read_back(&file), 1);
	expect_blocks(&file[0], 1, 20);
	disk_down();
}

static void
fail_snapshot(uint64_t number, const char *call, const char *said)
{
	struct disk_event e;
	int64_t before = size_of("log.1");

	refuse(call, EIO);
	take_snapshot(number, 11, 11);
	e = must_hear(NODE_DISK_FAILED);
	if (strstr(e.message, said) == NULL)
		fail_msg("%s", e.message);
	assert_int_equal(size_of("log.1"), before); /* nothing older went */
}

static void
a_snapshot_is_refused(void **state)
{
	(void)state;
	disk_up();
	append_many(1, 1, 1);
	append_many(2, 2, 2);
	must_sync(2);
	fail_snapshot(3, "write snapshot.3.tmp", "/snapshot.3 cannot be written");
	fail_snapshot(4, "begin snapshot.4.tmp", "/snapshot.4 cannot be written");
	fail_snapshot(5, "sync snapshot.5.tmp", "/snapshot.5 cannot be finished");
	fail_snapshot(6, "rename snapshot.6.tmp", "/snapshot.6 cannot be finished");
	assert_int_equal(size_of("snapshot.6"), -1);
	fail_snapshot(7, "sync state", "/snapshot.7 cannot be finished");
	assert_int_equal(size_of("snapshot.5.tmp"), -1);
	take_snapshot(8, 11, 11);
	must_hear(NODE_DISK_SNAPSHOT);
	assert_int_equal(size_of("log.1"), -1);
	assert_int_equal(size_of("snapshot.7"), -1);
	disk_down();
}

/* A log that could not be removed is named; the snapshot stands all the same. */
static void
a_removal_is_refused(void **state)
{
	struct disk_event e;

	(void)state;
	disk_up();
	append_many(1, 1, 1);
	append_many(2, 2, 2);
	must_sync(2);
	refuse("remove log.1", EIO);
	take_snapshot(2, 11, 11);
	e = must_hear(NODE_DISK_FAILED);
	assert_non_null(strstr(e.message, "/snapshot.2 cannot be finished"));
	assert_true(size_of("snapshot.2") > 0);
	disk_down();
}

static int
make(void **state)
{
	refused[0] = '\0';
	shorten = false;
	return make_top(state);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make, remove_top)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_log_is_durable_before_it_is_told),
	    TEST(segments_follow_each_other),
	    TEST(a_snapshot_is_durable_before_it_replaces),
	    TEST(appends_go_before_slices),
	    TEST(slices_take_turns),
	    TEST(short_writes_are_finished),
	    TEST(a_write_is_refused),
	    TEST(a_sync_is_refused),
	    TEST(a_new_segment_is_refused),
	    TEST(a_directory_entry_is_refused),
	    TEST(a_reservation_is_refused),
	    TEST(a_snapshot_is_refused),
	    TEST(a_removal_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
