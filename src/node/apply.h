/* node/apply.h -- how a configuration comes into force.
 *
 * load -> validate -> the next table of leases, in steps, and wanted links to the host (prepare,
 * may fail) -> NODE_IN_LAN -> apply (cannot fail) -> the old one is freed. A failure leaves
 * everything as it was. One commit at a time.
 * Tested in test/unit/node/apply.c. */
#ifndef NODE_APPLY_H
#define NODE_APPLY_H

#include "conf/conf.h"
#include "conf/error.h"
#include "node/step/input.h"
#include "node/step/step.h"

struct node;

/* NODE_IN_START and NODE_IN_RELOAD: from a text. Errors are logged as FILE:LINE:COLUMN: message;
 * at start they end in NODE_ACT_STOPPED with status 1. */
void apply_start(struct node *n, const struct node_input *in, struct step *step);
void apply_reload(struct node *n, const struct node_input *in, struct step *step);

/* A session's commit; takes the candidate, and gives it back through console_committed() when it
 * does not hold. yes: to what left_ask() asked. */
void apply_commit(struct node *n, unsigned session, struct conf *candidate, bool yes,
		  struct step *step);

/* A commit that is being prepared goes on; a SIGHUP that came meanwhile is done after it; and at
 * the end of a trial what ran before comes into force again. */
void apply_tick(struct node *n, struct step *step);

/* When apply_tick() has more to prepare, or to load; trial_deadline() knows of trials. */
uint64_t apply_deadline(const struct node *n);

/* NODE_IN_LAN. */
void apply_links(struct node *n, bool ok, const char *message, struct step *step);

/* NODE_IN_TLS: what the host says of a policy in force, for the display. */
void apply_tls(struct node *n, const char *policy, bool loaded, const char *state);

/* Frees what apply made. */
void apply_free(struct node *n);

/* pulse/ is given all that it has to know once more: the configuration in force, links, yields and
 * holds. */
void apply_tell_pulse(struct node *n, struct step *step);

#endif
