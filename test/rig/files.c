/* test/rig/files.c -- the configuration files of a device, by their names. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/files.h"
#include "test/rig/inside.h"
#include "test/rig/rig.h"

char *
rig_copy_of(const char *bytes, size_t len)
{
	char *text = calloc(1, len + 1);

	assert(text);
	memcpy(text, bytes, len);
	return text;
}

static unsigned
find_file(const struct rig_files *f, const char *name)
{
	unsigned i = 0;

	while (i < f->count && strcmp(f->name[i], name) != 0)
		i++;
	return i;
}

void
rig_keep_file(struct rig_files *f, const char *name, const char *bytes, size_t len)
{
	unsigned i = find_file(f, name);

	assert(i < RIG_FILES_MAX && strlen(name) < RIG_FILE_NAME);
	if (i == f->count)
		f->count++;
	free(f->text[i]);
	f->text[i] = rig_copy_of(bytes, len);
	snprintf(f->name[i], RIG_FILE_NAME, "%s", name);
}

void
rig_put_file(struct rig *r, unsigned device, const char *name, const char *text, size_t len)
{
	rig_keep_file(r->device[device].files, name, text, len);
}

const char rig_own_file[] = "startup.cfg";

/* The name that is meant by NULL or "". */
const char *
rig_file_meant(const struct rig_device *d, const char *name)
{
	if (name && name[0])
		return name;
	return d->files->startup[0] ? d->files->startup : rig_own_file;
}

/* NULL: it is not there. */
const char *
rig_file_text(const struct rig_device *d, const char *name)
{
	unsigned i = find_file(d->files, name);

	if (strcmp(name, rig_own_file) == 0)
		return d->saved;
	return i < d->files->count ? d->files->text[i] : NULL;
}

const char *
rig_startup(const struct rig *r, unsigned device)
{
	const struct rig_device *d = &r->device[device];

	return rig_file_text(d, rig_file_meant(d, NULL));
}

static void
take_file(struct conf_files *to, const char *name, const char *text)
{
	struct conf_file *f = &to->list[to->count++];

	snprintf(f->name, sizeof f->name, "%s", name);
	f->bytes = strlen(text);
}

void
rig_list_files(const struct rig_device *d, struct conf_files *ret)
{
	ret->count = 0;
	for (unsigned i = 0; i < d->files->count; i++)
		take_file(ret, d->files->name[i], d->files->text[i]);
	if (d->saved)
		take_file(ret, rig_own_file, d->saved);
}
