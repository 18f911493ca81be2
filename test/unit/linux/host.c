/* The host with a node made for the purpose: what is told in which order, what is answered, what
 * leaves in one batch, how signals end it. Links, packets and the VRRP thread are made up too;
 * loop, clock, files, disk, streams and the CLI socket are real. */
#include "test/check.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/text.h"
#include "journal/walk.h"
#include "linux/clock.h"
#include "linux/file.h"
#include "linux/host.h"
#include "linux/links.h"
#include "linux/packet.h"
#include "linux/pulse_thread.h"
#include "linux/virtual.h"
#include "node/node.h"
#include "node/step/event.h"
#include "test/unit/linux/host_links.h"
#include "test/unit/linux/said.h"

static char folder[] = "/tmp/twinlease-host-XXXXXX";
static char config[64], cli[64], saved[64];
static char happened[8192];

static const char *
in_folder(const char *name)
{
	static char path[96];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static void
note(const char *word)
{
	size_t len = strlen(happened);

	snprintf(happened + len, sizeof happened - len, "%s%s", len > 0 ? " " : "", word);
}

/* ---- packets, VRRP ---- */

static int packet_event;

struct packet *
packet_open(enum packet_kind kind, const struct virtual *v, struct text *message)
{
	static char some;

	(void)v;
	(void)message;
	assert_int_equal(kind, PACKET_DHCP);
	packet_event = eventfd(0, EFD_NONBLOCK);
	return (struct packet *)(void *)&some;
}

bool
packet_listen(struct packet *p, const uint16_t *vlans, unsigned count, struct text *message)
{
	(void)p;
	(void)message;
	assert_int_equal(count, 1);
	assert_int_equal(vlans[0], 100);
	note("listen");
	return true;
}

int
packet_fd(const struct packet *p)
{
	(void)p;
	return packet_event;
}

unsigned
packet_read(struct packet *p, struct node_frame *ret_frames, unsigned max)
{
	uint64_t count = 0;

	(void)p;
	assert_int_equal(max, NODE_FRAMES_MAX);
	if (read(packet_event, &count, sizeof count) < 0)
		return 0;
	for (unsigned i = 0; i < count; i++)
		ret_frames[i] = (struct node_frame){.vlan = 100};
	return (unsigned)count;
}

bool
packet_take_lost(struct packet *p, struct node_lost *ret)
{
	(void)p;
	*ret = (struct node_lost){0};
	return false;
}

void
packet_release(struct packet *p)
{
	(void)p;
	note("release");
}

unsigned
packet_send(struct packet *p, const struct packet_out *list, unsigned count)
{
	char word[16];

	(void)p;
	(void)list;
	snprintf(word, sizeof word, "send%u", count);
	note(word);
	return count;
}

void
packet_close(struct packet *p)
{
	if (p != NULL)
		note("packet_close");
}

static int pulse_event;
static unsigned notes_left;
static uint16_t deaf_vlan; /* that the thread cannot listen on */
static uint64_t pulse_asked;
static bool pulse_full;	     /* it takes no answer */
static unsigned pulse_stuck; /* it takes nothing of so much */

struct pulse_thread *
pulse_thread_start(struct virtual *v, struct text *message)
{
	static char some;

	(void)v;
	(void)message;
	pulse_event = eventfd(0, EFD_NONBLOCK);
	notes_left = 0;
	pulse_asked = 0;
	return (struct pulse_thread *)(void *)&some;
}

bool
pulse_thread_realtime(const struct pulse_thread *t)
{
	(void)t;
	return true;
}

bool
pulse_thread_say(struct pulse_thread *t, const struct pulse_input *in)
{
	static const char *const word[] = {
	    [PULSE_IN_CONFIG] = "pulse_config", [PULSE_IN_LINK] = "pulse_link",
	    [PULSE_IN_HOLD] = "pulse_hold",	[PULSE_IN_ANSWER] = "pulse_answer",
	    [PULSE_IN_BUSY] = "pulse_busy",	[PULSE_IN_STOP] = "pulse_stop"};

	(void)t;
	if (pulse_stuck > 0) {
		note("full");
		pulse_stuck--;
		return false;
	}
	note(word[in->kind]);
	if (in->kind == PULSE_IN_ANSWER)
		assert_int_equal(in->number, pulse_asked);
	if (in->kind != PULSE_IN_ANSWER || !pulse_full)
		return true;
	pulse_full = false;
	return false;
}

uint64_t
pulse_thread_asked(const struct pulse_thread *t)
{
	(void)t;
	return pulse_asked;
}

bool
pulse_thread_relisten(struct pulse_thread *t)
{
	(void)t;
	note("relisten");
	return true;
}

void
pulse_thread_settle(const struct pulse_thread *t)
{
	(void)t;
	note("settle");
}

bool
pulse_thread_has_note(const struct pulse_thread *t)
{
	(void)t;
	return false;
}

int
pulse_thread_fd(const struct pulse_thread *t)
{
	(void)t;
	return pulse_event;
}

bool
pulse_thread_hear(struct pulse_thread *t, struct pulse_note *ret)
{
	uint64_t count;

	(void)t;
	if (notes_left == 0 && read(pulse_event, &count, sizeof count) < 0)
		return false;
	notes_left = notes_left == 0 ? 1 : 0;
	*ret = (struct pulse_note){.kind = notes_left ? PULSE_NOTE_STATUS : PULSE_NOTE_FAILED,
				   .what = deaf_vlan != 0 ? PULSE_SEND : PULSE_OWN,
				   .vlan = deaf_vlan,
				   .error = -ENODEV};
	return true;
}

void
pulse_thread_stop(struct pulse_thread *t)
{
	if (t != NULL)
		note("pulse_end");
}

/* ---- the node ---- */

static void (*script)(const struct node_input *in, struct node_actions *out);
static uint64_t node_deadline_us;

struct node *
node_new(void)
{
	static char some;

	node_deadline_us = TIME_NEVER;
	return (struct node *)(void *)&some;
}

void
node_free(struct node *n)
{
	if (n != NULL)
		note("node_free");
}

uint64_t
node_deadline(const struct node *n)
{
	(void)n;
	return node_deadline_us;
}

static struct node_action *
add(struct node_actions *out, enum node_action_kind kind)
{
	struct node_action *a = &out->list[out->count++];

	memset(a, 0, sizeof *a);
	a->kind = kind;
	return a;
}

void
node_step(struct node *n, const struct node_input *in, struct node_actions *out)
{
	static const char *const word[] = {
	    [NODE_IN_START] = "START",	 [NODE_IN_TICK] = "TICK",     [NODE_IN_FRAMES] = "FRAMES",
	    [NODE_IN_STATUS] = "STATUS", [NODE_IN_LINK] = "LINK",     [NODE_IN_LAN] = "LAN",
	    [NODE_IN_STREAM] = "STREAM", [NODE_IN_CLI] = "CLI",	      [NODE_IN_SAVED] = "SAVED",
	    [NODE_IN_READ] = "READ",	 [NODE_IN_RELOAD] = "RELOAD", [NODE_IN_STOP] = "STOP",
	    [NODE_IN_DISK] = "DISK",	 [NODE_IN_ASKED] = "ASKED",   [NODE_IN_LOST] = "LOST",
	    [NODE_IN_FOUND] = "FOUND",	 [NODE_IN_SURVEY] = "SURVEY"};

	(void)n;
	out->count = 0;
	assert_true(in->now > 0 && in->now <= clock_now());
	assert_true((int64_t)in->now + in->wall_offset_us > 1700000000000000);
	note(word[in->kind]);
	script(in, out);
	if (in->kind == NODE_IN_STOP)
		add(out, NODE_ACT_STOPPED);
}

/* ---- running it ---- */

static int
run(void)
{
	static struct ports ports = {.count = 1, .port = {{"GigabitEthernet0/1/1", "eth1"}}};
	struct host_setup setup = {.config_file = config,
				   .config = "sysname A",
				   .state_dir = folder,
				   .socket = cli,
				   .ports = &ports};
	char bytes[256];
	struct text message = text_of(bytes, sizeof bytes);
	int status;

	happened[0] = '\0';
	status = host_run(&setup, &message);
	if (message.len > 0)
		note(message.p);
	return status;
}

static void
start_script(const struct node_input *in, struct node_actions *out)
{
	static const struct event event = {"TEST", 6, "LINE", ""};
	static struct lan_wanted wanted = {.vlanifs_count = 1, .vlanif = {{.vlan = 100}}};
	struct node_action *a;

	if (in->kind == NODE_IN_START) {
		assert_string_equal(in->u.start.text, "sysname A");
		assert_string_equal(in->u.start.file, config);
		assert_int_equal(in->u.start.ports_count, 1);
		assert_string_equal(in->u.start.port[0], "GigabitEthernet0/1/1");
		add(out, NODE_ACT_FRAME);
		add(out, NODE_ACT_LAN)->wanted = &wanted;
		add(out, NODE_ACT_FRAME);
		add(out, NODE_ACT_FRAME);
		add(out, NODE_ACT_PULSE)->pulse.kind = PULSE_IN_CONFIG;
		a = add(out, NODE_ACT_LOG);
		a->event = &event;
		a->text = "A line.";
		add(out, NODE_ACT_SERVING)->text = "DeviceA";
	}
	if (in->kind == NODE_IN_LAN) {
		assert_int_equal(in->u.lan.ok, !apply_fails);
		if (apply_fails)
			assert_string_equal(in->u.lan.message, "The kernel refused Vlanif100.");
	}
	if (in->kind == NODE_IN_LINK || (in->kind == NODE_IN_LAN && apply_fails))
		raise(SIGTERM);
}

static void
lost_script(const struct node_input *in, struct node_actions *out)
{
	if (in->kind != NODE_IN_LOST)
		return;
	if (in->u.lost.count == 1)
		add(out, NODE_ACT_MEND);
	else
		raise(SIGTERM);
	assert_string_equal(in->u.lost.message, in->u.lost.count == 1 ? "" : "Not yet.");
}

static void
what_is_lost_is_mended_and_looked_at_again(void **state)
{
	(void)state;
	script = lost_script;
	moved = lost = true;
	assert_int_equal(run(), 0);
	moved = false;
	assert_string_equal(happened, "links_open START LOST mend listen relisten LOST STOP "
				      "pulse_end packet_close virtual_close links_close node_free");
}

static void
links_are_answered_and_frames_gathered(void **state)
{
	(void)state;
	script = start_script;
	assert_int_equal(run(), 0);
	assert_string_equal(
	    happened, "links_open START send1 settle pulse_busy apply listen relisten pulse_config "
		      "send2 LAN "
		      "pulse_link LINK STOP pulse_end packet_close virtual_close links_close "
		      "node_free");
}

static void
a_failed_apply_is_told(void **state)
{
	(void)state;
	script = start_script;
	apply_fails = true;
	assert_int_equal(run(), 0);
	apply_fails = false;
	assert_non_null(strstr(happened, "apply pulse_config send2 LAN "));
	assert_null(strstr(happened, "listen"));
}

static void
what_the_system_refuses_ends_it(void **state)
{
	(void)state;
	links_fail = true;
	assert_int_equal(run(), 2);
	links_fail = false;
	assert_string_equal(happened, "links_open nothing node_free Port X is in the bridge Y.");
	assert_int_equal(access(cli, F_OK), -1);
}

static void
wake_script(const struct node_input *in, struct node_actions *out)
{
	uint64_t three = 3;

	if (in->kind == NODE_IN_START)
		assert_int_equal(write(packet_event, &three, sizeof three), sizeof three);
	if (in->kind == NODE_IN_FRAMES) {
		assert_int_equal(in->u.frames.count, 3);
		add(out, NODE_ACT_FRAME);
		assert_int_equal(write(pulse_event, &three, sizeof three), sizeof three);
	}
	if (in->kind == NODE_IN_STATUS)
		node_deadline_us = in->now + 5 * TIME_MS;
	if (in->kind == NODE_IN_TICK) {
		assert_true(in->now >= node_deadline_us);
		node_deadline_us = TIME_NEVER;
		raise(SIGINT);
	}
}

static void
everything_wakes_the_node(void **state)
{
	(void)state;
	script = wake_script;
	assert_int_equal(run(), 0);
	assert_non_null(strstr(happened, "START FRAMES send1 release STATUS TICK STOP pulse_end"));
}

static void
a_vlanif_that_is_not_wanted_is_not_missed(void **state)
{
	(void)state;
	script = wake_script;
	listen_to_log();
	deaf_vlan = 200; /* the links are to have 100 */
	run();
	assert_int_equal(heard_in_log("KERNEL_REFUSED"), 0);
	deaf_vlan = 100;
	run();
	assert_int_equal(heard_in_log("KERNEL_REFUSED"), 1);
	deaf_vlan = 0;
	hear_no_more();
}

/* A number is put up while frames wait and a deadline is due: they come first. An answer that finds
 * no room is given when it is asked for again. */
static void
asked_script(const struct node_input *in, struct node_actions *out)
{
	uint64_t three = 3;

	if (in->kind == NODE_IN_START) {
		pulse_asked = 7;
		assert_int_equal(write(pulse_event, &three, sizeof three), sizeof three);
	}
	if (in->kind == NODE_IN_STATUS) {
		assert_int_equal(write(packet_event, &three, sizeof three), sizeof three);
		node_deadline_us = in->now;
	}
	if (in->kind == NODE_IN_TICK)
		node_deadline_us = TIME_NEVER;
	if (in->kind != NODE_IN_ASKED)
		return;
	assert_int_equal(in->u.asked.number, 7);
	assert_false(in->u.asked.lost);
	add(out, NODE_ACT_PULSE)->pulse =
	    (struct pulse_input){.kind = PULSE_IN_ANSWER, .number = in->u.asked.number};
	if (pulse_full)
		assert_int_equal(write(pulse_event, &three, sizeof three), sizeof three);
	else
		raise(SIGINT);
}

static void
a_number_is_answered_when_nothing_is_left_to_do(void **state)
{
	(void)state;
	script = asked_script;
	assert_int_equal(run(), 0);
	assert_non_null(
	    strstr(happened, "START STATUS TICK FRAMES release ASKED pulse_answer STOP"));
	pulse_full = true;
	assert_int_equal(run(), 0);
	assert_non_null(strstr(happened, "ASKED pulse_answer STATUS"));
	assert_non_null(strstr(happened, "ASKED pulse_answer STOP"));
}

/* The hold finds no room, and neither does what is said again for it; nothing is answered before it
 * was said. */
static void
owed_script(const struct node_input *in, struct node_actions *out)
{
	static bool said;
	uint64_t three = 3;

	if (in->kind == NODE_IN_START) {
		said = false;
		pulse_asked = 7;
		assert_int_equal(write(pulse_event, &three, sizeof three), sizeof three);
		pulse_stuck = 2;
		add(out, NODE_ACT_PULSE)->pulse.kind = PULSE_IN_HOLD;
	}
	if (in->kind != NODE_IN_ASKED)
		return;
	if (in->u.asked.lost) {
		add(out, NODE_ACT_PULSE)->pulse.kind = PULSE_IN_HOLD;
		said |= pulse_stuck == 0;
	}
	add(out, NODE_ACT_PULSE)->pulse =
	    (struct pulse_input){.kind = PULSE_IN_ANSWER, .number = in->u.asked.number};
	if (in->u.asked.lost) /* it puts its number up again */
		assert_int_equal(write(pulse_event, &three, sizeof three), sizeof three);
	else if (said)
		raise(SIGINT);
}

static void
what_the_pulse_did_not_take_is_said_again(void **state)
{
	(void)state;
	pulse_stuck = 0;
	script = owed_script;
	assert_int_equal(run(), 0);
	assert_non_null(strstr(happened, "START full "));
	assert_non_null(strstr(happened, "ASKED full "));
	assert_non_null(strstr(happened, "ASKED pulse_hold "));
	assert_non_null(strstr(happened, "ASKED pulse_answer STOP"));
	assert_ptr_equal(strstr(happened, "pulse_answer"), strstr(happened, "pulse_answer STOP"));
	assert_true(strstr(happened, "pulse_hold") < strstr(happened, "pulse_answer"));
}

/* Those that are refused are answered at once, the others when they are written. */
static void
save_script(const struct node_input *in, struct node_actions *out)
{
	struct node_action *a;

	if (in->kind == NODE_IN_START) {
		static const char *const name[] = {NULL, "b.cfg", "../b.cfg", ".b"};

		for (unsigned i = 0; i < 4; i++) {
			a = add(out, NODE_ACT_SAVE);
			a->session = i;
			a->text = name[i];
			a->bytes = (const uint8_t *)"sysname B\n";
			a->len = 10;
		}
	}
	if (in->kind == NODE_IN_SAVED) {
		assert_int_equal(in->u.saved.ok, in->u.saved.session < 2);
		if (in->u.saved.session == 1)
			raise(SIGHUP);
	}
	if (in->kind == NODE_IN_RELOAD) {
		assert_string_equal(in->u.start.text, "sysname B\n");
		a = add(out, NODE_ACT_STOPPED);
		a->status = 1;
	}
}

static void
files_are_saved_and_loaded_again(void **state)
{
	char *text;

	(void)state;
	script = save_script;
	assert_int_equal(run(), 1);
	assert_non_null(strstr(happened, "START SAVED SAVED SAVED SAVED RELOAD pulse_end"));
	assert_int_equal(file_read(saved, 100, &text), 0);
	assert_string_equal(text, "sysname B\n");
	free(text);
	assert_int_equal(unlink(saved) + unlink(config), 0);
}

/* A file is read by its plain name, or the answer says why not; by no other name. */
static void
read_script(const struct node_input *in, struct node_actions *out)
{
	static const char *const name[] = {"b.cfg", "none.cfg", "../b.cfg", "/b.cfg"};
	static unsigned answers;
	unsigned i;

	for (i = 0; in->kind == NODE_IN_START && i < 4; i++) {
		struct node_action *a = add(out, NODE_ACT_READ);

		a->session = i;
		a->text = name[i];
	}
	if (in->kind != NODE_IN_READ)
		return;
	i = in->u.read.session;
	if (i == 0)
		assert_string_equal(in->u.read.text, "sysname B\n");
	else
		assert_null(in->u.read.text);
	if (i == 1)
		assert_non_null(strstr(in->u.read.message, "/none.cfg: No such file"));
	if (i > 1)
		assert_non_null(strstr(in->u.read.message, "must not begin with a dot or hold"));
	if (++answers == 4)
		add(out, NODE_ACT_STOPPED)->status = 1;
}

static void
files_are_read_by_their_plain_name(void **state)
{
	(void)state;
	assert_int_equal(file_write(saved, "sysname B\n", 10), 0);
	script = read_script;
	assert_int_equal(run(), 1);
	assert_non_null(strstr(happened, "START READ READ READ READ pulse_end"));
	assert_int_equal(unlink(saved), 0);
}

/* A client that speaks before it is served: HELLO and a line wait in the socket. */
static int
early_client(void)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(a.sun_path, sizeof a.sun_path, "%s", cli);
	assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
	assert_int_equal(send(fd, "\0\0\0\2\1\2\1\0\0\0\1\2x", 13, 0), 13);
	return fd;
}

