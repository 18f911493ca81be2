/* node/rbs_actions.h -- commands on remote backup services that act at once: partner-down, leave,
 * join, a batch. An action runs while its text is being made: it only notes in struct node what is
 * asked, and that is carried out when the text is said. */
#ifndef NODE_RBS_ACTIONS_H
#define NODE_RBS_ACTIONS_H

#include "cli/cli.h"
#include "node/step/step.h"

struct node;

struct cli_action_table rbs_actions(struct node *n);

/* What was noted since the last time. */
void rbs_actions_carry_out(struct node *n, struct step *step);

#endif
