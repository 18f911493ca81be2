/* node/node.h -- one whole device as one pure function.
 *
 * node_step(node, input, actions): what happened goes in, what is to be done comes out; `now` is
 * part of the input. The daemon runs one node over linux/, the simulator runs two. VRRP is the
 * one sibling, pulse/: it has a thread of its own and trades values with the node.
 *
 * Bytes that actions point to live in the actions' own buffer and are valid until the next step. */
#ifndef NODE_NODE_H
#define NODE_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/step/actions.h"
#include "node/step/input.h"

#define NODE_VERSION "0.1"

struct node;

struct node *node_new(void);
void node_free(struct node *n); /* accepts NULL */

/* One input; out is emptied first. */
void node_step(struct node *n, const struct node_input *in, struct node_actions *out);

/* When to call with NODE_IN_TICK; TIME_NEVER when nothing is timed. */
uint64_t node_deadline(const struct node *n);

#endif
