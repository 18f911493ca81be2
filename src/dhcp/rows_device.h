/* dhcp/rows_device.h -- the configuration commands of the DHCP server that are of no pool: at an
 * interface and in the system view. docs/vrp.md "DHCP switches". Tested in
 * test/unit/node/schema.c. */
#ifndef DHCP_ROWS_DEVICE_H
#define DHCP_ROWS_DEVICE_H

#include "conf/conf.h"

extern const struct conf_part dhcp_interface_part; /* struct dhcp_interface_config */
extern const struct conf_part dhcp_system_part;	   /* struct dhcp_system_config */

#endif
