/* conf/files.h -- the configuration files of a device as a list, and which names they may have.
 * Plain data: linux/ fills it, cli/ prints it. */
#ifndef CONF_FILES_H
#define CONF_FILES_H

#include <stdbool.h>
#include <stdint.h>

enum {
	CONF_FILE_NAME_MIN = 5, /* x.cfg */
	CONF_FILE_NAME_MAX = 64,
	CONF_FILES_MAX = 128 /* listed; more are counted */
};

struct conf_file {
	char name[CONF_FILE_NAME_MAX + 1];
	uint64_t bytes;
	int64_t wall_us; /* when it was written, since 1970 */
};

struct conf_files { /* by name */
	unsigned count, more;
	struct conf_file list[CONF_FILES_MAX];
};

/* Letters, digits, `_` `-` `.`; no dot first, .cfg last, in any case: it cannot lead out of its
 * folder, and is no file of leases. */
bool conf_file_named(const char *name);

#endif
