/* linux/terminal.c -- see linux/terminal.h.
 *
 * The keys are VRP's (docs/vrp.md "Keys"). libedit reads with ISIG off, so that Ctrl-C and Ctrl-Z
 * are keys like others: Ctrl-C drops the line and ends a question, Ctrl-Z is the command `return`.
 * While a display is printed the terminal is in its ordinary mode, and Ctrl-C is a signal that ends
 * the display. `?` and Tab are keys whose work the daemon does; Ctrl-V types a `?`, and within a
 * paste that the terminal marks as one both are text.
 *
 * Programs read what is echoed. Where a line reaches the margin libedit writes a blank and takes it
 * back, so that the cursor stands in the next line; write_edit() holds these two back until it is
 * known that no character follows, which would move it there anyway. */
#include "linux/terminal.h"

#include <errno.h>
#include <histedit.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "linux/key.h"
#include "linux/key_wait.h"
#include "linux/pager.h"

enum { HISTORY_LINES = 256, ROWS_DEFAULT = 24, COLUMNS_DEFAULT = 80 };

struct terminal {
	struct client *client;
	EditLine *edit;
	History *history;
	FILE *out; /* of libedit: write_edit() */
	enum client_result result;
	struct pager pager;
	unsigned rows; /* of the window */
	int signals;   /* of key_wait() */
	bool editing;  /* libedit has the terminal */
	bool margins;  /* the cursor stays at the margin until a character follows */
	bool held;     /* ... and stands there: a blank and its taking back are held back */
	bool brackets; /* the terminal says where a paste begins and ends */
	bool pasting;
	bool told;	/* that the daemon is silent, in this command */
	bool capturing; /* text goes to `captured`, for Tab */
	size_t captured_len;
	char captured[CLI_WIRE_LINE_MAX];
};

static volatile sig_atomic_t interrupted;

static void
on_interrupt(int number)
{
	(void)number;
	interrupted = 1;
}

/* ---- printing ---- */

static void
write_out(void *owner, const char *text, size_t len)
{
	(void)owner;
	fwrite(text, 1, len, stdout);
}

static void
measure(struct terminal *t)
{
	struct winsize w = {0};

	ioctl(STDOUT_FILENO, TIOCGWINSZ, &w);
	t->rows = w.ws_row > 1 ? w.ws_row : ROWS_DEFAULT;
	t->pager.columns = w.ws_col ? w.ws_col : COLUMNS_DEFAULT;
	t->pager.page = t->client->page == NODE_PAGE_WINDOW ? t->rows - 1 : t->client->page;
}

/* The window may have another size when the key comes. */
static int
read_key(void *owner)
{
	struct terminal *t = owner;
	struct termios before, raw;
	int key;

	fflush(stdout);
	if (tcgetattr(STDIN_FILENO, &before) < 0)
		return -1;
	raw = before;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG);
	tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	key = key_read(STDIN_FILENO);
	tcsetattr(STDIN_FILENO, TCSANOW, &before);
	measure(t);
	return key;
}

/* libedit's own output; see above. */
static ssize_t
write_edit(void *owner, const char *bytes, size_t n)
{
	struct terminal *t = owner;

	for (size_t i = 0; i < n; i++) {
		bool ends =
		    bytes[i] == '\n' || (bytes[i] == '\r' && i + 1 < n && bytes[i + 1] == '\n');

		if (t->held && (unsigned char)bytes[i] < ' ' && !ends)
			fputs(" \b", stdout);
		t->held = t->margins && i + 1 < n && bytes[i] == ' ' && bytes[i + 1] == '\b';
		if (t->held)
			i++;
		else
			putchar(bytes[i]);
	}
	fflush(stdout);
	return (ssize_t)n;
}

static bool
print(void *owner, const char *text, size_t len)
{
	struct terminal *t = owner;

	if (!t->capturing) {
		if (interrupted)
			t->pager.stopped = true;
		t->pager.page = t->client->page == NODE_PAGE_WINDOW ? t->rows - 1 : t->client->page;
		return pager_print(&t->pager, text, len);
	}
	if (len > sizeof t->captured - 1 - t->captured_len)
		len = sizeof t->captured - 1 - t->captured_len;
	memcpy(t->captured + t->captured_len, text, len);
	t->captured_len += len;
	return true;
}

/* Off before the prompt is drawn: libedit takes the terminal over only after that. */
static void
control_c_is_a_signal(bool yes)
{
	struct termios now;

	if (tcgetattr(STDIN_FILENO, &now) < 0)
		return;
	now.c_lflag = yes ? now.c_lflag | ISIG : now.c_lflag & ~(tcflag_t)ISIG;
	tcsetattr(STDIN_FILENO, TCSANOW, &now);
}

