/* vrrp/rows.h -- the configuration commands of VRRP. docs/vrp.md "VRRP commands".
 * Tested in test/unit/node/schema.c. */
#ifndef VRRP_ROWS_H
#define VRRP_ROWS_H

#include "conf/conf.h"

extern const struct conf_part vrrp_interface_part; /* struct vrrp_interface_config */
extern const struct conf_part vrrp_system_part;	   /* struct vrrp_system_config */

#endif
