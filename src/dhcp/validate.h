/* dhcp/validate.h -- what can be wrong inside one server pool. docs/vrp.md "IP pool".
 * Rules between objects are node/config/validate.c's. Tested in test/unit/node/validate.c. */
#ifndef DHCP_VALIDATE_H
#define DHCP_VALIDATE_H

#include "conf/error.h"
#include "dhcp/config.h"

/* Speaks of the view that conf_errors_in() named. */
void dhcp_pool_validate(const struct dhcp_pool_config *p, struct conf_errors *e);

/* The excluded range (excluded-ip-address) that has the address, or NULL. */
const struct dhcp_excluded *dhcp_pool_excluded(const struct dhcp_pool_config *p, struct ip4 a);

#endif
