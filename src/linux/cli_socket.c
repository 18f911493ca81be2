/* linux/cli_socket.c -- see linux/cli_socket.h.
 *
 * One message is taken at a time, and only when nothing waits to be sent: whoever does not read is
 * not served, and whoever writes ahead waits in the socket's own buffer. STOP is also taken while
 * IDLE or BUSY, where it has nothing to end and costs one empty prompt at most.
 *
 * All on the loop's thread. Nothing waits for a client: what it does not take stays in its
 * session's buffer, and its session alone stands still. */
#include "linux/cli_socket.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "linux/accept.h"
#include "linux/cli_listen.h"
#include "linux/cli_out.h"
#include "linux/cli_places.h"
#include "linux/cli_refusal.h"
#include "linux/cli_state.h"
#include "linux/cli_users.h"
#include "linux/cli_wire.h"
#include "linux/clock.h"

enum { IN_MAX = CLI_WIRE_HEAD + CLI_WIRE_LINE_MAX };

struct session {
	struct loop_source source; /* fd -1: none */
	enum session_state state;
	bool eof;	   /* the client will send no more */
	bool gone;	   /* sending failed: told at the next turn */
	bool interactive;  /* it said so */
	uid_t uid;	   /* of the client */
	uint64_t number;   /* NAMING: of the question */
	uint32_t watched;  /* events asked for */
	uint64_t since_us; /* of the state */
	size_t in_len;
	uint8_t in[IN_MAX];
	struct cli_out out; /* what was too much for it ends the session at the next flush */
};

struct cli_sockets {
	struct loop *loop;
	struct acceptor listener;
	void (*heard)(void *owner, const struct cli_event *);
	void *owner;
	char path[sizeof((struct sockaddr_un *)0)->sun_path];
	struct cli_users users;
	struct cli_refusals refusals;
	uint64_t waits_us; /* of a session whose place may be taken */
	struct session session[NODE_SESSIONS_MAX];
};

static void
go(struct session *n, enum session_state to)
{
	assert(cli_state_may_go(n->state, to));
	n->state = to;
	n->since_us = clock_now();
}

static void
session_watch(struct cli_sockets *s, struct session *n)
{
	bool full = n->in_len == sizeof n->in || n->eof;
	uint32_t wanted = (cli_out_waits(&n->out) ? EPOLLOUT : 0u) |
			  (full || n->state == SESSION_LEAVING ? 0u : EPOLLIN);

	if (wanted == n->watched)
		return;
	n->watched = wanted;
	loop_change(s->loop, &n->source, wanted);
}

static void
session_drop(struct cli_sockets *s, struct session *n)
{
	loop_remove(s->loop, &n->source);
	close(n->source.fd);
	n->source.fd = -1;
	cli_out_end(&n->out);
	go(n, SESSION_FREE);
}

static void
tell_node(struct cli_sockets *s, struct session *n, enum node_cli_event kind, const char *line)
{
	struct cli_event e = {.session = (unsigned)(n - s->session), .kind = kind, .line = line};

	s->heard(s->owner, &e);
}

/* Drops the session, and tells the node if it knew of it. */
static void
session_lost(struct cli_sockets *s, struct session *n)
{
	bool known =
	    n->state != SESSION_NEW && n->state != SESSION_NAMING && n->state != SESSION_LEAVING;

	session_drop(s, n);
	if (known)
		tell_node(s, n, NODE_CLI_CLOSE, NULL);
}

static void
session_refuse(struct cli_sockets *s, struct session *n, const char *sentence)
{
	bool known = n->state != SESSION_NEW && n->state != SESSION_NAMING;
	struct cli_wire m = {
	    .kind = CLI_WIRE_REFUSED, .body = (const uint8_t *)sentence, .len = strlen(sentence)};

	cli_refusal_log(&s->refusals, sentence, clock_now());
	cli_out_say(&n->out, &m);
	go(n, SESSION_LEAVING);
	if (known)
		tell_node(s, n, NODE_CLI_CLOSE, NULL);
}

/* ---- who it is ---- */

static void
open_session(struct cli_sockets *s, struct session *n, const char *user, const char *groups,
	     bool root)
{
	struct cli_event e = {.session = (unsigned)(n - s->session),
			      .kind = NODE_CLI_OPEN,
			      .interactive = n->interactive,
			      .user = user,
			      .groups = groups,
			      .root = root};

	go(n, SESSION_BUSY);
	s->heard(s->owner, &e);
}

