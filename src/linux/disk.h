/* linux/disk.h -- the disk thread: carries out NODE_ACT_APPEND and NODE_ACT_SNAPSHOT.
 *
 * node/node.h states the contract. The main loop copies bytes into a ring and goes on; the thread
 * takes all that waits for one segment, writes it with one pwritev() and one fdatasync(), and
 * reports the highest number. Snapshot slices take turns with that, one by one, appends first;
 * each goes to the disk at once, so an append waits for little more than one slice. The files
 * are linux/segment.h's and linux/snapshot.h's.
 *
 * Bounds: DISK_RING_BYTES and DISK_APPENDS_MAX wait at most, one slice besides. More means that
 * the disk does not keep up, which is a failure like any other (NODE_DISK_FAILED). Nothing is
 * allocated per append; the slice's buffer grows to the longest slice.
 *
 * A disk that says nothing for DISK_PATIENCE_US while something waits for it has failed as well:
 * the peer's may work. A thread that hangs in the kernel keeps its part of the ring until it is
 * back.
 *
 * A failure counts from the moment it happens: what is handed in until disk_hear() returned it is
 * forgotten too. A segment begun after a failure counts once a snapshot made after it is durable;
 * if that fails too, it is removed, so that a full disk does not fill with tries.
 *
 * What was synced counts only while its file is found under its path: after each sync, and every
 * DISK_LOOK_US when nothing is written, a folder that was deleted, moved or covered by a mount is a
 * failure.
 *
 * Normal priority, no signals. Tested in test/unit/linux/disk.c (what works), disk_order.c (calls
 * and refusals) and disk_faults.c (real file systems that fail); measured by bench/disk.c. */
#ifndef LINUX_DISK_H
#define LINUX_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/time.h"
#include "node/node.h"

#define DISK_PATIENCE_US (10 * TIME_SEC)
#define DISK_LOOK_US	 (5 * TIME_SEC)

enum {
	DISK_RING_BYTES = 32 << 20, /* appended and not yet written */
	DISK_APPENDS_MAX = 16384,   /* the same, counted */
	DISK_SENTENCE_MAX = 256
};

struct disk_slice {
	uint64_t segment;
	const uint8_t *bytes;
	size_t len;
	bool first, last;
};

struct disk_event {
	enum node_disk_event event;
	uint64_t number;		 /* SYNCED: of the append; SNAPSHOT: of the snapshot */
	char message[DISK_SENTENCE_MAX]; /* FAILED: one sentence naming what failed */
};

struct text;
struct disk;

/* Starts the thread on the folder that dir is open on; dir stays the caller's and open until
 * disk_stop(). path is for messages and copied. NULL and a sentence on failure. */
struct disk *disk_start(int dir, const char *path, struct text *message);

/* One APPEND; number is one above the last one's. Copied; never waits. The thread may begin at once
 * and surely does after disk_go(). */
void disk_append(struct disk *d, uint64_t segment, uint64_t number, const uint8_t *bytes,
		 size_t len);

/* One SNAPSHOT slice. Copied; never waits. The one before must have been reported written. */
void disk_snapshot(struct disk *d, const struct disk_slice *s);

/* After the appends of a step: wakes the thread, if there is something for it. */
void disk_go(struct disk *d);

/* When disk_check() should be called next; TIME_NEVER when nothing waits for the disk. */
uint64_t disk_deadline(struct disk *d);

/* Declares the disk failed when that moment has come. */
void disk_check(struct disk *d, uint64_t now);

/* Readable when disk_hear() has something; hear until it returns false. */
int disk_fd(const struct disk *d);
bool disk_hear(struct disk *d, struct disk_event *ret);

/* Writes what waits, then ends the thread and cuts the log to its length; an unfinished snapshot
 * is dropped. What it wrote is not reported any more. Accepts NULL. */
void disk_stop(struct disk *d);

#endif
