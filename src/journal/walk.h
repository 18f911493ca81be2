/* journal/walk.h -- reading back what a state folder holds: the newest snapshot, then the logs that
 * follow it, in order, entry by entry.
 *
 * Every byte is checked before the first entry is handed out. The end of the last log may be torn:
 * a block that is broken, with nothing behind it that knew it to be durable (block.h, synced), was
 * never promised to anybody and is left out. Anything else that is broken is a hole, and the walk
 * refuses: the text names file, offset and the command that repairs.
 *
 * What was read counts as durable once a next log says so. It may have come from the page cache of
 * a machine whose daemon was killed, so the host syncs the files it read before it writes.
 * Tested in test/unit/journal/walk.c; fuzzed by test/fuzz/journal_walk.c. */
#ifndef JOURNAL_WALK_H
#define JOURNAL_WALK_H

#include "base/text.h"
#include "journal/block.h"

enum { JOURNAL_FILES_MAX = 1024 };

struct journal_file { /* as found in the state folder */
	bool snapshot;
	uint64_t number;
	const uint8_t *bytes; /* from the file's beginning; aligned to 8 */
	size_t len;
};

struct journal_facts {		  /* what a walk will hand out, and what the next start must know */
	bool found;		  /* there is a journal at all */
	uint64_t journal, device; /* identities; 0 when none was found */
	uint64_t segment;	  /* highest number of any file; 0: none */
	/* The log the walk ends with, and how much of it is whole; the snapshot's number and 0 when
	 * it has no log yet. As they are they are `previous` and `length` of the next log. */
	uint64_t last_segment, last_length;
	uint64_t torn_bytes;	  /* left out behind them */
	uint64_t blocks, records; /* RECORD entries, repeats counted */
	uint64_t sent_alls; /* SENT_ALL entries: a RECORD before the last one counts as sent */
	bool repaired;	    /* a REPAIRED entry stands in it */
	struct journal_stamp stamp; /* of the last block */
};

struct journal_walk {
	unsigned count;				     /* of files used, in order */
	struct journal_file file[JOURNAL_FILES_MAX]; /* len: what counts of it */
	unsigned at;
	size_t offset;
	bool in_block;
	struct journal_block block;
};

/* Puts files in order and checks them. False: refused, `error` says why in one sentence that ends
 * with `twinleased --repair DIR` where that helps; dir is for that text. No files at all is fine.
 */
bool journal_walk_open(struct journal_walk *w, const struct journal_file *files, unsigned count,
		       const char *dir, struct journal_facts *ret, struct text *error);

/* The next entry (FILE and END are not handed out) and the stamp of its block; false at the end. */
bool journal_walk_next(struct journal_walk *w, struct journal_entry *ret,
		       struct journal_stamp *ret_stamp);

/* What journal_to_now() and its brothers take for the stamp of a block: `last`, that of the
 * journal's last block, when both are of one boot, for all that time has surely passed; else
 * `written`. Times of one boot compare, so what was read with the one may be moved from the
 * other. */
struct journal_stamp journal_known_until(const struct journal_stamp *written,
					 const struct journal_stamp *last);

/* Moves a record's times from the moment it was written to now. In the same boot they compare as
 * they are. After another boot the time that passed is only what the wall clocks say, and they may
 * lie: expiry_us, promised_until_us and start_us stay the latest they can be (as if no time had
 * passed), surely_us becomes the earliest (at most what is left by the wall clock; now when that
 * makes no sense), and acked.expiry_us never lies ahead of now. docs/journal.md "Time". */
void journal_to_now(struct lease_record *r, const struct journal_stamp *written,
		    const struct journal_stamp *now);

/* How long ago that was: within one boot as it is, after another boot by the wall clocks;
 * TIME_NEVER when these say that it has not been yet. */
uint64_t journal_age(const struct journal_stamp *written, const struct journal_stamp *now);

/* journal_to_now() for a single moment in the past (since when something is so): the latest it can
 * be. */
uint64_t journal_since_now(uint64_t since_us, const struct journal_stamp *written,
			   const struct journal_stamp *now);

/* Bytes up to the last one that is not zero: files are made longer than what stands in them. */
size_t journal_used_length(const struct journal_file *f);

#endif