/* The session may be worth a wait: it holds what is not committed. */
static bool
silent(void *owner)
{
	struct terminal *t = owner;

	if (t->told) {
		if (interrupted)
			printf("\n");
		return !interrupted;
	}
	t->told = true;
	interrupted = 0;
	control_c_is_a_signal(true); /* under a key it is none */
	printf("\nThe daemon does not answer; it is waited for. Ctrl-C ends this session.\n");
	fflush(stdout);
	return true;
}

/* A question's words may stand in the text: then the line begun is the prompt. */
static void
settle(struct terminal *t)
{
	struct client *c = t->client;

	if (t->result == CLIENT_QUESTION && c->prompt[0] == '\0')
		snprintf(c->prompt, sizeof c->prompt, "%s", t->pager.tail);
	else
		pager_end(&t->pager);
	fflush(stdout);
}

static void
send_line(struct terminal *t, enum cli_wire_kind kind, const char *line)
{
	measure(t);
	pager_begin(&t->pager);
	interrupted = 0;
	t->told = false;
	t->result = client_say(t->client, kind, line);
	if (t->told && t->editing)
		control_c_is_a_signal(false);
	settle(t);
}

/* ---- keys ---- */

static struct terminal *
terminal_of(EditLine *edit)
{
	struct terminal *t = NULL;

	el_get(edit, EL_CLIENTDATA, &t);
	return t;
}

static char *
prompt(EditLine *edit)
{
	return terminal_of(edit)->client->prompt;
}

static void
line_so_far(EditLine *edit, char line[CLI_WIRE_LINE_MAX])
{
	const LineInfo *info = el_line(edit);
	size_t len = (size_t)(info->cursor - info->buffer);

	if (len > CLI_WIRE_LINE_MAX - 1)
		len = CLI_WIRE_LINE_MAX - 1;
	memcpy(line, info->buffer, len);
	line[len] = '\0';
}

/* Ends the reading of lines when the session ended under a key. */
static unsigned char
after_key(struct terminal *t, unsigned char result)
{
	return t->result == CLIENT_READY || t->result == CLIENT_QUESTION ? result : CC_EOF;
}

static unsigned char
key_help(EditLine *edit, int key)
{
	struct terminal *t = terminal_of(edit);
	char line[CLI_WIRE_LINE_MAX];

	(void)key;
	if (t->result == CLIENT_QUESTION)
		return CC_REFRESH_BEEP;
	if (t->pasting)
		return el_insertstr(edit, "?") < 0 ? CC_ERROR : CC_REFRESH;
	line_so_far(edit, line);
	printf("?\n");
	send_line(t, CLI_WIRE_HELP, line);
	return after_key(t, CC_REDISPLAY);
}

static unsigned char
key_tab(EditLine *edit, int key)
{
	struct terminal *t = terminal_of(edit);
	char line[CLI_WIRE_LINE_MAX];
	const LineInfo *info = el_line(edit);

	(void)key;
	if (t->result == CLIENT_QUESTION)
		return CC_REFRESH_BEEP;
	if (t->pasting)
		return el_insertstr(edit, " ") < 0 ? CC_ERROR : CC_REFRESH;
	line_so_far(edit, line);
	t->capturing = true;
	t->captured_len = 0;
	send_line(t, CLI_WIRE_TAB, line);
	t->capturing = false;
	while (t->captured_len > 0 && t->captured[t->captured_len - 1] == '\n')
		t->captured_len--;
	t->captured[t->captured_len] = '\0';
	if (t->captured_len == 0 || strcmp(t->captured, line) == 0)
		return after_key(t, CC_REFRESH_BEEP);
	el_deletestr(edit, (int)(info->cursor - info->buffer));
	el_insertstr(edit, t->captured);
	return after_key(t, CC_REFRESH);
}

static void
drop_line(EditLine *edit)
{
	const LineInfo *info = el_line(edit);

	el_cursor(edit, (int)(info->lastchar - info->cursor));
	info = el_line(edit);
	el_deletestr(edit, (int)(info->cursor - info->buffer));
}

static unsigned char
key_stop(EditLine *edit, int key)
{
	struct terminal *t = terminal_of(edit);

	(void)key;
	t->pasting = false;
	drop_line(edit);
	printf("^C\n");
	if (t->result == CLIENT_QUESTION)
		send_line(t, CLI_WIRE_STOP, "");
	return after_key(t, CC_REDISPLAY);
}

/* Enters a command in place of what was typed; "": only drops that. A question goes on. */
static unsigned char
enter_instead(EditLine *edit, const char *command)
{
	if (terminal_of(edit)->result == CLIENT_QUESTION)
		return CC_REFRESH_BEEP;
	drop_line(edit);
	if (command[0] != '\0') {
		el_insertstr(edit, command);
		el_push(edit, "\n");
	}
	return CC_REFRESH;
}