static void
user_named(void *owner, const struct user_answer *a)
{
	struct cli_sockets *s = owner;
	struct session *n = &s->session[a->place];

	if (n->state != SESSION_NAMING || n->number != a->number)
		return;
	if (a->error == 0)
		open_session(s, n, a->names.name, a->names.groups, false);
	else
		session_refuse(s, n, "The system does not say who you are.");
	cli_sockets_flush(s);
}

static bool
is_owner(uid_t uid)
{
	return uid == 0 || uid == geteuid();
}

static void
find_user(struct cli_sockets *s, struct session *n)
{
	struct peer peer;
	bool known = peer_read(n->source.fd, &peer) == 0;

	static_assert(USER_PLACES == (int)NODE_SESSIONS_MAX, "one value in both files");
	if (known && is_owner(peer.uid)) {
		open_session(s, n, peer.uid == 0 ? "root" : "owner", "", true);
		return;
	}
	n->number = known ? cli_users_ask(&s->users, (unsigned)(n - s->session), &peer) : 0;
	if (n->number == 0)
		session_refuse(s, n, "It cannot be found out who you are.");
	else
		go(n, SESSION_NAMING);
}

/* ---- what the client says ---- */

static void
take_hello(struct cli_sockets *s, struct session *n, const struct cli_wire *m)
{
	if (m->kind != CLI_WIRE_HELLO)
		session_refuse(s, n, "The client did not say HELLO first.");
	else if (m->version != CLI_WIRE_VERSION)
		session_refuse(s, n, "The client is of another version than the daemon.");
	else {
		n->interactive = m->interactive;
		find_user(s, n);
	}
}

static void
take_line(struct cli_sockets *s, struct session *n, const struct cli_wire *m)
{
	static const enum node_cli_event event[] = {[CLI_WIRE_LINE] = NODE_CLI_LINE,
						    [CLI_WIRE_HELP] = NODE_CLI_HELP,
						    [CLI_WIRE_TAB] = NODE_CLI_TAB,
						    [CLI_WIRE_STOP] = NODE_CLI_STOP};
	char line[CLI_WIRE_LINE_MAX + 1];

	if (m->kind != CLI_WIRE_LINE && m->kind != CLI_WIRE_HELP && m->kind != CLI_WIRE_TAB &&
	    m->kind != CLI_WIRE_STOP) {
		session_refuse(s, n, "The client went on with a display that has ended.");
		return;
	}
	memcpy(line, m->body, m->len);
	line[m->len] = '\0';
	go(n, SESSION_BUSY);
	tell_node(s, n, event[m->kind], line);
}

static void
take_more(struct cli_sockets *s, struct session *n, const struct cli_wire *m)
{
	if (m->kind != CLI_WIRE_MORE && m->kind != CLI_WIRE_STOP) {
		session_refuse(s, n, "The client sent a command in the middle of a display.");
		return;
	}
	go(n, SESSION_BUSY);
	tell_node(s, n, m->kind == CLI_WIRE_MORE ? NODE_CLI_MORE : NODE_CLI_STOP, NULL);
}

static void
take_message(struct cli_sockets *s, struct session *n, const struct cli_wire *m)
{
	switch (n->state) {
	case SESSION_NEW:
		take_hello(s, n, m);
		break;
	case SESSION_IDLE:
		take_line(s, n, m);
		break;
	case SESSION_PAUSED:
		take_more(s, n, m);
		break;
	case SESSION_FREE:
	case SESSION_NAMING:
	case SESSION_BUSY:
	case SESSION_LEAVING:
	case SESSION_STATES:
		break;
	}
}

static bool
session_listens(const struct session *n)
{
	return !cli_out_waits(&n->out) &&
	       (n->state == SESSION_NEW || n->state == SESSION_IDLE || n->state == SESSION_PAUSED);
}

/* One message, if the session may take one and it is all there. True when something was told. */
static bool
session_turn(struct cli_sockets *s, struct session *n)
{
	uint8_t body[CLI_WIRE_LINE_MAX];
	struct cli_wire m;
	size_t used = 0;

	if (!session_listens(n))
		return false;
	switch (cli_wire_read(n->in, n->in_len, true, &m, &used)) {
	case CLI_WIRE_SHORT:
		if (!n->eof)
			return false;
		session_lost(s, n);
		return true;
	case CLI_WIRE_BAD:
		session_refuse(s, n, "The client sent something that is no message.");
		return true;
	case CLI_WIRE_OK:
		break;
	}
	memcpy(body, m.body, m.len);
	m.body = body;
	n->in_len -= used;
	memmove(n->in, n->in + used, n->in_len);
	take_message(s, n, &m);
	return true;
}

