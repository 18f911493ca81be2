/* node/pair/stall.c -- see node/pair/stall.h. Owns struct stall. */
#include "node/pair/stall.h"

#include "node/bind/writer.h"
#include "node/pair/room.h"

bool
stall_disk_works(const struct pairs *all)
{
	return writer_works(all->bind) && !all->stall.on;
}

uint64_t
stall_patience_us(const struct pairs *all)
{
	uint64_t longest_us = 0;

	for (unsigned i = 0; i < NODE_STREAMS_MAX; i++) {
		const struct service *s = &all->service[i];

		if (s->used && rbs_session_answer_us(s->session) > longest_us)
			longest_us = rbs_session_answer_us(s->session);
	}
	return longest_us;
}

/* For some profile that this device serves. */
static bool
has_ready_peer(const struct pairs *all)
{
	for (unsigned i = 0; i < NODE_PROFILES_MAX; i++) {
		const struct profile *p = &all->profile[i];

		if (p->used && p->served.peer_ready && p->served.verdict.role == RBP_MASTER)
			return true;
	}
	return false;
}

uint64_t
stall_deadline(const struct pairs *all)
{
	uint64_t since_us = writer_waits_since(all->bind);

	if (since_us == TIME_NEVER || all->stall.on || !writer_works(all->bind) ||
	    !has_ready_peer(all))
		return TIME_NEVER;
	return time_after(since_us, stall_patience_us(all));
}

static void
begin(struct pairs *all, struct step *step)
{
	uint64_t since_us = writer_waits_since(all->bind);

	all->stall = (struct stall){true, since_us, writer_position(all->bind)};
	step->review = true;
	out_log(step->out, &event_stalls,
		"The disk has taken nothing for %llu ms, and the peer would serve",
		(unsigned long long)((step->now - since_us) / TIME_MS));
}

/* A disk that failed meanwhile has said so itself. */
static void
end(struct pairs *all, struct step *step)
{
	if (writer_works(all->bind))
		out_log(step->out, &event_journal_works, "The disk goes on (ms=%llu)",
			(unsigned long long)((step->now - all->stall.since_us) / TIME_MS));
	all->stall.on = false;
	step->review = true;
}

void
stall_review(struct pairs *all, struct step *step)
{
	if (all->stall.on && writer_is_safe(all->bind, all->stall.position))
		end(all, step);
	else if (step->now >= stall_deadline(all))
		begin(all, step);
}
