/* linux/state_dir.c -- see linux/state_dir.h.
 *
 * The lock is flock() on `lock`: it goes with the process, so nothing has to be cleared after a
 * crash. The file holds the owner's process number, for people only.
 *
 * What is read is synced first: a killed daemon left it in the page cache, the next log will say
 * that it counts, and a power failure after that must not make a hole of it.
 *
 * At start, before there are threads; later the disk thread has the folder's descriptor and the
 * names. */
#include "linux/state_dir.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "linux/clock.h"
#include "linux/file.h"

enum { ROOM_UNIT = 4096, ROOM_WORTH = 64 << 10 }; /* less is left as it is */

struct state_dir {
	const char *path; /* for messages; behind this structure */
	int fd, lock;
	unsigned count;
	struct journal_file file[STATE_DIR_FILES_MAX];
};

/* ---- names ---- */

void
state_dir_name(bool snapshot, uint64_t number, char ret[STATE_DIR_NAME_MAX])
{
	snprintf(ret, STATE_DIR_NAME_MAX, "%s.%" PRIu64, snapshot ? "snapshot" : "log", number);
}

static const char *
skip(const char *name, const char *prefix)
{
	size_t len = strlen(prefix);

	return strncmp(name, prefix, len) == 0 ? name + len : NULL;
}

/* Up to 18 digits, so that nothing can overflow. */
static const char *
read_number(const char *at, uint64_t *ret)
{
	uint64_t number = 0;
	unsigned digits = 0;

	if (*at == '0')
		return NULL;
	for (; *at >= '0' && *at <= '9' && digits < 18; digits++)
		number = number * 10 + (uint64_t)(*at++ - '0');
	if (digits == 0)
		return NULL;
	*ret = number;
	return at;
}

bool
state_dir_parse(const char *name, bool temporary, bool *ret_snapshot, uint64_t *ret_number)
{
	const char *at = skip(name, "snapshot.");
	bool snapshot = at != NULL;
	uint64_t number;

	if (at == NULL)
		at = skip(name, "log.");
	if (at == NULL || (at = read_number(at, &number)) == NULL)
		return false;
	if (strcmp(at, temporary ? ".tmp" : "") != 0)
		return false;
	*ret_snapshot = snapshot;
	*ret_number = number;
	return true;
}

/* ---- open ---- */

static bool
refuse(const struct state_dir *s, struct text *message, const char *name, const char *what)
{
	text_add(message, "%s/%s %s: %s.", s->path, name, what, strerror(errno));
	return false;
}

/* The folder with mode 0700; what is missing above it as file_folders() makes it. */
static int
make_folder(const char *path)
{
	char above[PATH_MAX];
	const char *slash = strrchr(path, '/');
	int r = 0;

	if (mkdir(path, 0700) == 0 || errno == EEXIST)
		return 0;
	if (errno != ENOENT || slash == NULL || slash == path)
		return -errno;
	snprintf(above, sizeof above, "%.*s", (int)(slash - path), path);
	r = file_folders(above);
	return r == 0 && mkdir(path, 0700) < 0 ? -errno : r;
}

static void
say_owner(const struct state_dir *s, struct text *message)
{
	char owner[16] = "";
	ssize_t n = pread(s->lock, owner, sizeof owner - 1, 0);

	owner[n > 0 ? strspn(owner, "0123456789") : 0] = '\0';
	text_add(message, "Another twinleased keeps its state in %s (process %s).", s->path,
		 owner[0] != '\0' ? owner : "unknown");
}

