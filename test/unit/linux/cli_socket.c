/* Sessions on the CLI socket, with the real client at the other end: answers, pages, questions,
 * too many, broken rules, a file left behind, a second daemon. */
#include "test/check.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/text.h"
#include "base/time.h"
#include "linux/cli_socket.h"
#include "linux/client.h"
#include "linux/clock.h"

static char folder[] = "/tmp/twinlease-cli-XXXXXX";
static char path[64];
static struct loop *loop;
static struct cli_sockets *sockets;
static char happened[1024]; /* what the daemon heard */
static unsigned pages;	    /* left of the display under way */
static atomic_bool finished;

/* The daemon's side: echoes lines, `pages` is a long display, `ask` a question. */
static void
answer(unsigned session, const char *line)
{
	static char big[40000];

	if (strcmp(line, "pages") == 0)
		pages = 6;
	if (strcmp(line, "flood") == 0)
		pages = 100;
	if (strcmp(line, "ask") == 0) {
		cli_socket_text(sockets, session, 7, "Sure? [Y/N]:", 12);
		cli_socket_prompt(sockets, session, NODE_PROMPT_QUESTION, false, "");
	} else if (strcmp(line, "quit") == 0) {
		cli_socket_text(sockets, session, 7, "bye\n", 4);
		cli_socket_quit(sockets, session);
	} else if (strcmp(line, "farewell") == 0) {
		for (int i = 0; i < 6; i++)
			cli_socket_text(sockets, session, 7, big, sizeof big);
		cli_socket_quit(sockets, session);
	} else if (pages > 0) {
		memset(big, 'p', sizeof big);
		cli_socket_text(sockets, session, 7, big, sizeof big);
		pages--;
		cli_socket_prompt(sockets, session,
				  pages > 0 ? NODE_PROMPT_MORE : NODE_PROMPT_READY, false, "<A>");
	} else {
		cli_socket_text(sockets, session, 7, line, strlen(line));
		cli_socket_prompt(sockets, session, NODE_PROMPT_READY, strcmp(line, "bad") == 0,
				  "<A>");
	}
}

static void
heard(void *owner, const struct cli_event *e)
{
	static const char letter[] = "OLHTMSC";
	size_t len = strlen(happened);

	(void)owner;
	if (len < sizeof happened - 2) {
		happened[len] = letter[e->kind];
		happened[len + 1] = '\0';
	}
	switch (e->kind) {
	case NODE_CLI_OPEN:
		cli_socket_prompt(sockets, e->session, NODE_PROMPT_READY, false,
				  e->interactive ? "<I>" : "<A>");
		break;
	case NODE_CLI_LINE:
	case NODE_CLI_HELP:
	case NODE_CLI_TAB:
		answer(e->session, e->line);
		break;
	case NODE_CLI_MORE:
		answer(e->session, "");
		break;
	case NODE_CLI_STOP:
		pages = 0;
		cli_socket_prompt(sockets, e->session, NODE_PROMPT_READY, false, "<A>");
		break;
	case NODE_CLI_CLOSE:
		break;
	}
	cli_sockets_flush(sockets);
}

static int
open_sockets(void **state)
{
	(void)state;
	happened[0] = '\0';
	pages = 0;
	finished = false;
	loop = loop_new();
	assert_int_equal(cli_sockets_new(loop, path, 0, heard, NULL, &sockets), 0);
	return 0;
}

static int
close_sockets(void **state)
{
	struct stat st;

	(void)state;
	cli_sockets_free(sockets);
	loop_free(loop);
	assert_int_equal(stat(path, &st), -1);
	return 0;
}

static void
turn(void)
{
	bool busy = cli_sockets_turn(sockets);

	assert_int_equal(loop_turn(loop, busy ? 0 : clock_now() + 5 * TIME_MS), 0);
}

