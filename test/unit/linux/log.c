/* A log line looks as docs/interface.md says, stays one line, and is never overrun. */
#include "test/check.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "linux/clock.h"
#include "linux/log.h"
#include "linux/log_queue.h"

static const struct event event = {"VRRP", 4, "STATE_CHANGE", "advice"};

static void
line_has_vrps_form(void **state)
{
	char bytes[256];
	struct text t = text_of(bytes, sizeof bytes);

	(void)state;
	/* 2026-11-22 23:24:05.123456 UTC */
	log_line(&t, 1795389845123456, "DeviceA", &event, "Backup -> Master. (vrid=1)");
	assert_string_equal(bytes, "Nov 22 23:24:05.123 DeviceA %%01VRRP/4/STATE_CHANGE: "
				   "Backup -> Master. (vrid=1)\n");
}

static void
control_characters_do_not_pass(void **state)
{
	char bytes[256];
	struct text t = text_of(bytes, sizeof bytes);

	(void)state;
	log_line(&t, 0, "A\nB", &event, "a\nb\033[31m\x7f");
	assert_string_equal(bytes, "Jan 01 00:00:00.000 A.B %%01VRRP/4/STATE_CHANGE: a.b.[31m.\n");
}

static void
long_text_is_cut_with_its_end(void **state)
{
	char text[4096], bytes[100];
	struct text t = text_of(bytes, sizeof bytes);

	(void)state;
	memset(text, 'x', sizeof text);
	text[sizeof text - 1] = '\0';
	log_line(&t, 0, "A", &event, text);
	assert_int_equal(strlen(bytes), sizeof bytes - 1);
	assert_int_equal(bytes[sizeof bytes - 2], '\n');
}

static bool stream_is_stderr;

