/* What is left of a damaged journal can be walked again, and what is lost is said. */
#include <stdio.h>
#include <stdlib.h>

#include "test/check.h"

#include "base/prng.h"
#include "journal/repair.h"
#include "test/unit/journal/made.h"

enum { NEW_JOURNAL = 4711, OUT_MAX = 5 * MADE_BYTES + JOURNAL_BLOCK_MAX };

static struct made a, b, c, d;
static struct walked w;
static uint8_t *out;
static size_t out_len;
static char story[4096];
static struct journal_repair report;

static void
repair(const struct journal_file *files, unsigned count)
{
	struct text t = text_of(story, sizeof story);

	report.story = &t;
	memset(out, 0xa5, OUT_MAX);
	out_len = journal_repair(files, count, NEW_JOURNAL, &report, out);
}

/* The new log is walked, and holds records of these versions in this order. */
static void
expect_versions(const uint64_t *version, unsigned count)
{
	struct journal_file f = {false, report.segment, out, out_len};
	struct journal_stamp stamp;
	struct journal_entry e;
	unsigned n = 0;

	assert_true(out_len > 0);
	made_walk(&w, &f, 1);
	if (!w.good)
		fail_msg("%s", w.error);
	assert_true(w.facts.repaired && w.facts.journal == NEW_JOURNAL);
	assert_true(w.facts.torn_bytes == 0 && w.facts.last_length == out_len);
	assert_true(w.facts.records == count && report.records == count);
	while (journal_walk_next(&w.walk, &e, &stamp)) {
		if (e.kind == JOURNAL_RECORD)
			assert_true(n < count && e.u.record.version == version[n++]);
	}
	assert_int_equal(n, count);
}

static void
expect_story(const char *part)
{
	if (!strstr(story, part))
		fail_msg("\"%s\" does not say \"%s\"", story, part);
}

static void
a_hole_is_left_out(void **state)
{
	struct journal_file f;
	char line[80];

	(void)state;
	made_new(&a, false, 3);
	made_records(&a, 1, 1);
	for (unsigned i = 1; i < 5; i++) {
		a.synced = i;
		made_records(&a, 1, 1 + i);
	}
	f = made_file(&a);
	f.len = sizeof a.bytes; /* zeros behind are no loss */
	a.bytes[a.at[2] + 40] ^= 1;
	made_walk(&w, &f, 1);
	assert_false(w.good);
	repair(&f, 1);
	expect_versions((uint64_t[]){1, 2, 4, 5}, 4);
	assert_true(report.segment == 4 && report.blocks == 4);
	assert_true(report.lost_places == 1 && report.lost_bytes == a.at[3] - a.at[2]);
	snprintf(line, sizeof line, "log.3: lost %zu bytes at byte %zu\n", a.at[3] - a.at[2],
		 a.at[2]);
	expect_story(line);
	expect_story("log.3: kept 4 records in 4 blocks\n");
	assert_true(w.facts.device == MADE_DEVICE && w.facts.segment == 4);
}

static void
a_whole_journal_stays_whole(void **state)
{
	struct journal_file f[4];

	(void)state;
	made_log(&d, 2, 2, NULL);
	made_snapshot(&a, 3, 2);
	made_log(&b, 3, 2, NULL);
	made_log(&c, 4, 1, &b);
	f[0] = made_file(&c);
	f[1] = made_file(&b);
	f[2] = made_file(&a);
	f[3] = made_file(&d);
	repair(f, 4);
	expect_versions((uint64_t[]){1, 2, 300, 301, 400}, 5);
	assert_true(report.segment == 5 && report.lost_places == 0 && report.lost_bytes == 0);
	expect_story("log.2: replaced by snapshot.3\n");
}

/* Without its end a snapshot replaces nothing. */
static void
a_broken_snapshot_does_not_replace(void **state)
{
	struct journal_file f[2];

	(void)state;
	made_log(&a, 2, 2, NULL);
	made_snapshot(&b, 3, 2);
	f[0] = made_file(&a);
	f[1] = made_file(&b);
	f[1].len = b.at[1];
	repair(f, 2);
	expect_versions((uint64_t[]){200, 201, 1, 2}, 4);
	f[1].len = b.at[2];
	repair(f, 2);
	expect_versions((uint64_t[]){1, 2}, 2);
	b.bytes[b.at[0] + 100] ^= 1; /* the first block is gone */
	repair(f, 2);
	expect_versions((uint64_t[]){200, 201}, 2);
	expect_story("snapshot.3: lost");
}

