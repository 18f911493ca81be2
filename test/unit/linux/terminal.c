/* The interactive client on a pseudo terminal, with a daemon made for the purpose on the socket:
 * lines edited and remembered, `?`, Tab, Ctrl-C, Ctrl-Z, questions, pages by the window's size. */
#include "test/check.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <fcntl.h>

#include "linux/terminal.h"

enum { PATIENCE_MS = 20000, SCREEN_MAX = 1 << 16 };

static char folder[] = "/tmp/twinlease-terminal-XXXXXX";
static char path[64];
static int master, listener, daemon_end;
static pid_t child;
static const char *terminal_kind = "xterm"; /* of terminal */
static uint8_t in[CLI_WIRE_HEAD + CLI_WIRE_LINE_MAX];
static size_t in_used;
static char screen[SCREEN_MAX];
static uint16_t page;	     /* said with each text */
static size_t shown, looked; /* bytes on the screen; those that were expected already */

/* ---- the daemon ---- */

static void
say(const struct cli_wire *m)
{
	static uint8_t bytes[CLI_WIRE_HEAD + CLI_WIRE_BODY_MAX];
	size_t len = 0;

	assert_true(cli_wire_write(bytes, sizeof bytes, &len, m));
	assert_int_equal(send(daemon_end, bytes, len, MSG_NOSIGNAL), (ssize_t)len);
}

static void
text(const char *words)
{
	say(&(struct cli_wire){.kind = CLI_WIRE_TEXT,
			       .page = page,
			       .body = (const uint8_t *)words,
			       .len = strlen(words)});
}

static void
prompt(enum node_prompt kind, const char *words)
{
	say(&(struct cli_wire){.kind = CLI_WIRE_PROMPT,
			       .prompt = kind,
			       .body = (const uint8_t *)words,
			       .len = strlen(words)});
}

static void
answer_line(const char *line)
{
	char words[CLI_WIRE_LINE_MAX + 32];

	if (strcmp(line, "hang") == 0)
		return;
	if (strcmp(line, "quit") == 0) {
		text("bye\n");
		say(&(struct cli_wire){.kind = CLI_WIRE_QUIT});
	} else if (strcmp(line, "ask") == 0) {
		text("Sure? [Y/N]:");
		prompt(NODE_PROMPT_QUESTION, "");
	} else if (strcmp(line, "endless") == 0) {
		text("begun\n");
		prompt(NODE_PROMPT_MORE, "");
	} else if (strcmp(line, "rows") == 0) {
		for (unsigned i = 1; i <= 12; i++) {
			snprintf(words, sizeof words, "row %u.\n", i);
			text(words);
		}
		prompt(NODE_PROMPT_READY, "<A>");
	} else {
		snprintf(words, sizeof words, "heard (%s)\n", line);
		text(words);
		prompt(NODE_PROMPT_READY, strcmp(line, "view") == 0 ? "[A]" : "<A>");
	}
}

static void
answer(const struct cli_wire *m)
{
	char line[CLI_WIRE_LINE_MAX + 1], words[CLI_WIRE_LINE_MAX + 64];

	snprintf(line, sizeof line, "%.*s", (int)m->len, (const char *)m->body);
	if (m->kind == CLI_WIRE_LINE) {
		answer_line(line);
		return;
	}
	if (m->kind == CLI_WIRE_MORE) {
		text("and on\n");
		prompt(NODE_PROMPT_MORE, "");
		return;
	}
	if (m->kind == CLI_WIRE_HELP)
		snprintf(words, sizeof words, "what follows (%s)\n", line);
	else if (m->kind == CLI_WIRE_TAB)
		snprintf(words, sizeof words, "%s\n", strcmp(line, "dis") == 0 ? "display " : line);
	else if (m->kind == CLI_WIRE_STOP)
		snprintf(words, sizeof words, "stopped\n");
	else
		words[0] = '\0';
	text(words);
	prompt(NODE_PROMPT_READY, "<A>");
}

static void
serve(void)
{
	struct cli_wire m;
	size_t used;
	ssize_t n = recv(daemon_end, in + in_used, sizeof in - in_used, 0);

	if (n <= 0) {
		close(daemon_end);
		daemon_end = -1;
		return;
	}
	in_used += (size_t)n;
	while (cli_wire_read(in, in_used, true, &m, &used) == CLI_WIRE_OK) {
		answer(&m);
		in_used -= used;
		memmove(in, in + used, in_used);
	}
}

