/* test/sim/script.c -- scenarios in words, one order per line; test/sim/scenarios.
 *
 *	pool LAST lease MINUTES    the configuration, before anything else; LAST 0: over 100 000
 *	clients N                  so many, who do what they are told
 *	delay SECONDS              of partner-down; without, none is declared down by a delay
 *	at TIME ORDER, after TIME ORDER
 *	                           TIME: 10s, 300ms; at: from the beginning
 *	boot A, kill A, power A, stop A, wipe A, freeze A, thaw A
 *	stick A, unstick A         its main thread hangs
 *	rob A, restore A           another program takes its virtual address away, again and again
 *	deaf A, hear A             all that is sent to it is lost, what it sends is not
 *	cut rbs|vrrp|both, cut rbs|vrrp from A, mend
 *	link A down|up
 *	disk A ok|full|broken|slow|stuck
 *	disk A TIME                its syncs take so long
 *	wall A SECONDS
 *	type A LINE
 *	babble A, half A           a stranger on the backup port: nonsense; the half of a frame
 *	forge A arp|claim|advert   ... on the VLAN, with the address of A's peer: an ARP answer
 *	                           from his own MAC, one from the peer's, an advertisement
 *	all ask|release
 *	all ask over TIME          ... one after the other
 *	client N asks|releases
 *	load on|off                clients live by themselves
 *	storm N                    so many clients more, one after the other; all must be answered
 *	expect all bound|keep within TIME, expect client N bound|keeps within TIME
 *	expect served within TIME  nobody waits longer, from now on or from when it came
 *	expect connected|apart within TIME, expect master A within TIME
 *	expect leases N within TIME    on both
 *	expect down B within TIME
 *	expect hangup A within TIME
 *	expect says A TEXT
 *	compare without walls      everything once more, without `wall`; clients hear the same
 *
 * All judges of a history hold here as well. */
#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rbs/frame.h"
#include "test/sim/sim.h"

enum { LINE_MAX_BYTES = 300, STORM_MAX = 60000 };

struct script {
	const char *path;
	unsigned line;
	struct sim *sim;
	struct sim_plan plan;
	bool compare, failed, verbose;
	unsigned hangups[RIG_DEVICES];
	uint64_t comes_us[SIM_CLIENTS_MAX]; /* asks first */
	/* storm */
	unsigned storm;
	uint64_t worst_us;
	struct rig_reply heard;
	struct ip4 *address; /* STORM_MAX */
};

static bool
fail(struct script *t, const char *why)
{
	if (!t->failed)
		fprintf(stderr, "%s:%u: %s\n", t->path, t->line, why);
	t->failed = true;
	return false;
}

static bool
sim_of(struct script *t)
{
	if (t->sim)
		return true;
	t->sim = sim_new(&t->plan, t->verbose);
	t->sim->settling = true;
	for (unsigned i = 0; i < SIM_CLIENTS_MAX; i++) {
		t->sim->client[i].strict = true;
		t->sim->client[i].next_us = TIME_NEVER;
	}
	return true;
}

/* "10s", "300ms" */
static bool
read_time(const char *text, uint64_t *ret_us)
{
	char *end;
	double n = strtod(text, &end);

	if (end == text || (strcmp(end, "s") != 0 && strcmp(end, "ms") != 0))
		return false;
	*ret_us = (uint64_t)(n * (*end == 's' ? 1e6 : 1e3));
	return true;
}

static bool
read_device(const char *word, unsigned *ret)
{
	*ret = (unsigned)(word[0] - 'A');
	return *ret < RIG_DEVICES && word[1] == '\0';
}

static void
live(struct script *t, uint64_t end_us)
{
	sim_live(t->sim, end_us);
	if (t->sim->wrong[0] != '\0')
		fail(t, t->sim->wrong);
}

/* ---- devices ---- */

