/* rbs/message.c -- what stands in the fields of each frame; the byte tables stand in rbs/frame.c.
 *
 * Pure: bytes one way, values the other, nothing kept. A writer that runs out of room leaves w->bad
 * set and says nothing: whoever ends the frame sees it. A reader cannot fail, for rbs_frame_take()
 * has checked kinds, lengths and counts; what is asserted here is that it did. A field that is not
 * there reads as 0, which is what an older peer means by leaving it out. */
#include "rbs/message.h"

#include <assert.h>

static void
put_u8(struct wr *w, enum rbs_kind kind, uint8_t value)
{
	size_t at = rbs_field_begin(w, kind);

	wr_u8(w, value);
	rbs_field_end(w, at);
}

static void
put_u32(struct wr *w, enum rbs_kind kind, uint32_t value)
{
	size_t at = rbs_field_begin(w, kind);

	wr_be32(w, value);
	rbs_field_end(w, at);
}

static void
put_u64(struct wr *w, enum rbs_kind kind, uint64_t value)
{
	size_t at = rbs_field_begin(w, kind);

	wr_be64(w, value);
	rbs_field_end(w, at);
}

static void
put_id_optional(struct wr *w, enum rbs_kind kind, uint16_t backup_id)
{
	size_t at = rbs_field_begin_optional(w, kind);

	wr_be16(w, backup_id);
	rbs_field_end(w, at);
}

static void
put_u64_optional(struct wr *w, enum rbs_kind kind, uint64_t value)
{
	size_t at = rbs_field_begin_optional(w, kind);

	wr_be64(w, value);
	rbs_field_end(w, at);
}

static void
put_pair(struct wr *w, enum rbs_kind kind, uint64_t first, uint64_t second)
{
	size_t at = rbs_field_begin(w, kind);

	wr_be64(w, first);
	wr_be64(w, second);
	rbs_field_end(w, at);
}

static void
put_text(struct wr *w, enum rbs_kind kind, const char *text, size_t most)
{
	size_t at = rbs_field_begin(w, kind), len = strlen(text);

	wr_bytes(w, text, len < most ? len : most);
	rbs_field_end(w, at);
}

/* The value of the next field of this kind; false: no more, and *body is at its end. */
static bool
value_next(struct rd *body, enum rbs_kind kind, struct rd *ret)
{
	struct rbs_field f;

	while (rbs_field_next(body, &f))
		if (f.kind == kind) {
			*ret = f.value;
			return true;
		}
	return false;
}

/* The value of a field that stands at most once; empty, and so read as 0, when it is not there. */
static struct rd
value_of(const struct rbs_frame *frame, enum rbs_kind kind)
{
	struct rd body = frame->body, value = rd_of(NULL, 0);

	value_next(&body, kind, &value);
	return value;
}

static uint8_t
u8_of(const struct rbs_frame *frame, enum rbs_kind kind)
{
	struct rd value = value_of(frame, kind);

	return rd_u8(&value);
}

static uint32_t
u32_of(const struct rbs_frame *frame, enum rbs_kind kind)
{
	struct rd value = value_of(frame, kind);

	return rd_be32(&value);
}

static uint64_t
u64_of(const struct rbs_frame *frame, enum rbs_kind kind)
{
	struct rd value = value_of(frame, kind);

	return rd_be64(&value);
}

/* ---- HELLO ---- */

