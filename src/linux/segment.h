/* linux/segment.h -- one log file of the journal, written: preallocated, appended to, synced.
 *
 * Space is taken in steps of SEGMENT_STEP and zeros are written a little ahead, so that most syncs
 * need not touch the file system's own books; where it cannot, or has no room for a whole step,
 * the file grows as it is written. Zeros stand behind the end until the segment is closed. Errors
 * are negative errno, and after one only segment_abandon() makes sense. Tested in
 * test/unit/linux/disk_order.c. */
#ifndef LINUX_SEGMENT_H
#define LINUX_SEGMENT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/uio.h>

enum { SEGMENT_STEP = 16 << 20, SEGMENT_AHEAD = 1 << 20 };

struct segment {
	int fd; /* -1: none is open */
	uint64_t number;
	uint64_t written, synced; /* bytes */
	uint64_t reserved;	  /* bytes the file has on the disk; UINT64_MAX: do not ask again */
	uint64_t zeroed;	  /* up to here bytes are real, not only reserved */
	bool entered;		  /* its directory entry is durable */
};

/* Creates log.<number>, which must not exist, in the folder dir; when that was deleted, in one made
 * anew at its path and put behind dir. */
int segment_open(struct segment *s, int dir, const char *path, uint64_t number);

/* Appends parts[count], at most two; parts are used up. */
int segment_write(struct segment *s, struct iovec *parts, int count);

/* Everything written becomes durable, and the file's directory entry with it. */
int segment_sync(struct segment *s, int dir);

/* Whether it still stands under its name in the folder of this path, where a start would find it:
 * -ENOENT, -ESTALE (another file or folder has the name), else the error of looking. */
int segment_find(const struct segment *s, const char *path);

/* Cuts off what was reserved and closes. Everything must have been synced. */
void segment_close(struct segment *s);

/* After an error: leaves what was synced; removes the file when nothing was. */
void segment_abandon(struct segment *s, int dir);

#endif
