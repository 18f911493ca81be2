/* conf/conf.c -- the objects of a configuration, and their names.
 *
 * The parts of an object are one block of zeros to begin with, each part on 16 bytes, and the lists
 * that grow (conf/part.h). A copy copies every object: configurations share nothing, so one may be
 * read by a thread while another is changed. Lines are carried out in conf/line.c. */
#include "conf/conf.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "conf/object.h"
#include "conf/part.h"
#include "conf/row_text.h"

/* ---- ports and paths ---- */

bool
conf_ports_parse(const char *const *name, unsigned count, struct conf_ports *ret)
{
	struct conf_ports ports = {.count = count};

	if (count > CONF_PORTS_MAX)
		return false;
	for (unsigned i = 0; i < count; i++) {
		struct interface_name parsed;

		if (!interface_parse(name[i], &parsed) || !interface_fits(INTERFACE_PORT, parsed))
			return false;
		ports.number[i] = parsed.number;
	}
	*ret = ports;
	return true;
}

struct conf_path
conf_path_number(unsigned view, uint32_t number)
{
	return (struct conf_path){.view = view, .key = {.number = number}};
}

struct conf_path
conf_path_interface(unsigned view, struct interface_name name)
{
	return (struct conf_path){.view = view, .key = {.number = name.number, .sub = name.sub}};
}

struct conf_path
conf_path_name(unsigned view, const char *name)
{
	struct conf_path path = {.view = view};
	struct text t = text_of(path.key.name, sizeof path.key.name);

	text_add(&t, "%s", name);
	return path;
}

int
conf_path_compare(const struct conf_path *a, const struct conf_path *b)
{
	if (a->view != b->view)
		return a->view < b->view ? -1 : 1;
	if (a->key.number != b->key.number)
		return a->key.number < b->key.number ? -1 : 1;
	if (a->key.sub != b->key.sub)
		return a->key.sub < b->key.sub ? -1 : 1;
	return strcasecmp(a->key.name, b->key.name);
}

bool
conf_path_same(const struct conf_path *a, const struct conf_path *b)
{
	return conf_path_compare(a, b) == 0;
}

/* ---- objects ---- */

static size_t
part_room(const struct conf_part *part)
{
	return (part->size + 15) / 16 * 16;
}

static size_t
part_at(const struct conf_view *v, unsigned part)
{
	size_t at = 0;

	for (unsigned i = 0; i < part; i++)
		at += part_room(v->part[i]);
	return at;
}

static struct conf_object *
object_new(const struct conf *c, const struct conf_path *path)
{
	const struct conf_view *v = &c->schema->view[path->view];
	struct conf_object *o = memory_new(1, sizeof *o);

	o->view = v;
	o->path = *path;
	o->size = part_at(v, v->parts_count);
	o->parts = memory_new(1, o->size);
	return o;
}

static void
object_free(struct conf_object *o)
{
	for (unsigned i = 0; i < o->view->parts_count; i++)
		conf_part_free(o->view->part[i], object_part(o, i));
	memory_free(o->parts);
	memory_free(o);
}

static struct conf_object *
object_copy(const struct conf *c, const struct conf_object *o)
{
	struct conf_object *copy = object_new(c, &o->path);

	for (unsigned i = 0; i < o->view->parts_count; i++)
		conf_part_copy(o->view->part[i], object_part(copy, i), conf_object_part(o, i));
	return copy;
}

static bool
object_same(const struct conf_object *a, const struct conf_object *b)
{
	if (conf_path_compare(&a->path, &b->path) != 0)
		return false;
	for (unsigned i = 0; i < a->view->parts_count; i++)
		if (!conf_part_same(a->view->part[i], conf_object_part(a, i),
				    conf_object_part(b, i)))
			return false;
	return true;
}

