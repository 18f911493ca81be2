/* lan/validate.h -- what can be wrong inside one port or one Vlanif. docs/vrp.md "VLANs and
 * interfaces". Rules between objects are node/config/validate.c's.
 * Tested in test/unit/node/validate.c. */
#ifndef LAN_VALIDATE_H
#define LAN_VALIDATE_H

#include "conf/error.h"
#include "lan/config.h"

/* They speak of the view that conf_errors_in() named. */
void lan_port_validate(const struct lan_port *p, struct conf_errors *e);
void lan_sub_validate(const struct lan_sub *s, struct conf_errors *e);
void lan_vlanif_validate(const struct lan_vlanif *v, struct conf_errors *e);

/* True for an address a host can have under this mask: no network, broadcast, multicast, loopback
 * address, and a mask of 1 to 31 bits. */
bool lan_host_address(struct ip4 address, struct ip4 mask);

/* The same of a LoopBack, whose mask may have 32 bits. */
bool lan_loopback_address(struct ip4 address, struct ip4 mask);

#endif
