/* node/config/bfd_rules.h -- rules of BFD sessions at commit. docs/vrp.md "BFD". Tested in
 * test/golden/bfd.txt. */
#ifndef NODE_CONFIG_BFD_RULES_H
#define NODE_CONFIG_BFD_RULES_H

#include "conf/error.h"

void bfd_rules(const struct conf *c, struct conf_errors *e);

#endif
