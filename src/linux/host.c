/* linux/host.c -- see linux/host.h.
 *
 *	CLI socket -> state folder -> disk and file threads -> links_open -> virtual_open
 *		-> packet_open(DHCP) -> pulse thread -> NODE_IN_START
 *
 * and taken down in the opposite order, pulse thread first: it resigns before anything it stands
 * on goes away. The disk thread ends after the last step, so what that step appended is written.
 *
 * A callback of the loop ends in host_step(): one input, then the answers to what that step asked
 * for, until nothing is asked any more. Order inside a step is the node's, but for frames: they
 * are gathered and leave together before the next thing that takes time (links) and at the
 * end. What each action of the node means here is host_act.c's. */
#include "linux/host.h"
#include "linux/host_private.h"

#include <assert.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "linux/clock.h"
#include "linux/config_dir.h"
#include "linux/host_act.h"
#include "linux/host_event.h"
#include "linux/host_open.h"
#include "linux/host_said.h"
#include "linux/host_watch.h"
#include "linux/log.h"
#include "node/brief.h"

enum { EXIT_SYSTEM = 2 };

/* ---- stepping ---- */

static void
step_once(struct host *h, struct node_input *in)
{
	in->now = clock_now();
	in->wall_offset_us = clock_wall_offset();
	node_step(h->node, in, h->actions);
	for (unsigned i = 0; i < h->actions->count; i++)
		host_act(h, &h->actions->list[i]);
	host_let_go(h);
	notice_stepped(&h->notice);
}

static bool
tls_news(struct host *h, struct node_input *ret)
{
	*ret = (struct node_input){.kind = NODE_IN_TLS};
	return tls_policies_news(h->tls, &ret->u.tls.policy, &ret->u.tls.loaded, &ret->u.tls.state);
}

/* The next answer that is due, as an input. Its message is copied out, because the step may ask
 * the same again. */
static bool
take_answer(struct host *h, struct node_input *ret, char message[HOST_SENTENCE_MAX])
{
	if (h->lan.due) {
		h->lan.due = false;
		memcpy(message, h->lan.message, HOST_SENTENCE_MAX);
		*ret = (struct node_input){.kind = NODE_IN_LAN,
					   .u.lan = {.ok = h->lan.ok, .message = message}};
		return true;
	}
	if (tls_news(h, ret))
		return true;
	for (unsigned i = 0; i < NODE_SESSIONS_MAX; i++) {
		if (!h->file[i].due)
			continue;
		h->file[i].due = false;
		memcpy(message, h->file[i].message, HOST_SENTENCE_MAX);
		*ret = host_filed(h->job[i].reads, i, NULL, message);
		return true;
	}
	return false;
}

static void hear_links(struct host *h);

static void
host_step(struct host *h, struct node_input *in)
{
	char message[HOST_SENTENCE_MAX];
	struct node_input answer;
	bool lan = false;

	step_once(h, in);
	while (take_answer(h, &answer, message)) {
		lan |= answer.kind == NODE_IN_LAN;
		step_once(h, &answer);
	}
	if (lan)
		hear_links(h);
	streams_flush(h->streams);
	query_sockets_flush(h->queries);
	cli_sockets_flush(h->cli);
}

/* ---- what happened ---- */

static void
hear_link(struct host *h, const struct links_event *e)
{
	struct node_input in = {
	    .kind = NODE_IN_LINK,
	    .u.link = {.port = e->port, .vlan = e->vlan, .up = e->up, .mac = e->mac}};
	struct pulse_input pulse = {.kind = PULSE_IN_LINK, .vlan = e->vlan, .on = e->up};

	if (e->port == NULL)
		host_say_pulse(h, &pulse);
	host_step(h, &in);
}

static void
hear_links(struct host *h)
{
	struct links_event e;

	while (links_event(h->links, &e))
		hear_link(h, &e);
	if (links_moved(h->links))
		host_watch_soon(h);
}