static bool
lock(struct state_dir *s, struct text *message)
{
	unsigned left_ms = CLOCK_PATIENCE_MS;
	char owner[16];
	int n = snprintf(owner, sizeof owner, "%d\n", (int)getpid());

	s->lock = openat(s->fd, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (s->lock < 0)
		return refuse(s, message, "lock", "cannot be opened");
	while (flock(s->lock, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK)
			return refuse(s, message, "lock", "cannot be locked");
		if (!clock_wait(&left_ms)) {
			say_owner(s, message);
			return false;
		}
	}
	/* on a full disk the lock holds without a number in it */
	if (ftruncate(s->lock, 0) == 0 && pwrite(s->lock, owner, (size_t)n, 0) != n)
		return true;
	return true;
}

static struct state_dir *
new_state_dir(const char *path)
{
	size_t len = strlen(path) + 1;
	struct state_dir *s = calloc(1, sizeof *s + len);

	if (s == NULL)
		return NULL;
	memcpy(s + 1, path, len);
	s->path = (const char *)(s + 1);
	s->fd = s->lock = -1;
	return s;
}

struct state_dir *
state_dir_open(const char *path, struct text *message)
{
	struct state_dir *s = new_state_dir(path);
	int r;

	if (s == NULL) {
		text_add(message, "There is no memory.");
		return NULL;
	}
	r = make_folder(path);
	if (r == 0)
		s->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (r == 0 && s->fd < 0)
		r = -errno;
	if (r < 0)
		text_add(message, "The state folder %s cannot be opened: %s.", path, strerror(-r));
	else if (lock(s, message))
		return s;
	state_dir_close(s);
	return NULL;
}

int
state_dir_again(int dir, const char *path)
{
	struct state_dir s = {.path = path, .fd = -1, .lock = -1};
	char unsaid[256];
	struct text message = text_of(unsaid, sizeof unsaid);
	int r = 0;

	if (mkdir(path, 0700) < 0)
		return -errno;
	s.fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (s.fd < 0)
		return -errno;
	if (!lock(&s, &message))
		r = -EEXIST;
	else if (dup3(s.fd, dir, O_CLOEXEC) < 0)
		r = -errno;
	close(s.fd);
	return r;
}

/* ---- read ---- */

static bool
read_all(int fd, uint8_t *p, size_t len)
{
	for (size_t at = 0; at < len;) {
		ssize_t n = pread(fd, p + at, len - at, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n == 0)
			errno = EIO; /* shorter than it said */
		if (n <= 0)
			return false;
		at += (size_t)n;
	}
	return true;
}

static bool
read_file(int fd, struct journal_file *ret)
{
	static const uint64_t empty;
	struct stat st;
	void *p;

	if (fsync(fd) < 0 || fstat(fd, &st) < 0)
		return false;
	errno = EINVAL;
	if (!S_ISREG(st.st_mode))
		return false;
	ret->len = (size_t)st.st_size;
	ret->bytes = (const uint8_t *)&empty;
	if (ret->len == 0)
		return true;
	p = mmap(NULL, ret->len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		return false;
	if (!read_all(fd, p, ret->len)) {
		int failed = errno;

		munmap(p, ret->len);
		errno = failed;
		return false;
	}
	ret->bytes = p;
	return true;
}

/* A killed device leaves the room it had reserved behind its log. What is zero stays zero, so this
 * may fail or be cut short. */
static void
give_room_back(const struct state_dir *s, const char *name, const struct journal_file *f)
{
	size_t used = f->len;
	int fd;

	while (used > 0 && f->bytes[used - 1] == 0)
		used--;
	used += (size_t)-used % ROOM_UNIT;
	if (f->len < used + ROOM_WORTH)
		return;
	fd = openat(s->fd, name, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return;
	(void)!fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)used,
			 (off_t)(f->len - used));
	close(fd);
}

static bool
take_file(struct state_dir *s, const char *name, struct journal_file *f, struct text *message)
{
	int fd;
	bool good;

	if (s->count == STATE_DIR_FILES_MAX) {
		text_add(message, "%s holds more than %d logs and snapshots.", s->path,
			 STATE_DIR_FILES_MAX);
		return false;
	}
	fd = openat(s->fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	good = fd >= 0 && read_file(fd, f);
	if (!good) {
		refuse(s, message, name, "cannot be read");
	} else {
		give_room_back(s, name, f);
		s->file[s->count++] = *f;
	}
	if (fd >= 0)
		close(fd);
	return good;
}

static bool
look_at(struct state_dir *s, const char *name, struct text *message)
{
	struct journal_file f = {0};

	if (state_dir_parse(name, true, &f.snapshot, &f.number))
		return unlinkat(s->fd, name, 0) == 0 ||
		       refuse(s, message, name, "cannot be removed");
	return !state_dir_parse(name, false, &f.snapshot, &f.number) ||
	       take_file(s, name, &f, message);
}

static int
in_order(const void *a, const void *b)
{
	const struct journal_file *x = a, *y = b;

	if (x->snapshot != y->snapshot)
		return x->snapshot ? 1 : -1;
	return (x->number > y->number) - (x->number < y->number);
}

static DIR *
open_list(int dir)
{
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = fd < 0 ? NULL : fdopendir(fd);

	if (list == NULL && fd >= 0)
		close(fd);
	return list;
}

bool
state_dir_read(struct state_dir *s, struct text *message, unsigned *ret_count,
	       const struct journal_file **ret_files)
{
	DIR *list = open_list(s->fd);
	const struct dirent *e;
	bool good = true;

	assert(s->count == 0);
	if (list == NULL)
		return refuse(s, message, "", "cannot be listed");
	errno = 0;
	while (good && (e = readdir(list)) != NULL) {
		good = look_at(s, e->d_name, message);
		errno = 0;
	}
	if (good && errno != 0)
		good = refuse(s, message, "", "cannot be listed");
	closedir(list);
	if (good && fsync(s->fd) < 0)
		good = refuse(s, message, "", "cannot be put on the disk");
	if (!good) {
		state_dir_release(s);
		return false;
	}
	qsort(s->file, s->count, sizeof *s->file, in_order);
	*ret_count = s->count;
	*ret_files = s->file;
	return true;
}

void
state_dir_release(struct state_dir *s)
{
	for (unsigned i = 0; i < s->count; i++)
		if (s->file[i].len > 0)
			munmap((void *)(uintptr_t)s->file[i].bytes, s->file[i].len);
	s->count = 0;
}

/* ---- remove ---- */

static bool
is_in(const struct state_dir_range *range, const char *name)
{
	uint64_t number;
	bool snapshot;

	return state_dir_parse(name, false, &snapshot, &number) &&
	       (snapshot ? range->snapshots : range->logs) && number >= range->from &&
	       number < range->below;
}

int
state_dir_remove(int dir, const struct state_dir_range *range)
{
	DIR *list = open_list(dir);
	const struct dirent *e;
	int r = list == NULL ? -errno : 0;

	errno = 0;
	while (r == 0 && (e = readdir(list)) != NULL) {
		if (is_in(range, e->d_name) && unlinkat(dir, e->d_name, 0) < 0 && errno != ENOENT)
			r = -errno;
		errno = 0;
	}
	if (r == 0 && errno != 0)
		r = -errno;
	if (list != NULL)
		closedir(list);
	return r;
}

/* ---- end ---- */

int
state_dir_fd(const struct state_dir *s)
{
	return s->fd;
}

void
state_dir_close(struct state_dir *s)
{
	if (s == NULL)
		return;
	state_dir_release(s);
	if (s->lock >= 0)
		close(s->lock);
	if (s->fd >= 0)
		close(s->fd);
	free(s);
}
