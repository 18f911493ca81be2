/* pulse/ports.c -- see pulse/ports.h. */
#include "pulse/ports.h"

#include <assert.h>

/* Its place, or count. */
static unsigned
find(const struct pulse_ports *p, uint32_t port)
{
	unsigned i = 0;

	while (i < p->count && p->up[i] != port)
		i++;
	return i;
}

bool
pulse_ports_up(const struct pulse_ports *p, uint32_t port)
{
	return find(p, port) < p->count;
}

bool
pulse_ports_set(struct pulse_ports *p, uint32_t port, bool up)
{
	unsigned i = find(p, port);

	if (up == (i < p->count))
		return false;
	if (up) {
		assert(p->count < PULSE_PORTS_MAX);
		p->up[p->count++] = port;
	} else {
		p->up[i] = p->up[--p->count];
	}
	return true;
}
