/* linux/history_files.h -- the files of the history in the state folder: history.<n>, blocks of
 * entries (history/block.h) one behind the other, the highest number is written to.
 *
 * A crash may leave the last block unfinished: who opens the file cuts it off. Nothing is synced:
 * what the kernel had not written when the power went is lost. Bounds: the files together, as
 * history_files_keep() says, a file at most HISTORY_FILE_BYTES; beyond it the oldest is removed.
 * For one thread. Errors: negative errno. Tested in test/unit/linux/history_thread.c. */
#ifndef LINUX_HISTORY_FILES_H
#define LINUX_HISTORY_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "history/block.h"
#include "history/state.h"

enum {
	HISTORY_FILES_MAX = 256,
	HISTORY_FILE_BYTES = 4 << 20, /* then the next one is begun */
	HISTORY_FILE_PARTS = 16	      /* one has at most this part of all that may be kept */
};

struct history_file {
	uint64_t number, bytes;
};

struct history_files { /* zero but for fd: nothing is open */
	int dir, fd;   /* fd: of the last file, or -1 */
	unsigned count;
	struct history_file file[HISTORY_FILES_MAX]; /* by number, rising */
	uint64_t keep_s, limit_bytes;
	uint64_t oldest_ms;
	uint8_t *read; /* one file, HISTORY_READ_BYTES; NULL until something is looked for */
	uint64_t read_number;
	size_t read_len;
};

/* Finds the files in the folder that dir is open on; it stays the caller's. */
int history_files_open(struct history_files *f, int dir);

/* Closes and forgets; the files stay. */
void history_files_close(struct history_files *f);

/* keep_s 0: nothing is kept. What is older, by its last change, or too much, is removed now and by
 * history_files_age(). */
void history_files_keep(struct history_files *f, uint64_t keep_s, uint64_t limit_bytes);
void history_files_age(struct history_files *f);

/* Adds one block; whole or, after an error, not at all. */
int history_files_write(struct history_files *f, const uint8_t *entries, size_t len);

/* Looks through one file, the first with place->file or a higher number. 0: go on; 1: the page is
 * full, or that was the last file (*ret_end). */
int history_files_search(struct history_files *f, const struct history_query *query,
			 struct history_place *place, struct history_page *page, bool *ret_end);

/* Files, bytes and the oldest entry. */
void history_files_state(const struct history_files *f, struct history_state *ret);

#endif
