/* linux/file.h -- whole files, bounded in, durable out. Errors are negative errno.
 * Tested in test/unit/linux/file.c. */
#ifndef LINUX_FILE_H
#define LINUX_FILE_H

#include <stddef.h>

/* The whole file and a '\0' after it, to be given to free(). -EFBIG above max bytes, -EILSEQ when
 * it holds a '\0', -EISDIR and -ENOTSUP when it is a folder, or a pipe or device: nothing is waited
 * for. */
int file_read(const char *path, size_t max, char **ret);

/* Replaces the file so that after a crash the old or the new one stands there, whole: a temporary
 * file beside it, fsync, rename, fsync of the folder. A new file gets mode 0640. */
int file_write(const char *path, const void *bytes, size_t len);

/* Makes the folder and what is missing above it, mode 0755. */
int file_folders(const char *path);

#endif
