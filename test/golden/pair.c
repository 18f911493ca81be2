/* test/golden/pair.c -- sessions and orders on the rig's two devices.
 *
 * A session belongs to the boot in which it was opened: what is typed after the power was off is
 * answered by `closed`. The wall clock begins at a fixed moment, so that dates in transcripts
 * stay. Files are named from the folder in which the program is run, the top of the tree. */
#include "test/golden/pair.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "node/step/event.h"
#include "test/rig/rig.h"

enum { FILE_MAX = 1 << 16, LOG_MAX = 1 << 18, HOSTS_MAX = 16, CLIENTS_MAX = 32, KEY_S = 300 };

#define WALL_AT_START ((int64_t)1767225600 * 1000000) /* 2026-01-01 00:00:00 */

struct pair {
	struct rig *rig;
	unsigned device; /* of sessions to be opened, and of faults */
	unsigned typed;	 /* where the last command was typed */
	unsigned boots[RIG_DEVICES];
	char user[33], groups[256]; /* of sessions to be opened */
	char *log[RIG_DEVICES];	    /* lines, since they were last asked for */
	struct text logged[RIG_DEVICES];
	unsigned hosts_count;
	struct ip4 host[HOSTS_MAX];	   /* on the LAN, with addresses of their own */
	struct rig_reply ack[CLIENTS_MAX]; /* what a client has; yiaddr 0.0.0.0: nothing */
	struct {
		bool open;
		unsigned device, boot;
	} session[REPLAY_SESSIONS_MAX];
};

/* ---- sessions ---- */

static void
answer(struct pair *p, unsigned device, struct replay_answer *ret)
{
	const struct rig_device *d = &p->rig->device[device];

	p->typed = device;
	text_bytes(ret->text, d->console, d->console_len);
	ret->question = d->prompt_kind == NODE_PROMPT_QUESTION;
	ret->failed = d->failed;
	ret->closed = d->quit;
	memcpy(ret->prompt, d->prompt, sizeof ret->prompt);
}

static void
pair_open(void *self, unsigned session, bool interactive, struct replay_answer *ret)
{
	struct pair *p = self;

	p->session[session].open = true;
	p->session[session].device = p->device;
	p->session[session].boot = p->boots[p->device];
	rig_open_as(p->rig, p->device, session, interactive, p->user[0] != '\0' ? p->user : NULL,
		    p->groups);
	answer(p, p->device, ret);
}

static void
pair_type(void *self, unsigned session, enum replay_key key, const char *line,
	  struct replay_answer *ret)
{
	static const enum node_cli_event event[] = {[REPLAY_ENTER] = NODE_CLI_LINE,
						    [REPLAY_HELP] = NODE_CLI_HELP,
						    [REPLAY_TAB] = NODE_CLI_TAB};
	struct pair *p = self;
	unsigned device = p->session[session].device;

	if (p->session[session].boot != p->boots[device]) { /* it went with the power */
		ret->closed = true;
		ret->failed = false;
		return;
	}
	rig_type(p->rig, device, session, event[key], line);
	answer(p, device, ret);
}

/* ---- the log ---- */

static void
hear_log(void *context, unsigned device, const struct event *event, const char *text)
{
	struct pair *p = context;

	text_add(&p->logged[device], "%s/%u/%s: %s\n", event->module, event->level, event->mnemonic,
		 text);
}

static void
forget_log(struct pair *p, unsigned device)
{
	p->logged[device] = text_of(p->log[device], LOG_MAX);
}

static bool
print_log(struct pair *p, unsigned device, const char *word, struct text *ret)
{
	const char *line = p->log[device];
	bool whole = !p->logged[device].cut;

	while (*line != '\0') {
		size_t len = strcspn(line, "\n");
		const char *found = strstr(line, word);

		if (found && found < line + len)
			text_add(ret, "%.*s\n", (int)len, line);
		line += len + 1;
	}
	forget_log(p, device);
	return whole;
}

/* ---- orders ---- */

static bool
read_file(const char *path, char ret[FILE_MAX])
{
	FILE *f = fopen(path, "r");
	size_t n;

	if (!f)
		return false;
	n = fread(ret, 1, FILE_MAX - 1, f);
	ret[n] = '\0';
	fclose(f);
	return n > 0;
}

