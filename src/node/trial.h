/* node/trial.h -- a configuration on trial: cli/trial.h knows how long and what ran before; here
 * it is started with, taken back on time as a commit of its own, and what becomes of it is logged.
 *
 * Going back is a commit like every other, but that nobody is there to be asked: it declares no
 * peer down. A candidate for which that would matter is no trial: one that gives addresses of a
 * pool to another peer, or to none, in either direction (left_moves()). Tested in
 * test/unit/node/trial.c. */
#ifndef NODE_TRIAL_H
#define NODE_TRIAL_H

#include <stdbool.h>
#include <stdint.h>

struct conf;
struct node;
struct node_input;
struct step;
struct text;

/* cli_setup.trial_refused. */
bool trial_refused(void *node, const struct conf *candidate, struct text *out);

/* The time is up, and no commit is under way: what ran before, for the commit; NULL: not yet. */
struct conf *trial_due(struct node *n, const struct step *step);
uint64_t trial_deadline(const struct node *n);

/* It came into force, or it did not. */
void trial_went_back(struct node *n, bool ok, struct step *step);

/* At the end of a step: what became of it since the last one is logged, its file asked for. */
void trial_say(struct node *n, struct step *step);

#endif
