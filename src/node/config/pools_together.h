/* node/config/pools_together.h -- what IP pools must not be to each other, and what all of them may
 * hold. Tested through node/config/validate.h in test/unit/node/validate.c, bounds.c. */
#ifndef NODE_CONFIG_POOLS_TOGETHER_H
#define NODE_CONFIG_POOLS_TOGETHER_H

#include "conf/error.h"

/* Adds what is wrong: sections that overlap, a subnet within another pool's, bounds over all pools
 * (dhcp/config.h, lease/table.h). */
void pools_together(const struct conf *c, struct conf_errors *e);

#endif
