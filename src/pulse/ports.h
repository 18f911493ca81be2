/* pulse/ports.h -- which physical ports are up: those that are not listed are down, also those that
 * nobody ever spoke of. Tested in test/unit/pulse/inputs.c. */
#ifndef PULSE_PORTS_H
#define PULSE_PORTS_H

#include <stdbool.h>
#include <stdint.h>

enum { PULSE_PORTS_MAX = 64 }; /* physical ports of a device */

struct pulse_ports { /* all zero: none is up; written by ports.c alone */
	unsigned count;
	uint32_t up[PULSE_PORTS_MAX]; /* numbers of conf/interface.h, in no order */
};

bool pulse_ports_up(const struct pulse_ports *p, uint32_t port);

/* The port went up or down. True when that is news. No more are up at once than there are
 * (asserted). */
bool pulse_ports_set(struct pulse_ports *p, uint32_t port, bool up);

#endif
