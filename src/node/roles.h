/* node/roles.h -- who serves: from the status of the VRRP groups to the roles of the profiles,
 * the terms of the pools, and the holds on preemption (replication.md 2).
 *
 * Roles are derived, never stored as truth: roles_refresh() makes them anew from what was heard
 * whenever something they depend on changed. */
#ifndef NODE_ROLES_H
#define NODE_ROLES_H

#include "node/state.h"

/* Forgets groups that are no longer configured. */
void roles_configure(struct node *n);

/* NODE_IN_STATUS and NODE_IN_LINK. */
void roles_status(struct node *n, const struct vrrp_status *status, struct node_actions *out);
void roles_link(struct node *n, const struct node_input *in, struct node_actions *out);

/* Roles, terms of the pools, holds, and what the displays of rbs and rbp read. */
void roles_refresh(struct node *n, struct node_actions *out);

/* Tells the pulse of every configured group that this device gives mastership up, or takes part
 * again, as n->yielded says. */
void roles_yield(struct node *n, struct node_actions *out);

/* Tells the pulse of every configured group whether it is held, after it was given a configuration:
 * a group whose last profile is gone is let go. */
void roles_hold_all(struct node *n, struct node_actions *out);

#endif
