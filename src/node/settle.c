/* node/settle.c -- see node/settle.h. */
#include "node/settle.h"

#include "node/change.h"
#include "node/roles.h"
#include "node/serve.h"
#include "node/service.h"

static void
tell_peers(struct node *n, struct node_actions *out)
{
	struct change_outgoing o;

	while (change_next_outgoing(n, &o))
		if (o.update)
			service_update(n, o.profile, o.record, o.replaces, o.ticket, out);
		else
			service_note(n, o.profile, o.record, out);
}

/* Sending may end a session, and that changes roles and leaves answers to be decided again; what is
 * decided again is not decided a third time, so this ends. */
void
settle(struct node *n, struct node_actions *out)
{
	n->flush_waits = false;
	do {
		service_review(n, out);
		if (n->roles_changed)
			roles_refresh(n, out);
		if (n->shadow_due)
			serve_shadow(n, out);
		n->shadow_due = false;
		serve_probes(n, out);
		change_go_on(n, out);
		tell_peers(n, out);
		serve_again(n, out);
		service_go_on(n, out);
	} while (n->roles_changed || n->change.again_count > 0);
}
