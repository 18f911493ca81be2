/* rbs/reconcile.h -- finding and repairing differences of two tables that should be equal (I4, I6):
 * a net under the protocol, which should never catch anything. How it works stands at the head of
 * reconcile.c. Tested in test/unit/rbs/reconcile.c. */
#ifndef RBS_RECONCILE_H
#define RBS_RECONCILE_H

#include "rbs/session_private.h"

/* The group is PAIRED: its first comparison is due soon. */
void rbs_reconcile_begin(struct rbs_session *s);

/* The session is over: nothing is suspected. */
void rbs_reconcile_forget(struct rbs_session *s);

/* What is due and may be sent now: digests, and records of what differed. */
void rbs_reconcile_send(struct rbs_session *s);

/* DIGEST of the peer. */
void rbs_reconcile_take(struct rbs_session *s, const struct rbs_frame *frame);

/* When something is due; TIME_NEVER. */
uint64_t rbs_reconcile_deadline(const struct rbs_session *s);

/* Pieces of the group's addresses in which the tables seem to differ. */
unsigned rbs_reconcile_suspects(const struct rbs_session *s, const struct rbs_group *g);

#endif
