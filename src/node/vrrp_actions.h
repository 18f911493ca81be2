/* node/vrrp_actions.h -- `reset vrrp statistics` and its relatives. Tested by
 * test/golden/vrrp.txt. */
#ifndef NODE_VRRP_ACTIONS_H
#define NODE_VRRP_ACTIONS_H

#include "cli/cli.h"
#include "node/pair/pairs.h"

struct cli_action_table vrrp_actions(struct pairs *pairs);

#endif
