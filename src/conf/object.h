/* conf/object.h -- the inside of a configuration, for conf/conf.c and conf/line.c only.
 *
 * Objects are pointers in one array sorted by view, then key; the parts of an object follow it in
 * one block. */
#ifndef CONF_OBJECT_H
#define CONF_OBJECT_H

#include "conf/conf.h"

struct conf_object {
	const struct conf_view *view;
	struct conf_path path;
	size_t size; /* of all parts */
	char *parts;
};

struct conf {
	const struct conf_schema *schema;
	struct conf_ports ports;
	unsigned count, room;
	struct conf_object **object; /* object[0] is the system view */
};

/* The object, or NULL. */
struct conf_object *object_find(const struct conf *c, const struct conf_path *path);

/* The object, made if it was not there. */
struct conf_object *object_create(struct conf *c, const struct conf_path *path);

/* Takes it away if it is there. */
void object_delete(struct conf *c, const struct conf_path *path);

void *object_part(struct conf_object *o, unsigned part);

#endif
