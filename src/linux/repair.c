/* linux/repair.c -- see linux/repair.h.
 *
 * Runs alone in a process of its own, before any thread: it may wait and allocate. Order is what
 * makes a crash harmless: the new log is whole and durable under its name before the first damaged
 * file is renamed, and a log of a higher number wins over what is still there. Nothing is deleted.
 */
#include "linux/repair.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "journal/repair.h"
#include "linux/file.h"
#include "linux/state_dir.h"

enum { DAMAGED_MAX = 100 }; /* repairs of which the files were never deleted */

struct repair {
	const char *path;
	struct state_dir *dir;
	unsigned count;
	const struct journal_file *file;
	struct text *story, *message;
};

static bool
refuse(const struct repair *r, const char *name, const char *what, int error)
{
	text_add(r->message, "%s/%s %s: %s.", r->path, name, what, strerror(error));
	return false;
}

/* True when there is something to repair. */
static bool
is_damaged(const struct repair *r)
{
	struct journal_walk *walk = malloc(sizeof *walk);
	struct journal_facts facts;
	char bytes[1024];
	struct text why = text_of(bytes, sizeof bytes);
	bool whole =
	    walk != NULL && journal_walk_open(walk, r->file, r->count, r->path, &facts, &why);

	free(walk);
	if (!whole)
		return true;
	if (facts.found)
		text_add(r->story,
			 "The journal in %s is whole: %" PRIu64 " records in %" PRIu64
			 " blocks. There is nothing to repair.\n",
			 r->path, facts.records, facts.blocks);
	else
		text_add(r->story, "There is no journal in %s, so there is nothing to repair.\n",
			 r->path);
	return false;
}

static uint64_t
new_identity(void)
{
	uint64_t id = 0;

	while (id == 0 && getrandom(&id, sizeof id, 0) == (ssize_t)sizeof id) {
	}
	return id;
}

/* ---- the damaged files ---- */

/* The first of NAME.damaged, NAME.damaged.2 ... that is not there yet. */
static bool
set_aside(const struct repair *r, const struct journal_file *f)
{
	char name[STATE_DIR_NAME_MAX], aside[STATE_DIR_NAME_MAX + 16];
	int dir = state_dir_fd(r->dir);

	state_dir_name(f->snapshot, f->number, name);
	for (unsigned i = 1; i <= DAMAGED_MAX; i++) {
		if (i == 1)
			snprintf(aside, sizeof aside, "%s.damaged", name);
		else
			snprintf(aside, sizeof aside, "%s.damaged.%u", name, i);
		if (renameat2(dir, name, dir, aside, RENAME_NOREPLACE) == 0)
			return true;
		if (errno != EEXIST)
			break;
	}
	return refuse(r, name, "cannot be renamed", errno);
}

static bool
set_all_aside(const struct repair *r)
{
	for (unsigned i = 0; i < r->count; i++) {
		if (!set_aside(r, &r->file[i]))
			return false;
	}
	return fsync(state_dir_fd(r->dir)) == 0 ||
	       refuse(r, "", "cannot be put on the disk", errno);
}

/* ---- the new log ---- */

static bool
put_in_place(const struct repair *r, const struct journal_repair *report, const uint8_t *bytes,
	     size_t len)
{
	char name[STATE_DIR_NAME_MAX], path[PATH_MAX];
	mode_t mask;
	int n, error;

	state_dir_name(false, report->segment, name);
	n = snprintf(path, sizeof path, "%s/%s", r->path, name);
	mask = umask(077); /* leases are nobody else's business */
	error = n < 0 || n >= (int)sizeof path ? -ENAMETOOLONG : file_write(path, bytes, len);
	umask(mask);
	if (error < 0)
		return refuse(r, name, "cannot be written", -error);
	return true;
}

static void
conclude(const struct repair *r, const struct journal_repair *report)
{
	text_add(r->story,
		 "Kept %" PRIu64 " records, %" PRIu64 " blocks; lost %" PRIu64 " bytes in %" PRIu64
		 " places.\n"
		 "The journal is %s/log.%" PRIu64 " now. The old files are kept with .damaged "
		 "behind their names.\n"
		 "This device counts as new: its peer brings it up to date before it gives new "
		 "addresses.\n",
		 report->records, report->blocks, report->lost_bytes, report->lost_places, r->path,
		 report->segment);
}

static bool
write_repaired(const struct repair *r, uint8_t *bytes)
{
	struct journal_repair report = {.story = r->story};
	uint64_t journal = new_identity();
	size_t len;

	if (journal == 0)
		return refuse(r, "", "gets no new identity", errno);
	len = journal_repair(r->file, r->count, journal, &report, bytes);
	if (report.strangers) {
		text_add(r->message,
			 "The journal in %s has files of another device, nothing was changed. Move "
			 "those out that are not this device's: the other one shows its own as "
			 "Journal in `display dhcp server database`.",
			 r->path);
		return false;
	}
	if (len == 0) {
		text_add(r->message,
			 "Not one block of the journal in %s is whole, nothing was changed. Move "
			 "its files away to start without a journal; the leases then come from the "
			 "peer.",
			 r->path);
		return false;
	}
	if (!put_in_place(r, &report, bytes, len) || !set_all_aside(r))
		return false;
	conclude(r, &report);
	return true;
}

static bool
repair(const struct repair *r)
{
	size_t room = JOURNAL_BLOCK_MAX;
	uint8_t *bytes;
	bool done;

	for (unsigned i = 0; i < r->count; i++)
		room += r->file[i].len;
	bytes = malloc(room);
	if (bytes == NULL)
		return refuse(r, "", "does not fit the memory", ENOMEM);
	done = write_repaired(r, bytes);
	free(bytes);
	return done;
}

bool
repair_folder(const char *path, struct text *story, struct text *message)
{
	struct repair r = {.path = path, .story = story, .message = message};
	bool good;

	if (access(path, F_OK) < 0) { /* opening it would make it */
		text_add(message, "%s: %s.", path, strerror(errno));
		return false;
	}
	r.dir = state_dir_open(path, message);
	if (r.dir == NULL)
		return false;
	good = state_dir_read(r.dir, message, &r.count, &r.file) && (!is_damaged(&r) || repair(&r));
	state_dir_close(r.dir);
	return good;
}
