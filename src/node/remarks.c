/* node/remarks.c -- see node/remarks.h. A counter below the one told is that of a group made anew.
 */
#include "node/remarks.h"

#include "base/text.h"
#include "node/step/event.h"
#include "vrrp/damp.h"

static struct remarks_group *
place_of(struct remarks *r, const struct vrrp_status *status)
{
	struct remarks_group *g;

	for (unsigned i = 0; i < PULSE_GROUPS_MAX; i++)
		if (r->group[i].vlan == status->vlan && r->group[i].vrid == status->vrid)
			return &r->group[i];
	g = &r->group[r->next];
	r->next = (r->next + 1) % PULSE_GROUPS_MAX;
	*g = (struct remarks_group){.vlan = status->vlan, .vrid = status->vrid};
	return g;
}

static const struct event *
event_of(enum vrrp_fault fault)
{
	switch (fault) {
	case VRRP_FAULT_OWN:
		return &event_vrrp_own;
	case VRRP_FAULT_FOREIGN:
		return &event_vrrp_foreign;
	case VRRP_FAULT_DIFFERS:
	case VRRP_FAULT_PACE:
		return &event_vrrp_differs;
	case VRRP_FAULT_NONE:
	case VRRP_FAULT_LENGTH:
	case VRRP_FAULT_DESTINATION:
	case VRRP_FAULT_TTL:
	case VRRP_FAULT_VERSION:
	case VRRP_FAULT_TYPE:
	case VRRP_FAULT_CHECKSUM:
	case VRRP_FAULT_VRID:
	case VRRP_FAULT_AUTH:
	case VRRP_FAULT_INTERVAL:
	case VRRP_FAULT_SENDER:
	case VRRP_FAULTS:
		break;
	}
	return &event_vrrp_rejected;
}

/* What was read of it, beyond its source; nothing of one that could not be read. */
static void
details(const struct vrrp_status *status, enum vrrp_fault fault, struct text *t)
{
	const struct vrrp_strange *s = &status->strange[fault];
	char address[IP4_TEXT];

	if (fault == VRRP_FAULT_TTL)
		text_add(t, ", TTL %u", s->ttl);
	if ((fault == VRRP_FAULT_FOREIGN || fault == VRRP_FAULT_DIFFERS) && ip4_set(s->vip))
		text_add(t, ", of %s", ip4_format(s->vip, address));
	if (fault >= VRRP_FAULT_INTERVAL)
		text_add(t, ", priority %u, every %u ms (here %u ms)", s->priority,
			 (unsigned)s->interval_ms, (unsigned)status->interval_config_ms);
}

static void
tell(const struct vrrp_status *status, enum vrrp_fault fault, uint64_t count, struct step *step)
{
	char bytes[128] = "", address[IP4_TEXT], name[LAN_INTERFACE_TEXT];
	struct text t = text_of(bytes, sizeof bytes);

	details(status, fault, &t);
	out_log(step->out, event_of(fault),
		"%llu advertisement%s %s: %s; the last from %s%s (interface=%s, vrid=%u)",
		(unsigned long long)count, count == 1 ? "" : "s",
		fault < VRRP_FAULT_DIFFERS ? "dropped" : "heard", vrrp_fault_text(fault),
		ip4_format(status->strange[fault].source, address), bytes,
		step_interface(step, status->vlan, name), status->vrid);
}

static void
tell_damped(struct remarks_group *g, const struct vrrp_status *status, struct step *step)
{
	char name[LAN_INTERFACE_TEXT];

	if (status->damped_us > g->damped_us && status->damped_us > step->now)
		out_log(step->out, &event_vrrp_damped,
			"%d takeovers by BFD from a Master that advertised; for %llu s Master_Down "
			"decides (interface=%s, vrid=%u)",
			(int)VRRP_DAMP_TIMES,
			(unsigned long long)((status->damped_us - step->now) / TIME_SEC),
			step_interface(step, status->vlan, name), status->vrid);
	g->damped_us = status->damped_us;
}

void
remarks_status(struct remarks *r, const struct vrrp_status *status, struct step *step)
{
	struct remarks_group *g = place_of(r, status);
	struct vrrp_counters c = status->counters;

	tell_damped(g, status, step);
	for (unsigned i = VRRP_FAULT_NONE + 1; i < VRRP_FAULTS; i++) {
		struct remark *m = &g->of[i];
		uint64_t now = *vrrp_fault_counter(&c, (enum vrrp_fault)i);

		if (now < m->told)
			*m = (struct remark){0};
		if (now == m->told ||
		    (m->told_us != 0 && step->now < time_after(m->told_us, REMARKS_US)))
			continue;
		tell(status, (enum vrrp_fault)i, now - m->told, step);
		*m = (struct remark){step->now, now};
	}
}