static void
look_at_links(struct host *h)
{
	struct node_input in;

	if (!h->stopping && host_watch_look(h, &in))
		host_step(h, &in);
}

static void
links_ready(struct loop_source *source, uint32_t events)
{
	(void)events;
	hear_links(source->owner);
}

static void
hear_pulse(struct host *h)
{
	struct pulse_note n;

	while (pulse_thread_hear(h->pulse, &n)) {
		struct node_input in = host_heard(&n);

		if (n.kind == PULSE_NOTE_FAILED)
			host_say_pulse_failed(&n, links_wanted(h->links));
		else
			host_step(h, &in);
	}
	h->asked = pulse_thread_asked(h->pulse); /* after what made it readable is taken back */
}

static void
pulse_ready(struct loop_source *source, uint32_t events)
{
	(void)events;
	hear_pulse(source->owner);
}

static void
packet_ready(struct loop_source *source, uint32_t events)
{
	struct host *h = source->owner;
	struct node_frame frame[NODE_FRAMES_MAX];
	struct node_input in = {.kind = NODE_IN_FRAMES, .u.frames = {.list = frame}};

	(void)events;
	if (pulse_thread_has_note(h->pulse)) /* they may be old, and mastership gone since */
		hear_pulse(h);
	in.u.frames.count = packet_read(h->packet, frame, NODE_FRAMES_MAX);
	if (packet_take_lost(h->packet, &in.u.frames.lost) || in.u.frames.count > 0)
		host_step(h, &in);
	packet_release(h->packet);
}

static void
disk_ready(struct loop_source *source, uint32_t events)
{
	struct host *h = source->owner;
	struct disk_event e;

	(void)events;
	while (disk_hear(h->disk, &e)) {
		struct node_input in = {
		    .kind = NODE_IN_DISK,
		    .u.disk = {.event = e.event, .number = e.number, .message = e.message}};

		host_step(h, &in);
	}
}

static void
hear_stream(void *owner, const struct stream_event *e)
{
	struct node_input in = {.kind = NODE_IN_STREAM,
				.u.stream = {.service = e->service,
					     .dialled = e->dialled,
					     .event = e->kind,
					     .bytes = e->bytes,
					     .len = e->len,
					     .secure = e->secure}};

	host_step(owner, &in);
}

static void
hear_query(void *owner, const struct query_event *e)
{
	struct node_input in = {.kind = NODE_IN_QUERY,
				.u.query = {.connection = e->connection,
					    .event = e->kind,
					    .bytes = e->bytes,
					    .len = e->len,
					    .from = e->from,
					    .to = e->to}};

	host_step(owner, &in);
}

static void
hear_cli(void *owner, const struct cli_event *e)
{
	struct host *h = owner;
	struct node_input in = {.kind = NODE_IN_CLI,
				.u.cli = {.session = e->session,
					  .event = e->kind,
					  .line = e->line,
					  .interactive = e->interactive,
					  .user = e->user,
					  .groups = e->groups,
					  .root = e->root}};

	if (e->kind == NODE_CLI_OPEN || e->kind == NODE_CLI_CLOSE)
		h->job[e->session].number = 0; /* whoever asked for the file is gone */
	host_step(h, &in);
}

/* ---- files ---- */

/* Before the answer: the loop goes on with the next one. */
static void
ask_reload(struct host *h)
{
	notice_reloading(&h->notice);
	h->reloading = file_thread_read(h->files, h->startup);
	if (h->reloading > 0)
		return;
	log_eventf(&host_event_reload, "%s: too many files wait for their disk.", h->startup);
	notice_reloaded(&h->notice);
}

static void
reload(struct host *h, const struct file_done *done, const char *message)
{
	struct node_input in = {.kind = NODE_IN_RELOAD,
				.u.start = {.file = h->startup, .text = done->text}};

	h->reloading = 0;
	if (done->text != NULL)
		host_step(h, &in);
	else
		log_event(&host_event_reload, message);
	notice_reloaded(&h->notice);
}