/* Serves until the client's thread is done, and then what is left. */
static void
serve(void *(*client)(void *), void *argument)
{
	uint64_t end_us = clock_now() + 10 * TIME_SEC;
	pthread_t thread;

	assert_int_equal(pthread_create(&thread, NULL, client, argument), 0);
	while (!finished && clock_now() < end_us)
		turn();
	assert_true(finished);
	pthread_join(thread, NULL);
	for (int i = 0; i < 4; i++)
		turn();
}

struct seen {
	size_t printed, stop_after;
	char text[64];
	enum client_result opened, result[6];
	bool failed[6];
	char prompt[6][32];
};

static bool
print(void *owner, const char *text, size_t len)
{
	struct seen *s = owner;

	if (s->printed + len < sizeof s->text) {
		memcpy(s->text + s->printed, text, len);
		s->text[s->printed + len] = '\0';
	}
	s->printed += len;
	return s->stop_after == 0 || s->printed < s->stop_after;
}

static void
say(struct client *c, struct seen *s, unsigned i, enum cli_wire_kind kind, const char *line)
{
	s->result[i] = client_say(c, kind, line);
	s->failed[i] = c->failed;
	snprintf(s->prompt[i], sizeof s->prompt[i], "%.30s", c->prompt);
}

static void *
talk(void *argument)
{
	static struct client c;
	struct seen *s = argument;

	c.print = print;
	c.owner = s;
	if (client_open(&c, path, true, &s->opened) == 0) {
		say(&c, s, 0, CLI_WIRE_LINE, "one ");
		say(&c, s, 1, CLI_WIRE_LINE, "bad");
		say(&c, s, 2, CLI_WIRE_HELP, "dis");
		say(&c, s, 3, CLI_WIRE_LINE, "ask");
		say(&c, s, 4, CLI_WIRE_STOP, "");
		say(&c, s, 5, CLI_WIRE_LINE, "quit");
		client_close(&c);
	}
	finished = true;
	return NULL;
}

static void
commands_are_answered(void **state)
{
	struct seen s = {0};

	(void)state;
	serve(talk, &s);
	assert_int_equal(s.opened, CLIENT_READY);
	assert_string_equal(s.text, "one baddisSure? [Y/N]:bye\n");
	assert_int_equal(s.result[0], CLIENT_READY);
	assert_string_equal(s.prompt[0], "<A>");
	assert_false(s.failed[0]);
	assert_true(s.failed[1]);
	assert_int_equal(s.result[3], CLIENT_QUESTION);
	assert_string_equal(s.prompt[3], "");
	assert_int_equal(s.result[4], CLIENT_READY);
	assert_int_equal(s.result[5], CLIENT_QUIT);
	assert_string_equal(happened, "OLLHLSL");
}

static void *
read_pages(void *argument)
{
	static struct client c;
	struct seen *s = argument;

	c.print = print;
	c.owner = s;
	if (client_open(&c, path, false, &s->opened) == 0) {
		say(&c, s, 0, CLI_WIRE_LINE, "pages");
		client_close(&c);
	}
	finished = true;
	return NULL;
}

static void
a_display_comes_in_pages(void **state)
{
	struct seen s = {0};

	(void)state;
	serve(read_pages, &s);
	assert_int_equal(s.printed, 6 * 40000);
	assert_string_equal(happened, "OLMMMMMC");
}

static void
a_display_can_be_stopped(void **state)
{
	struct seen s = {.stop_after = 50000};

	(void)state;
	serve(read_pages, &s);
	assert_int_equal(s.result[0], CLIENT_READY);
	assert_int_equal(s.printed, 80000);
	assert_string_equal(happened, "OLMSC");
}

/* ---- clients that are not ours ---- */

static int
raw_client(void)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(a.sun_path, sizeof a.sun_path, "%s", path);
	assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
	return fd;
}

static void
send_raw(int fd, const char *bytes, size_t len)
{
	assert_int_equal(send(fd, bytes, len, MSG_NOSIGNAL), len);
	for (int i = 0; i < 6; i++)
		turn();
}

