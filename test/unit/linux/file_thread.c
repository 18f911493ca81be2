/* Files are written and read in order; one whose disk hangs is given up, and so is what waits
 * behind it, while the caller goes on. A lease (fcntl) on the file's temporary name makes whoever
 * opens it hang until it is let go, as a frozen file system does until it is thawed, and says when
 * somebody does. */
#include "test/check.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "linux/clock.h"
#include "linux/file.h"
#include "linux/file_thread.h"

static char folder[] = "/tmp/twinlease-files-XXXXXX";
static char a[64], b[64], hangs[64], temporary[64];
static struct file_thread *t;

static const uint8_t text[] = "sysname A\n";
enum { LEN = sizeof text - 1 };

static struct file_done
hear(void)
{
	struct pollfd fd = {.fd = file_thread_fd(t), .events = POLLIN};
	struct file_done done;

	while (!file_thread_hear(t, clock_now(), &done))
		assert_int_equal(poll(&fd, 1, 10000), 1);
	return done;
}

static int
start(void **state)
{
	char bytes[128];
	struct text message = text_of(bytes, sizeof bytes);

	(void)state;
	t = file_thread_start(&message);
	return t == NULL;
}

static int
end(void **state)
{
	(void)state;
	file_thread_stop(t, 10 * TIME_SEC);
	unlink(hangs);
	unlink(temporary);
	unlink(a);
	unlink(b);
	return 0;
}

static int lease = -1;

static void
freeze(void)
{
	lease = open(temporary, O_RDWR | O_CREAT, 0600);
	assert_true(lease >= 0);
	assert_int_equal(fcntl(lease, F_SETSIG, SIGUSR1), 0);
	assert_int_equal(fcntl(lease, F_SETLEASE, F_WRLCK), 0);
}

/* The thread hangs. */
static void
wait_for_hanging(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	assert_int_equal(sigwaitinfo(&set, NULL), SIGUSR1);
}

static void
thaw(void)
{
	assert_int_equal(fcntl(lease, F_SETLEASE, F_UNLCK), 0);
	close(lease);
}

static void
files_are_written_and_read_in_order(void **state)
{
	uint64_t one = file_thread_write(t, a, text, LEN), two = file_thread_read(t, a);
	struct file_done done = hear();

	(void)state;
	assert_int_equal(done.job, one);
	assert_int_equal(done.error, 0);
	assert_null(done.text);
	assert_string_equal(done.path, a);
	done = hear();
	assert_int_equal(done.job, two);
	assert_string_equal(done.text, "sysname A\n");
	free(done.text);
	file_thread_read(t, b);
	assert_int_equal(hear().error, -ENOENT);
	for (unsigned i = 0; i < 2; i++) { /* gone, and gone already */
		file_thread_remove(t, a);
		assert_int_equal(hear().error, 0);
		assert_int_equal(access(a, F_OK), -1);
	}
	assert_true(file_thread_deadline(t) == TIME_NEVER);
}

static void
what_hangs_is_given_up_and_told_again_at_its_end(void **state)
{
	uint64_t before = clock_now(), one, two;
	struct file_done done;

	(void)state;
	freeze();
	one = file_thread_write(t, hangs, text, LEN);
	two = file_thread_write(t, b, text, LEN);
	wait_for_hanging();
	assert_true(file_thread_deadline(t) >= before + FILE_PATIENCE_US);
	assert_false(file_thread_hear(t, before + FILE_PATIENCE_US - 1, &done));
	assert_true(file_thread_hear(t, clock_now() + FILE_PATIENCE_US, &done));
	assert_int_equal(done.job, one);
	assert_int_equal(done.error, -ETIMEDOUT);
	assert_true(done.begun);
	assert_true(file_thread_hear(t, clock_now() + FILE_PATIENCE_US, &done));
	assert_int_equal(done.job, two);
	assert_int_equal(done.error, -ETIMEDOUT);
	assert_false(done.begun);
	assert_false(file_thread_hear(t, clock_now() + FILE_PATIENCE_US, &done));
	assert_true(file_thread_deadline(t) == TIME_NEVER);
	thaw();
	done = hear();
	assert_int_equal(done.job, one);
	assert_int_equal(done.error, 0);
	assert_int_equal(access(b, F_OK), -1); /* it was not begun any more */
}

static void
jobs_are_bounded(void **state)
{
	struct file_done done;

	(void)state;
	freeze();
	for (unsigned i = 0; i < FILE_JOBS_MAX; i++)
		assert_int_equal(file_thread_write(t, hangs, text, LEN), i + 1);
	wait_for_hanging();
	assert_int_equal(file_thread_write(t, a, text, LEN), 0);
	assert_int_equal(file_thread_read(t, a), 0);
	for (unsigned i = 0; i < FILE_JOBS_MAX; i++)
		assert_true(file_thread_hear(t, clock_now() + FILE_PATIENCE_US, &done));
	assert_int_not_equal(file_thread_write(t, a, text, LEN), 0);
	thaw();
	assert_int_equal(hear().job, 1);
	assert_int_equal(hear().job, FILE_JOBS_MAX + 1);
}

static void
an_end_does_not_wait_for_what_hangs(void **state)
{
	(void)state;
	freeze();
	file_thread_write(t, hangs, text, LEN);
	wait_for_hanging();
	file_thread_stop(t, 50 * TIME_MS);
	t = NULL;
	thaw();
	for (unsigned ms = 0; access(hangs, F_OK) < 0; ms++) {
		assert_true(ms < 60000);
		usleep(1000);
	}
}

static int
make_folder(void **state)
{
	sigset_t set;

	(void)state;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(a, sizeof a, "%s/a.cfg", folder);
	snprintf(b, sizeof b, "%s/b.cfg", folder);
	snprintf(hangs, sizeof hangs, "%s/hangs.cfg", folder);
	snprintf(temporary, sizeof temporary, "%s/hangs.cfg.new", folder);
	return 0;
}

static int
remove_folder(void **state)
{
	(void)state;
	return rmdir(folder);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, start, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(files_are_written_and_read_in_order),
	    TEST(what_hangs_is_given_up_and_told_again_at_its_end),
	    TEST(jobs_are_bounded),
	    TEST(an_end_does_not_wait_for_what_hangs),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
