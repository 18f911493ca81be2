/* linux/pulse_thread.c -- see linux/pulse_thread.h.
 *
 * One wake-up: commands, then packets of VRRP and BFD, then the deadline. Packets before the
 * deadline: what lies in the ring was in time; at most a batch of them, so that a flood cannot keep
 * the deadline waiting.
 * Of one step's actions the heartbeats come first: the gate (virtual.h) lets nothing with the
 * virtual MAC out before. Sends that follow each other leave with one system call.
 *
 * Both rings have one writer and one reader: linux/pulse_notes.h, and that of commands, which is
 * alike. */
#include "linux/pulse_thread.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "linux/bfd_socket.h"
#include "linux/clock.h"
#include "linux/host_event.h"
#include "linux/log.h"
#include "linux/memory_lock.h"
#include "linux/packet.h"
#include "linux/pulse_notes.h"
#include "linux/virtual.h"

enum {
	ETHERNET_HEADER = 14,
	PACKET_BATCH_MAX = 64,
	PRIORITY = 50,
	STACK_BYTES = 512 << 10,
};

#define STUCK                                                                                      \
	"The main thread has not answered (groups given up=%u, kept as a gateway without DHCP=%u)"

enum command_kind { COMMAND_INPUT, COMMAND_RELISTEN };

struct command {
	enum command_kind kind;
	struct pulse_input in;
	unsigned config; /* slot, when in.kind is PULSE_IN_CONFIG */
};

struct pulse_thread {
	pthread_t thread;
	bool realtime; /* priority and locked memory were given */
	struct pulse *pulse;
	struct packet *packet;
	struct bfd_socket *bfd;
	struct virtual *virtual;
	int timer, wake, noted; /* descriptors: deadline, commands, notes */
	uint64_t armed_us;
	atomic_bool ending, ended; /* wanted; done */

	_Atomic uint64_t asked; /* the number put up last */

	atomic_uint command_head, command_tail;
	struct command command[PULSE_COMMANDS_MAX];
	unsigned configs_said;
	atomic_uint configs_taken;
	struct pulse_config config[PULSE_CONFIGS_MAX];

	struct pulse_notes notes;

	unsigned vlans_count, groups_count; /* those of groups first */
	uint16_t vlan[PULSE_GROUPS_MAX + BFD_SESSIONS_MAX];
	bool hears_bfd;
	unsigned sends_count;
	struct packet_out send[PULSE_ACTIONS_MAX];
	struct pulse_actions actions;
};

/* ---- notes: from the thread to the node ---- */

/* A refusal that finds no room is not owed: it is for the log only. */
static void
note_failure(struct pulse_thread *t, const struct pulse_action *a, int error)
{
	struct pulse_note n = {.kind = PULSE_NOTE_FAILED,
			       .what = a->kind,
			       .vlan = a->vlan,
			       .vrid = a->vrid,
			       .error = error};

	if (error != 0)
		pulse_notes_push(&t->notes, &n);
}

static void
signal_fd(int fd)
{
	uint64_t one = 1;

	if (write(fd, &one, sizeof one) < 0) /* EAGAIN: it is readable already */
		return;
}

static void
clear_fd(int fd)
{
	uint64_t count;

	if (read(fd, &count, sizeof count) < 0)
		return;
}

/* ---- actions ---- */

static void
flush_sends(struct pulse_thread *t)
{
	if (t->sends_count > 0)
		packet_send(t->packet, t->send, t->sends_count);
	t->sends_count = 0;
}