/* In the user view there is nothing to return from: there Ctrl-Z only drops the line. */
static unsigned char
key_return(EditLine *edit, int key)
{
	(void)key;
	return enter_instead(edit, terminal_of(edit)->client->prompt[0] == '<' ? "" : "return");
}

static unsigned char
key_current(EditLine *edit, int key)
{
	(void)key;
	return enter_instead(edit, "display current-configuration");
}

/* The end, as when the terminal is gone. */
static unsigned char
key_close(EditLine *edit, int key)
{
	(void)edit;
	(void)key;
	return CC_EOF;
}

static unsigned char
key_paste_begins(EditLine *edit, int key)
{
	(void)key;
	terminal_of(edit)->pasting = true;
	return CC_NORM;
}

static unsigned char
key_paste_ends(EditLine *edit, int key)
{
	(void)key;
	terminal_of(edit)->pasting = false;
	return CC_NORM;
}

static const struct {
	const wchar_t *name, *help;
	unsigned char (*function)(EditLine *, int);
} functions[] = {
    {L"vrp-help", L"what may follow", key_help},
    {L"vrp-complete", L"completes a word", key_tab},
    {L"vrp-stop", L"drops the line", key_stop},
    {L"vrp-return", L"to the user view", key_return},
    {L"vrp-current", L"displays the running configuration", key_current},
    {L"vrp-close", L"ends the session", key_close},
    {L"vrp-paste-begins", L"", key_paste_begins},
    {L"vrp-paste-ends", L"", key_paste_ends},
};

/* docs/vrp.md "Keys"; what is not here is as libedit has it. */
static const struct {
	const char *keys, *function;
} bindings[] = {
    {"?", "vrp-help"},
    {"\t", "vrp-complete"},
    {"^C", "vrp-stop"},
    {"^D", "ed-delete-next-char"},
    {"^G", "vrp-current"},
    {"^K", "ed-unassigned"},
    {"^O", "ed-unassigned"},
    {"^R", "ed-redisplay"},
    {"^T", "ed-unassigned"},
    {"^U", "ed-unassigned"},
    {"^W", "ed-delete-prev-word"},
    {"^X", "vi-kill-line-prev"},
    {"^Y", "ed-kill-line"},
    {"^Z", "vrp-return"},
    {"^]", "vrp-close"},
    {"\033n", "ed-next-history"},
    {"\033p", "ed-prev-history"},
    {"\033[1~", "ed-move-to-beg"},
    {"\033[3~", "ed-delete-next-char"},
    {"\033[4~", "ed-move-to-end"},
    {"\033[5~", "ed-prev-history"},
    {"\033[6~", "ed-next-history"},
    {"\033[200~", "vrp-paste-begins"},
    {"\033[201~", "vrp-paste-ends"},
};

/* Terminals that are known to mark a paste; to others the question would be rubbish on the screen.
 */
static bool
marks_pastes(void)
{
	static const char *const family[] = {"xterm", "screen", "tmux",	    "rxvt",
					     "foot",  "kitty",	"alacritty"};
	const char *name = getenv("TERM");

	for (size_t i = 0; name != NULL && i < sizeof family / sizeof *family; i++)
		if (strncmp(name, family[i], strlen(family[i])) == 0)
			return true;
	return false;
}

/* Once in a session: a program that reads the prompt finds nothing before it. */
static void
ask_for_marks(const struct terminal *t, bool yes)
{
	if (!t->brackets)
		return;
	fputs(yes ? "\033[?2004h" : "\033[?2004l", stdout);
	fflush(stdout);
}

/* ---- running ---- */

/* The daemon ends the session, or is gone; what it says of that is printed. */
static bool
hear_daemon(struct terminal *t)
{
	pager_begin(&t->pager);
	interrupted = 0;
	t->told = false;
	t->result = client_hear(t->client);
	settle(t);
	return t->result == CLIENT_READY || t->result == CLIENT_QUESTION;
}

/* Waits for a key. False: the session has ended meanwhile. */
static bool
key_comes(struct terminal *t)
{
	for (;;) {
		enum key_wait what = key_wait(STDIN_FILENO, t->client->fd, t->signals);

		if (what == KEY_WAIT_KEY)
			return true;
		if (what == KEY_WAIT_OTHER && !hear_daemon(t))
			return false;
		el_set(t->edit, EL_PREP_TERM, 1);
		el_set(t->edit, EL_REFRESH);
	}
}

