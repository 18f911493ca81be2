/* node/absent.c -- see node/absent.h. */
#include "node/absent.h"

#include "node/service.h"

static bool
is_alone(const struct node *n, const struct profile *p)
{
	const struct service *s;

	if (!p->used || p->service == NODE_NONE || p->pair != RBS_INTERRUPTED)
		return false;
	s = &n->service[p->service];
	return s->state != RBS_CONNECTED && !s->paused && s->config.peer.set &&
	       !s->config.shutdown.set;
}

static uint64_t
alarm_us(const struct profile *p)
{
	return p->alone_told_us != 0 ? time_after(p->alone_told_us, ABSENT_AGAIN_US)
				     : time_after(p->alone_us, ABSENT_ALARM_US);
}

static uint64_t
declare_us(const struct profile *p)
{
	if (!p->config.partner_down.set)
		return TIME_NEVER;
	return time_after(p->alone_us, p->config.partner_down.delay_s * TIME_SEC);
}

static void
look(struct node *n, struct profile *p, struct node_actions *out)
{
	if (!is_alone(n, p)) {
		p->alone_us = p->alone_told_us = 0;
		return;
	}
	if (p->alone_us == 0)
		p->alone_us = n->now > 0 ? n->now : 1;
	if (n->now >= declare_us(p)) {
		service_declare_profile(n, p, out);
	} else if (n->now >= alarm_us(p)) {
		p->alone_told_us = n->now;
		out_log(out, &event_absent,
			"No session with the peer for %llu minutes (profile=%s, serviceName=%s)",
			(unsigned long long)((n->now - p->alone_us) / (60 * TIME_SEC)), p->name,
			n->service[p->service].name);
	}
}

void
absent_tick(struct node *n, struct node_actions *out)
{
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++)
		look(n, &n->profile[i], out);
}

uint64_t
absent_deadline(const struct node *n)
{
	uint64_t deadline_us = TIME_NEVER;

	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		const struct profile *p = &n->profile[i];

		if (!is_alone(n, p))
			continue;
		if (p->alone_us == 0)
			return n->now;
		deadline_us = time_min(deadline_us, time_min(alarm_us(p), declare_us(p)));
	}
	return deadline_us;
}