/* ---- descriptors ---- */

static void
session_ready(struct loop_source *source, uint32_t events)
{
	struct cli_sockets *s = source->owner;
	struct session *n = (struct session *)(void *)source;
	ssize_t r;

	if (events & EPOLLIN && n->in_len < sizeof n->in) {
		r = recv(source->fd, n->in + n->in_len, sizeof n->in - n->in_len, MSG_DONTWAIT);
		if (r > 0)
			n->in_len += (size_t)r;
		else if (r == 0)
			n->eof = true;
	}
	if (!cli_out_send(&n->out, n->source.fd) || events & EPOLLERR ||
	    (events & EPOLLHUP && !(events & EPOLLIN))) {
		session_lost(s, n);
		return;
	}
	if (n->state == SESSION_LEAVING && !cli_out_waits(&n->out))
		session_drop(s, n);
	else
		session_watch(s, n);
}

/* Ends what waits there, and tells its client: the place is needed now. */
static void
make_room(struct cli_sockets *s, struct session *n)
{
	session_refuse(s, n, "A newer session of yours took the place of this one.");
	if (n->state == SESSION_FREE) /* its client took that at once */
		return;
	cli_out_send(&n->out, n->source.fd);
	session_drop(s, n);
}

/* From when on its place may be taken. */
static uint64_t
due_us(const struct cli_sockets *s, const struct session *n)
{
	return n->state == SESSION_IDLE || n->state == SESSION_PAUSED
		   ? time_after(n->since_us, s->waits_us)
		   : TIME_NEVER;
}

/* A place for who connected, or NULL: he gets none. */
static struct session *
session_place(struct cli_sockets *s, uid_t uid)
{
	struct cli_place place[NODE_SESSIONS_MAX];
	unsigned at = 0;

	for (unsigned i = 0; i < NODE_SESSIONS_MAX; i++) {
		const struct session *n = &s->session[i];

		place[i] = (struct cli_place){n->state != SESSION_FREE, n->uid, due_us(s, n)};
	}
	switch (cli_place_find(place, NODE_SESSIONS_MAX, uid, is_owner(uid), clock_now(), &at)) {
	case CLI_PLACE_FREE:
		return &s->session[at];
	case CLI_PLACE_TAKE:
		make_room(s, &s->session[at]);
		return &s->session[at];
	case CLI_PLACE_NONE:
		break;
	}
	return NULL;
}

static void
listener_ready(struct loop_source *source, uint32_t events)
{
	static const char full[] = "Too many command line sessions are open.";
	struct cli_sockets *s = source->owner;
	int fd = accept_next(s->loop, &s->listener, "command line", NULL);
	struct session *n;
	struct cli_out out;
	uid_t uid;

	(void)events;
	if (fd < 0)
		return;
	uid = peer_uid(fd);
	n = session_place(s, uid);
	if (n == NULL || !cli_out_begin(&out)) {
		cli_refusal_log(&s->refusals, full, clock_now());
		cli_refuse(fd, full);
		return;
	}
	*n = (struct session){
	    .source = {fd, session_ready, s}, .uid = uid, .out = out, .watched = EPOLLIN};
	go(n, SESSION_NEW);
	if (loop_add(s->loop, &n->source, EPOLLIN) < 0)
		session_drop(s, n);
}

/* ---- what the host calls ---- */

int
cli_sockets_new(struct loop *l, const char *path, gid_t group,
		void (*heard)(void *owner, const struct cli_event *), void *owner,
		struct cli_sockets **ret)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	struct cli_sockets *s;
	int r;

	if (strlen(path) >= sizeof a.sun_path)
		return -ENAMETOOLONG;
	memcpy(a.sun_path, path, strlen(path) + 1);
	s = calloc(1, sizeof *s);
	if (s == NULL)
		return -ENOMEM;
	*s = (struct cli_sockets){.loop = l,
				  .heard = heard,
				  .owner = owner,
				  .waits_us = CLI_PLACE_WAITS_US,
				  .users = {.loop = l, .named = user_named, .owner = s}};
	memcpy(s->path, a.sun_path, sizeof s->path);
	s->listener = (struct acceptor){.source = {cli_listen(&a, group), listener_ready, s}};
	r = s->listener.source.fd;
	if (r >= 0)
		r = loop_add(l, &s->listener.source, EPOLLIN);
	if (r < 0) {
		if (s->listener.source.fd >= 0)
			close(s->listener.source.fd);
		free(s);
		return r;
	}
	*ret = s;
	return 0;
}