static void
act(struct pulse_thread *t, const struct pulse_action *a)
{
	if (a->kind != PULSE_SEND)
		flush_sends(t);
	switch (a->kind) {
	case PULSE_SEND:
		t->send[t->sends_count++] = (struct packet_out){a->vlan, a->frame, a->len};
		break;
	case PULSE_OWN:
		note_failure(t, a,
			     virtual_own(t->virtual, a->vlan, a->vrid, a->vip, a->vips_count));
		break;
	case PULSE_DISOWN:
		note_failure(t, a, virtual_disown(t->virtual, a->vlan, a->vrid));
		break;
	case PULSE_SHUT:
		note_failure(t, a, virtual_heartbeat(t->virtual, a->vlan, a->vrid, 0));
		break;
	case PULSE_SEND_IP:
		bfd_socket_send(t->bfd, a->vlan, a->frame, a->len);
		break;
	case PULSE_STATUS:
		pulse_notes_news(&t->notes, &(struct pulse_note){.kind = PULSE_NOTE_STATUS,
								 .status = a->status,
								 .vlan = a->status.vlan,
								 .vrid = a->status.vrid});
		break;
	case PULSE_BFD:
		pulse_notes_news(&t->notes,
				 &(struct pulse_note){.kind = PULSE_NOTE_BFD, .bfd = a->bfd});
		break;
	case PULSE_BFD_FAULTS:
		pulse_notes_news(&t->notes, &(struct pulse_note){.kind = PULSE_NOTE_BFD_FAULTS,
								 .faults = a->faults});
		break;
	case PULSE_ASK:
		atomic_store_explicit(&t->asked, a->number, memory_order_release);
		t->notes.due = true;
		break;
	case PULSE_STUCK:
		log_eventf(&host_event_stuck, STUCK, a->given, a->kept);
		break;
	case PULSE_HEARTBEAT: /* done before all others */
		break;
	}
}

static void
step(struct pulse_thread *t, struct pulse_input *in)
{
	const struct pulse_action *a = t->actions.list;

	in->now = clock_now();
	pulse_step(t->pulse, in, &t->actions);
	for (unsigned i = 0; i < t->actions.count; i++)
		if (a[i].kind == PULSE_HEARTBEAT)
			note_failure(
			    t, &a[i],
			    virtual_heartbeat(t->virtual, a[i].vlan, a[i].vrid, a[i].until_us));
	for (unsigned i = 0; i < t->actions.count; i++)
		act(t, &a[i]);
	flush_sends(t);
}

/* ---- inputs ---- */

static void
listen_on_vlans(struct pulse_thread *t)
{
	char bytes[256];
	struct text message = text_of(bytes, sizeof bytes);
	struct pulse_action none = {.kind = PULSE_SEND}, no_port = {.kind = PULSE_SEND_IP};

	if (!packet_listen(t->packet, t->vlan, t->groups_count, &message)) {
		none.vlan = packet_deaf(t->packet, t->vlan, t->groups_count);
		note_failure(t, &none, -ENODEV);
	}
	note_failure(t, &no_port, bfd_socket_listen(t->bfd, t->hears_bfd, t->vlan, t->vlans_count));
}

static void
learn_vlan(struct pulse_thread *t, uint16_t vlan)
{
	for (unsigned i = 0; i < t->vlans_count; i++)
		if (t->vlan[i] == vlan)
			return;
	t->vlan[t->vlans_count++] = vlan;
}

static void
learn_vlans(struct pulse_thread *t, const struct pulse_config *c)
{
	t->vlans_count = 0;
	for (unsigned i = 0; i < c->count; i++)
		learn_vlan(t, c->group[i].vlan);
	t->groups_count = t->vlans_count;
	for (unsigned i = 0; i < c->bfds_count; i++)
		if (c->bfd[i].vlan != 0)
			learn_vlan(t, c->bfd[i].vlan);
	t->hears_bfd = c->bfds_count > 0;
	listen_on_vlans(t);
}

static void
take_input(struct pulse_thread *t, struct command *c)
{
	if (c->in.kind != PULSE_IN_CONFIG) {
		step(t, &c->in);
		return;
	}
	c->in.config = &t->config[c->config];
	learn_vlans(t, c->in.config);
	step(t, &c->in);
	atomic_fetch_add_explicit(&t->configs_taken, 1, memory_order_release);
}

static void
take_commands(struct pulse_thread *t)
{
	unsigned head = atomic_load_explicit(&t->command_head, memory_order_acquire);
	unsigned tail = atomic_load_explicit(&t->command_tail, memory_order_relaxed);

	for (; tail != head; tail++) {
		struct command *c = &t->command[tail % PULSE_COMMANDS_MAX];

		switch (c->kind) {
		case COMMAND_INPUT:
			take_input(t, c);
			break;
		case COMMAND_RELISTEN:
			listen_on_vlans(t);
			break;
		}
		atomic_store_explicit(&t->command_tail, tail + 1, memory_order_release);
	}
}