static int client;

static void
cli_script(const struct node_input *in, struct node_actions *out)
{
	struct node_action *a;

	if (in->kind == NODE_IN_START)
		client = early_client();
	if (in->kind != NODE_IN_CLI)
		return;
	if (in->u.cli.event == NODE_CLI_OPEN) {
		assert_true(in->u.cli.interactive);
		add(out, NODE_ACT_PROMPT)->text = "<A>";
		return;
	}
	assert_int_equal(in->u.cli.event, NODE_CLI_LINE);
	assert_string_equal(in->u.cli.line, "x");
	a = add(out, NODE_ACT_TEXT);
	a->bytes = (const uint8_t *)"y\n";
	a->len = 2;
	a->page = 10;
	a = add(out, NODE_ACT_PROMPT);
	a->text = "<B>";
	a->failed = true;
	raise(SIGTERM);
}

static void
sessions_reach_the_node(void **state)
{
	static const char said[] = "\0\0\0\5A\0\0<A>"
				   "\0\0\0\4@\0\12y\n"
				   "\0\0\0\5A\0\1<B>";
	char got[64];

	(void)state;
	script = cli_script;
	assert_int_equal(run(), 0);
	assert_non_null(strstr(happened, "START CLI CLI STOP"));
	assert_int_equal(recv(client, got, sizeof got, 0), sizeof said - 1);
	assert_memory_equal(got, said, sizeof said - 1);
	assert_int_equal(recv(client, got, sizeof got, 0), 0);
	close(client);
}

