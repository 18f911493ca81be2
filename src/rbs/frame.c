/* rbs/frame.c -- see rbs/frame.h. The layout: docs/protocol.md "Frames". All numbers are
 * big-endian.
 *
 * Header, 32 bytes, the same in every version of the protocol:
 *
 *	 0  2  magic 0x544c ("TL")
 *	 2  1  version of the protocol; in HELLO and ERROR the highest the sender speaks
 *	 3  1  type
 *	 4  2  flags: 1 judge, 2 batch, 4 first, 8 last, 0x8000 may be skipped when unknown
 *	 6  2  backup-id 1..4095, or 0 for the whole session
 *	 8  4  length of the body, at most 65536 - 32
 *	12  4  zero
 *	16  8  number of the frame on this connection and direction: 1, 2, 3 ...
 *	24  8  XXH3 of the body, seeded with the XXH3 of bytes 0..23
 *
 * Body: fields {kind 2, length 2, value}. Bit 15 of kind: mandatory, refuse when unknown; other
 * unknown fields are skipped. * required, + may stand several times, (o) without bit 15. (b) needs
 * a backup-id.
 *
 *	 1 HELLO        1* versions {lowest 1, highest 1}   2 blocks 4: bit 0 sends no records,
 *	                1 takes none                        3* device 8
 *	                4* mine {journal 8, incarnation 8}  5* known of yours {journal 8, inc. 8}
 *	                6* highest update sequence sent 8   7* even 1
 *	                8+ group {backup-id 2, digest 8, applied 8, epoch 4}, ascending
 *	                9 milliseconds between keepalives 4 (o)
 *	                10+ backup-id 2 for which the receiver was declared down (o)
 *	                12 the device whose journal mine is a copy of 8 (o)
 *	                13 1: one of us remembers a half, the other does not (o)
 *	 2 BATCH_BEGIN  (b) 1* from 8: 0 everything, else updates above it
 *	                2* number of the HELLO it answers 8     3 about so many records 8 (o)
 *	 3 RECORDS      (b) 1+ {update sequence 8, version replaced 8, record (lease/record.h)}
 *	                flags judge: compare and set; batch: no sequence
 *	 4 BATCH_END    (b) 1* update sequence reached 8    2* count of records 8
 *	 5 ACK          1* number of the last frame safe on disk 8
 *	                2+ refused {update sequence 8, newer record or nothing}
 *	 6 KEEPALIVE    1* sent 8   2* applied 8   3* queue 4   4+ {backup-id 2, role 1}
 *	                5 wall clock in milliseconds since 1970 8 (o), for display only
 *	                6+ {backup-id 2, ready 1, more that is skipped} (o)
 *	                7+ {an interface address of mine 4, its MAC 6} (o)
 *	 7 DIGEST       (b) 1* shift 1   2+ {bucket 4, digest 8}
 *	 8 BYE          1* last update sequence 8   2* reason, 0..200 characters
 *	 9 ERROR        1* code 8                   2* reason
 *	10 CONFIG       (b) 1+ line, its first 0..511 characters
 *	                2+ its rest, 0..511, right behind every line of 511 and more: one
 *	                without it was cut by a peer that does not know this field (o)
 *
 * A HELLO of another version is read as far as it is known here, mandatory bits or not: versions
 * come first, and whether one is shared is for the session to say. */
#include "rbs/frame.h"

#include <assert.h>

#include "base/hash.h"

enum {
	MAGIC = 0x544c,
	AT_FLAGS = 4,
	AT_LENGTH = 8,
	AT_CHECKSUM = 24,
	MANDATORY = 0x8000,
	FLAGS_KNOWN =
	    RBS_FLAG_JUDGE | RBS_FLAG_BATCH | RBS_FLAG_FIRST | RBS_FLAG_LAST | RBS_FLAG_SKIP,
	RECORD_MAX = 4096,
	ANY = 65535
};

struct type_rule {
	const char *name;
	uint16_t flags; /* that may be set, but for RBS_FLAG_SKIP */
	bool group;	/* needs a backup-id; else it must be 0 */
};

static const struct type_rule types[RBS_TYPES] = {
    [RBS_HELLO] = {"HELLO", 0, false},
    [RBS_BATCH_BEGIN] = {"BATCH_BEGIN", 0, true},
    [RBS_RECORDS] = {"RECORDS", RBS_FLAG_JUDGE | RBS_FLAG_BATCH, true},
    [RBS_BATCH_END] = {"BATCH_END", 0, true},
    [RBS_ACK] = {"ACK", 0, false},
    [RBS_KEEPALIVE] = {"KEEPALIVE", 0, false},
    [RBS_DIGEST] = {"DIGEST", 0, true},
    [RBS_BYE] = {"BYE", 0, false},
    [RBS_ERROR] = {"ERROR", 0, false},
    [RBS_CONFIG] = {"CONFIG", RBS_FLAG_FIRST | RBS_FLAG_LAST, true},
};

