/* test/unit/journal/made.h -- journal files made for the tests, block by block. */
#ifndef TEST_UNIT_JOURNAL_MADE_H
#define TEST_UNIT_JOURNAL_MADE_H

#include "test/check.h"

#include "journal/walk.h"

enum { MADE_BYTES = 16 << 10, MADE_BLOCKS = 32 };
#define MADE_JOURNAL 0x1122334455667788u
#define MADE_DEVICE  0x99u
#define MADE_NOW     (5000 * TIME_SEC)

struct made { /* one file */
	_Alignas(8) uint8_t bytes[MADE_BYTES];
	size_t len;
	bool snapshot;
	uint64_t segment, journal, device, previous, length;
	uint64_t blocks, synced;
	size_t at[MADE_BLOCKS + 1]; /* block k begins at at[k - 1] */
};

static uint8_t made_block[JOURNAL_BLOCK_MAX];
static struct journal_writer made_writer;

static inline void
made_new(struct made *m, bool snapshot, uint64_t segment)
{
	memset(m, 0, sizeof *m);
	m->snapshot = snapshot;
	m->segment = segment;
	m->journal = MADE_JOURNAL;
	m->device = MADE_DEVICE;
}

static inline struct journal_stamp
made_stamp(uint64_t number)
{
	return (struct journal_stamp){7, MADE_NOW + number, 1000000 * TIME_SEC};
}

static inline void
made_put(const struct journal_entry *e)
{
	assert_true(journal_put(&made_writer, e));
}

static inline struct lease_record
made_record(uint32_t host, uint64_t version)
{
	struct lease_record r = {.address = {host}, .state = LEASE_LEASED, .version = version};

	r.start_us = MADE_NOW - 5 * TIME_SEC;
	r.expiry_us = MADE_NOW + 600 * TIME_SEC;
	r.length_s = 605;
	r.hardware_type = 1;
	r.hardware_len = 6;
	memcpy(r.hardware, "\x00\xe0\xfc\x12\x34\x56", 6);
	r.hardware[5] = (uint8_t)version;
	r.key = lease_key_of_hardware(1, r.hardware, 6);
	return r;
}

/* The first block of a file says what it is. */
static inline void
made_begin(struct made *m)
{
	struct journal_stamp stamp = made_stamp(m->blocks + 1);
	struct journal_entry e = {.kind = JOURNAL_FILE};

	journal_begin(&made_writer, made_block, &stamp, m->journal, m->blocks + 1, m->synced);
	if (m->blocks > 0)
		return;
	e.u.file.snapshot = m->snapshot;
	e.u.file.segment = m->segment;
	e.u.file.journal = m->journal;
	e.u.file.device = m->device;
	e.u.file.previous = m->previous;
	e.u.file.length = m->length;
	made_put(&e);
}

static inline void
made_end(struct made *m)
{
	size_t len = journal_end(&made_writer);

	assert_true(m->len + len <= sizeof m->bytes && m->blocks < MADE_BLOCKS);
	memcpy(m->bytes + m->len, made_block, len);
	m->len += len;
	m->at[++m->blocks] = m->len;
}

/* A block with so many records; versions count up from `version`. */
static inline void
made_records(struct made *m, unsigned records, uint64_t version)
{
	made_begin(m);
	for (unsigned i = 0; i < records; i++) {
		struct lease_record r = made_record(0x0a0a0a01 + i, version + i);

		assert_true(journal_put_record(&made_writer, &r));
	}
	made_end(m);
}

/* A snapshot of so many records in two blocks. */
static inline void
made_snapshot(struct made *m, uint64_t segment, unsigned records)
{
	struct journal_entry end = {.kind = JOURNAL_END, .u.count = records};

	made_new(m, true, segment);
	made_records(m, records, 1);
	m->synced = 1;
	made_begin(m);
	made_put(&end);
	made_end(m);
}

/* A log of so many blocks with one record each. */
static inline void
made_log(struct made *m, uint64_t segment, unsigned blocks, const struct made *previous)
{
	made_new(m, false, segment);
	m->previous = previous ? previous->segment : 0;
	m->length = previous && !previous->snapshot ? previous->len : 0;
	for (unsigned i = 0; i < blocks; i++)
		made_records(m, 1, segment * 100 + i);
}

/* log.1 of three blocks, and a log.2 that continues it behind the second: the third was torn. */
static inline void
made_torn(struct made *log, struct made *next)
{
	made_log(log, 1, 3, NULL);
	made_new(next, false, 2);
	next->previous = 1;
	next->length = log->at[2];
	made_records(next, 1, 200);
}

static inline struct journal_file
made_file(const struct made *m)
{
	return (struct journal_file){m->snapshot, m->segment, m->bytes, m->len};
}

/* A walk over some files and what came of it. */
struct walked {
	bool good;
	struct journal_walk walk;
	struct journal_facts facts;
	char error[400];
};

static inline void
made_walk(struct walked *w, const struct journal_file *files, unsigned count)
{
	struct text error = text_of(w->error, sizeof w->error);

	memset(&w->facts, 0, sizeof w->facts);
	w->good = journal_walk_open(&w->walk, files, count, "/var/state", &w->facts, &error);
	assert_true(w->good == (error.len == 0));
}

#endif
