/* rbs/old.c -- see rbs/old.h.
 *
 * What was told is on our disk before it leaves: an ACK follows the sync, an update its mark. So
 * whoever holds less, and has nothing newer in doubt, has lost it. */
#include "rbs/old.h"

#include <stdio.h>

void
rbs_old_look(struct rbs_group *g, uint64_t told, const struct lease_record *held)
{
	if (g != NULL && held != NULL && !g->met && told > held->version && told > held->sent)
		g->forgotten++;
}

const char *
rbs_old_tell(struct rbs_session *s, struct rbs_group *g)
{
	bool old = !g->met && g->forgotten > 0 && g->local.remembers;

	g->met = true;
	if (!old)
		return "batch complete in both directions";
	snprintf(g->old_text, sizeof g->old_text,
		 "This device was started on an old copy of its state folder: of %llu addresses it "
		 "did not know what it had told the peer to hold. The batch backup brought that "
		 "back",
		 (unsigned long long)g->forgotten);
	rbs_alarm(s, RBS_ALARM_OLD, g->local.backup_id, g->old_text);
	g->old = true;
	s->conn[s->active].hello_due = true;
	return "batch complete in both directions; the state folder was an old copy";
}