/* ---- the operator ---- */

/* Lets both talk until something comes from the terminal. False: it is gone, or patience is. */
static bool
look(void)
{
	struct pollfd p[] = {{.fd = master, .events = POLLIN},
			     {.fd = daemon_end, .events = POLLIN},
			     {.fd = daemon_end < 0 ? listener : -1, .events = POLLIN}};
	ssize_t n;

	if (poll(p, 3, PATIENCE_MS) <= 0)
		return false;
	if (p[2].revents)
		daemon_end = accept(listener, NULL, NULL);
	else if (p[1].revents)
		serve();
	if (!p[0].revents)
		return true;
	n = read(master, screen + shown, sizeof screen - 1 - shown);
	if (n <= 0)
		return false;
	shown += (size_t)n;
	return true;
}

/* Waits until these words came to the screen after those expected before. */
static void
expect(const char *words)
{
	const char *at;

	for (;;) {
		at = memmem(screen + looked, shown - looked, words, strlen(words));
		if (at)
			break;
		if (!look())
			fail_msg("`%s` did not come after `%.*s`", words, (int)(shown - looked),
				 screen + looked);
	}
	looked = (size_t)(at - screen) + strlen(words);
}

static void
type(const char *keys)
{
	assert_int_equal(write(master, keys, strlen(keys)), (ssize_t)strlen(keys));
}

/* At an empty prompt, with the line editor in charge: before it answers, the kernel may still edit
 * what is typed. */
static void
ready(void)
{
	expect("<A>");
	type("?");
	expect("what follows ()");
	expect("<A>");
}

/* libedit never gives back the copies of its key bindings. Nothing of ours calls it, so every
 * leak of ours is still seen. */
const char *__lsan_default_suppressions(void);

const char *
__lsan_default_suppressions(void)
{
	return "leak:wcsdup\n";
}

static void
run_client(const char *terminal)
{
	static struct client c = {.fd = -1, .answer_ms = 1500};
	enum client_result result = CLIENT_LOST;
	int fd, r;

	for (int number = SIGHUP; number <= SIGTERM; number++)
		signal(number, SIG_DFL); /* who started the tests may ignore some */
	setenv("TERM", terminal_kind, 1);
	setsid();
	fd = open(terminal, O_RDWR);
	ioctl(fd, TIOCSCTTY, 0);
	for (int i = 0; i < 3; i++)
		dup2(fd, i);
	r = terminal_run(&c, path, &result);
	client_close(&c);
	exit(r < 0 ? 99 : (int)result);
}

/* A client on a window of so many rows, at its first prompt. */
static void
begin(unsigned short rows)
{
	struct winsize w = {.ws_row = rows, .ws_col = 80};
	char terminal[64];

	page = NODE_PAGE_WINDOW;
	shown = looked = in_used = 0;
	daemon_end = -1;
	master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	assert_true(master >= 0);
	assert_int_equal(grantpt(master) | unlockpt(master), 0);
	assert_int_equal(ptsname_r(master, terminal, sizeof terminal), 0);
	assert_int_equal(ioctl(master, TIOCSWINSZ, &w), 0);
	fflush(NULL);
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		run_client(terminal);
	ready();
}

/* How the client ended, as waitpid() says it. One that does not end fails the test by what it is
 * about. */
static int
gone(void)
{
	char name[64], what[2048] = "";
	int status = 0;
	pid_t ended = 0;
	FILE *f;

	for (int ms = 0; ended == 0 && ms < PATIENCE_MS; ms++) {
		ended = waitpid(child, &status, WNOHANG);
		if (ended == 0)
			poll(NULL, 0, 1);
	}
	if (ended == child)
		return status;
	snprintf(name, sizeof name, "/proc/%d/status", (int)child);
	f = fopen(name, "r");
	if (f != NULL) {
		what[fread(what, 1, sizeof what - 1, f)] = '\0';
		fclose(f);
	}
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	fail_msg("the client does not end: %s", what);
	return 0;
}

/* The client ends by itself: how it says its session ended. */
static int
end(void)
{
	int status;

	while (look())
		;
	status = gone();
	assert_true(WIFEXITED(status));
	close(master);
	if (daemon_end >= 0)
		close(daemon_end);
	return WEXITSTATUS(status);
}

static void
quit(void)
{
	type("quit\r");
	expect("bye");
	assert_int_equal(end(), CLIENT_QUIT);
}

/* ---- tests ---- */

