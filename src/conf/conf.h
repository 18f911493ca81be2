/* conf/conf.h -- a configuration as a value: the objects of every view, each a set of parts.
 *
 * A schema (node/config/schema.h) lists the views; what a view holds is given by subjects as parts
 * (conf/row.h). Object 0 of a configuration is the system view, it always exists. Others exist
 * when they were created. Ports are physical: they cannot be created or deleted, only names of the
 * port list can be entered, and a port with nothing configured is the same as no object.
 * A view is a path of keys, never a pointer. Names compare without case. A configuration is
 * changed only by conf/line.h; whoever holds a const one may keep using it until conf_free().
 * Tested in test/unit/conf/conf.c, with the real schema in test/unit/node/schema.c. */
#ifndef CONF_CONF_H
#define CONF_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "conf/row.h"
#include "conf/template.h"

enum {
	CONF_NAME_MAX = 128, /* characters of an object's name */
	CONF_PARTS_MAX = 6,  /* parts of one view */
	CONF_PORTS_MAX = 64, /* physical ports of a device */
	CONF_PROMPT_MAX = 160,
	CONF_HEADER_MAX = ROW_LINE_MAX,
	CONF_MESSAGE_MAX = 240,
	CONF_REWRITE_MAX = 32 << 10 /* bytes of all lines of a rewrite */
};

struct conf_part {
	size_t size;
	const struct row *rows;
	unsigned count;
};

enum conf_key_kind { CONF_KEY_NONE, CONF_KEY_NUMBER, CONF_KEY_NAME, CONF_KEY_INTERFACE };

struct conf_view {
	const char *noun;  /* for messages: "VLAN", "remote backup service" */
	const char *enter; /* typed in the system view; its one placeholder is the key, unless */
	const struct row *line; /* enter is its template: the values are written into part 0, and
				   the view is saved by its line; or NULL */
	const char *again;	/* a shorter form for one that exists, or NULL */
	const char *undo;	/* without the word undo; NULL for ports */
	const char *idle;	/* a line of saved files that means nothing here; or NULL */
	const char *batch;	/* "vlan batch <vlans>": creates and deletes several; or NULL */
	const char *help;
	const char *header; /* saved form; `*` stands for the key: "interface Vlanif *", of an
			     * interface as it was entered, so with or without the blank; `@` for
			     * the type of a port or a sub-interface */
	const char *prompt; /* "Vlanif*" */
	enum conf_key_kind key;
	enum interface_type type; /* of KEY_INTERFACE */
	bool physical;
	unsigned max; /* objects */
	const struct conf_part *part[CONF_PARTS_MAX];
	unsigned parts_count;
	/* Looked at after each line carried out in the view: lines of the view, each with its end,
	 * that say in its own words what part 0 has in those of another device; nothing: there is
	 * none. NULL: it never has. */
	void (*rewrite)(const void *part, struct text *lines);
};

struct conf_schema { /* view 0 is the system view; order is the saved order */
	const struct conf_view *view;
	unsigned count;
};

/* The ports of the device; `any` accepts every well-formed name (a check without a port map). What
 * else a validation asks of the machine: unsteady, it promises no time. */
struct conf_ports {
	bool any, unsteady;
	unsigned count;
	uint32_t number[CONF_PORTS_MAX]; /* conf/interface.h */
};

/* From canonical names; false when one is no port's name or they are too many. */
bool conf_ports_parse(const char *const *name, unsigned count, struct conf_ports *ret);

struct conf_key {
	uint32_t number, sub; /* KEY_INTERFACE: as in its name */
	char name[CONF_NAME_MAX + 1];
	/* How it was first entered, which its lines are printed by; no comparison looks at it. */
	bool blank; /* KEY_INTERFACE: with a blank before the number */
	bool batch; /* by the view's batch */
};

struct conf_path { /* all zero: the system view */
	unsigned view;
	struct conf_key key;
};

/* Keys for look-ups. */
struct conf_path conf_path_number(unsigned view, uint32_t number);
struct conf_path conf_path_interface(unsigned view, struct interface_name name);
struct conf_path conf_path_name(unsigned view, const char *name);
bool conf_path_same(const struct conf_path *a, const struct conf_path *b);

/* <0, 0, >0 in saved order. */
int conf_path_compare(const struct conf_path *a, const struct conf_path *b);

struct conf;
struct conf_object;

struct conf *conf_new(const struct conf_schema *schema, const struct conf_ports *ports);
struct conf *conf_copy(const struct conf *c);
void conf_free(struct conf *c); /* accepts NULL */
const struct conf_schema *conf_schema(const struct conf *c);
const struct conf_ports *conf_ports(const struct conf *c);

/* Equal values: nothing is pending between them. */
bool conf_same(const struct conf *a, const struct conf *b);

/* The objects in saved order: of all views, or of one. prev NULL: the first. NULL: no more. */
const struct conf_object *conf_next(const struct conf *c, const struct conf_object *prev);
const struct conf_object *conf_next_of(const struct conf *c, unsigned view,
				       const struct conf_object *prev);
const struct conf_object *conf_find(const struct conf *c, const struct conf_path *path);
unsigned conf_count(const struct conf *c, unsigned view);

const struct conf_path *conf_object_path(const struct conf_object *o);

/* The struct of part number `part`. */
const void *conf_object_part(const struct conf_object *o, unsigned part);

/* Nothing is configured in it. */
bool conf_object_empty(const struct conf_object *o);

/* Whether lines print this interface with a blank before its number: as it was entered, else as the
 * first interface was. */
bool conf_blank(const struct conf *c, struct interface_name name);

/* The part's rows. */
const struct conf_part *conf_object_rows(const struct conf_object *o, unsigned part);

/* True when a session may stand in this view: the object exists, or it is a known port. */
bool conf_path_valid(const struct conf *c, const struct conf_path *path);

/* "DeviceA" is the caller's; this is the rest of a prompt: "", "-vlan100", "-ip-pool-pool1". */
const char *conf_prompt(const struct conf *c, const struct conf_path *path,
			char text[CONF_PROMPT_MAX]);

/* Writes the defaults that the part's rows name into a copy of its struct: row_fill(). */
void conf_fill(const struct conf_part *part, void *value);

/* The line that enters the view, as it was entered: "interface Vlanif 100", "interface Vlanif100";
 * "" for the system view. Of a view with a line: that of the object in c, and without one only its
 * beginning. */
const char *conf_header(const struct conf *c, const struct conf_path *path,
			char text[CONF_HEADER_MAX]);

#endif
