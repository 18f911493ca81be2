/* Frames: every type there and back, every strict prefix refused, every byte flipped noticed,
 * lengths and fields bounded, what is unknown skipped or refused as it asks. */
#include "test/check.h"

#include <string.h>

#include "base/hash.h"
#include "rbs/message.h"

static uint8_t bytes[RBS_FRAME_MAX * 2];

static const struct rbs_hello full_hello = {.version_low = 1,
					    .version_high = 3,
					    .blocks = 3,
					    .pace_ms = 2000,
					    .device = 11,
					    .journal = 12,
					    .incarnation = 13,
					    .known_journal = 14,
					    .known_incarnation = 15,
					    .sent = 16,
					    .even = 2,
					    .groups_count = 2,
					    .group = {{1, 21, 22, 23}, {4095, 31, 32, 33}}};

/* A line of so many characters; the last one is another one. */
static const char *
line_of(size_t len)
{
	static char line[RBS_LINE_MAX + 1];

	assert_true(len > 0 && len <= RBS_LINE_MAX);
	memset(line, 'a', len);
	line[len - 1] = 'z';
	line[len] = '\0';
	return line;
}

/* One frame of each type, all fields used; returns its length. */
static size_t
sample(enum rbs_type type, uint64_t number)
{
	static struct rbs_digest digest = {
	    .shift = 8, .buckets_count = 2, .bucket = {{1, 11}, {2, 22}}};
	struct rbs_keepalive alive = {.sent = 5,
				      .applied = 6,
				      .queue = 7,
				      .wall_ms = 8,
				      .roles_count = 1,
				      .role = {{9, 2}},
				      .ready_count = 1,
				      .ready = {{9, 4}},
				      .addresses_count = 1,
				      .address = {{{0x0a010102}, {{2, 3, 4, 5, 6, 7}}}}};
	bool group = type == RBS_BATCH_BEGIN || type == RBS_RECORDS || type == RBS_BATCH_END ||
		     type == RBS_DIGEST || type == RBS_CONFIG;
	struct wr w = wr_of(bytes, sizeof bytes);
	size_t at;

	rbs_frame_begin(&w, type, 0, group ? 77 : 0, number);
	switch (type) {
	case RBS_HELLO:
		rbs_hello_write(&w, &full_hello);
		break;
	case RBS_BATCH_BEGIN:
		rbs_batch_begin_write(&w, &(struct rbs_batch_begin){41, 42, 43});
		break;
	case RBS_RECORDS:
		for (uint64_t i = 1; i <= 2; i++) {
			at = rbs_record_begin(&w, i, 100 + i);
			wr_bytes(&w, "record", 6);
			rbs_record_end(&w, at);
		}
		break;
	case RBS_BATCH_END:
		rbs_batch_end_write(&w, &(struct rbs_batch_end){51, 52});
		break;
	case RBS_ACK:
		at = rbs_refused_begin(&w, 61);
		wr_bytes(&w, "newer", 5);
		rbs_refused_end(&w, at);
		rbs_ack_write(&w, 62);
		break;
	case RBS_KEEPALIVE:
		rbs_keepalive_write(&w, &alive);
		break;
	case RBS_DIGEST:
		rbs_digest_write(&w, &digest);
		break;
	case RBS_BYE:
		rbs_bye_write(&w, 71, "going");
		break;
	case RBS_ERROR:
		rbs_error_write(&w, RBS_ERROR_VERSION, "bad\nversion");
		break;
	case RBS_CONFIG:
		assert_true(rbs_line_write(&w, "gateway 1.2.3.4"));
		assert_true(rbs_line_write(&w, ""));
		assert_true(rbs_line_write(&w, line_of(RBS_LINE_MAX)));
		rbs_frame_flags(&w, 0, RBS_FLAG_FIRST | RBS_FLAG_LAST);
		break;
	case RBS_TYPES:
		break;
	}
	assert_true(rbs_frame_end(&w, 0));
	return w.len;
}

/* A sound frame of so many bytes. */
static struct rbs_frame
taken_bytes(size_t len)
{
	struct rd r = rd_of(bytes, len);
	struct rbs_frame f;

	assert_int_equal(rbs_frame_take(&r, &f), RBS_OK);
	assert_int_equal(r.left, 0);
	return f;
}

static struct rbs_frame
taken(enum rbs_type type)
{
	struct rbs_frame f = taken_bytes(sample(type, 9));

	assert_int_equal(f.type, type);
	assert_int_equal(f.number, 9);
	return f;
}

