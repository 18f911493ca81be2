/* test/unit/rbs/world.h -- two sessions joined by a virtual wire in virtual time.
 *
 * Each side has a binding table and does what node/ does with a session's outputs. The wire has
 * two TCP connections, one dialled by each side, with a delay, bounded room and faults: a cut that
 * swallows everything, a break after any byte, a dial that is filtered. Side 0 has the lower
 * source address. Every ticket must be answered exactly once; that is asserted here. */
#ifndef TEST_RBS_WORLD_H
#define TEST_RBS_WORLD_H

#include "test/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/prng.h"
#include "lease/carry.h"
#include "lease/clock.h"
#include "rbs/session.h"
#include "rbs/status.h"

enum {
	ADDRESSES = 64, /* 10.10.10.0 .. 63 */
	ROOM = 48 * 1024,
	CHUNKS = 512,
	TICKETS = 1 << 16,
	SYNCS = 4096,
	ID = 1,	     /* the backup-id */
	OTHER_ID = 2 /* of tests with two */
};

struct chunk {
	uint64_t at_us;
	size_t len; /* 0: the end */
	uint8_t *bytes;
};

struct pipe { /* one direction of one connection */
	struct chunk list[CHUNKS];
	unsigned head, count;
	size_t queued; /* bytes under way */
};

struct tcp { /* tcp[s] is dialled by side s */
	bool syn;
	uint64_t syn_us;
	bool open[2];	   /* as each side sees it */
	bool mute;	   /* fell victim to a cut: carries nothing any more */
	struct pipe to[2]; /* to side 0, to side 1 */
};

struct parked {
	struct ip4 address;
	unsigned answers;
	enum rbs_answer answer;
	bool doubtful, claims;
};

struct side {
	struct rbs_session *session; /* NULL: crashed */
	struct lease_table *table;
	struct lease_clock clock;
	struct rbs_local local;
	struct rbs_config config;
	bool listening;
	bool claimed[ADDRESSES], doubtful[ADDRESSES];
	uint64_t tickets;
	struct parked parked[TICKETS];
	enum rbs_state state;
	enum rbs_pair pair, other_pair;
	bool complete;
	bool unsafe; /* a session began, its first SYNC is not answered: no record may leave */
	uint64_t gate;
	unsigned heard, alarms, repairs, batches, stores, refused_stores, twins;
	unsigned ups, downs;	/* lines of the log about the session */
	unsigned stores_before; /* the session */
	unsigned lost;		/* how often it was told that a journal of the pair is gone */
	unsigned declared;	/* how often it was told that the peer declared it down */
	enum rbs_alarm alarm_kind;
	char alarm[8192];
	uint8_t home;
	int64_t wall_offset_us;
	size_t sent_bytes;
	unsigned syncs_head, syncs_count; /* stores on their way to the disk */
	struct {
		uint64_t at_us, number;
	} sync[SYNCS];
	struct rbs_outputs out;
};

struct world {
	uint64_t now, delay_us;
	uint64_t disk_us; /* a store takes so long; 0: answered at once */
	bool cut;
	bool filtered[2]; /* dials of this side are swallowed */
	bool own_half;	  /* interrupted sides change addresses of their own half only */
	struct side side[2];
	struct tcp tcp[2];
	uint64_t starts; /* makes identities and incarnations */
};

#define WORLD_WALL_US (1700000000 * (int64_t)TIME_SEC)

static const struct lease_range world_range = {{0x0a0a0a00}, {0x0a0a0a00 + ADDRESSES - 1}, 0, 0};
static const char *const world_lines[] = {"pool pool1", "gateway 10.10.10.100 255.255.255.0"};

static inline struct ip4
address_of(unsigned n)
{
	return (struct ip4){world_range.low.host + n};
}

/* ---- the wire ---- */

static inline void
pipe_clear(struct pipe *p)
{
	for (; p->count > 0; p->count--, p->head = (p->head + 1) % CHUNKS)
		free(p->list[p->head].bytes);
	p->queued = 0;
}

static inline void
pipe_put(struct pipe *p, const uint8_t *bytes, size_t len, uint64_t at_us)
{
	struct chunk *c = &p->list[(p->head + p->count++) % CHUNKS];

	assert_true(p->count <= CHUNKS);
	c->at_us = at_us;
	c->len = len;
	c->bytes = malloc(len + 1);
	if (len > 0)
		memcpy(c->bytes, bytes, len);
	p->queued += len;
}