static void
early_lines_wait_their_turn(void **state)
{
	int fd = raw_client();
	char got[256];

	(void)state;
	/* HELLO, two lines, and half of a third, at once */
	send_raw(fd, "\0\0\0\2\1\2\0\0\0\0\1\2a\0\0\0\1\2b\0\0\0\5\2ab", 26);
	assert_string_equal(happened, "OLL");
	assert_true(recv(fd, got, sizeof got, MSG_DONTWAIT) > 0);
	close(fd);
	for (int i = 0; i < 4; i++)
		turn();
	assert_string_equal(happened, "OLLC");
}

static void
broken_rules_are_refused(void **state)
{
	static const struct {
		size_t len;
		const char *bytes, *heard;
	} rule[] = {
	    {6, "\0\0\0\1\2a", ""},			/* a line before HELLO */
	    {7, "\0\0\0\2\1\3\0", ""},			/* another version */
	    {5, "\0\0\0\0\1", ""},			/* no message */
	    {12, "\0\0\0\2\1\2\0\0\0\0\0\5", "OC"},	/* MORE of nothing */
	    {14, "\0\0\0\2\1\2\0\0\0\0\2\1\2\0", "OC"}, /* HELLO twice */
	    {12, "\0\0\0\2\1\2\0\xff\0\0\0\2", "OC"},	/* an endless line */
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rule); i++) {
		int fd = raw_client();
		char got[512] = "";
		ssize_t n;

		happened[0] = '\0';
		send_raw(fd, rule[i].bytes, rule[i].len);
		assert_string_equal(happened, rule[i].heard);
		n = recv(fd, got, sizeof got, MSG_DONTWAIT);
		assert_true(n > 5);
		assert_non_null(memmem(got, (size_t)n, "The client ", 11));
		assert_int_equal(recv(fd, got, sizeof got, MSG_DONTWAIT), 0);
		close(fd);
	}
}

/* Its client hears why; the node hears CLOSE before the OPEN of the new one. */
static void
one_more_takes_the_place_that_waited_longest(void **state)
{
	int fd[NODE_SESSIONS_MAX + 1];
	char got[256];
	ssize_t n;

	(void)state;
	cli_sockets_hurry(sockets, 1);
	for (int i = 0; i <= NODE_SESSIONS_MAX; i++) {
		fd[i] = raw_client();
		turn();
		turn();
		send_raw(fd[i], "\0\0\0\2\1\2\0", 7);
		n = recv(fd[i], got, sizeof got, MSG_DONTWAIT);
		assert_true(n > 0);
		assert_non_null(memmem(got, (size_t)n, "<A>", 3));
	}
	assert_string_equal(happened, "OOOOOOOOOOOOOOOOCO");
	n = recv(fd[0], got, sizeof got, MSG_DONTWAIT);
	assert_true(n > 0);
	assert_non_null(memmem(got, (size_t)n, "A newer session of yours", 24));
	assert_int_equal(recv(fd[0], got, sizeof got, MSG_DONTWAIT), 0);
	assert_int_equal(recv(fd[1], got, sizeof got, MSG_DONTWAIT), -1);
	for (int i = 0; i <= NODE_SESSIONS_MAX; i++)
		close(fd[i]);
	for (int i = 0; i < 4; i++)
		turn();
}

static void
one_more_than_the_bound_is_refused(void **state)
{
	int fd[NODE_SESSIONS_MAX + 1];
	char got[256];
	ssize_t n;

	(void)state;
	for (int i = 0; i <= NODE_SESSIONS_MAX; i++) {
		fd[i] = raw_client();
		turn();
		turn();
	}
	n = recv(fd[NODE_SESSIONS_MAX], got, sizeof got, MSG_DONTWAIT);
	assert_true(n > 5);
	assert_non_null(memmem(got, (size_t)n, "Too many", 8));
	assert_int_equal(recv(fd[0], got, sizeof got, MSG_DONTWAIT), -1);
	for (int i = 0; i <= NODE_SESSIONS_MAX; i++)
		close(fd[i]);
	for (int i = 0; i < 4; i++)
		turn();
	assert_string_equal(happened, "");
	fd[0] = raw_client();
	send_raw(fd[0], "\0\0\0\2\1\2\0", 7);
	assert_string_equal(happened, "O");
	close(fd[0]);
}