void
rbs_hello_write(struct wr *w, const struct rbs_hello *hello)
{
	size_t at = rbs_field_begin(w, RBS_F_VERSIONS);

	wr_u8(w, hello->version_low);
	wr_u8(w, hello->version_high);
	rbs_field_end(w, at);
	put_u32(w, RBS_F_CAPABILITIES, hello->blocks);
	put_u64(w, RBS_F_DEVICE, hello->device);
	put_pair(w, RBS_F_MINE, hello->journal, hello->incarnation);
	put_pair(w, RBS_F_KNOWN, hello->known_journal, hello->known_incarnation);
	put_u64(w, RBS_F_SENT, hello->sent);
	put_u8(w, RBS_F_EVEN, hello->even);
	for (unsigned i = 0; i < hello->groups_count; i++) {
		at = rbs_field_begin(w, RBS_F_GROUP);
		wr_be16(w, hello->group[i].backup_id);
		wr_be64(w, hello->group[i].digest);
		wr_be64(w, hello->group[i].applied);
		wr_be32(w, hello->group[i].epoch);
		rbs_field_end(w, at);
	}
	if (hello->pace_ms != 0) {
		at = rbs_field_begin_optional(w, RBS_F_PACE);
		wr_be32(w, hello->pace_ms);
		rbs_field_end(w, at);
	}
	for (unsigned i = 0; i < hello->groups_count; i++) {
		if (hello->group[i].declared)
			put_id_optional(w, RBS_F_DECLARED, hello->group[i].backup_id);
		if (hello->group[i].old)
			put_id_optional(w, RBS_F_OLD, hello->group[i].backup_id);
	}
	if (hello->copy_of != 0)
		put_u64_optional(w, RBS_F_COPY_OF, hello->copy_of);
	if (hello->lost) {
		at = rbs_field_begin_optional(w, RBS_F_LOST);
		wr_u8(w, 1);
		rbs_field_end(w, at);
	}
}

static void
hello_group(struct rd value, struct rbs_hello *hello)
{
	struct rbs_hello_group *g;

	assert(hello->groups_count < RBS_GROUPS_MAX);
	g = &hello->group[hello->groups_count++];
	g->backup_id = rd_be16(&value);
	g->digest = rd_be64(&value);
	g->applied = rd_be64(&value);
	g->epoch = rd_be32(&value);
}

/* Any group when it names none of them: it is not read then. */
static struct rbs_hello_group *
named(struct rd value, struct rbs_hello *hello)
{
	static struct rbs_hello_group nobody;
	uint16_t backup_id = rd_be16(&value);

	for (unsigned i = 0; i < hello->groups_count; i++)
		if (hello->group[i].backup_id == backup_id)
			return &hello->group[i];
	return &nobody;
}

void
rbs_hello_read(const struct rbs_frame *frame, struct rbs_hello *ret)
{
	struct rd body = frame->body, value = value_of(frame, RBS_F_VERSIONS);

	memset(ret, 0, sizeof *ret);
	ret->version_low = rd_u8(&value);
	ret->version_high = rd_u8(&value);
	ret->blocks = u32_of(frame, RBS_F_CAPABILITIES);
	ret->pace_ms = u32_of(frame, RBS_F_PACE);
	ret->device = u64_of(frame, RBS_F_DEVICE);
	value = value_of(frame, RBS_F_MINE);
	ret->journal = rd_be64(&value);
	ret->incarnation = rd_be64(&value);
	value = value_of(frame, RBS_F_KNOWN);
	ret->known_journal = rd_be64(&value);
	ret->known_incarnation = rd_be64(&value);
	ret->sent = u64_of(frame, RBS_F_SENT);
	ret->even = u8_of(frame, RBS_F_EVEN);
	ret->copy_of = u64_of(frame, RBS_F_COPY_OF);
	ret->lost = u8_of(frame, RBS_F_LOST) != 0;
	while (value_next(&body, RBS_F_GROUP, &value))
		hello_group(value, ret);
	body = frame->body;
	while (value_next(&body, RBS_F_DECLARED, &value))
		named(value, ret)->declared = true;
	body = frame->body;
	while (value_next(&body, RBS_F_OLD, &value))
		named(value, ret)->old = true;
}

/* ---- BATCH_BEGIN, BATCH_END ---- */

void
rbs_batch_begin_write(struct wr *w, const struct rbs_batch_begin *begin)
{
	put_u64(w, RBS_F_FROM, begin->from);
	put_u64(w, RBS_F_ANSWERS, begin->hello);
	if (begin->about != 0)
		put_u64_optional(w, RBS_F_ABOUT, begin->about);
}

void
rbs_batch_begin_read(const struct rbs_frame *frame, struct rbs_batch_begin *ret)
{
	ret->from = u64_of(frame, RBS_F_FROM);
	ret->hello = u64_of(frame, RBS_F_ANSWERS);
	ret->about = u64_of(frame, RBS_F_ABOUT);
}

void
rbs_batch_end_write(struct wr *w, const struct rbs_batch_end *end)
{
	put_u64(w, RBS_F_REACHED, end->reached);
	put_u64(w, RBS_F_COUNT, end->count);
}

