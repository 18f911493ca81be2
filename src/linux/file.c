/* linux/file.c -- see linux/file.h.
 *
 * For the start, the repair and the thread for files (linux/file_thread.h); never for leases, which
 * are the disk thread's. It waits for the disk, and that is meant: a configuration that was said to
 * be saved is. A file is replaced whole: written as NAME.new, synced, renamed, and the folder
 * synced. */
#include "linux/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Up to max + 1 bytes, so that a longer file shows. */
static int
read_bounded(int fd, size_t max, char **ret, size_t *ret_len)
{
	size_t cap = 4096, len = 0;
	char *p = malloc(cap + 1);
	ssize_t n = 1;

	while (p != NULL && n > 0 && len <= max) {
		if (len == cap) {
			char *more = realloc(p, cap * 2 + 1);

			if (more == NULL)
				break;
			p = more;
			cap *= 2;
		}
		n = read(fd, p + len, cap - len);
		len += n > 0 ? (size_t)n : 0;
	}
	if (p == NULL || n != 0) {
		int failed = n < 0 ? -errno : len > max ? -EFBIG : -ENOMEM;

		free(p);
		return failed;
	}
	p[len] = '\0';
	*ret = p;
	*ret_len = len;
	return 0;
}

/* A pipe or a device could let the reader wait for ever, or give no two reads the same. */
static int
is_file(int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	return S_ISREG(st.st_mode) ? 0 : S_ISDIR(st.st_mode) ? -EISDIR : -ENOTSUP;
}

int
file_read(const char *path, size_t max, char **ret)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC), r;
	char *text = NULL;
	size_t len = 0;

	if (fd < 0)
		return -errno;
	r = is_file(fd);
	if (r == 0)
		r = read_bounded(fd, max, &text, &len);
	close(fd);
	if (r < 0)
		return r;
	if (len > max || strlen(text) != len) {
		free(text);
		return len > max ? -EFBIG : -EILSEQ;
	}
	*ret = text;
	return 0;
}

static int
write_all(int fd, const char *p, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0) {
			p += n;
			len -= (size_t)n;
		}
	}
	return fsync(fd) < 0 ? -errno : 0;
}

/* A rename lasts only once the folder is on the disk. */
static int
sync_folder(const char *path)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	int fd, r;

	if (slash == NULL)
		snprintf(folder, sizeof folder, ".");
	else
		snprintf(folder, sizeof folder, "%.*s", (int)(slash - path) + 1, path);
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	r = fsync(fd) < 0 ? -errno : 0;
	close(fd);
	return r;
}

int
file_write(const char *path, const void *bytes, size_t len)
{
	char temporary[PATH_MAX];
	int n = snprintf(temporary, sizeof temporary, "%s.new", path);
	int fd, r;

	if (n < 0 || n >= (int)sizeof temporary)
		return -ENAMETOOLONG;
	fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0640);
	if (fd < 0)
		return -errno;
	r = write_all(fd, bytes, len);
	if (close(fd) < 0 && r == 0)
		r = -errno;
	if (r == 0 && rename(temporary, path) < 0)
		r = -errno;
	if (r < 0) {
		unlink(temporary);
		return r;
	}
	return sync_folder(path);
}

int
file_folders(const char *path)
{
	char part[PATH_MAX];
	size_t len = strlen(path);

	if (len == 0 || len >= sizeof part)
		return -ENAMETOOLONG;
	for (size_t i = 1; i <= len; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		memcpy(part, path, i);
		part[i] = '\0';
		if (mkdir(part, 0755) < 0 && errno != EEXIST)
			return -errno;
	}
	return 0;
}
