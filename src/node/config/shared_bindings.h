/* node/config/shared_bindings.h -- static bindings of the pools of one link together.
 *
 * A client has one lease in all pools of a shared network, so it is bound to one address in all of
 * them, as it is in one pool (dhcp/validate.h). Tested in test/unit/node/validate.c, bounds.c. */
#ifndef NODE_CONFIG_SHARED_BINDINGS_H
#define NODE_CONFIG_SHARED_BINDINGS_H

#include "conf/conf.h"
#include "conf/error.h"

/* The pools of one shared network, in the order of their names. Errors stand in the later pool, at
 * the line; what one pool says twice is its own rule's. May use the heap: runs at commit only. */
void shared_bindings(const struct conf_object *const *pool, unsigned count, struct conf_errors *e);

#endif
