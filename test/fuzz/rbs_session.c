/* A peer made of any bytes: a script of frames with right checksums and numbers but any content,
 * raw bytes, time, commands, own changes and their disk. Nothing breaks, every update is answered
 * once. */
#include <assert.h>
#include <string.h>

#include "rbs/message.h"
#include "rbs/session.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ID = 1, ADDRESSES = 16 };

static const struct lease_range range = {{0x0a000000}, {0x0a000000 + ADDRESSES - 1}, 0, 0};
static char longest[RBS_LINE_MAX + 1]; /* filled with blanks */
static const char *const lines[] = {"pool a", "gateway 1.2.3.4", longest};
static struct rbs_outputs out;
static uint8_t frame[RBS_FRAME_MAX];

struct peer {
	struct rbs_session *s;
	struct lease_table *table;
	uint64_t now, number, version, asked, answered;
	bool dialled;
	bool in_flight[ADDRESSES]; /* as claims in the table would have it */
	unsigned asked_at;	   /* address of the last update */
};

static void give(struct peer *p, struct rbs_input in);

static void
answered(struct peer *p, const struct rbs_output *o)
{
	unsigned at = o->record != NULL ? o->record->address.host - range.low.host : p->asked_at;

	assert(p->in_flight[at]);
	p->in_flight[at] = false;
	p->answered++;
}

static void
perform(struct peer *p, const struct rbs_output *o, uint64_t *sync)
{
	if (o->kind == RBS_OUT_STORE)
		lease_apply(p->table, o->record);
	if (o->kind == RBS_OUT_SYNC)
		*sync = o->number;
	if (o->kind == RBS_OUT_ANSWERED)
		answered(p, o);
	if (o->kind == RBS_OUT_HANGUP && o->dialled)
		p->dialled = false;
	if (o->kind == RBS_OUT_DIAL) {
		p->dialled = true;
		p->number = 0;
	}
}

static void
give(struct peer *p, struct rbs_input in)
{
	uint64_t sync = 0;

	do {
		in.now = p->now;
		rbs_session_step(p->s, &in, &out);
		for (unsigned i = 0; i < out.count; i++)
			perform(p, &out.list[i], &sync);
		in = (struct rbs_input){.kind = RBS_IN_MORE};
	} while (out.more);
	if (sync > 0)
		give(p, (struct rbs_input){.kind = RBS_IN_STORED, .number = sync});
}

static void
say(struct peer *p, enum rbs_type type, uint16_t flags, const uint8_t *body, size_t len)
{
	struct wr w = wr_of(frame, sizeof frame);
	bool group = type == RBS_BATCH_BEGIN || type == RBS_RECORDS || type == RBS_BATCH_END ||
		     type == RBS_DIGEST || type == RBS_CONFIG;

	rbs_frame_begin(&w, type, flags, group ? ID : 0, ++p->number);
	wr_bytes(&w, body, len);
	if (rbs_frame_end(&w, 0) && p->dialled)
		give(p, (struct rbs_input){
			    .kind = RBS_IN_DATA, .dialled = true, .bytes = frame, .len = w.len});
}

static void
hello(struct peer *p)
{
	struct rbs_hello h = {.version_low = 1,
			      .version_high = 1,
			      .device = 5,
			      .journal = 6,
			      .incarnation = 7,
			      .groups_count = 1,
			      .group = {{.backup_id = ID, .digest = 42, .epoch = 1}}};
	uint8_t body[256];
	struct wr w = wr_of(body, sizeof body);

	give(p, (struct rbs_input){.kind = RBS_IN_OPENED, .dialled = true, .len = 100000});
	give(p, (struct rbs_input){.kind = RBS_IN_FLUSH});
	rbs_hello_write(&w, &h);
	say(p, RBS_HELLO, 0, body, w.len);
}

static void
change(struct peer *p, uint8_t n)
{
	unsigned at = n % ADDRESSES;
	struct lease_record r = {
	    .address = {range.low.host + at}, .state = LEASE_FREE, .version = p->version += 2};
	bool update = n & 0x80 && !p->in_flight[at];

	if (update) {
		p->asked++;
		p->asked_at = at;
		p->in_flight[at] = true;
	}
	if (!update)
		lease_apply(p->table, &r);
	give(p, (struct rbs_input){.kind = update ? RBS_IN_UPDATE : RBS_IN_NOTE,
				   .backup_id = ID,
				   .record = &r,
				   .ticket = p->asked});
}

static void
command(struct peer *p, uint8_t n)
{
	static const enum rbs_input_kind kind[] = {RBS_IN_PAUSE, RBS_IN_RESUME, RBS_IN_BATCH,
						   RBS_IN_DECLARE};

	if (n % 4 == 0)
		p->dialled = false;
	give(p, (struct rbs_input){.kind = kind[n % 4]});
}

static void
play(struct peer *p, struct rd script)
{
	while (script.left >= 3) {
		uint8_t op = rd_u8(&script), arg = rd_u8(&script), len = rd_u8(&script);
		const uint8_t *bytes = script.p;

		if (len > script.left)
			len = (uint8_t)script.left;
		rd_bytes(&script, len);
		if (op % 16 < RBS_TYPES && op % 16 > 0)
			say(p, op % 16, arg & 0xf, bytes, len);
		else if (op % 16 == 0 && p->dialled)
			give(p,
			     (struct rbs_input){
				 .kind = RBS_IN_DATA, .dialled = true, .bytes = bytes, .len = len});
		else if (op % 16 == 11)
			p->now += (uint64_t)arg * 20 * TIME_MS;
		else if (op % 16 == 12)
			hello(p);
		else if (op % 16 == 14)
			command(p, arg);
		else
			change(p, arg);
		if (rbs_session_deadline(p->s) <= p->now)
			give(p, (struct rbs_input){.kind = RBS_IN_TICK});
		give(p, (struct rbs_input){.kind = RBS_IN_FLUSH});
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rbs_config config = {
	    .peer = {.set = true, .peer = {2}, .source = {1}, .port = 10000}};
	struct peer p = {.s = rbs_session_new(), .table = lease_table_new(&range, 1, 1)};
	struct rbs_local local = {
	    .table = p.table, .device = 1, .journal = 2, .incarnation = 3, .groups_count = 1};

	local.group[0] = (struct rbs_local_group){.backup_id = ID,
						  .digest = 42,
						  .lines_count = sizeof lines / sizeof *lines,
						  .line = lines,
						  .ranges_count = 1,
						  .range = &range};
	memset(longest, ' ', RBS_LINE_MAX);
	p.now = 1000 * TIME_SEC;
	give(&p, (struct rbs_input){.kind = RBS_IN_LOCAL, .local = &local});
	give(&p, (struct rbs_input){.kind = RBS_IN_CONFIG, .config = &config});
	hello(&p);
	play(&p, rd_of(data, size));
	give(&p, (struct rbs_input){.kind = RBS_IN_STOP});
	assert(p.asked == p.answered);
	rbs_session_free(p.s);
	lease_table_free(p.table);
	return 0;
}
