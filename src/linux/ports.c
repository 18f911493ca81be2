/* linux/ports.c -- see ports.h.
 *
 * A line is: NAME DEVICE, apart by blanks; `#` ends it. NAME is a port's whole name in any case of
 * letters (conf/interface.h); DEVICE is a Linux device name. Neither may come twice. */
#include "linux/ports.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "conf/interface.h"
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

static bool
read_name(struct word w, char ret[LAN_PORT_NAME_MAX + 1])
{
	char copy[LAN_PORT_NAME_MAX + 1], canonical[INTERFACE_TEXT];
	struct interface_name name;

	if (w.len >= sizeof(copy))
		return false;
	memcpy(copy, w.p, w.len);
	copy[w.len] = '\0';
	if (!interface_parse(copy, &name) || !interface_fits(INTERFACE_PORT, name))
		return false;
	snprintf(ret, LAN_PORT_NAME_MAX + 1, "%s", interface_format(name, canonical));
	return strcasecmp(ret, copy) == 0;
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
		complain(r, name,
			 "is not a port, like GigabitEthernet0/1/1, 10GE1/0/1 or Eth-Trunk1");
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