static inline void side_input(struct world *w, int s, struct rbs_input in);

static inline void
wire_dial(struct world *w, int s)
{
	struct tcp *t = &w->tcp[s];

	assert_false(t->open[s]);
	t->syn = true;
	t->syn_us = w->now + w->delay_us;
}

static inline void
wire_hang_up(struct world *w, int s, bool dialled)
{
	struct tcp *t = &w->tcp[dialled ? s : !s];

	if (dialled)
		t->syn = false;
	if (!t->open[s])
		return;
	t->open[s] = false;
	pipe_clear(&t->to[s]);
	if (!t->mute && t->open[!s])
		pipe_put(&t->to[!s], NULL, 0, w->now + w->delay_us);
}

static inline void
wire_send(struct world *w, int s, const struct rbs_output *o)
{
	struct tcp *t = &w->tcp[o->dialled ? s : !s];

	assert_true(t->open[s]);
	assert_true(o->len <= ROOM - t->to[!s].queued);
	w->side[s].sent_bytes += o->len;
	assert_true(!w->side[s].unsafe ||
		    (o->bytes[3] != RBS_RECORDS && o->bytes[3] != RBS_BATCH_BEGIN));
	if (t->mute || w->cut)
		t->to[!s].queued += o->len; /* never delivered, never freed: room shrinks */
	else
		pipe_put(&t->to[!s], o->bytes, o->len, w->now + w->delay_us);
}

/* The dial of side s arrives. */
static inline void
wire_connect(struct world *w, int s)
{
	struct tcp *t = &w->tcp[s];
	int to = !s;

	t->syn = false;
	if (w->cut || w->filtered[s]) {
		t->syn = true; /* until the dialler gives up */
		t->syn_us = TIME_NEVER;
		return;
	}
	if (w->side[to].session == NULL || !w->side[to].listening) {
		side_input(w, s, (struct rbs_input){.kind = RBS_IN_CLOSED, .dialled = true});
		return;
	}
	if (t->open[to]) { /* left over from before: replaced */
		t->open[to] = false;
		side_input(w, to, (struct rbs_input){.kind = RBS_IN_CLOSED, .dialled = false});
	}
	pipe_clear(&t->to[0]);
	pipe_clear(&t->to[1]);
	t->mute = false;
	t->open[0] = t->open[1] = true;
	side_input(w, to, (struct rbs_input){.kind = RBS_IN_OPENED, .len = ROOM});
	if (t->open[s])
		side_input(w, s,
			   (struct rbs_input){.kind = RBS_IN_OPENED, .dialled = true, .len = ROOM});
}

/* The oldest chunk of connection c to side s. */
static inline void
wire_deliver(struct world *w, int c, int s)
{
	struct tcp *t = &w->tcp[c];
	struct pipe *p = &t->to[s];
	struct chunk chunk = p->list[p->head];
	bool dialled = c == s;

	p->head = (p->head + 1) % CHUNKS;
	p->count--;
	p->queued -= chunk.len;
	if (!t->open[s] || t->mute) {
		free(chunk.bytes);
		return;
	}
	if (chunk.len == 0) {
		t->open[s] = false;
		side_input(w, s, (struct rbs_input){.kind = RBS_IN_CLOSED, .dialled = dialled});
	} else {
		side_input(w, s,
			   (struct rbs_input){.kind = RBS_IN_DATA,
					      .dialled = dialled,
					      .bytes = chunk.bytes,
					      .len = chunk.len});
		if (t->open[!s])
			side_input(w, !s,
				   (struct rbs_input){.kind = RBS_IN_ROOM,
						      .dialled = !dialled,
						      .len = ROOM - p->queued});
	}
	free(chunk.bytes);
}

