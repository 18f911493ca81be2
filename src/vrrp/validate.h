/* vrrp/validate.h -- what can be wrong with the VRRP groups of one interface. docs/vrp.md "VRRP
 * commands". Rules between interfaces are node/config/validate.c's. Tested in
 * test/unit/node/validate.c. */
#ifndef VRRP_VALIDATE_H
#define VRRP_VALIDATE_H

#include "conf/error.h"
#include "vrrp/config.h"
#include "vrrp/subnet.h"

/* The groups of an interface that has these addresses, the primary one first, on a device that
 * speaks this version (2 or 3); of the view conf_errors_in() named. */
void vrrp_interface_validate(const struct vrrp_interface_config *v,
			     const struct vrrp_subnet *subnet, unsigned subnets, unsigned version,
			     struct conf_errors *e);

#endif
