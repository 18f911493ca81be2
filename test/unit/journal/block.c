/* Entries survive their bytes; whatever is not a whole block is told from one, and why. */
#include <stdlib.h>

#include "test/check.h"

#include "test/unit/journal/made.h"

static uint8_t bytes[JOURNAL_BLOCK_MAX];

static const struct journal_stamp stamp = {7, MADE_NOW, -5 * (int64_t)TIME_SEC};

static void
begin(struct journal_writer *w)
{
	journal_begin(w, bytes, &stamp, MADE_JOURNAL, 3, 1);
}

static size_t
sample(void)
{
	struct journal_writer w;
	struct lease_record r = made_record(0x0a0a0a07, 43);

	begin(&w);
	assert_true(journal_put_record(&w, &r));
	assert_true(journal_put_mark(&w, JOURNAL_ACKED, r.address, 43));
	return journal_end(&w);
}

/* Every kind once, with something in every field. */
static unsigned
one_of_each(struct journal_entry e[JOURNAL_KINDS])
{
	memset(e, 0, JOURNAL_KINDS * sizeof *e);
	for (unsigned i = 0; i < JOURNAL_KINDS; i++)
		e[i].kind = (enum journal_kind)i;
	e[JOURNAL_FILE].u.file.snapshot = true;
	e[JOURNAL_FILE].u.file.segment = 9;
	e[JOURNAL_FILE].u.file.journal = MADE_JOURNAL;
	e[JOURNAL_FILE].u.file.device = MADE_DEVICE;
	e[JOURNAL_FILE].u.file.previous = 8;
	e[JOURNAL_FILE].u.file.length = 4096;
	e[JOURNAL_START].u.incarnation = 0xfedcba9876543210u;
	e[JOURNAL_RECORD].u.record = made_record(0x0a0a0a07, 43);
	e[JOURNAL_RECORD].u.record.acked =
	    (struct lease_acked){41, MADE_NOW + 9 * TIME_SEC, LEASE_LEASED};
	e[JOURNAL_RECORD].u.record.sent = 43;
	e[JOURNAL_SENT].u.mark.address = IP4(10, 10, 10, 7);
	e[JOURNAL_SENT].u.mark.version = 45;
	e[JOURNAL_ACKED].u.mark.address = IP4(10, 10, 10, 8);
	e[JOURNAL_ACKED].u.mark.version = 47;
	e[JOURNAL_CLOCK].u.ceiling = 1 << 20;
	memcpy(e[JOURNAL_HOME].u.home.service, "rbs1", 5);
	e[JOURNAL_HOME].u.home.even = 2;
	memset(e[JOURNAL_PAIR].u.pair.profile, 'p', JOURNAL_NAME_MAX);
	e[JOURNAL_PAIR].u.pair.down = true;
	e[JOURNAL_PAIR].u.pair.fresh = true;
	e[JOURNAL_PAIR].u.pair.since_us = 77;
	e[JOURNAL_END].u.count = 100000;
	memcpy(e[JOURNAL_PEER].u.peer.service, "rbs1", 5);
	e[JOURNAL_PEER].u.peer.source = IP4(10, 10, 10, 1);
	e[JOURNAL_PEER].u.peer.peer = IP4(10, 10, 10, 2);
	e[JOURNAL_ALIEN].u.alien.pending = true;
	e[JOURNAL_ALIEN].u.alien.device = 0x1122334455667788u;
	e[JOURNAL_ALIEN].u.alien.journal = 0x99aabbccddeeff00u;
	e[JOURNAL_KEPT].u.kept = (struct journal_kept){
	    .low = IP4(10, 10, 10, 0),
	    .high = IP4(10, 10, 10, 255),
	    .peer = IP4(10, 10, 10, 2),
	    .device = MADE_DEVICE,
	    .even = 2,
	    .down = true,
	    .fresh = true,
	    .mclt_us = 600 * TIME_SEC,
	    .since_us = 77,
	    .forfeited_us = 78,
	};
	return JOURNAL_KINDS;
}

