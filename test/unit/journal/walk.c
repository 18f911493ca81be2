/* What a walk hands out is exactly what counts; what power took is left out, a hole is refused. */
#include <stdio.h>
#include <stdlib.h>

#include "test/check.h"

#include "test/unit/journal/made.h"

enum { SECTOR = 512 };

static struct made a, b, c, d, damaged;
static struct walked w;

static void
walk_one(const struct made *m)
{
	struct journal_file f = made_file(m);

	made_walk(&w, &f, 1);
}

/* The versions of all records, in order, must be these. */
static void
expect_versions(const uint64_t *version, unsigned count)
{
	struct journal_stamp stamp;
	struct journal_entry e;
	unsigned n = 0;

	if (!w.good)
		fail_msg("refused: %s", w.error);
	while (journal_walk_next(&w.walk, &e, &stamp)) {
		assert_true(e.kind != JOURNAL_FILE && e.kind != JOURNAL_END);
		if (e.kind != JOURNAL_RECORD)
			continue;
		assert_true(n < count);
		assert_true(e.u.record.version == version[n++]);
		assert_true(stamp.boot == 7);
	}
	assert_int_equal(n, count);
	assert_int_equal(w.facts.records, count);
	assert_false(journal_walk_next(&w.walk, &e, &stamp));
}

static void
expect_count(unsigned records)
{
	struct journal_stamp stamp;
	struct journal_entry e;
	unsigned n = 0;

	if (!w.good)
		fail_msg("refused: %s", w.error);
	while (journal_walk_next(&w.walk, &e, &stamp))
		n += e.kind == JOURNAL_RECORD;
	assert_int_equal(n, records);
	assert_int_equal(w.facts.records, records);
}

static void
expect_refused(const char *part)
{
	assert_false(w.good);
	if (!strstr(w.error, part))
		fail_msg("\"%s\" does not say \"%s\"", w.error, part);
}

/* Blocks of different lengths; block k knows k - 2 to be durable. */
static void
make_late_log(struct made *m, unsigned blocks)
{
	made_new(m, false, 1);
	for (unsigned i = 0; i < blocks; i++) {
		m->synced = i < 2 ? 0 : i - 1;
		made_records(m, i % 3 + 1, 1 + i * 10);
	}
}

static unsigned
records_before(const struct made *m, unsigned blocks)
{
	unsigned n = 0;

	(void)m;
	for (unsigned i = 0; i < blocks; i++)
		n += i % 3 + 1;
	return n;
}

static void
nothing_is_no_journal(void **state)
{
	(void)state;
	made_walk(&w, NULL, 0);
	assert_false(w.facts.found);
	assert_true(w.facts.segment == 0 && w.facts.journal == 0);
	expect_versions(NULL, 0);
	made_new(&a, false, 4); /* begun, and nothing of it durable */
	a.len = 4096;
	walk_one(&a);
	assert_false(w.facts.found);
	assert_int_equal(w.facts.segment, 4);
	expect_versions(NULL, 0);
}

static void
every_prefix_gives_its_whole_blocks(void **state)
{
	size_t whole;

	(void)state;
	make_late_log(&a, 7);
	for (size_t len = 0; len <= a.at[7]; len++) {
		unsigned blocks = 0;
		uint8_t *p = calloc(1, len + 1);
		struct journal_file f = {false, 1, p, len};

		assert_non_null(p);
		memcpy(p, a.bytes, len);
		while (blocks < 7 && a.at[blocks + 1] <= len)
			blocks++;
		whole = a.at[blocks];
		made_walk(&w, &f, 1);
		expect_count(records_before(&a, blocks));
		assert_int_equal(w.facts.found, blocks > 0);
		assert_int_equal(w.facts.blocks, blocks);
		assert_int_equal(w.facts.last_length, whole);
		assert_true(w.facts.torn_bytes <= len - whole);
		if (blocks > 0)
			assert_int_equal(w.facts.stamp.now_us, made_stamp(blocks).now_us);
		free(p);
	}
	assert_true(w.facts.journal == MADE_JOURNAL && w.facts.device == MADE_DEVICE);
	assert_int_equal(w.facts.torn_bytes, 0);
}

