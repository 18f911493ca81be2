/* linux/config_dir.c -- see linux/config_dir.h. */
#include "linux/config_dir.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/time.h"
#include "linux/file.h"

const char *
config_dir_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

bool
config_dir_path(const char *folder, const char *config_file, const char *name, char *ret,
		size_t cap)
{
	int n = 0;

	if (strcmp(name, config_dir_base(config_file)) == 0)
		n = snprintf(ret, cap, "%s", config_file);
	else if (conf_file_named(name))
		n = snprintf(ret, cap, "%s/%s", folder, name);
	if (n > 0 && (size_t)n < cap)
		return true;
	ret[0] = '\0';
	return false;
}

bool
config_dir_pointer(const char *folder, char *ret, size_t cap)
{
	int n = snprintf(ret, cap, "%s/next-startup", folder);

	return n > 0 && (size_t)n < cap;
}

int
config_dir_next(const char *folder, char ret[CONF_FILE_NAME_MAX + 1])
{
	char path[PATH_MAX], *text = NULL;
	int r = -ENAMETOOLONG;
	size_t len;

	ret[0] = '\0';
	if (config_dir_pointer(folder, path, sizeof path))
		r = file_read(path, CONF_FILE_NAME_MAX + 1, &text);
	if (r == -ENOENT)
		return 0;
	if (r == -EFBIG || r == -EILSEQ)
		return -EBADMSG;
	if (r < 0)
		return r;
	len = strcspn(text, "\n");
	if (strcmp(text + len, "\n") == 0) {
		text[len] = '\0';
		if (conf_file_named(text))
			snprintf(ret, CONF_FILE_NAME_MAX + 1, "%s", text);
	}
	free(text);
	return ret[0] != '\0' ? 0 : -EBADMSG;
}

static void
take(struct conf_files *to, const char *path, const char *name)
{
	struct conf_file *f;
	struct stat st;

	if (stat(path, &st) < 0 || !S_ISREG(st.st_mode))
		return;
	if (to->count == CONF_FILES_MAX) {
		to->more++;
		return;
	}
	f = &to->list[to->count++];
	snprintf(f->name, sizeof f->name, "%s", name);
	f->bytes = (uint64_t)st.st_size;
	f->wall_us = (int64_t)st.st_mtim.tv_sec * (int64_t)TIME_SEC + st.st_mtim.tv_nsec / 1000;
}

static int
by_name(const void *a, const void *b)
{
	const struct conf_file *x = a, *y = b;

	return strcmp(x->name, y->name);
}

int
config_dir_list(const char *folder, const char *config_file, struct conf_files *ret)
{
	const char *own = config_dir_base(config_file);
	DIR *list = opendir(folder);
	const struct dirent *e;
	char path[PATH_MAX];

	*ret = (struct conf_files){.count = 0};
	if (list == NULL)
		return -errno;
	take(ret, config_file, own);
	while ((e = readdir(list)) != NULL)
		if (strcmp(e->d_name, own) != 0 &&
		    config_dir_path(folder, config_file, e->d_name, path, sizeof path))
			take(ret, path, e->d_name);
	closedir(list);
	qsort(ret->list, ret->count, sizeof ret->list[0], by_name);
	return 0;
}