static void
what_was_torn_off_stays_off(void **state)
{
	struct journal_file f[2];

	(void)state;
	made_torn(&a, &b);
	f[0] = made_file(&a);
	f[1] = made_file(&b);
	repair(f, 2);
	expect_versions((uint64_t[]){100, 101, 200}, 3);
	f[0].len = a.at[1];
	repair(f, 2);
	expect_versions((uint64_t[]){100, 200}, 2);
	expect_story(": the file is too short\n");
	assert_int_equal(report.lost_bytes, a.at[2] - a.at[1]);
}

static void
a_missing_log_is_named(void **state)
{
	struct journal_file f[2];

	(void)state;
	made_log(&a, 1, 1, NULL);
	made_log(&b, 2, 1, &a);
	made_log(&c, 3, 1, &b);
	f[0] = made_file(&a);
	f[1] = made_file(&c);
	repair(f, 2);
	expect_versions((uint64_t[]){100, 300}, 2);
	expect_story("log.2: lost, the whole file of ");
	assert_int_equal(report.lost_bytes, b.len);
}

/* Only files of its own device are one's own, however many a stranger's are. */
static void
strangers_are_never_kept(void **state)
{
	struct journal_file f[2];

	(void)state;
	made_log(&a, 1, 1, NULL);
	made_new(&b, false, 2);
	b.journal++;
	b.device++;
	for (unsigned i = 0; i < 5; i++)
		made_records(&b, 1, 200 + i);
	f[0] = made_file(&a);
	f[1] = made_file(&b);
	repair(f, 2);
	assert_true(out_len == 0 && report.strangers);
	expect_story("log.1: journal 1122334455667788\nlog.2: journal 1122334455667789\n");
	b.bytes[20] ^= 1; /* its head is broken, so it is nobody's */
	repair(f, 2);
	expect_versions((uint64_t[]){100}, 1);
}

static void
a_missing_snapshot_is_named(void **state)
{
	struct journal_file f[2];

	(void)state;
	made_log(&a, 2, 1, NULL);
	made_log(&b, 3, 2, &a);
	f[0] = made_file(&b);
	repair(f, 1);
	expect_versions((uint64_t[]){300, 301}, 2);
	expect_story("snapshot.3: lost, the whole file is missing\n");
	assert_null(strstr(story, "log.2"));
	made_snapshot(&c, 4, 2);
	made_log(&b, 5, 1, &c);
	f[0] = made_file(&b);
	repair(f, 1);
	expect_story("snapshot.4: lost, the whole file is missing\n");
}

/* One device twice: a repair was cut short. */
static void
journals_are_not_mixed(void **state)
{
	struct journal_file f[2];

	(void)state;
	made_log(&a, 1, 2, NULL);
	made_new(&b, false, 2);
	b.journal++;
	made_records(&b, 1, 200);
	f[0] = made_file(&a);
	f[1] = made_file(&b);
	repair(f, 2);
	expect_versions((uint64_t[]){100, 101}, 2);
	assert_true(w.facts.device == MADE_DEVICE);
	expect_story("log.2: lost");
}

static void
strangers_give_nothing(void **state)
{
	static const uint8_t text[] = "this is not a journal, whatever its name says, and long "
				      "enough to hold a header";
	struct journal_file f = {false, 1, text, sizeof text};

	(void)state;
	repair(NULL, 0);
	assert_int_equal(out_len, 0);
	repair(&f, 1);
	assert_int_equal(out_len, 0);
}