/* A block's loss is a hole when any later block knew it to be durable. */
static void
every_flipped_bit_is_a_hole_or_torn(void **state)
{
	char place[64];

	(void)state;
	make_late_log(&a, 6);
	damaged = a;
	for (size_t bit = 0; bit < a.len * 8; bit++) {
		unsigned k = 1;

		while (a.at[k] <= bit / 8)
			k++;
		damaged.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		walk_one(&damaged);
		damaged.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		if (k + 2 <= 6) {
			snprintf(place, sizeof place, "/var/state/log.1 is damaged at byte %zu ",
				 a.at[k - 1]);
			expect_refused(place);
			expect_refused("run `twinleased --repair /var/state`");
			continue;
		}
		expect_count(records_before(&a, k - 1));
		assert_int_equal(w.facts.last_length, a.at[k - 1]);
		assert_true(w.facts.torn_bytes > 0);
	}
}

/* Power loss: of the sectors written since the last sync any may be there or not. */
static void
any_lost_sectors_are_torn(void **state)
{
	size_t from, first, sectors;

	(void)state;
	made_new(&a, false, 1);
	made_records(&a, 2, 1);
	made_records(&a, 9, 10);
	from = a.len; /* durable up to here */
	a.synced = 2;
	for (unsigned i = 0; i < 6; i++)
		made_records(&a, i % 2 ? 2 : 9, 20 + 10 * i);
	first = from / SECTOR;
	sectors = (a.len + SECTOR - 1) / SECTOR - first;
	assert_true(sectors >= 6 && sectors <= 12);
	for (unsigned lost = 0; lost < 1u << sectors; lost++) {
		unsigned blocks = 2;

		damaged = a;
		damaged.len = (a.len + SECTOR - 1) / SECTOR * SECTOR;
		for (size_t s = 0; s < sectors; s++) {
			size_t begin = (first + s) * SECTOR, keep = begin < from ? from : begin;

			if (lost & 1u << s)
				memset(damaged.bytes + keep, 0, begin + SECTOR - keep);
		}
		while (blocks < a.blocks && memcmp(damaged.bytes, a.bytes, a.at[blocks + 1]) == 0)
			blocks++;
		walk_one(&damaged);
		if (!w.good)
			fail_msg("lost %x: %s", lost, w.error);
		assert_int_equal(w.facts.blocks, blocks);
		assert_int_equal(w.facts.last_length, a.at[blocks]);
	}
}

static void
zeros_behind_are_not_torn(void **state)
{
	(void)state;
	make_late_log(&a, 3);
	a.len = sizeof a.bytes;
	walk_one(&a);
	expect_count(records_before(&a, 3));
	assert_int_equal(w.facts.torn_bytes, 0);
	assert_int_equal(w.facts.last_length, a.at[3]);
	a.bytes[a.at[3] + 99] = 1;
	walk_one(&a);
	assert_int_equal(w.facts.torn_bytes, 100);
}

static void
a_block_out_of_turn_does_not_count(void **state)
{
	(void)state;
	made_log(&a, 1, 2, NULL);
	a.blocks++; /* the third is not there at all */
	made_records(&a, 1, 104);
	walk_one(&a);
	expect_versions((uint64_t[]){100, 101}, 2);
	assert_int_equal(w.facts.torn_bytes > 0, 1);

	made_log(&a, 1, 2, NULL);
	a.blocks++;
	a.synced = 3;
	made_records(&a, 1, 104);
	walk_one(&a);
	expect_refused("what is lost there was on disk");
}

