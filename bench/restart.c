/* bench/restart.c -- how long a device takes to know a million leases again: node_step() from
 * START, the journal in memory, to RESTORED. Reading the file comes on top (bench/journal.c checks
 * it, the kernel reads it). Then the longest step of a commit that adds a section to the pool, in
 * which nobody else is served, and all its steps together. Run by `make bench-restart`; the first
 * should take less than a second, the longest step less than 20 ms. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/measure.h"
#include "journal/walk.h"
#include "node/node.h"

enum { RECORDS = 1000000, ROUNDS = 5, JOURNAL = 77, SECTIONS = 16 };

static const char frame[] = "#\nsysname Bench\n#\nvlan 100\n#\n"
			    "ip pool pool1 server\n"
			    " gateway 10.0.0.1 255.224.0.0\n"
			    "%s"
			    "#\ninterface Vlanif 100\n"
			    " ip address 10.0.0.1 255.224.0.0\n"
			    " dhcp server enable\n"
			    "#\ninterface GigabitEthernet 0/1/1\n"
			    " portswitch\n undo shutdown\n"
			    " port link-type trunk\n"
			    " port trunk allow-pass vlan 100\n"
			    "#\nreturn\n";

static char config[4096];

static const struct journal_stamp written = {1, 1000 * TIME_SEC, 0};

/* Addresses in no order, as they are given. */
static struct lease_record
record(uint32_t i)
{
	uint32_t host = 0x0a010000u + (uint32_t)((uint64_t)i * 7919 % RECORDS);

	return measure_record(i, host, (90000 + i % 86400) * TIME_SEC);
}

static size_t
make_log(uint8_t *bytes)
{
	static uint8_t block[JOURNAL_BLOCK_MAX];
	struct journal_entry file = {.kind = JOURNAL_FILE};
	struct journal_writer w;
	uint64_t number = 0;
	uint32_t i = 0;
	size_t len = 0, one;

	file.u.file.segment = 1;
	file.u.file.journal = file.u.file.device = JOURNAL;
	while (i < RECORDS) {
		journal_begin(&w, block, &written, JOURNAL, number + 1, number);
		if (number++ == 0 && !journal_put(&w, &file))
			abort();
		for (unsigned k = 0; k < 64 && i < RECORDS; k++, i++) {
			struct lease_record r = record(i);

			if (!journal_put_record(&w, &r))
				abort();
		}
		one = journal_end(&w);
		memcpy(bytes + len, block, one);
		len += one;
	}
	return len;
}

static void
step(struct node *n, const struct node_input *in, struct node_actions *out)
{
	node_step(n, in, out);
	for (unsigned i = 0; i < out->count; i++)
		if (out->list[i].kind == NODE_ACT_STOPPED || out->list[i].kind == NODE_ACT_LOG)
			fprintf(stderr, "%s\n", out->list[i].text ? out->list[i].text : "stopped");
}

/* A section has at most 65536 addresses. */
static void
make_config(unsigned count)
{
	char sections[2048];
	int len = 0;

	for (unsigned i = 0; i < count; i++)
		len += snprintf(sections + len, sizeof sections - (size_t)len,
				" section %u 10.%u.0.0 10.%u.255.255\n", i, i + 1, i + 1);
	snprintf(config, sizeof config, frame, sections);
}

static bool
has(const struct node_actions *out, enum node_action_kind kind)
{
	for (unsigned i = 0; i < out->count; i++)
		if (out->list[i].kind == kind)
			return true;
	return false;
}

struct commit {
	double longest, all; /* seconds */
};

static void
timed_step(struct node *n, const struct node_input *in, struct node_actions *out,
	   struct commit *ret)
{
	double begin = measure_seconds(), took;

	node_step(n, in, out);
	took = measure_seconds() - begin;
	ret->all += took;
	if (took > ret->longest)
		ret->longest = took;
}

/* The file of one more section. */
static struct commit
commit(struct node *n, struct node_actions *out)
{
	uint64_t now = 1011 * TIME_SEC;
	struct node_input in = {.kind = NODE_IN_RELOAD, .now = now};
	struct commit c = {0};

	make_config(SECTIONS + 1);
	in.u.start.text = config;
	in.u.start.file = "bench.cfg";
	timed_step(n, &in, out, &c);
	while (!has(out, NODE_ACT_LAN)) {
		if (node_deadline(n) > now)
			abort(); /* it waits for nothing */
		in = (struct node_input){.kind = NODE_IN_TICK, .now = ++now};
		timed_step(n, &in, out, &c);
	}
	in = (struct node_input){.kind = NODE_IN_LAN, .now = ++now, .u.lan.ok = true};
	timed_step(n, &in, out, &c);
	if (!has(out, NODE_ACT_SERVING))
		abort();
	return c;
}

static double
start(const struct journal_file *file, struct node_actions *out, struct commit *ret)
{
	static const char *const port[] = {"GigabitEthernet0/1/1"};
	struct node_input in = {.kind = NODE_IN_START, .now = 1010 * TIME_SEC};
	struct node *n = node_new();
	double begin = measure_seconds();
	bool restored;

	make_config(SECTIONS);
	in.u.start.text = config;
	in.u.start.file = "bench.cfg";
	in.u.start.ports_count = 1;
	in.u.start.port = port;
	in.u.start.seed = 1;
	in.u.start.boot = 1;
	in.u.start.files_count = 1;
	in.u.start.journal = file;
	in.u.start.state_dir = ".";
	step(n, &in, out);
	in = (struct node_input){.kind = NODE_IN_LAN, .now = 1010 * TIME_SEC, .u.lan.ok = true};
	step(n, &in, out);
	restored = has(out, NODE_ACT_RESTORED);
	begin = measure_seconds() - begin;
	if (!restored)
		abort();
	*ret = commit(n, out);
	node_free(n);
	return begin;
}

int
main(void)
{
	uint8_t *bytes = malloc((size_t)RECORDS * 256);
	struct node_actions *out = malloc(sizeof *out);
	struct journal_file file = {.number = 1, .bytes = bytes};
	double took[ROUNDS], longest[ROUNDS], all[ROUNDS];
	struct commit c;

	if (!bytes || !out)
		abort();
	file.len = make_log(bytes);
	for (unsigned i = 0; i < ROUNDS; i++) {
		took[i] = start(&file, out, &c);
		longest[i] = c.longest;
		all[i] = c.all;
	}
	qsort(took, ROUNDS, sizeof *took, measure_order);
	printf("%u leases, %.0f MB of log: known again after %.3f s of processor time (median of "
	       "%u, %.3f to %.3f)\n",
	       RECORDS, (double)file.len / 1e6, took[ROUNDS / 2], ROUNDS, took[0],
	       took[ROUNDS - 1]);
	qsort(longest, ROUNDS, sizeof *longest, measure_order);
	qsort(all, ROUNDS, sizeof *all, measure_order);
	printf("a commit that adds a section: longest step %.1f ms (median of %u, %.1f to %.1f), "
	       "all steps %.0f ms\n",
	       longest[ROUNDS / 2] * 1e3, ROUNDS, longest[0] * 1e3, longest[ROUNDS - 1] * 1e3,
	       all[ROUNDS / 2] * 1e3);
	free(bytes);
	free(out);
	return 0;
}