/* Connection c breaks: each side still gets the first keep[side] bytes under way, then the end. */
static inline void
wire_break(struct world *w, int c, const size_t keep[2])
{
	struct tcp *t = &w->tcp[c];

	for (int s = 0; s < 2; s++) {
		struct pipe *p = &t->to[s];
		size_t left = keep[s];
		unsigned n = 0;

		while (n < p->count && left > 0) {
			struct chunk *k = &p->list[(p->head + n) % CHUNKS];

			if (k->len == 0)
				break;
			p->queued -= k->len;
			k->len = k->len < left ? k->len : left;
			p->queued += k->len;
			left -= k->len;
			n++;
		}
		while (p->count > n) {
			struct chunk *k = &p->list[(p->head + --p->count) % CHUNKS];

			p->queued -= k->len;
			free(k->bytes);
		}
		if (t->open[s])
			pipe_put(p, NULL, 0, w->now + w->delay_us);
	}
	for (int s = 0; s < 2; s++) /* what is sent from now on goes nowhere */
		if (t->open[s])
			t->to[!s].queued = t->to[!s].queued > ROOM ? ROOM : t->to[!s].queued;
}

/* Everything under way, and everything sent over these connections later, is lost. */
static inline void
wire_cut(struct world *w, bool cut)
{
	w->cut = cut;
	for (int c = 0; cut && c < 2; c++) {
		w->tcp[c].mute = true;
		for (int s = 0; s < 2; s++) {
			size_t queued = w->tcp[c].to[s].queued;

			pipe_clear(&w->tcp[c].to[s]);
			w->tcp[c].to[s].queued = queued;
		}
		if (w->tcp[c].syn)
			w->tcp[c].syn_us = TIME_NEVER;
	}
}

/* ---- a side: what node/ does ---- */

static inline void
answered(struct side *d, const struct rbs_output *o)
{
	struct parked *p = &d->parked[o->ticket];
	unsigned n = p->address.host - world_range.low.host;

	assert_true(o->ticket > 0 && o->ticket <= d->tickets);
	assert_int_equal(p->answers, 0);
	p->answers++;
	p->answer = o->answer;
	p->doubtful = o->doubtful;
	if (p->claims)
		lease_unclaim(d->table, p->address);
	d->claimed[n] = false;
	if (o->answer == RBS_DROPPED && o->doubtful)
		d->doubtful[n] = true;
	if (o->answer != RBS_SAFE)
		return;
	assert_true(lease_at(d->table, p->address)->version < o->record->version);
	assert_int_equal(lease_apply(d->table, o->record), LEASE_APPLIED);
}

static inline void
stored(struct side *d, const struct rbs_output *o)
{
	const struct lease_record *mine = lease_at(d->table, o->record->address);
	struct lease_record merged;

	lease_clock_saw(&d->clock, o->record->version);
	if (!mine) {
		assert_true(!o->judged && lease_keep_aside(d->table, o->record));
		return;
	}
	if (o->judged)
		assert_true(o->record->version >= mine->version);
	merged = lease_merge(mine, o->record);
	assert_int_equal(lease_apply(d->table, &merged), LEASE_APPLIED);
	lease_note_acked(d->table, o->record->address, o->record->version);
	d->stores++;
}

static inline void
marked(struct side *d, const struct rbs_output *o)
{
	for (unsigned i = 0; i < o->marks_count; i++) {
		if (o->kind == RBS_OUT_SENT)
			lease_note_sent(d->table, o->mark[i].address, o->mark[i].version);
		else
			lease_note_acked(d->table, o->mark[i].address, o->mark[i].version);
	}
}

static inline void
pair_said(struct side *d, const struct rbs_output *o)
{
	assert_true(o->backup_id == ID || o->backup_id == OTHER_ID);
	if (o->backup_id == OTHER_ID) {
		d->other_pair = o->pair;
		return;
	}
	d->pair = o->pair;
	d->complete = o->complete;
}

static inline void
state_said(struct side *d, const struct rbs_output *o)
{
	d->ups += o->up && !o->quiet;
	d->downs += d->state == RBS_CONNECTED && !o->up && !o->quiet;
	d->state = o->state;
	d->unsafe = o->up;
	d->stores_before = d->stores;
	d->gate = 0;
	assert_int_equal(o->up, o->state == RBS_CONNECTED);
}