struct field_rule {
	enum rbs_type type;
	uint16_t kind, low, high; /* bytes of the value */
	bool required;
	unsigned most; /* how often it may stand */
};

static const struct field_rule fields[] = {
    {RBS_HELLO, RBS_F_VERSIONS, 2, 2, true, 1},
    {RBS_HELLO, RBS_F_CAPABILITIES, 4, 4, false, 1},
    {RBS_HELLO, RBS_F_DEVICE, 8, 8, true, 1},
    {RBS_HELLO, RBS_F_MINE, 16, 16, true, 1},
    {RBS_HELLO, RBS_F_KNOWN, 16, 16, true, 1},
    {RBS_HELLO, RBS_F_SENT, 8, 8, true, 1},
    {RBS_HELLO, RBS_F_EVEN, 1, 1, true, 1},
    {RBS_HELLO, RBS_F_GROUP, 22, 22, false, RBS_GROUPS_MAX},
    {RBS_HELLO, RBS_F_PACE, 4, 4, false, 1},
    {RBS_HELLO, RBS_F_DECLARED, 2, 2, false, RBS_GROUPS_MAX},
    {RBS_HELLO, RBS_F_OLD, 2, 2, false, RBS_GROUPS_MAX},
    {RBS_HELLO, RBS_F_COPY_OF, 8, 8, false, 1},
    {RBS_HELLO, RBS_F_LOST, 1, 1, false, 1},
    {RBS_BATCH_BEGIN, RBS_F_FROM, 8, 8, true, 1},
    {RBS_BATCH_BEGIN, RBS_F_ANSWERS, 8, 8, true, 1},
    {RBS_BATCH_BEGIN, RBS_F_ABOUT, 8, 8, false, 1},
    {RBS_RECORDS, RBS_F_RECORD, 17, 16 + RECORD_MAX, true, RBS_RECORDS_MAX},
    {RBS_BATCH_END, RBS_F_REACHED, 8, 8, true, 1},
    {RBS_BATCH_END, RBS_F_COUNT, 8, 8, true, 1},
    {RBS_ACK, RBS_F_SYNCED, 8, 8, true, 1},
    {RBS_ACK, RBS_F_REFUSED, 8, 8 + RECORD_MAX, false, RBS_RECORDS_MAX},
    {RBS_KEEPALIVE, RBS_F_ALIVE_SENT, 8, 8, true, 1},
    {RBS_KEEPALIVE, RBS_F_ALIVE_APPLIED, 8, 8, true, 1},
    {RBS_KEEPALIVE, RBS_F_ALIVE_QUEUE, 4, 4, true, 1},
    {RBS_KEEPALIVE, RBS_F_ALIVE_ROLE, 3, 3, false, RBS_GROUPS_MAX},
    {RBS_KEEPALIVE, RBS_F_ALIVE_WALL, 8, 8, false, 1},
    {RBS_KEEPALIVE, RBS_F_ALIVE_READY, 3, 255, false, RBS_GROUPS_MAX},
    {RBS_KEEPALIVE, RBS_F_ALIVE_ADDRESS, 10, 10, false, RBS_ADDRESSES_MAX},
    {RBS_DIGEST, RBS_F_SHIFT, 1, 1, true, 1},
    {RBS_DIGEST, RBS_F_BUCKET, 12, 12, true, RBS_BUCKETS_MAX},
    {RBS_BYE, RBS_F_LAST, 8, 8, true, 1},
    {RBS_BYE, RBS_F_REASON, 0, RBS_REASON_MAX, true, 1},
    {RBS_ERROR, RBS_F_LAST, 8, 8, true, 1},
    {RBS_ERROR, RBS_F_REASON, 0, RBS_REASON_MAX, true, 1},
    {RBS_CONFIG, RBS_F_LINE, 0, RBS_PIECE_MAX, false, ANY},
    {RBS_CONFIG, RBS_F_REST, 0, RBS_PIECE_MAX, false, ANY},
};

enum { FIELDS = sizeof fields / sizeof *fields };

