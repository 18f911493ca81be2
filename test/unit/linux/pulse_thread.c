/* The VRRP thread: what it is told reaches the pulse in order, what the pulse wants is done in
 * the order the gate needs, and no present state is lost when nobody listens. The pulse, the
 * packets and the virtual addresses are made for the purpose; the thread and its rings are real. */
#include "test/check.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/text.h"
#include "linux/clock.h"
#include "linux/packet.h"
#include "linux/pulse_thread.h"
#include "linux/virtual.h"

/* ---- what happened in the thread, as words ---- */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char happened[8192];
static atomic_uint commands_seen;

static void
note(const char *format, unsigned number)
{
	size_t len;

	pthread_mutex_lock(&lock);
	len = strlen(happened);
	if (len < sizeof happened - 32) {
		struct text t = text_of(happened + len, sizeof happened - len);

		text_add(&t, "%s", len > 0 ? " " : "");
		text_add(&t, "%s", format);
		if (number)
			text_add(&t, "%u", number);
	}
	pthread_mutex_unlock(&lock);
}

static bool
has_happened(const char *words)
{
	bool yes;

	pthread_mutex_lock(&lock);
	yes = strstr(happened, words) != NULL;
	pthread_mutex_unlock(&lock);
	return yes;
}

static void
wait_for(const char *words)
{
	uint64_t end_us = clock_now() + 5 * TIME_SEC;

	while (!has_happened(words) && clock_now() < end_us)
		poll(NULL, 0, 1);
	if (!has_happened(words))
		fail_msg("\"%s\" did not come: %s", words, happened);
}

/* ---- doubles ---- */

struct packet {
	int fd;
	uint8_t bytes[64];
};

static struct packet packet;
static int own_error;
static _Atomic uint16_t deaf_vlan;

struct packet *
packet_open(enum packet_kind kind, const struct virtual *v, struct text *message)
{
	(void)v;
	(void)message;
	assert_int_equal(kind, PACKET_VRRP);
	packet.fd = eventfd(0, EFD_NONBLOCK);
	return &packet;
}

bool
packet_listen(struct packet *p, const uint16_t *vlans, unsigned count, struct text *message)
{
	(void)p;
	(void)message;
	note("listen", count);
	for (unsigned i = 0; i < count; i++)
		note("vlan", vlans[i]);
	return packet_deaf(p, vlans, count) == 0;
}

uint16_t
packet_deaf(const struct packet *p, const uint16_t *vlans, unsigned count)
{
	(void)p;
	for (unsigned i = 0; i < count; i++)
		if (vlans[i] == deaf_vlan)
			return deaf_vlan;
	return 0;
}

int
packet_fd(const struct packet *p)
{
	return p->fd;
}

unsigned
packet_read(struct packet *p, struct node_frame *ret_frames, unsigned max)
{
	uint64_t count = 0;

	assert_true(max > 1);
	if (read(p->fd, &count, sizeof count) < 0)
		return 0;
	p->bytes[14] = (uint8_t)count;
	ret_frames[0] = (struct node_frame){.vlan = 100, .bytes = p->bytes, .len = 20};
	ret_frames[1] = (struct node_frame){.vlan = 100, .bytes = p->bytes, .len = 13};
	return 2;
}

void
packet_release(struct packet *p)
{
	(void)p;
	note("release", 0);
}

unsigned
packet_send(struct packet *p, const struct packet_out *list, unsigned count)
{
	(void)p;
	assert_int_equal(list[0].vlan, 100);
	assert_int_equal(list[0].bytes[0], 0xee);
	note("send", count);
	return count;
}

void
packet_close(struct packet *p)
{
	if (p != NULL)
		close(p->fd);
}

int
virtual_own(struct virtual *v, uint16_t vlan, uint8_t vrid, const struct ip4 *vips, unsigned count)
{
	(void)v;
	(void)vlan;
	(void)vips;
	(void)count;
	note("own", vrid);
	return own_error;
}