static void
take_packets(struct pulse_thread *t)
{
	struct node_frame frame[PACKET_BATCH_MAX];
	unsigned n = packet_read(t->packet, frame, PACKET_BATCH_MAX);

	for (unsigned i = 0; i < n; i++) {
		struct pulse_input in = {.kind = PULSE_IN_PACKET, .vlan = frame[i].vlan};

		if (frame[i].len < ETHERNET_HEADER)
			continue;
		in.packet = rd_of(frame[i].bytes + ETHERNET_HEADER, frame[i].len - ETHERNET_HEADER);
		step(t, &in);
	}
	if (n > 0)
		packet_release(t->packet);
}

static void
take_datagrams(struct pulse_thread *t)
{
	struct bfd_datagram d;

	for (unsigned i = 0; i < PACKET_BATCH_MAX && bfd_socket_read(t->bfd, &d); i++)
		step(t, &(struct pulse_input){.kind = PULSE_IN_BFD,
					      .vlan = d.vlan,
					      .on = d.several,
					      .ttl = d.ttl,
					      .source = d.source,
					      .destination = d.destination,
					      .packet = rd_of(d.bytes, d.len)});
}

static void
take_deadline(struct pulse_thread *t)
{
	struct pulse_input in = {.kind = PULSE_IN_TICK};

	if (pulse_deadline(t->pulse) <= clock_now())
		step(t, &in);
}

static void
wait_for_work(struct pulse_thread *t)
{
	struct pollfd fd[5] = {{.fd = t->wake, .events = POLLIN},
			       {.fd = packet_fd(t->packet), .events = POLLIN},
			       {.fd = t->timer, .events = POLLIN},
			       {.fd = bfd_socket_fd(t->bfd, 0), .events = POLLIN},
			       {.fd = bfd_socket_fd(t->bfd, 1), .events = POLLIN}};
	uint64_t deadline_us = pulse_deadline(t->pulse);

	if (deadline_us != t->armed_us) {
		clock_arm(t->timer, deadline_us);
		t->armed_us = deadline_us;
	}
	if (poll(fd, 5, -1) < 0)
		return;
	if (fd[0].revents)
		clear_fd(t->wake);
	if (fd[2].revents) {
		clear_fd(t->timer);
		t->armed_us = TIME_NEVER;
	}
}

static void
take_end(struct pulse_thread *t)
{
	struct pulse_input in = {.kind = PULSE_IN_STOP};

	step(t, &in);
	t->ended = t->notes.due = true;
}

static void *
pulse_main(void *argument)
{
	struct pulse_thread *t = argument;

	while (!t->ended) {
		bool ending;

		wait_for_work(t);
		ending = t->ending; /* before the commands: all that was said is among them */
		take_commands(t);
		take_packets(t);
		take_datagrams(t);
		take_deadline(t);
		pulse_notes_pay(&t->notes);
		if (ending)
			take_end(t);
		if (t->notes.due)
			signal_fd(t->noted);
		t->notes.due = false;
	}
	return NULL;
}

/* ---- start ---- */

static int
create(struct pulse_thread *t, bool realtime)
{
	struct sched_param priority = {.sched_priority = PRIORITY};
	pthread_attr_t a;
	int r;

	pthread_attr_init(&a);
	pthread_attr_setstacksize(&a, STACK_BYTES);
	if (realtime) {
		pthread_attr_setinheritsched(&a, PTHREAD_EXPLICIT_SCHED);
		pthread_attr_setschedpolicy(&a, SCHED_FIFO);
		pthread_attr_setschedparam(&a, &priority);
	}
	r = pthread_create(&t->thread, &a, pulse_main, t);
	pthread_attr_destroy(&a);
	return r;
}

/* Signals belong to the loop. */
static int
create_deaf(struct pulse_thread *t, bool realtime)
{
	sigset_t all, before;
	int r;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	r = create(t, realtime);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return r;
}

static void
release(struct pulse_thread *t)
{
	if (t->timer >= 0)
		close(t->timer);
	if (t->wake >= 0)
		close(t->wake);
	if (t->noted >= 0)
		close(t->noted);
	packet_close(t->packet);
	bfd_socket_free(t->bfd);
	pulse_free(t->pulse);
	free(t);
}