static void
a_client_cannot_make_a_hole(void **state)
{
	struct lease_record r = made_record(0x0a0a0a01, 3);
	uint8_t fake[LEASE_SIDE_MAX];
	size_t at, len, fakes = 0;

	(void)state;
	made_new(&b, false, 1); /* a whole block that says everything was durable */
	b.journal = 666;
	b.blocks = 90;
	b.synced = 90;
	journal_begin(&made_writer, made_block, &(struct journal_stamp){1, 1, 1}, 666, 91, 90);
	made_put(&(struct journal_entry){.kind = JOURNAL_CLOCK, .u.ceiling = 1});
	len = journal_end(&made_writer);
	memcpy(fake, made_block, len);

	made_new(&a, false, 1);
	made_records(&a, 1, 1);
	at = a.len;
	for (unsigned pad = 1; pad <= 8;
	     pad++) { /* in an option of its DISCOVER, aligned at last */
		r.side_len = 0;
		r.key = lease_key_of_identifier(fake, pad);
		assert_true(lease_side_add(&r, 60, fake, len));
		made_begin(&a);
		assert_true(journal_put_record(&made_writer, &r));
		made_end(&a);
	}
	for (size_t i = at; i < a.len; i += 8)
		fakes += memcmp(a.bytes + i, fake, len) == 0;
	assert_true(fakes > 0);
	for (unsigned k = 2; k <= 9; k++)
		a.bytes[a.at[k - 1] + 8] ^= 1; /* all of them torn */
	walk_one(&a);
	expect_count(1);
}

static void
a_chain_is_walked_in_order(void **state)
{
	struct journal_file f[5];

	(void)state;
	made_snapshot(&a, 3, 2);
	made_log(&b, 3, 2, NULL);
	made_log(&c, 4, 1, &b);
	made_log(&d, 5, 2, &c);
	f[0] = made_file(&d);
	f[1] = made_file(&b);
	f[2] = made_file(&a);
	f[3] = made_file(&c);
	made_walk(&w, f, 4);
	expect_versions((uint64_t[]){1, 2, 300, 301, 400, 500, 501}, 7);
	assert_true(w.facts.found && w.facts.segment == 5 && w.facts.last_segment == 5);
	assert_int_equal(w.facts.last_length, d.len);

	/* the snapshot of the last log's number replaces all of it */
	made_snapshot(&damaged, 5, 1);
	f[4] = made_file(&damaged);
	made_walk(&w, f, 5);
	expect_versions((uint64_t[]){1, 500, 501}, 3);
}

static void
what_was_torn_off_stays_off(void **state)
{
	struct journal_file f[2];

	(void)state;
	made_torn(&a, &b);
	f[0] = made_file(&a);
	f[1] = made_file(&b);
	made_walk(&w, f, 2);
	expect_versions((uint64_t[]){100, 101, 200}, 3);
	a.bytes[a.at[2] + 20] ^= 1;
	made_walk(&w, f, 2);
	expect_versions((uint64_t[]){100, 101, 200}, 3);
	a.bytes[a.at[1] + 20] ^= 1; /* that one counted */
	made_walk(&w, f, 2);
	expect_refused("log.1 is damaged at byte");
}

static void
a_snapshot_alone_is_enough(void **state)
{
	struct journal_file f[2];

	(void)state;
	made_snapshot(&a, 4, 2);
	walk_one(&a);
	expect_versions((uint64_t[]){1, 2}, 2);
	assert_int_equal(w.facts.last_segment, 4);
	assert_int_equal(w.facts.last_length, 0);
	made_log(&b, 5, 1, &a); /* continues {4, 0}, as the facts said */
	f[0] = made_file(&a);
	f[1] = made_file(&b);
	made_walk(&w, f, 2);
	expect_versions((uint64_t[]){1, 2, 500}, 3);
}

/* A log of which nothing was durable stands between; the next one continues what was there. */
static void
an_empty_log_is_passed_over(void **state)
{
	struct journal_file f[3];

	(void)state;
	made_log(&a, 1, 2, NULL);
	made_log(&b, 2, 1, &a);
	memset(b.bytes, 0, b.len);
	f[0] = made_file(&a);
	f[1] = made_file(&b);
	made_walk(&w, f, 2);
	expect_versions((uint64_t[]){100, 101}, 2);
	assert_int_equal(w.facts.segment, 2);
	assert_int_equal(w.facts.last_segment, 1);
	made_log(&c, 3, 1, &a);
	f[2] = made_file(&c);
	made_walk(&w, f, 3);
	expect_versions((uint64_t[]){100, 101, 300}, 3);

	made_new(&c, false, 3); /* the same said otherwise: nothing of log.2 counts */
	c.previous = 2;
	made_records(&c, 1, 300);
	f[2] = made_file(&c);
	made_walk(&w, f, 3);
	expect_versions((uint64_t[]){100, 101, 300}, 3);
	f[1] = f[2]; /* and power took its name, too */
	made_walk(&w, f, 2);
	expect_versions((uint64_t[]){100, 101, 300}, 3);
}

