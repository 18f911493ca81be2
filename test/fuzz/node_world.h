/* test/fuzz/node_world.h -- the host and the surroundings of one node, for test/fuzz/node.c.
 *
 * Does what linux/ does, with a disk (test/rig/disk.h) and connections that go on only when they
 * are told to, and holds every action against the contract of node/node.h: APPENDs count up, no
 * more is sent than there is room for, what is sent are whole frames that can be read, what leaves
 * for clients can be read, a deadline moves, a stopped node is still, and a journal that this node
 * wrote is never refused. */
#ifndef TEST_FUZZ_NODE_WORLD_H
#define TEST_FUZZ_NODE_WORLD_H

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/files.h"
#include "journal/walk.h"
#include "node/node.h"
#include "node/step/event.h"
#include "rbs/message.h"
#include "test/rig/disk.h"
#include "wire/arp.h"
#include "wire/icmp.h"
#include "wire/udp.h"

enum {
	WORLD_ADDRESSES = 16, /* of the pool, and a few beside it */
	WORLD_ROOM = 1 << 20, /* bytes a connection takes */
	WORLD_TICKS = 1000,   /* at one moment; more: the deadline does not move */
	WORLD_BOOTS = 8	      /* restarts of one script */
};

#define WORLD_POOL  0x0a0a0a01u /* 10.10.10.1 */
#define WORLD_START (1000 * TIME_SEC)
#define WORLD_OLD   (100 * 86400 * TIME_SEC)

struct world_line { /* one connection of a service */
	bool dialling, open;
	size_t room;
	uint64_t said;	/* frames of the peer so far */
	uint64_t heard; /* number of the node's last frame */
};

struct world_peer {   /* the other end of one service, as far as it knows */
	bool listens; /* the node does */
	struct world_line line[2];
	bool greeted, batched;
	struct rbs_hello hello; /* the node's last */
	uint64_t hello_number, sequence, epoch, journal;
	uint64_t update; /* sequence of the node's last judged update */
};

struct world {
	struct node *node;
	const char *config;
	uint64_t now, disk_now, boot;
	int64_t wall_offset_us;
	struct rig_disk disk;
	struct journal_file restored[JOURNAL_FILES_MAX];
	unsigned restored_count, boots;
	uint64_t appended;
	bool started; /* START and its LAN are over */
	bool refuse_lan, refuse_save, lan_due;
	bool saves[NODE_SESSIONS_MAX], reads[NODE_SESSIONS_MAX], lists;
	bool stopping, stopped;
	uint64_t stop_us;
	struct world_peer peer[NODE_STREAMS_MAX];
	uint64_t version[WORLD_ADDRESSES]; /* last seen of each */
	struct ip4 offered, server;	   /* in the last reply; or probed */
	uint32_t xid;
};

static struct node_actions world_out;
static const char *const world_ports[] = {"GigabitEthernet0/1/1", "GigabitEthernet0/1/2"};

static void world_step(struct world *w, struct node_input *in);

/* ---- what the node does ---- */

static void
world_frame(struct world *w, const struct node_action *a)
{
	struct udp_packet packet;
	struct rd r = rd_of(a->bytes, a->len);
	struct ether ether;
	struct arp arp;
	struct rd d;

	assert(a->len >= ETHER_HEADER_LEN && a->len <= 1514 && a->vlan > 0);
	if (a->bytes[12] == 8 && a->bytes[13] == 6) {
		assert(ether_decode(&r, &ether) == WIRE_OK && arp_decode(r, &arp) == WIRE_OK);
		w->offered = arp.target;
		return;
	}
	if (a->bytes[12] == 8 && a->bytes[23] == IPV4_ICMP) {
		assert(a->len == ICMP_FRAME_LEN && a->bytes[34] == 8);
		return;
	}
	assert(udp_decode(r, false, &packet) == WIRE_OK && packet.src_port == 67);
	assert(packet.payload.left >= 300 && packet.payload.p[0] == 2);
	d = rd_of(packet.payload.p + 16, 4);
	w->offered.host = rd_be32(&d);
	w->server = packet.src;
}

static void
world_record(struct world *w, struct rd bytes)
{
	struct lease_record r;

	assert(lease_record_decode(&bytes, w->now, &r) == LEASE_DECODED && r.version != 0);
	w->version[(r.address.host - WORLD_POOL) % WORLD_ADDRESSES] = r.version;
}

static void
world_heard(struct world *w, struct world_peer *p, const struct rbs_frame *f)
{
	struct rbs_record r;
	struct rd body = f->body;

	if (f->type == RBS_HELLO) {
		rbs_hello_read(f, &p->hello);
		p->hello_number = f->number;
	}
	while (f->type == RBS_RECORDS && rbs_record_next(&body, &r)) {
		world_record(w, r.bytes);
		if (f->flags & RBS_FLAG_JUDGE)
			p->update = r.sequence;
	}
}

