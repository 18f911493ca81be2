/* linux/state_dir.h -- the state folder: whose it is, and what a start finds there.
 *
 * It holds `lock` (one process at a time), the journal's log.<n> and snapshot.<n> (journal/walk.h
 * reads them, linux/disk.h writes them), snapshot.<n>.tmp while one is being written, and what
 * `save NAME` wrote, which is none of our business here. Numbers are decimal, from 1, without
 * leading zeros; any other name is left alone.
 *
 * Files are read whole into memory, not mapped: a bad sector is then an error with a name and not
 * a signal. Errors: NULL or false and a sentence in message. docs/running.md tells the operator.
 * Tested in test/unit/linux/state_dir.c. */
#ifndef LINUX_STATE_DIR_H
#define LINUX_STATE_DIR_H

#include <stdbool.h>
#include <stdint.h>

#include "journal/walk.h"

enum {
	STATE_DIR_FILES_MAX = 4096, /* log.<n> and snapshot.<n> together; more is refused */
	STATE_DIR_NAME_MAX = 40	    /* bytes of a file's name with its end */
};

struct text;
struct state_dir;

/* Makes the folder if it is missing (itself 0700, what is missing above it 0755) and locks it. The
 * lock ends with state_dir_close() or the process. Who finds it taken waits CLOCK_PATIENCE_MS. */
struct state_dir *state_dir_open(const char *path, struct text *message);

/* Removes what an interrupted snapshot left, then reads every log and snapshot, logs first, each
 * by number; *ret_files, with bytes aligned to 8, is valid until state_dir_release(). */
bool state_dir_read(struct state_dir *s, struct text *message, unsigned *ret_count,
		    const struct journal_file **ret_files);

/* Gives the memory of state_dir_read() back; may be called twice, or without a read. */
void state_dir_release(struct state_dir *s);

/* A descriptor of the folder, for openat(), fsync() and the like; belongs to s. */
int state_dir_fd(const struct state_dir *s);

/* The folder that dir was open on has been deleted: makes one of that path anew, as
 * state_dir_open() does, locks it, and puts it behind the same descriptor. The lock goes with the
 * process. 0, or negative errno: -EEXIST when something stands there. */
int state_dir_again(int dir, const char *path);

/* Ends the lock. Accepts NULL. */
void state_dir_close(struct state_dir *s);

/* "log.7" or "snapshot.7". */
void state_dir_name(bool snapshot, uint64_t number, char ret[STATE_DIR_NAME_MAX]);

/* The opposite; false for any other name. temporary: only names with .tmp behind. A start reads
 * folders with it; not static because every wrong name is tried in its test. */
bool state_dir_parse(const char *name, bool temporary, bool *ret_snapshot, uint64_t *ret_number);

struct state_dir_range { /* from <= number < below */
	uint64_t from, below;
	bool logs, snapshots;
};

/* Removes files from the folder that dir is open on. 0, or negative errno. */
int state_dir_remove(int dir, const struct state_dir_range *range);

#endif
