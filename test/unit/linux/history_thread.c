/* The history on disk: what is kept is found again, also after a crash that tore its end; it is
 * bounded; a disk that fails is counted and said, and the rest goes on. */
#include "test/check.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "linux/clock.h"
#include "linux/history_files.h"
#include "linux/history_thread.h"
#include "test/unit/linux/said.h"

#define WALL (clock_wall_offset())

static char folder[] = "/tmp/twinlease-history-XXXXXX";
static int dir = -1;
static struct history_thread *t;
static const struct node_keep keep = {.keep_s = 86400, .limit_bytes = 8 << 20};

static size_t
entry(uint8_t *to, uint32_t address)
{
	struct lease_record r = {.address = {address},
				 .state = LEASE_LEASED,
				 .version = 1,
				 .hardware_len = 6,
				 .hardware = {2, 0, 0, 0, 0, 9}};
	struct wr w = wr_of(to, HISTORY_ENTRY_MAX);

	history_encode(&w, HISTORY_GRANTED, false, &r, clock_now(), WALL);
	return w.len;
}

static void
append(uint32_t address)
{
	uint8_t bytes[HISTORY_ENTRY_MAX];

	history_thread_append(t, bytes, entry(bytes, address));
}

static struct history_answer
find(const struct history_query *q, const struct history_place *place)
{
	static uint64_t number;
	static struct history_answer ret;
	struct pollfd fd = {.fd = history_thread_fd(t), .events = POLLIN};

	history_thread_find(t, 3, ++number, q, place);
	while (!history_thread_hear(t, &ret))
		assert_int_equal(poll(&fd, 1, 10000), 1);
	assert_int_equal(ret.session, 3);
	assert_true(ret.number == number);
	return ret;
}

/* All that is there, page by page. */
static unsigned
count_all(void)
{
	struct history_query q = {.all = true, .to_ms = UINT64_MAX};
	struct history_place place = {0};
	unsigned count = 0;

	for (;;) {
		struct history_answer a = find(&q, &place);

		assert_string_equal(a.message, "");
		count += a.page.count;
		if (a.end)
			return count;
		place = a.next;
	}
}

static struct history_state
how_it_stands(void)
{
	struct history_query q = {.state = true};

	return find(&q, &(struct history_place){0}).state;
}

static void
begin(void)
{
	char bytes[128];
	struct text message = text_of(bytes, sizeof bytes);

	t = history_thread_start(dir, &message);
	assert_non_null(t);
	history_thread_keep(t, &keep);
}

static void
finish(void)
{
	history_thread_stop(t, 10 * TIME_SEC);
	t = NULL;
}

static void
what_is_kept_is_found_again(void **state)
{
	(void)state;
	begin();
	assert_int_equal(count_all(), 0);
	for (uint32_t i = 1; i <= 50; i++)
		append(i);
	assert_int_equal(count_all(), 50);
	finish();
	begin();
	append(51);
	assert_int_equal(count_all(), 51);
	assert_int_equal(how_it_stands().written, 1);
	assert_true(how_it_stands().oldest_ms > 0);
	finish();
}

static void
a_torn_end_is_cut_off(void **state)
{
	struct stat st;
	int fd;

	(void)state;
	begin();
	append(1);
	assert_int_equal(count_all(), 1);
	append(2);
	finish();
	assert_int_equal(fstatat(dir, "history.1", &st, 0), 0);
	fd = openat(dir, "history.1", O_WRONLY);
	assert_int_equal(ftruncate(fd, st.st_size - 3), 0);
	close(fd);
	begin();
	assert_int_equal(count_all(), 1);
	append(3);
	assert_int_equal(count_all(), 2);
	finish();
}

static void
limit_files_to(rlim_t bytes)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* A disk that takes a part of a block, however long, and then no more. */
static void
what_a_full_disk_takes_of_a_block_is_taken_back(void **state)
{
	uint8_t bytes[HISTORY_ENTRY_MAX];
	struct history_files f;
	size_t len = entry(bytes, 1), block = len + HISTORY_BLOCK_HEAD;
	struct stat st;

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(history_files_open(&f, dir), 0);
	history_files_keep(&f, 86400, 1 << 20);
	assert_int_equal(history_files_write(&f, bytes, len), 0);
	for (size_t part = 0; part < block; part++) {
		limit_files_to(block + part);
		assert_true(history_files_write(&f, bytes, len) < 0);
		limit_files_to(RLIM_INFINITY);
		assert_int_equal(fstatat(dir, "history.1", &st, 0), 0);
		assert_int_equal(st.st_size, block);
	}
	assert_int_equal(history_files_write(&f, bytes, len), 0);
	history_files_close(&f);
	signal(SIGXFSZ, SIG_DFL);
	begin();
	assert_int_equal(count_all(), 2);
	finish();
}

/* Says a byte for each block that it has written. */
static void
write_until_killed(int said)
{
	uint8_t bytes[HISTORY_ENTRY_MAX];
	struct history_files f;
	size_t len = entry(bytes, 7);

	if (history_files_open(&f, dir) < 0)
		_exit(1);
	history_files_keep(&f, 86400, 8 << 20);
	while (history_files_write(&f, bytes, len) == 0 && write(said, "w", 1) == 1)
		;
	_exit(1);
}

static unsigned
said_until_killed(int said, pid_t child)
{
	unsigned count = 0;
	char c[64];
	ssize_t n;

	while ((n = read(said, c, sizeof c)) > 0) {
		count += (unsigned)n;
		if (count >= 200)
			kill(child, SIGKILL);
	}
	return count;
}

