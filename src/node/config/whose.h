/* node/config/whose.h -- whose an address is by a configuration: an interface's of this device,
 * virtual, the peer's. Looks only. Tested through node/config/validate.h in
 * test/unit/node/validate.c. */
#ifndef NODE_CONFIG_WHOSE_H
#define NODE_CONFIG_WHOSE_H

#include "conf/conf.h"
#include "lan/config.h"
#include "rbp/config.h"
#include "vrrp/config.h"

/* The group that a profile is bound to; NULL: there is none. */
const struct vrrp_group_config *whose_group(const struct conf *c, const struct rbp_config *p);

/* The addresses of a link: number 0 is the primary one, set or not; then the others. NULL: no
 * more. */
const struct lan_address *whose_address_at(const struct lan_vlanif *v, unsigned i);

/* An interface of this device has the address; it is virtual in this group, in any group; it is the
 * peer of a remote backup service. */
bool whose_is_local(const struct conf *c, struct ip4 address);
bool whose_has_virtual(const struct vrrp_group_config *g, struct ip4 address);
bool whose_is_virtual(const struct conf *c, struct ip4 address);
bool whose_is_peer(const struct conf *c, struct ip4 address);

/* "an interface address of this device", ...: whose it is, so that no client can have it; NULL:
 * nobody's that is known. */
const char *whose_owner(const struct conf *c, struct ip4 address);

#endif
