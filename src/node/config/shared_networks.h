/* node/config/shared_networks.h -- pools of one link: what `shared-network` asks of them together.
 *
 * A client of the link may get an address from any of them, so all of them have to be served by one
 * device and under one server identifier at every moment, and to be of one link indeed. Tested in
 * test/unit/node/validate.c, bounds.c. */
#ifndef NODE_CONFIG_SHARED_NETWORKS_H
#define NODE_CONFIG_SHARED_NETWORKS_H

#include <stdbool.h>

#include "conf/conf.h"
#include "conf/error.h"
#include "dhcp/config.h"

/* What the pools of shared networks are to each other; errors stand in the later pool. */
void shared_networks(const struct conf *c, struct conf_errors *e);

/* Both are of one shared network. */
bool shared_networks_same(const struct dhcp_pool_config *a, const struct dhcp_pool_config *b);

#endif
