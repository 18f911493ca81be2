/* journal/repair.h -- a damaged journal made readable: every whole block that is left, in order,
 * with a mark where something is missing.
 *
 * What was lost cannot be known, so a repaired journal counts as new to the peer and to R8 (fresh):
 * it has a new identity and its device gives addresses only with probes until a batch.
 * Tested in test/unit/journal/repair.c. */
#ifndef JOURNAL_REPAIR_H
#define JOURNAL_REPAIR_H

#include "journal/walk.h"

struct journal_repair {
	uint64_t segment;	  /* the number of the one log to be written */
	uint64_t blocks, records; /* kept */
	uint64_t lost_bytes, lost_places;
	bool strangers;	    /* nothing was kept: there are files of several devices */
	struct text *story; /* one line per file and per hole: name, offset, length */
};

/* Writes one log (segment one above all found) that holds what is left into `out`, which has room
 * for all files together plus JOURNAL_BLOCK_MAX. journal: the new identity, not 0. Returns its
 * length; 0 when not one block was whole, or with r->strangers: then the story says which file is
 * of which journal. Never fails on any bytes. */
size_t journal_repair(const struct journal_file *files, unsigned count, uint64_t journal,
		      struct journal_repair *r, uint8_t *out);

#endif
