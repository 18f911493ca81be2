/* node/bfd.c -- see node/bfd.h. */
#include "node/bfd.h"

#include <string.h>

#include "node/pair/service.h"
#include "node/pair/slots.h"
#include "node/remarks.h"

enum { LINES_MAX = 2 * BFD_SESSIONS_MAX }; /* in a minute: all may fail and be back */

static bool
has_room(struct bfd_heard *b, struct step *step)
{
	if (b->said == 0 || step->now >= time_after(b->minute_us, 60 * TIME_SEC)) {
		if (b->unsaid > 0)
			out_log(step->out, &event_bfd_state,
				"%u more changes of BFD sessions within a minute", b->unsaid);
		b->minute_us = step->now;
		b->said = b->unsaid = 0;
	}
	b->unsaid += b->said == LINES_MAX;
	b->said += b->said < LINES_MAX;
	return b->unsaid == 0;
}

static void
say(struct bfd_heard *b, const struct bfd_status *s, struct step *step)
{
	char peer[IP4_TEXT];

	if (!has_room(b, step))
		return;
	out_log(step->out, &event_bfd_state,
		"BFD session %s to %s: %s (local=%u, remote=%u, diagnostic=%s)", s->name,
		ip4_format(s->peer, peer), bfd_state_name(s->state), (unsigned)s->local,
		(unsigned)s->remote, bfd_diag_name(s->diag));
}

/* Sessions of remote backup services that track it end: docs/vrp.md "BFD". Only for silence. That
 * it is down a peer says by its session, too; a packet that says so can be anybody's. */
static void
fail(struct pairs *pairs, uint32_t local, struct step *step)
{
	const struct rbs_shown *rbs = pairs_rbs(pairs);

	for (unsigned i = 0; i < rbs->count; i++)
		if (rbs->list[i].config->track.set && rbs->list[i].config->track.local == local)
			service_drop(pairs, slots_service(pairs, rbs->list[i].name), step);
}

void
bfd_status_heard(struct bfd_heard *b, struct pairs *pairs, const struct bfd_status *status,
		 struct step *step)
{
	const struct bfd_status *before = bfd_latest_find(&b->latest, status->name);
	bool was = before && before->state == BFD_UP;
	bool failed = before && before->counters.failures < status->counters.failures &&
		      status->diag == BFD_DIAG_EXPIRED;

	if ((status->state == BFD_UP) != was)
		say(b, status, step);
	bfd_latest_put(&b->latest, status);
	if (failed)
		fail(pairs, status->local, step);
}

void
bfd_faults_heard(struct bfd_heard *b, const struct bfd_faults *faults, struct step *step)
{
	b->latest.faults = *faults;
	for (unsigned i = BFD_FAULT_NONE + 1; i < BFD_FAULTS; i++) {
		uint64_t count = faults->count[i] - b->told[i];
		char source[IP4_TEXT], name[LAN_INTERFACE_TEXT];

		if (count == 0 ||
		    (b->told_us[i] != 0 && step->now < time_after(b->told_us[i], REMARKS_US)))
			continue;
		b->told[i] = faults->count[i];
		b->told_us[i] = step->now;
		out_log(step->out, &event_bfd_rejected,
			"%llu BFD packet%s dropped: %s; the last from %s (TTL %u, %s)",
			(unsigned long long)count, count == 1 ? "" : "s",
			bfd_fault_text((enum bfd_fault)i),
			ip4_format(faults->last[i].source, source), faults->last[i].ttl,
			step_interface(step, faults->last[i].vlan, name));
	}
}
