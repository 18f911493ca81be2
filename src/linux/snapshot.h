/* linux/snapshot.h -- one snapshot file of the journal, written aside in slices and then named.
 *
 * Until it is whole and durable it is called snapshot.<n>.tmp, which a start removes. Each slice is
 * on the disk by the time the next but one is written, so the sync at the end has little left.
 * Errors are negative errno, and after one only snapshot_abandon() makes sense. Tested in
 * test/unit/linux/disk_order.c. */
#ifndef LINUX_SNAPSHOT_H
#define LINUX_SNAPSHOT_H

#include <stddef.h>
#include <stdint.h>

struct snapshot {
	int fd; /* -1: none is being written */
	uint64_t number;
	uint64_t written;
	uint64_t handed; /* up to here the disk has it */
};

/* Creates or empties snapshot.<number>.tmp; one that was being written is abandoned. */
int snapshot_open(struct snapshot *s, int dir, uint64_t number);

int snapshot_write(struct snapshot *s, const uint8_t *bytes, size_t len);

/* Sync, rename, sync of the folder, and every log and snapshot with a lower number removed. */
int snapshot_finish(struct snapshot *s, int dir);

void snapshot_abandon(struct snapshot *s, int dir);

#endif