void
cli_sockets_hurry(struct cli_sockets *s, uint64_t waits_us)
{
	s->waits_us = waits_us;
}

void
cli_sockets_free(struct cli_sockets *s)
{
	if (s == NULL)
		return;
	for (unsigned i = 0; i < NODE_SESSIONS_MAX; i++) {
		if (s->session[i].state == SESSION_FREE)
			continue;
		cli_out_send(&s->session[i].out, s->session[i].source.fd);
		session_drop(s, &s->session[i]);
	}
	cli_users_end(&s->users);
	loop_remove(s->loop, &s->listener.source);
	close(s->listener.source.fd);
	unlink(s->path);
	free(s);
}

static struct session *
session_of(struct cli_sockets *s, unsigned session)
{
	struct session *n = &s->session[session];

	assert(session < NODE_SESSIONS_MAX);
	return n->state == SESSION_BUSY || n->state == SESSION_IDLE || n->state == SESSION_PAUSED
		   ? n
		   : NULL;
}

void
cli_socket_text(struct cli_sockets *s, unsigned session, uint16_t page, const void *bytes,
		size_t len)
{
	struct session *n = session_of(s, session);
	const uint8_t *p = bytes;

	while (n != NULL && len > 0) {
		size_t part = len < CLI_WIRE_TEXT_MAX ? len : CLI_WIRE_TEXT_MAX;
		struct cli_wire m = {.kind = CLI_WIRE_TEXT, .page = page, .body = p, .len = part};

		cli_out_say(&n->out, &m);
		p += part;
		len -= part;
	}
}

void
cli_socket_prompt(struct cli_sockets *s, unsigned session, enum node_prompt prompt, bool failed,
		  const char *text)
{
	struct session *n = session_of(s, session);
	struct cli_wire m = {.kind = CLI_WIRE_PROMPT,
			     .body = (const uint8_t *)(text ? text : ""),
			     .len = text ? strlen(text) : 0,
			     .prompt = prompt,
			     .failed = failed};

	if (n == NULL)
		return;
	cli_out_say(&n->out, &m);
	go(n, prompt == NODE_PROMPT_MORE ? SESSION_PAUSED : SESSION_IDLE);
}

void
cli_socket_quit(struct cli_sockets *s, unsigned session)
{
	struct session *n = session_of(s, session);
	struct cli_wire m = {.kind = CLI_WIRE_QUIT};

	if (n == NULL)
		return;
	cli_out_say(&n->out, &m);
	go(n, SESSION_LEAVING);
}

void
cli_sockets_flush(struct cli_sockets *s)
{
	for (unsigned i = 0; i < NODE_SESSIONS_MAX; i++) {
		struct session *n = &s->session[i];

		if (n->state == SESSION_FREE)
			continue;
		if (!cli_out_send(&n->out, n->source.fd))
			n->gone = true;
		if (n->state == SESSION_LEAVING && !cli_out_waits(&n->out))
			session_drop(s, n);
		else
			session_watch(s, n);
	}
}

static uint64_t
limit_us(const struct session *n)
{
	return n->state == SESSION_NEW || n->state == SESSION_NAMING || n->state == SESSION_LEAVING
		   ? time_after(n->since_us, CLI_HELLO_LIMIT)
		   : TIME_NEVER;
}

uint64_t
cli_sockets_deadline(const struct cli_sockets *s)
{
	uint64_t at_us = accept_deadline(&s->listener);

	for (unsigned i = 0; i < NODE_SESSIONS_MAX; i++)
		at_us = time_min(at_us, limit_us(&s->session[i]));
	return at_us;
}

/* Of one that keeps a place and uses it for nothing. */
static void
end_patience(struct cli_sockets *s, struct session *n)
{
	if (n->state == SESSION_NEW)
		session_refuse(s, n, "The client did not say HELLO in time.");
	else if (n->state == SESSION_NAMING)
		session_refuse(s, n, "The system does not say in time who you are.");
	else
		session_drop(s, n);
}

bool
cli_sockets_turn(struct cli_sockets *s)
{
	uint64_t now = clock_now();
	bool told = false;

	accept_turn(s->loop, &s->listener, now);

	for (unsigned i = 0; i < NODE_SESSIONS_MAX; i++) {
		struct session *n = &s->session[i];

		if ((n->out.overrun || n->gone) && n->state != SESSION_FREE) {
			session_lost(s, n);
			told = true;
		} else {
			told |= session_turn(s, n);
		}
		if (now >= limit_us(n)) {
			end_patience(s, n);
			told = true;
		}
	}
	if (told)
		cli_sockets_flush(s);
	return told;
}
