/* test/unit/linux/said.h -- the lines that the log wrote to stderr. */
#ifndef TEST_UNIT_LINUX_SAID_H
#define TEST_UNIT_LINUX_SAID_H

#include "test/check.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int said_stderr = -1, said_file = -1;

/* From here on stderr goes into memory. */
static inline void
listen_to_log(void)
{
	fflush(stderr);
	said_stderr = dup(2);
	said_file = memfd_create("stderr", MFD_CLOEXEC);
	assert_true(said_stderr >= 0 && said_file >= 0);
	assert_int_equal(dup2(said_file, 2), 2);
}

static inline void
hear_no_more(void)
{
	fflush(stderr);
	assert_int_equal(dup2(said_stderr, 2), 2);
	close(said_stderr);
	close(said_file);
}

/* The first 64 KiB of what was said since listen_to_log(); until the next call. */
static inline const char *
said_in_log(void)
{
	static char bytes[64 << 10];
	ssize_t n;

	fflush(stderr);
	n = pread(said_file, bytes, sizeof bytes - 1, 0);
	assert_true(n >= 0);
	bytes[n] = '\0';
	return bytes;
}

/* How often. */
static inline unsigned
heard_in_log(const char *what)
{
	unsigned count = 0;

	for (const char *at = said_in_log(); (at = strstr(at, what)) != NULL; at++)
		count++;
	return count;
}

#endif