/* Versions made again, and pairs trusted, would be the harm a repair can do. */
static void
versions_go_on_above_and_pairs_are_fresh(void **state)
{
	struct journal_entry e = {.kind = JOURNAL_PAIR}, back;
	struct journal_stamp stamp;
	struct journal_file f;
	uint64_t ceiling = 0;
	unsigned pairs = 0;

	(void)state;
	made_log(&a, 1, 1, NULL);
	made_begin(&a);
	memcpy(e.u.pair.profile, "rbp1", 5);
	made_put(&e);
	made_put(&(struct journal_entry){.kind = JOURNAL_CLOCK, .u.ceiling = 5000});
	made_put(&(struct journal_entry){.kind = JOURNAL_REPAIRED});
	made_end(&a);
	f = made_file(&a);
	repair(&f, 1);
	f = (struct journal_file){false, report.segment, out, out_len};
	made_walk(&w, &f, 1);
	assert_true(w.good);
	while (journal_walk_next(&w.walk, &back, &stamp)) {
		if (back.kind == JOURNAL_PAIR) {
			pairs++;
			assert_true(back.u.pair.fresh && strcmp(back.u.pair.profile, "rbp1") == 0);
			assert_int_equal(stamp.now_us, made_stamp(2).now_us);
		}
		if (back.kind == JOURNAL_CLOCK)
			ceiling = back.u.ceiling;
	}
	assert_int_equal(pairs, 1);
	assert_true(ceiling > 5000 + ((uint64_t)1 << 32));
}

static void
entries_that_make_no_sense_are_lost(void **state)
{
	struct journal_file f;

	(void)state;
	made_log(&a, 1, 1, NULL);
	made_begin(&a);
	wr_bytes(&made_writer.w, "\x63\0\0", 3);
	made_end(&a);
	made_records(&a, 1, 9);
	f = made_file(&a);
	repair(&f, 1);
	expect_versions((uint64_t[]){100, 9}, 2);
	expect_story("in part: an entry that makes no sense");
}

/* A repaired log damaged again is a hole, not torn: all of it was put in place at once. */
static void
a_repaired_log_knows_itself_durable(void **state)
{
	struct journal_file f;

	(void)state;
	made_log(&a, 1, 3, NULL);
	f = made_file(&a);
	repair(&f, 1);
	f = (struct journal_file){false, report.segment, out, out_len};
	for (size_t at = 0; at < out_len - 200; at += 7) {
		out[at] ^= 1;
		made_walk(&w, &f, 1);
		assert_false(w.good);
		out[at] ^= 1;
	}
	made_walk(&w, &f, 1);
	assert_true(w.good);
}

/* Any damage: what comes out can be walked, and holds every record of every whole block. */
static void
any_damage_is_survived(void **state)
{
	struct prng p = {42};

	(void)state;
	for (unsigned round = 0; round < 300; round++) {
		struct journal_file f[3];
		unsigned hits = (unsigned)prng_below(&p, 12);

		made_snapshot(&a, 3, 3);
		made_log(&b, 3, 6, NULL);
		made_log(&c, 4, 6, &b);
		f[0] = made_file(&a);
		f[1] = made_file(&b);
		f[2] = made_file(&c);
		for (unsigned i = 0; i < hits; i++) {
			struct made *m = (struct made *[]){&a, &b, &c}[prng_below(&p, 3)];

			m->bytes[prng_below(&p, m->len)] ^= (uint8_t)(1 << prng_below(&p, 8));
		}
		if (prng_below(&p, 4) == 0)
			f[prng_below(&p, 3)].len /= 2;
		repair(f, 3);
		if (out_len > 0) {
			struct journal_file whole = {false, report.segment, out, out_len};

			made_walk(&w, &whole, 1);
			assert_true(w.good && w.facts.records == report.records);
		}
		assert_true(hits > 0 || f[0].len < a.len || f[1].len < b.len || f[2].len < c.len ||
			    report.lost_places == 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_hole_is_left_out),
	    cmocka_unit_test(a_whole_journal_stays_whole),
	    cmocka_unit_test(a_broken_snapshot_does_not_replace),
	    cmocka_unit_test(what_was_torn_off_stays_off),
	    cmocka_unit_test(a_missing_log_is_named),
	    cmocka_unit_test(a_missing_snapshot_is_named),
	    cmocka_unit_test(journals_are_not_mixed),
	    cmocka_unit_test(strangers_are_never_kept),
	    cmocka_unit_test(strangers_give_nothing),
	    cmocka_unit_test(versions_go_on_above_and_pairs_are_fresh),
	    cmocka_unit_test(entries_that_make_no_sense_are_lost),
	    cmocka_unit_test(a_repaired_log_knows_itself_durable),
	    cmocka_unit_test(any_damage_is_survived),
	};
	int failed;

	out = malloc(OUT_MAX);
	assert_non_null(out);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	free(out);
	return failed;
}