static void
older_files_do_not_count(void **state)
{
	struct journal_file f[3];

	(void)state;
	made_log(&a, 1, 3, NULL);
	memset(a.bytes, 'x', a.len); /* whatever became of them */
	made_snapshot(&b, 2, 1);
	made_log(&c, 2, 1, NULL);
	f[0] = made_file(&a);
	f[1] = made_file(&b);
	f[2] = made_file(&c);
	made_walk(&w, f, 3);
	expect_versions((uint64_t[]){1, 200}, 2);
}

static void
what_is_missing_is_named(void **state)
{
	struct journal_file f[2];

	(void)state;
	made_log(&a, 1, 1, NULL);
	made_log(&b, 2, 1, &a);
	made_log(&c, 3, 1, &b);
	f[0] = made_file(&a);
	f[1] = made_file(&c);
	made_walk(&w, f, 2);
	expect_refused("/var/state/log.2 is missing and log.3 builds on it");
	expect_refused("--repair /var/state");

	made_log(&d, 4, 1, NULL);
	walk_one(&d);
	expect_refused("/var/state/snapshot.4 is missing");
	walk_one(&c); /* nothing below: a snapshot had replaced it */
	expect_refused("/var/state/snapshot.3 is missing and log.3 builds on it");
	made_snapshot(&a, 4, 2);
	made_log(&d, 5, 1, &a);
	walk_one(&d);
	expect_refused("/var/state/snapshot.4 is missing and log.5 builds on it");
	made_log(&a, 1, 1, NULL);

	f[0] = made_file(&a);
	f[0].len -= 8;
	f[1] = made_file(&b);
	made_walk(&w, f, 2);
	expect_refused("log.1 is damaged at byte");
	f[0].len = 8;
	made_walk(&w, f, 2);
	expect_refused("log.1 is damaged at byte 0 (a later log continues it)");
}

/* The disk failed before anything was durable, and the device began once more. */
static void
of_beginnings_the_last_counts(void **state)
{
	struct journal_file f[3];

	(void)state;
	made_log(&a, 1, 1, NULL);
	made_log(&b, 2, 1, NULL);
	made_log(&c, 3, 1, &b);
	f[0] = made_file(&a);
	f[1] = made_file(&b);
	f[2] = made_file(&c);
	made_walk(&w, f, 2);
	expect_versions((uint64_t[]){200}, 1);
	made_walk(&w, f, 3);
	expect_versions((uint64_t[]){200, 300}, 2);
	made_log(&b, 2, 1, &a);
	made_log(&c, 3, 1, NULL);
	made_walk(&w, f, 3);
	expect_refused("log.3 is damaged at byte 0 (it begins a journal although older files");
}

static void
no_log_continues_itself(void **state)
{
	struct journal_file f[2];

	(void)state;
	made_log(&a, 1, 1, NULL);
	made_log(&b, 2, 1, NULL);
	f[0] = made_file(&a);
	f[1] = made_file(&b);
	made_new(&b, false, 2);
	b.previous = 2;
	b.length = 8;
	made_records(&b, 1, 200);
	made_walk(&w, f, 2);
	expect_refused("it continues a later log");
}

static void
a_snapshot_is_whole_or_refused(void **state)
{
	(void)state;
	made_snapshot(&a, 2, 3);
	for (size_t len = 0; len < a.len; len++) {
		struct journal_file f = made_file(&a);

		f.len = len;
		made_walk(&w, &f, 1);
		expect_refused("/var/state/snapshot.2 is damaged at byte");
	}
	for (size_t at = 0; at < a.len; at++) {
		a.bytes[at] ^= 4;
		walk_one(&a);
		expect_refused("snapshot.2 is damaged at byte");
		a.bytes[at] ^= 4;
	}
	made_new(&b, true, 2); /* fewer records than END says */
	made_records(&b, 2, 1);
	made_begin(&b);
	made_put(&(struct journal_entry){.kind = JOURNAL_END, .u.count = 3});
	made_end(&b);
	walk_one(&b);
	expect_refused("a snapshot is whole or useless");
	made_snapshot(&b, 2, 2);
	b.bytes[b.len + 8] = 1; /* something behind END */
	b.len += 16;
	walk_one(&b);
	expect_refused("a snapshot is whole or useless");
	made_snapshot(&b, 2, 2);
	made_records(&b, 1, 9);
	walk_one(&b);
	expect_refused("a snapshot is whole or useless");
}