static void
every_kind_comes_back(void **state)
{
	struct journal_entry e[JOURNAL_KINDS], back;
	unsigned count = one_of_each(e);
	struct journal_writer w;
	struct journal_block b;
	bool bad = false;
	size_t len;

	(void)state;
	begin(&w);
	assert_true(journal_is_empty(&w));
	for (unsigned i = 0; i < count; i++)
		assert_true(journal_put(&w, &e[i]));
	assert_false(journal_is_empty(&w));
	len = journal_end(&w);
	assert_int_equal(len % 8, 0);
	assert_int_equal(journal_read_block(bytes, sizeof bytes, &b), JOURNAL_OK);
	assert_int_equal(b.len, len);
	assert_true(b.journal == MADE_JOURNAL && b.number == 3 && b.synced == 1);
	assert_memory_equal(&b.stamp, &stamp, sizeof stamp);
	for (unsigned i = 0; i < count; i++) {
		memset(&back, 0, sizeof back);
		assert_true(journal_next(&b, &back, &bad));
		assert_memory_equal(&back, &e[i], sizeof back);
	}
	assert_false(journal_next(&b, &back, &bad));
	assert_false(bad);
}

static void
each_flag_of_a_pair_is_its_own(void **state)
{
	struct journal_entry e = {.kind = JOURNAL_PAIR}, back;

	(void)state;
	e.u.pair.profile[0] = 'x';
	for (unsigned flags = 0; flags < 128; flags++) {
		struct journal_writer w;
		struct journal_block b;
		bool bad = false;

		e.u.pair.down = flags & 1;
		e.u.pair.complete = flags & 2;
		e.u.pair.forfeited = flags & 4;
		e.u.pair.fresh = flags & 8;
		e.u.pair.unmet = flags & 16;
		e.u.pair.since_us = 7;
		e.u.pair.forfeited_us = e.u.pair.forfeited ? 8 : 0;
		e.u.pair.alien = flags & 64;
		begin(&w);
		assert_true(journal_put(&w, &e));
		assert_int_equal(journal_read_block(bytes, journal_end(&w), &b), JOURNAL_OK);
		memset(&back, 0, sizeof back);
		assert_true(journal_next(&b, &back, &bad));
		assert_memory_equal(&back, &e, sizeof back);
	}
}

static void
each_flag_of_a_range_is_its_own(void **state)
{
	struct journal_entry e = {.kind = JOURNAL_KEPT}, back;

	(void)state;
	e.u.kept.high = IP4(255, 255, 255, 255);
	for (unsigned flags = 0; flags < 64; flags++) {
		struct journal_writer w;
		struct journal_block b;
		bool bad = false;

		e.u.kept.down = flags & 1;
		e.u.kept.complete = flags & 2;
		e.u.kept.forfeited = flags & 4;
		e.u.kept.fresh = flags & 8;
		e.u.kept.unmet = flags & 16;
		e.u.kept.alien = flags & 32;
		begin(&w);
		assert_true(journal_put(&w, &e));
		assert_int_equal(journal_read_block(bytes, journal_end(&w), &b), JOURNAL_OK);
		memset(&back, 0, sizeof back);
		assert_true(journal_next(&b, &back, &bad));
		assert_memory_equal(&back, &e, sizeof back);
	}
}

static void
a_full_block_stays_as_it_was(void **state)
{
	struct lease_record r = made_record(0x0a0a0a07, 43);
	struct journal_entry e = {.kind = JOURNAL_CLOCK, .u.ceiling = 1};
	struct journal_writer w;
	struct journal_block b;
	unsigned records = 0, clocks = 0, read = 0;
	bool bad = false;

	(void)state;
	begin(&w);
	for (; journal_put_record(&w, &r); records++)
		assert_true(records < JOURNAL_BLOCK_MAX);
	for (; journal_put(&w, &e); clocks++)
		assert_true(clocks < 100);
	assert_true(records > 1000 && clocks > 0);
	assert_true(journal_end(&w) <= JOURNAL_BLOCK_MAX);
	assert_int_equal(journal_read_block(bytes, sizeof bytes, &b), JOURNAL_OK);
	while (journal_next(&b, &e, &bad))
		read++;
	assert_false(bad);
	assert_int_equal(read, records + clocks);
}