void
rbs_batch_end_read(const struct rbs_frame *frame, struct rbs_batch_end *ret)
{
	ret->reached = u64_of(frame, RBS_F_REACHED);
	ret->count = u64_of(frame, RBS_F_COUNT);
}

/* ---- RECORDS ---- */

size_t
rbs_record_begin(struct wr *w, uint64_t sequence, uint64_t replaces)
{
	size_t at = rbs_field_begin(w, RBS_F_RECORD);

	wr_be64(w, sequence);
	wr_be64(w, replaces);
	return at;
}

void
rbs_record_end(struct wr *w, size_t start)
{
	rbs_field_end(w, start);
}

bool
rbs_record_next(struct rd *body, struct rbs_record *ret)
{
	struct rd value;

	if (!value_next(body, RBS_F_RECORD, &value))
		return false;
	ret->sequence = rd_be64(&value);
	ret->replaces = rd_be64(&value);
	ret->bytes = value;
	return true;
}

/* ---- ACK ---- */

void
rbs_ack_write(struct wr *w, uint64_t synced)
{
	put_u64(w, RBS_F_SYNCED, synced);
}

uint64_t
rbs_ack_read(const struct rbs_frame *frame)
{
	return u64_of(frame, RBS_F_SYNCED);
}

size_t
rbs_refused_begin(struct wr *w, uint64_t sequence)
{
	size_t at = rbs_field_begin(w, RBS_F_REFUSED);

	wr_be64(w, sequence);
	return at;
}

void
rbs_refused_end(struct wr *w, size_t start)
{
	rbs_field_end(w, start);
}

bool
rbs_refused_next(struct rd *body, struct rbs_refused *ret)
{
	struct rd value;

	if (!value_next(body, RBS_F_REFUSED, &value))
		return false;
	ret->sequence = rd_be64(&value);
	ret->bytes = value;
	return true;
}

/* ---- KEEPALIVE ---- */

void
rbs_keepalive_write(struct wr *w, const struct rbs_keepalive *keepalive)
{
	put_u64(w, RBS_F_ALIVE_SENT, keepalive->sent);
	put_u64(w, RBS_F_ALIVE_APPLIED, keepalive->applied);
	put_u32(w, RBS_F_ALIVE_QUEUE, keepalive->queue);
	for (unsigned i = 0; i < keepalive->roles_count; i++) {
		size_t at = rbs_field_begin(w, RBS_F_ALIVE_ROLE);

		wr_be16(w, keepalive->role[i].backup_id);
		wr_u8(w, keepalive->role[i].role);
		rbs_field_end(w, at);
	}
	/* Also when it is 0: no length, and so no timing, may depend on a wall clock. */
	put_u64_optional(w, RBS_F_ALIVE_WALL, keepalive->wall_ms);
	for (unsigned i = 0; i < keepalive->ready_count; i++) {
		size_t at = rbs_field_begin_optional(w, RBS_F_ALIVE_READY);

		wr_be16(w, keepalive->ready[i].backup_id);
		wr_u8(w, keepalive->ready[i].ready);
		rbs_field_end(w, at);
	}
	for (unsigned i = 0; i < keepalive->addresses_count; i++) {
		size_t at = rbs_field_begin_optional(w, RBS_F_ALIVE_ADDRESS);

		wr_be32(w, keepalive->address[i].address.host);
		wr_bytes(w, keepalive->address[i].mac.byte, sizeof(struct mac));
		rbs_field_end(w, at);
	}
}

static void
keepalive_addresses(struct rd body, struct rbs_keepalive *ret)
{
	struct rd value;

	while (value_next(&body, RBS_F_ALIVE_ADDRESS, &value)) {
		struct rbs_address *a;

		assert(ret->addresses_count < RBS_ADDRESSES_MAX);
		a = &ret->address[ret->addresses_count++];
		a->address.host = rd_be32(&value);
		for (unsigned i = 0; i < sizeof a->mac.byte; i++)
			a->mac.byte[i] = rd_u8(&value);
	}
}

static void
keepalive_ready(struct rd body, struct rbs_keepalive *ret)
{
	struct rd value;

	while (value_next(&body, RBS_F_ALIVE_READY, &value)) {
		struct rbs_keepalive_ready *r;

		assert(ret->ready_count < RBS_GROUPS_MAX);
		r = &ret->ready[ret->ready_count++];
		r->backup_id = rd_be16(&value);
		r->ready = rd_u8(&value);
	}
}

