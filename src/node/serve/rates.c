/* node/serve/rates.c -- see node/serve/rates.h. */
#include "node/serve/rates.h"

#include <assert.h>

static struct rates_alarm *
alarm_of(struct rates *r, uint16_t vlan, const char *where, uint32_t per_second, struct step *step)
{
	struct rates_alarm *a = &r->alarm[r->count];
	char name[LAN_INTERFACE_TEXT];

	for (unsigned i = 0; i < r->count; i++)
		if (r->alarm[i].vlan == vlan)
			return &r->alarm[i];
	if (r->count == RATES_ALARMS_MAX)
		return NULL;
	r->count++;
	*a = (struct rates_alarm){.vlan = vlan};
	out_log(step->out, &event_rate,
		"More than %u new clients a second came%s; those beyond are not answered, known "
		"clients are (interface=%s)",
		(unsigned)per_second, where, step_interface(step, vlan, name));
	return a;
}

/* The place of a port, else that which is through first, begun anew for it. */
static struct rates_port *
port_of(struct rates *r, uint64_t place)
{
	struct rates_port *first = &r->port[0];

	for (unsigned i = 0; i < RATES_PORTS_MAX; i++) {
		if (r->port[i].place == place)
			return &r->port[i];
		if (r->port[i].until_us < first->until_us)
			first = &r->port[i];
	}
	*first = (struct rates_port){.place = place};
	return first;
}

static uint64_t
risen(uint64_t until_us, uint32_t per_second, uint64_t now)
{
	return (until_us > now ? until_us : now) + TIME_SEC / per_second;
}

static bool
refuse(struct rates *r, uint16_t vlan, const char *where, uint32_t per_second, struct step *step)
{
	struct rates_alarm *a = alarm_of(r, vlan, where, per_second, step);

	if (a != NULL) {
		a->last_us = step->now;
		a->refused++;
	}
	return false;
}

bool
rates_take(struct rates *r, uint16_t vlan, uint64_t port, uint32_t per_second, struct step *step)
{
	struct rates_port none = {0}, *of_port = port != 0 ? port_of(r, port) : &none;
	uint32_t half = (per_second + 1) / 2;
	uint64_t most_us = time_after(step->now, TIME_SEC), port_us, vlan_us;

	assert(vlan < sizeof r->until_us / sizeof *r->until_us);
	if (per_second == 0)
		return true;
	port_us = risen(of_port->until_us, half, step->now);
	vlan_us = risen(r->until_us[vlan], per_second, step->now);
	if (port_us > most_us && port != 0)
		return refuse(r, vlan, " from one port of a relay agent", half, step);
	if (vlan_us > most_us)
		return refuse(r, vlan, "", per_second, step);
	of_port->until_us = port_us;
	r->until_us[vlan] = vlan_us;
	return true;
}

void
rates_tick(struct rates *r, struct step *step)
{
	for (unsigned i = r->count; i-- > 0;) {
		struct rates_alarm *a = &r->alarm[i];
		char name[LAN_INTERFACE_TEXT];

		if (step->now < time_after(a->last_us, RATES_QUIET_US))
			continue;
		out_log(step->out, &event_rate_over,
			"New clients are as few as are answered again; %llu were not "
			"(interface=%s)",
			(unsigned long long)a->refused, step_interface(step, a->vlan, name));
		*a = r->alarm[--r->count];
	}
}

uint64_t
rates_deadline(const struct rates *r)
{
	uint64_t deadline_us = TIME_NEVER;

	for (unsigned i = 0; i < r->count; i++)
		deadline_us =
		    time_min(deadline_us, time_after(r->alarm[i].last_us, RATES_QUIET_US));
	return deadline_us;
}