static void
hello_there_and_back(void **state)
{
	struct rbs_frame f = taken(RBS_HELLO);
	struct rbs_hello hello;

	(void)state;
	rbs_hello_read(&f, &hello);
	assert_int_equal(hello.version_low, 1);
	assert_int_equal(hello.version_high, 3);
	assert_int_equal(hello.blocks, 3);
	assert_int_equal(hello.pace_ms, 2000);
	assert_int_equal(hello.device, 11);
	assert_int_equal(hello.journal, 12);
	assert_int_equal(hello.incarnation, 13);
	assert_int_equal(hello.known_journal, 14);
	assert_int_equal(hello.known_incarnation, 15);
	assert_int_equal(hello.sent, 16);
	assert_int_equal(hello.even, 2);
	assert_int_equal(hello.groups_count, 2);
	assert_int_equal(hello.group[1].backup_id, 4095);
	assert_int_equal(hello.group[1].digest, 31);
	assert_int_equal(hello.group[1].applied, 32);
	assert_int_equal(hello.group[1].epoch, 33);
}

static void
records_and_batch_there_and_back(void **state)
{
	struct rbs_frame f = taken(RBS_BATCH_BEGIN);
	struct rbs_batch_begin begin;
	struct rbs_batch_end end;
	struct rbs_record record;
	struct rd body;

	(void)state;
	assert_int_equal(f.backup_id, 77);
	rbs_batch_begin_read(&f, &begin);
	assert_int_equal(begin.from, 41);
	assert_int_equal(begin.hello, 42);
	assert_int_equal(begin.about, 43);
	f = taken(RBS_RECORDS);
	body = f.body;
	for (uint64_t i = 1; i <= 2; i++) {
		assert_true(rbs_record_next(&body, &record));
		assert_int_equal(record.sequence, i);
		assert_int_equal(record.replaces, 100 + i);
		assert_int_equal(record.bytes.left, 6);
		assert_memory_equal(record.bytes.p, "record", 6);
	}
	assert_false(rbs_record_next(&body, &record));
	f = taken(RBS_BATCH_END);
	rbs_batch_end_read(&f, &end);
	assert_int_equal(end.reached, 51);
	assert_int_equal(end.count, 52);
}

static void
ack_and_keepalive_there_and_back(void **state)
{
	static struct rbs_digest digest;
	struct rbs_frame f = taken(RBS_ACK);
	struct rbs_refused refused;
	struct rbs_keepalive alive;
	struct rd body = f.body;

	(void)state;
	assert_int_equal(rbs_ack_read(&f), 62);
	assert_true(rbs_refused_next(&body, &refused));
	assert_int_equal(refused.sequence, 61);
	assert_memory_equal(refused.bytes.p, "newer", 5);
	assert_false(rbs_refused_next(&body, &refused));
	f = taken(RBS_KEEPALIVE);
	rbs_keepalive_read(&f, &alive);
	assert_int_equal(alive.sent, 5);
	assert_int_equal(alive.applied, 6);
	assert_int_equal(alive.queue, 7);
	assert_int_equal(alive.wall_ms, 8);
	assert_int_equal(alive.role[0].backup_id, 9);
	assert_int_equal(alive.role[0].role, 2);
	assert_int_equal(alive.ready_count, 1);
	assert_int_equal(alive.ready[0].backup_id, 9);
	assert_int_equal(alive.ready[0].ready, 4);
	assert_int_equal(alive.addresses_count, 1);
	assert_int_equal(alive.address[0].address.host, 0x0a010102);
	assert_int_equal(alive.address[0].mac.byte[5], 7);
	f = taken(RBS_DIGEST);
	rbs_digest_read(&f, &digest);
	assert_int_equal(digest.shift, 8);
	assert_int_equal(digest.buckets_count, 2);
	assert_int_equal(digest.bucket[1].digest, 22);
}

static void
words_there_and_back(void **state)
{
	struct rbs_frame f = taken(RBS_BYE);
	struct rbs_farewell farewell;

	(void)state;
	rbs_farewell_read(&f, &farewell);
	assert_int_equal(farewell.last, 71);
	assert_string_equal(farewell.reason, "going");
	f = taken(RBS_ERROR);
	rbs_farewell_read(&f, &farewell);
	assert_int_equal(farewell.last, RBS_ERROR_VERSION);
	assert_string_equal(farewell.reason, "bad.version");
}

