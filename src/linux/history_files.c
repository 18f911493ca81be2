/* linux/history_files.c -- see linux/history_files.h. */
#include "linux/history_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/time.h"
#include "linux/clock.h"

enum {
	NAME_BYTES = 32,
	READ_BYTES = HISTORY_FILE_BYTES + HISTORY_BLOCK_HEAD + HISTORY_BLOCK_MAX,
	MODE = 0640
};

static const char *
name_of(uint64_t number, char text[NAME_BYTES])
{
	snprintf(text, NAME_BYTES, "history.%" PRIu64, number);
	return text;
}

/* False for any other name; 0 is none. */
static bool
parse_name(const char *name, uint64_t *ret)
{
	char again[NAME_BYTES], *end;
	uint64_t number;

	if (strncmp(name, "history.", 8) != 0)
		return false;
	errno = 0;
	number = strtoull(name + 8, &end, 10);
	if (errno != 0 || number == 0 || number == UINT64_MAX ||
	    strcmp(name_of(number, again), name) != 0)
		return false;
	*ret = number;
	return true;
}

/* ---- the list ---- */

static void
remove_first(struct history_files *f)
{
	char name[NAME_BYTES];

	unlinkat(f->dir, name_of(f->file[0].number, name), 0);
	f->count--;
	memmove(f->file, f->file + 1, f->count * sizeof *f->file);
	if (f->count == 0 && f->fd >= 0) {
		close(f->fd);
		f->fd = -1;
	}
}

/* Of too many files the lowest are removed. */
static void
insert(struct history_files *f, uint64_t number, uint64_t bytes)
{
	unsigned at = f->count;

	if (f->count == HISTORY_FILES_MAX) {
		remove_first(f);
		at--;
	}
	while (at > 0 && f->file[at - 1].number > number)
		at--;
	memmove(f->file + at + 1, f->file + at, (f->count - at) * sizeof *f->file);
	f->file[at] = (struct history_file){number, bytes};
	f->count++;
}