/* The first run appends and closes, the second one finds it. */
static void
disk_script(const struct node_input *in, struct node_actions *out)
{
	static unsigned found;
	static uint64_t boot;
	struct node_action *a;

	if (in->kind == NODE_IN_START) {
		found = in->u.start.files_count;
		assert_string_equal(in->u.start.state_dir, folder);
		assert_true(in->u.start.boot != 0 && (boot == 0 || in->u.start.boot == boot));
		boot = in->u.start.boot;
		if (found > 0) {
			assert_int_equal(found, 1);
			assert_int_equal(in->u.start.journal[0].number, 1);
			assert_int_equal(in->u.start.journal[0].len, 8);
			assert_memory_equal(in->u.start.journal[0].bytes, "abcdefgh", 8);
			add(out, NODE_ACT_RESTORED);
		}
		a = add(out, NODE_ACT_APPEND);
		a->segment = found + 1;
		a->number = 1;
		a->bytes = (const uint8_t *)"abcdefgh";
		a->len = 8;
	}
	if (in->kind != NODE_IN_DISK)
		return;
	if (in->u.disk.event == NODE_DISK_SYNCED) {
		assert_int_equal(in->u.disk.number, 1);
		a = add(out, NODE_ACT_SNAPSHOT);
		a->segment = found > 0 ? 2 : 1;
		a->first = true;
		a->last = found > 0;
		a->bytes = (const uint8_t *)"snapshot";
		a->len = 8;
	} else {
		assert_int_equal(in->u.disk.event,
				 found > 0 ? NODE_DISK_SNAPSHOT : NODE_DISK_SLICE);
		raise(SIGTERM);
	}
}

