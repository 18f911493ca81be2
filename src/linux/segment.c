/* linux/segment.c -- see linux/segment.h.
 *
 * A sync of a file that did not grow costs the disk less. fallocate() makes room ahead; what is
 * there and not yet written reads as zeros, which journal/walk.h takes for the end. */
#include "linux/segment.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "linux/state_dir.h"

int
segment_open(struct segment *s, int dir, uint64_t number)
{
	char name[STATE_DIR_NAME_MAX];
	int fd;

	state_dir_name(false, number, name);
	fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
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

int
segment_write(struct segment *s, struct iovec *parts, int count)
{
	size_t left = 0;
	int r;

	for (int i = 0; i < count; i++)
		left += parts[i].iov_len;
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