static bool
do_device(struct script *t, const char *verb, unsigned i)
{
	struct sim *s = t->sim;

	if (strcmp(verb, "boot") == 0)
		sim_boot(s, i);
	else if (strcmp(verb, "kill") == 0)
		sim_down(s, i, SIM_KILL);
	else if (strcmp(verb, "power") == 0)
		sim_down(s, i, SIM_POWER);
	else if (strcmp(verb, "wipe") == 0)
		sim_down(s, i, SIM_WIPE);
	else if (strcmp(verb, "stop") == 0)
		sim_stop(s, i);
	else if (strcmp(verb, "freeze") == 0 || strcmp(verb, "thaw") == 0)
		rig_freeze(s->rig, i, verb[0] == 'f');
	else if (strcmp(verb, "stick") == 0 || strcmp(verb, "unstick") == 0)
		rig_stick(s->rig, i, verb[0] == 's');
	else if (strcmp(verb, "rob") == 0 || strcmp(verb, "restore") == 0)
		rig_rob(s->rig, i, strcmp(verb, "rob") == 0);
	else if (strcmp(verb, "deaf") == 0 || strcmp(verb, "hear") == 0)
		sim_deafen(s, i, verb[0] == 'd');
	else
		return fail(t, "no such order for a device");
	return true;
}

static bool
do_disk(struct script *t, unsigned i, const char *how)
{
	struct rig_disk *d = &t->sim->rig->device[i].disk;

	if (read_time(strcmp(how, "slow") == 0 ? "300ms" : how, &d->sync_us)) {
		t->sim->late_us[i] = TIME_NEVER;
		return true;
	}
	d->sync_us = 100;
	d->mode = strcmp(how, "full") == 0     ? RIG_DISK_FULL
		  : strcmp(how, "broken") == 0 ? RIG_DISK_BROKEN
		  : strcmp(how, "stuck") == 0  ? RIG_DISK_STUCK
					       : RIG_DISK_OK;
	t->sim->disk_us[i] = d->mode == RIG_DISK_OK ? 0 : TIME_NEVER;
	t->sim->late_us[i] = 0;
	return true;
}

static bool
do_cut(struct script *t, const char *what, const char *from)
{
	struct rig *r = t->sim->rig;
	bool rbs = what[0] == 'r' || what[0] == 'b', vrrp = what[0] == 'v' || what[0] == 'b';
	unsigned i;

	if (strncmp(from, "from ", 5) == 0 && read_device(from + 5, &i)) {
		r->rbs_half[i] |= rbs;
		r->vrrp_half[i] |= vrrp;
		return true;
	}
	r->rbs_cut |= rbs;
	r->vrrp_cut |= vrrp;
	return true;
}

static bool
do_mend(struct script *t)
{
	struct rig *r = t->sim->rig;

	r->rbs_cut = r->vrrp_cut = false;
	for (unsigned i = 0; i < RIG_DEVICES; i++)
		r->rbs_half[i] = r->vrrp_half[i] = false;
	return true;
}

/* Somebody with the peer's address who is not the peer. */
static bool
do_stranger(struct script *t, unsigned i, bool babble)
{
	static const uint8_t nonsense[] = "GET / HTTP/1.1\r\nHost: twinlease\r\n\r\n";
	struct node_input in = {.kind = NODE_IN_STREAM};
	uint8_t half[RBS_FRAME_MAX] = {0};
	struct wr w = wr_of(half, sizeof half);

	t->hangups[i] = t->sim->rig->device[i].hangups;
	in.u.stream.event = NODE_STREAM_OPENED;
	in.u.stream.len = 65536;
	rig_input(t->sim->rig, i, &in);
	in.u.stream.event = NODE_STREAM_DATA;
	in.u.stream.bytes = nonsense;
	in.u.stream.len = sizeof nonsense - 1;
	if (!babble) {
		rbs_frame_begin(&w, RBS_HELLO, 0, 0, 1);
		in.u.stream.bytes = half;
		in.u.stream.len = 7;
	}
	rig_input(t->sim->rig, i, &in);
	return true;
}