void
rbs_keepalive_read(const struct rbs_frame *frame, struct rbs_keepalive *ret)
{
	struct rd body = frame->body, value;

	memset(ret, 0, sizeof *ret);
	ret->sent = u64_of(frame, RBS_F_ALIVE_SENT);
	ret->applied = u64_of(frame, RBS_F_ALIVE_APPLIED);
	ret->queue = u32_of(frame, RBS_F_ALIVE_QUEUE);
	ret->wall_ms = u64_of(frame, RBS_F_ALIVE_WALL);
	keepalive_ready(body, ret);
	keepalive_addresses(body, ret);
	while (value_next(&body, RBS_F_ALIVE_ROLE, &value)) {
		struct rbs_keepalive_role *r;

		assert(ret->roles_count < RBS_GROUPS_MAX);
		r = &ret->role[ret->roles_count++];
		r->backup_id = rd_be16(&value);
		r->role = rd_u8(&value);
	}
}

/* ---- DIGEST ---- */

void
rbs_digest_write(struct wr *w, const struct rbs_digest *digest)
{
	put_u8(w, RBS_F_SHIFT, digest->shift);
	for (unsigned i = 0; i < digest->buckets_count; i++) {
		size_t at = rbs_field_begin(w, RBS_F_BUCKET);

		wr_be32(w, digest->bucket[i].index);
		wr_be64(w, digest->bucket[i].digest);
		rbs_field_end(w, at);
	}
}

void
rbs_digest_read(const struct rbs_frame *frame, struct rbs_digest *ret)
{
	struct rd body = frame->body, value;

	ret->shift = u8_of(frame, RBS_F_SHIFT);
	ret->buckets_count = 0;
	while (value_next(&body, RBS_F_BUCKET, &value)) {
		struct rbs_bucket *b;

		assert(ret->buckets_count < RBS_BUCKETS_MAX);
		b = &ret->bucket[ret->buckets_count++];
		b->index = rd_be32(&value);
		b->digest = rd_be64(&value);
	}
}

/* ---- BYE, ERROR ---- */

static void
farewell_write(struct wr *w, uint64_t last, const char *reason)
{
	put_u64(w, RBS_F_LAST, last);
	put_text(w, RBS_F_REASON, reason, RBS_REASON_MAX);
}

void
rbs_bye_write(struct wr *w, uint64_t last, const char *reason)
{
	farewell_write(w, last, reason);
}

void
rbs_error_write(struct wr *w, enum rbs_error error, const char *reason)
{
	farewell_write(w, error, reason);
}

void
rbs_farewell_read(const struct rbs_frame *frame, struct rbs_farewell *ret)
{
	struct rd reason = value_of(frame, RBS_F_REASON);
	size_t len = reason.left;

	assert(len <= RBS_REASON_MAX);
	ret->last = u64_of(frame, RBS_F_LAST);
	for (size_t i = 0; i < len; i++) {
		uint8_t c = rd_u8(&reason);

		ret->reason[i] = c >= ' ' && c <= '~' ? (char)c : '.';
	}
	ret->reason[len] = '\0';
}

/* ---- CONFIG ---- */

bool
rbs_line_write(struct wr *w, const char *line)
{
	struct wr before = *w;
	size_t len = strlen(line);

	assert(len <= RBS_LINE_MAX);
	put_text(w, RBS_F_LINE, line, RBS_PIECE_MAX);
	if (len >= RBS_PIECE_MAX) {
		size_t at = rbs_field_begin_optional(w, RBS_F_REST);

		wr_bytes(w, line + RBS_PIECE_MAX, len - RBS_PIECE_MAX);
		rbs_field_end(w, at);
	}
	if (w->bad)
		*w = before;
	return w->len != before.len;
}

bool
rbs_line_next(struct rd *body, struct rbs_line *ret)
{
	struct rbs_line line = {.cut = false};
	struct rbs_field f;
	struct rd behind;

	if (!value_next(body, RBS_F_LINE, &line.first))
		return false;
	behind = *body;
	line.rest = rd_of(line.first.p, 0);
	if (rbs_field_next(&behind, &f) && f.kind == RBS_F_REST)
		line.rest = f.value;
	else
		line.cut = line.first.left == RBS_PIECE_MAX;
	*ret = line;
	return true;
}