static void
strangers_are_refused(void **state)
{
	struct journal_file f[2];

	(void)state;
	made_log(&a, 1, 1, NULL);
	made_log(&b, 2, 1, &a);
	memcpy(b.bytes, "SQLite format 3", 16);
	memset(b.bytes + 16, 'x', b.len - 16);
	f[0] = made_file(&a);
	f[1] = made_file(&b);
	made_walk(&w, f, 2);
	expect_refused("/var/state/log.2 is not a journal of Twinlease");

	made_log(&b, 2, 1, &a);
	b.bytes[5] = 7;
	b.bytes[99] ^= 1;
	made_walk(&w, f, 2);
	expect_refused("log.2 is a journal in format 7 of another version of Twinlease");

	made_log(&b, 2, 1, &a);
	f[1].number = 3;
	made_walk(&w, f, 2);
	expect_refused("/var/state/log.3 holds log.2: give it its name back");
	f[1] = made_file(&b);
	f[1].snapshot = true;
	made_walk(&w, f, 2);
	expect_refused("/var/state/snapshot.2 holds log.2: give it its name back");
}

static void
another_journal_is_refused(void **state)
{
	struct journal_file f[2];

	(void)state;
	made_log(&a, 1, 1, NULL);
	for (unsigned i = 0; i < 2; i++) {
		made_new(&b, false, 2);
		b.previous = 1;
		b.length = a.len;
		b.journal += i == 0;
		b.device += i == 1;
		made_records(&b, 1, 200);
		f[0] = made_file(&a);
		f[1] = made_file(&b);
		made_walk(&w, f, 2);
		expect_refused("/var/state/log.2 belongs to another journal");
	}
	for (unsigned i = 0; i < 2; i++) { /* whatever it is called, and wherever it stands */
		made_new(&b, i == 1, 10);
		b.journal++;
		made_records(&b, 1, 200);
		f[0] = made_file(&b);
		f[1] = made_file(&a);
		f[0].number = i == 0 ? 4 : 10;
		made_walk(&w, f, 2);
		expect_refused(i == 0 ? "/var/state/log.4 belongs to another journal than log.1"
				      : " belongs to another journal than ");
		assert_null(strstr(w.error, "--repair"));
	}
	made_log(&b, 1, 1, NULL); /* a block of another journal, with the right number */
	b.journal++;
	made_records(&b, 1, 101);
	walk_one(&b);
	expect_versions((uint64_t[]){100}, 1);
}

/* Right checksums, and entries of a version to come: not silently left out. */
static void
entries_that_make_no_sense_are_refused(void **state)
{
	char place[64];

	(void)state;
	made_log(&a, 1, 2, NULL);
	made_begin(&a);
	wr_bytes(&made_writer.w, "\x63\0\0", 3);
	made_end(&a);
	walk_one(&a);
	snprintf(place, sizeof place, "log.1 is damaged at byte %zu ", a.at[2]);
	expect_refused(place);

	made_log(&a, 1, 1, NULL); /* what only begins a file */
	made_begin(&a);
	made_put(&(struct journal_entry){.kind = JOURNAL_FILE,
					 .u.file = {.segment = 1, .journal = 1, .device = 1}});
	made_end(&a);
	walk_one(&a);
	expect_refused("makes no sense");

	made_new(&a, false, 1); /* a file that does not say what it is */
	a.blocks = 0;
	journal_begin(&made_writer, made_block, &(struct journal_stamp){1, 1, 1}, MADE_JOURNAL, 1,
		      0);
	made_put(&(struct journal_entry){.kind = JOURNAL_SENT_ALL});
	made_end(&a);
	walk_one(&a);
	expect_refused("it does not say what it is");
}

