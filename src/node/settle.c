/* node/settle.c -- see node/settle.h. Calls go down from here, to serve/ and pair/, and from there
 * to bind/; never back. A change posts what its peer is to hear and what its client is to be
 * answered, and a room raises a flag of struct step when another has to look: both are carried over
 * here. */
#include "node/settle.h"

#include "node/bind/change.h"
#include "node/pair/alien.h"
#include "node/pair/leave.h"
#include "node/pair/pinned.h"
#include "node/pair/roles.h"
#include "node/pair/service.h"
#include "node/pair/stall.h"
#include "node/serve/serve.h"

static void
tell_peers(struct bind *bind, struct pairs *pairs, struct step *step)
{
	struct change_outgoing o;

	while (change_next_outgoing(bind, &o))
		if (o.update)
			service_update(pairs, o.profile, o.record, o.replaces, o.ticket, step);
		else
			service_note(pairs, o.profile, o.record, step);
}

static void
review(struct pairs *pairs, struct serve *serve, struct step *step)
{
	if (step->review) {
		step->review = false;
		roles_refresh(pairs, step);
		pinned_review(pairs, step);
	}
	if (step->new_master) {
		step->new_master = false;
		serve_standby(serve, step);
	}
}

/* Sending may end a session, and that changes roles and leaves answers to be decided again; what is
 * decided again is not decided a third time, so this ends. */
void
settle(struct bind *bind, struct pairs *pairs, struct serve *serve, struct step *step)
{
	step->flush_waits = false;
	do {
		alien_settle(pairs, step);
		stall_review(pairs, step);
		service_review(pairs, step);
		leave_review(pairs, step);
		review(pairs, serve, step);
		serve_probes(serve, step);
		change_go_on(bind, step);
		serve_answers(serve, step);
		tell_peers(bind, pairs, step);
		serve_again(serve, step);
		service_go_on(pairs, step);
	} while (step->review || change_has_again(bind));
	serve_followers(serve, step);
}