static void
world_sent(struct world *w, const struct node_action *a)
{
	struct world_peer *p = &w->peer[a->service];
	struct world_line *l = &p->line[a->dialled];
	struct rd stream = rd_of(a->bytes, a->len);
	struct rbs_frame f;

	assert(a->service < NODE_STREAMS_MAX && l->open && a->len > 0 && a->len <= l->room);
	l->room -= a->len;
	while (stream.left > 0) {
		enum rbs_result result = rbs_frame_take(&stream, &f);

		assert(result == RBS_OK && f.number == l->heard + 1);
		l->heard = f.number;
		world_heard(w, p, &f);
	}
}

static void
world_stream(struct world *w, const struct node_action *a)
{
	struct world_peer *p = &w->peer[a->service];

	assert(a->service < NODE_STREAMS_MAX);
	if (a->kind == NODE_ACT_LISTEN)
		p->listens = a->on;
	else
		p->line[a->kind == NODE_ACT_DIAL || a->dialled] =
		    (struct world_line){.dialling = a->kind == NODE_ACT_DIAL};
}

static void
world_append(struct world *w, const struct node_action *a)
{
	struct journal_block block;

	assert(a->number == w->appended + 1 && a->len % 8 == 0 && a->segment > 0);
	assert(journal_read_block(a->bytes, a->len, &block) == JOURNAL_OK && block.len == a->len);
	w->appended = a->number;
	rig_disk_append(&w->disk, w->disk_now, a);
}

static void
world_restored(struct world *w)
{
	for (unsigned i = 0; i < w->restored_count; i++)
		free((void *)(uintptr_t)w->restored[i].bytes);
	w->restored_count = 0;
}

/* SAY=1 in the environment tells the story of a crash. */
static void
world_log(const struct world *w, const struct node_action *a)
{
	assert(a->event && a->event->mnemonic && a->text);
	if (getenv("SAY"))
		fprintf(stderr, "%14.6f %s/%s: %s\n", (double)w->now / 1e6, a->event->module,
			a->event->mnemonic, a->text);
}

/* READ, SAVE. */
static void
world_file(struct world *w, const struct node_action *a)
{
	(a->kind == NODE_ACT_READ ? w->reads : w->saves)[a->session] = true;
	w->lists = a->on;
}

static void
world_stopped(struct world *w)
{
	assert(!w->stopped);
	w->stopped = true;
}

static void
world_act(struct world *w, const struct node_action *a)
{
	switch (a->kind) {
	case NODE_ACT_FRAME:
		world_frame(w, a);
		break;
	case NODE_ACT_PULSE:
		assert(a->pulse.kind != PULSE_IN_CONFIG || a->pulse.config);
		break;
	case NODE_ACT_TLS:
	case NODE_ACT_MEND:
	case NODE_ACT_QUERY_LISTEN:
	case NODE_ACT_QUERY_SEND:
	case NODE_ACT_QUERY_HANGUP:
	case NODE_ACT_KEEP:
		break;
	case NODE_ACT_LAN:
		w->lan_due = true;
		break;
	case NODE_ACT_LISTEN:
	case NODE_ACT_DIAL:
	case NODE_ACT_HANGUP:
		world_stream(w, a);
		break;
	case NODE_ACT_SEND:
		world_sent(w, a);
		break;
	case NODE_ACT_TEXT:
	case NODE_ACT_QUIT:
	case NODE_ACT_FIND: /* nobody answers */
	case NODE_ACT_SURVEY:
		assert(a->session < NODE_SESSIONS_MAX && (a->kind != NODE_ACT_FIND || a->query));
		break;
	case NODE_ACT_PROMPT:
		assert(a->session < NODE_SESSIONS_MAX && a->text && strlen(a->text) < 1024);
		break;
	case NODE_ACT_READ:
	case NODE_ACT_SAVE:
		world_file(w, a);
		break;
	case NODE_ACT_POINT:
		assert(a->number > 0 && (a->len == 0 || a->bytes[a->len - 1] == '\n'));
		break;
	case NODE_ACT_LOG:
		world_log(w, a);
		break;
	case NODE_ACT_SERVING:
		w->started = true;
		break;
	case NODE_ACT_STOPPED:
		world_stopped(w);
		break;
	case NODE_ACT_APPEND:
		world_append(w, a);
		break;
	case NODE_ACT_SNAPSHOT:
		assert(a->len > 0 && a->len % 8 == 0);
		rig_disk_snapshot(&w->disk, w->disk_now, a);
		break;
	case NODE_ACT_RESTORED:
		world_restored(w);
		break;
	case NODE_ACT_HISTORY:
		assert(history_count(rd_of(a->bytes, a->len)) > 0);
		break;
	case NODE_ACT_NEIGHBOUR:
		assert(ip4_set(a->peer));
		break;
	}
}