static bool
do_forge(struct script *t, unsigned i, const char *what)
{
	struct ip4 peer = IP4(10, 10, 10, t->plan.param.address[1 - i]);
	struct mac mac = {{2, 9, 9, 9, 9, 9}};

	if (strcmp(what, "advert") == 0) {
		rig_forge_advert(t->sim->rig, i, peer, 250);
		return true;
	}
	if (strcmp(what, "claim") == 0)
		mac = (struct mac){{2, 0, 0, 0, 0, (uint8_t)(2 - i)}};
	else if (strcmp(what, "arp") != 0)
		return fail(t, "forge what?");
	rig_forge_arp(t->sim->rig, i, mac, peer);
	return true;
}

/* ---- clients ---- */

static void
ask(struct script *t, unsigned i, enum sim_doing doing)
{
	struct sim *s = t->sim;

	sim_client_begin(s, i, doing);
	s->client[i].next_us = t->comes_us[i] = s->rig->now;
}

static bool
ask_over(struct script *t, const char *time)
{
	unsigned count = t->sim->clients_count;
	uint64_t span_us;

	if (!read_time(time, &span_us))
		return fail(t, "over what time?");
	for (unsigned i = 0; i < count; i++) {
		ask(t, i, SIM_SELECTING);
		t->comes_us[i] += span_us * i / count;
		t->sim->client[i].next_us = t->comes_us[i];
	}
	return true;
}

static bool
do_clients(struct script *t, unsigned first, unsigned end, const char *what)
{
	for (unsigned i = first; i < end; i++) {
		if (strncmp(what, "ask", 3) == 0)
			ask(t, i, SIM_SELECTING);
		else if (strncmp(what, "release", 7) == 0)
			sim_client_release(t->sim, i, false);
		else
			return fail(t, "a client asks or releases");
	}
	return true;
}

static bool
do_load(struct script *t, bool on)
{
	struct sim *s = t->sim;

	for (unsigned i = 0; i < s->clients_count; i++) {
		struct sim_client *c = &s->client[i];

		c->strict = !on;
		if (on)
			c->next_us = s->rig->now + prng_below(&c->prng, 3 * TIME_SEC);
		else if (c->doing == SIM_BOUND || c->doing == SIM_IDLE)
			c->next_us = TIME_NEVER;
	}
	return true;
}

/* ---- a storm of clients, each answered before the next ---- */

static void
storm_hear(void *context, const struct rig_reply *reply)
{
	*((struct sim *)context)->storm = *reply;
}

static bool
storm_ask(struct script *t, const struct rig_message *m, enum dhcp_type answer)
{
	struct rig *r = t->sim->rig;
	uint64_t began = r->now;

	t->heard.xid = 0;
	for (unsigned tries = 0; tries < 40; tries++) {
		if (tries % 10 == 0)
			rig_say(r, m);
		for (unsigned i = 0; i < 100 && t->heard.xid != m->xid; i++)
			rig_run(r, i < 10 ? 200 : TIME_MS * 10);
		if (t->heard.xid == m->xid && t->heard.type == answer) {
			if (r->now - began > t->worst_us)
				t->worst_us = r->now - began;
			return true;
		}
	}
	return fail(t, "a client of the storm is not answered");
}

static bool
storm_one(struct script *t, unsigned n)
{
	struct rig_message m = {
	    .type = DHCP_DISCOVER, .client = (uint16_t)(1000 + n), .xid = ++t->storm};

	if (!ip4_set(t->address[n])) {
		if (!storm_ask(t, &m, DHCP_OFFER))
			return false;
		t->address[n] = t->heard.yiaddr;
		m.server_id = t->heard.server_id;
		m.requested = t->heard.yiaddr;
	} else {
		m.ciaddr = t->address[n];
	}
	m.type = DHCP_REQUEST;
	m.xid = ++t->storm;
	if (!storm_ask(t, &m, DHCP_ACK))
		return false;
	return ip4_same(t->heard.yiaddr, t->address[n]) ||
	       fail(t, "a client of the storm lost its address");
}