static void
hear_file(struct host *h, const struct file_done *done)
{
	char bytes[HOST_SENTENCE_MAX];
	struct text message = text_of(bytes, sizeof bytes);
	unsigned session = 0;

	file_thread_describe(done, &message);
	while (session < NODE_SESSIONS_MAX && h->job[session].number != done->job)
		session++;
	if (session < NODE_SESSIONS_MAX) {
		struct node_input in = host_filed(h->job[session].reads, session, done, message.p);

		if (h->job[session].names && done->error == 0)
			config_dir_path(h->setup->state_dir, h->setup->config_file,
					h->job[session].name, h->startup, sizeof h->startup);
		h->job[session].number = 0;
		host_step(h, &in);
	} else if (h->reloading == done->job) {
		reload(h, done, message.p);
	} else if (points_dir_number(done->path) == 0) {
		host_say_late(done);
	} else if (done->error != 0) {
		log_event(&host_event_point, message.p);
	}
}

static void
hear_files(struct host *h)
{
	struct file_done done;

	while (!h->stopped && file_thread_hear(h->files, clock_now(), &done)) {
		hear_file(h, &done);
		free(done.text);
		free(done.files);
	}
}

static void
files_ready(struct loop_source *source, uint32_t events)
{
	(void)events;
	hear_files(source->owner);
}

/* ---- history ---- */

static void
history_ready(struct loop_source *source, uint32_t events)
{
	struct host *h = source->owner;
	struct history_answer a;

	(void)events;
	while (!h->stopped && history_thread_hear(h->history, &a)) {
		struct node_input in = host_found(&a);

		host_step(h, &in);
	}
}

/* ---- displays of the machine ---- */

static void
survey_ready(struct loop_source *source, uint32_t events)
{
	static struct survey_answer a; /* large; the loop's alone */
	struct host *h = source->owner;

	(void)events;
	while (!h->stopped && survey_thread_hear(h->survey, &a)) {
		struct node_input in = host_surveyed(&a);

		host_step(h, &in);
	}
}

/* ---- signals ---- */

static void
stop(struct host *h)
{
	struct node_input in = {.kind = NODE_IN_STOP};

	if (h->stopping)
		return;
	h->stopping = true;
	h->stop_us = time_after(clock_now(), HOST_STOP_US);
	notice_stopping(&h->notice);
	host_step(h, &in);
}

static void
signal_ready(struct loop_source *source, uint32_t events)
{
	struct host *h = source->owner;
	struct signalfd_siginfo s;

	(void)events;
	if (read(source->fd, &s, sizeof s) != sizeof s)
		return;
	if (s.ssi_signo == SIGHUP)
		ask_reload(h);
	else
		stop(h);
}

/* ---- start and end ---- */

static void
start(struct host *h)
{
	const char *port[LAN_PORTS_MAX];
	struct node_input in = {.kind = NODE_IN_START};

	for (unsigned i = 0; i < h->setup->ports->count; i++)
		port[i] = h->setup->ports->port[i].name;
	in.u.start.text = h->setup->config;
	in.u.start.file = h->startup;
	in.u.start.ports_count = h->setup->ports->count;
	in.u.start.port = port;
	in.u.start.unsteady = !pulse_thread_realtime(h->pulse);
	in.u.start.boot = clock_boot();
	in.u.start.files_count = h->files_count;
	in.u.start.journal = h->journal;
	in.u.start.points_count = points_dir_list(h->points, &in.u.start.point);
	in.u.start.state_dir = h->setup->state_dir;
	if (getrandom(&in.u.start.seed, sizeof in.u.start.seed, 0) !=
	    (ssize_t)sizeof in.u.start.seed)
		in.u.start.seed = clock_now() ^ (uint64_t)getpid() << 32;
	host_step(h, &in);
}

static bool
owes_pulse(const struct host *h)
{
	return h->pulse_owed || h->relisten_owed;
}

/* What the pulse thread asked is answered by a loop that has looked at everything since; what it is
 * owed is said first. */