/* The next line of the body is this one. */
static void
line_is(struct rd *body, const char *want)
{
	struct rbs_line line;
	size_t len = strlen(want);

	assert_true(rbs_line_next(body, &line));
	assert_false(line.cut);
	assert_int_equal(line.first.left, len < RBS_PIECE_MAX ? len : RBS_PIECE_MAX);
	assert_int_equal(line.first.left + line.rest.left, len);
	assert_memory_equal(line.first.p, want, line.first.left);
	assert_memory_equal(line.rest.p, want + line.first.left, line.rest.left);
}

static void
lines_there_and_back(void **state)
{
	static const size_t length[] = {
	    1, RBS_PIECE_MAX - 1, RBS_PIECE_MAX, RBS_PIECE_MAX + 1, RBS_LINE_MAX - 1, RBS_LINE_MAX};
	struct rbs_frame f = taken(RBS_CONFIG);
	struct rbs_line line;
	struct wr w = wr_of(bytes, sizeof bytes);

	(void)state;
	line_is(&f.body, "gateway 1.2.3.4");
	line_is(&f.body, "");
	line_is(&f.body, line_of(RBS_LINE_MAX));
	assert_false(rbs_line_next(&f.body, &line));
	rbs_frame_begin(&w, RBS_CONFIG, 0, 1, 1);
	for (size_t i = 0; i < COUNT_OF(length); i++)
		assert_true(rbs_line_write(&w, line_of(length[i])));
	assert_true(rbs_frame_end(&w, 0));
	f = taken_bytes(w.len);
	for (size_t i = 0; i < COUNT_OF(length); i++)
		line_is(&f.body, line_of(length[i]));
	assert_false(rbs_line_next(&f.body, &line));
}

/* Appends one field of a CONFIG with so many characters. */
static void
put_piece(struct wr *w, enum rbs_kind kind, size_t len)
{
	size_t at =
	    kind == RBS_F_REST ? rbs_field_begin_optional(w, kind) : rbs_field_begin(w, kind);

	for (size_t i = 0; i < len; i++)
		wr_u8(w, 'a');
	rbs_field_end(w, at);
}

/* Of a peer that does not know REST, or puts it where none belongs. */
static void
pieces_of_lines(void **state)
{
	struct wr w = wr_of(bytes, sizeof bytes);
	struct rbs_frame f;
	struct rbs_line line;

	(void)state;
	rbs_frame_begin(&w, RBS_CONFIG, 0, 1, 1);
	put_piece(&w, RBS_F_REST, 7);
	put_piece(&w, RBS_F_LINE, RBS_PIECE_MAX);
	put_piece(&w, RBS_F_LINE, RBS_PIECE_MAX - 1);
	put_piece(&w, RBS_F_LINE, 3);
	put_piece(&w, RBS_F_REST, 4);
	put_piece(&w, RBS_F_REST, 5);
	put_piece(&w, RBS_F_LINE, RBS_PIECE_MAX);
	assert_true(rbs_frame_end(&w, 0));
	f = taken_bytes(w.len);
	assert_true(rbs_line_next(&f.body, &line) && line.cut && line.rest.left == 0);
	assert_true(rbs_line_next(&f.body, &line) && !line.cut && line.rest.left == 0);
	assert_true(rbs_line_next(&f.body, &line) && !line.cut && line.rest.left == 4);
	assert_true(rbs_line_next(&f.body, &line) && line.cut && line.rest.left == 0);
	assert_false(rbs_line_next(&f.body, &line));
	for (enum rbs_kind kind = RBS_F_LINE; kind <= RBS_F_REST; kind++) {
		struct rd r = rd_of(bytes, sizeof bytes);

		w = wr_of(bytes, sizeof bytes);
		rbs_frame_begin(&w, RBS_CONFIG, 0, 1, 1);
		put_piece(&w, kind, RBS_PIECE_MAX + 1);
		assert_true(rbs_frame_end(&w, 0));
		assert_int_equal(rbs_frame_take(&r, &f), RBS_BAD_FIELD);
	}
}

static void
every_strict_prefix_waits(void **state)
{
	(void)state;
	for (enum rbs_type t = RBS_HELLO; t < RBS_TYPES; t++) {
		size_t len = sample(t, 1);

		for (size_t n = 0; n < len; n++) {
			struct rd r = rd_of(bytes, n);
			struct rbs_frame f = {.number = 4711};

			assert_int_equal(rbs_frame_take(&r, &f), RBS_PART);
			assert_int_equal(r.left, n);
			assert_int_equal(f.number, 4711);
		}
	}
}

