/* conf/interface.h -- interface names: Vlanif100, GigabitEthernet0/1/1.
 *
 * Typed in any case, joined or with one blank, with the type abbreviated (`gi 0/1/1`, `GE0/1/1`,
 * `vlanif100`); displays print the joined form, saved files the one with a blank (docs/vrp.md). A
 * new type of interface is a row of the table in conf/interface.c. Tested in
 * test/unit/conf/interface.c. */
#ifndef CONF_INTERFACE_H
#define CONF_INTERFACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum interface_type { INTERFACE_NONE, INTERFACE_VLANIF, INTERFACE_GE, INTERFACE_TYPES };

struct interface_name {
	enum interface_type type;
	uint32_t number; /* Vlanif: the VLAN; GigabitEthernet: slot << 16 | card << 8 | port */
};

enum { INTERFACE_TEXT = 32 }; /* "GigabitEthernet255/255/255" and its end */

/* "Vlanif", "GigabitEthernet". */
const char *interface_type_name(enum interface_type type);

/* The type that the first `len` characters of word mean, INTERFACE_NONE when none or several. */
enum interface_type interface_type_parse(const char *word, size_t len);

/* The number of a given type, "100" or "0/1/1", whole. */
bool interface_number_parse(enum interface_type type, const char *text, size_t len,
			    uint32_t *ret_number);

/* A whole name, joined or with one blank. */
bool interface_parse(const char *text, struct interface_name *ret);

/* "Vlanif100", "GigabitEthernet0/1/1"; into text, returned. */
const char *interface_format(struct interface_name name, char text[INTERFACE_TEXT]);

/* "100", "0/1/1"; into text, returned. */
const char *interface_number_format(struct interface_name name, char text[INTERFACE_TEXT]);

#endif