static bool
do_storm(struct script *t, unsigned count)
{
	struct rig *r = t->sim->rig;
	uint64_t began = r->now;
	bool good = count <= STORM_MAX;

	t->worst_us = 0;
	t->sim->storm = &t->heard;
	r->hear = storm_hear;
	r->say = NULL;
	for (unsigned i = 0; good && i < count; i++)
		good = storm_one(t, i);
	r->hear = sim_client_hear;
	r->say = sim_judge_say;
	printf("    %u updates in %.1f s, the longest answer took %.1f ms\n", count,
	       (double)(r->now - began) / 1e6, (double)t->worst_us / 1e3);
	return good;
}

/* ---- expectations ---- */

enum expectation { BOUND, KEEP, CONNECTED, APART, MASTER, INTERRUPTED, DOWN, HANGUP, LEASES };

static bool
clients_done(const struct sim *s, unsigned first, unsigned end, bool all)
{
	for (unsigned i = first; i < end; i++)
		if ((all || s->client[i].asked_for) &&
		    (s->client[i].doing != SIM_BOUND || s->client[i].until_us <= s->rig->now))
			return false;
	return true;
}

static bool
holds(const struct script *t, enum expectation what, unsigned first, unsigned end)
{
	const struct sim *s = t->sim;

	switch (what) {
	case BOUND:
	case KEEP:
		return clients_done(s, first, end, what == BOUND);
	case CONNECTED:
		return sim_is_paired(s, 0) && sim_is_paired(s, 1);
	case APART:
		return !sim_is_paired(s, 0) && !sim_is_paired(s, 1);
	case MASTER:
		return sim_role(s, first) == RBP_MASTER;
	case INTERRUPTED:
		return sim_is_interrupted(s, first);
	case DOWN:
		return sim_is_declared(s, 1 - first);
	case LEASES:
		return sim_leases(s, 0) == first && sim_leases(s, 1) == first;
	case HANGUP:
		return s->rig->device[first].hangups > t->hangups[first];
	}
	return false;
}

static void
begin_keeping(struct script *t, unsigned first, unsigned end)
{
	unsigned count = 0;

	for (unsigned i = first; i < end; i++) {
		struct sim_client *c = &t->sim->client[i];

		c->asked_for = c->until_us > t->sim->rig->now;
		if (!c->asked_for)
			continue;
		ask(t, i, SIM_RENEWING);
		count++;
	}
	if (count == 0)
		fail(t, "nobody has a lease");
}

static bool
expect(struct script *t, enum expectation what, unsigned first, unsigned end, const char *rest)
{
	uint64_t limit_us, began = t->sim->rig->now;
	const char *within = strstr(rest, "within ");

	if (!within || !read_time(within + 7, &limit_us))
		return fail(t, "expect what within what time?");
	if (what == KEEP)
		begin_keeping(t, first, end);
	while (!t->failed && !holds(t, what, first, end)) {
		if (t->sim->rig->now >= began + limit_us)
			return fail(t, "did not come true");
		live(t, t->sim->rig->now + 10 * TIME_MS);
	}
	if (what == CONNECTED)
		printf("    Connected after %.2f s; records on A %llu, on B %llu\n",
		       (double)(t->sim->rig->now - began) / 1e6,
		       (unsigned long long)sim_records(t->sim, 0),
		       (unsigned long long)sim_records(t->sim, 1));
	return !t->failed;
}

/* From when they came, or from now on; until all have an address. */
static bool
expect_served(struct script *t, const char *rest)
{
	struct sim *s = t->sim;
	uint64_t limit_us, began = s->rig->now, worst_us = 0;
	const char *within = strstr(rest, "within ");

	if (!within || !read_time(within + 7, &limit_us))
		return fail(t, "served within what time?");
	while (!t->failed && !clients_done(s, 0, s->clients_count, true)) {
		for (unsigned i = 0; i < s->clients_count; i++) {
			uint64_t from = t->comes_us[i] > began ? t->comes_us[i] : began;

			if (s->client[i].doing == SIM_BOUND || s->rig->now <= from)
				continue;
			if (s->rig->now - from > worst_us)
				worst_us = s->rig->now - from;
		}
		if (worst_us > limit_us)
			return fail(t, "a client is not served in time");
		live(t, s->rig->now + 10 * TIME_MS);
	}
	printf("    the slowest client waited %u ms\n", (unsigned)(worst_us / TIME_MS));
	return !t->failed;
}