static bool
boot(struct pair *p, unsigned device, const char *file)
{
	static char text[FILE_MAX];
	const char *saved = rig_startup(p->rig, device);

	if (p->rig->device[device].alive)
		return false;
	if (file[0] != '\0')
		return read_file(file, text) && rig_boot(p->rig, device, text);
	return rig_boot(p->rig, device, saved ? saved : "");
}

static bool
reload(struct pair *p, unsigned device, const char *file)
{
	static char text[FILE_MAX];
	struct node_input in = {.kind = NODE_IN_RELOAD, .now = p->rig->now};

	if (!read_file(file, text))
		return false;
	in.u.start.text = text;
	in.u.start.file = file;
	rig_input(p->rig, device, &in);
	return true;
}

static bool
put(struct pair *p, unsigned device, const char *names)
{
	static char text[FILE_MAX];
	char name[RIG_FILE_NAME];
	size_t len = strcspn(names, " ");

	if (len >= sizeof name || names[len] == '\0' || !read_file(names + len + 1, text))
		return false;
	snprintf(name, sizeof name, "%.*s", (int)len, names);
	rig_put_file(p->rig, device, name, text, strlen(text));
	return true;
}

static bool
turn_off(struct pair *p, unsigned device)
{
	if (!p->rig->device[device].alive)
		return false;
	rig_kill(p->rig, device);
	p->boots[device]++;
	return true;
}

/* SIGTERM. What it then does of itself takes its time: `@ wait`, and `@ kill` ends the process. */
static void
stop(struct pair *p, unsigned device)
{
	struct node_input in = {.kind = NODE_IN_STOP, .now = p->rig->now};

	rig_input(p->rig, device, &in);
}

static bool
copy(struct pair *p, unsigned device)
{
	if (p->rig->device[device].alive)
		return false;
	rig_disk_copy(&p->rig->device[device].disk, &p->rig->device[1 - device].disk);
	return true;
}

static bool
order_device(struct pair *p, const char *verb, unsigned device, const char *rest, struct text *ret)
{
	if (strcmp(verb, "device") == 0)
		p->device = device;
	else if (strcmp(verb, "link") == 0)
		rig_link(p->rig, device, strcmp(rest, "up") == 0);
	else if (strcmp(verb, "uplink") == 0)
		rig_uplink(p->rig, device, strcmp(rest, "up") == 0);
	else if (strcmp(verb, "stop") == 0)
		stop(p, device);
	else if (strcmp(verb, "journal") == 0)
		p->rig->device[device].disk.mode =
		    strcmp(rest, "full") == 0 ? RIG_DISK_FULL : RIG_DISK_OK;
	else if (strcmp(verb, "kill") == 0)
		return turn_off(p, device);
	else if (strcmp(verb, "boot") == 0)
		return boot(p, device, rest);
	else if (strcmp(verb, "copy") == 0)
		return copy(p, device);
	else if (strcmp(verb, "reload") == 0)
		return reload(p, device, rest);
	else if (strcmp(verb, "put") == 0)
		return put(p, device, rest);
	else if (strcmp(verb, "logged") == 0)
		return print_log(p, device, rest, ret);
	else
		return false;
	return true;
}

static bool
printed(const struct pair *p, const char *file)
{
	static char text[FILE_MAX];

	return read_file(file, text) && strcmp(text, p->rig->device[p->typed].console) == 0;
}

/* ---- clients and hosts ---- */

static bool
answers(void *context, unsigned device, struct ip4 address)
{
	const struct pair *p = context;

	(void)device;
	for (unsigned i = 0; i < p->hosts_count; i++)
		if (p->host[i].host == address.host)
			return true;
	return false;
}

static bool
obtain(struct pair *p, unsigned client, struct ip4 giaddr)
{
	if (client >= CLIENTS_MAX)
		return false;
	if (!ip4_set(rig_dora_relayed(p->rig, (uint16_t)client, client, giaddr)))
		return false;
	p->ack[client] = *rig_find(p->rig, client, DHCP_ACK);
	return true;
}

