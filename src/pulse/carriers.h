/* pulse/carriers.h -- which Vlanifs and ports are up, and since when: what groups stand on, and
 * what they track. All count as down until they were up once.
 * Tested in test/unit/pulse/inputs.c. */
#ifndef PULSE_CARRIERS_H
#define PULSE_CARRIERS_H

#include "pulse/pulse.h"
#include "vrrp/settings.h"

enum { CARRIERS_VLANS = 4095 }; /* identifiers 0..4094 */

struct carriers {
	uint64_t up_since_us[CARRIERS_VLANS]; /* TIME_NEVER: down */
	unsigned ports_count;
	uint32_t port[PULSE_PORTS_MAX]; /* those that are up, in no order */
};

/* All are down. */
void carriers_init(struct carriers *c);

/* Vlanif<vlan> is up or down: false when there can be no such one. */
bool carriers_vlan(struct carriers *c, uint16_t vlan, bool up, uint64_t now);

/* TIME_NEVER: it is down. */
uint64_t carriers_since(const struct carriers *c, uint16_t vlan);

/* A port is up or down: true when that is news. */
bool carriers_port(struct carriers *c, uint32_t port, bool up);

/* What the group tracks is as it is here; its priority follows. */
void carriers_track(const struct carriers *c, struct vrrp_settings *cfg);

#endif
