/* node/config/group_rules.h -- the rules between a VRRP group and the rest of the configuration,
 * and between it and the machine. A group alone: vrrp/validate.h. Tested in
 * test/unit/node/validate.c. */
#ifndef NODE_CONFIG_GROUP_RULES_H
#define NODE_CONFIG_GROUP_RULES_H

#include "conf/error.h"

/* The groups of a link. *groups: how many there were before, and then with these. */
void group_rules(const struct conf *c, const struct conf_object *link, unsigned *groups,
		 struct conf_errors *e);

#endif
