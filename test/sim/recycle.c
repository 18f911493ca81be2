/* test/sim/recycle.c -- an operator frees addresses that clients hold, and is wrong: they are still
 * there.
 *
 * What R3 says of it is judged: the address is its client's for half a minute more, unless he says
 * so twice, and then goes to nobody who did not ask for it first and hear nothing. */
#include <stdio.h>
#include <string.h>

#include "lease/rules.h"
#include "test/sim/sim.h"

enum { ADDRESSES_MAX = 4 };

/* kept: it was given back already, or freed, and that half a minute is over by his word. */
static void
note(struct sim *s, struct ip4 address, bool kept)
{
	struct sim_holder *h = &s->holder[address.host & 0xff];

	h->freed_us = s->rig->now;
	h->late_us = s->rig->now - LEASE_KEPT_US + (kept ? 0 : LEASE_COOLING_US);
	for (unsigned i = 0; i < s->clients_count; i++)
		if (ip4_same(s->client[i].address, address))
			s->client[i].spoiled = true;
}

static bool
free_address(struct sim *s, unsigned device, struct ip4 address)
{
	bool second = s->param[device].shared && (address.host & 0xff) > SIM_SHARED_SPLIT;
	bool kept = sim_client_of(s, device, address) == SIM_CLIENTS_MAX;
	struct rig_device *d = &s->rig->device[device];
	char line[80], text[IP4_TEXT];

	snprintf(line, sizeof line, "reset ip pool name pool%u %s force", second ? 2u : 1u,
		 ip4_format(address, text));
	rig_cli(s->rig, device, "return");
	rig_cli(s->rig, device, line);
	sim_say(s, "%c: %s: %s", 'A' + (int)device, line, d->console);
	if (d->failed || strstr(d->console, "being freed") == NULL)
		return false;
	note(s, address, kept);
	return true;
}

bool
sim_recycle(struct sim *s, const struct sim_fault *f)
{
	uint64_t dice = f->dice;
	unsigned device = sim_pick(&dice, 4) ? sim_master(s) : f->device;
	bool any = false;

	if (!sim_can_type(s, device))
		return false;
	for (unsigned i = 0; i < ADDRESSES_MAX; i++) {
		const struct sim_client *c = &s->client[sim_pick(&dice, s->clients_count)];

		if (c->until_us > s->rig->now)
			any |= free_address(s, device, c->address);
	}
	return any;
}
