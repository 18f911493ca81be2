/* linux/snapshot.h -- one snapshot file of the journal, written aside in slices and then named.
 *
 * Until it is whole and durable it is called snapshot.<n>.tmp, which a start removes. Each slice is
 * put on the disk at once, so that the sync at the end has little left to do. Errors are
 * negative errno, and after one only snapshot_abandon() makes sense. Tested in
 * test/unit/linux/disk.c. */
#ifndef LINUX_SNAPSHOT_H
#define LINUX_SNAPSHOT_H

#include <stddef.h>
#include <stdint.h>

struct snapshot {
	int fd; /* -1: none is being written */
	uint64_t number;
	uint64_t written;
};

/* Creates or empties snapshot.<number>.tmp; one that was being written is abandoned. */
int snapshot_open(struct snapshot *s, int dir, uint64_t number);

int snapshot_write(struct snapshot *s, const uint8_t *bytes, size_t len);

/* Sync, rename, sync of the folder, and every log and snapshot with a lower number removed. */
int snapshot_finish(struct snapshot *s, int dir);

void snapshot_abandon(struct snapshot *s, int dir);

#endif