static inline void
perform(struct world *w, int s, const struct rbs_output *o, uint64_t *sync)
{
	struct side *d = &w->side[s];

	switch (o->kind) {
	case RBS_OUT_LISTEN:
		d->listening = o->on;
		break;
	case RBS_OUT_DIAL:
		assert_true(ip4_same(o->source, d->config.peer.source));
		wire_dial(w, s);
		break;
	case RBS_OUT_SEND:
		wire_send(w, s, o);
		break;
	case RBS_OUT_HANGUP:
		wire_hang_up(w, s, o->dialled);
		break;
	case RBS_OUT_STORE:
		stored(d, o);
		break;
	case RBS_OUT_SYNC:
		*sync = o->number;
		if (d->unsafe && d->gate == 0)
			d->gate = o->number;
		break;
	case RBS_OUT_SENT:
	case RBS_OUT_MARKED:
		marked(d, o);
		break;
	case RBS_OUT_ANSWERED:
		answered(d, o);
		break;
	case RBS_OUT_STATE:
		state_said(d, o);
		break;
	case RBS_OUT_DECLARED:
		d->declared += d->stores == d->stores_before; /* nothing was used before it */
		break;
	case RBS_OUT_PAIR:
		pair_said(d, o);
		break;
	case RBS_OUT_BATCH_DONE:
		memset(d->doubtful, 0, sizeof d->doubtful);
		d->batches++;
		break;
	case RBS_OUT_HOME:
		d->home = o->even;
		d->local.even = o->even;
		break;
	case RBS_OUT_HEARD:
	case RBS_OUT_TWIN:
	case RBS_OUT_LOST:
		*(o->kind == RBS_OUT_TWIN   ? &d->twins
		  : o->kind == RBS_OUT_LOST ? &d->lost
					    : &d->heard) += 1;
		break;
	case RBS_OUT_ADDRESSES:
		break;
	case RBS_OUT_ALARM:
		d->alarms++;
		d->repairs += o->alarm == RBS_ALARM_REPAIRED || o->alarm == RBS_ALARM_DIVERGED;
		d->alarm_kind = o->alarm;
		snprintf(d->alarm, sizeof d->alarm, "%s", o->text);
		break;
	case RBS_OUTPUTS:
		fail();
	}
}

static inline void side_step(struct world *w, int s, struct rbs_input in);

static inline void
side_sync(struct world *w, int s, uint64_t number)
{
	struct side *d = &w->side[s];
	unsigned at = (d->syncs_head + d->syncs_count) % SYNCS;

	if (w->disk_us == 0) {
		side_step(w, s, (struct rbs_input){.kind = RBS_IN_STORED, .number = number});
		return;
	}
	assert_true(++d->syncs_count <= SYNCS);
	d->sync[at].at_us = w->now + w->disk_us;
	d->sync[at].number = number;
}

/* One input without the FLUSH. */
static inline void
side_step(struct world *w, int s, struct rbs_input in)
{
	struct side *d = &w->side[s];

	while (d->session != NULL) {
		uint64_t sync = 0;
		bool more;

		in.now = w->now;
		in.wall_offset_us = d->wall_offset_us;
		if (in.kind == RBS_IN_STORED && d->gate != 0 && in.number >= d->gate)
			d->unsafe = false;
		rbs_session_step(d->session, &in, &d->out);
		more = d->out.more;
		for (unsigned i = 0; i < d->out.count; i++)
			perform(w, s, &d->out.list[i], &sync);
		if (sync > 0)
			side_sync(w, s, sync);
		if (!more)
			break;
		in = (struct rbs_input){.kind = RBS_IN_MORE};
	}
}

static inline void
side_input(struct world *w, int s, struct rbs_input in)
{
	side_step(w, s, in);
	side_step(w, s, (struct rbs_input){.kind = RBS_IN_FLUSH});
}

static inline void
side_local(struct world *w, int s)
{
	w->side[s].local.table = w->side[s].table;
	side_input(w, s, (struct rbs_input){.kind = RBS_IN_LOCAL, .local = &w->side[s].local});
}

static inline void
side_start(struct world *w, int s)
{
	struct side *d = &w->side[s];
	struct rbs_local local = {.device = 100 + (uint64_t)s,
				  .journal = 200 + (uint64_t)s,
				  .incarnation = 300 + ++w->starts,
				  .groups_count = 1};

	local.group[0] = (struct rbs_local_group){.backup_id = ID,
						  .digest = 42,
						  .lines_count = COUNT_OF(world_lines),
						  .line = world_lines,
						  .ranges_count = 1,
						  .range = &world_range};
	d->session = rbs_session_new();
	d->table = lease_table_new(&world_range, 1, w->now);
	d->clock = (struct lease_clock){.ceiling = UINT64_MAX, .device = (uint8_t)s};
	d->local = local;
	d->state = RBS_INITIAL;
	d->pair = RBS_INTERRUPTED;
	d->home = 0;
	if (d->wall_offset_us == 0)
		d->wall_offset_us = WORLD_WALL_US;
	memset(d->claimed, 0, sizeof d->claimed);
	memset(d->doubtful, 0, sizeof d->doubtful);
	d->config.peer.set = true;
	d->config.peer.source = IP4(10, 10, 10, (uint32_t)(200 + s));
	d->config.peer.peer = IP4(10, 10, 10, (uint32_t)(201 - s));
	d->config.peer.port = 10000;
	side_local(w, s);
	side_input(w, s, (struct rbs_input){.kind = RBS_IN_CONFIG, .config = &d->config});
}