const char *
rbs_result_text(enum rbs_result result)
{
	static const char *const text[RBS_RESULTS] = {
	    [RBS_OK] = "sound",
	    [RBS_PART] = "the frame is not whole",
	    [RBS_SKIPPED] = "an unknown type was skipped",
	    [RBS_BAD_MAGIC] = "this is not a frame of a remote backup service",
	    [RBS_BAD_LENGTH] = "the frame's length is out of bounds",
	    [RBS_BAD_CHECKSUM] = "the frame's checksum is wrong",
	    [RBS_BAD_TYPE] = "the frame's type is unknown",
	    [RBS_BAD_VERSION] = "the frame is of another protocol version",
	    [RBS_BAD_HEADER] = "the frame's header is malformed",
	    [RBS_BAD_FIELD] = "a field is malformed",
	    [RBS_MISSING_FIELD] = "a required field is missing",
	    [RBS_UNKNOWN_FIELD] = "a mandatory field is unknown",
	};

	assert(result < RBS_RESULTS);
	return text[result];
}

const char *
rbs_type_name(enum rbs_type type)
{
	return type > 0 && type < RBS_TYPES ? types[type].name : "unknown";
}

/* ---- fields ---- */

bool
rbs_field_next(struct rd *body, struct rbs_field *ret)
{
	uint16_t kind;

	if (body->left == 0 || body->bad)
		return false;
	kind = rd_be16(body);
	ret->kind = kind & (MANDATORY - 1);
	ret->mandatory = (kind & MANDATORY) != 0;
	ret->value = rd_sub(body, rd_be16(body));
	return !body->bad;
}

static size_t
field_begin(struct wr *w, uint16_t kind)
{
	wr_be16(w, kind);
	wr_be16(w, 0);
	return w->len;
}

size_t
rbs_field_begin(struct wr *w, enum rbs_kind kind)
{
	return field_begin(w, (uint16_t)(MANDATORY | kind));
}

size_t
rbs_field_begin_optional(struct wr *w, enum rbs_kind kind)
{
	return field_begin(w, (uint16_t)kind);
}

void
rbs_field_end(struct wr *w, size_t start)
{
	assert(w->bad || w->len - start <= UINT16_MAX);
	if (!w->bad)
		wr_patch16(w, start - 2, (uint16_t)(w->len - start));
}

static int
rule_find(enum rbs_type type, uint16_t kind)
{
	for (int i = 0; i < FIELDS; i++)
		if (fields[i].type == type && fields[i].kind == kind)
			return i;
	return -1;
}

/* What the lengths alone cannot say. */
static bool
value_possible(enum rbs_type type, const struct rbs_field *f)
{
	struct rd bytes = f->value, numbers = f->value, words = f->value;
	uint8_t first = rd_u8(&bytes);
	uint16_t id = rd_be16(&numbers);

	if (type == RBS_HELLO && f->kind == RBS_F_VERSIONS)
		return first >= 1 && rd_u8(&bytes) >= first;
	if (type == RBS_HELLO && f->kind == RBS_F_EVEN)
		return first <= 2;
	if ((type == RBS_HELLO && f->kind == RBS_F_GROUP) ||
	    (type == RBS_KEEPALIVE &&
	     (f->kind == RBS_F_ALIVE_ROLE || f->kind == RBS_F_ALIVE_READY)))
		return id >= 1 && id <= RBS_BACKUP_ID_MAX;
	if (type == RBS_KEEPALIVE && f->kind == RBS_F_ALIVE_ADDRESS)
		return rd_be32(&words) != 0;
	if (type == RBS_HELLO && (f->kind == RBS_F_DEVICE || f->kind == RBS_F_MINE))
		return rd_be64(&words) != 0 && (words.left == 0 || rd_be64(&words) != 0);
	return type != RBS_DIGEST || f->kind != RBS_F_SHIFT || first < 32;
}

/* Groups of a HELLO ascend, so none stands twice. */
static bool
groups_ascend(struct rd body)
{
	struct rbs_field f;
	uint16_t last = 0;

	while (rbs_field_next(&body, &f)) {
		uint16_t id;

		if (f.kind != RBS_F_GROUP)
			continue;
		id = rd_be16(&f.value);
		if (id <= last)
			return false;
		last = id;
	}
	return true;
}

