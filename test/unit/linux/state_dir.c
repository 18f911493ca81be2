/* The state folder: one owner, what is in it read whole, what is not ours left alone. */
#include "test/check.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "linux/state_dir.h"

static char top[] = "/tmp/twinlease-state-XXXXXX";
static char folder[64], bytes[512];
static struct text message;
static unsigned count;
static const struct journal_file *file;

static const char *
in_folder(const char *name)
{
	static char path[128];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static void
put(const char *name, const char *what)
{
	int fd = open(in_folder(name), O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, what, strlen(what)), strlen(what));
	close(fd);
}

static struct state_dir *
open_folder(void)
{
	message = text_of(bytes, sizeof bytes);
	return state_dir_open(folder, &message);
}

static struct state_dir *
must_open(void)
{
	struct state_dir *s = open_folder();

	if (s == NULL)
		fail_msg("%s", bytes);
	return s;
}

static void
must_read(struct state_dir *s)
{
	if (!state_dir_read(s, &message, &count, &file))
		fail_msg("%s", bytes);
}

static bool
is_there(const char *name)
{
	struct stat st;

	return lstat(in_folder(name), &st) == 0;
}

static void
expect_file(unsigned at, bool snapshot, uint64_t number, const char *what)
{
	assert_true(at < count);
	assert_int_equal(file[at].snapshot, snapshot);
	assert_int_equal(file[at].number, number);
	assert_int_equal(file[at].len, strlen(what));
	assert_memory_equal(file[at].bytes, what, strlen(what));
	assert_int_equal((uintptr_t)file[at].bytes % 8, 0);
}

static void
expect_parse(const char *name, bool snapshot, uint64_t number)
{
	char again[STATE_DIR_NAME_MAX];
	uint64_t got = 0;
	bool is = !snapshot;

	assert_true(state_dir_parse(name, false, &is, &got));
	assert_int_equal(is, snapshot);
	assert_int_equal(got, number);
	state_dir_name(snapshot, number, again);
	assert_string_equal(again, name);
	assert_false(state_dir_parse(name, true, &is, &got));
}

static void
names_are_read_strictly(void **state)
{
	static const char *const other[] = {"",
					    "log",
					    "log.",
					    "log.0",
					    "log.01",
					    "log.-1",
					    "log.1 ",
					    "log. 1",
					    "log.1a",
					    "xlog.1",
					    "snapshot",
					    "snapshot.",
					    "Log.1",
					    "lock",
					    "log.1.",
					    "log.1.tmp",
					    "snapshot.1.tmp",
					    "snapshot.1.cfg",
					    "log.+1",
					    "log.1e3",
					    "log.\xc2\xb2",
					    "log.9999999999999999999",
					    "snapshot.tmp"};
	uint64_t number = 7;
	bool snapshot = true;

	(void)state;
	expect_parse("log.1", false, 1);
	expect_parse("snapshot.10", true, 10);
	expect_parse("log.999999999999999999", false, 999999999999999999);
	for (unsigned i = 0; i < sizeof other / sizeof *other; i++)
		if (state_dir_parse(other[i], false, &snapshot, &number))
			fail_msg("%s", other[i]);
	assert_true(snapshot && number == 7);
	assert_true(state_dir_parse("snapshot.3.tmp", true, &snapshot, &number));
	assert_true(snapshot && number == 3);
	assert_false(state_dir_parse("snapshot.3.tmpx", true, &snapshot, &number));
}

