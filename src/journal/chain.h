/* journal/chain.h -- which files of a state folder count, and in what order.
 *
 * Only the first block of each file is looked at here, and the rest only where that one is broken;
 * walk.c then checks every byte of what counts. Pure. Tested in test/unit/journal/walk.c. */
#ifndef JOURNAL_CHAIN_H
#define JOURNAL_CHAIN_H

#include "journal/walk.h"

struct journal_head {	      /* what the first block of a file says */
	bool known;	      /* it is whole */
	bool whole;	      /* and the file counts */
	bool named, repaired; /* its name is the file's */
	uint64_t journal, device, previous, length;
};

struct journal_chain {
	/* handed in */
	const struct journal_file *file;
	unsigned count; /* at most JOURNAL_FILES_MAX */
	const char *dir;
	struct text *error;

	/* found */
	uint64_t journal, device; /* 0: no file has a whole first block */
	uint64_t segment;	  /* highest number of any file; 0: none */
	uint64_t snapshot;	  /* the newest; 0: none. What is below does not count */
	struct journal_head head[JOURNAL_FILES_MAX]; /* of file[] */
	unsigned links;				     /* in link[], the oldest first */
	struct journal_file link[JOURNAL_FILES_MAX]; /* len: what counts at most */
	bool open_end[JOURNAL_FILES_MAX];	     /* link may be torn at its end */
};

/* False: refused, `error` says why. */
bool journal_chain_make(struct journal_chain *c);

/* Behind the broken block `number` at `offset` of f stands one that knew it to be durable. Only of
 * this journal: what clients sent stands in the file too, and they can compute a checksum. */
bool journal_was_durable(const struct journal_chain *c, const struct journal_file *f, size_t offset,
			 uint64_t number);

/* Says that the file is damaged, where and why, and how it is repaired. Returns false. */
bool journal_refuse(const struct journal_chain *c, const struct journal_file *f, size_t offset,
		    const char *why);

#endif
