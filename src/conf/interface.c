/* conf/interface.c -- the types of interfaces are a table; a number is up to three of 8 bits, or
 * one of more, in one word, below the type of a port, so names of one type sort as their numbers
 * do. */
#include "conf/interface.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const struct {
	const char *name, *alias; /* alias: a short form that is no prefix of the name */
	unsigned numbers;	  /* joined by '/' */
	uint32_t low, high;	  /* of each number */
} types[INTERFACE_TYPES] = {
    [INTERFACE_VLANIF] = {"Vlanif", NULL, 1, 1, 4094},
    [INTERFACE_LOOPBACK] = {"LoopBack", NULL, 1, 0, INTERFACE_LOOPBACK_MAX},
    [INTERFACE_NULL] = {"NULL", NULL, 1, 0, 0},
    [INTERFACE_GE] = {"GigabitEthernet", "GE", 3, 0, 255},
    [INTERFACE_ETHERNET] = {"Ethernet", NULL, 3, 0, 255},
    [INTERFACE_XGE] = {"XGigabitEthernet", "XGE", 3, 0, 255},
    [INTERFACE_10GE] = {"10GE", NULL, 3, 0, 255},
    [INTERFACE_25GE] = {"25GE", NULL, 3, 0, 255},
    [INTERFACE_40GE] = {"40GE", NULL, 3, 0, 255},
    [INTERFACE_100GE] = {"100GE", NULL, 3, 0, 255},
    [INTERFACE_ETH_TRUNK] = {"Eth-Trunk", NULL, 1, 0, INTERFACE_TRUNK_MAX},
};

enum { TYPE_SHIFT = 24 }; /* of a port, above its number */

static bool
is_port(enum interface_type type)
{
	return type >= INTERFACE_GE && type < INTERFACE_TYPES;
}

size_t
interface_letters(const char *word, size_t len)
{
	size_t digits = 0, n;

	while (digits < len && word[digits] >= '0' && word[digits] <= '9')
		digits++;
	n = digits;
	while (n < len && (((word[n] | 0x20) >= 'a' && (word[n] | 0x20) <= 'z') ||
			   (n > digits && word[n] == '-')))
		n++;
	return n > digits ? n : 0;
}

bool
interface_type_fits(enum interface_type wanted, enum interface_type type)
{
	return type != INTERFACE_NONE && (wanted == INTERFACE_NONE || wanted == type ||
					  (wanted >= INTERFACE_PORT && is_port(type)));
}

bool
interface_fits(enum interface_type wanted, struct interface_name name)
{
	if (!interface_type_fits(wanted, name.type))
		return false;
	return wanted == INTERFACE_NONE || (wanted == INTERFACE_SUB) == (name.sub > 0);
}

bool
interface_range(enum interface_type type, uint32_t *ret_low, uint32_t *ret_high)
{
	assert(type > INTERFACE_NONE && type < INTERFACE_TYPES);
	if (types[type].numbers != 1)
		return false;
	*ret_low = types[type].low;
	*ret_high = types[type].high;
	return true;
}

bool
interface_same(struct interface_name a, struct interface_name b)
{
	return a.type == b.type && a.number == b.number && a.sub == b.sub;
}

struct interface_name
interface_port(uint32_t number)
{
	struct interface_name name = {INTERFACE_GE + (number >> TYPE_SHIFT), number, 0};

	assert(is_port(name.type));
	return name;
}

const char *
interface_type_name(enum interface_type type)
{
	assert(type > INTERFACE_NONE && type < INTERFACE_TYPES);
	return types[type].name;
}

enum interface_type
interface_type_parse(const char *word, size_t len)
{
	enum interface_type found = INTERFACE_NONE;

	for (enum interface_type t = INTERFACE_NONE + 1; len > 0 && t < INTERFACE_TYPES; t++) {
		const char *alias = types[t].alias;

		if (alias && strlen(alias) == len && strncasecmp(alias, word, len) == 0)
			return t;
		if (len > strlen(types[t].name) || strncasecmp(types[t].name, word, len) != 0)
			continue;
		if (found != INTERFACE_NONE)
			return INTERFACE_NONE;
		found = t;
	}
	return found;
}

/* A decimal number within bounds; *p moves behind it. */
static bool
number_parse(const char **p, const char *end, uint32_t low, uint32_t high, uint32_t *ret)
{
	uint32_t v = 0;
	unsigned digits = 0;

	for (; *p < end && **p >= '0' && **p <= '9' && digits < 5; (*p)++, digits++)
		v = v * 10 + (uint32_t)(**p - '0');
	*ret = v;
	return digits > 0 && v >= low && v <= high;
}

bool
interface_number_parse(enum interface_type type, const char *text, size_t len,
		       struct interface_name *ret)
{
	const char *end = text + len;
	struct interface_name name = {type, 0, 0};
	uint32_t v;

	assert(type > INTERFACE_NONE && type < INTERFACE_TYPES);
	for (unsigned i = 0; i < types[type].numbers; i++) {
		if (i > 0 && (text == end || *text++ != '/'))
			return false;
		if (!number_parse(&text, end, types[type].low, types[type].high, &v))
			return false;
		name.number = name.number << 8 | v;
	}
	if (is_port(type))
		name.number |= (uint32_t)(type - INTERFACE_GE) << TYPE_SHIFT;
	if (is_port(type) && text < end && *text == '.') {
		text++;
		if (!number_parse(&text, end, 1, INTERFACE_SUB_MAX, &name.sub))
			return false;
	}
	if (text != end)
		return false;
	*ret = name;
	return true;
}

bool
interface_parse(const char *text, struct interface_name *ret)
{
	size_t letters = interface_letters(text, strlen(text));
	enum interface_type type = interface_type_parse(text, letters);

	if (type == INTERFACE_NONE)
		return false;
	text += letters;
	if (*text == ' ')
		text++;
	return interface_number_parse(type, text, strlen(text), ret);
}

const char *
interface_format(struct interface_name name, char text[INTERFACE_TEXT])
{
	char number[INTERFACE_TEXT / 2], sub[8] = "";

	assert(name.type > INTERFACE_NONE && name.type < INTERFACE_TYPES);
	if (types[name.type].numbers == 1)
		snprintf(number, sizeof number, "%u",
			 is_port(name.type) ? name.number & 0xffffffu : name.number);
	else
		snprintf(number, sizeof number, "%u/%u/%u", name.number >> 16 & 255u,
			 name.number >> 8 & 255u, name.number & 255u);
	if (name.sub > 0)
		snprintf(sub, sizeof sub, ".%u", name.sub % 10000);
	snprintf(text, INTERFACE_TEXT, "%s%s%s", types[name.type].name, number, sub);
	return text;
}

const char *
interface_number_format(struct interface_name name, char text[INTERFACE_TEXT])
{
	size_t letters = strlen(interface_type_name(name.type));

	interface_format(name, text);
	memmove(text, text + letters, strlen(text) - letters + 1);
	return text;
}