/* Where the path is, or belongs. */
static unsigned
place(const struct conf *c, const struct conf_path *path, bool *ret_there)
{
	unsigned low = 0, high = c->count;

	while (low < high) {
		unsigned middle = (low + high) / 2;

		if (conf_path_compare(&c->object[middle]->path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*ret_there = low < c->count && conf_path_compare(&c->object[low]->path, path) == 0;
	return low;
}

struct conf_object *
object_find(const struct conf *c, const struct conf_path *path)
{
	bool there;
	unsigned at = place(c, path, &there);

	return there ? c->object[at] : NULL;
}

static void
make_room(struct conf *c, unsigned room)
{
	struct conf_object **object = memory_new(room, sizeof *object);

	if (c->count > 0)
		memcpy(object, c->object, c->count * sizeof *object);
	memory_free(c->object);
	c->object = object;
	c->room = room;
}

struct conf_object *
object_create(struct conf *c, const struct conf_path *path)
{
	bool there;
	unsigned at = place(c, path, &there);

	if (there)
		return c->object[at];
	if (c->count == c->room)
		make_room(c, c->room * 2 + 16);
	memmove(&c->object[at + 1], &c->object[at], (c->count - at) * sizeof *c->object);
	c->object[at] = object_new(c, path);
	c->count++;
	return c->object[at];
}

void
object_delete(struct conf *c, const struct conf_path *path)
{
	bool there;
	unsigned at = place(c, path, &there);

	if (!there)
		return;
	assert(at > 0);
	object_free(c->object[at]);
	c->count--;
	memmove(&c->object[at], &c->object[at + 1], (c->count - at) * sizeof *c->object);
}

void *
object_part(struct conf_object *o, unsigned part)
{
	return o->parts + part_at(o->view, part);
}

bool
conf_object_empty(const struct conf_object *o)
{
	for (size_t i = 0; i < o->size; i++)
		if (o->parts[i] != 0)
			return false;
	return true;
}

/* ---- configurations ---- */

struct conf *
conf_new(const struct conf_schema *schema, const struct conf_ports *ports)
{
	struct conf *c = memory_new(1, sizeof *c);

	c->schema = schema;
	c->ports = *ports;
	object_create(c, &(struct conf_path){0});
	return c;
}

struct conf *
conf_copy(const struct conf *c)
{
	struct conf *copy = memory_new(1, sizeof *copy);

	*copy = (struct conf){.schema = c->schema, .ports = c->ports};
	make_room(copy, c->count + 8);
	for (unsigned i = 0; i < c->count; i++)
		copy->object[i] = object_copy(c, c->object[i]);
	copy->count = c->count;
	return copy;
}

void
conf_free(struct conf *c)
{
	if (!c)
		return;
	for (unsigned i = 0; i < c->count; i++)
		object_free(c->object[i]);
	memory_free(c->object);
	memory_free(c);
}

const struct conf_schema *
conf_schema(const struct conf *c)
{
	return c->schema;
}

const struct conf_ports *
conf_ports(const struct conf *c)
{
	return &c->ports;
}

bool
conf_same(const struct conf *a, const struct conf *b)
{
	if (a->schema != b->schema || a->count != b->count)
		return false;
	for (unsigned i = 0; i < a->count; i++)
		if (!object_same(a->object[i], b->object[i]))
			return false;
	return true;
}

const struct conf_object *
conf_next(const struct conf *c, const struct conf_object *prev)
{
	bool there = false;
	unsigned at = prev ? place(c, &prev->path, &there) : 0;

	at += there;
	return at < c->count ? c->object[at] : NULL;
}

const struct conf_object *
conf_next_of(const struct conf *c, unsigned view, const struct conf_object *prev)
{
	struct conf_path first = {.view = view};
	const struct conf_object *o;
	bool there;
	unsigned at = place(c, &first, &there);

	if (prev)
		o = conf_next(c, prev);
	else
		o = at < c->count ? c->object[at] : NULL;
	return o && o->path.view == view ? o : NULL;
}

const struct conf_object *
conf_find(const struct conf *c, const struct conf_path *path)
{
	return object_find(c, path);
}

unsigned
conf_count(const struct conf *c, unsigned view)
{
	struct conf_path first = {.view = view}, after = {.view = view + 1};
	bool there;

	return place(c, &after, &there) - place(c, &first, &there);
}

const struct conf_path *
conf_object_path(const struct conf_object *o)
{
	return &o->path;
}

const void *
conf_object_part(const struct conf_object *o, unsigned part)
{
	assert(part < o->view->parts_count);
	return o->parts + part_at(o->view, part);
}

const struct conf_part *
conf_object_rows(const struct conf_object *o, unsigned part)
{
	assert(part < o->view->parts_count);
	return o->view->part[part];
}

bool
conf_path_valid(const struct conf *c, const struct conf_path *path)
{
	const struct conf_view *v = &c->schema->view[path->view];

	if (!v->physical)
		return object_find(c, path) != NULL;
	for (unsigned i = 0; i < c->ports.count; i++)
		if (c->ports.number[i] == path->key.number)
			return true;
	return c->ports.any;
}

void
conf_fill(const struct conf_part *part, void *value)
{
	row_fill(part->rows, part->count, value);
}

/* ---- names ---- */

bool
conf_blank(const struct conf *c, struct interface_name name)
{
	const struct conf_object *first = NULL, *o = NULL;

	for (unsigned v = c->schema->count; v-- > 1;) {
		const struct conf_view *view = &c->schema->view[v];
		struct conf_path path = conf_path_interface(v, name);
		const struct conf_object *of_view;

		if (view->key != CONF_KEY_INTERFACE)
			continue;
		of_view = conf_next_of(c, v, NULL);
		first = of_view ? of_view : first;
		if (interface_fits(view->type, name))
			o = object_find(c, &path);
	}
	return o ? o->path.key.blank : first != NULL && first->path.key.blank;
}

/* Appends pattern with the key in place of `*`. */
static void
fill_in(const struct conf_view *v, const struct conf_key *key, const char *pattern,
	struct text *out)
{
	struct interface_name name = {v->type, key->number, 0};
	char text[INTERFACE_TEXT];
	size_t star, before;

	if (v->type >= INTERFACE_PORT) {
		name = interface_port(key->number);
		name.sub = key->sub;
		before = strcspn(pattern, "@");
		text_add(out, "%.*s%s", (int)before, pattern, interface_type_name(name.type));
		pattern += before + (pattern[before] == '@');
	}
	star = before = strcspn(pattern, "*");
	if (v->key == CONF_KEY_INTERFACE && !key->blank && star > 0 && pattern[star - 1] == ' ')
		before--;
	text_bytes(out, pattern, before);
	if (pattern[star] == '\0')
		return;
	if (v->key == CONF_KEY_NAME)
		text_add(out, "%s", key->name);
	else if (v->key == CONF_KEY_NUMBER)
		text_add(out, "%u", key->number);
	else
		text_add(out, "%s", interface_number_format(name, text));
	text_add(out, "%s", pattern + star + 1);
}

const char *
conf_prompt(const struct conf *c, const struct conf_path *path, char text[CONF_PROMPT_MAX])
{
	struct text t = text_of(text, CONF_PROMPT_MAX);
	const struct conf_view *v = &c->schema->view[path->view];

	if (path->view == 0)
		return text;
	text_add(&t, "-");
	fill_in(v, &path->key, v->prompt, &t);
	return text;
}

const char *
conf_header(const struct conf *c, const struct conf_path *path, char text[CONF_HEADER_MAX])
{
	struct text t = text_of(text, CONF_HEADER_MAX);
	const struct conf_view *v = &c->schema->view[path->view];
	const struct conf_object *o = object_find(c, path);
	struct row_item item;

	if (v->line != NULL && o != NULL && row_first(v->line, 1, conf_object_part(o, 0), &item))
		row_render(&item, conf_object_part(o, 0), &t);
	else if (path->view != 0)
		fill_in(v, o ? &o->path.key : &path->key, v->header, &t);
	return text;
}