static bool
do_expect(struct script *t, const char *what)
{
	unsigned n = 0, all = t->sim->clients_count;
	char device[2] = "";
	int rest = 0;

	if (strncmp(what, "all bound", 9) == 0)
		return expect(t, BOUND, 0, all, what);
	if (strncmp(what, "all keep", 8) == 0)
		return expect(t, KEEP, 0, all, what);
	if (sscanf(what, "client %u keeps%n", &n, &rest) == 1 && rest > 0)
		return expect(t, KEEP, n, n + 1, what);
	if (sscanf(what, "client %u bound%n", &n, &rest) == 1 && rest > 0)
		return expect(t, BOUND, n, n + 1, what);
	if (strncmp(what, "served", 6) == 0)
		return expect_served(t, what);
	if (sscanf(what, "leases %u", &n) == 1)
		return expect(t, LEASES, n, 0, what);
	if (strncmp(what, "connected", 9) == 0)
		return expect(t, CONNECTED, 0, 0, what);
	if (strncmp(what, "apart", 5) == 0)
		return expect(t, APART, 0, 0, what);
	if (sscanf(what, "%*s %1s", device) == 1 && !read_device(device, &n))
		return fail(t, "no such device");
	if (strncmp(what, "master", 6) == 0)
		return expect(t, MASTER, n, 0, what);
	if (strncmp(what, "interrupted", 11) == 0)
		return expect(t, INTERRUPTED, n, 0, what);
	if (strncmp(what, "down", 4) == 0)
		return expect(t, DOWN, n, 0, what);
	if (strncmp(what, "hangup", 6) == 0)
		return expect(t, HANGUP, n, 0, what);
	if (strncmp(what, "says", 4) == 0)
		return strstr(t->sim->rig->device[n].console, what + 7) ||
		       fail(t, t->sim->rig->device[n].console);
	return fail(t, "expect what?");
}

/* ---- orders ---- */

/* Whom an operator declares down may break I1 until its next batch. */
static bool
do_type(struct script *t, unsigned i, const char *line)
{
	bool before = sim_is_declared(t->sim, i);

	rig_cli(t->sim->rig, i, line);
	if (!before && sim_is_declared(t->sim, i))
		t->sim->declared[1 - i] = true;
	return true;
}

static bool
do_before(struct script *t, const char *line, bool *ret_done)
{
	unsigned a, b;

	*ret_done = true;
	if (sscanf(line, "pool %u lease %u", &a, &b) == 2) {
		t->plan.param.wide = a == 0;
		t->plan.param.high = a;
		t->plan.param.lease_min = b;
	} else if (sscanf(line, "clients %u", &a) == 1 && a <= SIM_CLIENTS_MAX) {
		t->plan.clients_count = a;
	} else if (sscanf(line, "delay %u", &a) == 1) {
		t->plan.param.delay_s = a;
	} else if (strcmp(line, "compare without walls") == 0) {
		t->compare = true;
	} else {
		*ret_done = false;
	}
	return true;
}