struct pulse_thread *
pulse_thread_start(struct virtual *v, struct text *message)
{
	struct pulse_thread *t = calloc(1, sizeof *t);
	int r;

	if (t == NULL) {
		text_add(message, "There is no memory for the VRRP thread.");
		return NULL;
	}
	t->virtual = v;
	t->armed_us = TIME_NEVER;
	t->timer = clock_timer();
	t->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	t->noted = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	t->pulse = pulse_new();
	t->bfd = bfd_socket_new();
	t->packet = packet_open(PACKET_VRRP, v, message);
	if (t->packet == NULL || t->bfd == NULL) {
		release(t);
		return NULL;
	}
	t->realtime = memory_lock();
	if (!t->realtime)
		log_event(&host_event_realtime, "Memory cannot be locked.");
	r = t->timer < 0 || t->wake < 0 || t->noted < 0 ? EMFILE : create_deaf(t, true);
	if (r == EPERM) {
		log_event(&host_event_realtime, "The VRRP thread runs without real-time priority.");
		t->realtime = false;
		r = create_deaf(t, false);
	}
	if (r != 0) {
		text_add(message, "The VRRP thread cannot be started: %s.", strerror(r));
		release(t);
		return NULL;
	}
	return t;
}

bool
pulse_thread_realtime(const struct pulse_thread *t)
{
	return t->realtime;
}

/* ---- commands: from the node to the thread ---- */

static bool
send_command(struct pulse_thread *t, const struct command *c)
{
	unsigned head = atomic_load_explicit(&t->command_head, memory_order_relaxed);
	unsigned tail = atomic_load_explicit(&t->command_tail, memory_order_acquire);

	if (head - tail == PULSE_COMMANDS_MAX)
		return false;
	t->command[head % PULSE_COMMANDS_MAX] = *c;
	atomic_store_explicit(&t->command_head, head + 1, memory_order_release);
	signal_fd(t->wake);
	return true;
}

static bool
configs_full(const struct pulse_thread *t)
{
	return t->configs_said - atomic_load_explicit(&t->configs_taken, memory_order_acquire) ==
	       PULSE_CONFIGS_MAX;
}

bool
pulse_thread_say(struct pulse_thread *t, const struct pulse_input *in)
{
	struct command c = {COMMAND_INPUT, *in, t->configs_said % PULSE_CONFIGS_MAX};

	assert(in->kind != PULSE_IN_PACKET && in->kind != PULSE_IN_TICK);
	if (in->kind != PULSE_IN_CONFIG)
		return send_command(t, &c);
	if (configs_full(t))
		return false;
	t->config[c.config] = *in->config;
	if (!send_command(t, &c))
		return false;
	t->configs_said++;
	return true;
}

bool
pulse_thread_relisten(struct pulse_thread *t)
{
	struct command c = {.kind = COMMAND_RELISTEN};

	return send_command(t, &c);
}

void
pulse_thread_settle(const struct pulse_thread *t)
{
	struct timespec millisecond = {0, 1000000};
	unsigned head = atomic_load_explicit(&t->command_head, memory_order_relaxed);

	for (unsigned i = 0; i < PULSE_SETTLE_MS; i++) {
		if (atomic_load_explicit(&t->command_tail, memory_order_acquire) == head)
			return;
		nanosleep(&millisecond, NULL);
	}
}

uint64_t
pulse_thread_asked(const struct pulse_thread *t)
{
	return atomic_load_explicit(&t->asked, memory_order_acquire);
}

int
pulse_thread_fd(const struct pulse_thread *t)
{
	return t->noted;
}

bool
pulse_thread_has_note(const struct pulse_thread *t)
{
	return pulse_notes_any(&t->notes);
}

bool
pulse_thread_hear(struct pulse_thread *t, struct pulse_note *ret)
{
	if (!pulse_notes_any(&t->notes))
		clear_fd(t->noted);
	return pulse_notes_take(&t->notes, ret);
}

static bool
wait_for_end(struct pulse_thread *t)
{
	struct pollfd fd = {.fd = t->noted, .events = POLLIN};
	uint64_t until_us = clock_now() + PULSE_END_US, now = clock_now();

	for (; !t->ended && now < until_us; now = clock_now()) {
		clear_fd(t->noted); /* notes that nobody hears any more */
		if (!t->ended && poll(&fd, 1, (int)((until_us - now) / TIME_MS)) < 0)
			break;
	}
	return t->ended;
}

void
pulse_thread_stop(struct pulse_thread *t)
{
	if (t == NULL)
		return;
	t->ending = true;
	signal_fd(t->wake);
	if (!wait_for_end(t))
		return;
	pthread_join(t->thread, NULL);
	release(t);
}
