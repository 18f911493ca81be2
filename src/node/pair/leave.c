/* node/pair/leave.c -- see node/pair/leave.h.
 *
 * Writes struct leaving. What must survive a restart is not here but in struct stand (pair.c): a
 * device that was restarted takes part again, and keeps to what it gave away. */
#include "node/pair/leave.h"

#include "node/bind/pools.h"
#include "node/bind/writer.h"
#include "node/pair/pair.h"
#include "node/pair/room.h"
#include "node/pair/service.h"
#include "node/step/standing.h"

/* The next profile of the service, from `at` on; NULL: no more. */
static struct profile *
next_profile(const struct pairs *all, unsigned slot, unsigned *at)
{
	while (*at < NODE_PROFILES_MAX) {
		const struct profile *p = &all->profile[(*at)++];

		if (p->used && p->service == slot)
			return (struct profile *)(uintptr_t)p;
	}
	return NULL;
}

/* ---- the question ---- */

/* Its interface has the virtual address: no other device can be Master of it. */
static bool
is_owner(const struct pairs *all, const struct profile *p)
{
	const struct vrrp_status *group =
	    vrrp_latest_find(&all->vrrp, p->vlan, p->config.vrrp.vrid);

	return p->config.vrrp.set && group && group->priority_run == VRRP_PRIORITY_OWNER;
}

static bool
may(const struct pairs *all, const struct profile *p, struct text *out)
{
	const struct rbs_session *session = all->service[p->service].session;
	uint8_t ready = rbs_session_peer_ready(session, p->config.backup.id);

	if (p->stand.pair != RBS_PAIRED) {
		text_add(out,
			 "Error: The pair of profile %s is not Connected: there is nobody to give "
			 "its addresses to.\n",
			 p->name);
		return false;
	}
	if (is_owner(all, p)) {
		text_add(out,
			 "Error: The virtual IP address of profile %s is this device's own: its "
			 "VRRP group cannot\nbe given up. Give the group another address first.\n",
			 p->name);
		return false;
	}
	if (ready == RBS_READY)
		return true;
	text_add(out, "Error: The peer would not serve profile %s: %s.\n", p->name,
		 rbs_ready_text(ready) ? rbs_ready_text(ready)
				       : "it does not say that it is ready");
	return false;
}

bool
leave_may(const struct pairs *all, unsigned slot, struct text *out)
{
	const struct profile *p;
	unsigned at = 0, count = 0;

	if (leave_is_out(all, slot)) {
		text_add(
		    out,
		    "Error: This device has left the pair already; remote-backup join %s, or a "
		    "restart, ends that.\n",
		    all->service[slot].name);
		return false;
	}
	for (; (p = next_profile(all, slot, &at)); count++)
		if (!may(all, p, out))
			return false;
	if (count == 0)
		text_add(out, "Error: No remote backup profile uses the service.\n");
	return count > 0;
}

/* Addresses of the half `home` from low to high. */
static uint64_t
half(const struct lease_range *range, uint8_t home)
{
	uint64_t first = range->low.host + ((range->low.host & 1u) != home);

	return first > range->high.host ? 0 : (range->high.host - first) / 2 + 1;
}

static uint64_t
half_of_pool(const struct bound *bound, uint16_t pool, uint8_t home)
{
	uint64_t count = 0;

	for (unsigned i = 0; i < bound->ranges_count; i++)
		if (bound->range[i].pool == pool)
			count += half(&bound->range[i], home);
	return count;
}

void
leave_describe(const struct pairs *all, unsigned slot, struct text *out)
{
	const struct dhcp_server *server = bind_server(all->bind);
	const struct profile *p;
	const char *before = "";
	unsigned at = 0;

	text_add(out, "Warning: This device gives its half of the addresses to the peer:");
	while ((p = next_profile(all, slot, &at))) {
		unsigned profile = (unsigned)(p - all->profile);
		const struct bound *bound = pools_bound(all->bind, profile);

		for (unsigned i = 0; i < bound->pools_count; i++, before = ",")
			text_add(out, "%s %llu of %s", before,
				 (unsigned long long)half_of_pool(
				     bound, bound->pool[i], all->standings.profile[profile].home),
				 server->pool[bound->pool[i]].name);
	}
	text_add(
	    out,
	    ".\nUntil the pair is Connected again it takes no new client, lengthens no lease and "
	    "gives\nup its VRRP groups. The session stays shut until remote-backup join %s, or a "
	    "restart.\n",
	    all->service[slot].name);
}

