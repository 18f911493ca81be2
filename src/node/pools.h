/* node/pools.h -- the pools of the running configuration, their binding table, and which profile a
 * pool is bound to. Made anew at every commit; bindings are carried over. */
#ifndef NODE_POOLS_H
#define NODE_POOLS_H

#include "node/state.h"

/* Server, binding table and the pools of the profiles. After service_configure(). Before it there
 * is a server without pools, from node start on. */
void pools_configure(struct node *n);

/* The profile a pool is bound to; NULL: none, or no such pool. */
const struct profile *pools_profile(const struct node *n, unsigned pool);

/* Whom the replies of a pool come from on a VLAN; false when this device must stay silent. */
bool pools_sender(const struct node *n, unsigned pool, uint16_t vlan, struct dhcp_sender *ret);

void pools_free(struct node *n);

#endif