static bool
do_world(struct script *t, const char *verb, const char *word, const char *rest)
{
	unsigned i;

	if (strcmp(verb, "cut") == 0)
		return do_cut(t, word, rest);
	if (!read_device(word, &i))
		return fail(t, "no such device");
	if (strcmp(verb, "link") == 0)
		rig_link(t->sim->rig, i, rest[0] == 'u');
	else if (strcmp(verb, "disk") == 0)
		return do_disk(t, i, rest);
	else if (strcmp(verb, "wall") == 0)
		t->sim->rig->device[i].clock.wall_error_us =
		    t->plan.no_walls ? 0 : strtoll(rest, NULL, 10) * 1000000;
	else if (strcmp(verb, "type") == 0)
		return do_type(t, i, rest);
	else if (strcmp(verb, "forge") == 0)
		return do_forge(t, i, rest);
	else if (strcmp(verb, "babble") == 0 || strcmp(verb, "half") == 0)
		return do_stranger(t, i, verb[0] == 'b');
	else
		return do_device(t, verb, i);
	return true;
}

static bool
do_order(struct script *t, const char *line)
{
	char verb[16] = "", word[16] = "";
	int at_word = 0, rest = 0;
	unsigned n = 0;

	sscanf(line, "%15s %n%15s %n", verb, &at_word, word, &rest);
	if (strcmp(verb, "expect") == 0)
		return do_expect(t, line + at_word);
	if (strcmp(verb, "mend") == 0)
		return do_mend(t);
	if (strcmp(verb, "all") == 0 && strncmp(line + rest, "over ", 5) == 0)
		return ask_over(t, line + rest + 5);
	if (strcmp(verb, "all") == 0)
		return do_clients(t, 0, t->sim->clients_count, word);
	if (strcmp(verb, "client") == 0 && sscanf(word, "%u", &n) == 1)
		return do_clients(t, n, n + 1, line + rest);
	if (strcmp(verb, "load") == 0)
		return do_load(t, strcmp(word, "on") == 0);
	if (strcmp(verb, "storm") == 0 && sscanf(word, "%u", &n) == 1)
		return do_storm(t, n);
	return do_world(t, verb, word, rest > 0 ? line + rest : "");
}

static bool
do_line(struct script *t, const char *line)
{
	char when[16], time[16];
	uint64_t at_us;
	int order = 0;
	bool done;

	if (!t->sim && do_before(t, line, &done) && done)
		return true;
	sim_of(t);
	if (sscanf(line, "%15s %15s %n", when, time, &order) == 2 &&
	    (strcmp(when, "at") == 0 || strcmp(when, "after") == 0)) {
		if (!read_time(time, &at_us))
			return fail(t, "when?");
		at_us += strcmp(when, "at") == 0 ? t->sim->start_us : t->sim->rig->now;
		if (at_us < t->sim->rig->now)
			return fail(t, "that time is over");
		live(t, at_us);
		line += order;
	}
	return !t->failed && (line[0] == '\0' || do_order(t, line));
}

static uint64_t
run(struct script *t)
{
	FILE *f = fopen(t->path, "r");
	char line[LINE_MAX_BYTES];
	uint64_t told;

	t->line = 0;
	if (!f) {
		fail(t, "cannot be read");
		return 0;
	}
	while (!t->failed && fgets(line, sizeof line, f)) {
		char *end = line + strlen(line);

		t->line++;
		while (end > line && isspace((unsigned char)end[-1]))
			*--end = '\0';
		if (line[0] != '#' && line[0] != '\0')
			do_line(t, line);
	}
	fclose(f);
	sim_of(t);
	told = t->sim->told;
	sim_free(t->sim);
	t->sim = NULL;
	return told;
}

bool
sim_script(const char *path, bool verbose)
{
	struct script t = {.path = path, .verbose = verbose};
	uint64_t told;

	t.plan = (struct sim_plan){
	    .seed = 1,
	    .clients_count = 20,
	    .param = {.high = 99, .lease_min = 5, .priority = 200, .address = {201, 202}},
	    .sync_us = {100, 100},
	};
	t.address = calloc(STORM_MAX, sizeof *t.address);
	assert(t.address);
	printf("  %s\n", path);
	fflush(stdout);
	told = run(&t);
	if (t.compare && !t.failed) {
		t.plan.no_walls = true;
		if (run(&t) != told)
			fail(&t, "a wall clock changed what clients were told");
	}
	free(t.address);
	fflush(stdout);
	return !t.failed;
}
