/* linux/points_dir.h -- the commit points that a start finds: files commit.<number> in the state
 * folder, and `trial`, which has the number NODE_POINT_TRIAL. The file thread writes and removes
 * them. Tested in test/unit/linux/points_dir.c. */
#ifndef LINUX_POINTS_DIR_H
#define LINUX_POINTS_DIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct node_point;
struct points_dir;

enum { POINTS_DIR_MAX = 256 }; /* read; of more the ones that come last are not looked at */

/* Never fails: a file that cannot be read has the text "". NULL only without memory. */
struct points_dir *points_dir_read(const char *folder);
unsigned points_dir_list(const struct points_dir *p, const struct node_point **ret);
void points_dir_free(struct points_dir *p); /* accepts NULL */

/* FOLDER/commit.<number>; false: it is too long. */
bool points_dir_path(const char *folder, uint64_t number, char *ret, size_t cap);

/* The path ends in the name of a commit point, whose number it is; else 0. */
uint64_t points_dir_number(const char *path);

#endif