static void
lines_are_edited_and_remembered(void **state)
{
	(void)state;
	begin(24);
	type("ons\001c\005o\177\177ole\r"); /* to the front, to the end, two back */
	expect("heard (conole)");
	ready();
	type("\020\r"); /* the line before */
	expect("heard (conole)");
	ready();
	type("\r");
	expect("heard ()");
	ready();
	quit();
}

static void
question_mark_asks_and_keeps_the_line(void **state)
{
	(void)state;
	begin(24);
	type("show ?");
	expect("what follows (show )");
	expect("<A>show ");
	type("a\026?\r"); /* Ctrl-V: a plain one */
	expect("heard (show a?)");
	ready();
	quit();
}

static void
tab_completes_or_beeps(void **state)
{
	(void)state;
	begin(24);
	type("dis\t");
	expect("play ");
	type("x\t"); /* nothing to add */
	expect("\a");
	type("\r");
	expect("heard (display x)");
	ready();
	quit();
}

static void
control_c_drops_a_line_and_a_question(void **state)
{
	(void)state;
	begin(24);
	type("half a line\003");
	expect("^C");
	ready();
	type("ask\r");
	expect("Sure? [Y/N]:");
	type("\t"); /* no help within a question */
	expect("\a");
	type("?");
	expect("\a");
	type("\003");
	expect("stopped");
	ready();
	type("ask\r");
	expect("Sure? [Y/N]:");
	type("y\r");
	expect("heard (y)");
	ready();
	quit();
}

static void
control_c_ends_a_display(void **state)
{
	(void)state;
	begin(60000);
	type("endless\r");
	expect("begun");
	expect("and on");
	type("\003");
	ready();
	quit();
}

static void
control_z_returns_from_a_view_only(void **state)
{
	(void)state;
	begin(24);
	type("dropped\032next\r");
	expect("heard (next)");
	ready();
	type("view\r");
	expect("[A]");
	type("dropped\032");
	expect("heard (return)");
	ready();
	quit();
}

static void
the_window_says_how_long_a_page_is(void **state)
{
	struct winsize larger = {.ws_row = 24, .ws_col = 80};

	(void)state;
	begin(8);
	type("rows\r");
	expect("row 6.");
	expect("---- More ----");
	assert_null(memmem(screen, shown, "row 9.", 6));
	type(" ");
	expect("row 12.");
	ready();
	type("rows\r");
	expect("---- More ----");
	type("q");
	ready();
	assert_null(memmem(screen + looked, shown - looked, "row 12.", 7));
	assert_int_equal(ioctl(master, TIOCSWINSZ, &larger), 0);
	type("rows\r");
	expect("row 12."); /* no key was needed */
	ready();
	quit();
}

static void
the_session_may_say_how_long_a_page_is(void **state)
{
	(void)state;
	begin(8);
	page = 0;
	type("rows\r");
	expect("row 12."); /* no key was needed */
	ready();
	page = 10;
	type("rows\r");
	expect("row 10.");
	expect("---- More ----");
	type("\r");
	expect("row 11.");
	expect("---- More ----");
	type(" ");
	expect("row 12.");
	ready();
	quit();
}

/* Narrow, so that a line is longer than the window. */
static void
a_line_goes_on_while_the_window_changes(void **state)
{
	struct winsize w = {.ws_row = 24, .ws_col = 80};

	(void)state;
	terminal_kind = "dumb"; /* no cursor is moved upwards */
	begin(24);
	terminal_kind = "xterm";
	type("one");
	expect("one");
	for (w.ws_col = 70; w.ws_col >= 20; w.ws_col -= 10) {
		assert_int_equal(ioctl(master, TIOCSWINSZ, &w), 0);
		type("+");
		expect("+");
	}
	type("two three four\001\005five");
	expect("\r\ne fourfive"); /* the second row of the line */
	type("\r");
	expect("heard (one++++++two three fourfive)");
	ready();
	quit();
}

/* The client waits for a key. libedit takes a signal back only from there: what comes before it
 * reads again finds the handlers that stood before. */
static void
waits_for_a_key(void)
{
	char name[64], line[256], how = 0;

	snprintf(name, sizeof name, "/proc/%d/stat", (int)child);
	for (int ms = 0; how != 'S' && ms < PATIENCE_MS; ms++) {
		FILE *f = fopen(name, "r");

		assert_non_null(f);
		assert_non_null(fgets(line, sizeof line, f));
		fclose(f);
		assert_int_equal(sscanf(strrchr(line, ')'), ") %c", &how), 1);
		if (how != 'S')
			poll(NULL, 0, 1);
	}
	assert_int_equal(how, 'S');
}

