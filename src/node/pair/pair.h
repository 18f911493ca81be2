/* node/pair/pair.h -- how a profile stands to its peer: Connected, Interrupted or Partner-down,
 * whether its half was given away, what it does not know yet, what both configurations say alike
 * (R4, R5, R8, R10).
 *
 * pair.c alone writes struct stand and struct standings. What must survive a restart is written
 * before anything that follows from it leaves (bind/recovery.h). */
#ifndef NODE_PAIR_PAIR_H
#define NODE_PAIR_PAIR_H

#include "base/text.h"
#include "conf/error.h"
#include "lease/rules.h"
#include "node/step/step.h"
#include "rbs/session.h"

struct pairs;
struct profile;

/* A profile is new here: it stands as the journal remembers its name. */
void pair_recall(struct pairs *all, struct profile *p);

/* At start, once the journal is read: all stand as it says of their names. */
void pair_recall_all(struct pairs *all);

/* A configuration came into force, and its pools: a profile that is new, or has another peer,
 * stands as what is kept of its addresses says, and how each stands is written for the addresses
 * it has now (R4, R5, R8). */
void pair_attach(struct pairs *all, struct step *step);

/* What of a start the log has not yet: who is in Partner-down, or gave its half away; over: R8's
 * delay is, also who is not Connected, nor about to be. */
void pair_say(struct pairs *all, bool over, struct step *step);

/* RBS_OUT_HOME: which half is ours was agreed with the peer of a service. */
void pair_home_agreed(struct pairs *all, unsigned service, struct step *step);

/* What sessions say of a profile: RBS_OUT_PAIR, RBS_OUT_BATCH_DONE. p NULL: of none that is
 * configured. */
void pair_changed(struct pairs *all, struct profile *p, const struct rbs_output *o,
		  struct step *step);
void pair_batch_done(struct pairs *all, struct profile *p, struct step *step);

/* RBS_OUT_LOST: a disk of the pair is gone. What it acknowledged does not count, and until the MCLT
 * after the batch new clients get nothing unprobed, on either device (R8). */
void pair_lost(struct pairs *all, unsigned service, struct step *step);

/* When the next of these times ends, and to end those that are over. TIME_NEVER: none runs. */
uint64_t pair_deadline(const struct pairs *all);
void pair_tick(struct pairs *all, struct step *step);

/* RBS_OUT_DECLARED: the peer took our half (R5). */
void pair_told(struct pairs *all, struct profile *p, struct step *step);

/* R9: the journal is the peer's. No profile stands as it says, but what it says that is not to be
 * done still holds (fresh, unmet, forfeited: whose it was is not known); each waits for a batch. */
void pair_disown(struct pairs *all, struct step *step);

/* Our half is to be the peer's, until a batch: written before the peer hears of it. And back: it
 * never did. */
void pair_give(struct pairs *all, struct profile *p, struct step *step);
void pair_keep(struct pairs *all, struct profile *p, struct step *step);

/* After a commit: a profile that got another service or backup-id stands to its peer as that one
 * does. */
void pair_anew(struct pairs *all, struct step *step);

/* A commit came into force and the review of it has not: warnings of e say which profiles are
 * configured otherwise than the peer has them, or than both had them last (R10). A difference that
 * stood before and is the same is no news of this commit. */
void pair_warn(const struct pairs *all, const struct conf *running, struct conf_errors *e);

/* Before a declaration: this device gave its half of a profile of the service away, so the peer may
 * have given full leases of it. */
void pair_warn_given(const struct pairs *all, unsigned slot, struct text *out);

/* R5 and R8's start count as declarations, once each; R10: what was compared stays what is. */
void pair_review(struct pairs *all, struct profile *p, struct step *step);

/* What may be given by this profile's pools now; p NULL: by a pool without one. */
struct lease_rules pair_rules(const struct pairs *all, const struct profile *p);

/* Makes struct standings anew, after anything it repeats has changed. */
void pair_publish(struct pairs *all);

#endif
