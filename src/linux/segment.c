/* linux/segment.c -- see linux/segment.h.
 *
 * A sync that need not record where bytes lie costs a small part of one that must (0.1 against 4 ms
 * on ext4 with others at work, bench/disk.c). fallocate() makes room ahead, but a first write
 * into such room is recorded too; therefore small appends write SEGMENT_AHEAD zeros behind
 * themselves when they come to the end of the last ones. Big ones have less to win than to lose
 * by it. Either way what is not yet appended reads as zeros, which journal/walk.h takes for
 * the end.
 *
 * Only the disk thread comes here. It waits in these calls, and nobody waits with it. */
#include "linux/segment.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "linux/state_dir.h"

enum { FLAGS = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC };
enum { SMALL = SEGMENT_AHEAD / 4 }; /* bytes appended at once */

int
segment_open(struct segment *s, int dir, const char *path, uint64_t number)
{
	char name[STATE_DIR_NAME_MAX];
	int fd;

	state_dir_name(false, number, name);
	fd = openat(dir, name, FLAGS, 0600);
	if (fd < 0 && errno == ENOENT && state_dir_again(dir, path) == 0)
		fd = openat(dir, name, FLAGS, 0600);
	if (fd < 0)
		return -errno;
	*s = (struct segment){.fd = fd, .number = number};
	return 0;
}

/* Room up to `need`. Whether the disk is really full is the write's to say: a step may be too much
 * where a few blocks still fit, and what was taken of it is given back. */
static int
reserve(struct segment *s, uint64_t need)
{
	while (s->reserved < need) {
		if (fallocate(s->fd, 0, (off_t)s->reserved, SEGMENT_STEP) == 0) {
			s->reserved += SEGMENT_STEP;
			continue;
		}
		if (errno == EINTR)
			continue;
		s->reserved = UINT64_MAX;
		if (ftruncate(s->fd, (off_t)s->written) < 0)
			return -errno;
	}
	return 0;
}

static void
use_up(struct iovec *parts, int count, size_t n)
{
	for (int i = 0; i < count; i++) {
		size_t used = n < parts[i].iov_len ? n : parts[i].iov_len;

		parts[i].iov_base = (char *)parts[i].iov_base + used;
		parts[i].iov_len -= used;
		n -= used;
	}
}

/* Only where room was reserved: that the disk is full is not to be learnt from zeros. */
static void
write_ahead(struct segment *s)
{
	static const uint8_t zeros[64 << 10];
	uint64_t end = (s->written / SEGMENT_AHEAD + 1) * SEGMENT_AHEAD;

	if (end > s->reserved || s->reserved == UINT64_MAX)
		return;
	for (uint64_t at = s->written; at < end;) {
		size_t len = end - at < sizeof zeros ? end - at : sizeof zeros;
		ssize_t n = pwrite(s->fd, zeros, len, (off_t)at);

		if (n <= 0)
			return;
		at += (uint64_t)n;
	}
	s->zeroed = end;
}

int
segment_write(struct segment *s, struct iovec *parts, int count)
{
	size_t left = 0;
	bool small;
	int r;

	for (int i = 0; i < count; i++)
		left += parts[i].iov_len;
	small = left <= SMALL;
	r = reserve(s, s->written + left);
	while (r == 0 && left > 0) {
		ssize_t n = pwritev(s->fd, parts, count, (off_t)s->written);

		if (n < 0 && errno != EINTR)
			r = -errno;
		if (n <= 0)
			continue;
		use_up(parts, count, (size_t)n);
		left -= (size_t)n;
		s->written += (size_t)n;
	}
	if (r == 0 && small && s->written > s->zeroed)
		write_ahead(s);
	return r;
}

int
segment_sync(struct segment *s, int dir)
{
	if (fdatasync(s->fd) < 0 || (!s->entered && fsync(dir) < 0))
		return -errno;
	s->entered = true;
	s->synced = s->written;
	return 0;
}

/* Who deletes or moves the folder, or mounts another over it, leaves a file that can be written and
 * synced, and that no start finds. */
int
segment_find(const struct segment *s, const char *path)
{
	char name[STATE_DIR_NAME_MAX], whole[PATH_MAX];
	struct stat there, here;
	int n;

	state_dir_name(false, s->number, name);
	n = snprintf(whole, sizeof whole, "%s/%s", path, name);
	if (n < 0 || n >= (int)sizeof whole)
		return -ENAMETOOLONG;
	if (fstat(s->fd, &here) < 0 || stat(whole, &there) < 0)
		return -errno;
	return here.st_dev == there.st_dev && here.st_ino == there.st_ino ? 0 : -ESTALE;
}

/* Zeros that could not be cut off do no harm. */
static void
cut(struct segment *s, uint64_t len)
{
	if (ftruncate(s->fd, (off_t)len) == 0)
		s->reserved = len;
	close(s->fd);
	s->fd = -1;
}

void
segment_close(struct segment *s)
{
	if (s->fd >= 0)
		cut(s, s->written);
}

void
segment_abandon(struct segment *s, int dir)
{
	char name[STATE_DIR_NAME_MAX];

	if (s->fd < 0)
		return;
	cut(s, s->synced);
	state_dir_name(false, s->number, name);
	if (s->synced == 0)
		unlinkat(dir, name, 0);
}