/* What is not OK leaves *ret alone. */
static enum journal_read
read_of(const uint8_t *p, size_t len)
{
	struct journal_block b, before;
	enum journal_read r;

	memset(&b, 0xa5, sizeof b);
	before = b;
	r = journal_read_block(p, len, &b);
	if (r != JOURNAL_OK)
		assert_memory_equal(&b, &before, sizeof b);
	return r;
}

static void
every_prefix_is_broken(void **state)
{
	size_t len = sample();

	(void)state;
	assert_int_equal(read_of(bytes, len), JOURNAL_OK);
	assert_int_equal(read_of(bytes, 0), JOURNAL_NOTHING);
	for (size_t n = 1; n < len; n++) {
		uint8_t *p = malloc(n);

		assert_non_null(p);
		memcpy(p, bytes, n);
		assert_int_equal(read_of(p, n), JOURNAL_BROKEN);
		free(p);
	}
}

static void
every_flipped_bit_is_found(void **state)
{
	size_t len = sample();

	(void)state;
	for (size_t bit = 0; bit < len * 8; bit++) {
		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_int_equal(read_of(bytes, sizeof bytes), JOURNAL_BROKEN);
		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	assert_int_equal(read_of(bytes, sizeof bytes), JOURNAL_OK);
}

static void
strangers_are_named(void **state)
{
	static const char text[] = "sysname DeviceA\n"
				   "interface Vlanif100\n"
				   " ip address 10.10.10.1 255.255.255.0\n";
	uint8_t zero[256] = {0};
	size_t len = sample();

	(void)state;
	assert_int_equal(read_of((const uint8_t *)text, sizeof text), JOURNAL_FOREIGN);
	assert_int_equal(read_of((const uint8_t *)text, 3), JOURNAL_FOREIGN);
	assert_int_equal(read_of(zero, sizeof zero), JOURNAL_NOTHING);
	assert_int_equal(read_of(zero, 5), JOURNAL_NOTHING);
	bytes[5] = 2;
	bytes[len - 1] ^= 1; /* another format has another checksum */
	assert_int_equal(read_of(bytes, len), JOURNAL_OTHER_FORMAT);
}

/* A block whose entries are these bytes, under a right checksum. */
static bool
is_bad(const uint8_t *p, size_t n)
{
	struct journal_writer w;
	struct journal_block b;
	struct journal_entry e;
	bool bad = false;

	begin(&w);
	wr_bytes(&w.w, p, n);
	assert_int_equal(journal_read_block(bytes, journal_end(&w), &b), JOURNAL_OK);
	while (journal_next(&b, &e, &bad)) {
	}
	return bad;
}

static void
entries_that_make_no_sense_are_bad(void **state)
{
	static const struct {
		const char *why, *p;
		size_t n;
	} row[] = {
	    {"no code", "\0\0\0", 3},
	    {"a code beyond the table", "\x0c\0\0", 3},
	    {"ends in its head", "\x05\0", 2},
	    {"longer than the block", "\x05\0\1", 3},
	    {"more than its fields", "\x05\0\1\0", 4},
	    {"less than its fields", "\x02\0\7\0\0\0\0\0\0\0", 10},
	    {"home without a name", "\x08\0\1\1", 4},
	    {"home of neither half", "\x08\0\2\3a", 5},
	    {"home with an end in its name", "\x08\0\3\1a\0", 6},
	    {"pair with an unknown flag", "\x09\0\x0a\x80\0\0\0\0\0\0\0\0a", 13},
	    {"record too short", "\x03\0\1\0", 4},
	};
	uint8_t name[3 + 1 + JOURNAL_NAME_MAX + 1] = {8, 0, JOURNAL_NAME_MAX + 2, 1};

	(void)state;
	for (unsigned i = 0; i < COUNT_OF(row); i++) {
		if (!is_bad((const uint8_t *)row[i].p, row[i].n))
			fail_msg("taken: %s", row[i].why);
	}
	memset(name + 4, 'n', JOURNAL_NAME_MAX + 1);
	assert_true(is_bad(name, sizeof name));
	name[2]--;
	assert_false(is_bad(name, sizeof name - 1));
}

static void
every_prefix_of_every_entry_is_bad(void **state)
{
	struct journal_entry e[JOURNAL_KINDS];
	unsigned count = one_of_each(e);

	(void)state;
	for (unsigned i = 0; i < count; i++) {
		uint8_t copy[JOURNAL_ENTRY_MAX];
		struct journal_writer w;
		size_t len;

		begin(&w);
		assert_true(journal_put(&w, &e[i]));
		len = w.w.len - JOURNAL_HEADER;
		assert_true(len <= sizeof copy);
		memcpy(copy, bytes + JOURNAL_HEADER, len);
		for (size_t n = 1; n < len; n++)
			assert_true(is_bad(copy, n));
		assert_false(is_bad(copy, len));
	}
}

static void
files_without_identity_are_bad(void **state)
{
	struct journal_entry e[JOURNAL_KINDS];
	uint8_t copy[64];

	(void)state;
	one_of_each(e);
	for (unsigned field = 0; field < 3; field++) {
		struct journal_writer w;

		begin(&w);
		assert_true(journal_put(&w, &e[JOURNAL_FILE]));
		memcpy(copy, bytes + JOURNAL_HEADER, 44);
		assert_false(is_bad(copy, 44));
		memset(copy + 4 + field * 8, 0, 8); /* segment, journal, device */
		assert_true(is_bad(copy, 44));
	}
}

static void
the_longest_record_fits_an_entry(void **state)
{
	struct lease_record r = made_record(0x0a0a0a07, 43);
	uint8_t side[LEASE_SIDE_MAX - 2] = {0}, id[LEASE_KEY_MAX + 9] = {0};
	struct journal_writer w;

	(void)state;
	r.key = lease_key_of_identifier(id, sizeof id);
	r.hardware_len = LEASE_HARDWARE_MAX;
	assert_true(lease_side_add(&r, 82, side, sizeof side));
	r.sent = r.acked.version = 41;
	r.surely_us = MADE_NOW + TIME_SEC;
	begin(&w);
	assert_true(journal_put_record(&w, &r));
	assert_true(w.w.len - JOURNAL_HEADER <= JOURNAL_ENTRY_MAX);
}

static void
a_later_block_is_found(void **state)
{
	uint8_t *file = calloc(1, 8192);
	struct journal_block b;
	size_t len = sample();

	(void)state;
	assert_non_null(file);
	assert_int_equal(journal_find_block(file, 8192, 0, &b), 8192);
	memcpy(file + 1024, bytes, len);
	memcpy(file + 2048, bytes, len);
	assert_int_equal(journal_find_block(file, 8192, 0, &b), 1024);
	assert_int_equal(journal_find_block(file, 8192, 1024, &b), 1024);
	assert_int_equal(journal_find_block(file, 8192, 1032, &b), 2048);
	file[2048 + len - 1] ^= 1;
	assert_int_equal(journal_find_block(file, 8192, 1032, &b), 8192);
	assert_int_equal(journal_find_block(file, 8192, 8192, &b), 8192);
	assert_int_equal(journal_find_block(file, 1024 + len - 1, 0, &b), 1024 + len - 1);
	free(file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_kind_comes_back),
	    cmocka_unit_test(each_flag_of_a_pair_is_its_own),
	    cmocka_unit_test(each_flag_of_a_range_is_its_own),
	    cmocka_unit_test(a_full_block_stays_as_it_was),
	    cmocka_unit_test(every_prefix_is_broken),
	    cmocka_unit_test(every_flipped_bit_is_found),
	    cmocka_unit_test(strangers_are_named),
	    cmocka_unit_test(entries_that_make_no_sense_are_bad),
	    cmocka_unit_test(every_prefix_of_every_entry_is_bad),
	    cmocka_unit_test(files_without_identity_are_bad),
	    cmocka_unit_test(the_longest_record_fits_an_entry),
	    cmocka_unit_test(a_later_block_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
