/* node/bfd.c -- see node/bfd.h. */
#include "node/bfd.h"

#include <string.h>

#include "node/remarks.h"

static void
say(const struct bfd_status *s, const char *state, struct step *step)
{
	char peer[IP4_TEXT];

	out_log(step->out, &event_bfd_state,
		"BFD session %s to %s: %s (local=%u, remote=%u, diagnostic=%s)", s->name,
		ip4_format(s->peer, peer), state, (unsigned)s->local, (unsigned)s->remote,
		bfd_diag_name(s->diag));
}

bool
bfd_status_heard(struct bfd_heard *b, const struct bfd_status *status, struct step *step)
{
	const struct bfd_status *before = bfd_latest_find(&b->latest, status->name);
	bool was_up = before && before->counts_up, was = before && before->state == BFD_UP;
	bool down = was_up && !status->counts_up;

	if ((status->state == BFD_UP) != was)
		say(status, bfd_state_name(status->state), step);
	bfd_latest_put(&b->latest, status);
	return down;
}

void
bfd_faults_heard(struct bfd_heard *b, const struct bfd_faults *faults, struct step *step)
{
	b->latest.faults = *faults;
	for (unsigned i = BFD_FAULT_NONE + 1; i < BFD_FAULTS; i++) {
		uint64_t count = faults->count[i] - b->told[i];
		char source[IP4_TEXT];

		if (count == 0 ||
		    (b->told_us[i] != 0 && step->now < time_after(b->told_us[i], REMARKS_US)))
			continue;
		b->told[i] = faults->count[i];
		b->told_us[i] = step->now;
		out_log(step->out, &event_bfd_rejected,
			"%llu BFD packet%s dropped: %s; the last from %s (TTL %u, Vlanif%u)",
			(unsigned long long)count, count == 1 ? "" : "s",
			bfd_fault_text((enum bfd_fault)i),
			ip4_format(faults->last[i].source, source), faults->last[i].ttl,
			faults->last[i].vlan);
	}
}
