/* linux/ports.h -- the port map: which Linux device is which port of the command line.
 *
 * A text file, one port a line, `#` begins a comment:
 *
 *     GigabitEthernet0/1/1 eth1      # to the aggregation switch
 *
 * Says nothing about the kernel: whether a device exists is links_open()'s question. Every error is
 * reported, each as "FILE:LINE:COLUMN: sentence" on a line of its own. Tested in
 * test/unit/linux/ports.c. */
#ifndef LINUX_PORTS_H
#define LINUX_PORTS_H

#include "lan/wanted.h"

struct text;

enum { PORTS_DEVICE_MAX = 15, PORTS_FILE_MAX = 64 << 10 };

struct ports {
	unsigned count;
	struct {
		char name[LAN_PORT_NAME_MAX + 1]; /* canonical: GigabitEthernet0/1/1 */
		char device[PORTS_DEVICE_MAX + 1];
	} port[LAN_PORTS_MAX];
};

/* Reads a port map out of text; `file` is its name, for messages. Returns the number of errors, 0:
 * ret_ports is filled. What the file reader calls; tests and the fuzzer hand it text of their own.
 */
unsigned ports_parse(const char *text, const char *file, struct text *errors,
		     struct ports *ret_ports);

/* The same from a file. A file that cannot be read is one error. */
unsigned ports_load(const char *file, struct text *errors, struct ports *ret_ports);

/* The index of a port by its canonical name, or -1. */
int ports_find(const struct ports *p, const char *name);

#endif