static void
the_disk_answers_and_a_start_finds_it(void **state)
{
	(void)state;
	script = disk_script;
	assert_int_equal(run(), 0);
	assert_non_null(strstr(happened, "START DISK DISK STOP"));
	assert_int_equal(run(), 0);
	assert_non_null(strstr(happened, "START DISK DISK STOP"));
	assert_int_equal(unlink(in_folder("log.2")), 0);
	assert_int_equal(unlink(in_folder("snapshot.2")), 0);
}

static void
a_folder_in_use_is_refused(void **state)
{
	int fd = open(in_folder("lock"), O_RDWR);

	(void)state;
	assert_int_equal(flock(fd, LOCK_EX), 0);
	script = start_script;
	assert_int_equal(run(), 2);
	assert_non_null(strstr(happened, "Another twinleased keeps its state in"));
	assert_null(strstr(happened, "links_open"));
	close(fd);
}

static int
make_folder(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(config, sizeof config, "%s/startup.cfg", folder);
	snprintf(cli, sizeof cli, "%s/cli.sock", folder);
	snprintf(saved, sizeof saved, "%s/b.cfg", folder);
	return 0;
}

static int
remove_folder(void **state)
{
	(void)state;
	return unlink(in_folder("lock")) + rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(links_are_answered_and_frames_gathered),
	    cmocka_unit_test(what_is_lost_is_mended_and_looked_at_again),
	    cmocka_unit_test(a_failed_apply_is_told),
	    cmocka_unit_test(what_the_system_refuses_ends_it),
	    cmocka_unit_test(everything_wakes_the_node),
	    cmocka_unit_test(a_vlanif_that_is_not_wanted_is_not_missed),
	    cmocka_unit_test(a_number_is_answered_when_nothing_is_left_to_do),
	    cmocka_unit_test(what_the_pulse_did_not_take_is_said_again),
	    cmocka_unit_test(files_are_saved_and_loaded_again),
	    cmocka_unit_test(files_are_read_by_their_plain_name),
	    cmocka_unit_test(sessions_reach_the_node),
	    cmocka_unit_test(the_disk_answers_and_a_start_finds_it),
	    cmocka_unit_test(a_folder_in_use_is_refused),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
