/* The rig's disk: what it promises to a node (node/node.h, NODE_ACT_APPEND) and what a kill or a
 * power loss leaves of it. The double of linux/disk.c must not be kinder than the real one. */
#include <stdlib.h>

#include "test/check.h"
#include "test/rig/disk.h"

enum { PIECE = 700 };

struct bench {
	struct rig_disk disk;
	uint64_t now, synced, snapshot;
	unsigned slices, failed, numbers;
	struct journal_file file[JOURNAL_FILES_MAX];
	unsigned count;
};

static void
begin(struct bench *b, uint64_t seed)
{
	*b = (struct bench){.now = 1000};
	rig_disk_init(&b->disk, seed);
}

static void
append(struct bench *b, uint64_t segment, uint8_t fill)
{
	uint8_t bytes[PIECE];
	struct node_action a = {.kind = NODE_ACT_APPEND,
				.bytes = bytes,
				.len = sizeof bytes,
				.segment = segment,
				.number = ++b->numbers};

	memset(bytes, fill, sizeof bytes);
	rig_disk_append(&b->disk, b->now, &a);
}

static void
slice(struct bench *b, uint64_t segment, bool first, bool last)
{
	uint8_t bytes[PIECE] = {9};
	struct node_action a = {.kind = NODE_ACT_SNAPSHOT,
				.bytes = bytes,
				.len = sizeof bytes,
				.segment = segment,
				.first = first,
				.last = last};

	rig_disk_snapshot(&b->disk, b->now, &a);
}

static void
run(struct bench *b, uint64_t span)
{
	uint64_t end = b->now + span, at;
	struct rig_disk_event e;

	while ((at = rig_disk_deadline(&b->disk)) <= end) {
		b->now = at > b->now ? at : b->now;
		if (!rig_disk_step(&b->disk, b->now, &e))
			continue;
		b->slices += e.event == NODE_DISK_SLICE;
		b->failed += e.event == NODE_DISK_FAILED;
		if (e.event == NODE_DISK_SYNCED)
			b->synced = e.number;
		if (e.event == NODE_DISK_SNAPSHOT)
			b->snapshot = e.number;
	}
	b->now = end;
}

static void
forget(struct bench *b)
{
	for (unsigned i = 0; i < b->count; i++)
		free((void *)(uintptr_t)b->file[i].bytes);
	b->count = 0;
}

static const struct journal_file *
found(struct bench *b, bool snapshot, uint64_t number)
{
	forget(b);
	b->count = rig_disk_read(&b->disk, b->file);
	for (unsigned i = 0; i < b->count; i++)
		if (b->file[i].snapshot == snapshot && b->file[i].number == number)
			return &b->file[i];
	return NULL;
}

static void
end(struct bench *b)
{
	forget(b);
	rig_disk_free(&b->disk);
}

static void
what_waits_is_synced_together(void **state)
{
	struct bench b;

	(void)state;
	begin(&b, 1);
	for (uint8_t i = 1; i <= 5; i++)
		append(&b, 1, i);
	run(&b, 100);
	assert_int_equal(b.synced, 0);
	run(&b, 20);
	assert_int_equal(b.synced, 1);
	run(&b, 120);
	assert_int_equal(b.synced, 5);
	assert_int_equal(b.disk.count.syncs, 2);
	end(&b);
}

static void
a_power_loss_keeps_what_was_synced(void **state)
{
	unsigned lost = 0, whole = 0, missing = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 200; seed++) {
		const struct journal_file *f;
		struct bench b;

		begin(&b, seed);
		append(&b, 1, 1);
		run(&b, 1000);
		append(&b, 1, 2);
		append(&b, 2, 3);
		run(&b, 50); /* 2 is written, its sync under way; 3 waits */
		rig_disk_power_off(&b.disk);
		f = found(&b, false, 1);
		assert_non_null(f);
		assert_true(f->len >= PIECE);
		for (unsigned i = 0; i < PIECE; i++)
			assert_int_equal(f->bytes[i], 1);
		whole +=
		    f->len == 2 * PIECE && f->bytes[PIECE] == 2 && f->bytes[2 * PIECE - 1] == 2;
		lost += f->len == PIECE || f->bytes[PIECE] == 0;
		missing += !found(&b, false, 2);
		end(&b);
	}
	assert_in_range(whole, 10, 150);
	assert_in_range(lost, 50, 190);
	assert_int_equal(missing, 200);
}

static void
a_kill_keeps_what_was_written(void **state)
{
	const struct journal_file *f;
	struct bench b;

	(void)state;
	begin(&b, 1);
	append(&b, 1, 1);
	run(&b, 50);
	append(&b, 1, 2);
	rig_disk_kill(&b.disk);
	f = found(&b, false, 1);
	assert_non_null(f);
	assert_int_equal(f->len, PIECE);
	run(&b, 1000);
	assert_int_equal(b.synced, 0);
	end(&b);
}

static void
a_snapshot_replaces_what_is_older(void **state)
{
	struct bench b;

	(void)state;
	begin(&b, 1);
	append(&b, 1, 1);
	run(&b, 1000);
	append(&b, 2, 2);
	slice(&b, 2, true, false);
	run(&b, 30);
	assert_int_equal(b.slices, 1);
	slice(&b, 2, false, true);
	run(&b, 1000);
	assert_int_equal(b.snapshot, 2);
	assert_non_null(found(&b, true, 2));
	assert_int_equal(found(&b, true, 2)->len, 2 * PIECE);
	assert_null(found(&b, false, 1));
	assert_non_null(found(&b, false, 2));
	end(&b);
}

static void
half_a_snapshot_is_nothing(void **state)
{
	struct bench b;

	(void)state;
	begin(&b, 1);
	append(&b, 1, 1);
	slice(&b, 1, true, false);
	run(&b, 1000);
	rig_disk_kill(&b.disk);
	assert_null(found(&b, true, 1));
	assert_non_null(found(&b, false, 1));
	end(&b);
}

static void
a_failure_is_told_once_until_a_new_segment(void **state)
{
	struct bench b;

	(void)state;
	for (enum rig_disk_mode mode = RIG_DISK_FULL; mode <= RIG_DISK_BROKEN; mode++) {
		begin(&b, 1);
		append(&b, 1, 1);
		run(&b, 1000);
		b.disk.mode = mode;
		append(&b, 1, 2);
		run(&b, 1000);
		append(&b, 1, 3);
		run(&b, 1000);
		assert_int_equal(b.failed, 1);
		assert_int_equal(b.synced, 1);
		append(&b, 2, 4);
		run(&b, 1000);
		assert_int_equal(b.failed, 2);
		b.disk.mode = RIG_DISK_OK;
		append(&b, 2, 5);
		run(&b, 1000);
		assert_int_equal(b.synced, 1);
		append(&b, 3, 6);
		run(&b, 1000);
		assert_int_equal(b.synced, 6);
		assert_int_equal(b.failed, 2);
		end(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_waits_is_synced_together),
	    cmocka_unit_test(a_power_loss_keeps_what_was_synced),
	    cmocka_unit_test(a_kill_keeps_what_was_written),
	    cmocka_unit_test(a_snapshot_replaces_what_is_older),
	    cmocka_unit_test(half_a_snapshot_is_nothing),
	    cmocka_unit_test(a_failure_is_told_once_until_a_new_segment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
