/* linux/snapshot.c -- see linux/snapshot.h.
 *
 * The disk begins with each slice at once and has to be done with the one before: what is not yet
 * on it stays small, and so does what a sync of the log in between can be held up by.
 *
 * Only the disk thread comes here, between the appends. */
#include "linux/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "linux/state_dir.h"

enum { TEMPORARY_MAX = STATE_DIR_NAME_MAX + 4 };

static void
name_temporary(const struct snapshot *s, char ret[TEMPORARY_MAX])
{
	char name[STATE_DIR_NAME_MAX];

	state_dir_name(true, s->number, name);
	snprintf(ret, TEMPORARY_MAX, "%s.tmp", name);
}

int
snapshot_open(struct snapshot *s, int dir, uint64_t number)
{
	char name[TEMPORARY_MAX];

	snapshot_abandon(s, dir);
	*s = (struct snapshot){.fd = -1, .number = number};
	name_temporary(s, name);
	s->fd = openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	return s->fd < 0 ? -errno : 0;
}

static int
begin_writing(struct snapshot *s, uint64_t from)
{
	enum {
		DONE =
		    SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER
	};
	uint64_t len = from - s->handed;

	if (sync_file_range(s->fd, (off_t)from, 0, SYNC_FILE_RANGE_WRITE) < 0 ||
	    (len > 0 && sync_file_range(s->fd, (off_t)s->handed, (off_t)len, DONE) < 0))
		return -errno;
	s->handed = from;
	return 0;
}

int
snapshot_write(struct snapshot *s, const uint8_t *bytes, size_t len)
{
	uint64_t before = s->written;

	while (len > 0) {
		ssize_t n = pwrite(s->fd, bytes, len, (off_t)s->written);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		bytes += n;
		len -= (size_t)n;
		s->written += (uint64_t)n;
	}
	return begin_writing(s, before);
}

int
snapshot_finish(struct snapshot *s, int dir)
{
	struct state_dir_range older = {.below = s->number, .logs = true, .snapshots = true};
	char temporary[TEMPORARY_MAX], name[STATE_DIR_NAME_MAX];
	int fd = s->fd;

	name_temporary(s, temporary);
	state_dir_name(true, s->number, name);
	if (fsync(fd) < 0 || renameat(dir, temporary, dir, name) < 0)
		return -errno;
	s->fd = -1; /* nothing to abandon any more */
	close(fd);
	if (fsync(dir) < 0)
		return -errno;
	return state_dir_remove(dir, &older);
}

void
snapshot_abandon(struct snapshot *s, int dir)
{
	char name[TEMPORARY_MAX];

	if (s->fd < 0)
		return;
	close(s->fd);
	s->fd = -1;
	name_temporary(s, name);
	unlinkat(dir, name, 0);
}
