/* node/serve/rates.c -- see node/serve/rates.h. */
#include "node/serve/rates.h"

#include <assert.h>

static struct rates_alarm *
alarm_of(struct rates *r, uint16_t vlan, uint32_t per_second, struct step *step)
{
	struct rates_alarm *a = &r->alarm[r->count];

	for (unsigned i = 0; i < r->count; i++)
		if (r->alarm[i].vlan == vlan)
			return &r->alarm[i];
	if (r->count == RATES_ALARMS_MAX)
		return NULL;
	r->count++;
	*a = (struct rates_alarm){.vlan = vlan};
	out_log(step->out, &event_rate,
		"More than %u new clients a second came; those beyond are not answered, known "
		"clients are (interface=Vlanif%u)",
		(unsigned)per_second, vlan);
	return a;
}

bool
rates_take(struct rates *r, uint16_t vlan, uint32_t per_second, struct step *step)
{
	struct rates_alarm *a;
	uint64_t *until_us, next_us;

	assert(vlan < sizeof r->until_us / sizeof *r->until_us);
	if (per_second == 0)
		return true;
	until_us = &r->until_us[vlan];
	next_us = (*until_us > step->now ? *until_us : step->now) + TIME_SEC / per_second;
	if (next_us <= time_after(step->now, TIME_SEC)) {
		*until_us = next_us;
		return true;
	}
	a = alarm_of(r, vlan, per_second, step);
	if (a != NULL) {
		a->last_us = step->now;
		a->refused++;
	}
	return false;
}

void
rates_tick(struct rates *r, struct step *step)
{
	for (unsigned i = r->count; i-- > 0;) {
		struct rates_alarm *a = &r->alarm[i];

		if (step->now < time_after(a->last_us, RATES_QUIET_US))
			continue;
		out_log(step->out, &event_rate_over,
			"New clients are as few as are answered again; %llu were not "
			"(interface=Vlanif%u)",
			(unsigned long long)a->refused, a->vlan);
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
