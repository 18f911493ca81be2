/* linux/file_thread.h -- files of the operator (the startup file, what `save NAME` writes), off the
 * main loop: their file system may hang, and nobody else waits for it. Leases are the disk
 * thread's, which no file of the operator may hold up; so this is another thread.
 *
 * Jobs are done one by one, in order. One that is not done FILE_PATIENCE_US after it was asked for
 * is given up: told with -ETIMEDOUT, and not begun any more; one that hangs in the kernel may still
 * come to its end, which is told then, under the same number. Errors are negative errno. Tested in
 * test/unit/linux/file_thread.c. */
#ifndef LINUX_FILE_THREAD_H
#define LINUX_FILE_THREAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/time.h"

enum {
	FILE_JOBS_MAX = 32, /* asked for and not done */
	FILE_PATH_BYTES = 4096
};

#define FILE_PATIENCE_US (5 * TIME_SEC)

struct file_done {
	uint64_t job;
	int error;		  /* 0; -ETIMEDOUT: given up */
	bool begun;		  /* given up: it may still come to its end */
	char *text;		  /* of a file that was read, for free(); else NULL */
	struct conf_files *files; /* that were listed, for free(); else NULL */
	char path[FILE_PATH_BYTES];
};

struct conf_files;
struct text;
struct file_thread;

/* NULL and a sentence on failure. */
struct file_thread *file_thread_start(struct text *message);

/* file_write() of a copy of the bytes; file_read() of a configuration file. The job's number; 0:
 * there are FILE_JOBS_MAX, or there is no memory. */
uint64_t file_thread_write(struct file_thread *t, const char *path, const uint8_t *bytes,
			   size_t len);
uint64_t file_thread_read(struct file_thread *t, const char *path);

/* config_dir_list(); config_file is borrowed for as long as the thread lives. The same number. */
uint64_t file_thread_list(struct file_thread *t, const char *folder, const char *config_file);

/* Removes the file; none there is no error. The same number. */
uint64_t file_thread_remove(struct file_thread *t, const char *path);

/* Readable when a job is done; hear then, and at the deadline, until it returns false. */
int file_thread_fd(const struct file_thread *t);
uint64_t file_thread_deadline(struct file_thread *t); /* TIME_NEVER: nothing is asked for */
bool file_thread_hear(struct file_thread *t, uint64_t now, struct file_done *ret);

/* What became of a job that did not come to its end, as one sentence, appended. */
void file_thread_describe(const struct file_done *done, struct text *to);

/* Ends the thread once what was asked for is done, and waits patience_us for that; one that hangs
 * is left behind. Accepts NULL. */
void file_thread_stop(struct file_thread *t, uint64_t patience_us);

#endif
