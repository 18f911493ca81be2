/* linux/client.c -- see linux/client.h.
 *
 * Runs in the shell client, which has one thread and may wait: every call ends with the daemon's
 * PROMPT, QUIT or REFUSED, or with its death. A print callback that returns false ends the display:
 * the daemon is told STOP at its next MORE, and what is on the way until then is still taken. */
#include "linux/client.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static bool
send_message(struct client *c, const struct cli_wire *m)
{
	unsigned char bytes[CLI_WIRE_HEAD + CLI_WIRE_LINE_MAX];
	size_t len = 0, sent = 0;

	if (!cli_wire_write(bytes, sizeof bytes, &len, m))
		return false;
	while (sent < len) {
		ssize_t n = send(c->fd, bytes + sent, len - sent, MSG_NOSIGNAL);

		if (n < 0 && errno != EINTR)
			return false;
		sent += n > 0 ? (size_t)n : 0;
	}
	return true;
}

static bool
send_plain(struct client *c, enum cli_wire_kind kind, const char *line)
{
	struct cli_wire m = {
	    .kind = kind, .body = (const unsigned char *)line, .len = strlen(line)};

	return send_message(c, &m);
}

/* One whole message at the start of c->in; *ret points into it. False: the daemon is gone. */
static bool
receive(struct client *c, struct cli_wire *ret, size_t *ret_used)
{
	for (;;) {
		ssize_t n;

		switch (cli_wire_read(c->in, c->in_used, false, ret, ret_used)) {
		case CLI_WIRE_OK:
			return true;
		case CLI_WIRE_BAD:
			return false;
		case CLI_WIRE_SHORT:
			break;
		}
		n = recv(c->fd, c->in + c->in_used, sizeof c->in - c->in_used, 0);
		if (n == 0 || (n < 0 && errno != EINTR))
			return false;
		c->in_used += n > 0 ? (size_t)n : 0;
	}
}

static void
keep_prompt(struct client *c, const struct cli_wire *m)
{
	size_t len = m->len < sizeof c->prompt ? m->len : sizeof c->prompt - 1;

	memcpy(c->prompt, m->body, len);
	c->prompt[len] = '\0';
	c->failed = m->failed;
}

static enum client_result
listen_on(struct client *c)
{
	bool go_on = true, done = false;
	enum client_result result = CLIENT_LOST;
	struct cli_wire m;
	size_t used;

	while (!done && receive(c, &m, &used)) {
		done = true;
		if (m.kind == CLI_WIRE_TEXT) {
			go_on = c->print(c->owner, (const char *)m.body, m.len) && go_on;
			done = false;
		} else if (m.kind == CLI_WIRE_PROMPT && m.prompt == NODE_PROMPT_MORE) {
			done = !send_plain(c, go_on ? CLI_WIRE_MORE : CLI_WIRE_STOP, "");
		} else {
			keep_prompt(c, &m);
			result = m.kind == CLI_WIRE_QUIT	    ? CLIENT_QUIT
				 : m.kind == CLI_WIRE_REFUSED	    ? CLIENT_REFUSED
				 : m.prompt == NODE_PROMPT_QUESTION ? CLIENT_QUESTION
								    : CLIENT_READY;
		}
		c->in_used -= used;
		memmove(c->in, c->in + used, c->in_used);
	}
	return result;
}

int
client_open(struct client *c, const char *path, bool interactive, enum client_result *ret)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	struct cli_wire hello = {
	    .kind = CLI_WIRE_HELLO, .version = CLI_WIRE_VERSION, .interactive = interactive};
	int failed;

	if (strlen(path) >= sizeof a.sun_path)
		return -ENAMETOOLONG;
	memcpy(a.sun_path, path, strlen(path) + 1);
	c->in_used = 0;
	c->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (c->fd < 0)
		return -errno;
	if (connect(c->fd, (struct sockaddr *)&a, sizeof a) < 0) {
		failed = -errno;
		client_close(c);
		return failed;
	}
	/* a daemon that refuses may have closed already; its sentence is still there to read */
	send_message(c, &hello);
	*ret = listen_on(c);
	return 0;
}

enum client_result
client_say(struct client *c, enum cli_wire_kind kind, const char *line)
{
	return send_plain(c, kind, line) ? listen_on(c) : CLIENT_LOST;
}

void
client_close(struct client *c)
{
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
}