/* As linux/host.c: questions of a step are answered before anything else happens. */
static void
world_answer(struct world *w)
{
	static const struct conf_files files = {1, 3, {{"a.cfg", 7, 9}}};
	struct node_input in = {.kind = NODE_IN_LAN,
				.u.lan = {!w->refuse_lan, "The link is not there."}};

	if (w->lan_due) {
		w->lan_due = w->refuse_lan = false;
		world_step(w, &in);
	}
	for (unsigned i = 0; i < NODE_SESSIONS_MAX; i++) {
		if (!w->saves[i])
			continue;
		w->saves[i] = false;
		in = (struct node_input){.kind = NODE_IN_SAVED,
					 .u.saved = {i, !w->refuse_save, "No space left."}};
		world_step(w, &in);
	}
	for (unsigned i = 0; i < NODE_SESSIONS_MAX; i++) {
		if (!w->reads[i])
			continue;
		w->reads[i] = false;
		in = (struct node_input){
		    .kind = NODE_IN_READ,
		    .u.read = {.session = i,
			       .text = w->refuse_save || w->lists ? NULL : w->config,
			       .files = w->refuse_save || !w->lists ? NULL : &files,
			       .message = "It is not there."}};
		world_step(w, &in);
	}
}

static void
world_step(struct world *w, struct node_input *in)
{
	in->now = w->now;
	in->wall_offset_us = w->wall_offset_us;
	node_step(w->node, in, &world_out);
	assert(!w->stopped || world_out.count == 0);
	for (unsigned i = 0; i < world_out.count; i++)
		world_act(w, &world_out.list[i]);
	world_answer(w);
}

/* ---- time, disk, power ---- */

static void
world_tick(struct world *w)
{
	for (unsigned i = 0; node_deadline(w->node) <= w->now; i++) {
		assert(i < WORLD_TICKS);
		world_step(w, &(struct node_input){.kind = NODE_IN_TICK});
	}
}

/* The disk goes on by so many of its deeds. */
static void
world_disk(struct world *w, unsigned deeds)
{
	struct rig_disk_event e;

	for (unsigned i = 0; i < deeds && rig_disk_deadline(&w->disk) != TIME_NEVER; i++) {
		uint64_t at_us = rig_disk_deadline(&w->disk);

		w->disk_now = at_us > w->disk_now ? at_us : w->disk_now;
		if (!rig_disk_step(&w->disk, w->disk_now, &e))
			continue;
		world_step(w, &(struct node_input){.kind = NODE_IN_DISK,
						   .u.disk = {e.event, e.number, e.message}});
	}
}

static void
world_off(struct world *w)
{
	node_free(w->node);
	world_restored(w);
	memset(w->peer, 0, sizeof w->peer);
	memset(w->saves, 0, sizeof w->saves);
	memset(w->reads, 0, sizeof w->reads);
	w->started = w->stopping = w->stopped = w->lan_due = false;
	w->node = NULL;
	w->appended = 0;
}

/* False: it stopped at once. */
static bool
world_boot(struct world *w)
{
	struct node_input in = {.kind = NODE_IN_START};

	w->boots++;
	w->node = node_new();
	w->restored_count = rig_disk_read(&w->disk, w->restored);
	in.u.start.text = w->config;
	in.u.start.file = "startup.cfg";
	in.u.start.ports_count = 2;
	in.u.start.port = world_ports;
	in.u.start.seed = w->boots;
	in.u.start.boot = w->boot;
	in.u.start.files_count = w->restored_count;
	in.u.start.journal = w->restored;
	in.u.start.state_dir = "state";
	world_step(w, &in);
	return !w->stopped;
}

static void
world_stop(struct world *w)
{
	if (!w->stopping)
		w->stop_us = w->now;
	w->stopping = true;
	world_step(w, &(struct node_input){.kind = NODE_IN_STOP});
}

/* Whatever the disk does or does not, it ends in time. */
static void
world_end(struct world *w)
{
	if (!w->stopped)
		world_stop(w);
	while (!w->stopped) {
		uint64_t deadline_us = node_deadline(w->node);

		assert(deadline_us <= time_after(w->stop_us, 2 * TIME_SEC) ||
		       deadline_us <= w->now);
		w->now = deadline_us > w->now ? deadline_us : w->now;
		world_tick(w);
	}
	assert(node_deadline(w->node) == TIME_NEVER);
	world_step(w, &(struct node_input){.kind = NODE_IN_TICK});
}

#endif
