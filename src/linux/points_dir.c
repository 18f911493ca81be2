/* linux/points_dir.c -- see linux/points_dir.h. At start, before there are threads. */
#include "linux/points_dir.h"

#include <dirent.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/load.h"
#include "linux/file.h"
#include "node/step/input.h"

enum { DIGITS_MAX = 10 };

struct points_dir {
	unsigned count;
	struct node_point list[POINTS_DIR_MAX];
};

static const char prefix[] = "commit.", trial[] = "trial";

uint64_t
points_dir_number(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
	const char *digits = name + sizeof prefix - 1;

	if (strcmp(name, trial) == 0)
		return NODE_POINT_TRIAL;
	if (strncmp(name, prefix, sizeof prefix - 1) != 0 || digits[0] == '0' ||
	    strspn(digits, "0123456789") != strlen(digits) || strlen(digits) > DIGITS_MAX ||
	    strtoull(digits, NULL, 10) == NODE_POINT_TRIAL)
		return 0;
	return strtoull(digits, NULL, 10);
}

bool
points_dir_path(const char *folder, uint64_t number, char *ret, size_t cap)
{
	int n = number == NODE_POINT_TRIAL
		    ? snprintf(ret, cap, "%s/%s", folder, trial)
		    : snprintf(ret, cap, "%s/%s%" PRIu64, folder, prefix, number);

	return n > 0 && (size_t)n < cap;
}

static void
take(struct points_dir *p, const char *folder, uint64_t number)
{
	char path[PATH_MAX], *text = NULL;

	if (points_dir_path(folder, number, path, sizeof path) &&
	    file_read(path, LOAD_TEXT_MAX, &text) == 0)
		p->list[p->count++] = (struct node_point){number, text};
	else
		p->list[p->count++] = (struct node_point){number, NULL};
}

struct points_dir *
points_dir_read(const char *folder)
{
	struct points_dir *p = calloc(1, sizeof *p);
	DIR *list = p != NULL ? opendir(folder) : NULL;
	const struct dirent *e;
	uint64_t number;

	while (list != NULL && p->count < POINTS_DIR_MAX && (e = readdir(list)) != NULL)
		if ((number = points_dir_number(e->d_name)) != 0)
			take(p, folder, number);
	if (list != NULL)
		closedir(list);
	return p;
}

unsigned
points_dir_list(const struct points_dir *p, const struct node_point **ret)
{
	*ret = p != NULL ? p->list : NULL;
	return p != NULL ? p->count : 0;
}

void
points_dir_free(struct points_dir *p)
{
	for (unsigned i = 0; p != NULL && i < p->count; i++)
		free((void *)(uintptr_t)p->list[i].text);
	free(p);
}
