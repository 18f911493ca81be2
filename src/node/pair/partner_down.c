/* node/pair/partner_down.c -- see node/pair/partner_down.h. */
#include "node/pair/partner_down.h"

#include <string.h>

#include "node/pair/look.h"
#include "node/pair/room.h"
#include "node/pair/service.h"

static bool
is_alone(const struct pairs *all, const struct profile *p)
{
	const struct service *s;

	if (!p->used || p->service == NODE_NONE || p->stand.pair != RBS_INTERRUPTED)
		return false;
	s = &all->service[p->service];
	return s->state != RBS_CONNECTED && s->leaving.since_us == 0 && !s->paused &&
	       s->config.peer.set && !s->config.shutdown.set;
}

static uint64_t
alarm_us(const struct profile *p)
{
	return p->alone.told_us != 0 ? time_after(p->alone.told_us, PARTNER_DOWN_AGAIN_US)
				     : time_after(p->alone.since_us, PARTNER_DOWN_ALARM_US);
}

uint64_t
partner_down_due_us(const struct profile *p)
{
	if (!p->config.partner_down.set || p->alone.since_us == 0)
		return TIME_NEVER;
	return time_after(p->alone.since_us, p->config.partner_down.delay_s * TIME_SEC);
}

/* ---- a declaration that is due ---- */

/* It is not made, for what *why says; the alarm is told now and then. */
static void
wait_on(const struct pairs *all, struct profile *p, const struct text *why, struct step *step)
{
	struct alone *a = &p->alone;

	if (strcmp(a->waits, why->p) != 0) {
		memcpy(a->waits, why->p, why->len + 1);
		step->review = true;
	}
	if (a->waits_told_us != 0 &&
	    step->now < time_after(a->waits_told_us, PARTNER_DOWN_WAITS_US))
		return;
	a->waits_told_us = step->now;
	out_log(
	    step->out, &event_waits,
	    "The delay of partner-down ran out, but the peer is not declared down: %s. Mend the "
	    "way between the two devices; only if the other one is off or reaches no client: "
	    "remote-backup partner-down %s force (profile=%s, serviceName=%s)",
	    why->p, all->service[p->service].name, p->name, all->service[p->service].name);
}

static void
review_due(struct pairs *all, struct profile *p, uint64_t due_us, struct step *step)
{
	char bytes[ALONE_WAITS_MAX];
	struct text why = text_of(bytes, sizeof bytes);

	look_before(all, p, due_us, step);
	if (step->now < due_us)
		return;
	if (look_is_over(all, p, due_us, step->now, &why))
		service_declare_profile(all, (unsigned)(p - all->profile), step);
	else if (why.len > 0)
		wait_on(all, p, &why, step);
}

/* ---- all ---- */

static void
tell_absent(const struct pairs *all, struct profile *p, struct step *step)
{
	p->alone.told_us = step->now;
	out_log(step->out, &event_absent,
		"No session with the peer for %llu minutes (profile=%s, serviceName=%s)",
		(unsigned long long)((step->now - p->alone.since_us) / (60 * TIME_SEC)), p->name,
		all->service[p->service].name);
}

static void
review(struct pairs *all, struct profile *p, struct step *step)
{
	uint64_t due_us;

	if (!is_alone(all, p)) {
		step->review |= p->alone.waits[0] != '\0';
		if (p->alone.since_us != 0)
			p->alone = (struct alone){0};
		return;
	}
	if (p->alone.since_us == 0)
		p->alone.since_us = step->now > 0 ? step->now : 1;
	due_us = partner_down_due_us(p);
	if (time_after(step->now, LOOK_ROUND_US) >= due_us)
		review_due(all, p, due_us, step);
	if (is_alone(all, p) && step->now >= alarm_us(p))
		tell_absent(all, p, step);
}

static bool
has_lost_its_peer(const struct pairs *all, unsigned slot)
{
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++)
		if (all->profile[i].service == slot && is_alone(all, &all->profile[i]))
			return true;
	return false;
}

void
partner_down_tick(struct pairs *all, struct step *step)
{
	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++)
		if (all->service[i].used)
			look_tick(all, i, has_lost_its_peer(all, i), step);
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++)
		review(all, &all->profile[i], step);
}

/* From then on rounds bring the next look. */
static uint64_t
review_us(const struct profile *p, uint64_t now)
{
	uint64_t due_us = partner_down_due_us(p);

	if (due_us == TIME_NEVER || now >= due_us)
		return TIME_NEVER;
	return time_after(now, LOOK_ROUND_US) < due_us ? due_us - LOOK_ROUND_US : due_us;
}

uint64_t
partner_down_deadline(const struct pairs *all, uint64_t now)
{
	uint64_t deadline_us = look_deadline(all);

	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		const struct profile *p = &all->profile[i];

		if (!is_alone(all, p))
			continue;
		if (p->alone.since_us == 0)
			return now;
		deadline_us = time_min(deadline_us, time_min(alarm_us(p), review_us(p, now)));
	}
	return deadline_us;
}