static void
answer_pulse(struct host *h, uint64_t asked)
{
	bool again = owes_pulse(h) && h->owed_us <= clock_now();
	struct node_input in = {.kind = NODE_IN_ASKED,
				.u.asked = {.number = asked, .lost = again && h->pulse_owed}};

	if ((asked == h->answered && !again) || h->stopped || node_deadline(h->node) <= clock_now())
		return;
	if (again && h->relisten_owed)
		host_relisten_pulse(h);
	if (again)
		h->pulse_owed = false;
	host_step(h, &in);
	if (h->answered != asked) /* no room; the thread asks again */
		h->asked = h->answered;
	else if (!owes_pulse(h))
		notice_hears(&h->notice);
}

/* Only a loop that turns says that it does; what hangs is ended and started again. */
static uint64_t
tell_systemd(struct host *h)
{
	uint64_t now = clock_now();
	char bytes[NOTICE_TEXT_MAX];
	struct text status = text_of(bytes, sizeof bytes);

	if (!h->stopping && notice_wants_status(&h->notice, now)) {
		node_brief(h->node, &status);
		notice_status(&h->notice, now, status.p);
	}
	return notice_turn(&h->notice, now);
}

static void
turn(struct host *h)
{
	bool streams_busy = streams_turn(h->streams);
	bool queries_busy = query_sockets_turn(h->queries);
	bool busy = cli_sockets_turn(h->cli) || streams_busy || queries_busy;
	uint64_t asked = h->asked; /* before this turn */
	uint64_t deadline_us = time_min(node_deadline(h->node), disk_deadline(h->disk));
	uint64_t tls_us = tls_policies_review(h->tls, clock_now());
	struct node_input news;
	int r;

	if (h->stopped)
		return;
	deadline_us = time_min(deadline_us, file_thread_deadline(h->files));
	deadline_us = time_min(deadline_us, host_watch_deadline(h));
	if (owes_pulse(h))
		deadline_us = time_min(deadline_us, h->owed_us);
	deadline_us = time_min(deadline_us, time_min(streams_deadline(h->streams), tls_us));
	deadline_us = time_min(deadline_us, cli_sockets_deadline(h->cli));
	deadline_us =
	    time_min(deadline_us, time_min(query_sockets_deadline(h->queries), tell_systemd(h)));
	while (!h->stopped && tls_news(h, &news))
		host_step(h, &news);
	if (h->stopping)
		deadline_us = time_min(deadline_us, h->stop_us);
	r = loop_turn(h->loop, busy || asked != h->answered ? 0 : deadline_us);
	assert(r == 0);
	disk_check(h->disk, clock_now());
	look_at_links(h);
	if (file_thread_deadline(h->files) <= clock_now())
		hear_files(h);
	if (!h->stopped && node_deadline(h->node) <= clock_now()) {
		struct node_input in = {.kind = NODE_IN_TICK};

		host_step(h, &in);
	}
	answer_pulse(h, asked);
	if (h->stopping && !h->stopped && h->stop_us <= clock_now()) {
		log_event(&host_event_stop, "The device did not stop in time.");
		h->stopped = true;
	}
}

static const struct host_hears hears = {
    .signal = signal_ready,
    .history = history_ready,
    .survey = survey_ready,
    .disk = disk_ready,
    .files = files_ready,
    .links = links_ready,
    .packet = packet_ready,
    .pulse = pulse_ready,
    .stream = hear_stream,
    .query = hear_query,
    .cli = hear_cli,
};

int
host_run(const struct host_setup *setup, struct text *message)
{
	struct host *h = calloc(1, sizeof *h);
	int status = EXIT_SYSTEM;

	if (h == NULL) {
		text_add(message, "There is no memory.");
		return status;
	}
	h->setup = setup;
	notice_begin(&h->notice);
	if (host_open(h, &hears, message)) {
		start(h);
		while (!h->stopped)
			turn(h);
		status = h->status;
	}
	host_close(h);
	return status;
}