static void
every_flipped_bit_is_noticed(void **state)
{
	(void)state;
	for (enum rbs_type t = RBS_HELLO; t < RBS_TYPES; t++) {
		size_t len = sample(t, 1);

		for (size_t bit = 0; bit < 8 * len; bit++) {
			struct rd r = rd_of(bytes, len);
			struct rbs_frame f;

			bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
			assert_int_not_equal(rbs_frame_take(&r, &f), RBS_OK);
			bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
	}
}

/* Puts the checksum right again after the test bent the frame. */
static void
mend(size_t len)
{
	uint64_t sum = hash_bytes(bytes + RBS_HEADER, len - RBS_HEADER, hash_bytes(bytes, 24, 0));
	struct wr w = wr_of(bytes + 24, 8);

	wr_be64(&w, sum);
}

static enum rbs_result
retake(size_t len)
{
	struct rd r = rd_of(bytes, len);
	struct rbs_frame f;

	mend(len);
	return rbs_frame_take(&r, &f);
}

static void
a_huge_length_is_refused_at_the_header(void **state)
{
	struct rd r;
	struct rbs_frame f;
	struct wr w;

	(void)state;
	sample(RBS_KEEPALIVE, 1);
	w = wr_of(bytes + 8, 4);
	wr_be32(&w, RBS_FRAME_MAX - RBS_HEADER + 1);
	r = rd_of(bytes, RBS_HEADER);
	assert_int_equal(rbs_frame_take(&r, &f), RBS_BAD_LENGTH);
	w = wr_of(bytes + 8, 4);
	wr_be32(&w, UINT32_MAX);
	r = rd_of(bytes, RBS_HEADER);
	assert_int_equal(rbs_frame_take(&r, &f), RBS_BAD_LENGTH);
	w = wr_of(bytes + 8, 4);
	wr_be32(&w, RBS_FRAME_MAX - RBS_HEADER);
	r = rd_of(bytes, RBS_HEADER);
	assert_int_equal(rbs_frame_take(&r, &f), RBS_PART);
}

static void
headers_that_cannot_be(void **state)
{
	size_t len;

	(void)state;
	len = sample(RBS_KEEPALIVE, 1);
	assert_int_equal(retake(len), RBS_OK);
	bytes[3] = 0;
	assert_int_equal(retake(len), RBS_BAD_TYPE);
	bytes[3] = RBS_TYPES;
	assert_int_equal(retake(len), RBS_BAD_TYPE);
	bytes[4] = 0x80;
	assert_int_equal(retake(len), RBS_SKIPPED);
	len = sample(RBS_KEEPALIVE, 1);
	bytes[5] = 1; /* judge */
	assert_int_equal(retake(len), RBS_BAD_HEADER);
	len = sample(RBS_KEEPALIVE, 1);
	bytes[7] = 1; /* a backup-id where none belongs */
	assert_int_equal(retake(len), RBS_BAD_HEADER);
	len = sample(RBS_RECORDS, 1);
	bytes[6] = bytes[7] = 0; /* none where one belongs */
	assert_int_equal(retake(len), RBS_BAD_HEADER);
	len = sample(RBS_RECORDS, 1);
	bytes[6] = 0x10; /* 4096 and more */
	assert_int_equal(retake(len), RBS_BAD_HEADER);
	len = sample(RBS_KEEPALIVE, 1);
	bytes[15] = 1; /* reserved */
	assert_int_equal(retake(len), RBS_BAD_HEADER);
	len = sample(RBS_KEEPALIVE, 1);
	bytes[2] = 2;
	assert_int_equal(retake(len), RBS_BAD_VERSION);
	bytes[2] = 0;
	assert_int_equal(retake(len), RBS_BAD_HEADER);
	len = sample(RBS_HELLO, 1);
	bytes[2] = 2;
	assert_int_equal(retake(len), RBS_OK);
	len = sample(RBS_KEEPALIVE, 1);
	bytes[0] = 'X';
	assert_int_equal(retake(len), RBS_BAD_MAGIC);
	sample(RBS_KEEPALIVE, 1);
	memset(bytes + 16, 0, 8);
	assert_int_equal(retake(len), RBS_BAD_HEADER);
}

/* Appends a field by hand to a KEEPALIVE and says what is made of it. */
static enum rbs_result
keepalive_with(uint16_t kind, uint16_t stated, size_t given, uint8_t version)
{
	struct rbs_keepalive alive = {.sent = 1};
	struct rbs_hello hello = {
	    .version_low = 1, .version_high = 1, .device = 1, .journal = 1, .incarnation = 1};
	struct wr w = wr_of(bytes, sizeof bytes);
	bool plain = version == RBS_VERSION;

	rbs_frame_begin(&w, plain ? RBS_KEEPALIVE : RBS_HELLO, 0, 0, 1);
	if (plain)
		rbs_keepalive_write(&w, &alive);
	else
		rbs_hello_write(&w, &hello);
	wr_be16(&w, kind);
	wr_be16(&w, stated);
	wr_zero(&w, given);
	assert_true(rbs_frame_end(&w, 0));
	bytes[2] = version;
	return retake(w.len);
}

static void
fields_unknown_cut_and_twice(void **state)
{
	(void)state;
	assert_int_equal(keepalive_with(0x0123, 5, 5, 1), RBS_OK);
	assert_int_equal(keepalive_with(0x8123, 5, 5, 1), RBS_UNKNOWN_FIELD);
	assert_int_equal(keepalive_with(0x8123, 5, 5, 2), RBS_OK); /* a HELLO of version 2 */
	assert_int_equal(keepalive_with(0x0123, 5, 4, 1), RBS_BAD_FIELD);
	assert_int_equal(keepalive_with(0x0123, 0xffff, 4, 1), RBS_BAD_FIELD);
	assert_int_equal(keepalive_with(RBS_F_ALIVE_SENT, 8, 8, 1), RBS_BAD_FIELD); /* twice */
	assert_int_equal(keepalive_with(RBS_F_ALIVE_ROLE, 2, 2, 1), RBS_BAD_FIELD); /* short */
	assert_int_equal(keepalive_with(RBS_F_ALIVE_ROLE, 3, 3, 1), RBS_BAD_FIELD); /* id 0 */
	assert_int_equal(keepalive_with(RBS_F_ALIVE_READY, 2, 2, 1), RBS_BAD_FIELD);
	assert_int_equal(keepalive_with(RBS_F_ALIVE_READY, 3, 3, 1), RBS_BAD_FIELD); /* id 0 */
	assert_int_equal(keepalive_with(RBS_F_ALIVE_ADDRESS, 9, 9, 1), RBS_BAD_FIELD);
	assert_int_equal(keepalive_with(RBS_F_ALIVE_ADDRESS, 11, 11, 1), RBS_BAD_FIELD);
	assert_int_equal(keepalive_with(RBS_F_ALIVE_ADDRESS, 10, 10, 1), RBS_BAD_FIELD); /* 0 */
}

static void
a_missing_field_is_named(void **state)
{
	struct wr w = wr_of(bytes, sizeof bytes);

	(void)state;
	rbs_frame_begin(&w, RBS_ACK, 0, 0, 1);
	assert_true(rbs_frame_end(&w, 0));
	assert_int_equal(retake(w.len), RBS_MISSING_FIELD);
}

static void
records_are_counted(void **state)
{
	(void)state;
	for (unsigned n = RBS_RECORDS_MAX; n <= RBS_RECORDS_MAX + 1; n++) {
		struct wr w = wr_of(bytes, sizeof bytes);

		rbs_frame_begin(&w, RBS_RECORDS, RBS_FLAG_BATCH, 1, 1);
		for (unsigned i = 0; i < n; i++) {
			size_t at = rbs_record_begin(&w, 0, 0);

			wr_u8(&w, 1);
			rbs_record_end(&w, at);
		}
		assert_true(rbs_frame_end(&w, 0));
		assert_int_equal(retake(w.len), n <= RBS_RECORDS_MAX ? RBS_OK : RBS_BAD_FIELD);
	}
}

static void
groups_of_hello_ascend(void **state)
{
	static const struct {
		uint16_t first, second;
		enum rbs_result result;
	} pair[] = {{1, 2, RBS_OK},
		    {2, 2, RBS_BAD_FIELD},
		    {3, 2, RBS_BAD_FIELD},
		    {0, 2, RBS_BAD_FIELD},
		    {1, 4096, RBS_BAD_FIELD}};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(pair); i++) {
		struct rbs_hello hello = {
		    .version_low = 1,
		    .version_high = 1,
		    .device = 1,
		    .journal = 1,
		    .incarnation = 1,
		    .groups_count = 2,
		    .group = {{.backup_id = pair[i].first}, {.backup_id = pair[i].second}}};
		struct wr w = wr_of(bytes, sizeof bytes);

		rbs_frame_begin(&w, RBS_HELLO, 0, 0, 1);
		rbs_hello_write(&w, &hello);
		assert_true(rbs_frame_end(&w, 0));
		assert_int_equal(retake(w.len), pair[i].result);
	}
}