static void
kill_9_takes_nothing_that_was_written(void **state)
{
	unsigned written, found;
	int said[2], status;
	pid_t child;

	(void)state;
	assert_int_equal(pipe(said), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		write_until_killed(said[1]);
	close(said[1]);
	written = said_until_killed(said[0], child);
	close(said[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	begin();
	found = count_all();
	assert_true(found == written || found == written + 1);
	append(8);
	assert_int_equal(count_all(), found + 1);
	finish();
}

/* Files of other names stay. */
static void
nothing_is_kept_for_no_days(void **state)
{
	int fd = openat(dir, "history.txt", O_WRONLY | O_CREAT, 0600);

	(void)state;
	close(fd);
	begin();
	append(1);
	assert_int_equal(count_all(), 1);
	history_thread_keep(t, &(struct node_keep){.limit_bytes = 8 << 20});
	append(2);
	assert_int_equal(count_all(), 0);
	assert_int_equal(how_it_stands().files, 0);
	assert_int_not_equal(faccessat(dir, "history.1", F_OK, 0), 0);
	assert_int_equal(faccessat(dir, "history.txt", F_OK, 0), 0);
	history_thread_keep(t, &keep);
	append(3);
	assert_int_equal(count_all(), 1);
	finish();
}

static void
what_is_too_much_goes_oldest_first(void **state)
{
	static uint8_t block[200 * HISTORY_ENTRY_MAX];
	struct history_files f;
	struct history_state s;
	size_t len = 0;

	(void)state;
	for (uint32_t i = 0; i < 200; i++)
		len += entry(block + len, i);
	assert_int_equal(history_files_open(&f, dir), 0);
	history_files_keep(&f, 86400, 1 << 20);
	for (unsigned i = 0; i < 300; i++)
		assert_int_equal(history_files_write(&f, block, len), 0);
	history_files_state(&f, &s);
	assert_true(s.bytes <= 1 << 20 && s.bytes > (1 << 20) * 7 / 8);
	assert_true(f.file[0].number > 1);
	history_files_keep(&f, 86400, 1 << 18);
	history_files_state(&f, &s);
	assert_true(s.bytes <= 1 << 18 && s.files > 0);
	history_files_close(&f);
}

static void
what_is_too_old_goes(void **state)
{
	uint8_t bytes[HISTORY_ENTRY_MAX];
	const struct timespec old[2] = {{1700000000, 0}, {1700000000, 0}};
	struct history_files f;

	(void)state;
	assert_int_equal(history_files_open(&f, dir), 0);
	history_files_keep(&f, 86400, 1 << 20);
	assert_int_equal(history_files_write(&f, bytes, entry(bytes, 1)), 0);
	history_files_age(&f);
	assert_int_equal(f.count, 1);
	assert_int_equal(utimensat(dir, "history.1", old, 0), 0);
	history_files_age(&f);
	assert_int_equal(f.count, 0);
	assert_int_equal(history_files_write(&f, bytes, entry(bytes, 2)), 0);
	history_files_close(&f);
}

/* A folder of its name stands where the next file belongs. */
static void
a_disk_that_fails_is_counted_and_said(void **state)
{
	(void)state;
	assert_int_equal(mkdirat(dir, "history.1", 0700), 0);
	listen_to_log();
	begin();
	append(1);
	assert_int_equal(count_all(), 0);
	append(2);
	assert_int_equal(count_all(), 0);
	assert_int_equal(how_it_stands().lost, 2);
	assert_true(strlen(how_it_stands().why) > 0);
	assert_int_equal(heard_in_log("HISTORY_FAILED"), 1);
	assert_int_equal(unlinkat(dir, "history.1", AT_REMOVEDIR), 0);
	append(3);
	assert_int_equal(count_all(), 1);
	assert_int_equal(heard_in_log("HISTORY_WORKS"), 1);
	hear_no_more();
	finish();
}

static void
events_are_lines_of_the_log_as_far_as_there_is_room(void **state)
{
	struct node_keep logs = keep;
	unsigned said;

	(void)state;
	logs.log = true;
	listen_to_log();
	begin();
	history_thread_keep(t, &logs);
	for (uint32_t i = 1; i <= 3 * HISTORY_LINES_PER_S; i++)
		append(i);
	assert_int_equal(count_all(), 3 * HISTORY_LINES_PER_S);
	said = heard_in_log("%%01DHCP/6/LEASE: 0.0.0.");
	assert_true(said >= HISTORY_LINES_PER_S);
	assert_int_equal(said + how_it_stands().unlogged, 3 * HISTORY_LINES_PER_S);
	hear_no_more();
	finish();
}

static int
make_folder(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	dir = open(folder, O_RDONLY | O_DIRECTORY);
	return dir < 0;
}

static int
empty(void **state)
{
	DIR *d = opendir(folder);
	const struct dirent *e;

	(void)state;
	while ((e = readdir(d)) != NULL)
		if (e->d_name[0] != '.')
			unlinkat(dir, e->d_name, 0);
	closedir(d);
	return 0;
}

static int
remove_folder(void **state)
{
	(void)state;
	close(dir);
	return rmdir(folder);
}

#define TEST(f) cmocka_unit_test_teardown(f, empty)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(what_is_kept_is_found_again),
	    TEST(a_torn_end_is_cut_off),
	    TEST(what_a_full_disk_takes_of_a_block_is_taken_back),
	    TEST(kill_9_takes_nothing_that_was_written),
	    TEST(nothing_is_kept_for_no_days),
	    TEST(what_is_too_much_goes_oldest_first),
	    TEST(what_is_too_old_goes),
	    TEST(a_disk_that_fails_is_counted_and_said),
	    TEST(events_are_lines_of_the_log_as_far_as_there_is_room),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