/* ---- leaving ---- */

void
leave_begin(struct pairs *all, unsigned slot, struct step *step)
{
	struct leaving *l = &all->service[slot].leaving;
	struct profile *p;
	unsigned at = 0;

	while ((p = next_profile(all, slot, &at)))
		pair_give(all, p, step);
	l->asked = true;
	l->position = writer_position(all->bind);
}

bool
leave_is_out(const struct pairs *all, unsigned slot)
{
	return all->service[slot].leaving.since_us != 0;
}

/* Nobody heard of it, and nobody will. */
static void
cancel(struct pairs *all, unsigned slot, struct step *step)
{
	struct service *s = &all->service[slot];
	struct profile *p;
	unsigned at = 0;

	s->leaving.asked = false;
	while ((p = next_profile(all, slot, &at)))
		pair_keep(all, p, step);
	out_log(step->out, &event_stayed,
		"The pair was not left: it was Connected no more before that could be said "
		"(serviceName=%s)",
		s->name);
}

static void
say(struct pairs *all, unsigned slot, struct step *step)
{
	struct service *s = &all->service[slot];

	s->leaving.asked = false;
	s->leaving.since_us = s->leaving.told_us = step->now > 0 ? step->now : 1;
	step->review = true;
	service_say_leave(all, slot, step);
	out_log(step->out, &event_left,
		"This device left the pair: its half is not its own any more, and the peer was "
		"sent word to take it. Whether it heard that, its display remote-backup brief "
		"says: Partner-down (serviceName=%s)",
		s->name);
}

void
leave_review(struct pairs *all, struct step *step)
{
	for (unsigned slot = 0; slot < NODE_STREAMS_MAX; slot++) {
		const struct service *s = &all->service[slot];
		const struct profile *p;
		bool connected = s->state == RBS_CONNECTED;
		unsigned at = 0;

		if (!s->used || !s->leaving.asked)
			continue;
		while ((p = next_profile(all, slot, &at)))
			connected &= p->stand.pair == RBS_PAIRED;
		if (!connected)
			cancel(all, slot, step);
		else if (writer_works(all->bind) && writer_is_safe(all->bind, s->leaving.position))
			say(all, slot, step);
	}
}

void
leave_join(struct pairs *all, unsigned slot, struct step *step)
{
	if (!leave_is_out(all, slot))
		return;
	all->service[slot].leaving = (struct leaving){0};
	step->review = true;
	service_say_join(all, slot, step);
	out_log(step->out, &event_joined,
		"This device takes part in the pair again, and serves as before once a batch is "
		"complete (serviceName=%s)",
		all->service[slot].name);
}

/* ---- the alarm ---- */

void
leave_tick(struct pairs *all, struct step *step)
{
	for (unsigned slot = 0; slot < NODE_STREAMS_MAX; slot++) {
		struct service *s = &all->service[slot];

		if (!s->used || !leave_is_out(all, slot) ||
		    step->now < time_after(s->leaving.told_us, LEAVE_ALARM_US))
			continue;
		s->leaving.told_us = step->now;
		out_log(step->out, &event_left,
			"This device left the pair %llu minutes ago (serviceName=%s)",
			(unsigned long long)((step->now - s->leaving.since_us) / (60 * TIME_SEC)),
			s->name);
	}
}

uint64_t
leave_deadline(const struct pairs *all)
{
	uint64_t deadline_us = TIME_NEVER;

	for (unsigned slot = 0; slot < NODE_STREAMS_MAX; slot++)
		if (all->service[slot].used && leave_is_out(all, slot))
			deadline_us =
			    time_min(deadline_us, time_after(all->service[slot].leaving.told_us,
							     LEAVE_ALARM_US));
	return deadline_us;
}