/* kill -9: the table is gone too. Its kernel closes what was open. */
static inline void
side_crash(struct world *w, int s)
{
	struct side *d = &w->side[s];

	rbs_session_free(d->session);
	lease_table_free(d->table);
	d->session = NULL;
	d->table = NULL;
	d->listening = false;
	d->syncs_count = 0;
	wire_hang_up(w, s, true);
	wire_hang_up(w, s, false);
	for (uint64_t t = 1; t <= d->tickets; t++)
		d->parked[t].answers = 1;
}

/* ---- changes ---- */

static inline struct lease_record
record_of(struct world *w, int s, unsigned n, enum lease_state state)
{
	struct side *d = &w->side[s];
	uint8_t mac[6] = {2, (uint8_t)s, (uint8_t)(w->now >> 8), (uint8_t)w->now, 0, (uint8_t)n};
	struct lease_record r = {.address = address_of(n),
				 .state = state,
				 .version = lease_clock_next(&d->clock),
				 .start_us = w->now,
				 .expiry_us = w->now + 3600 * TIME_SEC,
				 .length_s = 3600,
				 .hardware_type = 1,
				 .hardware_len = 6};
	const struct lease_record *held = lease_at(d->table, r.address);

	r.key = lease_key_of_hardware(1, mac, sizeof mac);
	memcpy(r.hardware, mac, sizeof mac);
	r.acked = held->acked;
	r.sent = held->sent;
	return r;
}

/* An update as of version `replaces`; its ticket. No FLUSH. */
static inline uint64_t
side_update(struct world *w, int s, unsigned n, uint64_t replaces)
{
	struct side *d = &w->side[s];
	struct lease_record r = record_of(w, s, n, LEASE_LEASED);
	uint64_t ticket = ++d->tickets;

	assert_true(ticket < TICKETS);
	d->parked[ticket] = (struct parked){.address = r.address};
	d->parked[ticket].claims = lease_claim(d->table, r.address);
	d->claimed[n] = true;
	side_step(w, s,
		  (struct rbs_input){.kind = RBS_IN_UPDATE,
				     .backup_id = ID,
				     .record = &r,
				     .replaces = replaces,
				     .ticket = ticket});
	return ticket;
}

static inline void
side_note(struct world *w, int s, unsigned n)
{
	struct lease_record r = record_of(w, s, n, LEASE_LEASED);

	assert_int_equal(lease_apply(w->side[s].table, &r), LEASE_APPLIED);
	side_step(w, s, (struct rbs_input){.kind = RBS_IN_NOTE, .backup_id = ID, .record = &r});
}

static inline uint64_t
version_at(const struct world *w, int s, unsigned n)
{
	return lease_at(w->side[s].table, address_of(n))->version;
}

/* As node/ would by the pair's state; 0 when nothing may be changed now, or no ticket was needed.
 */
static inline uint64_t
side_change(struct world *w, int s, unsigned n)
{
	struct side *d = &w->side[s];

	if (d->session == NULL || d->claimed[n] || d->doubtful[n])
		return 0;
	if (d->pair == RBS_PAIRED)
		return side_update(w, s, n, version_at(w, s, n));
	side_note(w, s, n);
	return 0;
}

static inline void
side_flush(struct world *w, int s)
{
	side_step(w, s, (struct rbs_input){.kind = RBS_IN_FLUSH});
}

/* ---- time ---- */

static inline uint64_t
world_next(const struct world *w)
{
	uint64_t at = TIME_NEVER;

	for (int i = 0; i < 2; i++) {
		const struct tcp *t = &w->tcp[i];

		if (w->side[i].session != NULL)
			at = time_min(at, rbs_session_deadline(w->side[i].session));
		if (t->syn)
			at = time_min(at, t->syn_us);
		if (w->side[i].syncs_count > 0)
			at = time_min(at, w->side[i].sync[w->side[i].syncs_head].at_us);
		for (int s = 0; s < 2; s++)
			if (t->to[s].count > 0)
				at = time_min(at, t->to[s].list[t->to[s].head].at_us);
	}
	return at;
}