static enum rbs_result
body_check(const struct rbs_frame *frame)
{
	unsigned seen[RBS_F_KINDS] = {0};
	struct rd body = frame->body;
	struct rbs_field f;

	while (rbs_field_next(&body, &f)) {
		int i = rule_find(frame->type, f.kind);

		if (i < 0 && f.mandatory && frame->version == RBS_VERSION)
			return RBS_UNKNOWN_FIELD;
		if (i < 0)
			continue;
		if (f.value.left < fields[i].low || f.value.left > fields[i].high ||
		    ++seen[f.kind] > fields[i].most || !value_possible(frame->type, &f))
			return RBS_BAD_FIELD;
	}
	if (body.bad)
		return RBS_BAD_FIELD;
	for (int i = 0; i < FIELDS; i++)
		if (fields[i].type == frame->type && fields[i].required &&
		    seen[fields[i].kind] == 0)
			return RBS_MISSING_FIELD;
	if (frame->type == RBS_HELLO && !groups_ascend(frame->body))
		return RBS_BAD_FIELD;
	return RBS_OK;
}

/* ---- the frame ---- */

static uint64_t
checksum(const uint8_t *header, const uint8_t *body, size_t len)
{
	return hash_bytes(body, len, hash_bytes(header, AT_CHECKSUM, 0));
}

static enum rbs_result
header_check(const struct rbs_frame *f, uint8_t type)
{
	const struct type_rule *rule;

	if (type == 0 || type >= RBS_TYPES)
		return f->flags & RBS_FLAG_SKIP ? RBS_SKIPPED : RBS_BAD_TYPE;
	if (f->version == 0)
		return RBS_BAD_HEADER;
	if (f->version != RBS_VERSION && type != RBS_HELLO && type != RBS_ERROR)
		return RBS_BAD_VERSION;
	if (f->version != RBS_VERSION)
		return RBS_OK;
	rule = &types[type];
	if ((f->flags & ~(rule->flags | RBS_FLAG_SKIP)) != 0)
		return RBS_BAD_HEADER;
	if (f->backup_id > RBS_BACKUP_ID_MAX || rule->group != (f->backup_id != 0))
		return RBS_BAD_HEADER;
	return RBS_OK;
}

enum rbs_result
rbs_frame_take(struct rd *stream, struct rbs_frame *ret)
{
	struct rd in = *stream;
	struct rbs_frame f = {0};
	enum rbs_result result;
	uint64_t sum;
	uint32_t length, zero;
	uint8_t type;

	if (in.left < RBS_HEADER)
		return RBS_PART;
	if (rd_be16(&in) != MAGIC)
		return RBS_BAD_MAGIC;
	f.version = rd_u8(&in);
	type = rd_u8(&in);
	f.flags = rd_be16(&in);
	f.backup_id = rd_be16(&in);
	length = rd_be32(&in);
	zero = rd_be32(&in);
	f.number = rd_be64(&in);
	sum = rd_be64(&in);
	if (length > RBS_FRAME_MAX - RBS_HEADER)
		return RBS_BAD_LENGTH;
	if (zero != 0 || f.number == 0)
		return RBS_BAD_HEADER;
	if (in.left < length)
		return RBS_PART;
	if (sum != checksum(stream->p, in.p, length))
		return RBS_BAD_CHECKSUM;
	result = header_check(&f, type);
	f.type = type;
	f.body = rd_sub(&in, length);
	if (result == RBS_OK)
		result = body_check(&f);
	if (result == RBS_OK || result == RBS_SKIPPED)
		*stream = in;
	if (result == RBS_OK)
		*ret = f;
	return result;
}

void
rbs_frame_begin(struct wr *w, enum rbs_type type, uint16_t flags, uint16_t backup_id,
		uint64_t number)
{
	assert((flags & ~FLAGS_KNOWN) == 0);
	wr_be16(w, MAGIC);
	wr_u8(w, RBS_VERSION);
	wr_u8(w, (uint8_t)type);
	wr_be16(w, flags);
	wr_be16(w, backup_id);
	wr_be32(w, 0);
	wr_be32(w, 0);
	wr_be64(w, number);
	wr_be64(w, 0);
}

void
rbs_frame_flags(struct wr *w, size_t start, uint16_t flags)
{
	wr_patch16(w, start + AT_FLAGS, flags);
}

bool
rbs_frame_end(struct wr *w, size_t start)
{
	size_t len = w->len - start;
	uint64_t sum;

	if (w->bad || len > RBS_FRAME_MAX) {
		w->bad = true;
		return false;
	}
	assert(len >= RBS_HEADER);
	wr_patch32(w, start + AT_LENGTH, (uint32_t)(len - RBS_HEADER));
	sum = checksum(w->p + start, w->p + start + RBS_HEADER, len - RBS_HEADER);
	wr_patch32(w, start + AT_CHECKSUM, (uint32_t)(sum >> 32));
	wr_patch32(w, start + AT_CHECKSUM + 4, (uint32_t)sum);
	return true;
}
