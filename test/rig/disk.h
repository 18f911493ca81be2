/* test/rig/disk.h -- the state folder of one simulated device, and the thread that writes it.
 *
 * It keeps the contract of NODE_ACT_APPEND and NODE_ACT_SNAPSHOT (node/node.h) in virtual time:
 * what is handed in waits, is written, is synced, is reported; all that waits is written and
 * synced together. What was written survives rig_disk_kill(); of what was written and not synced,
 * rig_disk_power_off() keeps every 512-byte sector of every file or not, as it likes, and every
 * creation, renaming and removal that its directory sync did not follow. Files only grow.
 * A host syncs what it finds at a start before it hands it out, so rig_disk_read() does.
 * Tested in test/unit/node/disk.c. */
#ifndef TEST_RIG_DISK_H
#define TEST_RIG_DISK_H

#include "base/prng.h"
#include "journal/walk.h"
#include "node/node.h"

enum { RIG_SECTOR = 512 };

#define RIG_DISK_PATIENCE_US (10 * TIME_SEC) /* as linux/disk.h */

enum rig_disk_mode {
	RIG_DISK_OK,
	RIG_DISK_FULL,	 /* a write fails, with a part of it done */
	RIG_DISK_BROKEN, /* a sync fails: what it was to make durable is lost or not */
	RIG_DISK_STUCK	 /* nothing comes to an end; after RIG_DISK_PATIENCE_US it has failed */
};

struct rig_file;
struct rig_piece;

struct rig_lane { /* one of the two things that go on at the same time: the log, the snapshot */
	struct rig_piece *queue, *batch;
	unsigned stage; /* 0: idle */
	uint64_t due_us, segment;
	uint64_t since_us; /* the stage began */
	bool ignoring;
};

struct rig_disk {
	uint64_t write_us, sync_us; /* how long each takes; may change at any time */
	enum rig_disk_mode mode;
	struct prng prng;
	struct rig_file *files;
	struct rig_lane log, snapshot;
	bool failing; /* FAILED is to be reported */
	const char *message;
	struct {
		uint64_t syncs, appends, snapshots, failures, bytes;
		uint64_t lost_sectors, kept_sectors, torn_writes, lost_entries;
	} count;
};

struct rig_disk_event {
	enum node_disk_event event;
	uint64_t number;
	const char *message;
};

void rig_disk_init(struct rig_disk *d, uint64_t seed);
void rig_disk_free(struct rig_disk *d); /* and every file */

void rig_disk_append(struct rig_disk *d, uint64_t now, const struct node_action *a);
void rig_disk_snapshot(struct rig_disk *d, uint64_t now, const struct node_action *a);

/* When rig_disk_step() has work; TIME_NEVER. */
uint64_t rig_disk_deadline(const struct rig_disk *d);

/* Does what is due; true when that completed something. */
bool rig_disk_step(struct rig_disk *d, uint64_t now, struct rig_disk_event *ret);

/* The process is gone: what waited is lost, a write under way is done in part. */
void rig_disk_kill(struct rig_disk *d);

/* The power is gone as well. */
void rig_disk_power_off(struct rig_disk *d);

/* Another disk, empty. */
void rig_disk_wipe(struct rig_disk *d);

/* Another disk, with what stands in the files of `from` at this moment. */
void rig_disk_copy(struct rig_disk *d, const struct rig_disk *from);

/* The files as a start finds them, copied; free each `bytes`. Removes what is half made. */
unsigned rig_disk_read(struct rig_disk *d, struct journal_file ret[JOURNAL_FILES_MAX]);

/* Puts a file there, as an operator would with cp. */
void rig_disk_put(struct rig_disk *d, const struct journal_file *file);

#endif
