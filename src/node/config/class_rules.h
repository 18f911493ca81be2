/* node/config/class_rules.h -- classes of clients at commit: lines that do nothing, or not what
 * they seem to say. Warnings only, for each is what somebody may want for a while.
 * docs/vrp.md "Classes of clients". Tested in test/unit/node/validate.c and
 * test/golden/classes.txt. */
#ifndef NODE_CONFIG_CLASS_RULES_H
#define NODE_CONFIG_CLASS_RULES_H

#include "conf/conf.h"
#include "conf/error.h"
#include "dhcp/config.h"

/* Of the lines of one pool. */
void class_rules(const struct conf *c, const struct dhcp_pool_config *p, struct conf_errors *e);

/* Of the pools of one shared network, in the order of their names: the same classes. */
void class_rules_together(const struct conf_object *const *pool, unsigned count,
			  struct conf_errors *e);

#endif
