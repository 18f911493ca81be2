/* journal/block.h -- the bytes of the journal: blocks of entries, written and read.
 *
 * A file is a chain of blocks; a block is what one step of the device had to remember, under one
 * checksum, with the moment it was made. Entries stand in it in order; the last word on an address
 * counts. The byte tables stand in block.c. docs/journal.md. Pure: bytes in memory, no files.
 * Tested in test/unit/journal/block.c; fuzzed by test/fuzz/journal_walk.c. */
#ifndef JOURNAL_BLOCK_H
#define JOURNAL_BLOCK_H

#include "lease/record.h"

enum {
	JOURNAL_FORMAT = 1,
	JOURNAL_BLOCK_MAX = 1 << 20, /* bytes, header included */
	JOURNAL_ENTRY_MAX = 512,     /* no entry is longer */
	JOURNAL_HEADER = 72,	     /* bytes before the first entry */
	JOURNAL_NAME_MAX = 128	     /* of a service or profile */
};

struct journal_stamp { /* when: the same `boot` makes now_us comparable */
	uint64_t boot;
	uint64_t now_us;
	int64_t wall_offset_us; /* wall clock = now_us + this */
};

enum journal_kind {
	/* First entry of every file. */
	JOURNAL_FILE,
	JOURNAL_START,	/* a device started with this incarnation (R9) */
	JOURNAL_RECORD, /* the binding as it stands from here on, whole */
	JOURNAL_SENT, /* this version of the address goes to the peer, to be judged: until a RECORD
			 says otherwise it is in doubt */
	JOURNAL_SENT_ALL, /* a session begins: what the peer has not acknowledged counts as sent */
	JOURNAL_ACKED,	  /* the peer holds this version of the address */
	JOURNAL_CLOCK,	  /* versions are made below this */
	JOURNAL_HOME,	  /* which half of the addresses is ours, by service */
	JOURNAL_PAIR,	  /* how a profile stands to its peer, where that must survive */
	JOURNAL_END,	  /* last entry of a snapshot: it is whole */
	JOURNAL_REPAIRED, /* records before this one may be missing */
	JOURNAL_PEER,	  /* the two addresses of a service: ours, and the peer's */
	JOURNAL_ALIEN,	  /* the folder was copied from the peer's: all before is what the peer
			     knows, and this device is another one than its files say */
	JOURNAL_KEPT,	  /* what is kept of a range of addresses and one peer, from here on */
	JOURNAL_KINDS
};

/* What was agreed with a peer of the addresses low..high, and how this device stands to it there.
 * One that says nothing (no half, no mark) ends what was kept. */
struct journal_kept {
	struct ip4 low, high;
	struct ip4 peer;     /* its address; 0.0.0.0, with device 0: whoever */
	uint64_t device;     /* its identity; 0: not known */
	uint8_t even;	     /* 1: even addresses are ours; 2: odd ones; 0: no half was agreed */
	bool down, complete; /* R5: declared down at since_us; by its BYE, nothing missing */
	bool unmet;	     /* ... and no batch is complete since */
	bool forfeited;	     /* our half is not ours, since forfeited_us */
	bool fresh, alien;   /* R8, R9: no batch since */
	uint64_t mclt_us;    /* of that pair */
	uint64_t since_us, forfeited_us; /* by the stamp's now_us */
};

struct journal_entry {
	enum journal_kind kind;
	union {
		struct {
			bool snapshot;
			uint64_t segment;	  /* the file's number, 1.. */
			uint64_t journal, device; /* R9: random, never 0 */
			/* A log continues log.<previous>, of which only the first `length` bytes
			 * count; 0, 0: nothing came before (a new journal). Where
			 * snapshot.<segment> stands, the walk begins with that and does not look at
			 * what came before. */
			uint64_t previous, length;
		} file;
		uint64_t incarnation;	    /* START */
		struct lease_record record; /* times by the stamp's now_us */
		struct {
			struct ip4 address;
			uint64_t version;
		} mark;		  /* SENT, ACKED */
		uint64_t ceiling; /* CLOCK */
		struct {
			char service[JOURNAL_NAME_MAX + 1];
			uint8_t even; /* 1: even addresses are ours; 2: odd ones */
		} home;
		struct {
			char profile[JOURNAL_NAME_MAX + 1];
			bool down;     /* R5: the peer is declared down ... */
			bool complete; /* ... by its BYE, and nothing of it is missing */
			bool fresh;    /* R8: the journal was new or repaired, and no batch since */
			bool unmet;    /* it was, and no batch is complete since */
			bool alien;    /* R9: the journal was the peer's, and no batch since */
			bool forfeited; /* we left, or were declared down: our half is not ours */
			uint64_t since_us, forfeited_us; /* of either, by the stamp's now_us */
		} pair;
		uint64_t count; /* END: RECORD entries in the snapshot */
		struct {
			char service[JOURNAL_NAME_MAX + 1];
			struct ip4 source, peer;
		} peer;
		struct {
			bool pending; /* no batch since */
			/* Random. The device's identities are those of FILE, exclusive or these. */
			uint64_t device, journal;
		} alien;
		struct journal_kept kept;
	} u;
};

/* ---- writing ---- */

struct journal_writer { /* one block being made, in the caller's memory */
	struct wr w;
	struct journal_stamp stamp;
};

/* Begins a block in `bytes` (JOURNAL_BLOCK_MAX of them). number: of the block in its file, from 1.
 * synced: the highest block number of this file known to be durable. */
void journal_begin(struct journal_writer *j, uint8_t *bytes, const struct journal_stamp *stamp,
		   uint64_t journal, uint64_t number, uint64_t synced);

/* Appends an entry; false, and nothing written, when the block is full. */
bool journal_put(struct journal_writer *j, const struct journal_entry *e);

/* The common ones, without a copy of the record. */
bool journal_put_record(struct journal_writer *j, const struct lease_record *r);
bool journal_put_mark(struct journal_writer *j, enum journal_kind kind, struct ip4 address,
		      uint64_t version);

/* Bytes so far, header included; a block without entries is not worth writing. */
static inline bool
journal_is_empty(const struct journal_writer *j)
{
	return j->w.len <= JOURNAL_HEADER;
}

/* Closes the block (length, checksum; padded to 8 bytes) and returns its length. */
size_t journal_end(struct journal_writer *j);

/* ---- reading ---- */

enum journal_read {
	JOURNAL_OK,
	JOURNAL_NOTHING,     /* the file ends here, or zeros follow */
	JOURNAL_BROKEN,	     /* no whole block with the right checksum and number stands here */
	JOURNAL_FOREIGN,     /* not a journal of Twinlease */
	JOURNAL_OTHER_FORMAT /* of another version of Twinlease */
};

struct journal_block {
	struct journal_stamp stamp;
	uint64_t journal, number, synced;
	size_t len;	   /* whole, header included */
	struct rd entries; /* journal_next() */
};

/* The block at the beginning of `bytes`. *ret untouched unless JOURNAL_OK. */
enum journal_read journal_read_block(const uint8_t *bytes, size_t len, struct journal_block *ret);

/* The first whole block at or behind `from`, a multiple of 8 as every block's beginning is; returns
 * its offset, or len when there is none. */
size_t journal_find_block(const uint8_t *bytes, size_t len, size_t from, struct journal_block *ret);

/* The next entry of a block; false at its end. Sets *ret_bad, and returns false, when bytes under a
 * right checksum make no sense (a bug, or another format); *ret has no meaning then. */
bool journal_next(struct journal_block *b, struct journal_entry *ret, bool *ret_bad);

#endif