int
virtual_disown(struct virtual *v, uint16_t vlan, uint8_t vrid)
{
	(void)v;
	(void)vlan;
	note("disown", vrid);
	return 0;
}

int
virtual_heartbeat(struct virtual *v, uint16_t vlan, uint8_t vrid, uint64_t until_us)
{
	(void)v;
	(void)vlan;
	note(until_us == 0 ? "shut" : "beat", vrid);
	return 0;
}

struct pulse {
	uint64_t deadline_us;
};

static struct pulse pulse;

struct pulse *
pulse_new(void)
{
	pulse.deadline_us = TIME_NEVER;
	return &pulse;
}

void
pulse_free(struct pulse *p)
{
	(void)p;
}

uint64_t
pulse_deadline(const struct pulse *p)
{
	return p->deadline_us;
}

static void
emit(struct pulse_actions *out, enum pulse_action_kind kind, uint8_t vrid)
{
	struct pulse_action *a = &out->list[out->count++];

	memset(a, 0, sizeof *a);
	a->kind = kind;
	a->vlan = 100;
	a->vrid = vrid;
	a->frame[0] = 0xee;
	a->len = 60;
	a->until_us = 1;
	a->status.vlan = 100;
	a->status.vrid = vrid;
	a->status.priority_run = (uint8_t)commands_seen;
}

static atomic_bool hanging;

void
pulse_step(struct pulse *p, const struct pulse_input *in, struct pulse_actions *out)
{
	out->count = 0;
	assert_true(in->now > 0);
	switch (in->kind) {
	case PULSE_IN_TICK:
		p->deadline_us = TIME_NEVER;
		note("tick", 0);
		emit(out, PULSE_STATUS, 9);
		break;
	case PULSE_IN_CONFIG:
		note("config", in->config->count);
		emit(out, PULSE_SEND, 1);
		emit(out, PULSE_SEND, 2);
		emit(out, PULSE_OWN, 1);
		emit(out, PULSE_HEARTBEAT, 1);
		emit(out, PULSE_SEND, 1);
		emit(out, PULSE_DISOWN, 2);
		emit(out, PULSE_SEND, 2);
		emit(out, PULSE_SHUT, 2);
		break;
	case PULSE_IN_PACKET:
		note("packet", in->packet.p[0]);
		assert_int_equal(in->packet.left, 6);
		break;
	case PULSE_IN_BFD:
		note("bfd", (unsigned)in->packet.left);
		break;
	case PULSE_IN_LINK:
		commands_seen++;
		emit(out, PULSE_STATUS, in->vrid);
		if (in->vrid == 0)
			note("link", in->vlan);
		break;
	case PULSE_IN_HOLD:
		p->deadline_us = in->now + 20 * TIME_MS;
		break;
	case PULSE_IN_LEAVE:
		note("leave", in->vlan);
		break;
	case PULSE_IN_ANSWER:
		note("answer", (unsigned)in->number);
		break;
	case PULSE_IN_PORT:
		emit(out, PULSE_ASK, 0);
		out->list[0].number = in->port;
		break;
	case PULSE_IN_READY:
	case PULSE_IN_GATEWAY:
	case PULSE_IN_BUSY:
	case PULSE_IN_BROKEN:
	case PULSE_IN_MEND:
		break;
	case PULSE_IN_YIELD: /* the thread hangs until it may go on */
		note("hangs", 0);
		while (hanging)
			poll(NULL, 0, 1);
		break;
	case PULSE_IN_STOP:
		note("stop", 0);
		emit(out, PULSE_SEND, 1);
		break;
	}
}

/* ---- tests ---- */

static struct pulse_thread *thread;

static int
start(void **state)
{
	char bytes[128];
	struct text message = text_of(bytes, sizeof bytes);

	(void)state;
	happened[0] = '\0';
	commands_seen = 0;
	own_error = 0;
	thread = pulse_thread_start(NULL, &message);
	assert_non_null(thread);
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	pulse_thread_stop(thread);
	return has_happened("stop send1") ? 0 : -1;
}

