/* node/serve.h -- DHCP: frames in, verdicts, changes parked until they are safe, frames out.
 *
 * R1 in one place: a change of a pool that is paired is claimed, parked and sent to the peer; it is
 * applied and answered when the peer holds it. Unpaired, it is applied at once and noted. */
#ifndef NODE_SERVE_H
#define NODE_SERVE_H

#include "node/state.h"

/* Server, binding table and the pools of the profiles from the running configuration. Before it
 * there is a server without pools, from node start on. */
void serve_configure(struct node *n);

/* NODE_IN_FRAMES. */
void serve_frames(struct node *n, const struct node_input *in, struct node_actions *out);

/* Ends holds, frees due bindings. */
void serve_tick(struct node *n, struct node_actions *out);
uint64_t serve_deadline(const struct node *n);

/* From a session: a record of the peer; versions that go out to it, versions it holds; what
 * became of a parked change. */
void serve_store(struct node *n, const struct lease_record *theirs, bool judged);
void serve_sent(struct node *n, const struct rbs_mark *mark, unsigned count);
void serve_marked(struct node *n, const struct rbs_mark *mark, unsigned count);
void serve_answered(struct node *n, const struct rbs_output *o, struct node_actions *out);

/* Decides again what the peer refused or did not answer. Once in a step, after roles_refresh():
 * what was decided as Connected is not to be decided again by the rules of then (R6). */
void serve_again(struct node *n, struct node_actions *out);

void serve_free(struct node *n);

#endif
