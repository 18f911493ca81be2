/* dhcp/rows.h -- the configuration commands of the DHCP server. docs/vrp.md "IP pool", "DHCP
 * switches". Tested in test/unit/node/schema.c. */
#ifndef DHCP_ROWS_H
#define DHCP_ROWS_H

#include "conf/conf.h"

extern const struct conf_part dhcp_pool_part;	   /* struct dhcp_pool_config */
extern const struct conf_part dhcp_interface_part; /* struct dhcp_interface_config */
extern const struct conf_part dhcp_system_part;	   /* struct dhcp_system_config */

/* conf/conf.h, `rewrite`: the pool of an S, AR or CE device in the words of this one. */
void dhcp_pool_rewrite(const void *part, struct text *lines);

#endif
