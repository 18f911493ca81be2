/* linux/config_dir.h -- the operator's configuration files: those in the state folder by their
 * plain names, and the one that twinleased was given (-c) by the last part of its path. The file
 * `next-startup` of the state folder has the name of the one that a start reads instead of that of
 * -c. Tested in test/unit/linux/config_dir.c. */
#ifndef LINUX_CONFIG_DIR_H
#define LINUX_CONFIG_DIR_H

#include <stdbool.h>
#include <stddef.h>

#include "conf/files.h"

/* The last part of a path. */
const char *config_dir_base(const char *path);

/* The path of the file with this plain name; false: it is no such name, or the path is too long. */
bool config_dir_path(const char *folder, const char *config_file, const char *name, char *ret,
		     size_t cap);

/* FOLDER/next-startup; false: it is too long. */
bool config_dir_pointer(const char *folder, char *ret, size_t cap);

/* The name in it. 0: there is none, ret is "". Negative errno; -EBADMSG: it holds no such name. */
int config_dir_next(const char *folder, char ret[CONF_FILE_NAME_MAX + 1]);

/* Every regular file of the folder that has such a name, and config_file. Negative errno. */
int config_dir_list(const char *folder, const char *config_file, struct conf_files *ret);

#endif