static void
a_folder_is_made_for_its_owner_alone(void **state)
{
	struct state_dir *s;
	struct stat st;

	(void)state;
	s = must_open();
	assert_int_equal(stat(folder, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	must_read(s);
	assert_int_equal(count, 0);
	state_dir_close(s);
	assert_int_equal(chmod(folder, 0750), 0);
	state_dir_close(must_open());
	assert_int_equal(stat(folder, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0750); /* an operator's choice stays */
	state_dir_close(NULL);
}

/* The second one is another process, as in life. */
static void
one_process_has_it(void **state)
{
	struct state_dir *s = must_open();
	char pid[32];
	int status;
	pid_t child;

	(void)state;
	snprintf(pid, sizeof pid, "(process %d).", (int)getpid());
	child = fork();
	if (child == 0)
		_exit(open_folder() != NULL || strstr(bytes, "Another twinleased") == NULL ||
		      strstr(bytes, folder) == NULL || strstr(bytes, pid) == NULL);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	state_dir_close(s);
	state_dir_close(must_open());
}

/* kill -9 leaves nothing to be cleared. */
static void
a_killed_owner_has_it_no_more(void **state)
{
	int told[2], status;
	char word;
	pid_t child;

	(void)state;
	assert_int_equal(pipe(told), 0);
	child = fork();
	if (child == 0) {
		if (open_folder() != NULL && write(told[1], "x", 1) == 1)
			pause();
		_exit(1);
	}
	close(told[1]);
	assert_int_equal(read(told[0], &word, 1), 1);
	close(told[0]);
	kill(child, SIGKILL);
	state_dir_close(must_open());
	assert_int_equal(waitpid(child, &status, 0), child);
}

static void
what_is_there_is_read_in_order(void **state)
{
	struct state_dir *s = must_open();

	(void)state;
	put("log.10", "ten");
	put("log.9", "nine");
	put("snapshot.9", "snapshot nine");
	put("log.11", "");
	put("a.cfg", "sysname A\n");
	put("b.tmp", "an operator's");
	put("snapshot.11.tmp", "half");
	put("snapshot.12.tmp", "half");
	must_read(s);
	assert_int_equal(count, 4);
	expect_file(0, false, 9, "nine");
	expect_file(1, false, 10, "ten");
	expect_file(2, false, 11, "");
	expect_file(3, true, 9, "snapshot nine");
	assert_true(is_there("a.cfg") && is_there("b.tmp"));
	assert_false(is_there("snapshot.11.tmp") || is_there("snapshot.12.tmp"));
	state_dir_release(s);
	state_dir_release(s);
	must_read(s);
	assert_int_equal(count, 4);
	state_dir_close(s);
}

static void
expect_refusal(const char *name, const char *why)
{
	struct state_dir *s = must_open();

	count = 77;
	assert_false(state_dir_read(s, &message, &count, &file));
	assert_int_equal(count, 77);
	if (strstr(bytes, name) == NULL || strstr(bytes, why) == NULL)
		fail_msg("%s", bytes);
	state_dir_close(s);
}

/* What a killed device had reserved behind its log goes back to the file system; nothing else. */
static void
reserved_room_is_given_back(void **state)
{
	struct state_dir *s = must_open();
	struct stat st;
	int fd;

	(void)state;
	put("log.1", "what was written");
	fd = open(in_folder("log.1"), O_WRONLY);
	assert_true(fd >= 0);
	if (posix_fallocate(fd, 0, 4 << 20) != 0)
		skip();
	close(fd);
	must_read(s);
	assert_int_equal(count, 1);
	assert_int_equal(file[0].len, 4 << 20);
	assert_memory_equal(file[0].bytes, "what was written", 17);
	assert_int_equal(stat(in_folder("log.1"), &st), 0);
	assert_int_equal(st.st_size, 4 << 20);
	assert_true(st.st_blocks * 512 < 1 << 20);
	state_dir_close(s);
}

static void
what_cannot_be_read_is_named(void **state)
{
	(void)state;
	state_dir_close(must_open());
	put("log.1", "one");
	assert_int_equal(mkdir(in_folder("log.2"), 0700), 0);
	expect_refusal("/log.2 cannot be read", "Invalid argument");
	assert_int_equal(rmdir(in_folder("log.2")), 0);
	assert_int_equal(mkfifo(in_folder("log.2"), 0600), 0);
	expect_refusal("/log.2 cannot be read", "Invalid argument");
	assert_int_equal(unlink(in_folder("log.2")), 0);
	assert_int_equal(symlink("log.1", in_folder("snapshot.2")), 0);
	expect_refusal("/snapshot.2 cannot be read", "symbolic links");
}

static void
a_folder_full_of_files_is_refused(void **state)
{
	char name[STATE_DIR_NAME_MAX];
	struct state_dir *s = must_open();

	(void)state;
	for (uint64_t i = 1; i <= STATE_DIR_FILES_MAX; i++) {
		state_dir_name(false, i, name);
		put(name, "");
	}
	must_read(s);
	assert_int_equal(count, STATE_DIR_FILES_MAX);
	assert_int_equal(file[4095].number, 4096);
	state_dir_close(s);
	put("snapshot.1", "");
	expect_refusal(folder, "more than 4096");
}

static void
a_range_is_removed(void **state)
{
	struct state_dir *s = must_open();
	struct state_dir_range range = {.from = 2, .below = 4, .logs = true};

	(void)state;
	put("log.1", "1");
	put("log.2", "2");
	put("log.3", "3");
	put("log.4", "4");
	put("snapshot.2", "2");
	put("log.2.tmp", "other");
	assert_int_equal(state_dir_remove(state_dir_fd(s), &range), 0);
	assert_true(is_there("log.1") && is_there("log.4") && is_there("snapshot.2"));
	assert_false(is_there("log.2") || is_there("log.3"));
	range = (struct state_dir_range){.below = 4, .snapshots = true};
	assert_int_equal(state_dir_remove(state_dir_fd(s), &range), 0);
	assert_true(is_there("log.1") && is_there("log.2.tmp") && !is_there("snapshot.2"));
	assert_int_equal(state_dir_remove(-1, &range), -EBADF);
	state_dir_close(s);
}

static void
a_folder_that_cannot_be_is_named(void **state)
{
	char none[] = "/dev/null/x/y";

	(void)state;
	message = text_of(bytes, sizeof bytes);
	assert_null(state_dir_open(none, &message));
	assert_non_null(
	    strstr(bytes, "The state folder /dev/null/x/y cannot be opened: Not a dir"));
	state_dir_close(must_open());
	put("file", "x");
	snprintf(folder, sizeof folder, "%s/a/state/file", top);
	assert_null(open_folder());
	assert_non_null(strstr(bytes, "Not a directory"));
}

static int
make_folder(void **state)
{
	(void)state;
	memcpy(top + sizeof top - 7, "XXXXXX", 6);
	assert_non_null(mkdtemp(top));
	snprintf(folder, sizeof folder, "%s/a/state", top);
	return 0;
}

static int
remove_folder(void **state)
{
	int status;
	pid_t child = fork();

	(void)state;
	if (child == 0) {
		execlp("rm", "rm", "-r", top, (char *)NULL);
		_exit(127);
	}
	return waitpid(child, &status, 0) == child ? status : -1;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_folder, remove_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_are_read_strictly),
	    TEST(a_folder_is_made_for_its_owner_alone),
	    TEST(one_process_has_it),
	    TEST(a_killed_owner_has_it_no_more),
	    TEST(what_is_there_is_read_in_order),
	    TEST(reserved_room_is_given_back),
	    TEST(what_cannot_be_read_is_named),
	    TEST(a_folder_full_of_files_is_refused),
	    TEST(a_range_is_removed),
	    TEST(a_folder_that_cannot_be_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