/* As often as it takes. */
static void
say(const struct pulse_input *in)
{
	uint64_t end_us = clock_now() + 5 * TIME_SEC;

	while (!pulse_thread_say(thread, in) && clock_now() < end_us)
		poll(NULL, 0, 1);
	assert_true(clock_now() < end_us);
}

static void
say_config(void)
{
	static struct pulse_config c;
	struct pulse_input in = {.kind = PULSE_IN_CONFIG, .config = &c};

	c.count = 3;
	c.group[0].vlan = c.group[2].vlan = 100;
	c.group[1].vlan = 200;
	assert_true(pulse_thread_say(thread, &in));
	memset(&c, 0, sizeof c); /* it was copied */
}

static void
actions_keep_the_order_the_gate_needs(void **state)
{
	(void)state;
	say_config();
	wait_for("listen2 vlan100 vlan200 config3 beat1 send2 own1 send1 disown2 send1 shut2");
	assert_true(pulse_thread_relisten(thread));
	wait_for("shut2 listen2 vlan100 vlan200");
}

static void
packets_are_heard_from_their_ip_header(void **state)
{
	uint64_t seven = 7;

	(void)state;
	assert_int_equal(write(packet.fd, &seven, sizeof seven), sizeof seven);
	wait_for("packet7 release");
}

static void
the_deadline_wakes_it(void **state)
{
	struct pulse_input in = {.kind = PULSE_IN_HOLD};
	struct pollfd fd = {.fd = pulse_thread_fd(thread), .events = POLLIN};
	struct pulse_note n;

	(void)state;
	assert_true(pulse_thread_say(thread, &in));
	wait_for("tick");
	assert_int_equal(poll(&fd, 1, 5000), 1);
	assert_true(pulse_thread_hear(thread, &n));
	assert_int_equal(n.kind, PULSE_NOTE_STATUS);
	assert_int_equal(n.status.vrid, 9);
	assert_false(pulse_thread_hear(thread, &n));
	assert_int_equal(poll(&fd, 1, 0), 0);
}

static void
refusals_of_the_kernel_are_told(void **state)
{
	struct pulse_note n = {0};

	(void)state;
	own_error = -ENODEV;
	say_config();
	wait_for("disown2");
	while (!pulse_thread_hear(thread, &n))
		poll(NULL, 0, 1);
	assert_int_equal(n.kind, PULSE_NOTE_FAILED);
	assert_int_equal(n.what, PULSE_OWN);
	assert_int_equal(n.error, -ENODEV);
	assert_int_equal(n.vrid, 1);
}

/* A Vlanif that went away before the configuration that has it no more. */
static void
what_is_not_heard_on_is_named(void **state)
{
	struct pulse_note n = {0};

	(void)state;
	say_config();
	wait_for("disown2");
	deaf_vlan = 200;
	assert_true(pulse_thread_relisten(thread));
	wait_for("shut2 listen2 vlan100 vlan200");
	while (!pulse_thread_hear(thread, &n))
		poll(NULL, 0, 1);
	deaf_vlan = 0;
	assert_int_equal(n.kind, PULSE_NOTE_FAILED);
	assert_int_equal(n.what, PULSE_SEND);
	assert_int_equal(n.vlan, 200);
}

/* Twice the ring's length of statuses while nobody hears; then the newest of each group is there,
 * and what was heard of a group never goes back in time. */