static void
a_signal_from_outside_draws_the_line_again_or_drops_nothing(void **state)
{
	(void)state;
	begin(24);
	type("half");
	expect("half");
	for (const char *key = "xyz"; *key; key++) { /* none is part of what moves a cursor */
		char one[] = {*key, '\0'};

		waits_for_a_key();
		if (*key == 'y')
			assert_int_equal(kill(child, SIGSTOP), 0);
		assert_int_equal(kill(child, SIGCONT), 0);
		expect("<A>half");
		type(one);
		expect(one);
	}
	waits_for_a_key();
	assert_int_equal(kill(child, SIGINT), 0);
	type(" line\r");
	expect("heard (halfxyz line)");
	ready();
	quit();
}

/* Logged out, or by somebody else: no key is needed to see it, and the line that was begun counts
 * for nothing. */
static void
the_end_is_told_at_the_prompt(void **state)
{
	static const char *const begun[] = {"", "half"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(begun); i++) {
		begin(24);
		type(begun[i]);
		expect(begun[i]);
		waits_for_a_key();
		text("\nInfo: It ends.\n");
		say(&(struct cli_wire){.kind = CLI_WIRE_QUIT});
		expect("Info: It ends.");
		assert_int_equal(end(), CLIENT_QUIT);
	}
}

static void
a_daemon_that_is_gone_ends_the_prompt(void **state)
{
	(void)state;
	begin(24);
	waits_for_a_key();
	close(daemon_end);
	daemon_end = -1;
	assert_int_equal(end(), CLIENT_LOST);
}

static void
a_signal_that_ends_it_gives_the_terminal_back(void **state)
{
	static const int number[] = {SIGTERM, SIGHUP, SIGQUIT};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(number); i++) {
		struct termios raw, after;
		int status;

		begin(24);
		assert_int_equal(tcgetattr(master, &raw), 0);
		assert_int_equal(raw.c_lflag & (ICANON | ECHO | ISIG), 0);
		waits_for_a_key();
		assert_int_equal(kill(child, number[i]), 0);
		status = gone();
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), number[i]);
		assert_int_equal(tcgetattr(master, &after), 0);
		assert_int_equal(after.c_lflag & (ICANON | ECHO), ICANON | ECHO);
		close(master);
		close(daemon_end);
	}
}

/* Each: what is typed, and the line that comes of it. */
static void
keys_are_those_of_vrp(void **state)
{
	static const struct {
		const char *typed, *line;
	} key[] = {
	    {"abc\001\004", "bc"},			/* Ctrl-D: what is under the cursor, */
	    {"\004\004abc\004", "abc"},			/* nothing where nothing is */
	    {"abc\001\006\031", "a"},			/* Ctrl-Y: to the right, */
	    {"abc\002\030", "c"},			/* Ctrl-X: to the left */
	    {"one two\027", "one "},			/* Ctrl-W: a word */
	    {"abc\001\013d\005\025\024\017e", "dabce"}, /* Ctrl-K, U, T, O: nothing */
	    {"bc\033[1~a\033[4~d", "abcd"},
	    {"xbc\033[1~\033[3~", "bc"},
	    {"one two\033b\033d", "one "},
	    {"a\022b", "ab"},				   /* Ctrl-R: drawn again */
	    {"what\007", "display current-configuration"}, /* Ctrl-G */
	};

	(void)state;
	begin(24);
	for (size_t i = 0; i < COUNT_OF(key); i++) {
		char heard[80];

		type(key[i].typed);
		if (strchr(key[i].typed, 7) == NULL)
			type("\r");
		snprintf(heard, sizeof heard, "heard (%s)", key[i].line);
		expect(heard);
		ready();
	}
	quit();
}

static void
a_paste_that_is_marked_is_text(void **state)
{
	(void)state;
	begin(24);
	type("\033[200~description what?\twhere?\rnext?\033[201~\r");
	expect("heard (description what? where?)");
	expect("heard (next?)");
	ready();
	type("\033[200~lost\003"); /* Ctrl-C ends one, too */
	ready();
	quit();
}