/* As systemd does it. */
static void
name_stderr(void)
{
	char name[64];
	struct stat st;

	assert_int_equal(fstat(STDERR_FILENO, &st), 0);
	snprintf(name, sizeof name, "%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
	setenv("JOURNAL_STREAM", name, 1);
}

/* What stderr takes while the event is logged; its lines as they came. */
static void
logged(const char *text, char *ret, size_t cap)
{
	int ends[2], old = dup(STDERR_FILENO);
	ssize_t n;

	assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
	dup2(ends[1], STDERR_FILENO);
	if (stream_is_stderr)
		name_stderr();
	log_open();
	log_host("DeviceA");
	log_eventf(&event, "%s (n=%u)", text, 7u);
	log_close();
	dup2(old, STDERR_FILENO);
	n = read(ends[0], ret, cap - 1);
	ret[n < 0 ? 0 : n] = '\0';
	close(old);
	close(ends[0]);
	close(ends[1]);
}

static void
an_event_is_one_line_on_stderr(void **state)
{
	char got[4096];

	(void)state;
	unsetenv("JOURNAL_STREAM");
	logged("Over\nthere.", got, sizeof got);
	assert_non_null(strstr(got, " DeviceA %%01VRRP/4/STATE_CHANGE: Over.there. (n=7)\n"));
	assert_ptr_equal(strchr(got, '\n'), got + strlen(got) - 1);
}

static void
a_long_event_is_cut_and_stays_one_line(void **state)
{
	static char text[3000];
	char got[4096];

	(void)state;
	memset(text, 'x', sizeof text - 1);
	logged(text, got, sizeof got);
	assert_in_range(strlen(got), 900, 1024);
	assert_ptr_equal(strchr(got, '\n'), got + strlen(got) - 1);
}

static void
another_stream_than_the_journals_gets_the_line(void **state)
{
	char got[4096];

	(void)state;
	setenv("JOURNAL_STREAM", "1:1", 1); /* inherited, but stderr leads elsewhere */
	logged("There.", got, sizeof got);
	assert_non_null(strstr(got, "There. (n=7)\n"));
	unsetenv("JOURNAL_STREAM");
}

/* Fills a pipe that nobody reads and logs on; then reads it to its end. */
static void
what_nobody_reads_is_dropped_and_counted(void **state)
{
	static char got[1 << 20];
	char full[4096] = {0};
	int ends[2], old = dup(STDERR_FILENO);
	size_t len = 0;

	(void)state;
	assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
	while (write(ends[1], full, sizeof full) > 0)
		;
	fcntl(ends[1], F_SETFL, 0); /* as a shell's pipe */
	dup2(ends[1], STDERR_FILENO);
	log_open();
	for (unsigned i = 0; i < LOG_LINES_MAX + 101; i++)
		log_eventf(&event, "%u", i);
	fcntl(ends[0], F_SETFL, 0);
	while (strstr(got, "dropped=") == NULL) {
		ssize_t n = read(ends[0], full, sizeof full);

		assert_true(n > 0);
		for (ssize_t i = 0; i < n; i++)
			if (full[i] != '\0')
				got[len++] = full[i];
	}
	/* the thread had taken one line before the list was full, or not yet */
	if (strstr(got, "STATE_CHANGE: 256\n") != NULL)
		assert_non_null(strstr(got, "LOG/4/LINES_DROPPED: Nobody read the log for a while "
					    "(dropped=100)\n"));
	else
		assert_non_null(strstr(got, "(dropped=101)\n"));
	log_close();
	dup2(old, STDERR_FILENO);
	close(old);
	close(ends[0]);
	close(ends[1]);
}

/* In a process of its own, which ends with the thread that hangs. */
static void
log_to_who_does_not_read(void)
{
	char full[4096] = {0};
	int ends[2];
	uint64_t before = clock_now(), took;

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		_exit(1);
	while (write(ends[1], full, sizeof full) > 0)
		;
	fcntl(ends[1], F_SETFL, 0);
	dup2(ends[1], STDERR_FILENO);
	log_open();
	log_event(&event, "Never read");
	log_close();
	took = clock_now() - before;
	_exit(took >= LOG_PATIENCE_US && took < 10 * LOG_PATIENCE_US ? 0 : 2);
}

static void
the_end_does_not_wait_for_who_does_not_read(void **state)
{
	pid_t child = fork();
	int status = 0;

	(void)state;
	if (child == 0)
		log_to_who_does_not_read();
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

/* In a mount namespace of its own, so that no real journal is met. Last: log_open() is for ever. */
static void
the_journal_gets_fields_and_stderr_what_it_does_not_take(void **state)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX, .sun_path = "/run/systemd/journal/socket"};
	char got[4096], fields[4096] = "";
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	(void)state;
	assert_int_equal(unshare(CLONE_NEWNS), 0);
	assert_int_equal(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), 0);
	assert_int_equal(mount("none", "/run", "tmpfs", 0, NULL), 0);
	assert_int_equal(mkdir("/run/systemd", 0755) | mkdir("/run/systemd/journal", 0755), 0);
	stream_is_stderr = true;
	logged("Nobody there.", got, sizeof got);
	assert_non_null(strstr(got, "Nobody there. (n=7)\n"));

	assert_int_equal(bind(fd, (const struct sockaddr *)&a, sizeof a), 0);
	logged("Up\nnow.", got, sizeof got);
	assert_string_equal(got, "");
	assert_true(recv(fd, fields, sizeof fields - 1, MSG_DONTWAIT) > 0);
	assert_string_equal(fields, "PRIORITY=4\nMODULE=VRRP\nMNEMONIC=STATE_CHANGE\n"
				    "ADVICE=advice\n"
				    "MESSAGE=%%01VRRP/4/STATE_CHANGE: Up.now. (n=7)\n");
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(line_has_vrps_form),
	    cmocka_unit_test(control_characters_do_not_pass),
	    cmocka_unit_test(long_text_is_cut_with_its_end),
	    cmocka_unit_test(an_event_is_one_line_on_stderr),
	    cmocka_unit_test(a_long_event_is_cut_and_stays_one_line),
	    cmocka_unit_test(another_stream_than_the_journals_gets_the_line),
	    cmocka_unit_test(what_nobody_reads_is_dropped_and_counted),
	    cmocka_unit_test(the_end_does_not_wait_for_who_does_not_read),
	    cmocka_unit_test(the_journal_gets_fields_and_stderr_what_it_does_not_take),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
