/* linux/ports.c -- see ports.h.
 *
 * A line is: NAME DEVICE, apart by blanks; `#` ends it. NAME is GigabitEthernet<slot>/<card>/<port>
 * in any case of letters, numbers 0..255; DEVICE is a Linux device name. Neither may come twice. */
#include "linux/ports.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "linux/file.h"

struct word { /* of a line; len 0: none, and column is where it would stand */
	const char *p;
	size_t len;
	unsigned column; /* from 1 */
};

struct reader {
	const char *file;
	unsigned line;
	unsigned errors;
	struct text *out;
};

static void
complain(struct reader *r, struct word w, const char *what)
{
	text_add(r->out, "%s:%u:%u: ", r->file, r->line, w.column);
	if (w.len > 0)
		text_add(r->out, "'%.*s' ", (int)(w.len < 64 ? w.len : 64), w.p);
	text_add(r->out, "%s\n", what);
	r->errors++;
}

/* The word that begins at or after *column (from 0); moves *column behind it. */
static struct word
next_word(const char *line, size_t len, size_t *column)
{
	size_t from = *column, to;

	while (from < len && (line[from] == ' ' || line[from] == '\t'))
		from++;
	to = from;
	while (to < len && line[to] != ' ' && line[to] != '\t')
		to++;
	*column = to;
	return (struct word){line + from, to - from, (unsigned)from + 1};
}

/* 0..255 with nothing around it; moves *p behind it. */
static bool
read_number(const char **p, const char *end, unsigned *ret)
{
	unsigned value = 0;
	const char *s = *p;

	while (s < end && *s >= '0' && *s <= '9' && value <= 255)
		value = value * 10 + (unsigned)(*s++ - '0');
	if (s == *p || value > 255 || (**p == '0' && s > *p + 1))
		return false;
	*p = s;
	*ret = value;
	return true;
}

static bool
read_name(struct word w, char ret[LAN_PORT_NAME_MAX + 1])
{
	static const char kind[] = "GigabitEthernet";
	const char *p = w.p + sizeof(kind) - 1, *end = w.p + w.len;
	unsigned number[3];

	if (w.len < sizeof(kind) || strncasecmp(w.p, kind, sizeof(kind) - 1) != 0)
		return false;
	for (unsigned i = 0; i < 3; i++) {
		if (i > 0 && (p == end || *p++ != '/'))
			return false;
		if (!read_number(&p, end, &number[i]))
			return false;
	}
	if (p != end)
		return false;
	snprintf(ret, LAN_PORT_NAME_MAX + 1, "%s%u/%u/%u", kind, number[0], number[1], number[2]);
	return true;
}

/* As the kernel's dev_valid_name(). */
static bool
read_device(struct word w, char ret[PORTS_DEVICE_MAX + 1])
{
	if (w.len > PORTS_DEVICE_MAX || (w.len == 1 && w.p[0] == '.') ||
	    (w.len == 2 && memcmp(w.p, "..", 2) == 0))
		return false;
	for (size_t i = 0; i < w.len; i++)
		if (w.p[i] == '/' || w.p[i] == ':' || (unsigned char)w.p[i] <= ' ')
			return false;
	memcpy(ret, w.p, w.len);
	ret[w.len] = '\0';
	return true;
}

static void
read_pair(struct reader *r, struct word name, struct word device, struct ports *ports)
{
	char port_name[LAN_PORT_NAME_MAX + 1], port_device[PORTS_DEVICE_MAX + 1];

	if (!read_name(name, port_name)) {
		complain(r, name, "is not a port: GigabitEthernet<slot>/<card>/<port> is expected");
		return;
	}
	if (device.len == 0) {
		complain(r, device, "the Linux device of the port is missing");
		return;
	}
	if (!read_device(device, port_device)) {
		complain(r, device, "is not a Linux device name (at most 15 characters)");
		return;
	}
	for (unsigned i = 0; i < ports->count; i++) {
		if (strcmp(ports->port[i].name, port_name) == 0) {
			complain(r, name, "is named twice");
			return;
		}
		if (strcmp(ports->port[i].device, port_device) == 0) {
			complain(r, device, "is given to two ports");
			return;
		}
	}
	if (ports->count == LAN_PORTS_MAX) {
		complain(r, name, "is one port too many: 64 is the limit");
		return;
	}
	memcpy(ports->port[ports->count].name, port_name, sizeof(port_name));
	memcpy(ports->port[ports->count++].device, port_device, sizeof(port_device));
}

static void
read_line(struct reader *r, const char *line, size_t len, struct ports *ports)
{
	const char *comment = memchr(line, '#', len);
	size_t column = 0;
	struct word name, device, more;

	if (comment)
		len = (size_t)(comment - line);
	if (len > 0 && line[len - 1] == '\r')
		len--;
	name = next_word(line, len, &column);
	device = next_word(line, len, &column);
	more = next_word(line, len, &column);
	if (name.len == 0)
		return;
	if (more.len > 0)
		complain(r, more, "is one word too many");
	else
		read_pair(r, name, device, ports);
}

unsigned
ports_parse(const char *text, const char *file, struct text *errors, struct ports *ret_ports)
{
	struct reader r = {file, 0, 0, errors};
	struct ports ports = {0};

	while (*text) {
		size_t len = strcspn(text, "\n");

		r.line++;
		read_line(&r, text, len, &ports);
		text += len + (text[len] == '\n');
	}
	if (r.errors == 0)
		*ret_ports = ports;
	return r.errors;
}

unsigned
ports_load(const char *file, struct text *errors, struct ports *ret_ports)
{
	char *text;
	int result = file_read(file, PORTS_FILE_MAX, &text);
	unsigned count;

	if (result < 0) {
		text_add(errors, "%s:1:1: the port map cannot be read: %s\n", file,
			 strerror(-result));
		return 1;
	}
	count = ports_parse(text, file, errors, ret_ports);
	free(text);
	return count;
}

int
ports_find(const struct ports *p, const char *name)
{
	for (unsigned i = 0; i < p->count; i++)
		if (strcmp(p->port[i].name, name) == 0)
			return (int)i;
	return -1;
}
