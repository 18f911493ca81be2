/* linux/client.c -- see linux/client.h.
 *
 * Runs in the shell client, which has one thread and may wait: every call ends with the daemon's
 * PROMPT, QUIT or REFUSED, with its death, or when it was silent too long. A daemon that is stopped
 * still accepts and takes bytes, in the kernel, so silence is all that is seen of it. A print
 * callback that returns false ends the display: the daemon is told STOP at its next MORE, and what
 * is on the way until then is still taken. */
#include "linux/client.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "linux/clock.h"

enum { AGAIN_MS = 1000 };

/* Waits until the daemon takes or says something. */
static bool
wait_for(struct client *c, short events, unsigned limit_ms)
{
	struct pollfd p = {.fd = c->fd, .events = events};
	uint64_t until_us = clock_now() + limit_ms * TIME_MS;

	for (;;) {
		uint64_t left_us = time_left(until_us, clock_now());
		int n = poll(&p, 1, (int)((left_us + TIME_MS - 1) / TIME_MS));

		if (n > 0 || (n < 0 && errno != EINTR))
			return true; /* what is wrong with it, send() or recv() says */
		if (n == 0 || c->was_silent) {
			c->was_silent = true;
			if (c->silent == NULL || !c->prompted || !c->silent(c->owner))
				return false;
			until_us = clock_now() + AGAIN_MS * TIME_MS;
		}
	}
}

/* READY: all of it was taken. */
static enum client_result
send_message(struct client *c, const struct cli_wire *m)
{
	unsigned char bytes[CLI_WIRE_HEAD + CLI_WIRE_LINE_MAX];
	size_t len = 0, sent = 0;

	if (!cli_wire_write(bytes, sizeof bytes, &len, m))
		return CLIENT_LOST;
	while (sent < len) {
		ssize_t n = send(c->fd, bytes + sent, len - sent, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n > 0)
			sent += (size_t)n;
		else if (errno == EAGAIN && !wait_for(c, POLLOUT, c->limit_ms))
			return CLIENT_SILENT;
		else if (errno != EAGAIN && errno != EINTR)
			return CLIENT_LOST;
	}
	return CLIENT_READY;
}

static enum client_result
send_plain(struct client *c, enum cli_wire_kind kind, const char *line)
{
	struct cli_wire m = {
	    .kind = kind, .body = (const unsigned char *)line, .len = strlen(line)};

	return send_message(c, &m);
}

/* READY: one whole message stands at the start of c->in; *ret points into it. */
static enum client_result
receive(struct client *c, struct cli_wire *ret, size_t *ret_used)
{
	for (;;) {
		ssize_t n;

		switch (cli_wire_read(c->in, c->in_used, false, ret, ret_used)) {
		case CLI_WIRE_OK:
			return CLIENT_READY;
		case CLI_WIRE_BAD:
			return CLIENT_LOST;
		case CLI_WIRE_SHORT:
			break;
		}
		if (!wait_for(c, POLLIN, c->limit_ms))
			return CLIENT_SILENT;
		c->was_silent = false;
		n = recv(c->fd, c->in + c->in_used, sizeof c->in - c->in_used, MSG_DONTWAIT);
		if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN))
			return CLIENT_LOST;
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
result_of(const struct cli_wire *m)
{
	if (m->kind == CLI_WIRE_QUIT)
		return CLIENT_QUIT;
	if (m->kind == CLI_WIRE_REFUSED)
		return CLIENT_REFUSED;
	return m->prompt == NODE_PROMPT_QUESTION ? CLIENT_QUESTION : CLIENT_READY;
}

static enum client_result
listen_on(struct client *c)
{
	bool go_on = true, done = false;
	enum client_result result = CLIENT_READY;
	struct cli_wire m;
	size_t used;

	while (!done && (result = receive(c, &m, &used)) == CLIENT_READY) {
		if (m.kind == CLI_WIRE_TEXT) {
			c->page = m.page;
			go_on = c->print(c->owner, (const char *)m.body, m.len) && go_on;
		} else if (m.kind == CLI_WIRE_PROMPT && m.prompt == NODE_PROMPT_MORE) {
			result = send_plain(c, go_on ? CLI_WIRE_MORE : CLI_WIRE_STOP, "");
			done = result != CLIENT_READY;
		} else {
			keep_prompt(c, &m);
			result = result_of(&m);
			done = true;
		}
		c->in_used -= used;
		memmove(c->in, c->in + used, c->in_used);
	}
	return result;
}

/* A daemon whose queue of connections is full lets connect() wait as long as this says. */
static int
connect_to(struct client *c, const struct sockaddr_un *a)
{
	struct timeval limit = {.tv_sec = c->limit_ms / 1000, .tv_usec = c->limit_ms % 1000 * 1000};

	c->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (c->fd < 0 || setsockopt(c->fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) < 0)
		return -errno;
	return connect(c->fd, (const struct sockaddr *)a, sizeof *a) < 0 ? -errno : 0;
}

int
client_open(struct client *c, const char *path, bool interactive, enum client_result *ret)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	struct cli_wire hello = {
	    .kind = CLI_WIRE_HELLO, .version = CLI_WIRE_VERSION, .interactive = interactive};
	int r;

	if (strlen(path) >= sizeof a.sun_path)
		return -ENAMETOOLONG;
	memcpy(a.sun_path, path, strlen(path) + 1);
	c->in_used = 0;
	c->was_silent = c->prompted = false;
	c->limit_ms = c->hello_ms > 0 ? c->hello_ms : CLIENT_HELLO_MS;
	*ret = CLIENT_SILENT;
	r = connect_to(c, &a);
	if (r < 0) {
		client_close(c);
		return r == -EAGAIN ? 0 : r;
	}
	/* a daemon that refuses may have closed already; its sentence is still there to read */
	if (send_message(c, &hello) != CLIENT_SILENT)
		*ret = listen_on(c);
	return 0;
}

enum client_result
client_say(struct client *c, enum cli_wire_kind kind, const char *line)
{
	enum client_result sent;

	c->was_silent = false;
	c->prompted = true;
	c->limit_ms = c->answer_ms > 0 ? c->answer_ms : CLIENT_ANSWER_MS;
	sent = send_plain(c, kind, line);
	return sent == CLIENT_READY ? listen_on(c) : sent;
}

enum client_result
client_hear(struct client *c)
{
	c->was_silent = false;
	c->limit_ms = c->answer_ms > 0 ? c->answer_ms : CLIENT_ANSWER_MS;
	return listen_on(c);
}

void
client_close(struct client *c)
{
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
}
