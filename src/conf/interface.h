/* conf/interface.h -- interface names: Vlanif100, LoopBack0, GigabitEthernet0/1/1, Eth-Trunk1, and
 * sub-interfaces of ports, GigabitEthernet0/1/0.100.
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

enum interface_type {
	INTERFACE_NONE,
	INTERFACE_VLANIF,
	INTERFACE_LOOPBACK,
	INTERFACE_NULL,
	INTERFACE_GE, /* from here on ports, in the order of saved files */
	INTERFACE_ETHERNET,
	INTERFACE_XGE,
	INTERFACE_10GE,
	INTERFACE_25GE,
	INTERFACE_40GE,
	INTERFACE_100GE,
	INTERFACE_ETH_TRUNK,
	INTERFACE_TYPES,
	INTERFACE_PORT = INTERFACE_TYPES, /* any port, where one is asked for */
	INTERFACE_SUB			  /* any sub-interface of a port */
};

struct interface_name {
	enum interface_type type;
	/* Vlanif: the VLAN. LoopBack, NULL: its own. Ports: slot << 16 | card << 8 | port, of an
	 * Eth-Trunk its number, and above them the type counted from INTERFACE_GE: one number names
	 * a port. */
	uint32_t number;
	uint32_t sub; /* 0: the port itself; else of its sub-interface */
};

enum {
	INTERFACE_TEXT = 40, /* "XGigabitEthernet255/255/255.4096" and its end */
	INTERFACE_SUB_MAX = 4096,
	INTERFACE_TRUNK_MAX = 1023,
	INTERFACE_LOOPBACK_MAX = 1023
};

/* "Vlanif", "GigabitEthernet". */
const char *interface_type_name(enum interface_type type);

/* The type that the first `len` characters of word mean, INTERFACE_NONE when none or several. */
enum interface_type interface_type_parse(const char *word, size_t len);

/* How many of the first characters of a word are an interface type: "GE0/1/1" 2, "10GE1/0/1" 4,
 * "Eth-Trunk1" 9, "100" 0. */
size_t interface_letters(const char *word, size_t len);

/* Whether a type is one that was asked for, as far as the type says it; INTERFACE_NONE asks for
 * any. */
bool interface_type_fits(enum interface_type wanted, enum interface_type type);

/* Whether an interface is one that was asked for. */
bool interface_fits(enum interface_type wanted, struct interface_name name);

/* The bounds of the number, of a type that has one and no slot; else false. */
bool interface_range(enum interface_type type, uint32_t *ret_low, uint32_t *ret_high);

/* The same interface. */
bool interface_same(struct interface_name a, struct interface_name b);

/* The name of a port by its number. */
struct interface_name interface_port(uint32_t number);

/* The number of a given type, "100", "0/1/1" or "0/1/1.100", whole. */
bool interface_number_parse(enum interface_type type, const char *text, size_t len,
			    struct interface_name *ret);

/* A whole name, joined or with one blank. */
bool interface_parse(const char *text, struct interface_name *ret);

/* "Vlanif100", "GigabitEthernet0/1/1.100"; into text, returned. */
const char *interface_format(struct interface_name name, char text[INTERFACE_TEXT]);

/* "100", "0/1/1"; into text, returned. */
const char *interface_number_format(struct interface_name name, char text[INTERFACE_TEXT]);

#endif