static void
who_does_not_read_is_not_served(void **state)
{
	int fd = raw_client(), small = 4096;

	(void)state;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
	/* HELLO, the long display, and MORE for every page, without reading any */
	send_raw(fd, "\0\0\0\2\1\2\0\0\0\0\5\2flood", 17);
	for (int i = 0; i < 40; i++)
		send_raw(fd, "\0\0\0\0\5", 5);
	for (int i = 0; i < 20; i++)
		turn();
	assert_true(strlen(happened) < 20);
	close(fd);
	for (int i = 0; i < 6; i++)
		turn();
	assert_int_equal(happened[strlen(happened) - 1], 'C');
}

/* One says nothing, one half a HELLO; both are told. */
static void
who_says_no_hello_is_refused(void **state)
{
	uint64_t began_us = clock_now(), waited_us;
	int fd[2] = {raw_client(), raw_client()};
	char got[256];
	ssize_t n = -1;

	(void)state;
	send_raw(fd[1], "\0\0\0\2\1", 5);
	assert_true(cli_sockets_deadline(sockets) <= clock_now() + CLI_HELLO_LIMIT);
	while (n < 0 && clock_now() < began_us + 2 * CLI_HELLO_LIMIT) {
		turn();
		n = recv(fd[0], got, sizeof got, MSG_DONTWAIT);
	}
	waited_us = clock_now() - began_us;
	assert_true(waited_us >= CLI_HELLO_LIMIT && waited_us < CLI_HELLO_LIMIT + TIME_SEC);
	assert_non_null(memmem(got, (size_t)n, "did not say HELLO in time", 25));
	assert_int_equal(recv(fd[0], got, sizeof got, MSG_DONTWAIT), 0);
	turn();
	assert_true(recv(fd[1], got, sizeof got, MSG_DONTWAIT) > 5);
	assert_int_equal(recv(fd[1], got, sizeof got, MSG_DONTWAIT), 0);
	assert_string_equal(happened, "");
	assert_int_equal(cli_sockets_deadline(sockets), TIME_NEVER);
	close(fd[0]);
	close(fd[1]);
}

/* A place is not kept by one who was told to go and does not read it. */
static void
who_does_not_take_the_last_bytes_is_closed(void **state)
{
	int fd = raw_client(), small = 4096;

	(void)state;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
	send_raw(fd, "\0\0\0\2\1\2\0", 7);
	send_raw(fd, "\0\0\0\x8\2farewell", 13);
	assert_true(cli_sockets_deadline(sockets) <= clock_now() + CLI_HELLO_LIMIT);
	while (cli_sockets_deadline(sockets) != TIME_NEVER)
		turn();
	close(fd);
}

static void
the_socket_is_private_and_single(void **state)
{
	struct cli_sockets *second = NULL;
	struct stat st;

	(void)state;
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(cli_sockets_new(loop, path, 0, heard, NULL, &second), -EADDRINUSE);
	assert_null(second);
	assert_int_equal(stat(path, &st), 0);
}

static void
a_file_left_behind_is_replaced(void **state)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	(void)state;
	snprintf(a.sun_path, sizeof a.sun_path, "%s", path);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
	close(fd); /* as a crash does: the file stays */
	assert_int_equal(access(path, F_OK), 0);
	open_sockets(NULL);
	close(raw_client());
	close_sockets(NULL);
}

static void
what_is_no_socket_is_not_replaced(void **state)
{
	int fd = open(path, O_CREAT | O_WRONLY, 0600);

	(void)state;
	close(fd);
	loop = loop_new();
	assert_int_equal(cli_sockets_new(loop, path, 0, heard, NULL, &sockets), -ENOTSOCK);
	loop_free(loop);
	assert_int_equal(unlink(path), 0);
}

