/* pulse/carriers.c -- see pulse/carriers.h. */
#include "pulse/carriers.h"

#include <assert.h>

void
carriers_init(struct carriers *c)
{
	c->ports_count = 0;
	for (unsigned i = 0; i < CARRIERS_VLANS; i++)
		c->up_since_us[i] = TIME_NEVER;
}

bool
carriers_vlan(struct carriers *c, uint16_t vlan, bool up, uint64_t now)
{
	if (vlan >= CARRIERS_VLANS)
		return false;
	if (!up)
		c->up_since_us[vlan] = TIME_NEVER;
	else if (c->up_since_us[vlan] == TIME_NEVER)
		c->up_since_us[vlan] = now;
	return true;
}

uint64_t
carriers_since(const struct carriers *c, uint16_t vlan)
{
	return vlan < CARRIERS_VLANS ? c->up_since_us[vlan] : TIME_NEVER;
}

/* Its index in port[], or ports_count. */
static unsigned
find_port(const struct carriers *c, uint32_t port)
{
	unsigned i = 0;

	while (i < c->ports_count && c->port[i] != port)
		i++;
	return i;
}

bool
carriers_port(struct carriers *c, uint32_t port, bool up)
{
	unsigned i = find_port(c, port);

	if (up == (i < c->ports_count))
		return false;
	if (up) {
		assert(c->ports_count < PULSE_PORTS_MAX);
		c->port[c->ports_count++] = port;
	} else {
		c->port[i] = c->port[--c->ports_count];
	}
	return true;
}

static bool
is_up(const struct carriers *c, struct interface_name name)
{
	if (name.type == INTERFACE_VLANIF)
		return name.number < CARRIERS_VLANS && c->up_since_us[name.number] != TIME_NEVER;
	return find_port(c, name.number) < c->ports_count;
}

void
carriers_track(const struct carriers *c, struct vrrp_settings *cfg)
{
	for (unsigned i = 0; i < cfg->tracks_count; i++)
		cfg->track[i].up = is_up(c, cfg->track[i].interface);
	vrrp_settings_track(cfg);
}