static int
list(struct history_files *f)
{
	int fd = openat(f->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *e;
	struct stat st;
	uint64_t number;

	if (folder == NULL)
		return -errno;
	while ((e = readdir(folder)) != NULL)
		if (parse_name(e->d_name, &number) &&
		    fstatat(f->dir, e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISREG(st.st_mode))
			insert(f, number, (uint64_t)st.st_size);
	closedir(folder);
	return 0;
}

/* When the first entry of the first file was made. */
static void
look_at_oldest(struct history_files *f)
{
	uint8_t bytes[HISTORY_BLOCK_HEAD + HISTORY_ENTRY_MAX];
	struct history_entry entry;
	char name[NAME_BYTES];
	ssize_t n = -1;
	struct rd in;
	int fd;

	f->oldest_ms = 0;
	if (f->count == 0)
		return;
	fd = openat(f->dir, name_of(f->file[0].number, name), O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		n = read(fd, bytes, sizeof bytes);
		close(fd);
	}
	if (n <= HISTORY_BLOCK_HEAD)
		return;
	in = rd_of(bytes + HISTORY_BLOCK_HEAD, (size_t)n - HISTORY_BLOCK_HEAD);
	if (history_decode(&in, &entry))
		f->oldest_ms = entry.at_ms;
}

/* ---- reading ---- */

/* The whole file into f->read, unless it is there and nothing was added since. */
static int
read_file(struct history_files *f, const struct history_file *file)
{
	char name[NAME_BYTES];
	ssize_t n = 1;
	int fd;

	if (f->read == NULL && (f->read = malloc(READ_BYTES)) == NULL)
		return -ENOMEM;
	if (f->read_number == file->number && f->read_len == file->bytes)
		return 0;
	f->read_number = 0;
	f->read_len = 0;
	fd = openat(f->dir, name_of(file->number, name), O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	while (n > 0 && f->read_len < READ_BYTES) {
		n = read(fd, f->read + f->read_len, READ_BYTES - f->read_len);
		if (n > 0)
			f->read_len += (size_t)n;
	}
	n = n < 0 ? -errno : 0;
	close(fd);
	if (n == 0)
		f->read_number = file->number;
	return (int)n;
}

int
history_files_search(struct history_files *f, const struct history_query *query,
		     struct history_place *place, struct history_page *page, bool *ret_end)
{
	unsigned i = 0;
	int r;

	while (i < f->count && f->file[i].number < place->file)
		i++;
	*ret_end = i == f->count;
	if (*ret_end)
		return 1;
	if (f->file[i].number > place->file)
		*place = (struct history_place){f->file[i].number, 0};
	r = read_file(f, &f->file[i]);
	if (r < 0)
		return r;
	if (history_search(query, rd_of(f->read, f->read_len), &place->offset, page))
		return 1;
	*place = (struct history_place){place->file + 1, 0};
	return 0;
}

/* ---- writing ---- */

static int
open_next(struct history_files *f)
{
	uint64_t number = f->count > 0 ? f->file[f->count - 1].number + 1 : 1;
	char name[NAME_BYTES];
	int fd = openat(f->dir, name_of(number, name),
			O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC, MODE);

	if (fd < 0)
		return -errno;
	if (f->fd >= 0)
		close(f->fd);
	f->fd = fd;
	insert(f, number, 0);
	return 0;
}

/* The last file, without what a crash left of its last block. */
static int
open_last(struct history_files *f)
{
	struct history_file *last = &f->file[f->count - 1];
	char name[NAME_BYTES];
	int r;

	if (last->bytes > READ_BYTES) /* none of ours */
		return open_next(f);
	r = read_file(f, last);
	if (r < 0)
		return r;
	last->bytes = history_whole(rd_of(f->read, f->read_len));
	f->read_number = 0;
	f->fd = openat(f->dir, name_of(last->number, name), O_WRONLY | O_APPEND | O_CLOEXEC);
	if (f->fd < 0 || ftruncate(f->fd, (off_t)last->bytes) < 0)
		return -errno;
	return 0;
}

static bool
is_full(const struct history_files *f, size_t more)
{
	uint64_t most = f->limit_bytes / HISTORY_FILE_PARTS;
	const struct history_file *last = &f->file[f->count - 1];

	if (most > HISTORY_FILE_BYTES)
		most = HISTORY_FILE_BYTES;
	return last->bytes > 0 && last->bytes + more > most;
}

int
history_files_write(struct history_files *f, const uint8_t *entries, size_t len)
{
	uint8_t head[HISTORY_BLOCK_HEAD];
	struct iovec parts[2] = {{head, sizeof head}, {(void *)(uintptr_t)entries, len}};
	size_t more = sizeof head + len;
	struct history_file *last;
	bool first = f->count == 0;
	ssize_t n;
	int r = 0;

	if (f->fd < 0 || is_full(f, more))
		r = open_next(f);
	if (r < 0)
		return r;
	history_block_head(head, entries, len);
	last = &f->file[f->count - 1];
	n = writev(f->fd, parts, 2);
	if (n != (ssize_t)more) {
		r = n < 0 ? -errno : -ENOSPC;
		if (ftruncate(f->fd, (off_t)last->bytes) < 0) { /* the next one is a new file */
			close(f->fd);
			f->fd = -1;
		}
		return r;
	}
	last->bytes += more;
	history_files_age(f);
	if (first)
		look_at_oldest(f);
	return 0;
}

/* ---- what is kept ---- */

static uint64_t
all_bytes(const struct history_files *f)
{
	uint64_t bytes = 0;

	for (unsigned i = 0; i < f->count; i++)
		bytes += f->file[i].bytes;
	return bytes;
}

static bool
is_over(const struct history_files *f)
{
	int64_t wall_s = ((int64_t)clock_now() + clock_wall_offset()) / (int64_t)TIME_SEC;
	char name[NAME_BYTES];
	struct stat st;

	if (f->keep_s == 0 || (f->count > 1 && all_bytes(f) > f->limit_bytes))
		return true;
	return fstatat(f->dir, name_of(f->file[0].number, name), &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	       st.st_mtime + (int64_t)f->keep_s < wall_s;
}

void
history_files_age(struct history_files *f)
{
	unsigned count = f->count;

	while (f->count > 0 && is_over(f))
		remove_first(f);
	if (f->count != count)
		look_at_oldest(f);
}

void
history_files_keep(struct history_files *f, uint64_t keep_s, uint64_t limit_bytes)
{
	f->keep_s = keep_s;
	f->limit_bytes = limit_bytes;
	history_files_age(f);
}

void
history_files_state(const struct history_files *f, struct history_state *ret)
{
	ret->files = f->count;
	ret->bytes = all_bytes(f);
	ret->oldest_ms = f->oldest_ms;
}

/* ---- begin, end ---- */

int
history_files_open(struct history_files *f, int dir)
{
	int r;

	*f = (struct history_files){.dir = dir, .fd = -1};
	r = list(f);
	if (r == 0 && f->count > 0)
		r = open_last(f);
	look_at_oldest(f);
	return r;
}

void
history_files_close(struct history_files *f)
{
	if (f->fd >= 0)
		close(f->fd);
	free(f->read);
	*f = (struct history_files){.dir = f->dir, .fd = -1};
}