static void
the_facts_are_counted(void **state)
{
	struct journal_stamp stamp;
	struct journal_entry e;
	unsigned n = 0;

	(void)state;
	made_log(&a, 1, 1, NULL);
	made_begin(&a);
	made_put(&(struct journal_entry){.kind = JOURNAL_SENT_ALL});
	made_put(&(struct journal_entry){.kind = JOURNAL_REPAIRED});
	made_put(&(struct journal_entry){.kind = JOURNAL_SENT_ALL});
	made_end(&a);
	walk_one(&a);
	assert_true(w.good && w.facts.repaired);
	assert_int_equal(w.facts.sent_alls, 2);
	assert_int_equal(w.facts.records, 1);
	assert_int_equal(w.facts.blocks, 2);
	while (journal_walk_next(&w.walk, &e, &stamp))
		n++;
	assert_int_equal(n, 4);
}

static void
too_many_files_are_refused(void **state)
{
	static struct journal_file f[JOURNAL_FILES_MAX + 1];

	(void)state;
	made_walk(&w, f, JOURNAL_FILES_MAX + 1);
	expect_refused("--repair");
}

/* ---- times ---- */

#define S TIME_SEC

static const struct journal_stamp written = {1, 1000 * S, 500000 * S};

static struct lease_record
timed(void)
{
	struct lease_record r = made_record(1, 3);

	r.start_us = 900 * S;
	r.expiry_us = 1600 * S;
	r.promised_until_us = 1700 * S;
	r.acked.expiry_us = 1500 * S;
	return r;
}

static void
in_one_boot_times_compare(void **state)
{
	struct journal_stamp now = {1, 1300 * S, -9}; /* whatever the wall clock says */
	struct lease_record r = timed(), before = r;

	(void)state;
	journal_to_now(&r, &written, &now);
	assert_memory_equal(&r, &before, sizeof r);
	assert_int_equal(journal_since_now(800 * S, &written, &now), 800 * S);
	assert_int_equal(journal_known_until(&written, &now).now_us, 1300 * S);
	now.boot = 2;
	assert_int_equal(journal_known_until(&written, &now).now_us, 1000 * S);
}

static void
after_another_boot_times_are_bounded(void **state)
{
	static const struct {
		uint64_t boot, now_s;
		int64_t passed_s; /* by the wall clock */
		uint64_t surely_s, surely_ret_s;
	} row[] = {
	    {2, 50, 0, 0, 0},		 /* nothing passed: exact */
	    {2, 50, 100, 0, 550},	 /* 500 left of 600 */
	    {2, 50, 599, 0, 51},	 /* */
	    {2, 50, 600, 0, 50},	 /* it may have ended */
	    {2, 50, 86400, 0, 50},	 /* */
	    {2, 50, -1, 0, 50},		 /* a clock set back knows nothing */
	    {2, 50, -400000, 0, 50},	 /* */
	    {2, 50, 100, 1300, 250},	 /* the second restart: 200 left of 300 */
	    {2, 50, 0, 1300, 350},	 /* */
	    {2, 5000, 100, 0, 5500},	 /* up longer than before */
	    {1, 999, 100, 0, 999 + 500}, /* a boot of the same name, but earlier */
	};

	(void)state;
	for (unsigned i = 0; i < COUNT_OF(row); i++) {
		struct journal_stamp now = {row[i].boot, row[i].now_s * S, 0};
		uint64_t at = row[i].now_s * S;
		struct lease_record r = timed();

		now.wall_offset_us =
		    (int64_t)(501000 * S) + row[i].passed_s * (int64_t)S - (int64_t)at;
		r.surely_us = row[i].surely_s * S;
		journal_to_now(&r, &written, &now);
		assert_int_equal(r.expiry_us, at + 600 * S);
		assert_int_equal(r.promised_until_us, at + 700 * S);
		assert_int_equal(r.start_us, at > 100 * S ? at - 100 * S : 1);
		assert_int_equal(r.acked.expiry_us, at);
		if (r.surely_us != row[i].surely_ret_s * S)
			fail_msg("row %u: %llu s", i, (unsigned long long)(r.surely_us / S));
		r = timed();
		r.promised_until_us = r.expiry_us - LEASE_DRIFT_DEFAULT_US;
		journal_to_now(&r, &written, &now); /* the lease ended last, and does */
		assert_true(r.last == (r.surely_us != 0));
		assert_int_equal(journal_since_now(990 * S, &written, &now), at - 10 * S);
		assert_int_equal(journal_since_now(2000 * S, &written, &now), at);
		assert_int_equal(journal_since_now(1, &written, &now),
				 at > 1000 * S ? at - 1000 * S + 1 : 1);
	}
}