static bool
decline(struct pair *p, unsigned client)
{
	struct rig_message m = {.type = DHCP_DECLINE, .client = (uint16_t)client, .xid = client};

	if (client >= CLIENTS_MAX || !ip4_set(p->ack[client].yiaddr))
		return false;
	m.server_id = p->ack[client].server_id;
	m.requested = p->ack[client].yiaddr;
	p->ack[client].yiaddr = (struct ip4){0};
	rig_say(p->rig, &m);
	return true;
}

static bool
give_back(struct pair *p, unsigned client)
{
	struct rig_message m = {.type = DHCP_RELEASE, .client = (uint16_t)client, .xid = client};

	if (client >= CLIENTS_MAX || !ip4_set(p->ack[client].yiaddr))
		return false;
	m.server_id = p->ack[client].server_id;
	m.ciaddr = p->ack[client].yiaddr;
	rig_say(p->rig, &m);
	return true;
}

/* For this address, chosen without an offer; unset: for the one it has, once more. */
static bool
request(struct pair *p, unsigned client, struct ip4 requested)
{
	const struct ip4 none = {0};
	const struct rig_reply *ack;
	bool renews = !ip4_set(requested);

	if (client >= CLIENTS_MAX)
		return false;
	p->rig->replies_count = 0;
	rig_request(p->rig, (uint16_t)client, client, renews ? none : p->ack[client].server_id,
		    requested, renews ? p->ack[client].yiaddr : none);
	rig_run(p->rig, TIME_SEC);
	ack = rig_find(p->rig, client, DHCP_ACK);
	if (!ack)
		return false;
	p->ack[client] = *ack;
	return true;
}

/* A client that says its name and comes through a port that the switch before it tells by option
 * 82, circuit. */
static bool
obtain_named(struct pair *p, unsigned client, const char *name, const char *circuit)
{
	uint8_t bytes[128];
	struct wr w = wr_of(bytes, sizeof bytes);
	struct rig_message m = {.client = (uint16_t)client, .xid = client};
	const struct rig_reply *reply;

	wr_u8(&w, DHCP_OPT_HOSTNAME);
	wr_u8(&w, (uint8_t)strlen(name));
	wr_bytes(&w, name, strlen(name));
	wr_u8(&w, DHCP_OPT_AGENT);
	wr_u8(&w, (uint8_t)(strlen(circuit) + 2));
	wr_u8(&w, 1);
	wr_u8(&w, (uint8_t)strlen(circuit));
	wr_bytes(&w, circuit, strlen(circuit));
	p->rig->replies_count = 0;
	m.type = DHCP_DISCOVER;
	m.more = rd_of(bytes, w.len);
	rig_say(p->rig, &m);
	rig_run(p->rig, TIME_SEC);
	reply = rig_find(p->rig, client, DHCP_OFFER);
	if (client >= CLIENTS_MAX || w.bad || !reply)
		return false;
	m.type = DHCP_REQUEST;
	m.server_id = reply->server_id;
	m.requested = reply->yiaddr;
	rig_say(p->rig, &m);
	rig_run(p->rig, TIME_SEC);
	reply = rig_find(p->rig, client, DHCP_ACK);
	if (!reply)
		return false;
	p->ack[client] = *reply;
	return true;
}

static bool
settle_host(struct pair *p, struct ip4 address)
{
	if (p->hosts_count == HOSTS_MAX)
		return false;
	p->host[p->hosts_count++] = address;
	return true;
}

/* Orders that is_lan() knows. */
static bool
order_lan(struct pair *p, const char *order)
{
	unsigned n, a, b, c, d;
	char name[32], circuit[32];

	if (sscanf(order, "named %u %31s %31s", &n, name, circuit) == 3)
		return obtain_named(p, n, name, circuit);
	if (sscanf(order, "client %u", &n) == 1)
		return obtain(p, n, (struct ip4){0});
	if (sscanf(order, "in-vain %u", &n) == 1)
		return !obtain(p, n, (struct ip4){0});
	if (sscanf(order, "decline %u", &n) == 1)
		return decline(p, n);
	if (sscanf(order, "release %u", &n) == 1)
		return give_back(p, n);
	if (sscanf(order, "renew %u", &n) == 1)
		return request(p, n, (struct ip4){0});
	if (sscanf(order, "take %u %u.%u.%u.%u", &n, &a, &b, &c, &d) == 5)
		return request(p, n, IP4(a, b, c, d));
	if (sscanf(order, "relay %u %u.%u.%u.%u", &n, &a, &b, &c, &d) == 5)
		return obtain(p, n, IP4(a, b, c, d));
	if (sscanf(order, "host %u.%u.%u.%u", &a, &b, &c, &d) == 4)
		return settle_host(p, IP4(a, b, c, d));
	return false;
}

