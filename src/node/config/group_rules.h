/* node/config/group_rules.h -- the rules between a VRRP group and the rest of the configuration,
 * and between it and the machine. A group alone: vrrp/validate.h. Tested in
 * test/unit/node/validate.c. */
#ifndef NODE_CONFIG_GROUP_RULES_H
#define NODE_CONFIG_GROUP_RULES_H

#include "conf/error.h"
#include "vrrp/config.h"

/* The groups of Vlanif<vlan>; errors speak of its part. *groups: how many there were before, and
 * then with these. */
void group_rules(const struct conf *c, uint16_t vlan, const struct vrrp_interface_config *v,
		 unsigned *groups, struct conf_errors *e);

#endif
