/* test/conform/play.c -- see test/conform/play.h. */
#include "test/conform/play.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "lease/rules.h"
#include "node/state.h"
#include "test/conform/expect.h"
#include "test/rig/rig.h"

/* The pair is Interrupted while the files of its devices differ: R4 waits out the drift of that. */
#define SETTLED_US (LEASE_DRIFT_DEFAULT_US + TIME_SEC)

enum { ANSWERS_MAX = 8, TEXT_MAX = 65536, LINE_MAX_ = 2000, NAMES = 100 };

const char *const way_name[WAYS] = {"link", "relay", "reload"};

struct play {
	enum way way;
	struct rig *rig;
	struct world world;
	struct message sent;
	bool sending; /* a message was sent in this case */
	unsigned answers, commits;
	struct answer answer[ANSWERS_MAX];
	struct ip4 asked[ANSWERS_MAX]; /* by ICMP, before answers came */
	unsigned echoes, echoes_used;
	bool echo_wrong;	/* one came late, from or to somebody else */
	uint64_t before[NAMES]; /* counters when the message was sent */
	struct text *error;
};

/* ---- the pair ---- */

static char *
read_text(const char *path, char *text)
{
	FILE *f = fopen(path, "r");
	size_t n;

	assert(f);
	n = fread(text, 1, TEXT_MAX - 1, f);
	fclose(f);
	text[n] = '\0';
	return text;
}

/* The document's file of a device with our pools, a wider subnet, and without the delays of a
 * start. */
static void
boot(struct rig *r, unsigned device)
{
	static char file[TEXT_MAX], pools[TEXT_MAX], all[2 * TEXT_MAX];
	static const char delay[] = " vrrp recover-delay 20\n";
	const char *wide = device == 0 ? "ip address 10.10.10.1 255.255.255.0"
				       : "ip address 10.10.10.2 255.255.255.0";
	char *begin, *end, *at;
	bool booted;

	read_text(device == 0 ? "lab/DeviceA.cfg" : "lab/DeviceB.cfg", file);
	read_text("test/conform/pools.cfg", pools);
	at = strstr(file, delay);
	if (at)
		memmove(at, at + strlen(delay), strlen(at + strlen(delay)) + 1);
	at = strstr(file, wide);
	assert(at);
	at += strlen(wide) - strlen("255.0");
	memcpy(at, "0.0  ", strlen("255.0"));
	begin = strstr(file, "ip pool pool1");
	assert(begin);
	end = strstr(begin, "#\n");
	assert(end);
	snprintf(all, sizeof all, "%.*s%s%s", (int)(begin - file), file, pools, end);
	booted = rig_boot(r, device, all);
	assert(booted);
}

static void
hear(void *context, unsigned device, const uint8_t *frame, size_t len)
{
	struct play *p = context;
	struct answer *a = &p->answer[p->answers];

	(void)device;
	if (p->answers == ANSWERS_MAX || len > sizeof a->bytes)
		return;
	p->answers++;
	a->len = len;
	a->used = false;
	memcpy(a->bytes, frame, len);
}

/* It has to come from the virtual address, to the station that brought the message. */
static void
hear_echo(void *context, unsigned device, const uint8_t *frame, size_t len)
{
	const struct mac station = ROUTER_MAC;
	struct play *p = context;
	struct rd in = rd_of(frame + 26, len - 26);

	(void)device;
	if (p->answers > 0 || p->echoes == ANSWERS_MAX || memcmp(frame, station.byte, 6) != 0 ||
	    rd_be32(&in) != p->world.ours.host) {
		p->echo_wrong = true;
		return;
	}
	p->asked[p->echoes++] = (struct ip4){rd_be32(&in)};
}

