/* bench/journal.c -- how long a start reads a journal: 1 000 000 records, checked, decoded and
 * moved to now, from blocks as a snapshot has them and as a busy and an idle log has them.
 * Run by `make bench-journal`; the target is well under 0.5 s each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/measure.h"
#include "journal/walk.h"

enum { RECORDS = 1000000, JOURNAL = 77 };

static uint8_t block[JOURNAL_BLOCK_MAX];
static const struct journal_stamp written = {1, 1000 * TIME_SEC, 0}, now = {2, 2000 * TIME_SEC, 0};

static void
begin(struct journal_writer *w, uint64_t number)
{
	struct journal_entry e = {.kind = JOURNAL_FILE};

	journal_begin(w, block, &written, JOURNAL, number, number - 1);
	e.u.file.segment = 1;
	e.u.file.journal = e.u.file.device = JOURNAL;
	if (number == 1 && !journal_put(w, &e))
		abort();
}

/* A log with so many records a block. */
static size_t
make(uint8_t *bytes, unsigned per_block)
{
	struct journal_writer w;
	uint64_t number = 1;
	size_t len = 0;

	begin(&w, number);
	for (uint32_t i = 0; i < RECORDS; i++) {
		struct lease_record r = measure_record(i, 0x0a000000u + i, 90000 * TIME_SEC);

		if (!journal_put_record(&w, &r))
			abort();
		if ((i + 1) % per_block != 0 && i + 1 < RECORDS)
			continue;
		journal_end(&w);
		memcpy(bytes + len, block, w.w.len);
		len += w.w.len;
		begin(&w, ++number);
	}
	return len;
}

static void
measure(uint8_t *bytes, const char *what, unsigned per_block)
{
	static struct journal_walk walk;
	char error_bytes[256];
	struct text error = text_of(error_bytes, sizeof error_bytes);
	struct journal_file f = {.number = 1, .bytes = bytes};
	struct journal_facts facts;
	struct journal_entry e;
	struct journal_stamp stamp;
	uint64_t sum = 0, count = 0;
	double begin_s, open_s, next_s;

	f.len = make(bytes, per_block);
	begin_s = measure_seconds();
	if (!journal_walk_open(&walk, &f, 1, ".", &facts, &error)) {
		fprintf(stderr, "%s\n", error_bytes);
		exit(1);
	}
	open_s = measure_seconds();
	while (journal_walk_next(&walk, &e, &stamp)) {
		journal_to_now(&e.u.record, &stamp, &now);
		sum += e.u.record.expiry_us;
		count++;
	}
	next_s = measure_seconds();
	printf(
	    "%-26s %7.1f MB  %llu records  checked in %5.3f s, handed out in %5.3f s (CPU; %llx)\n",
	    what, (double)f.len / 1e6, (unsigned long long)count, open_s - begin_s, next_s - open_s,
	    (unsigned long long)(sum & 0xffff));
}

int
main(void)
{
	uint8_t *bytes = malloc((size_t)400 << 20);

	if (bytes == NULL)
		return 1;
	memset(bytes, 0, (size_t)400 << 20);
	measure(bytes, "snapshot (2000 a block)", 2000);
	measure(bytes, "busy log (50 a block)", 50);
	measure(bytes, "idle log (1 a block)", 1);
	free(bytes);
	return 0;
}