static void
the_past_and_for_ever_stay(void **state)
{
	struct journal_stamp now = {2, 50 * S, 0};
	struct lease_record r = timed();

	(void)state;
	r.expiry_us = TIME_NEVER;
	r.promised_until_us = 0;
	r.acked.expiry_us = TIME_NEVER;
	journal_to_now(&r, &written, &now);
	assert_true(r.expiry_us == TIME_NEVER && r.surely_us == 0 && r.promised_until_us == 0);
	assert_int_equal(r.acked.expiry_us, 50 * S);

	r = timed();
	r.expiry_us = 970 * S;
	r.acked.expiry_us = 980 * S;
	journal_to_now(&r, &written, &now);
	assert_true(r.expiry_us == 20 * S && r.surely_us == 0 && r.acked.expiry_us == 30 * S);

	r = timed();
	r.expiry_us = TIME_NEVER - 1;
	journal_to_now(&r, &written, &(struct journal_stamp){2, 2000 * S, 0});
	assert_true(r.expiry_us == TIME_NEVER); /* does not wrap around */
}

static void
mad_wall_clocks_do_no_harm(void **state)
{
	static const int64_t offset[] = {INT64_MIN, INT64_MAX, -1000 * (int64_t)S, 0};
	(void)state;
	for (unsigned i = 0; i < COUNT_OF(offset); i++) {
		for (unsigned j = 0; j < COUNT_OF(offset); j++) {
			struct journal_stamp then = {1, 1000 * S, offset[i]};
			struct journal_stamp now = {2, 2000 * S, offset[j]};
			struct lease_record r = timed();

			journal_to_now(&r, &then, &now);
			assert_int_equal(r.expiry_us, 2600 * S);
			assert_true(r.surely_us == 0 || r.surely_us >= 2000 * S);
			assert_true(r.surely_us <= 2600 * S);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nothing_is_no_journal),
	    cmocka_unit_test(every_prefix_gives_its_whole_blocks),
	    cmocka_unit_test(every_flipped_bit_is_a_hole_or_torn),
	    cmocka_unit_test(any_lost_sectors_are_torn),
	    cmocka_unit_test(zeros_behind_are_not_torn),
	    cmocka_unit_test(a_block_out_of_turn_does_not_count),
	    cmocka_unit_test(a_client_cannot_make_a_hole),
	    cmocka_unit_test(a_chain_is_walked_in_order),
	    cmocka_unit_test(what_was_torn_off_stays_off),
	    cmocka_unit_test(a_snapshot_alone_is_enough),
	    cmocka_unit_test(an_empty_log_is_passed_over),
	    cmocka_unit_test(older_files_do_not_count),
	    cmocka_unit_test(what_is_missing_is_named),
	    cmocka_unit_test(of_beginnings_the_last_counts),
	    cmocka_unit_test(no_log_continues_itself),
	    cmocka_unit_test(a_snapshot_is_whole_or_refused),
	    cmocka_unit_test(strangers_are_refused),
	    cmocka_unit_test(another_journal_is_refused),
	    cmocka_unit_test(entries_that_make_no_sense_are_refused),
	    cmocka_unit_test(the_facts_are_counted),
	    cmocka_unit_test(too_many_files_are_refused),
	    cmocka_unit_test(in_one_boot_times_compare),
	    cmocka_unit_test(after_another_boot_times_are_bounded),
	    cmocka_unit_test(the_past_and_for_ever_stay),
	    cmocka_unit_test(mad_wall_clocks_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