static inline void
world_events(struct world *w)
{
	for (int i = 0; i < 2; i++) {
		struct tcp *t = &w->tcp[i];
		struct side *d = &w->side[i];

		if (d->syncs_count > 0 && d->sync[d->syncs_head].at_us <= w->now) {
			uint64_t number = d->sync[d->syncs_head].number;

			d->syncs_head = (d->syncs_head + 1) % SYNCS;
			d->syncs_count--;
			side_input(w, i,
				   (struct rbs_input){.kind = RBS_IN_STORED, .number = number});
		}
		if (t->syn && t->syn_us <= w->now)
			wire_connect(w, i);
		for (int s = 0; s < 2; s++)
			if (t->to[s].count > 0 && t->to[s].list[t->to[s].head].at_us <= w->now)
				wire_deliver(w, i, s);
		if (w->side[i].session != NULL &&
		    rbs_session_deadline(w->side[i].session) <= w->now)
			side_input(w, i, (struct rbs_input){.kind = RBS_IN_TICK});
	}
}

static inline void
world_run(struct world *w, uint64_t span_us)
{
	uint64_t until = w->now + span_us, steps = 0;

	while (world_next(w) <= until) {
		uint64_t at = world_next(w);

		steps = at > w->now ? 0 : steps + 1;
		assert_true(steps < 100000); /* time stands still: something spins */
		w->now = at > w->now ? at : w->now;
		world_events(w);
	}
	w->now = until;
}

static inline bool
world_paired(const struct world *w)
{
	return w->side[0].pair == RBS_PAIRED && w->side[1].pair == RBS_PAIRED;
}

/* Runs until both are PAIRED, at most so long. */
static inline bool
world_settle(struct world *w, uint64_t span_us)
{
	for (uint64_t end = w->now + span_us; w->now < end && !world_paired(w);)
		world_run(w, 10 * TIME_MS);
	world_run(w, 100 * TIME_MS);
	return world_paired(w);
}

static inline struct world *
world_new(void)
{
	struct world *w = calloc(1, sizeof *w);

	w->now = 1000 * TIME_SEC;
	w->delay_us = 1 * TIME_MS;
	return w;
}

static inline void
world_free(struct world *w)
{
	for (int i = 0; i < 2; i++) {
		if (w->side[i].session != NULL)
			side_crash(w, i);
		pipe_clear(&w->tcp[i].to[0]);
		pipe_clear(&w->tcp[i].to[1]);
	}
	free(w);
}

static inline struct world *
world_paired_new(void)
{
	struct world *w = world_new();

	side_start(w, 0);
	side_start(w, 1);
	assert_true(world_settle(w, 10 * TIME_SEC));
	return w;
}

/* I4: both tables are identical but for times; the first address that differs, or -1. */
static inline int
world_differs(const struct world *w)
{
	for (unsigned n = 0; n < ADDRESSES; n++) {
		const struct lease_record *a = lease_at(w->side[0].table, address_of(n));
		const struct lease_record *b = lease_at(w->side[1].table, address_of(n));

		if (a->version != b->version || a->state != b->state ||
		    !lease_key_same(&a->key, &b->key))
			return (int)n;
	}
	return -1;
}

static inline void
tickets_answered(const struct world *w)
{
	for (int s = 0; s < 2; s++)
		for (uint64_t t = 1; t <= w->side[s].tickets; t++)
			assert_int_equal(w->side[s].parked[t].answers, 1);
}

static inline struct rbs_status
world_status(const struct world *w, int s)
{
	struct rbs_status status;

	rbs_status_of(w->side[s].session, &status);
	return status;
}

/* A connection of side 0 stands, and carries nothing. */
static inline void
world_open_mute(struct world *w, bool dialled)
{
	struct tcp *t = &w->tcp[dialled ? 0 : 1];

	t->syn = false;
	t->mute = t->open[0] = true;
	side_input(w, 0,
		   (struct rbs_input){.kind = RBS_IN_OPENED, .dialled = dialled, .len = ROOM});
}

#endif
