/* node/serve/rates.h -- how many new clients of a Vlanif are answered in a second: `dhcp check
 * dhcp-rate`. A new client is one that has no lease here, had none that is remembered, and no offer
 * that stands; those that have are never counted, so a flood of strangers takes nothing from them.
 * The bound allows the clients of one second at once, and then one after the other. Behind a relay
 * agent that names its ports (node/serve/place.h) one of them has half of it, so that the others
 * keep the other half. What a port's bound refuses does not count for the Vlanif.
 *
 * Local to this device. Pure; RATES_PORTS_MAX ports, beyond which the one that is through first is
 * forgotten, and with more at once the Vlanif's bound alone holds; the alarm stands for
 * RATES_ALARMS_MAX Vlanifs, of others nothing is said. Tested in test/unit/node/rates.c. */
#ifndef NODE_SERVE_RATES_H
#define NODE_SERVE_RATES_H

#include "dhcp/server.h"
#include "node/step/step.h"

enum { RATES_ALARMS_MAX = 16, RATES_PORTS_MAX = 64 };

#define RATES_QUIET_US (60 * TIME_SEC) /* so long within the bound: a storm is over */

struct rates_alarm {
	uint16_t vlan;
	uint64_t last_us; /* of the last client that was one too many */
	uint64_t refused;
};

struct rates_port {
	uint64_t place; /* 0: none */
	uint64_t until_us;
};

struct rates {			 /* all zero: nobody came */
	uint64_t until_us[4096]; /* by VLAN: rises with each client, and time leaves it behind */
	struct rates_port port[RATES_PORTS_MAX];
	unsigned count;
	struct rates_alarm alarm[RATES_ALARMS_MAX];
};

/* One more new client on Vlanif<vlan>, where per_second are answered (0: all); port: place_port().
 * False: it is one too many; the first one is told. */
bool rates_take(struct rates *r, uint16_t vlan, uint64_t port, uint32_t per_second,
		struct step *step);

/* Alarms that end. When one may; TIME_NEVER. */
void rates_tick(struct rates *r, struct step *step);
uint64_t rates_deadline(const struct rates *r);

#endif
