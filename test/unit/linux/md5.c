/* A backup session signed by a password (RFC 2385): the right one, another, none on one side, and
 * one that changes while a session stands. Both ends say why there is no session. */
#include "test/unit/linux/connections.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "test/unit/linux/said.h"

static char folder[64];

static void
write_file(const char *name, const char *password, mode_t mode)
{
	char path[96];
	int fd;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL, mode);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, password, strlen(password)), (ssize_t)strlen(password));
	close(fd);
}

static int
make_folder(void **state)
{
	(void)state;
	signal(SIGPIPE, SIG_IGN);
	umask(0);
	snprintf(folder, sizeof folder, "/tmp/twinlease-md5-XXXXXX");
	assert_non_null(mkdtemp(folder));
	return 0;
}

static int
remove_folder(void **state)
{
	static const char *const name[] = {"a", "b"};
	char path[96];

	(void)state;
	for (unsigned i = 0; i < COUNT_OF(name); i++) {
		snprintf(path, sizeof path, "%s/%s", folder, name[i]);
		unlink(path);
	}
	return rmdir(folder);
}

static int
open_devices(void **state)
{
	(void)state;
	make_devices(folder);
	write_file("a", "open sesame\n", 0600);
	write_file("b", "open sesame\n", 0600);
	return 0;
}

/* Both listen and dial, as devices do. */
static void
connect_by(const char *file_of_a, const char *file_of_b)
{
	const struct stream_way of_a = {ip_a, ip_b, port, NULL, file_of_a};
	const struct stream_way of_b = {ip_b, ip_a, port, NULL, file_of_b};

	streams_listen(a.streams, 0, true, &of_a);
	streams_listen(b.streams, 0, true, &of_b);
	streams_dial(a.streams, 0, &of_a);
	streams_dial(b.streams, 0, &of_b);
}

static void
meet_by(const char *file_of_a, const char *file_of_b)
{
	connect_by(file_of_a, file_of_b);
	turn_until(&a.end[0][1].opened, 1);
	turn_until(&b.end[0][0].opened, 1);
	turn_until(&b.end[0][1].opened, 1);
	turn_until(&a.end[0][0].opened, 1);
}

/* Nobody is told of a connection, and the log has these two, of A and of B. */
static void
refused_for(const char *here, const char *there)
{
	const char *said;
	uint64_t end_us = clock_now() + 300 * TIME_MS;
	bool good;

	while (clock_now() < end_us)
		turn();
	streams_hangup(a.streams, 0, true); /* as the session does after RBS_DIAL_LIMIT */
	streams_hangup(b.streams, 0, true);
	good = heard_in_log(here) == 1 && heard_in_log(there) >= 1;
	said = said_in_log();
	hear_no_more();
	if (!good)
		fail_msg("%s", said);
	for (unsigned i = 0; i < 2; i++)
		assert_int_equal(a.end[0][i].opened + b.end[0][i].opened, 0);
}

static void
one_password_makes_a_session(void **state)
{
	(void)state;
	meet_by("a", "b");
	streams_send(a.streams, 0, true, "hello", 5);
	while (b.end[0][0].received < 5)
		turn();
}

static void
another_password_is_refused(void **state)
{
	(void)state;
	write_file("b", "open barley\n", 0600);
	listen_to_log();
	connect_by("a", "b");
	refused_for("(peer=127.0.0.2)",
		    "PASSWORD_FAILED: The session is not signed as it should "
		    "be: the peer signs with another password. (peer=127.0.0.1)");
}

static void
who_has_none_is_refused(void **state)
{
	(void)state;
	listen_to_log();
	connect_by("a", NULL);
	refused_for("the peer has no password, and one is set here. (peer=127.0.0.2)",
		    "the peer signs with a password, and none is set here. (peer=127.0.0.1)");
}

/* In whoever's hands it is, nobody gets in. */
static void
a_file_that_cannot_be_used_locks(void **state)
{
	(void)state;
	write_file("a", "open sesame\n", 0640);
	listen_to_log();
	connect_by("a", "b");
	refused_for("/a: others than its owner may use it (mode 640, not 600). (peer=127.0.0.2)",
		    "(peer=127.0.0.1)");
	write_file("a", "", 0600);
	listen_to_log();
	connect_by("a", "b");
	refused_for("/a: it has to hold one line of 1 to 80 characters. (peer=127.0.0.2)",
		    "PASSWORD_FAILED");
	listen_to_log();
	connect_by("missing", "b");
	refused_for("/missing: No such file or directory. (peer=127.0.0.2)", "PASSWORD_FAILED");
}

/* A session that stands goes on with what it began with; the next one has what the files say. */
static void
it_changes_while_a_session_stands(void **state)
{
	const struct stream_way of_a = {ip_a, ip_b, port, NULL, "a"};
	unsigned opened = 1;

	(void)state;
	meet_by("a", "b");
	write_file("a", "open barley\n", 0600);
	write_file("b", "open barley\n", 0600);
	streams_send(a.streams, 0, true, "hello", 5);
	while (b.end[0][0].received < 5)
		turn();
	streams_hangup(a.streams, 0, true);
	turn_until(&b.end[0][0].closed, 1);
	streams_dial(a.streams, 0, &of_a);
	streams_dial(b.streams, 0, &(struct stream_way){ip_b, ip_a, port, NULL, "b"});
	turn_until(&a.end[0][1].opened, ++opened);
	assert_int_equal(a.end[0][0].closed, 1); /* B dialled anew */
}

/* The password is taken away on both: what was signed for before is not asked for any more. */
static void
it_can_be_taken_away(void **state)
{
	(void)state;
	meet_by("a", "b");
	streams_hangup(a.streams, 0, true);
	streams_hangup(b.streams, 0, true);
	turn_until(&a.end[0][0].closed, 1);
	turn_until(&b.end[0][0].closed, 1);
	connect_by(NULL, NULL);
	turn_until(&a.end[0][1].opened, 2);
	turn_until(&b.end[0][1].opened, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_devices, close_devices)
	    TEST(one_password_makes_a_session),	     TEST(another_password_is_refused),
	    TEST(who_has_none_is_refused),	     TEST(a_file_that_cannot_be_used_locks),
	    TEST(it_changes_while_a_session_stands), TEST(it_can_be_taken_away),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
