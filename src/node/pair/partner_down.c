/* node/pair/partner_down.c -- see node/pair/partner_down.h. */
#include "node/pair/partner_down.h"

#include "node/pair/room.h"
#include "node/pair/service.h"

static bool
is_alone(const struct pairs *all, const struct profile *p)
{
	const struct service *s;

	if (!p->used || p->service == NODE_NONE || p->stand.pair != RBS_INTERRUPTED)
		return false;
	s = &all->service[p->service];
	return s->state != RBS_CONNECTED && !s->paused && s->config.peer.set &&
	       !s->config.shutdown.set;
}

static uint64_t
alarm_us(const struct profile *p)
{
	return p->alone.told_us != 0 ? time_after(p->alone.told_us, PARTNER_DOWN_AGAIN_US)
				     : time_after(p->alone.since_us, PARTNER_DOWN_ALARM_US);
}

static uint64_t
declare_us(const struct profile *p)
{
	if (!p->config.partner_down.set)
		return TIME_NEVER;
	return time_after(p->alone.since_us, p->config.partner_down.delay_s * TIME_SEC);
}

static void
look(struct pairs *all, struct profile *p, struct step *step)
{
	if (!is_alone(all, p)) {
		p->alone = (struct alone){0};
		return;
	}
	if (p->alone.since_us == 0)
		p->alone.since_us = step->now > 0 ? step->now : 1;
	if (step->now >= declare_us(p)) {
		service_declare_profile(all, (unsigned)(p - all->profile), step);
	} else if (step->now >= alarm_us(p)) {
		p->alone.told_us = step->now;
		out_log(step->out, &event_absent,
			"No session with the peer for %llu minutes (profile=%s, serviceName=%s)",
			(unsigned long long)((step->now - p->alone.since_us) / (60 * TIME_SEC)),
			p->name, all->service[p->service].name);
	}
}

void
partner_down_tick(struct pairs *all, struct step *step)
{
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++)
		look(all, &all->profile[i], step);
}

uint64_t
partner_down_deadline(const struct pairs *all, uint64_t now)
{
	uint64_t deadline_us = TIME_NEVER;

	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		const struct profile *p = &all->profile[i];

		if (!is_alone(all, p))
			continue;
		if (p->alone.since_us == 0)
			return now;
		deadline_us = time_min(deadline_us, time_min(alarm_us(p), declare_us(p)));
	}
	return deadline_us;
}