static void
a_line_beyond_the_margin_is_echoed_without_a_blank(void **state)
{
	char line[201];

	(void)state;
	begin(24);
	memset(line, 'x', 200);
	line[200] = '\0';
	for (const char *c = line; *c; c++) {
		type((char[]){*c, '\0'});
		expect("x");
	}
	assert_null(memmem(screen, shown, "x \b", 3));
	type("\r");
	expect("heard (xxx");
	ready();
	quit();
}

static void
the_pager_knows_arrows_and_another_window(void **state)
{
	struct winsize larger = {.ws_row = 24, .ws_col = 80};

	(void)state;
	begin(5);
	type("rows\r");
	expect("row 4.");
	expect("---- More ----");
	type("\033[A\033OC\033[B"); /* up and right are passed over, down is a line */
	expect("row 5.");
	expect("---- More ----");
	assert_null(memmem(screen, shown, "row 6.", 6));
	type("\033[6~");
	expect("row 9.");
	expect("---- More ----");
	assert_int_equal(ioctl(master, TIOCSWINSZ, &larger), 0);
	type(" ");
	expect("row 12.");
	ready();
	type("rows\r");
	expect("row 12."); /* a page is longer now */
	ready();
	quit();
}

static void
control_bracket_and_a_lost_daemon_end_it(void **state)
{
	(void)state;
	begin(24);
	type("\035"); /* in the user view it is `quit` */
	expect("bye");
	assert_int_equal(end(), CLIENT_QUIT);
	begin(24);
	type("view\r");
	expect("[A]");
	type("\035");
	assert_int_equal(end(), CLIENT_READY);
	begin(24);
	shutdown(daemon_end, SHUT_RDWR);
	type("x\r");
	assert_int_equal(end(), CLIENT_LOST);
	begin(24);
	shutdown(daemon_end, SHUT_RDWR);
	type("?"); /* lost under a key */
	assert_int_equal(end(), CLIENT_LOST);
}

/* The session goes on when the daemon does, and ends when its operator has had enough. */
static void
a_silent_daemon_is_told_and_waited_for(void **state)
{
	(void)state;
	begin(24);
	type("hang\r");
	expect("does not answer; it is waited for");
	prompt(NODE_PROMPT_READY, "<A>");
	ready();
	type("hang\r");
	expect("does not answer; it is waited for");
	type("\003");
	assert_int_equal(end(), CLIENT_SILENT);
}

static void
nobody_serves(void **state)
{
	static struct client c;
	enum client_result result;

	(void)state;
	assert_true(terminal_run(&c, "/nowhere/at/all", &result) < 0);
}

static int
listen_first(void **state)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};

	(void)state;
	setenv("TERM", "dumb", 1);
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof path, "%s/cli", folder);
	snprintf(a.sun_path, sizeof a.sun_path, "%s", path);
	listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	return bind(listener, (const struct sockaddr *)&a, sizeof a) || listen(listener, 4);
}

static int
clear_up(void **state)
{
	(void)state;
	close(listener);
	unlink(path);
	return rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lines_are_edited_and_remembered),
	    cmocka_unit_test(question_mark_asks_and_keeps_the_line),
	    cmocka_unit_test(tab_completes_or_beeps),
	    cmocka_unit_test(control_c_drops_a_line_and_a_question),
	    cmocka_unit_test(control_c_ends_a_display),
	    cmocka_unit_test(control_z_returns_from_a_view_only),
	    cmocka_unit_test(the_window_says_how_long_a_page_is),
	    cmocka_unit_test(the_session_may_say_how_long_a_page_is),
	    cmocka_unit_test(a_line_goes_on_while_the_window_changes),
	    cmocka_unit_test(a_signal_from_outside_draws_the_line_again_or_drops_nothing),
	    cmocka_unit_test(the_end_is_told_at_the_prompt),
	    cmocka_unit_test(a_daemon_that_is_gone_ends_the_prompt),
	    cmocka_unit_test(a_signal_that_ends_it_gives_the_terminal_back),
	    cmocka_unit_test(keys_are_those_of_vrp),
	    cmocka_unit_test(a_paste_that_is_marked_is_text),
	    cmocka_unit_test(a_line_beyond_the_margin_is_echoed_without_a_blank),
	    cmocka_unit_test(the_pager_knows_arrows_and_another_window),
	    cmocka_unit_test(control_bracket_and_a_lost_daemon_end_it),
	    cmocka_unit_test(a_silent_daemon_is_told_and_waited_for),
	    cmocka_unit_test(nobody_serves),
	};

	return cmocka_run_group_tests(tests, listen_first, clear_up);
}
