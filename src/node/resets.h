/* node/resets.h -- commands that act at once on the DHCP server: what is counted, what is set
 * aside. Their subject is the node. docs/vrp.md "Pool displays". Tested in
 * test/golden/usage.txt. */
#ifndef NODE_RESETS_H
#define NODE_RESETS_H

#include "cli/cli.h"

extern const struct cli_action_row reset_rows[];
extern const unsigned reset_rows_count;

#endif
