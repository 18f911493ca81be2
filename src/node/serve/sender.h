/* node/serve/sender.h -- whom a reply comes from on a VLAN: the virtual MAC and address of the
 * pool's group, else the Vlanif's own. Reads only. */
#ifndef NODE_SERVE_SENDER_H
#define NODE_SERVE_SENDER_H

#include "dhcp/reply.h"
#include "lan/heard.h"
#include "node/bind/bind.h"

/* Whom the replies of a pool come from on Vlanif<vlan>; false: this device must stay silent. */
bool sender_of(const struct bind *b, const struct lan_heard *lan, unsigned pool, uint16_t vlan,
	       struct dhcp_sender *ret);

#endif
