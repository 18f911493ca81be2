/* node/config/pool_rules.h -- what the lines of IP pools must not say beside other pools, profiles
 * and the addresses of the pair. The rules of one pool alone are dhcp/validate.h. Tested through
 * node/config/validate.h in test/unit/node/validate.c, test/golden/faults.txt. */
#ifndef NODE_CONFIG_POOL_RULES_H
#define NODE_CONFIG_POOL_RULES_H

#include "conf/error.h"

/* Adds what is wrong, or strange, with the pools of a candidate. */
void pool_rules(const struct conf *c, struct conf_errors *e);

#endif