static void
start(struct play *p, unsigned number)
{
	bool master;

	p->rig = rig_new();
	p->rig->verbose = getenv("VERBOSE") != NULL;
	boot(p->rig, 0);
	master = rig_run_until_master(p->rig, 0, 30 * TIME_SEC);
	assert(master);
	boot(p->rig, 1);
	rig_run(p->rig, 5 * TIME_SEC);
	p->rig->context = p;
	p->rig->frame = hear;
	p->rig->echo = hear_echo;
	p->world =
	    (struct world){.net = p->way == WAY_RELAY ? IP4(10, 20, 10, 0) : IP4(10, 10, 10, 0),
			   .ours = IP4(10, 10, 10, 100),
			   .relay = IP4(10, 20, 10, 100),
			   .number = number};
}

/* ---- counters ---- */

static const char *
counter(const struct play *p, unsigned n, uint64_t *ret)
{
	const struct dhcp_statistics *s = serve_statistics(p->rig->device[0].node->serve);

	if (n < DHCP_WHYS) {
		*ret = s->why[n];
		return dhcp_why_name(n);
	}
	n -= DHCP_WHYS;
	if (n >= DHCP_DROPS)
		return NULL;
	*ret = s->dropped[n];
	return dhcp_drop_name(n);
}

static void
count(struct play *p)
{
	for (unsigned i = 0; i < DHCP_WHYS + DHCP_DROPS; i++)
		counter(p, i, &p->before[i]);
}

static bool
is_counted(const struct play *p, const char *name)
{
	for (unsigned i = 0; i < DHCP_WHYS + DHCP_DROPS; i++) {
		uint64_t now;
		const char *its = counter(p, i, &now);

		if (its && strcmp(its, name) == 0 && now > p->before[i])
			return true;
	}
	return false;
}

/* What was counted since the message was sent. */
static void
say_counted(struct play *p)
{
	for (unsigned i = 0; i < DHCP_WHYS + DHCP_DROPS; i++) {
		uint64_t now;
		const char *its = counter(p, i, &now);

		if (its && now > p->before[i])
			text_add(p->error, " (%s)", its);
	}
}

/* ---- command lines ---- */

static bool
type(struct play *p, unsigned device, const char *line)
{
	const char *said = rig_cli(p->rig, device, line);

	if (!p->rig->device[device].failed)
		return true;
	text_add(p->error, "`%s` said: %s", line, said);
	return false;
}

/* On both devices; view: entered from the system view, NULL: none. */
static bool
configure(struct play *p, const char *view, const char *line)
{
	for (unsigned d = 0; d < RIG_DEVICES; d++)
		if (!type(p, d, "system-view") || (view && !type(p, d, view)) ||
		    !type(p, d, line) || !type(p, d, "commit") || !type(p, d, "return"))
			return false;
	rig_run(p->rig, TIME_SEC);
	return true;
}

static bool
change_pool(struct play *p, const char *line)
{
	char command[LINE_MAX_];

	value_command(&p->world, line, command, sizeof command);
	return configure(p, p->way == WAY_RELAY ? "ip pool far server" : "ip pool pool1 server",
			 command);
}

/* Pools before and behind the clients' come and go, and so does a line of their own. */
static bool
change_something(struct play *p)
{
	static const char *const lines[] = {"excluded-ip-address .228 .229",
					    "undo excluded-ip-address .228 .229"};
	static const char *const pools[] = {"ip pool aside server", "undo ip pool aside server"};
	unsigned turn = p->commits++ % 2;

	if (!change_pool(p, lines[turn]) || !configure(p, NULL, pools[turn]))
		return false;
	rig_run(p->rig, SETTLED_US);
	return true;
}

/* ---- messages ---- */

static bool
type_of(const char *word, uint8_t *ret)
{
	static const char *const names[] = {"none", "discover", "offer",   "request", "decline",
					    "ack",  "nak",	"release", "inform"};

	for (uint8_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(word, names[i]) == 0) {
			*ret = i;
			return true;
		}
	*ret = (uint8_t)strtoul(word + 5, NULL, 10);
	return strncmp(word, "type-", 5) == 0;
}

/* The first word of *line, cut off. */
static void
next_word(const char **line, char word[32])
{
	size_t len;

	*line += strspn(*line, " ");
	len = strcspn(*line, " ");
	snprintf(word, 32, "%.*s", (int)(len < 31 ? len : 31), *line);
	*line += len;
}