static void
what_does_not_fit_is_said(void **state)
{
	struct wr w = wr_of(bytes, 64);

	(void)state;
	rbs_frame_begin(&w, RBS_BYE, 0, 0, 1);
	rbs_bye_write(&w, 1, "a reason that is a little longer than the room left");
	assert_false(rbs_frame_end(&w, 0));
	w = wr_of(bytes, 64);
	rbs_frame_begin(&w, RBS_CONFIG, 0, 1, 1);
	assert_true(rbs_line_write(&w, "short"));
	assert_false(rbs_line_write(&w, "a line that is a little longer than the room left"));
	assert_true(rbs_frame_end(&w, 0));
	w = wr_of(bytes, RBS_HEADER + 4 + RBS_PIECE_MAX + 4);
	rbs_frame_begin(&w, RBS_CONFIG, 0, 1, 1);
	assert_false(rbs_line_write(&w, line_of(RBS_PIECE_MAX + 1))); /* half of it would fit */
	assert_true(rbs_line_write(&w, line_of(RBS_PIECE_MAX)));
	assert_true(rbs_frame_end(&w, 0));
}

static void
every_result_and_type_has_a_text(void **state)
{
	(void)state;
	for (enum rbs_result r = RBS_OK; r < RBS_RESULTS; r++)
		assert_non_null(rbs_result_text(r));
	for (enum rbs_type t = RBS_HELLO; t < RBS_TYPES; t++)
		assert_string_not_equal(rbs_type_name(t), "unknown");
	assert_string_equal(rbs_type_name(RBS_TYPES), "unknown");
}

