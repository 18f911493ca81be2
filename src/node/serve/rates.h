/* node/serve/rates.h -- how many new clients of a Vlanif are answered in a second: `dhcp check
 * dhcp-rate`. A new client is one that has no lease here, had none that is remembered, and no offer
 * that stands; those that have are never counted, so a flood of strangers takes nothing from them.
 * The bound allows the clients of one second at once, and then one after the other.
 *
 * Local to this device. Pure; the alarm stands for RATES_ALARMS_MAX Vlanifs, of others nothing is
 * said. Tested in test/unit/node/rates.c. */
#ifndef NODE_SERVE_RATES_H
#define NODE_SERVE_RATES_H

#include "dhcp/server.h"
#include "node/step/step.h"

enum { RATES_ALARMS_MAX = 16 };

#define RATES_QUIET_US (60 * TIME_SEC) /* so long within the bound: a storm is over */

struct rates_alarm {
	uint16_t vlan;
	uint64_t last_us; /* of the last client that was one too many */
	uint64_t refused;
};

struct rates {			 /* all zero: nobody came */
	uint64_t until_us[4096]; /* by VLAN: rises with each client, and time leaves it behind */
	unsigned count;
	struct rates_alarm alarm[RATES_ALARMS_MAX];
};

/* One more new client on Vlanif<vlan>, where per_second are answered (0: all). False: it is one too
 * many; the first one is told. */
bool rates_take(struct rates *r, uint16_t vlan, uint32_t per_second, struct step *step);

/* Alarms that end. When one may; TIME_NEVER. */
void rates_tick(struct rates *r, struct step *step);
uint64_t rates_deadline(const struct rates *r);

#endif