static bool
nothing_left(struct play *p)
{
	if (p->echo_wrong || p->echoes_used < p->echoes) {
		text_add(p->error, "an ICMP echo that nobody waited for");
		return false;
	}
	for (unsigned i = 0; i < p->answers; i++)
		if (!p->answer[i].used) {
			text_add(p->error, "another answer came, of type %u",
				 answer_type(&p->answer[i]));
			say_counted(p);
			return false;
		}
	return true;
}

static bool
send_line(struct play *p, const char *line)
{
	struct message *m = &p->sent;
	char word[32], wrong[80];
	unsigned client = 0;

	if (!nothing_left(p) || (p->way == WAY_RELOAD && !change_something(p)))
		return false;
	next_word(&line, word);
	if (strlen(word) == 1) {
		client = (unsigned)(word[0] - 'a') % CLIENTS_MAX;
		next_word(&line, word);
	}
	*m = (struct message){.client = client, .xid = m->xid + 1, .relayed = p->way == WAY_RELAY};
	if (!type_of(word, &m->type) || !message_build(&p->world, m, line, wrong)) {
		text_add(p->error, "no such word: %s", m->type == 0 ? word : wrong);
		return false;
	}
	p->answers = p->echoes = p->echoes_used = 0;
	count(p);
	rig_frame(p->rig, (uint16_t)(100 + client), m->frame, m->len);
	rig_run(p->rig, TIME_SEC);
	return true;
}

static bool
expect_echo(struct play *p)
{
	if (p->echoes_used == p->echoes) {
		text_add(p->error, "no ICMP echo");
		return false;
	}
	p->world.yours[p->sent.client] = p->asked[p->echoes_used++];
	return true;
}

static bool
expect_line(struct play *p, const char *line)
{
	struct answer *a = p->answer;
	uint8_t type;
	char word[32];

	next_word(&line, word);
	if (strcmp(word, "echo") == 0)
		return expect_echo(p);
	if (strcmp(word, "silence") == 0) {
		next_word(&line, word);
		if (!nothing_left(p))
			return false;
		if (word[0] == '\0' || is_counted(p, word))
			return true;
		text_add(p->error, "not counted as %s, but", word);
		say_counted(p);
		return false;
	}
	while (a < p->answer + p->answers && a->used)
		a++;
	if (a == p->answer + p->answers) {
		text_add(p->error, "no answer");
		say_counted(p);
		return false;
	}
	a->used = true;
	if (!type_of(word, &type) || answer_type(a) != type) {
		text_add(p->error, "the answer is of type %u", answer_type(a));
		say_counted(p);
		return false;
	}
	if (!expect_reply(&p->world, &p->sent, a, line, p->error))
		return false;
	if (ip4_set(answer_yiaddr(a)))
		p->world.yours[p->sent.client] = answer_yiaddr(a);
	return true;
}

static bool
play_line(struct play *p, const char *line)
{
	if (line[0] == '>')
		return send_line(p, line + 1);
	if (line[0] == '<')
		return expect_line(p, line + 1);
	if (strncmp(line, "$$ ", 3) == 0)
		return nothing_left(p) && configure(p, NULL, line + 3);
	if (line[0] == '$')
		return nothing_left(p) && change_pool(p, line + 2);
	if (strncmp(line, "wait ", 5) == 0) {
		rig_run(p->rig, strtoul(line + 5, NULL, 10) * TIME_SEC);
		return true;
	}
	text_add(p->error, "no such line: %s", line);
	return line[0] == '#' || line[0] == '\0';
}

bool
play_case(const char *text, unsigned number, enum way way, unsigned *line, struct text *error)
{
	struct play p = {.way = way, .error = error};
	bool good = true;

	start(&p, number);
	for (; good && *text; ++*line) {
		char words[LINE_MAX_];
		size_t len = strcspn(text, "\n");

		snprintf(words, sizeof words, "%.*s", (int)len, text);
		good = play_line(&p, words);
		text += len + (text[len] == '\n');
		if (!good)
			break;
	}
	good = good && nothing_left(&p);
	rig_free(p.rig);
	return good;
}