static bool
is_lan(const char *order)
{
	static const char *const verb[] = {"client ", "in-vain ", "decline ", "release ", "renew ",
					   "take ",   "relay ",	  "host ",    "named "};

	for (unsigned i = 0; i < sizeof verb / sizeof verb[0]; i++)
		if (strncmp(order, verb[i], strlen(verb[i])) == 0)
			return true;
	return false;
}

/* Whoever sits there presses a key now and then; it prints what stands there already. */
static void
pass(struct pair *p, unsigned seconds)
{
	for (; seconds > 0; seconds -= seconds < KEY_S ? seconds : KEY_S) {
		for (unsigned i = 0; i < REPLAY_SESSIONS_MAX; i++)
			if (p->session[i].open &&
			    p->session[i].boot == p->boots[p->session[i].device])
				rig_type(p->rig, p->session[i].device, i, NODE_CLI_TAB, "");
		rig_run(p->rig, (seconds < KEY_S ? seconds : KEY_S) * TIME_SEC);
	}
}

static bool
pair_order(void *self, const char *order, struct text *ret)
{
	struct pair *p = self;
	struct rig_device *d = &p->rig->device[p->device];
	char verb[16] = "", letter = 0;
	unsigned number;
	int rest = 0;

	if (sscanf(order, "wait %u", &number) == 1)
		pass(p, number);
	else if (sscanf(order, "idle %u", &number) == 1)
		rig_run(p->rig, number * TIME_SEC);
	else if (sscanf(order, "user %32s %255s", p->user, p->groups) == 2)
		return true;
	else if (is_lan(order))
		return order_lan(p, order);
	else if (strcmp(order, "cut backup") == 0 || strcmp(order, "mend backup") == 0)
		p->rig->rbs_cut = order[0] == 'c';
	else if (strcmp(order, "system mute") == 0 || strcmp(order, "system talks") == 0)
		d->mute = order[7] == 'm';
	else if (strcmp(order, "history fails") == 0 || strcmp(order, "history works") == 0)
		d->history->fails = order[8] == 'f';
	else if (strncmp(order, "refuse ", 7) == 0)
		snprintf(d->refuse, sizeof d->refuse, "%s", order + 7);
	else if (strncmp(order, "disk ", 5) == 0)
		d->disk_full = strcmp(order + 5, "full") == 0;
	else if (strncmp(order, "printed ", 8) == 0)
		return printed(p, order + 8);
	else if (sscanf(order, "%15s %c%n", verb, &letter, &rest) < 2 ||
		 (letter != 'A' && letter != 'B'))
		return false;
	else
		return order_device(p, verb, (unsigned)(letter - 'A'),
				    order + rest + strspn(order + rest, " "), ret);
	return true;
}

struct replay_device
pair_new(void)
{
	struct pair *p = calloc(1, sizeof *p);
	bool ok = true;

	assert(p);
	p->rig = rig_new();
	for (unsigned i = 0; i < RIG_DEVICES; i++) {
		p->log[i] = malloc(LOG_MAX);
		assert(p->log[i]);
		forget_log(p, i);
	}
	p->rig->answers = answers;
	p->rig->logged = hear_log;
	p->rig->context = p;
	p->rig->verbose = getenv("VERBOSE") != NULL;
	p->rig->wall_offset_us = WALL_AT_START - (int64_t)p->rig->now;
	for (unsigned i = 0; i < RIG_DEVICES; i++)
		ok &= rig_boot(p->rig, i, "");
	assert(ok);
	return (struct replay_device){p, pair_open, pair_type, pair_order};
}

void
pair_free(struct replay_device *d)
{
	struct pair *p = d->self;

	rig_free(p->rig);
	for (unsigned i = 0; i < RIG_DEVICES; i++)
		free(p->log[i]);
	free(p);
}