/* A peer of before these fields were there. */
static void
optional_fields_may_be_missing(void **state)
{
	struct rbs_keepalive alive = {.sent = 5};
	struct rbs_hello hello = {
	    .version_low = 1, .version_high = 1, .device = 1, .journal = 1, .incarnation = 1};
	struct rbs_batch_begin begin = {.from = 1};
	struct wr w = wr_of(bytes, sizeof bytes);
	struct rbs_frame f;
	struct rd rd;
	size_t first, second;

	(void)state;
	rbs_frame_begin(&w, RBS_KEEPALIVE, 0, 0, 1);
	rbs_keepalive_write(&w, &alive);
	w.len -= 12; /* the wall clock, which comes last */
	assert_true(rbs_frame_end(&w, 0));
	first = w.len;
	rbs_frame_begin(&w, RBS_HELLO, 0, 0, 2);
	rbs_hello_write(&w, &hello);
	assert_true(rbs_frame_end(&w, first));
	second = w.len;
	rbs_frame_begin(&w, RBS_BATCH_BEGIN, 0, 5, 3);
	rbs_batch_begin_write(&w, &begin);
	assert_true(rbs_frame_end(&w, second));
	rd = rd_of(w.p, w.len);
	assert_int_equal(rbs_frame_take(&rd, &f), RBS_OK);
	rbs_keepalive_read(&f, &alive);
	assert_int_equal(alive.wall_ms, 0);
	assert_int_equal(rbs_frame_take(&rd, &f), RBS_OK);
	rbs_hello_read(&f, &hello);
	assert_int_equal(hello.pace_ms, 0);
	assert_int_equal(rbs_frame_take(&rd, &f), RBS_OK);
	rbs_batch_begin_read(&f, &begin);
	assert_int_equal(begin.about, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(optional_fields_may_be_missing),
	    cmocka_unit_test(hello_there_and_back),
	    cmocka_unit_test(records_and_batch_there_and_back),
	    cmocka_unit_test(ack_and_keepalive_there_and_back),
	    cmocka_unit_test(words_there_and_back),
	    cmocka_unit_test(lines_there_and_back),
	    cmocka_unit_test(pieces_of_lines),
	    cmocka_unit_test(every_strict_prefix_waits),
	    cmocka_unit_test(every_flipped_bit_is_noticed),
	    cmocka_unit_test(a_huge_length_is_refused_at_the_header),
	    cmocka_unit_test(headers_that_cannot_be),
	    cmocka_unit_test(fields_unknown_cut_and_twice),
	    cmocka_unit_test(a_missing_field_is_named),
	    cmocka_unit_test(records_are_counted),
	    cmocka_unit_test(groups_of_hello_ascend),
	    cmocka_unit_test(what_does_not_fit_is_said),
	    cmocka_unit_test(every_result_and_type_has_a_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
