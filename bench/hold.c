/* bench/hold.c -- for how long one step of the main loop lasts at most when a configuration is
 * long: node_step() alone, in one process, with a host that answers everything at once. While a
 * step lasts nobody is served, and a main loop that does not answer for a second loses mastership:
 * half of that is a failure here, but for the start. Run by `make bench-hold`.
 *
 * Printed is, for three sizes, the longest step of each command in ms of processor time, and in
 * brackets that of all its steps, where there are several. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/measure.h"
#include "node/node.h"

enum { TEXT_MAX = 8 << 20, SIZES = 3, HOLD_MAX_MS = 500 };

static const struct {
	unsigned pools, bindings; /* of each */
} sizes[SIZES] = {{1000, 3}, {1000, 12}, {1000, 65}};

static const struct {
	const char *line;
	const char *shown; /* NULL: it only leads to the others */
} commands[] = {
    {"display current-configuration", "`display current-configuration`"},
    {"display ip pool", "`display ip pool`"},
    {"save", "`save`"},
    {"compare configuration x.cfg", "`compare configuration`"},
    {"display saved-configuration x.cfg", "`display saved-configuration NAME`"},
    {"system-view", NULL},
    {"ip pool pool7", "a pool's view, a copy of all"},
    {"undo dns-suffix", "a line typed"},
    {"display configuration candidate changes", "`display configuration candidate changes`"},
    {"commit", "`commit` of a line"},
    {"quit", NULL},
    {"load configuration file x.cfg replace", "`load configuration file NAME replace`"},
    {"commit", "`commit` of that file"},
    {"ip pool new server", NULL},
    {"commit", "`commit` of a pool more"},
    {"return", NULL},
    {"display configuration commit changes", "`display configuration commit changes`"},
    {"rollback configuration last 1", "`rollback configuration last 1`"},
    {"startup saved-configuration x.cfg", "`startup saved-configuration NAME`"},
};

enum { COMMANDS = sizeof commands / sizeof *commands };

struct held { /* s */
	double longest, all;
	unsigned steps;
};

static struct world {
	uint64_t now;
	struct node *node;
	struct node_actions *out;
	char *text; /* of the configuration, and of every file that is read */
	size_t len;
	bool lan, reads, saves, more, asks; /* the host is to answer */
	bool refused;			    /* a file was too long */
	struct held held;		    /* since it was taken last */
} w;

static void
add(const char *format, unsigned a, unsigned b, unsigned c)
{
	w.len += (size_t)snprintf(w.text + w.len, TEXT_MAX - w.len, format, a, b, c);
}

/* A pool behind a relay agent: a header, six lines, and bindings. */
static void
add_pool(unsigned pool, unsigned bindings)
{
	unsigned a = 16 + pool / 64, b = pool % 64 * 4;

	add("ip pool pool%u server\n gateway 10.%u.%u.1 255.255.252.0\n", pool, a, b);
	add(" section 0 10.%u.%u.2 ", a, b, 0);
	add("10.%u.%u.250\n", a, b, 0);
	add(" section 1 10.%u.%u.0 ", a, b + 1, 0);
	add("10.%u.%u.250\n", a, b + 3, 0);
	add(" dns-server 10.1.1.1 10.1.1.2\n dns-suffix example%u.net\n", pool, 0, 0);
	for (unsigned i = 0; i < bindings; i++) {
		add(" static-bind ip-address 10.%u.%u.%u", a, b + 1, 2 + i);
		add(" mac-address 0200-%04x-%04x\n", pool, i, 0);
	}
	add("#\n", 0, 0, 0);
}

static unsigned
make_config(unsigned pools, unsigned bindings)
{
	unsigned lines = 0;

	w.len = 0;
	add("#\nsysname Bench\n#\nvlan 100\n#\n", 0, 0, 0);
	for (unsigned i = 0; i < pools; i++)
		add_pool(i, bindings);
	add("interface Vlanif 100\n ip address 10.0.0.1 255.255.0.0\n dhcp server enable\n#\n"
	    "interface GigabitEthernet 0/1/1\n portswitch\n undo shutdown\n"
	    " port link-type trunk\n port trunk allow-pass vlan 100\n#\nreturn\n",
	    0, 0, 0);
	for (size_t i = 0; i < w.len; i++)
		lines += w.text[i] == '\n';
	return lines;
}

/* ---- a host ---- */

static void
hear_log(const char *text)
{
	w.refused |= strstr(text, "too many") != NULL;
}

static void
hear_text(const struct node_action *a)
{
	static const char word[] = "too many for a device";

	for (size_t i = 0; i + sizeof word < a->len; i++)
		w.refused |= memcmp(a->bytes + i, word, sizeof word - 1) == 0;
}

