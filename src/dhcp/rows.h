/* dhcp/rows.h -- the configuration commands of a pool of the DHCP server; the others are
 * dhcp/rows_device.h. docs/vrp.md "IP pool". Tested in test/unit/node/schema.c. */
#ifndef DHCP_ROWS_H
#define DHCP_ROWS_H

#include "conf/conf.h"

extern const struct conf_part dhcp_pool_part; /* struct dhcp_pool_config */

/* conf/conf.h, `rewrite`: the pool of an S, AR or CE device in the words of this one. */
void dhcp_pool_rewrite(const void *part, struct text *lines);

#endif