/* ---- a daemon that is stopped: its kernel accepts and takes bytes, and nothing comes ---- */

static int
listen_deaf(int backlog)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(a.sun_path, sizeof a.sun_path, "%s", path);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
	assert_int_equal(listen(fd, backlog), 0);
	return fd;
}

static void
a_silent_daemon_is_given_up(void **state)
{
	static struct client c = {.hello_ms = 50};
	enum client_result result = CLIENT_READY;
	int listener = listen_deaf(4);

	(void)state;
	assert_int_equal(client_open(&c, path, false, &result), 0);
	assert_int_equal(result, CLIENT_SILENT);
	client_close(&c);
	close(listener);
	unlink(path);
}

static void
a_full_queue_is_given_up(void **state)
{
	static struct client c = {.hello_ms = 50};
	enum client_result result = CLIENT_READY;
	int listener = listen_deaf(0), first = raw_client();

	(void)state;
	assert_int_equal(client_open(&c, path, false, &result), 0);
	assert_int_equal(result, CLIENT_SILENT);
	assert_int_equal(c.fd, -1);
	close(first);
	close(listener);
	unlink(path);
}

static unsigned asked;

static bool
still_patient(void *owner)
{
	(void)owner;
	return ++asked < 2;
}

/* What came before it fell silent is printed; patience is asked for, where there is some. */
static void
silence_within_a_command_ends_it(void **state)
{
	static const char half[] = "\0\0\0\6\100\0\7word\0\0\0\3";
	static struct client c = {.hello_ms = 50, .answer_ms = 50, .print = print};
	struct seen s = {0};
	enum client_result result;
	int listener = listen_deaf(4), fd;

	(void)state;
	c.owner = &s;
	for (unsigned patient = 0; patient < 2; patient++) {
		memset(&s, 0, sizeof s);
		asked = 0;
		c.silent = patient ? still_patient : NULL;
		assert_int_equal(client_open(&c, path, false, &result), 0);
		assert_int_equal(result, CLIENT_SILENT);
		assert_int_equal(asked, 0);
		fd = accept(listener, NULL, NULL);
		assert_int_equal(send(fd, half, sizeof half - 1, MSG_NOSIGNAL), sizeof half - 1);
		assert_int_equal(client_say(&c, CLI_WIRE_LINE, "x"), CLIENT_SILENT);
		assert_string_equal(s.text, "word");
		assert_int_equal(asked, patient ? 2 : 0);
		client_close(&c);
		close(fd);
	}
	close(listener);
	unlink(path);
}

static int
make_folder(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/cli.sock", folder);
	return 0;
}

static int
remove_folder(void **state)
{
	(void)state;
	return rmdir(folder);
}

int
main(void)
{
#define SERVED(test) cmocka_unit_test_setup_teardown(test, open_sockets, close_sockets)
	const struct CMUnitTest tests[] = {
	    SERVED(commands_are_answered),
	    SERVED(a_display_comes_in_pages),
	    SERVED(a_display_can_be_stopped),
	    SERVED(early_lines_wait_their_turn),
	    SERVED(broken_rules_are_refused),
	    SERVED(one_more_takes_the_place_that_waited_longest),
	    SERVED(one_more_than_the_bound_is_refused),
	    SERVED(who_does_not_read_is_not_served),
	    SERVED(who_says_no_hello_is_refused),
	    SERVED(who_does_not_take_the_last_bytes_is_closed),
	    SERVED(the_socket_is_private_and_single),
	    cmocka_unit_test(a_file_left_behind_is_replaced),
	    cmocka_unit_test(what_is_no_socket_is_not_replaced),
	    cmocka_unit_test(a_silent_daemon_is_given_up),
	    cmocka_unit_test(a_full_queue_is_given_up),
	    cmocka_unit_test(silence_within_a_command_ends_it),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