static void
hear(const struct node_action *a)
{
	if (a->kind == NODE_ACT_STOPPED)
		abort();
	w.lan |= a->kind == NODE_ACT_LAN;
	w.reads |= a->kind == NODE_ACT_READ;
	w.saves |= a->kind == NODE_ACT_SAVE;
	if (a->kind == NODE_ACT_LOG)
		hear_log(a->text);
	if (a->kind == NODE_ACT_TEXT && a->len < 1024)
		hear_text(a);
	if (a->kind != NODE_ACT_PROMPT)
		return;
	w.more = a->prompt == NODE_PROMPT_MORE;
	w.asks = a->prompt == NODE_PROMPT_QUESTION;
}

static void
step(const struct node_input *in)
{
	double took = measure_seconds();

	node_step(w.node, in, w.out);
	took = measure_seconds() - took;
	w.held.steps++;
	w.held.all += took;
	if (took > w.held.longest)
		w.held.longest = took;
	for (unsigned i = 0; i < w.out->count; i++)
		hear(&w.out->list[i]);
}

static bool
takes(bool *flag)
{
	bool was = *flag;

	*flag = false;
	return was;
}

static void
type(enum node_cli_event event, const char *line)
{
	struct node_input in = {.kind = NODE_IN_CLI, .now = w.now};

	in.u.cli.event = event;
	in.u.cli.line = line;
	step(&in);
}

static bool
answer(void)
{
	struct node_input in = {.now = w.now};

	if (takes(&w.lan)) {
		in.kind = NODE_IN_LAN;
		in.u.lan.ok = true;
	} else if (takes(&w.reads)) {
		in.kind = NODE_IN_READ;
		in.u.read.text = w.text;
		in.u.read.message = "";
	} else if (takes(&w.saves)) {
		in.kind = NODE_IN_SAVED;
		in.u.saved.ok = true;
		in.u.saved.message = "";
	} else {
		if (takes(&w.more))
			type(NODE_CLI_MORE, NULL);
		else if (takes(&w.asks))
			type(NODE_CLI_LINE, "y");
		else
			return false;
		return true;
	}
	step(&in);
	return true;
}

/* All that was asked for, and what comes of it within a second. */
static struct held
settle(void)
{
	struct held ret;

	for (unsigned i = 0; i < 10; i++) {
		while (answer())
			;
		w.now += 100 * TIME_MS;
		step(&(struct node_input){.kind = NODE_IN_TICK, .now = w.now});
	}
	ret = w.held;
	w.held = (struct held){0};
	return ret;
}

static struct held
start(bool again)
{
	static const char *const port[] = {"GigabitEthernet0/1/1"};
	struct node_input in = {.kind = again ? NODE_IN_RELOAD : NODE_IN_START, .now = w.now};

	in.u.start.text = w.text;
	in.u.start.file = "bench.cfg";
	in.u.start.ports_count = 1;
	in.u.start.port = port;
	in.u.start.seed = in.u.start.boot = 1;
	in.u.start.state_dir = ".";
	step(&in);
	return settle();
}

/* ---- what is printed ---- */

static bool
say(const char *what, const struct held held[SIZES], const bool refused[SIZES], bool bounded)
{
	bool held_up = false;

	printf("| %s |", what);
	for (unsigned i = 0; i < SIZES; i++) {
		double ms = held[i].longest * 1e3, all = held[i].all * 1e3;

		if (refused[i])
			printf(" refused, %.0f |", ms);
		else if (all > ms + 1)
			printf(" %.0f (%.0f) |", ms, all);
		else
			printf(" %.0f |", ms);
		held_up |= bounded && ms > HOLD_MAX_MS;
	}
	printf("\n");
	return held_up;
}

int
main(void)
{
	static struct held held[COMMANDS + 2][SIZES];
	static bool refused[COMMANDS + 2][SIZES];
	bool held_up = false;

	w.out = malloc(sizeof *w.out);
	w.text = malloc(TEXT_MAX);
	if (w.out == NULL || w.text == NULL)
		abort();
	printf("| ms |");
	for (unsigned s = 0; s < SIZES; s++) {
		unsigned lines = make_config(sizes[s].pools, sizes[s].bindings);

		printf(" %u pools, %u lines |", sizes[s].pools, lines);
		w.now = 1010 * TIME_SEC;
		w.node = node_new();
		held[0][s] = start(false);
		held[1][s] = start(true);
		refused[1][s] = takes(&w.refused);
		type(NODE_CLI_OPEN, NULL);
		settle();
		for (unsigned i = 0; i < COMMANDS; i++) {
			type(NODE_CLI_LINE, commands[i].line);
			held[i + 2][s] = settle();
			refused[i + 2][s] = takes(&w.refused);
		}
		node_free(w.node);
	}
	printf("\n|---|--:|--:|--:|\n");
	say("a start", held[0], refused[0], false);
	held_up |= say("SIGHUP", held[1], refused[1], true);
	for (unsigned i = 0; i < COMMANDS; i++)
		if (commands[i].shown != NULL)
			held_up |= say(commands[i].shown, held[i + 2], refused[i + 2], true);
	free(w.text);
	free(w.out);
	return held_up;
}