static void
the_present_is_never_lost(void **state)
{
	struct pulse_input in = {.kind = PULSE_IN_LINK, .on = true};
	uint8_t last[4] = {0};
	struct pulse_note n;
	unsigned total = 2 * PULSE_NOTES_MAX + 100, heard = 0;
	uint64_t end_us = clock_now() + 5 * TIME_SEC;

	(void)state;
	for (unsigned i = 0; i < total; i++) {
		in.vrid = (uint8_t)(1 + i % 3);
		say(&in);
	}
	in.vrid = 0;
	in.vlan = 7;
	say(&in);
	wait_for("link7");
	while (clock_now() < end_us && (last[1] != (uint8_t)(total - (total - 1) % 3) ||
					last[2] != (uint8_t)(total - (total - 2) % 3) ||
					last[3] != (uint8_t)(total - (total - 3) % 3))) {
		while (pulse_thread_hear(thread, &n)) {
			assert_true(n.status.vrid <= 3);
			last[n.status.vrid] = n.status.priority_run;
			heard++;
		}
		say(&in); /* a wake-up: what is owed is paid */
	}
	assert_true(heard >= PULSE_NOTES_MAX);
	assert_true(commands_seen > total);
	assert_int_equal(last[1], (uint8_t)(total - (total - 1) % 3));
	assert_int_equal(last[2], (uint8_t)(total - (total - 2) % 3));
	assert_int_equal(last[3], (uint8_t)(total - (total - 3) % 3));
}

/* A number is put up, not sent: the newest is what is read, however many there were. */
static void
a_number_is_put_up_and_answered(void **state)
{
	struct pulse_input in = {.kind = PULSE_IN_PORT};
	struct pollfd fd = {.fd = pulse_thread_fd(thread), .events = POLLIN};
	uint64_t end_us = clock_now() + 5 * TIME_SEC;
	struct pulse_note n;

	(void)state;
	assert_int_equal(pulse_thread_asked(thread), 0);
	for (in.port = 1; in.port <= 2 * PULSE_NOTES_MAX; in.port++)
		say(&in);
	while (pulse_thread_asked(thread) != 2 * PULSE_NOTES_MAX && clock_now() < end_us)
		poll(NULL, 0, 1);
	assert_int_equal(pulse_thread_asked(thread), 2 * PULSE_NOTES_MAX);
	assert_int_equal(poll(&fd, 1, 5000), 1);
	assert_false(pulse_thread_hear(thread, &n));
	in = (struct pulse_input){.kind = PULSE_IN_ANSWER, .number = 7};
	assert_true(pulse_thread_say(thread, &in));
	wait_for("answer7");
}

/* A thread that hangs takes nothing; who speaks to it hears so at once. */
static void
nobody_waits_for_room(void **state)
{
	static struct pulse_config c;
	struct pulse_input in = {.kind = PULSE_IN_YIELD},
			   config = {.kind = PULSE_IN_CONFIG, .config = &c};
	uint64_t before;
	unsigned said = 0, configs = 0;

	(void)state;
	hanging = true;
	say(&in);
	wait_for("hangs");
	before = clock_now();
	while (pulse_thread_say(thread, &config))
		configs++;
	in.kind = PULSE_IN_LINK;
	while (pulse_thread_say(thread, &in))
		said++;
	for (unsigned i = 0; i < 100; i++) {
		assert_false(pulse_thread_say(thread, &in));
		assert_false(pulse_thread_say(thread, &config));
		assert_false(pulse_thread_relisten(thread));
	}
	assert_true(clock_now() - before <
		    TIME_SEC); /* a millisecond for each would be twice that */
	hanging = false;
	assert_int_equal(configs, PULSE_CONFIGS_MAX);
	assert_in_range(said, PULSE_COMMANDS_MAX - PULSE_CONFIGS_MAX - 1, PULSE_COMMANDS_MAX);
	in.vlan = 8;
	say(&in);
	wait_for("link8");
	say_config();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(actions_keep_the_order_the_gate_needs, start, stop),
	    cmocka_unit_test_setup_teardown(packets_are_heard_from_their_ip_header, start, stop),
	    cmocka_unit_test_setup_teardown(the_deadline_wakes_it, start, stop),
	    cmocka_unit_test_setup_teardown(refusals_of_the_kernel_are_told, start, stop),
	    cmocka_unit_test_setup_teardown(what_is_not_heard_on_is_named, start, stop),
	    cmocka_unit_test_setup_teardown(the_present_is_never_lost, start, stop),
	    cmocka_unit_test_setup_teardown(nobody_waits_for_room, start, stop),
	    cmocka_unit_test_setup_teardown(a_number_is_put_up_and_answered, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
