/* lan/rows.h -- the configuration commands of VLANs, ports and Vlanif interfaces. docs/vrp.md
 * "VLANs and interfaces". Tested in test/unit/node/schema.c. */
#ifndef LAN_ROWS_H
#define LAN_ROWS_H

#include "conf/conf.h"

extern const struct conf_part lan_vlan_part;	 /* struct lan_vlan */
extern const struct conf_part lan_port_part;	 /* struct lan_port */
extern const struct conf_part lan_vlanif_part;	 /* struct lan_vlanif */
extern const struct conf_part lan_loopback_part; /* struct lan_vlanif */
extern const struct conf_part lan_sub_part;	 /* struct lan_sub */
extern const struct conf_part lan_null_part;	 /* struct lan_null */
extern const struct conf_part lan_system_part;	 /* struct lan_system */

#endif