/* Nothing is drawn but for a key, so the size is asked for when one came. */
static int
next_key(EditLine *edit, wchar_t *ret)
{
	int n;

	if (!key_comes(terminal_of(edit)))
		return 0;
	el_wset(edit, EL_GETCFN, EL_BUILTIN_GETCFN);
	do
		n = el_wgetc(edit, ret); /* takes a second signal in a row for the end */
	while (n < 0 && errno == EINTR);
	el_wset(edit, EL_GETCFN, next_key);
	if (n == 1)
		el_resize(edit);
	return n;
}

static void
bind_keys(struct terminal *t)
{
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
		el_wset(t->edit, EL_ADDFN, functions[i].name, functions[i].help,
			functions[i].function);
	for (size_t i = 0; i < sizeof bindings / sizeof *bindings; i++)
		el_set(t->edit, EL_BIND, bindings[i].keys, bindings[i].function, NULL);
}

static void
open_edit(struct terminal *t)
{
	static const cookie_io_functions_t io = {.write = write_edit};
	HistEvent e;
	int magic = 0;

	t->signals = key_wait_open();
	setlocale(LC_CTYPE, "");
	t->history = history_init();
	history(t->history, &e, H_SETSIZE, HISTORY_LINES);
	history(t->history, &e, H_SETUNIQUE, 1);
	t->out = fopencookie(t, "w", io);
	t->edit = el_init_fd("twinlease", stdin, t->out, stderr, STDIN_FILENO, STDOUT_FILENO,
			     STDERR_FILENO);
	el_set(t->edit, EL_CLIENTDATA, t);
	el_set(t->edit, EL_EDITOR, "emacs");
	el_set(t->edit, EL_SIGNAL, 1);
	el_wset(t->edit, EL_GETCFN, next_key);
	el_set(t->edit, EL_SETTY, "-d", "-isig", NULL);
	el_set(t->edit, EL_PROMPT, prompt);
	el_set(t->edit, EL_HIST, history, t->history);
	bind_keys(t);
	el_get(t->edit, EL_GETTC, "xn", &magic);
	t->margins = magic != 0;
	t->brackets = marks_pastes();
}

static void
take_line(struct terminal *t, const char *text, size_t len)
{
	char line[CLI_WIRE_LINE_MAX];
	HistEvent e;

	while (len > 0 && (text[len - 1] == '\n' || text[len - 1] == '\r'))
		len--;
	if (len > CLI_WIRE_LINE_MAX - 1)
		len = CLI_WIRE_LINE_MAX - 1;
	memcpy(line, text, len);
	line[len] = '\0';
	if (t->result == CLIENT_READY && line[strspn(line, " \t")] != '\0')
		history(t->history, &e, H_ENTER, line);
	send_line(t, CLI_WIRE_LINE, line);
}

/* Ctrl-], or the terminal is gone. From the user view it is `quit`, and hears what that says. */
static void
leave(struct terminal *t)
{
	printf("\n");
	if (t->result == CLIENT_READY && t->client->prompt[0] == '<')
		send_line(t, CLI_WIRE_LINE, "quit");
}

static void
read_lines(struct terminal *t)
{
	while (t->result == CLIENT_READY || t->result == CLIENT_QUESTION) {
		const char *text;
		int len = 0;

		control_c_is_a_signal(false);
		/* Before the prompt, which says that keys are heard: the ordinary mode, which
		 * libedit leaves after it, would take a Ctrl-D for the end. */
		el_set(t->edit, EL_PREP_TERM, 1);
		t->editing = true;
		text = el_gets(t->edit, &len);
		t->editing = false;
		control_c_is_a_signal(true);
		if (t->result != CLIENT_READY && t->result != CLIENT_QUESTION)
			return; /* lost while a key was served */
		if (text == NULL || len <= 0) {
			leave(t);
			return;
		}
		take_line(t, text, (size_t)len);
	}
}

int
terminal_run(struct client *c, const char *path, enum client_result *ret)
{
	struct terminal *t = calloc(1, sizeof *t);
	struct sigaction a = {.sa_handler = on_interrupt};
	int r;

	if (t == NULL)
		return -ENOMEM;
	t->client = c;
	t->pager.write = write_out;
	t->pager.key = read_key;
	t->pager.owner = t;
	c->print = print;
	c->silent = silent;
	c->owner = t;
	measure(t);
	pager_begin(&t->pager);
	sigaction(SIGINT, &a, NULL);
	r = client_open(c, path, true, &t->result);
	if (r == 0) {
		settle(t);
		open_edit(t);
		ask_for_marks(t, true);
		read_lines(t);
		ask_for_marks(t, false);
		el_end(t->edit);
		close(t->signals);
		fclose(t->out);
		history_end(t->history);
		*ret = t->result;
	}
	free(t);
	return r;
}
